-- Ways through lots: the largest, the shortest, where they end, what they rest on, and how many there may be.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('ways') \g /dev/null
SET LOCAL search_path = ways, materials, public;
SELECT no_plan();

INSERT INTO import_party (code, name) VALUES ('MINE', 'Mine'), ('BLENDER', 'Blender');
INSERT INTO import_document (code, kind, title) VALUES ('ASSAY-7', 'assay', 'Assay of parcel 7'), ('LETTER', 'declaration', 'Letter');
INSERT INTO import_lot (code, material, producer, country, quantity, primary_source) VALUES
	('ORE-1', 'graphite', 'MINE', 'CN', '100 kg', true), ('ORE-2', 'graphite', NULL, 'AU', '100 kg', true), ('ORE-3', 'graphite', 'MINE', 'CN', '100 kg', true);
INSERT INTO import_lot (code, material, producer, country, quantity) VALUES
	('LOST', 'graphite', NULL, NULL, '100 kg'), ('BLEND', 'graphite', 'BLENDER', 'CN', '100 kg'), ('PACK', 'battery', NULL, 'US', '100 kg');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES
	('BLEND', 'ORE-1', '60 kg'), ('BLEND', 'ORE-2', '20 kg'), ('BLEND', 'LOST', '20 kg'), ('PACK', 'BLEND', '40 kg'), ('PACK', 'BLEND', '10 kg'), ('PACK', 'ORE-2', '30 kg'), ('PACK', 'ORE-3', '20 kg');
INSERT INTO import_declaration (claim, lot, document) VALUES ('inputs_complete', 'BLEND', 'LETTER');
INSERT INTO evidence (relation, row_id, document_id, grade) SELECT 'lot', l.id, d.id, 'A' FROM lot AS l, document AS d WHERE l.code = 'ORE-1' AND d.code = 'ASSAY-7';

SELECT results_eq($$SELECT path, tiers, from_lot, reason, share::text, together_min, lots FROM path_chains('PACK')$$, $$VALUES
	(1, 1, 'ORE-2', NULL::text, '3/10', 0.3, ARRAY['PACK', 'ORE-2']), (2, 2, 'ORE-1', NULL, '3/10', 0.6, ARRAY['PACK', 'BLEND', 'ORE-1']), (3, 1, 'ORE-3', NULL, '1/5', 0.8, ARRAY['PACK', 'ORE-3']),
	(4, 2, 'ORE-2', NULL, '1/10', 0.9, ARRAY['PACK', 'BLEND', 'ORE-2']), (5, 2, 'LOST', 'not_recorded', '1/10', 1, ARRAY['PACK', 'BLEND', 'LOST'])$$, 'all ways, the largest first, of equals the shorter; together they are everything');
SELECT results_eq($$SELECT path, tier, lot, part::text, share::text, country FROM paths('PACK', k => 2)$$, $$VALUES
	(1, 0, 'PACK', NULL::text, '1', 'US'), (1, 1, 'ORE-2', '3/10', '3/10', 'AU'), (2, 0, 'PACK', NULL, '1', 'US'), (2, 1, 'BLEND', '1/2', '1/2', 'CN'), (2, 2, 'ORE-1', '3/5', '3/10', 'CN')$$, 'k of them, a row a lot; rows of one input count together');
