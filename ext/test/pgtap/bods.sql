-- Statements of the Beneficial Ownership Data Standard: the standard's own examples in, who then holds what on which day, what is
-- refused and why, the same again, and out again without loss.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
CREATE TEMPORARY TABLE example (name text PRIMARY KEY, document jsonb);
CREATE TEMPORARY TABLE faulty (name text PRIMARY KEY, document jsonb);
CREATE TEMPORARY TABLE expected (document text, as_of date, owner text, owned text, metric text, least numeric, most numeric, recorded text);
\copy expected FROM 'ext/test/data/ownership/bods_expected.csv' (FORMAT csv, HEADER)
\set load 'INSERT INTO example VALUES (:\'name\', :\'content\')'
\set name bods-package
\set content `cat ext/test/data/ownership/bods/bods-package.json`
:load;
\set name bods-package-fi-soe
\set content `cat ext/test/data/ownership/bods/bods-package-fi-soe.json`
:load;
\set name bods-package-entity-owning-entity
\set content `cat ext/test/data/ownership/bods/bods-package-entity-owning-entity.json`
:load;
\set name indirect-ownership
\set content `cat ext/test/data/ownership/bods/indirect-ownership.json`
:load;
\set name joint-ownership
\set content `cat ext/test/data/ownership/bods/joint-ownership.json`
:load;
\set name levent
\set content `cat ext/test/data/ownership/bods/levent.json`
:load;
\set name listed-company-exempt-from-disclosure
\set content `cat ext/test/data/ownership/bods/listed-company-exempt-from-disclosure.json`
:load;
\set name multiple-indirect-ownership
\set content `cat ext/test/data/ownership/bods/multiple-indirect-ownership.json`
:load;
\set name nomination
\set content `cat ext/test/data/ownership/bods/nomination.json`
:load;
\set name tecido
\set content `cat ext/test/data/ownership/bods/tecido.json`
:load;
\set content `for f in ext/test/data/ownership/bods_invalid/*.json; do printf '%s\n' "{\"name\": \"$(basename $f .json)\", \"document\": $(cat $f)}"; done | tr -d '\r' | awk 'BEGIN { RS = ""; printf "[" } { gsub(/\n\{"name"/, ",\n{\"name\""); printf "%s", $0 } END { printf "]" }'`
INSERT INTO faulty SELECT f.one ->> 'name', f.one -> 'document' FROM jsonb_array_elements(:'content'::jsonb) AS f (one);

