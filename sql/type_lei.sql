-- The lei type: ISO 17442 legal entity identifiers.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::lei AS canonical FROM (VALUES
	('001GPB6A9XPE8XJICC14'::text),
	('PY6ZZQWO2IZFZC3IOL08'::text),
	('969500KSV493XWY0PS33'::text),
	('001gpb6a9xpe8xjicc14'::text),
	('549300FF2KD1XH54I851'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT '011GPB6A9XPE8XJICC14'::lei;
SELECT '001GPB6A9XPE8XJICC1'::lei;
SELECT '001GPB6A9XPE8XJICC140'::lei;
SELECT '001GPB6A9X PE8XJICC14'::lei;
SELECT '001GPB6A9X-E8XJICC14'::lei;
SELECT '001GPB6A9XPE8XJICC1A'::lei;
SELECT '001GPB6A9XPE8XJICCA4'::lei;
SELECT '00000000000000000000'::lei;
SELECT '969500T3MBS4SQAMHJ45'::lei;
SELECT '001GPB6A9XPE8XJICC14;'::lei;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::lei;
SELECT '  '::lei;
SELECT ' 001GPB6A9XPE8XJICC14'::lei;
SELECT 'Å001GPB6A9XPE8XJICC14'::lei;
SELECT E'001GPB6A9XPE8XJICC14\n'::lei;
SELECT NULL::lei IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::lei;
SELECT repeat('é', 512 * 1024)::lei;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code lei);
INSERT INTO sample VALUES ('ZZG38T0MDR3QY1ETUA76'), ('969500KSV493XWY0PS33'), ('001GPB6A9XPE8XJICC14'), ('C7J4FOV6ELAVE39B7M82'), ('010G7UHBHEI87EKP0Q97'), ('010CMKZ3VON21WF2ZD45'), ('ZZG38T0MDR3QY1ETUA76'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < '969500KSV493XWY0PS33' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND lei_hash(a.code) <> lei_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = 'ZZG38T0MDR3QY1ETUA76';
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
CREATE TEMPORARY TABLE part (code lei) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = 'ZZG38T0MDR3QY1ETUA76';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_lei.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code lei);
\copy copied FROM 'results/type_lei.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT '011GPB6A9XPE8XJICC14'::text) TO 'results/type_lei_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_lei_bad.bin' WITH (FORMAT binary)
\copy (SELECT '001GPB6A9XPE8XJICC1'::text) TO 'results/type_lei_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_lei_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_lei_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_lei_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_lei_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_lei_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT 'ZZG38T0MDR3QY1ETUA76'::varchar = code AS equal FROM sample WHERE code = 'ZZG38T0MDR3QY1ETUA76'::varchar;
SELECT pg_typeof(coalesce(code, 'ZZG38T0MDR3QY1ETUA76'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default

-- The order is that of the text, also beyond the first nine characters.
SELECT string_agg(code::text, ',' ORDER BY code) = string_agg(code::text, ',' ORDER BY code::text COLLATE "C") AS same_order FROM sample;
SELECT pg_column_size(code) AS bytes FROM sample LIMIT 1;
