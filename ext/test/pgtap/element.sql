-- Shares by the mass of an element: assays of lots, items and materials, ranges, losses and what is missing, corrections.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('el') \g /dev/null
SET LOCAL search_path = el, public;
SELECT no_plan();

-- Both lists of elements are the same.
SELECT is((SELECT count(*) FROM materials.element), 118::bigint, 'there are 118 elements');
INSERT INTO import_lot (code, material, quantity, primary_source) VALUES ('ALONE', 'steel', '1 kg', true);
SELECT lives_ok($$SELECT count(*) FROM materials.element AS x CROSS JOIN LATERAL trace_up('ALONE', 'element:' || x.element)$$, 'shares may be asked for by each of them');
SELECT is((SELECT string_agg(x.element, ' ' ORDER BY x.atomic_number) FROM materials.element AS x WHERE x.atomic_number IN (3, 27, 60, 66, 74, 118)), 'Li Co Nd Dy W Og', 'their numbers are those of the periodic table');
SELECT throws_ok(format('SELECT * FROM trace_up(%L, %L)', 'ALONE', basis), '22023', format('there is no basis "%s"', basis), what)
FROM (VALUES ('element:Xx', 'a symbol of no element is refused'), ('element:LI', 'symbols are written as they are'), ('element:', 'a symbol is needed'), ('element', 'so it is here'), ('Li', 'and the word before it')) AS bad (basis, what);

-- 60 t of ore with 2.5 % lithium and 30 t with 1 to 2 % give 12 t of carbonate.
INSERT INTO import_item (code, name, class, unit_mass) VALUES ('CARB', 'Carbonate', 'raw_material', NULL), ('CELL', 'Cell', 'cell', '0.5 kg');
INSERT INTO import_lot (code, material, item, quantity, primary_source, made_on) VALUES ('ORE-1', 'lithium_ore', NULL, '61 t', true, '2026-01-01'), ('ORE-2', 'lithium_ore', NULL, '40 t', true, NULL), ('CARB-1', 'lithium_carbonate', 'CARB', '12 t', false, '2026-02-01');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('CARB-1', 'ORE-1', '60 t'), ('CARB-1', 'ORE-2', '30 t');
CREATE FUNCTION pg_temp.told(lot text, basis text DEFAULT 'element:Li') RETURNS text LANGUAGE sql AS $$SELECT string_agg(concat_ws(' ', o.origin, o.reason, o.share), '; ' ORDER BY o.origin COLLATE "C", o.reason COLLATE "C") FROM origins(lot, basis) AS o$$;
SELECT is(pg_temp.told('CARB-1'), 'ORE-1 [0,1]; ORE-2 [0,1]', 'without an assay nothing is known');
SELECT results_eq($$SELECT lot, reason FROM trace_up('CARB-1', 'element:Li')$$, $$VALUES ('ORE-1', 'no_assay'), ('ORE-2', 'no_assay')$$, 'and the trace says why');
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('ORE-1', 'Li', '2.5%');
SELECT is(pg_temp.told('CARB-1'), 'ORE-1 [1/21,1]; ORE-2 [0,20/21]', 'an input without an assay contains at most its mass: 1.5 t against up to 30 t');
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('ORE-2', 'Li', '[1%,2%]');
SELECT is(pg_temp.told('CARB-1'), 'ORE-1 [5/7,5/6]; ORE-2 [1/6,2/7]', 'a range gives a range: 1.5 t against 0.3 to 0.6 t');
SELECT is(pg_temp.told('CARB-1', 'mass'), 'ORE-1 2/3; ORE-2 1/3', 'by mass the shares are others');
SELECT is(pg_temp.told('CARB-1', 'element:Co'), 'ORE-1 [0,1]; ORE-2 [0,1]', 'an assay of one element says nothing of another');

