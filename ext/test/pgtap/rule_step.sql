-- Rules about steps that have few public cases or none: the disclosure of magnets, printed circuit boards, semiconductors
-- of named makers; and that each row of the rulebook decides alone.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_step_test') \g /dev/null
SET search_path = rule_step_test, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' AS expected
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' = 'NDAA23-5949';
SELECT is(count(*), 2::bigint, 'the file has the cases of NDAA23-5949') FROM vector;

INSERT INTO import_party (code, name, incorporated_in) VALUES ('YMTC', 'Yangtze Memory Technologies', 'CN'), ('OWNED', 'Held by YMTC', 'SG'), ('NEXT', 'Successor of YMTC', 'CN'), ('OTHER', 'Another maker', 'US'), ('HIDDEN', 'Maker with open owners', 'KR');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', p.code FROM party AS p WHERE p.code <> 'HIDDEN';
INSERT INTO import_listing (party, list, entry) VALUES ('YMTC', 'NDAA23-5949', 'Yangtze Memory Technologies Corp (YMTC)');
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('YMTC', 'OWNED', 'equity', '60%');
INSERT INTO succession (predecessor_id, successor_id) VALUES (party_id('YMTC'), party_id('NEXT'));
INSERT INTO import_item (code, name, class) VALUES ('CHIP', 'Chip', 'semiconductor'), ('BOARD', 'Board', 'printed_circuit_board'), ('BMS', 'Battery management', 'electronics'), ('PACK', 'Pack', 'pack'), ('SCREW', 'Screw', 'structure');
INSERT INTO import_item (code, name, class, material) VALUES ('MAGNET', 'Magnet', 'magnet', 'neodymium_iron_boron_magnet'), ('ANY-MAGNET', 'Magnet of something', 'magnet', NULL), ('FERRITE', 'Ferrite magnet', 'magnet', 'iron');

-- The public cases.
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source) SELECT v.code || '-CHIP', 'CHIP', v.input ->> 'chip_maker', 'CN', 'wafer_making', '2027-06-01', '1 each', true FROM vector AS v;
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) SELECT v.code || '-BMS', 'BMS', 'OTHER', 'US', 'component_making', '2027-07-01', '1 each' FROM vector AS v;
INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT v.code || '-BMS', v.code || '-CHIP', '1 each' FROM vector AS v;
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', v.code || '-BMS' FROM vector AS v;
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, lots) SELECT 'CONTRACT-' || v.code, (v.input ->> 'contract_date')::date, v.code, 'BMS', '1 each', ARRAY[v.code || '-BMS'] FROM vector AS v;
SELECT is(c.status, v.expected ->> 'verdict', format('%s %s', v.code, v.title)) FROM vector AS v CROSS JOIN LATERAL rule_step_test."check"(v.code, 'NDAA23-5949', 'line') AS c WHERE v.confirmed ORDER BY v.code;
SELECT is(count(*), 0::bigint, 'no case of this rule is unconfirmed') FROM vector AS v WHERE NOT v.confirmed;

-- Chips, by who made the wafer and who the device.
CREATE FUNCTION pg_temp.chip(name text, maker text, wafer text DEFAULT 'OTHER') RETURNS text LANGUAGE sql AS $$
	INSERT INTO import_lot (code, item, material, producer, country, step, made_on, quantity, primary_source) VALUES
		(name, 'CHIP', NULL, maker, 'MY', 'component_making', '2027-06-01', '1 each', false), (name || '-WAFER', NULL, 'silicon_device', wafer, 'TW', 'wafer_making', '2027-05-01', '1 each', true);
	INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES (name, name || '-WAFER', '1 each');
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', name);
	SELECT name $$;
