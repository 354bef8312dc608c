-- The public cases of the material assistance cost ratio through a real ledger: what is built or sold, the parts that went into
-- it at their direct cost, and who made them.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_macr') \g /dev/null
SET search_path = rule_macr, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' AS expected
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' = 'OBBBA-MACR';
SELECT is(count(*), 15::bigint, 'the file has the cases of the rule') FROM vector;

INSERT INTO import_party (code, name, incorporated_in) VALUES ('US', 'Maker Inc.', 'US'), ('KR', 'Maker Ltd.', 'KR'), ('CN', 'Maker Co.', 'CN'), ('HELD', 'Held Maker', 'KR'), ('INFLUENCED', 'Influenced Maker', 'KR'), ('OPEN', 'Undisclosed Maker', 'KR'), ('CATL', 'Contemporary Amperex', 'HU');
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('CN', 'HELD', 'equity', '51%'), ('CN', 'INFLUENCED', 'equity', '25%');
INSERT INTO import_listing (party, list, entry) VALUES ('CATL', 'NDAA24-154', 'Contemporary Amperex Technology Company, Limited (CATL)');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', p.code FROM party AS p WHERE p.code <> 'OPEN';
INSERT INTO import_item (code, name, class) VALUES ('energy_storage', 'Storage', 'storage_system'), ('qualified_facility', 'Plant', 'end_item'), ('battery_component', 'Module', 'module'), ('critical_mineral', 'Mineral', 'raw_material'), ('solar_component', 'Panel', 'other'),
	('wind_component', 'Blade', 'other'), ('inverter', 'Inverter', 'electronics'), ('PART', 'Part', 'component_material'), ('PACK', 'Pack', 'pack');
INSERT INTO import_item_property (item, property, value) SELECT i.code, 'technology', i.code FROM item AS i WHERE i.code NOT IN ('PART', 'PACK');

-- What is built or sold, of parts given as maker, cost and day of a contract for it.
CREATE FUNCTION pg_temp.line(code text, technology text, day date, parts jsonb, elected boolean DEFAULT false, maker text DEFAULT 'US') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES (line.code, line.technology, line.maker, 'US', 'system_assembly', '2026-03-01', '1 each');
	INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source)
		SELECT format('%s-%s', line.code, p.place), 'PART', p.body ->> 'maker', 'US', 'component_making', '2026-02-01', '1 each', true FROM jsonb_array_elements(parts) WITH ORDINALITY AS p (body, place);
	INSERT INTO import_lot_property (lot, property, value) SELECT format('%s-%s', line.code, p.place), 'binding_contract_on', p.body ->> 'contract' FROM jsonb_array_elements(parts) WITH ORDINALITY AS p (body, place) WHERE p.body ? 'contract';
	INSERT INTO import_declaration (claim, lot) SELECT 'no_prohibited_entity', format('%s-%s', line.code, p.place) FROM jsonb_array_elements(parts) WITH ORDINALITY AS p (body, place) WHERE (p.body ->> 'certified')::boolean;
	INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency)
		SELECT line.code, format('%s-%s', line.code, p.place), '1 each', (p.body ->> 'cost')::numeric, CASE WHEN p.body ->> 'cost' IS NOT NULL THEN 'USD' END FROM jsonb_array_elements(parts) WITH ORDINALITY AS p (body, place);
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', line.code);
	INSERT INTO import_contract_line (contract, line, item, quantity, lots) VALUES ('C-' || line.code, line.code, line.technology, '1 each', ARRAY[line.code]);
	INSERT INTO import_line_property (line, property, value)
		SELECT line.code, p.property, p.value FROM (VALUES (CASE WHEN technology IN ('energy_storage', 'qualified_facility') THEN 'construction_begins_on' ELSE 'component_sold_on' END, day::text),
			-- What an election presupposes is recorded with it.
			('existing_contract_elected', elected::text), ('placed_in_service_on', CASE WHEN elected THEN '2027-06-30' END), ('facility_begun_on', CASE WHEN elected THEN '2025-07-01' END)) AS p (property, value) WHERE p.value IS NOT NULL;
