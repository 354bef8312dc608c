-- Rules of the kind property: all public cases through a real ledger, every condition shown to decide by itself, and what
-- taking facts away does.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_property') \g /dev/null
SET search_path = rule_property, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'rule' AS family, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' ->> 'verdict' AS expected,
		CASE c -> 'input' ->> 'test' WHEN 'passport' THEN 'EU-BATT-PASSPORT' WHEN 'due_diligence' THEN 'EU-BATT-DILIGENCE' ELSE c ->> 'rule' END AS rule
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' = 'CN-58' OR c ->> 'rule' = 'EU-BATT' AND c -> 'input' ->> 'test' <> 'recycled_content';
SELECT is(count(*), n, format('the file has the cases of %s', v.rule)) FROM vector AS v JOIN (VALUES ('CN-58', 7::bigint), ('EU-BATT-PASSPORT', 4), ('EU-BATT-DILIGENCE', 2)) AS w (rule, n) ON w.rule = v.rule GROUP BY v.rule, n ORDER BY v.rule;
SELECT is(count(*), 0::bigint, 'all of them are confirmed') FROM vector AS v WHERE NOT v.confirmed;

-- China's announcement 58.  What is said of an item is recorded of it, and the item is asked; a case that names a day asks a
-- cell on that day, and the rule itself.
INSERT INTO import_item (code, name, class, material)
	SELECT v.code, v.title, CASE v.input ->> 'item' WHEN 'lfp_cathode' THEN 'component_material' ELSE 'cell' END, CASE v.input ->> 'item' WHEN 'lfp_cathode' THEN 'lithium_iron_phosphate' END FROM vector AS v WHERE v.rule = 'CN-58';
INSERT INTO import_item_property (item, property, value)
	SELECT v.code, p.property, p.value
	FROM vector AS v CROSS JOIN LATERAL (VALUES ('cell_chemistry', CASE WHEN coalesce(v.input ->> 'item', 'lithium_ion_cell') = 'lithium_ion_cell' THEN 'lithium_ion' END),
		('specific_energy_wh_kg', CASE WHEN v.input ? 'item' THEN v.input ->> 'wh_per_kg' ELSE '350' END), ('press_density_g_cm3', v.input ->> 'press_density_g_cm3'), ('specific_capacity_mah_g', v.input ->> 'capacity_mah_g')) AS p (property, value)
	WHERE v.rule = 'CN-58' AND p.value IS NOT NULL;
SELECT is(c.status, v.expected, format('%s %s', v.code, v.title))
FROM vector AS v CROSS JOIN LATERAL rule_property."check"(v.code, 'CN-58', 'item', coalesce((v.input ->> 'as_of')::date, '2026-11-21'), policies => CASE WHEN v.input ? 'as_of' THEN '{}' ELSE '{"state": "ignored"}'::jsonb END) AS c
WHERE v.rule = 'CN-58' ORDER BY v.code;
SELECT is(s.status, v.expected, format('%s, asked of the rule itself', v.code)) FROM vector AS v CROSS JOIN LATERAL rule_state('CN-58', (v.input ->> 'as_of')::date) AS s WHERE v.rule = 'CN-58' AND v.input ? 'as_of' ORDER BY v.code;
SELECT is((SELECT c.status FROM rule_property."check"('CN58-003', 'CN-58', 'item', '2026-11-21') AS c), 'UNCONFIRMED', 'unless its state is to be ignored, a case of today is unconfirmed');

-- Batteries placed on the market of the European Union, as lines.
INSERT INTO import_item (code, name, class) SELECT v.code, v.title, 'pack' FROM vector AS v WHERE v.family = 'EU-BATT';
INSERT INTO import_item_property (item, property, value)
	SELECT v.code, p.property, p.value FROM vector AS v CROSS JOIN LATERAL (VALUES ('battery_category', v.input ->> 'category'), ('rated_energy', (v.input ->> 'capacity_kwh') || ' kWh')) AS p (property, value)
	WHERE v.family = 'EU-BATT' AND p.value IS NOT NULL;
