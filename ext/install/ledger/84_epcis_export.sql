-- Writing EPCIS 2.0 JSON-LD from the events that are recorded.

-- Namespaces that events use, each with the prefix that a document gave it, or else ns and a number.
CREATE OR REPLACE FUNCTION epcis_prefix(contents text[], heads jsonb) RETURNS TABLE (space text, prefix text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	WITH used AS (
		SELECT DISTINCT m.part[1] AS space FROM unnest(epcis_prefix.contents) AS c (one) CROSS JOIN LATERAL regexp_matches(c.one, '[{,] ?"\{([^}"]*)\}', 'g') AS m (part)
	), alien AS (
		SELECT DISTINCT m.part[1] AS prefix FROM unnest(epcis_prefix.contents) AS c (one) CROSS JOIN LATERAL regexp_matches(c.one, '[{,] ?"([A-Za-z][A-Za-z0-9._-]*):(?:[^"\\]|\\.)*": ', 'g') AS m (part)
	), declared AS (
		SELECT DISTINCT ON (p.space) p.space, p.prefix FROM (
			SELECT coalesce(k.value ->> '@id', k.value #>> '{}') AS space, k.key AS prefix
			FROM jsonb_array_elements(epcis_prefix.heads) AS h (head)
				CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(h.head -> '@context') WHEN 'array' THEN h.head -> '@context' ELSE jsonb_build_array(h.head -> '@context') END) AS x (context)
				CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(x.context) WHEN 'object' THEN x.context ELSE '{}' END) AS k
			UNION ALL SELECT f.space, f.prefix FROM (VALUES ('urn:epcglobal:cbv:mda', 'cbvmda'), ('https://gs1.org/voc/', 'gs1'), ('http://www.w3.org/2000/01/rdf-schema#', 'rdfs')) AS f (space, prefix)) AS p
		WHERE p.prefix ~ '^[A-Za-z][A-Za-z0-9._-]*$' ORDER BY p.space, p.prefix COLLATE "C"
	)
	-- A prefix that stands in an event unexplained is not explained now.
	SELECT u.space, CASE WHEN d.prefix IS NULL OR count(*) OVER (PARTITION BY d.prefix) > 1 OR d.prefix IN ('http', 'https', 'urn') OR d.prefix IN (SELECT a.prefix FROM alien AS a) THEN 'ns' || row_number() OVER (ORDER BY u.space COLLATE "C") ELSE d.prefix END
	FROM used AS u LEFT JOIN declared AS d ON d.space = u.space;
END;
COMMENT ON FUNCTION epcis_prefix(text[], jsonb) IS 'prefixes for the namespaces in some events in normal form';

CREATE OR REPLACE FUNCTION epcis_short(name text, contents text[], heads jsonb) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce((SELECT p.prefix || ':' || substr(epcis_short.name, length(p.space) + 3) FROM epcis_prefix(epcis_short.contents, epcis_short.heads) AS p WHERE epcis_short.name ^@ ('{' || p.space || '}')), epcis_short.name);
END;
COMMENT ON FUNCTION epcis_short(text, text[], jsonb) IS 'the name of a field with its prefix instead of its namespace';

