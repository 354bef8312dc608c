-- EPCIS documents as a ledger: what an independent reading of them found in each event is recorded as lots and consumption,
-- and the ledger's balances, traces and sums must be those of that reading (ext/test/data/epcis/SOURCE.md).
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('epcis') \g /dev/null
SET LOCAL search_path = epcis, materials, public;
SELECT no_plan();

CREATE TEMPORARY TABLE doc_event (doc text, event_no integer, event_type text, event_id text, event_time timestamptz, tz_offset text, action text, biz_step text, disposition text, error_declared boolean,
	n_epc integer, n_qty integer, parent text, n_child_epc integer, n_child_qty integer, n_in_epc integer, n_in_qty integer, n_out_epc integer, n_out_qty integer, transformation_id text);
CREATE TEMPORARY TABLE doc_item (doc text, event_no integer, role text, item text, quantity numeric, uom text);
CREATE TEMPORARY TABLE doc_edge (doc text, event_no integer, input text, output text, error_declared boolean);
CREATE TEMPORARY TABLE doc_balance (doc text, lot text, uom text, made numeric, used numeric, left_over numeric, status text);
CREATE TEMPORARY TABLE doc_trace (doc text, scope text, item text, direction text, min_steps integer, reached text);
CREATE TEMPORARY TABLE doc_total (doc text, event_no integer, uom text, sum_in numeric, sum_out numeric, ratio numeric, error_declared boolean);
\copy doc_event FROM 'ext/test/data/epcis/events.csv' WITH (FORMAT csv, HEADER true)
\copy doc_item FROM 'ext/test/data/epcis/items.csv' WITH (FORMAT csv, HEADER true)
\copy doc_edge FROM 'ext/test/data/epcis/edges.csv' WITH (FORMAT csv, HEADER true)
\copy doc_balance FROM 'ext/test/data/epcis/lot_balance.csv' WITH (FORMAT csv, HEADER true)
\copy doc_trace FROM 'ext/test/data/epcis/trace.csv' WITH (FORMAT csv, HEADER true)
\copy doc_total FROM 'ext/test/data/epcis/transformation_totals.csv' WITH (FORMAT csv, HEADER true)

-- Documents about the same goods, read together.
CREATE TEMPORARY TABLE book AS SELECT DISTINCT e.doc AS name, e.doc FROM doc_edge AS e
	UNION SELECT 'SET:textile', e.doc FROM doc_edge AS e WHERE e.doc LIKE 'dpp/textile/%'
	UNION SELECT 'SET:eudr-timber', e.doc FROM doc_edge AS e WHERE e.doc LIKE 'dpp/eudr/%';

-- A lot for each item of a book.  An item that goes into its own transformation (a repaired device) is two: what went in, and
-- what came out.  What the document does not make has as much as was drawn from it, and is not known further up.
CREATE TEMPORARY TABLE taken AS SELECT b.name AS book, b.doc, i.event_no, i.item, i.uom, sum(coalesce(i.quantity, 1)) AS quantity, bool_and(i.quantity IS NULL) AS instance,
		EXISTS (SELECT FROM doc_edge AS e WHERE e.doc = b.doc AND e.event_no = i.event_no AND e.input = i.item AND e.output = i.item) AS returned
	FROM book AS b JOIN doc_item AS i ON i.doc = b.doc AND i.role = 'input' AND EXISTS (SELECT FROM doc_edge AS e WHERE e.doc = b.doc AND e.event_no = i.event_no) GROUP BY 1, 2, 3, 4, 5;
CREATE TEMPORARY TABLE made AS SELECT b.name AS book, b.doc, i.event_no, i.item, i.uom, coalesce(i.quantity, 1) AS quantity, i.quantity IS NULL AS instance, i.role = 'output' AS transformed
	FROM book AS b JOIN doc_item AS i ON i.doc = b.doc JOIN doc_event AS e ON e.doc = i.doc AND e.event_no = i.event_no
	WHERE i.role = 'output' OR i.role = 'epc' AND e.event_type = 'ObjectEvent' AND e.action = 'ADD' AND NOT e.error_declared
		AND (i.quantity IS NOT NULL OR EXISTS (SELECT FROM taken AS t WHERE t.book = b.name AND t.item = i.item));
