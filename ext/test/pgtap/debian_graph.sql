-- A real graph with real cycles: the packages of a Debian release as lots, what they need as consumption
-- (ext/test/data/debian/SOURCE.md).  The published closures, before the flow store is written, from it, with late facts, and
-- from it again; by every reader.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('debian') \g /dev/null
SET LOCAL search_path = debian, materials, public;
SELECT no_plan();

CREATE TEMPORARY TABLE node (id bigint PRIMARY KEY, name text, section text, installed_kib bigint, is_virtual boolean);
CREATE TEMPORARY TABLE edge (src bigint, dst bigint, kind text, alt integer);
CREATE TEMPORARY TABLE closure (id bigint, name text, direction text, edge_set text, n_reached bigint, max_min_steps integer, sum_installed_kib numeric, sum_of_ids numeric);
CREATE TEMPORARY TABLE summary (edge_set text, nodes bigint, distinct_edges bigint, components bigint, components_over_1 bigint, largest_component bigint, self_loops bigint);
CREATE TEMPORARY TABLE cycle_member (component integer, id bigint, name text);
\copy node FROM PROGRAM 'gzip -dc ext/test/data/debian/nodes.csv.gz' WITH (FORMAT csv, HEADER true)
\copy edge FROM PROGRAM 'gzip -dc ext/test/data/debian/edges.csv.gz' WITH (FORMAT csv, HEADER true)
\copy closure FROM 'ext/test/data/debian/closures.csv' WITH (FORMAT csv, HEADER true)
\copy summary FROM 'ext/test/data/debian/summary.csv' WITH (FORMAT csv, HEADER true)
\copy cycle_member FROM 'ext/test/data/debian/cycles_first.csv' WITH (FORMAT csv, HEADER true)

-- A package is a lot under its own number, its size is its mass.  A milligram of each package that it needs goes into it, the
-- rest is its own: so a cycle is a loop of lots that something enters from outside.
INSERT INTO item (code, name, class) VALUES ('PACKAGE', 'Package', 'component_material');
INSERT INTO lot (id, code, item_id, quantity)
SELECT n.id, n.name, 1, (CASE WHEN n.installed_kib > 0 THEN n.installed_kib || ' kg' ELSE '1 kg' END)::quantity FROM node AS n ORDER BY n.id;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity)
SELECT DISTINCT e.src, e.dst, '1 mg'::quantity FROM edge AS e WHERE e.kind <> 'prv' AND e.alt = 1;

SELECT is(count(*), s.nodes, 'every package and every virtual name is a lot') FROM lot, summary AS s WHERE s.edge_set = 'first' GROUP BY s.nodes;
SELECT is(count(*), s.distinct_edges, 'every first choice is consumption') FROM consumption, summary AS s WHERE s.edge_set = 'first' GROUP BY s.distinct_edges;

