-- What the public cases leave out: each reading of an open question, what counts as unknown, the ways a verdict is explained,
-- both time axes, and a rule that is added by rows alone.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_reading') \g /dev/null
SET search_path = rule_reading, materials, public;
SET materials.as_of = '2028-06-01';

INSERT INTO import_party (code, name, kind, government_of, incorporated_in) VALUES
	('STATE', 'Government of China', 'government', 'CN', NULL), ('GOOD', 'Good Maker', 'company', NULL, 'US'), ('GOOD2', 'Second Maker', 'company', NULL, 'KR'), ('BAD', 'State Maker', 'company', NULL, 'KR'),
	('OPEN', 'Open Maker', 'company', NULL, 'KR'), ('SOLD', 'Sold Maker', 'company', NULL, 'KR'), ('MAYBE', 'Perhaps Named', 'company', NULL, 'KR'), ('NOT-IT', 'Not Named', 'company', NULL, 'KR');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', p.code FROM party AS p WHERE p.code NOT IN ('OPEN', 'STATE');
INSERT INTO import_interest (owner, owned, share, valid_to) VALUES ('STATE', 'BAD', '51%', NULL), ('STATE', 'SOLD', '51%', '2027-12-31');
INSERT INTO import_listing (party, list, entry, decision) VALUES ('MAYBE', 'NDAA24-154', 'BYD Company, Limited', 'candidate'), ('NOT-IT', 'NDAA24-154', 'BYD Company, Limited', 'rejected');
INSERT INTO import_programme (code, name, milestone_b_on) VALUES ('NEW', 'New', NULL), ('OLD', 'Old', '2020-01-01');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('PACK', 'Pack', 'pack'), ('DRONE', 'Drone', 'end_item'), ('BOARD', 'Board', 'electronics'), ('PART', 'Part', 'component_material');

-- One cell and what it is made of: role, maker, cost, country; the cell's maker is GOOD unless said otherwise.
CREATE FUNCTION pg_temp.cell(name text, parts jsonb, maker text DEFAULT 'GOOD', country text DEFAULT 'US') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	part record;
BEGIN
	INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES (name, 'CELL', maker, country::country, 'cell_assembly', '2028-02-01', '6 each');
	FOR part IN SELECT p.*, o.n FROM jsonb_array_elements(parts) WITH ORDINALITY AS o (body, n), jsonb_to_record(o.body) AS p (role text, maker text, cost numeric, country text) LOOP
		INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source)
		VALUES (format('%s.%s', name, part.n), 'PART', part.role, part.maker, coalesce(part.country, 'KR')::country, 'component_making', '2028-01-01', '1 kg', true);
		INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES (name, format('%s.%s', name, part.n), '1 kg', part.cost, 'USD');
	END LOOP;
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', name), ('no_feoc_licence', name);
	RETURN name;
END $$;
CREATE FUNCTION pg_temp.line(name text, item text, lots text[], quantity text DEFAULT '6 each', programme text DEFAULT 'NEW', procured_on date DEFAULT '2028-06-01') RETURNS text LANGUAGE sql AS $$
	INSERT INTO import_contract_line (contract, signed_on, line, programme, item, quantity, procured_on, obligated_on, lots) VALUES ('C-' || name, '2027-01-01', name, programme, item, quantity::quantity, procured_on, procured_on, lots);
	SELECT name $$;
CREATE FUNCTION pg_temp.status(subject text, policies jsonb DEFAULT '{}', rule text DEFAULT '10USC4865') RETURNS text LANGUAGE sql AS $$
	SELECT c.status FROM rule_reading."check"(subject, rule, 'line', policies => policies) AS c $$;
CREATE FUNCTION pg_temp.share(subject text) RETURNS text LANGUAGE sql AS $$ SELECT c.share_exact FROM rule_reading."check"(subject, '10USC4865', 'line') AS c $$;

