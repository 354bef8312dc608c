-- The truth table of rules about steps, made from their rows: for each row that bars a step or leaves it open a chain in which
-- that step alone is done in a covered nation, on the row's first day, and the same chain with the step done elsewhere.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_step_table') \g /dev/null
SET search_path = rule_step_table, materials, public;

CREATE TEMPORARY TABLE trial AS
	SELECT row_number() OVER ()::text AS code, t.rule, t.limb, t.word, t.process, t.material, t.effect, coalesce(lower(t.valid), '2026-06-01') AS day, c.country, c.bad,
		coalesce((SELECT s.step FROM process_step AS s WHERE s.step = t.process), (SELECT min(s.step) FROM process_step AS s WHERE s.stage = t.process)) AS step,
		CASE WHEN t.material <> '*' THEN t.material ELSE 'aluminium' END AS part_material
	FROM materials.rule_step AS t CROSS JOIN (VALUES ('CN', true), ('NO', false)) AS c (country, bad)
	WHERE t.rule = '10USC4872' AND t.effect IN ('barred', 'open') AND t.place IS NOT NULL;
SELECT cmp_ok(count(*), '>', 250::bigint, 'the rule has many rows') FROM trial;

INSERT INTO import_party (code, name) VALUES ('MAKER', 'A maker');
INSERT INTO import_item (code, name, class, material) SELECT DISTINCT t.word, t.word, CASE WHEN t.word LIKE '%magnet' THEN 'magnet' ELSE 'raw_material' END, t.word FROM trial AS t;
-- Ore, melt, sintered magnet or metal; the part goes into the melt, and begins with ore of its own unless it begins a chain.
INSERT INTO import_lot (code, item, material, producer, country, step, made_on, quantity, primary_source)
	SELECT t.code || '-ORE', NULL::text, 'rare_earth_ore', 'MAKER', 'AU'::country, 'mining', '2025-01-01'::date, '1 each'::quantity, true FROM trial AS t
	UNION ALL SELECT t.code || '-MELT', NULL, 'scrap', 'MAKER', 'US', 'melting', '2025-03-01', '1 each', false FROM trial AS t
	UNION ALL SELECT t.code, t.word, NULL, 'MAKER', 'US', 'sintering', '2025-04-01', '1 each', false FROM trial AS t
	UNION ALL SELECT t.code || '-PART', NULL, t.part_material, 'MAKER', t.country::country, t.step, '2025-02-01', '1 each', t.step IN ('mining', 'brine_extraction', 'collection') FROM trial AS t
	UNION ALL SELECT t.code || '-PART-ORE', NULL, t.part_material, 'MAKER', 'AU', 'mining', '2025-01-01', '1 each', true FROM trial AS t WHERE t.step NOT IN ('mining', 'brine_extraction', 'collection');
INSERT INTO import_consumption (output_lot, input_lot, quantity)
	SELECT t.code, t.code || '-MELT', '1 each' FROM trial AS t UNION ALL SELECT t.code || '-MELT', t.code || '-ORE', '1 each' FROM trial AS t UNION ALL SELECT t.code || '-MELT', t.code || '-PART', '1 each' FROM trial AS t
	UNION ALL SELECT t.code || '-PART', t.code || '-PART-ORE', '1 each' FROM trial AS t WHERE t.step NOT IN ('mining', 'brine_extraction', 'collection');
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', l.code FROM lot AS l WHERE NOT l.primary_source;
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, delivered_on, lots) SELECT 'C-' || t.code, '2025-01-15', t.code, t.word, '1 each', t.day, ARRAY[t.code] FROM trial AS t;
INSERT INTO import_line_property (line, property, value) SELECT t.code, p, 'false' FROM trial AS t CROSS JOIN unnest('{at_or_below_sat,acquired_outside_us,electronic_device}'::text[]) AS p;
ANALYZE lot; ANALYZE consumption; ANALYZE declaration; ANALYZE contract_line;

CREATE TEMPORARY TABLE answer AS SELECT t.*, s.status, s.reason FROM screen('10USC4872', as_of => '2026-11-21') AS s JOIN trial AS t ON t.code = s.line;
SELECT is(count(*), (SELECT count(*) FROM trial), 'every trial has its verdict') FROM answer;
SELECT is_empty($$SELECT a.limb, a.word, a.process, a.material, a.day, a.status, a.reason FROM answer AS a WHERE a.bad AND a.effect = 'barred' AND a.status <> 'FAIL'$$, 'each row that bars decides alone');
SELECT is_empty($$SELECT a.limb, a.word, a.process, a.material, a.day, a.status, a.reason FROM answer AS a WHERE a.bad AND a.effect = 'open' AND a.status <> 'INDETERMINATE'$$, 'each row that leaves open decides alone');
SELECT is_empty($$SELECT a.limb, a.word, a.process, a.material, a.day, a.status, a.reason FROM answer AS a WHERE NOT a.bad AND a.status <> 'PASS'$$, 'done elsewhere, nothing stands against it');
-- The day before, no row of it holds yet: where the row begins, the verdict was another.
UPDATE contract_line AS l SET delivered_on = t.day - 1 FROM trial AS t WHERE t.code = l.code;
CREATE TEMPORARY TABLE before AS SELECT t.*, s.status, s.reason FROM screen('10USC4872', as_of => '2026-11-21') AS s JOIN trial AS t ON t.code = s.line;
SELECT is_empty($$SELECT b.limb, b.word, b.process, b.material, b.day, b.status, b.reason FROM before AS b WHERE b.bad AND b.day > '2026-06-01' AND b.status NOT IN ('PASS', 'NOT_COVERED')$$, 'and on the day before its first nothing did');

-- Specialty metals: each material and each way of making it.
CREATE TEMPORARY TABLE metal AS
	SELECT 'M' || row_number() OVER () AS code, t.word, t.process, c.country, c.status FROM materials.rule_step AS t CROSS JOIN (VALUES ('CN', 'FAIL'), ('US', 'PASS'), ('HK', 'FAIL'), (NULL, 'INDETERMINATE')) AS c (country, status) WHERE t.rule = '10USC4863' AND t.effect = 'allowed';
INSERT INTO import_item (code, name, class) VALUES ('ENGINE', 'Engine', 'end_item');
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
