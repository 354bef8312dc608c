-- Rows taken straight from a table against the same rows by SQL: over all kinds of columns, rows older than their columns, rows
-- deleted, changed or rolled back, pages that everybody sees, and what may not be read so.  flow_keys reads any table that has its columns.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
CREATE SCHEMA rows;
SET search_path = rows, materials, public;

-- What flow_keys says of a table in some ways of asking, and what SQL says; NULL where the table has to be asked by SQL.
CREATE FUNCTION read_directly(of regclass) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(ARRAY(SELECT unnest(materials.flow_keys(of, 1, countries, parties, NULL, words, items)) ORDER BY 1)::text, ' ' ORDER BY n)
	FROM (VALUES (1, NULL::country[], NULL::bigint[], NULL::text[], NULL::bigint[]), (2, '{CN,US}', NULL, NULL, NULL), (3, NULL, '{1,2,3}', NULL, NULL),
		(4, NULL, NULL, ARRAY['graphite', repeat('long ', 60)], NULL), (5, NULL, NULL, NULL, '{5,6,7}')) AS way (n, countries, parties, words, items)
	WHERE materials.flow_keys(of, 1) IS NOT NULL $$;
CREATE FUNCTION read_by_sql(of regclass) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	EXECUTE format($sql$
		SELECT string_agg(ARRAY(SELECT t.key FROM %s AS t WHERE t.generation = 1 AND (countries IS NULL OR t.country = ANY (countries)) AND (parties IS NULL OR t.producer_id = ANY (parties))
			AND (words IS NULL OR t.material = ANY (words)) AND (items IS NULL OR t.item_id = ANY (items)) ORDER BY 1)::text, ' ' ORDER BY n)
		FROM (VALUES (1, NULL::country[], NULL::bigint[], NULL::text[], NULL::bigint[]), (2, '{CN,US}', NULL, NULL, NULL), (3, NULL, '{1,2,3}', NULL, NULL),
			(4, NULL, NULL, ARRAY['graphite', repeat('long ', 60)], NULL), (5, NULL, NULL, NULL, '{5,6,7}')) AS way (n, countries, parties, words, items) $sql$, of) INTO said;
	RETURN said;
