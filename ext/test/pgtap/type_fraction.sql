-- Fractions against sums that are known, and against the server's own exact arithmetic.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;
SELECT no_plan();

-- Bad text says what it is.
SELECT throws_ok(format('SELECT %L::fraction', bad), '22P02', format('invalid input syntax for type fraction: "%s"', bad), what)
FROM (VALUES
	('', 'nothing'),
	('.', 'a point alone'),
	('1/0', 'a zero denominator'),
	('1/-2', 'a sign below'),
	('-', 'a sign alone'),
	('%', 'a percent sign alone'),
	('0x1F', 'hexadecimal'),
	('1_000', 'an underscore'),
	('1.000,5', 'a decimal comma'),
	('nan', 'not a number')
) AS v(bad, what);

-- The grid of small fractions against integers cross-multiplied.
CREATE TEMPORARY TABLE grid AS
	SELECT n, d, fraction(n) / fraction(d) AS f FROM generate_series(-12, 12) AS n, generate_series(1, 12) AS d;
SELECT is(count(*), 0::bigint, 'order agrees with integers cross-multiplied, for all pairs of the grid')
FROM grid AS a, grid AS b
WHERE (a.f < b.f) <> (a.n * b.d < b.n * a.d) OR (a.f = b.f) <> (a.n * b.d = b.n * a.d) OR (a.f >= b.f) <> (a.n * b.d >= b.n * a.d)
	OR fraction_cmp(a.f, b.f) <> sign(a.n * b.d - b.n * a.d);
SELECT is(count(*), 0::bigint, 'sums, differences and products agree with integers, for all pairs of the grid')
FROM grid AS a, grid AS b
WHERE (a.f + b.f) * (a.d * b.d) <> a.n * b.d + b.n * a.d OR (a.f - b.f) * (a.d * b.d) <> a.n * b.d - b.n * a.d
	OR (a.f * b.f) * (a.d * b.d) <> a.n * b.n;
SELECT is(count(*), 0::bigint, 'parts are reduced and give the value back')
FROM grid WHERE gcd(numerator(f), denominator(f)) <> 1 OR denominator(f) < 1 OR numerator(f) * d <> n * denominator(f)
	OR fraction(numerator(f)) / fraction(denominator(f)) <> f;
SELECT is(count(*), 0::bigint, 'roundings enclose the value within one step')
FROM grid, generate_series(0, 6) AS digits
WHERE NOT (fraction(round_down(f, digits)) <= f AND f <= fraction(round_up(f, digits)))
	OR round_up(f, digits) - round_down(f, digits) NOT IN (0, 10::numeric ^ -digits)
	OR (round_up(f, digits) = round_down(f, digits)) <> (round_down(f, digits) = f)
	OR round_half_up(f, digits) <> round(n::numeric / d, digits);
SELECT is(count(*), 0::bigint, 'equal values have one form: text, binary, hash')
FROM grid AS a, grid AS b
WHERE (a.f = b.f) <> (a.f::text = b.f::text) OR (a.f = b.f) <> (fraction_send(a.f) = fraction_send(b.f))
	OR a.f = b.f AND fraction_hash_extended(a.f, 42) <> fraction_hash_extended(b.f, 42);

-- Large random values against numeric, which is exact for integers.
SELECT setseed(0.4865);
CREATE TEMPORARY TABLE big AS
	SELECT i, trunc((random() * 2 - 1)::numeric * 10::numeric ^ (i % 60)) AS n, trunc(random()::numeric * 10::numeric ^ (i % 50)) + 1 AS d,
		trunc((random() * 2 - 1)::numeric * 10::numeric ^ (i % 40)) + 7 AS m, trunc(random()::numeric * 10::numeric ^ (i % 45)) + 1 AS e
	FROM generate_series(1, 2000) AS i;
SELECT is(count(*), 0::bigint, '2000 random pairs: sum, difference, product, quotient and order agree with numeric')
FROM big, LATERAL (SELECT fraction(n) / fraction(d) AS a, fraction(m) / fraction(e) AS b) AS f
WHERE numerator(a + b) * (d * e) <> (n * e + m * d) * denominator(a + b)
	OR numerator(a - b) * (d * e) <> (n * e - m * d) * denominator(a - b)
	OR numerator(a * b) * (d * e) <> n * m * denominator(a * b)
	OR m <> 0 AND numerator(a / nullif(b, 0)) * (d * m) <> n * e * denominator(a / nullif(b, 0))
	OR fraction_cmp(a, b) <> sign(n * e - m * d)
	OR gcd(numerator(a), denominator(a)) <> 1
	OR a::text::fraction <> a;

-- Aggregates.
SELECT is(sum(fraction(1) / fraction(n * (n + 1))), '999/1000'::fraction, 'a telescoping sum of 999 terms is exact') FROM generate_series(1, 999) AS n;
SELECT is(sum(f), (SELECT fraction(sum(numerator(f * 27720))) / 27720 FROM grid), 'a sum agrees with one over a common denominator') FROM grid;
SELECT is(min(f), '-12'::fraction, 'min') FROM grid;
SELECT is(max(f), '12'::fraction, 'max') FROM grid;

-- The same sum by parallel workers: the transition combines.
CREATE TABLE parallel_sample AS SELECT fraction(1) / fraction(1 + n % 97) AS f FROM generate_series(1, 20000) AS n;
ANALYZE parallel_sample;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query; END $$;
SELECT ok(bool_or(line LIKE '%Partial Aggregate%'), 'the sum is computed in parts') FROM pg_temp.plan_of('SELECT sum(f), min(f), max(f) FROM parallel_sample') AS line;
CREATE TEMPORARY TABLE parallel_result AS SELECT sum(f), min(f), max(f) FROM parallel_sample;
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT results_eq('SELECT sum(f), min(f), max(f) FROM parallel_sample', 'SELECT * FROM parallel_result', 'workers give the same');

-- A sort of values that need arithmetic to compare gives its memory back.
CREATE TEMPORARY TABLE long_sample AS SELECT fraction('1e40') + fraction(n) / 7 AS f FROM generate_series(1, 20000) AS n;
SELECT is(count(*), 0::bigint, '20000 large values sort') FROM (SELECT f, lag(f) OVER (ORDER BY f) AS before FROM long_sample) AS s WHERE before >= f;

-- No statement of this chapter is left half done.
SELECT ok(amvalidate(oid), format('operator class %s is complete', opcname)) FROM pg_opclass WHERE opcname IN ('fraction_btree', 'fraction_hash');
SELECT throws_ok('SELECT ''1/2''::fraction / ''0''', '22012', 'division by zero', 'zero is no divisor');

SELECT * FROM finish();
ROLLBACK;