-- What came out: 12 t with 12.5 % lithium is 1.5 t, less than went in; 18.7 % would be 2.244 t, more than went in.
SAVEPOINT made;
INSERT INTO import_assay (material, element, mass_fraction, method) VALUES ('lithium_carbonate', 'Li', '12.5%', 'stoichiometric');
SELECT is(pg_temp.told('CARB-1'), 'ORE-1 [5/7,5/6]; ORE-2 [1/6,2/7]', 'losses of the element change no share');
INSERT INTO import_assay (item, element, mass_fraction, method) VALUES ('CARB', 'Li', '18.7%', 'specification');
SELECT is(pg_temp.told('CARB-1'), 'CARB-1 missing_input [12/187,37/187]; ORE-1 125/187; ORE-2 [25/187,50/187]', 'the item''s assay goes before the material''s: more came out than went in, and the rest is missing');
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('CARB-1', 'Li', '12.5%');
SELECT is(pg_temp.told('CARB-1'), 'ORE-1 [5/7,5/6]; ORE-2 [1/6,2/7]', 'the lot''s own assay goes before both');
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('CARB-1', 'Li', '18.7%');
SELECT is(pg_temp.told('CARB-1'), 'CARB-1 missing_input [0,37/187]; ORE-1 [125/187,5/6]; ORE-2 [25/187,2/7]', 'two assays of one lot: either may be right');
INSERT INTO correction (relation, row_id, reason) SELECT 'assay', max(id), 'of another lot' FROM assay;
SELECT is(pg_temp.told('CARB-1'), 'ORE-1 [5/7,5/6]; ORE-2 [1/6,2/7]', 'a corrected assay drops out');
ROLLBACK TO made;

-- Nothing of the element: an input without it is no part of it, and its own way no longer matters.
INSERT INTO import_lot (code, material, quantity, primary_source) VALUES ('STEEL', 'steel', '100 t', false), ('MIX', 'assembly', '100 t', false), ('NONE', 'assembly', '1 t', false);
INSERT INTO import_assay (material, element, mass_fraction) VALUES ('steel', 'Li', '0');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MIX', 'STEEL', '90 t'), ('MIX', 'CARB-1', '10 t'), ('NONE', 'STEEL', '1 t');
SELECT is(pg_temp.told('MIX'), 'ORE-1 [5/7,5/6]; ORE-2 [1/6,2/7]', 'an input that contains none is no part, though it is unknown where it comes from');
SELECT is((SELECT array_agg(concat_ws(' ', lot, share)) FROM trace_up('MIX', 'element:Li') WHERE lot IN ('STEEL', 'CARB-1')), ARRAY['CARB-1 1', 'STEEL 0'], 'its share is exactly nothing, and that of the only other one is exactly all, whatever that contains');
SELECT is(pg_temp.told('NONE'), 'NONE missing_input [0,1]', 'made of what contains none, but nobody says that it has none itself: whatever it has is missing');
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('NONE', 'Li', '0');
SELECT is(pg_temp.told('NONE'), NULL, 'where that is said, nothing is missing');

-- Mass that no input accounts for may be any of it.
INSERT INTO import_lot (code, material, quantity) VALUES ('SHORT', 'assembly', '15 t');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('SHORT', 'ORE-2', '10 t');
SELECT is(pg_temp.told('SHORT'), 'ORE-2 [1/51,1]; SHORT missing_input [0,50/51]', 'of 15 t, 5 t have no input and may be all lithium, beside 0.1 to 0.2 t');
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('SHORT', 'Li', '1%');
SELECT is(pg_temp.told('SHORT'), 'ORE-2 [2/3,1]; SHORT missing_input [0,1/3]', 'an assay of what came out bounds it');

-- Pieces: by the mass of one; of one item without a mass, by their number times their content.
INSERT INTO import_item (code, name, class) VALUES ('BEAD', 'Bead', 'other');
INSERT INTO import_lot (code, item, quantity, primary_source) VALUES ('CELLS', 'CELL', '100 each', true), ('BEADS-1', 'BEAD', '100 each', true), ('BEADS-2', 'BEAD', '100 each', true);
INSERT INTO import_lot (code, material, quantity) VALUES ('PACK', 'battery', '1 each'), ('CHAIN', 'assembly', '1 each'), ('ODD', 'assembly', '1 each');
INSERT INTO import_assay (item, element, mass_fraction) VALUES ('CELL', 'Li', '2%'), ('BEAD', 'Li', '10%');
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('BEADS-2', 'Li', '30%');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('PACK', 'CELLS', '10 each'), ('PACK', 'ORE-1', '12 kg'), ('CHAIN', 'BEADS-1', '3 each'), ('CHAIN', 'BEADS-2', '1 each'), ('ODD', 'BEADS-1', '1 each'), ('ODD', 'CELLS', '1 each');
SELECT is(pg_temp.told('PACK'), 'CELLS 1/4; ORE-1 3/4', '5 kg with 2 % against 12 kg with 2.5 %');
SELECT is(pg_temp.told('CHAIN'), 'BEADS-1 1/2; BEADS-2 1/2', 'three pieces with 10 % against one with 30 %, whatever a piece weighs');
SELECT is(pg_temp.told('ODD'), 'BEADS-1 [0,1]; CELLS [0,1]', 'pieces of two items, one without a mass: nothing is known');
SELECT is((SELECT reason FROM trace_up('ODD', 'element:Li') WHERE lot = 'BEADS-1'), 'no_mass', 'and the trace says why');

