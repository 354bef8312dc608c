-- What flows from lot to lot: against shares and parts computed here, upstream and downstream, as exact numbers and as bounds, whole
-- and with the small ones put together; on random flow with loops and late facts.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('drawn') \g /dev/null
SET LOCAL search_path = drawn, materials, public;
SELECT no_plan();
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

INSERT INTO import_lot (code, material, country, quantity, primary_source) VALUES ('ORE-1', 'graphite', 'CN', '100 kg', true), ('ORE-2', 'graphite', 'AU', '100 kg', true), ('ORE-3', 'graphite', 'CN', '200 kg', true);
INSERT INTO import_lot (code, material, country, quantity) VALUES ('BLEND', 'graphite', 'CN', '100 kg'), ('PACK', 'battery', 'US', '100 kg');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('BLEND', 'ORE-1', '60 kg'), ('BLEND', 'ORE-2', '40 kg'), ('PACK', 'BLEND', '40 kg'), ('PACK', 'BLEND', '10 kg'), ('PACK', 'ORE-2', '30 kg'), ('PACK', 'ORE-3', '20 kg');
SELECT results_eq($$SELECT from_lot, from_tier, to_lot, to_tier, edges, quantity, part::text, share_min, share_max, from_country FROM trace_edges('PACK')$$, $$VALUES
	('BLEND', 1, 'PACK', 0, 2::bigint, '50 kg', '1/2', 0.5, 0.5, 'CN'), ('ORE-2', 1, 'PACK', 0, 1, '30 kg', '3/10', 0.3, 0.3, 'AU'), ('ORE-3', 1, 'PACK', 0, 1, '20 kg', '1/5', 0.2, 0.2, 'CN'),
	('ORE-2', 1, 'BLEND', 1, 1, '40 kg', '2/5', 0.2, 0.2, 'AU'), ('ORE-1', 2, 'BLEND', 1, 1, '60 kg', '3/5', 0.3, 0.3, 'CN')$$, 'up: which share of the pack came this way');
SELECT set_eq($$SELECT from_lot, to_lot, to_tier, part::text, share_min FROM trace_edges('ORE-2', 'down')$$, $$VALUES ('BLEND', 'PACK', 1, '1/2', 0.2), ('ORE-2', 'BLEND', 1, '2/5', 0.4), ('ORE-2', 'PACK', 1, '3/10', 0.3)$$, 'down: which share of the ore went this way');
SELECT results_eq($$SELECT from_lot, from_tier, from_lots, to_lot, to_tier, to_lots, edges, part::text, share_min, share_max FROM trace_edges('PACK', lots_max => 2)$$, $$VALUES
	(NULL, 1, 2::bigint, 'PACK', 0, 1::bigint, 3::bigint, '7/10', 0.7, 0.7), ('ORE-2', 1, 1, 'PACK', 0, 1, 1, '3/10', 0.3, 0.3), ('ORE-2', 1, 1, NULL, 1, 2, 1, NULL, 0.2, 0.2), (NULL, 2, 1, NULL, 1, 2, 1, NULL, 0.3, 0.3)$$,
	'where there is room for two lots, the others of a tier stand together');
SELECT results_eq($$SELECT from_lot, from_lots, to_lot, to_lots, edges, share_max FROM trace_edges('PACK', lots_max => 1) WHERE to_lot IS NULL$$, $$VALUES (NULL, 3::bigint, NULL, 3::bigint, 1::bigint, 0.2), (NULL, 1, NULL, 3, 1, 0.3)$$, 'for one, only the pack is told by its code');
SELECT is_empty($$SELECT * FROM trace_edges('ORE-1')$$, 'nothing flows into what begins the chain');

-- Random families of lots, with loops and unknown parts.
CREATE FUNCTION pg_temp.lots_add(families integer, first integer, last integer) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO drawn.lot (code, material, quantity, primary_source, untraced_reason)
	SELECT 'F' || f || '-' || n, 'steel', (1000 + floor(random() * 2000) || ' kg')::materials.quantity, n < 6, CASE WHEN n > 6 AND random() < 0.1 THEN 'refused' END FROM generate_series(1, families) AS f, generate_series(first, last) AS n;
$$;
CREATE FUNCTION pg_temp.draws_add(families integer, first integer, last integer, backward double precision) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO drawn.consumption (output_lot_id, input_lot_id, quantity, excess_stated)
	SELECT o.id, i.id, ((1 + floor(random() * 8)) * 20 || ' kg')::materials.quantity, true
	FROM (SELECT f, n, 1 + floor(random() * (CASE WHEN random() < backward THEN last ELSE n - 1 END))::integer AS m FROM generate_series(1, families) AS f, generate_series(first, last) AS n, generate_series(1, 3)) AS p
		JOIN drawn.lot AS o ON o.code = 'F' || p.f || '-' || p.n JOIN drawn.lot AS i ON i.code = 'F' || p.f || '-' || p.m WHERE o.id <> i.id AND NOT o.primary_source;
