-- Tracing in a ledger: the published case G1, loops, units, gaps and their reasons, corrections and the axis of knowledge.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('trace_test') \g /dev/null
SELECT no_plan();

-- G1 (Stack Overflow 28060104, re-derived): who has which share of D01.
INSERT INTO trace_test.import_party (code, name, incorporated_in) VALUES ('S1', 'Supplier 1', 'US'), ('S2', 'Supplier 2', 'KR'), ('S3', 'Supplier 3', 'AU');
INSERT INTO trace_test.import_lot (code, material, producer, country, quantity, primary_source)
SELECT code, 'assembly', producer, 'US', quantity, producer IS NOT NULL
FROM (VALUES ('A01', 'S1', '750 kg'), ('A02', 'S1', '500 kg'), ('A05', 'S1', '100 kg'), ('A06', 'S1', '200 kg'), ('A03', 'S2', '750 kg'), ('A07', 'S2', '50 kg'), ('A04', 'S3', '500 kg'),
	('A08', 'S3', '450 kg'), ('B01', NULL, '1250 kg'), ('B02', NULL, '1250 kg'), ('B03', NULL, '300 kg'), ('B04', NULL, '500 kg'), ('C01', NULL, '1000 kg'), ('C02', NULL, '300 kg'), ('D01', NULL, '700 kg')) AS v (code, producer, quantity);
INSERT INTO trace_test.import_consumption (output_lot, input_lot, quantity)
VALUES ('B01', 'A01', '750 kg'), ('B01', 'A02', '500000 g'), ('B02', 'A03', '0.75 t'), ('B02', 'A04', '500 KGM'), ('B03', 'A05', '100 kg'), ('B03', 'A06', '200 kg'), ('B04', 'A07', '50 kg'), ('B04', 'A08', '450 kg'),
	('C01', 'B01', '400 kg'), ('C01', 'B02', '600 kg'), ('D01', 'C01', '500 kg'), ('D01', 'C02', '200 kg'), ('C02', 'B03', '100 kg'), ('C02', 'B04', '200 kg');
SELECT results_eq($$SELECT origin, share::text FROM trace_test.origins('D01', by => 'party') ORDER BY origin$$,
	$$VALUES ('S1', '8/21'), ('S2', '29/105'), ('S3', '12/35')$$, 'G1: the three suppliers have 8/21, 29/105 and 12/35 of D01, exactly');
SELECT is((SELECT array_agg(share_min <= 8/21::numeric AND share_max >= 8/21::numeric AND share_max - share_min <= 1e-20) FROM trace_test.origins('D01', by => 'party') WHERE origin = 'S1'), ARRAY[true],
	'share_min and share_max are rounded outward in the 20th digit');
SELECT is((SELECT count(*) FROM trace_test.trace_up('D01')), 14::bigint, 'upstream of D01 are all other lots, each once');
SELECT results_eq($$SELECT lot, tier_min, tier_max, share::text FROM trace_test.trace_down('B04')$$, $$VALUES ('C02', 1, 1, '2/3'), ('D01', 2, 2, '4/21')$$, 'downstream of B04 are C02 and D01');
SELECT is((SELECT used_share FROM trace_test.trace_up('D01') WHERE lot = 'B01'), 0.16, 'of B01, 16 % is in D01');
SELECT is((SELECT count(*) FROM trace_test.trace('C02')), 7::bigint, 'both directions come in one result');
SELECT is((SELECT sum(share_min) FROM trace_test.origins('D01', 'mass', 'lot') WHERE kind = 'unknown'), NULL, 'nothing of D01 is unknown');

