-- Measures walks through the plain rows of a ledger in which many lots were corrected; docs/internals/trace.md has the figures.
--
--   ext/tools/with_server.sh psql -X -f ext/tools/measure_correction.sql
--
-- Twelve levels of 3,000 lots, each made of three or four of the level above: 100,000 rows of consumption.  The same questions
-- are asked before and after 16,000 of the lots are replaced, and 4,000 of those that replace them again.  The guards are
-- off while it is written: what is measured is reading.
\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
SET client_min_messages = warning;
CREATE DATABASE measure_correction;
\connect measure_correction
CREATE EXTENSION materials CASCADE;
SELECT materials.create_ledger('corrected') \g /dev/null
SET search_path = corrected, materials;
SELECT setseed(0.154) \g /dev/null
SET session_replication_role = replica;
INSERT INTO lot (id, code, material, country, quantity, primary_source)
	SELECT level * 3000 + n, 'LOT-' || level * 3000 + n, 'graphite', 'AU', '1000 kg', level = 0 FROM generate_series(0, 11) AS level, generate_series(1, 3000) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity)
	SELECT level * 3000 + n, (level - 1) * 3000 + 1 + floor(random() * 3000)::integer, ((1 + floor(random() * 50)) || ' kg')::quantity
	FROM generate_series(1, 11) AS level, generate_series(1, 3000) AS n, generate_series(1, 3);
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT c.output_lot_id, c.input_lot_id, '1 kg' FROM consumption AS c WHERE c.id <= 1000;
VACUUM ANALYZE;

CREATE FUNCTION pg_temp.processor_ms() RETURNS numeric LANGUAGE sql AS $$
	SELECT 10 * (f[14]::numeric + f[15]::numeric) FROM regexp_split_to_array(regexp_replace(pg_read_file(format('/proc/%s/stat', pg_backend_pid())), '^.*\) ', 'pid name '), ' ') AS r (f) $$;
CREATE TEMPORARY TABLE measured (place integer GENERATED ALWAYS AS IDENTITY, corrections bigint, question text, lots bigint, processor_ms numeric, elapsed_ms numeric);
CREATE PROCEDURE pg_temp.measure() LANGUAGE plpgsql AS $$
DECLARE
	one record;
	began timestamptz;
	used numeric;
	found bigint;
BEGIN
	FOR one IN SELECT q.direction, q.lot FROM (VALUES ('up', 3001), ('up', 6005), ('up', 15004), ('up', 33002), ('down', 33002), ('down', 27006)) AS q (direction, lot) LOOP
		EXECUTE format('SELECT count(*) FROM trace_%s(%L)', one.direction, 'LOT-' || one.lot) INTO found;
		began := clock_timestamp();
		used := pg_temp.processor_ms();
		FOR run IN 1..10 LOOP
			EXECUTE format('SELECT count(*) FROM trace_%s(%L)', one.direction, 'LOT-' || one.lot) INTO found;
		END LOOP;
		INSERT INTO measured (corrections, question, lots, processor_ms, elapsed_ms)
		SELECT (SELECT count(*) FROM correction), format('trace_%s of LOT-%s', one.direction, one.lot), found, (pg_temp.processor_ms() - used) / 10, extract(epoch FROM clock_timestamp() - began) * 1000 / 10;
	END LOOP;
END
$$;
CALL pg_temp.measure();
INSERT INTO lot (id, code, revision, material, country, quantity, primary_source)
	SELECT 100000 + l.id, l.code, 1, l.material, l.country, l.quantity, l.primary_source FROM lot AS l WHERE l.id % 9 < 4;
INSERT INTO lot (id, code, revision, material, country, quantity, primary_source)
	SELECT 100000 + l.id, l.code, 2, l.material, l.country, l.quantity, l.primary_source FROM lot AS l WHERE l.id > 100000 AND l.id % 4 = 0;
INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'lot', l.id - 100000, l.id, 'measured again' FROM lot AS l WHERE l.id > 100000;
VACUUM ANALYZE;
CALL pg_temp.measure();
SELECT question, corrections, lots, round(processor_ms) AS processor_ms, round(elapsed_ms) AS elapsed_ms FROM measured ORDER BY place;