SELECT pg_temp.cell('CLEAN', '[{"role":"cathode_material","maker":"GOOD","cost":60},{"role":"anode_material","maker":"GOOD2","cost":40}]') \g /dev/null
SELECT pg_temp.cell('MIXED', '[{"role":"cathode_material","maker":"GOOD","cost":90},{"role":"anode_material","maker":"BAD","cost":10}]') \g /dev/null
SELECT pg_temp.cell('BY-BAD', '[{"role":"cathode_material","maker":"GOOD","cost":60}]', 'BAD') \g /dev/null
SELECT pg_temp.cell('FOIL', '[{"role":"cathode_material","maker":"GOOD","cost":90},{"role":"cathode_foil","maker":"BAD","cost":10}]') \g /dev/null
SELECT pg_temp.cell('BINDER', '[{"role":"cathode_material","maker":"GOOD","cost":90},{"role":"binder","maker":"BAD","cost":10}]') \g /dev/null
SELECT pg_temp.cell('UNSURE', '[{"role":"cathode_material","maker":"GOOD","cost":90},{"role":"anode_material","maker":"OPEN","cost":10}]') \g /dev/null
SELECT pg_temp.cell('HONG-KONG', '[{"role":"cathode_material","maker":"GOOD","cost":90},{"role":"anode_material","maker":"GOOD","cost":10,"country":"HK"}]') \g /dev/null
SELECT pg_temp.cell('TAIWAN', '[{"role":"cathode_material","maker":"GOOD","cost":90},{"role":"anode_material","maker":"GOOD","cost":10,"country":"TW"}]') \g /dev/null
SELECT pg_temp.cell('PLANT', '[{"role":"cathode_material","maker":"GOOD","cost":90},{"role":"anode_material","maker":"GOOD","cost":10,"country":"CN"}]') \g /dev/null
SELECT pg_temp.cell('AFTER-SALE', '[{"role":"cathode_material","maker":"SOLD","cost":90}]') \g /dev/null
SELECT pg_temp.cell('BEFORE-SALE', '[]') \g /dev/null
SELECT pg_temp.cell('CANDIDATE', '[{"role":"cathode_material","maker":"MAYBE","cost":90}]') \g /dev/null
SELECT pg_temp.cell('REJECTED', '[{"role":"cathode_material","maker":"NOT-IT","cost":90}]') \g /dev/null
SELECT pg_temp.cell('TRADED', '[{"role":"cathode_material","maker":"GOOD","cost":90}]') \g /dev/null
SELECT pg_temp.cell('NO-ROLE', '[{"role":"cathode_material","maker":"GOOD","cost":90},{"maker":"BAD","cost":10}]') \g /dev/null
SELECT pg_temp.cell('CLAIMED', '[{"role":"cathode_material","maker":"GOOD","cost":90}]') \g /dev/null
SELECT pg_temp.line(l.code, 'CELL', ARRAY[l.code::text]) FROM lot AS l WHERE l.code NOT LIKE '%.%' \g /dev/null

SELECT is(pg_temp.status('CLEAN'), 'PASS', 'a clean cell passes');
SELECT is(pg_temp.status('MIXED'), 'FAIL', 'one with a tenth from an offender does not');
SELECT is(pg_temp.share('MIXED'), '9/10', 'its share is exact');