CREATE OR REPLACE FUNCTION epcis_export(items text[] DEFAULT NULL, from_time timestamptz DEFAULT NULL, to_time timestamptz DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	wanted text[] := ARRAY(SELECT DISTINCT materials.digital_link(i.one) FROM unnest(epcis_export.items) AS i (one));
	known timestamptz := coalesce(epcis_export.known_at, materials.known_at());
	contents text[];
	heads jsonb;
	masters jsonb;
	head jsonb;
	ignored jsonb;
	known_names text[];
	named record;
	written text;
BEGIN
	SELECT array_agg(e.content::text ORDER BY e.happened_at, e.id) INTO contents FROM epcis_event AS e
	WHERE e.recorded_at <= known AND (epcis_export.items IS NULL OR e.items && wanted)
		AND e.happened_at >= coalesce(epcis_export.from_time, '-infinity') AND e.happened_at < coalesce(epcis_export.to_time, 'infinity');
	SELECT coalesce(jsonb_agg(d.head ORDER BY d.id), '[]') INTO heads FROM epcis_document AS d
	WHERE d.recorded_at <= known AND EXISTS (SELECT FROM epcis_event AS e WHERE e.document_id = d.id AND (epcis_export.items IS NULL OR e.items && wanted));
	SELECT jsonb_agg(jsonb_build_object('type', m.type, 'vocabularyElementList', m.elements) ORDER BY m.type COLLATE "C") INTO masters
	FROM (SELECT v.type, jsonb_agg(v.content - 'type' ORDER BY v.id) AS elements FROM epcis_master AS v
		WHERE v.recorded_at <= known AND (epcis_export.items IS NULL OR v.code = ANY (wanted)) GROUP BY v.type) AS m;
	-- Fields that a document says are of no account are so still.
	SELECT jsonb_object_agg(g.key, g.names) INTO ignored FROM (SELECT k.key, jsonb_agg(DISTINCT n.one) AS names FROM jsonb_array_elements(heads) AS h (head) CROSS JOIN LATERAL jsonb_each(h.head) AS k
			CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(k.value) WHEN 'array' THEN k.value ELSE '[]' END) AS n (one) WHERE k.key ~ '\}ignoreFields$' GROUP BY k.key) AS g;
	known_names := coalesce(contents, '{}') || ARRAY(SELECT '{"' || n.name || '": 0}' FROM (SELECT k.key AS name FROM jsonb_each(ignored) AS k UNION SELECT a.one FROM jsonb_each(ignored) AS k CROSS JOIN LATERAL jsonb_array_elements_text(k.value) AS a (one)) AS n);
	written := '[' || coalesce(array_to_string(contents, ', '), '') || ']';
	-- Only where a name begins: behind a brace or a comma, which in a text would be followed by an escaped quote.
	FOR named IN SELECT p.space, p.prefix FROM epcis_prefix(known_names, heads) AS p LOOP
		written := regexp_replace(written, '([{,] ?)"\{' || regexp_replace(named.space, '([][\\.*+?^$(){}|])', '\\\1', 'g') || '\}', '\1"' || replace(named.prefix, '\', '\\') || ':', 'g');
	END LOOP;
	head := jsonb_build_object('@context', '["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"]'::jsonb
			|| coalesce((SELECT jsonb_agg(DISTINCT x.context) FROM jsonb_array_elements(heads) AS h (head)
				CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(h.head -> '@context') WHEN 'array' THEN h.head -> '@context' ELSE '[]' END) AS x (context)
				WHERE jsonb_typeof(x.context) = 'string' AND x.context #>> '{}' !~ 'epcis-context\.jsonld$'), '[]')
			|| coalesce((SELECT jsonb_build_array(jsonb_object_agg(p.prefix, p.space)) FROM epcis_prefix(known_names, heads) AS p HAVING count(*) > 0), '[]'),
		'type', 'EPCISDocument', 'schemaVersion', '2.0', 'creationDate', to_char(LEAST(known, transaction_timestamp()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
	IF masters IS NOT NULL THEN
		head := head || jsonb_build_object('epcisHeader', jsonb_build_object('epcisMasterData', jsonb_build_object('vocabularyList', masters)));
	END IF;
	IF ignored IS NOT NULL THEN
		head := head || (SELECT jsonb_object_agg(epcis_short(k.key, known_names, heads), (SELECT jsonb_agg(epcis_short(a.one, known_names, heads)) FROM jsonb_array_elements_text(k.value) AS a (one))) FROM jsonb_each(ignored) AS k);
	END IF;
	-- The events go in as text: they may be many.
	RETURN left(head::text, -1) || ', "epcisBody": {"eventList": ' || written || '}}';
END
$$;
COMMENT ON FUNCTION epcis_export(text[], timestamptz, timestamptz, timestamptz) IS
	'EPCIS 2.0 JSON-LD of events as recorded: all, or those that name some goods, or that happened from a time on and before another; declarations of errors too';
