-- Containers of Catena-X become lots and what they consumed, or items and what they consist of by design.  A container may
-- contradict itself; what it says is kept, and what is odd about it is a data_finding.

CREATE OR REPLACE FUNCTION catenax_faults(document jsonb) RETURNS SETOF materials.import_fault
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT
AS $$
DECLARE
	content_message text;
	twin_message text;
	item_message text;
	itself_message text;
	quantity_message text;
	partner_message text;
BEGIN
	content_message := 'aspect "%s" of twin "%s" is there with other content';
	twin_message := 'a twin has no catenaXId of at most 200 characters';
	item_message := 'an item of a bill of material has no catenaXId of at most 200 characters';
	itself_message := 'part "%s" consists of itself';
	quantity_message := 'not a quantity: "%s %s"';
	partner_message := 'not the number of a business partner: "%s"';
	RETURN QUERY
	WITH twin AS MATERIALIZED (
		SELECT a.place, a.catenax_id, a.urn, jsonb_agg(DISTINCT a.content ORDER BY a.content) AS content FROM materials.catenax_aspects(catenax_faults.document) AS a GROUP BY a.place, a.catenax_id, a.urn
	), edge AS MATERIALIZED (
		SELECT e.place, e.field, e.parent, e.child, e.number, e.unit, e.bpnl FROM materials.catenax_edges(catenax_faults.document) AS e
	)
	SELECT DISTINCT t.place, 'catenaXId', '23502', twin_message, '{}'::jsonb FROM twin AS t WHERE coalesce(length(t.catenax_id) NOT BETWEEN 1 AND 200 OR t.catenax_id <> btrim(t.catenax_id, E' \t\r\n'), true)
	UNION ALL
	SELECT p.place, 'bpnl', '22023', format(partner_message, left(p.bpnl, 64)), '{}'::jsonb FROM materials.catenax_parts(catenax_faults.document) AS p WHERE length(p.bpnl) NOT BETWEEN 1 AND 200 OR p.bpnl <> btrim(p.bpnl, E' \t\r\n')
	UNION ALL
	SELECT t.place, t.urn, '23505', format(content_message, left(t.urn, 200), left(t.catenax_id, 64)), t.content FROM twin AS t
	WHERE EXISTS (SELECT FROM catenax_aspect AS a WHERE a.catenax_id = t.catenax_id AND a.urn = t.urn AND a.content <> t.content)
		OR EXISTS (SELECT FROM twin AS o WHERE o.catenax_id = t.catenax_id AND o.urn = t.urn AND o.place < t.place AND o.content <> t.content)
	UNION ALL
	SELECT e.place, e.field, f.state, f.message, jsonb_build_object('parent', e.parent, 'child', e.child, 'number', e.number, 'unit', e.unit)
	FROM edge AS e CROSS JOIN LATERAL (
		SELECT '23502', item_message WHERE coalesce(length(e.parent) NOT BETWEEN 1 AND 200 OR e.parent <> btrim(e.parent, E' \t\r\n') OR length(e.child) NOT BETWEEN 1 AND 200 OR e.child <> btrim(e.child, E' \t\r\n'), true)
		UNION ALL SELECT '22023', format(partner_message, left(e.bpnl, 64)) WHERE length(e.bpnl) NOT BETWEEN 1 AND 200 OR e.bpnl <> btrim(e.bpnl, E' \t\r\n')
		UNION ALL SELECT '23514', format(itself_message, left(e.parent, 64)) WHERE e.parent = e.child
		UNION ALL SELECT '22023', format(quantity_message, left(coalesce(e.number, ''), 64), left(coalesce(e.unit, ''), 64)) WHERE coalesce(materials.sign(materials.told_quantity(e.number, e.unit)) <= 0, true)) AS f (state, message)
	ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION catenax_faults(jsonb) IS 'why a container of Catena-X cannot be taken: by itself, or with what the ledger has';

