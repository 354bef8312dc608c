-- The award gate: what it refuses, what it says, what lets a line through, and that it looks at all lines of a transaction together.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('gated') \g /dev/null
SET search_path = gated, materials, public;
INSERT INTO import_party (code, name, incorporated_in) VALUES ('GOOD', 'Good Maker', 'US'), ('BAD', 'BYD', 'KR'), ('OPEN', 'Open Maker', 'KR');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'GOOD'), ('ownership_complete', 'BAD');
INSERT INTO import_listing (party, list, entry) VALUES ('BAD', 'NDAA24-154', 'BYD Company, Limited');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('PART', 'Part', 'component_material');
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES ('CAM', 'PART', 'cathode_material', 'GOOD', 'US', 'component_making', '2026-01-01', '9 kg', true);
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) SELECT 'FROM-' || m.code, 'CELL', m.code, 'US', 'cell_assembly', '2026-02-01', '1000 each' FROM (VALUES ('GOOD'), ('BAD'), ('OPEN')) AS m (code);
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) SELECT 'FROM-' || m.code, 'CAM', '1 kg', 90, 'USD' FROM (VALUES ('GOOD'), ('BAD'), ('OPEN')) AS m (code);
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', 'FROM-' || m.code FROM (VALUES ('GOOD'), ('BAD'), ('OPEN')) AS m (code);
INSERT INTO contract (code, signed_on) VALUES ('C', '2028-01-01');

CREATE FUNCTION pg_temp.buy(code text, VARIADIC lots text[] DEFAULT '{}') RETURNS void LANGUAGE sql SET search_path = gated, materials AS $$
	INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, obligated_on, lots) VALUES ('C', code, 'CELL', '10 each', '2028-06-01', '2028-06-01', lots) $$;
CREATE FUNCTION pg_temp.told(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text; detail text; hint text; code text; name text; tab text; nsp text;
BEGIN
	EXECUTE command;
	SET CONSTRAINTS ALL IMMEDIATE;
	SET CONSTRAINTS ALL DEFERRED;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, code = RETURNED_SQLSTATE, name = CONSTRAINT_NAME, tab = TABLE_NAME, nsp = SCHEMA_NAME;
	RETURN concat_ws('|', code, message, detail, hint, name, nsp, tab);
END $$;

SAVEPOINT nothing_bought;
SELECT is(gate_lines('contract_line', '{NDAA24-154}', source => 'the head of contracting'), 'award_gate_gated_contract_line', 'a gate is attached');
SELECT is(pg_temp.told($$SELECT pg_temp.buy('FINE', 'FROM-GOOD')$$), NULL, 'a line that nothing bars goes through');
SELECT matches(pg_temp.told($$SELECT pg_temp.buy('BARRED', 'FROM-BAD')$$),
	'^23M01\|contract line "BARRED" is refused by rule NDAA24-154: PROHIBITED\|FROM-BAD: .*BYD.*Way: FROM-BAD.*\|explain\(''BARRED'', ''NDAA24-154''\) tells why.*A waiver of the rule.*\|award_gate_gated_contract_line\|gated\|contract_line$',
	'one that is barred is refused, with rule, citation, way and what to do');
SELECT is(count(*), 0::bigint, 'nothing of it is there') FROM contract_line WHERE code = 'BARRED';
SELECT matches(pg_temp.told($$SELECT pg_temp.buy('DOUBTFUL', 'FROM-OPEN')$$), '^23M01\|contract line "DOUBTFUL" is refused by rule NDAA24-154: INDETERMINATE', 'one that is open is refused where nothing may be');
SELECT matches(pg_temp.told($$SELECT pg_temp.buy('EMPTY')$$), '^23M01\|.*no lot is recorded', 'so is one without lots');
SELECT is(pg_temp.told($$SELECT pg_temp.buy('LATER'); INSERT INTO gated.contract_line_lot (line_id, lot_id) SELECT gated.line_id('LATER'), gated.lot_id('FROM-GOOD')$$), NULL, 'lots may follow within the transaction');
SELECT matches(pg_temp.told($$DELETE FROM gated.contract_line_lot WHERE line_id = gated.line_id('LATER')$$), '^23M01\|contract line "LATER"', 'but then they stay');
SELECT matches(pg_temp.told($$SELECT pg_temp.buy('A' || n, CASE WHEN n = 3 THEN 'FROM-BAD' ELSE 'FROM-GOOD' END) FROM generate_series(1, 5) AS n$$), '^23M01\|contract line "A3"', 'one of several refuses all');

-- How much may be left open.
SELECT gate_lines('contract_line', '{NDAA24-154}', open_max => 1) \g /dev/null
SELECT is(pg_temp.told($$SELECT pg_temp.buy('DOUBTFUL', 'FROM-OPEN')$$), NULL, 'with a bound of all, what is open goes through');
SELECT matches(pg_temp.told($$SELECT pg_temp.buy('BARRED', 'FROM-BAD')$$), '^23M01', 'what is barred does not');
SELECT gate_lines('contract_line', '{10USC4865}', open_max => 0.2) \g /dev/null
SELECT is(g.code, 'award_gate_gated_contract_line', 'there is one gate at a time') FROM award_gate AS g;
SELECT is(v.refused, NOT d.settled AND coalesce((v.verdict).share_max - (v.verdict).share_min, 1) > 0.2 OR d.bars, format('%s: a bound between is compared with what is open', (v.verdict).status))
FROM award_gate AS g CROSS JOIN gate_verdict(g, ARRAY(SELECT l.id FROM contract_line AS l)) AS v JOIN verdict AS d ON d.verdict = (v.verdict).status;

ROLLBACK TO nothing_bought;

-- What lets a line through: a waiver of that rule, for that line, on that day, by somebody who may.
SELECT gate_lines('contract_line', '{10USC4865}') \g /dev/null
CREATE TEMPORARY TABLE waived (code text, rule text, granted_by text, valid_to date, lets_through boolean);
INSERT INTO waived VALUES ('W1', '10USC4865', 'Secretary of Defense', '2028-12-31', true), ('W2', '10USC4865', 'Somebody', '2028-12-31', false), ('W3', 'NDAA24-154', 'Secretary of Defense', '2028-12-31', false), ('W4', '10USC4865', 'Secretary of Defense', '2028-05-31', false);
SELECT is(coalesce(split_part(pg_temp.told(format($$SELECT pg_temp.buy(%1$L, 'FROM-OPEN'); INSERT INTO gated.import_waiver (code, rule, line, granted_by, valid_from, valid_to) VALUES (%1$L, %2$L, %1$L, %3$L, '2028-01-01', %4$L)$$, w.code, w.rule, w.granted_by, w.valid_to)), '|', 1), 'through'),
	CASE WHEN w.lets_through THEN 'through' ELSE '23M01' END, format('a waiver of %s by %s until %s', w.rule, w.granted_by, w.valid_to)) FROM waived AS w;

-- All lines of a transaction are looked at together: the checks are counted.
SELECT gate_lines('contract_line', '{NDAA24-154}') \g /dev/null
ROLLBACK TO nothing_bought;
SELECT gate_lines('contract_line', '{NDAA24-154}') \g /dev/null
SELECT pg_temp.buy('FINE', 'FROM-GOOD') \g /dev/null
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SET LOCAL track_functions = 'all';
SELECT pg_temp.buy('MANY' || n, 'FROM-GOOD') FROM generate_series(1, 30) AS n \g /dev/null
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SELECT is(pg_stat_get_xact_function_calls('gated.gate_check(award_gate, bigint[])'::regprocedure), 1::bigint, 'thirty lines are checked at once');
UPDATE contract_line SET source = 'x', price = 7, currency = 'USD' WHERE code = 'FINE';
SET CONSTRAINTS ALL IMMEDIATE;
SELECT is(pg_stat_get_xact_function_calls('gated.gate_check(award_gate, bigint[])'::regprocedure), 1::bigint, 'what no rule reads is changed without');
SET CONSTRAINTS ALL DEFERRED;

-- What comes to be known later refuses nothing, and is told.
SELECT determine('FINE', 'NDAA24-154') \g /dev/null
SELECT is_empty($$SELECT * FROM award_changed WHERE line = 'FINE'$$, 'as it was determined');
INSERT INTO import_listing (party, list, entry) VALUES ('GOOD', 'NDAA24-154', 'Good');
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'a listing is recorded though it bars lines that were awarded');
SELECT is(c.status_determined || ' ' || c.status || ' ' || c.refused, 'NOT_PROHIBITED PROHIBITED true', 'the line is told with what was determined') FROM award_changed AS c WHERE c.line = 'FINE';

