-- Containers of Catena-X: published test data in, with the parts, edges, closures and contradictions that an independent reading found;
-- what is refused and why; one level out again.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('catenax_test') \g /dev/null
SELECT materials.create_ledger('catenax_second') \g /dev/null
SELECT no_plan();
CREATE TEMPORARY TABLE node (doc text, catenax_id text, kind text, name text, part_number text, bpn text, country text, made_at text, aspects integer);
CREATE TEMPORARY TABLE edge (doc text, parent text, child text, quantity numeric, unit text, aspect text);
CREATE TEMPORARY TABLE closure (doc text, catenax_id text, name text, direction text, reached bigint, steps integer);
CREATE TEMPORARY TABLE odd (doc text, finding text, id_1 text, id_2 text, detail text);
\copy node FROM PROGRAM 'gzip -dc ext/test/data/catenax/nodes.csv.gz' (FORMAT csv, HEADER)
\copy edge FROM PROGRAM 'gzip -dc ext/test/data/catenax/edges.csv.gz' (FORMAT csv, HEADER)
\copy closure FROM PROGRAM 'gzip -dc ext/test/data/catenax/closure.csv.gz' (FORMAT csv, HEADER)
\copy odd FROM PROGRAM 'gzip -dc ext/test/data/catenax/data_findings.csv.gz' (FORMAT csv, HEADER)
CREATE TEMPORARY TABLE file (name text PRIMARY KEY, document jsonb);
\set content `for f in ext/demo/catenax/*.json ext/test/data/catenax/*.json.gz; do printf ',"%s": ' $(basename ${f%.gz} .json); gzip -dcf $f; done | sed '1s/^,/{/'; printf '}'`
INSERT INTO file SELECT f.key, f.value FROM jsonb_each(:'content'::jsonb) AS f;
SELECT is((SELECT count(*) FROM file), 12::bigint, 'the files are there');

SET LOCAL search_path = catenax_test, materials, public;
CREATE TEMPORARY TABLE told AS SELECT f.name, r.outcome, r.row_count FROM file AS f CROSS JOIN LATERAL catenax_import(f.document, f.name) AS r WHERE f.name !~ 'expected' AND f.name <> 'smallTestdata';
SET LOCAL search_path = catenax_second, materials, public;
INSERT INTO told SELECT f.name, r.outcome, r.row_count FROM file AS f CROSS JOIN LATERAL catenax_import(f.document, f.name) AS r WHERE f.name = 'smallTestdata';
SELECT is_empty($$SELECT * FROM told AS t WHERE t.outcome = 'refused'$$, 'every container is taken');

