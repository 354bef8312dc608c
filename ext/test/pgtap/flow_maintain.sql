-- Maintenance of the flow store where numbers fit no integer, lots have very many inputs, and memory is short.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('packed_flow') \g /dev/null
SET LOCAL search_path = packed_flow, materials, public;
SELECT no_plan();
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
SET LOCAL materials.exact_edges = 0;

INSERT INTO item (code, name, class) VALUES ('PIECE', 'Piece', 'component_material'), ('POWDER', 'Powder', 'component_material');
-- Lots 1 to 500 are sources; 501 to 540 are made of some of them, some twice; 531 to 540 of most of them.
INSERT INTO lot (code, item_id, quantity, primary_source, unit_mass)
SELECT 'L-' || n, CASE WHEN n % 5 = 0 THEN 1 ELSE 2 END,
	(CASE WHEN n % 5 = 0 THEN '100000 each' WHEN random() < 0.3 THEN (1 + random() * 5)::numeric(20, 17) || ' kg' WHEN random() < 0.5 THEN '500 lb' ELSE '77.5 kg' END)::quantity, n <= 500,
	CASE WHEN n % 10 = 0 THEN '0.333 oz'::quantity END
FROM generate_series(1, 540) AS n ORDER BY n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, cost, currency, excess_stated)
SELECT o.id, i.id,
	(CASE WHEN i.item_id = 1 THEN (1 + floor(random() * 9))::text || ' each' WHEN o.id % 2 = 0 AND random() < 0.1 THEN '0.123456789012345678901 kg' WHEN random() < 0.2 THEN '3.7 oz'
		WHEN o.id % 3 = 0 AND random() < 0.02 THEN '99999999999999.123456789 kg' ELSE (1 + floor(random() * 99999))::text || ' g' END)::quantity,
	CASE WHEN o.id % 7 = 0 THEN NULL WHEN o.id % 4 = 0 AND random() < 0.2 THEN random()::numeric * 1000000000000.1234567890123456789 ELSE floor(random() * 3) * 0.05 END, 'USD', true
FROM lot AS o, lot AS i, generate_series(1, 2) AS twice
WHERE o.id > 500 AND i.id <= 500 AND random() + 0 * i.id + 0 * twice < CASE WHEN o.id > 530 THEN 0.5 ELSE 0.02 END;
INSERT INTO correction (relation, row_id, reason) SELECT 'lot', l.id, 'there was none' FROM lot AS l WHERE l.id % 100 = 1;

SELECT results_eq('SELECT m.lots, m.consumption FROM maintain_flow() AS m', 'SELECT (SELECT count(*) FROM lot), (SELECT count(*) FROM consumption_at(''infinity'') AS c WHERE c.output_lot_id <> 501)', 'maintenance packs every lot, and every input of lots that stand');
SELECT cmp_ok((SELECT count(*) FROM flow_odd AS f WHERE f.part > 1), '>', 5::bigint, 'a lot of very many inputs becomes several rows');
CREATE TEMPORARY TABLE exact AS
	SELECT l.id AS root, b.basis, w.* FROM lot AS l, (VALUES ('mass'), ('cost'), ('count')) AS b (basis), LATERAL flow_walk('lot', l.id, 'up', b.basis, 'infinity') AS w WHERE l.id > 500;
CREATE TEMPORARY TABLE bounded AS
	SELECT l.id AS root, b.basis, w.* FROM lot AS l, (VALUES ('mass'), ('cost'), ('count')) AS b (basis), LATERAL flow_bounds('lot', l.id, 'up', b.basis, 'infinity') AS w WHERE l.id > 500;
SELECT is((SELECT p.reader FROM trace_plan() AS p), 'store by pages', 'the store is read');
SELECT cmp_ok((SELECT count(*) FROM exact), '>', 2000::bigint, 'enough was asked');
SELECT is_empty($q$
	SELECT coalesce(e.root, b.root), coalesce(e.basis, b.basis), coalesce(e.reached_id, b.reached_id), e.share_min, b.share_min, e.share_max, b.share_max, e.gap_min, b.gap_min, e.gap_max, b.gap_max
	FROM exact AS e FULL JOIN bounded AS b ON b.root = e.root AND b.basis = e.basis AND b.reached_id = e.reached_id
	WHERE (e.reached_id IS NULL) <> (b.reached_id IS NULL) OR b.share_min > e.share_min OR b.share_max < e.share_max OR b.gap_min > e.gap_min OR b.gap_max < e.gap_max
		OR b.used_min > e.used_min OR b.used_max < e.used_max$q$, 'the bounds contain what is exact');
SELECT is_empty($q$
	SELECT e.root, e.basis, e.reached_id, e.share_min, b.share_min, e.share_max, b.share_max
	FROM exact AS e JOIN bounded AS b ON b.root = e.root AND b.basis = e.basis AND b.reached_id = e.reached_id
	WHERE e.share_min - b.share_min > '1/1000000000000' OR b.share_max - e.share_max > '1/1000000000000'
		OR e.gap_min - b.gap_min > '1/1000000000000' OR b.gap_max - e.gap_max > '1/1000000000000'$q$, 'and are no wider than rounding makes them');

-- Rows enough for more than a megabyte, past the guards that have nothing to do with it.
SET LOCAL session_replication_role = replica;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT 502 + n % 30, 1 + n % 500, '1 g' FROM generate_series(1, 40000) AS n;
SET LOCAL session_replication_role = origin;
SET LOCAL maintenance_work_mem = '1MB';
SELECT throws_ok('SELECT * FROM maintain_flow()', '54000', 'packing the flow of the ledger needs more than 1024 kB of memory', 'memory is bounded by maintenance_work_mem');
SET LOCAL maintenance_work_mem = '64MB';
SELECT lives_ok('SELECT * FROM maintain_flow()', 'with more of it maintenance goes on where it was');
SELECT is((SELECT s.generation FROM flow_state AS s), 2::bigint, 'in the next generation');
SELECT ok(pg_relation_size('flow_even') > 0 AND pg_relation_size('flow_odd') = 0, 'and the disk of the one before is given back');
SELECT * FROM finish();
ROLLBACK;
