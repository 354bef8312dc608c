-- Rules of the kind party_relation: all public cases through a real ledger, and each relation shown to decide by itself (made from
-- the rows of the rules).  That taking facts away or listing one more never makes a verdict better is in rule_monotone.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_party') \g /dev/null
SET search_path = rule_party, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'rule' AS rule, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' ->> 'verdict' AS expected
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' IN ('NDAA21-1260H', 'NDAA24-805', 'BIS-AFFIL');
SELECT is(count(*), n, format('the file has the cases of %s', v.rule)) FROM vector AS v JOIN (VALUES ('NDAA21-1260H', 7::bigint), ('NDAA24-805', 6), ('BIS-AFFIL', 6)) AS w (rule, n) ON w.rule = v.rule GROUP BY v.rule, n ORDER BY v.rule;

INSERT INTO import_party (code, name, incorporated_in, headquarters_in) VALUES
	('CATL', 'Contemporary Amperex Technology Co., Ltd.', 'CN', 'CN'), ('BYD', 'BYD Company Limited', 'CN', 'CN'), ('EVE', 'EVE Energy Co., Ltd.', 'CN', 'CN'), ('Gotion', 'Gotion High-tech Co., Ltd.', 'CN', 'CN'),
	('CALB', 'CALB Group Co., Ltd.', 'CN', 'CN'), ('Hithium', 'Hithium Energy Storage Technology Co., Ltd.', 'CN', 'CN'), ('PRIME', 'Prime Contractor', 'US', 'US'), ('OTHER', 'Another maker', 'KR', 'KR');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', p.code FROM party AS p;
INSERT INTO import_listing (party, list, entry, valid_from) VALUES
	('CATL', '1260H', 'Contemporary Amperex Technology Co., Ltd.', '2025-01-07'), ('BYD', '1260H', 'BYD Company Ltd.', '2026-06-08'), ('EVE', '1260H', 'EVE Energy Co., Ltd.', '2026-06-08'), ('CALB', '1260H', 'CALB Group Co., Ltd.', '2026-06-08');
INSERT INTO import_item (code, name, class) VALUES ('PACK', 'Battery pack', 'pack'), ('CELL', 'Battery cell', 'cell'), ('BOARD', 'Circuit board', 'electronics');

-- Section 1260H: a party by itself, on a day.
CREATE TEMPORARY TABLE answer AS
	SELECT v.code, v.title, v.rule, v.confirmed, v.expected, c.status, c.reason, c.confirmed AS text_confirmed
	FROM vector AS v CROSS JOIN LATERAL rule_party."check"(v.input ->> 'entity', v.rule, 'party', (v.input ->> 'as_of')::date) AS c WHERE v.rule = 'NDAA21-1260H';

-- Section 805: a contract line; the party sells, or made the goods, or made what is in them.
INSERT INTO import_contract_line (contract, seller, signed_on, line, item, quantity)
	SELECT 'K-' || v.code, CASE v.input ->> 'relation' WHEN 'direct' THEN v.input ->> 'party' ELSE 'PRIME' END, (v.input ->> 'contract_date')::date, v.code, 'PACK', '1 each' FROM vector AS v WHERE v.rule = 'NDAA24-805';
INSERT INTO import_lot (code, item, producer, country, quantity, primary_source)
	SELECT v.code || '-PACK', 'PACK', CASE v.input ->> 'relation' WHEN 'indirect_goods' THEN v.input ->> 'party' ELSE 'PRIME' END, 'US', '1 each', false FROM vector AS v WHERE v.rule = 'NDAA24-805'
	UNION ALL
	SELECT v.code || '-CELL', 'CELL', CASE v.input ->> 'relation' WHEN 'component' THEN v.input ->> 'party' ELSE 'OTHER' END, 'KR', '8 each', true FROM vector AS v WHERE v.rule = 'NDAA24-805';
INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT v.code || '-PACK', v.code || '-CELL', '8 each' FROM vector AS v WHERE v.rule = 'NDAA24-805';
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', v.code || '-PACK' FROM vector AS v WHERE v.rule = 'NDAA24-805';
INSERT INTO contract_line_lot (line_id, lot_id) SELECT line_id(v.code), lot_id(v.code || '-PACK') FROM vector AS v WHERE v.rule = 'NDAA24-805';
INSERT INTO answer SELECT v.code, v.title, v.rule, v.confirmed, v.expected, c.status, c.reason, c.confirmed FROM vector AS v CROSS JOIN LATERAL rule_party."check"(v.code, v.rule) AS c WHERE v.rule = 'NDAA24-805';