CREATE TEMPORARY TABLE good AS SELECT row_number() OVER (ORDER BY g.book, g.item, g.came_out) AS id, g.* FROM (
	SELECT m.book, m.item, true AS came_out, min(m.uom) AS uom, sum(m.quantity) AS quantity, max(m.doc || ' ' || m.event_no) FILTER (WHERE m.transformed) AS event, bool_and(m.instance) AS instance
	FROM made AS m GROUP BY m.book, m.item
	UNION ALL
	SELECT t.book, t.item, false, min(t.uom), sum(t.quantity), NULL, bool_and(t.instance)
	FROM taken AS t WHERE t.returned OR NOT EXISTS (SELECT FROM made AS m WHERE m.book = t.book AND m.item = t.item) GROUP BY t.book, t.item) AS g;
SELECT is(count(*), 0::bigint, 'no lot is made in two units') FROM (SELECT FROM made AS m GROUP BY m.book, m.item HAVING count(DISTINCT m.uom) > 1) AS m;

INSERT INTO item (code, name, class) VALUES ('GOODS', 'Goods', 'component_material');
INSERT INTO event (code, occurred_on) SELECT DISTINCT e.doc || ' ' || e.event_no, (e.event_time AT TIME ZONE 'UTC')::date FROM doc_event AS e JOIN doc_edge AS x ON x.doc = e.doc AND x.event_no = e.event_no;
INSERT INTO lot (id, code, item_id, quantity, event_id, untraced_reason, recorded_at)
SELECT g.id, g.id || ' ' || g.item, 1, (g.quantity || ' ' || coalesce(g.uom, 'each'))::quantity, e.id, CASE WHEN NOT g.came_out THEN 'not_asked' END, '2026-01-01'
FROM good AS g LEFT JOIN event AS e ON e.code = g.event ORDER BY g.id;

-- Which output an input went into is not said: evenly into all of them.
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, event_id, excess_stated, source, recorded_at)
SELECT o.id, i.id, (t.quantity / outputs.count || ' ' || coalesce(t.uom, 'each'))::quantity, e.id,
	coalesce((SELECT sum(u.quantity) FROM taken AS u WHERE u.book = t.book AND u.item = t.item AND NOT u.returned) > i.quantity, false), CASE WHEN t.instance THEN 'instance' ELSE 'quantity' END, '2026-01-01'
FROM taken AS t
	JOIN event AS e ON e.code = t.doc || ' ' || t.event_no
	JOIN good AS i ON i.book = t.book AND i.item = t.item AND i.came_out = (NOT t.returned AND EXISTS (SELECT FROM made AS m WHERE m.book = t.book AND m.item = t.item))
	JOIN doc_edge AS x ON x.doc = t.doc AND x.event_no = t.event_no AND x.input = t.item
	JOIN good AS o ON o.book = t.book AND o.item = x.output AND o.came_out
	CROSS JOIN LATERAL (SELECT count(*) FROM doc_edge AS y WHERE y.doc = t.doc AND y.event_no = t.event_no AND y.input = t.item) AS outputs
ORDER BY o.id, i.id;
SELECT is((SELECT count(*) FROM consumption), (SELECT count(*) FROM book AS b JOIN doc_edge AS e ON e.doc = b.doc), 'every pair of input and output is consumption');

-- An event that its source declared to be an error counts until then.
INSERT INTO correction (relation, row_id, reason, recorded_at)
SELECT 'consumption', c.id, 'the source declared the event an error', '2026-02-01'
FROM consumption AS c JOIN event AS e ON e.id = c.event_id JOIN doc_event AS d ON d.doc || ' ' || d.event_no = e.code WHERE d.error_declared;
SELECT is(count(*), (SELECT count(*) FROM doc_edge AS e WHERE e.error_declared), 'events declared to be errors are withdrawn') FROM correction;