INSERT INTO import_contract_line (contract, line, item, quantity) SELECT 'K-' || v.code, v.code || '/1', v.code, '1 each' FROM vector AS v WHERE v.family = 'EU-BATT';
INSERT INTO import_line_property (line, property, value) SELECT v.code || '/1', 'placed_on_market', coalesce(v.input ->> 'placed_on_market', v.input ->> 'as_of') FROM vector AS v WHERE v.family = 'EU-BATT';
SELECT is(c.status, v.expected, format('%s %s', v.code, v.title)) FROM vector AS v CROSS JOIN LATERAL rule_property."check"(v.code || '/1', v.rule) AS c WHERE v.family = 'EU-BATT' ORDER BY v.code;
SELECT is(c.status, v.expected, format('%s, asked of the item on that day', v.code)) FROM vector AS v CROSS JOIN LATERAL rule_property."check"(v.code, v.rule, 'item', coalesce(v.input ->> 'placed_on_market', v.input ->> 'as_of')::date) AS c WHERE v.family = 'EU-BATT' ORDER BY v.code;
SELECT ok(bool_and(c.confirmed), 'these rest on what was read') FROM vector AS v CROSS JOIN LATERAL rule_property."check"(v.code || '/1', v.rule) AS c WHERE v.family = 'EU-BATT';

-- Every condition decides by itself.  The facts that make it hold; each one changed, and each one taken away.
CREATE TEMPORARY TABLE fact (rule text, condition text, property text, value text, other text);
INSERT INTO fact VALUES
	('CN-58', 'cell', 'class', 'cell', 'magnet'), ('CN-58', 'cell', 'cell_chemistry', 'lithium_ion', 'sodium_ion'), ('CN-58', 'cell', 'specific_energy_wh_kg', '300', '299.999'),
	('CN-58', 'lfp_cathode', 'class', 'component_material', 'structure'), ('CN-58', 'lfp_cathode', 'material', 'lithium_iron_phosphate', 'nickel_manganese_cobalt_oxide'), ('CN-58', 'lfp_cathode', 'press_density_g_cm3', '2.5', '2.499'), ('CN-58', 'lfp_cathode', 'specific_capacity_mah_g', '156.001', '155.9'),
	('CN-58', 'precursor', 'class', 'component_material', 'structure'), ('CN-58', 'precursor', 'material', 'precursor', 'copper'), ('CN-58', 'graphite_anode', 'class', 'component_material', 'structure'), ('CN-58', 'graphite_anode', 'material', 'synthetic_graphite', 'natural_graphite'),
	('EU-BATT-PASSPORT', 'vehicle', 'class', 'pack', 'magnet'), ('EU-BATT-PASSPORT', 'vehicle', 'battery_category', 'lmt', 'portable'),
	('EU-BATT-PASSPORT', 'industrial', 'class', 'pack', 'magnet'), ('EU-BATT-PASSPORT', 'industrial', 'battery_category', 'industrial', 'sli'), ('EU-BATT-PASSPORT', 'industrial', 'rated_energy', '2.000001 kWh', '2 kWh'),
	('EU-BATT-DILIGENCE', 'battery', 'class', 'module', 'structure'), ('EU-BATT-DILIGENCE', 'inside', 'class', 'end_item', 'structure'), ('EU-BATT-DILIGENCE', 'inside', 'battery_category', 'sli', NULL);
INSERT INTO fact
	SELECT 'EU-3TG', format('%s_%s', v.material, v.form), p.property, p.value, p.other
	FROM (VALUES ('tin', 'ore', 5000), ('tungsten', 'ore', 250000), ('tantalum', 'ore', 100000), ('gold', 'ore', 4000000), ('gold', 'metal', 100), ('tin', 'metal', NULL), ('tungsten', 'metal', NULL), ('tantalum', 'metal', NULL)) AS v (material, form, kg)
		CROSS JOIN LATERAL (VALUES ('class', 'raw_material', 'structure'), ('material', v.material, 'copper'), ('mineral_form', v.form, NULL::text),
			('imported_in_year', v.kg || ' kg', (v.kg::numeric * 1000 - 1) || ' g')) AS p (property, value, other) WHERE p.value IS NOT NULL;