-- The open questions.
SELECT pg_temp.line('LATE', 'CELL', '{MIXED}', procured_on => '2027-12-31') \g /dev/null
UPDATE contract_line SET delivered_on = '2028-02-01' WHERE code = 'LATE';
SELECT is(pg_temp.status('LATE'), 'NOT_YET_EFFECTIVE', 'Q1: the procurement act decides');
SELECT is(pg_temp.status('LATE', '{"event":"delivered_on"}'), 'FAIL', 'Q1: or the delivery, where that is chosen');
SELECT is((SELECT c.reason FROM "check"('LATE', '10USC4865') AS c) LIKE '%then it would be FAIL%', true, 'what comes later is told now');
SELECT is(pg_temp.status('BY-BAD'), 'REVIEW', 'Q2: clean components in a cell of an offender are for review');
SELECT is(pg_temp.status('BY-BAD', '{"clean_battery_of_offender":"FAIL"}'), 'FAIL', 'Q2: or fail');
SELECT is(pg_temp.status('BY-BAD', '{"clean_battery_of_offender":"PASS"}'), 'PASS', 'Q2: or pass');
SELECT pg_temp.line('STANDARD', 'CELL', '{MIXED}', programme => 'OLD', procured_on => '2029-06-01') \g /dev/null
UPDATE contract_line SET standard_battery = true WHERE code = 'STANDARD';
SELECT is(pg_temp.status('STANDARD'), 'FAIL', 'Q4: the earliest phase that fits decides');
SELECT is(pg_temp.status('STANDARD', '{"phase_overlap":"latest"}'), 'NOT_YET_EFFECTIVE', 'Q4: or the latest');
SELECT is(pg_temp.status('CANDIDATE'), 'INDETERMINATE', 'an undecided match with a named maker is unknown');
SELECT is(pg_temp.status('REJECTED'), 'PASS', 'a rejected match is none');
SELECT is(pg_temp.status('FOIL'), 'PASS', 'Q16: cathode foil does not count');
SELECT is(pg_temp.status('FOIL', '{"cathode_foil":"functional"}'), 'FAIL', 'Q16: or does');
SELECT is(pg_temp.status('BINDER'), 'FAIL', 'Q16: binder counts');
SELECT is(pg_temp.status('BINDER', '{"binder":"not_functional"}'), 'PASS', 'Q16: or does not');
SELECT is(pg_temp.status('UNSURE'), 'INDETERMINATE', 'owners that nobody stated leave it open');
SELECT is(pg_temp.status('UNSURE', '{"unrecorded_holders":"ignored"}'), 'INDETERMINATE', 'a policy of the doctrine alone leaves open whether a named maker holds it');
SELECT is(pg_temp.status('UNSURE', '{"unrecorded_holders":"ignored","named_subsidiary":"other"}'), 'PASS', 'a policy of the doctrine is handed on');

-- Where it was made.
SELECT is(pg_temp.status('HONG-KONG'), 'INDETERMINATE', 'whether Hong Kong counts is not settled');
SELECT is(pg_temp.status('TAIWAN'), 'PASS', 'Taiwan is a country of its own');
SELECT is(pg_temp.status('PLANT'), 'FAIL', 'what a clear maker makes in a covered nation counts as made under it');

-- When it was made.
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES ('OLD-CATHODE', 'PART', 'cathode_material', 'SOLD', 'KR', 'component_making', '2027-06-01', '1 kg', true);
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('BEFORE-SALE', 'OLD-CATHODE', '1 kg', 90, 'USD');
SELECT is(pg_temp.status('AFTER-SALE'), 'PASS', 'a maker counts as what it was on the day it made the lot: sold by then');
SELECT is(pg_temp.status('BEFORE-SALE'), 'FAIL', 'and not yet sold before');

-- From whom it came, and by which custody.
INSERT INTO import_transfer (lot, from_party, to_party) VALUES ('TRADED.1', 'BAD', 'GOOD');
SELECT is(pg_temp.status('TRADED'), 'FAIL', 'sourced from an offender, whoever made it');
SELECT is(pg_temp.status('NO-ROLE'), 'INDETERMINATE', 'a part without a role may count');
SELECT is(pg_temp.share('NO-ROLE'), '[9/10,1]', 'its cost is in the worst case and not in the best');

-- A part that something went into, with and without a role: half the cost of a cell, its maker an offender or not, its material too.
CREATE FUNCTION pg_temp.made_part(name text, role text, step text, maker text, material_maker text, cost numeric DEFAULT 50) RETURNS text LANGUAGE sql AS $$
	INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES
		(name, 'CELL', NULL, 'GOOD', 'US', 'cell_assembly', '2028-02-01', '6 each', false), (name || '.clear', 'PART', 'anode_material', 'GOOD', 'US', 'component_making', '2028-01-01', '1 kg', true),
		(name || '.part', 'PART', role, maker, 'US', step, '2028-01-01', '1 kg', false), (name || '.material', 'PART', NULL, material_maker, 'US', 'refining', '2027-12-01', '1 kg', true);
	INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES (name, name || '.clear', '1 kg', 50, 'USD'), (name, name || '.part', '1 kg', cost, CASE WHEN cost IS NOT NULL THEN 'USD' END), (name || '.part', name || '.material', '1 kg', 1, 'USD');
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', name), ('inputs_complete', name || '.part'), ('no_feoc_licence', name);
	SELECT pg_temp.line(name, 'CELL', ARRAY[name]) $$;