-- Against the independent reading; one of the twins is a note and no part.
CREATE FUNCTION pg_temp.compared(docs text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMPORARY TABLE mine AS SELECT n.*, 'bom/' || f.name || '.json' AS document FROM file AS f, catenax_nodes(f.document) AS n WHERE 'bom/' || f.name || '.json' = ANY (docs);
	RETURN NEXT bag_eq('SELECT m.document, m.catenax_id FROM mine AS m', format('SELECT n.doc, n.catenax_id FROM node AS n WHERE n.doc = ANY (%L) AND (n.name IS NOT NULL OR EXISTS (SELECT FROM edge AS e WHERE e.doc = n.doc AND n.catenax_id IN (e.parent, e.child)))', docs), 'the parts of the containers');
	RETURN NEXT is_empty(format($q$SELECT n.*, l.* FROM node AS n LEFT JOIN mine AS m ON m.catenax_id = n.catenax_id AND m.document = n.doc
			LEFT JOIN (SELECT l.code, t.name, p.code AS bpn, country_alpha3(l.country) AS country, l.made_on FROM lot AS l JOIN item AS t ON t.id = l.item_id LEFT JOIN party AS p ON p.id = l.producer_id) AS l ON l.code = n.catenax_id
		WHERE n.doc = ANY (%L) AND NOT m.planned AND n.aspects > 0 AND (l.code IS NULL OR n.bpn IS NOT NULL AND l.bpn IS DISTINCT FROM n.bpn OR n.country <> 'HUR' AND l.country IS DISTINCT FROM n.country
			OR l.made_on IS NOT NULL AND l.made_on::text <> left(n.made_at, 10) OR l.country IS NOT NULL AND n.country = 'HUR')$q$, docs), 'their makers, countries and days');
	RETURN NEXT bag_eq(format('SELECT DISTINCT e.parent, e.child FROM edge AS e WHERE e.doc = ANY (%L)', docs),
		'SELECT o.code::text AS whole, i.code::text AS part FROM consumption AS c JOIN lot AS o ON o.id = c.output_lot_id JOIN lot AS i ON i.id = c.input_lot_id UNION ALL SELECT w.code::text, p.code::text FROM item_component AS c JOIN item AS w ON w.id = c.item_id JOIN item AS p ON p.id = c.component_id',
		'what consists of what');
	RETURN NEXT is_empty(format($q$SELECT e.*, c.quantity FROM edge AS e JOIN lot AS o ON o.code = e.parent JOIN lot AS i ON i.code = e.child JOIN consumption AS c ON c.output_lot_id = o.id AND c.input_lot_id = i.id
		WHERE e.doc = ANY (%L) AND c.quantity OPERATOR(materials.<>) materials.quantity(e.quantity, replace(e.unit, 'unit:', '')) AND NOT (e.aspect ~ 'Usage' AND EXISTS (SELECT FROM edge AS b WHERE b.parent = e.parent AND b.child = e.child AND b.aspect !~ 'Usage'))$q$, docs), 'and how much; a bill of material says it before a usage does');
	RETURN NEXT is_empty(format($q$SELECT c.*, t.* FROM closure AS c JOIN lot AS l ON l.code = c.catenax_id CROSS JOIN LATERAL (SELECT count(*) AS reached, max(t.tier_min) AS steps FROM trace(l.code, CASE c.direction WHEN 'down' THEN 'up' ELSE 'down' END) AS t) AS t
		WHERE c.doc = ANY (%L) AND (t.reached, t.steps) IS DISTINCT FROM (c.reached, c.steps)$q$, docs), 'closures down to materials and up to wholes, with their depth');
	RETURN NEXT is_empty(format($q$SELECT c.*, t.* FROM closure AS c JOIN item AS l ON l.code = c.catenax_id CROSS JOIN LATERAL (SELECT count(DISTINCT x.item) AS reached FROM explode(l.code) AS x WHERE x.item <> c.catenax_id) AS t
		WHERE c.doc = ANY (%L) AND c.direction = 'down' AND NOT EXISTS (SELECT FROM lot AS o WHERE o.code = c.catenax_id) AND t.reached <> c.reached$q$, docs), 'closures of what is planned');
	RETURN NEXT bag_eq($q$SELECT o.code::text AS whole, i.code::text AS part, f.detail FROM data_finding AS f JOIN consumption AS c ON c.id = f.row_id JOIN lot AS o ON o.id = c.output_lot_id JOIN lot AS i ON i.id = c.input_lot_id WHERE f.kind = 'disagreeing_quantity'$q$,
		format($q$SELECT f.id_1, f.id_2, (SELECT string_agg(regexp_replace(w, 'unit:', ''), '; ' ORDER BY w COLLATE "C") FROM regexp_split_to_table(f.detail, '; ') AS w) FROM odd AS f WHERE f.finding = 'quantity-disagrees-between-aspects' AND f.doc = ANY (%L)$q$, docs), 'quantities on which aspects disagree');
	RETURN NEXT bag_eq($q$SELECT l.code::text, replace(f.detail, 'part of ', '') FROM data_finding AS f JOIN lot AS l ON l.id = f.row_id WHERE f.kind = 'one_part_in_several_wholes'$q$,
		format($q$SELECT f.id_1, f.detail FROM odd AS f WHERE f.finding = 'one-serial-part-in-several-parents' AND f.doc = ANY (%L)$q$, docs), 'things that are in several wholes at once');
	RETURN NEXT is((SELECT count(*) FROM data_finding AS f WHERE f.kind = 'unknown_country'), (SELECT count(*) FROM node AS n WHERE n.doc = ANY (docs) AND n.country = 'HUR'), 'countries that there are not');
	DROP TABLE mine;
END
$$;
SET LOCAL search_path = catenax_second, materials, public;
SELECT * FROM pg_temp.compared(ARRAY['bom/smallTestdata.json']);
SELECT is((SELECT count(*) FROM closure AS c JOIN lot AS l ON l.code = c.catenax_id WHERE c.doc = 'bom/smallTestdata.json'), 241::bigint, 'closures of every part were compared');
SELECT is((SELECT string_agg(t.item || ' ' || t.n, ', ' ORDER BY t.n, t.item) FROM (SELECT i.name AS item, count(*) AS n FROM trace_up('urn:uuid:a4a2ba57-1c50-48ad-8981-7a0ef032146b') AS u JOIN lot AS l ON l.code = u.lot JOIN item AS i ON i.id = l.item_id
	WHERE i.name IN ('Battery', 'HV MODUL', 'ZB ZELLE', 'Cathode Material') GROUP BY 1) AS t), 'Battery 1, Cathode Material 2, HV MODUL 6, ZB ZELLE 60', 'an electric car: its battery, modules, cells and cathode batches');
SELECT is((SELECT count(*) FROM recall('urn:uuid:34fb1d24-9158-4bc3-ac3a-34fc4893b351') AS r WHERE r.lot <> 'urn:uuid:34fb1d24-9158-4bc3-ac3a-34fc4893b351'), 41::bigint, 'what a cathode batch went into');
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM file AS f CROSS JOIN LATERAL catenax_import(f.document, f.name) AS r WHERE f.name = 'smallTestdata'),
	'aspects 0, known 411, items 0, lots 0, consumption 0, components 0, findings 0', 'a second time adds nothing');
