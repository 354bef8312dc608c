-- The cas type: CAS registry numbers.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::cas AS canonical FROM (VALUES
	('7439-93-2'::text),
	('50-00-0'::text),
	('96-49-1'::text),
	('21324-40-3'::text),
	('1000000-00-0'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT '7439-93-5'::cas;
SELECT '201-004-7'::cas;
SELECT '231-102-5'::cas;
SELECT '7439932'::cas;
SELECT '07439-93-2'::cas;
SELECT '7439-93-22'::cas;
SELECT '1-00-0'::cas;
SELECT '10000000-00-8'::cas;
SELECT '7439--93-2'::cas;
SELECT '7439-93-'::cas;
SELECT '-93-2'::cas;
SELECT '7439-9-32'::cas;
SELECT '7439-93-2-'::cas;
SELECT '7439.93.2'::cas;
SELECT '123456789012345'::cas;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::cas;
SELECT '  '::cas;
SELECT ' 7439-93-2'::cas;
SELECT 'Å7439-93-2'::cas;
SELECT E'7439-93-2\n'::cas;
SELECT NULL::cas IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::cas;
SELECT repeat('é', 512 * 1024)::cas;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code cas);
INSERT INTO sample VALUES ('7439-93-2'), ('50-00-0'), ('96-49-1'), ('21324-40-3'), ('554-13-2'), ('7440-48-4'), ('7439-93-2'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < '50-00-0' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND cas_hash(a.code) <> cas_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = '7439-93-2';
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
CREATE TEMPORARY TABLE part (code cas) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = '7439-93-2';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_cas.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code cas);
\copy copied FROM 'results/type_cas.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT '7439-93-5'::text) TO 'results/type_cas_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_cas_bad.bin' WITH (FORMAT binary)
\copy (SELECT '201-004-7'::text) TO 'results/type_cas_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_cas_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_cas_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_cas_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_cas_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_cas_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT '7439-93-2'::varchar = code AS equal FROM sample WHERE code = '7439-93-2'::varchar;
SELECT pg_typeof(coalesce(code, '7439-93-2'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default

-- Larger numbers come later, whatever their length.
SELECT '96-49-1'::cas < '554-13-2' AS by_number, '96-49-1' < '554-13-2' COLLATE "C" AS by_text;
