-- The ways through random flow, in order, against a query that lists all of them: to where ways begin, to lots of a country, of
-- a party, to one lot; the largest first and the shortest first (of those with no share at all only how long they are); with diamonds, loops, late facts, unknown parts; from the plain
-- rows, the store's pages and the store by SQL.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_path') \g /dev/null
SET LOCAL search_path = random_path, materials, public;
SELECT no_plan();
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

INSERT INTO item (code, name, class, unit_mass) VALUES ('CELL', 'Cell', 'component_material', '0.5 kg'), ('POWDER', 'Powder', 'component_material', NULL);
INSERT INTO party (code, name, kind) VALUES ('A', 'A', 'company'), ('B', 'B', 'company'), ('C', 'C', 'company');

-- Families of lots that have nothing to do with each other: a lot is made of some before it, and now and then of one behind it.
CREATE FUNCTION pg_temp.lots_add(families integer, first integer, last integer) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_path.lot (code, item_id, quantity, primary_source, untraced_reason, country, producer_id)
	SELECT f || '-' || n, k.item, (1000 + floor(random() * 2000) || CASE k.item WHEN 1 THEN ' each' ELSE ' kg' END)::materials.quantity, n < 5, CASE WHEN n > 5 AND random() < 0.1 THEN 'refused' END,
		(ARRAY['US', 'CN', 'AU', NULL])[1 + floor(random() * 4)]::materials.country, (ARRAY[1, 2, 3, NULL])[1 + floor(random() * 4)]
	FROM generate_series(1, families) AS f, generate_series(first, last) AS n, LATERAL (SELECT CASE WHEN random() + n * f * 0 < 0.3 THEN 1 ELSE 2 END AS item) AS k;
$$;
CREATE FUNCTION pg_temp.draws_add(families integer, first integer, last integer, backward double precision) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_path.consumption (output_lot_id, input_lot_id, quantity, cost, currency, excess_stated)
	SELECT o.id, i.id, ((1 + floor(random() * 8)) * 100 || CASE i.item_id WHEN 1 THEN ' each' ELSE ' kg' END)::materials.quantity, floor(random() * 4), 'USD', true
	FROM (SELECT f, n, 1 + floor(random() * (CASE WHEN random() < backward THEN last ELSE n - 1 END))::integer AS m FROM generate_series(1, families) AS f, generate_series(first, last) AS n, generate_series(1, 3)) AS p
		JOIN random_path.lot AS o ON o.code = p.f || '-' || p.n JOIN random_path.lot AS i ON i.code = p.f || '-' || p.m
	WHERE o.id <> i.id AND NOT o.primary_source;
$$;

-- What each input is of its output, from the tables alone.
CREATE VIEW pg_temp.drawn AS
	SELECT c.output_lot_id AS output, c.input_lot_id AS input, b.basis,
		materials.sum(CASE b.basis WHEN 'cost' THEN c.cost::fraction ELSE amount(c.quantity, CASE WHEN i.item_id = 1 THEN 'each' ELSE 'kg' END)::fraction * CASE WHEN i.item_id = 1 THEN '1/2' ELSE '1' END::fraction END) AS weight
	FROM consumption AS c JOIN lot AS i ON i.id = c.input_lot_id CROSS JOIN (VALUES ('mass'), ('cost')) AS b (basis) GROUP BY c.output_lot_id, c.input_lot_id, b.basis;
CREATE VIEW pg_temp.edge_now AS
	SELECT d.output, d.input, d.basis, CASE WHEN o.untraced_reason IS NOT NULL OR t.whole = '0' THEN '0'::fraction ELSE d.weight / t.whole END AS part_min, CASE WHEN t.whole = '0' THEN '1' ELSE d.weight / t.whole END AS part_max
	FROM pg_temp.drawn AS d JOIN lot AS o ON o.id = d.output
		JOIN LATERAL (SELECT CASE d.basis WHEN 'cost' THEN materials.sum(x.weight) ELSE greatest(materials.sum(x.weight), amount(o.quantity, CASE WHEN o.item_id = 1 THEN 'each' ELSE 'kg' END)::fraction * CASE WHEN o.item_id = 1 THEN '1/2' ELSE '1' END::fraction) END AS whole
			FROM pg_temp.drawn AS x WHERE x.output = d.output AND x.basis = d.basis) AS t ON true;