SELECT is_empty($$SELECT c.rule, c.condition FROM materials.rule_condition AS c JOIN materials.rule AS r USING (rule, version) WHERE r.builtin AND NOT EXISTS (SELECT FROM fact AS f WHERE f.rule = c.rule AND f.condition = c.condition)$$, 'each condition of each rule has facts that make it hold');
SELECT is_empty($$SELECT c.rule, c.condition, m.key[1] FROM materials.rule_condition AS c JOIN materials.rule AS r USING (rule, version), regexp_matches(c.test::text, '\$\."(\w+)"', 'g') AS m (key)
	WHERE r.builtin AND NOT EXISTS (SELECT FROM fact AS f WHERE f.rule = c.rule AND f.condition = c.condition AND f.property = m.key[1])$$, 'and they are all that it asks for');

CREATE TEMPORARY TABLE trial (id bigint GENERATED ALWAYS AS IDENTITY, rule text, condition text, changed text, fact jsonb, expected text);
INSERT INTO trial (rule, condition, changed, fact, expected)
	SELECT f.rule, f.condition, NULL, jsonb_object_agg(f.property, f.value), coalesce(c.verdict, rule_word(c.rule, c.version, 'against'))
	FROM fact AS f JOIN materials.rule_condition AS c ON c.rule = f.rule AND c.condition = f.condition GROUP BY f.rule, f.condition, c.verdict, c.rule, c.version;
INSERT INTO trial (rule, condition, changed, fact, expected)
	SELECT f.rule, f.condition, f.property, t.fact || jsonb_build_object(f.property, f.other), rule_word(f.rule, rule_version(f.rule), 'for') FROM fact AS f JOIN trial AS t ON t.rule = f.rule AND t.condition = f.condition AND t.changed IS NULL WHERE f.other IS NOT NULL;
INSERT INTO trial (rule, condition, changed, fact, expected)
	SELECT f.rule, f.condition, f.property || ' is unknown', t.fact - f.property, 'INDETERMINATE' FROM fact AS f JOIN trial AS t ON t.rule = f.rule AND t.condition = f.condition AND t.changed IS NULL WHERE f.property NOT IN ('class', 'material');
INSERT INTO import_item (code, name, class, material) SELECT 'T' || t.id, t.condition, t.fact ->> 'class', t.fact ->> 'material' FROM trial AS t;
INSERT INTO import_item_property (item, property, value) SELECT 'T' || t.id, k.key, k.value FROM trial AS t, jsonb_each_text(t.fact) AS k WHERE k.key NOT IN ('class', 'material');
SELECT cmp_ok(count(*), '>', 60::bigint, 'conditions are tried') FROM trial;
SELECT is(c.status, t.expected, format('%s %s%s', t.rule, t.condition, CASE WHEN t.changed IS NULL THEN '' ELSE ', but for ' || t.changed END))
FROM trial AS t CROSS JOIN LATERAL rule_property."check"('T' || t.id, t.rule, 'item', '2030-01-01', policies => CASE WHEN t.rule = 'CN-58' THEN '{"state": "ignored"}' ELSE '{}'::jsonb END) AS c ORDER BY t.id;
SELECT is(c.confirmed, v.confirmed, format('%s %s says whether it was read', t.rule, t.condition))
FROM trial AS t JOIN materials.rule_condition AS v ON v.rule = t.rule AND v.condition = t.condition CROSS JOIN LATERAL rule_property."check"('T' || t.id, t.rule, 'item', '2030-01-01', policies => CASE WHEN t.rule = 'CN-58' THEN '{"state": "ignored"}' ELSE '{}'::jsonb END) AS c
WHERE t.changed IS NULL ORDER BY t.id;