-- Two of them share the number of a statement, so one has a ledger of its own.
SELECT materials.create_ledger('bods_example') \g /dev/null
SELECT materials.create_ledger('bods_joint') \g /dev/null
CREATE FUNCTION pg_temp.each_example() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT e.name, e.document FROM example AS e ORDER BY e.name LOOP
		PERFORM set_config('search_path', CASE one.name WHEN 'joint-ownership' THEN 'bods_joint' ELSE 'bods_example' END || ', materials, public', true);
		RETURN NEXT is((SELECT r.row_count FROM bods_import(one.document, one.name) AS r WHERE r.outcome = 'statements'), jsonb_array_length(one.document)::bigint, one.name || ': every statement is recorded');
		RETURN NEXT is_empty(format($q$
			SELECT x.*, i.share_recorded, i.share_min, i.share_max FROM expected AS x LEFT JOIN LATERAL (SELECT o.* FROM integrated_ownership(x.owner, x.as_of, metric => x.metric) AS o WHERE o.party = x.owned) AS i ON true
			WHERE x.document = %L AND (i.share_recorded IS DISTINCT FROM x.recorded OR i.share_min > x.least / 100 OR i.share_max < x.most / 100)$q$, one.name), one.name || ': who holds what is as worked out by hand');
		RETURN NEXT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM bods_import(one.document, one.name) AS r),
			format('statements 0, known %s, parties 0, interests 0, corrected 0', jsonb_array_length(one.document)), one.name || ': a second time adds nothing');
		RETURN NEXT is(bods_export(ARRAY[one.document #>> '{0,declarationSubject}']), one.document, one.name || ': it comes out as it went in');
	END LOOP;
END
$$;
SELECT * FROM pg_temp.each_example();
SET LOCAL search_path = bods_joint, materials, public;
SELECT is((SELECT string_agg(r.detail, '; ') FROM example AS e CROSS JOIN LATERAL bods_import(e.document, e.name) AS r WHERE e.name = 'bods-package' AND r.outcome = 'refused'),
	'statement 1, statementId: statement "1dc0e987-5c57-4a1c-b3ad-61353b66a9b7" is there with other content; statement 3, recordDetails.subject: there is no entity or person "c359f58d2977"', 'the shared number is a conflict where both are loaded');

SELECT materials.create_ledger('bods_test') \g /dev/null
SET LOCAL search_path = bods_test, materials, public;
-- What is refused, for the field at fault, and nothing of it stays.
SELECT is((SELECT count(*) FROM faulty), 8::bigint, 'the standard''s own invalid statements are there');
CREATE TEMPORARY TABLE refused AS SELECT f.name, r.outcome, r.detail FROM faulty AS f CROSS JOIN LATERAL bods_import(f.document, f.name) AS r;
SELECT is_empty($$SELECT f.name FROM faulty AS f WHERE NOT EXISTS (SELECT FROM refused AS r WHERE r.name = f.name AND r.outcome = 'refused' AND r.detail LIKE '%recordDetails.interests[0].%')
	OR EXISTS (SELECT FROM refused AS r WHERE r.name = f.name AND r.outcome <> 'refused')$$, 'each is refused for its interest');
SELECT is((SELECT count(*) FROM import_error), (SELECT count(*) FROM refused), 'and kept with its fault');
SELECT is((SELECT count(*) FROM bods_statement), 0::bigint, 'nothing of them is recorded');
CREATE FUNCTION pg_temp.refused(document jsonb) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(r.detail, '; ') FROM bods_test.bods_import(document, 'test') AS r WHERE r.outcome = 'refused' $$;
SELECT is(pg_temp.refused('[7]'), 'statement 1, : a statement is not a JSON object', 'a statement that is none');
SELECT is(pg_temp.refused('[{"statementId": "s1", "recordId": "r1"}]'), 'statement 1, recordType: a statement has no text of at most 200 characters in "recordType"', 'no type of record');
SELECT is(pg_temp.refused('[{"statementId": "s1", "recordId": "r1", "recordType": "entity", "recordDetails": {"entityType": {"type": "registeredEntity"}, "jurisdiction": {"code": "QQ"}}}]'),
	'statement 1, recordDetails.jurisdiction.code: invalid input syntax for type country: "QQ"', 'a country that there is not');
SELECT is(pg_temp.refused('[{"statementId": "s1", "recordId": "r1", "recordType": "entity", "recordDetails": {"entityType": {"type": "registeredEntity"}, "identifiers": [{"scheme": "XI-LEI", "id": "529900T8BM49AURSDO56"}]}}]'),
	'statement 1, recordDetails.identifiers: invalid input syntax for type lei: "529900T8BM49AURSDO56"', 'an LEI with wrong check digits');
SELECT is(pg_temp.refused('[{"statementId": "s1", "recordId": "r1", "recordType": "relationship", "recordDetails": {"subject": "nobody", "interestedParty": "r2"}}]'),
	'statement 1, recordDetails.interestedParty: there is no entity or person "r2"; statement 1, recordDetails.subject: there is no entity or person "nobody"', 'a relationship of records that are nowhere');
SELECT throws_ok($$SELECT * FROM bods_import('"x"')$$, '22023', 'a document of statements is neither a JSON array nor one statement', 'a document that is none');

-- One statement, one content; and what contradicts rows recorded otherwise is refused as a whole.
SELECT lives_ok($$SELECT * FROM bods_import('{"statementId": "s1", "recordId": "r1", "recordType": "entity", "recordDetails": {"entityType": {"type": "registeredEntity"}, "name": "One"}}')$$, 'one statement is a document');
SELECT is(pg_temp.refused('[{"statementId": "s1", "recordId": "r1", "recordType": "entity", "recordDetails": {"entityType": {"type": "registeredEntity"}, "name": "Two"}}]'), 'statement 1, statementId: statement "s1" is there with other content', 'the same statement with other content');
INSERT INTO party (code, name) VALUES ('OURS', 'Ours');
SELECT is(pg_temp.refused('[{"statementId": "s2", "recordId": "OURS", "recordType": "entity", "recordDetails": {"entityType": {"type": "registeredEntity"}, "name": "Theirs"}}]'), 'statement 1, recordId: there is a party "OURS" already', 'a code that is taken');
INSERT INTO party_identifier (party_id, scheme, value) SELECT p.id, 'GB-COH', '00000001' FROM party AS p WHERE p.code = 'OURS';
SELECT lives_ok($$SELECT * FROM bods_import('[{"statementId": "s3", "recordId": "theirs", "recordType": "entity", "recordDetails": {"entityType": {"type": "registeredEntity"}, "name": "Ours Ltd", "identifiers": [{"scheme": "GB-COH", "id": "00000001"}]}},
	{"statementId": "s4", "recordId": "hold", "recordType": "relationship", "statementDate": "2020-01-01", "recordDetails": {"subject": "theirs", "interestedParty": "r1", "interests": [{"type": "shareholding", "share": {"exact": 40}}]}}]')$$, 'a record with an identifier that is known');
SELECT is((SELECT p.code::text FROM bods_statement AS s JOIN party AS p ON p.id = s.party_id WHERE s.record_id = 'theirs'), 'OURS', 'is the party that has it');
INSERT INTO interest (owner_id, owned_id, share, valid) SELECT o.id, d.id, '10%', '[2010-01-01,2015-01-01)' FROM party AS o, party AS d WHERE o.code = 'r1' AND d.code = 'OURS';
SELECT matches(pg_temp.refused('[{"statementId": "s5", "recordId": "hold2", "recordType": "relationship", "statementDate": "2012-01-01", "recordDetails": {"subject": "theirs", "interestedParty": "r1", "interests": [{"type": "shareholding", "share": {"exact": 30}}]}}]'),
	'the equity interest of "r1" in "OURS" is already recorded', 'a share that contradicts what was recorded otherwise');
SELECT is((SELECT count(*) FROM bods_statement AS s WHERE s.statement_id = 's5'), 0::bigint, 'is not taken, nor is its statement');

-- A later statement of a record ends, changes or takes back what it told before; knowledge of before stays.
SELECT materials.create_ledger('bods_later') \g /dev/null
SET LOCAL search_path = bods_later, materials, public;
CREATE FUNCTION pg_temp.stage(part text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_agg(s.one ORDER BY s.place) FROM example AS e CROSS JOIN LATERAL jsonb_array_elements(e.document) WITH ORDINALITY AS s (one, place) WHERE e.name = 'tecido' AND s.one ->> 'statementDate' LIKE part
$$;
SELECT results_eq($$SELECT r.row_count FROM bods_import(pg_temp.stage('2019%')) AS r WHERE r.outcome IN ('interests', 'corrected')$$, $$VALUES (3::bigint), (0)$$, 'the first declaration');
SELECT results_eq($$SELECT r.row_count FROM bods_import(pg_temp.stage('2021%')) AS r WHERE r.outcome IN ('interests', 'corrected')$$, $$VALUES (6::bigint), (2)$$, 'the second changes two holdings, and leaves the chair as it was');
SELECT lives_ok($$SELECT * FROM bods_import(pg_temp.stage('2022%')); SELECT * FROM bods_import(pg_temp.stage('2023%'))$$, 'the third and fourth');
CREATE FUNCTION pg_temp.holdings() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', o.name, i.metric, i.share, i.valid) FROM interest AS i JOIN party AS o ON o.id = i.owner_id WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = i.id)
$$;
CREATE TEMPORARY TABLE in_stages AS SELECT h FROM pg_temp.holdings() AS h;
SELECT materials.create_ledger('bods_at_once') \g /dev/null
SET LOCAL search_path = bods_at_once, materials, public;
SELECT count(*) FROM bods_import(pg_temp.stage('%')) \g /dev/null
SELECT bag_eq('SELECT h FROM pg_temp.holdings() AS h', 'SELECT h FROM in_stages', 'four documents tell the same as one');
SELECT is_empty($$SELECT i.* FROM integrated_ownership('018AF6B3EB', '2023-06-01') AS i$$, 'of a record that was closed nothing is told any more');
SELECT is((SELECT c.status FROM control('01B68D7633', as_of => '2023-06-01') AS c), 'INDETERMINATE', 'and what it held is unknown, not nothing');

-- What was recorded otherwise comes out as statements too, and goes in elsewhere.
SELECT materials.create_ledger('bods_ours') \g /dev/null
SET LOCAL search_path = bods_ours, materials, public;
INSERT INTO import_party (code, name, kind, government_of, government_level, incorporated_in, nationality, lei) VALUES ('GOV', 'Government', 'government', 'CN', 'national', NULL, NULL, NULL), ('A', 'Alpha', 'company', NULL, NULL, 'KR', NULL, '529900T8BM49AURSDO55'), ('B', 'Beta', 'company', NULL, NULL, 'CN', NULL, NULL),
	('P', 'Person', 'natural_person', NULL, NULL, NULL, 'US', NULL);
INSERT INTO import_interest (owner, owned, metric, share, valid_from, valid_to) VALUES ('GOV', 'B', 'equity', '1/3', '2020-01-01', NULL), ('B', 'A', 'voting', '(25%,50%]', '2021-01-01', '2023-12-31'), ('P', 'A', 'beneficial', '12.5%', NULL, NULL), ('B', 'A', 'board', '2/5', NULL, NULL), ('B', 'A', 'debt', '70%', '2022-01-01', NULL);
SELECT bods_export() AS told \gset
SELECT is(bods_export(ARRAY['A']), :'told'::jsonb, 'a party brings all who hold something of it');
SELECT is(jsonb_array_length(bods_export(ARRAY['B'])), 3, 'and nobody else');
SELECT materials.create_ledger('bods_theirs') \g /dev/null
SET LOCAL search_path = bods_theirs, materials, public;
SELECT lives_ok(format('SELECT * FROM bods_import(%L)', :'told'), 'what comes out goes in elsewhere');
SELECT bag_eq('SELECT p.code, p.name, p.kind, p.government_of::text, p.incorporated_in::text, p.nationality::text, p.lei::text FROM import_party AS p',
	'SELECT p.code, p.name, p.kind, p.government_of::text, p.incorporated_in::text, p.nationality::text, p.lei::text FROM bods_ours.import_party AS p', 'the same parties');
SELECT bag_eq($$SELECT i.owner, i.owned, i.metric, CASE WHEN is_exact(i.share) THEN i.share::text ELSE '' END, i.valid_from, i.valid_to FROM import_interest AS i WHERE i.metric <> 'equity'$$,
	$$SELECT i.owner, i.owned, i.metric, CASE WHEN is_exact(i.share) THEN i.share::text ELSE '' END, coalesce(i.valid_from, (now() AT TIME ZONE 'UTC')::date), i.valid_to FROM bods_ours.import_interest AS i WHERE i.metric <> 'equity'$$,
	'the same interests; one without a first day begins on the day of its statement');
SELECT ok((SELECT i.share @> (1 / 3::numeric)::fraction OR share_min(i.share) < '1/3'::fraction AND share_max(i.share) > '1/3'::fraction FROM import_interest AS i WHERE i.metric = 'equity'), 'what has no end as a decimal becomes a range around it');
SELECT is(bods_export(), :'told'::jsonb, 'and comes out the same from there');
-- Whoever may record may import.
CREATE ROLE bods_test_recorder;
SELECT materials.grant_ledger('bods_theirs', 'bods_test_recorder', 'recorder') \g /dev/null
SET LOCAL search_path = bods_theirs, materials, public;
SET LOCAL ROLE bods_test_recorder;
SELECT results_eq($$SELECT r.outcome, r.row_count FROM bods_import('[{"statementId": "r-1", "recordId": "rec-1", "recordType": "entity", "recordDetails": {"entityType": {"type": "registeredEntity"}, "name": "One"}},
	{"statementId": "r-2", "recordId": "rec-2", "recordType": "entity", "recordDetails": {"entityType": {"type": "registeredEntity"}, "name": "Two"}},
	{"statementId": "r-3", "recordId": "rec-3", "recordType": "relationship", "recordDetails": {"subject": "rec-1", "interestedParty": "rec-2", "interests": [{"type": "shareholding", "share": {"exact": 10}}]}}]') AS r WHERE r.row_count > 0$$,
	$$VALUES ('statements', 3::bigint), ('parties', 2), ('interests', 1)$$, 'a recorder imports');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