-- Days of making.
INSERT INTO import_lot (code, item, quantity, primary_source, made_on) VALUES ('OLD', 'CARB', '1 t', true, '2025-06-01'), ('NEW', 'CARB', '1 t', true, '2026-06-01'), ('UNDATED', 'CARB', '1 t', true, NULL);
INSERT INTO import_assay (item, element, mass_fraction, valid_from, valid_to) VALUES ('CARB', 'Li', '18%', '2025-01-01', '2025-12-31'), ('CARB', 'Li', '18.5%', '2026-01-01', NULL);
SELECT results_eq($$SELECT l.code::text, c.content_min::text, c.content_max::text FROM lot_content(ARRAY[lot_id('OLD'), lot_id('NEW'), lot_id('UNDATED')], 'Li', 'infinity') AS c JOIN lot AS l ON l.id = c.lot_id ORDER BY 1$$,
	$$VALUES ('NEW', '37/200', '37/200'), ('OLD', '9/50', '9/50'), ('UNDATED', '0', '1')$$, 'an item''s assay holds for lots made on its days; of a lot without a day nothing is known');
INSERT INTO import_assay (item, element, mass_fraction) VALUES ('CARB', 'Li', '[17%,18.2%]');
SELECT results_eq($$SELECT c.content_min::text, c.content_max::text FROM lot_content(ARRAY[lot_id('UNDATED')], 'Li', 'infinity') AS c$$, $$VALUES ('17/100', '37/200')$$, 'beside one that always holds, the others are possible');

-- What was known when; lots that are replaced.
INSERT INTO lot (id, code, material, quantity, primary_source, recorded_at) VALUES (7001, 'K1', 'cobalt', '10 kg', true, '2026-01-01Z'), (7002, 'K2', 'cobalt', '10 kg', true, '2026-01-01Z'), (7003, 'K', 'cobalt', '20 kg', false, '2026-01-01Z');
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, recorded_at) VALUES (7003, 7001, '10 kg', '2026-01-01Z'), (7003, 7002, '10 kg', '2026-01-01Z');
INSERT INTO assay (id, lot_id, element, mass_fraction, recorded_at) VALUES (7001, 7001, 'Co', '90%', '2026-01-02Z'), (7002, 7002, 'Co', '45%', '2026-01-02Z'), (7004, 7002, 'Co', '30%', '2026-01-03Z');
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at) VALUES ('assay', 7002, 7004, 'weighed wet', '2026-01-03Z');
INSERT INTO lot (id, code, revision, material, quantity, primary_source, recorded_at) VALUES (7005, 'K2', 1, 'cobalt', '10 kg', true, '2026-01-04Z');
SET CONSTRAINTS over_consumption DEFERRED;
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at) VALUES ('lot', 7002, 7005, 'made elsewhere', '2026-01-04Z');
SELECT results_eq($$SELECT t.day, o.share::text FROM (VALUES (1, '2026-01-01 12:00Z'::timestamptz), (2, '2026-01-02 12:00Z'), (3, '2026-01-03 12:00Z'), (4, '2026-01-05Z')) AS t (day, known_at), LATERAL origins('K', 'element:Co', known_at => t.known_at) AS o WHERE o.origin = 'K1' ORDER BY 1$$,
	$$VALUES (1, '[0,1]'), (2, '2/3'), (3, '3/4'), (4, '3/4')$$, 'answers use the assays known at the instant, also of a lot that was replaced since');
SELECT results_eq($$SELECT lot::text, mass_fraction::text FROM import_assay WHERE element = 'Co' ORDER BY 1$$, $$VALUES ('K1', '9/10'), ('K2', '3/10')$$, 'import_assay shows the assays that stand');