END $$;
CREATE FUNCTION fill(of regclass, count integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format($sql$
		INSERT INTO %s (generation, key, country, producer_id, site_id, material, item_id)
		SELECT 1 + (g %% 7 = 0)::integer, g, CASE WHEN g %% 5 > 0 THEN ('{CN,US,DE}'::country[])[1 + g %% 3] END, nullif(g %% 6, 0), nullif(g %% 4, 0),
			CASE g %% 4 WHEN 0 THEN NULL WHEN 1 THEN 'graphite' WHEN 2 THEN repeat('long ', 60) ELSE repeat('other ', g) END, nullif(g %% 9, 0)
		FROM generate_series(1, %s) AS g $sql$, of, count);
END $$;

CREATE TABLE plain (generation bigint NOT NULL, key integer NOT NULL, country country, producer_id bigint, site_id bigint, material text, item_id bigint);
SELECT fill('plain', 1500);
SELECT is(read_directly('plain'), read_by_sql('plain'), 'columns as the ledger makes them');
SELECT isnt(read_by_sql('plain'), NULL, 'and they say something');

CREATE TABLE mixed (letter "char" DEFAULT 'x', material text, small smallint DEFAULT 7, word text DEFAULT 'a word', item_id bigint, truth boolean DEFAULT true, site_id bigint, gone text,
	country country, span daterange DEFAULT '[2020-01-01,)', key integer, exact numeric DEFAULT 12.5, producer_id bigint, generation bigint);
SELECT fill('mixed', 300);
UPDATE mixed SET gone = repeat('y', key % 300), word = nullif(repeat('z', key % 200), ''), small = nullif(key % 3, 0) WHERE key % 2 = 0;
ALTER TABLE mixed DROP COLUMN gone;
SELECT fill('mixed', 300);
SELECT is(read_directly('mixed'), read_by_sql('mixed'), 'in another order, between others, one of them dropped');

-- Rows in which a column does not stand have its default.
CREATE TABLE grown (generation bigint, key integer, producer_id bigint, site_id bigint, item_id bigint);
INSERT INTO grown SELECT 1, g, g % 5, g, g FROM generate_series(1, 20) AS g;
ALTER TABLE grown ADD COLUMN material text DEFAULT 'graphite', ADD COLUMN country country;
SELECT fill('grown', 40);
SELECT is(read_directly('grown'), read_by_sql('grown'), 'rows older than some columns');

CREATE TABLE wide (a1 text, a2 text, a3 text, a4 text, a5 text, a6 text, a7 text, a8 text, a9 text, a10 text, a11 text, LIKE plain);
SELECT fill('wide', 100);
SELECT is(read_directly('wide'), read_by_sql('wide'), 'behind many other columns');

-- What the snapshot does not see is not there.
DELETE FROM plain WHERE key % 3 = 0;
UPDATE plain SET generation = 3 - generation WHERE key % 4 = 0;
SAVEPOINT more;
SELECT fill('plain', 200);
DELETE FROM plain WHERE key % 5 = 0;
ROLLBACK TO more;
SELECT is(read_directly('plain'), read_by_sql('plain'), 'rows deleted, changed, rolled back');
SELECT fill('plain', 10);
SELECT is(read_directly('plain'), read_by_sql('plain'), 'rows of this transaction');

-- Rows that are frozen as they come make pages that everybody sees.
TRUNCATE grown;
COPY grown (generation, key, producer_id, site_id, item_id, material, country) FROM stdin WITH (FREEZE);
1	1	1	\N	5	graphite	CN
1	2	\N	\N	\N	\N	\N
2	3	2	1	6	graphite	US
1	4	3	2	7	other	DE
\.
SELECT is(read_directly('grown'), '{1,2,4} {1} {1,4} {1} {1,4}', 'pages that everybody sees');
DELETE FROM grown WHERE key = 1;
SELECT is(read_directly('grown'), read_by_sql('grown'), 'and one that lost a row');

CREATE TEMPORARY TABLE own (LIKE plain);
SELECT fill('own', 100);
SELECT is(read_directly('own'), read_by_sql('own'), 'a temporary table');
CREATE TABLE nothing (LIKE plain);
SELECT is(read_directly('nothing'), '{} {} {} {} {}', 'a table without rows');

-- What is the executor's.
CREATE TABLE parted (LIKE plain) PARTITION BY LIST (generation);
CREATE VIEW seen AS SELECT * FROM plain;
CREATE TABLE retyped (generation bigint, key integer, country text, producer_id bigint, site_id bigint, material text, item_id bigint);
CREATE TABLE parent (LIKE plain);
CREATE TABLE child () INHERITS (parent);
SELECT is(materials.flow_keys(t.of, 1), NULL, t.what)
FROM (VALUES ('parted'::regclass, 'a partitioned table'), ('seen', 'a view'), ('retyped', 'a column of another type'), ('parent', 'a table with heirs')) AS t (of, what);
SET LOCAL materials.flow_reader = 'sql';
SELECT is(materials.flow_keys('plain', 1), NULL, 'what is to be read by SQL');
SET LOCAL materials.flow_reader = 'auto';
CREATE ROLE table_rows_reader;
GRANT USAGE ON SCHEMA rows TO table_rows_reader;
GRANT SELECT (key, generation) ON plain TO table_rows_reader;
GRANT SELECT ON mixed TO table_rows_reader;
ALTER TABLE mixed ENABLE ROW LEVEL SECURITY;
SET LOCAL ROLE table_rows_reader;
SELECT is(materials.flow_keys('rows.plain', 1), NULL, 'a table of which the reader may see some columns');
SELECT is(materials.flow_keys('rows.mixed', 1), NULL, 'a table of which rows may be hidden from the reader');
RESET ROLE;
SELECT finish();
ROLLBACK;
