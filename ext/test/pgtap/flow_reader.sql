-- The two readers of the flow store: the same answers word for word where rows are many, where a lot has several rows, and
-- where the store's table is no longer the one that the ledger made, but a partitioned or a foreign one.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('read_twice') \g /dev/null
SET LOCAL search_path = read_twice, materials, public;
SELECT plan(32);
SET LOCAL materials.exact_edges = 0;

-- 6000 lots: the first 1000 begin chains; each other one is made of the lot before it, or (every fifth) of one far below, and of
-- one in between; lot 5000 is made of 900 others, which is five rows of the store; lot 900 of 400 that were recorded after it,
-- and 5999 of 300 that the store numbers with others between them.
INSERT INTO item (code, name, class) VALUES ('POWDER', 'Powder', 'component_material');
INSERT INTO lot (code, item_id, quantity, primary_source)
SELECT 'L' || n, 1, '10000 kg', n <= 1000 AND n <> 900 FROM generate_series(1, 6000) AS n ORDER BY n;
CREATE TEMPORARY TABLE numbered AS SELECT l.id, substr(l.code, 2)::integer AS n FROM lot AS l;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity)
SELECT o.id, i.id, (1 + d.input % 7 || ' kg')::quantity
FROM (
	SELECT n AS output, CASE WHEN n % 5 = 0 THEN 1 + n / 7 ELSE n - 1 END AS input FROM generate_series(1001, 6000) AS n
	UNION
	SELECT n, 1 + n * 2 / 3 FROM generate_series(1001, 6000) AS n
	UNION
	SELECT 5000, n FROM generate_series(4000, 4899) AS n
	UNION
	SELECT 900, n FROM generate_series(1000, 1) AS n
	UNION
	SELECT 5999, n * 10 FROM generate_series(1, 300) AS n WHERE n * 10 <> 900
	UNION
	SELECT 900, n FROM generate_series(1, 400) AS n) AS d
	JOIN numbered AS o ON o.n = d.output JOIN numbered AS i ON i.n = d.input;

