-- On whom what is bought depends alone, how that compares with the world, and which statements end soon.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('needs') \g /dev/null
SET LOCAL search_path = needs, materials, public;
INSERT INTO import_party (code, name, kind, government_of, government_level, incorporated_in, headquarters_in, principal_place_in) VALUES ('GOV', 'Government', 'government', 'CN', 'national', NULL, NULL, NULL), ('PACKER', 'Packer', 'company', NULL, NULL, 'US', 'US', 'US'), ('CELLS-A', 'Cells A', 'company', NULL, NULL, 'US', 'US', 'US'), ('CELLS-B', 'Cells B', 'company', NULL, NULL, 'KR', 'KR', 'KR'),
	('POWDER-A', 'Powder A', 'company', NULL, NULL, 'CN', 'CN', 'CN'), ('POWDER-B', 'Powder B', 'company', NULL, NULL, 'US', 'US', 'US'), ('STATE', 'State Powder', 'company', NULL, NULL, 'SG', 'SG', 'SG');
INSERT INTO import_interest (owner, owned, share) VALUES ('GOV', 'STATE', '60%');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', u FROM unnest(ARRAY['PACKER', 'CELLS-A', 'CELLS-B', 'POWDER-B', 'STATE']) AS u;
INSERT INTO import_item (code, name, class, material, unit_mass) VALUES ('PACK', 'Pack', 'pack', NULL, '10 kg'), ('CELL', 'Cell', 'cell', NULL, '1 kg'), ('ANODE', 'Anode powder', 'component_material', 'graphite', NULL), ('FOIL', 'Foil', 'component_material', 'copper', NULL);
INSERT INTO import_lot (code, item, material, producer, country, step, quantity, primary_source) VALUES ('ORE', NULL, 'natural_graphite', NULL, 'CN', 'mining', '90 kg', true), ('ORE-2', NULL, 'natural_graphite', NULL, 'MZ', 'mining', '10 kg', true), ('POWDER-1', 'ANODE', NULL, 'POWDER-A', 'CN', 'graphitization', '100 kg', false),
	('FOIL-1', 'FOIL', NULL, NULL, 'US', 'foil_making', '50 kg', true), ('CELLS-1', 'CELL', NULL, 'CELLS-A', 'US', 'cell_assembly', '60 each', false), ('CELLS-2', 'CELL', NULL, 'CELLS-B', 'KR', 'cell_assembly', '60 each', false), ('PACK-1', 'PACK', NULL, 'PACKER', 'US', 'pack_assembly', '10 each', false),
	('OTHER-1', 'ANODE', NULL, 'STATE', 'SG', 'graphitization', '1 kg', true);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('POWDER-1', 'ORE', '90 kg'), ('POWDER-1', 'ORE-2', '10 kg'), ('CELLS-1', 'POWDER-1', '40 kg'), ('CELLS-1', 'FOIL-1', '20 kg'), ('CELLS-2', 'POWDER-1', '40 kg'), ('CELLS-2', 'FOIL-1', '20 kg'), ('PACK-1', 'CELLS-1', '50 each'), ('PACK-1', 'CELLS-2', '50 each');
INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, lots) VALUES ('C', 'C-1', 'PACK', '10 each', '2028-01-01', '{PACK-1}');

SELECT results_eq('SELECT item, material, makers, maker, lots, lots_open, round(share_max, 6), others, others_clear FROM supply(''C-1'') ORDER BY item NULLS LAST', $$VALUES
	('ANODE', 'graphite', 1::bigint, 'POWDER-A', 1::bigint, 0::bigint, 0.666667, 1::bigint, 0::bigint), ('CELL', NULL, 2, NULL, 2, 0, 0.5, 0, 0), ('FOIL', 'copper', 0, NULL, 1, 1, 0.333333, 0, 0), ('PACK', NULL, 1, 'PACKER', 1, 0, 1.0, 0, 0), (NULL, 'natural_graphite', 0, NULL, 2, 2, 0.6, 0, 0)$$,
	'who makes what is in it, and who else made the same');
SELECT bag_eq('SELECT makers, lots, lots_open, item, share_max FROM supply()',
	$$SELECT count(DISTINCT t.party) AS m, count(*) AS n, count(*) FILTER (WHERE t.party IS NULL) AS o, t.item, max(t.share_max) AS s FROM (SELECT u.party, u.item, u.material, least(round_up(u.share_max::fraction, 12), 1) AS share_max FROM trace_up('PACK-1') AS u UNION ALL VALUES ('PACKER', 'PACK', NULL, 1)) AS t GROUP BY t.item, CASE WHEN t.item IS NULL THEN t.material END$$, 'as trace_up tells it');
SELECT results_eq('SELECT item, certain, others_clear FROM single_points_of_failure() ORDER BY item', $$VALUES ('ANODE', true, 0::bigint), ('FOIL', false, 0), ('PACK', true, 0), (NULL, false, 0)$$, 'one maker, or perhaps one: then it is not certain');
INSERT INTO import_lot (code, item, producer, country, quantity, primary_source) VALUES ('OTHER-2', 'ANODE', 'POWDER-B', 'US', '1 kg', true);
SELECT results_eq('SELECT item FROM no_alternate(''PACK-1'') ORDER BY item', $$VALUES ('CELL'), ('FOIL'), ('PACK'), (NULL)$$, 'a second maker who is clear is an alternate');
SELECT results_eq('SELECT others, others_clear FROM supply() WHERE item = ''ANODE''', 'VALUES (2::bigint, 1::bigint)', 'one of concern is none');
SELECT throws_ok($$SELECT * FROM supply('NOTHING')$$, '23503', NULL, 'nothing is made of what is not there');

