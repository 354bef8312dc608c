-- Events with several outputs whose inputs are recorded for the event as a whole: what is stated of how they were shared out, losses,
-- what is missing, the books, corrections, who may see what, and the flow store.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('ev') \g /dev/null
SET LOCAL search_path = ev, public;
SELECT no_plan();
CREATE FUNCTION pg_temp.told(lot text, basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS text LANGUAGE sql AS $$SELECT string_agg(concat_ws(' ', o.origin, o.reason, o.share), '; ' ORDER BY o.origin COLLATE "C", o.reason COLLATE "C") FROM origins(lot, basis, known_at => known_at) AS o$$;

-- 60 kg and 40 kg go in, 70 kg and 20 kg come out, 10 kg are lost.
INSERT INTO import_lot (code, material, quantity, primary_source) SELECT i, 'steel', '1000 kg', true FROM unnest('{I1,I2,I3,I4}'::text[]) AS i;
INSERT INTO import_event (code, allocation, occurred_on) VALUES ('ANY', 'any', '2026-02-01'), ('NOT-STATED', NULL, NULL), ('PROPORTIONAL', 'proportional', NULL);
INSERT INTO import_lot (code, material, quantity, event) SELECT left(e, 1) || o.n, 'steel', o.quantity::materials.quantity, e FROM unnest('{ANY,NOT-STATED,PROPORTIONAL}'::text[]) AS e, (VALUES (1, '70 kg'), (2, '20 kg')) AS o (n, quantity);
INSERT INTO import_event_input (event, input_lot, quantity, cost, currency) SELECT e, i.code, i.quantity::materials.quantity, i.cost, 'USD' FROM unnest('{ANY,NOT-STATED,PROPORTIONAL}'::text[]) AS e, (VALUES ('I1', '60 kg', 30), ('I2', '40000 g', 70)) AS i (code, quantity, cost);
SELECT is(pg_temp.told('A1'), 'I1 [3/7,6/7]; I2 [1/7,4/7]', 'any: an output has at least what nothing else can fill, at most all of an input');
SELECT is(pg_temp.told('A2'), 'I1 [0,1]; I2 [0,1]', 'any: a small output may be of either input alone');
SELECT is(pg_temp.told('N1'), pg_temp.told('A1'), 'where nothing is stated, any input may be in any output');
SELECT is(pg_temp.told('P1'), 'I1 3/5; I2 2/5', 'proportional: each output has the composition of all inputs');
SELECT is(pg_temp.told('P2'), pg_temp.told('P1'), 'proportional: all outputs are alike');
SELECT is(pg_temp.told('P1', 'cost'), 'I1 3/10; I2 7/10', 'by cost as well');
SELECT is(pg_temp.told('A1', 'cost'), 'I1 [0,1]; I2 [0,1]', 'any, by cost: what an output is worth is not recorded');
SELECT results_eq($$SELECT lot, used_share FROM trace_up('P1') ORDER BY 1$$, $$VALUES ('I1', 0.04666666666666666667), ('I2', 0.03111111111111111111)$$, 'what was drawn is shared out by what came out');
SELECT is((SELECT array_agg(used_share) FROM trace_up('A1')), ARRAY[NULL, NULL]::numeric[], 'any: which part of an input is in an output has no answer');
SELECT is((SELECT array_agg(concat_ws(' ', lot, tier_min, share) ORDER BY lot) FROM trace_down('I1')), ARRAY['A1 1 [3/7,6/7]', 'A2 1 [0,1]', 'N1 1 [3/7,6/7]', 'N2 1 [0,1]', 'P1 1 3/5', 'P2 1 3/5'], 'downstream are all outputs');
SELECT results_eq($$SELECT to_lot, part::text, share_min IS NULL AND share_max IS NULL FROM trace_edges('I1', 'down') ORDER BY 1$$,
	$$VALUES ('A1', '[3/7,6/7]', true), ('A2', '[0,1]', true), ('N1', '[3/7,6/7]', true), ('N2', '[0,1]', true), ('P1', '3/5', false), ('P2', '3/5', false)$$, 'nor how much of an input flows there');
SELECT is((SELECT array_agg(b.consumed::text ORDER BY b.lot_id) FROM lot_balance AS b), ARRAY['180 kg', '120 kg'], 'an input is booked once, however many outputs there are');
SELECT results_eq($$SELECT lots, consumption FROM trace_size('A1')$$, $$VALUES (2::bigint, 2::bigint)$$, 'trace_size counts inputs of events');
SELECT is((SELECT array_agg(concat_ws(' ', lot, share) ORDER BY path, tier) FROM paths('A1', k => 1)), ARRAY['A1 1', 'I1 [3/7,6/7]'], 'ways go through events');
SELECT is((SELECT facts @> jsonb_build_array(jsonb_build_object('relation', 'event_input', 'id', (SELECT min(id) FROM event_input))) FROM evidence_path('A1', lots => '{I1}') WHERE lot = 'I1'), true, 'and rest on their inputs');

-- More came out than went in.
INSERT INTO import_event (code, allocation) VALUES ('SHORT', 'any'), ('PSHORT', 'proportional');
INSERT INTO import_lot (code, material, quantity, event) VALUES ('S1', 'steel', '70 kg', 'SHORT'), ('S2', 'steel', '50 kg', 'SHORT'), ('PS1', 'steel', '70 kg', 'PSHORT'), ('PS2', 'steel', '50 kg', 'PSHORT');
INSERT INTO import_event_input (event, input_lot, quantity) SELECT e, i, '45 kg' FROM unnest('{SHORT,PSHORT}'::text[]) AS e, unnest('{I1,I2}'::text[]) AS i;
SELECT is(pg_temp.told('S1'), 'I1 [0,9/14]; I2 [0,9/14]; S1 missing_input [0,3/7]', 'any: what is missing may be in any output');
SELECT is(pg_temp.told('PS1'), 'I1 3/8; I2 3/8; PS1 missing_input 1/4', 'proportional: it is missing in each');

-- One output: all went into it, as with consumption.
INSERT INTO import_event (code) VALUES ('ONE');
INSERT INTO import_lot (code, material, quantity, event) VALUES ('O1', 'steel', '50 kg', 'ONE');
INSERT INTO import_event_input (event, input_lot, quantity) VALUES ('ONE', 'I1', '60 kg'), ('ONE', 'I2', '40 kg');
SELECT is(pg_temp.told('O1'), 'I1 3/5; I2 2/5', 'an event with one output is a row of consumption for each input');

-- By an element: outputs are measured by what they contain of it.
SAVEPOINT assayed;
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('I1', 'Cr', '10%'), ('I2', 'Cr', '20%'), ('A1', 'Cr', '10%'), ('A2', 'Cr', '20%'), ('P1', 'Cr', '15%'), ('P2', 'Cr', '[20%,25%]');
SELECT is(pg_temp.told('A1', 'element:Cr'), 'I1 [0,6/7]; I2 [1/7,1]', 'any, 7 kg and 4 kg of 6 kg and 8 kg');
SELECT is(pg_temp.told('P1', 'element:Cr'), 'I1 [12/31,12/29]; I2 [16/31,16/29]; P1 missing_input [1/29,3/31]', 'proportional, 14.5 to 15.5 kg of 6 kg and 8 kg');
SELECT is(pg_temp.told('N1', 'element:Cr'), 'I1 [0,1]; I2 [0,1]', 'any, without an assay of what came out');
ROLLBACK TO assayed;

-- Inputs of its own besides.
INSERT INTO import_lot (code, material, quantity, event) VALUES ('A3', 'steel', '5 kg', 'ANY');
SELECT is(pg_temp.told('A1'), 'I1 [3/7,6/7]; I2 [1/7,4/7]', 'another output that the losses cover changes nothing');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('A3', 'I3', '5 kg');
SELECT is(pg_temp.told('A3'), 'A3 missing_input [0,1]; I1 [0,1]; I2 [0,1]; I3 [0,1]', 'of a lot that has inputs of its own besides nothing is known');
INSERT INTO import_lot (code, material, quantity, event) VALUES ('A4', 'steel', '35 kg', 'ANY');
SELECT is(pg_temp.told('A1'), 'A1 missing_input [0,3/7]; I1 [0,6/7]; I2 [0,4/7]', 'an output that comes late concerns all others: 130 kg of 100 kg');

-- Corrections and what was known when.
INSERT INTO event (id, code, allocation, recorded_at) VALUES (900, 'K', 'proportional', '2026-01-01Z');
INSERT INTO lot (id, code, material, quantity, primary_source, event_id, recorded_at) VALUES (901, 'K1', 'steel', '100 kg', true, NULL, '2026-01-01Z'), (902, 'K2', 'steel', '100 kg', true, NULL, '2026-01-01Z'), (903, 'KA', 'steel', '50 kg', false, 900, '2026-01-01Z'), (904, 'KB', 'steel', '50 kg', false, 900, '2026-01-01Z');
INSERT INTO event_input (id, event_id, input_lot_id, quantity, recorded_at) VALUES (901, 900, 901, '90 kg', '2026-01-01Z'), (902, 900, 902, '10 kg', '2026-01-01Z'), (903, 900, 902, '30 kg', '2026-01-02Z');
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at) VALUES ('event_input', 902, 903, 'weighed again', '2026-01-02Z');
INSERT INTO lot (id, code, revision, material, quantity, primary_source, event_id, recorded_at) VALUES (905, 'K1', 1, 'steel', '95 kg', true, NULL, '2026-01-03Z'), (906, 'KB', 1, 'steel', '100 kg', false, 900, '2026-01-04Z');
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at) VALUES ('lot', 901, 905, 'net', '2026-01-03Z'), ('lot', 904, 906, 'counted again', '2026-01-04Z');
SELECT is(pg_temp.told('KA', 'mass', '2026-01-01 12:00Z'), 'K1 9/10; K2 1/10', 'as it was recorded');
SELECT is(pg_temp.told('KA', 'mass', '2026-01-02 12:00Z'), 'K1 3/4; K2 1/4', 'a corrected input counts no more');
SELECT is(pg_temp.told('KA', 'mass', '2026-01-03 12:00Z'), 'K1 3/4; K2 1/4', 'an input that was replaced keeps its place');
SELECT is(pg_temp.told('KA'), 'K1 3/5; K2 1/5; KA missing_input 1/5', 'another output that was replaced concerns this one: 150 kg of 120 kg');
SELECT is((SELECT array_agg(concat_ws(' ', l.code, l.revision, b.consumed) ORDER BY l.id) FROM lot_balance AS b JOIN lot AS l ON l.id = b.lot_id WHERE l.id IN (901, 902, 905)), ARRAY['K1 0 0 kg', 'K2 0 30 kg', 'K1 1 90 kg'], 'corrections are booked');
SELECT is((SELECT array_agg(concat_ws(' ', input_lot, quantity) ORDER BY input_lot) FROM import_event_input WHERE event = 'K'), ARRAY['K1 90 kg', 'K2 30 kg'], 'import_event_input shows what stands');
INSERT INTO correction (relation, row_id, reason) VALUES ('lot', 906, 'there was none');
SELECT is(pg_temp.told('KA'), 'K1 3/4; K2 1/4', 'and one that was withdrawn no more');

