-- The public cases about the share of one third country through a real ledger: lots of one material from several countries.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_crma') \g /dev/null
SET search_path = rule_crma, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' AS expected
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' = 'EU-CRMA';
SELECT is(count(*), 2::bigint, 'the file has the cases of the rule') FROM vector;

-- A line of bulk material: how many kilograms were processed in which country, and before that mined elsewhere.
CREATE FUNCTION pg_temp.line(code text, material text, step text, kilograms jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	part record;
	lots text[] := '{}';
BEGIN
	INSERT INTO import_item (code, name, class, material) VALUES (line.code, line.material, 'component_material', line.material);
	FOR part IN SELECT k.key AS country, k.value::numeric AS amount FROM jsonb_each_text(kilograms) AS k LOOP
		INSERT INTO import_lot (code, item, country, step, made_on, quantity, primary_source) VALUES (format('%s-%s', line.code, part.country), line.code, nullif(part.country, 'unknown')::country, line.step, '2026-01-01', quantity(part.amount, 'kg'), false),
			(format('%s-%s-ORE', line.code, part.country), line.code, 'MZ', 'mining', '2025-12-01', quantity(part.amount, 'kg'), true);
		INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES (format('%s-%s', line.code, part.country), format('%s-%s-ORE', line.code, part.country), quantity(part.amount, 'kg'));
		INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', format('%s-%s', line.code, part.country));
		lots := lots || format('%s-%s', line.code, part.country);
	END LOOP;
	INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, lots) SELECT 'C-' || line.code, line.code, line.code, quantity(sum(k.value::numeric), 'kg'), '2026-06-01', lots FROM jsonb_each_text(kilograms) AS k;
END $$;
SELECT pg_temp.line(v.code, replace(v.input ->> 'material', ' ', '_'), 'graphitization', jsonb_build_object('CN', s.share, 'JP', (100 - s.share) / 2, 'DE', (100 - s.share) / 2))
FROM vector AS v, LATERAL (SELECT (v.input ->> 'share_single_third_country_percent')::numeric) AS s (share) \g /dev/null
CREATE TEMPORARY TABLE answer AS SELECT v.*, c.status, c.share_exact, c.reason, c.confirmed AS text_confirmed FROM vector AS v CROSS JOIN LATERAL rule_crma."check"(v.code, 'EU-CRMA', 'line') AS c;
SELECT is(a.status, a.expected ->> 'verdict', format('%s %s', a.code, a.title)) FROM answer AS a WHERE a.confirmed ORDER BY a.code;
SELECT is(a.share_exact::share, ((a.input ->> 'share_single_third_country_percent') || '%')::share, format('%s: the share is exact', a.code)) FROM answer AS a ORDER BY a.code;
SELECT ok(a.reason LIKE '%(China)%', format('%s names the country', a.code)) FROM answer AS a ORDER BY a.code;
SELECT is(count(*), 0::bigint, 'no case of this rule is unconfirmed') FROM answer AS a WHERE NOT a.confirmed OR NOT a.text_confirmed;

-- Every material decides by itself, each a hair above; the countries of the Union and one that is not recorded.
SELECT pg_temp.line('M-' || m.limb, m.limb, 'refining', '{"CN": 65.0001, "JP": 34.9999}') FROM rule_limb AS m WHERE m.rule = 'EU-CRMA' \g /dev/null
SELECT is(s.status, 'ABOVE_BENCHMARK', m.limb) FROM rule_limb AS m JOIN screen('EU-CRMA') AS s ON s.line = 'M-' || m.limb WHERE m.rule = 'EU-CRMA' ORDER BY m.limb;
SELECT pg_temp.line(x.code, x.material, x.step, x.amounts) FROM (VALUES ('UNION', 'graphite', 'refining', '{"DE": 90, "CN": 10}'::jsonb), ('UNSURE', 'graphite', 'refining', '{"CN": 60, "unknown": 10, "JP": 30}'), ('SURE', 'graphite', 'refining', '{"CN": 40, "unknown": 20, "JP": 40}'),
	('OTHER', 'steel', 'refining', '{"CN": 100}'), ('MINED', 'graphite', 'mining', '{"CN": 100}'), ('MIXED', 'graphite', 'blending', '{"CN": 100}')) AS x (code, material, step, amounts) \g /dev/null
SELECT is((SELECT c.status FROM rule_crma."check"(x.code, 'EU-CRMA', 'line') AS c), x.verdict, x.what) FROM (VALUES ('UNION', 'WITHIN_BENCHMARK', 'a country of the Union is no third country'), ('UNSURE', 'INDETERMINATE', 'what is not known may be of the same country'),
	('SURE', 'WITHIN_BENCHMARK', 'or does not matter'), ('OTHER', 'NOT_COVERED', 'what is not strategic is not counted'), ('MINED', 'NOT_COVERED', 'where it was mined is not asked'), ('MIXED', 'NOT_COVERED', 'a silo processes nothing')) AS x (code, verdict, what);
SELECT is((SELECT c.status FROM rule_crma."check"('UNSURE', 'EU-CRMA', 'item', '2026-06-01') AS c), 'INDETERMINATE', 'an item is asked by all its lots');
SELECT * FROM finish();
ROLLBACK;