-- World production: as the source has it.
CREATE TEMPORARY TABLE expected (mineral text, year integer, listed numeric, world numeric, china numeric);
INSERT INTO expected VALUES ('cobalt', 2024, 301590, 302000, 0.6632), ('cobalt', 2025, 314600, 310000, 0.6357), ('lithium', 2024, 222970, 222000, 18.5675), ('lithium', 2025, 288380, 290000, 21.4994), ('graphite', 2024, 1550686, 1550000, 81.8992), ('graphite', 2025, 1752880, 1800000, 79.8686),
	('gallium', 2024, 848000, 848000, 98.9387), ('gallium', 2025, 909000, 900000, 99.0099), ('nickel', 2024, 3705990, 3710000, 3.1031), ('nickel', 2025, 3885000, 3900000, 3.0888), ('rare_earth_ore', 2024, 384000, 380000, 70.3125), ('rare_earth_ore', 2025, 389310, 390000, 69.3535);
SELECT set_eq('SELECT w.material, w.year, sum(w.amount), round(100 * max(w.amount) FILTER (WHERE w.place = ''CN'') / sum(w.amount), 4) FROM world_production AS w WHERE builtin GROUP BY 1, 2', 'SELECT mineral, year, listed, china FROM expected', 'sums and China''s share are those of the source');
SELECT is_empty('SELECT * FROM expected WHERE abs(listed - world) > 0.03 * world', 'and agree with its rounded totals');
SELECT results_eq('SELECT country, round(share_min, 9), round(share_max, 9), world_share, world_year FROM world_comparison(''C-1'') WHERE material = ''graphite'' AND country IN (''CN'', ''MZ'', ''KP'')', $$SELECT v.country, v.share_min, v.share_max, round(w.amount / 1752880, 6), 2025 FROM (VALUES ('CN', 0.9, 0.9, 1), ('MZ', 0.1, 0.1, 2), ('KP', 0, 0, 3)) AS v (country, share_min, share_max, n)
	LEFT JOIN world_production AS w ON w.material = 'graphite' AND w.year = 2025 AND w.place = v.country ORDER BY v.n$$, 'shares of one''s own stand beside those of the world');
SELECT is((SELECT count(DISTINCT world_year) FROM world_comparison('C-1', year => 2024)), 1::bigint, 'of one year');
SELECT is_empty($$SELECT * FROM world_comparison('C-1') WHERE material <> 'graphite'$$, 'for what is bought and counted');

-- What ends.
INSERT INTO import_document (code, kind, title, valid_to) VALUES ('D', 'declaration', 'Letter', '2028-02-01');
INSERT INTO import_declaration (claim, lot, declarant, document, valid_from, valid_to) VALUES ('inputs_complete', 'CELLS-1', 'CELLS-A', 'D', '2027-01-01', '2029-12-31'), ('inputs_complete', 'CELLS-2', 'CELLS-B', NULL, '2027-01-01', '2028-01-15'), ('inputs_complete', 'CELLS-2', 'CELLS-B', NULL, '2028-01-16', '2028-12-31'),
	('inputs_complete', 'PACK-1', NULL, NULL, '2027-01-01', '2027-12-31'), ('no_feoc_licence', 'PACK-1', NULL, NULL, '2028-01-01', '2028-04-01');
INSERT INTO import_waiver (code, rule, line, granted_by, valid_from, valid_to) VALUES ('W', '10USC4865', 'C-1', 'Secretary of Defense', '2028-01-01', '2028-01-31');
SELECT results_eq('SELECT last_day, days_left, kind, claim, about_kind, about, declarant, document, renewed FROM expiring(as_of => ''2028-01-10'')', $$VALUES
	('2028-01-15'::date, 5, 'declaration', 'inputs_complete', 'lot', 'CELLS-2', 'CELLS-B', NULL, true), ('2028-01-31', 21, 'waiver', '10USC4865', 'line', 'C-1', NULL, NULL, false), ('2028-02-01', 22, 'declaration', 'inputs_complete', 'lot', 'CELLS-1', 'CELLS-A', 'D', false),
	('2028-04-01', 82, 'declaration', 'no_feoc_licence', 'lot', 'PACK-1', NULL, NULL, false)$$, 'what ends within ninety days, by the document too, and whether it goes on');
SELECT is((SELECT count(*) FROM expiring(4, '2028-01-10')), 0::bigint, 'nothing within four');
SELECT set_eq($$SELECT e.about, e.claim FROM expiring(0, '2028-01-15') AS e$$, $$SELECT l.code::text, d.claim FROM declaration_at('2028-01-15', 'infinity') AS d JOIN lot AS l ON l.id = d.lot_id WHERE (d.lot_id, d.claim, d.id) NOT IN (SELECT n.lot_id, n.claim, n.id FROM declaration_at('2028-01-16', 'infinity') AS n WHERE n.lot_id IS NOT NULL)$$, 'what ends today is what cannot be relied on tomorrow');
SELECT * FROM finish();
ROLLBACK;
