-- What changed between two instants, against what was known at each of them.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('change') \g /dev/null
SET LOCAL search_path = change, materials, public;

-- Every table that says when a row was recorded is told, or is here.
CREATE TEMPORARY TABLE untold (name text, why text);
INSERT INTO untold VALUES ('correction', 'is told of the row that it is about'), ('former_row', 'is told of the row that it is about'), ('bods_statement', 'told by what it became'), ('bods_interest', 'told by what it became'), ('bods_holding', 'told by what it became'),
	('gleif_record', 'told by what it became'), ('catenax_aspect', 'told by what it became'), ('epcis_document', 'told by what it became'), ('epcis_event', 'told by what it became'), ('epcis_master', 'told by what it became'), ('import_error', 'no fact'),
	('list_entry', 'told as an edition'), ('list_row', 'waits'), ('supplier_question', 'told as a questionnaire'), ('award_gate', 'no fact'), ('disclosure', 'of names that are withheld'), ('party_identity', 'of names that are withheld'), ('publication', 'as it was determined');
SELECT set_eq($$SELECT c.relname::text FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'recorded_at' WHERE c.relnamespace = 'change'::regnamespace AND c.relkind = 'r'$$,
	$$SELECT unnest(change_kinds()) UNION ALL SELECT name FROM untold$$, 'each table is told or has a reason');
SELECT is_empty($$SELECT k FROM unnest(change_kinds()) AS k, unnest(ARRAY['change_rows', 'fact_about']) AS f WHERE pg_get_functiondef(format('change.%s', f)::regproc) NOT LIKE format('%%''%s''::text = ANY%%', k) AND pg_get_functiondef(format('change.%s', f)::regproc) NOT LIKE format('%%= ''%s''::text%%', k)$$, 'by both functions beneath');

INSERT INTO party (code, name, kind, recorded_at) SELECT format('P%s', n), format('Party %s', n), 'company', '2026-01-01Z'::timestamptz + n * interval '1 day' FROM generate_series(1, 9) AS n;
INSERT INTO item (code, name, class, recorded_at) VALUES ('I', 'Item', 'cell', '2026-01-01Z');
INSERT INTO lot (code, item_id, quantity, primary_source, recorded_at) SELECT format('L%s', n), 1, '100 kg', n <= 3, '2026-01-01Z'::timestamptz + n * interval '1 day' FROM generate_series(1, 9) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, recorded_at) SELECT n, n - 3, '1 kg', '2026-02-01Z'::timestamptz + n * interval '1 day' FROM generate_series(4, 9) AS n;
INSERT INTO interest (owner_id, owned_id, share, recorded_at) SELECT n, n + 1, '10%', '2026-01-05Z'::timestamptz + n * interval '1 week' FROM generate_series(1, 8) AS n;
INSERT INTO interest (owner_id, owned_id, share, recorded_at) VALUES (1, 3, '30%', '2026-03-05Z');
INSERT INTO declaration (claim, party_id, recorded_at) SELECT 'ownership_complete', n, '2026-01-05Z'::timestamptz + n * interval '1 week' FROM generate_series(1, 8) AS n;
INSERT INTO declaration (claim, lot_id, recorded_at) VALUES ('inputs_complete', 4, '2026-03-01Z');
INSERT INTO waiver (code, rule, item_id, granted_by, valid, recorded_at) VALUES ('W', '10USC4865', 1, 'Secretary', '(,)', '2026-03-02Z');
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at) VALUES ('interest', 2, 9, 'more of it', '2026-03-05Z'), ('interest', 4, NULL, 'sold', '2026-03-07Z'), ('declaration', 3, NULL, 'mistaken', '2026-02-20Z'), ('consumption', 2, NULL, 'mixed up', '2026-03-06Z');

