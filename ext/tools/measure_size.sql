-- Measures rows, bytes and seconds of a ledger by the number of rows of consumption; the figures of docs/guides/sizing.md come from it.
--
--   ext/tools/with_server.sh psql -X -v edges=1000000 -f ext/tools/measure_size.sql
--
-- Five inputs a lot, drawn from anywhere before it, codes of 16 letters, no texts beside them: as ext/test/pgtap/sizing.sql has them.
-- Seconds are those of the session's processor, and by the clock: other work on the machine counts in the second only.
\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
SET client_min_messages = warning;
SET maintenance_work_mem = '256MB';
SET work_mem = '256MB';
CREATE DATABASE measure_size;
\connect measure_size
CREATE EXTENSION materials CASCADE;
SELECT materials.create_ledger('sized') \g /dev/null
SET search_path = sized, materials;
SET maintenance_work_mem = '256MB';
SELECT :edges / 5 AS lots, :edges / 100 AS raw \gset
CREATE TEMPORARY TABLE clock (step integer GENERATED ALWAYS AS IDENTITY, what text, processor numeric, wall timestamptz DEFAULT clock_timestamp());
-- Ticks of a hundredth of a second, in and out of the kernel; the name of the process has blanks in it.
PREPARE tick(text) AS INSERT INTO clock (what, processor)
	SELECT $1, (f.a[12]::numeric + f.a[13]::numeric) / 100 FROM string_to_array(regexp_replace(pg_read_file('/proc/' || pg_backend_pid() || '/stat'), '^.*\) ', ''), ' ') AS f (a);

INSERT INTO import_party (code, name, incorporated_in) VALUES ('MAKER', 'Maker', 'US');
INSERT INTO import_item (code, name, class) VALUES ('POWDER', 'Powder', 'component_material'), ('PACK', 'Pack', 'pack');
EXECUTE tick('');
INSERT INTO lot (code, item_id, producer_id, country, quantity, made_on, primary_source)
	SELECT format('LOT-%s', lpad(n::text, 12, '0')), i.id, p.id, 'US', '1000 kg', date '2000-01-01' + (n * 9000::bigint / :lots)::integer, n <= :raw
	FROM generate_series(1, :lots + :raw) AS n, item AS i, party AS p WHERE i.code = CASE WHEN n > :lots THEN 'PACK' ELSE 'POWDER' END ORDER BY n;
EXECUTE tick('recording lots');
CREATE TEMPORARY TABLE numbered AS SELECT l.id, substr(l.code, 5)::integer AS n FROM lot AS l;
CREATE UNIQUE INDEX ON numbered (n);
ANALYZE numbered;
CREATE TEMPORARY TABLE drawn AS
	SELECT o.id AS output, i.id AS input FROM numbered AS o, generate_series(1, 5) AS k, numbered AS i
	WHERE o.n > :raw AND i.n = 1 + abs(hashint4(o.n * 8 + k)::bigint) % (o.n - 1) ORDER BY o.n, k;
EXECUTE tick(NULL);
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT d.output, d.input, '2 kg' FROM drawn AS d;
EXECUTE tick('recording consumption');
SELECT m.lots, m.consumption FROM maintain_flow() AS m;
EXECUTE tick('maintain_flow');
SELECT t.lots, t.lots_reached FROM exposure_total('PACK', ARRAY['CN']) AS t;
EXECUTE tick('exposure_total');
SELECT t.lots AS trace_lots, t.consumption AS trace_consumption FROM trace_size(format('LOT-%s', lpad((:lots + :raw)::text, 12, '0'))) AS t;
EXECUTE tick('trace_size of the last lot');
SELECT s.blocks, s.leaves FROM seal() AS s;
EXECUTE tick('seal');

SELECT c.what, c.processor - b.processor AS processor_seconds, round(extract(epoch FROM c.wall - b.wall), 2) AS seconds
FROM clock AS c JOIN clock AS b ON b.step = c.step - 1 WHERE c.what <> '' ORDER BY c.step;
SELECT c.relname AS relation, s.bytes, s.index_bytes, round(s.bytes / r.rows, 1) AS bytes_a_row, round(s.index_bytes / r.rows, 1) AS index_bytes_a_row
FROM pg_class AS c CROSS JOIN LATERAL (SELECT pg_table_size(c.oid) AS bytes, pg_indexes_size(c.oid) AS index_bytes) AS s
	CROSS JOIN LATERAL (SELECT CASE WHEN c.relname IN ('lot', 'lot_balance') THEN :lots + :raw ELSE :edges END::numeric AS rows) AS r
WHERE c.relnamespace = 'sized'::regnamespace AND c.relkind = 'r' AND s.bytes > 1000000 ORDER BY 1;
SELECT pg_size_pretty(sum(pg_total_relation_size(c.oid))) AS all_of_it FROM pg_class AS c WHERE c.relnamespace = 'sized'::regnamespace AND c.relkind = 'r';
