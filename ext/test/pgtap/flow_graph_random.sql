-- Many small ledgers in one, each with everything that makes flow difficult, against an oracle in SQL that knows what was meant:
-- loops, diamonds, one lot drawn from twice and for several outputs of an event, several units, pieces without a mass, untraced
-- lots, credits; rows that were wrong and are corrected, lots that are replaced or withdrawn; recorded in any order, with the
-- flow store maintained in between.  The plain rows, the store's pages and a query on the store are asked.
-- SEED=n repeats a run; GRAPHS=n makes it longer.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set graphs `echo ${GRAPHS:-40}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_graph') \g /dev/null
SET LOCAL search_path = random_graph, materials, public;
SELECT no_plan();
SELECT diag('SEED=' || :'seed' || ' GRAPHS=' || :'graphs');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
SET LOCAL materials.exact_edges = 0;

-- ---- What is meant ----

CREATE TEMPORARY TABLE graph AS
	SELECT g, 3 + floor(random() * 6)::integer AS size, g % 4 = 0 AS loops FROM generate_series(1, :graphs) AS g;

-- Each lot draws from lots with greater numbers.  In a graph with loops it also draws from lesser ones, and from the last lot of
-- all, which is made of nothing, and not too little: a loop that nothing enters has no shares, and one that hardly anything
-- enters has paths without end.
CREATE TEMPORARY TABLE edge AS
	SELECT row_number() OVER () AS id, x.*, 1 + floor(random() * 50)::integer + CASE WHEN x.loops AND x.input = x.size THEN 100 ELSE 0 END AS pieces, random() < 0.08 AS misstated, 1 + floor(random() * 3)::integer AS batch
	FROM (SELECT g.*, o AS output, i AS input FROM graph AS g, generate_series(1, g.size - 1) AS o, generate_series(1, g.size) AS i, generate_series(1, 2) AS twice
		WHERE o <> i AND random() < CASE WHEN twice = 2 THEN 0.04 WHEN i < o THEN CASE WHEN g.loops THEN 0.12 ELSE 0 END WHEN g.loops AND i = g.size THEN 1 WHEN i = o + 1 THEN 0.7 ELSE 0.4 END
			AND (g.loops OR i > o)) AS x;
CREATE INDEX ON edge (g, output);
CREATE INDEX ON edge (g, input);

-- Lots have numbers in any order.  Whoever is replaced keeps the rows that name it; who is withdrawn is unknown from there on.
CREATE TEMPORARY TABLE node AS
	SELECT k.*, k.g * 100 + k.place AS first_id, k.g * 100 + k.place + CASE k.fate WHEN 'replaced' THEN 50 ELSE 0 END AS id, coalesce(d.drawn, 0) + k.spare AS amount,
		CASE k.unit WHEN 'kg' THEN 1000 WHEN 't' THEN 1000000 WHEN 'g' THEN 1 WHEN 'lb' THEN 453.59237 WHEN 'each' THEN k.grams END AS unit_grams,
		k.made_of AND k.model IS NULL AND k.fate <> 'withdrawn' AS traced
	FROM (SELECT x.*, CASE WHEN x.dice < 0.1 THEN 'replaced' WHEN x.dice < 0.15 AND x.unit <> 'each' AND x.n > 2 THEN 'withdrawn' ELSE 'right' END AS fate,
			EXISTS (SELECT FROM edge AS e WHERE e.g = x.g AND e.output = x.n) AS made_of
		FROM (SELECT g.g, n, row_number() OVER (PARTITION BY g.g ORDER BY random()) AS place, (ARRAY['kg', 'lb', 'g', 't', 'each', 'each', 'each'])[1 + floor(random() * CASE WHEN g.loops THEN 2 ELSE 7 END)::integer] AS unit,
				CASE WHEN random() < 0.9 THEN 1 + floor(random() * 900)::integer END AS grams, 1 + floor(random() * 4)::integer AS spare, random() < 0.7 AS is_primary, random() < 0.1 AS is_untraced,
				CASE WHEN random() < 0.04 THEN 'book_and_claim' END AS model, random() AS dice, 1 + floor(random() * 3)::integer AS batch
			FROM graph AS g, generate_series(1, g.size) AS n) AS x) AS k
		LEFT JOIN (SELECT e.g, e.input, sum(e.pieces) AS drawn FROM edge AS e GROUP BY 1, 2) AS d ON d.g = k.g AND d.input = k.n;
CREATE INDEX ON node (g, n);
ANALYZE graph, edge, node;

-- ---- What is recorded, in three batches ----

CREATE FUNCTION pg_temp.lots_record(now integer) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_graph.event (id, code) SELECT n.g * 10 + n.n, n.g || '-' || n.n FROM node AS n WHERE n.batch = now AND n.n % 2 = 1;
	INSERT INTO random_graph.lot (id, code, material, quantity, unit_mass, primary_source, untraced_reason, custody_model, event_id)
	SELECT n.first_id, n.g || '.' || n.n, 'assembly', quantity(n.amount, n.unit), CASE WHEN n.unit = 'each' THEN quantity(n.grams, 'g') END,
		n.is_primary AND NOT n.made_of AND NOT n.is_untraced, CASE WHEN n.is_untraced THEN 'refused' END, n.model, CASE WHEN n.n % 2 = 1 THEN n.g * 10 + n.n END
	FROM node AS n WHERE n.batch = now ORDER BY random();
$$;
-- A row that is misstated is followed by another, and later by the correction.
CREATE FUNCTION pg_temp.draws_record(now integer) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_graph.consumption (id, output_lot_id, input_lot_id, quantity, event_id, excess_stated)
	SELECT e.id * 10 + w.wrong, o.first_id, i.first_id, quantity(e.pieces * (1 + w.wrong * 6), i.unit), CASE WHEN o.n % 2 = 1 AND o.batch <= now THEN o.g * 10 + o.n END, true
	FROM edge AS e JOIN node AS o ON o.g = e.g AND o.n = e.output JOIN node AS i ON i.g = e.g AND i.n = e.input CROSS JOIN generate_series(0, e.misstated::integer) AS w (wrong)
	WHERE greatest(e.batch, o.batch, i.batch) = now ORDER BY random();
	-- And rows that ought not to be there at all.
	INSERT INTO random_graph.consumption (id, output_lot_id, input_lot_id, quantity, excess_stated)
	SELECT e.id * 10 + 5, o.first_id, i.first_id, quantity(7, i.unit), true
	FROM edge AS e JOIN node AS o ON o.g = e.g AND o.n = e.output JOIN node AS i ON i.g = e.g AND i.n = 1 + e.id % 3
	WHERE e.id % 9 = 0 AND i.n <> o.n AND greatest(e.batch, o.batch, i.batch) = now ORDER BY random();
$$;
CREATE FUNCTION pg_temp.corrections_record(now integer) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_graph.correction (relation, row_id, replaced_by, reason)
	SELECT 'consumption', c.id, CASE WHEN c.id % 10 = 1 THEN c.id - 1 END, 'wrong' FROM random_graph.consumption AS c
	WHERE c.id % 10 > 0 AND (now = 3 OR c.id % 20 > 10) AND NOT EXISTS (SELECT FROM random_graph.correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id) ORDER BY random();
	INSERT INTO random_graph.lot (id, code, revision, material, quantity, unit_mass, primary_source, untraced_reason, custody_model, country)
	SELECT n.id, l.code, 1, l.material, l.quantity, l.unit_mass, l.primary_source, l.untraced_reason, l.custody_model, 'JP'
	FROM node AS n JOIN random_graph.lot AS l ON l.id = n.first_id
	WHERE n.fate = 'replaced' AND (now = 3 OR n.place % 2 = 0) AND NOT EXISTS (SELECT FROM random_graph.lot AS x WHERE x.id = n.id);
	INSERT INTO random_graph.correction (relation, row_id, replaced_by, reason)
	SELECT 'lot', n.first_id, CASE n.fate WHEN 'replaced' THEN n.id END, 'wrong' FROM node AS n
	WHERE n.fate = 'replaced' AND n.first_id <> n.id AND EXISTS (SELECT FROM random_graph.lot AS l WHERE l.id = n.id) OR n.fate = 'withdrawn' AND now = 3 ORDER BY random();
$$;
-- Who was replaced is named by his new number from then on.
CREATE FUNCTION pg_temp.replaced_settle() RETURNS void LANGUAGE sql VOLATILE AS $$
	UPDATE node SET first_id = id WHERE fate = 'replaced' AND EXISTS (SELECT FROM random_graph.lot AS l WHERE l.id = node.id);
$$;

SELECT pg_temp.lots_record(1), pg_temp.draws_record(1), pg_temp.corrections_record(1), pg_temp.replaced_settle() \g /dev/null
SELECT maintain_flow() \g /dev/null
SELECT pg_temp.lots_record(2), pg_temp.draws_record(2), pg_temp.corrections_record(2), pg_temp.replaced_settle() \g /dev/null
SELECT maintain_flow() \g /dev/null
SELECT pg_temp.lots_record(3), pg_temp.draws_record(3), pg_temp.corrections_record(3) \g /dev/null
ANALYZE event, lot, consumption, correction, flow_mark, flow_even, flow_odd;

-- ---- The oracle ----

-- Parts from the definition, in grams; of what is not known, the least and the most.
CREATE TEMPORARY TABLE part AS
	SELECT w.g, w.output, w.input, CASE WHEN w.weight IS NULL THEN CASE WHEN w.inputs = 1 AND w.made IS NULL AND NOT w.is_untraced THEN '1'::fraction ELSE '0' END
				WHEN w.unknown OR w.is_untraced THEN '0' ELSE w.weight::fraction / greatest(w.total, w.made)::fraction END AS low,
		CASE WHEN w.weight IS NULL THEN '1'::fraction ELSE w.weight::fraction / greatest(w.total, w.made)::fraction END AS high
	FROM (SELECT e.g, e.output, e.input, o.is_untraced, (e.pieces * i.unit_grams)::numeric AS weight, (o.amount * o.unit_grams)::numeric AS made,
			sum(e.pieces * i.unit_grams) OVER lot AS total, bool_or(i.unit_grams IS NULL) OVER lot AS unknown, count(*) OVER lot AS inputs
		FROM edge AS e JOIN node AS o ON o.g = e.g AND o.n = e.output JOIN node AS i ON i.g = e.g AND i.n = e.input WHERE o.traced WINDOW lot AS (PARTITION BY e.g, e.output)) AS w;
CREATE INDEX ON part (g, output);
ANALYZE part;

-- The first two lots of each graph are asked.
CREATE TEMPORARY TABLE asked AS SELECT g.g, n.n AS root, n.id FROM graph AS g JOIN node AS n ON n.g = g.g AND n.n <= 2;

-- Without loops: every path.
CREATE TEMPORARY TABLE slow AS
	WITH RECURSIVE path (g, root, lot, low, high, steps) AS (
		SELECT a.g, a.root, a.root, '1'::fraction, '1'::fraction, 0 FROM asked AS a JOIN graph AS g ON g.g = a.g WHERE NOT g.loops
		UNION ALL
		SELECT p.g, p.root, e.input, p.low * e.low, p.high * e.high, p.steps + 1 FROM path AS p JOIN part AS e ON e.g = p.g AND e.output = p.lot)
	SELECT g, root, lot, sum(low) AS low, least(sum(high), '1') AS high, min(steps) AS tier_min, max(steps) AS tier_max, count(*) AS paths FROM path GROUP BY 1, 2, 3;

-- With loops: the closure, and every path to its first visit of a lot, followed until hardly anything goes along it.
CREATE TEMPORARY TABLE slow_loop AS
	WITH RECURSIVE closure (g, root, lot) AS (
		SELECT a.g, a.root, a.root FROM asked AS a JOIN graph AS g ON g.g = a.g WHERE g.loops
		UNION
		SELECT c.g, c.root, e.input FROM closure AS c JOIN part AS e ON e.g = c.g AND e.output = c.lot
	), path (g, root, lot, flow, trail) AS (
		SELECT a.g, a.root, a.root, 1::double precision, ARRAY[a.root] FROM asked AS a JOIN graph AS g ON g.g = a.g WHERE g.loops
		UNION ALL
		SELECT p.g, p.root, e.input, p.flow * e.low::double precision, p.trail || e.input FROM path AS p JOIN part AS e ON e.g = p.g AND e.output = p.lot WHERE p.flow > 2e-4 AND e.low > '0'
	), visit AS (
		SELECT g, root, lot, sum(flow) FILTER (WHERE lot <> ALL (trail[:cardinality(trail) - 1])) AS flow, sum(flow) FILTER (WHERE flow <= 2e-4) AS cut FROM path GROUP BY 1, 2, 3
	)
	SELECT c.*, coalesce(v.flow, 0) AS flow, coalesce(sum(v.cut) OVER (PARTITION BY c.g, c.root), 0) AS cut FROM closure AS c LEFT JOIN visit AS v USING (g, root, lot);

-- ---- What is told ----

CREATE FUNCTION pg_temp.compared(what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('materials.flow_reader', 'plain', true);
	CREATE TEMPORARY TABLE plain AS SELECT a.g, a.root, n.n AS lot, w.* FROM asked AS a CROSS JOIN LATERAL flow_bounds('lot', a.id, 'up', 'mass', 'infinity') AS w LEFT JOIN node AS n ON n.id = w.reached_id;
	PERFORM set_config('materials.flow_reader', 'auto', true);
	CREATE TEMPORARY TABLE pages AS SELECT a.g, a.root, w.* FROM asked AS a CROSS JOIN LATERAL flow_bounds('lot', a.id, 'up', 'mass', 'infinity') AS w;
	PERFORM set_config('materials.flow_reader', 'sql', true);
	CREATE TEMPORARY TABLE query AS SELECT a.g, a.root, w.* FROM asked AS a CROSS JOIN LATERAL flow_bounds('lot', a.id, 'up', 'mass', 'infinity') AS w;
	PERFORM set_config('materials.flow_reader', 'auto', true);
	RETURN NEXT is_empty($q$
		SELECT g, root, lot, s.low, e.share_min, s.high, e.share_max, s.tier_min, e.tier_min, s.tier_max, e.tier_max
		FROM slow AS s FULL JOIN (SELECT p.* FROM plain AS p JOIN graph AS x ON x.g = p.g WHERE NOT x.loops) AS e USING (g, root, lot)
		WHERE (s.low, s.tier_min, s.tier_max) IS DISTINCT FROM (e.share_min, e.tier_min, e.tier_max) OR e.share_min = e.share_max AND s.high IS DISTINCT FROM e.share_max OR e.share_max > s.high$q$,
		what || ': closure, tiers and shares of plain rows equal those of every path, exactly');
	RETURN NEXT is_empty($q$
		SELECT g, root, lot, s.flow, s.cut, e.share_min
		FROM slow_loop AS s FULL JOIN (SELECT p.* FROM plain AS p JOIN graph AS x ON x.g = p.g WHERE x.loops) AS e USING (g, root, lot)
		WHERE s.g IS NULL OR e.g IS NULL OR e.share_min::double precision NOT BETWEEN s.flow - 1e-9 AND s.flow + s.cut + 1e-9$q$,
		what || ': with loops, closure and shares are those of the paths followed');
	RETURN NEXT is_empty($q$
		SELECT coalesce(e.g, b.g), coalesce(e.root, b.root), coalesce(e.reached_id, b.reached_id), e.share_min, b.share_min, e.share_max, b.share_max
		FROM plain AS e FULL JOIN pages AS b ON b.g = e.g AND b.root = e.root AND b.reached_id = e.reached_id
		WHERE e.g IS NULL OR b.g IS NULL OR (e.tier_min, e.tier_max) IS DISTINCT FROM (b.tier_min, b.tier_max) OR e.gap_reason IS DISTINCT FROM b.gap_reason AND (e.gap_reason IS NOT NULL OR b.gap_max > '1/1000000000000')
			OR b.share_min > e.share_min OR b.share_max < e.share_max OR b.gap_min > e.gap_min OR b.gap_max < e.gap_max OR b.used_min > e.used_min OR b.used_max < e.used_max
			OR e.share_min - b.share_min > '1/1000000000000' OR b.share_max - e.share_max > '1/1000000000000' OR e.gap_min - b.gap_min > '1/1000000000000' OR b.gap_max - e.gap_max > '1/1000000000000'$q$,
		what || ': the bounds of the store contain what is exact, and are no wider than rounding makes them');
	RETURN NEXT bag_eq('SELECT p::text FROM pages AS p', 'SELECT q::text FROM query AS q', what || ': pages and query tell the same, word for word');
	RETURN NEXT is((SELECT count(DISTINCT (g, root)) FROM pages), (SELECT count(*) FROM asked), what || ': all were asked');
	RETURN NEXT diag(format('%s: %s shares of plain rows, %s of them ranges; %s differ from the store''s bounds', what, (SELECT count(*) FROM plain), (SELECT count(*) FROM plain AS p WHERE p.share_min <> p.share_max),
		(SELECT count(*) FROM plain AS e JOIN pages AS b ON b.g = e.g AND b.root = e.root AND b.reached_id = e.reached_id WHERE (e.share_min, e.share_max) IS DISTINCT FROM (b.share_min, b.share_max))));
	DROP TABLE plain, pages, query;
END
$$;

SELECT diag(format('%s graphs, %s with loops; %s lots, %s replaced, %s withdrawn; %s draws, %s misstated; %s paths, %s in loops', (SELECT count(*) FROM graph), (SELECT count(DISTINCT (g)) FROM slow_loop),
	(SELECT count(*) FROM node), (SELECT count(*) FROM node WHERE fate = 'replaced'), (SELECT count(*) FROM node WHERE fate = 'withdrawn'), (SELECT count(*) FROM edge), (SELECT count(*) FROM edge WHERE misstated),
	(SELECT sum(paths) FROM slow), (SELECT count(*) FROM slow_loop)));
SELECT is((SELECT p.reader FROM trace_plan() AS p), 'store by pages', 'the store is read');
SELECT cmp_ok((SELECT p.stale_lots FROM trace_plan() AS p), '>', (SELECT count(*) / 4 FROM node), 'a good part of the lots was written since');
SELECT * FROM pg_temp.compared('written since');
SELECT maintain_flow() \g /dev/null
SELECT is((SELECT p.stale_lots FROM trace_plan() AS p), 0::bigint, 'all is packed');
SELECT * FROM pg_temp.compared('packed');
SELECT * FROM finish();
ROLLBACK;
