-- Questionnaires: whom to ask what about a verdict that is open, and answers that become facts; the verdict then is the one predicted.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('question_test') \g /dev/null
SELECT no_plan();
SET LOCAL search_path = question_test, materials, public;
SET LOCAL materials.as_of = '2028-06-01';
INSERT INTO import_party (code, name, kind, government_of, incorporated_in) VALUES
	('STATE', 'Government of China', 'government', 'CN', NULL), ('CELLCO', 'Cell Co', 'company', NULL, 'US'), ('CATHODE', 'Cathode Works', 'company', NULL, 'KR'),
	('ANODE', 'Anode Works', 'company', NULL, 'KR'), ('FILM', 'Film Works', 'company', NULL, NULL), ('HOLDER', 'Holder', 'natural_person', NULL, NULL);
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'CELLCO'), ('ownership_complete', 'CATHODE');
INSERT INTO import_programme (code, name) VALUES ('NEW', 'New programme');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('CAM', 'Cathode material', 'component_material'), ('AAM', 'Anode material', 'component_material'), ('SEP', 'Separator', 'component_material');
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES
	('CAM-1', 'CAM', 'cathode_material', 'CATHODE', 'KR', 'component_making', '2028-01-01', '1 kg', true), ('AAM-1', 'AAM', 'anode_material', 'ANODE', 'KR', 'component_making', '2028-01-01', '1 kg', true),
	('SEP-1', 'SEP', 'separator', 'FILM', 'KR', 'component_making', '2028-01-01', '1 kg', true), ('CELL-1', 'CELL', NULL, 'CELLCO', 'US', 'cell_assembly', '2028-02-01', '100 each', false),
	('CAM-2', 'CAM', 'cathode_material', 'CATHODE', 'KR', 'component_making', '2028-01-01', '1 kg', true), ('AAM-2', 'AAM', 'anode_material', NULL, NULL, 'component_making', '2028-01-01', '1 kg', true),
	('CELL-2', 'CELL', NULL, 'CELLCO', 'US', 'cell_assembly', '2028-02-01', '100 each', false);
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('CELL-1', 'CAM-1', '1 kg', 66, 'USD'), ('CELL-1', 'AAM-1', '1 kg', 30, 'USD'), ('CELL-1', 'SEP-1', '1 kg', 4, 'USD'), ('CELL-2', 'CAM-2', '1 kg', 60, 'USD'), ('CELL-2', 'AAM-2', '1 kg', 40, 'USD');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'CELL-1'), ('no_feoc_licence', 'CELL-1'), ('inputs_complete', 'CELL-2');
INSERT INTO import_contract_line (contract, seller, signed_on, line, programme, item, quantity, procured_on, lots) VALUES ('C-1', 'CELLCO', '2027-01-01', 'LINE-1', 'NEW', 'CELL', '100 each', '2028-06-01', '{CELL-1}');
INSERT INTO import_contract_line (contract, line, programme, item, quantity, procured_on, lots) VALUES ('C-1', 'LINE-2', 'NEW', 'CELL', '100 each', '2028-06-01', '{CELL-2}');
CREATE ROLE question_test_recorder;
SELECT materials.grant_ledger('question_test', 'question_test_recorder', 'recorder') \g /dev/null
SET LOCAL ROLE question_test_recorder;

SELECT results_eq($$SELECT s.ask, s.key, s.needed, s.decides, s.status, s.status_after FROM supplier_questions('LINE-1', '10USC4865') AS s$$,
	$$VALUES ('ANODE', 'party/ANODE/holders', true, 'FAIL', 'INDETERMINATE', 'PASS_BY_EXCEPTION'), ('FILM', 'party/FILM/holders', false, NULL, 'INDETERMINATE', 'PASS_BY_EXCEPTION'),
		('FILM', 'party/FILM/incorporation', false, NULL, 'INDETERMINATE', 'PASS_BY_EXCEPTION'), ('FILM', 'party/FILM/principal_place', false, NULL, 'INDETERMINATE', 'PASS_BY_EXCEPTION')$$, 'what to_settle asks, as questions with keys');
SELECT results_eq($$SELECT a.questionnaire, a.ask, a.questions, a.recorded FROM ask_suppliers('LINE-1', '10USC4865', '2028-07-01') AS a ORDER BY 1$$,
	$$VALUES ('LINE-1/10USC4865/ANODE/2028-07-01', 'ANODE', 1::bigint, true), ('LINE-1/10USC4865/FILM/2028-07-01', 'FILM', 3::bigint, true)$$, 'a questionnaire for each supplier');