CREATE TEMPORARY TABLE edge (LIKE pg_temp.edge_now);
CREATE INDEX ON pg_temp.edge (output, basis);
-- All ways from a lot to the first marked lot on each; without marks, to where ways begin.
CREATE FUNCTION pg_temp.listed(root bigint, kind text, marked bigint[]) RETURNS TABLE (lots bigint[], share_min fraction, share_max fraction) LANGUAGE sql STABLE AS $$
	WITH RECURSIVE way (lots, at, share_min, share_max) AS (
		SELECT ARRAY[root], root, '1'::fraction, '1'::fraction
		UNION ALL
		SELECT w.lots || e.input, e.input, w.share_min * e.part_min, w.share_max * e.part_max FROM way AS w JOIN pg_temp.edge AS e ON e.output = w.at AND e.basis = kind
		WHERE e.input <> ALL (w.lots) AND NOT coalesce(w.at = ANY (marked), false)
	)
	SELECT w.lots, w.share_min, w.share_max FROM way AS w WHERE CASE WHEN marked IS NULL THEN NOT EXISTS (SELECT FROM pg_temp.edge AS e WHERE e.output = w.at) ELSE w.at = ANY (marked) END;
$$;
CREATE FUNCTION pg_temp.told(root bigint, kind text, marked bigint[], by_steps boolean, most integer) RETURNS TABLE (n bigint, lots bigint[], share_min fraction, share_max fraction) LANGUAGE sql STABLE AS $$
	SELECT row_number() OVER (ORDER BY p.path), array_agg(p.reached_id ORDER BY p.tier), (array_agg(p.share_min ORDER BY p.tier DESC))[1], (array_agg(p.share_max ORDER BY p.tier DESC))[1]
	FROM flow_paths('lot', root, '{}', coalesce(marked, '{}'), marked IS NULL, by_steps, most, kind, 'infinity') AS p GROUP BY p.path;
$$;
CREATE FUNCTION pg_temp.expected(root bigint, kind text, marked bigint[], by_steps boolean, most integer) RETURNS TABLE (n bigint, lots bigint[], share_min fraction, share_max fraction) LANGUAGE sql STABLE AS $$
	SELECT * FROM (SELECT row_number() OVER (ORDER BY CASE WHEN by_steps THEN cardinality(l.lots) END, l.share_max DESC, cardinality(l.lots), l.lots), l.lots, l.share_min, l.share_max
		FROM pg_temp.listed(root, kind, marked) AS l WHERE by_steps OR l.share_max > '0') AS x WHERE x.row_number <= most;
$$;

CREATE TEMPORARY TABLE asked (id integer GENERATED ALWAYS AS IDENTITY, root bigint, kind text, by_steps boolean, marks text, marked bigint[]);
CREATE FUNCTION pg_temp.ask(families integer) RETURNS void LANGUAGE sql VOLATILE AS $$
	DELETE FROM pg_temp.asked;
	INSERT INTO pg_temp.asked (root, kind, by_steps, marks, marked)
	SELECT r.id, b.basis, s.by_steps, m.marks, CASE m.marks WHEN 'country' THEN ARRAY(SELECT l.id FROM random_path.lot AS l WHERE l.country = 'CN') WHEN 'party' THEN ARRAY(SELECT l.id FROM random_path.lot AS l WHERE l.producer_id = 2)
		WHEN 'lot' THEN ARRAY(SELECT l.id FROM random_path.lot AS l WHERE split_part(l.code, '-', 1) = split_part(r.code, '-', 1) AND split_part(l.code, '-', 2)::integer < 5 ORDER BY random() LIMIT 1) END
	FROM (SELECT DISTINCT ON (split_part(l.code, '-', 1), k) l.* FROM random_path.lot AS l, generate_series(1, 2) AS k WHERE NOT l.primary_source ORDER BY split_part(l.code, '-', 1), k, random()) AS r,
		(VALUES ('mass'), ('cost')) AS b (basis), (VALUES (true), (false)) AS s (by_steps), (VALUES ('ends'), ('country'), ('party'), ('lot')) AS m (marks);
