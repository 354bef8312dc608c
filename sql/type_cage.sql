-- The cage type: commercial and government entity codes.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::cage AS canonical FROM (VALUES
	('1WL43'::text),
	('0ABC1'::text),
	('81755'::text),
	('u1o2i'::text),
	('K0656'::text),
	('0123B'::text),
	('IAAA0'::text),
	('SMAA0'::text),
	('A000Z'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT '1O234'::cage;
SELECT '12I45'::cage;
SELECT '1WL4'::cage;
SELECT '1WL433'::cage;
SELECT '1WL-4'::cage;
SELECT '1WL 4'::cage;
SELECT '1WL_4'::cage;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::cage;
SELECT '  '::cage;
SELECT ' 1WL43'::cage;
SELECT 'Å1WL43'::cage;
SELECT E'1WL43\n'::cage;
SELECT NULL::cage IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::cage;
SELECT repeat('é', 512 * 1024)::cage;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code cage);
INSERT INTO sample VALUES ('K0656'), ('1WL43'), ('81755'), ('0ABC1'), ('0123B'), ('SMAA0'), ('K0656'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < '1WL43' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND cage_hash(a.code) <> cage_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = 'K0656';
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
CREATE TEMPORARY TABLE part (code cage) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = 'K0656';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_cage.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code cage);
\copy copied FROM 'results/type_cage.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT '1O234'::text) TO 'results/type_cage_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_cage_bad.bin' WITH (FORMAT binary)
\copy (SELECT '12I45'::text) TO 'results/type_cage_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_cage_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_cage_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_cage_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_cage_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_cage_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT 'K0656'::varchar = code AS equal FROM sample WHERE code = 'K0656'::varchar;
SELECT pg_typeof(coalesce(code, 'K0656'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default

SELECT string_agg(code::text, ',' ORDER BY code) = string_agg(code::text, ',' ORDER BY code::text COLLATE "C") AS same_order FROM sample;
SELECT '00000'::cage AS lowest, 'ZZZZZ'::cage AS highest, '00000'::cage < 'ZZZZZ' AS ordered;
