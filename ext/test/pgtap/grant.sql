-- What each kind of role may do in a ledger, given and taken by materials.grant_ledger and materials.revoke_ledger.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();

CREATE ROLE grant_test_owner;
CREATE ROLE grant_test_reader;
CREATE ROLE grant_test_recorder;
CREATE ROLE grant_test_auditor;
CREATE ROLE grant_test_keeper;
CREATE ROLE grant_test_public;
CREATE ROLE grant_test_authorised;
CREATE ROLE grant_test_authority;
CREATE ROLE grant_test_stranger;
CREATE ROLE grant_test_analyst LOGIN IN ROLE grant_test_reader;
CREATE TEMPORARY TABLE kind AS SELECT u AS kind, 'grant_test_' || u AS role FROM unnest(ARRAY['reader', 'recorder', 'auditor', 'keeper', 'public', 'authorised', 'authority']) AS u;

\ir ../data/as_role.sql

-- A ledger of somebody who is no superuser, in a database where nothing is given to all but what the extension gives.
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO grant_test_owner', current_database()); END $$;
SELECT pg_temp.as_role('grant_test_owner', $$SELECT materials.create_ledger('acme')$$) \g /dev/null
CREATE TABLE acme.ours (secret text);
ALTER TABLE acme.ours OWNER TO grant_test_owner;
CREATE FUNCTION acme.ours() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION acme.ours() OWNER TO grant_test_owner;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA acme FROM PUBLIC;

SELECT throws_ok(format('SELECT pg_temp.as_role(%L, %L)', role, format('SELECT materials.grant_ledger(%L, %L, %L)', ledger, who, what)), state, message, format('%s may not give %s to %s in %s', role, what, who, ledger))
FROM (VALUES ('grant_test_stranger', 'acme', 'grant_test_stranger', 'reader', '42501', 'must be owner of ledger "acme"'), ('grant_test_owner', 'acme', 'grant_test_nobody', 'reader', '42704', 'there is no role "grant_test_nobody"'),
	('grant_test_owner', 'acme', 'public', 'reader', '42704', 'there is no role "public"'), ('grant_test_owner', 'acme', 'grant_test_reader', 'king', '22023', 'there is no kind of role "king"'),
	('grant_test_owner', 'nowhere', 'grant_test_reader', 'reader', '3F000', 'there is no ledger "nowhere"'), ('grant_test_owner', 'materials', 'grant_test_reader', 'reader', '3F000', 'there is no ledger "materials"')) AS v (role, ledger, who, what, state, message);

-- All that a role holds in the ledger, as text.
CREATE FUNCTION pg_temp.held() RETURNS TABLE (role text, object text, privilege text) LANGUAGE sql STABLE AS $$
	SELECT r.rolname::text, o.name, a.privilege_type || CASE WHEN a.is_grantable THEN '*' ELSE '' END
	FROM (SELECT n.nspname::text AS name, n.nspacl AS acl FROM pg_namespace AS n WHERE n.nspname = 'acme'
			UNION ALL SELECT c.relname, c.relacl FROM pg_class AS c WHERE c.relnamespace = 'acme'::regnamespace
			UNION ALL SELECT format('%s.%s', c.relname, t.attname), t.attacl FROM pg_class AS c JOIN pg_attribute AS t ON t.attrelid = c.oid WHERE c.relnamespace = 'acme'::regnamespace
			UNION ALL SELECT p.oid::regprocedure::text, p.proacl FROM pg_proc AS p WHERE p.pronamespace = 'acme'::regnamespace) AS o
		CROSS JOIN LATERAL aclexplode(o.acl) AS a JOIN pg_roles AS r ON r.oid = a.grantee
	WHERE r.rolname LIKE 'grant\_test\_%' AND r.rolname <> 'grant_test_owner'
$$;
SELECT pg_temp.as_role('grant_test_owner', format('SELECT materials.grant_ledger(''acme'', %L, %L)', role, kind)) FROM kind \g /dev/null
CREATE TEMPORARY TABLE before AS SELECT h.* FROM pg_temp.held() AS h;
SELECT pg_temp.as_role('grant_test_owner', format('SELECT materials.grant_ledger(''acme'', %L, %L)', role, kind)) FROM kind \g /dev/null
SELECT set_eq('SELECT * FROM pg_temp.held()', 'SELECT * FROM before', 'granting once more changes nothing');
SELECT is_empty($$SELECT * FROM before WHERE object LIKE 'ours%'$$, 'what users put into the schema is left alone');
SELECT is_empty($$SELECT * FROM before WHERE privilege LIKE '%*'$$, 'nothing may be handed on');
SELECT is_empty($$SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'acme'::regnamespace AND c.relkind IN ('r', 'v') AND c.relname NOT IN ('ours', 'seal_page') AND NOT has_table_privilege('grant_test_reader', c.oid, 'SELECT')$$,
	'a reader may read every table and view of the template, but for checks of what may be withheld');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p WHERE p.pronamespace = 'acme'::regnamespace AND p.prorettype <> 'trigger'::regtype AND p.proname <> 'ours' AND NOT has_function_privilege('grant_test_reader', p.oid, 'EXECUTE')$$,
	'and call every function');
