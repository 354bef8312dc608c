-- All public cases of 10 U.S.C. 4865 through a real ledger: each case becomes parties, lots, consumption, declarations and a
-- contract line, and the question is asked as people ask it.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_4865') \g /dev/null
SET search_path = rule_4865, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'rule' AS rule, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' AS expected
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' LIKE '10USC4865%';
SELECT is(count(*), 45::bigint, 'the file has the cases of the rule') FROM vector;

-- Who is what: a maker in Korea held by a covered government, a maker whose owners are all known, one of whom nothing is known.
INSERT INTO import_party (code, name, kind, government_of, government_level, incorporated_in) VALUES
	('CN-STATE', 'Government of China', 'government', 'CN', 'national', NULL),
	('FEOC', 'State-held Maker Co.', 'company', NULL, NULL, 'KR'),
	('NON-FEOC', 'Clear Maker Inc.', 'company', NULL, NULL, 'US'),
	('UNKNOWN', 'Undisclosed Maker Ltd.', 'company', NULL, NULL, 'KR'),
	('CATL', 'Contemporary Amperex Technology Co., Ltd.', 'company', NULL, NULL, 'CN');
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('CN-STATE', 'FEOC', 'equity', '30%');
INSERT INTO import_listing (party, list, entry) VALUES ('CATL', 'NDAA24-154', 'Contemporary Amperex Technology Company, Limited (CATL)');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'NON-FEOC'), ('ownership_complete', 'FEOC');
CREATE FUNCTION pg_temp.source(origin text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE origin WHEN 'feoc' THEN 'FEOC' WHEN 'non_feoc' THEN 'NON-FEOC' WHEN 'unknown' THEN 'UNKNOWN' END $$;

INSERT INTO import_programme (code, name, milestone_b_on) VALUES ('NEW', 'Programme without Milestone B', NULL), ('EXISTING', 'Programme of before', '2020-01-01');
INSERT INTO import_programme (code, name, milestone_b_on) SELECT code, title, (input ->> 'milestone_b_date')::date FROM vector WHERE rule = '10USC4865-programme';
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Battery cell', 'cell'), ('PART', 'Part of a cell', 'component_material'), ('HARDWARE', 'Part of a cell', 'structure');

CREATE TEMPORARY VIEW component AS
	SELECT v.code AS case_code, format('%s-%s', v.code, c.place) AS code, c.body ->> 'role' AS role, (c.body ->> 'cost')::numeric AS cost,
		coalesce(c.body ->> 'origin', c.body -> 'origin_by_policy' ->> 'direct_source') AS origin, c.body -> 'origin_by_policy' ->> 'strict_trace' AS upstream_origin,
		c.body ->> 'producer' AS producer, c.body -> 'recycled' AS recycled, v.input ->> 'final_assembler' AS assembler
	FROM vector AS v, jsonb_array_elements(v.input -> 'components') WITH ORDINALITY AS c (body, place);
-- What was recycled was made by the recycler, of material that the first origin made.
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source)
	SELECT c.code, CASE WHEN r.functional IS FALSE THEN 'HARDWARE' ELSE 'PART' END, c.role, coalesce(c.producer, pg_temp.source(coalesce(c.recycled ->> 'recycler', c.origin))),
		(CASE WHEN c.producer = 'CATL' THEN 'HU' ELSE coalesce(c.recycled ->> 'reprocessed_in', 'KR') END)::country,
		CASE WHEN c.recycled IS NOT NULL THEN 'recycling' ELSE 'component_making' END, '2027-01-15', '1 kg', c.upstream_origin IS NULL AND c.recycled IS NULL
	FROM component AS c JOIN component_role AS r USING (role);
INSERT INTO import_lot (code, material, producer, country, step, made_on, quantity, primary_source)
	SELECT c.code || '-SOURCE', 'lithium_carbonate', pg_temp.source(coalesce(c.upstream_origin, c.origin)), 'KR', 'refining', '2027-01-10', '1 kg', true
	FROM component AS c WHERE c.recycled IS NOT NULL OR c.upstream_origin IS NOT NULL;
INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT c.code, c.code || '-SOURCE', '1 kg' FROM component AS c WHERE c.recycled IS NOT NULL OR c.upstream_origin IS NOT NULL;
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', c.code FROM component AS c WHERE c.recycled IS NOT NULL OR c.upstream_origin IS NOT NULL;

INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity)
	SELECT v.code || '-CELL', 'CELL', CASE WHEN EXISTS (SELECT FROM component AS c WHERE c.case_code = v.code AND c.producer = 'CATL') THEN 'CATL' ELSE pg_temp.source(v.input ->> 'final_assembler') END,
		'HU', 'cell_assembly', '2027-02-01', '1 each'
	FROM vector AS v WHERE v.rule = '10USC4865';
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) SELECT c.case_code || '-CELL', c.code, '1 kg', c.cost, CASE WHEN c.cost IS NOT NULL THEN 'USD' END FROM component AS c;
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', v.code || '-CELL' FROM vector AS v WHERE v.rule = '10USC4865';
INSERT INTO import_declaration (claim, lot) SELECT 'no_feoc_licence', v.code || '-CELL' FROM vector AS v WHERE v.input ->> 'technology_licensed_from' = 'none';
INSERT INTO import_licence (code, contractor, producer, kind, lot, right_quantity, right_timing, right_sale, right_access, right_operation)
	SELECT v.code || '-LICENCE', 'FEOC', 'NON-FEOC', 'licence', v.code || '-CELL', true, true, true, true, true FROM vector AS v WHERE v.input ->> 'technology_licensed_from' = 'feoc';