-- Every part that a container tells of or names, with what is drawn of it.
CREATE OR REPLACE FUNCTION catenax_nodes(document jsonb) RETURNS TABLE (catenax_id text, bpnl text, kind text, name text, item_code text, country materials.country, country_text text, made_on date, site text, planned boolean)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 200
BEGIN ATOMIC
	WITH part AS MATERIALIZED (
		SELECT p.catenax_id, p.bpnl, p.kind, p.name, p.part_number, p.country, p.made_on, p.site, p.planned FROM materials.catenax_parts(catenax_nodes.document) AS p
	), named AS (
		SELECT n.catenax_id, min(n.bpnl) AS bpnl, bool_or(n.planned) AS planned
		FROM (SELECT e.parent AS catenax_id, NULL::text AS bpnl, e.planned FROM materials.catenax_edges(catenax_nodes.document) AS e UNION ALL SELECT e.child, e.bpnl, e.planned FROM materials.catenax_edges(catenax_nodes.document) AS e) AS n GROUP BY n.catenax_id
	), node AS (
		SELECT coalesce(p.catenax_id, n.catenax_id) AS catenax_id, coalesce(p.bpnl, n.bpnl) AS bpnl, coalesce(p.kind, 'named') AS kind, p.name, p.part_number, p.country, p.made_on, p.site, coalesce(p.planned, false) OR coalesce(n.planned, false) AS planned
		FROM part AS p FULL JOIN named AS n ON n.catenax_id = p.catenax_id
	)
	SELECT n.catenax_id, n.bpnl, n.kind, coalesce(n.name, 'not named'), CASE WHEN n.planned OR n.part_number IS NULL THEN n.catenax_id ELSE left(concat_ws(':', n.bpnl, n.part_number), 200) END,
		materials.told_code('country', n.country)::materials.country, n.country, materials.told_code('date', n.made_on)::date, n.site, n.planned
	FROM node AS n;
END;
COMMENT ON FUNCTION catenax_nodes(jsonb) IS 'parts, batches and planned parts that a container tells of or names, and the item that each is one of';

CREATE OR REPLACE FUNCTION catenax_take_parts(document jsonb, document_name text, OUT lots bigint, OUT items bigint)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	country_detail text;
	made_detail text;