-- Balances: by what the documents make, and by what is drawn in the ledger.
CREATE TEMPORARY VIEW told_balance AS
	SELECT g.book, g.item, b.made, b.used, b.made OPERATOR(materials.-) b.used AS left_over, CASE WHEN b.made IS NULL THEN 'no-source-in-scope' WHEN sign(b.used) = 0 THEN 'not-consumed'
		WHEN b.made OPERATOR(materials.<) b.used THEN 'over-consumed' WHEN b.made OPERATOR(materials.=) b.used THEN 'exact' ELSE 'partly-consumed' END AS status
	FROM (SELECT DISTINCT x.book, x.item FROM good AS x WHERE x.book NOT LIKE 'SET:%') AS g
		CROSS JOIN LATERAL (SELECT sum(l.quantity) FILTER (WHERE x.came_out) AS made, coalesce(sum(v.consumed), sum(l.quantity) OPERATOR(materials.-) sum(l.quantity)) AS used
			FROM good AS x JOIN lot AS l ON l.id = x.id LEFT JOIN lot_balance AS v ON v.lot_id = l.id WHERE x.book = g.book AND x.item = g.item) AS b;
SELECT set_eq($$SELECT t.book, t.item, t.made::text, CASE WHEN t.status <> 'not-consumed' THEN t.used::text END AS used, CASE WHEN t.status NOT IN ('not-consumed', 'no-source-in-scope') THEN t.left_over::text END AS left_over, t.status
		FROM told_balance AS t JOIN doc_balance AS b ON b.doc = t.book AND b.lot = t.item$$,
	$$SELECT b.doc, b.lot, (b.made || ' ' || coalesce(b.uom, 'each'))::quantity::text AS made, (b.used || ' ' || coalesce(b.uom, 'each'))::quantity::text AS used,
		(b.left_over || ' ' || coalesce(b.uom, 'each'))::quantity::text AS left_over, b.status FROM doc_balance AS b$$, 'made, used and left of 62 lots');
SELECT results_eq($$SELECT split_part(split_part(f.detail, '.', -1), '"', 1) || substr(f.detail, strpos(f.detail, '":') + 1) FROM data_finding AS f WHERE f.kind = 'over_consumed' ORDER BY f.id$$,
	$$VALUES ('v1-0122-2022: 9876 kg made, 10000 kg drawn'), ('v1-0122-2022: 9876 kg made, 10000 kg drawn'), ('v1-0122-2022: 9876 kg made, 10000 kg drawn')$$,
	'over-consumption is kept and reported');

SELECT set_eq($$SELECT d.doc, d.event_no, d.uom, s.went_in::text, s.came_out::text FROM doc_total AS d JOIN event AS e ON e.code = d.doc || ' ' || d.event_no
		CROSS JOIN LATERAL (SELECT
			(SELECT coalesce(sum(c.quantity), ('0 ' || coalesce(d.uom, 'each'))::quantity) FROM consumption AS c JOIN good AS g ON g.id = c.input_lot_id WHERE c.event_id = e.id AND c.source = 'quantity' AND g.book NOT LIKE 'SET:%' AND g.uom IS NOT DISTINCT FROM d.uom) AS went_in,
			(SELECT coalesce(sum(l.quantity), ('0 ' || coalesce(d.uom, 'each'))::quantity) FROM lot AS l JOIN good AS g ON g.id = l.id WHERE l.event_id = e.id AND NOT g.instance AND g.book NOT LIKE 'SET:%' AND g.uom IS NOT DISTINCT FROM d.uom) AS came_out) AS s$$,
	$$SELECT d.doc, d.event_no, d.uom, (d.sum_in || ' ' || coalesce(d.uom, 'each'))::quantity::text AS went_in, (d.sum_out || ' ' || coalesce(d.uom, 'each'))::quantity::text AS came_out FROM doc_total AS d$$,
	'what went into and came out of 47 transformations');

-- Traces of every lot, both ways: what is reached and in how few steps.  An item is not its own ancestor.
CREATE FUNCTION pg_temp.traced(known_at timestamptz) RETURNS TABLE (doc text, item text, direction text, min_steps integer, reached text) LANGUAGE sql STABLE AS $$
	SELECT g.book, g.item, CASE t.way WHEN 'up' THEN 'back' ELSE 'forward' END, min(t.tier_min), r.item
	FROM pg_temp.good AS g CROSS JOIN LATERAL trace(g.id || ' ' || g.item, 'both', 'count', traced.known_at) AS t JOIN pg_temp.good AS r ON r.id = split_part(t.lot, ' ', 1)::bigint
	WHERE r.item <> g.item GROUP BY g.book, g.item, t.way, r.item
