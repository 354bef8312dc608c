-- All public cases of the Uyghur Forced Labor Prevention Act through a real ledger, and what they leave out; the bar on
-- funds of the Department of Defense goes by the same steps.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_uflpa') \g /dev/null
SET search_path = rule_uflpa, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' AS expected
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' = 'UFLPA';
SELECT is(count(*), 7::bigint, 'the file has the cases of the rule') FROM vector;

INSERT INTO import_party (code, name, incorporated_in) VALUES ('other', 'Another maker', 'VN'), ('Xinjiang Nonferrous', 'Xinjiang Nonferrous Metals Industry Group', 'CN'), ('MAYBE', 'Perhaps listed', 'CN');
INSERT INTO import_listing (party, list, entry, valid_from) VALUES ('Xinjiang Nonferrous', 'UFLPA', 'Xinjiang Nonferrous Metals Industry Group', '2024-11-25');
INSERT INTO import_listing (party, list, entry, valid_from, decision) VALUES ('MAYBE', 'UFLPA', 'Xinjiang Nonferrous Metals Industry Group', '2024-11-25', 'candidate');
INSERT INTO import_site (code, name, country, region) VALUES ('IN-XJ', 'Smelter in Xinjiang', 'CN', 'CN-XJ'), ('IN-FJ', 'Plant in Fujian', 'CN', 'CN-FJ'), ('IN-CN', 'Plant somewhere in China', 'CN', NULL);
INSERT INTO import_item (code, name, class) VALUES ('GOOD', 'Good', 'end_item'), ('PART', 'Part', 'structure');

-- A good made in Viet Nam of a part from Xinjiang, which makes up so much of its value as the case says, and one from elsewhere.
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source)
	SELECT v.code, 'GOOD', v.input ->> 'producer', 'VN'::country, 'system_assembly', '2022-03-01'::date, '1 each'::quantity, false FROM vector AS v
	UNION ALL SELECT v.code || '-B', 'PART', 'other', 'VN', 'component_making', '2022-02-01', '1 each', true FROM vector AS v;
INSERT INTO import_lot (code, item, producer, site, step, made_on, quantity, primary_source)
	SELECT v.code || '-A', 'PART', 'other', 'IN-XJ', 'component_making', '2022-02-01', '1 each', true FROM vector AS v WHERE (v.input ->> 'xuar_value_percent')::numeric > 0;
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency)
	SELECT v.code, l.code, '1 each', CASE WHEN l.code LIKE '%-A' THEN p.part ELSE 100 - p.part END, 'USD'
	FROM vector AS v CROSS JOIN LATERAL (SELECT (v.input ->> 'xuar_value_percent')::numeric) AS p (part) JOIN lot AS l ON l.code LIKE v.code || '-_';
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', v.code FROM vector AS v;
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, obligated_on, lots) SELECT 'CONTRACT-' || v.code, '2022-01-15', v.code, 'GOOD', '1 each', (v.input ->> 'import_date')::date, ARRAY[v.code] FROM vector AS v;
INSERT INTO import_line_property (line, property, value)
	SELECT v.code, 'imported_on', v.input ->> 'import_date' FROM vector AS v
	UNION ALL SELECT v.code, r.key, r.value FROM vector AS v, jsonb_each_text(v.input -> 'rebuttal') AS r;

CREATE TEMPORARY TABLE answer AS
	SELECT v.code, v.title, v.confirmed, v.expected ->> 'verdict' AS expected, c.status, c.reason, c.confirmed AS text_confirmed FROM vector AS v CROSS JOIN LATERAL rule_uflpa."check"(v.code, 'UFLPA', 'line', as_of => '2026-11-21') AS c;
SELECT is(a.status, a.expected, format('%s %s', a.code, a.title)) FROM answer AS a WHERE a.confirmed ORDER BY a.code;
SELECT is(count(*), 0::bigint, 'no case of this rule is unconfirmed') FROM vector AS v WHERE NOT v.confirmed;
SELECT ok(a.text_confirmed, format('%s rests on confirmed text', a.code)) FROM answer AS a ORDER BY a.code;
SELECT is(s.status, a.status, format('%s is the same asked with all others', a.code)) FROM answer AS a JOIN rule_uflpa.screen('UFLPA', as_of => '2026-11-21') AS s ON s.line = a.code ORDER BY a.code;

-- Each part of the rebuttal decides alone.
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, lots) SELECT 'C-' || p, '2026-01-01', p, 'GOOD', '1 each', '{UFLPA-001}' FROM unnest('{guidance_followed,inquiries_answered,clear_and_convincing,all,none}'::text[]) AS p;
INSERT INTO import_line_property (line, property, value)
	SELECT l, 'imported_on', '2026-03-01' FROM unnest('{guidance_followed,inquiries_answered,clear_and_convincing,all,none}'::text[]) AS l
	UNION ALL SELECT l, p, 'true' FROM unnest('{guidance_followed,inquiries_answered,clear_and_convincing,all}'::text[]) AS l CROSS JOIN unnest('{guidance_followed,inquiries_answered,clear_and_convincing}'::text[]) AS p WHERE l <> p;