SELECT is_empty($$SELECT b.* FROM before AS b WHERE b.role IN ('grant_test_reader', 'grant_test_auditor') AND b.privilege NOT IN ('SELECT', 'EXECUTE', 'USAGE')$$, 'readers and auditors write nothing');

-- Append-only is held before a trigger fires.
SELECT is_empty($$SELECT b.* FROM before AS b JOIN pg_class AS c ON c.relnamespace = 'acme'::regnamespace AND c.relname = split_part(b.object, '.', 1) JOIN pg_trigger AS t ON t.tgrelid = c.oid AND t.tgname = 'guard_append_only'
	WHERE b.privilege NOT IN ('SELECT', 'INSERT')$$, 'nobody may update, delete or truncate facts');
SELECT is_empty($$SELECT b.* FROM before AS b WHERE b.object ~ '\.(recorded_at|recorded_by)$' AND b.role NOT LIKE '%auth%' AND b.privilege <> 'SELECT'$$, 'nobody says when or by whom it was recorded');
SELECT is_empty($$SELECT b.* FROM before AS b JOIN pg_class AS c ON c.relnamespace = 'acme'::regnamespace AND c.relname = b.object JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'recorded_at' AND c.relkind = 'r'
	WHERE b.privilege NOT IN ('SELECT', 'DELETE') AND c.relname NOT LIKE 'list\_%'$$, 'nor by a right to the whole table');
SELECT is_empty($$SELECT b.* FROM before AS b WHERE b.privilege NOT IN ('SELECT', 'INSERT') AND b.object ~ '^(ledger|ledger_role|shard|shard_programme|flow_.*)$'$$, 'the ledger''s own tables are the owner''s');
SELECT is_empty($$SELECT b.* FROM before AS b WHERE b.role = 'grant_test_recorder' AND b.privilege = 'UPDATE' AND b.object NOT IN ('lot_balance', 'lot_issue', 'interest_count')$$, 'a recorder updates what triggers count');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class AS c WHERE c.relnamespace = 'acme'::regnamespace AND c.relkind = 'r' AND c.relname <> 'ours' AND c.relname NOT IN ('ledger', 'ledger_role', 'shard', 'shard_programme') AND c.relname !~ '^flow_'
	AND NOT has_any_column_privilege('grant_test_keeper', c.oid, 'INSERT')$$, 'a keeper fills every other table');
SELECT set_eq($$SELECT b.object FROM before AS b WHERE b.role = 'grant_test_public' AND position('.' IN b.object) = 0$$, ARRAY['acme', 'publication_public'], 'the public reads one view');
SELECT set_eq($$SELECT split_part(b.object, '.', 2) FROM before AS b WHERE b.role = 'grant_test_public' AND b.object LIKE 'publication.%'$$,
	$$SELECT a.attname::text FROM pg_attribute AS a WHERE a.attrelid = 'acme.publication_public'::regclass AND a.attnum > 0 UNION SELECT 'withdrawn'$$, 'and the columns under it');