END $$;
SELECT pg_temp.line(v.code, v.input ->> 'technology', (v.input ->> 'date')::date, (SELECT jsonb_agg(p.part) FROM (
		SELECT jsonb_build_object('maker', 'CN', 'cost', c.old, 'contract', '2025-06-15') AS part WHERE c.old > 0
		UNION ALL SELECT jsonb_build_object('maker', 'CN', 'cost', c.prohibited - c.old, 'contract', '2025-06-16')
		UNION ALL SELECT jsonb_build_object('maker', 'CN', 'cost', c.certified, 'contract', '2025-06-16', 'certified', true) WHERE c.certified > 0
		UNION ALL SELECT jsonb_build_object('maker', 'KR', 'cost', c.total - c.prohibited - c.certified, 'contract', '2025-06-16')) AS p), c.elected)
FROM vector AS v CROSS JOIN LATERAL (SELECT (v.input ->> 'total_direct_cost')::numeric, (v.input ->> 'pfe_direct_cost')::numeric, coalesce((v.input ->> 'existing_contract_pfe_cost')::numeric, 0), coalesce((v.input ->> 'certified_clean_but_known_pfe_cost')::numeric, 0),
		coalesce((v.input ->> 'existing_contract_elected')::boolean, false)) AS c (total, prohibited, old, certified, elected) \g /dev/null

CREATE TEMPORARY TABLE answer AS SELECT v.*, c.status, c.share_exact, c.reason, c.confirmed AS text_confirmed FROM vector AS v CROSS JOIN LATERAL rule_macr."check"(v.code, 'OBBBA-MACR', 'line', as_of => '2026-11-21') AS c;
SELECT is(a.status, a.expected ->> 'verdict', format('%s %s', a.code, a.title)) FROM answer AS a WHERE a.confirmed ORDER BY a.code;
SELECT is(round_half_up(share_min(a.share_exact::share) * '100', 4), (a.expected ->> 'macr_percent')::numeric, format('%s: the ratio', a.code)) FROM answer AS a WHERE a.expected ? 'macr_percent' ORDER BY a.code;
SELECT is(count(*), 0::bigint, 'no case of this rule is unconfirmed') FROM answer AS a WHERE NOT a.confirmed OR NOT a.text_confirmed;
SELECT is((SELECT c.status FROM rule_macr."check"('MACR-015', 'OBBBA-MACR', 'line', policies => '{"certificate": "relied_on"}') AS c), 'MATERIAL_ASSISTANCE', 'MACR-015: a certificate that is known to be wrong settles nothing, whoever relies on it');

-- Every threshold decides on its first and last day: the share itself reaches it, a hair less does not.
CREATE TEMPORARY TABLE truth AS
	SELECT row_number() OVER () AS n, t.kind, d.day, t.threshold, x.less, CASE WHEN x.less = 0 OR t.threshold = '0' THEN 'NO_MATERIAL_ASSISTANCE' ELSE 'MATERIAL_ASSISTANCE' END AS verdict
	FROM rule_threshold AS t CROSS JOIN LATERAL (VALUES (lower(t.valid)), (coalesce(upper(t.valid), lower(t.valid) + 3650) - 1)) AS d (day) CROSS JOIN (VALUES (0), (1)) AS x (less) WHERE t.rule = 'OBBBA-MACR';
SELECT pg_temp.line('T' || t.n, t.kind, t.day, jsonb_build_array(jsonb_build_object('maker', 'KR', 'cost', (t.threshold * '10000')::numeric - CASE WHEN t.threshold > '0' THEN t.less ELSE 0 END),
	jsonb_build_object('maker', 'CN', 'cost', 10000 - (t.threshold * '10000')::numeric + t.less))) FROM truth AS t \g /dev/null
