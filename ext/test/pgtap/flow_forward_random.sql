-- How much of every lot came from some, in one pass: against the exact walk of each lot by itself, on random flow; straight
-- from the store, with late facts, with loops, and from the plain rows.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_forward') \g /dev/null
SET LOCAL search_path = random_forward, materials, public;
SELECT no_plan();
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

INSERT INTO item (code, name, class, unit_mass) VALUES ('CELL', 'Cell', 'component_material', '0.5 kg'), ('POWDER', 'Powder', 'component_material', NULL);
INSERT INTO party (code, name, kind) VALUES ('A', 'A', 'company'), ('B', 'B', 'company'), ('C', 'C', 'company');

CREATE FUNCTION pg_temp.lots_add(first integer, last integer) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_forward.lot (code, item_id, quantity, primary_source, untraced_reason, country, producer_id, material)
	SELECT 'L' || n, k.item, (1000 + floor(random() * 1000) || CASE k.item WHEN 1 THEN ' each' ELSE ' kg' END)::materials.quantity, n < 25 AND random() < 0.8, CASE WHEN n > 25 AND random() < 0.05 THEN 'refused' END,
		(ARRAY['US', 'CN', 'AU', NULL])[1 + floor(random() * 4)]::materials.country, (ARRAY[1, 2, 3, NULL])[1 + floor(random() * 4)],
		(ARRAY['lithium_carbonate', 'natural_graphite', NULL])[1 + floor(random() * 3)]
	FROM generate_series(first, last) AS n, LATERAL (SELECT CASE WHEN random() + n * 0 < 0.3 THEN 1 ELSE 2 END AS item) AS k;
$$;
CREATE FUNCTION pg_temp.draws_add(first integer, last integer, backward double precision) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_forward.consumption (output_lot_id, input_lot_id, quantity, excess_stated)
	SELECT o.id, i.id, (400 + floor(random() * 600) || CASE i.item_id WHEN 1 THEN ' each' ELSE ' kg' END)::materials.quantity, true
	FROM (SELECT n, 1 + floor(random() * (CASE WHEN random() < backward THEN last ELSE n - 1 END))::integer AS m FROM generate_series(first, last) AS n, generate_series(1, 3)) AS p
		JOIN random_forward.lot AS o ON o.code = 'L' || p.n JOIN random_forward.lot AS i ON i.code = 'L' || p.m
	WHERE o.id <> i.id AND NOT o.primary_source;
$$;