-- What cannot be gated, and how.
SELECT throws_ok(command, state, message, what) FROM (VALUES
	($$SELECT gate_lines('import_contract_line', '{10USC4865}', line_column => 'line')$$, '42809', '"import_contract_line" cannot be gated', 'a view'),
	($$SELECT gate_lines('contract_line', '{}')$$, '22023', 'an award gate asks at least one rule', 'no rule'),
	($$SELECT gate_lines('contract_line', '{NONE}')$$, '22023', 'there is no rule "NONE"', 'no such rule'),
	($$SELECT gate_lines('contract_line', '{10USC4865}', line_column => 'code')$$, '22023', NULL, 'a line by another column'),
	($$SELECT gate_lines('contract', '{10USC4865}')$$, '22023', NULL, 'another table without one'),
	($$SELECT gate_lines('contract', '{10USC4865}', line_column => 'x; DROP TABLE lot')$$, '42703', NULL, 'a column that the table does not have'),
	($$SELECT gate_lines('contract_line', '{10USC4865}', open_max => 2)$$, '23514', NULL, 'a bound above all'),
	($$SELECT gate_lines('contract_line', '{10USC4865}', policies => '{"x": "y"}')$$, '22023', NULL, 'no such policy')) AS v (command, state, message, what);
SELECT suppose_listing('GOOD', 'NDAA24-154');
SELECT matches(pg_temp.told($$SELECT pg_temp.buy('IF', 'FROM-GOOD')$$), '^55000\|nothing is awarded while something is supposed', 'nothing is awarded while something is supposed');
SELECT suppose_nothing();
DELETE FROM award_gate;
SELECT matches(pg_temp.told($$SELECT pg_temp.buy('GONE', 'FROM-GOOD')$$), '^55000\|award gate ".*" has no row', 'a gate without its row refuses all');
SELECT ungate_lines('contract_line') \g /dev/null
SELECT is(pg_temp.told($$SELECT pg_temp.buy('FREE', 'FROM-BAD')$$), NULL, 'without a gate nothing is refused');
SELECT * FROM finish();
ROLLBACK;
