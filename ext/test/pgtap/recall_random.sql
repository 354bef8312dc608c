-- Recall lists of every lot of random flow, by every reader: which lots are on them, how far and whether anything was made of
-- them by a recursive query, shares by the exact walk upstream from the other end.  Packed, with late facts, loops and
-- corrections, and as known before.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_recall') \g /dev/null
SET LOCAL search_path = random_recall, materials, public;
SELECT no_plan();
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
SET LOCAL materials.exact_edges = 0;

CREATE FUNCTION pg_temp.lots_add(first integer, last integer, day timestamptz) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_recall.lot (code, material, quantity, primary_source, untraced_reason, custody_model, recorded_at)
	SELECT 'L' || n, 'assembly', (100 + floor(random() * 900) || ' kg')::materials.quantity, n < 10, CASE WHEN n > 10 AND random() < 0.05 THEN 'refused' END,
		CASE WHEN n > 10 AND random() < 0.05 THEN 'book_and_claim' END, lots_add.day
	FROM generate_series(first, last) AS n;
$$;
-- Each lot draws on some before it, and now and then on one behind it.
CREATE FUNCTION pg_temp.draws_add(first integer, last integer, backward double precision, day timestamptz) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_recall.consumption (output_lot_id, input_lot_id, quantity, excess_stated, recorded_at)
	SELECT o.id, i.id, (1 + floor(random() * 60) || ' kg')::materials.quantity, true, draws_add.day
	FROM (SELECT n, CASE WHEN random() < backward THEN 1 + floor(random() * last) ELSE greatest(1, n - 1 - floor(random() * 15)) END::integer AS m FROM generate_series(greatest(first, 10), last) AS n, generate_series(1, 2)) AS p
		JOIN random_recall.lot AS o ON o.code = 'L' || p.n JOIN random_recall.lot AS i ON i.code = 'L' || p.m
	WHERE o.id <> i.id AND NOT EXISTS (SELECT FROM random_recall.correction AS x WHERE x.relation = 'lot' AND x.row_id IN (o.id, i.id));
$$;

CREATE FUNCTION pg_temp.listed(known_at timestamptz) RETURNS TABLE (root text, lot text, is_end boolean, tier integer, share_min numeric, share_max numeric, used numeric) LANGUAGE sql AS $$
	SELECT l.code, r.lot, r.is_end, r.tier, r.share_min, r.share_max, r.used_share FROM random_recall.lot_at(listed.known_at) AS l CROSS JOIN LATERAL random_recall.recall(l.code, known_at => listed.known_at) AS r;
$$;
CREATE FUNCTION pg_temp.compared(what text, known_at timestamptz) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	reader text;
BEGIN
	ANALYZE lot, consumption, correction;
	-- A credit and what was withdrawn are made of nothing.
	CREATE TEMPORARY TABLE link AS
		SELECT DISTINCT i.code AS input, o.code AS output FROM consumption_at(compared.known_at) AS c JOIN lot_at(compared.known_at) AS o ON o.id = c.output_lot_id AND o.custody_model IS DISTINCT FROM 'book_and_claim' JOIN lot AS i ON i.id = c.input_lot_id;
	CREATE TEMPORARY TABLE expected AS
		WITH RECURSIVE walk (root, lot, tier) AS (
			SELECT l.code, l.code, 0 FROM lot_at(compared.known_at) AS l
			UNION
			SELECT w.root, k.output, w.tier + 1 FROM walk AS w JOIN link AS k ON k.input = w.lot WHERE w.tier < 70)
		SELECT w.root, w.lot, min(w.tier) AS tier, NOT EXISTS (SELECT FROM link AS k WHERE k.input = w.lot) AS is_end FROM walk AS w GROUP BY w.root, w.lot;
	CREATE TEMPORARY TABLE upstream AS
		SELECT r.code AS root, l.code AS lot, round_down(w.share_min, 20) AS share_min, round_up(w.share_max, 20) AS share_max, round_half_up(w.used_min, 20) AS used
		FROM lot_at(compared.known_at) AS l CROSS JOIN LATERAL flow_walk('lot', l.id, 'up', 'mass', compared.known_at) AS w JOIN lot AS r ON r.id = w.reached_id
		WHERE w.share_min = w.share_max;
	RETURN NEXT cmp_ok((SELECT count(*) FROM expected), '>', 100::bigint, what || ': lists have many lots');
	RETURN NEXT cmp_ok((SELECT count(*) FROM upstream), '>', 66::bigint, what || ': shares of many are certain');
	FOREACH reader IN ARRAY ARRAY['plain', 'auto', 'sql'] LOOP
		PERFORM set_config('materials.flow_reader', reader, true);
		CREATE TEMPORARY TABLE found AS SELECT f.* FROM pg_temp.listed(compared.known_at) AS f;
		RETURN NEXT bag_eq('SELECT root::text, lot::text, tier, is_end FROM expected', 'SELECT root, lot, tier, is_end FROM found', what || ', ' || reader || ': the same lots, tiers and ends');
		RETURN NEXT is_empty($q$SELECT f.root, f.lot, f.share_min, u.share_min, f.share_max, u.share_max, f.used, u.used
			FROM found AS f JOIN upstream AS u ON u.root = f.root AND u.lot = f.lot
			WHERE f.share_min > u.share_min OR f.share_max < u.share_max OR f.share_max - f.share_min > 1e-11 OR abs(f.used - u.used) > 1e-11$q$, what || ', ' || reader || ': the same shares from both ends');
		DROP TABLE found;
	END LOOP;
	PERFORM set_config('materials.flow_reader', 'auto', true);
	DROP TABLE link, expected, upstream;
END
$$;

SELECT pg_temp.lots_add(1, 50, '2025-01-01'), pg_temp.draws_add(1, 50, 0, '2025-01-01') \g /dev/null
SELECT * FROM pg_temp.compared('unpacked', 'infinity');
SELECT maintain_flow() \g /dev/null
SELECT is((SELECT p.reader FROM trace_plan() AS p), 'store by pages', 'the flow is packed');
SELECT * FROM pg_temp.compared('packed', 'infinity');
-- Facts that come late: new lots made of old ones, and old ones made of more, also of later ones.
SELECT pg_temp.lots_add(51, 60, '2025-06-01'), pg_temp.draws_add(51, 60, 0.1, '2025-06-01'), pg_temp.draws_add(30, 40, 0.15, '2025-06-01') \g /dev/null
INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', c.id, 'wrong' FROM consumption AS c WHERE random() < 0.05;
INSERT INTO correction (relation, row_id, reason) SELECT 'lot', l.id, 'there was none' FROM lot AS l WHERE l.code IN ('L20', 'L33');
SELECT cmp_ok((SELECT p.stale_lots FROM trace_plan() AS p), '>', 3::bigint, 'lots are out of date');
SELECT * FROM pg_temp.compared('late', 'infinity');
SELECT * FROM pg_temp.compared('as known before', '2025-03-01');
SELECT maintain_flow() \g /dev/null
SELECT is((SELECT p.stale_lots FROM trace_plan() AS p), 0::bigint, 'all is packed');
SELECT * FROM pg_temp.compared('packed with loops', 'infinity');
SELECT * FROM finish();
ROLLBACK;
