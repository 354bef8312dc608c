-- A portfolio for the benchmark of screenings: contract lines for drones, and where these come from, at most twelve steps up.
-- Lots are shared: as many lines as there are draw on a fifth as many lots of active material, and on fewer mines.  Mass
-- balance holds; one lot in thirty is untraced, of one in twenty nobody states that all inputs are listed.  The same seed
-- and number of lines (variables seed and lines) give the same rows.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SELECT materials.create_ledger('portfolio') \g /dev/null
SET search_path = portfolio, materials, public;

CREATE FUNCTION pg_temp.chance(seed bigint, what text) RETURNS float8 LANGUAGE sql IMMUTABLE
	RETURN (hashtextextended(what, seed) & 4503599627370495) / 4503599627370496.0;
CREATE FUNCTION pg_temp.one_of(seed bigint, what text, list text[]) RETURNS text LANGUAGE sql IMMUTABLE
	RETURN list[1 + floor(pg_temp.chance(seed, what) * cardinality(list))::integer];

-- Stages, end item first: how many lots for a line, where and how they are made.
CREATE TEMPORARY TABLE stage (place integer GENERATED ALWAYS AS IDENTITY, stage text PRIMARY KEY, class text, material text, role text, step text, each float8, countries text[]);
INSERT INTO stage (stage, class, material, role, step, each, countries) VALUES
	('drone', 'end_item', NULL, NULL, 'system_assembly', 1, '{US,US,US,GB}'), ('pack', 'pack', NULL, NULL, 'pack_assembly', .5, '{US,US,KR,CN}'), ('motor', 'motor', NULL, NULL, 'component_making', .3, '{US,JP,DE,CN}'),
	('radio', 'electronics', NULL, NULL, 'component_making', .3, '{US,US,KR,CN}'), ('ballast', 'component_material', 'tungsten_heavy_alloy', NULL, 'sintering', .1, '{US,AT,CN}'),
	('cell', 'cell', NULL, NULL, 'cell_assembly', .5, '{KR,US,JP,CN,CN}'), ('casing', 'structure', NULL, 'casing', 'component_making', .1, '{US,MX}'),
	('magnet', 'magnet', 'neodymium_iron_boron_magnet', NULL, 'sintering', .2, '{JP,US,DE,CN,CN}'), ('chip', 'semiconductor', NULL, NULL, 'wafer_making', .1, '{US,TW,KR,CN}'), ('board', 'printed_circuit_board', NULL, NULL, 'board_making', .1, '{US,TW,CN}'),
	('cathode', 'component_material', NULL, 'cathode_material', 'active_material_synthesis', .2, '{KR,JP,CN,CN}'), ('anode', 'component_material', 'graphite', 'anode_material', 'anode_material_making', .2, '{KR,US,CN,CN}'),
	('separator', 'component_material', NULL, 'separator', 'separator_making', .1, '{KR,JP,CN}'), ('salt', 'component_material', NULL, 'electrolyte_salt', 'electrolyte_mixing', .1, '{KR,JP,CN}'), ('foil', 'component_material', 'copper', 'anode_foil', 'foil_making', .1, '{KR,US,JP}'),
	('alloy', 'component_material', NULL, NULL, 'alloy_powder', .1, '{JP,CN,CN}'), ('metal', 'raw_material', 'neodymium', NULL, 'reduction', .1, '{JP,VN,CN,CN}'), ('powder', 'raw_material', 'tungsten_metal_powder', NULL, 'reduction', .1, '{US,AT,CN}'),
	('precursor', 'component_material', NULL, NULL, 'precursor_synthesis', .1, '{KR,FI,CN,CN}'),
	('li.silo', 'raw_material', 'lithium', NULL, 'blending', .05, '{CL,AU,CN}'), ('ni.silo', 'raw_material', 'nickel', NULL, 'blending', .05, '{ID,FI,CN}'), ('gr.silo', 'raw_material', 'graphite', NULL, 'blending', .05, '{MZ,CA,CN}'),
	('re.silo', 'raw_material', 'neodymium', NULL, 'blending', .05, '{MY,US,CN}'), ('w.silo', 'raw_material', 'tungsten', NULL, 'blending', .05, '{AT,CN,CN}'),
	('li.refined', 'raw_material', 'lithium', NULL, 'refining', .1, '{CL,AU,CN,CN}'), ('ni.refined', 'raw_material', 'nickel', NULL, 'refining', .1, '{ID,FI,CN}'), ('gr.refined', 'raw_material', 'graphite', NULL, 'graphitization', .1, '{CA,CN,CN}'),
	('re.refined', 'raw_material', 'neodymium', NULL, 'separation', .1, '{MY,CN,CN}'), ('w.refined', 'raw_material', 'tungsten', NULL, 'refining', .1, '{AT,CN,CN}'),
	('li.ore', 'raw_material', 'lithium', NULL, 'mining', .05, '{CL,AU,AU,CN}'), ('ni.ore', 'raw_material', 'nickel', NULL, 'mining', .05, '{ID,PH,CA}'), ('gr.ore', 'raw_material', 'graphite', NULL, 'mining', .05, '{MZ,CN,CN}'),
	('re.ore', 'raw_material', 'neodymium', NULL, 'mining', .05, '{AU,US,CN,MM}'), ('w.ore', 'raw_material', 'tungsten', NULL, 'mining', .05, '{CN,CN,VN,PT}');
