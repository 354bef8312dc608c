-- The chain of custody by hand: what contradicts a stated model of ISO 22095, and through which models a lot came.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('custody_test') \g /dev/null
SET LOCAL search_path = custody_test, materials, public;
SET LOCAL jit = off;
SELECT no_plan();

INSERT INTO import_party (code, name) VALUES ('OWNER', 'Owner');
INSERT INTO import_site (code, name, country) VALUES ('MINE', 'Mine', 'AU'), ('PIT', 'Pit', 'CL');
INSERT INTO import_lot (code, material, site, quantity, primary_source, custody_model)
SELECT v.code, 'steel', v.site, '10000 kg', true, v.model FROM (VALUES ('P1', 'MINE', NULL), ('P2', 'MINE', NULL), ('Q', 'PIT', NULL), ('R', NULL, NULL), ('S', NULL, 'segregated'), ('MBP', NULL, 'mass_balance')) AS v (code, site, model);
CREATE FUNCTION pg_temp.made(code text, model text, VARIADIC inputs text[]) RETURNS void LANGUAGE sql AS $$
	INSERT INTO custody_test.import_lot (code, material, quantity, custody_model) VALUES (made.code, 'steel', '100 kg', made.model);
	INSERT INTO custody_test.import_consumption (output_lot, input_lot, quantity) SELECT made.code, split_part(i, ':', 1), (split_part(i, ':', 2) || ' kg')::materials.quantity FROM unnest(made.inputs) AS i;
$$;
CREATE FUNCTION pg_temp.told(lot_code text DEFAULT NULL) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', f.finding, f.lot, f.input_lot, CASE WHEN f.certain THEN 'certain' ELSE 'open' END, f.detail) FROM custody_test.custody_finding(told.lot_code) AS f;
$$;

-- Identity preserved.
SELECT pg_temp.made('I1', 'identity_preserved', 'P1:100'), pg_temp.made('I2', 'identity_preserved', 'P1:50', 'P2:50'), pg_temp.made('I3', 'identity_preserved', 'I1:10', 'I2:10') \g /dev/null
SELECT is_empty('SELECT pg_temp.told()', 'one parcel, two parcels of one site, and lots split from them are of one source');
SELECT pg_temp.made('I4', 'identity_preserved', 'P1:50', 'Q:50'), pg_temp.made('I5', 'identity_preserved', 'P1:50', 'R:50'), pg_temp.made('I6', 'identity_preserved', 'I4:10') \g /dev/null
SELECT results_eq('SELECT pg_temp.told()', $$VALUES ('identity_preserved_mixed I4 certain 2 sources, from site "MINE" to site "PIT"'), ('identity_preserved_mixed I5 certain 2 sources, from lot "R" to site "MINE"')$$,
	'two sites, and a site and another parcel, are several sources; what was made of one mixed lot is told at that lot');
SELECT results_eq($$SELECT pg_temp.told('I6')$$, $$VALUES ('identity_preserved_mixed I4 certain 2 sources, from site "MINE" to site "PIT"')$$, 'asked about a lot: it and what it was made of');
SELECT is_empty($$SELECT pg_temp.told('I3')$$, 'and nothing else');
INSERT INTO import_lot (code, material, quantity, custody_model) VALUES ('J1', 'steel', '100 kg', 'identity_preserved'), ('J2', 'steel', '100 kg', 'identity_preserved');
SELECT pg_temp.made('J3', 'identity_preserved', 'J1:50', 'J2:50'), pg_temp.made('J4', 'identity_preserved', 'S:50') \g /dev/null
SELECT results_eq($$SELECT pg_temp.told('J3')$$, $$VALUES ('identity_preserved_mixed J3 open 2 sources, from lot "J1" to lot "J2"')$$, 'two lots whose sources nobody told may be of one');
SELECT results_eq($$SELECT pg_temp.told('J4')$$, $$VALUES ('identity_preserved_weaker_input J4 S certain the input is segregated')$$, 'what was only segregated is no longer of one identity');

-- Segregated.
SELECT pg_temp.made('S1', 'segregated', 'P1:50', 'Q:25', 'I1:25') \g /dev/null
SELECT is_empty($$SELECT pg_temp.told('S1')$$, 'several sources may be in a segregated lot');
SELECT pg_temp.made('N1', NULL, 'P1:100'), pg_temp.made('C1', 'controlled_blending', 'P1:100'), pg_temp.made('M1', 'mass_balance', 'P1:100'), pg_temp.made('B1', 'book_and_claim', 'P1:100'), pg_temp.made('N2', NULL, 'M1:10') \g /dev/null
SELECT pg_temp.made('S2', 'segregated', 'N1:10'), pg_temp.made('S3', 'segregated', 'C1:10', 'P1:90'), pg_temp.made('S4', 'segregated', 'M1:10'), pg_temp.made('S5', 'segregated', 'B1:10'), pg_temp.made('S6', 'segregated', 'S4:10'), pg_temp.made('S7', 'segregated', 'N2:10'),
	pg_temp.made('S8', 'segregated', 'MBP:10'), pg_temp.made('C2', 'controlled_blending', 'M1:10', 'N1:10') \g /dev/null
