-- The fraction type: exact rational numbers.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::fraction AS canonical FROM (VALUES
	('8/21'::text), ('16/42'), ('0.25'), ('12.5'), ('-3'), ('+3'), ('25%'), ('24.99 %'), ('1e-3'), ('1E3'), ('.5'), ('5.'),
	('  1 / 3  '), ('-0'), ('0/5'), ('-2/4'), ('100%'), ('0e99999999999'),
	('123456789012345678901234567890/98765432109876543210'), ('4611686018427387903'), ('-4611686018427387904')
) AS accepted(spelling);

-- What is refused, and why.
SELECT ''::fraction;
SELECT ' '::fraction;
SELECT 'NaN'::fraction;
SELECT 'Infinity'::fraction;
SELECT '1/0'::fraction;
SELECT '1/-2'::fraction;
SELECT '1/2/3'::fraction;
SELECT '1.5/2'::fraction;
SELECT '1/3%'::fraction;
SELECT '1,5'::fraction;
SELECT '1e'::fraction;
SELECT '½'::fraction;
SELECT '1;DROP'::fraction;
\echo :LAST_ERROR_SQLSTATE
SELECT '1e999999999999'::fraction;
\echo :LAST_ERROR_SQLSTATE
SELECT '1e-99999'::fraction;
SELECT repeat('1', 100000)::fraction;
\echo :LAST_ERROR_SQLSTATE
SELECT repeat('1', 100001)::fraction;
\echo :LAST_ERROR_SQLSTATE
SELECT repeat('é', 512 * 1024)::fraction;

-- Arithmetic is exact.
SELECT '1/3'::fraction + '1/6' AS sum, '1/3'::fraction - '1/2' AS difference, '2/3'::fraction * '3/4' AS product,
	'2/3'::fraction / '4/3' AS quotient, -'2/3'::fraction AS opposite, abs('-2/3'::fraction) AS without_sign;
SELECT '1/3'::fraction + 1 AS with_integer, 2::bigint * '1/3'::fraction AS with_bigint, '1/3'::fraction - 0.5 AS with_numeric;
SELECT '1/3'::fraction / 0;
\echo :LAST_ERROR_SQLSTATE
SELECT numerator('-8/21'), denominator('-8/21'), numerator('0'), denominator('0'), denominator(('1e-30')::fraction);

-- Aggregates skip nulls; of nothing they are null.
SELECT sum(f), min(f), max(f), count(f) FROM (VALUES ('1/3'::fraction), (NULL), ('1/6'), ('-1/2'), ('1/2')) AS v(f);
SELECT sum(f), min(f), max(f), coalesce(sum(f), 0) AS none_is_zero FROM (SELECT '1'::fraction WHERE false) AS v(f);
SELECT sum(fraction(1) / n) AS harmonic FROM generate_series(1, 40) AS n;

-- Rounding is named.
SELECT f, round_down(f, 3), round_up(f, 3), round_half_up(f, 3), round_half_up(f, 0) AS whole FROM (VALUES
	('1/3'::fraction), ('2/3'), ('-1/3'), ('1/2'), ('-1/2'), ('5'), ('0'), ('1/8'), ('1/16'), ('1e25')
) AS v(f);
SELECT round_down('1/3', -1);
SELECT round_up('1/3', 1001);
\echo :LAST_ERROR_SQLSTATE
SELECT length(round_down('1/3', 1000)::text);

-- Casts.
SELECT '2/3'::fraction::numeric, '2/3'::fraction::float8, '1/3'::fraction::text, '1/4'::varchar::fraction;
CREATE TEMPORARY TABLE plain (n numeric, t text);
INSERT INTO plain VALUES ('1/3'::fraction, '1/3'::fraction);
SELECT * FROM plain;
SELECT 'NaN'::numeric::fraction;
\echo :LAST_ERROR_SQLSTATE
SELECT 'Infinity'::numeric::fraction;
SELECT (10::numeric ^ 100000)::fraction;
\echo :LAST_ERROR_SQLSTATE
SELECT 0.1::fraction, (-12.50)::fraction, 9223372036854775807::fraction, (-9223372036854775808)::bigint::fraction;
SELECT '1e400'::fraction::float8;
\echo :LAST_ERROR_SQLSTATE
SELECT '1/2'::fraction::integer;

