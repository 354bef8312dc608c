-- The hs type: Harmonized System codes.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::hs AS canonical FROM (VALUES
	('85'::text),
	('8507'::text),
	('85.07'::text),
	('850760'::text),
	('8507.60'::text),
	('85.07.60'::text),
	('8507.60.00'::text),
	('8507600020'::text),
	('8507.60.0020'::text),
	('8507.60.00.20'::text),
	('01'::text),
	('0101'::text),
	('9999999999'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT '850'::hs;
SELECT '8'::hs;
SELECT '85076'::hs;
SELECT '00'::hs;
SELECT '0012'::hs;
SELECT '8507600'::hs;
SELECT '850760002012'::hs;
SELECT '.8507'::hs;
SELECT '8507.'::hs;
SELECT '85..07'::hs;
SELECT '850.7'::hs;
SELECT '8.507'::hs;
SELECT '8507-60'::hs;
SELECT 'HS8507'::hs;
SELECT '85076000201'::hs;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::hs;
SELECT '  '::hs;
SELECT ' 85'::hs;
SELECT 'Å85'::hs;
SELECT E'85\n'::hs;
SELECT NULL::hs IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::hs;
SELECT repeat('é', 512 * 1024)::hs;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code hs);
INSERT INTO sample VALUES ('8507600020'), ('8507'), ('85'), ('850760'), ('8506'), ('2805'), ('28053000'), ('85076000'), ('8507600020'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < '8507' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND hs_hash(a.code) <> hs_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = '8507600020';
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
CREATE TEMPORARY TABLE part (code hs) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = '8507600020';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_hs.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code hs);
\copy copied FROM 'results/type_hs.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT '850'::text) TO 'results/type_hs_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_hs_bad.bin' WITH (FORMAT binary)
\copy (SELECT '8'::text) TO 'results/type_hs_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_hs_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_hs_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_hs_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_hs_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_hs_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT '8507600020'::varchar = code AS equal FROM sample WHERE code = '8507600020'::varchar;
SELECT pg_typeof(coalesce(code, '8507600020'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default

SELECT string_agg(code::text, ',' ORDER BY code) = string_agg(code::text, ',' ORDER BY code::text COLLATE "C") AS same_order FROM sample;

-- Chapter, heading and subheading; a code that is broader has none.
SELECT code, hs_chapter(code), hs_heading(code), hs_subheading(code), hs_last(code) FROM sample WHERE code IS NOT NULL GROUP BY code ORDER BY code;

-- What stands under a code, in three spellings; a code stands under itself.
SELECT '8507'::hs @> '850760' AS contains, '850760'::hs <@ '8507' AS within, '850760'::hs ^@ '8507' AS starts_with,
	'8507'::hs @> '8507' AS itself, '8507'::hs @> '85' AS broader, '8507'::hs @> '8508' AS neighbour, '85'::hs @> '8500' AS zeros, '8500'::hs @> '85' AS not_zeros;

-- The operators agree with LIKE on every pair of 2,000 codes, and an index answers them.
CREATE TEMPORARY TABLE line AS
SELECT code FROM (SELECT left(lpad((n * 7919 % 9900 + 100)::text, 4, '0') || lpad((n * 31 % 1000000)::text, 6, '0'), 2 + n % 5 * 2)::hs AS code
	FROM generate_series(1, 2000) AS n) AS made;
SELECT count(*) FILTER (WHERE a.code @> b.code) AS under,
	count(*) FILTER (WHERE (a.code @> b.code) <> (b.code::text LIKE a.code::text || '%')) AS wrong,
	count(*) FILTER (WHERE (a.code @> b.code) <> (b.code <@ a.code) OR (a.code @> b.code) <> (b.code ^@ a.code)) AS inconsistent
FROM (SELECT DISTINCT code FROM line WHERE length(code::text) <= 4) AS a, line AS b;
CREATE INDEX line_code ON line (code);
ANALYZE line;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET enable_indexonlyscan = off;
EXPLAIN (COSTS off) SELECT * FROM line WHERE code <@ '8507';
EXPLAIN (COSTS off) SELECT * FROM line WHERE code ^@ '8507';
EXPLAIN (COSTS off) SELECT * FROM line WHERE '8507' @> code;
EXPLAIN (COSTS off) SELECT * FROM line WHERE '8507'::varchar @> code;
EXPLAIN (COSTS off) SELECT * FROM (VALUES ('8507'::hs), ('28')) AS rule(prefix) JOIN line ON line.code <@ rule.prefix;
SELECT (SELECT count(*) FROM line WHERE code <@ '85') = (SELECT count(*) FROM line WHERE code::text LIKE '85%') AS index_agrees,
	(SELECT count(*) FROM line WHERE code <@ '85') > 0 AS not_empty;
RESET enable_seqscan;
-- The other way round, which prefixes cover a code, is no range: the index is not used.
EXPLAIN (COSTS off) SELECT * FROM line WHERE code @> '8507600020';