SELECT is(a.status, a.expected, format('%s %s', a.code, a.title)) FROM answer AS a WHERE a.confirmed ORDER BY a.code;
SELECT is(count(*), 1::bigint, 'one case is unconfirmed') FROM answer AS a WHERE NOT a.confirmed;
SELECT todo_start('the carve-out of components is recalled, not read');
SELECT is(a.status, a.expected, format('%s %s', a.code, a.title)) FROM answer AS a WHERE NOT a.confirmed ORDER BY a.code;
SELECT * FROM todo_end();
SELECT is(a.text_confirmed, a.confirmed, format('%s says %s', a.code, CASE WHEN a.confirmed THEN 'that it rests on the text' ELSE 'that it rests on recollection' END)) FROM answer AS a ORDER BY a.code;
SELECT matches(a.reason, 'EXEMPT|the maker of a component, Contemporary Amperex', 'the exempt component is named') FROM answer AS a WHERE a.code = '805-005';

-- The rule on affiliates over time: the state of the rule itself, and a party that it would catch.
INSERT INTO import_party (code, name, incorporated_in) VALUES ('ENTITY', 'Listed entity', 'CN'), ('AFFILIATE', 'Its affiliate', 'SG');
INSERT INTO import_listing (party, list, entry) VALUES ('ENTITY', 'BIS-EL', 'Entity');
INSERT INTO import_interest (owner, owned, share) VALUES ('ENTITY', 'AFFILIATE', '50%');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'ENTITY'), ('ownership_complete', 'AFFILIATE');
SELECT is(s.status, v.expected, format('%s %s', v.code, v.title)) FROM vector AS v CROSS JOIN LATERAL rule_state(v.rule, (v.input ->> 'as_of')::date) AS s WHERE v.rule = 'BIS-AFFIL' ORDER BY v.code;
SELECT is(c.status, CASE v.expected WHEN 'IN_FORCE' THEN 'AFFILIATE' ELSE v.expected END, format('%s, asked of an affiliate', v.code))
FROM vector AS v CROSS JOIN LATERAL rule_party."check"('AFFILIATE', v.rule, 'party', (v.input ->> 'as_of')::date) AS c WHERE v.rule = 'BIS-AFFIL' ORDER BY v.code;
SELECT is((SELECT c.status FROM rule_party."check"('AFFILIATE', 'BIS-AFFIL', 'party', '2026-11-10', policies => '{"state": "ignored"}') AS c), 'AFFILIATE', 'what it would be in force can be asked');
SELECT matches((SELECT c.reason FROM rule_party."check"('AFFILIATE', 'BIS-AFFIL', 'party', '2026-11-10') AS c), 'in force it would be AFFILIATE', 'and is told anyway');
INSERT INTO materials.rule_status (rule, version, status, valid, verdict, citation) VALUES ('BIS-AFFIL', '2025', 'ended', '[2020-01-01,2020-02-01)', 'ENDED', 'a period of one''s own');
SELECT is((SELECT s.status FROM rule_state('BIS-AFFIL', '2020-01-15') AS s), 'ENDED', 'a period is a row');
SELECT throws_ok($$SELECT * FROM rule_state('NO-SUCH-RULE')$$, '22023', 'there is no rule "NO-SUCH-RULE"', 'a rule that does not exist has no state');