$$;
-- What each edge carries, from the shares of the lots and what was drawn.
CREATE FUNCTION pg_temp.carried(root bigint, way text) RETURNS TABLE (from_id bigint, to_id bigint, from_tier integer, to_tier integer, looped boolean, share_min fraction, share_max fraction) LANGUAGE sql STABLE AS $$
	WITH walk AS MATERIALIZED (
		SELECT w.* FROM materials.flow_walk('drawn.lot', root, way, 'mass', 'infinity') AS w
	), edge AS (
		SELECT c.output_lot_id AS output, c.input_lot_id AS input, materials.sum(materials.amount(c.quantity, 'kg')::materials.fraction) AS drawn FROM drawn.consumption AS c GROUP BY 1, 2
	), whole AS (
		SELECT e.output, greatest(materials.sum(e.drawn), materials.amount(l.quantity, 'kg')::fraction) AS made, l.untraced_reason IS NOT NULL AS open FROM edge AS e JOIN drawn.lot AS l ON l.id = e.output GROUP BY e.output, l.id
	)
	SELECT e.input, e.output, i.tier_min, o.tier_min, (o.tier_max IS NULL AND i.tier_max IS NULL),
		CASE way WHEN 'up' THEN CASE WHEN w.open THEN '0' ELSE o.share_min * (e.drawn / w.made) END ELSE i.used_min * (e.drawn / materials.amount(l.quantity, 'kg')::fraction) END,
		CASE way WHEN 'up' THEN o.share_max * (e.drawn / w.made) ELSE i.used_max * (e.drawn / materials.amount(l.quantity, 'kg')::fraction) END
	FROM edge AS e JOIN whole AS w ON w.output = e.output JOIN walk AS o ON o.reached_id = e.output JOIN walk AS i ON i.reached_id = e.input JOIN drawn.lot AS l ON l.id = e.input;
$$;
CREATE FUNCTION pg_temp.compared(what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	reader text;
	most integer;
BEGIN
	ANALYZE lot, consumption, flow_mark, flow_even, flow_odd;
	CREATE TEMPORARY TABLE wanted AS SELECT l.id AS root, d.way, c.* FROM lot AS l CROSS JOIN (VALUES ('up'), ('down')) AS d (way) CROSS JOIN LATERAL pg_temp.carried(l.id, d.way) AS c WHERE l.code LIKE 'F%';
	RETURN NEXT cmp_ok((SELECT count(*) FROM wanted), '>', 166::bigint, what || ': there are edges enough');
	FOREACH reader IN ARRAY ARRAY['plain', 'auto', 'sql'] LOOP
		FOREACH most IN ARRAY ARRAY[0, 2000] LOOP
			PERFORM set_config('materials.flow_reader', reader, true), set_config('materials.exact_edges', most::text, true);
			CREATE TEMPORARY TABLE told AS SELECT r.root, r.way, e.* FROM (SELECT DISTINCT w.root, w.way FROM wanted AS w) AS r CROSS JOIN LATERAL flow_edges('lot', r.root, r.way, 'mass', 1000000, 'infinity') AS e;
			RETURN NEXT is_empty($q$
				SELECT coalesce(w.root, t.root), coalesce(w.way, t.way), w.from_id, w.to_id, w.share_min, t.share_min, w.share_max, t.share_max FROM wanted AS w FULL JOIN told AS t ON t.root = w.root AND t.way = w.way AND t.from_id = w.from_id AND t.to_id = w.to_id
				WHERE w.root IS NULL OR t.root IS NULL OR (w.from_tier, w.to_tier, 1, 1) IS DISTINCT FROM (t.from_tier, t.to_tier, t.from_lots, t.to_lots)
					OR NOT w.looped AND (t.share_min > w.share_min OR t.share_max < w.share_max OR w.share_min - t.share_min > '1/1000000000000' OR t.share_max - w.share_max > '1/1000000000000')
					-- How often a grain goes round is not asked: it came this way at least when it came first.
					OR w.looped AND w.way = 'up' AND (t.share_min > w.share_min OR t.share_max > '1' OR t.share_max < w.share_min)
					OR w.looped AND w.way = 'down' AND (t.share_min > w.share_min OR t.share_max < w.share_max) LIMIT 5$q$, format('%s, read by %s%s: every edge, and what it carries', what, reader, CASE WHEN most = 0 THEN ', bounds' ELSE '' END));
			DROP TABLE told;
			-- Put together, nothing is lost, and what stands for itself is as it was.
			RETURN NEXT is_empty($q$
				SELECT r.root, r.way FROM (SELECT w.root, w.way, materials.sum(w.share_max) AS share, count(*) AS pairs FROM wanted AS w GROUP BY 1, 2 HAVING bool_and(NOT w.looped)) AS r
					CROSS JOIN LATERAL (SELECT materials.sum(e.share_max) AS share, sum(e.edges) AS edges, count(DISTINCT e.from_id) FILTER (WHERE e.from_id <> r.root) AS lots, bool_or(e.to_id = r.root OR e.from_id = r.root) AS root_told
						FROM flow_edges('lot', r.root, r.way, 'mass', 4, 'infinity') AS e) AS f
				WHERE greatest(f.share - r.share, r.share - f.share) > '1/1000000000' OR f.edges < r.pairs OR f.lots > 3 OR NOT f.root_told LIMIT 5$q$, format('%s, read by %s%s: put together, nothing is lost', what, reader, CASE WHEN most = 0 THEN ', bounds' ELSE '' END));
		END LOOP;
	END LOOP;
	PERFORM set_config('materials.flow_reader', 'auto', true), set_config('materials.exact_edges', '2000', true);
	DROP TABLE wanted;
END
$$;
SELECT pg_temp.lots_add(5, 1, 14), pg_temp.draws_add(5, 6, 14, 0) \g /dev/null
SELECT * FROM pg_temp.compared('plain rows');
SELECT maintain_flow() \g /dev/null
SELECT * FROM pg_temp.compared('packed');
SELECT pg_temp.lots_add(5, 15, 17), pg_temp.draws_add(5, 15, 17, 0), pg_temp.draws_add(4, 9, 15, 0.2) \g /dev/null
SELECT * FROM pg_temp.compared('with loops and late facts');
SELECT * FROM finish();
ROLLBACK;
