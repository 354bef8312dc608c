-- Verdicts as days go by: phases, waivers and states of rules arrive on their days, and each stretch says what check says of a line
-- whose event is recorded on one of its days.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('verdict_calendar') \g /dev/null
SET search_path = verdict_calendar, materials, public;
SET materials.as_of = '2026-12-01';

INSERT INTO import_party (code, name, kind, government_of, incorporated_in) VALUES
	('STATE', 'Government of China', 'government', 'CN', NULL), ('GOOD', 'Good Maker', 'company', NULL, 'US'), ('BAD', 'State Maker', 'company', NULL, 'KR');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'GOOD'), ('ownership_complete', 'BAD');
INSERT INTO import_interest (owner, owned, share) VALUES ('STATE', 'BAD', '51%');
INSERT INTO import_programme (code, name, milestone_b_on) VALUES ('NEW', 'New', NULL), ('OLD', 'Old', '2020-01-01');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('PART', 'Part', 'component_material');
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES
	('GOOD.1', 'PART', 'cathode_material', 'GOOD', 'US', 'component_making', '2026-01-01', '1 kg', true), ('BAD.1', 'PART', 'cathode_material', 'BAD', 'KR', 'component_making', '2026-01-01', '1 kg', true);
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES ('CLEAN', 'CELL', 'GOOD', 'US', 'cell_assembly', '2026-02-01', '6 each'), ('TAINTED', 'CELL', 'GOOD', 'US', 'cell_assembly', '2026-02-01', '6 each');
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('CLEAN', 'GOOD.1', '1 kg', 90, 'USD'), ('TAINTED', 'BAD.1', '1 kg', 90, 'USD');
INSERT INTO import_declaration (claim, lot) SELECT c, l FROM unnest(ARRAY['inputs_complete', 'no_feoc_licence']) AS c, unnest(ARRAY['CLEAN', 'TAINTED']) AS l;
INSERT INTO import_contract_line (contract, signed_on, line, programme, item, quantity, procured_on, obligated_on, lots) VALUES
	('C1', '2026-06-01', 'NEW-CLEAN', 'NEW', 'CELL', '6 each', '2026-12-01', '2026-12-01', ARRAY['CLEAN']), ('C1', '2026-06-01', 'NEW-TAINTED', 'NEW', 'CELL', '6 each', '2026-12-01', '2026-12-01', ARRAY['TAINTED']),
	('C1', '2026-06-01', 'OLD-TAINTED', 'OLD', 'CELL', '6 each', '2026-12-01', '2026-12-01', ARRAY['TAINTED']);

