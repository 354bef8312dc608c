-- The Catena-X test vehicles: the published counts of parts and of wholes, for every part that has any.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
\i ext/demo/catenax/load.sql
SELECT no_plan();

CREATE TEMPORARY TABLE closure (file text, code text, name text, direction text, n_reached bigint, max_steps integer);
\copy closure FROM 'ext/demo/catenax/closure.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')

SELECT is(count(*), 165::bigint, 'every part is a lot: 161 of the vehicles, 4 of the compatibility document') FROM lot;
SELECT is(count(*), 286::bigint, 'every relationship is consumption') FROM consumption;
SELECT is(count(*), 246::bigint, 'the list of counts is read') FROM closure;

SELECT is(format('%s in %s', count(t.lot), max(t.tier_min)), format('%s in %s', c.n_reached, c.max_steps), format('%s parts of %s %s', c.n_reached, btrim(c.name), right(c.code, 12)))
FROM closure AS c CROSS JOIN LATERAL trace_up(c.code, 'count') AS t WHERE c.direction = 'down' GROUP BY c.code, c.name, c.n_reached, c.max_steps ORDER BY c.code;
SELECT is(format('%s in %s', count(t.lot), max(t.tier_min)), format('%s in %s', c.n_reached, c.max_steps), format('%s wholes hold %s %s', c.n_reached, btrim(c.name), right(c.code, 12)))
FROM closure AS c CROSS JOIN LATERAL trace_down(c.code, 'count') AS t WHERE c.direction = 'up' GROUP BY c.code, c.name, c.n_reached, c.max_steps ORDER BY c.code;
SELECT is(count(*), 0::bigint, 'a part that is not in the list has no parts, or no wholes')
FROM lot AS l CROSS JOIN (VALUES ('down'), ('up')) AS d (direction)
	CROSS JOIN LATERAL trace(l.code, CASE d.direction WHEN 'down' THEN 'up' ELSE 'down' END, 'count') AS t
WHERE NOT EXISTS (SELECT FROM closure AS c WHERE c.code = l.code AND c.direction = d.direction);

-- The cases in words: what the first car is made of, and whom a recall of a cathode batch reaches.
SELECT results_eq($$SELECT i.name, count(*) FROM trace_up('urn:uuid:a4a2ba57-1c50-48ad-8981-7a0ef032146b', 'count') AS t JOIN item AS i ON i.code = t.item
		WHERE i.name IN ('Battery', 'HV MODUL', 'ZB ZELLE', 'Cathode Material', 'Sealant') GROUP BY i.name ORDER BY i.name COLLATE "C"$$,
	$$VALUES ('Battery', 1::bigint), ('Cathode Material', 2), ('HV MODUL', 6), ('Sealant', 2), ('ZB ZELLE', 60)$$, 'an electric car has a battery of 6 modules with 60 cells and 2 batches of cathode material');
SELECT results_eq($$SELECT i.name, count(*) FROM trace_down('urn:uuid:6f3e3cd0-5640-41ae-a257-07130a2713b2', 'count') AS t JOIN item AS i ON i.code = t.item GROUP BY i.name ORDER BY i.name COLLATE "C"$$,
	$$VALUES ('Battery', 2::bigint), ('HV MODUL', 6), ('Vehicle Fully Electric', 2), ('ZB ZELLE', 29)$$, 'a recall of one cathode batch reaches 29 cells and 2 vehicles');
SELECT results_eq($$SELECT i.name, count(*) FROM trace_down('urn:uuid:34fb1d24-9158-4bc3-ac3a-34fc4893b351', 'count') AS t JOIN item AS i ON i.code = t.item GROUP BY i.name ORDER BY i.name COLLATE "C"$$,
	$$VALUES ('Battery', 2::bigint), ('HV MODUL', 6), ('Vehicle Fully Electric', 2), ('ZB ZELLE', 31)$$, 'the other batch 31 cells, the same 2 vehicles');

-- The same by each reader, with everything told from the store.
SELECT is((SELECT m.consumption FROM maintain_flow() AS m), 286::bigint, 'the store is written');
SET LOCAL materials.exact_edges = 0;
CREATE FUNCTION pg_temp.counts(reader text) RETURNS TABLE (code text, direction text, n_reached bigint, max_steps integer) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('materials.flow_reader', counts.reader, true);
	RETURN QUERY SELECT l.code::text, CASE t.way WHEN 'up' THEN 'down' ELSE 'up' END, count(*), max(t.tier_min) FROM lot AS l CROSS JOIN LATERAL trace(l.code, 'both', 'count') AS t GROUP BY l.code, t.way;
	RETURN QUERY SELECT l.code::text, 'size', s.lots, NULL::integer FROM lot AS l CROSS JOIN LATERAL trace_size(l.code) AS s WHERE s.lots > 0;
END
$$;
SELECT set_eq(format('SELECT * FROM pg_temp.counts(%L)', r.reader), $$SELECT code, direction, n_reached, max_steps FROM closure UNION ALL SELECT code, 'size', n_reached, NULL FROM closure WHERE direction = 'down'$$,
	format('every count of parts and wholes: %s', r.reader)) FROM unnest(ARRAY['auto', 'sql', 'plain']) AS r (reader);
RESET materials.exact_edges;
RESET materials.flow_reader;

-- What is odd stays, and is named.
SELECT results_eq('SELECT kind, count(*) FROM data_finding GROUP BY kind ORDER BY kind', $$VALUES
	('one_part_in_several_wholes', 33::bigint), ('other', 70), ('over_consumed', 33), ('unknown_country', 4)$$, 'findings by kind');
SELECT is(count(*), 0::bigint, 'an unknown country is no country') FROM lot WHERE source LIKE 'CX\_%' AND country IS NOT NULL;
SELECT is(count(*), 161::bigint, 'a country in three letters is one') FROM lot WHERE country = 'DE';
SELECT is(count(*), 2::bigint, 'names are read without blanks at their ends') FROM lot AS l JOIN item AS i ON i.id = l.item_id WHERE i.name = 'Cathode Material';
SELECT * FROM finish();
ROLLBACK;
