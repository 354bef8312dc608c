-- The gln type: GS1 global location numbers.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::gln AS canonical FROM (VALUES
	('4012345000054'::text),
	('9521234000006'::text),
	('0614141000005'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT '4012345000055'::gln;
SELECT '401234500005'::gln;
SELECT '40123450000540'::gln;
SELECT '401234500005X'::gln;
SELECT '4012345 00054'::gln;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::gln;
SELECT '  '::gln;
SELECT ' 4012345000054'::gln;
SELECT 'Å4012345000054'::gln;
SELECT E'4012345000054\n'::gln;
SELECT NULL::gln IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::gln;
SELECT repeat('é', 512 * 1024)::gln;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code gln);
INSERT INTO sample VALUES ('9521987000018'), ('4012345000054'), ('6000001000034'), ('4099999000005'), ('0614141000005'), ('9521987000018'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < '4012345000054' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND gln_hash(a.code) <> gln_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = '9521987000018';
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
CREATE TEMPORARY TABLE part (code gln) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = '9521987000018';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_gln.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code gln);
\copy copied FROM 'results/type_gln.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT '4012345000055'::text) TO 'results/type_gln_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_gln_bad.bin' WITH (FORMAT binary)
\copy (SELECT '401234500005'::text) TO 'results/type_gln_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_gln_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_gln_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_gln_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_gln_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_gln_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT '9521987000018'::varchar = code AS equal FROM sample WHERE code = '9521987000018'::varchar;
SELECT pg_typeof(coalesce(code, '9521987000018'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default