CREATE TEMPORARY TABLE recipe (output text, input text, least integer, most integer);
INSERT INTO recipe VALUES ('drone', 'pack', 1, 2), ('drone', 'motor', 2, 3), ('drone', 'radio', 1, 2), ('drone', 'ballast', 0, 1), ('pack', 'cell', 2, 4), ('pack', 'casing', 1, 1), ('motor', 'magnet', 1, 3), ('radio', 'chip', 1, 3), ('radio', 'board', 1, 2),
	('ballast', 'powder', 1, 2), ('cell', 'cathode', 1, 3), ('cell', 'anode', 1, 3), ('cell', 'separator', 1, 1), ('cell', 'salt', 1, 1), ('cell', 'foil', 1, 1), ('magnet', 'alloy', 1, 3), ('cathode', 'precursor', 2, 3), ('cathode', 'li.silo', 1, 2),
	('anode', 'gr.silo', 1, 2), ('salt', 'li.silo', 1, 1), ('alloy', 'metal', 2, 3), ('metal', 're.silo', 1, 2), ('powder', 'w.silo', 1, 2), ('precursor', 'ni.silo', 1, 2);
INSERT INTO recipe SELECT format('%s.%s', m.metal, s.output), format('%s.%s', m.metal, s.input), s.least, s.most
	FROM unnest('{li,ni,gr,re,w}'::text[]) AS m (metal) CROSS JOIN (VALUES ('silo', 'refined', 3, 6), ('refined', 'ore', 2, 4)) AS s (output, input, least, most);

-- Parties: governments, holdings and makers, a maker for each stage and country in eight or so.
INSERT INTO party (code, name, kind, government_of, government_level) SELECT 'GOV-' || g.country, 'Government of ' || g.country, 'government', g.country::country, 'national' FROM unnest('{CN,RU,US,KR}'::text[]) AS g (country);
CREATE TEMPORARY TABLE maker AS
	SELECT format('M-%s-%s-%s', s.stage, c.country, n) AS code, s.stage, c.country, n FROM stage AS s CROSS JOIN LATERAL (SELECT DISTINCT x.country FROM unnest(s.countries) AS x (country)) AS c CROSS JOIN generate_series(1, 2 + :lines / 500) AS n;
INSERT INTO party (code, name) SELECT m.code, initcap(format('%s maker %s of %s', m.stage, m.n, m.country)) FROM maker AS m ORDER BY m.code COLLATE "C";
INSERT INTO party (code, name) SELECT format('H-%s', n), format('Holding %s', n) FROM generate_series(1, 20 + :lines / 100) AS n;
INSERT INTO party_domicile (party_id, kind, country)
	SELECT p.id, k.kind, coalesce(m.country, pg_temp.one_of(:seed, 'domicile ' || p.code, '{US,US,KR,JP,DE,CN,HK}'))::country
	FROM party AS p LEFT JOIN maker AS m ON m.code = p.code CROSS JOIN unnest('{incorporation,principal_place}'::text[]) AS k (kind) WHERE p.kind = 'company';
