-- Long questions end soon after they are cancelled, wherever they are.  The bound is generous, since the machine may have
-- other work; ext/tools/measure_cancel.sql measures.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('cancel_test') \g /dev/null
SET LOCAL search_path = cancel_test, materials, public;
\set lots 30000
\i ext/test/data/large_ledger.sql
\i ext/test/data/large_ledger_question.sql
SELECT no_plan();

-- Each statement is asked alone, as the timeout counts from its beginning.  Without the store all of these take a second or more;
-- from it some are done before, which is no fault.
CREATE FUNCTION pg_temp.ends_soon(place integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	late numeric;
	asked record;
BEGIN
	-- What ended before the timeout waits for it here.
	BEGIN
		late := pg_temp.late_ms(ends_soon.place);
		IF late IS NULL THEN
			PERFORM pg_sleep(1);
		END IF;
	EXCEPTION WHEN query_canceled THEN
		NULL;
	END;
	SELECT q.* INTO asked FROM pg_temp.question AS q WHERE q.place = ends_soon.place;
	RETURN ok(CASE WHEN late IS NULL THEN asked.stored ELSE late < 1000 END, format('%s, %s, reader %s', asked.name, CASE WHEN asked.stored THEN 'with a store' ELSE 'without a store' END, asked.reader))
		|| CASE WHEN late IS NULL THEN chr(10) || diag('it ended before') WHEN late >= 1000 THEN chr(10) || diag(late || ' ms late') ELSE '' END;
END
$$;
SELECT unnest(ARRAY[format('SET LOCAL statement_timeout = %s', t.ms), format('SELECT pg_temp.ends_soon(%s)', q.place)])
FROM question AS q CROSS JOIN (VALUES (20)) AS t (ms) WHERE NOT q.stored ORDER BY t.ms, q.place \gexec
SET LOCAL statement_timeout = 0;
SELECT isnt((SELECT m.lots FROM maintain_flow() AS m), NULL, 'the store is written');
SELECT unnest(ARRAY[format('SET LOCAL statement_timeout = %s', t.ms), format('SELECT pg_temp.ends_soon(%s)', q.place)])
FROM question AS q CROSS JOIN (VALUES (5), (20)) AS t (ms) WHERE q.stored ORDER BY t.ms, q.place \gexec
SET LOCAL statement_timeout = 0;

-- What was cancelled is asked again, to its end: nothing is left behind.
SET LOCAL materials.flow_reader = 'auto';
SELECT is((SELECT count(*) FROM pg_locks AS l WHERE l.pid = pg_backend_pid() AND l.locktype = 'advisory'), 0::bigint, 'no lock is left');
SELECT results_eq($$SELECT s.lots FROM trace_size('L30000') AS s$$, $$SELECT count(*) FROM trace_up('L30000')$$, 'the same questions are answered afterwards');
SELECT is((SELECT s.lots FROM trace_size('B1') AS s), 3000::bigint, 'through a loop too');
SELECT * FROM finish();
ROLLBACK;
