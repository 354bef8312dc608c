-- The flow store against the exact walk, on random flow with everything that a ledger knows: several units, missing inputs,
-- untraced lots, credits, corrections, loops; before and after maintenance, and with facts that come later.  Both readers of the
-- store are asked for everything.  SEED=n repeats a run; GRAPHS=n makes it
-- longer.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set graphs `echo ${GRAPHS:-4}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_flow') \g /dev/null
SET LOCAL search_path = random_flow, materials, public;
SELECT no_plan();
SELECT diag('SEED=' || :'seed' || ' GRAPHS=' || :'graphs');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
SET LOCAL materials.exact_edges = 0;

INSERT INTO item (code, name, class, unit_mass) VALUES ('CELL', 'Cell', 'component_material', '0.5 kg'), ('PIECE', 'Piece', 'component_material', NULL), ('POWDER', 'Powder', 'component_material', NULL);

-- Lots come in families that have nothing to do with each other; a lot may be made of any before it, of its family.
CREATE FUNCTION pg_temp.lots_add(families integer, first integer, size integer, prefix text) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_flow.lot (code, item_id, quantity, primary_source, untraced_reason, custody_model, country)
	SELECT prefix || f || '-' || n, CASE k.kind WHEN 'cell' THEN 1 WHEN 'piece' THEN 2 ELSE 3 END,
		(CASE k.kind WHEN 'powder' THEN (1 + floor(random() * 1000))::text || ' kg' ELSE (1000 + floor(random() * 1000))::text || ' each' END)::materials.quantity,
		n <= size / 3 AND random() < 0.7, CASE WHEN n > size / 3 AND random() < 0.08 THEN 'refused' END,
		CASE WHEN random() < 0.04 THEN 'book_and_claim' END, CASE WHEN random() < 0.5 THEN 'US' WHEN random() < 0.5 THEN 'CN' END::materials.country
	FROM generate_series(1, families) AS f, generate_series(first, first + size - 1) AS n,
		LATERAL (SELECT CASE WHEN random() * 10 + n + f * 0 < 3 THEN 'piece' WHEN random() < 0.3 THEN 'cell' ELSE 'powder' END AS kind) AS k;
$$;
-- So many draws in each family, of earlier lots or of any; what would be refused is left out.
CREATE FUNCTION pg_temp.draws_add(prefix text, draws integer, backward double precision) RETURNS void LANGUAGE sql VOLATILE AS $$
	WITH member AS (
		SELECT l.id, split_part(l.code, '-', 1) AS family, l.item_id, l.primary_source, row_number() OVER (PARTITION BY split_part(l.code, '-', 1) ORDER BY l.id) AS n, count(*) OVER (PARTITION BY split_part(l.code, '-', 1)) AS size
		FROM random_flow.lot AS l WHERE l.code LIKE prefix || '%' AND NOT EXISTS (SELECT FROM random_flow.correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id)
	), pair AS (
		SELECT m.family, 1 + floor(random() * m.size)::integer AS a, 1 + floor(random() * m.size)::integer AS b, random() < backward AS backward
		FROM (SELECT DISTINCT y.family, y.size FROM member AS y) AS m, generate_series(1, draws)
	)
	INSERT INTO random_flow.consumption (output_lot_id, input_lot_id, quantity, cost, currency, excess_stated)
	SELECT o.id, i.id, ((1 + floor(random() * 5))::text || CASE i.item_id WHEN 3 THEN ' kg' ELSE ' each' END)::materials.quantity, CASE WHEN random() < 0.8 THEN floor(random() * 20) END, CASE WHEN random() < 0.97 THEN 'USD' ELSE 'EUR' END, true
	FROM pair AS p
		JOIN member AS o ON o.family = p.family AND o.n = CASE WHEN p.backward THEN LEAST(p.a, p.b) ELSE GREATEST(p.a, p.b) END
		JOIN member AS i ON i.family = p.family AND i.n = CASE WHEN p.backward THEN GREATEST(p.a, p.b) ELSE LEAST(p.a, p.b) END
	WHERE p.a <> p.b AND NOT o.primary_source;
$$;
CREATE FUNCTION pg_temp.corrections_add(part double precision) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_flow.correction (relation, row_id, reason)
	SELECT 'consumption', c.id, 'wrong' FROM random_flow.consumption AS c WHERE random() < part AND NOT EXISTS (SELECT FROM random_flow.correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id);
	INSERT INTO random_flow.correction (relation, row_id, reason)
	SELECT 'lot', l.id, 'there was none' FROM random_flow.lot AS l WHERE random() < part / 2 AND NOT EXISTS (SELECT FROM random_flow.correction AS x WHERE x.relation = 'lot' AND l.id IN (x.row_id, x.replaced_by));
	WITH wrong AS MATERIALIZED (
		SELECT l.* FROM random_flow.lot AS l WHERE random() < part AND NOT EXISTS (SELECT FROM random_flow.correction AS x WHERE x.relation = 'lot' AND l.id IN (x.row_id, x.replaced_by))
	), better AS (
		INSERT INTO random_flow.lot (code, revision, item_id, quantity, primary_source, untraced_reason, country)
		SELECT w.code, w.revision + 1, w.item_id, w.quantity, w.primary_source, w.untraced_reason, 'JP' FROM wrong AS w RETURNING id, code, revision
	)
	INSERT INTO random_flow.correction (relation, row_id, replaced_by, reason)
	SELECT 'lot', w.id, b.id, 'made elsewhere' FROM wrong AS w JOIN better AS b ON b.code = w.code AND b.revision = w.revision + 1;
$$;

-- Size and origins of every lot, as a reader tells them.
CREATE FUNCTION pg_temp.told(reader text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('materials.flow_reader', told.reader, true);
	RETURN QUERY SELECT concat_ws(' ', root, s, o) FROM (SELECT DISTINCT root FROM pg_temp.exact) AS e,
		LATERAL flow_size('lot', root, 'infinity') AS s LEFT JOIN LATERAL flow_origin_shares('lot', root, 'mass', 'infinity') AS o ON true;
	PERFORM set_config('materials.flow_reader', 'auto', true);
END
$$;
-- Every lot, by every basis: what the walk says exactly, and what the store says.
CREATE FUNCTION pg_temp.compared(what text, way text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	asked bigint;
	kind text;
BEGIN
	ANALYZE item, lot, consumption, correction, flow_mark, flow_even, flow_odd, flow_late;
	CREATE TEMPORARY TABLE exact AS
		SELECT l.id AS root, b.basis, w.* FROM lot AS l, (VALUES ('mass'), ('cost'), ('count')) AS b (basis), LATERAL flow_walk('lot', l.id, compared.way, b.basis, 'infinity') AS w LIMIT 0;
	CREATE TEMPORARY TABLE bounded (LIKE exact);
	CREATE TEMPORARY TABLE bounded_by_query (LIKE exact);
	FOR asked, kind IN
		SELECT l.id, b.basis FROM lot AS l, (VALUES ('mass'), ('cost'), ('count')) AS b (basis)
		WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id AND x.replaced_by IS NOT NULL)
	LOOP
		-- A loop that nothing enters has no shares; both ways say so.
		BEGIN
			INSERT INTO exact SELECT asked, kind, w.* FROM flow_walk('lot', asked, compared.way, kind, 'infinity') AS w;
			INSERT INTO bounded SELECT asked, kind, w.* FROM flow_bounds('lot', asked, compared.way, kind, 'infinity') AS w;
			SET LOCAL materials.flow_reader = 'sql';
			INSERT INTO bounded_by_query SELECT asked, kind, w.* FROM flow_bounds('lot', asked, compared.way, kind, 'infinity') AS w;
			SET LOCAL materials.flow_reader = 'auto';
		EXCEPTION WHEN invalid_parameter_value THEN
			INSERT INTO exact (root, basis) VALUES (asked, kind);
			BEGIN
				PERFORM FROM flow_bounds('lot', asked, compared.way, kind, 'infinity');
			EXCEPTION WHEN invalid_parameter_value THEN
				INSERT INTO bounded (root, basis) VALUES (asked, kind);
			END;
		END;
	END LOOP;
	RETURN NEXT cmp_ok((SELECT count(*) FROM exact), '>', 166::bigint, what || ', ' || way || ': enough was asked');
	RETURN NEXT is_empty($q$
		SELECT coalesce(e.root, b.root), coalesce(e.basis, b.basis), coalesce(e.reached_id, b.reached_id), e.tier_min, b.tier_min, e.tier_max, b.tier_max, e.gap_reason, b.gap_reason
		FROM exact AS e FULL JOIN bounded AS b ON b.root = e.root AND b.basis = e.basis AND b.reached_id IS NOT DISTINCT FROM e.reached_id
		WHERE e.root IS NULL OR b.root IS NULL OR (e.tier_min, e.tier_max, e.is_end) IS DISTINCT FROM (b.tier_min, b.tier_max, b.is_end)
			-- A part of nothing may be told as a tiny part.
			OR e.gap_reason IS DISTINCT FROM b.gap_reason AND (e.gap_reason IS NOT NULL OR b.gap_max > '1/1000000000000')$q$, what || ', ' || way || ': the same lots, tiers and reasons');
	RETURN NEXT is_empty($q$
		SELECT e.root, e.basis, e.reached_id, e.share_min, b.share_min, e.share_max, b.share_max, e.gap_min, b.gap_min, e.gap_max, b.gap_max
		FROM exact AS e JOIN bounded AS b ON b.root = e.root AND b.basis = e.basis AND b.reached_id = e.reached_id
		WHERE b.share_min > e.share_min OR b.share_max < e.share_max OR b.gap_min > e.gap_min OR b.gap_max < e.gap_max
			OR b.used_min > e.used_min OR b.used_max < e.used_max$q$, what || ', ' || way || ': the bounds contain what is exact');
	RETURN NEXT is_empty($q$
		SELECT e.root, e.basis, e.reached_id, e.share_min, b.share_min, e.share_max, b.share_max
		FROM exact AS e JOIN bounded AS b ON b.root = e.root AND b.basis = e.basis AND b.reached_id = e.reached_id
		WHERE e.share_min - b.share_min > '1/1000000000000' OR b.share_max - e.share_max > '1/1000000000000'
			OR e.gap_min - b.gap_min > '1/1000000000000' OR b.gap_max - e.gap_max > '1/1000000000000'$q$, what || ', ' || way || ': and are no wider than rounding makes them');
	RETURN NEXT cmp_ok((SELECT count(*) FROM bounded_by_query), '>', 166::bigint, what || ', ' || way || ': enough was asked of both readers');
	RETURN NEXT bag_eq('SELECT b::text FROM bounded AS b WHERE reached_id IS NOT NULL', 'SELECT b::text FROM bounded_by_query AS b', what || ', ' || way || ': pages and query tell the same bounds, word for word');
	IF way = 'up' THEN
		RETURN NEXT is_empty($q$
			SELECT e.root, e.lots, s.lots, e.ids, s.lot_id_sum
			FROM (SELECT x.root, count(*) - 1 AS lots, coalesce(sum(x.reached_id), 0) - x.root AS ids FROM exact AS x WHERE x.basis = 'mass' AND x.reached_id IS NOT NULL GROUP BY x.root) AS e
				CROSS JOIN LATERAL flow_size('lot', e.root, 'infinity') AS s
			WHERE (e.lots, e.ids) IS DISTINCT FROM (s.lots, s.lot_id_sum)$q$, what || ', ' || way || ': as many lots are counted');
		RETURN NEXT is_empty($q$
			SELECT e.*, o.*
			FROM (SELECT x.root, x.gap_reason IS NOT NULL AS lost, sum(CASE WHEN x.gap_reason IS NULL THEN x.share_min ELSE x.gap_min END) AS least, sum(CASE WHEN x.gap_reason IS NULL THEN x.share_max ELSE x.gap_max END) AS most
					FROM exact AS x WHERE x.basis = 'mass' AND (x.gap_reason IS NOT NULL OR x.is_end) GROUP BY 1, 2) AS e
				LEFT JOIN LATERAL (SELECT sum(s.share_min) AS least, sum(s.share_max) AS most FROM flow_origin_shares('lot', e.root, 'mass', 'infinity') AS s WHERE s.lost = e.lost) AS o ON true
			WHERE e.root IN (SELECT s.root FROM exact AS s GROUP BY 1 HAVING count(*) > 9)
				AND (o.least IS NULL OR o.least > e.least OR e.least - o.least > '1/1000000000000' OR e.most <= '1' AND (o.most < e.most OR o.most - e.most > '1/1000000000000'))$q$,
			what || ', ' || way || ': origins add up to what is exact');
		RETURN NEXT bag_eq($q$SELECT pg_temp.told('auto')$q$, $q$SELECT pg_temp.told('sql')$q$, what || ', ' || way || ': and the same sizes and origins');
	END IF;
	DROP TABLE exact, bounded, bounded_by_query;
END
$$;

SELECT pg_temp.lots_add(:graphs / 2, 1, 14, 'A'), pg_temp.draws_add('A', 26, 0) \g /dev/null
SELECT pg_temp.lots_add(:graphs / 4, 1, 12, 'B'), pg_temp.draws_add('B', 18, 0.15) \g /dev/null
SELECT pg_temp.lots_add(:graphs / 4, 1, 10, 'C'), pg_temp.draws_add('C', 20, 1) \g /dev/null
SELECT pg_temp.corrections_add(0.05) \g /dev/null
SELECT is((SELECT p.reader FROM trace_plan() AS p), 'plain rows', 'without maintenance the plain rows are read');
SELECT is((SELECT m.lots FROM maintain_flow() AS m), (SELECT count(*) FROM flow_lot_fact), 'maintenance packs every lot');
SELECT is((SELECT ROW(p.*)::text FROM trace_plan() AS p), (SELECT ROW('store by pages', NULL::text, s.lot_count::bigint, 0::bigint)::text FROM flow_state AS s), 'and the store is read');
SET LOCAL materials.flow_reader = 'sql';
SELECT is((SELECT ROW(p.*)::text FROM trace_plan() AS p), (SELECT ROW('store by SQL', 'materials.flow_reader says so', s.lot_count::bigint, 0::bigint)::text FROM flow_state AS s), 'by a query where a setting says so');
SET LOCAL materials.flow_reader = 'auto';
SELECT * FROM pg_temp.compared('packed', 'up');
SELECT * FROM pg_temp.compared('packed', 'down');

-- Facts that come later: more of the same lots, new lots, corrections.
SELECT pg_temp.draws_add('A', 4, 0), pg_temp.draws_add('B', 3, 0.3), pg_temp.draws_add('C', 3, 0) \g /dev/null
SELECT pg_temp.lots_add(:graphs / 2, 101, 3, 'A'), pg_temp.draws_add('A', 5, 0.2) \g /dev/null
SELECT pg_temp.corrections_add(0.04) \g /dev/null
UPDATE item SET unit_mass = '0.7 kg' WHERE code = 'CELL';
SELECT cmp_ok((SELECT p.stale_lots FROM trace_plan() AS p), '>', 5::bigint, 'many lots are out of date');
SELECT * FROM pg_temp.compared('written since', 'up');
SELECT * FROM pg_temp.compared('written since', 'down');
-- Lots that are packed before maintenance comes, and then written again.
SELECT pack_late_flow() AS packed \gset
SELECT is(:packed::bigint, (SELECT count(DISTINCT f.lot_id) FROM flow_late AS f), 'late lots are packed');
SELECT cmp_ok((SELECT count(DISTINCT f.lot_id) FROM flow_late AS f), '>', 1::bigint, 'some of them');
SELECT is_empty('SELECT m.lot_id FROM flow_mark AS m JOIN flow_late AS f ON f.lot_id = m.lot_id', 'and their marks are settled');
SELECT * FROM pg_temp.compared('packed late', 'up');
SELECT * FROM pg_temp.compared('packed late', 'down');
SELECT pg_temp.draws_add('A', 3, 0.1), pg_temp.draws_add('B', 3, 0.3), pg_temp.draws_add('C', 3, 1) \g /dev/null
SELECT pg_temp.corrections_add(0.02) \g /dev/null
INSERT INTO correction (relation, row_id, reason)
SELECT 'consumption', c.id, 'weighed wrongly' FROM consumption AS c JOIN flow_late AS f ON f.lot_id = c.output_lot_id
WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id) ORDER BY c.id LIMIT 1;
SELECT isnt_empty('SELECT m.lot_id FROM flow_mark AS m JOIN flow_late AS f ON f.lot_id = m.lot_id', 'some are written again');
SELECT * FROM pg_temp.compared('written again', 'up');
SELECT * FROM pg_temp.compared('written again', 'down');
SELECT cmp_ok((SELECT m.marks FROM maintain_flow() AS m), '>', 1::bigint, 'maintenance settles the marks');
SELECT is((SELECT count(*) FROM flow_late), 0::bigint, 'and takes in what was packed late');
SELECT is((SELECT p.stale_lots FROM trace_plan() AS p), 0::bigint, 'all of them');
SELECT * FROM pg_temp.compared('packed again', 'up');
SELECT * FROM pg_temp.compared('packed again', 'down');
SELECT is((SELECT s.generation FROM flow_state AS s), 2::bigint, 'in a second generation');
SELECT * FROM finish();
ROLLBACK;