SELECT is((SELECT bool_or(a.recorded) FROM ask_suppliers('LINE-1', '10USC4865', '2028-07-01') AS a), false, 'asking twice asks once');
SELECT results_eq($$SELECT s.key, s.needed, s.verdicts, s.due_on, s.value FROM questionnaire_sheet('LINE-1/10USC4865/ANODE/2028-07-01') AS s$$, $$VALUES ('party/ANODE/holders', true, 'LINE-1 by 10USC4865: INDETERMINATE, then PASS_BY_EXCEPTION', '2028-07-01'::date, NULL::text)$$, 'a sheet to fill in, with the verdicts that hang on it');
SELECT is((SELECT jsonb_build_array(j -> 'ask', j -> 'dueOn', j -> 'verdictAfter', jsonb_array_length(j -> 'questions')) FROM questionnaire_json('LINE-1/10USC4865/FILM/2028-07-01') AS j), '["FILM", "2028-07-01", "PASS_BY_EXCEPTION", 3]', 'and as JSON');
SELECT throws_ok($$SELECT * FROM questionnaire_sheet('none')$$, '23503', 'there is no questionnaire "none"', 'a questionnaire that there is not');

-- Wrong, late, contradicting: told by line, and nothing of the file is taken.
SELECT is((SELECT string_agg(concat_ws(' ', r.line, r.state, r.detail), '; ' ORDER BY r.line) FROM import_csv('answer', content => E'key,value,share,answered on\nparty/ANODE/owners,complete,,2028-06-10\nparty/ANODE/holders,complete,,2028-07-02\nparty/FILM/incorporation,XX,,2028-06-10\nparty/FILM/principal_place,KR,,2028-06-10\nparty/FILM/principal_place,CN,,2028-06-10\nparty/FILM/holders,HOLDER,,2028-06-10\nparty/FILM/holders,NOBODY,10%,2028-06-10\n') AS r WHERE r.outcome = 'refused'),
	'2 23503 there is no question "party/ANODE/owners"; 3 22023 the answer to "party/ANODE/holders" of 2028-07-02 is late: it was due on 2028-07-01; 4 22P02 invalid input syntax for type country: "XX". ISO 3166-1 has no alpha-2 code "XX"; 6 23505 question "party/FILM/principal_place" is answered otherwise. The answer is "KR"; 7 23502 holder "HOLDER" has no share; 8 23503 there is no party "NOBODY"', 'answers at fault');
SELECT is((SELECT count(*) || ' ' || (SELECT count(*) FROM import_error) FROM supplier_answer), '0 6', 'are kept as faults, and no other of the file is taken');

-- A good answer: the verdict is the one predicted.
INSERT INTO import_document (code, kind, title, issuer) VALUES ('LETTER-1', 'declaration', 'Letter of Anode Works', 'ANODE');
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM import_csv('answer', content => E'key,value,document,answered on\nparty/ANODE/holders,complete,LETTER-1,2028-06-10\n') AS r), 'added 1', 'an answer');
SELECT is((SELECT c.status FROM "check"('LINE-1', '10USC4865') AS c), 'PASS_BY_EXCEPTION', 'the verdict is the one predicted');
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM import_csv('answer', content => E'key,value,document,answered on\nparty/ANODE/holders,complete,LETTER-1,2028-06-10\n') AS r), 'added 0, known 1', 'a second time adds nothing');
SELECT is((SELECT ROW(d.claim, p.code, b.code, o.code, e.grade)::text FROM supplier_answer AS a JOIN declaration AS d ON a.relation = 'declaration' AND d.id = a.row_id JOIN party AS p ON p.id = d.party_id JOIN party AS b ON b.id = d.declarant_id JOIN document AS o ON o.id = d.document_id JOIN evidence AS e ON e.relation = 'declaration' AND e.row_id = d.id),
	'(ownership_complete,ANODE,ANODE,LETTER-1,C)', 'it is a declaration of who was asked, with its document');
SELECT is((SELECT s.value || ' ' || s.document FROM questionnaire_sheet('LINE-1/10USC4865/ANODE/2028-07-01') AS s), 'complete LETTER-1', 'the sheet shows it');

