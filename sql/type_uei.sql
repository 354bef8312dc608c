-- The uei type: unique entity identifiers of SAM.gov.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::uei AS canonical FROM (VALUES
	('YNDUZMUZF8H8'::text),
	('T53MCMLTWK59'::text),
	('UYDJJ1S8DR85'::text),
	('ynduzmuzf8h8'::text),
	('100000000A00'::text),
	('ZZZZZZZZZZZZ'::text),
	('12345678A123'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT 'YNDUZMUZF8HO'::uei;
SELECT 'INDUZMUZF8H8'::uei;
SELECT '0NDUZMUZF8H8'::uei;
SELECT '123456789ABC'::uei;
SELECT 'ABC123456789'::uei;
SELECT 'A12345678901'::uei;
SELECT 'YNDUZMUZF8H'::uei;
SELECT 'YNDUZMUZF8H88'::uei;
SELECT 'YNDUZ-UZF8H8'::uei;
SELECT '123456789'::uei;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::uei;
SELECT '  '::uei;
SELECT ' YNDUZMUZF8H8'::uei;
SELECT 'ÅYNDUZMUZF8H8'::uei;
SELECT E'YNDUZMUZF8H8\n'::uei;
SELECT NULL::uei IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::uei;
SELECT repeat('é', 512 * 1024)::uei;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code uei);
INSERT INTO sample VALUES ('YNDUZMUZF8H8'), ('T53MCMLTWK59'), ('UYDJJ1S8DR85'), ('H3J5L8N1V4XZ'), ('R7K9M2P4Q8T6'), ('PJN1HN1PQNJ8'), ('YNDUZMUZF8H8'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < 'T53MCMLTWK59' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND uei_hash(a.code) <> uei_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = 'YNDUZMUZF8H8';
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
CREATE TEMPORARY TABLE part (code uei) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = 'YNDUZMUZF8H8';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_uei.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code uei);
\copy copied FROM 'results/type_uei.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT 'YNDUZMUZF8HO'::text) TO 'results/type_uei_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_uei_bad.bin' WITH (FORMAT binary)
\copy (SELECT 'INDUZMUZF8H8'::text) TO 'results/type_uei_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_uei_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_uei_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_uei_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_uei_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_uei_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT 'YNDUZMUZF8H8'::varchar = code AS equal FROM sample WHERE code = 'YNDUZMUZF8H8'::varchar;
SELECT pg_typeof(coalesce(code, 'YNDUZMUZF8H8'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default

SELECT string_agg(code::text, ',' ORDER BY code) = string_agg(code::text, ',' ORDER BY code::text COLLATE "C") AS same_order FROM sample;
SELECT 'HZZZZZZZZZZZ'::uei < 'J00000A00000' AS h_before_j, 'NZZZZZZZZZZZ'::uei < 'P00000A00000' AS n_before_p;
