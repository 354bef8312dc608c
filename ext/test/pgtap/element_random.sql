-- Shares by the mass of an element on seeded random graphs, two ways.  Exact: all contents are points, against a recursive query.
-- Bounds: contents are ranges or not known; contents and what is not recorded are then drawn at random within what is known, and
-- the share that follows has to lie within the bounds.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_element') \g /dev/null
SET LOCAL search_path = public, materials;
SELECT plan(5);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

-- Graphs up to 500 have contents that are points, the others ranges.
CREATE TEMPORARY TABLE graph AS
	SELECT g, 4 + floor(random() * 6)::integer AS size FROM generate_series(1, 1000) AS g;
CREATE TEMPORARY TABLE edge AS
	SELECT row_number() OVER () AS id, g.g, o AS output, i AS input, 1 + floor(random() * 50)::integer AS kg
	FROM graph AS g, generate_series(1, g.size) AS o, generate_series(o + 1, g.size) AS i
	WHERE random() < 0.4 OR (i = o + 1 AND random() < 0.5);
CREATE TEMPORARY TABLE node AS
	SELECT g.g, n, 1 + floor(random() * 30)::integer AS spare, x.least, CASE WHEN g.g <= 500 THEN x.least ELSE x.least + floor(random() * 20)::integer END AS most, g.g <= 500 OR random() < 0.7 AS assayed
	FROM graph AS g, generate_series(1, g.size) AS n, LATERAL (SELECT CASE WHEN random() < 0.15 THEN 0 ELSE floor(random() * 40)::integer END + 0 * n AS least) AS x;
CREATE INDEX ON edge (g, input);
CREATE INDEX ON node (g, n);
ANALYZE graph, edge, node;
INSERT INTO random_element.lot (id, code, material, quantity, primary_source)
	SELECT n.g * 100 + n.n, n.g || '.' || n.n, 'assembly', materials.quantity(coalesce(d.drawn, 0) + n.spare, 'kg'), m.output IS NULL
	FROM node AS n
		LEFT JOIN (SELECT e.g, e.input, sum(e.kg) AS drawn FROM edge AS e GROUP BY 1, 2) AS d ON d.g = n.g AND d.input = n.n
		LEFT JOIN (SELECT DISTINCT e.g, e.output FROM edge AS e) AS m ON m.g = n.g AND m.output = n.n;
INSERT INTO random_element.consumption (id, output_lot_id, input_lot_id, quantity)
	SELECT e.id, e.g * 100 + e.output, e.g * 100 + e.input, materials.quantity(e.kg, 'kg') FROM edge AS e;
INSERT INTO random_element.assay (lot_id, element, mass_fraction)
	SELECT n.g * 100 + n.n, 'Li', materials.share(n.least::fraction / '100', n.most::fraction / '100') FROM node AS n WHERE n.assayed;
-- What says nothing of these lots: another element, the material in general.
INSERT INTO random_element.assay (lot_id, element, mass_fraction) SELECT n.g * 100 + n.n, 'Co', '50%' FROM node AS n;
ANALYZE random_element.lot, random_element.consumption, random_element.assay;

CREATE TEMPORARY TABLE engine AS
	SELECT g.g, (w.reached_id % 100)::integer AS lot, w.* FROM graph AS g, LATERAL materials.flow_walk('random_element.lot', g.g * 100 + 1, 'up', 'element:Li', 'infinity') AS w;

-- Exact, in percent of a kilogram: what is told of each graph of points.
CREATE TEMPORARY TABLE made AS
	SELECT n.g, n.n, coalesce((SELECT sum(e.kg) FROM edge AS e WHERE e.g = n.g AND e.input = n.n), 0) + n.spare AS kg FROM node AS n;
CREATE TEMPORARY TABLE part AS
	SELECT e.g, e.output, e.input, sum(e.kg * n.least) AS w, greatest(t.total, m.kg * o.least) AS whole
	FROM edge AS e
		JOIN node AS n ON n.g = e.g AND n.n = e.input JOIN node AS o ON o.g = e.g AND o.n = e.output JOIN made AS m ON m.g = e.g AND m.n = e.output
		JOIN (SELECT x.g, x.output, sum(x.kg * y.least) AS total FROM edge AS x JOIN node AS y ON y.g = x.g AND y.n = x.input GROUP BY 1, 2) AS t ON t.g = e.g AND t.output = e.output
	WHERE e.g <= 500 GROUP BY e.g, e.output, e.input, t.total, m.kg, o.least;
CREATE TEMPORARY TABLE slow AS
	WITH RECURSIVE path (g, lot, share) AS (
		SELECT g, 1, '1'::fraction FROM graph WHERE g <= 500
		UNION ALL
		SELECT p.g, e.input, p.share * CASE WHEN e.whole = 0 THEN '0' ELSE e.w::fraction / e.whole::fraction END FROM path AS p JOIN part AS e ON e.g = p.g AND e.output = p.lot)
	SELECT g, lot, sum(share) AS share FROM path GROUP BY 1, 2;
