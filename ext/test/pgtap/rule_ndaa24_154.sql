-- All public cases of section 154 of the NDAA for fiscal year 2024 through a real ledger.  Cases that rest on recollection
-- are reported apart.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_154') \g /dev/null
SET search_path = rule_154, materials, public;

CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, body text);
\copy file_line (body) FROM 'ext/test/data/rules/vectors.json' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE vector AS
	SELECT c ->> 'case' AS code, c ->> 'title' AS title, (c ->> 'confirmed')::boolean AS confirmed, c -> 'input' AS input, c -> 'expected' AS expected
	FROM (SELECT string_agg(body, E'\n' ORDER BY place)::jsonb AS doc FROM file_line) AS f, jsonb_array_elements(f.doc -> 'rule_cases') AS c
	WHERE c ->> 'rule' = 'NDAA24-154';
SELECT is(count(*), 9::bigint, 'the file has the cases of the rule') FROM vector;

INSERT INTO import_party (code, name, incorporated_in) VALUES
	('CATL', 'Contemporary Amperex Technology Co., Ltd.', 'CN'), ('BYD', 'BYD Company Limited', 'CN'), ('EVE', 'EVE Energy Co., Ltd.', 'CN'), ('HITHIUM', 'Hithium Energy Storage Technology Co., Ltd.', 'CN'),
	('CALB', 'CALB Group Co., Ltd.', 'CN'), ('Hithium-successor', 'Successor of Hithium', 'CN'), ('EVE-subsidiary', 'Subsidiary of EVE Energy', 'HU'),
	('US-Assembler', 'Assembler Inc.', 'US'), ('other', 'Another maker', 'KR');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', p.code FROM party AS p;
INSERT INTO import_listing (party, list, entry) VALUES
	('CATL', 'NDAA24-154', 'Contemporary Amperex Technology Company, Limited (CATL)'), ('BYD', 'NDAA24-154', 'BYD Company, Limited'), ('EVE', 'NDAA24-154', 'EVE Energy Company, Limited'),
	('HITHIUM', 'NDAA24-154', 'Hithium Energy Storage Technology company, Limited'), ('CALB', '1260H', 'CALB Group Co., Ltd.');
INSERT INTO succession (predecessor_id, successor_id) VALUES (party_id('HITHIUM'), party_id('Hithium-successor'));
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('EVE', 'EVE-subsidiary', 'equity', '100%');

INSERT INTO import_item (code, name, class) VALUES ('PACK', 'Battery pack', 'pack'), ('PART', 'Part of a pack', 'structure');
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, obligated_on)
	SELECT 'CONTRACT-' || v.code, '2027-01-15', v.code, 'PACK', '1 each', (v.input ->> 'obligation_date')::date FROM vector AS v;
-- A case without components says who made the battery and stops there.
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source)
	SELECT v.code || '-PACK', 'PACK', v.input ->> 'final_maker', 'US', 'pack_assembly', '2027-02-01', '1 each', jsonb_array_length(v.input -> 'components') = 0 FROM vector AS v;
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source)
	SELECT format('%s-%s', v.code, c.place), 'PART', c.body ->> 'maker', 'US', 'component_making', '2027-01-15', '1 each', true
	FROM vector AS v, jsonb_array_elements(v.input -> 'components') WITH ORDINALITY AS c (body, place);
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency)
	SELECT v.code || '-PACK', format('%s-%s', v.code, c.place), '1 each', (c.body ->> 'share_percent')::numeric, 'USD'
	FROM vector AS v, jsonb_array_elements(v.input -> 'components') WITH ORDINALITY AS c (body, place);
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', v.code || '-PACK' FROM vector AS v WHERE jsonb_array_length(v.input -> 'components') > 0;
INSERT INTO contract_line_lot (line_id, lot_id) SELECT line_id(v.code), lot_id(v.code || '-PACK') FROM vector AS v;

CREATE TEMPORARY TABLE answer AS
	SELECT v.code, v.title, v.confirmed, v.expected ->> 'verdict' AS expected, c.status, c.status_by_policy, c.reason, c.share_exact, c.confirmed AS text_confirmed
	FROM vector AS v CROSS JOIN LATERAL rule_154."check"(v.code, 'NDAA24-154', as_of => '2026-11-21') AS c;

SELECT is(a.status, a.expected, format('%s %s', a.code, a.title)) FROM answer AS a WHERE a.confirmed ORDER BY a.code;
SELECT is(count(*), 3::bigint, 'three cases are unconfirmed') FROM answer AS a WHERE NOT a.confirmed;
SELECT todo_start('the limb on components is recalled, not read');
SELECT is(a.status, a.expected, format('%s %s', a.code, a.title)) FROM answer AS a WHERE NOT a.confirmed ORDER BY a.code;
SELECT * FROM todo_end();
-- Whatever the cases say, a verdict must tell which of them rest on text that was read.
SELECT is(a.text_confirmed, a.confirmed, format('%s says %s', a.code, CASE WHEN a.confirmed THEN 'that it rests on the text' ELSE 'that it rests on recollection' END)) FROM answer AS a ORDER BY a.code;
SELECT is(a.status_by_policy, '{"unknown": "INDETERMINATE", "added": "PROHIBITED", "separate": "NOT_PROHIBITED"}', '154-009: each reading of "majority" by several named makers is reported') FROM answer AS a WHERE a.code = '154-009';
SELECT is(a.share_exact, '51/100', '154-004: the share of the largest named maker is told exactly') FROM answer AS a WHERE a.code = '154-004';

-- What is not known decides nothing.
SELECT is((SELECT c.status FROM rule_154."check"('154-006-PACK', 'NDAA24-154', 'lot', '2028-01-15') AS c), 'NOT_PROHIBITED', 'a lot can be asked without a line');
INSERT INTO import_lot (code, item, producer, country, made_on, quantity) VALUES ('OPEN-PACK', 'PACK', 'US-Assembler', 'US', '2027-02-01', '1 each'), ('OPEN-MAKER', 'PACK', NULL, 'US', '2027-02-01', '1 each');
SELECT is((SELECT c.status FROM rule_154."check"('OPEN-PACK', 'NDAA24-154', 'lot', '2028-01-15') AS c), 'INDETERMINATE', 'components that nobody stated may be a named maker''s');
SELECT is((SELECT c.status FROM rule_154."check"('OPEN-MAKER', 'NDAA24-154', 'lot', '2028-01-15') AS c), 'INDETERMINATE', 'a maker that nobody stated may be a named one');
SELECT is((SELECT c.status FROM rule_154."check"('154-008', 'NDAA24-154', policies => '{"named_subsidiary": "other"}') AS c), 'NOT_PROHIBITED', 'a subsidiary is another under that reading');
SELECT is((SELECT c.status FROM rule_154."check"('154-008', 'NDAA24-154', policies => '{"named_subsidiary": "offender"}') AS c), 'PROHIBITED', 'a subsidiary counts as named under that reading');

SELECT * FROM finish();
ROLLBACK;