INSERT INTO declaration (claim, party_id) SELECT 'ownership_complete', p.id FROM party AS p WHERE p.kind = 'company' AND pg_temp.chance(:seed, 'declared ' || p.code) < .9;
INSERT INTO interest (owner_id, owned_id, share, valid)
	SELECT DISTINCT ON (p.id, o.id) o.id, p.id, format('%s%%', 5 + floor(pg_temp.chance(:seed, format('share %s %s', p.code, h.n)) * 40))::share,
		CASE WHEN pg_temp.chance(:seed, format('since %s %s', p.code, h.n)) < .2 THEN format('[%s-01-01,)', 2025 + floor(pg_temp.chance(:seed, 'year ' || p.code) * 3)) ELSE '(,)' END::daterange
	FROM party AS p CROSS JOIN generate_series(1, 2) AS h (n)
		JOIN party AS o ON o.code = CASE WHEN p.code LIKE 'M-%' THEN CASE WHEN pg_temp.chance(:seed, format('owner %s %s', p.code, h.n)) < .6 THEN format('H-%s', 1 + floor(pg_temp.chance(:seed, format('holding %s %s', p.code, h.n)) * (20 + :lines / 100))) END
			WHEN h.n = 1 AND pg_temp.chance(:seed, 'state ' || p.code) < .3 THEN pg_temp.one_of(:seed, 'which ' || p.code, '{GOV-CN,GOV-CN,GOV-RU,GOV-KR}') END
	WHERE p.kind = 'company' AND o.id <> p.id ORDER BY p.id, o.id, h.n;
INSERT INTO listing (party_id, list, entry, valid)
	SELECT p.id, l.list, p.name, CASE WHEN pg_temp.chance(:seed, 'listed ' || p.code) < .5 THEN '[2026-01-01,)' ELSE '(,)' END::daterange
	FROM party AS p CROSS JOIN (SELECT DISTINCT r.list FROM materials.rule_list AS r) AS l JOIN maker AS m ON m.code = p.code AND m.country IN ('CN', 'KR') WHERE pg_temp.chance(:seed, format('%s on %s', p.code, l.list)) < .02;

INSERT INTO item (code, name, class, material) SELECT upper(s.stage), initcap(s.stage), s.class, s.material FROM stage AS s ORDER BY s.place;
INSERT INTO declaration (claim, item_id) SELECT 'no_battery', i.id FROM item AS i WHERE i.code IN ('MOTOR', 'RADIO');

-- Who draws on whom, then from the end items upwards how much: each stage makes what is asked of it.
CREATE TEMPORARY TABLE made AS
	SELECT s.stage, s.place, n, format('%s-%s', upper(s.stage), n) AS code, 0::numeric AS quantity, pg_temp.chance(:seed, format('untraced %s %s', s.stage, n)) < .03 AND s.stage <> 'drone' AS untraced
	FROM stage AS s CROSS JOIN LATERAL generate_series(1, greatest(4, ceil(:lines * s.each)::integer)) AS n;
CREATE UNIQUE INDEX ON made (stage, n);
CREATE TEMPORARY TABLE draw AS
	SELECT DISTINCT o.stage AS output, o.n AS output_n, r.input, 1 + floor(pg_temp.chance(:seed, format('draw %s %s %s %s', o.stage, o.n, r.input, k.k)) * c.lots)::integer AS input_n, 0::numeric AS quantity
	FROM made AS o JOIN recipe AS r ON r.output = o.stage JOIN (SELECT m.stage, count(*) AS lots FROM made AS m GROUP BY m.stage) AS c ON c.stage = r.input
		CROSS JOIN LATERAL generate_series(1, r.least + floor(pg_temp.chance(:seed, format('draws %s %s %s', o.stage, o.n, r.input)) * (r.most - r.least + 1))::integer) AS k (k)
	WHERE NOT o.untraced;
CREATE INDEX ON draw (output, output_n);
CREATE INDEX ON draw (input, input_n);
ANALYZE made; ANALYZE draw;
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT s.stage FROM stage AS s ORDER BY s.place LOOP
		UPDATE made AS m SET quantity = greatest(1, (SELECT sum(d.quantity) FROM draw AS d WHERE d.input = m.stage AND d.input_n = m.n)) WHERE m.stage = one.stage;
		UPDATE draw AS d SET quantity = ceil(m.quantity / (SELECT count(*) FROM draw AS x WHERE x.output = d.output AND x.output_n = d.output_n) * 100) / 100
		FROM made AS m WHERE d.output = one.stage AND m.stage = d.output AND m.n = d.output_n;
	END LOOP;