CREATE TEMPORARY TABLE part_line AS SELECT v.* FROM (VALUES
		(pg_temp.made_part('MP-1', 'cathode_material', 'component_making', 'BAD', 'GOOD'), 'FAIL 1/2', 'a component of an offender'),
		(pg_temp.made_part('MP-2', NULL, 'component_making', 'BAD', 'GOOD'), 'INDETERMINATE [0,1]', 'without its role it may be none, and may be one'),
		(pg_temp.made_part('MP-3', 'cathode_material', 'component_making', 'GOOD', 'BAD'), 'FAIL 1/2', 'a component of an offender''s material'),
		(pg_temp.made_part('MP-4', NULL, 'component_making', 'GOOD', 'BAD'), 'INDETERMINATE [0,1]', 'without its role it is not just the little that is in it'),
		(pg_temp.made_part('MP-5', NULL, NULL, 'GOOD', 'BAD'), 'INDETERMINATE [0,1]', 'nor where nobody says what was done'),
		(pg_temp.made_part('MP-6', 'mixture', 'component_making', 'GOOD', 'BAD'), 'PASS_BY_EXCEPTION [50/51,1]', 'a mixture is what is in it'),
		(pg_temp.made_part('MP-7', NULL, 'cell_assembly', 'GOOD', 'BAD'), 'PASS_BY_EXCEPTION [50/51,1]', 'and so is what was put together'),
		(pg_temp.made_part('MP-8', 'mixture', 'component_making', 'BAD', 'GOOD'), 'INDETERMINATE [0,1]', 'but not by an offender'),
		(pg_temp.made_part('MP-9', NULL, 'component_making', 'GOOD', 'GOOD'), 'PASS 1', 'nothing stands against it either way'),
		(pg_temp.made_part('MP-10', 'cathode_material', 'component_making', 'GOOD', 'GOOD', NULL), 'PASS [0,1]', 'clear components pass whatever they cost'),
		(pg_temp.made_part('MP-11', 'cathode_material', 'component_making', 'BAD', 'GOOD', NULL), 'INDETERMINATE [0,1]', 'others do not')) AS v (line, expected, what);
CREATE TEMPORARY TABLE made_part AS SELECT p.*, c.status, c.share_exact, c.reason FROM part_line AS p CROSS JOIN LATERAL rule_reading."check"(p.line, '10USC4865', 'line') AS c;
SELECT is(m.status || ' ' || m.share_exact, m.expected, format('%s: %s', m.line, m.what)) FROM made_part AS m ORDER BY m.line;
SELECT is(m.reason ~ 'it may count in place of what is in it: MP-[2458].part', m.line IN ('MP-2', 'MP-4', 'MP-5', 'MP-8'), format('%s: the reason names what has no role', m.line)) FROM made_part AS m ORDER BY m.line;
SELECT ok(EXISTS (SELECT FROM explain('MP-2', '10USC4865', 'line') AS f WHERE f.lot = 'MP-2.part' AND f.effect = 'against' AND f.detail LIKE 'producer: %') AND EXISTS (
	SELECT FROM explain('MP-2', '10USC4865', 'line') AS f WHERE f.lot = 'MP-2.part' AND f.effect = 'open' AND f.detail LIKE 'it has no role: %'), 'both are findings');
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, custody_model) VALUES ('CLAIM', 'PART', 'anode_material', 'GOOD', 'KR', 'component_making', '2028-01-01', '1 kg', 'book_and_claim');
INSERT INTO import_lot (code, material, producer, country, step, made_on, quantity, primary_source) VALUES ('CLAIM-SOURCE', 'graphite', 'GOOD', 'KR', 'mining', '2028-01-01', '1 kg', true);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('CLAIM', 'CLAIM-SOURCE', '1 kg');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'CLAIM');
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('CLAIMED', 'CLAIM', '1 kg', 10, 'USD');
SELECT is(pg_temp.share('CLAIMED'), '[9/10,1]', 'a book-and-claim credit makes no lot known');