-- Other schemas' numbers are compared as before.
SELECT 1 + 1 AS two, 0.5 + 1 AS numeric_stays, pg_typeof(1.5 + 1), pg_typeof(1 + 1::bigint), pg_typeof(1::smallint + 1.5::real), pg_typeof(abs(-1));

-- A value that no longer fits is refused, not cut.
SELECT '1e40000'::fraction * '1e40000'::fraction;
\echo :LAST_ERROR_SQLSTATE

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (f fraction);
INSERT INTO sample VALUES ('1/3'), ('-1/3'), ('0.25'), ('0'), ('1/3'), ('2/6'), ('1e30'), ('-1e30'), ('1e-30'), ('-1e-30'), ('1'), (NULL),
	('100000000000000000000001/300000000000000000000000'), ('33333333333333333333/100000000000000000000');
SELECT f, count(*) FROM sample GROUP BY f ORDER BY f;
SELECT count(DISTINCT f) AS different FROM sample;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.f < b.f) IS DISTINCT FROM NOT (a.f >= b.f)
	OR (a.f = b.f) IS DISTINCT FROM NOT (a.f <> b.f)
	OR (a.f <= b.f) IS DISTINCT FROM (b.f >= a.f)
	OR (a.f > b.f) IS DISTINCT FROM (b.f < a.f)
	OR (a.f = b.f) IS DISTINCT FROM (a.f::text = b.f::text)
	OR (a.f < b.f) IS DISTINCT FROM (round_half_up(a.f, 60) < round_half_up(b.f, 60))
	OR a.f = b.f AND fraction_hash(a.f) <> fraction_hash(b.f);
SELECT count(*) FROM sample WHERE f = '2/6';
SELECT count(*) FROM sample WHERE f > 0.25 AND f <= 1;

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (f);
CREATE INDEX ON sample USING hash (f);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE f = '1/3';
SELECT count(*) FROM sample WHERE f < 0;
SELECT min(f), max(f) FROM sample;
SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT count(*) AS joined FROM sample AS a JOIN sample AS b USING (f);
SET enable_mergejoin = on;
SET enable_hashjoin = off;
SELECT count(*) AS joined FROM sample AS a JOIN sample AS b USING (f);
RESET enable_seqscan;
RESET enable_mergejoin;
RESET enable_nestloop;
RESET enable_hashjoin;

-- Hash partitions use the 64-bit hash.
CREATE TEMPORARY TABLE part (f fraction) PARTITION BY HASH (f);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT f FROM sample;
SELECT count(*) FROM part WHERE f = '1/3';
SELECT count(*) FROM part;
SELECT count(*) AS wrong FROM sample WHERE fraction_hash(f) <> (fraction_hash_extended(f, 0) & 4294967295)::bit(32)::integer
	OR fraction_hash_extended(f, 0) = fraction_hash_extended(f, 1);

-- Binary COPY gives the same values back; binary values are canonical or refused.
\copy sample TO 'results/type_fraction.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (f fraction);
\copy copied FROM 'results/type_fraction.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT f, count(*) AS n FROM sample GROUP BY f) AS s
	FULL JOIN (SELECT f, count(*) AS n FROM copied GROUP BY f) AS c ON s.f IS NOT DISTINCT FROM c.f WHERE s.f IS NOT NULL;
SELECT fraction_send('1/3'), fraction_send('-1/3'), fraction_send('0'), fraction_send('256');
\copy (SELECT '\x00000000010204'::bytea) TO 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy copied FROM 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default
\copy (SELECT '\x000000000101'::bytea) TO 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\copy (SELECT '\x00000000010100'::bytea) TO 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\copy (SELECT '\x010000000001'::bytea) TO 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::bytea) TO 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\copy (SELECT decode('0000008000' || repeat('ff', 32768) || '01', 'hex')) TO 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy copied FROM 'results/type_fraction_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Long values are compressed or moved out of line, and read back.
CREATE TEMPORARY TABLE long_value (f fraction);
INSERT INTO long_value SELECT sum(fraction(1) / n) FROM generate_series(1, 5000) AS n;
INSERT INTO long_value VALUES (('1' || repeat('0', 70000) || '1')::fraction);
SELECT round_half_up(min(f), 12) AS harmonic, length(max(f)::text) AS digits, count(*) FILTER (WHERE f = f + 0) AS same FROM long_value;
