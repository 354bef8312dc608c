-- Why a verdict became another one: facts recorded one after the other, each change found at its instant with its fact.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('verdict_diff') \g /dev/null
SET search_path = verdict_diff, materials, public;
SET materials.as_of = '2028-06-01';

INSERT INTO import_party (code, name, kind, government_of, incorporated_in) VALUES
	('STATE', 'Government of China', 'government', 'CN', NULL), ('GOOD', 'Good Maker', 'company', NULL, 'US'), ('ANODE', 'Anode Maker', 'company', NULL, 'KR'), ('ELSE', 'Somebody Else', 'company', NULL, 'KR');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'GOOD');
INSERT INTO import_programme (code, name) VALUES ('NEW', 'New');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('PART', 'Part', 'component_material');
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES
	('CAM', 'PART', 'cathode_material', 'GOOD', 'US', 'component_making', '2026-01-01', '1 kg', true), ('GR', 'PART', 'anode_material', 'ANODE', 'KR', 'component_making', '2026-01-01', '1 kg', true);
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES ('CELLS', 'CELL', 'GOOD', 'US', 'cell_assembly', '2026-02-01', '6 each');
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('CELLS', 'CAM', '1 kg', 90, 'USD'), ('CELLS', 'GR', '1 kg', 10, 'USD');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'CELLS'), ('no_feoc_licence', 'CELLS');
INSERT INTO import_contract_line (contract, signed_on, line, programme, item, quantity, procured_on, obligated_on, lots) VALUES ('C', '2026-06-01', 'LINE', 'NEW', 'CELL', '6 each', '2028-06-01', '2028-06-01', ARRAY['CELLS']);

-- What came to be known afterwards: first that nobody else holds the anode maker, then that the state does, then that this was wrong.
CREATE FUNCTION pg_temp.day(n integer) RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT materials.recorded_at('ledger') + n * interval '1 day' $$;
INSERT INTO declaration (claim, party_id, recorded_at) SELECT 'ownership_complete', p.id, pg_temp.day(1) FROM party AS p WHERE p.code = 'ANODE';
INSERT INTO interest (owner_id, owned_id, share, recorded_at) SELECT s.id, o.id, '10%', pg_temp.day(2) FROM party AS s, party AS o WHERE s.code = 'GOOD' AND o.code = 'ELSE';
INSERT INTO interest (owner_id, owned_id, share, recorded_at) SELECT s.id, o.id, '51%', pg_temp.day(3) FROM party AS s, party AS o WHERE s.code = 'STATE' AND o.code = 'ANODE';
INSERT INTO correction (relation, row_id, reason, recorded_at) SELECT 'interest', i.id, 'mixed up', pg_temp.day(5) FROM interest AS i JOIN party AS p ON p.id = i.owned_id WHERE p.code = 'ANODE';

CREATE FUNCTION pg_temp.diff(first integer, last integer, rule text DEFAULT '10USC4865') RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s: %s -> %s by %s, %s', d.changed_at::date - materials.recorded_at('ledger')::date, d.status_before, d.status_after, d.relation, d.detail), '; ' ORDER BY d.changed_at) FROM verdict_diff('LINE', rule, pg_temp.day(first), pg_temp.day(last)) AS d $$;
SELECT is(pg_temp.diff(0, 1), '1: INDETERMINATE -> PASS by declaration, ownership_complete of ANODE', 'a statement that all owners are known settles the verdict');
SELECT is(pg_temp.diff(1, 2), NULL, 'what is recorded about others changes nothing');
SELECT is(pg_temp.diff(2, 4), '3: PASS -> FAIL by interest, STATE holds 51/100 of ANODE (equity)', 'a holding of the state bars it');
SELECT is(pg_temp.diff(0, 4), '1: INDETERMINATE -> PASS by declaration, ownership_complete of ANODE; 3: PASS -> FAIL by interest, STATE holds 51/100 of ANODE (equity)', 'both are found in a longer time');
SELECT matches(pg_temp.diff(4, 6), '^5: FAIL -> [A-Z]+ by correction, interest [0-9]+ is corrected: mixed up \(STATE holds 51/100 of ANODE \(equity\)\)$', 'a correction is a fact, too');
SELECT is((SELECT count(*) FROM verdict_diff('LINE', '10USC4865', pg_temp.day(0), pg_temp.day(6)) AS d WHERE d.status_before = (SELECT c.status FROM "check"('LINE', '10USC4865', known_at => d.changed_at - interval '1 second') AS c)
	AND d.status_after = (SELECT c.status FROM "check"('LINE', '10USC4865', known_at => d.changed_at) AS c)), (SELECT count(*) FROM verdict_diff('LINE', '10USC4865', pg_temp.day(0), pg_temp.day(6))), 'before and after are what check says of then');
