-- Files of the Global LEI Foundation: real records in, who the parents are, why none is named, what is refused.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('gleif_test') \g /dev/null
SET LOCAL search_path = gleif_test, materials, public;
SELECT no_plan();
CREATE TEMPORARY TABLE level_1 (lei text, legal_name text, jurisdiction text, hq_country text, category text, entity_status text, registration_status text, last_update text);
CREATE TEMPORARY TABLE level_2 (child_lei text, parent_lei text, relationship text, status text, period_start text, period_end text, quantifier text, quantifier_unit text, method text, registration_status text);
CREATE TEMPORARY TABLE unnamed (lei text, category text, reason text);
\copy level_1 FROM 'ext/test/data/ownership/gleif/lei.csv' (FORMAT csv, HEADER)
\copy level_2 FROM 'ext/test/data/ownership/gleif/relationships.csv' (FORMAT csv, HEADER)
\copy unnamed FROM 'ext/test/data/ownership/gleif/reporting_exceptions.csv' (FORMAT csv, HEADER)
CREATE FUNCTION pg_temp.told(kind text, entries jsonb) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM gleif_test.gleif_import(kind, entries) AS r $$;
CREATE FUNCTION pg_temp.refused(kind text, entries jsonb) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(r.detail, '; ') FROM gleif_test.gleif_import(kind, entries) AS r WHERE r.outcome = 'refused' $$;

SELECT is(pg_temp.told('relationship', (SELECT jsonb_agg(t) FROM level_2 AS t)), 'rows 10, known 0, parties 16, interests 10', 'relationships');
SELECT is(pg_temp.told('lei', (SELECT jsonb_agg(t) FROM level_1 AS t)), 'rows 13, known 0, parties 10, interests 0', 'entities, three of which a relationship had named');
SELECT is(pg_temp.told('exception', (SELECT jsonb_agg(t) FROM unnamed AS t)), 'rows 10, known 0, parties 1, interests 0', 'exceptions');
SELECT bag_eq($$SELECT i.lei::text, i.name, i.incorporated_in::text, i.headquarters_in::text FROM import_party AS i WHERE i.lei::text IN (SELECT l.lei FROM level_1 AS l)$$,
	$$SELECT l.lei, l.legal_name, split_part(l.jurisdiction, '-', 1), l.hq_country FROM level_1 AS l$$, 'names and countries');
SELECT results_eq($$SELECT p.relationship, p.parent, p.since, p.registration FROM gleif_parent('010CMKZ3VON21WF2ZD45') AS p$$,
	$$VALUES ('IS_DIRECTLY_CONSOLIDATED_BY', 'ZZG38T0MDR3QY1ETUA76', '2018-02-06'::date, 'LAPSED'), ('IS_ULTIMATELY_CONSOLIDATED_BY', '3C7474T6CDKPR9K6YT90', '2018-02-06', 'LAPSED')$$, 'direct and ultimate parent are found, though their records lapsed');
SELECT is_empty($$SELECT * FROM gleif_parent('010CMKZ3VON21WF2ZD45', '2018-02-05')$$, 'not before the day on which it began');
SELECT results_eq($$SELECT i.metric, i.share::text FROM interest AS i JOIN party AS p ON p.id = i.owned_id WHERE p.code = '010CMKZ3VON21WF2ZD45' ORDER BY 1$$, $$VALUES ('beneficial', '[0,1]'), ('voting', '[0,1]')$$, 'control by consolidation, of an unknown share');
SELECT is((SELECT c.status FROM control('010CMKZ3VON21WF2ZD45') AS c), 'INDETERMINATE', 'so nothing is clean');
SELECT is_empty($$SELECT u.lei FROM unnamed AS u WHERE NOT EXISTS (SELECT FROM gleif_parent(u.lei) AS p WHERE p.unknown_because = u.reason AND p.relationship = u.category AND p.parent IS NULL)$$, 'why no parent is named');
SELECT is((SELECT count(DISTINCT u.reason) FROM unnamed AS u), 3::bigint, 'for three different reasons');
SELECT is_empty($$SELECT c.* FROM unnamed AS u CROSS JOIN LATERAL control(u.lei) AS c WHERE c.status <> 'INDETERMINATE'$$, 'an unnamed parent is unknown, not none');
SELECT is(pg_temp.told('relationship', (SELECT jsonb_agg(t) FROM level_2 AS t)), 'rows 0, known 10, parties 0, interests 0', 'a second time adds nothing');
SELECT is(pg_temp.told('lei', (SELECT jsonb_agg(t) FROM level_1 AS t)), 'rows 0, known 13, parties 0, interests 0', 'nor of entities');
-- The columns of the golden copy; what was annulled; a share that is told; a branch; a fund that feeds another.
SELECT is(pg_temp.told('relationship', $$[{"Relationship.StartNode.NodeID": "213800FERQ5LE3H7WJ58", "Relationship.EndNode.NodeID": "1595D0QCK7Y15293JK84", "Relationship.RelationshipType": "IS_DIRECTLY_CONSOLIDATED_BY", "Relationship.RelationshipStatus": "ACTIVE",
		"Relationship.Period.1.startDate": "2020-01-01T00:00:00Z", "Relationship.Quantifiers.1.QuantifierAmount": "62.50", "Relationship.Quantifiers.1.QuantifierUnits": "PERCENTAGE", "Registration.RegistrationStatus": "PUBLISHED"},
	{"child_lei": "213800BJPX8V9HVY1Y11", "parent_lei": "1595D0QCK7Y15293JK84", "relationship": "IS_INTERNATIONAL_BRANCH_OF"}, {"child_lei": "00TR8NKAEL48RGTZEW89", "parent_lei": "00KLB2PFTM3060S2N216", "relationship": "IS_FEEDER_TO"},
	{"child_lei": "00TR8NKAEL48RGTZEW89", "parent_lei": "1595D0QCK7Y15293JK84", "relationship": "IS_DIRECTLY_CONSOLIDATED_BY", "registration_status": "ANNULLED"}]$$), 'rows 4, known 0, parties 0, interests 3', 'relationships of other kinds');
