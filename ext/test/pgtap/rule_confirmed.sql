-- The column confirmed of a verdict: false exactly where what decides was not read in the text; and reasons that begin with what decides.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_confirmed') \g /dev/null
SET search_path = rule_confirmed, materials, public;
SET materials.as_of = '2028-06-01';

INSERT INTO import_party (code, name, kind, government_of, incorporated_in) VALUES
	('STATE', 'Government of China', 'government', 'CN', NULL), ('GOOD', 'Good Maker', 'company', NULL, 'US'), ('BAD', 'State Maker', 'company', NULL, 'KR'), ('IN-CN', 'Chinese Maker', 'company', NULL, 'CN'),
	('HOLDING', 'State Holding', 'company', NULL, 'SG'), ('BELOW', 'Maker below it', 'company', NULL, 'KR'), ('LITTLE', 'Maker with a tenth', 'company', NULL, 'KR'), ('NAMED', 'Named Maker', 'company', NULL, 'CN'),
	('BOTH', 'State Maker in China', 'company', NULL, 'CN'), ('HIDDEN', 'Maker with open owners', 'company', NULL, 'KR'), ('IN-HK', 'Maker in Hong Kong', 'company', NULL, 'HK');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', p.code FROM party AS p WHERE p.code NOT IN ('STATE', 'HIDDEN');
INSERT INTO import_interest (owner, owned, share) VALUES ('STATE', 'BAD', '30%'), ('STATE', 'BOTH', '30%'), ('STATE', 'HOLDING', '40%'), ('HOLDING', 'BELOW', '70%'), ('HOLDING', 'LITTLE', '10%');
INSERT INTO import_listing (party, list, entry) VALUES ('NAMED', 'NDAA24-154', 'BYD Company, Limited');

SELECT is(c.confirmed, v.expected, format('%s is %s: %s', v.party, c.status, v.why))
FROM (VALUES
	('STATE', true, 'the government itself is in the statute'),
	('BAD', true, 'the share and its threshold are confirmed'),
	('IN-CN', false, 'where a party belongs is a reading'),
	('BOTH', true, 'one confirmed ground is enough'),
	('BELOW', false, 'shares through others are a reading'),
	('LITTLE', false, 'and it clears by the same reading'),
	('GOOD', true, 'nothing was found and nothing reckoned'),
	('HIDDEN', true, 'that holders are not known leaves the confirmed share open'),
	('IN-HK', false, 'only a reading leaves it open')) AS v (party, expected, why) CROSS JOIN LATERAL control(v.party) AS c;
SELECT is(c.confirmed, (a.reason ~ 'RULEBOOK 4.6\(i\)\)'), 'with a confirmed ground among several the reason shows that one') FROM control('BOTH') AS c CROSS JOIN LATERAL control('BOTH') AS a;
SELECT is(a.confirmed, c.confirmed, format('%s is the same in control_all', p.code)) FROM party AS p JOIN control_all() AS a ON a.party_id = p.id CROSS JOIN LATERAL control(p.code) AS c ORDER BY p.code;
INSERT INTO import_site (code, name, country) VALUES ('PLANT-CN', 'Plant', 'CN');
SELECT is(c.status || ' ' || c.confirmed, 'FEOC false', 'a site is a reading as well') FROM control('GOOD', site => 'PLANT-CN') AS c;
SELECT is(c.status || ' ' || c.confirmed, 'FEOC true', 'which takes nothing from a party that is one anyway') FROM control('BAD', site => 'PLANT-CN') AS c;

INSERT INTO import_programme (code, name) VALUES ('NEW', 'New');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('PART', 'Part', 'component_material');
-- A cell with a clear cathode and an anode, by maker, country and what the anode costs of a hundred; without licence but where told.
CREATE FUNCTION pg_temp.cell(name text, anode_maker text, anode_country text DEFAULT 'KR', anode_cost numeric DEFAULT 10, maker text DEFAULT 'GOOD', licence boolean DEFAULT true) RETURNS text LANGUAGE sql AS $$
	INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES
		(name, 'CELL', NULL, maker, 'US', 'cell_assembly', '2028-02-01', '6 each', false),
		(name || '.cathode', 'PART', 'cathode_material', 'GOOD', 'US', 'component_making', '2028-01-01', '1 kg', true),
		(name || '.anode', 'PART', 'anode_material', anode_maker, anode_country::country, 'component_making', '2028-01-01', '1 kg', true);
	INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES (name, name || '.cathode', '1 kg', 100 - anode_cost, 'USD'), (name, name || '.anode', '1 kg', anode_cost, 'USD');
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', name);
	INSERT INTO import_declaration (claim, lot) SELECT 'no_feoc_licence', name WHERE licence;
	INSERT INTO import_contract_line (contract, signed_on, line, programme, item, quantity, procured_on, obligated_on, lots) VALUES ('C-' || name, '2027-01-01', name, 'NEW', 'CELL', '6 each', '2028-06-01', '2028-06-01', ARRAY[name]);
	SELECT name $$;
