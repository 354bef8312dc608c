-- The sscc type: GS1 serial shipping container codes.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::sscc AS canonical FROM (VALUES
	('040123450000003338'::text),
	('040123451111111127'::text),
	('095212340000000174'::text),
	('999999999999999993'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT '040123450000003339'::sscc;
SELECT '40123450000003338'::sscc;
SELECT '0040123450000003338'::sscc;
SELECT '04012345000000333O'::sscc;
SELECT '(00)040123450000003338'::sscc;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::sscc;
SELECT '  '::sscc;
SELECT ' 040123450000003338'::sscc;
SELECT 'Å040123450000003338'::sscc;
SELECT E'040123450000003338\n'::sscc;
SELECT NULL::sscc IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::sscc;
SELECT repeat('é', 512 * 1024)::sscc;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code sscc);
INSERT INTO sample VALUES ('999999999999999993'), ('040123450000003338'), ('095212340000000174'), ('040123451111111127'), ('999999999999999993'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < '040123450000003338' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND sscc_hash(a.code) <> sscc_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = '999999999999999993';
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
CREATE TEMPORARY TABLE part (code sscc) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = '999999999999999993';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_sscc.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code sscc);
\copy copied FROM 'results/type_sscc.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT '040123450000003339'::text) TO 'results/type_sscc_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_sscc_bad.bin' WITH (FORMAT binary)
\copy (SELECT '40123450000003338'::text) TO 'results/type_sscc_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_sscc_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_sscc_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_sscc_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_sscc_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_sscc_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT '999999999999999993'::varchar = code AS equal FROM sample WHERE code = '999999999999999993'::varchar;
SELECT pg_typeof(coalesce(code, '999999999999999993'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default