-- A contract about one item takes control of that item, and of nothing else.
INSERT INTO import_item (code, name, class) VALUES ('LICENSED', 'Licensed powder', 'component_material');
INSERT INTO import_licence (code, contractor, producer, kind, item, right_quantity, right_timing, right_sale, right_access, right_operation) VALUES ('K-1', 'BAD', 'GOOD2', 'offtake', 'LICENSED', false, true, true, true, true);
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES ('POWDER', 'LICENSED', 'cathode_material', 'GOOD2', 'KR', 'component_making', '2028-01-01', '1 kg', true);
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES ('CONTROLLED', 'CELL', 'GOOD', 'US', 'cell_assembly', '2028-02-01', '6 each');
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('CONTROLLED', 'POWDER', '1 kg', 10, 'USD');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'CONTROLLED'), ('no_feoc_licence', 'CONTROLLED');
SELECT pg_temp.line('CONTROLLED', 'CELL', '{CONTROLLED}') \g /dev/null
SELECT is(pg_temp.status('CONTROLLED'), 'FAIL', 'production under the control of an offender counts as the offender''s');
SELECT is(pg_temp.status('CLEAN'), 'PASS', 'what the same maker makes otherwise does not');

-- Inside an end item, by thirds.
SELECT pg_temp.cell('INSIDE', '[{"role":"cathode_material","maker":"GOOD","cost":96},{"role":"anode_material","maker":"BAD","cost":4}]') \g /dev/null
INSERT INTO import_lot (code, item, producer, country, made_on, quantity) VALUES ('DRONE-1', 'DRONE', 'GOOD', 'US', '2028-04-01', '1 each'), ('PACK-1', 'PACK', 'GOOD', 'US', '2028-03-01', '3 each'), ('BOARD-1', 'BOARD', 'GOOD', 'US', '2028-03-01', '1 each');
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('DRONE-1', 'PACK-1', '1 each', 500, 'USD'), ('DRONE-1', 'BOARD-1', '1 each', 50, 'USD'), ('PACK-1', 'INSIDE', '6 each', 300, 'USD');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'DRONE-1'), ('inputs_complete', 'PACK-1'), ('no_feoc_licence', 'PACK-1');
SELECT pg_temp.line('DRONE', 'DRONE', '{DRONE-1}', '1 each') \g /dev/null
SELECT is(pg_temp.status('DRONE', '{}'), 'INDETERMINATE', 'a board of which nobody says what is in it may hold a battery');
INSERT INTO import_declaration (claim, item) VALUES ('no_battery', 'BOARD');
SELECT is(pg_temp.status('DRONE', '{}'), 'PASS_BY_EXCEPTION', 'the pack inside the drone is found and judged');
SELECT is((SELECT c.status FROM "check"('DRONE-1', '10USC4865', 'lot') AS c), 'PASS_BY_EXCEPTION', 'also without a line');
SELECT is((SELECT c.status FROM "check"('DRONE', '10USC4865', 'item') AS c), 'PASS_BY_EXCEPTION', 'also as an item');
INSERT INTO import_lot (code, item, producer, country, made_on, quantity) VALUES ('PACK-2', 'PACK', 'GOOD', 'US', '2028-03-01', '1 each');
INSERT INTO import_lot (code, item, producer, country, made_on, quantity) VALUES ('BY-BAD-2', 'CELL', 'BAD', 'US', '2028-02-01', '6 each');
INSERT INTO import_lot (code, item, role, producer, country, made_on, quantity, primary_source) VALUES ('BY-BAD-2.1', 'PART', 'cathode_material', 'GOOD', 'US', '2028-01-01', '1 kg', true);
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('PACK-2', 'BY-BAD-2', '6 each', 300, 'USD'), ('BY-BAD-2', 'BY-BAD-2.1', '1 kg', 100, 'USD');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'PACK-2'), ('inputs_complete', 'BY-BAD-2'), ('no_feoc_licence', 'PACK-2');
SELECT pg_temp.line('PACK-LINE', 'PACK', '{PACK-2}', '1 each') \g /dev/null
SELECT is(pg_temp.status('PACK-LINE'), 'REVIEW', 'Q8: the cell inside is tested as well; what is stated of the pack is stated of it');
SELECT is(pg_temp.status('PACK-LINE', '{"cells_and_pack":"topmost"}'), 'PASS', 'Q8: or only the pack');
SELECT pg_temp.line('SHORT', 'PACK', '{PACK-2}', '2 each') \g /dev/null
SELECT is(pg_temp.status('SHORT', '{"cells_and_pack":"topmost"}'), 'INDETERMINATE', 'a line that its lots do not fill is not known whole');

