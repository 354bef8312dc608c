-- Exposure where parts are unknown: upper ends that sum up to more than all are taken as all before they are passed on, and
-- the store says what the plain rows say.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('unweighed') \g /dev/null
SELECT plan(3);
SET LOCAL search_path = unweighed, materials, public;
INSERT INTO import_item (code, name, class) VALUES ('BLEND', 'Blend', 'other'), ('GOOD', 'Good', 'other');
INSERT INTO import_lot (code, item, material, country, quantity, primary_source) VALUES ('M-1', NULL, 'graphite', 'CN', '5 each', true), ('M-2', NULL, 'graphite', 'CN', '5 each', true), ('Z', NULL, 'graphite', 'AU', '5 kg', true),
	('X', 'BLEND', NULL, 'US', '5 kg', false), ('Y', 'GOOD', NULL, 'US', '10 kg', false);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('X', 'M-1', '5 each'), ('X', 'M-2', '5 each'), ('Y', 'X', '5 kg'), ('Y', 'Z', '5 kg');
SELECT results_eq($$SELECT lot, share_min, round(share_max, 11) FROM exposure('GOOD', countries => ARRAY['CN'])$$, $$VALUES ('Y', 0::numeric, 0.50000000000)$$, 'half of the lot may be of inputs whose masses nobody knows');
SELECT maintain_flow() \g /dev/null
SELECT isnt((SELECT reader FROM trace_plan()), 'plain rows', 'the store is read');
SELECT results_eq($$SELECT lot, share_min, round(share_max, 11) FROM exposure('GOOD', countries => ARRAY['CN'])$$, $$VALUES ('Y', 0::numeric, 0.50000000000)$$, 'and says the same');
SELECT * FROM finish();
ROLLBACK;