-- A diamond over two and four steps.
INSERT INTO trace_test.import_lot (code, material, quantity, primary_source) VALUES ('E0', 'steel', '100 kg', false), ('E1', 'steel', '100 kg', false), ('E2', 'steel', '100 kg', false), ('E3', 'steel', '100 kg', false), ('E4', 'steel', '100 kg', true);
INSERT INTO trace_test.import_consumption (output_lot, input_lot, quantity) VALUES ('E0', 'E1', '50 kg'), ('E0', 'E4', '50 kg'), ('E1', 'E2', '100 kg'), ('E2', 'E3', '100 kg'), ('E3', 'E4', '50 kg');
SELECT results_eq($$SELECT tier_min, tier_max, share::text FROM trace_test.trace_up('E0') WHERE lot = 'E4'$$, $$VALUES (1, 4, '3/4')$$, 'a diamond is counted once, with its fewest and most tiers');
SELECT results_eq($$SELECT kind, origin, reason, share::text FROM trace_test.origins('E0')$$, $$VALUES ('origin', 'E4', NULL, '3/4'), ('unknown', 'E3', 'missing_input', '1/4')$$, 'less in than out is missing, and says where');

-- Why the way is lost.
INSERT INTO trace_test.import_lot (code, material, quantity, untraced_reason, custody_model) VALUES ('F1', 'lithium', '10 kg', 'refused', NULL), ('F2', 'lithium', '10 kg', NULL, NULL), ('F3', 'lithium', '10 kg', NULL, 'book_and_claim'), ('F0', 'lithium', '40 kg', NULL, NULL);
INSERT INTO trace_test.import_lot (code, material, quantity, primary_source) VALUES ('F4', 'lithium', '20 kg', true);
INSERT INTO trace_test.import_consumption (output_lot, input_lot, quantity) VALUES ('F3', 'F4', '10 kg'), ('F0', 'F1', '10 kg'), ('F0', 'F2', '10 kg'), ('F0', 'F3', '10 kg'), ('F0', 'F4', '10 kg');
SELECT results_eq($$SELECT kind, origin, reason, share::text FROM trace_test.origins('F0')$$,
	$$VALUES ('origin', 'F4', NULL, '1/4'), ('unknown', 'F1', 'refused', '1/4'), ('unknown', 'F2', 'not_recorded', '1/4'), ('unknown', 'F3', 'book_and_claim', '1/4')$$,
	'each unknown share has its reason; a book-and-claim credit makes nothing known');

-- Pieces: with a mass they are weighed, without they widen the bounds.
INSERT INTO trace_test.import_item (code, name, class, material, unit_mass) VALUES ('CELL', 'cell', 'cell', 'battery', '0.5 kg'), ('BOLT', 'bolt', 'other', 'steel', NULL);
INSERT INTO trace_test.import_lot (code, item, quantity, primary_source) VALUES ('G1', 'CELL', '100 each', true), ('G2', 'CELL', '100 each', true), ('G3', 'BOLT', '100 each', true), ('G4', 'BOLT', '100 each', true);
INSERT INTO trace_test.import_lot (code, material, quantity) VALUES ('G5', 'assembly', '1 each'), ('G6', 'assembly', '1 each'), ('G7', 'assembly', '1 each');
INSERT INTO trace_test.import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('G5', 'G1', '10 each', 30, 'USD'), ('G5', 'G2', '30 each', 10, 'USD'), ('G6', 'G1', '1 each', 1, 'USD'), ('G6', 'G3', '1 each', 1, 'EUR'), ('G7', 'G3', '1 each', NULL, NULL), ('G7', 'G4', '3 each', 2, 'USD');
SELECT results_eq($$SELECT origin, share::text FROM trace_test.origins('G5')$$, $$VALUES ('G2', '3/4'), ('G1', '1/4')$$, 'pieces are weighed by the mass of one');
SELECT results_eq($$SELECT origin, share::text FROM trace_test.origins('G5', 'cost')$$, $$VALUES ('G1', '3/4'), ('G2', '1/4')$$, 'by cost the shares differ');
SELECT results_eq($$SELECT origin, share::text FROM trace_test.origins('G6')$$, $$VALUES ('G1', '[0,1]'), ('G3', '[0,1]')$$, 'an input without a mass leaves both shares open');
SELECT is((SELECT reason FROM trace_test.trace_up('G6') WHERE lot = 'G3'), 'no_mass', 'and the trace says why');
SELECT is((SELECT array_agg(DISTINCT reason) FROM trace_test.trace_up('G6', 'cost')), ARRAY['mixed_currency'], 'costs in two currencies are not added');
SELECT results_eq($$SELECT origin, share::text FROM trace_test.origins('G7')$$, $$VALUES ('G4', '3/4'), ('G3', '1/4')$$, 'pieces of one item share by their number even without a mass');
SELECT results_eq($$SELECT origin, share::text FROM trace_test.origins('G7', 'count')$$, $$VALUES ('G4', '3/4'), ('G3', '1/4')$$, 'and so they do by count');