SET LOCAL search_path = catenax_test, materials, public;
SELECT * FROM pg_temp.compared(ARRAY(SELECT 'bom/' || f.name || '.json' FROM file AS f WHERE f.name !~ 'expected' AND f.name <> 'smallTestdata'));

-- The relationships that upstream's acceptance tests expect: those of containers that are here follow from them; others go in themselves.
SELECT is_empty($$SELECT f.name, e.* FROM file AS f CROSS JOIN LATERAL catenax_edges(f.document) AS e
	WHERE f.name IN ('529-single-level-bom-as-built-expected-relationships', '529-single-level-bom-as-planned-expected-relationships') AND NOT EXISTS (SELECT FROM edge AS k WHERE k.parent = e.parent AND k.child = e.child AND k.quantity = e.number::numeric AND k.unit = 'unit:' || e.unit)$$, 'expected relationships are there');
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM file AS f CROSS JOIN LATERAL catenax_import(f.document, f.name) AS r WHERE f.name = 'TRI-767-expected-relationships' AND r.outcome IN ('lots', 'consumption', 'refused')), 'lots 113, consumption 174', 'the answer of a job goes in');
SELECT is((SELECT ROW(t.lots, t.consumption)::text FROM trace_size('urn:uuid:4509ea7c-c8d2-41a1-83ca-c214ee34af6c') AS t), '(112,174)', 'and is one tree under its root');