-- The flow store: the same answers, before and after, also for what is made of such lots, as bounds too.
INSERT INTO import_lot (code, material, quantity) VALUES ('END', 'assembly', '40 kg');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('END', 'A1', '10 kg'), ('END', 'P1', '10 kg'), ('END', 'I4', '20 kg');
SELECT is(pg_temp.told('END'), 'A1 missing_input [0,3/28]; I1 [3/20,51/140]; I2 [1/10,17/70]; I4 1/2', 'what is made of outputs has their bounds');
SELECT maintain_flow() \g /dev/null
SELECT is((SELECT reader FROM trace_plan()), 'store by pages', 'the store serves');
SELECT is(pg_temp.told('END'), 'A1 missing_input [0,3/28]; I1 [3/20,51/140]; I2 [1/10,17/70]; I4 1/2', 'packed, it is the same');
SET LOCAL materials.exact_edges = 0;
SELECT is((SELECT array_agg(concat_ws(' ', origin, share_min::numeric(10, 6), share_max::numeric(10, 6)) ORDER BY origin) FROM origins('END')), ARRAY['A1 0.000000 0.107143', 'I1 0.150000 0.364286', 'I2 0.100000 0.242857', 'I4 0.500000 0.500000'], 'and as bounds');
SELECT is((SELECT array_agg(concat_ws(' ', lot, share_min::numeric(10, 6), share_max::numeric(10, 6), used_share::numeric(10, 6)) ORDER BY lot) FROM trace_down('I1') WHERE lot IN ('A1', 'P1', 'END')), ARRAY['A1 0.000000 0.857143', 'END 0.150000 0.364286', 'P1 0.600000 0.600000 0.046667'], 'downstream as well');
SELECT is((SELECT count(*) FROM trace_edges('I1', 'down') AS e WHERE e.to_lot LIKE 'A%' AND (e.share_min IS NOT NULL OR e.share_max IS NOT NULL)), 0::bigint, 'and of an edge nothing that has no answer');
SELECT isnt_empty($$SELECT FROM trace_edges('I1', 'down') AS e WHERE e.to_lot LIKE 'A%'$$, 'which is there all the same');
RESET materials.exact_edges;
INSERT INTO import_lot (code, material, quantity, event) VALUES ('A5', 'steel', '1 kg', 'ANY');
SELECT is(pg_temp.told('A1'), 'A1 missing_input [0,31/70]; I1 [0,6/7]; I2 [0,4/7]', 'a late output is noticed by those that were there');