-- Rework: H0 is made of H2 and of rework of H0's own scrap.
INSERT INTO trace_test.lot (id, code, material, quantity, primary_source) VALUES (9001, 'H0', 'steel', '100 kg', false), (9002, 'H1', 'steel', '50 kg', false), (9003, 'H2', 'steel', '50 kg', true);
INSERT INTO trace_test.consumption (output_lot_id, input_lot_id, quantity) VALUES (9001, 9002, '50 kg'), (9001, 9003, '50 kg'), (9002, 9001, '50 kg');
SELECT results_eq($$SELECT lot, tier_max, share::text FROM trace_test.trace_up('H0')$$, $$VALUES ('H1', NULL::integer, '1/2'), ('H2', NULL, '1')$$, 'a loop is solved, not cut, and has no greatest tier');

-- Corrections: from then on, never before.
INSERT INTO trace_test.lot (id, code, material, quantity, primary_source, recorded_at) VALUES (9101, 'K0', 'steel', '10 kg', false, '2026-01-01Z'), (9102, 'K1', 'steel', '10 kg', true, '2026-01-01Z'), (9103, 'K2', 'steel', '10 kg', true, '2026-01-01Z'), (9104, 'K3', 'steel', '10 kg', true, '2026-03-01Z');
INSERT INTO trace_test.consumption (id, output_lot_id, input_lot_id, quantity, recorded_at) VALUES (9201, 9101, 9102, '10 kg', '2026-01-01Z');
INSERT INTO trace_test.consumption (id, output_lot_id, input_lot_id, quantity, recorded_at) VALUES (9202, 9101, 9103, '10 kg', '2026-02-01Z');
INSERT INTO trace_test.correction (relation, row_id, replaced_by, reason, recorded_at) VALUES ('consumption', 9201, 9202, 'wrong lot scanned', '2026-02-01Z'), ('lot', 9103, 9104, 'wrong label', '2026-03-01Z');
SELECT results_eq($$SELECT origin FROM trace_test.origins('K0', known_at => '2026-01-15Z')$$, $$VALUES ('K1')$$, 'before the correction the answer is what was known then');
SELECT results_eq($$SELECT origin FROM trace_test.origins('K0', known_at => '2026-02-15Z')$$, $$VALUES ('K2')$$, 'after it the corrected row is in no answer');
SELECT results_eq($$SELECT origin FROM trace_test.origins('K0')$$, $$VALUES ('K3')$$, 'a lot that was replaced is followed to what stands instead');
SET LOCAL materials.known_at = '2026-01-15T00:00:00Z';
SELECT results_eq($$SELECT origin FROM trace_test.origins('K0')$$, $$VALUES ('K1')$$, 'the setting materials.known_at says the same');
RESET materials.known_at;
INSERT INTO trace_test.correction (relation, row_id, reason) VALUES ('lot', 9104, 'does not exist');
SELECT results_eq($$SELECT kind, origin, reason, share::text FROM trace_test.origins('K0')$$, $$VALUES ('unknown', 'K3', 'withdrawn', '1')$$, 'a withdrawn lot leaves its share unknown');
SELECT is((SELECT consumed FROM trace_test.lot_balance WHERE lot_id = 9102)::text, '0 kg', 'a corrected consumption gives back what it had drawn');

