-- Verdicts on record: computed again byte for byte, whatever came to be known, was corrected or changed, and however a session is set.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('determined') \g /dev/null
SET search_path = determined, materials, public;
SET materials.as_of = '2028-06-01';

INSERT INTO import_party (code, name, kind, government_of, incorporated_in) VALUES
	('STATE', 'Government of China', 'government', 'CN', NULL), ('GOOD', 'Good Maker', 'company', NULL, 'US'), ('ANODE', 'Anode "Maker" Ünï', 'company', NULL, 'KR'), ('ELSE', 'Somebody Else', 'company', NULL, 'KR');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'GOOD'), ('ownership_complete', 'ANODE');
INSERT INTO import_site (code, name, operator, country) VALUES ('WORKS', 'Works', 'GOOD', 'US');
INSERT INTO import_programme (code, name, milestone_b_on) VALUES ('NEW', 'New', '2027-01-01');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('PART', 'Part', 'component_material'), ('OTHER', 'Other', 'component_material');
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES
	('CAM', 'PART', 'cathode_material', 'GOOD', 'US', 'component_making', '2026-01-01', '1 kg', true), ('GR', 'PART', 'anode_material', 'ANODE', 'KR', 'component_making', '2026-01-01', '1 kg', true);
INSERT INTO import_lot (code, item, producer, site, step, made_on, quantity) VALUES ('CELLS', 'CELL', 'GOOD', 'WORKS', 'cell_assembly', '2026-02-01', '6 each'), ('OTHER-CELLS', 'CELL', 'ELSE', 'WORKS', 'cell_assembly', '2026-02-01', '9 each');
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('CELLS', 'CAM', '1 kg', 90, 'USD'), ('CELLS', 'GR', '1 kg', 10, 'USD');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'CELLS'), ('no_feoc_licence', 'CELLS');
INSERT INTO import_document (code, kind, title, issuer) VALUES ('PAPER', 'declaration', 'Paper', 'GOOD');
INSERT INTO import_contract_line (contract, seller, signed_on, line, programme, item, quantity, procured_on, obligated_on, lots) VALUES ('C', 'GOOD', '2026-06-01', 'LINE', 'NEW', 'CELL', '6 each', '2028-06-01', '2028-06-01', ARRAY['CELLS']);
INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, lots) VALUES ('C', 'SECOND', 'CELL', '9 each', '2028-06-01', ARRAY['OTHER-CELLS']);