-- Doubt about the line itself: what would bar is then undecided.
SELECT pg_temp.line('LAPTOP', 'CELL', '{MIXED}') \g /dev/null
UPDATE contract_line SET device = 'laptop' WHERE code = 'LAPTOP';
SELECT is(pg_temp.status('LAPTOP'), 'INDETERMINATE', 'a laptop''s battery for an unknown environment may be left out');
UPDATE contract_line SET environment = 'office' WHERE code = 'LAPTOP';
SELECT is(pg_temp.status('LAPTOP'), 'EXCLUDED', 'for an office it is');
UPDATE contract_line SET environment = 'combat' WHERE code = 'LAPTOP';
SELECT is(pg_temp.status('LAPTOP'), 'FAIL', 'for combat it is not');
UPDATE contract_line SET defence_funds = false WHERE code = 'LAPTOP';
SELECT is(pg_temp.status('LAPTOP'), 'NOT_APPLICABLE', 'bought by others it is none of the rule''s business');

-- What was known when.
INSERT INTO correction (relation, row_id, reason) SELECT 'declaration', d.id, 'not signed' FROM declaration AS d WHERE d.lot_id = lot_id('CLEAN') AND d.claim = 'no_feoc_licence';
SELECT is(pg_temp.status('CLEAN'), 'INDETERMINATE', 'a statement that was taken back settles nothing');
SELECT throws_ok($$SELECT * FROM rule_reading."check"('AFTER-SALE', '10USC4865', known_at => '2020-01-01')$$, '23503', NULL, 'before anything was recorded there is nothing to ask about');

-- Why: the way down to the offender, the documents, and whom to ask.
INSERT INTO import_document (code, kind, title) VALUES ('REGISTER', 'register_extract', 'Extract of the register');
INSERT INTO evidence (relation, row_id, document_id, grade) SELECT 'interest', i.id, d.id, 'A' FROM interest AS i, document AS d WHERE i.owned_id = party_id('BAD');
SELECT results_eq($$SELECT e.lot, e.party, e.path, e.documents FROM rule_reading.explain('DRONE', '10USC4865', 'line') AS e WHERE e.kind = 'offender'$$,
	$$VALUES ('INSIDE.2', 'State Maker', 'DRONE-1 (Good Maker, US) ← PACK-1 (Good Maker, US) ← INSIDE (cell_assembly, Good Maker, US) ← INSIDE.2 (component_making, State Maker, KR); Government of China —51 %→ State Maker', 'REGISTER (A)')$$,
	'the offender is found with the way to it, the chain of ownership and the document');
SELECT results_eq($$SELECT e.effect, e.share_min, e.detail FROM rule_reading.explain('DRONE', '10USC4865', 'line') AS e WHERE e.kind = 'cost'$$,
	$$VALUES ('for', 0.96::numeric, 'share of other sources in the cost of the functional cell components: 96 %, more than 95 % is asked (10 U.S.C. 4865(c)(1)(A)(ii))'),
		('for', 0.96::numeric, 'share of other sources in the cost of the functional cell components: 96 %, more than 95 % is asked (10 U.S.C. 4865(c)(1)(A)(ii))')$$, 'the cost limb is told for the pack and for the cell in it');
