-- Shares: all ranges on a grid of sixths against their own values on twenty-fourths.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;
SELECT no_plan();

SELECT throws_ok(format('SELECT %L::share', bad), '22P02', format('invalid input syntax for type share: "%s"', bad), what)
FROM (VALUES
	('', 'nothing'),
	('-0.01', 'below nothing'),
	('1.01', 'above the whole'),
	('[0.5,0.4]', 'ends swapped'),
	('[0.5,0.5)', 'an empty range'),
	('1/0', 'a zero denominator'),
	('[0,1', 'a bracket left open'),
	('0,1', 'no brackets'),
	('0 1', 'two numbers'),
	('half', 'a word')
) AS v(bad, what);

CREATE TEMPORARY TABLE grid AS
	SELECT lo, hi, bounds, share(fraction(lo) / 6, fraction(hi) / 6, bounds) AS s
	FROM generate_series(0, 6) AS lo, generate_series(0, 6) AS hi, unnest(ARRAY['[]', '[)', '(]', '()']) AS bounds
	WHERE lo < hi OR lo = hi AND bounds = '[]';
SELECT is(count(*), 91::bigint, 'all ranges are made') FROM grid;
SELECT is(count(DISTINCT s), 91::bigint, 'and all are different') FROM grid;
SELECT is(count(*), 0::bigint, 'parts of a share are those it was made of')
FROM grid WHERE share_min(s) <> fraction(lo) / 6 OR share_max(s) <> fraction(hi) / 6 OR is_exact(s) <> (lo = hi)
	OR min_inclusive(s) <> (left(bounds, 1) = '[') OR max_inclusive(s) <> (right(bounds, 1) = ']')
	OR s::text::share <> s OR share(share_min(s), share_max(s), bounds) <> s;

CREATE TEMPORARY TABLE tried AS SELECT k, fraction(k) / 24 AS f FROM generate_series(0, 24) AS k;
SELECT is(count(*), 0::bigint, 'containment of a value follows from the ends')
FROM grid, tried
WHERE (s @> f) <> ((k > 4 * lo OR k = 4 * lo AND bounds LIKE '[%') AND (k < 4 * hi OR k = 4 * hi AND bounds LIKE '%]')) OR (s @> f) <> (f <@ s);
SELECT is(count(*), 0::bigint, 'containment and overlap of ranges follow from their values')
FROM (
	SELECT a.s AS a, b.s AS b, bool_and(a.s @> f OR NOT b.s @> f) AS holds, bool_or(a.s @> f AND b.s @> f) AS meets
	FROM grid AS a, grid AS b, tried GROUP BY a.s, b.s
) AS pair
WHERE (a @> b) <> holds OR (b <@ a) <> holds OR (a && b) <> meets;

-- The ends of sums and products are those of the values, and within the whole.
SELECT is(count(*), 0::bigint, 'products and sums have the ends that their factors give')
FROM grid AS a, grid AS b
WHERE share_min(a.s * b.s) <> share_min(a.s) * share_min(b.s) OR share_max(a.s * b.s) <> share_max(a.s) * share_max(b.s)
	OR a.s * b.s <> b.s * a.s
	OR a.hi + b.hi <= 6 AND (a.s + b.s <> share(share_min(a.s) + share_min(b.s), share_max(a.s) + share_max(b.s),
		CASE WHEN min_inclusive(a.s) AND min_inclusive(b.s) THEN '[' ELSE '(' END || CASE WHEN max_inclusive(a.s) AND max_inclusive(b.s) THEN ']' ELSE ')' END));
SELECT is(count(*), 0::bigint, 'a sum stops at the whole')
FROM grid AS a, grid AS b
WHERE a.lo + b.lo < 6 AND a.hi + b.hi > 6 AND (share_max(a.s + b.s) <> 1 OR NOT max_inclusive(a.s + b.s));
SELECT throws_ok(format('SELECT %L::share + %L::share', a.s, b.s), '22003', 'sum of shares exceeds the whole', format('%s and %s are too much', a.s, b.s))
FROM grid AS a, grid AS b WHERE a.lo = 4 AND a.hi = 5 AND b.lo = 3 AND b.hi = 4;

-- Cascades of holdings: DOE multiplies along the chain.
SELECT is('49%'::share * '49%'::share, '24.01%'::share, '49 % of 49 % is 24.01 %');
SELECT is(share_max('[0,25%)'::share + '[0,25%)'::share), '1/2'::fraction, 'two holders below 25 % stay below 50 %');
SELECT ok(NOT '[0,25%)'::share + '[0,25%)'::share @> 0.5, 'and do not reach it');

SELECT is(count(*), 0::bigint, 'the order is that of ranges')
FROM grid AS a, grid AS b
WHERE (a.s < b.s) <> (numrange(a.lo, a.hi, a.bounds) < numrange(b.lo, b.hi, b.bounds));
SELECT is(count(*), 0::bigint, 'equal shares have equal hashes and bytes')
FROM grid AS a, grid AS b
WHERE (a.s = b.s) <> (share_send(a.s) = share_send(b.s)) OR (a.s = b.s) AND share_hash_extended(a.s, 7) <> share_hash_extended(b.s, 7);
SELECT ok(amvalidate(oid), format('operator class %s is complete', opcname)) FROM pg_opclass WHERE opcname IN ('share_btree', 'share_hash');

SELECT * FROM finish();
ROLLBACK;