SELECT results_eq(format('SELECT t FROM pg_temp.told(%L) AS t WHERE t LIKE %L', lot, '%put ' || lot || ' %'), ARRAY[told], what)
FROM (VALUES ('S2', 'segregated_weaker_input S2 N1 open the input is not_stated', 'an input that states nothing leaves it open'),
	('S3', 'segregated_weaker_input S3 C1 certain the input is controlled_blending', 'blended is weaker'), ('S4', 'segregated_weaker_input S4 M1 certain the input is mass_balance', 'balanced is weaker'),
	('S5', 'segregated_weaker_input S5 B1 certain the input is book_and_claim', 'a credit is weaker'),
	('S6', 'segregated_weaker_input S6 S4 certain the input is segregated, and further up its chain is mass_balance', 'a chain is as strong as its weakest model'),
	('S7', 'segregated_weaker_input S7 N2 certain the input is not_stated, and further up its chain is mass_balance', 'what is stated behind one that states nothing is known'),
	('S8', 'segregated_weaker_input S8 MBP certain the input is mass_balance', 'what a primary source states counts')) AS v (lot, told, what);
SELECT is_empty($$SELECT pg_temp.told('C2')$$, 'controlled blending may be of anything: its parts are known');
SELECT results_eq($$SELECT DISTINCT source FROM custody_finding()$$, ARRAY['ISO 22095:2020'], 'each names the standard');
SELECT results_eq($$SELECT why FROM custody_finding('S4')$$, ARRAY['a chain is as strong as its weakest model, and mass_balance is weaker than segregated'], 'and says why');

-- Lots that feed each other, as rework does.
SELECT pg_temp.made('L1', 'segregated', 'M1:10'), pg_temp.made('L2', 'segregated', 'L1:10') \g /dev/null
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('L1', 'L2', '1 kg');
SELECT bag_eq($$SELECT pg_temp.told('L2')$$, $$VALUES ('segregated_weaker_input L1 L2 certain the input is segregated, and further up its chain is mass_balance'), ('segregated_weaker_input L1 M1 certain the input is mass_balance'),
	('segregated_weaker_input L2 L1 certain the input is segregated, and further up its chain is mass_balance')$$, 'what enters a loop comes round in it');

-- Mass balance.
INSERT INTO import_item (code, name, class, unit_mass) VALUES ('BAR', 'Bar', 'structure', '2 kg'), ('ROD', 'Rod', 'structure', NULL);
INSERT INTO import_lot (code, item, material, quantity, custody_model) VALUES ('M2', NULL, 'steel', '110 kg', 'mass_balance'), ('M3', NULL, 'steel', '110 kg', 'mass_balance'), ('M4', NULL, 'aluminium', '110 kg', 'mass_balance'),
	('M5', NULL, 'steel', '110 kg', 'mass_balance'), ('M6', 'BAR', 'steel', '51 each', 'mass_balance'), ('M7', 'BAR', 'steel', '50 each', 'mass_balance'), ('M8', 'ROD', 'steel', '500 each', 'mass_balance');
INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT 'M' || n, 'R', '100 kg' FROM unnest('{2,3,4,6,7,8}'::int[]) AS n;
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'M3'), ('inputs_complete', 'M4'), ('inputs_complete', 'M6');
SELECT results_eq('SELECT t FROM pg_temp.told() AS t WHERE t LIKE ''mass%''', ARRAY['mass_balance_exceeds_inputs M3 certain 110 kg made, 100 kg came in', 'mass_balance_exceeds_inputs M6 certain 102 kg made, 100 kg came in',
	'mass_balance_exceeds_inputs M2 open 110 kg made, 100 kg came in', 'mass_balance_exceeds_inputs M4 open 110 kg made, 100 kg came in', 'mass_balance_exceeds_inputs M5 open 110 kg made, no input recorded'],
	'more made than came in: certain where the inputs are declared complete and of the same material; not told where there is no mass');
SELECT results_eq($$SELECT kind, origin, reason, share::text FROM origins('M5')$$, $$VALUES ('unknown', 'M5', 'not_recorded', '1')$$, 'what the books alone assign is unknown');
SELECT results_eq($$SELECT kind, origin, reason, share::text FROM origins('M2')$$, $$VALUES ('origin', 'R', NULL, '10/11'), ('unknown', 'M2', 'missing_input', '1/11')$$, 'what went in is what is in it, and what the books assign above that is unknown');