SELECT is((SELECT string_agg(DISTINCT e.party, ', ') FROM explain('UNSURE', '10USC4865', 'line') AS e WHERE e.kind = 'unknown'), 'Open Maker', 'who is to be asked is named');
SELECT is_empty($$SELECT e.* FROM rule_reading.explain('UNSURE', '10USC4865', 'line') AS e WHERE e.facts IS NULL$$, 'every finding says on which rows it rests');
SELECT is((SELECT array_agg(e.finding ORDER BY e.finding) FROM explain('DRONE', '10USC4865', 'line') AS e), (SELECT array_agg(n ORDER BY n) FROM generate_series(1, (SELECT count(*)::integer FROM explain('DRONE', '10USC4865', 'line'))) AS n), 'findings are numbered');
SELECT is((SELECT count(*) FROM screen()), (SELECT count(*) FROM contract_line, (SELECT DISTINCT r.rule FROM materials.rule AS r) AS r), 'screen has a row for each line and rule');
SELECT is_empty($$SELECT s.line FROM rule_reading.screen('10USC4865') AS s CROSS JOIN LATERAL rule_reading."check"(s.line, '10USC4865', 'line') AS c WHERE (s.status, s.reason) IS DISTINCT FROM (c.status, c.reason)$$, 'and says what check says');

-- A rule of one's own, by rows alone: nine tenths are enough, from 2026 on, for all.
INSERT INTO materials.rule (rule, version, title, citation, subject, concern, test, doctrine, event, enacted_on, released_on, confirmed) VALUES
	('HOUSE-90', '1', 'Our own rule', 'purchasing handbook 4.2', 'battery', 'foreign entity of concern', 'component_origin', 'DOE-25', 'procured_on', '2026-01-01', '2026-01-01', true);
INSERT INTO materials.rule_phase (rule, version, phase, title, effective_from, citation, confirmed) VALUES ('HOUSE-90', '1', 'all', 'every purchase', '2026-01-01', 'purchasing handbook 4.2', true);
INSERT INTO materials.rule_limb SELECT 'HOUSE-90', '1', l.limb, l.title, l.basis, CASE WHEN l.threshold IS NULL THEN NULL ELSE '9/10'::fraction END, CASE WHEN l.strict IS NULL THEN NULL ELSE false END, l.claim, 'purchasing handbook 4.2', true, false
	FROM materials.rule_limb AS l WHERE l.rule = '10USC4865';
INSERT INTO materials.rule_scope SELECT 'HOUSE-90', '1', s.scope, s.word, s.tested, s.may_hold, s.may_be_part, false FROM materials.rule_scope AS s WHERE s.rule = '10USC4865';
INSERT INTO materials.rule_policy SELECT 'HOUSE-90', '1', p.policy, p.question, p.title, p.choices, p.choice, p.reported, false FROM materials.rule_policy AS p WHERE p.rule = '10USC4865';
SELECT is(pg_temp.status('MIXED', '{}', 'HOUSE-90'), 'PASS_BY_EXCEPTION', 'a rule added by rows: exactly nine tenths are at least nine tenths');
SELECT is(pg_temp.status('LATE', '{}', 'HOUSE-90'), 'PASS_BY_EXCEPTION', 'its own first day holds');
SELECT is((SELECT c.threshold FROM "check"('MIXED', 'HOUSE-90', 'line') AS c), 'at least 90 %', 'its own threshold is told');
INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed) VALUES ('HOUSE-90', '1', 'programme', 'bought for a new programme', 'strict $.programme == "NEW"', 'purchasing handbook 4.1', false);
SELECT is(pg_temp.status('STANDARD', '{}', 'HOUSE-90'), 'NOT_APPLICABLE', 'its own gate holds');
SELECT is((SELECT c.confirmed FROM "check"('STANDARD', 'HOUSE-90') AS c), false, 'and that the gate is unconfirmed is told');
INSERT INTO materials.rule_status (rule, version, status, valid, verdict) VALUES ('HOUSE-90', '1', 'unconfirmed', '[2028-01-01,)', 'UNCONFIRMED');
SELECT is(pg_temp.status('MIXED', '{}', 'HOUSE-90'), 'UNCONFIRMED', 'a rule whose state is not confirmed decides nothing');

SELECT * FROM finish();
ROLLBACK;
