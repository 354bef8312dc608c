-- Rules about steps, gate by gate: each specialty metal and way of making it, and each gate and exclusion on a purchase that
-- otherwise fails.  That every row of a rule decides alone is shown by rule_truth.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_step_table') \g /dev/null
SET search_path = rule_step_table, materials, public;

INSERT INTO import_party (code, name) VALUES ('MAKER', 'A maker');
-- Specialty metals: each material and each way of making it.
CREATE TEMPORARY TABLE metal AS
	SELECT 'M' || row_number() OVER () AS code, t.word, t.process, c.country, c.status FROM materials.rule_step AS t CROSS JOIN (VALUES ('CN', 'FAIL'), ('US', 'PASS'), ('HK', 'FAIL'), (NULL, 'INDETERMINATE')) AS c (country, status) WHERE t.rule = '10USC4863' AND t.effect = 'allowed';
INSERT INTO import_item (code, name, class, material) VALUES ('ENGINE', 'Engine', 'end_item', NULL), ('neodymium_iron_boron_magnet', 'Magnet', 'magnet', 'neodymium_iron_boron_magnet');
INSERT INTO import_lot (code, item, material, producer, country, step, made_on, quantity, primary_source)
	SELECT m.code, 'ENGINE', NULL::text, 'MAKER', 'US'::country, 'system_assembly', '2026-03-01'::date, '1 each'::quantity, false FROM metal AS m
	UNION ALL SELECT m.code || '-METAL', NULL, m.word, 'MAKER', m.country::country, m.process, '2026-02-01', '1 kg', true FROM metal AS m;
INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT m.code, m.code || '-METAL', '1 kg' FROM metal AS m;
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', m.code FROM metal AS m;
SELECT is(c.status, m.status, format('%s by %s in %s', m.word, m.process, coalesce(m.country, 'nobody knows where'))) FROM metal AS m CROSS JOIN LATERAL rule_step_table."check"(m.code, '10USC4863', 'lot', as_of => '2026-06-01') AS c;

-- Each gate and each exclusion, on a purchase that otherwise fails: all facts as stated in the first row but one.
CREATE TEMPORARY TABLE purchase (code text, rule text, status text, day date, funds boolean, off_the_shelf boolean, fact jsonb);
INSERT INTO purchase VALUES
	('X0', '10USC4872', 'FAIL', '2027-06-01', true, false, '{}'), ('X1', '10USC4872', 'NOT_APPLICABLE', '2027-06-01', false, false, '{}'), ('X2', '10USC4872', 'EXEMPT', '2027-06-01', true, false, '{"at_or_below_sat": "true"}'),
	('X3', '10USC4872', 'EXEMPT', '2027-06-01', true, false, '{"acquired_outside_us": "true"}'), ('X4', '10USC4872', 'EXEMPT', '2027-06-01', true, false, '{"electronic_device": "true"}'),
	('X5', '10USC4872', 'EXEMPT', '2027-06-01', true, true, '{"covered_material_weight_percent": "49.9"}'), ('X6', '10USC4872', 'FAIL', '2027-06-01', true, true, '{"covered_material_weight_percent": "50"}'),
	('X7', '10USC4872', 'FAIL', '2027-06-01', true, true, '{"covered_material_weight_percent": "49.9", "mill_product": "molybdenum"}'), ('X8', '10USC4872', 'EXEMPT', '2026-06-01', true, true, '{"tungsten_weight_percent": "49.9", "mill_product": "molybdenum"}'),
	('X9', '10USC4872', 'FAIL', '2026-06-01', true, true, '{"tungsten_weight_percent": "50"}'), ('X10', '10USC4872', 'INDETERMINATE', '2027-06-01', true, false, '{"at_or_below_sat": null}'), ('X11', '10USC4872', 'INDETERMINATE', '2027-06-01', true, true, '{}'),
	('Y0', '10USC4863', 'FAIL', '2026-06-01', true, false, '{}'), ('Y1', '10USC4863', 'NOT_APPLICABLE', '2026-06-01', false, false, '{}'), ('Y2', '10USC4863', 'EXEMPT', '2026-06-01', true, false, '{"at_or_below_sat": "true"}'),
	('Y3', '10USC4863', 'EXEMPT', '2026-06-01', true, false, '{"electronic_component": "true"}'), ('Y4', '10USC4863', 'EXEMPT', '2026-06-01', true, true, '{}'), ('Y5', '10USC4863', 'NOT_APPLICABLE', '2026-06-01', true, false, '{"defence_item": "other"}'),
	('Y6', '10USC4863', 'INDETERMINATE', '2026-06-01', true, false, '{"defence_item": null}'), ('Y7', '10USC4863', 'INDETERMINATE', '2026-06-01', true, false, '{"electronic_component": null}');
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source) VALUES ('X', 'neodymium_iron_boron_magnet', 'MAKER', 'CN', 'sintering', '2026-01-01', '1 each', true);
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, delivered_on, procured_on, defence_funds, commercial_off_the_shelf, lots)
	SELECT 'C-' || p.code, '2026-01-15', p.code, CASE WHEN p.rule = '10USC4863' THEN 'ENGINE' ELSE 'neodymium_iron_boron_magnet' END, '1 each', p.day, p.day, p.funds, p.off_the_shelf,
		ARRAY[CASE WHEN p.rule = '10USC4863' THEN (SELECT m.code FROM metal AS m WHERE m.country = 'CN' LIMIT 1) ELSE 'X' END] FROM purchase AS p;
INSERT INTO import_line_property (line, property, value)
	SELECT p.code, f.key, f.value FROM purchase AS p, jsonb_each_text('{"at_or_below_sat": "false", "acquired_outside_us": "false", "electronic_device": "false", "mill_product": "none", "electronic_component": "false", "defence_item": "aircraft"}' || p.fact) AS f WHERE f.value IS NOT NULL;
SELECT is(c.status, p.status, format('%s %s: %s%s', p.rule, p.day, p.fact, CASE WHEN p.off_the_shelf THEN ', off the shelf' ELSE '' END || CASE WHEN p.funds THEN '' ELSE ', other funds' END)) FROM purchase AS p CROSS JOIN LATERAL rule_step_table."check"(p.code, p.rule, 'line') AS c;

-- Rows name steps, stages, materials and places that there are.
SELECT is_empty($$SELECT t.* FROM materials.rule_step AS t WHERE t.process <> '*' AND NOT EXISTS (SELECT FROM process_step AS s WHERE t.process IN (s.step, s.stage))$$, 'rows name steps and stages that there are');
SELECT is_empty($$SELECT t.* FROM materials.rule_step AS t WHERE t.material <> '*' AND NOT EXISTS (SELECT FROM material AS m WHERE m.material = t.material)$$, 'rows name materials that there are');
SELECT is_empty($$SELECT t.* FROM materials.rule_step AS t WHERE t.word <> '*' AND NOT EXISTS (SELECT FROM material AS m WHERE m.material = t.word) AND NOT EXISTS (SELECT FROM item_class AS c WHERE c.class = t.word)$$, 'rows name what is tested by materials and classes that there are');
SELECT is_empty($$SELECT t.rule, t.place FROM (SELECT s.rule, s.version, s.place FROM materials.rule_step AS s UNION SELECT s.rule, s.version, s.place FROM materials.rule_release_step AS s) AS t
	WHERE t.place IS NOT NULL AND NOT EXISTS (SELECT FROM materials.rule_place AS p WHERE p.rule = t.rule AND p.version = t.version AND p.place = t.place)$$, 'rows name places that the rule has');
SELECT * FROM finish();
ROLLBACK;
