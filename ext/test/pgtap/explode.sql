-- Bills of materials, exploded: levels, scrap, alternates, splits, parts used in many places, units, days, circles.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('design') \g /dev/null
SET LOCAL search_path = design, materials, public;
SELECT no_plan();

INSERT INTO import_item (code, name, class, material, unit_mass) VALUES ('PACK', 'Pack', 'pack', 'battery', '2 kg'), ('CELL', 'Cell', 'cell', NULL, '70 g'), ('BOARD', 'Board', 'electronics', NULL, NULL), ('SCREW', 'Screw', 'structure', 'steel', '1 g'),
	('ANODE', 'Anode powder', 'component_material', 'natural_graphite', NULL), ('FLAKE', 'Flake', 'raw_material', 'natural_graphite', NULL), ('SYNTH', 'Synthetic anode powder', 'component_material', 'synthetic_graphite', NULL), ('FOIL', 'Foil', 'component_material', 'copper_foil', NULL);
INSERT INTO import_component (item, component, quantity, scrap, alternate, alternate_rank, per) VALUES
	('PACK', 'CELL', '12 each', '1%', NULL, NULL, NULL), ('PACK', 'BOARD', '1 each', NULL, NULL, NULL, NULL), ('PACK', 'SCREW', '6 each', NULL, NULL, NULL, NULL), ('BOARD', 'SCREW', '4 each', '50%', NULL, NULL, NULL),
	('CELL', 'ANODE', '16.5 g', NULL, 'anode', 1, NULL), ('CELL', 'SYNTH', '20 g', NULL, 'anode', 2, NULL), ('CELL', 'FOIL', '5 g', '[0,1/5]', NULL, NULL, NULL), ('ANODE', 'FLAKE', '2 kg', NULL, NULL, NULL, '1 kg');
SELECT results_eq($$SELECT level_min, level_max, item, unit, amount_min, amount_max, amount::text, mass_max, reason FROM explode('PACK', '99 each')$$, $$VALUES
	(0, 0, 'PACK', 'each', 99::numeric, 99::numeric, '99', 198::numeric, NULL::text), (1, 1, 'BOARD', 'each', 99, 99, '99', NULL, NULL), (1, 1, 'CELL', 'each', 1200, 1200, '1200', 84, NULL), (1, 2, 'SCREW', 'each', 1386, 1386, '1386', 1.386, NULL),
	(2, 2, 'ANODE', 'kg', 0, 19.8, NULL, 19.8, NULL), (2, 2, 'FOIL', 'kg', 6, 7.5, NULL, 7.5, NULL), (2, 2, 'SYNTH', 'kg', 0, 24, NULL, 24, NULL), (3, 3, 'FLAKE', 'kg', 0, 39.6, NULL, 39.6, NULL)$$, 'every item at every level, with scrap added on, as ranges where alternates or scrap are');
SELECT results_eq($$SELECT material, mass_min, mass_max FROM explode_material('PACK', '99 each')$$, $$VALUES ('battery', 198::numeric, 198::numeric), ('natural_graphite', 0, 39.6), ('synthetic_graphite', 0, 24), ('copper_foil', 6, 7.5), ('steel', 1.386, 1.386)$$, 'by material: what is made of its own material counts once');
SELECT results_eq($$SELECT item, amount::text FROM explode('PACK', '99 each', 'preferred') WHERE item IN ('ANODE', 'SYNTH', 'FLAKE')$$, $$VALUES ('ANODE', '99/5'), ('FLAKE', '198/5')$$, 'the preferred alternate alone');
SELECT results_eq($$SELECT amount::text, amount_min, amount_max FROM explode('PACK') WHERE item = 'CELL'$$, $$VALUES ('400/33', 12.121212121212, 12.121212121213)$$, 'exact where it is one value, and rounded outward; of one, if nothing else is said');
SELECT results_eq($$SELECT amount::text FROM explode('PACK', '1000000000 each') WHERE item = 'SCREW'$$, $$VALUES ('14000000000')$$, 'however many');
SELECT is_empty($$SELECT * FROM explode('SCREW') WHERE item <> 'SCREW'$$, 'what has no bill takes itself');

