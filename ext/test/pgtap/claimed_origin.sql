-- Origins as they are claimed beside origins as they are traced, against a query that lists every way up.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('claimed') \g /dev/null
SET LOCAL search_path = claimed, materials, public;
SELECT no_plan();
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

-- Powders of lithium and of none, mixed twice; what goes in comes out.
INSERT INTO party (code, name, kind) SELECT 'P' || n, 'P' || n, 'company' FROM generate_series(1, 4) AS n;
INSERT INTO assay (material, element, mass_fraction) VALUES ('lithium_carbonate', 'Li', '1/5'), ('lithium_hydroxide', 'Li', '1/6'), ('steel', 'Li', '0');
INSERT INTO lot (code, material, producer_id, country, quantity, primary_source)
	SELECT 'RAW-' || n, (ARRAY['lithium_carbonate', 'lithium_hydroxide', 'steel'])[1 + floor(random() * 3)], 1, (ARRAY['CL', 'CN', 'AU'])[1 + floor(random() * 3)]::country, '90000 kg', random() < 0.8 FROM generate_series(1, 12) AS n;
CREATE TEMPORARY TABLE mixture AS SELECT DISTINCT ON (o.code, i.code) o.code AS output, o.tier, i.code AS input, 1 + floor(random() * 9)::integer AS mass
	FROM (SELECT 'MID-' || n AS code, 1 AS tier FROM generate_series(1, 6) AS n UNION ALL SELECT 'END-' || n, 2 FROM generate_series(1, 8) AS n) AS o
		CROSS JOIN LATERAL (SELECT 'RAW-' || (1 + floor(random() * 12)) AS code FROM generate_series(1, 2) WHERE o.code IS NOT NULL UNION ALL SELECT 'MID-' || (1 + floor(random() * 6)) FROM generate_series(1, 2) WHERE o.tier = 2) AS i;
INSERT INTO lot (code, material, producer_id, country, quantity, primary_source) SELECT m.output, 'battery', m.tier + 1, 'US', quantity(CASE m.tier WHEN 1 THEN 100 ELSE 1 END * sum(m.mass)::integer, 'kg'), false FROM mixture AS m GROUP BY m.output, m.tier;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT lot_id(m.output), lot_id(m.input), quantity(CASE m.tier WHEN 1 THEN 100 ELSE 1 END * m.mass, 'kg') FROM mixture AS m;
INSERT INTO assay (lot_id, element, mass_fraction) SELECT l.id, 'Li', share(materials.sum(amount(c.quantity, 'kg')::fraction * CASE r.material WHEN 'lithium_carbonate' THEN '1/5' WHEN 'lithium_hydroxide' THEN '1/6' ELSE '0' END::fraction) / amount(l.quantity, 'kg')::fraction)
	FROM lot AS l JOIN consumption AS c ON c.output_lot_id = l.id JOIN lot AS r ON r.id = c.input_lot_id WHERE l.code LIKE 'MID-%' GROUP BY l.id;
INSERT INTO lot_substance (lot_id, element, country) SELECT l.id, 'Li', v.country::country FROM lot AS l CROSS JOIN (VALUES ('CL'), ('CN'), ('AU'), ('ZW')) AS v (country) WHERE l.code LIKE 'END-%' AND random() < 0.5;

CREATE TEMPORARY TABLE ending AS
	WITH RECURSIVE way (root, lot_id, mass) AS (
		SELECT l.id, l.id, amount(l.quantity, 'kg')::fraction FROM lot AS l WHERE l.code LIKE 'END-%'
		UNION ALL
		SELECT w.root, c.input_lot_id, w.mass * amount(c.quantity, 'kg')::fraction / amount(l.quantity, 'kg')::fraction FROM way AS w JOIN lot AS l ON l.id = w.lot_id JOIN consumption AS c ON c.output_lot_id = w.lot_id
	)
	SELECT w.root, l.country::text AS country, l.primary_source AS known, materials.sum(w.mass * CASE l.material WHEN 'lithium_carbonate' THEN '1/5' WHEN 'lithium_hydroxide' THEN '1/6' ELSE '0' END::fraction) AS lithium
	FROM way AS w JOIN lot AS l ON l.id = w.lot_id WHERE l.code LIKE 'RAW-%' GROUP BY 1, 2, 3;
-- What is said beside what is there; what is known of nothing is left out, for a share of none is none.
CREATE TEMPORARY TABLE expected AS
	SELECT CASE WHEN s.country IS NULL THEN 'not_claimed' WHEN e.least > '0' THEN 'agrees' WHEN e.most > '0' THEN 'open' ELSE 'contradicted' END AS outcome, l.code::text AS lot, e.country, trim_scale(round_down(e.least, 12)) AS share_min, trim_scale(round_up(e.most, 12)) AS share_max
	FROM (SELECT r.root, v.country, coalesce(k.lithium, '0') / t.lithium AS least, (coalesce(k.lithium, '0') + coalesce(u.lithium, '0')) / t.lithium AS most
			FROM (SELECT DISTINCT root FROM ending) AS r CROSS JOIN (VALUES ('CL'), ('CN'), ('AU'), ('ZW')) AS v (country)
				CROSS JOIN LATERAL (SELECT materials.sum(e.lithium) AS lithium FROM ending AS e WHERE e.root = r.root) AS t
				CROSS JOIN LATERAL (SELECT materials.sum(e.lithium) AS lithium FROM ending AS e WHERE e.root = r.root AND e.known AND e.country = v.country) AS k
				CROSS JOIN LATERAL (SELECT materials.sum(e.lithium) AS lithium FROM ending AS e WHERE e.root = r.root AND NOT e.known) AS u
			WHERE t.lithium > '0') AS e
		JOIN lot AS l ON l.id = e.root LEFT JOIN lot_substance AS s ON s.lot_id = e.root AND s.country::text = e.country
	WHERE (s.country IS NOT NULL OR e.least > '0') AND EXISTS (SELECT FROM lot_substance AS x WHERE x.lot_id = e.root);