-- What only a rule of this kind is: candidates, subsidiaries, subjects.
INSERT INTO import_party (code, name, incorporated_in) VALUES ('MAYBE', 'Perhaps on the list', 'CN'), ('DAUGHTER', 'Subsidiary of CATL', 'DE'), ('CLOSED', 'Nobody states its holders', 'DE');
INSERT INTO import_listing (party, list, entry, decision, valid_from) VALUES ('MAYBE', '1260H', 'Perhaps', 'candidate', '2025-01-07');
INSERT INTO import_interest (owner, owned, share) VALUES ('CATL', 'DAUGHTER', '50%');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'MAYBE'), ('ownership_complete', 'DAUGHTER');
SELECT is((SELECT c.status FROM rule_party."check"(v.code, v.rule, 'party', '2026-10-01', policies => v.policies::jsonb) AS c), v.status, format('%s under %s %s', v.code, v.rule, v.policies)) FROM (VALUES
	('MAYBE', 'NDAA21-1260H', '{}', 'INDETERMINATE'), ('DAUGHTER', 'NDAA21-1260H', '{}', 'NOT_LISTED'), ('CLOSED', 'NDAA21-1260H', '{}', 'NOT_LISTED'), ('MAYBE', 'NDAA24-805', '{}', 'INDETERMINATE'),
	('DAUGHTER', 'NDAA24-805', '{}', 'PROHIBITED'), ('DAUGHTER', 'NDAA24-805', '{"named_subsidiary": "unknown"}', 'INDETERMINATE'), ('DAUGHTER', 'NDAA24-805', '{"named_subsidiary": "other"}', 'NOT_PROHIBITED'),
	('CLOSED', 'NDAA24-805', '{}', 'INDETERMINATE'), ('CATL', '10USC4865', '{}', 'NOT_APPLICABLE'), ('CATL', 'CN-58', '{}', 'NOT_APPLICABLE'), ('CATL', 'FEOC42', '{}', 'FEOC'), ('OTHER', 'FEOC42', '{}', 'NOT_FEOC'), ('CLOSED', 'FEOC42', '{}', 'INDETERMINATE'), ('DAUGHTER', 'OFAC-50', '{}', 'NOT_BLOCKED'), ('CLOSED', 'OFAC-50', '{}', 'INDETERMINATE'), ('CATL', 'CHIPS-FEOC', '{}', 'FEOC'), ('CATL', 'DOE-FEOC', '{}', 'FEOC'))
	AS v (code, rule, policies, status);
SELECT is((SELECT count(*) FROM rule_party."check"('CATL', subject_kind => 'party') AS c), (SELECT count(DISTINCT r.rule) FROM materials.rule AS r), 'a party gets a row for each rule');
SELECT is((SELECT c.status FROM rule_party."check"('BYD', 'NDAA21-1260H') AS c), 'LISTED', 'a code that nothing else has stands for the party');

-- Each relation decides by itself, from its day on: made from the rows of the rules.
INSERT INTO import_party (code, name, incorporated_in, headquarters_in) VALUES ('BAD', 'Bad', 'CN', 'CN'), ('GOOD', 'Good', 'US', 'US');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'BAD'), ('ownership_complete', 'GOOD');
INSERT INTO import_listing (party, list, entry) SELECT 'BAD', l.list, 'Bad' FROM materials.list AS l;
CREATE TEMPORARY TABLE trial AS
	SELECT format('%s/%s/%s', m.rule, m.relation, d.kind) AS code, m.rule, m.version, m.relation, d.kind, d.day, r.event,
		CASE d.kind WHEN 'none' THEN rule_word(m.rule, m.version, 'for') WHEN 'early' THEN 'NOT_YET_EFFECTIVE' ELSE coalesce(m.verdict, rule_word(m.rule, m.version, 'against')) END AS expected
	FROM materials.rule_relation AS m JOIN materials.rule AS r USING (rule, version)
		CROSS JOIN LATERAL (SELECT greatest(m.effective_from, min(p.effective_from)) AS day FROM materials.rule_phase AS p WHERE p.rule = m.rule AND p.version = m.version) AS f
		CROSS JOIN LATERAL (VALUES ('caught', f.day), ('none', f.day), ('early', f.day - 1)) AS d (kind, day)
	WHERE m.version = rule_version(m.rule);