CREATE FUNCTION pg_temp.calendar(subject text, rule text DEFAULT '10USC4865', first date DEFAULT NULL, last date DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s..%s %s', c.first_day, c.last_day, c.status), ', ' ORDER BY c.first_day) FROM verdict_calendar(subject, rule, first, last) AS c $$;

SELECT is(pg_temp.calendar('NEW-TAINTED'), '2026-12-01..2027-12-31 NOT_YET_EFFECTIVE, 2028-01-01..2036-12-01 FAIL', 'a new programme is barred from 2028 on');
SELECT is(pg_temp.calendar('OLD-TAINTED'), '2026-12-01..2031-01-29 NOT_YET_EFFECTIVE, 2031-01-30..2036-12-01 FAIL', 'an existing one from 30 January 2031 on');
SELECT is(pg_temp.calendar('NEW-CLEAN'), '2026-12-01..2027-12-31 NOT_YET_EFFECTIVE, 2028-01-01..2036-12-01 PASS', 'what is clean passes then');
SELECT is(pg_temp.calendar('NEW-TAINTED', first => '2028-03-01', last => '2028-03-01'), '2028-03-01..2028-03-01 FAIL', 'a calendar may be of one day');
SELECT is(pg_temp.calendar('TAINTED'), '2026-12-01..2027-12-31 NOT_YET_EFFECTIVE, 2028-01-01..2036-12-01 FAIL', 'a lot by itself is taken to be bought on the day');
SELECT is((SELECT array_agg(DISTINCT c.rule) FROM verdict_calendar('NEW-TAINTED', to_day => '2026-12-01') AS c), (SELECT array_agg(DISTINCT r.rule) FROM materials.rule AS r), 'without a rule all are asked');
SELECT ok((SELECT bool_and(c.gap IS NOT DISTINCT FROM 1) FROM (SELECT c.first_day - lag(c.last_day, 1, c.first_day - 1) OVER (PARTITION BY c.rule ORDER BY c.first_day) AS gap
	FROM (SELECT min(r.rule) AS rule FROM materials.rule AS r GROUP BY r.test) AS k CROSS JOIN LATERAL verdict_calendar('NEW-TAINTED', k.rule, to_day => '2028-06-30') AS c) AS c),
	'stretches follow each other without gaps, under one rule of each kind');

-- A waiver and a state of the rule that end.
INSERT INTO import_waiver (code, rule, line, granted_by, ground, valid_from, valid_to) VALUES ('W1', '10USC4865', 'NEW-TAINTED', 'Secretary of Defense', 'not available', '2028-03-01', '2028-08-31');
SELECT is(pg_temp.calendar('NEW-TAINTED', last => '2029-12-31'), '2026-12-01..2027-12-31 NOT_YET_EFFECTIVE, 2028-01-01..2028-02-29 FAIL, 2028-03-01..2028-08-31 WAIVED, 2028-09-01..2029-12-31 FAIL', 'a waiver holds on its days');
SELECT is((SELECT string_agg(format('%s %s', c.first_day, c.status), ', ' ORDER BY c.first_day) FROM verdict_calendar('GOOD', 'BIS-AFFIL', '2025-09-01', '2026-12-31', 'party') AS c),
	(SELECT string_agg(format('%s %s', d.day, x.status), ', ' ORDER BY d.day) FROM unnest('{2025-09-01,2025-09-29,2025-11-10,2026-11-10}'::date[]) AS d (day), "check"('GOOD', 'BIS-AFFIL', 'party', d.day) AS x), 'a rule that is suspended and comes back is so on its days');

-- The oracle: lines recorded with the event on a day of each stretch.
INSERT INTO import_contract_line (contract, signed_on, line, programme, item, quantity, procured_on, obligated_on, lots)
	SELECT 'C1', '2026-06-01', format('%s@%s', s.line, d.day), s.programme, 'CELL', '6 each', d.day, d.day, ARRAY[s.lot]
	FROM (VALUES ('NEW-CLEAN', 'NEW', 'CLEAN'), ('OLD-TAINTED', 'OLD', 'TAINTED')) AS s (line, programme, lot),
		(SELECT DISTINCT x.day FROM unnest(ARRAY['10USC4865', 'NDAA24-154']) AS r (rule), verdict_calendar('OLD-TAINTED', r.rule, to_day => '2031-12-31') AS c, unnest(ARRAY[c.first_day, c.last_day]) AS x (day)) AS d (day);
SELECT is_empty($$
	SELECT s.line, c.rule, x.day, c.status, k.status FROM unnest(ARRAY['NEW-CLEAN', 'OLD-TAINTED']) AS s (line), unnest(ARRAY['10USC4865', 'NDAA24-154']) AS r (rule), verdict_calendar(s.line, r.rule, to_day => '2031-12-31') AS c,
		unnest(ARRAY[c.first_day, c.last_day]) AS x (day), "check"(format('%s@%s', s.line, x.day), c.rule, 'line', x.day) AS k
	WHERE EXISTS (SELECT FROM contract_line AS l WHERE l.code = format('%s@%s', s.line, x.day)) AND (c.status, c.status_by_policy) IS DISTINCT FROM (k.status, k.status_by_policy)$$,
	'each stretch says what check says of a line recorded with that day');
SELECT cmp_ok((SELECT count(*) FROM contract_line AS l WHERE l.code LIKE '%@%'), '>', 10::bigint, 'and there are such lines');

SELECT throws_ok($$SELECT * FROM verdict_calendar('NEW-CLEAN', from_day => '2028-01-02', to_day => '2028-01-01')$$, '22023', 'a calendar cannot go from 2028-01-02 to 2028-01-01', 'days in the wrong order are refused');
SELECT throws_ok($$SELECT * FROM verdict_calendar('NEW-CLEAN', from_day => '2028-01-02', to_day => 'infinity')$$, '22023', NULL, 'an endless calendar is refused');
SELECT throws_ok($$SELECT * FROM verdict_calendar('NEW-CLEAN', policies => '{"supposed_day": "2028-01-01"}')$$, '22023', NULL, 'the supposed day is no policy that may be chosen');
SELECT throws_ok($$SELECT * FROM verdict_calendar('NOWHERE')$$, '23503', NULL, 'what does not exist is refused');
SELECT * FROM finish();
ROLLBACK;