SELECT is(s.status, t.verdict, format('%s on %s at %s less %s of 10000', t.kind, t.day, t.threshold, t.less)) FROM truth AS t JOIN screen('OBBBA-MACR') AS s ON s.line = 'T' || t.n ORDER BY t.n;

-- Who is a prohibited foreign entity, and what is not known: 46 of 100 in storage of 2026 (55 % is asked).
CREATE TEMPORARY TABLE who (maker text, verdict text);
INSERT INTO who VALUES ('KR', 'NO_MATERIAL_ASSISTANCE'), ('CN', 'MATERIAL_ASSISTANCE'), ('HELD', 'MATERIAL_ASSISTANCE'), ('INFLUENCED', 'MATERIAL_ASSISTANCE'), ('CATL', 'MATERIAL_ASSISTANCE'), ('OPEN', 'INDETERMINATE');
SELECT pg_temp.line('W-' || w.maker, 'energy_storage', '2026-05-01', jsonb_build_array(jsonb_build_object('maker', 'KR', 'cost', 54), jsonb_build_object('maker', w.maker, 'cost', 46))) FROM who AS w \g /dev/null
SELECT is((SELECT c.status FROM rule_macr."check"('W-' || w.maker, 'OBBBA-MACR', 'line') AS c), w.verdict, 'of ' || w.maker) FROM who AS w;
SELECT is((SELECT c.status FROM rule_macr."check"('W-OPEN', 'OBBBA-MACR', 'line', policies => '{"certificate": "relied_on"}') AS c), 'INDETERMINATE', 'who is not certified stays open');
SELECT pg_temp.line('CERTIFIED', 'energy_storage', '2026-05-01', '[{"maker": "KR", "cost": 54}, {"maker": "OPEN", "cost": 46, "certified": true}]'), pg_temp.line('BY-PFE', 'energy_storage', '2026-05-01', '[{"maker": "KR", "cost": 100}]', maker => 'CATL'),
	pg_temp.line('NO-COST', 'energy_storage', '2026-05-01', '[{"maker": "KR", "cost": 54}, {"maker": "CN"}]'), pg_temp.line('ALL-CLEAR', 'energy_storage', '2026-05-01', '[{"maker": "KR", "cost": 54}, {"maker": "US"}]'),
	pg_temp.line('NO-DAY', 'energy_storage', NULL, '[{"maker": "KR", "cost": 54}, {"maker": "CN", "cost": 46}]'), pg_temp.line('NO-DAY-CLEAR', 'energy_storage', NULL, '[{"maker": "KR", "cost": 75}, {"maker": "CN", "cost": 25}]'),
	pg_temp.line('ELECTED', 'energy_storage', '2026-05-01', '[{"maker": "KR", "cost": 50, "contract": "2026-01-01"}, {"maker": "CN", "cost": 15, "contract": "2025-06-16"}, {"maker": "CN", "cost": 35, "contract": "2025-06-15"}]', true),
	pg_temp.line('NOT-ELECTED', 'energy_storage', '2026-05-01', '[{"maker": "KR", "cost": 50, "contract": "2026-01-01"}, {"maker": "CN", "cost": 15, "contract": "2025-06-16"}, {"maker": "CN", "cost": 35, "contract": "2025-06-15"}]'),
	pg_temp.line('UNDATED', 'energy_storage', '2026-05-01', '[{"maker": "KR", "cost": 50}, {"maker": "CN", "cost": 50}]', true),
	pg_temp.line('UNSAID-ELECTION', 'energy_storage', '2026-05-01', '[{"maker": "KR", "cost": 60}, {"maker": "CN", "cost": 40}]', NULL),
	pg_temp.line('UNSAID-LATER', 'energy_storage', '2026-05-01', '[{"maker": "KR", "cost": 60, "contract": "2025-06-16"}, {"maker": "CN", "cost": 40, "contract": "2025-06-16"}]', NULL) \g /dev/null