INSERT INTO import_contract_line (contract, signed_on, line, programme, item, quantity, procured_on, standard_battery, device, environment, commercial_off_the_shelf, maintenance_only, research_and_test, lots)
	SELECT 'CONTRACT-' || v.code, (v.input ->> 'contract_date')::date, v.code, CASE v.input ->> 'programme_type' WHEN 'new' THEN 'NEW' ELSE 'EXISTING' END, 'CELL', '1 each',
		(v.input ->> 'procurement_date')::date, v.input ->> 'programme_type' = 'standard', i.device, i.environment, i.cots, i.maintenance_only, i.rdte, ARRAY[v.code || '-CELL']
	FROM vector AS v, jsonb_to_record(v.input -> 'item') AS i (device text, environment text, cots boolean, maintenance_only boolean, rdte boolean) WHERE v.rule = '10USC4865';
INSERT INTO import_waiver (code, rule, line, granted_by, valid_from, valid_to)
	SELECT v.code || '-WAIVER', '10USC4865', v.code, v.input -> 'waiver' ->> 'granted_by', (v.input -> 'waiver' ->> 'from')::date, (v.input -> 'waiver' ->> 'to')::date
	FROM vector AS v WHERE v.input ->> 'waiver' IS NOT NULL;

CREATE TEMPORARY TABLE answer AS
	SELECT v.code, v.title, v.confirmed, v.expected, c.status, c.share_min, c.share_max, c.share_exact, c.status_by_policy, c.reason, c.confirmed AS text_confirmed FROM vector AS v CROSS JOIN LATERAL rule_4865."check"(v.code, '10USC4865', as_of => '2026-11-21') AS c WHERE v.rule = '10USC4865';
CREATE FUNCTION pg_temp.percent(exact text, which text) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
	SELECT round_half_up(CASE which WHEN 'min' THEN share_min(exact::share) ELSE share_max(exact::share) END * '100', 4) $$;

SELECT is(a.status, a.expected ->> 'verdict', format('%s %s', a.code, a.title)) FROM answer AS a WHERE a.confirmed AND a.expected ? 'verdict' ORDER BY a.code;
SELECT is(a.status_by_policy, a.expected -> 'verdict_by_policy', format('%s %s, by policy', a.code, a.title)) FROM answer AS a WHERE a.confirmed AND a.expected ? 'verdict_by_policy' ORDER BY a.code;
SELECT is(pg_temp.percent(a.share_exact, b.bound), (a.expected ->> format('non_feoc_percent_%s', b.bound))::numeric, format('%s %s: percent_%s', a.code, a.title, b.bound))
	FROM answer AS a CROSS JOIN (VALUES ('min'), ('max')) AS b (bound) WHERE a.confirmed AND a.expected ? format('non_feoc_percent_%s', b.bound) ORDER BY a.code, b.bound DESC;
SELECT is(count(*), 0::bigint, 'no case of this rule is unconfirmed') FROM vector AS v WHERE NOT v.confirmed;
SELECT ok(a.text_confirmed AND a.share_min <= a.share_max, format('%s rests on confirmed text', a.code)) FROM answer AS a ORDER BY a.code;

-- The cases about programmes: the kind decides the first day, so the same battery is asked on the last day before and the first day of each phase.
INSERT INTO import_contract_line (contract, signed_on, line, programme, item, quantity, procured_on, lots)
	SELECT 'CONTRACT-' || v.code, '2026-01-01', format('%s on %s', v.code, d.day), v.code, 'CELL', '1 each', d.day, ARRAY['4865-002-CELL']
	FROM vector AS v, (VALUES ('2027-12-31'::date), ('2028-01-01'), ('2031-01-29'), ('2031-01-30')) AS d (day) WHERE v.rule = '10USC4865-programme';
SELECT is((SELECT array_agg(c.status ORDER BY l.procured_on) FROM contract_line AS l CROSS JOIN LATERAL rule_4865."check"(l.code, '10USC4865', as_of => '2026-11-21') AS c WHERE l.code LIKE v.code || ' on %'),
		CASE v.expected ->> 'programme_type' WHEN 'new' THEN '{NOT_YET_EFFECTIVE,FAIL,FAIL,FAIL}'::text[] WHEN 'existing' THEN '{NOT_YET_EFFECTIVE,NOT_YET_EFFECTIVE,NOT_YET_EFFECTIVE,FAIL}' END,
		format('%s %s', v.code, v.title))
	FROM vector AS v WHERE v.rule = '10USC4865-programme' ORDER BY v.code;

SELECT * FROM finish();
ROLLBACK;