-- Between any two instants: what is known at the one and not at the other.
CREATE TEMPORARY TABLE span AS SELECT a.t AS since, b.t AS until FROM (SELECT '2026-01-01Z'::timestamptz + n * interval '15 days' AS t FROM generate_series(0, 5) AS n) AS a JOIN (SELECT '2026-01-01Z'::timestamptz + n * interval '15 days' AS t FROM generate_series(0, 5) AS n) AS b ON a.t < b.t;
CREATE TEMPORARY TABLE told AS SELECT s.since, s.until, c.kind, c.change, c.row_id FROM span AS s CROSS JOIN LATERAL changes(s.since, s.until) AS c;
SELECT is_empty($$SELECT s.*, x.* FROM span AS s CROSS JOIN LATERAL (
	(SELECT 'interest' AS kind, i.id FROM interest_at('2026-01-01', s.until) AS i EXCEPT SELECT 'interest', i.id FROM interest_at('2026-01-01', s.since) AS i)
	UNION ALL (SELECT 'declaration', d.id FROM declaration_at('2026-01-01', s.until) AS d EXCEPT SELECT 'declaration', d.id FROM declaration_at('2026-01-01', s.since) AS d)
	UNION ALL (SELECT 'consumption', c.id FROM consumption_at(s.until) AS c EXCEPT SELECT 'consumption', c.id FROM consumption_at(s.since) AS c)) AS x
	WHERE NOT EXISTS (SELECT FROM told AS c WHERE c.since = s.since AND c.until = s.until AND c.kind = x.kind AND c.row_id = x.id AND c.change = 'recorded')$$, 'what came to be known was recorded');
SELECT is_empty($$SELECT s.*, x.* FROM span AS s CROSS JOIN LATERAL (
	(SELECT 'interest' AS kind, i.id FROM interest_at('2026-01-01', s.since) AS i EXCEPT SELECT 'interest', i.id FROM interest_at('2026-01-01', s.until) AS i)
	UNION ALL (SELECT 'declaration', d.id FROM declaration_at('2026-01-01', s.since) AS d EXCEPT SELECT 'declaration', d.id FROM declaration_at('2026-01-01', s.until) AS d)
	UNION ALL (SELECT 'consumption', c.id FROM consumption_at(s.since) AS c EXCEPT SELECT 'consumption', c.id FROM consumption_at(s.until) AS c)) AS x
	WHERE NOT EXISTS (SELECT FROM told AS c WHERE c.since = s.since AND c.until = s.until AND c.kind = x.kind AND c.row_id = x.id AND c.change IN ('withdrawn', 'replaced'))$$, 'what is known no more was withdrawn or replaced');
SELECT is_empty($$SELECT c.* FROM told AS c WHERE c.change = 'recorded' AND (c.kind = 'interest' AND NOT EXISTS (SELECT FROM interest AS i WHERE i.id = c.row_id AND i.recorded_at > c.since AND i.recorded_at <= c.until)
	OR c.kind = 'lot' AND (EXISTS (SELECT FROM lot_at(c.since) AS l WHERE l.id = c.row_id) OR NOT EXISTS (SELECT FROM lot_at(c.until) AS l WHERE l.id = c.row_id)))$$, 'and nothing else is told');
SELECT results_eq($$SELECT t.kind, t.facts FROM changes_total('2026-01-01Z', '2026-12-31Z') AS t WHERE t.change = 'recorded'$$, $$VALUES ('consumption', (SELECT count(*) FROM consumption)), ('declaration', (SELECT count(*) FROM declaration)), ('interest', (SELECT count(*) FROM interest)), ('lot', (SELECT count(*) FROM lot)),
	('party', (SELECT count(*) FROM party)), ('waiver', 1)$$, 'summed up: after the instant, so without what was recorded at it');
SELECT results_eq($$SELECT t.kind, t.change, t.facts, t.first_at, t.last_at, t.roles FROM changes_total('2026-03-04Z', '2026-12-31Z') AS t$$, $$VALUES ('consumption', 'withdrawn', 1::bigint, '2026-03-06Z'::timestamptz, '2026-03-06Z'::timestamptz, 1::bigint),
	('interest', 'recorded', 1, '2026-03-05Z', '2026-03-05Z', 1), ('interest', 'replaced', 1, '2026-03-05Z', '2026-03-05Z', 1), ('interest', 'withdrawn', 1, '2026-03-07Z', '2026-03-07Z', 1)$$, 'with the first and the last');