-- What rules see of it: the lots, and no cost.
SELECT results_eq($$SELECT input_lot_id, quantity::text, cost FROM input_of(ARRAY[lot_id('A1')], 'infinity') ORDER BY 1$$, $$VALUES (lot_id('I1'), '60 kg', NULL::numeric), (lot_id('I2'), '40 kg', NULL)$$, 'rules see the inputs, at no known cost');

-- Who does not see all outputs is told less, never something else.
CREATE ROLE event_test_reader;
GRANT USAGE ON SCHEMA ev TO event_test_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA ev TO event_test_reader;
ALTER TABLE lot ENABLE ROW LEVEL SECURITY;
CREATE POLICY part_of_lots ON lot TO event_test_reader USING (code <> 'P2' AND code <> 'S2');
SET LOCAL ROLE event_test_reader;
SELECT is(pg_temp.told('S1'), 'I1 [0,9/14]; I2 [0,9/14]; S1 missing_input [0,1]', 'another output is hidden: what it took is not known');
SELECT is(pg_temp.told('P1'), 'I1 [0,3/5]; I2 [0,2/5]; P1 missing_input [0,1]', 'proportional as well');
SELECT is((SELECT array_agg(used_share) FROM trace_up('P1')), ARRAY[NULL, NULL]::numeric[], 'nor which part of an input is in an output');
RESET ROLE;
ALTER TABLE lot DISABLE ROW LEVEL SECURITY;