-- A declared split stands in place of the range.
UPDATE item_component SET split = CASE alternate_rank WHEN 1 THEN '3/4' ELSE '1/4' END WHERE alternate = 'anode';
SELECT results_eq($$SELECT item, amount::text FROM explode('PACK', '99 each') WHERE item IN ('ANODE', 'SYNTH', 'FLAKE')$$, $$VALUES ('ANODE', '297/20'), ('SYNTH', '6'), ('FLAKE', '297/10')$$, 'alternates by their split');
SELECT results_eq($$SELECT item, amount::text FROM explode('PACK', '99 each', 'preferred') WHERE item IN ('ANODE', 'SYNTH', 'FLAKE')$$, $$VALUES ('ANODE', '99/5'), ('FLAKE', '198/5')$$, 'which the preferred one alone does not follow');
UPDATE item_component SET split = CASE alternate_rank WHEN 1 THEN '[1/2,1]' ELSE '[0,1/2]' END::materials.share WHERE alternate = 'anode';
SELECT results_eq($$SELECT item, amount_min, amount_max FROM explode('PACK', '99 each') WHERE item IN ('ANODE', 'SYNTH')$$, $$VALUES ('ANODE', 9.9, 19.8), ('SYNTH', 0::numeric, 12::numeric)$$, 'a split may be a range');
UPDATE item_component SET split = '1/3' WHERE alternate = 'anode';
SELECT throws_ok($$SELECT * FROM explode('PACK')$$, '22023', 'the split of "anode" of item "CELL" is not the whole', 'but it has to be the whole');
SELECT lives_ok($$SELECT * FROM explode('BOARD')$$, 'where it matters');
UPDATE item_component SET split = NULL WHERE alternate = 'anode';

-- Units: pieces by mass, and what nobody can convert.
SELECT results_eq($$SELECT item, amount::text, unit FROM explode('CELL', '7 kg') WHERE item IN ('CELL', 'FOIL') AND amount IS NOT NULL$$, $$VALUES ('CELL', '7', 'kg')$$, 'cells by the kilogram');
SELECT results_eq($$SELECT amount_min, amount_max FROM explode('CELL', '7 kg') WHERE item = 'FOIL'$$, $$VALUES (0.5, 0.625)$$, 'are a hundred pieces');
SELECT results_eq($$SELECT item, amount_min, amount_max, reason FROM explode('BOARD', '3 kg')$$, $$VALUES ('BOARD', 3::numeric, 3::numeric, 'no_mass'), ('SCREW', 0, NULL, 'unknown_above')$$, 'boards by the kilogram are unknown many: what they take has no upper bound');
INSERT INTO import_component (item, component, quantity, per) VALUES ('ANODE', 'BOARD', '1 kg', '10 kg');
SELECT results_eq($$SELECT item, unit, amount_min, amount_max, reason FROM explode('ANODE', '10 kg') WHERE item IN ('BOARD', 'SCREW')$$, $$VALUES ('BOARD', 'kg', 1::numeric, 1::numeric, 'no_mass'), ('SCREW', 'each', 0, NULL, 'unknown_above')$$, 'anywhere on the way');
SELECT results_eq($$SELECT material, mass_min, mass_max, reason FROM explode_material('ANODE', '10 kg') WHERE material = 'steel'$$, $$VALUES ('steel', 0::numeric, NULL::numeric, 'unknown_above')$$, 'and so have the materials');
SELECT results_eq($$SELECT unit, amount_min, reason FROM explode('PACK', '99 each', 'preferred') WHERE item = 'BOARD' ORDER BY unit$$, $$VALUES ('each', 99::numeric, NULL::text), ('kg', 1.98, 'no_mass')$$, 'one item needed by the piece and by mass is told in both');

-- Days: a design holds as long as it is valid.
UPDATE item_component SET valid = '[2026-01-01,2027-01-01)' WHERE item_id = item_id('ANODE');
SELECT is((SELECT count(*) FROM explode('ANODE', '1 kg', as_of => '2026-12-31')), 4::bigint, 'on the last day');
SELECT is((SELECT count(*) FROM explode('ANODE', '1 kg', as_of => '2027-01-01')), 1::bigint, 'and after it');
SELECT is((SELECT count(*) FROM explode('ANODE', '1 kg', as_of => '2026-12-31', known_at => '2020-01-01 00:00+00')), 1::bigint, 'before it was recorded, nothing was known of it');

-- By origin, over every mixture of recorded lots.
INSERT INTO import_party (code, name) VALUES ('MINER', 'Miner');
INSERT INTO import_lot (code, item, material, producer, country, made_on, quantity, primary_source) VALUES ('F-CN', NULL, 'natural_graphite', 'MINER', 'CN', '2026-01-01', '90 kg', true), ('F-X', NULL, 'natural_graphite', NULL, NULL, NULL, '90 kg', false),
	('FLAKE-1', 'FLAKE', NULL, NULL, 'CN', '2026-02-01', '40 kg', false), ('FLAKE-2', 'FLAKE', NULL, NULL, 'CN', '2026-03-01', '40 kg', false);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('FLAKE-1', 'F-CN', '40 kg'), ('FLAKE-2', 'F-CN', '10 kg'), ('FLAKE-2', 'F-X', '30 kg');
SELECT results_eq($$SELECT material, kind, origin, reason, mass_min, mass_max, mass::text FROM explode_origin('ANODE', '10 kg', as_of => '2026-06-01') WHERE material = 'natural_graphite'$$,
	$$VALUES ('natural_graphite', 'origin', 'CN', NULL, 5::numeric, 20::numeric, NULL::text), ('natural_graphite', 'unknown', NULL, 'not_recorded', 0, 15, NULL)$$, 'by country: the worst lot and the best, and what is unknown counts for both');