CREATE TEMPORARY TABLE expected AS SELECT v.*, 'NDAA23-5949' AS rule FROM (VALUES
	(pg_temp.chip('CLEAR', 'OTHER'), 'NOT_PROHIBITED', 'of other makers'), (pg_temp.chip('NAMED', 'YMTC'), 'PROHIBITED', 'of a named maker'), (pg_temp.chip('WAFER', 'OTHER', 'YMTC'), 'PROHIBITED', 'of a wafer of a named maker'),
	(pg_temp.chip('BY-NEXT', 'NEXT'), 'PROHIBITED', 'of a successor'), (pg_temp.chip('BY-OWNED', 'OWNED'), 'PROHIBITED', 'of a subsidiary'), (pg_temp.chip('BY-HIDDEN', 'HIDDEN'), 'INDETERMINATE', 'of one that a named maker may hold'),
	(pg_temp.chip('NOBODY', NULL), 'INDETERMINATE', 'of nobody knows whom')) AS v (code, status, what);

-- Boards: where they were made themselves.
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES
	('BOARD-US', 'BOARD', 'OTHER', 'US', 'board_making', '2027-06-01', '1 each'), ('BOARD-CN', 'BOARD', 'OTHER', 'CN', 'board_making', '2027-06-01', '1 each'), ('BOARD-HK', 'BOARD', 'OTHER', 'HK', 'board_making', '2027-06-01', '1 each'),
	('BOARD-ANY', 'BOARD', 'OTHER', NULL, 'board_making', '2027-06-01', '1 each'), ('OPEN-BMS', 'BMS', 'OTHER', 'US', 'component_making', '2027-07-01', '1 each'), ('SCREWS', 'SCREW', 'OTHER', 'CN', 'component_making', '2027-07-01', '1 each');
INSERT INTO expected VALUES
	('BOARD-US', 'NOT_PROHIBITED', 'made in the United States, whatever it is made of', '10USC4873'), ('BOARD-CN', 'PROHIBITED', 'made in a covered nation', '10USC4873'), ('BOARD-HK', 'INDETERMINATE', 'made in Hong Kong', '10USC4873'),
	('BOARD-ANY', 'INDETERMINATE', 'made nobody knows where', '10USC4873'), ('OPEN-BMS', 'INDETERMINATE', 'it may hold a board', '10USC4873'), ('SCREWS', 'NOT_COVERED', 'no board is in a screw', '10USC4873');

-- Magnets: five stages, of which one after the other is left out, or has no country.
CREATE FUNCTION pg_temp.magnet(name text, item text DEFAULT 'MAGNET', without text DEFAULT '', nowhere text DEFAULT '', complete boolean DEFAULT true, country text DEFAULT 'CN') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	one record;
	before text;
BEGIN
	FOR one IN SELECT * FROM (VALUES (1, 'mining', 'rare_earth_ore'), (2, 'separation', 'rare_earth_oxide'), (3, 'melting', 'neodymium_iron_boron_alloy'), (4, 'sintering', 'neodymium_iron_boron_magnet'), (5, 'magnetization', NULL)) AS s (n, step, material)
		WHERE s.step <> without OR s.n = 5 ORDER BY s.n
	LOOP
		INSERT INTO import_lot (code, item, material, producer, country, step, made_on, quantity, primary_source)
			VALUES (name || CASE WHEN one.n < 5 THEN '-' || one.step ELSE '' END, CASE WHEN one.n = 5 THEN item END, one.material, 'OTHER', CASE WHEN one.step <> nowhere THEN country::country END, CASE WHEN one.step <> without THEN one.step END, '2026-01-01', '1 kg', before IS NULL);
		IF before IS NOT NULL THEN
			INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES (name || CASE WHEN one.n < 5 THEN '-' || one.step ELSE '' END, before, '1 kg');
			INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', name || CASE WHEN one.n < 5 THEN '-' || one.step ELSE '' END WHERE complete;
		END IF;
		before := name || '-' || one.step;
	END LOOP;
	RETURN name;
