-- The limits of a walk as docs/internals/trace.md tells them: depth has none; loops, memory and the length of fractions have.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('limit_test') \g /dev/null
SET LOCAL search_path = limit_test, public, materials;
SELECT plan(8);

-- A chain of 3,000 lots.
INSERT INTO lot (id, code, material, quantity, primary_source) SELECT n, 'C' || n, 'steel', '1000 kg', n = 3000 FROM generate_series(1, 3000) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT n, n + 1, '1000 kg' FROM generate_series(1, 2999) AS n;
SELECT results_eq($$SELECT count(*), max(tier_max), min(share_min) FROM trace_up('C1')$$,
	$$VALUES (2999::bigint, 2999, 1::numeric)$$, 'a chain of 3,000 levels is walked to its end');

SET LOCAL materials.walk_memory = '1MB';
SELECT throws_ok($$SELECT * FROM trace_up('C1')$$, '54000', 'walk needs more than 1024 kB of memory', 'a walk that needs more memory than it may have is an error');
RESET materials.walk_memory;

-- A ring, with one way in.
INSERT INTO lot (id, code, material, quantity, primary_source) SELECT 10000 + n, 'R' || n, 'steel', '1000 kg', n = 0 FROM generate_series(0, 257) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT 10000 + n, 10001 + n, '500 kg' FROM generate_series(1, 256) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (10257, 10001, '500 kg'), (10257, 10000, '500 kg');
SELECT throws_ok($$SELECT * FROM trace_up('R1')$$, '54000', 'too many lots feed each other in one loop', 'a loop of more than 256 lots is an error');

-- Thirty levels of two lots, each made of both lots above in parts that share no divisor: fractions grow with each level.
INSERT INTO lot (id, code, material, country, quantity, primary_source)
	SELECT 20000 + 2 * level + side, format('M%s-%s', level, side), 'steel', 'US', '1000000 kg', level = 30 FROM generate_series(0, 30) AS level, generate_series(0, 1) AS side;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity)
	SELECT 20000 + 2 * level + side, 20000 + 2 * (level + 1) + other, ((900001 + 97 * level + 31 * side + 7 * other) / 2 || ' kg')::quantity
	FROM generate_series(0, 29) AS level, generate_series(0, 1) AS side, generate_series(0, 1) AS other;
SELECT is((SELECT count(*) FILTER (WHERE is_exact(share)) FROM trace_up('M0-0')), 60::bigint, 'in a small walk all shares are exact');
CREATE TEMPORARY TABLE exact AS SELECT lot, share, share_min, share_max FROM trace_up('M0-0');
SET LOCAL materials.exact_bits = 256;
CREATE TEMPORARY TABLE rounded AS SELECT lot, share, share_min, share_max FROM trace_up('M0-0');
SELECT cmp_ok((SELECT count(*) FROM rounded WHERE NOT is_exact(share)), '>', 0::bigint, 'where fewer bits are allowed, long shares become ranges');
SELECT is((SELECT count(*) FROM exact JOIN rounded USING (lot) WHERE rounded.share @> exact.share), 60::bigint, 'each range contains the exact share');
SELECT is((SELECT count(*) FROM rounded WHERE share_max - share_min > 1e-20), 0::bigint, 'and is narrower than the digits shown');
SELECT throws_ok($$SET LOCAL materials.exact_bits = 255$$, '22023', NULL, 'fewer than 256 bits are refused');
SELECT * FROM finish();
ROLLBACK;