-- All that a reader tells of lots near the beginning, in the middle and at the end, in one line.
CREATE FUNCTION pg_temp.told(reader text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answers text;
BEGIN
	PERFORM set_config('materials.flow_reader', told.reader, true);
	SELECT md5(string_agg(a.answer, chr(10) ORDER BY n.n, a.answer COLLATE "C")) INTO answers
	FROM pg_temp.numbered AS n,
		LATERAL (
			SELECT s::text FROM flow_size('lot', n.id, 'infinity') AS s
			UNION ALL SELECT b::text FROM flow_bounds('lot', n.id, 'up', 'mass', 'infinity') AS b
			UNION ALL SELECT o::text FROM flow_origin_shares('lot', n.id, 'cost', 'infinity') AS o) AS a (answer)
	WHERE n.n IN (1, 900, 1500, 4000, 5000, 5999, 6000);
	PERFORM set_config('materials.flow_reader', 'auto', true);
	RETURN answers;
END
$$;
CREATE FUNCTION pg_temp.plan_line() RETURNS text LANGUAGE sql AS $$ SELECT concat_ws(': ', p.reader, p.why) FROM trace_plan() AS p $$;
CREATE FUNCTION pg_temp.sizes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT n.n || ' ' || s::text FROM pg_temp.numbered AS n, LATERAL flow_size('lot', n.id, 'infinity') AS s WHERE n.n % 40 = 0
$$;
-- The same without a store, slowly.
CREATE TEMPORARY TABLE plain_size AS SELECT * FROM pg_temp.sizes() AS s (line);

SELECT is((SELECT m.lots FROM maintain_flow() AS m), 6000::bigint, 'the store is written');
SELECT is((SELECT array_agg(p.parts ORDER BY p.n) FROM (SELECT n.n, count(*) AS parts FROM flow_odd AS f JOIN numbered AS n ON n.id = f.lot_id GROUP BY 1 HAVING count(*) > 1) AS p),
	ARRAY[3, 5, 2]::bigint[], 'lots with many inputs have several rows');
SELECT is(pg_temp.plan_line(), 'store by pages', 'pages are read where they may be');
SELECT set_config('reader_test.pages', pg_temp.told('auto'), true) \g /dev/null
SELECT is(pg_temp.told('sql'), current_setting('reader_test.pages'), 'a query tells the same as pages');
SELECT set_eq('SELECT pg_temp.sizes()', 'SELECT line FROM plain_size', 'pages as much as the plain rows');
SET LOCAL materials.flow_reader = 'sql';
SELECT set_eq('SELECT pg_temp.sizes()', 'SELECT line FROM plain_size', 'a query as much as the plain rows');
SET LOCAL materials.flow_reader = 'auto';

-- A lot that begins its chain is one row, wherever it stands: the rows beneath are not read to be sorted.
SELECT f.number AS top_number, f.lot_id AS top_lot FROM flow_odd AS f JOIN lot AS l ON l.id = f.lot_id WHERE l.primary_source ORDER BY f.number DESC LIMIT 1 \gset
SELECT cmp_ok(:top_number, '>', 500, 'a row stands far from the beginning');
SELECT pg_stat_get_xact_tuples_fetched('flow_odd'::regclass) + pg_stat_get_xact_tuples_returned('flow_odd'::regclass) AS rows_before \gset
SET LOCAL materials.flow_reader = 'sql';
SELECT is((SELECT s.lots FROM flow_size('lot', :top_lot, 'infinity') AS s), 0::bigint, 'a query finds it');
SET LOCAL materials.flow_reader = 'auto';
SELECT cmp_ok(pg_stat_get_xact_tuples_fetched('flow_odd'::regclass) + pg_stat_get_xact_tuples_returned('flow_odd'::regclass) - :rows_before, '<', 100::bigint, 'by index');

-- Rows written since are read beside the store by either reader.
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT o.id, i.id, '3 kg' FROM numbered AS o, numbered AS i WHERE (o.n, i.n) IN ((4000, 17), (5000, 3), (1500, 5990));
SELECT is((SELECT p.stale_lots FROM trace_plan() AS p), 3::bigint, 'three lots are out of date');
SELECT is(pg_temp.told('sql'), pg_temp.told('auto'), 'a query tells the same as pages where lots are out of date');
SELECT isnt(pg_temp.told('sql'), current_setting('reader_test.pages'), 'which is something else than before');
SELECT set_config('reader_test.pages', pg_temp.told('auto'), true) \g /dev/null

-- A partitioned table in place of the ledger's own, parted between rows of one lot's family, as it comes.
ALTER TABLE flow_odd RENAME TO flow_odd_kept;
CREATE TABLE flow_odd (body bytea, number integer NOT NULL, part smallint NOT NULL, lot_id bigint NOT NULL, key integer) PARTITION BY RANGE (number);
CREATE TABLE flow_odd_low PARTITION OF flow_odd FOR VALUES FROM (MINVALUE) TO (2000);
CREATE TABLE flow_odd_middle PARTITION OF flow_odd FOR VALUES FROM (2000) TO (2100);
CREATE TABLE flow_odd_high PARTITION OF flow_odd FOR VALUES FROM (2100) TO (MAXVALUE);
CREATE INDEX ON flow_odd (number, part);
CREATE INDEX ON flow_odd (lot_id);
INSERT INTO flow_odd (number, key, lot_id, part, body) SELECT k.number, k.key, k.lot_id, k.part, k.body FROM flow_odd_kept AS k ORDER BY random();
SELECT is(pg_temp.plan_line(), 'store by SQL: the store''s table is no plain table', 'a partitioned table is asked by a query');
SELECT is(pg_temp.told('auto'), current_setting('reader_test.pages'), 'with the same answers');
DROP TABLE flow_odd;

-- A table whose columns stand elsewhere, or are stored otherwise.
CREATE TABLE flow_odd AS SELECT k.lot_id, k.number, k.part, k.body, k.key FROM flow_odd_kept AS k ORDER BY random();
SELECT is(pg_temp.plan_line(), 'plain rows: the store was restored or rewritten: maintain_flow is due', 'a table in another file is not read');
-- As if maintenance had written it.
UPDATE flow_state SET file_node = pg_relation_filenode('flow_odd');
SELECT is(pg_temp.plan_line(), 'store by SQL: the store''s table has other columns than the ledger gave it', 'a table with other columns is asked by a query');
SELECT is(pg_temp.told('auto'), current_setting('reader_test.pages'), 'with the same answers');
DROP TABLE flow_odd;
CREATE TABLE flow_odd (LIKE flow_odd_kept);
ALTER TABLE flow_odd ALTER COLUMN body SET STORAGE EXTENDED, ALTER COLUMN body SET COMPRESSION pglz;
INSERT INTO flow_odd SELECT * FROM flow_odd_kept;
UPDATE flow_state SET file_node = pg_relation_filenode('flow_odd');
SELECT cmp_ok((SELECT count(*) FROM flow_odd AS f WHERE pg_column_compression(f.body) IS NOT NULL), '>', 0::bigint, 'where rows are compressed');
SELECT is(pg_temp.plan_line(), 'store by SQL: the store''s table has other columns than the ledger gave it', 'a query is asked');
SELECT is(pg_temp.told('auto'), current_setting('reader_test.pages'), 'with the same answers');
DROP TABLE flow_odd;

-- A foreign table, which knows no index and no order.
SELECT EXISTS (SELECT FROM pg_available_extensions AS e WHERE e.name = 'file_fdw') AS has_files, current_setting('data_directory') || '/flow_odd.csv' AS file \gset
\if :has_files
CREATE EXTENSION IF NOT EXISTS file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
COPY flow_odd_kept TO :'file' (FORMAT csv);
CREATE FOREIGN TABLE flow_odd (number integer, key integer, lot_id bigint, part smallint, body bytea) SERVER files OPTIONS (filename :'file', format 'csv');
SELECT is(pg_temp.plan_line(), 'store by SQL: the store''s table is no plain table', 'a foreign table is asked by a query');
SELECT is(pg_temp.told('auto'), current_setting('reader_test.pages'), 'with the same answers');
DROP FOREIGN TABLE flow_odd;
\else
SELECT skip('this server has no file_fdw', 2);
\endif

-- What does not read as a packed row is refused, not answered from.
CREATE TABLE flow_odd AS SELECT k.number, k.key, k.lot_id, k.part, CASE WHEN n.n = 3000 THEN substr(k.body, 2) ELSE k.body END AS body FROM flow_odd_kept AS k JOIN numbered AS n ON n.id = k.lot_id;
UPDATE flow_state SET file_node = pg_relation_filenode('flow_odd');
PREPARE asked AS SELECT flow_size('lot', n.id, 'infinity') FROM numbered AS n WHERE n.n = 3000;
SELECT throws_ok('asked', 'XX001', NULL, 'a row that is damaged is told as such');
UPDATE flow_odd SET body = NULL WHERE lot_id = (SELECT n.id FROM numbered AS n WHERE n.n = 3000);
SELECT throws_ok('asked', 'XX001', NULL, 'and one that lacks what it should have');
DELETE FROM flow_odd WHERE lot_id = (SELECT n.id FROM numbered AS n WHERE n.n = 3000);
PREPARE asked_after AS SELECT flow_size('lot', n.id, 'infinity') FROM numbered AS n WHERE n.n = 3001;
SELECT throws_ok('asked_after', 'XX001', NULL, 'and one that is missing');
DELETE FROM flow_odd WHERE number > 5000;
SELECT is(pg_temp.plan_line(), 'plain rows: the snapshot is older than the store', 'without its last row the store is not read');
DROP TABLE flow_odd;

-- Rows in brief of a form that is not ours are passed over, by either reader; damaged ones of ours are told as such.
ALTER TABLE flow_odd_kept RENAME TO flow_odd;
UPDATE flow_state SET file_node = pg_relation_filenode('flow_odd');
SELECT is(pg_temp.told('auto'), current_setting('reader_test.pages'), 'the store serves again');
UPDATE flow_odd SET part = 0, body = decode(repeat('00', 8000), 'hex') WHERE lot_id < 0;
SELECT is(pg_temp.plan_line(), 'store by pages', 'and is read by pages');
SELECT is(pg_temp.told('auto'), current_setting('reader_test.pages'), 'where rows in brief of another form are passed over');
SELECT is(pg_temp.told('sql'), current_setting('reader_test.pages'), 'by a query too');
UPDATE flow_odd SET part = 1 WHERE lot_id < 0;
SELECT throws_ok('SELECT pg_temp.told(''auto'')', 'XX001', NULL, 'damaged ones of ours are refused');
SELECT throws_ok('SELECT pg_temp.told(''sql'')', 'XX001', NULL, 'by a query as well');
SELECT * FROM finish();
ROLLBACK;