-- What is refused.
INSERT INTO import_event (code, occurred_on) VALUES ('EARLY', '2020-01-01'), ('SOURCE', NULL);
INSERT INTO import_lot (code, material, quantity, primary_source, made_on, event) VALUES ('LATE', 'steel', '10 kg', true, '2026-01-01', NULL), ('MINE', 'steel', '10 kg', true, NULL, 'SOURCE');
INSERT INTO import_lot (code, material, quantity) VALUES ('PIECES', 'steel', '10 each');
SELECT throws_ok(format('INSERT INTO import_event_input (event, input_lot, quantity, cost) VALUES (%L, %L, %L, %L)', event, lot, quantity, cost), state, message, what)
FROM (VALUES ('ANY', 'I1', '900 kg', NULL, '23514', 'lot "I1" would be over-consumed', 'no more is drawn than was made'),
	('ANY', 'A1', '1 kg', NULL, '23514', 'lot "A1" cannot be its own input', 'an output is no input of its event'),
	('EARLY', 'LATE', '1 kg', NULL, '23514', 'lot "LATE" cannot have gone into event "EARLY", which was before it', 'what was made later did not go in'),
	('SOURCE', 'I1', '1 kg', NULL, '23514', 'lot "MINE" cannot have the input "I1"', 'a primary source has no inputs'),
	('ANY', 'PIECES', '1 kg', NULL, '22023', 'cannot draw "1 kg" from lot "PIECES"', 'pieces are not drawn by mass'),
	('ANY', 'I1', '0 kg', NULL, '23514', NULL, 'nothing is no input'),
	('ANY', 'I1', '1 kg', 5, '23514', NULL, 'a cost has a currency'),
	('NONE', 'I1', '1 kg', NULL, '23503', 'there is no event "NONE"', 'there is no such event'),
	('ANY', 'NONE', '1 kg', NULL, '23503', 'there is no lot "NONE"', 'there is no such lot'),
	(NULL, 'I1', '1 kg', NULL, '23502', NULL, 'the event is needed')) AS bad (event, lot, quantity, cost, state, message, what);
SELECT throws_ok($$INSERT INTO event_input (event_id, input_lot_id, quantity) VALUES (900, 901, '1 kg')$$, '23514', 'lot "K1" was corrected', 'a lot that was replaced takes no new consumption');
SELECT throws_ok($$INSERT INTO import_event (code, allocation) VALUES ('X', 'fair')$$, '23514', NULL, 'inputs are shared out in one of two ways');
SELECT throws_ok($$DELETE FROM event_input$$, '55000', NULL, 'inputs of events are append-only');
SELECT lives_ok($$INSERT INTO import_event_input (event, input_lot, quantity, excess_stated) VALUES ('ANY', 'I1', '900 kg', true)$$, 'an excess that the source states is kept');
SELECT is((SELECT array_agg(concat_ws(' ', kind, relation, detail)) FROM data_finding), ARRAY['over_consumed event_input lot "I1": 1000 kg made, 1230 kg drawn'], 'and a finding says so');
SELECT * FROM finish();
ROLLBACK;