BEGIN
	country_detail := 'there is no country "%s"';
	made_detail := 'made on %s, later than what it is part of';
	-- Partners go by their business partner number.
	WITH partner AS (
		SELECT DISTINCT n.bpnl FROM catenax_nodes(document) AS n WHERE n.bpnl IS NOT NULL AND NOT EXISTS (SELECT FROM party_identifier AS i WHERE i.scheme = 'BPN' AND i.value = n.bpnl)
	), made AS (
		INSERT INTO party (code, name, source) SELECT p.bpnl, p.bpnl, document_name FROM partner AS p ORDER BY p.bpnl COLLATE "C" RETURNING id, code
	)
	INSERT INTO party_identifier (party_id, scheme, value, source) SELECT m.id, 'BPN', m.code, document_name FROM made AS m;
	INSERT INTO site (code, name, operator_id, country, source)
	SELECT DISTINCT ON (n.site) n.site, n.site, i.party_id, n.country, document_name FROM catenax_nodes(document) AS n LEFT JOIN party_identifier AS i ON i.scheme = 'BPN' AND i.value = n.bpnl
	WHERE n.site IS NOT NULL AND n.country IS NOT NULL AND NOT n.planned AND NOT EXISTS (SELECT FROM site AS s WHERE s.code = n.site) ORDER BY n.site, n.catenax_id;
	WITH made AS (
		INSERT INTO item (code, name, class, maker_id, source)
		SELECT DISTINCT ON (n.item_code) n.item_code, n.name, 'other', i.party_id, document_name FROM catenax_nodes(document) AS n LEFT JOIN party_identifier AS i ON i.scheme = 'BPN' AND i.value = n.bpnl
		WHERE NOT EXISTS (SELECT FROM item AS t WHERE t.code = n.item_code) ORDER BY n.item_code, n.catenax_id RETURNING id
	)
	SELECT count(*) INTO items FROM made AS m;

	WITH claim AS MATERIALIZED (
		SELECT DISTINCT ON (e.parent, e.child) e.parent, e.child, materials.told_quantity(e.number, e.unit) AS quantity FROM materials.catenax_edges(document) AS e WHERE NOT e.planned ORDER BY e.parent, e.child, e.aspect ~ 'Usage', e.place
	), drawn AS (
		SELECT d.child, (array_agg(d.largest ORDER BY d.first))[1] AS largest, (array_agg(d.together ORDER BY d.first))[1] AS together
		FROM (SELECT c.child, materials.dimension(c.quantity) AS dimension, min(c.parent) AS first, materials.max(c.quantity) AS largest, materials.sum(c.quantity) AS together FROM claim AS c GROUP BY 1, 2) AS d
		GROUP BY d.child
	), part AS MATERIALIZED (
		SELECT n.* FROM catenax_nodes(document) AS n
	), whole AS (
		SELECT c.child, min(o.made_on) AS made_on FROM claim AS c JOIN part AS o ON o.catenax_id = c.parent GROUP BY c.child
	), node AS MATERIALIZED (
		SELECT n.*, i.party_id, s.id AS site_id, t.id AS item_id,
			-- Of a batch nobody says how much it is: at least what went into others.  A part with a number is one piece, or what a whole takes of it.
			CASE WHEN d.largest IS NULL THEN '1 each'::materials.quantity WHEN n.kind = 'batch' THEN d.together WHEN materials.dimension(d.largest) = 'count' THEN GREATEST(d.largest, '1 each'::materials.quantity) ELSE d.together END AS quantity,
			n.made_on > w.made_on AS late
		FROM part AS n JOIN item AS t ON t.code = n.item_code LEFT JOIN party_identifier AS i ON i.scheme = 'BPN' AND i.value = n.bpnl LEFT JOIN site AS s ON s.code = n.site LEFT JOIN drawn AS d ON d.child = n.catenax_id
			LEFT JOIN whole AS w ON w.child = n.catenax_id
		WHERE NOT n.planned AND NOT EXISTS (SELECT FROM lot AS l WHERE l.code = n.catenax_id)
	), made AS (
		INSERT INTO lot (code, item_id, producer_id, site_id, country, made_on, quantity, source)
		SELECT n.catenax_id, n.item_id, n.party_id, n.site_id, n.country, CASE WHEN NOT coalesce(n.late, false) THEN n.made_on END, n.quantity, document_name FROM node AS n ORDER BY n.catenax_id COLLATE "C" RETURNING id, code
	), found AS (
		INSERT INTO data_finding (kind, relation, row_id, detail)
		SELECT f.kind, 'lot', m.id, f.detail FROM made AS m JOIN node AS n ON n.catenax_id = m.code
			CROSS JOIN LATERAL (SELECT 'unknown_country' AS kind, format(country_detail, left(n.country_text, 64)) AS detail WHERE n.country IS NULL AND n.country_text IS NOT NULL
				UNION ALL SELECT 'other', format(made_detail, to_char(n.made_on, 'YYYY-MM-DD')) WHERE n.late) AS f
		ORDER BY m.code COLLATE "C"
	)
	SELECT count(*) INTO lots FROM made AS m;
END
$$;
COMMENT ON FUNCTION catenax_take_parts(jsonb, text) IS 'records partners, sites, items and lots of a container; catenax_import calls it';