-- Policies are known to conditions.
INSERT INTO import_item (code, name, class, material) VALUES ('LFP', 'Cathode powder', 'component_material', 'lithium_iron_phosphate');
INSERT INTO import_item_property (item, property, value) VALUES ('LFP', 'press_density_g_cm3', '2.5'), ('LFP', 'specific_capacity_mah_g', '156');
SELECT is((SELECT c.status FROM rule_property."check"('LFP', 'CN-58', 'item', '2026-01-01', policies => jsonb_build_object('state', 'ignored', 'capacity_of_156', v.choice)) AS c), v.status, format('exactly 156 mAh/g where that is %s', v.choice))
FROM (VALUES ('listed', 'IN_SCOPE'), ('not_listed', 'OUT_OF_SCOPE')) AS v (choice, status);

-- Lines, and what fills them: a lot's own value goes before the line's and the item's, and the worst decides.
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('TRUCK', 'Truck', 'end_item'), ('BOLT', 'Bolt', 'structure');
INSERT INTO import_item_property (item, property, value) VALUES ('CELL', 'cell_chemistry', 'lithium_ion'), ('CELL', 'specific_energy_wh_kg', '290');
INSERT INTO import_lot (code, item, quantity) VALUES ('AS-SAID', 'CELL', '10 each'), ('MEASURED', 'CELL', '10 each');
INSERT INTO import_lot_property (lot, property, value) VALUES ('MEASURED', 'specific_energy_wh_kg', '301');
INSERT INTO import_contract_line (contract, line, item, quantity, lots) VALUES ('E', 'E-1', 'CELL', '10 each', '{AS-SAID}'), ('E', 'E-2', 'CELL', '10 each', '{MEASURED}'), ('E', 'E-3', 'CELL', '10 each', NULL), ('E', 'E-4', 'TRUCK', '1 each', NULL), ('E', 'E-5', 'BOLT', '1 each', NULL);
INSERT INTO import_line_property (line, property, value) SELECT 'E-' || n, p.property, p.value FROM generate_series(1, 3) AS n, (VALUES ('exported_on', '2025-11-09'), ('exported_from', 'CN')) AS p (property, value);
SELECT is((SELECT c.status FROM rule_property."check"(v.line, v.rule, policies => '{"state": "ignored"}') AS c), v.status, format('%s under %s', v.line, v.rule)) FROM (VALUES
	('E-1', 'CN-58', 'OUT_OF_SCOPE'), ('E-2', 'CN-58', 'IN_SCOPE'), ('E-3', 'CN-58', 'OUT_OF_SCOPE'), ('E-4', 'EU-BATT-PASSPORT', 'INDETERMINATE'), ('E-4', 'EU-BATT-DILIGENCE', 'INDETERMINATE'), ('E-5', 'EU-BATT-PASSPORT', 'NOT_REQUIRED')) AS v (line, rule, status);
SELECT matches((SELECT c.reason FROM rule_property."check"('E-2', 'CN-58', policies => '{"state": "ignored"}') AS c), '^MEASURED: a lithium-ion cell', 'the lot that decides is named');
INSERT INTO import_declaration (claim, item) VALUES ('no_battery', 'TRUCK');
SELECT is((SELECT c.status FROM rule_property."check"('E-4', 'EU-BATT-PASSPORT') AS c), 'NOT_REQUIRED', 'of what is stated to hold no battery nothing is asked');
-- Gates and days that nobody states leave open what would be asked, and nothing else.
INSERT INTO import_contract_line (contract, line, item, quantity, lots) VALUES ('E', 'E-6', 'CELL', '10 each', '{MEASURED}'), ('E', 'E-7', 'CELL', '10 each', '{AS-SAID}');
SELECT is((SELECT c.status FROM rule_property."check"(v.line, 'CN-58', policies => '{"state": "ignored"}') AS c), v.status, format('%s, of which nobody states the export', v.line)) FROM (VALUES ('E-6', 'INDETERMINATE'), ('E-7', 'OUT_OF_SCOPE')) AS v (line, status);
INSERT INTO import_line_property (line, property, value) VALUES ('E-6', 'exported_from', 'KR');
SELECT is((SELECT c.status FROM rule_property."check"('E-6', 'CN-58') AS c), 'NOT_APPLICABLE', 'what is exported from elsewhere is not reached');