-- One rule, and all of them.
SELECT recorded_at('ledger') AS before_it \gset
CREATE TEMPORARY TABLE first AS SELECT d.* FROM determine('LINE', '10USC4865', source => 'award') AS d;
SELECT is(f.status, 'PASS', 'the verdict is stored') FROM first AS f;
SELECT is(f.status || f.share_min || f.reason, c.status || c.share_min || c.reason, 'it is the one that check answers') FROM first AS f, "check"('LINE', '10USC4865') AS c;
SELECT is(f.digest, sha256(convert_to(f.body, 'UTF8')), 'the digest is that of the body') FROM first AS f;
SELECT is(string_agg(k.key, ' ' ORDER BY k.key COLLATE "C"), 'as_of facts findings format known_at ledger line policies rule verdict version', 'the body has all that enters and all that is told') FROM first AS f CROSS JOIN LATERAL jsonb_object_keys(f.body::jsonb) AS k (key);
SELECT is(jsonb_array_length(f.body::jsonb -> 'findings'), (SELECT count(*)::integer FROM explain('LINE', '10USC4865')), 'and every finding') FROM first AS f;
SELECT is(f.body::jsonb #>> '{facts,count}', (SELECT count(*)::text FROM determination_fact AS t WHERE t.determination_id = f.id), 'and how many facts it rests on') FROM first AS f;
SELECT is(f.policies, rule_choices(f.rule, f.version, '{}'), 'the readings that were taken by default are named') FROM first AS f;
SELECT cmp_ok(f.known_at, '>=', :'before_it'::timestamptz, 'what this transaction recorded before is known') FROM first AS f;
SELECT cmp_ok(recorded_at('ledger'), '>', f.known_at, 'what it records from then on is not') FROM first AS f;
SELECT is(f.act_id, NULL, 'it has its facts itself') FROM first AS f;
SAVEPOINT every;
CREATE TEMPORARY TABLE every AS SELECT d.* FROM determine('LINE', policies => '{"tracing": "direct_source"}') AS d;
SELECT is(count(*), (SELECT count(DISTINCT r.rule) FROM rule AS r), 'without a rule, what each rule says is stored') FROM every;
SELECT is(count(DISTINCT e.act_id) FILTER (WHERE e.act_id IS NOT NULL) || ' ' || count(*) FILTER (WHERE e.act_id IS NULL), '1 1', 'the first of them has the facts of all') FROM every AS e;
SELECT is(e.supersedes, f.id, 'it supersedes the earlier one of the same rule') FROM every AS e JOIN first AS f ON f.rule = e.rule;
SELECT is(e.policies ->> 'tracing', 'direct_source', 'a reading that was chosen is named') FROM every AS e WHERE e.rule = '10USC4865';
SELECT is_empty($$SELECT r.code, r.differences FROM replay() AS r WHERE r.matches IS NOT TRUE$$, 'computed again, all are the same');
SELECT is(count(*), (SELECT count(*) FROM every) + 1, 'all are computed') FROM replay();
ROLLBACK TO every;
-- From here on one rule of each kind.
SELECT determine('LINE', r.rule, policies => '{"tracing": "direct_source"}') FROM (SELECT min(x.rule) AS rule FROM rule AS x GROUP BY x.test ORDER BY 1) AS r \g /dev/null
SELECT isnt_empty($$SELECT FROM determine('SECOND', '10USC4865')$$, 'another line is determined');

-- What may change, changes nothing.
CREATE FUNCTION pg_temp.changed() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(format('%s: %s', r.code, array_to_string(r.differences, '; ')), E'\n') FROM replay() AS r WHERE r.matches IS NOT TRUE $$;
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('STATE', 'ANODE', 'equity', '51%');
INSERT INTO import_listing (party, list, entry) VALUES ('GOOD', 'NDAA24-154', 'Good');
INSERT INTO evidence (relation, row_id, document_id, grade) SELECT 'lot', lot_id('GR'), document_id('PAPER'), 'A';
INSERT INTO import_waiver (code, rule, line, granted_by, valid_from, valid_to) VALUES ('W', '10USC4865', 'LINE', 'Secretary of Defense', '2028-01-01', '2028-12-31');
INSERT INTO import_line_property (line, property, value) VALUES ('LINE', 'battery_category', 'ev');
SELECT is(status, 'WAIVED', 'what came to be known since makes another verdict') FROM "check"('LINE', '10USC4865');
SELECT is(pg_temp.changed(), NULL, 'new facts change nothing of what was determined');
INSERT INTO correction (relation, row_id, reason) SELECT 'declaration', d.id, 'withdrawn' FROM declaration AS d JOIN party AS p ON p.id = d.party_id WHERE p.code = 'ANODE';
INSERT INTO lot (code, revision, item_id, role, producer_id, country, step, made_on, quantity, primary_source) SELECT l.code, 1, l.item_id, l.role, party_id('ELSE'), 'CN', l.step, l.made_on, l.quantity, true FROM lot AS l WHERE l.code = 'GR';
INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'lot', min(l.id), max(l.id), 'mixed up' FROM lot AS l WHERE l.code = 'GR';
INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', min(c.id), 'counted twice' FROM consumption AS c;
SELECT is(pg_temp.changed(), NULL, 'nor do corrections');
SELECT isnt_empty($$SELECT FROM determine('LINE', '10USC4865')$$, 'what is known now is determined as well');
SELECT is(pg_temp.changed(), NULL, 'and computed again beside the earlier one');
UPDATE contract_line SET delivered_on = '2029-01-01', quantity = '5 each', environment = 'office', device = 'laptop', programme_id = NULL WHERE code = 'LINE';
UPDATE contract_line SET procured_on = '2020-01-01' WHERE code = 'LINE';
UPDATE contract SET signed_on = '2025-01-01' WHERE code = 'C';
UPDATE programme SET milestone_b_on = NULL, kind = 'commercial' WHERE code = 'NEW';
UPDATE contract_line_lot SET quantity = '1 each' WHERE line_id = line_id('SECOND');
UPDATE contract_line_lot SET lot_id = lot_id('OTHER-CELLS') WHERE line_id = line_id('LINE');
DELETE FROM contract_line_lot WHERE line_id = line_id('LINE');
SELECT isnt(c.status, 'WAIVED', 'another line is another matter') FROM "check"('LINE', '10USC4865') AS c;
SELECT is(pg_temp.changed(), NULL, 'nor does it matter how the line, its lots, its contract and its programme are changed');
SELECT is(count(*), 7::bigint, 'how they were is kept') FROM former_row;
SELECT is((SELECT string_agg(l.lot_id || ' ' || l.quantity, ', ') FROM line_lot_at(ARRAY[line_id('LINE')], d.known_at) AS l), lot_id('CELLS') || ' 6 each', 'and answers questions about then') FROM first AS d;

-- A later version of a rule, and rows of the version that was used.
CREATE FUNCTION pg_temp.next_version(of text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	old text := rule_version(of);
	one text;
BEGIN
	FOR one IN SELECT format('materials.%I', t.name) FROM materials.rule_table() AS t WHERE t.by_rule ORDER BY t.name <> 'rule', t.name LOOP
		EXECUTE format('INSERT INTO %1$s SELECT (jsonb_populate_record(r, ''{"version": "NEXT", "released_on": "2100-01-01", "builtin": false}'')).* FROM %1$s AS r WHERE r.rule = $1 AND r.version = $2', one) USING of, old;
	END LOOP;
	RETURN old;
END $$;
SELECT pg_temp.next_version('10USC4865') AS version \gset
UPDATE materials.rule_phase SET effective_from = '2050-01-01', title = 'later' WHERE rule = '10USC4865' AND version = 'NEXT';
SELECT is(c.version, 'NEXT', 'a newer version is asked from its release on') FROM "check"('SECOND', '10USC4865') AS c;
SELECT is(pg_temp.changed(), NULL, 'what was determined is computed by the version of then');
SELECT throws_ok(command, '55000', format('version "%s" of rule "10USC4865" stays as it is: a determination rests on it', :'version'), what)
FROM (VALUES ($$UPDATE materials.rule_phase SET effective_from = '2050-01-01' WHERE rule = '10USC4865' AND version <> 'NEXT'$$, 'a version that was used is not changed'),
	($$DELETE FROM materials.rule_scope WHERE rule = '10USC4865' AND version <> 'NEXT'$$, 'nor are rows of it removed'),
	($$INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part) SELECT r.rule, r.version, 'class', 'end_item', true, true, true FROM materials.rule AS r WHERE r.rule = '10USC4865' AND r.version <> 'NEXT'$$, 'nor added'),
	($$UPDATE materials.rule SET title = 'x' WHERE rule = '10USC4865' AND version <> 'NEXT'$$, 'nor is its head changed')) AS v (command, what);
SELECT throws_ok(format('UPDATE materials.doctrine_limb SET title = %L WHERE doctrine = (SELECT r.doctrine FROM materials.rule AS r WHERE r.rule = %L AND r.version = %L)', 'x', '10USC4865', :'version'), '55000', NULL, 'nor the doctrine that it follows');
SELECT lives_ok($$UPDATE materials.rule_phase SET effective_from = '2040-01-01' WHERE rule = '10USC4865' AND version = 'NEXT'$$, 'one that nothing rests on may be');
SELECT determine('SECOND', '10USC4865') \g /dev/null
SELECT throws_ok($$UPDATE materials.rule_phase SET effective_from = '2041-01-01' WHERE rule = '10USC4865' AND version = 'NEXT'$$, '55000', NULL, 'until something does');

-- What the past cannot be changed by.
SELECT throws_ok($$UPDATE party SET name = 'Another' WHERE code = 'ANODE'$$, '55000', 'party "ANODE" stays as it is: a determination rests on it', 'a party on whom a determination rests is not renamed');
SELECT throws_ok($$UPDATE site SET country = 'CN' WHERE code = 'WORKS'$$, '55000', NULL, 'nor is a site moved');
SELECT throws_ok($$UPDATE item SET class = 'pack' WHERE code = 'CELL'$$, '55000', NULL, 'nor an item made another');
SELECT throws_ok($$UPDATE contract SET seller_id = party_id('ELSE') WHERE code = 'C'$$, '55000', NULL, 'nor a contract somebody else''s');
SELECT throws_ok($$UPDATE contract_line SET item_id = item_id('PART') WHERE code = 'LINE'$$, '55000', NULL, 'nor a line one of something else');
SELECT lives_ok($$UPDATE party SET source = 'x' WHERE code = 'ANODE'$$, 'what no verdict reads may change');
SELECT lives_ok($$UPDATE item SET name = 'x' WHERE code = 'OTHER'$$, 'and on what no determination rests');
SELECT throws_ok(format($$INSERT INTO interest (owner_id, owned_id, share, recorded_at) VALUES (party_id('STATE'), party_id('ELSE'), '51%%', %L)$$, f.known_at), '55000', NULL, 'nothing is recorded as known by then') FROM first AS f;
SELECT lives_ok($$INSERT INTO interest (owner_id, owned_id, share, recorded_at) VALUES (party_id('STATE'), party_id('ELSE'), '51%', clock_timestamp() + interval '1 day')$$, 'but what will be known may be recorded');
SELECT throws_ok(command, '55000', NULL, command) FROM unnest(ARRAY['UPDATE determination SET source = source', 'DELETE FROM determination_fact', 'DELETE FROM former_row', 'TRUNCATE contract_line_lot', 'UPDATE determination_fact SET row_id = 1',
	$$INSERT INTO former_row (relation, row_id, fact) VALUES ('contract_line', 1, '{}')$$]) AS c (command);
SELECT throws_ok($$INSERT INTO determination (code, line_id, rule, version, as_of, known_at, policies, format, body, digest, rulebook) SELECT 'X', d.line_id, d.rule, d.version, d.as_of, d.known_at, d.policies, 1, d.body || ' ', d.digest, d.rulebook FROM first AS d$$, '23514', NULL, 'a body has its digest');

-- However a session is set.
CREATE FUNCTION pg_temp.changed_under(setting text, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
	before text := current_setting(setting);
BEGIN
	PERFORM set_config(setting, value, true);
	found := (SELECT string_agg(array_to_string(r.differences, '; '), E'\n') FROM pg_temp.first AS f CROSS JOIN LATERAL determined.replay(f.code) AS r WHERE r.matches IS NOT TRUE);
	PERFORM set_config(setting, before, true);
	RETURN found;
END $$;
SELECT is(pg_temp.changed_under(v.setting, v.value), NULL, format('%s = %s', v.setting, v.value))
FROM (VALUES ('datestyle', 'German, DMY'), ('timezone', 'Pacific/Chatham'), ('search_path', 'pg_catalog'), ('extra_float_digits', '-15'), ('materials.known_at', '2020-01-01T00:00:00Z'), ('enable_hashjoin', 'off'), ('enable_nestloop', 'off')) AS v (setting, value);

-- What is refused.
SELECT throws_ok($$SELECT determine(NULL)$$, '22004', NULL, 'no line');
SELECT throws_ok($$SELECT determine('NOWHERE')$$, '23503', NULL, 'no such line');
SELECT throws_ok($$SELECT determine('LINE', 'NO RULE')$$, '22023', NULL, 'no such rule');
SELECT throws_ok($$SELECT determine('LINE', '10USC4865', policies => '{"x": "y"}')$$, '22023', NULL, 'no such policy');
SELECT throws_ok($$SELECT replay('NOTHING')$$, '23503', 'there is no determination "NOTHING"', 'no such determination');
SAVEPOINT supposed;
SELECT suppose_interest('STATE', 'GOOD', 'equity', '51%');
SELECT throws_ok($$SELECT determine('LINE')$$, '55000', 'nothing is determined while something is supposed', 'something is supposed');
ROLLBACK TO supposed;
SET LOCAL materials.known_at = '2028-01-01T00:00:00Z';
SELECT throws_ok($$SELECT determine('LINE')$$, '55000', 'a determination rests on all that is known now', 'earlier knowledge');
RESET materials.known_at;

-- The facts that are named are enough: a ledger that has only these comes to the same.
SELECT materials.create_ledger('closed') \g /dev/null
SET LOCAL session_replication_role = replica;
UPDATE closed.ledger SET origin = (SELECT l.origin FROM determined.ledger AS l);
DO $$
DECLARE
	one text;
BEGIN
	FOR one IN SELECT DISTINCT t.relation FROM determined.determination_fact AS t ORDER BY 1 LOOP
		EXECUTE format('INSERT INTO closed.%1$I SELECT r.* FROM determined.%1$I AS r WHERE r.id IN (SELECT t.row_id FROM determined.determination_fact AS t WHERE t.relation = %1$L AND t.determination_id = (SELECT f.id FROM first AS f))', one);
	END LOOP;
	INSERT INTO closed.former_row SELECT * FROM determined.former_row;
END $$;
SET LOCAL session_replication_role = origin;
SELECT is((SELECT b.body FROM closed.determination_body(f.line_id, ARRAY[f.rule], ARRAY[f.version], f.policies, f.as_of, f.known_at) AS b), f.body, 'the facts that a determination names are enough for it') FROM first AS f;
SELECT cmp_ok((SELECT count(*) FROM closed.party), '<', (SELECT count(*) FROM determined.party), 'and they are not all that there are');

-- What was changed behind its back is said.
SET LOCAL session_replication_role = replica;
UPDATE interest SET recorded_at = '2000-01-01' WHERE share = '51%' AND owned_id = party_id('ANODE');
UPDATE materials.rule_limb SET title = 'changed' WHERE rule = '10USC4865' AND version <> 'NEXT' AND limb = 'components';
SET LOCAL session_replication_role = origin;
SELECT is(r.matches || ' ' || r.status || ' ' || r.status_now, 'false PASS FAIL', 'a fact that was put into the past is found') FROM replay((SELECT f.code FROM first AS f)) AS r;
SELECT matches(array_to_string(r.differences, E'\n'), 'the rows of version "[^"]*" of rule "10USC4865" are not what they were\n.*verdict.status: FAIL, was PASS', 'it is told what differs') FROM replay((SELECT f.code FROM first AS f)) AS r;
SELECT * FROM finish();
ROLLBACK;