-- What ends at lots made in a country, and through which lots of a party it came, of every lot; the walk of each is the oracle.
CREATE FUNCTION pg_temp.compared(what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMPORARY TABLE walked AS
		SELECT l.code, w.reached_id, w.share_min, w.share_max, w.gap_min, w.gap_max, w.gap_reason, r.country, r.producer_id,
			NOT EXISTS (SELECT FROM consumption AS c WHERE c.output_lot_id = w.reached_id) AS ends
		FROM lot AS l CROSS JOIN LATERAL flow_walk('lot', l.id, 'up', 'mass', 'infinity') AS w JOIN lot AS r ON r.id = w.reached_id;
	CREATE TEMPORARY TABLE expected AS
		SELECT w.code, bool_or(w.country = 'CN') AS reached, bool_or(w.producer_id = 2) AS through,
			-- Where the parts are certain, the ends in China are a lower bound, and with all that is unknown elsewhere an upper one.
			bool_and(w.share_min = w.share_max AND w.gap_min = w.gap_max) AS certain,
			coalesce(sum(w.share_min) FILTER (WHERE w.ends AND w.country = 'CN'), '0') AS least,
			coalesce(sum(w.share_min) FILTER (WHERE w.ends AND w.country = 'CN'), '0') + coalesce(sum(w.gap_min) FILTER (WHERE NOT (w.ends AND coalesce(w.country = 'CN', false))), '0') AS most
		FROM walked AS w GROUP BY w.code;
	CREATE TEMPORARY TABLE found AS SELECT e.* FROM exposure('POWDER', ARRAY['CN'], ends_only => true) AS e UNION ALL SELECT e.* FROM exposure('CELL', ARRAY['CN'], ends_only => true) AS e;
	CREATE TEMPORARY TABLE found_through AS SELECT e.* FROM exposure('POWDER', parties => ARRAY['B']) AS e UNION ALL SELECT e.* FROM exposure('CELL', parties => ARRAY['B']) AS e;

	RETURN NEXT is_empty($q$SELECT coalesce(e.code, f.lot) FROM expected AS e FULL JOIN found AS f ON f.lot = e.code WHERE e.code IS NULL OR f.lot IS NULL OR f.reached IS DISTINCT FROM coalesce(e.reached, false)$q$, what || ': every lot is told, and those are reached that have one upstream');
	RETURN NEXT is_empty($q$SELECT coalesce(e.code, f.lot) FROM expected AS e FULL JOIN found_through AS f ON f.lot = e.code WHERE e.code IS NULL OR f.lot IS NULL OR f.reached IS DISTINCT FROM coalesce(e.through, false)$q$, what || ': by party too');
	RETURN NEXT is_empty($q$SELECT e.code, e.least, e.most, f.share_min, f.share_max FROM expected AS e JOIN found AS f ON f.lot = e.code WHERE e.certain AND (f.share_min::fraction > e.least OR f.share_max::fraction < LEAST(e.most, '1'))$q$, what || ': the bounds contain the exact ends');
	RETURN NEXT is_empty($q$SELECT e.code, e.least, e.most, f.share_min, f.share_max FROM expected AS e JOIN found AS f ON f.lot = e.code WHERE e.certain AND (e.least - f.share_min::fraction > '1/100000000000' OR f.share_max::fraction - LEAST(e.most, '1') > '1/100000000000')$q$, what || ': and are as sharp as 12 digits');
	RETURN NEXT cmp_ok((SELECT count(*) FROM expected AS e WHERE e.certain AND e.least > '0' AND e.least < '1'), '>', 1::bigint, what || ': enough of them are neither nothing nor all');
	RETURN NEXT is_empty($q$SELECT f.lot FROM found_through AS f WHERE f.share_min > f.share_max OR f.share_min > 0 AND NOT f.reached$q$, what || ': nothing comes through what is not upstream');
	RETURN NEXT is((SELECT ROW(t.lots, t.lots_reached, t.lots_above, t.lots_maybe_above, t.share_min_sum, t.share_max_sum)::text FROM exposure_total('POWDER', ARRAY['CN'], ends_only => true) AS t),
		(SELECT ROW(count(*), count(*) FILTER (WHERE e.reached), count(*) FILTER (WHERE e.share_min > 0.5), count(*) FILTER (WHERE e.share_max > 0.5), sum(e.share_min)::numeric(24, 12), sum(e.share_max)::numeric(24, 12))::text
			FROM exposure('POWDER', ARRAY['CN'], ends_only => true) AS e), what || ': the totals are those of the rows');
	RETURN NEXT is((SELECT t::text FROM where_used_total('POWDER', parties => ARRAY['B']) AS t),
		(SELECT ROW(count(*), count(*) FILTER (WHERE e.through), sum(l.id) FILTER (WHERE e.through))::text FROM expected AS e JOIN lot AS l ON l.code = e.code WHERE l.item_id = 2),
		what || ': so many have a lot of that party upstream, or are one');
	RETURN NEXT bag_eq($q$SELECT w.item, w.material, w.lots_reached, w.lots_maybe, w.share_min, w.share_max FROM where_used(parties => ARRAY['B']) AS w$q$, $q$
		SELECT i.code::text AS item, l.material, count(*) FILTER (WHERE e.through) AS lots_reached, count(*) FILTER (WHERE e.through IS NOT TRUE) AS lots_maybe, min(f.share_min) FILTER (WHERE e.through) AS share_min, max(f.share_max) AS share_max
		FROM expected AS e JOIN found_through AS f ON f.lot = e.code JOIN lot AS l ON l.code = e.code JOIN item AS i ON i.id = l.item_id WHERE e.through OR f.share_max > 0 GROUP BY 1, 2$q$, what || ': uses by item and material are those of the lots');
	RETURN NEXT is_empty($q$
		SELECT l.code, e.tier, e.lots, e.first_lot_id, w.* FROM lot AS l CROSS JOIN LATERAL evidence_tier(l.code, ARRAY['CN'], ARRAY['B', 'C']) AS e
			LEFT JOIN LATERAL (SELECT w.tier_min, count(*) AS lots, min(w.reached_id) AS first_id FROM flow_walk('lot', l.id, 'up', 'mass', 'infinity') AS w JOIN lot AS r ON r.id = w.reached_id
				WHERE r.country = 'CN' AND r.producer_id IN (2, 3) GROUP BY 1 ORDER BY 1 LIMIT 1) AS w ON true
		WHERE (e.tier, e.lots, e.first_lot_id) IS DISTINCT FROM (w.tier_min, w.lots, w.first_id)$q$, what || ': the nearest lots are found');
	PERFORM set_config('materials.flow_reader', 'sql', true);
	RETURN NEXT is((SELECT t.lots_reached FROM where_used_total('POWDER', parties => ARRAY['B']) AS t), (SELECT count(*) FROM expected AS e JOIN lot AS l ON l.code = e.code WHERE l.item_id = 2 AND e.through),
		what || ': and by a query on the store as many');
	CREATE TEMPORARY TABLE found_by_query AS SELECT e.* FROM exposure('POWDER', ARRAY['CN'], ends_only => true) AS e UNION ALL SELECT e.* FROM exposure('CELL', ARRAY['CN'], ends_only => true) AS e;
	PERFORM set_config('materials.flow_reader', 'auto', true);
	RETURN NEXT bag_eq('SELECT f::text FROM found_by_query AS f', 'SELECT f::text FROM found AS f', what || ': a query on the store tells the same as its pages');
	DROP TABLE walked, expected, found, found_through, found_by_query;
END
$$;

SELECT pg_temp.lots_add(1, 120), pg_temp.draws_add(20, 120, 0) \g /dev/null
SELECT * FROM pg_temp.compared('plain rows');
SELECT maintain_flow() \g /dev/null
SELECT is((SELECT p.reader FROM trace_plan() AS p), 'store by pages', 'the store is read');
SELECT * FROM pg_temp.compared('packed');
SELECT pg_temp.lots_add(121, 140), pg_temp.draws_add(100, 140, 0) \g /dev/null
SELECT * FROM pg_temp.compared('with late facts');
SELECT pg_temp.draws_add(120, 140, 0.5) \g /dev/null
SELECT * FROM pg_temp.compared('with loops');
SELECT maintain_flow() \g /dev/null
SELECT * FROM pg_temp.compared('with loops, packed');
SELECT pg_temp.draws_add(100, 140, 0.1) \g /dev/null
SELECT * FROM pg_temp.compared('with loops, and late facts');
SELECT cmp_ok(pack_late_flow(), '>', 6::bigint, 'late lots are packed');
SELECT * FROM pg_temp.compared('with loops, and late facts packed');
SELECT pg_temp.lots_add(141, 150), pg_temp.draws_add(120, 150, 0.3) \g /dev/null
SELECT * FROM pg_temp.compared('with more late facts');
SELECT * FROM finish();
ROLLBACK;
