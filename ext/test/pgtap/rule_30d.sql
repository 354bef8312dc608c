-- The public cases of 26 U.S.C. 30D(d)(7) through a real ledger: a vehicle with a pack, its cells, and where their lithium comes from.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_30d') \g /dev/null
SET search_path = rule_30d, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' AS expected
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' = '30D-FEOC';
SELECT is(count(*), 5::bigint, 'the file has the cases of the rule') FROM vector;

INSERT INTO import_party (code, name, kind, government_of, incorporated_in) VALUES ('STATE', 'Government of China', 'government', 'CN', NULL), ('FEOC', 'State-held maker', 'company', NULL, 'KR'), ('CLEAR', 'Clear maker', 'company', NULL, 'US'), ('OPEN', 'Undisclosed maker', 'company', NULL, 'KR');
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('STATE', 'FEOC', 'equity', '30%');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'CLEAR'), ('ownership_complete', 'FEOC');
INSERT INTO import_item (code, name, class) VALUES ('VEHICLE', 'Vehicle', 'end_item'), ('PACK', 'Pack', 'pack'), ('CELL', 'Cell', 'cell');
-- Every step has a maker of its own; all are clear unless said otherwise.
CREATE FUNCTION pg_temp.vehicle(code text, placed date, acquired date, makers jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO import_lot (code, item, material, role, producer, country, step, made_on, quantity, primary_source)
		SELECT concat(vehicle.code, x.code), x.item, x.material, x.role, coalesce(makers ->> coalesce(nullif(x.code, ''), '-VEHICLE'), 'CLEAR'), 'KR', x.step, '2023-06-01', x.quantity, x.ends
		FROM (VALUES ('', 'VEHICLE', NULL, NULL, 'system_assembly', '1 each'::quantity, false), ('-PACK', 'PACK', NULL, NULL, 'pack_assembly', '1 each', false), ('-CELL', 'CELL', NULL, NULL, 'cell_assembly', '100 each', false),
			('-SEPARATOR', NULL, 'separator_film', 'separator', 'separator_making', '1 kg', true), ('-CATHODE', NULL, 'lithium_iron_phosphate', 'cathode_material', 'active_material_synthesis', '10 kg', false),
			('-CARBONATE', NULL, 'lithium_carbonate', NULL, 'refining', '10 kg', false), ('-ORE', NULL, 'lithium_ore', NULL, 'mining', '10 kg', true)) AS x (code, item, material, role, step, quantity, ends);
	INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES (code, code || '-PACK', '1 each'), (code || '-PACK', code || '-CELL', '100 each'), (code || '-CELL', code || '-SEPARATOR', '1 kg'),
		(code || '-CELL', code || '-CATHODE', '10 kg'), (code || '-CATHODE', code || '-CARBONATE', '10 kg'), (code || '-CARBONATE', code || '-ORE', '10 kg');
	INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', l.code FROM lot AS l WHERE l.code = vehicle.code OR l.code LIKE vehicle.code || '-%' AND NOT l.primary_source;
	INSERT INTO import_contract_line (contract, line, item, quantity, lots) VALUES ('C-' || code, code, 'VEHICLE', '1 each', ARRAY[code]);
	INSERT INTO import_line_property (line, property, value) SELECT code, p.property, p.day::text FROM (VALUES ('placed_in_service_on', placed), ('acquired_on', acquired)) AS p (property, day) WHERE p.day IS NOT NULL;
END $$;
SELECT pg_temp.vehicle(v.code, (v.input ->> 'placed_in_service')::date, (v.input ->> 'acquired')::date,
	CASE WHEN (v.input ->> 'feoc_component')::boolean THEN '{"-CELL": "FEOC"}'::jsonb ELSE '{}' END || CASE WHEN (v.input ->> 'feoc_mineral')::boolean THEN '{"-CARBONATE": "FEOC"}'::jsonb ELSE '{}' END) FROM vector AS v \g /dev/null
CREATE TEMPORARY TABLE answer AS SELECT v.*, c.status, c.reason, c.confirmed AS text_confirmed FROM vector AS v CROSS JOIN LATERAL rule_30d."check"(v.code, '30D-FEOC', 'line') AS c;
SELECT is(a.status, a.expected ->> 'verdict', format('%s %s', a.code, a.title)) FROM answer AS a WHERE a.confirmed ORDER BY a.code;
SELECT is(count(*), 0::bigint, 'no case of this rule is unconfirmed') FROM answer AS a WHERE NOT a.confirmed;

-- Which step decides on which day: each maker by itself, on the last day before and the first day of each bar.
CREATE TEMPORARY TABLE truth (n integer GENERATED ALWAYS AS IDENTITY, part text, maker text, day date, verdict text);
INSERT INTO truth (part, maker, day, verdict)
	SELECT p.part, m.maker, d.day, CASE WHEN m.maker = 'CLEAR' OR p.bar IS NULL OR d.day < p.bar THEN 'NO_FEOC_BAR' WHEN m.maker = 'FEOC' THEN 'EXCLUDED' ELSE 'INDETERMINATE' END
	FROM (VALUES ('-VEHICLE', NULL::date), ('-PACK', NULL), ('-CELL', '2024-01-01'), ('-SEPARATOR', '2024-01-01'), ('-CATHODE', NULL), ('-CARBONATE', '2025-01-01'), ('-ORE', '2025-01-01')) AS p (part, bar)
		CROSS JOIN (VALUES ('CLEAR'), ('FEOC'), ('OPEN')) AS m (maker) CROSS JOIN (VALUES ('2023-12-31'::date), ('2024-01-01'), ('2024-12-31'), ('2025-01-01')) AS d (day);
SELECT pg_temp.vehicle('T' || t.n, t.day, t.day, jsonb_build_object(t.part, t.maker)) FROM truth AS t \g /dev/null
SELECT is(s.status, t.verdict, format('%s by %s, placed in service on %s', t.part, t.maker, t.day)) FROM truth AS t JOIN screen('30D-FEOC') AS s ON s.line = 'T' || t.n ORDER BY t.n;

-- What is certain stays certain whatever else is open; a day that is not known may be any.
SELECT pg_temp.vehicle('BOTH', '2025-01-01', '2025-01-01', '{"-CELL": "FEOC", "-CARBONATE": "OPEN"}'), pg_temp.vehicle('NO-DAY', NULL, '2025-01-01', '{"-CELL": "FEOC"}'), pg_temp.vehicle('LATE', '2025-10-01', '2025-10-01', '{"-CELL": "FEOC"}'),
	pg_temp.vehicle('IN-TIME', '2025-10-01', '2025-09-30', '{"-CELL": "FEOC"}'), pg_temp.vehicle('GAP', '2025-01-01', '2025-01-01', '{"-SEPARATOR": "FEOC"}') \g /dev/null
SET LOCAL session_replication_role = replica;
DELETE FROM declaration AS d WHERE d.lot_id = lot_id('GAP-CELL');
SET LOCAL session_replication_role = origin;
SELECT is((SELECT c.status FROM rule_30d."check"(x.code, '30D-FEOC', 'line') AS c), x.verdict, x.what) FROM (VALUES ('BOTH', 'EXCLUDED', 'one part is enough'), ('NO-DAY', 'INDETERMINATE', 'without a day the bar may not have begun'), ('LATE', 'CREDIT_TERMINATED', 'a credit that ended bars nothing'),
	('IN-TIME', 'EXCLUDED', 'the day of acquisition ends the credit, not that of service'), ('GAP', 'EXCLUDED', 'inputs that are missing do not clear the one that is there')) AS x (code, verdict, what);
SELECT * FROM finish();
ROLLBACK;