CREATE OR REPLACE FUNCTION catenax_take_edges(document jsonb, document_name text, OUT drawn bigint, OUT designed bigint, OUT findings bigint)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	wholes_detail text;
BEGIN
	wholes_detail := 'part of %s';
	WITH made AS (
		INSERT INTO item_component (item_id, component_id, quantity, source)
		SELECT DISTINCT ON (w.id, c.id) w.id, c.id, materials.told_quantity(e.number, e.unit), document_name
		FROM materials.catenax_edges(document) AS e JOIN item AS w ON w.code = e.parent JOIN item AS c ON c.code = e.child
		WHERE e.planned AND NOT EXISTS (SELECT FROM item_component AS k WHERE k.item_id = w.id AND k.component_id = c.id) ORDER BY w.id, c.id, e.aspect ~ 'Usage', e.place RETURNING id
	)
	SELECT count(*) INTO designed FROM made AS m;

	WITH claim AS MATERIALIZED (
		SELECT w.id AS output_id, c.id AS input_id, e.aspect, e.place, e.number, e.unit, materials.told_quantity(e.number, e.unit) AS quantity, c.quantity AS made, k.quantity AS recorded, k.id AS consumption_id
		FROM materials.catenax_edges(document) AS e JOIN lot AS w ON w.code = e.parent AND w.id = lot_standing(w.id, 'infinity') JOIN lot AS c ON c.code = e.child AND c.id = lot_standing(c.id, 'infinity')
			LEFT JOIN consumption AS k ON k.output_lot_id = w.id AND k.input_lot_id = c.id AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = k.id)
		WHERE NOT e.planned
	), chosen AS (
		SELECT DISTINCT ON (c.output_id, c.input_id) c.output_id, c.input_id, c.quantity, c.made FROM claim AS c WHERE c.consumption_id IS NULL ORDER BY c.output_id, c.input_id, c.aspect ~ 'Usage', c.place
	), drawn_now AS (
		-- What is drawn by a measure that the lot is not told by may be all of it.
		INSERT INTO consumption (output_lot_id, input_lot_id, quantity, excess_stated, source)
		SELECT c.output_id, c.input_id, CASE WHEN materials.same_dimension(c.quantity, c.made) THEN c.quantity ELSE c.made END, true, document_name FROM chosen AS c ORDER BY c.output_id, c.input_id RETURNING id, output_lot_id, input_lot_id
	), said AS (
		SELECT c.output_id, c.input_id, max(c.consumption_id) AS consumption_id, array_agg(DISTINCT format('%s %s (%s)', c.number, c.unit, c.aspect)) AS words,
			count(DISTINCT (c.quantity::text)) > 1 OR bool_or(NOT materials.same_dimension(c.quantity, c.made)) OR bool_or(c.recorded::text <> c.quantity::text) AS differ, max(c.recorded::text) AS recorded
		FROM claim AS c GROUP BY c.output_id, c.input_id
	), disagreeing AS (
		INSERT INTO data_finding (kind, relation, row_id, detail)
		SELECT 'disagreeing_quantity', 'consumption', k.id, k.detail
		FROM (SELECT coalesce(s.consumption_id, d.id) AS id, array_to_string(s.words, '; ') AS words, concat_ws('; ', array_to_string(s.words, '; '), CASE WHEN s.consumption_id IS NOT NULL THEN format('%s (recorded before)', s.recorded) END) AS detail
			FROM said AS s LEFT JOIN drawn_now AS d ON d.output_lot_id = s.output_id AND d.input_lot_id = s.input_id WHERE s.differ) AS k
		-- What the container said when the row was recorded, it says again.
		WHERE NOT EXISTS (SELECT FROM data_finding AS f WHERE f.kind = 'disagreeing_quantity' AND f.relation = 'consumption' AND f.row_id = k.id AND f.detail IN (k.detail, k.words)) ORDER BY k.id RETURNING id
	)
	SELECT (SELECT count(*) FROM drawn_now AS d), (SELECT count(*) FROM disagreeing AS d) INTO drawn, findings;

	-- One thing with a serial number is in one whole at a time.
	WITH several AS (
		SELECT c.input_lot_id AS lot_id, format(wholes_detail, string_agg(o.code, ' ' ORDER BY o.code COLLATE "C")) AS detail
		FROM catenax_nodes(document) AS n JOIN lot AS i ON i.code = n.catenax_id JOIN consumption AS c ON c.input_lot_id = i.id JOIN lot AS o ON o.id = c.output_lot_id
		WHERE n.kind = 'serial' AND NOT n.planned AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id) GROUP BY c.input_lot_id HAVING count(DISTINCT c.output_lot_id) > 1
	), made AS (
		INSERT INTO data_finding (kind, relation, row_id, detail)
		SELECT 'one_part_in_several_wholes', 'lot', s.lot_id, s.detail FROM several AS s
		WHERE NOT EXISTS (SELECT FROM data_finding AS f WHERE f.kind = 'one_part_in_several_wholes' AND f.relation = 'lot' AND f.row_id = s.lot_id AND f.detail = s.detail) ORDER BY s.lot_id RETURNING id
	)
	SELECT findings + count(*) INTO findings FROM made AS m;