SELECT is((SELECT string_agg(format('%s %s -> %s: %s', d.relation, d.status_before, d.status_after, d.detail), '; ') FROM verdict_diff('CELLS', '10USC4865', pg_temp.day(2), pg_temp.day(4), 'lot') AS d), 'interest PASS -> FAIL: STATE holds 51/100 of ANODE (equity)', 'a lot by itself can be asked about');
SELECT is((SELECT string_agg(format('%s %s', d.relation, d.detail), '; ') FROM verdict_diff('ANODE', 'FEOC42', pg_temp.day(2), pg_temp.day(4), 'party') AS d), 'interest STATE holds 51/100 of ANODE (equity)', 'so can a party');

-- An earlier version of the rule, whose first day came later.
DO $$
DECLARE
	one text;
BEGIN
	FOR one IN SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relnamespace = 'materials'::regnamespace AND c.relkind = 'r' AND c.relname LIKE 'rule%'
			AND (SELECT count(*) FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname IN ('rule', 'version')) = 2 ORDER BY c.relname <> 'rule', c.oid LOOP
		EXECUTE format('INSERT INTO %1$s SELECT (jsonb_populate_record(r, ''{"version": "DRAFT", "released_on": "2020-01-01", "builtin": false}'')).* FROM %1$s AS r WHERE r.rule = ''10USC4865''', one);
	END LOOP;
END $$;
UPDATE materials.rule_phase SET effective_from = '2030-01-01' WHERE rule = '10USC4865' AND version = 'DRAFT';
SELECT is((SELECT string_agg(format('%s %s -> %s: %s', d.relation, d.status_before, d.status_after, d.detail), '; ') FROM verdict_diff('LINE', '10USC4865', pg_temp.day(3), pg_temp.day(4), version_before => 'DRAFT') AS d),
	'rule NOT_YET_EFFECTIVE -> FAIL: version DRAFT became PL119-60', 'a version of the rule can be what made the difference');
SELECT is((SELECT count(*) FROM verdict_diff('LINE', '10USC4865', pg_temp.day(3), pg_temp.day(4), version_before => 'DRAFT', version_after => 'DRAFT') AS d), 0::bigint, 'under one version nothing differs then');

SELECT throws_ok($$SELECT * FROM verdict_diff('LINE', '10USC4865', 'infinity')$$, '22023', NULL, 'times in the wrong order are refused');
SELECT throws_ok($$SELECT * FROM verdict_diff('LINE', '10USC4865', NULL)$$, '22023', NULL, 'so is no time');
SELECT throws_ok($$SELECT * FROM verdict_diff('LINE', '10USC4865', pg_temp.day(0), pg_temp.day(1), version_before => '1776')$$, '22023', 'rule "10USC4865" has no such version', 'a version that does not exist is refused');
SELECT throws_ok($$SELECT * FROM verdict_diff('NOWHERE', '10USC4865', pg_temp.day(0), pg_temp.day(1))$$, '23503', NULL, 'what does not exist is refused');
SELECT * FROM finish();
ROLLBACK;
