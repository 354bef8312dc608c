-- The engine against a slow recursive query on seeded random graphs: diamonds, missing inputs, losses, several units,
-- pieces with a mass, untraced lots, lots of which more was recorded than is known.  SEED=n repeats a run; GRAPHS=n
-- makes it longer.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set graphs `echo ${GRAPHS:-2000}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_trace') \g /dev/null
SET LOCAL search_path = public, materials;
SELECT plan(5);
SELECT diag('SEED=' || :'seed' || ' GRAPHS=' || :'graphs');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

CREATE TEMPORARY TABLE graph AS
	SELECT g, 4 + floor(random() * 7)::integer AS size FROM generate_series(1, :graphs) AS g;

-- Each lot draws from lots with greater numbers, so there are many diamonds and no loops.
CREATE TEMPORARY TABLE edge AS
	SELECT row_number() OVER () AS id, g.g, o AS output, i AS input, 1 + floor(random() * 50)::integer AS pieces
	FROM graph AS g, generate_series(1, g.size) AS o, generate_series(o + 1, g.size) AS i
	WHERE random() < 0.45 OR (i = o + 1 AND random() < 0.5);

CREATE TEMPORARY TABLE node AS
	SELECT g.g, n, (ARRAY['kg', 'g', 't', 'lb', 'each', 'each'])[1 + floor(random() * 6)::integer] AS unit, random() < 0.7 AS is_primary, random() < 0.15 AS is_untraced,
		1 + floor(random() * 4)::integer AS spare, 1 + floor(random() * 900)::integer AS grams
	FROM graph AS g, generate_series(1, g.size) AS n;

CREATE INDEX ON edge (g, input);
CREATE INDEX ON node (g, n);
ANALYZE graph, edge, node;

INSERT INTO random_trace.lot (id, code, material, quantity, unit_mass, primary_source, untraced_reason)
	SELECT n.g * 100 + n.n, n.g || '.' || n.n, 'assembly',
		materials.quantity(coalesce(d.drawn, 0) + n.spare, n.unit), CASE WHEN n.unit = 'each' THEN materials.quantity(n.grams, 'g') END,
		n.is_primary AND m.input IS NULL AND NOT n.is_untraced, CASE WHEN n.is_untraced THEN 'refused' END
	FROM node AS n
		LEFT JOIN (SELECT e.g, e.input, sum(e.pieces) AS drawn FROM edge AS e GROUP BY 1, 2) AS d ON d.g = n.g AND d.input = n.n
		LEFT JOIN (SELECT DISTINCT e.g, e.output AS input FROM edge AS e) AS m ON m.g = n.g AND m.input = n.n;

INSERT INTO random_trace.consumption (id, output_lot_id, input_lot_id, quantity, cost, currency)
	SELECT e.id, e.g * 100 + e.output, e.g * 100 + e.input, materials.quantity(e.pieces, n.unit), CASE WHEN random() < 0.9 THEN e.pieces * 3 END, 'USD'
	FROM edge AS e JOIN node AS n ON n.g = e.g AND n.n = e.input;
ANALYZE random_trace.lot;
ANALYZE random_trace.consumption;

-- The slow model: parts from the definition, in grams as numeric; shares by following every path.
CREATE TEMPORARY TABLE part AS
	WITH weight AS (
		SELECT e.g, e.output, e.input, (e.pieces * CASE n.unit WHEN 'kg' THEN 1000 WHEN 't' THEN 1000000 WHEN 'g' THEN 1 WHEN 'lb' THEN 453.59237 ELSE n.grams END)::numeric AS w
		FROM edge AS e JOIN node AS n ON n.g = e.g AND n.n = e.input),
	made AS (
		SELECT n.g, n.n, n.is_untraced, (coalesce((SELECT sum(e.pieces) FROM edge AS e WHERE e.g = n.g AND e.input = n.n), 0) + n.spare)
			* CASE n.unit WHEN 'kg' THEN 1000 WHEN 't' THEN 1000000 WHEN 'g' THEN 1 WHEN 'lb' THEN 453.59237 ELSE n.grams END AS m
		FROM node AS n)
	SELECT w.g, w.output, w.input, w.w::materials.fraction / greatest(t.total, m.m)::materials.fraction AS high,
		CASE WHEN m.is_untraced THEN '0' ELSE w.w::materials.fraction / greatest(t.total, m.m)::materials.fraction END AS low
	FROM weight AS w
		JOIN (SELECT x.g, x.output, sum(x.w) AS total FROM weight AS x GROUP BY 1, 2) AS t ON t.g = w.g AND t.output = w.output
		JOIN made AS m ON m.g = w.g AND m.n = w.output;

ANALYZE part;

CREATE TEMPORARY TABLE slow AS
	WITH RECURSIVE path (g, lot, low, high, steps) AS (
		SELECT g, 1, '1'::materials.fraction, '1'::materials.fraction, 0 FROM graph
		UNION ALL
		SELECT p.g, e.input, p.low * e.low, p.high * e.high, p.steps + 1 FROM path AS p JOIN part AS e ON e.g = p.g AND e.output = p.lot)
	SELECT g, lot, sum(low) AS low, least(sum(high), '1') AS high, min(steps) AS tier_min, max(steps) AS tier_max, count(*) AS paths FROM path GROUP BY 1, 2;

CREATE TEMPORARY TABLE engine AS
	SELECT g.g, (w.reached_id % 100)::integer AS lot, w.* FROM graph AS g, LATERAL materials.flow_walk('random_trace.lot', g.g * 100 + 1, 'up', 'mass', 'infinity') AS w;

SELECT diag(format('%s lots, %s edges, %s paths; %s shares are intervals', (SELECT count(*) FROM node), (SELECT count(*) FROM edge), (SELECT sum(paths) FROM slow),
	(SELECT count(*) FROM engine WHERE share_min <> share_max)));
SELECT is((SELECT count(DISTINCT g) FROM engine), :graphs::bigint, 'all random graphs were walked');
SELECT is_empty($$
	SELECT g, lot, s.low, e.share_min, s.high, e.share_max, s.tier_min, e.tier_min, s.tier_max, e.tier_max
	FROM slow AS s FULL JOIN engine AS e USING (g, lot)
	WHERE (s.low, s.tier_min, s.tier_max) IS DISTINCT FROM (e.share_min, e.tier_min, e.tier_max)
		OR e.share_min = e.share_max AND s.high IS DISTINCT FROM e.share_max OR e.share_max > s.high$$,
	'closure, tiers and shares equal those of the recursive query, exactly');
SELECT is_empty($$
	SELECT e.g FROM engine AS e GROUP BY e.g
	HAVING sum(e.gap_min) + coalesce(sum(e.share_min) FILTER (WHERE EXISTS (SELECT FROM random_trace.lot AS l WHERE l.id = e.reached_id AND l.primary_source)), '0') <> '1'
		AND NOT bool_or(e.share_min <> e.share_max OR e.gap_min <> e.gap_max)$$,
	'origins and unknown parts add up to one where all is known');
SELECT is_empty($$
	SELECT d.g, d.lot FROM (SELECT g.g, g.size AS origin FROM graph AS g WHERE g.g % 4 = 0) AS o,
		LATERAL (SELECT o.g, (w.reached_id % 100)::integer AS lot, w.share_min, w.share_max FROM materials.flow_walk('random_trace.lot', o.g * 100 + o.origin, 'down', 'mass', 'infinity') AS w) AS d,
		LATERAL (SELECT u.share_min, u.share_max FROM materials.flow_walk('random_trace.lot', o.g * 100 + d.lot, 'up', 'mass', 'infinity') AS u WHERE u.reached_id = o.g * 100 + o.origin) AS u
	WHERE (d.share_min, d.share_max) IS DISTINCT FROM (u.share_min, u.share_max) AND d.share_min = d.share_max$$,
	'downstream tells of each lot what upstream tells from there');
SELECT is_empty($$
	WITH cost AS (
		SELECT c.output_lot_id AS output, c.input_lot_id AS input, c.cost, sum(c.cost) OVER w AS total, bool_or(c.cost IS NULL) OVER w AS unknown, count(*) OVER w AS inputs, l.untraced_reason IS NOT NULL AS is_open
		FROM random_trace.consumption AS c JOIN random_trace.lot AS l ON l.id = c.output_lot_id
		WHERE c.output_lot_id / 100 <= 300 WINDOW w AS (PARTITION BY c.output_lot_id)),
	cost_part AS (
		SELECT output, input, CASE WHEN cost IS NULL THEN CASE WHEN inputs = 1 AND NOT is_open THEN '1'::fraction ELSE '0' END WHEN unknown OR is_open THEN '0' ELSE cost::materials.fraction / total::materials.fraction END AS low,
			CASE WHEN cost IS NULL THEN '1' ELSE cost::materials.fraction / total::materials.fraction END AS high
		FROM cost),
	bound AS (
		WITH RECURSIVE path (root, lot, low, high) AS (
			SELECT g.g * 100 + 1, (g.g * 100 + 1)::bigint, '1'::materials.fraction, '1'::materials.fraction FROM graph AS g WHERE g.g <= 300
			UNION ALL
			SELECT p.root, e.input, p.low * e.low, p.high * e.high FROM path AS p JOIN cost_part AS e ON e.output = p.lot)
		SELECT root, lot, sum(low) AS low, least(sum(high), '1') AS high FROM path GROUP BY 1, 2)
	SELECT * FROM bound AS b FULL JOIN (SELECT g.g * 100 + 1 AS root, w.reached_id AS lot, w.share_min, w.share_max
			FROM graph AS g, LATERAL materials.flow_walk('random_trace.lot', g.g * 100 + 1, 'up', 'cost', 'infinity') AS w WHERE g.g <= 300) AS e USING (root, lot)
	WHERE b.low IS DISTINCT FROM e.share_min OR e.share_max > b.high OR b.lot IS NULL OR e.lot IS NULL$$,
	'by cost, with missing costs, the bounds equal those of the recursive query');
SELECT * FROM finish();
ROLLBACK;
