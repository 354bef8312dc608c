-- How questions behave inside larger queries: what is not wanted is not asked, what is asked is asked once, and the planner is not
-- told wild numbers.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('planned') \g /dev/null
SET LOCAL search_path = planned, materials, public;
SET LOCAL track_functions = 'all';
SELECT no_plan();

INSERT INTO item (code, name, class) VALUES ('POWDER', 'Powder', 'component_material');
INSERT INTO lot (id, code, item_id, quantity, primary_source) SELECT n, 'L' || n, 1, '1000 kg', n <= 1000 FROM generate_series(1, 2000) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT n, n - 1000 + k, '1 kg' FROM generate_series(1001, 2000) AS n CROSS JOIN generate_series(0, 1) AS k;
ANALYZE lot, consumption, item;

-- Calls of functions of the ledger so far in this transaction.
CREATE FUNCTION pg_temp.calls(name text) RETURNS bigint LANGUAGE sql AS $$
	SELECT coalesce(sum(f.calls), 0)::bigint FROM pg_stat_xact_user_functions AS f WHERE f.schemaname = 'planned' AND f.funcname = calls.name
$$;
CREATE FUNCTION pg_temp.calls_made(name text, statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	before bigint := pg_temp.calls(calls_made.name);
BEGIN
	EXECUTE calls_made.statement;
	RETURN pg_temp.calls(calls_made.name) - before;
END
$$;
CREATE FUNCTION pg_temp.plan_of(statement text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	told json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || plan_of.statement INTO told;
	RETURN told::jsonb #> '{0,Plan}';
END
$$;

CREATE TEMPORARY TABLE question (name text, call text);
INSERT INTO question VALUES
	('trace_up', $$trace_up('L2000')$$), ('trace_down', $$trace_down('L101')$$), ('trace', $$trace('L2000')$$), ('origins', $$origins('L2000')$$), ('trace_edges', $$trace_edges('L2000')$$),
	('exposure', $$exposure('POWDER', countries => '{CN}')$$), ('control', $$control('NOBODY')$$), ('check_all', $$check_all('L2000')$$), ('screen', $$screen()$$), ('explain', $$explain('L2000', '10USC4865')$$);
SELECT is(pg_temp.calls_made(q.name, format('SELECT * FROM %s LIMIT 0', q.call)), 0::bigint, format('%s with LIMIT 0 is not asked', q.name)) FROM question AS q;
SELECT is(pg_temp.calls_made(q.name, format('SELECT * FROM %s WHERE false', q.call)), 0::bigint, format('%s WHERE false is not asked', q.name)) FROM question AS q;
SELECT is(pg_temp.calls_made(q.name, format('SELECT * FROM lot AS l, LATERAL (SELECT * FROM %s) AS q WHERE l.code = ''NOWHERE''', q.call)), 0::bigint, format('%s joined to no row is not asked', q.name))
FROM question AS q WHERE q.name LIKE 'trace%';
SELECT is(pg_temp.calls_made('trace_up', $$SELECT count(*) FROM lot AS l JOIN trace_up('L2000') AS t ON t.lot = l.code JOIN trace_down('L101') AS d ON d.lot <> l.code$$), 1::bigint, 'a question in a join is asked once');

-- Few rows are expected, so lots are looked up by index where a ledger has very many of them.
SELECT cmp_ok((pg_temp.plan_of(format('SELECT * FROM %s', q.call)) ->> 'Plan Rows')::numeric, '<=', 5000::numeric, format('%s is not expected to tell very many rows', q.name)) FROM question AS q;
SELECT ok(jsonb_path_exists(pg_temp.plan_of($$SELECT * FROM flow_up(2000, 'infinity')$$), 'lax $ ? (@."Function Name" == "flow_walk")'), 'a function that only dresses another one is seen through');
-- Corrections that came after their table was analysed, empty: each row looks its own up, and none is compared with all of them, in the plan for any lots.
ANALYZE correction;
INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', c.id, 'wrong' FROM consumption AS c ORDER BY c.id LIMIT 300;
CREATE FUNCTION pg_temp.compared(statement text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	told json;
BEGIN
	EXECUTE 'EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ' || compared.statement INTO told;
	RETURN (SELECT coalesce(sum((j ->> 'Rows Removed by Join Filter')::numeric * (j ->> 'Actual Loops')::numeric), 0) FROM jsonb_path_query(told::jsonb, 'strict $.** ? (@."Rows Removed by Join Filter" > 0)') AS j);
END
$$;
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE flow_into (bigint[]) AS SELECT f.* FROM flow_into($1, 'infinity') AS f;
PREPARE flow_from (bigint[]) AS SELECT f.* FROM flow_from($1, 'infinity') AS f;
SELECT cmp_ok(pg_temp.compared(format('EXECUTE %I (%L)', f.name, (SELECT array_agg(l.id) FROM lot AS l))), '<', 3000::numeric, format('%s looks corrections up by row', f.name))
FROM unnest('{flow_into,flow_from}'::text[]) AS f (name);

-- What takes long says so, but not so much that a query around it would be compiled; and a set is not taken for one row.
INSERT INTO question VALUES ('concentration', 'concentration()'), ('concentration_country', 'concentration_country()'), ('supply', 'supply()'), ('single_points_of_failure', 'single_points_of_failure()'), ('no_alternate', 'no_alternate()'), ('world_comparison', 'world_comparison()'),
	('explode_origin', $$explode_origin('POWDER')$$), ('claimed_origin', 'claimed_origin()'), ('changes', $$changes('2026-01-01Z')$$), ('changes_total', $$changes_total('2026-01-01Z')$$), ('passport_origin', $$passport_origin('L2000')$$);
SELECT ok((p.plan ->> 'Total Cost')::numeric BETWEEN 100 AND 50000 AND (p.plan ->> 'Plan Rows')::numeric BETWEEN 20 AND 1000, format('%s says that it costs, and how many rows it tells', q.name))
FROM question AS q CROSS JOIN LATERAL (SELECT pg_temp.plan_of(format('SELECT * FROM %s', q.call)) AS plan) AS p WHERE q.name IN ('concentration', 'concentration_country', 'supply', 'single_points_of_failure', 'no_alternate', 'world_comparison', 'explode_origin', 'claimed_origin', 'changes', 'changes_total', 'passport_origin');
SELECT cmp_ok((pg_temp.plan_of(format('SELECT %s', q.call)) ->> 'Total Cost')::numeric, '>=', 100::numeric, format('so does %s', q.call))
FROM (VALUES ($$dossier_html('NOTHING')$$), ($$dossier_json('NOTHING')$$), ($$portfolio_html()$$), ($$programme_html('NOTHING')$$), ($$bods_export()$$), ($$epcis_export()$$), ($$passport_export('L2000')$$)) AS q (call);
SELECT is(pg_temp.calls_made(q.name, format('SELECT * FROM %s WHERE false', q.call)), 0::bigint, format('%s WHERE false is not asked', q.name)) FROM question AS q WHERE q.name IN ('concentration', 'supply', 'no_alternate', 'world_comparison', 'explode_origin', 'claimed_origin', 'changes');
-- A function with a row a party tells how many there are, whatever their number.
INSERT INTO party (code, name) SELECT 'P' || n, 'Party ' || n FROM generate_series(1, 3000) AS n;
ANALYZE party;
SELECT ok((pg_temp.plan_of(s.statement) ->> 'Plan Rows')::float8 BETWEEN 2900 AND 3100, format('%s is planned for three thousand rows', s.statement)) FROM unnest(ARRAY['SELECT * FROM control_all()', 'SELECT status FROM control_all()', 'TABLE bi_party']) AS s (statement);
SELECT * FROM finish();
ROLLBACK;