CREATE TEMPORARY TABLE expected (line text, rule text, status text, confirmed boolean, what text);
INSERT INTO expected
	SELECT v.line, '10USC4865', v.status, v.confirmed, v.what
	FROM (VALUES
		(pg_temp.cell('CLEAR', 'GOOD'), 'PASS', true, 'nothing found'),
		(pg_temp.cell('STATE-ANODE', 'BAD'), 'FAIL', true, 'a component of a state-held maker'),
		(pg_temp.cell('CN-ANODE', 'IN-CN'), 'FAIL', false, 'a component of a maker that belongs in a covered nation'),
		(pg_temp.cell('CN-PLANT', 'GOOD', 'CN'), 'FAIL', false, 'a component made at a place in a covered nation'),
		(pg_temp.cell('BELOW-ANODE', 'BELOW'), 'FAIL', false, 'a component of a maker held through another'),
		(pg_temp.cell('LITTLE-ANODE', 'LITTLE'), 'PASS', false, 'clear by what is held through another'),
		(pg_temp.cell('NAMED-ANODE', 'NAMED'), 'FAIL', true, 'a named maker, wherever it belongs'),
		(pg_temp.cell('BOTH-ANODE', 'BOTH', 'CN'), 'FAIL', true, 'two readings and one confirmed ground'),
		(pg_temp.cell('STATE-LITTLE', 'BAD', 'KR', 4), 'PASS_BY_EXCEPTION', true, 'a small state-held part'),
		(pg_temp.cell('CN-LITTLE', 'IN-CN', 'KR', 4), 'PASS_BY_EXCEPTION', false, 'a small part by a reading'),
		(pg_temp.cell('BY-STATE', 'IN-CN', 'KR', 10, 'BAD'), 'FAIL', false, 'a state-held assembler, but only a reading finds the component'),
		(pg_temp.cell('ALL-STATE', 'BAD', 'CN', 10, 'BAD'), 'FAIL', true, 'assembler and component state-held'),
		(pg_temp.cell('REVIEWED', 'GOOD', 'KR', 10, 'BAD'), 'REVIEW', true, 'clean components, state-held assembler'),
		(pg_temp.cell('HIDDEN-ANODE', 'HIDDEN'), 'INDETERMINATE', true, 'owners not known'),
		(pg_temp.cell('HK-ANODE', 'IN-HK'), 'INDETERMINATE', false, 'only a reading leaves it open'),
		(pg_temp.cell('UNSTATED', 'BAD', licence => false), 'FAIL', true, 'a failed limb beside an open one'),
		(pg_temp.cell('LICENSED', 'GOOD', licence => false), 'FAIL', true, 'technology of a state-held licensor'),
		(pg_temp.cell('LICENSED-CN', 'GOOD', licence => false), 'FAIL', false, 'technology of a licensor by a reading')) AS v (line, status, confirmed, what);
INSERT INTO import_licence (code, contractor, producer, kind, lot, right_quantity, right_timing, right_sale, right_access, right_operation) VALUES
	('L-1', 'BAD', 'GOOD', 'licence', 'LICENSED', true, true, true, true, true), ('L-2', 'IN-CN', 'GOOD', 'licence', 'LICENSED-CN', true, true, true, true, true);
CREATE TEMPORARY VIEW answer AS SELECT e.line, e.what, e.status AS status_expected, e.confirmed AS confirmed_expected, c.* FROM expected AS e CROSS JOIN LATERAL rule_confirmed."check"(e.line, e.rule, 'line') AS c;

SELECT is(a.status || ' ' || a.confirmed, a.status_expected || ' ' || a.confirmed_expected, format('%s: %s', a.line, a.what)) FROM answer AS a ORDER BY a.line;
SELECT is(s.confirmed, e.confirmed, format('%s is the same in screen', e.line)) FROM expected AS e JOIN rule_confirmed.screen('10USC4865') AS s ON s.line = e.line ORDER BY e.line;
SELECT is_empty($$SELECT e.line FROM expected AS e WHERE NOT e.confirmed AND NOT EXISTS (SELECT FROM rule_confirmed.explain(e.line, e.rule, 'line') AS f WHERE f.kind NOT IN ('doctrine', 'verdict') AND f.detail LIKE '%unconfirmed%')
		AND e.status NOT LIKE 'PASS%'$$, 'where the verdict is not confirmed, a finding says so');
SELECT is_empty($$SELECT e.line FROM expected AS e WHERE e.confirmed AND e.status IN ('FAIL', 'INDETERMINATE')
		AND NOT EXISTS (SELECT FROM rule_confirmed.explain(e.line, e.rule, 'line') AS f WHERE f.kind IN ('assembly', 'technology', 'offender', 'unknown') AND f.effect IN ('against', 'open') AND f.detail NOT LIKE '%unconfirmed%' OR f.detail LIKE '%RULEBOOK 4.6(i))%')$$,
	'where it is, one that decides rests on what was read');