-- The work itself.  The sample also adds words to the vocabulary and says when its corrections were recorded, which the owners allow.
GRANT INSERT ON materials.list, materials.material TO grant_test_recorder;
GRANT INSERT (recorded_at) ON acme.lot, acme.consumption, acme.interest, acme.correction TO grant_test_recorder;
SELECT set_config('role', 'grant_test_recorder', true) \g /dev/null
\set ledger acme
\ir ../data/sample_ledger.sql
RESET ROLE;
RESET search_path;
REVOKE INSERT (recorded_at) ON acme.lot, acme.consumption, acme.interest, acme.correction FROM grant_test_recorder;
SELECT cmp_ok((SELECT count(*) FROM acme.lot), '>=', 10::bigint, 'a recorder records a whole ledger');
SELECT is((SELECT count(*) FROM acme.correction), 3::bigint, 'and corrections');
SELECT lives_ok($$SELECT pg_temp.as_role('grant_test_recorder', $q$SELECT acme.record_lot('RECORDED', '5 kg', inputs => ARRAY[acme.lot_id('ORE-1')], drawn => '{"1 kg"}', item_id => acme.item_id('POWDER'))$q$)$$, 'a recorder records a lot in one call');
SELECT throws_ok(format('SELECT pg_temp.as_role(%L, %L)', role, command), '42501', NULL, format('%s may not: %s', role, command))
FROM (VALUES
	('grant_test_recorder', $$INSERT INTO acme.lot (code, material, quantity, recorded_at) VALUES ('OLD', 'graphite', '1 kg', '2020-01-01')$$), ('grant_test_recorder', $$INSERT INTO acme.lot (code, material, quantity, recorded_by) VALUES ('OLD', 'graphite', '1 kg', 'somebody')$$),
	('grant_test_recorder', 'UPDATE acme.party SET name = name'), ('grant_test_recorder', 'DELETE FROM acme.lot'), ('grant_test_recorder', 'TRUNCATE acme.interest'), ('grant_test_recorder', 'UPDATE acme.lot SET quantity = quantity'),
	('grant_test_recorder', $$INSERT INTO acme.disclosure (party_id, audience, given, from_on, ground) VALUES (1, 'public', true, '2099-01-01', 'x')$$), ('grant_test_recorder', $$SELECT acme.publish('N001-1', '10USC4863')$$),
	('grant_test_recorder', $$INSERT INTO acme.ledger_role (role, kind) VALUES ('grant_test_recorder', 'auditor')$$), ('grant_test_recorder', $$SELECT materials.grant_ledger('acme', 'grant_test_recorder', 'keeper')$$),
	('grant_test_recorder', 'SELECT acme.rescreen()'), ('grant_test_recorder', 'SELECT * FROM acme.ours'), ('grant_test_recorder', 'SELECT acme.maintain_flow()'),
	('grant_test_keeper', 'DELETE FROM acme.consumption'), ('grant_test_keeper', 'UPDATE acme.lot SET quantity = quantity'), ('grant_test_keeper', $$UPDATE acme.party SET recorded_at = '2020-01-01'$$), ('grant_test_keeper', $$UPDATE acme.party SET code = 'X'$$),
	('grant_test_keeper', $$INSERT INTO acme.ledger_role (role, kind) VALUES ('grant_test_reader', 'keeper')$$), ('grant_test_keeper', 'UPDATE acme.ledger SET origin = gen_random_uuid()'), ('grant_test_keeper', 'ALTER TABLE acme.lot DISABLE TRIGGER ALL'),
	('grant_test_keeper', 'DELETE FROM acme.publication'), ('grant_test_keeper', 'DROP TABLE acme.lot'), ('grant_test_auditor', $$INSERT INTO acme.import_party (code, name) VALUES ('X', 'X')$$), ('grant_test_reader', $$INSERT INTO acme.import_party (code, name) VALUES ('X', 'X')$$),
	('grant_test_public', 'SELECT * FROM acme.lot'), ('grant_test_public', 'SELECT * FROM acme.publication'), ('grant_test_public', 'SELECT p.reason FROM acme.publication AS p'), ('grant_test_public', 'SELECT * FROM acme.publication_authorised'),
	('grant_test_public', $$SELECT * FROM acme."check"('N001-1')$$), ('grant_test_public', 'SELECT * FROM acme.party'), ('grant_test_authorised', 'SELECT * FROM acme.publication_authority'), ('grant_test_authorised', 'SELECT p.findings FROM acme.publication AS p'),
	('grant_test_authority', 'SELECT * FROM acme.lot'), ('grant_test_authority', 'SELECT * FROM acme.party_identity')) AS v (role, command);
SELECT throws_ok(format('SELECT pg_temp.as_role(''grant_test_owner'', %L)', command), '55000', NULL, format('who holds every privilege is refused by a trigger: %s', command))
FROM unnest(ARRAY['DELETE FROM acme.lot', 'UPDATE acme.disclosure SET given = given', 'TRUNCATE acme.publication', 'UPDATE acme.party_identity SET party_id = party_id']) AS u (command);
SELECT lives_ok(format('SELECT pg_temp.as_role(''grant_test_keeper'', %L)', command), format('a keeper may: %s', command))
FROM unnest(ARRAY[$$UPDATE acme.party SET name = 'Anode Maker Pte' WHERE code = 'ANODE'$$, $$UPDATE acme.contract_line SET delivered_on = '2028-03-01' WHERE code = 'N001-1'$$, $$INSERT INTO acme.import_party (code, name) VALUES ('KEPT', 'Kept')$$,
	$$SELECT acme.load_list_edition('1260H', 'kept', '2026-01-01', '[{"entry": "1", "name": "Anode Maker"}]')$$, 'SELECT acme.rescreen()', $$SELECT acme.decide_listing('ANODE', '1260H', '1', 'confirmed', 'same address')$$,
	$$SELECT acme.publish('N001-1', 'NDAA24-154', '2027-11-01')$$, $$SELECT acme.publish('N001-1', '10USC4863', '2027-11-01')$$]) AS u (command);

