-- to_fix on cases made by hand, one for each kind of rule.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('fix_test') \g /dev/null
SET search_path = fix_test, materials, public;
SET materials.as_of = '2028-06-01';
\ir ../data/rules/settle.sql
SELECT pg_temp.cell('A', '[{"role":"cathode_material","maker":"GOOD","cost":60},{"role":"anode_material","maker":"BAD","cost":36},{"role":"separator","maker":"BAD2","cost":4}]') \g /dev/null
SELECT pg_temp.cell('N', '[{"role":"cathode_material","maker":"NAMED","cost":60},{"role":"anode_material","maker":"GOOD","cost":40}]') \g /dev/null
SELECT pg_temp.cell('S', '[{"role":"cathode_material","maker":"GOOD","cost":50}]', maker => 'LISTED') \g /dev/null
SELECT pg_temp.cell('T', '[{"role":"cathode_material","maker":"GOOD","cost":50}]', seller => 'LISTED') \g /dev/null
CREATE FUNCTION pg_temp.told(subject text, rule text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s of %s: %s%s', s.item, s.supplier, s.lots, CASE WHEN s.needed THEN format(' needed (%s)', coalesce(s.alternates, 'nobody')) WHEN s.needed IS NULL THEN ' in vain' ELSE '' END), '; ' ORDER BY s.place)
		|| ': ' || min(s.status) || ' to ' || min(s.status_after) || CASE WHEN bool_and(s.proven) THEN ' proven' ELSE '' END
	FROM fix_test.to_fix(subject, rule) AS s $$;

SELECT is(pg_temp.told('L-A', '10USC4865'), 'PART of BAD: A.2 needed (GOOD); PART of BAD2: A.3; CELL of GOOD: A: FAIL to PASS_BY_EXCEPTION proven',
	'origin of components: of two offenders the one with 36 % of the cost, the other''s 4 % may stay; who made parts before and is no offender is named');
SELECT is(pg_temp.told('L-N', 'NDAA24-154'), 'PART of NAMED: N.1 needed (BAD, BAD2, GOOD); CELL of GOOD: N: PROHIBITED to NOT_PROHIBITED proven', 'a named maker with a majority: anybody else will do');
-- The maker of the goods is on the list.  The contractor is no supplier of a lot.
SELECT is(pg_temp.told('L-S', 'NDAA24-805'), 'CELL of LISTED: S needed (GOOD): PROHIBITED to NOT_PROHIBITED proven', 'parties: the maker of the goods');
SELECT is(pg_temp.told('L-T', 'NDAA24-805'), 'CELL of GOOD: T in vain; PART of GOOD: T.1 in vain: PROHIBITED to PROHIBITED', 'where nothing turns it that is told');
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source) VALUES ('BOARD-1', 'BOARD', 'GOOD', 'CN', 'board_making', '2028-01-01', '1 each', true), ('BOARD-0', 'BOARD', 'GOOD2', 'KR', 'board_making', '2027-01-01', '1 each', true);
SELECT is(pg_temp.told('BOARD-1', '10USC4873'), 'BOARD of GOOD: BOARD-1 needed (GOOD2): PROHIBITED to NOT_PROHIBITED proven', 'places of steps: who made the same elsewhere');
SELECT pg_temp.storage('ST', '[{"maker": "BAD2", "cost": 20}, {"maker": "GOOD", "cost": 40}, {"maker": "BAD", "cost": 40}]') \g /dev/null
SELECT is(pg_temp.told('L-ST', 'OBBBA-MACR'), 'PART of BAD: ST.3 needed (GOOD); PART of BAD2: ST.1: MATERIAL_ASSISTANCE to NO_MATERIAL_ASSISTANCE proven', 'a share of cost');
SELECT is_empty($$SELECT s.supplier FROM fix_test.to_fix('L-T', '10USC4865') AS s$$, 'what bars nothing needs nothing');
SELECT is(current_setting('materials.overlay'), '', 'nothing stays supposed');
SELECT * FROM finish();
ROLLBACK;