-- What cannot be answered says why.
SELECT throws_ok($$SELECT * FROM trace_test.trace_up('nowhere')$$, '23503', 'there is no lot "nowhere"', 'an unknown lot is an error');
SELECT throws_ok($$SELECT * FROM trace_test.trace_up('D01', 'weight')$$, '22023', 'there is no basis "weight"', 'an unknown basis is an error');
SELECT throws_ok($$SELECT * FROM trace_test.trace('D01', 'left')$$, '22023', 'there is no direction "left"', 'an unknown direction is an error');
SELECT throws_ok($$SELECT * FROM trace_test.origins('D01', 'mass', 'colour')$$, '22023', 'there is no grouping "colour"', 'an unknown grouping is an error');
INSERT INTO trace_test.lot (id, code, material, quantity) VALUES (9301, 'L0', 'steel', '10 kg'), (9302, 'L1', 'steel', '10 kg');
INSERT INTO trace_test.consumption (output_lot_id, input_lot_id, quantity) VALUES (9301, 9302, '10 kg'), (9302, 9301, '10 kg');
SELECT throws_ok($$SELECT * FROM trace_test.trace_up('L0')$$, '22023', 'lots feed each other in a loop that nothing enters', 'a loop that nothing enters is an error');
-- Asked of many lots at once it is unknown, in itself and in what was made of it, and keeps nobody else from an answer.
INSERT INTO trace_test.item (id, code, name, class, material) VALUES (9400, 'PORTFOLIO', 'Portfolio', 'component_material', 'steel');
INSERT INTO trace_test.lot (id, code, item_id, quantity, country, primary_source)
VALUES (9401, 'P-CLEAN', 9400, '10 kg', 'US', true), (9402, 'P-LOOP', 9400, '10 kg', NULL, false), (9403, 'P-HALF', 9400, '10 kg', NULL, false), (9404, 'P-CN', 9400, '10 kg', 'CN', true);
INSERT INTO trace_test.consumption (output_lot_id, input_lot_id, quantity, excess_stated) VALUES (9402, 9301, '1 kg', true), (9402, 9404, '9 kg', false), (9403, 9402, '5 kg', false), (9403, 9401, '5 kg', false);
CREATE FUNCTION pg_temp.portfolio_exposed(reader text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('materials.flow_reader', portfolio_exposed.reader, true);
	RETURN QUERY SELECT concat_ws(' ', e.lot, e.reached, e.share_min::real, e.share_max::real) FROM trace_test.exposure('PORTFOLIO', countries => ARRAY['CN']) AS e ORDER BY e.lot;
	PERFORM set_config('materials.flow_reader', 'auto', true);
END
$$;
SELECT results_eq($$SELECT pg_temp.portfolio_exposed('plain')$$, $$VALUES ('P-CLEAN f 0 0'), ('P-CN t 1 1'), ('P-HALF t 0.45 0.5'), ('P-LOOP t 0.9 1')$$, 'in a portfolio what comes of a loop that nothing enters is unknown, and the rest is told');
SELECT trace_test.maintain_flow() \g /dev/null
SELECT results_eq($$SELECT pg_temp.portfolio_exposed('auto')$$, $$SELECT pg_temp.portfolio_exposed('plain')$$, 'so it is in the flow store');
SELECT results_eq($$SELECT pg_temp.portfolio_exposed('sql')$$, $$SELECT pg_temp.portfolio_exposed('plain')$$, 'and by a query on it');
SELECT is((SELECT count(*) FROM trace_test.trace_up('A01')), 0::bigint, 'upstream of an origin is nothing');

-- Reads never write, and a read-only transaction is enough.
SET TRANSACTION READ ONLY;
SELECT is((SELECT count(*) FROM trace_test.trace('D01')), 14::bigint, 'a trace needs no write');
SELECT * FROM finish();
ROLLBACK;