-- Readers get what the owner gets.
CREATE TEMPORARY TABLE question (query text);
INSERT INTO question VALUES ($$SELECT * FROM acme.trace_up('PACK-A')$$), ($$SELECT * FROM acme.origins('PACK-A', by => 'party')$$), ($$SELECT * FROM acme.control('ANODE')$$), ($$SELECT * FROM acme."check"('N001-1', '10USC4865')$$),
	($$SELECT * FROM acme.explain('N001-1', '10USC4865')$$), ($$SELECT * FROM acme.screened_party(decided => true)$$), ('SELECT g.role, g.kind, g.state FROM acme.ledger_grant AS g ORDER BY 1, 2');
SELECT is(pg_temp.answer_to(role, query), pg_temp.answer_to('grant_test_owner', query), format('%s gets what the owner gets: %s', role, query))
FROM question, unnest(ARRAY['grant_test_recorder', 'grant_test_auditor', 'grant_test_keeper', 'grant_test_analyst']) AS r (role);

-- Stored verdicts.
SELECT is(pg_temp.answer_to('grant_test_recorder', $$SELECT d.rule, d.status FROM acme.determine('N001-1', '10USC4863', '2027-11-01') AS d$$), '(10USC4863,INDETERMINATE)', 'a recorder determines');
SELECT is(pg_temp.answer_to('grant_test_auditor', 'SELECT r.matches FROM acme.replay() AS r'), '(t)', 'an auditor replays');
SELECT throws_ok($$SELECT pg_temp.as_role('grant_test_auditor', $q$SELECT acme.determine('N001-1', '10USC4863')$q$)$$, '42501', NULL, 'and determines nothing');

-- Three audiences.
CREATE TEMPORARY TABLE verdict AS SELECT string_agg((c.rule, c.status, c.share_min, c.share_max)::text, ';' ORDER BY c.rule COLLATE "C") AS said
FROM unnest(ARRAY['10USC4863', 'NDAA24-154']) AS u (rule) CROSS JOIN LATERAL acme."check"('N001-1', u.rule, as_of => '2027-11-01') AS c;
SELECT is(pg_temp.answer_to(role, format('SELECT p.rule, p.status, p.share_min, p.share_max FROM acme.publication_%s AS p ORDER BY 1', kind)), said, format('%s: the verdicts of the ledger', kind))
FROM kind, verdict WHERE kind IN ('public', 'authorised', 'authority');
SELECT ok(pg_temp.answer_to('grant_test_public', 'SELECT p.* FROM acme.publication_public AS p') !~ 'Maker|ANODE|ORE-|PACK-A|N001\)', 'the public reads no supplier and no lot');
SELECT alike(pg_temp.answer_to('grant_test_authorised', 'SELECT p.origins FROM acme.publication_authorised AS p'), '%ORE-2%', 'who has an interest reads lots');
SELECT alike(pg_temp.answer_to('grant_test_authority', $$SELECT p.findings FROM acme.publication_authority AS p WHERE p.rule = 'NDAA24-154'$$), '%Anode Maker Pte%', 'an authority reads findings');
SELECT lives_ok($$SELECT pg_temp.as_role('grant_test_keeper', $q$SELECT acme.publish('N001-1', '10USC4863')$q$)$$, 'published once more');
SELECT is(pg_temp.answer_to('grant_test_public', 'SELECT p.rule, p.edition FROM acme.publication_public AS p ORDER BY 1'), '(10USC4863,2);(NDAA24-154,1)', 'the last edition of each counts');
SELECT is(pg_temp.answer_to('grant_test_keeper', $$SELECT acme.withdraw_publication('N001-1', '10USC4863')$$), '(1)', 'one is withdrawn');
SELECT is(pg_temp.answer_to('grant_test_public', 'SELECT p.rule, p.edition FROM acme.publication_public AS p ORDER BY 1'), '(NDAA24-154,1)', 'the other stays');
SELECT is(pg_temp.answer_to('grant_test_keeper', $$SELECT acme.withdraw_publication('N001-1')$$), '(1)', 'then all');
SELECT is(pg_temp.answer_to(role, format('SELECT p.line FROM acme.publication_%s AS p', kind)), NULL, format('%s: withdrawn', kind)) FROM kind WHERE kind IN ('public', 'authorised', 'authority');
SELECT throws_ok(format('SELECT acme.withdraw_publication(%L)', line), '23503', format('contract line "%s" is not published', line), 'what is not published cannot be withdrawn') FROM unnest(ARRAY['N001-1', 'N001-2']) AS u (line);
SELECT throws_ok($$SELECT acme.publish(NULL)$$, '22004', NULL, 'a line is needed');