SELECT results_eq($$SELECT origin, origin_name, mass_min FROM explode_origin('ANODE', '10 kg', 'party', as_of => '2026-06-01') WHERE material = 'natural_graphite' AND kind = 'origin'$$, $$VALUES ('MINER', 'Miner', 5::numeric)$$, 'by party');
SELECT results_eq($$SELECT mass_min, mass_max, mass::text FROM explode_origin('ANODE', '10 kg', made_from => '2026-03-01', as_of => '2026-06-01') WHERE material = 'natural_graphite' AND kind = 'unknown'$$, $$VALUES (15::numeric, 15::numeric, '15')$$, 'of lots made from a day on');
SELECT results_eq($$SELECT material, kind, reason, mass::text FROM explode_origin('ANODE', '10 kg', made_from => '2027-01-01', as_of => '2026-06-01') WHERE material = 'natural_graphite'$$, $$VALUES ('natural_graphite', 'unknown', 'no_lot', '20')$$, 'where there are none all is unknown');
SELECT results_eq($$SELECT kind, reason, mass_min, mass_max FROM explode_origin('BOARD', '3 kg') WHERE material = 'steel'$$, $$VALUES ('unknown', 'no_lot', 0::numeric, NULL::numeric)$$, 'without a bound where the amount has none');
SELECT throws_ok($$SELECT * FROM explode_origin('PACK', by => 'colour')$$, '22023', 'there is no grouping "colour"', 'by what there is');

-- Items that go into themselves.
INSERT INTO import_component (item, component, quantity) VALUES ('FLAKE', 'FOIL', '1 kg'), ('FOIL', 'ANODE', '1 kg');
CREATE FUNCTION pg_temp.detail(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE statement;
	RETURN NULL;
EXCEPTION WHEN invalid_parameter_value THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN detail;
END
$$;
SELECT throws_like($$SELECT * FROM explode('PACK', as_of => '2026-06-01')$$, 'item "%" goes into itself', 'a circle is an error');
SELECT ok(pg_temp.detail($$SELECT * FROM explode('PACK', as_of => '2026-06-01')$$) IN ('ANODE ← FLAKE ← FOIL ← ANODE', 'FLAKE ← FOIL ← ANODE ← FLAKE', 'FOIL ← ANODE ← FLAKE ← FOIL'), 'which names the way');
SELECT lives_ok($$SELECT * FROM explode('PACK', as_of => '2027-06-01')$$, 'on days on which there is none there is no error');
SELECT lives_ok($$SELECT * FROM explode('SCREW', as_of => '2026-06-01')$$, 'nor for what is not made of them');

-- The function beneath takes what it is given, or says what is wrong with it.
SELECT throws_ok($$SELECT * FROM explode_needs(1, '{1}', '{2,3}', '{0}', '{1}', '{1}', '{1}', '{2}', '{1}', '{1}')$$, '22023', 'arrays of a bill of materials have 1 and 2 elements', 'arrays of different length');
SELECT throws_ok($$SELECT * FROM explode_needs(1, '{1}', '{NULL}', '{0}', '{1}', '{1}', '{1}', '{2}', '{1}', '{1}')$$, '22004', 'an array of a bill of materials has an element that is NULL', 'an item that is not named');
SELECT results_eq($$SELECT target, level_min, need_min, need_max FROM explode_needs(1, '{1,1}', '{2,3}', '{7,7}', '{1,1/2}', '{2,NULL}', '{10,20,30}', '{2,3,4}', '{1,1,1}', '{1,1,1}')$$, $$VALUES (10, 1, '0'::fraction, '2'::fraction), (20, 1, '0', NULL)$$, 'factors without a bound; what is not below is not told');
SELECT results_eq($$SELECT target, need_min FROM explode_needs(1, '{}', '{}', '{}', '{}', '{}', '{5}', '{1}', '{3}', '{3}')$$, $$VALUES (5, '3'::fraction)$$, 'an item without a bill');

-- More ways than could be counted: forty levels of two parts, each of which goes into both above it.
INSERT INTO item (id, code, name, class) SELECT 1000 + 2 * n + s, format('L%s-%s', n, s), 'part', 'structure' FROM generate_series(0, 40) AS n, generate_series(0, 1) AS s;
INSERT INTO item_component (item_id, component_id, quantity) SELECT 1000 + 2 * n + s, 1002 + 2 * n + t, '1 each' FROM generate_series(0, 39) AS n, generate_series(0, 1) AS s, generate_series(0, 1) AS t;
SELECT is((SELECT e.amount::text FROM explode('L0-0') AS e WHERE e.item = 'L40-1'), (2::numeric ^ 39)::bigint::text, 'of 2^39 ways down none is walked twice');
SELECT * FROM finish();
ROLLBACK;
