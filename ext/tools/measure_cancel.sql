-- Measures how long a question goes on after it was cancelled; the figures of docs/internals/engine.md come from it.
--
--   ext/tools/with_server.sh psql -X -v lots=300000 -v tries=40 -f ext/tools/measure_cancel.sql
--
-- Each question is first asked to its end, or for two seconds.  Then statement_timeout cancels it at instants spread evenly
-- over that time; told is what passes between the instant and the error.
\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
\if :{?lots}
\else
	\set lots 100000
\endif
\if :{?tries}
\else
	\set tries 20
\endif
SET client_min_messages = warning;
CREATE DATABASE measure_cancel;
\connect measure_cancel
CREATE EXTENSION materials CASCADE;
SELECT materials.create_ledger('large') \g /dev/null
SET search_path = large, materials, public;
\i ext/test/data/large_ledger.sql
\i ext/test/data/large_ledger_question.sql
ANALYZE;
CREATE TEMPORARY TABLE full_time (place integer, ms numeric);
CREATE TEMPORARY TABLE tried (place integer, late_ms numeric);
-- One row a statement, to be run one by one.
CREATE FUNCTION pg_temp.statements(stored boolean, tries integer) RETURNS TABLE (statement text) LANGUAGE sql AS $$
	SELECT format(s.statement, q.place, s.n, statements.tries)
	FROM pg_temp.question AS q CROSS JOIN LATERAL (
		SELECT 0 AS n, 1 AS step, 'SET statement_timeout = 2000' AS statement
		UNION ALL SELECT 0, 2, 'INSERT INTO full_time SELECT %1$s, coalesce(2000 + pg_temp.late_ms(%1$s), 1000 * extract(epoch FROM clock_timestamp() - statement_timestamp()))'
		UNION ALL SELECT t.n, 1, 'SELECT set_config(''statement_timeout'', greatest(1, f.ms * %2$s / (%3$s + 1))::integer::text, false) FROM full_time AS f WHERE f.place = %1$s' FROM generate_series(1, statements.tries) AS t (n)
		UNION ALL SELECT t.n, 2, 'INSERT INTO tried SELECT %1$s, pg_temp.late_ms(%1$s)' FROM generate_series(1, statements.tries) AS t (n)) AS s
	WHERE q.stored = statements.stored ORDER BY q.place, s.n, s.step
$$;
-- A cancel may come before the question begins, or once it has ended: then it tells nothing.
\set ON_ERROR_STOP off
\o /dev/null
SELECT * FROM pg_temp.statements(false, :tries) \gexec
RESET statement_timeout;
SELECT * FROM maintain_flow();
SELECT * FROM pg_temp.statements(true, :tries) \gexec
RESET statement_timeout;
\o
\set ON_ERROR_STOP on
SELECT (SELECT count(*) FROM lot) AS lots, (SELECT count(*) FROM consumption) AS edges, current_setting('server_version') AS server;
SELECT q.name AS question, q.reader, q.stored, round(f.ms) AS full_ms, count(t.late_ms) AS cancelled, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY t.late_ms)::numeric, 2) AS late_ms_median, max(t.late_ms) AS late_ms_max
FROM question AS q JOIN full_time AS f USING (place) JOIN tried AS t USING (place) GROUP BY q.place, q.name, q.reader, q.stored, f.ms ORDER BY q.place;
