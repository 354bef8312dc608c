-- The gtin type: GS1 global trade item numbers.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::gtin AS canonical FROM (VALUES
	('00614141777778'::text),
	('614141777778'::text),
	('0614141777778'::text),
	('96385074'::text),
	('00000096385074'::text),
	('9521234000013'::text),
	('70614141123451'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT '00614141777779'::gtin;
SELECT '96385075'::gtin;
SELECT '614141777779'::gtin;
SELECT '1234567'::gtin;
SELECT '123456789'::gtin;
SELECT '00614141777778 '::gtin;
SELECT '0061414177777'::gtin;
SELECT '006141417777780'::gtin;
SELECT '0061414177777A'::gtin;
SELECT '9-52123-400001-3'::gtin;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::gtin;
SELECT '  '::gtin;
SELECT ' 00614141777778'::gtin;
SELECT 'Å00614141777778'::gtin;
SELECT E'00614141777778\n'::gtin;
SELECT NULL::gtin IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::gtin;
SELECT repeat('é', 512 * 1024)::gtin;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code gtin);
INSERT INTO sample VALUES ('70614141123451'), ('00614141777778'), ('09521234000013'), ('96385074'), ('04012345123456'), ('70614141123451'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < '00614141777778' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND gtin_hash(a.code) <> gtin_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = '70614141123451';
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
CREATE TEMPORARY TABLE part (code gtin) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = '70614141123451';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_gtin.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code gtin);
\copy copied FROM 'results/type_gtin.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT '00614141777779'::text) TO 'results/type_gtin_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_gtin_bad.bin' WITH (FORMAT binary)
\copy (SELECT '96385075'::text) TO 'results/type_gtin_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_gtin_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_gtin_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_gtin_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_gtin_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_gtin_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT '70614141123451'::varchar = code AS equal FROM sample WHERE code = '70614141123451'::varchar;
SELECT pg_typeof(coalesce(code, '70614141123451'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default

-- One key, four lengths.
SELECT '614141777778'::gtin = '0614141777778' AS twelve_thirteen, '614141777778'::gtin = '00614141777778' AS twelve_fourteen, '96385074'::gtin = '00000096385074' AS eight_fourteen;