-- Who has what, through upgrades and revokes.
SELECT is((SELECT (g.role, g.state, g.missing, g.logins)::text FROM acme.ledger_grant AS g WHERE g.kind = 'reader'), '(grant_test_reader,"in force",0,{grant_test_analyst})', 'the view tells who has what');
REVOKE SELECT ON acme.interest FROM grant_test_reader;
SELECT results_eq($$SELECT g.state, g.missing FROM acme.ledger_grant AS g WHERE g.kind = 'reader'$$, $$VALUES ('incomplete', 1)$$, 'and what is missing');
DROP TABLE acme.assay CASCADE;
SELECT is((SELECT g.state FROM acme.ledger_grant AS g WHERE g.kind = 'recorder'), 'in force', 'a table that an older ledger lacks is not missed');
SELECT lives_ok($$SELECT pg_temp.as_role('grant_test_owner', $q$SELECT materials.upgrade_ledger('acme')$q$)$$, 'the owner upgrades');
SELECT is_empty($$SELECT * FROM acme.ledger_grant AS g WHERE g.state <> 'in force'$$, 'then everybody has everything again');
SELECT ok(has_table_privilege('grant_test_reader', 'acme.assay', 'SELECT') AND has_any_column_privilege('grant_test_recorder', 'acme.assay', 'INSERT') AND NOT has_table_privilege('grant_test_stranger', 'acme.assay', 'SELECT'), 'on new tables too');
GRANT SELECT ON acme.ours TO grant_test_recorder;
SELECT lives_ok($$SELECT pg_temp.as_role('grant_test_owner', format('SELECT materials.grant_ledger(''acme'', ''grant_test_recorder'', ''reader'')'))$$, 'a role may have two kinds');
SELECT lives_ok($$SELECT pg_temp.as_role('grant_test_owner', format('SELECT materials.revoke_ledger(''acme'', ''grant_test_recorder'', ''recorder'')'))$$, 'and lose one');
SELECT set_eq($$SELECT h.object, h.privilege FROM pg_temp.held() AS h WHERE h.role = 'grant_test_recorder' AND h.object <> 'ours'$$, $$SELECT h.object, h.privilege FROM pg_temp.held() AS h WHERE h.role = 'grant_test_reader'$$, 'then it has what the other needs');
SELECT ok(has_table_privilege('grant_test_recorder', 'acme.ours', 'SELECT'), 'and what was given by hand');
SELECT pg_temp.as_role('grant_test_owner', format('SELECT materials.revoke_ledger(''acme'', %L, %L)', role, k)) FROM kind, unnest(ARRAY['reader', kind]) AS u (k) \g /dev/null
SELECT is_empty($$SELECT * FROM pg_temp.held() AS h WHERE h.object <> 'ours'$$, 'after all revokes nothing is left');
SELECT is_empty('SELECT * FROM acme.ledger_role', 'or remembered');
SELECT throws_ok(format('SELECT pg_temp.answer_to(''grant_test_reader'', %L)', query), '42501', NULL, format('and nothing answered: %s', query)) FROM question;
SELECT pg_temp.as_role('grant_test_owner', $$SELECT materials.grant_ledger('acme', 'grant_test_authority', 'reader')$$) \g /dev/null
DROP OWNED BY grant_test_authority;
DROP ROLE grant_test_authority;
SELECT results_eq($$SELECT g.role, g.state, g.missing FROM acme.ledger_grant AS g$$, $$VALUES ('grant_test_authority', 'no such role', NULL::integer)$$, 'a role that was dropped is told');
SELECT lives_ok($$SELECT materials.upgrade_ledger('acme')$$, 'and does not hinder an upgrade');
SELECT lives_ok($$SELECT materials.revoke_ledger('acme', 'grant_test_authority', 'reader')$$, 'it can be revoked');
SELECT is_empty('SELECT * FROM acme.ledger_grant', 'and is forgotten');

SELECT * FROM finish();
ROLLBACK;
