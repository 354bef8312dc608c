-- The ec type: EC numbers of substances.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::ec AS canonical FROM (VALUES
	('231-102-5'::text),
	('231-096-4'::text),
	('231-955-3'::text),
	('231-768-7'::text),
	('201-004-7'::text),
	('200-001-8'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT '231-102-6'::ec;
SELECT '2311025'::ec;
SELECT '231-1025'::ec;
SELECT '231-102-55'::ec;
SELECT '23-1102-5'::ec;
SELECT '7439-93-2'::ec;
SELECT '000-000-0'::ec;
SELECT '200-000-2'::ec;
SELECT '199-999-X'::ec;
SELECT '200-000-0'::ec;
SELECT '200-005-0'::ec;
SELECT '200-005-9'::ec;
SELECT '231-102-X'::ec;
SELECT '231-102-5-1'::ec;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::ec;
SELECT '  '::ec;
SELECT ' 231-102-5'::ec;
SELECT 'Å231-102-5'::ec;
SELECT E'231-102-5\n'::ec;
SELECT NULL::ec IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::ec;
SELECT repeat('é', 512 * 1024)::ec;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code ec);
INSERT INTO sample VALUES ('231-955-3'), ('200-001-8'), ('231-102-5'), ('231-096-4'), ('201-004-7'), ('231-955-3'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < '200-001-8' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND ec_hash(a.code) <> ec_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = '231-955-3';
SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT count(*) AS joined FROM sample AS a JOIN sample AS b USING (code);
SET enable_mergejoin = on;
SET enable_hashjoin = off;
SELECT count(*) AS joined FROM sample AS a JOIN sample AS b USING (code);
RESET enable_seqscan;
RESET enable_mergejoin;
RESET enable_nestloop;
RESET enable_hashjoin;

-- Hash partitions use the 64-bit hash.
CREATE TEMPORARY TABLE part (code ec) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = '231-955-3';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_ec.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code ec);
\copy copied FROM 'results/type_ec.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT '231-102-6'::text) TO 'results/type_ec_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_ec_bad.bin' WITH (FORMAT binary)
\copy (SELECT '2311025'::text) TO 'results/type_ec_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_ec_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_ec_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_ec_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_ec_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_ec_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT '231-955-3'::varchar = code AS equal FROM sample WHERE code = '231-955-3'::varchar;
SELECT pg_typeof(coalesce(code, '231-955-3'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default

SELECT string_agg(code::text, ',' ORDER BY code) = string_agg(code::text, ',' ORDER BY code::text COLLATE "C") AS same_order FROM sample;
