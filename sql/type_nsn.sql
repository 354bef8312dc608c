-- The nsn type: national stock numbers.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::nsn AS canonical FROM (VALUES
	('6135-01-440-7774'::text),
	('6135014407774'::text),
	('6135-01-441-0402'::text),
	('5330-00-000-0001'::text),
	('9999-99-999-9999'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT '6135-014407774'::nsn;
SELECT '6135-01-4407774'::nsn;
SELECT '61-3501-440-7774'::nsn;
SELECT '6135-01-440-777'::nsn;
SELECT '6135-01-440-77745'::nsn;
SELECT '0135-01-440-7774'::nsn;
SELECT '6135-01-440-777A'::nsn;
SELECT '6135 01 440 7774'::nsn;
SELECT '-6135014407774'::nsn;
SELECT '6135-01-440-7774-'::nsn;
SELECT '014407774'::nsn;
SELECT '-------------'::nsn;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::nsn;
SELECT '  '::nsn;
SELECT ' 6135-01-440-7774'::nsn;
SELECT 'Å6135-01-440-7774'::nsn;
SELECT E'6135-01-440-7774\n'::nsn;
SELECT NULL::nsn IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::nsn;
SELECT repeat('é', 512 * 1024)::nsn;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code nsn);
INSERT INTO sample VALUES ('6135-01-441-0402'), ('6135-01-440-7774'), ('5330-00-000-0001'), ('6140-12-345-6789'), ('5961-99-123-4567'), ('6135-01-441-0402'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < '6135-01-440-7774' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND nsn_hash(a.code) <> nsn_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = '6135-01-441-0402';
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
CREATE TEMPORARY TABLE part (code nsn) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = '6135-01-441-0402';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_nsn.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code nsn);
\copy copied FROM 'results/type_nsn.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT '6135-014407774'::text) TO 'results/type_nsn_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_nsn_bad.bin' WITH (FORMAT binary)
\copy (SELECT '6135-01-4407774'::text) TO 'results/type_nsn_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_nsn_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_nsn_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_nsn_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_nsn_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_nsn_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT '6135-01-441-0402'::varchar = code AS equal FROM sample WHERE code = '6135-01-441-0402'::varchar;
SELECT pg_typeof(coalesce(code, '6135-01-441-0402'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default

-- The parts keep their zeros.  The bureau says who assigned the number, not where goods come from.
SELECT code, nsn_fsc(code), nsn_niin(code), nsn_country_code(code) FROM sample WHERE code IS NOT NULL GROUP BY code ORDER BY code;
SELECT nsn_fsc(NULL), nsn_niin(NULL), nsn_country_code(NULL);
SELECT string_agg(code::text, ',' ORDER BY code) = string_agg(code::text, ',' ORDER BY code::text COLLATE "C") AS same_order FROM sample;