-- What stands in the rulebook decides: each row by itself, put back afterwards.
SAVEPOINT rulebook;
UPDATE materials.rule_phase SET confirmed = false WHERE rule = '10USC4865' AND phase = 'standard';
SELECT is((SELECT a.confirmed FROM answer AS a WHERE a.line = 'STATE-ANODE'), true, 'a phase that was not taken does not matter');
UPDATE materials.rule_phase SET confirmed = false WHERE rule = '10USC4865';
SELECT is((SELECT a.confirmed FROM answer AS a WHERE a.line = 'STATE-ANODE'), false, 'the one that was taken does');
ROLLBACK TO rulebook;
UPDATE materials.rule_gate SET confirmed = false WHERE rule = '10USC4865' AND gate = 'contract';
SELECT is((SELECT a.confirmed FROM answer AS a WHERE a.line = 'STATE-ANODE'), false, 'so does a gate that lets it through');
ROLLBACK TO rulebook;
UPDATE materials.rule_exclusion SET confirmed = false WHERE rule = '10USC4865';
SELECT is((SELECT a.confirmed FROM answer AS a WHERE a.line = 'STATE-ANODE'), true, 'an exclusion that does not apply does not');
ROLLBACK TO rulebook;
UPDATE materials.rule_limb SET confirmed = false WHERE rule = '10USC4865' AND limb = 'cost';
SELECT is((SELECT array_agg(a.confirmed ORDER BY a.line) FROM answer AS a WHERE a.line IN ('CLEAR', 'STATE-ANODE')), '{true,false}', 'a limb matters where the test itself is not met');
ROLLBACK TO rulebook;
UPDATE materials.rule_list SET confirmed = false WHERE rule = '10USC4865';
SELECT is((SELECT array_agg(a.confirmed ORDER BY a.line) FROM answer AS a WHERE a.line IN ('NAMED-ANODE', 'STATE-ANODE')), '{false,true}', 'a list matters for who is on it');
ROLLBACK TO rulebook;
UPDATE materials.doctrine_limb SET confirmed = true;
SELECT is((SELECT count(*) FROM answer AS a WHERE NOT a.confirmed), 0::bigint, 'with all limbs of the doctrine read, all are confirmed');
UPDATE materials.doctrine_limb SET confirmed = false;
SELECT is((SELECT array_agg(a.line ORDER BY a.line) FROM answer AS a WHERE a.confirmed), '{CLEAR,HIDDEN-ANODE,NAMED-ANODE}', 'with none read, only what a list names, what nothing is known of by that list, and what nothing finds');
ROLLBACK TO rulebook;

-- A pass needs all of what is bought, a fail one part of it.
INSERT INTO import_contract_line (contract, signed_on, line, programme, item, quantity, procured_on, lots) VALUES
	('C-1', '2027-01-01', 'TWO-PASS', 'NEW', 'CELL', '12 each', '2028-06-01', '{CLEAR,LITTLE-ANODE}'), ('C-1', '2027-01-01', 'TWO-FAIL', 'NEW', 'CELL', '12 each', '2028-06-01', '{CN-ANODE,STATE-ANODE}');
SELECT is(c.status || ' ' || c.confirmed, v.expected, v.what) FROM (VALUES ('TWO-PASS', 'PASS false', 'one unconfirmed part of a pass is enough'), ('TWO-FAIL', 'FAIL true', 'one confirmed part of a fail is enough')) AS v (line, expected, what)
	CROSS JOIN LATERAL rule_confirmed."check"(v.line, '10USC4865', 'line') AS c;

-- Reasons begin with what decides.
SELECT is((SELECT a.reason FROM answer AS a WHERE a.line = 'UNSTATED'), 'UNSTATED: 90 % of the cost of the components comes from others, more than 95 % is asked; components that go back to a foreign entity of concern: UNSTATED.anode; '
	'whether technology is licensed from a foreign entity of concern is unknown', 'what fails comes before what is open');
SELECT pg_temp.cell('OPEN-MAKER', 'BAD', 'KR', 10, 'HIDDEN') \g /dev/null
SELECT matches((SELECT c.reason FROM "check"('OPEN-MAKER', '10USC4865', 'line') AS c), '^OPEN-MAKER: 90 % of the cost .*; whether the assembler, ', 'also before an assembler who is not known');
SELECT pg_temp.cell('MAJORITY', 'NAMED', 'KR', 60, NULL) \g /dev/null
SELECT matches(c.reason, '^MAJORITY: 60 % of the value .*; the maker, unknown: ', 'a majority of one named maker before a maker who is not known') FROM "check"('MAJORITY', 'NDAA24-154', 'line') AS c;
SELECT is(c.status || ' ' || c.confirmed, 'PROHIBITED false', 'and the limb on majorities is recalled, not read') FROM "check"('MAJORITY', 'NDAA24-154', 'line') AS c;

SELECT * FROM finish();
ROLLBACK;