-- What is refused, with the field at fault; nothing of it stays.
CREATE FUNCTION pg_temp.refused(document jsonb) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(r.detail, '; ') FROM catenax_test.catenax_import(document, 'test') AS r WHERE r.outcome = 'refused' $$;
CREATE FUNCTION pg_temp.twin(id text, child text, number text, unit text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('data', jsonb_build_array(jsonb_build_object('catenaXId', id, 'urn:samm:io.catenax.single_level_bom_as_built:3.0.0#SingleLevelBomAsBuilt',
		jsonb_build_array(jsonb_build_object('catenaXId', id, 'childItems', jsonb_build_array(jsonb_build_object('catenaXId', child, 'quantity', jsonb_build_object('value', number::jsonb, 'unit', unit))))))))
$$;
SELECT throws_ok($$SELECT * FROM catenax_import('{"data": []}')$$, '22023', 'a container has neither an aspect of a digital twin nor a relationship', 'a container of nothing');
SELECT is(pg_temp.refused(pg_temp.twin('w', 'w', '1', 'unit:piece')), 'twin 1, SingleLevelBomAsBuilt.childItems[0]: part "w" consists of itself', 'a part of itself');
SELECT is(pg_temp.refused(pg_temp.twin('w', 'p', '"many"', 'unit:piece')), 'twin 1, SingleLevelBomAsBuilt.childItems[0]: not a quantity: "many piece"', 'a number that is none');
SELECT is(pg_temp.refused(pg_temp.twin('w', 'p', '0', 'unit:piece')), 'twin 1, SingleLevelBomAsBuilt.childItems[0]: not a quantity: "0 piece"', 'nothing of a part');
SELECT is(pg_temp.refused(pg_temp.twin('w', 'p', '1', 'unit:furlong')), 'twin 1, SingleLevelBomAsBuilt.childItems[0]: not a quantity: "1 furlong"', 'a unit that there is not');
SELECT is(pg_temp.refused('{"relationships": [{"catenaXId": "w", "bpn": "", "linkedItem": {"childCatenaXId": "p", "quantity": {"value": 1, "unit": "unit:piece"}}}]}'), 'twin 1, relationships[0]: not the number of a business partner: ""', 'a partner without a number');
SELECT is(pg_temp.refused(pg_temp.twin('w', NULL, '1', 'unit:piece')), 'twin 1, SingleLevelBomAsBuilt.childItems[0]: an item of a bill of material has no catenaXId of at most 200 characters', 'a part without a name');
SELECT is(pg_temp.refused(pg_temp.twin(NULL, 'p', '1', 'unit:piece')) ~ 'a twin has no catenaXId', true, 'a twin without a name');
SELECT is((SELECT count(*) FROM lot AS l WHERE l.code IN ('w', 'p')), 0::bigint, 'nothing of these is recorded');
SELECT is(pg_temp.refused(pg_temp.twin('w', 'p', '"0.2014"', 'unit:kilogram')), NULL, 'a number may stand as a text');
SELECT is((SELECT c.quantity::text FROM consumption AS c JOIN lot AS l ON l.id = c.input_lot_id WHERE l.code = 'p'), '0.2014 kg', 'and is read exactly');
SELECT is(pg_temp.refused(pg_temp.twin('w', 'p', '2', 'unit:kilogram')), 'twin 1, urn:samm:io.catenax.single_level_bom_as_built:3.0.0#SingleLevelBomAsBuilt: aspect "urn:samm:io.catenax.single_level_bom_as_built:3.0.0#SingleLevelBomAsBuilt" of twin "w" is there with other content', 'the same aspect with other content');
SELECT is((SELECT count(*) > 6 FROM import_error), true, 'faults are kept');

-- One level out, and into another ledger.
SELECT catenax_export('urn:uuid:a1fa0f85-697d-4c9d-982f-2501af8e8636') AS told \gset
SET LOCAL search_path = catenax_second, materials, public;
SELECT is((SELECT r.row_count FROM catenax_import(:'told'::jsonb) AS r WHERE r.outcome = 'consumption'), (SELECT count(*) FROM edge AS e WHERE e.doc ~ 'DataIntegrity' AND e.parent = 'urn:uuid:a1fa0f85-697d-4c9d-982f-2501af8e8636' AND e.aspect !~ 'Usage'), 'one level goes in elsewhere');
SELECT bag_eq($$SELECT i.code, c.quantity::text FROM consumption AS c JOIN lot AS o ON o.id = c.output_lot_id JOIN lot AS i ON i.id = c.input_lot_id WHERE o.code = 'urn:uuid:a1fa0f85-697d-4c9d-982f-2501af8e8636'$$,
	$$SELECT i.code, c.quantity::text FROM catenax_test.consumption AS c JOIN catenax_test.lot AS o ON o.id = c.output_lot_id JOIN catenax_test.lot AS i ON i.id = c.input_lot_id WHERE o.code = 'urn:uuid:a1fa0f85-697d-4c9d-982f-2501af8e8636'$$, 'with the same parts and quantities');
SELECT is(catenax_export('urn:uuid:a1fa0f85-697d-4c9d-982f-2501af8e8636') -> 'https://catenax.io/schema/TestDataContainer/1.0.0' -> 0 -> 'urn:samm:io.catenax.single_level_bom_as_built:3.0.0#SingleLevelBomAsBuilt',
	:'told'::jsonb -> 'https://catenax.io/schema/TestDataContainer/1.0.0' -> 0 -> 'urn:samm:io.catenax.single_level_bom_as_built:3.0.0#SingleLevelBomAsBuilt', 'and out again the same');
-- Whoever may record may import.
CREATE ROLE catenax_test_recorder;
SELECT materials.grant_ledger('catenax_second', 'catenax_test_recorder', 'recorder') \g /dev/null
SET LOCAL search_path = catenax_second, materials, public;
SET LOCAL ROLE catenax_test_recorder;
SELECT results_eq($$SELECT r.outcome, r.row_count FROM catenax_import(pg_temp.twin('rec-w', 'rec-p', '1', 'unit:piece')) AS r WHERE r.row_count > 0$$, $$VALUES ('aspects', 1::bigint), ('items', 2), ('lots', 2), ('consumption', 1)$$, 'a recorder imports');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
