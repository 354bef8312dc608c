-- All public cases of 10 U.S.C. 4872 through a real ledger: each step of a case becomes a lot made of the lot of the step
-- before, the last one is bought, and the question is asked as people ask it.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_4872') \g /dev/null
SET search_path = rule_4872, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' AS expected
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' = '10USC4872';
SELECT is(count(*), 30::bigint, 'the file has the cases of the rule') FROM vector;

INSERT INTO import_party (code, name, incorporated_in) VALUES ('MAKER', 'A maker', 'US');
CREATE TEMPORARY TABLE form (name text, material text, ore text, oxide text, metal text);
INSERT INTO form VALUES
	('NdFeB_magnet', 'neodymium_iron_boron_magnet', 'rare_earth_ore', 'rare_earth_oxide', 'neodymium_iron_boron_alloy'), ('SmCo_magnet', 'samarium_cobalt_magnet', 'cobalt', 'cobalt', 'samarium_cobalt_alloy'),
	('tantalum', 'tantalum', 'tantalum', 'tantalum', 'tantalum'), ('tungsten_metal_powder', 'tungsten_metal_powder', 'tungsten', 'tungsten', 'tungsten'), ('tungsten_heavy_alloy', 'tungsten_heavy_alloy', 'tungsten', 'tungsten', 'tungsten_metal_powder'),
	('molybdenum', 'molybdenum', 'molybdenum', 'molybdenum', 'molybdenum'), ('gallium', 'gallium', 'gallium', 'gallium', 'gallium'), ('germanium', 'germanium', 'germanium', 'germanium', 'germanium');
INSERT INTO import_item (code, name, class, material) SELECT f.name, f.name, CASE WHEN f.name LIKE '%magnet' THEN 'magnet' ELSE 'raw_material' END, f.material FROM form AS f;
INSERT INTO import_item (code, name, class) VALUES ('END-ITEM', 'End item', 'end_item');

-- The steps of each case in order.  What a case calls recycled without saying where it was collected was collected where
-- the next step was done, after the step that it names first.
CREATE TEMPORARY TABLE step AS
	SELECT v.code, s.place::numeric AS place, CASE s.body ->> 'step' WHEN 'recycling_feedstock' THEN 'collection' WHEN 'powder' THEN 'alloy_powder' WHEN 'additive_Dy_separation' THEN 'separation' ELSE s.body ->> 'step' END AS step,
		s.body ->> 'country' AS country, CASE WHEN s.body ->> 'step' LIKE 'additive_Dy%' THEN 'dysprosium' END AS additive
	FROM vector AS v, jsonb_array_elements(v.input -> 'steps') WITH ORDINALITY AS s (body, place);
INSERT INTO step
	SELECT v.code, s.place - 0.5, 'collection', s.country FROM vector AS v JOIN step AS s ON s.code = v.code AND s.place = 2
	WHERE (v.input ->> 'recycled')::boolean AND NOT EXISTS (SELECT FROM step AS x WHERE x.code = v.code AND x.step IN ('collection', 'recycling'));
CREATE TEMPORARY VIEW chain AS
	SELECT s.*, row_number() OVER (PARTITION BY s.code ORDER BY s.place) AS n, lag(s.place) OVER (PARTITION BY s.code ORDER BY s.place) IS NULL AS first, lead(s.place) OVER (PARTITION BY s.code ORDER BY s.place) IS NULL AS last
	FROM step AS s WHERE s.additive IS NULL;
INSERT INTO import_lot (code, item, material, producer, country, step, made_on, quantity, primary_source)
	SELECT format('%s-%s', c.code, c.n), CASE WHEN c.last THEN f.name END, CASE WHEN NOT c.last THEN CASE p.stage WHEN 'extraction' THEN f.ore WHEN 'processing' THEN f.oxide ELSE f.metal END END, 'MAKER', c.country::country, c.step,
		(v.input ->> 'delivery_date')::date - 30, '1 kg', c.first
	FROM chain AS c JOIN vector AS v USING (code) JOIN form AS f ON f.name = v.input ->> 'material' JOIN process_step AS p USING (step);
INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT format('%s-%s', c.code, c.n), format('%s-%s', c.code, c.n - 1), '1 kg' FROM chain AS c WHERE NOT c.first;
-- An additive goes into the melt.
INSERT INTO import_lot (code, material, producer, country, step, made_on, quantity, primary_source) SELECT s.code || '-ORE', s.additive, 'MAKER', 'AU', 'mining', '2026-01-01', '1 kg', true FROM step AS s WHERE s.additive IS NOT NULL;
INSERT INTO import_lot (code, material, producer, country, step, made_on, quantity) SELECT s.code || '-ADDITIVE', s.additive, 'MAKER', s.country::country, s.step, '2026-02-01', '1 kg' FROM step AS s WHERE s.additive IS NOT NULL;
INSERT INTO import_consumption (output_lot, input_lot, quantity)
	SELECT s.code || '-ADDITIVE', s.code || '-ORE', '1 kg' FROM step AS s WHERE s.additive IS NOT NULL
	UNION ALL SELECT format('%s-%s', c.code, c.n), s.code || '-ADDITIVE', '1 kg' FROM step AS s JOIN chain AS c ON c.code = s.code AND c.step = 'melting' WHERE s.additive IS NOT NULL;
-- An end item that the material is in.
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) SELECT v.code || '-END', 'END-ITEM', 'MAKER', (v.input ->> 'end_item_manufactured_in')::country, 'system_assembly', '2026-05-20', '1 each' FROM vector AS v WHERE v.input ? 'end_item_manufactured_in';
INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT v.code || '-END', format('%s-%s', c.code, c.n), '1 kg' FROM vector AS v JOIN chain AS c ON c.code = v.code AND c.last WHERE v.input ? 'end_item_manufactured_in';
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', l.code FROM lot AS l WHERE NOT l.primary_source;

INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, delivered_on, commercial_off_the_shelf, lots)
	SELECT 'CONTRACT-' || v.code, '2025-06-01', v.code, i.code, l.quantity, (v.input ->> 'delivery_date')::date, coalesce((v.input ->> 'cots_end_item')::boolean, false), ARRAY[l.code]
	FROM vector AS v JOIN lot AS l ON l.code = coalesce((SELECT e.code FROM lot AS e WHERE e.code = v.code || '-END'), (SELECT format('%s-%s', c.code, c.n) FROM chain AS c WHERE c.code = v.code AND c.last)) JOIN item AS i ON i.id = l.item_id;
-- What the file does not say of a case does not hold of it, and is stated so: left out it would be unknown.
INSERT INTO import_line_property (line, property, value)
	SELECT v.code, p.property, coalesce(v.input ->> p.word, p.otherwise) FROM vector AS v CROSS JOIN (VALUES ('at_or_below_sat', 'at_or_below_sat', 'false'), ('acquired_outside_us', 'acquired_outside_us_for_use_outside', 'false'),
		('electronic_device', 'electronic_device', 'false'), ('tungsten_weight_percent', 'tungsten_weight_percent', NULL), ('covered_material_weight_percent', 'covered_material_weight_percent', NULL)) AS p (property, word, otherwise)
	WHERE coalesce(v.input ->> p.word, p.otherwise) IS NOT NULL
	UNION ALL SELECT v.code, 'mill_product', CASE WHEN (v.input ->> 'mill_product')::boolean THEN v.input ->> 'material' ELSE 'none' END FROM vector AS v;
INSERT INTO import_waiver (code, rule, line, granted_by, ground, valid_from, valid_to)
	SELECT v.code || '-WAIVER', '10USC4872', v.code, 'HCA', 'nonavailability', (v.input -> 'nonavailability' ->> 'from')::date, (v.input -> 'nonavailability' ->> 'to')::date FROM vector AS v WHERE v.input ? 'nonavailability';

CREATE TEMPORARY TABLE answer AS
	SELECT v.code, v.title, v.confirmed, v.expected ->> 'verdict' AS expected, c.status, c.reason, c.confirmed AS text_confirmed FROM vector AS v CROSS JOIN LATERAL rule_4872."check"(v.code, '10USC4872', 'line', as_of => '2026-11-21') AS c;
SELECT is(a.status, a.expected, format('%s %s', a.code, a.title)) FROM answer AS a WHERE a.confirmed ORDER BY a.code;
SELECT is(count(*), 0::bigint, 'no case of this rule is unconfirmed') FROM vector AS v WHERE NOT v.confirmed;
SELECT is(s.status, a.status, format('%s is the same asked with all others', a.code)) FROM answer AS a JOIN rule_4872.screen('10USC4872', as_of => '2026-11-21') AS s ON s.line = a.code ORDER BY a.code;
SELECT * FROM finish();
ROLLBACK;