-- What a package needs is upstream of it, what needs it downstream.
CREATE FUNCTION pg_temp.sizes(edge_set text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
	SELECT format('%s needs %s, sum of ids %s', c.name, s.lots, s.lot_id_sum) FROM pg_temp.closure AS c CROSS JOIN LATERAL trace_size(c.name) AS s
	WHERE c.direction = 'down' AND c.edge_set = sizes.edge_set
$$;
CREATE FUNCTION pg_temp.traced(direction text, edge_set text, reached_max bigint DEFAULT 100000) RETURNS SETOF text LANGUAGE sql STABLE AS $$
	SELECT format('%s: %s in %s steps, %s KiB, sum of ids %s', c.name, count(t.lot), coalesce(max(t.tier_min), 0), coalesce(sum(n.installed_kib), 0), coalesce(sum(n.id), 0))
	FROM pg_temp.closure AS c LEFT JOIN LATERAL trace(c.name, CASE traced.direction WHEN 'down' THEN 'up' ELSE 'down' END) AS t ON true LEFT JOIN pg_temp.node AS n ON n.name = t.lot
	WHERE c.direction = traced.direction AND c.edge_set = traced.edge_set AND c.n_reached <= traced.reached_max GROUP BY c.name
$$;
PREPARE size_expected (text) AS SELECT format('%s needs %s, sum of ids %s', c.name, c.n_reached, c.sum_of_ids) FROM closure AS c WHERE c.direction = 'down' AND c.edge_set = $1;
PREPARE trace_expected (text, text, bigint) AS SELECT format('%s: %s in %s steps, %s KiB, sum of ids %s', c.name, c.n_reached, c.max_min_steps, c.sum_installed_kib, c.sum_of_ids)
	FROM closure AS c WHERE c.direction = $1 AND c.edge_set = $2 AND c.n_reached <= $3;
CREATE FUNCTION pg_temp.equal_by(reader text, edge_set text, what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('materials.flow_reader', equal_by.reader, true);
	RETURN NEXT set_eq(format('SELECT pg_temp.sizes(%L)', equal_by.edge_set), format('EXECUTE size_expected(%L)', equal_by.edge_set),
		format('%s, %s: how much 14 packages need', equal_by.what, equal_by.reader));
	RETURN NEXT set_eq(format('SELECT pg_temp.traced(''down'', %L)', equal_by.edge_set), format('EXECUTE trace_expected(''down'', %L, 100000)', equal_by.edge_set),
		format('%s, %s: which they are, how far and how large', equal_by.what, equal_by.reader));
	-- The largest of these reach four fifths of the graph: they are asked once below.
	RETURN NEXT set_eq(format('SELECT pg_temp.traced(''up'', %L, 4000)', equal_by.edge_set), format('EXECUTE trace_expected(''up'', %L, 4000)', equal_by.edge_set),
		format('%s, %s: which packages need another', equal_by.what, equal_by.reader));
	PERFORM set_config('materials.flow_reader', 'auto', true);
END
$$;

SELECT is((SELECT count(*) FROM closure WHERE edge_set = 'first' AND direction = 'down'), 14::bigint, 'closures of 14 packages are published');
SELECT is((SELECT count(*) FROM closure WHERE edge_set = 'first' AND direction = 'up'), 8::bigint, 'and of 8 the other way');
SELECT pg_temp.equal_by('auto', 'first', 'before the store is written');

SELECT is((SELECT m.consumption FROM maintain_flow() AS m), (SELECT s.distinct_edges FROM summary AS s WHERE s.edge_set = 'first'), 'the store is written');
SELECT is((SELECT p.reader FROM trace_plan() AS p), 'store by pages', 'pages are read');
SELECT pg_temp.equal_by(r.reader, 'first', 'from the store') FROM unnest(ARRAY['auto', 'sql']) AS r (reader);

-- The lots that are both upstream and downstream of one are the others of its loop, no more and no fewer.
CREATE FUNCTION pg_temp.loops() RETURNS SETOF text LANGUAGE sql STABLE AS $$
	SELECT m.name || ' ' || string_agg(up.lot, ' ' ORDER BY up.lot COLLATE "C")
	FROM (SELECT DISTINCT ON (c.component) c.name FROM pg_temp.cycle_member AS c ORDER BY c.component, c.id DESC) AS m
		CROSS JOIN LATERAL trace_up(m.name) AS up JOIN LATERAL trace_down(m.name) AS down ON down.lot = up.lot GROUP BY m.name
$$;
SELECT set_eq('SELECT pg_temp.loops()', $$SELECT m.name || ' ' || string_agg(c.name, ' ' ORDER BY c.name COLLATE "C")
	FROM (SELECT DISTINCT ON (c.component) c.component, c.name FROM cycle_member AS c ORDER BY c.component, c.id DESC) AS m
		JOIN cycle_member AS c ON c.component = m.component AND c.name <> m.name GROUP BY m.name$$, 'the 38 cycles and their members');
SELECT is((SELECT count(*) FROM trace_up('ruby') AS t JOIN cycle_member AS c ON c.name = t.lot WHERE c.component = 1 AND t.tier_max IS NULL), 6::bigint, 'the members of a loop are any number of tiers away');

-- Alternatives and who provides a virtual name arrive later.
INSERT INTO consumption (output_lot_id, input_lot_id, quantity)
SELECT DISTINCT e.src, e.dst, '1 mg'::quantity FROM edge AS e
WHERE NOT EXISTS (SELECT FROM edge AS f WHERE f.src = e.src AND f.dst = e.dst AND f.kind <> 'prv' AND f.alt = 1);
SELECT is(count(*), s.distinct_edges, 'every relation is consumption') FROM consumption, summary AS s WHERE s.edge_set = 'all' GROUP BY s.distinct_edges;
SELECT pg_temp.equal_by(r.reader, 'all', 'with late facts') FROM unnest(ARRAY['auto', 'sql']) AS r (reader);
SELECT is((SELECT m.consumption FROM maintain_flow() AS m), (SELECT s.distinct_edges FROM summary AS s WHERE s.edge_set = 'all'), 'the store is written again');
SELECT pg_temp.equal_by(r.reader, 'all', 'written again') FROM unnest(ARRAY['auto', 'sql', 'plain']) AS r (reader);
SELECT set_eq($$SELECT pg_temp.traced('up', 'all')$$, $$EXECUTE trace_expected('up', 'all', 100000)$$, 'libc6 goes into 21,806 packages');
SELECT * FROM finish();
ROLLBACK;
