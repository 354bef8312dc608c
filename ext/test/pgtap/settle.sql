-- to_settle on cases made by hand, one for each kind of rule, and one answer that is really recorded.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('settle_test') \g /dev/null
SET search_path = settle_test, materials, public;
SET materials.as_of = '2028-06-01';
\ir ../data/rules/settle.sql
SELECT pg_temp.cell('A', '[{"role":"cathode_material","maker":"GOOD","cost":66},{"role":"anode_material","maker":"OPEN","cost":30},{"role":"separator","maker":"OPEN2","cost":4}]') \g /dev/null
SELECT pg_temp.cell('B', '[{"role":"cathode_material","cost":50},{"role":"anode_material","maker":"HELD","cost":50,"country":""}]') \g /dev/null
SELECT pg_temp.cell('N', '[{"role":"cathode_material","maker":"NAMED","cost":30},{"role":"anode_material","maker":"GOOD","cost":30},{"role":"separator","cost":25},{"role":"binder","cost":15}]') \g /dev/null
SELECT pg_temp.cell('S', '[{"role":"cathode_material","maker":"GOOD","cost":50}]', seller => 'OPEN') \g /dev/null
CREATE FUNCTION pg_temp.settle(subject text, rule text, kind text DEFAULT NULL) RETURNS SETOF settle_row LANGUAGE sql AS $$ SELECT * FROM settle_test.to_settle(subject, rule, kind) $$;
CREATE FUNCTION pg_temp.told(subject text, rule text, kind text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s of %s%s', s.kind, s.about, s.ask, CASE WHEN s.needed THEN ' needed' WHEN s.needed IS NULL THEN ' in vain' ELSE '' END), ', ' ORDER BY s.place) || ': ' || min(s.status_after) || CASE WHEN bool_and(s.proven) THEN ' proven' ELSE '' END
	FROM pg_temp.settle(subject, rule, kind) AS s $$;

-- Origin of components by cost: 30 % and 4 % of the cost are of makers of whom it is not known who holds them; more than 95 % have to be of others.
CREATE TEMPORARY TABLE answer AS SELECT s.* FROM pg_temp.settle('L-A', '10USC4865') AS s;
SELECT is(string_agg(format('%s %s %s %s', a.about, a.share_removed, a.share_exact, a.needed), ', ' ORDER BY a.place), 'OPEN 0.3 [24/25,1] t, OPEN2 0.04 [7/10,1] f', 'who removes most of what is unknown is asked first, and is enough') FROM answer AS a;
SELECT is(string_agg(format('%s %s', a.about, coalesce(a.decides, '-')), ', ' ORDER BY a.place), 'OPEN FAIL, OPEN2 -', 'a bad answer of the one decides as well, of the other it does not') FROM answer AS a;
SELECT is((a.status, a.status_after, a.proven, a.ask), ('INDETERMINATE'::text, 'PASS_BY_EXCEPTION'::text, true, 'OPEN'::text), 'the verdict now and then') FROM answer AS a WHERE a.place = 1;
SELECT is(current_setting('materials.overlay'), '', 'nothing stays supposed');

-- Makers, places and holders, all of which are needed; their answers really recorded say the same.
SELECT is(pg_temp.told('L-B', '10USC4865'), 'source B.1 of GOOD needed, source B.2 of HELD needed, party FUND of FUND needed: PASS proven', 'a maker, a place and a holder''s holders');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'FUND');
INSERT INTO lot (code, revision, item_id, role, producer_id, country, step, made_on, quantity, primary_source)
	SELECT l.code, 1, l.item_id, l.role, coalesce(l.producer_id, party_id('GOOD2')), 'KR', l.step, l.made_on, l.quantity, true FROM lot AS l WHERE l.code IN ('B.1', 'B.2');
INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'lot', o.id, n.id, 'answered' FROM lot AS o JOIN lot AS n ON n.code = o.code AND n.revision = 1 WHERE o.revision = 0;
SELECT is(c.status, 'PASS', 'all of them recorded settle it') FROM settle_test."check"('L-B', '10USC4865') AS c;
SELECT is_empty($$SELECT s.about FROM pg_temp.settle('L-B', '10USC4865') AS s$$, 'what is settled needs nothing');

-- A named maker has 30 % of the value; of 40 % nobody knows the maker.  One of 15 % and 25 % known leaves less than half.
SELECT is(pg_temp.told('L-N', 'NDAA24-154'), 'source N.3 of GOOD needed, source N.4 of GOOD: NOT_PROHIBITED proven', 'of two makers one decides the majority');

-- Parties of the line, a place of a step, a condition, a share.
SELECT is(pg_temp.told('L-S', 'NDAA24-805'), 'party OPEN of OPEN needed: NOT_PROHIBITED proven', 'who holds the contractor');
SELECT is(string_agg(s.decides, ', '), 'PROHIBITED', 'a contractor of concern decides') FROM pg_temp.settle('OPEN', 'NDAA24-805', 'party') AS s;
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source) VALUES ('BOARD-1', 'BOARD', 'GOOD', NULL, 'board_making', '2028-01-01', '1 each', true);
SELECT is(pg_temp.told('BOARD-1', '10USC4873'), 'source BOARD-1 of GOOD needed: NOT_PROHIBITED proven', 'where a board was made');
SELECT is(pg_temp.told('PACK', 'EU-BATT-PASSPORT', 'item'), 'property PACK of  needed, property PACK of : NOT_REQUIRED proven', 'of two facts about an item one decides');
SELECT pg_temp.storage('ST', '[{"maker": "OPEN", "cost": 50}, {"maker": "GOOD", "cost": 40}, {"maker": "BAD", "cost": 10}]') \g /dev/null
SELECT is(string_agg(format('%s %s %s %s %s', s.about, s.share_removed, s.share_exact, s.decides, s.status_after), ', '), 'OPEN 0.5 9/10 MATERIAL_ASSISTANCE NO_MATERIAL_ASSISTANCE', 'a share of cost') FROM pg_temp.settle('L-ST', 'OBBBA-MACR') AS s;

-- What went into it is not recorded at all: no answer can be supposed that says what it was.
SELECT pg_temp.cell('Q', '[]') \g /dev/null
SELECT is(pg_temp.told('L-Q', '10USC4865'), 'inputs Q of GOOD in vain: INDETERMINATE', 'where all answers leave it open that is told');
SELECT is(s.reason_after, 'Q: the share cannot be formed: no component is recorded; not all inputs between battery and components are known', 'and by what') FROM pg_temp.settle('L-Q', '10USC4865') AS s;
SELECT throws_ok($$SELECT * FROM settle_test.to_settle('L-A', '10USC4865', known_at => '2020-01-01')$$, '22023', 'answers cannot be tried on what was known earlier', 'what was known earlier cannot be answered');
SELECT * FROM finish();
ROLLBACK;