SELECT results_eq($$SELECT lots, share::text FROM path_chains('PACK', 'ORE-2')$$, $$VALUES (ARRAY['PACK', 'ORE-2'], '3/10'), (ARRAY['PACK', 'BLEND', 'ORE-2'], '1/10')$$, 'to one lot');
SELECT results_eq($$SELECT lots, share::text FROM path_chains('PACK', countries => '{CN}')$$, $$VALUES (ARRAY['PACK', 'BLEND'], '1/2'), (ARRAY['PACK', 'ORE-3'], '1/5')$$, 'to a country: a way ends at the first lot of it');
SELECT is((SELECT max(c.together_max) FROM path_chains('PACK', countries => '{CN}') AS c), (SELECT max(e.together_min) FROM path_chains('PACK', countries => '{CN}', k => 10000) AS e), 'so that the shares add up');
SELECT results_eq($$SELECT lots FROM path_chains('PACK', countries => '{CN}', parties => '{MINE}')$$, $$VALUES (ARRAY['PACK', 'BLEND', 'ORE-1']), (ARRAY['PACK', 'ORE-3'])$$, 'to a country and a party');
SELECT results_eq($$SELECT lots FROM path_chains('PACK', 'ORE-1', countries => '{CN}')$$, $$VALUES (ARRAY['PACK', 'BLEND', 'ORE-1'])$$, 'to one lot, if it is of a country');
SELECT is_empty($$SELECT lots FROM path_chains('PACK', 'ORE-1', countries => '{AU}')$$, 'and to none, if it is not');
SELECT results_eq($$SELECT lots, share::text FROM path_chains('PACK', 'PACK')$$, $$VALUES (ARRAY['PACK'], '1')$$, 'the way to itself has no step');
SELECT results_eq($$SELECT lots, share::text FROM path_chains('ORE-1')$$, $$VALUES (ARRAY['ORE-1'], '1')$$, 'and so has the way of what begins the chain');
SELECT is_empty($$SELECT lots FROM path_chains('BLEND', 'PACK')$$, 'there is no way down');
SELECT matches((SELECT c.chain FROM path_chains('PACK', k => 2) AS c WHERE c.path = 2), '^PACK .*US.* ← BLEND .*Blender, CN.* ← ORE-1', 'the chain is told in words');

SELECT results_eq($$SELECT path, tier, lot, share::text, drawn, documents FROM evidence_path('PACK', '{CN}')$$, $$VALUES (1, 0, 'PACK', '1', NULL::text[], NULL), (1, 1, 'BLEND', '1/2', ARRAY['40 kg', '10 kg'], 'LETTER')$$, 'the shortest way to a country; of equals the one by which most came');
SELECT results_eq($$SELECT path, tier, lot, share::text, drawn, documents FROM evidence_path('PACK', parties => '{MINE}', k => 2) WHERE tier > 0$$, $$VALUES (1, 1, 'ORE-3', '1/5', ARRAY['20 kg'], NULL), (2, 1, 'BLEND', '1/2', ARRAY['40 kg', '10 kg'], 'LETTER'), (2, 2, 'ORE-1', '3/10', ARRAY['60 kg'], 'ASSAY-7 (A)')$$,
	'to a party, and the next one: with what was drawn and the documents');
SELECT results_eq($$SELECT e.tier, e.lots, e.first_lot FROM evidence_tier('PACK', parties => '{MINE}') AS e$$, $$SELECT max(p.tier), 1::bigint, (array_agg(p.lot ORDER BY p.tier DESC))[1] FROM evidence_path('PACK', parties => '{MINE}') AS p$$, 'as far away as evidence_tier says');
SELECT is((SELECT p.facts FROM evidence_path('PACK', lots => '{ORE-1}') AS p WHERE p.tier = 1), jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', lot_id('BLEND'))) || (SELECT jsonb_agg(jsonb_build_object('relation', 'consumption', 'id', c.id) ORDER BY c.id) FROM consumption AS c WHERE c.output_lot_id = lot_id('PACK') AND c.input_lot_id = lot_id('BLEND'))
	|| (SELECT jsonb_agg(jsonb_build_object('relation', 'declaration', 'id', d.id)) FROM declaration AS d), 'the facts are rows by table and number');
SELECT is_empty($$SELECT * FROM evidence_path('PACK', '{MZ}')$$, 'where there is none, no row');