SELECT cmp_ok(count(*), '>=', 40::bigint, 'relations are tried') FROM trial;
INSERT INTO contract (code, seller_id, buyer_id, signed_on) SELECT 'K ' || t.code, party_id(CASE WHEN t.relation = 'seller' AND t.kind <> 'none' THEN 'BAD' ELSE 'GOOD' END), party_id(CASE WHEN t.relation = 'buyer' AND t.kind <> 'none' THEN 'BAD' ELSE 'GOOD' END), t.day FROM trial AS t;
INSERT INTO contract_line (code, contract_id, item_id, quantity, procured_on, obligated_on, delivered_on) SELECT t.code, c.id, item_id('BOARD'), '1 each', t.day, t.day, t.day FROM trial AS t JOIN contract AS c ON c.code = 'K ' || t.code;
INSERT INTO import_line_property (line, property, value) SELECT t.code, t.event, t.day::text FROM trial AS t JOIN materials.property AS p ON p.property = t.event AND p.kept_in IS NULL;
INSERT INTO import_lot (code, item, producer, country, quantity, primary_source)
	SELECT t.code, 'BOARD', CASE WHEN t.relation = 'producer' AND t.kind <> 'none' THEN 'BAD' ELSE 'GOOD' END, 'US', '1 each', false FROM trial AS t
	UNION ALL SELECT t.code || '-PART', 'BOARD', CASE WHEN t.relation = 'part_producer' AND t.kind <> 'none' THEN 'BAD' ELSE 'GOOD' END, 'US', '2 each', true FROM trial AS t;
INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT t.code, t.code || '-PART', '2 each' FROM trial AS t;
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', t.code FROM trial AS t;
INSERT INTO import_transfer (lot, from_party, to_party) SELECT t.code, CASE WHEN t.relation = 'supplier' AND t.kind <> 'none' THEN 'BAD' ELSE 'GOOD' END, 'GOOD' FROM trial AS t;
INSERT INTO contract_line_lot (line_id, lot_id) SELECT line_id(t.code), lot_id(t.code) FROM trial AS t;
ANALYZE lot; ANALYZE consumption; ANALYZE declaration; ANALYZE contract_line; ANALYZE contract_line_lot; ANALYZE party;
-- Where a gate asks for what such a line does not state, being caught stays open.
SELECT is(c.status, CASE WHEN t.kind = 'caught' AND g.open THEN 'INDETERMINATE' ELSE t.expected END, format('%s on %s', t.code, t.day))
FROM trial AS t CROSS JOIN LATERAL (SELECT coalesce(bool_or(x.kind = 'gate' AND x.truth IS NULL), false) AS open FROM line_test(t.rule, t.version, ARRAY[line_id(t.code)], '{}', 'infinity') AS x) AS g
	CROSS JOIN LATERAL rule_party."check"(t.code, t.rule, 'line') AS c WHERE t.relation <> 'party' ORDER BY t.code;
SELECT is(c.status, t.expected, format('%s on %s', t.code, t.day)) FROM trial AS t CROSS JOIN LATERAL rule_party."check"(CASE t.kind WHEN 'none' THEN 'GOOD' ELSE 'BAD' END, t.rule, 'party', t.day) AS c WHERE t.relation = 'party' ORDER BY t.code;
SELECT is(c.status, t.expected, format('%s on %s, asked of the lot', t.code, t.day)) FROM trial AS t CROSS JOIN LATERAL rule_party."check"(t.code, t.rule, 'lot', t.day) AS c WHERE t.relation IN ('producer', 'part_producer') ORDER BY t.code;

-- Who passed goods on is nobody cleaner because nobody recorded it.
INSERT INTO correction (relation, row_id, reason) SELECT 'transfer', f.id, 'taken back' FROM transfer AS f WHERE f.lot_id IN (lot_id('OFAC-50/supplier/none'), lot_id('OFAC-50/supplier/caught'));
SELECT is(format('%s: %s', c.status, c.reason), 'INDETERMINATE: the supplier, unknown: no transfer of it is recorded', v.code || ' without its transfer') FROM (VALUES ('OFAC-50/supplier/none'), ('OFAC-50/supplier/caught')) AS v (code) CROSS JOIN LATERAL rule_party."check"(v.code, 'OFAC-50', 'line') AS c;