SELECT bag_eq($$SELECT c.outcome, c.lot, c.country, c.share_min, c.share_max FROM (SELECT DISTINCT x.lot FROM expected AS x) AS l CROSS JOIN LATERAL claimed_origin(l.lot, 'lot') AS c WHERE c.lot = l.lot AND c.about = 'content'$$, 'SELECT outcome, lot, country, share_min, share_max FROM expected', 'claims beside every way up');
SELECT cmp_ok((SELECT count(DISTINCT outcome) FROM expected), '>', 1::bigint, 'of several outcomes');

-- One of each.
INSERT INTO import_party (code, name, incorporated_in) VALUES ('PACKER', 'Packer', 'US'), ('MIXER', 'Mixer', 'KR');
INSERT INTO import_item (code, name, class, material) VALUES ('POWDER', 'Powder', 'component_material', NULL);
INSERT INTO import_lot (code, item, material, producer, country, quantity, primary_source) VALUES ('LI-CN', NULL, 'lithium_carbonate', NULL, 'CN', '100 kg', true), ('MICA-IN', NULL, 'mica', NULL, 'IN', '100 kg', true), ('LI-X', NULL, 'lithium_carbonate', NULL, NULL, '100 kg', false),
	('MIX', 'POWDER', NULL, 'MIXER', 'KR', '40 kg', false), ('MIX-2', 'POWDER', NULL, 'MIXER', NULL, '10 kg', false), ('PACK', NULL, 'battery', 'PACKER', 'US', '40 kg', false);
INSERT INTO import_assay (material, element, mass_fraction) VALUES ('mica', 'Li', '0');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MIX', 'LI-CN', '30 kg'), ('MIX', 'MICA-IN', '10 kg'), ('MIX-2', 'LI-X', '10 kg'), ('PACK', 'MIX', '40 kg');
INSERT INTO lot_substance (lot_id, material, country) VALUES (lot_id('MIX'), 'lithium_hydroxide', 'CL'), (lot_id('MIX'), 'mica', 'IN'), (lot_id('MIX-2'), 'lithium_carbonate', 'CL');
SELECT bag_eq($$SELECT outcome, about, lot, party, material, scope, country, claimed_in, share_min, share_max FROM claimed_origin('PACK')$$, $$VALUES ('contradicted', 'content', 'MIX', 'MIXER', 'lithium', 'lot', 'CL', 'statement', 0::numeric, 0::numeric),
	('not_claimed', 'content', 'MIX', 'MIXER', 'lithium', NULL, 'CN', NULL, 1, 1), ('agrees', 'content', 'MIX', 'MIXER', 'mica', 'lot', 'IN', 'statement', 0.25, 0.25)$$, 'another form of the same metal counts as it; what has no element is told by mass');
SELECT results_eq($$SELECT outcome, share_min, share_max FROM claimed_origin('MIX-2')$$, $$VALUES ('open', 0::numeric, 1::numeric)$$, 'what is not known may be from anywhere');
INSERT INTO import_mineral_source (declaration, company, template, declared_on, valid_to, metal, smelter_number, smelter, country, source_country) VALUES ('D-1', 'MIXER', 'EMRT 2', '2026-01-01', '2026-12-31', 'Lithium', 'CID000001', 'Smelter', 'CN', 'CN'), ('D-1', 'MIXER', 'EMRT 2', '2026-01-01', '2026-12-31', 'Lithium', 'CID000002', 'Smelter 2', 'AR', 'AR');
SELECT bag_eq($$SELECT outcome, lot, scope, country, claimed_in FROM claimed_origin('PACK', as_of => '2026-06-01') WHERE material = 'lithium'$$, $$VALUES ('contradicted', 'MIX', 'lot', 'CL', 'statement'), ('elsewhere', 'MIX', 'company', 'AR', 'D-1'), ('agrees', 'MIX', 'company', 'CN', 'D-1')$$, 'what is claimed of a company is no claim about each of its lots');
SELECT is((SELECT count(*) FROM claimed_origin('PACK', as_of => '2027-06-01') WHERE claimed_in = 'D-1'), 0::bigint, 'and holds for its days');
SELECT lives_ok($$SELECT * FROM passport_import('{"digitalProductPassportId": "urn:passport:1", "uniqueProductIdentifier": "PACK", "manufacturer": {"globalLocationNumber": "9521234000006"}, "countryOfOrigin": {"countryCode": "DE"}, "category": "EVBattery",
	"materialComposition": [{"casNumber": "7439-93-2", "weightPercentage": 4, "countryOfOrigin": "CL"}]}', 'p.json', 'PACK')$$, 'a passport of the pack');
SELECT bag_eq($$SELECT outcome, material, country, claimed_in, share_min, share_max FROM claimed_origin('PACK', as_of => '2027-06-01') WHERE lot = 'PACK' AND about = 'made'$$, $$VALUES ('contradicted', NULL, 'DE', 'urn:passport:1', 0::numeric, 0::numeric), ('not_claimed', NULL, 'US', NULL, 1, 1)$$, 'where it was made is otherwise than its passport says');
SELECT throws_ok($$SELECT * FROM claimed_origin('NOTHING')$$, '23503', NULL, 'of what is there');
SELECT * FROM finish();
ROLLBACK;
