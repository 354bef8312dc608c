-- EPCIS documents into a ledger: lots, what went into what, what was in what, against answers of an independent reading
-- (ext/test/data/epcis/SOURCE.md).  Each document is loaded, asked, and taken back.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('epcis_import') \g /dev/null
SET LOCAL search_path = epcis_import, materials, public;
SET LOCAL jit = off;
SELECT no_plan();

CREATE TEMPORARY TABLE file (path text PRIMARY KEY, bytes text);
\copy file FROM PROGRAM 'cd ext/test/data/epcis && for f in $(find chains dpp hash hash_equal openepcis -type f); do printf "%s\t" "$f"; base64 -w 0 "$f"; echo; done'
CREATE FUNCTION pg_temp.text_of(path text) RETURNS text LANGUAGE sql STABLE AS $$ SELECT convert_from(decode(f.bytes, 'base64'), 'UTF8') FROM pg_temp.file AS f WHERE f.path = text_of.path $$;
CREATE TEMPORARY TABLE doc_edge (doc text, event_no integer, input text, output text, error_declared boolean);
CREATE TEMPORARY TABLE doc_balance (doc text, lot text, uom text, made numeric, used numeric, left_over numeric, status text);
CREATE TEMPORARY TABLE doc_trace (doc text, scope text, item text, direction text, min_steps integer, reached text);
CREATE TEMPORARY TABLE doc_total (doc text, event_no integer, uom text, sum_in numeric, sum_out numeric, ratio numeric, error_declared boolean);
CREATE TEMPORARY TABLE doc_containment (doc text, event_type text, parent text, child text, added_event_no integer, added_at timestamptz, removed_event_no integer, removed_at timestamptz);
\copy doc_edge FROM 'ext/test/data/epcis/edges.csv' WITH (FORMAT csv, HEADER true)
\copy doc_balance FROM 'ext/test/data/epcis/lot_balance.csv' WITH (FORMAT csv, HEADER true)
\copy doc_trace FROM 'ext/test/data/epcis/trace.csv' WITH (FORMAT csv, HEADER true)
\copy doc_total FROM 'ext/test/data/epcis/transformation_totals.csv' WITH (FORMAT csv, HEADER true)
\copy doc_containment FROM 'ext/test/data/epcis/containment.csv' WITH (FORMAT csv, HEADER true)