-- What the line says first: gates, exclusions, waivers, each by itself.
INSERT INTO import_programme (code, name, kind) VALUES ('CIVIL', 'Civil programme', 'civil_government'), ('TRADE', 'Commercial programme', 'commercial');
INSERT INTO import_contract_line (contract, seller, signed_on, line, item, quantity, defence_funds, programme) VALUES ('G', 'BAD', '2026-10-01', 'G-1', 'BOARD', '1 each', false, NULL), ('G', NULL, NULL, 'G-2', 'BOARD', '1 each', false, 'CIVIL'),
	('G', NULL, NULL, 'G-3', 'BOARD', '1 each', false, 'TRADE'), ('G', NULL, NULL, 'G-4', 'BOARD', '1 each', true, NULL), ('G', NULL, NULL, 'G-5', 'BOARD', '1 each', true, NULL), ('G', NULL, NULL, 'G-6', 'BOARD', '1 each', true, NULL), ('G', NULL, NULL, 'G-7', 'BOARD', '1 each', true, NULL);
INSERT INTO import_line_property (line, property, value) VALUES ('G-5', 'third_party_connection', 'true'), ('G-7', 'third_party_connection', 'false');
INSERT INTO import_waiver (code, rule, line, granted_by, valid_from, valid_to) VALUES ('W', 'NDAA24-805', 'G-6', 'SecDef', '2026-01-01', '2027-12-31'), ('W-2', 'NDAA24-805', 'G-7', 'Somebody', '2026-01-01', '2027-12-31');
SELECT is((SELECT c.status FROM rule_party."check"(v.line, v.rule) AS c), v.status, format('%s under %s', v.line, v.rule)) FROM (VALUES
	('G-1', 'NDAA24-805', 'NOT_APPLICABLE'), ('G-2', 'NDAA24-805', 'NOT_APPLICABLE'), ('G-4', 'NDAA24-805', 'PROHIBITED'), ('G-5', 'NDAA24-805', 'EXCLUDED'), ('G-6', 'NDAA24-805', 'WAIVED'), ('G-7', 'NDAA24-805', 'PROHIBITED'),
	('G-1', 'NDAA19-889', 'NOT_APPLICABLE'), ('G-2', 'NDAA19-889', 'PROHIBITED'), ('G-3', 'NDAA19-889', 'NOT_APPLICABLE'), ('G-4', 'NDAA19-889', 'PROHIBITED'), ('G-6', 'NDAA19-889', 'PROHIBITED'), ('G-1', 'OFAC-50', 'BLOCKED')) AS v (line, rule, status);

-- Why: the parties that were looked at, the one that decides with the way to its lot, and who is to be asked.
SELECT is((SELECT string_agg(format('%s %s %s', e.kind, e.effect, e.party), ', ' ORDER BY e.party) FROM explain('805-004', 'NDAA24-805') AS e WHERE e.role IN ('seller', 'producer', 'part_producer')),
	'party for Another maker, offender against Contemporary Amperex Technology Co., Ltd., party for Prime Contractor', 'the maker is what speaks against it');
SELECT is((SELECT e.path FROM explain('805-005', 'NDAA24-805') AS e WHERE e.kind = 'offender'), '805-005-PACK (Prime Contractor, US) ← 805-005-CELL (Contemporary Amperex Technology Co., Ltd., KR); 1260H: "Contemporary Amperex Technology Co., Ltd."', 'with the way to the component');
SELECT matches((SELECT e.detail FROM explain('805-005', 'NDAA24-805') AS e WHERE e.kind = 'offender'), 'unconfirmed\); by itself it is EXEMPT', 'and what it is by itself');
SELECT is((SELECT e.effect FROM explain('805-003', 'NDAA24-805') AS e WHERE e.kind = 'offender'), 'none', 'what counts only later speaks against nothing yet');
SELECT is((SELECT e.effect || ' ' || e.kind FROM explain('MAYBE', 'NDAA21-1260H', 'party', '2026-10-01') AS e WHERE e.party IS NOT NULL), 'open unknown', 'a candidate is to be decided');
SELECT is_empty($$SELECT e.* FROM trial AS t CROSS JOIN LATERAL rule_party.explain(t.code, t.rule, 'line') AS e CROSS JOIN LATERAL jsonb_array_elements(e.facts) AS f WHERE t.relation <> 'party' AND t.kind = 'caught' AND NOT row_exists(f.value ->> 'relation', (f.value ->> 'id')::bigint) AND f.value ->> 'relation' <> 'contract_line'$$,
	'every finding rests on rows that exist');
SELECT * FROM finish();
ROLLBACK;
