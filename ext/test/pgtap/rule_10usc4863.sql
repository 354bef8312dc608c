-- All public cases of 10 U.S.C. 4863 through a real ledger, and what they leave out: shares by weight with unknown parts.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_4863') \g /dev/null
SET search_path = rule_4863, materials, public;
SET materials.as_of = '2026-06-01';

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' AS expected
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' = '10USC4863';
SELECT is(count(*), 3::bigint, 'the file has the cases of the rule') FROM vector;

INSERT INTO import_party (code, name) VALUES ('MAKER', 'A maker');
INSERT INTO import_item (code, name, class) VALUES ('ENGINE', 'Engine', 'end_item'), ('HOUSING', 'Housing', 'structure');
INSERT INTO import_item_property (item, property, value) VALUES ('ENGINE', 'defence_item', 'aircraft'), ('ENGINE', 'electronic_component', 'false');
-- A lot of metal that was melted somewhere from what is said to begin there, into an engine.
CREATE FUNCTION pg_temp.metal(name text, engine text, mass text, melted_in text, material text DEFAULT 'titanium_alloy', step text DEFAULT 'melting', origin boolean DEFAULT true) RETURNS void LANGUAGE sql AS $$
	INSERT INTO import_lot (code, material, producer, country, step, made_on, quantity, primary_source) VALUES (name, material, 'MAKER', melted_in::country, step, '2026-01-01', mass::quantity, origin);
	INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES (engine, name, mass::quantity) $$;
CREATE FUNCTION pg_temp.engine(name text, complete boolean DEFAULT true) RETURNS void LANGUAGE sql AS $$
	INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES (name, 'ENGINE', 'MAKER', 'US', 'system_assembly', '2026-03-01', '1 each');
	INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', name WHERE complete;
	INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, procured_on, lots) VALUES ('C-' || name, '2026-01-15', name, 'ENGINE', '1 each', '2026-06-01', ARRAY[name]);
	INSERT INTO import_line_property (line, property, value) VALUES (name, 'at_or_below_sat', 'false') $$;

SELECT pg_temp.engine(v.code), pg_temp.metal(v.code || '-HOME', v.code, format('%s kg', (v.input ->> 'specialty_metal_total_kg')::numeric - (v.input ->> 'noncompliant_kg')::numeric), 'US'),
	pg_temp.metal(v.code || '-AWAY', v.code, format('%s kg', v.input ->> 'noncompliant_kg'), 'CN', CASE WHEN (v.input ->> 'noncompliant_is_high_performance_magnet')::boolean THEN 'samarium_cobalt_magnet' ELSE 'specialty_steel' END)
FROM vector AS v \g /dev/null
CREATE TEMPORARY TABLE answer AS
	SELECT v.code, v.title, v.confirmed, v.expected ->> 'verdict' AS expected, c.status, c.share_exact, c.reason, c.confirmed AS text_confirmed FROM vector AS v CROSS JOIN LATERAL rule_4863."check"(v.code, '10USC4863', 'line') AS c;
SELECT is(a.status, a.expected, format('%s %s', a.code, a.title)) FROM answer AS a WHERE a.confirmed ORDER BY a.code;
SELECT is(count(*), 0::bigint, 'no case of this rule is unconfirmed') FROM vector AS v WHERE NOT v.confirmed;
SELECT is(array_agg(a.share_exact ORDER BY a.code), '{1/50,21/1000,1/200}', 'shares are exact') FROM answer AS a;
SELECT ok(a.text_confirmed, format('%s rests on confirmed text', a.code)) FROM answer AS a ORDER BY a.code;