END
$$;
COMMENT ON FUNCTION catenax_take_edges(jsonb, text) IS 'records what parts of a container consist of, and where it contradicts itself; catenax_import calls it';

CREATE OR REPLACE FUNCTION catenax_import(document jsonb, name text DEFAULT 'Catena-X') RETURNS TABLE (outcome text, row_count bigint, detail text)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 10 SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	taken bigint;
	known bigint;
	parts record;
	edges record;
BEGIN
	IF catenax_import.document IS NULL OR NOT EXISTS (SELECT FROM materials.catenax_aspects(catenax_import.document) AS a) AND NOT EXISTS (SELECT FROM materials.catenax_edges(catenax_import.document) AS e) THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a container has neither an aspect of a digital twin nor a relationship',
			HINT = 'It is a list of twins, each with its catenaXId and aspects under their urn:samm: or urn:bamm: names, or what a job of the item relationship service answers.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('materials catenax', 'ledger'::regclass::oid::bigint));
	RETURN QUERY SELECT 'refused', 1::bigint, format('twin %s, %s: %s', r.place, r.field, r.message)
	FROM refuse(catenax_import.name, (SELECT array_agg(f) FROM catenax_faults(catenax_import.document) AS f)) AS r ORDER BY r.place, r.field COLLATE "C";
	IF FOUND THEN
		RETURN;
	END IF;
	WITH told AS (
		SELECT a.catenax_id, a.urn, min(a.place) AS place, jsonb_agg(DISTINCT a.content ORDER BY a.content) AS content FROM materials.catenax_aspects(catenax_import.document) AS a GROUP BY a.catenax_id, a.urn
	), made AS (
		INSERT INTO catenax_aspect (catenax_id, urn, content, source)
		SELECT t.catenax_id, t.urn, t.content, catenax_import.name FROM told AS t ORDER BY t.place, t.urn COLLATE "C" ON CONFLICT ON CONSTRAINT catenax_aspect_catenax_id_urn_key DO NOTHING RETURNING id
	)
	SELECT (SELECT count(*) FROM made AS m), (SELECT count(*) FROM told AS t) - (SELECT count(*) FROM made AS m) INTO taken, known;
	PERFORM materials.tell_progress(format('%s aspects are recorded', taken));
	SELECT p.lots, p.items INTO parts FROM catenax_take_parts(catenax_import.document, catenax_import.name) AS p;
	PERFORM materials.tell_progress(format('%s items and %s lots are recorded', parts.items, parts.lots));
	SELECT e.drawn, e.designed, e.findings INTO edges FROM catenax_take_edges(catenax_import.document, catenax_import.name) AS e;
	RETURN QUERY SELECT w.outcome, w.row_count, w.detail
		FROM (VALUES ('aspects', taken, 'recorded'), ('known', known, 'recorded before, with the same content'), ('items', parts.items, 'recorded'), ('lots', parts.lots, 'recorded'),
			('consumption', edges.drawn, 'recorded, as built'), ('components', edges.designed, 'recorded, as planned'), ('findings', edges.findings, 'where the container contradicts itself: data_finding')) AS w (outcome, row_count, detail);