END
$$;
-- A line's lot is bought whole; lots stand inputs first, as they happened.
INSERT INTO lot (code, item_id, role, producer_id, country, step, made_on, quantity, primary_source, untraced_reason)
	SELECT m.code, i.id, s.role, p.id, c.country::country, s.step, date '2026-06-01' - 25 * s.place - floor(pg_temp.chance(:seed, 'day ' || m.code) * 25)::integer, format('%s kg', m.quantity)::quantity,
		NOT m.untraced AND NOT EXISTS (SELECT FROM recipe AS r WHERE r.output = m.stage), CASE WHEN m.untraced THEN 'no_answer' END
	FROM made AS m JOIN stage AS s ON s.stage = m.stage JOIN item AS i ON i.code = upper(m.stage)
		CROSS JOIN LATERAL (SELECT pg_temp.one_of(:seed, 'country ' || m.code, s.countries)) AS c (country)
		JOIN party AS p ON p.code = format('M-%s-%s-%s', m.stage, c.country, 1 + floor(pg_temp.chance(:seed, 'maker ' || m.code) * (2 + :lines / 500)))
	ORDER BY s.place DESC, m.n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, cost, currency)
	SELECT o.id, i.id, format('%s kg', d.quantity)::quantity, 1 + floor(pg_temp.chance(:seed, format('cost %s %s', o.code, i.code)) * 400), 'USD'
	FROM draw AS d JOIN lot AS o ON o.code = format('%s-%s', upper(d.output), d.output_n) JOIN lot AS i ON i.code = format('%s-%s', upper(d.input), d.input_n) ORDER BY o.id, i.id;
INSERT INTO declaration (claim, lot_id) SELECT 'inputs_complete', l.id FROM lot AS l WHERE NOT l.primary_source AND l.untraced_reason IS NULL AND pg_temp.chance(:seed, 'complete ' || l.code) < .95;
INSERT INTO declaration (claim, lot_id) SELECT 'no_feoc_licence', l.id FROM lot AS l JOIN item AS i ON i.id = l.item_id WHERE i.class IN ('cell', 'pack') AND pg_temp.chance(:seed, 'licence ' || l.code) < .9;
INSERT INTO transfer (lot_id, from_id) SELECT l.id, (SELECT p.id FROM party AS p WHERE p.code = 'H-1') FROM lot AS l WHERE pg_temp.chance(:seed, 'passed ' || l.code) < .05;

INSERT INTO programme (code, name, milestone_b_on) VALUES ('NEW', 'New programme', NULL), ('OLD', 'Programme of before', '2024-05-01');
INSERT INTO contract (code, buyer_id, seller_id, signed_on)
	SELECT format('C-%s', n), (SELECT p.id FROM party AS p WHERE p.code = 'GOV-US'), (SELECT p.id FROM party AS p WHERE p.code = format('M-drone-%s-%s', pg_temp.one_of(:seed, format('seller %s', n), '{US,US,GB}'), 1 + n % 2)),
		date '2026-03-01' + floor(pg_temp.chance(:seed, format('signed %s', n)) * 700)::integer FROM generate_series(1, greatest(1, :lines / 5)) AS n;
INSERT INTO contract_line (code, contract_id, programme_id, item_id, quantity, price, currency, procured_on, obligated_on, delivered_on, environment)
	SELECT format('L-%s', n), c.id, p.id, i.id, l.quantity, 1000 + n % 500, 'USD', c.signed_on + 200, c.signed_on + 200, c.signed_on + 500, 'combat'
	FROM generate_series(1, :lines) AS n JOIN contract AS c ON c.code = format('C-%s', 1 + n % greatest(1, :lines / 5)) LEFT JOIN programme AS p ON p.code = (ARRAY['NEW', 'OLD', 'NONE'])[1 + n % 3]
		JOIN lot AS l ON l.code = format('DRONE-%s', n) JOIN item AS i ON i.id = l.item_id ORDER BY n;
INSERT INTO contract_line_lot (line_id, lot_id) SELECT l.id, o.id FROM contract_line AS l JOIN lot AS o ON o.code = 'DRONE-' || substr(l.code, 3);
INSERT INTO line_property (line_id, property, value)
	SELECT l.id, k.property, (l.procured_on + 30)::text FROM contract_line AS l CROSS JOIN materials.property AS k
	WHERE k.kept_in IS NULL AND k.type = 'date' AND 'line' = ANY (k.subjects) AND pg_temp.chance(:seed, format('property %s %s', l.code, k.property)) < .7;
ANALYZE;