SELECT diag(format('%s lots, %s edges; %s shares are intervals', (SELECT count(*) FROM node), (SELECT count(*) FROM edge), (SELECT count(*) FROM engine WHERE share_min <> share_max)));
SELECT is_empty($$SELECT g, lot, s.share, e.share_min, e.share_max FROM slow AS s FULL JOIN (SELECT * FROM engine WHERE g <= 500) AS e USING (g, lot) WHERE s.share IS DISTINCT FROM e.share_min OR s.share IS DISTINCT FROM e.share_max$$,
	'where every content is known, shares equal those of the recursive query, exactly');
SELECT is_empty($$SELECT e.g FROM engine AS e JOIN node AS r ON r.g = e.g AND r.n = 1 WHERE e.g <= 500 AND NOT EXISTS (SELECT FROM node AS z WHERE z.g = e.g AND z.least = 0) GROUP BY e.g
	HAVING sum(e.gap_min) + coalesce(sum(e.share_min) FILTER (WHERE EXISTS (SELECT FROM random_element.lot AS l WHERE l.id = e.reached_id AND l.primary_source)), '0') <> '1'$$,
	'and origins and missing parts add up to one');

-- Contents drawn at random: a corner of what is known, or between.  Of a lot without an assay that was made, no content is drawn: it
-- has what went in, and what inputs that are not recorded brought in.
CREATE FUNCTION pg_temp.outside(round integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	found bigint;
BEGIN
	DROP TABLE IF EXISTS drawn, drawn_part;
	CREATE TEMPORARY TABLE drawn AS
		SELECT n.g, n.n, n.assayed, (CASE WHEN n.assayed THEN n.least + (n.most - n.least) * f.x ELSE 100 * f.x END)::numeric AS content, (CASE WHEN random() < 0.3 THEN 0 ELSE random() END)::numeric AS extra
		FROM node AS n, LATERAL (SELECT (CASE WHEN random() < 0.3 THEN 0 WHEN random() < 0.4 THEN 1 ELSE random() END)::numeric + 0 * n.n AS x) AS f WHERE n.g > 500;
	CREATE TEMPORARY TABLE drawn_part AS
		SELECT e.g, e.output, e.input, sum(e.kg * i.content) AS w,
			greatest(t.total + CASE WHEN o.assayed THEN 0 ELSE 100 * o.extra * greatest(m.kg - t.kg, 0) END, CASE WHEN o.assayed THEN m.kg * o.content ELSE 0 END) AS whole
		FROM edge AS e JOIN drawn AS i ON i.g = e.g AND i.n = e.input JOIN drawn AS o ON o.g = e.g AND o.n = e.output JOIN made AS m ON m.g = e.g AND m.n = e.output
			JOIN (SELECT x.g, x.output, sum(x.kg * y.content) AS total, sum(x.kg) AS kg FROM edge AS x JOIN drawn AS y ON y.g = x.g AND y.n = x.input GROUP BY 1, 2) AS t ON t.g = e.g AND t.output = e.output
		GROUP BY e.g, e.output, e.input, t.total, t.kg, m.kg, o.assayed, o.content, o.extra;
	ANALYZE drawn_part;
	WITH RECURSIVE path (g, lot, share) AS (
		SELECT g, 1, 1::numeric FROM graph WHERE g > 500
		UNION ALL
		SELECT p.g, e.input, round(p.share * e.w / e.whole, 40) FROM path AS p JOIN drawn_part AS e ON e.g = p.g AND e.output = p.lot WHERE e.whole > 0)
	SELECT count(*) INTO found FROM (SELECT x.g, x.lot, sum(x.share) AS share FROM path AS x GROUP BY 1, 2) AS s JOIN engine AS e USING (g, lot)
	WHERE s.share < materials.round_down(e.share_min, 20) - 1e-15 OR s.share > materials.round_up(e.share_max, 20) + 1e-15;
	RETURN found;
END
$$;
SELECT is((SELECT sum(pg_temp.outside(r)) FROM generate_series(1, 12) AS r), 0::numeric, 'whatever the contents are within what is known, the shares lie within the bounds');
SELECT cmp_ok((SELECT count(*) FROM engine WHERE g > 500 AND share_min <> share_max AND share_min > '0'), '>', 200::bigint, 'and the bounds say something');
SELECT is((SELECT array_agg(DISTINCT (e.share_min, e.share_max) = (s.share_min, s.share_max)) FROM (SELECT * FROM engine WHERE g % 20 = 0) AS e
	CROSS JOIN LATERAL (SELECT b.share_min, b.share_max FROM materials.flow_walk('random_element.lot', e.reached_id, 'down', 'element:Li', 'infinity') AS b WHERE b.reached_id = e.g * 100 + 1) AS s
	WHERE e.share_min = e.share_max), ARRAY[true], 'downstream tells what upstream tells');
SELECT * FROM finish();
ROLLBACK;