-- Rules of one's own, by rows alone: a customer wants no supplier from its list and no cell above a price.
INSERT INTO materials.list (list, title, authority) VALUES ('OURS', 'Suppliers we do not want', 'us');
INSERT INTO materials.property (property, subjects, type, title) VALUES ('price_per_kwh', '{line,item}', 'number', 'price in USD per kWh'), ('ordered_on', '{line}', 'date', 'day of our order');
INSERT INTO materials.verdict (verdict, title, severity, bars, settled, asks) VALUES ('ASK_US', 'somebody has to sign', 60, false, true, true);
INSERT INTO materials.rule (rule, version, title, citation, subject, concern, test, event, enacted_on, released_on, confirmed) VALUES
	('OUR-SUPPLIERS', '1', 'Suppliers', 'policy 7', 'purchase', 'unwanted supplier', 'party_relation', 'ordered_on', '2026-01-01', '2026-01-01', true), ('OUR-PRICES', '1', 'Prices', 'policy 8', 'purchase', 'dear cell', 'property', 'ordered_on', '2026-01-01', '2026-01-01', true);
INSERT INTO materials.rule_phase (rule, version, phase, title, effective_from, citation, confirmed) VALUES ('OUR-SUPPLIERS', '1', 'all', 'all orders', '2026-02-01', 'policy 7', true), ('OUR-PRICES', '1', 'all', 'all orders', '2026-02-01', 'policy 8', true);
INSERT INTO materials.rule_list (rule, version, list, successors, citation, confirmed) VALUES ('OUR-SUPPLIERS', '1', 'OURS', false, 'policy 7', true);
INSERT INTO materials.rule_relation (rule, version, relation, title, citation, confirmed) VALUES ('OUR-SUPPLIERS', '1', 'seller', 'the seller', 'policy 7', true);
INSERT INTO materials.rule_condition (rule, version, condition, title, test, verdict, citation, confirmed) VALUES ('OUR-PRICES', '1', 'dear', 'more than 100 USD per kWh', 'strict $.price_per_kwh > 100', 'ASK_US', 'policy 8', true),
	('OUR-PRICES', '1', 'far_too_dear', 'more than 200 USD per kWh', 'strict $.price_per_kwh > 200', NULL, 'policy 8', true);
INSERT INTO import_party (code, name) VALUES ('SHOP', 'Shop'), ('FOE', 'Foe');
INSERT INTO import_listing (party, list, entry) VALUES ('FOE', 'OURS', 'Foe');
INSERT INTO import_contract_line (contract, seller, line, item, quantity) VALUES ('O-1', 'SHOP', 'O-1', 'CELL', '1 each'), ('O-2', 'FOE', 'O-2', 'CELL', '1 each'), ('O-3', NULL, 'O-3', 'CELL', '1 each'), ('O-4', 'FOE', 'O-4', 'CELL', '1 each'), ('O-5', 'FOE', 'O-5', 'CELL', '1 each');
INSERT INTO import_line_property (line, property, value) SELECT 'O-' || n, 'ordered_on', CASE n WHEN 4 THEN '2026-01-31' ELSE '2026-02-01' END FROM generate_series(1, 4) AS n;
INSERT INTO import_line_property (line, property, value) VALUES ('O-1', 'price_per_kwh', '100'), ('O-2', 'price_per_kwh', '100.01'), ('O-3', 'price_per_kwh', '200.01'), ('O-5', 'price_per_kwh', '150');
SELECT is((SELECT string_agg(s.line || ' ' || s.status, ', ' ORDER BY s.line) FROM screen('OUR-SUPPLIERS') AS s WHERE s.line LIKE 'O-%'), 'O-1 PASS, O-2 FAIL, O-3 INDETERMINATE, O-4 NOT_YET_EFFECTIVE, O-5 INDETERMINATE', 'a policy about suppliers');
SELECT is((SELECT string_agg(s.line || ' ' || s.status, ', ' ORDER BY s.line) FROM screen('OUR-PRICES') AS s WHERE s.line LIKE 'O-%'), 'O-1 PASS, O-2 ASK_US, O-3 FAIL, O-4 NOT_YET_EFFECTIVE, O-5 INDETERMINATE', 'and one about prices, the weightier condition first');