-- What a ledger says after some documents, which are then taken back.  A lot before its own transformation is the same thing.
CREATE FUNCTION pg_temp.thing(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT regexp_replace(thing.code, ' before .*$', '') $$;
CREATE FUNCTION pg_temp.said() RETURNS TABLE (kind text, a text, b text, c text, d text, e text) LANGUAGE sql STABLE AS $$
	SELECT 'trace', pg_temp.thing(l.code), CASE t.way WHEN 'up' THEN 'back' ELSE 'forward' END, min(t.tier_min)::text, pg_temp.thing(t.lot), NULL::text
	FROM lot_at('infinity') AS s JOIN lot AS l ON l.id = s.id CROSS JOIN LATERAL trace(l.code, 'both', 'count') AS t
	WHERE pg_temp.thing(t.lot) <> pg_temp.thing(l.code) AND t.way IN ('up', 'down') GROUP BY 2, 3, 5
	UNION ALL
	SELECT 'balance', pg_temp.thing(l.code), sum(l.quantity) FILTER (WHERE l.untraced_reason IS NULL AND l.code !~ ' before ')::text, coalesce(sum(b.consumed) FILTER (WHERE sign(b.consumed) > 0))::text, NULL, NULL
	FROM lot_at('infinity') AS s JOIN lot AS l ON l.id = s.id LEFT JOIN lot_balance AS b ON b.lot_id = l.id GROUP BY 2
	UNION ALL
	SELECT 'containment', x.type, x.parent, x.child, (SELECT e.place FROM epcis_event AS e WHERE e.code = x.added_by)::text, (SELECT e.place FROM epcis_event AS e WHERE e.code = x.removed_by)::text FROM epcis_containment('infinity') AS x
	UNION ALL
	SELECT 'finding', f.kind, f.detail, NULL, NULL, NULL FROM data_finding AS f
	UNION ALL
	SELECT 'total', (SELECT min(e.place) FROM epcis_event AS e WHERE e.run = v.code)::text, NULL, materials.sum(w.quantity)::text, NULL, NULL
	FROM event AS v JOIN (SELECT c.event_id, c.input_lot_id, c.quantity FROM consumption AS c UNION ALL SELECT i.event_id, i.input_lot_id, i.quantity FROM event_input AS i) AS w ON w.event_id = v.id GROUP BY v.code, materials.dimension(w.quantity)
$$;
CREATE TEMPORARY TABLE said (book text, scope text, kind text, a text, b text, c text, d text, e text);
CREATE FUNCTION pg_temp.ask(book text, scope text, documents text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	rows jsonb;
	refused text;
BEGIN
	BEGIN
		SELECT string_agg(i.outcome || ' ' || coalesce(i.detail, ''), ', ') INTO refused FROM unnest(documents) AS d (one) CROSS JOIN LATERAL epcis_import(d.one) AS i WHERE i.outcome IN ('refused', 'conflict', 'repeated document');
		SELECT jsonb_agg(to_jsonb(s)) INTO rows FROM pg_temp.said() AS s;
		RAISE EXCEPTION USING ERRCODE = 'ZZ001';
	EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
		NULL;
	END;
	INSERT INTO pg_temp.said SELECT book, scope, r.* FROM jsonb_to_recordset(rows) AS r (kind text, a text, b text, c text, d text, e text);
	RETURN refused;
END
$$;
CREATE TEMPORARY TABLE book AS
	SELECT d.doc AS name, ARRAY[d.doc] AS docs FROM doc_edge AS d UNION SELECT c.doc, ARRAY[c.doc] FROM doc_containment AS c
	UNION SELECT 'SET:textile', array_agg(DISTINCT f.path) FROM file AS f WHERE f.path LIKE 'dpp/textile/%'
	UNION SELECT 'SET:eudr-timber', array_agg(DISTINCT f.path) FROM file AS f WHERE f.path LIKE 'dpp/eudr/%';
SELECT is(pg_temp.ask(b.name, 'effective', ARRAY(SELECT pg_temp.text_of(p.path) FROM unnest(b.docs) AS p (path))), NULL, b.name || ' loads') FROM book AS b ORDER BY b.name;
-- Without its declarations of errors.
SELECT is(pg_temp.ask(b.doc, 'all', ARRAY[replace(replace(pg_temp.text_of(b.doc), '"errorDeclaration"', '"example:error"'), 'errorDeclaration>', 'cause>')]), NULL, b.doc || ' loads without the errors declared')
FROM (SELECT DISTINCT d.doc FROM doc_trace AS d WHERE d.scope = 'all' AND d.doc LIKE '%.json%') AS b ORDER BY 1;

SELECT set_eq($$SELECT s.book, s.a, s.b, s.c::integer, s.d FROM said AS s WHERE s.kind = 'trace' AND s.scope = 'effective'$$,
	$$SELECT d.doc, digital_link(d.item) AS item, d.direction, d.min_steps, digital_link(d.reached) AS reached FROM doc_trace AS d WHERE d.scope = 'effective'$$, 'every lot is traced as it should be, up and down');
SELECT set_eq($$SELECT s.book, s.a, s.b, s.c::integer, s.d FROM said AS s WHERE s.kind = 'trace' AND s.scope = 'all'$$,
	$$SELECT d.doc, digital_link(d.item) AS item, d.direction, d.min_steps, digital_link(d.reached) AS reached FROM doc_trace AS d WHERE d.scope = 'all' AND d.doc LIKE '%.json%'$$, 'and where errors are not declared');
SELECT set_eq($$SELECT s.book, s.a, s.b, s.c FROM said AS s JOIN doc_balance AS b ON b.doc = s.book AND digital_link(b.lot) = s.a WHERE s.kind = 'balance' AND s.scope = 'effective'$$,
	$$SELECT b.doc, digital_link(b.lot) AS lot, (b.made || ' ' || coalesce(b.uom, 'each'))::quantity::text AS made, (b.used || ' ' || coalesce(b.uom, 'each'))::quantity::text AS used FROM doc_balance AS b$$, 'made and used of 62 lots');
SELECT is_empty($$SELECT b.doc, b.lot FROM doc_balance AS b WHERE b.status = 'over-consumed' AND NOT EXISTS (SELECT FROM said AS s WHERE s.book = b.doc AND s.kind = 'finding' AND (s.a = 'over_consumed' OR s.b ~ 'goes into its own transformation') AND strpos(s.b, digital_link(b.lot)) > 0)$$,
	'what is drawn beyond what was made is told, also of what goes into itself');
SELECT set_eq($$SELECT s.book, s.a, s.b, s.c, s.d::integer, s.e::integer FROM said AS s WHERE s.kind = 'containment' AND s.scope = 'effective'$$,
	$$SELECT c.doc, c.event_type, digital_link(c.parent) AS parent, digital_link(c.child) AS child, c.added_event_no, c.removed_event_no FROM doc_containment AS c$$, 'what was in what, and until when');
SELECT * FROM finish();
ROLLBACK;