-- What of lots is answered: maker, country, claims; a bad answer decides as predicted.
SELECT is((SELECT string_agg(s.ask || ' ' || s.key, ', ' ORDER BY s.key) FROM supplier_questions('LINE-2', '10USC4865') AS s), 'CELLCO lot/AAM-2/country, CELLCO lot/AAM-2/producer, CELLCO lot/CELL-2/claim/no_feoc_licence', 'questions about lots go to who made them or used them');
SELECT count(*) FROM ask_suppliers('LINE-2', '10USC4865', '2028-07-01') \g /dev/null
SELECT is((SELECT c.status FROM "check"('LINE-2', '10USC4865') AS c), 'INDETERMINATE', 'the second line is open');
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM import_csv('answer', content => E'key,value,answered on\nlot/AAM-2/producer,ANODE,2028-06-10\nlot/AAM-2/country,KR,2028-06-10\nlot/CELL-2/claim/no_feoc_licence,yes,2028-06-11\n') AS r), 'added 3', 'they are answered');
SELECT is((SELECT q.status_after FROM questionnaire AS q WHERE q.subject = 'LINE-2'), (SELECT c.status FROM "check"('LINE-2', '10USC4865') AS c), 'and the verdict is the one predicted');
SELECT is((SELECT ROW(p.code, l.country, l.revision)::text FROM lot AS l JOIN party AS p ON p.id = l.producer_id WHERE l.id = named_lot_id('AAM-2')), '(ANODE,KR,2)', 'a lot is recorded anew, and not changed');
SELECT count(*) FROM import_csv('answer', content => E'key,value,share,answered on\nparty/FILM/holders,STATE,60%,2028-06-12\nparty/FILM/holders,complete,,2028-06-12\nparty/FILM/incorporation,CN,,2028-06-12\nparty/FILM/principal_place,CN,,2028-06-12\n') AS r \g /dev/null
SELECT is((SELECT string_agg(a.relation, ', ' ORDER BY a.id) FROM supplier_answer AS a WHERE a.key ~ 'FILM'), 'interest, declaration, party_domicile, party_domicile', 'holders, their being complete, and seats');
SELECT is((SELECT c.status FROM control('FILM') AS c), 'FEOC', 'who holds it counts');
SELECT is((SELECT string_agg(concat_ws(' ', r.state, r.detail), '; ') FROM import_csv('answer', content => E'key,value,share,answered on\nparty/FILM/holders,STATE,40%,2028-06-13\n') AS r WHERE r.outcome = 'refused'), '23505 question "party/FILM/holders" is answered otherwise. The answer is "complete"', 'another share of the same holder contradicts it');

-- What holds for some days may hold otherwise for others: a claim that is made anew each year.
SAVEPOINT yearly;
INSERT INTO supplier_question (questionnaire_id, key, place, relation, row_id, aspect, word, wanted) SELECT min(q.id), 'party/ANODE/claim/yearly', 99, 'party', (SELECT p.id FROM party AS p WHERE p.code = 'ANODE'), 'claim', 'ownership_complete', 'is that all?' FROM questionnaire AS q;
SELECT is((SELECT string_agg(concat_ws(' ', r.outcome, r.row_count, r.state), ', ' ORDER BY r.line) FROM import_csv('answer', content => E'key,value,valid_from,valid_to,answered on\n' || a.rows) AS r), a.told, a.told)
FROM (VALUES (E'party/ANODE/claim/yearly,yes,2026-01-01,2026-12-31,2028-06-10\nparty/ANODE/claim/yearly,no,2027-01-01,2027-12-31,2028-06-10\n', 'added 2'), (E'party/ANODE/claim/yearly,yes,2026-12-31,2027-06-30,2028-06-10\n', 'refused 1 23505')) AS a (rows, told);
ROLLBACK TO yearly;

-- Late answers are taken when they were asked for again.
SELECT is((SELECT count(*) FROM supplier_questions('LINE-1', '10USC4865')), 0::bigint, 'what is settled asks nothing');
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES ('CELL-3', 'CELL', NULL, 'CELLCO', 'US', 'cell_assembly', '2028-02-01', '100 each', false), ('CAM-3', 'CAM', 'cathode_material', 'CATHODE', 'KR', 'component_making', '2028-01-01', '1 kg', true);
INSERT INTO import_contract_line (contract, line, programme, item, quantity, procured_on, lots) VALUES ('C-1', 'LINE-3', 'NEW', 'CELL', '100 each', '2028-06-01', '{CELL-3}');
SELECT is((SELECT string_agg(s.key, ', ' ORDER BY s.key) FROM supplier_questions('LINE-3', '10USC4865') AS s), 'lot/CELL-3/claim/no_feoc_licence, lot/CELL-3/inputs', 'a cell of which nothing is known');
SELECT count(*) FROM ask_suppliers('LINE-3', '10USC4865', '2028-07-01') \g /dev/null
SELECT throws_ok($$INSERT INTO import_answer (key, value, answered_on) VALUES ('lot/CELL-3/inputs', 'origin', '2028-08-01')$$, '22023', 'the answer to "lot/CELL-3/inputs" of 2028-08-01 is late: it was due on 2028-07-01', 'a late answer');
SELECT count(*) FROM ask_suppliers('LINE-3', '10USC4865', '2028-08-15') \g /dev/null
INSERT INTO import_answer (key, value, quantity, answered_on) VALUES ('lot/CELL-3/inputs', 'CAM-3', '1 kg', '2028-08-01') ;
SELECT is((SELECT a.relation FROM supplier_answer AS a WHERE a.key = 'lot/CELL-3/inputs'), 'consumption', 'inputs are consumption');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