$$;
CREATE FUNCTION pg_temp.traces_equal(reader text, what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('materials.flow_reader', traces_equal.reader, true);
	RETURN NEXT set_eq('SELECT * FROM pg_temp.traced(NULL)', $q$SELECT d.doc, d.item, d.direction, d.min_steps, d.reached FROM doc_trace AS d WHERE d.scope = 'effective'$q$,
		format('205 pairs of lot and ancestor, and the same downwards: %s, %s', traces_equal.what, traces_equal.reader));
	RETURN NEXT set_eq($q$SELECT * FROM pg_temp.traced('2026-01-15')$q$, $q$SELECT d.doc, d.item, d.direction, d.min_steps, d.reached FROM doc_trace AS d
			WHERE d.scope = 'all' OR NOT EXISTS (SELECT FROM doc_trace AS x WHERE x.doc = d.doc AND x.scope = 'all')$q$,
		format('231 pairs before the errors were declared: %s, %s', traces_equal.what, traces_equal.reader));
	PERFORM set_config('materials.flow_reader', 'auto', true);
END
$$;
SELECT pg_temp.traces_equal('auto', 'before the store is written');
SELECT is((SELECT m.consumption FROM maintain_flow() AS m), (SELECT count(*) FROM consumption_at('infinity')), 'the store is written');
SET LOCAL materials.exact_edges = 0;
SELECT pg_temp.traces_equal(r.reader, 'from the store') FROM unnest(ARRAY['auto', 'sql', 'plain']) AS r (reader);

-- The cases in words.
RESET materials.exact_edges;
CREATE FUNCTION pg_temp.code(book text, ending text) RETURNS text LANGUAGE sql STABLE AS $$ SELECT g.id || ' ' || g.item FROM pg_temp.good AS g WHERE g.book = code.book AND g.item LIKE '%' || code.ending AND g.came_out $$;
SELECT results_eq($$SELECT t.tier_min, count(*) FROM trace_up(pg_temp.code('chains/all_wholechain_events.jsonld', 'processor.2.v1-0122-2022')) AS t GROUP BY 1 ORDER BY 1$$,
	$$VALUES (1, 1::bigint), (2, 2), (3, 2)$$, 'tuna: a commingled lot, two before it, feed and fry before those');
SELECT results_eq($$SELECT t.tier_min, count(*) FROM trace_up(pg_temp.code('SET:textile', 'WJ-2025-00301'), 'count') AS t GROUP BY 1 ORDER BY 1$$,
	$$VALUES (1, 3::bigint), (2, 2), (3, 1)$$, 'a jacket, by the documents of three firms');
SELECT is((SELECT count(*) FROM trace_up(pg_temp.code('dpp/textile/transformation-garment.jsonld', 'WJ-2025-00301'), 'count') AS t WHERE t.reason = 'not_asked'), 3::bigint, 'by one of them it ends at three lots that nobody was asked about');
SELECT is((SELECT array_agg(DISTINCT o.kind || ' ' || o.reason) FROM origins(pg_temp.code('SET:textile', 'WJ-2025-00301'), 'count') AS o), ARRAY['unknown not_asked'], 'and nothing of it is called an origin');
SELECT is((SELECT string_agg(split_part(t.lot, '/', -1), ' ' ORDER BY split_part(t.lot, '/', -1)) FROM trace_up(pg_temp.code('dpp/electronics/component-replacement.jsonld', 'ABC123456'), 'count') AS t),
	'ABC123456 BAT789012', 'a repaired device is made of itself before and of the old battery, and the way ends there');
SELECT is((SELECT c.quantity::text FROM consumption AS c JOIN event AS e ON e.id = c.event_id WHERE e.code = 'chains/epcisdocument-example01.jsonld 4'), '55152.874498505486 kg', 'a lot named three times is drawn from once, by the sum');
SELECT * FROM finish();
ROLLBACK;