END
$$;
COMMENT ON FUNCTION catenax_import(jsonb, text) IS 'records a container of digital twins of Catena-X, all of it or nothing: parts and batches as lots, bills of material as built and their usage as consumption, as planned as components of items; partners go by their BPN. Twins at fault go to import_error and come back as refused; what contradicts itself is kept and becomes a data_finding';

CREATE OR REPLACE FUNCTION catenax_export(lot_code text, known_at timestamptz DEFAULT NULL) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	instant timestamptz := coalesce(catenax_export.known_at, materials.known_at());
	root bigint := lot_id(catenax_export.lot_code, instant);
BEGIN
	RETURN (WITH drawn AS MATERIALIZED (
		SELECT c.input_lot_id, materials.sum(c.quantity) AS quantity FROM consumption_into(ARRAY[root], instant) AS c GROUP BY c.input_lot_id
	), twin AS (
		SELECT l.id, CASE WHEN l.code ^@ 'urn:uuid:' THEN l.code::text ELSE format('urn:uuid:%s', md5(current_schema() || ' ' || l.code)::uuid) END AS catenax_id, i.value AS bpnl, l.quantity, l.made_on, l.country, t.code AS item_code, t.name
		FROM lot_at(instant) AS l LEFT JOIN item AS t ON t.id = l.item_id LEFT JOIN LATERAL (SELECT min(p.value) AS value FROM party_identifier AS p WHERE p.party_id = l.producer_id AND p.scheme = 'BPN') AS i ON true
		WHERE l.id = root OR l.id IN (SELECT k.input_lot_id FROM drawn AS k)
	), inputs AS (
		SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('catenaXId', t.catenax_id, 'businessPartner', t.bpnl, 'hasAlternatives', false,
			'quantity', jsonb_build_object('value', materials.amount(c.quantity, u.symbol), 'unit', 'unit:' || u.word))) ORDER BY t.catenax_id COLLATE "C") AS items
		FROM drawn AS c JOIN twin AS t ON t.id = c.input_lot_id
			JOIN (VALUES ('count', 'each', 'piece'), ('mass', 'kg', 'kilogram'), ('volume', 'L', 'litre'), ('length', 'm', 'metre'), ('area', 'm2', 'squareMetre')) AS u (dimension, symbol, word) ON u.dimension = materials.dimension(c.quantity)
	)
	SELECT jsonb_build_object('https://catenax.io/schema/TestDataContainer/1.0.0', jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('catenaXId', t.catenax_id, 'bpnl', t.bpnl,
		'urn:samm:io.catenax.serial_part:3.0.0#SerialPart', jsonb_build_array(jsonb_build_object('catenaXId', t.catenax_id, 'localIdentifiers', jsonb_build_array(jsonb_build_object('key', 'partInstanceId', 'value', catenax_export.lot_code)),
			'manufacturingInformation', jsonb_build_object('date', to_char(t.made_on, 'YYYY-MM-DD'), 'country', materials.country_alpha3(t.country)), 'partTypeInformation', jsonb_build_object('manufacturerPartId', t.item_code, 'nameAtManufacturer', t.name))),
		'urn:samm:io.catenax.single_level_bom_as_built:3.0.0#SingleLevelBomAsBuilt', jsonb_build_array(jsonb_build_object('catenaXId', t.catenax_id, 'childItems', coalesce(i.items, '[]')))))))
	FROM twin AS t CROSS JOIN inputs AS i WHERE t.id = root);
END
$$;
COMMENT ON FUNCTION catenax_export(text, timestamptz) IS 'one level of a lot as a container of Catena-X: what it is (SerialPart 3.0.0) and what it was made of (SingleLevelBomAsBuilt 3.0.0). A lot whose code is no urn:uuid gets one that follows from ledger and code';