SELECT is((SELECT c.status FROM rule_macr."check"(x.code, 'OBBBA-MACR', 'line', policies => x.policies) AS c), x.verdict, x.what) FROM (VALUES ('CERTIFIED', '{}'::jsonb, 'INDETERMINATE', 'a certificate is not knowledge'),
	('CERTIFIED', '{"certificate": "relied_on"}', 'NO_MATERIAL_ASSISTANCE', 'unless it is relied on'), ('BY-PFE', '{}', 'MATERIAL_ASSISTANCE', 'what a prohibited entity put together is its product'), ('NO-COST', '{}', 'INDETERMINATE', 'a cost that is not known may be any'),
	('ALL-CLEAR', '{}', 'NO_MATERIAL_ASSISTANCE', 'clear parts are clear whatever they cost'), ('NO-DAY', '{}', 'INDETERMINATE', 'without a day no threshold is certain'), ('NO-DAY-CLEAR', '{}', 'INDETERMINATE', 'nor whether any holds'),
	('ELECTED', '{}', 'NO_MATERIAL_ASSISTANCE', 'an elected contract is left out of both sums'), ('NOT-ELECTED', '{}', 'MATERIAL_ASSISTANCE', 'one that is not elected is not'), ('UNDATED', '{}', 'INDETERMINATE', 'what nobody dates may be under such a contract'),
	('UNSAID-ELECTION', '{}', 'INDETERMINATE', 'where nobody says whether an election was made, it may have been'), ('UNSAID-LATER', '{}', 'NO_MATERIAL_ASSISTANCE', 'which does not matter where no contract is old enough')) AS x (code, policies, verdict, what);

-- Of which kind it is nobody says: one day comes before the rule, the other does not, so nothing says that it is too early.
INSERT INTO import_item (code, name, class) VALUES ('UNSAID', 'Product of some kind', 'other');
SELECT pg_temp.line('UNSAID', 'UNSAID', '2026-05-01', '[{"maker": "CN", "cost": 100}]') \g /dev/null
INSERT INTO import_line_property (line, property, value) VALUES ('UNSAID', 'construction_begins_on', '2025-06-01');
SELECT is((SELECT c.status FROM rule_macr."check"('UNSAID', 'OBBBA-MACR', 'line') AS c), 'INDETERMINATE', 'a phase that may fit is not passed over');
SELECT is((SELECT t.detail FROM line_test('OBBBA-MACR', rule_version('OBBBA-MACR'), ARRAY[line_id('UNSAID')], '{}', 'infinity') AS t WHERE t.kind = 'event' AND t.truth IS NULL), 'construction_begins_on = 2025-06-01; whether it is component that is sold is not known', 'and is told');
INSERT INTO import_line_property (line, property, value) VALUES ('UNSAID', 'technology', 'energy_storage');
SELECT is((SELECT c.status FROM rule_macr."check"('UNSAID', 'OBBBA-MACR', 'line') AS c), 'NOT_APPLICABLE', 'once it is known to be storage, it was begun too early');

-- The findings name the share, the parts and what is open.
SELECT is((SELECT array_agg(DISTINCT e.kind ORDER BY e.kind) FROM explain('MACR-002', 'OBBBA-MACR', 'line') AS e), '{component,doctrine,event,gate,offender,phase,share,verdict}', 'findings of each kind');
SELECT is((SELECT (e.effect, e.share_min)::text FROM explain('MACR-002', 'OBBBA-MACR', 'line') AS e WHERE e.kind = 'share'), '(against,0.5499)', 'the share is told');
SELECT is((SELECT (e.lot, e.party)::text FROM explain('MACR-002', 'OBBBA-MACR', 'line') AS e WHERE e.kind = 'offender'), '(MACR-002-1,"Maker Co.")', 'and whose part it is');
SELECT ok(EXISTS (SELECT FROM explain('W-OPEN', 'OBBBA-MACR', 'line') AS e WHERE e.kind = 'unknown' AND e.effect = 'open' AND e.party = 'Undisclosed Maker'), 'and who is to be asked');
SELECT * FROM finish();
ROLLBACK;