END $$;
INSERT INTO expected SELECT pg_temp.magnet('TOLD'), 'DISCLOSED', 'all five stages, wherever they were done', 'NDAA23-857';
INSERT INTO expected SELECT pg_temp.magnet('WITHOUT-' || s, without => s), 'INCOMPLETE', 'no ' || s, 'NDAA23-857' FROM unnest('{mining,separation,melting,sintering,magnetization}'::text[]) AS s;
INSERT INTO expected SELECT pg_temp.magnet('NOWHERE-' || s, nowhere => s), 'INCOMPLETE', 'no country of ' || s, 'NDAA23-857' FROM unnest('{mining,separation,melting,sintering,magnetization}'::text[]) AS s;
INSERT INTO expected SELECT pg_temp.magnet('UNSTATED', complete => false), 'INCOMPLETE', 'nobody says that these are all', 'NDAA23-857';
INSERT INTO expected SELECT pg_temp.magnet('OF-WHAT', 'ANY-MAGNET', country => 'JP'), 'INDETERMINATE', 'a magnet of nobody knows what', '10USC4872';
INSERT INTO expected SELECT pg_temp.magnet('OF-IRON', 'FERRITE'), 'NOT_COVERED', 'a magnet of a material that is not covered', '10USC4872';
INSERT INTO expected SELECT pg_temp.magnet('NEODYMIUM', country => 'JP'), 'PASS', 'a chain from Japan', '10USC4872';
INSERT INTO expected SELECT pg_temp.magnet('IN-' || s, nowhere => s, country => 'JP'), 'INDETERMINATE', 'no country of ' || s, '10USC4872' FROM unnest('{mining,separation,melting,sintering,magnetization}'::text[]) AS s;
INSERT INTO expected SELECT pg_temp.magnet('MISS-' || s, without => s, country => 'JP'), 'INDETERMINATE', 'no ' || s, '10USC4872' FROM unnest('{mining,melting,sintering}'::text[]) AS s;
INSERT INTO expected SELECT pg_temp.magnet('HONG-KONG', country => 'HK'), 'INDETERMINATE', 'whether Hong Kong is covered is not settled', '10USC4872';

CREATE TEMPORARY VIEW answer AS SELECT e.code, e.what, e.rule, e.status AS wanted, c.* FROM expected AS e CROSS JOIN LATERAL (SELECT x.status, x.reason, x.confirmed FROM rule_step_test."check"(e.code, e.rule, 'lot', as_of => '2028-01-15') AS x) AS c;
SELECT is(a.status, a.wanted, format('%s: %s (%s)', a.rule, a.what, a.code)) FROM answer AS a ORDER BY a.rule, a.code;

-- Each verdict that is against or open has a finding that says why, with the way to it; one that clears has none against it.
CREATE TEMPORARY TABLE finding AS SELECT a.code, a.rule, a.status, f.* FROM answer AS a CROSS JOIN LATERAL rule_step_test.explain(a.code, a.rule, 'lot', as_of => '2028-01-15') AS f;
SELECT is_empty($$SELECT a.code, a.status FROM answer AS a JOIN materials.verdict AS v ON v.verdict = a.status WHERE (v.bars OR NOT v.settled)
	AND NOT EXISTS (SELECT FROM finding AS f WHERE f.code = a.code AND f.rule = a.rule AND f.kind IN ('offender', 'unknown') AND f.effect = CASE WHEN v.bars THEN 'against' ELSE 'open' END AND f.path LIKE a.code || '%')$$, 'what decides is found, with the way to it');
SELECT is_empty($$SELECT f.code, f.kind FROM finding AS f JOIN materials.verdict AS v ON v.verdict = f.status WHERE v.settled AND NOT v.bars AND f.effect IN ('against', 'open')$$, 'nothing is found against what is clear');
SELECT is((SELECT f.path FROM finding AS f WHERE f.code = 'WAFER' AND f.kind = 'offender'), 'WAFER (component_making, Another maker, MY) ← WAFER-WAFER (wafer_making, Yangtze Memory Technologies, TW)', 'the way leads to the wafer');
SELECT * FROM finish();
ROLLBACK;