-- By the mass of an element: ranges where contents are.
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('ORE-1', 'C', '100%'), ('ORE-2', 'C', '[50%,100%]'), ('LOST', 'C', '0');
SELECT results_eq($$SELECT from_lot, share::text FROM path_chains('BLEND', basis => 'element:C')$$, $$VALUES ('ORE-1', '[3/4,6/7]'), ('ORE-2', '[1/7,1/4]')$$, 'by carbon: what has none is no way');
SELECT results_eq($$SELECT from_lot, share_min, part::text FROM trace_edges('BLEND', basis => 'element:C')$$, $$VALUES ('ORE-1', 0.75, '[3/4,6/7]'), ('ORE-2', 0.14285714285714285714, '[1/7,1/4]'), ('LOST', 0, '0')$$, 'and what flows, by the same parts');

-- What came later is not in what was known before.
SELECT throws_ok($$SELECT * FROM paths('PACK', known_at => '2020-01-01 00:00+00')$$, '23503', 'there is no lot "PACK"', 'a lot that was not known then has none');
INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', c.id, 'not from there' FROM consumption AS c WHERE c.output_lot_id = lot_id('PACK') AND c.input_lot_id = lot_id('ORE-2');
SELECT results_eq($$SELECT lots, share::text FROM path_chains('PACK', 'ORE-2')$$, $$VALUES (ARRAY['PACK', 'BLEND', 'ORE-2'], '1/10')$$, 'a corrected row is no way');

-- More ways than could be listed: fifty levels of two lots, each made of both lots above it.
INSERT INTO lot (id, code, material, quantity, primary_source) SELECT 1000 + 2 * n + s, format('LEVEL-%s-%s', n, s), 'steel', '1000 kg', n = 50 FROM generate_series(0, 50) AS n, generate_series(0, 1) AS s;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, excess_stated) SELECT 1000 + 2 * n + s, 1002 + 2 * n + t, (CASE t WHEN 0 THEN 600 ELSE 400 END || ' kg')::materials.quantity, true FROM generate_series(0, 49) AS n, generate_series(0, 1) AS s, generate_series(0, 1) AS t;
CREATE TEMPORARY TABLE wide AS SELECT c.* FROM path_chains('LEVEL-0-0', k => 200) AS c;
SELECT is((SELECT w.share FROM wide AS w WHERE w.path = 1), (SELECT materials.share(x.f, x.f) FROM (SELECT (3::numeric ^ 50)::fraction / (5::numeric ^ 50)::fraction AS f) AS x), 'of 2^50 ways the largest, exactly');
SELECT is((SELECT array_agg(w.path ORDER BY w.path) FROM wide AS w WHERE w.share = (SELECT materials.share(x.f, x.f) FROM (SELECT (3::numeric ^ 49)::fraction * '2' / (5::numeric ^ 50)::fraction AS f) AS x)), ARRAY(SELECT n FROM generate_series(2, 51) AS n), 'then the fifty that differ from it in one lot');
SELECT is((SELECT count(DISTINCT w.lots) FROM wide AS w), 200::bigint, 'each once');
SELECT ok((SELECT w.together_max < 0.001 AND w.together_min > 0 FROM wide AS w WHERE w.path = 200), 'and how little they are together is told too');

-- Rework: a way passes no lot twice.
INSERT INTO import_lot (code, material, quantity, primary_source) VALUES ('MELT', 'steel', '100 kg', false), ('SCRAP', 'scrap', '50 kg', false), ('PIG', 'steel', '50 kg', true);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MELT', 'PIG', '50 kg'), ('MELT', 'SCRAP', '50 kg'), ('SCRAP', 'MELT', '50 kg');
SELECT results_eq($$SELECT c.lots, c.share::text FROM (VALUES (1, 'MELT'), (2, 'SCRAP')) AS l (n, lot) CROSS JOIN LATERAL path_chains(l.lot) AS c ORDER BY l.n$$, $$VALUES (ARRAY['MELT', 'PIG'], '1/2'), (ARRAY['SCRAP', 'MELT', 'PIG'], '1/2')$$, 'what goes round a loop before is no way of its own');
SELECT * FROM finish();
ROLLBACK;