$$;
CREATE FUNCTION pg_temp.compared(what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	reader text;
BEGIN
	TRUNCATE pg_temp.edge;
	INSERT INTO pg_temp.edge SELECT * FROM pg_temp.edge_now;
	ANALYZE pg_temp.edge, item, lot, consumption, flow_mark, flow_even, flow_odd;
	CREATE TEMPORARY TABLE wanted AS SELECT a.id, a.root, a.kind, a.by_steps, a.marks, e.* FROM pg_temp.asked AS a CROSS JOIN LATERAL pg_temp.expected(a.root, a.kind, a.marked, a.by_steps, 300) AS e;
	-- Of equally short ways the one with the least numbers, looked at from above.
	CREATE TEMPORARY TABLE pair AS SELECT r.root AS from_id, l.id AS to_id FROM (SELECT DISTINCT a.root FROM pg_temp.asked AS a) AS r CROSS JOIN random_path.lot AS l;
	CREATE TEMPORARY TABLE shortest AS SELECT DISTINCT ON (p.from_id, p.to_id) p.from_id, p.to_id, w.lots
		FROM pair AS p CROSS JOIN LATERAL (SELECT x.lots, ARRAY(SELECT u.lot FROM unnest(x.lots) WITH ORDINALITY AS u (lot, n) ORDER BY u.n DESC) AS down FROM pg_temp.listed(p.from_id, 'mass', ARRAY[p.to_id]) AS x) AS w
		ORDER BY p.from_id, p.to_id, cardinality(w.lots), w.down;
	RETURN NEXT cmp_ok((SELECT count(*) FROM wanted), '>', 100::bigint, what || ': there are ways enough');
	FOREACH reader IN ARRAY ARRAY['auto', 'sql', 'plain'] LOOP
		PERFORM set_config('materials.flow_reader', reader, true);
		CREATE TEMPORARY TABLE told AS SELECT a.id, t.* FROM pg_temp.asked AS a CROSS JOIN LATERAL pg_temp.told(a.root, a.kind, a.marked, a.by_steps, 300) AS t;
		RETURN NEXT is_empty($q$
			SELECT w.root, w.kind, w.by_steps, w.marks, n, w.lots, t.lots, w.share_min, t.share_min, w.share_max, t.share_max FROM wanted AS w FULL JOIN told AS t USING (id, n)
			WHERE (CASE WHEN w.share_max > '0' THEN w.lots ELSE ARRAY[cardinality(w.lots)] END, w.share_min, w.share_max)
				IS DISTINCT FROM (CASE WHEN t.share_max > '0' THEN t.lots ELSE ARRAY[cardinality(t.lots)] END, t.share_min, t.share_max) LIMIT 5$q$, format('%s, read by %s: every way, in order, with its exact share', what, (SELECT p.reader FROM trace_plan() AS p)));
		RETURN NEXT bag_eq($q$SELECT w.from_id, w.to_id, w.lot_ids FROM flow_ways('lot', ARRAY(SELECT p.from_id FROM pair AS p ORDER BY p.from_id, p.to_id), ARRAY(SELECT p.to_id FROM pair AS p ORDER BY p.from_id, p.to_id), 'infinity') AS w$q$,
			'SELECT from_id, to_id, lots FROM shortest', format('%s, read by %s: a shortest way between any two', what, reader));
		DROP TABLE told;
	END LOOP;
	PERFORM set_config('materials.flow_reader', 'auto', true);
	DROP TABLE wanted, pair, shortest;
END
$$;

SELECT pg_temp.lots_add(6, 1, 14), pg_temp.draws_add(6, 5, 14, 0) \g /dev/null
SELECT pg_temp.ask(6) \g /dev/null
SELECT * FROM pg_temp.compared('plain rows');
SELECT maintain_flow() \g /dev/null
SELECT is((SELECT p.reader FROM trace_plan() AS p), 'store by pages', 'the store is read');
SELECT * FROM pg_temp.compared('packed');
SELECT pg_temp.lots_add(6, 15, 17), pg_temp.draws_add(6, 15, 17, 0), pg_temp.draws_add(3, 12, 13, 0) \g /dev/null
SELECT pg_temp.ask(6) \g /dev/null
SELECT * FROM pg_temp.compared('with late facts');
SELECT pg_temp.draws_add(6, 9, 15, 0.3) \g /dev/null
SELECT * FROM pg_temp.compared('with loops');
SELECT maintain_flow() \g /dev/null
SELECT * FROM pg_temp.compared('with loops, packed');

-- The rows of the question are those of the engine, dressed.
SELECT set_eq($q$SELECT l.id, p.path, p.tier, lot_id(p.lot), p.share, p.part FROM lot AS l CROSS JOIN LATERAL paths(l.code, countries => ARRAY['CN'], k => 5) AS p WHERE l.code LIKE '1-%'$q$,
	$q$SELECT l.id, p.path, p.tier, p.reached_id, materials.share(p.share_min, p.share_max), CASE WHEN p.tier > 0 THEN materials.share(p.part_min, p.part_max) END
		FROM lot AS l CROSS JOIN LATERAL flow_paths('lot', l.id, '{}', ARRAY(SELECT y.id FROM lot AS y WHERE y.country = 'CN'), false, false, 5, 'mass', 'infinity') AS p WHERE l.code LIKE '1-%'$q$, 'paths() tells them by code');
SELECT * FROM finish();
ROLLBACK;
