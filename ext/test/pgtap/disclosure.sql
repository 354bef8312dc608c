-- Names that are withheld: who is told them, from when to when, and that nothing else in any answer depends on it.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('told') \g /dev/null
\set ledger told
\ir ../data/withheld_ledger.sql
INSERT INTO told.import_party_identity (party, name, identifiers, entries) VALUES
	('R-1', 'Shenzhen Dark Graphite', '{"LEI": "5493001kjtiigc8y1r12", "HOUSE": "77"}', '{"1260H": "Dark Graphite"}'), ('R-2', 'Dark Holding', NULL, NULL), ('R-3', 'Quiet Dealer', NULL, NULL);

CREATE ROLE told_test_reader;
CREATE ROLE told_test_partner;
CREATE ROLE told_test_member IN ROLE told_test_partner;
CREATE ROLE told_test_auditor;
CREATE ROLE told_test_keeper;
CREATE ROLE told_test_recorder;
SELECT materials.grant_ledger('told', 'told_test_' || k.role, k.kind) FROM (VALUES ('reader', 'reader'), ('partner', 'reader'), ('auditor', 'auditor'), ('keeper', 'keeper'), ('recorder', 'recorder')) AS k (role, kind) \g /dev/null

\ir ../data/as_role.sql
-- What all may read in place of the names.
CREATE FUNCTION pg_temp.veiled(answer text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT replace(replace(replace(answer, 'Shenzhen Dark Graphite', 'Supplier R-1'), 'Dark Holding', 'Holder R-2'), 'Quiet Dealer', 'Seller R-3')
$$;
CREATE FUNCTION pg_temp.name_seen(role text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.answer_to(role, $q$SELECT t.party_name FROM told.trace_up('SET') AS t WHERE t.lot = 'ANODE'$q$)
$$;

-- Names stand in every answer that has names, for those who are told; for the others all is the same but for the names.
CREATE TEMPORARY TABLE question (query text, names boolean);
INSERT INTO question VALUES ($$SELECT * FROM told.trace_up('SET')$$, true), ($$SELECT * FROM told.trace_down('ANODE')$$, false), ($$SELECT * FROM told.origins('SET', by => 'party')$$, true), ($$SELECT * FROM told.paths('SET', 'ANODE')$$, true),
	($$SELECT * FROM told.trace_edges('SET')$$, false), ($$SELECT * FROM told.recall('ANODE')$$, true), ($$SELECT * FROM told.control('R-1')$$, true), ($$SELECT a.party_id, a.chain, a.reason, a.status FROM told.control_all() AS a ORDER BY 1$$, true),
	($$SELECT a.party_id, a.chain, a.reason, a.status FROM told.control_all('BIS-50') AS a ORDER BY 1$$, false), ($$SELECT told.dossier_facts(told.line_id('K-1'), 'infinity')$$, true), ($$SELECT told.dossier_lots(told.lot_id('SET'), '2032-01-01', 'infinity')$$, true), ($$SELECT * FROM told.to_settle('K-1', 'NDAA24-154')$$, false),
	($$SELECT * FROM told.to_fix('K-1', '10USC4865')$$, true), ($$SELECT * FROM told.named_at('NDAA24-154', '2024', '2032-01-01', 'infinity') ORDER BY 1$$, false);
INSERT INTO question SELECT format('SELECT * FROM told.%s(''K-1'', %L)', f.f, r.rule), f.f = 'explain' AND r.rule IN ('10USC4865', 'NDAA24-154') FROM unnest(ARRAY['explain', '"check"']) AS f (f), (SELECT DISTINCT ON (x.test) x.rule FROM materials.rule AS x WHERE x.rule <> '10USC4863' ORDER BY x.test, x.rule = 'NDAA24-154' DESC, x.rule) AS r;
ALTER TABLE question ADD seen text, ADD unseen text;
UPDATE question SET seen = pg_temp.answer_to('told_test_auditor', query), unseen = pg_temp.answer_to('told_test_reader', query);
SELECT is(pg_temp.veiled(seen), unseen, format('the same but for the names: %s', query)) FROM question;
SELECT ok(NOT names OR seen <> unseen, format('the auditor reads names: %s', query)) FROM question WHERE names;
SELECT ok(unseen !~ 'Dark|Quiet|Shenzhen|5493001', format('the reader reads none: %s', query)) FROM question WHERE unseen IS NOT NULL;
SELECT is(pg_temp.answer_to('none', query), seen, format('the owner sees what the auditor sees: %s', query)) FROM question WHERE names;
SELECT set_config('materials.flow_reader', 'plain', true) \g /dev/null
SELECT is(pg_temp.answer_to('told_test_auditor', query), seen, format('by the plain rows too: %s', query)) FROM question WHERE names;
SELECT set_config('materials.flow_reader', 'auto', true) \g /dev/null
SET LOCAL materials.identities = off;
SELECT is(pg_temp.answer_to('told_test_auditor', query), unseen, format('without identities the auditor reads what all may read: %s', query)) FROM question WHERE names;
SET LOCAL materials.identities = on;
SELECT results_eq($$SELECT r.status FROM told."check"('R-1', 'NDAA24-805') AS r$$, $$SELECT r.status FROM told."check"('R-1', 'NDAA24-805') AS r WHERE r.status IN ('PROHIBITED', 'FAIL', 'NOT_YET_EFFECTIVE')$$, 'a listing without its entry counts');
SELECT is(pg_temp.answer_to(role, $$SELECT c.status FROM told.control('R-1') AS c$$), '(FEOC)', format('%s: what the withheld owner holds counts', role)) FROM unnest(ARRAY['told_test_reader', 'told_test_auditor']) AS u (role);
SELECT is(pg_temp.answer_to('told_test_reader', $$SELECT c.status FROM told.control('NOBODY') AS c$$), '(INDETERMINATE)', 'of whom nothing is known, nothing is settled');

-- The table itself.
SELECT is(pg_temp.answer_to(role, 'SELECT count(*) FROM told.party_identity'), answer, format('%s sees %s of three', role, answer))
FROM (VALUES ('told_test_reader', '(0)'), ('told_test_recorder', '(0)'), ('told_test_auditor', '(3)'), ('told_test_keeper', '(3)')) AS v (role, answer);
SELECT is(pg_temp.answer_to('told_test_auditor', $$SELECT i.name, i.identifiers, i.entries FROM told.import_party_identity AS i WHERE i.party = 'R-1'$$), '("Shenzhen Dark Graphite","{""LEI"": ""5493001KJTIIGC8Y1R12"", ""HOUSE"": ""77""}","{""1260H"": ""Dark Graphite""}")', 'identifiers are checked and kept there');
SELECT is(pg_temp.answer_to('told_test_auditor', $$SELECT s.entry FROM told.screen_party('R-1', '1260H') AS s$$), NULL, 'screening needs an edition');
SELECT is_empty($$SELECT o.oprname FROM pg_operator AS o JOIN pg_proc AS p ON p.oid = o.oprcode WHERE 'jsonb'::regtype IN (o.oprleft, o.oprright) AND p.proleakproof$$, 'no operator of jsonb runs before a policy');
SELECT is((SELECT a.attstattarget::integer FROM pg_attribute AS a WHERE a.attrelid = 'told.party_identity'::regclass AND a.attname = 'identity'), 0, 'no statistics are kept of identities');
SELECT is((SELECT count(*) FROM pg_index AS i WHERE i.indrelid = 'told.party_identity'::regclass), 2::bigint, 'and no index but of numbers');

-- From when to when.
SELECT is(pg_temp.name_seen('told_test_partner'), '("Supplier R-1")', 'not told yet');
SELECT is(pg_temp.answer_to('told_test_keeper', $$SELECT told.disclose('R-1', 'told_test_partner', 'consent of 1 May') > 0$$), '(t)', 'a keeper discloses');
SELECT is(pg_temp.name_seen(role), name, format('then %s reads %s', role, name)) FROM (VALUES ('told_test_partner', '("Shenzhen Dark Graphite")'), ('told_test_member', '("Shenzhen Dark Graphite")'), ('told_test_reader', '("Supplier R-1")')) AS v (role, name);
SELECT is(pg_temp.answer_to('told_test_partner', 'SELECT i.party, i.name FROM told.import_party_identity AS i'), '(R-1,"Shenzhen Dark Graphite")', 'of this one only');
SELECT set_config('TimeZone', 'Etc/GMT+12', true) \g /dev/null
SELECT is(pg_temp.name_seen('told_test_partner'), '("Shenzhen Dark Graphite")', 'whatever the session takes for today');
SELECT set_config('materials.as_of', '1999-01-01', true), set_config('materials.known_at', '1999-01-01T00:00:00Z', true) \g /dev/null
SELECT is(pg_temp.answer_to('told_test_partner', $$SELECT p.name FROM told.party_at('infinity') AS p WHERE p.code = 'R-1'$$), '("Shenzhen Dark Graphite")', 'or asks about');
SELECT set_config('materials.as_of', '', true), set_config('materials.known_at', '', true) \g /dev/null
SELECT set_config('TimeZone', 'UTC', true) \g /dev/null
SELECT is(pg_temp.answer_to('told_test_keeper', $$SELECT told.conceal('R-1', 'told_test_partner', 'consent withdrawn') > 0$$), '(t)', 'a keeper conceals');
SELECT is(pg_temp.name_seen('told_test_partner'), '("Supplier R-1")', 'then it is told no longer');
SELECT is(pg_temp.answer_to('told_test_keeper', $$SELECT told.disclose('R-1', 'public', 'published', from_on => (statement_timestamp() AT TIME ZONE 'UTC')::date + 1) > 0$$), '(t)', 'it is disclosed from tomorrow on');
SELECT is(pg_temp.name_seen('told_test_reader'), '("Supplier R-1")', 'and not today');
-- As recorded long ago, which only the owner can write.
INSERT INTO told.disclosure (party_id, audience, given, from_on, ground, recorded_at) VALUES
	(told.party_id('R-2'), 'told_test_reader', true, '2020-01-01', 'x', '2020-01-01 00:00Z'), (told.party_id('R-2'), 'told_test_reader', false, '2021-01-01', 'x', '2020-06-01 00:00Z'), (told.party_id('R-3'), 'public', true, '2020-01-01', 'x', '2020-01-01 00:00Z');
SELECT is(pg_temp.answer_to('told_test_reader', 'SELECT i.name FROM told.import_party_identity AS i'), '("Quiet Dealer")', 'what ended is not told; what is public is told to all who may ask');
SELECT results_eq(format('SELECT p.code::text, d.audience FROM told.disclosed_at(%L, %L) AS d JOIN told.party AS p ON p.id = d.party_id ORDER BY 1, 2', as_of, known_at), wanted, format('who was told on %s, as known at %s', as_of, known_at))
FROM (VALUES ('2019-12-31', 'infinity', $$SELECT NULL::text, NULL::text WHERE false$$), ('2020-07-01', 'infinity', $$VALUES ('R-2', 'told_test_reader'), ('R-3', 'public')$$), ('2021-07-01', 'infinity', $$VALUES ('R-3', 'public')$$),
	('2021-07-01', '2020-03-01 00:00Z', $$VALUES ('R-2', 'told_test_reader'), ('R-3', 'public')$$), ('2099-01-01', 'infinity', $$VALUES ('R-1', 'public'), ('R-3', 'public')$$)) AS v (as_of, known_at, wanted);
SELECT is(pg_temp.answer_to('told_test_keeper', $$SELECT told.disclose('R-2', 'told_test_partner', 'for a week', to_on => (statement_timestamp() AT TIME ZONE 'UTC')::date + 6) > 0$$), '(t)', 'it is disclosed for a week');
SELECT results_eq($$SELECT d.given, d.from_on - (statement_timestamp() AT TIME ZONE 'UTC')::date FROM told.disclosure AS d WHERE d.ground = 'for a week' ORDER BY d.id$$, $$VALUES (true, 0), (false, 7)$$, 'of which the last day is told');
SELECT throws_ok(format('SELECT pg_temp.answer_to(''told_test_keeper'', %L)', command), state, message, format('refused: %s', command))
FROM (VALUES ($$SELECT told.disclose('R-1', 'told_test_nobody', 'x')$$, '42704', 'there is no role "told_test_nobody"'), ($$SELECT told.disclose('R-1', 'public', 'x', '2020-01-01')$$, '22023', 'a disclosure begins today or later, and ends no earlier than it begins'),
	($$SELECT told.disclose('R-1', 'public', 'x', '2099-01-02', '2099-01-01')$$, '22023', 'a disclosure begins today or later, and ends no earlier than it begins'), ($$SELECT told.disclose('R-1', NULL, 'x')$$, '22004', 'a disclosure needs a party, an audience and a ground'),
	($$SELECT told.disclose('CLEAN', 'public', 'x')$$, '55000', 'the name of party "CLEAN" is not withheld'), ($$SELECT told.disclose('X', 'public', 'x')$$, '23503', 'there is no party "X"')) AS v (command, state, message);
SELECT throws_ok($$INSERT INTO told.disclosure (party_id, audience, given, from_on, ground) VALUES (told.party_id('R-1'), 'public', true, '2020-01-01', 'x')$$, '23514', NULL, 'nobody says today what was told before');

-- What tells who it is goes nowhere else, and no message repeats it.
SELECT throws_ok(command, '55000', message, format('refused: %s', command))
FROM (VALUES ($$INSERT INTO told.import_party (code, name, lei, withheld) VALUES ('R-9', 'x', '5493001KJTIIGC8Y1R12', 'x')$$, 'the name of party "R-9" is withheld'), ($$INSERT INTO told.import_party_name (party, name) VALUES ('R-1', 'Dark')$$, 'the name of party "R-1" is withheld'),
	($$INSERT INTO told.import_listing (party, list, entry) VALUES ('R-2', '1260H', 'Dark')$$, 'the name of party "R-2" is withheld'), ($$INSERT INTO told.party_identifier (party_id, scheme, value) VALUES (told.party_id('R-1'), 'HOUSE', '1')$$, 'the name of party "R-1" is withheld'),
	($$INSERT INTO told.import_party_identity (party, name) VALUES ('CLEAN', 'Dark')$$, 'the name of party "CLEAN" is not withheld')) AS v (command, message);
SELECT throws_ok($$INSERT INTO told.import_party_identity (party, name, identifiers) VALUES ('R-1', 'Dark', '{"LEI": "5493001KJTIIGC8Y1R13"}')$$, '22P02', NULL, 'a wrong identifier is refused');
SELECT throws_ok(format('INSERT INTO told.party_identity (party_id, identity) VALUES (told.party_id(''R-1''), %L)', identity), '23514', NULL, format('refused: %s', identity)) FROM unnest(ARRAY['{}', '[]', '{"name": ""}', '{"name": 1}', '{"name": "x", "identifiers": []}']) AS u (identity);

-- A later row counts from when it was recorded.
INSERT INTO told.party_identity (party_id, identity, recorded_at) SELECT i.party_id, '{"name": "Quiet Dealer Ltd"}', i.recorded_at + '1 s' FROM told.party_identity AS i WHERE i.party_id = told.party_id('R-3');
SELECT is(pg_temp.answer_to('told_test_auditor', format('SELECT told.identity_name(%s, %L)', told.party_id('R-3'), (SELECT min(i.recorded_at) FROM told.party_identity AS i WHERE i.party_id = told.party_id('R-3')) + later::interval)), name, format('its name as known %s later', later))
FROM (VALUES ('0 s', '("Quiet Dealer")'), ('1 s', '("Quiet Dealer Ltd")')) AS v (later, name);

-- What is kept of screening has no withheld name; who is told may screen for himself.
SELECT told.load_list_edition('1260H', 'first', '2026-01-01', '[{"entry": "1", "name": "Shenzhen Dark Graphite"}, {"entry": "2", "name": "Clean"}]') \g /dev/null
SELECT told.rescreen() \g /dev/null
SELECT results_eq($$SELECT DISTINCT p.code::text FROM told.list_candidate AS c JOIN told.party AS p ON p.id = c.party_id$$, $$VALUES ('CLEAN')$$, 'rescreen keeps no pair of a withheld party');
SELECT is_empty($$SELECT * FROM told.list_party_name AS n WHERE n.core ~* 'dark|supplier|holder'$$, 'and none of its names');
SELECT results_eq($$SELECT DISTINCT s.code FROM told.screen_party(decided => true) AS s ORDER BY 1$$, $$VALUES ('CLEAN'), ('R-1'), ('R-2')$$, 'who is told finds it');
SELECT is(pg_temp.answer_to('told_test_reader', 'SELECT DISTINCT s.code FROM told.screen_party(decided => true) AS s'), '(CLEAN)', 'and nobody else');
SELECT throws_ok($$SELECT told.decide_listing('R-1', '1260H', '1', 'confirmed', 'x')$$, '55000', 'the name of party "R-1" is withheld', 'a decision would tell who it is');

-- Publications.
SELECT is(pg_temp.answer_to('told_test_keeper', $$SELECT told.publish('K-1', '10USC4865')$$), '(1)', 'who sees names publishes');
SELECT ok((SELECT string_agg(p::text, '') FROM told.publication AS p) !~ 'Dark|Quiet|Shenzhen', 'and no withheld name is in it');

-- A name that was open once, or written into the wrong place, is not read from what was kept of the change.
INSERT INTO told.import_party (code, name, incorporated_in) VALUES ('R-4', 'Dark Smelter', 'SG'), ('OPEN', 'Open Once', 'SG');
INSERT INTO told.import_party_name (party, name) VALUES ('R-4', 'Dark Smelter Pte'), ('OPEN', 'Open Once Pte');
SELECT pg_temp.as_role('told_test_keeper', $$UPDATE told.party_name SET kind = 'former' WHERE party_id IN (told.party_id('R-4'), told.party_id('OPEN'))$$),
	pg_temp.as_role('told_test_keeper', $$UPDATE told.party SET name = 'Smelter R-4', withheld = 'the buyer' WHERE code = 'R-4'$$), pg_temp.as_role('told_test_keeper', $$UPDATE told.party SET name = 'Open Now' WHERE code = 'OPEN'$$),
	pg_temp.as_role('told_test_keeper', $$UPDATE told.contract_line SET price = 9, currency = 'USD' WHERE code = 'K-1'$$) \g /dev/null
SELECT is(pg_temp.answer_to(role, $$SELECT f.relation, f.fact ->> 'name' FROM told.former_row AS f ORDER BY 1, 2$$), answer, format('%s reads of former rows what is his', role))
FROM (VALUES ('told_test_reader', '(contract_line,);(party,"Open Once");(party_name,"Open Once Pte")'), ('told_test_recorder', '(contract_line,);(party,"Open Once");(party_name,"Open Once Pte")'),
	('told_test_auditor', '(contract_line,);(party,"Dark Smelter");(party,"Open Once");(party_name,"Dark Smelter Pte");(party_name,"Open Once Pte")')) AS v (role, answer);
SELECT is(pg_temp.answer_to('told_test_reader', $$SELECT count(*) FROM told.former_row AS f WHERE position('Dark'::bytea IN f.latter) > 0$$), '(0)', 'nor from what it became');

-- A keeper sees all rows, so he seals and an auditor verifies; who is not told can do neither.
SELECT is(pg_temp.answer_to('told_test_keeper', 'SELECT s.blocks, (SELECT count(*) FROM told.party_identity) FROM told.seal() AS s'), '(1,4)', 'a keeper seals');
SELECT is((SELECT sum(p.leaves)::bigint FROM told.seal_part AS p WHERE p.relation IN ('party_identity', 'former_row')), (SELECT count(*) FROM told.party_identity) + (SELECT count(*) FROM told.former_row), 'every withheld name too, and every former row');
SELECT is(pg_temp.answer_to(role, 'SELECT count(*) FROM told.verify(told.checkpoint())'), '(0)', format('%s verifies', role)) FROM unnest(ARRAY['told_test_keeper', 'told_test_auditor', 'none']) AS u (role);
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA told TO told_test_recorder;
SELECT throws_ok(format('SELECT pg_temp.answer_to(%L, %L)', 'told_test_recorder', command), '42501', 'row-level security hides rows of table "bods_statement" from role "told_test_recorder"', format('refused to who is not told: %s', command))
FROM unnest(ARRAY['SELECT told.seal()', 'SELECT told.verify()']) AS u (command);
SELECT throws_ok('SELECT pg_temp.answer_to(''told_test_auditor'', ''SELECT told.seal()'')', '42501', 'permission denied for table seal_block', 'an auditor does not seal');
SELECT is(pg_temp.answer_to(role, $$SELECT s.relation FROM told.sealed_table() AS s WHERE told.rows_hidden(s.relation) ORDER BY 1$$), answer, format('rows of these are hidden from %s: %s', role, coalesce(answer, 'none')))
FROM (VALUES ('told_test_keeper', NULL), ('told_test_reader', '(bods_statement);(former_row);(gleif_record);(party_identity)'), ('none', NULL)) AS v (role, answer);
-- Policies of the owner's count as well.
ALTER TABLE told.lot ENABLE ROW LEVEL SECURITY;
SELECT is(pg_temp.answer_to('told_test_keeper', $$SELECT told.rows_hidden('lot')$$), '(t)', 'where no policy shows rows they are hidden');
CREATE POLICY ours ON told.lot USING (code <> 'SET' OR pg_has_role('told_test_keeper', 'USAGE'));
SELECT is(pg_temp.answer_to('told_test_keeper', $$SELECT told.rows_hidden('lot')$$), '(t)', 'a policy that looks at rows may hide some');
CREATE POLICY everything ON told.lot TO told_test_keeper USING (true);
SELECT is(pg_temp.answer_to(role, $$SELECT told.rows_hidden('lot')$$), answer, format('one that shows all to a role is his: %s', role)) FROM (VALUES ('told_test_keeper', '(f)'), ('told_test_auditor', '(t)')) AS v (role, answer);
SELECT is(pg_temp.answer_to('told_test_keeper', 'SELECT count(*) FROM told.verify()'), '(0)', 'then he verifies');
CREATE POLICY but_this ON told.lot AS RESTRICTIVE USING (code <> 'SET');
SELECT is(pg_temp.answer_to('told_test_keeper', $$SELECT told.rows_hidden('lot')$$), '(t)', 'unless another one takes rows away');
DROP POLICY but_this ON told.lot;
ALTER TABLE told.lot DISABLE ROW LEVEL SECURITY;

-- Stored verdicts have none either, so everybody replays them to the same bytes.
SELECT is(pg_temp.answer_to('told_test_keeper', $$SELECT d.rule FROM told.determine('K-1', 'NDAA24-154') AS d$$), '(NDAA24-154)', 'who sees names determines');
SELECT ok((SELECT string_agg(d.body, '') FROM told.determination AS d) !~ 'Dark|Quiet|Shenzhen' AND (SELECT string_agg(d.body, '') FROM told.determination AS d) ~ 'Supplier R-1', 'by the text that all may read');
SELECT is(pg_temp.answer_to(role, 'SELECT r.matches FROM told.replay() AS r'), '(t)', format('%s replays it', role)) FROM unnest(ARRAY['told_test_reader', 'told_test_auditor', 'none']) AS u (role);

SELECT * FROM finish();
ROLLBACK;