SELECT results_eq($$SELECT i.owner::text, i.owned::text, i.metric, i.share::text FROM import_interest AS i WHERE '1595D0QCK7Y15293JK84' IN (i.owner, i.owned) OR '00TR8NKAEL48RGTZEW89' IN (i.owner, i.owned) ORDER BY i.owned$$,
	$$VALUES ('00TR8NKAEL48RGTZEW89', '00KLB2PFTM3060S2N216', 'equity', '[0,1]'), ('1595D0QCK7Y15293JK84', '213800BJPX8V9HVY1Y11', 'equity', '1'), ('1595D0QCK7Y15293JK84', '213800FERQ5LE3H7WJ58', 'voting', '5/8')$$, 'who holds what');
-- What is refused, and nothing of it stays.
SELECT throws_ok($$SELECT * FROM gleif_import('bic', '[]')$$, '22023', 'there is no kind of file "bic"', 'a kind of file that there is not');
SELECT throws_ok($$SELECT * FROM gleif_import('lei', '{}')$$, '22023', 'the rows are not a JSON array', 'rows that are none');
SELECT is(pg_temp.refused('lei', '[{"lei": "529900T8BM49AURSDO55", "legal_name": "Good"}, {"lei": "529900T8BM49AURSDO56", "legal_name": "Bad"}, 7, {"legal_name": "None"}, {"lei": "529900T8BM49AURSDO55"}, {"lei": "529900T8BM49AURSDO55", "legal_name": "X", "jurisdiction": "QQ"}]'),
	'row 2, lei: invalid input syntax for type lei: "529900T8BM49AURSDO56"; row 3, : a row is not a JSON object; row 4, lei: a row has no LEI in "lei"; row 5, name: a row has no name; row 6, jurisdiction: invalid input syntax for type country: "QQ"', 'entities at fault');
SELECT is((SELECT count(*) FROM party AS p WHERE p.code = '529900T8BM49AURSDO55'), 0::bigint, 'the good one among them is not recorded');
SELECT is(pg_temp.refused('relationship', '[{"child_lei": "529900T8BM49AURSDO55", "parent_lei": "529900T8BM49AURSDO55", "relationship": "IS_SUBFUND_OF"}, {"child_lei": "529900T8BM49AURSDO55", "parent_lei": "213800FERQ5LE3H7WJ58", "relationship": "IS_FRIEND_OF"},
		{"child_lei": "529900T8BM49AURSDO55", "parent_lei": "213800FERQ5LE3H7WJ58", "relationship": "IS_SUBFUND_OF", "period_start": "soon"}, {"child_lei": "529900T8BM49AURSDO55", "parent_lei": "213800FERQ5LE3H7WJ58", "relationship": "IS_SUBFUND_OF", "quantifier": "120", "quantifier_unit": "PERCENTAGE"}]'),
	'row 1, parent: "529900T8BM49AURSDO55" is its own parent; row 2, relationship: there is no relationship "IS_FRIEND_OF"; row 3, starts: not a day in the form YYYY-MM-DD: "soon"; row 4, number: a percentage is not from 0 to 100: 120', 'relationships at fault');
SELECT is(pg_temp.refused('exception', '[{"lei": "529900T8BM49AURSDO55", "category": "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT"}]'), 'row 1, reason: an exception has no category or reason', 'an exception without a reason');
SELECT is((SELECT count(*) FROM import_error), 10::bigint, 'faults are kept');
-- Whoever may record may import.
CREATE ROLE gleif_test_recorder;
SELECT materials.grant_ledger('gleif_test', 'gleif_test_recorder', 'recorder') \g /dev/null
SET LOCAL search_path = gleif_test, materials, public;
SET LOCAL ROLE gleif_test_recorder;
SELECT is(pg_temp.told('lei', '[{"lei": "529900T8BM49AURSDO55", "legal_name": "Good", "jurisdiction": "DE"}]'), 'rows 1, known 0, parties 1, interests 0', 'a recorder imports');
SELECT is(pg_temp.told('relationship', '[{"child_lei": "529900T8BM49AURSDO55", "parent_lei": "213800FERQ5LE3H7WJ58", "relationship": "IS_SUBFUND_OF"}]'), 'rows 1, known 0, parties 0, interests 1', 'relationships too');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