-- Weights of what is somewhere inside, and what is not known.
SELECT pg_temp.engine(e) FROM unnest('{CLEAR,REMELT,MELTED-AFTER,NESTED,OPEN-SMALL,OPEN-BIG,OPEN-MAGNET,NO-MELT,PERHAPS,GERMAN,GRADE,GRADE-CN}'::text[]) AS e \g /dev/null
SELECT pg_temp.engine('GAP', false) \g /dev/null
SELECT pg_temp.metal('CLEAR-1', 'CLEAR', '10 kg', 'US'), pg_temp.metal('OPEN-SMALL-1', 'OPEN-SMALL', '98 kg', 'US'), pg_temp.metal('OPEN-SMALL-2', 'OPEN-SMALL', '2 kg', NULL), pg_temp.metal('OPEN-BIG-1', 'OPEN-BIG', '97 kg', 'US'),
	pg_temp.metal('OPEN-BIG-2', 'OPEN-BIG', '3 kg', NULL), pg_temp.metal('OPEN-MAGNET-1', 'OPEN-MAGNET', '99 kg', 'US'), pg_temp.metal('OPEN-MAGNET-2', 'OPEN-MAGNET', '1 kg', NULL, 'samarium_cobalt_magnet'),
	pg_temp.metal('NO-MELT-1', 'NO-MELT', '1 kg', 'US', 'titanium_alloy', 'rolling'), pg_temp.metal('GAP-1', 'GAP', '50 kg', 'CN'), pg_temp.metal('GAP-2', 'GAP', '50 kg', 'US'), pg_temp.metal('GERMAN-1', 'GERMAN', '1 kg', 'DE'), pg_temp.metal('GRADE-1', 'GRADE', '1 kg', 'US', 'steel'), pg_temp.metal('GRADE-2', 'GRADE-CN', '1 kg', 'CN', 'steel'),
	pg_temp.metal('PERHAPS-1', 'PERHAPS', '1 kg', 'CN', 'aluminium'),
	pg_temp.metal('REMELT-1', 'REMELT', '1 kg', 'US', origin => false), pg_temp.metal('MELTED-AFTER-1', 'MELTED-AFTER', '1 kg', 'CN', origin => false) \g /dev/null
INSERT INTO import_lot (code, material, producer, country, step, made_on, quantity, primary_source) VALUES ('FIRST-CN', 'titanium', 'MAKER', 'CN', 'melting', '2025-12-01', '1 kg', true), ('FIRST-US', 'titanium', 'MAKER', 'US', 'melting', '2025-12-01', '1 kg', true);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('REMELT-1', 'FIRST-CN', '1 kg'), ('MELTED-AFTER-1', 'FIRST-US', '1 kg');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'REMELT-1'), ('inputs_complete', 'MELTED-AFTER-1');
-- Half of the housings, which hold 3 kg of foreign and 100 kg of other metal each, went into the engine.
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES ('HOUSINGS', 'HOUSING', 'MAKER', 'US', 'component_making', '2026-02-01', '2 each');
SELECT pg_temp.metal('HOUSINGS-1', 'HOUSINGS', '6 kg', 'CN'), pg_temp.metal('NESTED-1', 'NESTED', '97 kg', 'US') \g /dev/null
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('NESTED', 'HOUSINGS', '1 each');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'HOUSINGS');
SELECT is(c.status || coalesce(' ' || c.share_exact, ''), v.expected, v.what)
FROM (VALUES ('CLEAR', 'PASS 0', 'all melted at home'), ('REMELT', 'PASS 0', 'melted abroad first, at home last'), ('MELTED-AFTER', 'FAIL 1', 'melted at home first, abroad last'), ('NESTED', 'FAIL 3/100', 'weights through a part that went in by half'),
	('OPEN-SMALL', 'PASS [0,1/50]', 'an unknown melt of two percent at most'), ('OPEN-BIG', 'INDETERMINATE [0,3/100]', 'an unknown melt that may be too much'), ('OPEN-MAGNET', 'INDETERMINATE [0,1/100]', 'an unknown melt of a magnet'),
	('NO-MELT', 'INDETERMINATE [0,1]', 'nobody says where it was melted'), ('GAP', 'INDETERMINATE [0,1]', 'there may be more metal'), ('PERHAPS', 'NOT_COVERED', 'no specialty metal in it'), ('GERMAN', 'PASS 0', 'melted in a qualifying country'), ('GRADE', 'PASS 0', 'steel melted at home, of whatever grade'), ('GRADE-CN', 'INDETERMINATE [0,1]', 'steel melted abroad of which nobody says the grade')) AS v (code, expected, what)
	CROSS JOIN LATERAL rule_4863."check"(v.code, '10USC4863', 'line') AS c;
SELECT is(c.confirmed, false, 'which countries qualify is recalled') FROM rule_4863."check"('GERMAN', '10USC4863', 'line') AS c;
SELECT is(c.status, 'UNCONFIRMED', 'what held before is not encoded') FROM rule_4863."check"('CLEAR', '10USC4863', 'lot', '2025-12-21') AS c;
SELECT * FROM finish();
ROLLBACK;
