-- The share type: an exact share of a whole, or a range of it.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::share AS canonical FROM (VALUES
	('25%'::text), ('1/3'), ('0.25'), ('0'), ('1'), ('100%'), ('[25%,50%)'), ('(25%,50%]'), ('( 0 , 1 )'), ('[1/3,1/3]'),
	('25%..50%'), ('0..1'), ('0.1 .. 0.5'), ('unknown'), ('UNKNOWN'), (' 1/3 ')
) AS accepted(spelling);

-- What is refused, and why.
SELECT '-1%'::share;
SELECT '25'::share;
SELECT '101%'::share;
SELECT '[0,1.01]'::share;
SELECT '[50%,25%]'::share;
SELECT '50%..25%'::share;
SELECT '[1/4,25%)'::share;
SELECT '(1/4,1/4)'::share;
SELECT '1/0'::share;
SELECT ''::share;
SELECT 'empty'::share;
SELECT '[0,1'::share;
SELECT '[0.5]'::share;
SELECT '0...1'::share;
SELECT '0..'::share;
SELECT 'NaN'::share;
\echo :LAST_ERROR_SQLSTATE
SELECT '1e-99999'::share;
\echo :LAST_ERROR_SQLSTATE
SELECT repeat('é', 512 * 1024)::share;
\echo :LAST_ERROR_SQLSTATE

-- The parts.
SELECT s, share_min(s), share_max(s), min_inclusive(s), max_inclusive(s), is_exact(s) FROM (VALUES
	('1/3'::share), ('[1/4,1/2)'), ('(0,1]'), ('unknown')
) AS v(s);

-- Making shares.
SELECT share('1/4'::fraction), share(0.25), share(1), share('1/4', '1/2'), share('1/4', '1/2', '[)'), share(0, 1, '()'), share(0.5, 0.5);
SELECT share(25);
\echo :LAST_ERROR_SQLSTATE
SELECT share(-0.1);
SELECT share(0.5, 0.25);
\echo :LAST_ERROR_SQLSTATE
SELECT share(0.5, 0.5, '[)');
SELECT share(0, 1, '<>');
SELECT share(0, 1, '');
CREATE TEMPORARY TABLE stored (s share);
INSERT INTO stored VALUES (0.25), (1), ('1/3'::fraction), ('25%..50%'), ('unknown'::varchar), ('1/7'::text);
SELECT * FROM stored;
INSERT INTO stored VALUES (25);

-- Containment.
SELECT '[25%,50%)'::share @> 0.25 AS lower_end, '[25%,50%)'::share @> 0.5 AS upper_end, '[25%,50%)'::share @> '1/3'::fraction AS inside,
	'1/3'::fraction <@ '1/3'::share AS itself, 0.34 <@ '1/3'::share AS near;
SELECT '[0,1/2]'::share @> '[0,1/2)'::share AS wider, '[0,1/2)'::share @> '[0,1/2]'::share AS narrower, '1/4'::share <@ 'unknown'::share AS known,
	'[0,1/2)'::share && '[1/2,1]'::share AS apart, '[0,1/2]'::share && '[1/2,1]'::share AS meeting, '(0,1/2)'::share && '1/4'::share AS within;

-- Arithmetic: a sum of parts stops at the whole, a product is a share of a share.
SELECT '1/3'::share + '1/6'::share AS sum, '[25%,50%)'::share + '25%'::share AS ranges, 'unknown'::share + '25%'::share AS stops;
SELECT '(1/2,1]'::share + '1/2'::share;
SELECT '(50%,60%]'::share + '[40%,50%]'::share AS stops_at_one, '[1/2,1)'::share + '1/2'::share AS whole;
SELECT '60%'::share + '41%'::share;
\echo :LAST_ERROR_SQLSTATE
SELECT '30%'::share * '50%'::share AS product, '[25%,50%)'::share * 'unknown'::share AS through_unknown, '(0,1]'::share * '0'::share AS nothing,
	'(0,1/2]'::share * '[1/2,1]'::share AS excluded_end;

-- Order: by the lower end, then by the upper one.
CREATE TEMPORARY TABLE sample (s share);
INSERT INTO sample SELECT s::share FROM (VALUES ('1/3'), ('unknown'), ('0'), ('1'), ('[0,1)'), ('(0,1)'), ('(0,1]'), ('[1/4,1/2)'), ('[1/4,1/2]'),
	('(1/4,1/2)'), ('25%'), ('1/4'), ('0..1/4'), (NULL), ('2/6')) AS v(s);
SELECT s, count(*) FROM sample GROUP BY s ORDER BY s;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.s < b.s) IS DISTINCT FROM NOT (a.s >= b.s)
	OR (a.s = b.s) IS DISTINCT FROM NOT (a.s <> b.s)
	OR (a.s <= b.s) IS DISTINCT FROM (b.s >= a.s)
	OR (a.s > b.s) IS DISTINCT FROM (b.s < a.s)
	OR (a.s = b.s) IS DISTINCT FROM (a.s::text = b.s::text)
	OR (a.s = b.s) IS DISTINCT FROM (a.s @> b.s AND b.s @> a.s)
	OR (a.s && b.s) IS DISTINCT FROM (b.s && a.s)
	OR (a.s @> b.s) IS DISTINCT FROM (b.s <@ a.s)
	OR a.s = b.s AND share_hash(a.s) <> share_hash(b.s);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (s);
CREATE INDEX ON sample USING hash (s);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE s = '1/4';
SELECT count(*) FROM sample WHERE s < '1/4';
SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT count(*) AS joined FROM sample AS a JOIN sample AS b USING (s);
SET enable_mergejoin = on;
SET enable_hashjoin = off;
SELECT count(*) AS joined FROM sample AS a JOIN sample AS b USING (s);
RESET enable_seqscan;
RESET enable_mergejoin;
RESET enable_nestloop;
RESET enable_hashjoin;
CREATE TEMPORARY TABLE part (s share) PARTITION BY HASH (s);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT s FROM sample;
SELECT count(*) FROM part WHERE s = '1/4';

-- Binary COPY gives the same values back; binary values are canonical or refused.
\copy sample TO 'results/type_share.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (s share);
\copy copied FROM 'results/type_share.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT s, count(*) AS n FROM sample GROUP BY s) AS s
	FULL JOIN (SELECT s, count(*) AS n FROM copied GROUP BY s) AS c ON s.s IS NOT DISTINCT FROM c.s WHERE s.s IS NOT NULL;
SELECT share_send('1/3'), share_send('[1/4,1/2)');
\copy (SELECT '\x0700000000010304'::bytea) TO 'results/type_share_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_share_bad.bin' WITH (FORMAT binary)
SELECT * FROM copied WHERE s = '3/4';
\copy (SELECT '\x0700000000010403'::bytea) TO 'results/type_share_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_share_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy copied FROM 'results/type_share_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default
\copy (SELECT '\x0701000000010103'::bytea) TO 'results/type_share_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_share_bad.bin' WITH (FORMAT binary)
\copy (SELECT '\x03000000070000000001010200000000010104'::bytea) TO 'results/type_share_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_share_bad.bin' WITH (FORMAT binary)
\copy (SELECT '\x03000000070000000001010200000000010102'::bytea) TO 'results/type_share_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_share_bad.bin' WITH (FORMAT binary)
\copy (SELECT '\x07'::bytea) TO 'results/type_share_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_share_bad.bin' WITH (FORMAT binary)