-- Loops, downstream, and questions about many lots.
INSERT INTO import_lot (code, material, quantity, primary_source) VALUES ('MELT', 'cobalt', '100 kg', false), ('SCRAP', 'scrap', '50 kg', false), ('PIG', 'cobalt', '50 kg', true);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MELT', 'PIG', '50 kg'), ('MELT', 'SCRAP', '50 kg'), ('SCRAP', 'MELT', '50 kg');
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('PIG', 'Co', '60%'), ('SCRAP', 'Co', '20%'), ('MELT', 'Co', '40%');
SELECT is((SELECT array_agg(concat_ws(' ', lot, share) ORDER BY lot) FROM trace_up('MELT', 'element:Co')), ARRAY['PIG 1', 'SCRAP 1/4'], 'a loop is solved by the element');
SELECT results_eq($$SELECT lot, share::text FROM trace_down('ORE-2', 'element:Li')$$, $$VALUES ('CARB-1', '[5/37,2/7]'), ('SHORT', '[2/3,1]'), ('MIX', '[5/37,2/7]')$$, 'downstream it is the same');
SELECT is((SELECT array_agg(concat_ws(' ', lot, share_min, share_max)) FROM exposure('CARB', materials => '{lithium_ore}', basis => 'element:Li') WHERE lot = 'CARB-1'), ARRAY['CARB-1 0 1'], 'exposure knows elements, ranges as what they are at most');
CREATE TEMPORARY TABLE used AS SELECT w::text AS told FROM where_used(materials => '{lithium_ore}', basis => 'element:Li') AS w;
SELECT isnt_empty('SELECT told FROM used', 'what lots are used in is told by the element');
SELECT maintain_flow() \g /dev/null
SELECT bag_eq($$SELECT w::text FROM where_used(materials => '{lithium_ore}', basis => 'element:Li') AS w$$, 'SELECT told FROM used', 'the same whether the flow is packed or not');
SELECT is(pg_temp.told('MIX'), 'CARB-1 missing_input [0,7/37]; ORE-1 [25/37,25/34]; ORE-2 [5/37,2/7]', 'the flow store changes nothing');
SELECT is((SELECT count(*) FROM exposure('CARB', materials => '{lithium_ore}', basis => 'element:Li') WHERE reached), 1::bigint, 'nor in questions about many lots');
SELECT is((SELECT array_agg(concat_ws(' ', p.lot, p.part, p.share) ORDER BY p.path, p.tier) FROM paths('MIX', materials => '{lithium_ore}', basis => 'element:Li') AS p), ARRAY['MIX 1', 'CARB-1 1 1', 'ORE-1 [25/37,25/34] [25/37,25/34]', 'MIX 1', 'CARB-1 1 1', 'ORE-2 [5/37,2/7] [5/37,2/7]'],
	'ways are weighed by the element, whichever lots are picked');
SELECT is((SELECT array_agg(concat_ws(' ', p.lot, p.share) ORDER BY p.tier) FROM evidence_path('MIX', materials => '{lithium_ore}', basis => 'element:Li') AS p), ARRAY['MIX 1', 'CARB-1 1', 'ORE-1 [25/37,25/34]'], 'and so is the shortest');
SELECT results_eq($$SELECT reader, why FROM trace_plan(basis => 'element:Li')$$, $$VALUES ('plain rows', 'the store holds no masses of elements')$$, 'trace_plan says that the plain rows are read');

-- What is refused.
SELECT throws_ok(format('INSERT INTO import_assay (lot, item, material, element, mass_fraction, method, valid_from) VALUES (%L, %L, %L, %L, %L, %L, %L)', lot, item, material, element, fraction, method, day), state, NULL, what)
FROM (VALUES ('ORE-1', 'CARB', NULL, 'Li', '1%', 'measured', NULL, '23514', 'an assay is about one thing'),
	(NULL, NULL, NULL, 'Li', '1%', 'measured', NULL, '23514', 'an assay is about something'),
	('ORE-1', NULL, NULL, 'Xx', '1%', 'measured', NULL, '23503', 'there is no such element'),
	('ORE-1', NULL, NULL, NULL, '1%', 'measured', NULL, '23502', 'the element is needed'),
	('ORE-1', NULL, NULL, 'Li', NULL, 'measured', NULL, '23502', 'the fraction is needed'),
	('ORE-1', NULL, NULL, 'Li', '1%', 'guess', NULL, '23514', 'the method is one of four'),
	('ORE-1', NULL, NULL, 'Li', '1%', 'measured', '2026-01-01', '23514', 'a lot has no days of making but its own'),
	('NOBODY', NULL, NULL, 'Li', '1%', 'measured', NULL, '23503', 'there is no such lot'),
	(NULL, NULL, 'unobtainium', 'Li', '1%', 'measured', NULL, '23503', 'there is no such material')) AS bad (lot, item, material, element, fraction, method, day, state, what);
SELECT throws_ok($$INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('ORE-1', 'Li', '101%')$$, '22P02', NULL, 'more than all is no share');
SELECT throws_ok($$UPDATE assay SET mass_fraction = '5%'$$, '55000', NULL, 'assays are append-only');
SELECT throws_ok($$INSERT INTO correction (relation, row_id, reason) VALUES ('assay', 999999, 'x')$$, '23503', NULL, 'a correction names an assay that exists');
SELECT * FROM finish();
ROLLBACK;
