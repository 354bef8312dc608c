-- Consumption of some lots is that of the whole ledger between them: random ledgers in which lots are replaced in chains,
-- withdrawn, and rows of consumption corrected, at every instant at which something was recorded.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_lots') \g /dev/null
SET LOCAL search_path = random_lots, materials, public;
SELECT plan(9);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

-- Written past the guards, so that corrections come in every order of time, also a later link of a chain before an earlier one.
SET LOCAL session_replication_role = replica;
CREATE FUNCTION pg_temp.instant(hours integer) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$SELECT timestamptz '2026-01-01Z' + hours * interval '1 hour'$$;
INSERT INTO lot (id, code, material, quantity, recorded_at) SELECT n, 'L' || n, 'graphite', '1 kg', pg_temp.instant(0) FROM generate_series(1, 240) AS n;
INSERT INTO consumption (id, output_lot_id, input_lot_id, quantity, cost, currency, recorded_at)
	SELECT n, 1 + floor(random() * 120)::integer, 121 + floor(random() * 120)::integer, quantity(1 + floor(random() * 9)::integer, 'kg'), CASE WHEN n % 3 = 0 THEN n END, CASE WHEN n % 3 = 0 THEN 'USD' END,
		pg_temp.instant(floor(random() * 6)::integer)
	FROM generate_series(1, 600) AS n;
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at)
	SELECT 'lot', n, CASE WHEN random() < 0.85 AND n % 30 <> 0 THEN n + 1 + floor(random() * least(4, 29 - n % 30))::integer END, 'wrong', pg_temp.instant(1 + floor(random() * 6)::integer) FROM generate_series(1, 240) AS n WHERE random() < 0.5;
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at)
	SELECT 'consumption', n, CASE WHEN random() < 0.5 THEN n + 1 END, 'wrong', pg_temp.instant(1 + floor(random() * 6)::integer) FROM generate_series(1, 599) AS n WHERE random() < 0.1;
-- Numbers that are a lot's and another table's too.
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at)
	SELECT 'transfer', n, n + 1, 'wrong', pg_temp.instant(1) FROM generate_series(1, 240, 2) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE lot, consumption, correction;

CREATE TEMPORARY TABLE asked AS
	SELECT k AS hour, ARRAY(SELECT n::bigint FROM generate_series(1, 240) AS n WHERE k > 7 OR random() < 0.3) AS lots, CASE WHEN k > 7 THEN 'infinity' ELSE pg_temp.instant(k) END AS known_at
	FROM generate_series(0, 8) AS k;
CREATE TEMPORARY TABLE whole AS SELECT a.hour, c.* FROM asked AS a CROSS JOIN LATERAL consumption_at(a.known_at) AS c;

SELECT cmp_ok((SELECT count(DISTINCT w.hour) FROM whole AS w), '=', 9::bigint, 'at each instant something is known');
SELECT cmp_ok((SELECT count(*) FROM whole AS w JOIN consumption AS c USING (id) WHERE (w.output_lot_id, w.input_lot_id) <> (c.output_lot_id, c.input_lot_id)), '>', 100::bigint, 'many rows have moved to other lots');
SELECT cmp_ok((SELECT max(steps) FROM (SELECT l.id, (WITH RECURSIVE chain (id) AS (SELECT l.id UNION SELECT x.replaced_by FROM chain AS c JOIN correction AS x ON x.relation = 'lot' AND x.row_id = c.id WHERE x.replaced_by IS NOT NULL) SELECT count(*) FROM chain) AS steps FROM lot AS l) AS s),
	'>=', 4::bigint, 'lots were replaced several times');
SELECT cmp_ok((SELECT count(*) FROM whole AS w JOIN correction AS x ON x.relation = 'lot' AND x.row_id IN (w.input_lot_id, w.output_lot_id) AND x.replaced_by IS NULL), '>', 16::bigint, 'and some withdrawn');
SELECT cmp_ok((SELECT count(*) FROM asked AS a CROSS JOIN unnest(a.lots) AS l (id) JOIN correction AS x ON x.relation = 'lot' AND x.row_id = l.id AND x.replaced_by IS NOT NULL AND x.recorded_at <= a.known_at), '>', 16::bigint, 'lots that no longer stand are asked for');
SELECT bag_eq('SELECT a.hour, c.* FROM asked AS a CROSS JOIN LATERAL consumption_into(a.lots, a.known_at) AS c', 'SELECT w.* FROM whole AS w JOIN asked AS a USING (hour) WHERE w.output_lot_id = ANY (a.lots)', 'what went into lots is what the whole ledger tells');
SELECT bag_eq('SELECT a.hour, c.* FROM asked AS a CROSS JOIN LATERAL consumption_from(a.lots, a.known_at) AS c', 'SELECT w.* FROM whole AS w JOIN asked AS a USING (hour) WHERE w.input_lot_id = ANY (a.lots)', 'what was drawn from lots too');
SELECT bag_eq('SELECT c.* FROM unnest(ARRAY[1, 2, 2, NULL, 99999]::bigint[] || ARRAY(SELECT id FROM lot)) AS l (id) CROSS JOIN LATERAL consumption_into(ARRAY[l.id, l.id], ''infinity'') AS c WHERE l.id > 2',
	'SELECT * FROM consumption_at(''infinity'') WHERE output_lot_id > 2', 'asked one by one as well; a lot named twice has its rows once');

-- What a level reads grows with the lots asked for, not with what the ledger has in corrections: the rows that the server
-- counts as read from tables, whatever the plan.
CREATE FUNCTION pg_temp.rows_read(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	before bigint := (SELECT sum(coalesce(t.seq_tup_read, 0) + coalesce(t.idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables AS t WHERE t.schemaname = 'random_lots');
BEGIN
	EXECUTE query;
	RETURN (SELECT sum(coalesce(t.seq_tup_read, 0) + coalesce(t.idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables AS t WHERE t.schemaname = 'random_lots') - before;
END
$$;
SET LOCAL session_replication_role = replica;
INSERT INTO lot (id, code, material, quantity) SELECT n, 'M' || n, 'graphite', '1 kg' FROM generate_series(1001, 21000) AS n;
INSERT INTO consumption (id, output_lot_id, input_lot_id, quantity) SELECT 1000 + n, 1001 + n, 11001 + n * 7919 % 9999, '1 g' FROM generate_series(1, 9999) AS n;
INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'lot', n, n + 1, 'wrong' FROM generate_series(1001, 20999, 2) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE lot, consumption, correction;
CREATE TEMPORARY TABLE counted AS
	SELECT q.direction, pg_temp.rows_read(format('SELECT * FROM materials.flow_walk(''random_lots.lot'', %s, %L, ''mass'', ''infinity'')', q.lot_id, q.direction)) AS rows
	FROM (VALUES (5002, 'up'), (15002, 'down')) AS q (lot_id, direction);
SELECT diag(string_agg(format('%s: %s rows read', direction, rows), ', ')) FROM counted;
SELECT is_empty('SELECT * FROM counted WHERE rows NOT BETWEEN 5 AND 500', 'a walk among 10,000 corrected lots reads the rows of the lots it meets');
SELECT * FROM finish();
ROLLBACK;
