-- Measures rows, bytes and seconds of a ledger by the number of rows of consumption; the figures of docs/guides/sizing.md come from it.
--
--   ext/tools/with_server.sh psql -X -v edges=1000000 -f ext/tools/measure_size.sql
--
-- Seconds are those of the session's processor, and by the clock: other work on the machine counts in the second only.
\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
SET client_min_messages = warning;
CREATE DATABASE measure_size;
\connect measure_size
SET client_min_messages = warning;
-- As maintain_flow's hint says: 80 MB for each million rows.
SELECT GREATEST(256, :edges / 1000000 * 80) || 'MB' AS memory \gset
SET maintenance_work_mem = :'memory';
SET work_mem = '256MB';
CREATE EXTENSION materials CASCADE;
SELECT materials.create_ledger('sized') \g /dev/null
SET search_path = sized, materials;
\ir measure_fill.sql
SELECT :edges / 5 AS lots, :edges / 5 + :edges / 100 AS all_lots \gset
EXECUTE tick('');
SELECT pg_temp.fill_lots('LOT', :lots) \g /dev/null
EXECUTE tick('recording lots');
SELECT pg_temp.draw('LOT', :lots) \g /dev/null
EXECUTE tick('');
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT d.output, d.input, '2 kg' FROM drawn AS d;
EXECUTE tick('recording consumption');
SELECT m.lots, m.consumption FROM maintain_flow() AS m;
EXECUTE tick('maintain_flow');
SELECT t.lots, t.lots_reached FROM exposure_total('PACK', ARRAY['CN']) AS t;
EXECUTE tick('exposure_total');
SELECT t.lots AS trace_lots, t.consumption AS trace_consumption FROM trace_size('LOT-' || lpad(:'all_lots', 12, '0')) AS t;
EXECUTE tick('trace_size of the last lot');
SELECT s.blocks, s.leaves FROM seal() AS s;
EXECUTE tick('seal');

SELECT t.what, t.processor_seconds, t.seconds FROM taken AS t ORDER BY t.step;
SELECT c.relname AS relation, s.bytes, s.index_bytes, round(s.bytes / r.rows, 1) AS bytes_a_row, round(s.index_bytes / r.rows, 1) AS index_bytes_a_row
FROM pg_class AS c CROSS JOIN LATERAL (SELECT pg_table_size(c.oid) AS bytes, pg_indexes_size(c.oid) AS index_bytes) AS s
	CROSS JOIN LATERAL (SELECT CASE WHEN c.relname IN ('lot', 'lot_balance') THEN :all_lots ELSE :edges END::numeric AS rows) AS r
WHERE c.relnamespace = 'sized'::regnamespace AND c.relkind = 'r' AND s.bytes > 1000000 ORDER BY 1;
SELECT pg_size_pretty(sum(pg_total_relation_size(c.oid))) AS all_of_it FROM pg_class AS c WHERE c.relnamespace = 'sized'::regnamespace AND c.relkind = 'r';