SELECT results_eq($$SELECT place, change, kind, row_id, about_kind, about, detail FROM changes('2026-02-28Z', '2026-12-31Z')$$, $$VALUES ('2026-03-01T00:00:00.000000Z declaration recorded 9', 'recorded', 'declaration', 9::bigint, 'lot', 'L4', 'inputs_complete'), ('2026-03-02T00:00:00.000000Z declaration recorded 8', 'recorded', 'declaration', 8, 'party', 'P8', 'ownership_complete'), ('2026-03-02T00:00:00.000000Z interest recorded 8', 'recorded', 'interest', 8, 'party', 'P9', 'P8 holds 1/10 of it (equity)'),
	('2026-03-02T00:00:00.000000Z waiver recorded 1', 'recorded', 'waiver', 1, 'item', 'I', 'W of Secretary for 10USC4865'), ('2026-03-05T00:00:00.000000Z interest recorded 9', 'recorded', 'interest', 9, 'party', 'P3', 'P1 holds 3/10 of it (equity)'),
	('2026-03-05T00:00:00.000000Z interest replaced 1', 'replaced', 'interest', 2, 'party', 'P3', 'P2 holds 1/10 of it (equity)'), ('2026-03-06T00:00:00.000000Z consumption withdrawn 4', 'withdrawn', 'consumption', 2, 'lot', 'L5', '1 kg of L2 went into it'),
	('2026-03-07T00:00:00.000000Z interest withdrawn 2', 'withdrawn', 'interest', 4, 'party', 'P5', 'P4 holds 1/10 of it (equity)')$$, 'what each concerns and says');

-- Rows of registers change and go.
UPDATE party SET name = 'Another name' WHERE code = 'P1';
UPDATE party SET name = 'A third name' WHERE code = 'P1';

INSERT INTO programme (code, name, kind) VALUES ('G', 'Gone', 'defence');
DELETE FROM programme WHERE code = 'G';
SELECT results_eq($$SELECT change, kind, about_kind, about, detail FROM changes('2026-03-10Z', ways => '{changed,deleted}')$$, $$VALUES ('changed', 'party', 'party', 'P1', 'name was Party 1'), ('changed', 'party', 'party', 'P1', 'name was Another name'),
	('deleted', 'programme', 'programme', 'G', 'code was G; kind was defence; name was Gone')$$, 'how it was before');

-- Pages follow on each other.
CREATE TEMPORARY TABLE page AS
	WITH RECURSIVE p (n, place) AS (
		SELECT 1, NULL::text
		UNION ALL
		SELECT p.n + 1, (SELECT c.place FROM changes('2026-01-01Z', after => p.place, page_size => 7) WITH ORDINALITY AS c ORDER BY c.ordinality DESC LIMIT 1) FROM p WHERE p.n < 12 AND (p.n = 1 OR p.place IS NOT NULL)
	)
	SELECT p.n, c.* FROM p CROSS JOIN LATERAL changes('2026-01-01Z', after => p.place, page_size => 7) AS c WHERE p.n = 1 OR p.place IS NOT NULL;
SELECT results_eq('SELECT place, row_id, detail FROM page ORDER BY n, changed_at, kind COLLATE "C", change COLLATE "C", substring(place FROM ''[0-9]+$'')::bigint', $$SELECT place, row_id, detail FROM changes('2026-01-01Z')$$, 'page after page is the whole, each row once');
SELECT cmp_ok((SELECT count(DISTINCT n) FROM page), '>', 4::bigint, 'of several pages');
SELECT set_eq($$SELECT DISTINCT kind FROM changes('2026-01-01Z', kinds => '{lot,waiver}')$$, $$VALUES ('lot'), ('waiver')$$, 'only some kinds');
SELECT throws_ok($$SELECT * FROM changes('2026-01-01Z', kinds => '{lot,colour}')$$, '22023', 'there is no kind of facts "colour"', 'of those that there are');
SELECT throws_ok($$SELECT * FROM changes('2026-01-01Z', ways => '{painted}')$$, '22023', 'there is no change "painted"', 'by what there is');
SELECT throws_ok($$SELECT * FROM changes('2026-01-01Z', after => 'x')$$, '22023', 'there is no place "x"', 'from a place that there is');
SET LOCAL materials.known_at = '2026-01-03T00:00:00Z';
SELECT is((SELECT count(*) FROM changes('2026-01-01Z', kinds => '{party}')), 2::bigint, 'until what is asked about as known');
SELECT * FROM finish();
ROLLBACK;