-- Programmes and sites: the worst of their lines, and the lots made there.
INSERT INTO import_programme (code, name) VALUES ('PROG', 'Programme'), ('EMPTY', 'Programme without lines');
INSERT INTO import_site (code, name, country) VALUES ('PLANT', 'Plant', 'CN'), ('FIELD', 'Field', 'US');
UPDATE contract_line SET programme_id = programme_id('PROG') WHERE code IN ('E-1', 'E-2');
INSERT INTO import_lot (code, item, site, quantity) VALUES ('MADE-THERE', 'CELL', 'PLANT', '5 each');
INSERT INTO import_lot_property (lot, property, value) VALUES ('MADE-THERE', 'specific_energy_wh_kg', '300');
SELECT is((SELECT (c.status, left(c.reason, 14))::text FROM rule_property."check"('PROG', 'CN-58', policies => '{"state": "ignored"}') AS c), '(IN_SCOPE,"E-2: MEASURED:")', 'a programme has the verdict of its worst line, which is named');
SELECT is((SELECT count(*) FROM rule_property."check"('PROG') AS c), (SELECT count(DISTINCT r.rule) FROM materials.rule AS r), 'and one row for each rule');
SELECT is((SELECT c.status FROM rule_property."check"('PLANT', 'CN-58', 'site', '2026-01-01', policies => '{"state": "ignored"}') AS c), 'IN_SCOPE', 'a site has the verdict of what was made there');
SELECT is((SELECT c.status FROM rule_property."check"(v.code, 'CN-58', v.kind, '2026-01-01', policies => '{"state": "ignored"}') AS c), 'INDETERMINATE', format('nothing is said of the %s %s', v.kind, v.code)) FROM (VALUES ('EMPTY', 'programme'), ('FIELD', 'site')) AS v (code, kind);

-- Why: each condition, with the facts behind it.
SELECT is((SELECT string_agg(format('%s %s %s', e.kind, e.effect, e.role), ', ' ORDER BY e.role) FROM explain('MEASURED', 'CN-58', 'lot') AS e WHERE e.role IN (SELECT c.condition FROM materials.rule_condition AS c)),
	'condition against cell, condition for graphite_anode, condition for lfp_cathode, condition for precursor', 'the condition that holds is what speaks against it');
SELECT is((SELECT string_agg(f.value ->> 'relation', ', ' ORDER BY f.value ->> 'relation') FROM explain('E-2', 'CN-58') AS e, jsonb_array_elements(e.facts) AS f WHERE e.effect = 'against' AND e.lot = 'MEASURED'), 'item, item_property, item_property, lot, lot_property', 'the recorded facts behind it are named');
SELECT is((SELECT count(*) FROM explain('E-4', 'EU-BATT-PASSPORT') AS e WHERE e.kind = 'condition' AND e.effect = 'for'), 2::bigint, 'of the truck no condition holds');

-- A correction is in the answer from then on.
INSERT INTO correction (relation, row_id, reason) SELECT 'lot_property', p.id, 'measured wrongly' FROM lot_property AS p WHERE p.lot_id = lot_id('MEASURED');
SELECT is((SELECT c.status FROM rule_property."check"('E-2', 'CN-58', policies => '{"state": "ignored"}') AS c), 'OUT_OF_SCOPE', 'a corrected value no longer decides');

-- A withdrawn lot says nothing, and silence is never clean.
INSERT INTO correction (relation, row_id, reason) VALUES ('lot', lot_id('AS-SAID'), 'never made');
SELECT is((SELECT c.status FROM rule_property."check"('E-1', 'CN-58', policies => '{"state": "ignored"}') AS c), 'OUT_OF_SCOPE', 'the line itself still says what it buys');
SELECT * FROM finish();
ROLLBACK;