-- What went into an event went into each of its outputs.
SAVEPOINT event;
INSERT INTO import_event (code, allocation) VALUES ('MADE', 'proportional');
INSERT INTO import_lot (code, material, quantity, custody_model, event) VALUES ('V1', 'steel', '60 kg', 'mass_balance', 'MADE'), ('V2', 'steel', '50 kg', 'segregated', 'MADE'), ('V3', 'steel', '120 kg', 'mass_balance', 'MADE');
INSERT INTO import_lot (code, material, quantity, untraced_reason) VALUES ('V0', 'steel', '100 kg', 'refused');
INSERT INTO import_event_input (event, input_lot, quantity) VALUES ('MADE', 'V0', '100 kg');
SELECT results_eq($$SELECT t FROM pg_temp.told() AS t WHERE t LIKE '% V_ %' ORDER BY t COLLATE "C"$$, ARRAY['mass_balance_exceeds_inputs V3 open 120 kg made, 100 kg came in', 'segregated_weaker_input V2 V0 open the input is not_stated'], 'inputs of an event as a whole are inputs');
ROLLBACK TO event;

-- The chain.  B is in F by 1/4 and by 1/2 · 1/2 · 2/5, A by 1/2 · (1/2 + 1/2 · 3/5).
INSERT INTO import_lot (code, material, quantity, untraced_reason, custody_model) VALUES ('B', 'steel', '1000 kg', 'refused', 'mass_balance');
INSERT INTO import_lot (code, material, quantity, primary_source, custody_model) VALUES ('A', 'steel', '1000 kg', true, 'segregated');
SELECT pg_temp.made('C', NULL, 'A:60', 'B:40'), pg_temp.made('E', 'segregated', 'C:50', 'A:50'), pg_temp.made('K', 'book_and_claim', 'A:100'), pg_temp.made('F', NULL, 'E:50', 'B:25', 'K:25') \g /dev/null
CREATE TEMPORARY TABLE chain_of_f (model text, weakest boolean, lots bigint, share text, nearest_lot text, tier integer);
INSERT INTO chain_of_f VALUES ('book_and_claim', true, 1, '[1/4,3/5]', 'K', 1), ('unknown', false, 1, '7/20', 'B', 1), ('not_stated', false, 2, '1', 'F', 0), ('mass_balance', false, 1, '[7/20,3/5]', 'B', 1), ('segregated', false, 2, '[1/2,1]', 'E', 1);
SELECT results_eq($$SELECT model, weakest, lots, share::text, nearest_lot, tier FROM custody_chain('F')$$, 'SELECT * FROM chain_of_f', 'each model with its share; what is lost may have come through any');
SELECT results_eq($$SELECT share_min, share_max FROM custody_chain('F') WHERE model = 'mass_balance'$$, 'VALUES (0.35, 0.6)', 'in numbers too');
SELECT maintain_flow() \g /dev/null
SELECT results_eq($$SELECT model, weakest, lots, share::text, nearest_lot, tier FROM custody_chain('F')$$, 'SELECT * FROM chain_of_f', 'the same from the flow store');
SELECT pg_temp.made('G', 'segregated', 'A:50', 'P1:50'), pg_temp.made('H', 'identity_preserved', 'G:40', 'P1:60'), pg_temp.made('L', 'identity_preserved', 'S1:20', 'S:20', 'P1:60') \g /dev/null
SELECT results_eq($$SELECT model, weakest, lots, share_min, share_max FROM custody_chain('H')$$, $$VALUES ('segregated', true, 2::bigint, 0.4, 0.400000000001), ('identity_preserved', false, 1, 1, 1)$$, 'what came through two lots of a model, one behind the other, counts once');
SELECT results_eq($$SELECT model, lots, share::text FROM custody_chain('L')$$, $$VALUES ('segregated', 2::bigint, '2/5'), ('identity_preserved', 2, '1')$$, 'lots side by side add up, exactly');
SELECT results_eq($$SELECT model, weakest, lots, share::text FROM custody_chain('N2')$$, $$VALUES ('unknown', true, 1::bigint, '9/10'), ('not_stated', true, 1, '1'), ('mass_balance', false, 1, '[1/10,1]')$$, 'what nobody stated may be the weakest');
SELECT is_empty($$SELECT * FROM custody_chain('P1')$$, 'a primary source that states nothing has no chain');
SELECT results_eq($$SELECT model, share::text FROM custody_chain('S1', 'count')$$, $$VALUES ('segregated', '1'), ('identity_preserved', '[0,1]')$$, 'in another basis');

-- Time and corrections.
SELECT is_empty($$SELECT * FROM custody_finding(known_at => '2000-01-01')$$, 'nothing was known before');
INSERT INTO correction (relation, row_id, reason) SELECT 'lot', lot_id('N1'), 'there was none';
SELECT results_eq($$SELECT pg_temp.told('S2')$$, $$VALUES ('segregated_weaker_input S2 N1 open the input is not_stated')$$, 'of a lot that was withdrawn nothing is stated');
SELECT results_eq($$SELECT model, weakest, share::text FROM custody_chain('S2')$$, $$VALUES ('unknown', true, '1'), ('segregated', false, '1')$$, 'its way is lost');
SELECT throws_ok($$SELECT * FROM custody_chain('NOWHERE')$$, '23503', 'there is no lot "NOWHERE"', 'a lot that is not there');
SELECT * FROM finish();
ROLLBACK;