SELECT is(c.status, CASE l WHEN 'all' THEN 'RELEASED' ELSE 'PRESUMED_BARRED' END, CASE l WHEN 'all' THEN 'all parts release' WHEN 'none' THEN 'no rebuttal is none' ELSE l || ' is needed' END)
	FROM unnest('{guidance_followed,inquiries_answered,clear_and_convincing,all,none}'::text[]) AS l CROSS JOIN LATERAL rule_uflpa."check"(l, 'UFLPA', 'line') AS c;

-- What is not known is not clean; each fact decides alone.
CREATE FUNCTION pg_temp.good(name text, maker text DEFAULT 'other', site text DEFAULT NULL, country text DEFAULT 'VN', part_maker text DEFAULT 'other', part_site text DEFAULT NULL, part_country text DEFAULT 'VN', complete boolean DEFAULT true, origin boolean DEFAULT true) RETURNS text LANGUAGE sql AS $$
	INSERT INTO import_lot (code, item, producer, site, country, step, made_on, quantity, primary_source) VALUES
		(name, 'GOOD', maker, site, country::country, 'system_assembly', '2026-02-01', '1 each', false), (name || '-PART', 'PART', part_maker, part_site, part_country::country, 'component_making', '2026-01-01', '1 each', origin);
	INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES (name, name || '-PART', '1 each');
	INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', name WHERE complete;
	SELECT name $$;
CREATE TEMPORARY TABLE expected AS SELECT v.* FROM (VALUES
	(pg_temp.good('CLEAR'), 'NOT_BARRED', 'nothing goes back to Xinjiang'),
	(pg_temp.good('MADE-XJ', site => 'IN-XJ', country => NULL), 'PRESUMED_BARRED', 'made in Xinjiang'),
	(pg_temp.good('PART-XJ', part_site => 'IN-XJ', part_country => NULL), 'PRESUMED_BARRED', 'a part made in Xinjiang'),
	(pg_temp.good('PART-FJ', part_site => 'IN-FJ', part_country => NULL), 'NOT_BARRED', 'another region of China'),
	(pg_temp.good('PART-CN', part_site => 'IN-CN', part_country => NULL), 'INDETERMINATE', 'China, nobody says which region'),
	(pg_temp.good('PART-ANY', part_country => NULL), 'INDETERMINATE', 'nobody says which country'),
	(pg_temp.good('LISTED', maker => 'Xinjiang Nonferrous'), 'PRESUMED_BARRED', 'made by a listed entity'),
	(pg_temp.good('PART-LISTED', part_maker => 'Xinjiang Nonferrous'), 'PRESUMED_BARRED', 'a part by a listed entity'),
	(pg_temp.good('PART-MAYBE', part_maker => 'MAYBE'), 'INDETERMINATE', 'a part by one that may be listed'),
	(pg_temp.good('PART-MAKER', part_maker => NULL), 'INDETERMINATE', 'a part by nobody knows whom'),
	(pg_temp.good('OPEN', complete => false), 'INDETERMINATE', 'parts may be missing'),
	(pg_temp.good('NO-ORIGIN', origin => false), 'INDETERMINATE', 'nobody says that the chain begins there'),
	(pg_temp.good('OPEN-XJ', part_site => 'IN-XJ', part_country => NULL, complete => false), 'PRESUMED_BARRED', 'what is wrong is wrong whatever is missing')) AS v (code, expected, what);
SELECT is(c.status, v.expected, v.what) FROM expected AS v CROSS JOIN LATERAL rule_uflpa."check"(v.code, 'UFLPA', 'lot', as_of => '2026-03-01') AS c;
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, lots) VALUES ('C-DAY', '2026-01-01', 'NO-DAY', 'GOOD', '1 each', '{LISTED}'), ('C-DAY', '2026-01-01', 'NO-DAY-CLEAR', 'GOOD', '1 each', '{CLEAR}');
SELECT is(c.status, 'INDETERMINATE', 'a day of import that nobody states leaves it open') FROM rule_uflpa."check"('NO-DAY', 'UFLPA', 'line') AS c;
SELECT is(c.status, 'NOT_BARRED', 'unless it is clear on all days') FROM rule_uflpa."check"('NO-DAY-CLEAR', 'UFLPA', 'line') AS c;

-- Funds of the Department of Defense.
SELECT is(c.status || ' ' || c.confirmed, v.expected, v.what)
FROM (VALUES ('CLEAR', 'NOT_PROHIBITED true', 'nothing goes back to Xinjiang'), ('PART-XJ', 'PROHIBITED false', 'a step in Xinjiang, by a reading'), ('LISTED', 'PROHIBITED false', 'a listed entity, by a reading'), ('PART-CN', 'INDETERMINATE false', 'a region that nobody states')) AS v (code, expected, what)
	CROSS JOIN LATERAL rule_uflpa."check"(v.code, 'DFARS-XUAR', 'lot', as_of => '2026-03-01') AS c;
SELECT * FROM finish();
ROLLBACK;
