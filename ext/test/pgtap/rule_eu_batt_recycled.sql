-- The public cases about recycled content through a real ledger: a cell whose cathode was made of recycled and of new metal.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_recycled') \g /dev/null
SET search_path = rule_recycled, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' AS expected,
		c -> 'input' ->> 'metal' AS metal, (c -> 'input' ->> 'recycled_percent')::numeric AS recycled
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' = 'EU-BATT' AND c -> 'input' ->> 'test' = 'recycled_content';
SELECT is(count(*), 5::bigint, 'the file has the cases of the rule') FROM vector;

INSERT INTO import_item (code, name, class) SELECT DISTINCT 'CELL-' || (v.input ->> 'category'), 'Cell', 'cell' FROM vector AS v;
INSERT INTO import_item_property (item, property, value) SELECT DISTINCT 'CELL-' || (v.input ->> 'category'), 'battery_category', v.input ->> 'category' FROM vector AS v;
CREATE FUNCTION pg_temp.cell(code text, item text, metal text, recycled numeric, placed date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO import_lot (code, item, material, role, country, step, made_on, quantity, primary_source) VALUES
		(cell.code, cell.item, NULL, NULL, 'DE', 'cell_assembly', '2031-06-01', '100 each', false),
		(cell.code || '-CATHODE', NULL, 'nickel_manganese_cobalt_oxide', 'cathode_material', 'DE', 'active_material_synthesis', '2031-05-01', '100 kg', false),
		(cell.code || '-ANODE', NULL, 'synthetic_graphite', 'anode_material', 'DE', 'graphitization', '2031-05-01', '50 kg', true);
	INSERT INTO import_lot (code, material, country, step, made_on, quantity, primary_source)
		SELECT x.code, 'precursor', 'DE', x.step, '2031-04-01', x.quantity, true
		FROM (VALUES (cell.code || '-RECYCLED', 'recycling', quantity(recycled, 'kg')), (cell.code || '-NEW', 'refining', quantity(100 - recycled, 'kg'))) AS x (code, step, quantity) WHERE sign(x.quantity) > 0;
	INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES (cell.code, cell.code || '-CATHODE', '100 kg'), (cell.code, cell.code || '-ANODE', '50 kg');
	INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT cell.code || '-CATHODE', l.code, l.quantity FROM lot AS l WHERE l.code IN (cell.code || '-RECYCLED', cell.code || '-NEW');
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', cell.code), ('inputs_complete', cell.code || '-CATHODE');
	-- All of the metal is in the cathode; neither of the other metals is anywhere.
	INSERT INTO import_assay (lot, element, mass_fraction)
		SELECT l.code, e.element, CASE WHEN e.element = metal AND l.code NOT LIKE '%-ANODE' THEN '20%' ELSE '0' END::share
		FROM lot AS l CROSS JOIN unnest(ARRAY['Co', 'Pb', 'Li', 'Ni']) AS e (element) WHERE l.code LIKE cell.code || '-%';
	INSERT INTO import_contract_line (contract, line, item, quantity, lots) VALUES ('C-' || cell.code, cell.code, cell.item, '100 each', ARRAY[cell.code]);
	INSERT INTO import_line_property (line, property, value) VALUES (cell.code, 'placed_on_market', placed);
END $$;
SELECT pg_temp.cell(v.code, 'CELL-' || (v.input ->> 'category'), v.metal, v.recycled, (v.input ->> 'placed_on_market')::date) FROM vector AS v \g /dev/null

CREATE TEMPORARY TABLE answer AS
	SELECT v.*, c.status, c.share_exact, c.reason, c.confirmed AS text_confirmed FROM vector AS v CROSS JOIN LATERAL rule_recycled."check"(v.code, 'EU-BATT-RECYCLED', 'line', as_of => '2031-12-01') AS c;
SELECT is(a.status, a.expected ->> 'verdict', format('%s %s', a.code, a.title)) FROM answer AS a WHERE a.confirmed ORDER BY a.code;
SELECT is(a.share_exact::share, (a.recycled || '%')::share, format('%s: the share is exact', a.code)) FROM answer AS a ORDER BY a.code;
SELECT is(count(*), 0::bigint, 'no case of this rule is unconfirmed') FROM answer AS a WHERE NOT a.confirmed OR NOT a.text_confirmed;

-- Every row of the thresholds decides: the share itself passes on the first and the last day of each step, a hair less does not.
INSERT INTO import_item (code, name, class) VALUES ('TABLE', 'Cell', 'cell');
INSERT INTO import_item_property (item, property, value) VALUES ('TABLE', 'battery_category', 'ev');
CREATE TEMPORARY TABLE truth AS
	SELECT row_number() OVER () AS n, e.element AS metal, d.day, x.less, x.verdict, t.threshold * '100' - x.less::fraction AS recycled
	FROM rule_threshold AS t JOIN rule_ratio AS e USING (rule, version, limb) CROSS JOIN LATERAL (VALUES (lower(t.valid)), (coalesce(upper(t.valid), lower(t.valid) + 3650) - 1)) AS d (day) CROSS JOIN (VALUES (0, 'PASS'), (0.01, 'FAIL')) AS x (less, verdict)
	WHERE t.rule = 'EU-BATT-RECYCLED';
SELECT pg_temp.cell('T' || t.n, 'TABLE', t.metal, t.recycled::numeric, t.day) FROM truth AS t \g /dev/null
SELECT is(s.status, t.verdict, format('%s with %s %% on %s', t.metal, t.recycled, t.day)) FROM truth AS t JOIN screen('EU-BATT-RECYCLED') AS s ON s.line = 'T' || t.n ORDER BY t.n;

-- What is not known decides nothing, and what the rule does not reach it leaves alone.
SELECT pg_temp.cell(x.code, x.item, 'Co', 16, '2032-01-01') FROM (VALUES ('OPEN-INPUT', 'TABLE'), ('NO-ASSAY', 'TABLE'), ('NO-STEP', 'TABLE'), ('NO-COBALT', 'TABLE')) AS x (code, item) \g /dev/null
SET LOCAL session_replication_role = replica;
DELETE FROM declaration AS d WHERE d.lot_id = lot_id('OPEN-INPUT-CATHODE');
DELETE FROM assay AS a WHERE a.lot_id = lot_id('NO-ASSAY-RECYCLED');
UPDATE lot SET step = NULL WHERE code = 'NO-STEP-RECYCLED';
UPDATE assay SET mass_fraction = '0' WHERE lot_id IN (SELECT l.id FROM lot AS l WHERE l.code LIKE 'NO-COBALT-%');
SET LOCAL session_replication_role = origin;
SELECT is((SELECT c.status FROM rule_recycled."check"(x.code, 'EU-BATT-RECYCLED', 'line') AS c), x.verdict, x.what) FROM (VALUES
	('OPEN-INPUT', 'INDETERMINATE', 'inputs that nobody calls complete may be new metal'), ('NO-ASSAY', 'INDETERMINATE', 'without an assay nobody knows how much is recycled'),
	('NO-STEP', 'INDETERMINATE', 'what nobody says how it was made may be recycled or not'), ('NO-COBALT', 'NOT_COVERED', 'a battery without any of the metals owes nothing')) AS x (code, verdict, what);
INSERT INTO import_item (code, name, class) SELECT 'K-' || k.n, 'Cell', 'cell' FROM generate_series(1, 6) AS k (n);
CREATE TEMPORARY TABLE kind (n integer, category text, energy text, external text, day date, verdict text);
INSERT INTO kind VALUES (1, 'portable', NULL, NULL, '2032-01-01', 'NOT_APPLICABLE'), (2, 'industrial', '2 kWh', 'false', '2032-01-01', 'NOT_APPLICABLE'), (3, 'industrial', '2.01 kWh', 'false', '2032-01-01', 'FAIL'),
	(4, 'industrial', '2.01 kWh', 'true', '2032-01-01', 'EXCLUDED'), (5, 'lmt', NULL, NULL, '2033-08-17', 'NOT_YET_EFFECTIVE'), (6, 'industrial', NULL, 'false', '2032-01-01', 'INDETERMINATE');
INSERT INTO import_item_property (item, property, value) SELECT 'K-' || k.n, p.property, p.value FROM kind AS k CROSS JOIN LATERAL (VALUES ('battery_category', k.category), ('rated_energy', k.energy), ('external_storage_only', k.external)) AS p (property, value) WHERE p.value IS NOT NULL;
SELECT pg_temp.cell('K' || k.n, 'K-' || k.n, 'Co', 1, k.day) FROM kind AS k \g /dev/null
SELECT is((SELECT c.status FROM rule_recycled."check"('K' || k.n, 'EU-BATT-RECYCLED', 'line') AS c), k.verdict, concat_ws(', ', k.category, k.energy, k.external)) FROM kind AS k;
SELECT * FROM finish();
ROLLBACK;
