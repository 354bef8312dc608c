-- Measures walks through a synthetic ledger; the figures of docs/internals/trace.md come from it.
--
--   ext/tools/with_server.sh psql -X -f ext/tools/measure_walk.sql
--
-- Nine levels of 1,500 lots.  One lot in twenty is a silo that draws on 50 to 200 lots of the level above, the others draw
-- on two to four; one in ten has no recorded inputs.  What a lot holds is divided among its uses, in steps of 0.1 kg.
-- The same lots every time.
\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
SET client_min_messages = warning;
CREATE DATABASE measure_walk;
\connect measure_walk
CREATE EXTENSION materials CASCADE;
SELECT materials.create_ledger('synthetic') \g /dev/null
SET search_path = synthetic, materials;
SELECT setseed(0.154) \g /dev/null
CREATE TEMPORARY TABLE wish AS
	SELECT l.level * 1500 + n.place AS output, (l.level - 1) * 1500 + 1 + floor(random() * 1500)::integer AS input, l.level, 0.5 + random() AS weight
	FROM generate_series(1, 8) AS l (level) CROSS JOIN generate_series(1, 1500) AS n (place)
		CROSS JOIN LATERAL generate_series(1, CASE WHEN n.place % 10 = 3 THEN 0 WHEN n.place % 20 = 0 THEN 50 + (n.place * 7) % 151 ELSE 2 + n.place % 3 END);
CREATE TEMPORARY TABLE held AS SELECT p AS lot, 10000000.0 AS kg FROM generate_series(1, 1500) AS p;
CREATE TEMPORARY TABLE drawn (output integer, input integer, kg numeric);
DO $$
BEGIN
	FOR step IN 1..8 LOOP
		INSERT INTO drawn
			SELECT w.output, w.input, trunc(h.kg * (w.weight / sum(w.weight) OVER (PARTITION BY w.input))::numeric, 1)
			FROM (SELECT w.output, w.input, sum(w.weight) AS weight FROM wish AS w WHERE w.level = step GROUP BY 1, 2) AS w JOIN held AS h ON h.lot = w.input;
		INSERT INTO held
			SELECT n.lot, greatest(coalesce((SELECT sum(d.kg) FROM drawn AS d WHERE d.output = n.lot), 5000000), 1)
			FROM generate_series(step * 1500 + 1, step * 1500 + 1500) AS n (lot);
	END LOOP;
END
$$;
\timing on
\echo lots
INSERT INTO lot (id, code, material, country, quantity, primary_source)
	SELECT h.lot, 'LOT-' || h.lot, 'graphite', (ARRAY['AU', 'CL', 'MZ', 'CA', 'FI'])[1 + h.lot % 5]::country, (h.kg || ' kg')::quantity, h.lot <= 1500 FROM held AS h;
\echo consumption rows
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT d.output, d.input, (d.kg || ' kg')::quantity FROM drawn AS d WHERE d.kg > 0;
\timing off
VACUUM ANALYZE;
SELECT (SELECT count(*) FROM lot) AS lots, (SELECT count(*) FROM consumption) AS edges, current_setting('server_version') AS server;

-- Each question once to warm up, then five times.  Processor time is what the server's process took of it (Linux; in steps
-- of 10 ms for the five together), so other work on the machine does not count.
CREATE FUNCTION pg_temp.processor_ms() RETURNS numeric LANGUAGE sql AS $$
	SELECT 10 * (f[14]::numeric + f[15]::numeric) FROM regexp_split_to_array(regexp_replace(pg_read_file(format('/proc/%s/stat', pg_backend_pid())), '^.*\) ', 'pid name '), ' ') AS r (f) $$;
CREATE TEMPORARY TABLE measured (place integer GENERATED ALWAYS AS IDENTITY, question text, statement text, rows bigint, processor_ms numeric, elapsed_ms numeric);
INSERT INTO measured (question, statement)
SELECT format('%s of %s, a %s of level %s', w.walk, 'LOT-' || l.lot, CASE WHEN l.lot % 20 = 0 THEN 'silo' ELSE 'lot' END, (l.lot - 1) / 1500), format(w.statement, 'LOT-' || l.lot)
FROM (VALUES ('trace up', $$SELECT count(*) FROM trace_up(%L)$$, ARRAY[3001, 6001, 9001, 7502, 9002, 12001, 12020]),
		('walk alone', $$SELECT count(*) FROM flow_up(lot_id(%L), 'infinity')$$, ARRAY[12020]),
		('origins by country', $$SELECT count(*) FROM origins(%L, by => 'country')$$, ARRAY[9001, 12020]),
		('trace down', $$SELECT count(*) FROM trace_down(%L)$$, ARRAY[10501, 6001, 4501, 11])) AS w (walk, statement, lots)
	CROSS JOIN LATERAL unnest(w.lots) AS l (lot);
DO $$
DECLARE
	one record;
	began timestamptz;
	used numeric;
	found bigint;
BEGIN
	FOR one IN SELECT m.place, m.statement FROM measured AS m ORDER BY m.place LOOP
		EXECUTE one.statement INTO found;
		began := clock_timestamp();
		used := pg_temp.processor_ms();
		FOR run IN 1..5 LOOP
			EXECUTE one.statement INTO found;
		END LOOP;
		UPDATE measured AS m SET rows = found, processor_ms = round((pg_temp.processor_ms() - used) / 5),
			elapsed_ms = round(extract(epoch FROM clock_timestamp() - began)::numeric * 1000 / 5)
		WHERE m.place = one.place;
	END LOOP;
END
$$;
SELECT question, rows, processor_ms, elapsed_ms FROM measured ORDER BY place;
SELECT l.lot, (SELECT count(*) FROM consumption AS c WHERE c.output_lot_id IN (SELECT f.lot_id FROM flow_up(lot_id('LOT-' || l.lot), 'infinity') AS f)) AS edges_upstream
FROM unnest(ARRAY[3001, 6001, 9001, 7502, 9002, 12001, 12020]) AS l (lot);
