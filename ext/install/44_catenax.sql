-- Catena-X: parts, batches and bills of material as partners exchange them, in any version of the aspects that this is about.

CREATE FUNCTION materials.catenax_aspects(document pg_catalog.jsonb) RETURNS TABLE (place pg_catalog.int8, catenax_id pg_catalog.text, bpnl pg_catalog.text,
		urn pg_catalog.text, aspect pg_catalog.text, version pg_catalog.int4[], content pg_catalog.jsonb)
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 100
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	-- A container is a list of twins, under whatever key; an aspect of a twin is an object, or a list of them.
	SELECT t.place, t.twin ->> 'catenaXId', t.twin ->> 'bpnl', a.key, split_part(a.key, '#', 2), string_to_array(substring(a.key, ':(\d+\.\d+\.\d+)#'), '.')::int4[], c.content
	FROM (SELECT e.value AS list FROM jsonb_each(CASE jsonb_typeof(catenax_aspects.document) WHEN 'object' THEN catenax_aspects.document ELSE jsonb_build_object('list', catenax_aspects.document) END) AS e WHERE jsonb_typeof(e.value) = 'array') AS l
		CROSS JOIN LATERAL jsonb_array_elements(l.list) WITH ORDINALITY AS t (twin, place)
		CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(t.twin) WHEN 'object' THEN t.twin ELSE '{}' END) AS a
		CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(a.value) WHEN 'array' THEN a.value ELSE jsonb_build_array(a.value) END) AS c (content)
	WHERE a.key ~ '^urn:[bs]amm:.*:\d+\.\d+\.\d+#\w+$' AND jsonb_typeof(c.content) = 'object';
END;
COMMENT ON FUNCTION materials.catenax_aspects(jsonb) IS 'aspects of the digital twins in a container of Catena-X: place of the twin, its id and partner, and each aspect with its version';

CREATE FUNCTION materials.catenax_parts(document pg_catalog.jsonb) RETURNS TABLE (place pg_catalog.int8, catenax_id pg_catalog.text, bpnl pg_catalog.text, kind pg_catalog.text,
		name pg_catalog.text, part_number pg_catalog.text, country pg_catalog.text, made_on pg_catalog.text, site pg_catalog.text, planned pg_catalog.bool)
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 100
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	-- The newest version of what says what a part is; a twin without such an aspect is a part nevertheless.
	SELECT DISTINCT ON (a.catenax_id) a.place, a.catenax_id, coalesce(a.bpnl, (SELECT min(i.one ->> 'value') FROM jsonb_array_elements(CASE jsonb_typeof(a.content -> 'localIdentifiers') WHEN 'array' THEN a.content -> 'localIdentifiers' END) AS i (one) WHERE lower(i.one ->> 'key') = 'manufacturerid')),
		CASE a.kind WHEN 1 THEN CASE a.aspect WHEN 'Batch' THEN 'batch' ELSE 'serial' END ELSE 'named' END,
		nullif(btrim(a.content #>> '{partTypeInformation,nameAtManufacturer}'), ''), nullif(btrim(a.content #>> '{partTypeInformation,manufacturerPartId}'), ''),
		a.content #>> '{manufacturingInformation,country}', left(a.content #>> '{manufacturingInformation,date}', 10),
		(SELECT s.one ->> 'catenaXsiteId' FROM jsonb_array_elements(CASE WHEN jsonb_typeof(a.content #> '{manufacturingInformation,sites}') = 'array' THEN a.content #> '{manufacturingInformation,sites}' WHEN jsonb_typeof(a.content -> 'sites') = 'array' THEN a.content -> 'sites' END) WITH ORDINALITY AS s (one, place)
			WHERE coalesce(s.one ->> 'function', 'production') = 'production' ORDER BY s.place LIMIT 1),
		bool_or(a.aspect ~ 'AsPlanned$') OVER (PARTITION BY a.catenax_id)
	FROM (SELECT x.place, x.catenax_id, x.bpnl, x.aspect, x.version, x.content, CASE WHEN x.aspect IN ('SerialPart', 'SerialPartTypization', 'Batch', 'JustInSequencePart', 'PartAsPlanned') THEN 1 ELSE 2 END AS kind FROM materials.catenax_aspects(catenax_parts.document) AS x) AS a
	WHERE a.catenax_id IS NOT NULL
	ORDER BY a.catenax_id, a.kind, a.version DESC, a.place;
END;
COMMENT ON FUNCTION materials.catenax_parts(jsonb) IS 'parts and batches that the twins of a container are: partner, name, part number, country and day of making as written; planned where they stand for a type and not for a thing';

CREATE FUNCTION materials.catenax_edges(document pg_catalog.jsonb) RETURNS TABLE (place pg_catalog.int8, field pg_catalog.text, aspect pg_catalog.text, planned pg_catalog.bool,
		parent pg_catalog.text, child pg_catalog.text, bpnl pg_catalog.text, number pg_catalog.text, unit pg_catalog.text)
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 500
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT a.place, format('%s.%s[%s]', a.aspect, l.key, c.place - 1), a.aspect, a.aspect ~ 'AsPlanned$' OR coalesce(lower(c.one ->> 'lifecycleContext') = 'asplanned', false),
		CASE WHEN l.down THEN a.catenax_id ELSE r.other END, CASE WHEN l.down THEN r.other ELSE a.catenax_id END, CASE WHEN l.down THEN c.one ->> 'businessPartner' END,
		coalesce(c.one #>> '{quantity,value}', c.one #>> '{quantity,quantityNumber}'),
		regexp_replace(coalesce(c.one #>> '{quantity,unit}', c.one #>> '{quantity,measurementUnit,lexicalValue}', c.one #>> '{quantity,measurementUnit}'), '^unit:', '')
	FROM materials.catenax_aspects(catenax_edges.document) AS a
		CROSS JOIN LATERAL (VALUES ('childItems', true), ('childParts', true), ('parentItems', false), ('parentParts', false)) AS l (key, down)
		CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(a.content -> l.key) WHEN 'array' THEN a.content -> l.key END) WITH ORDINALITY AS c (one, place)
		CROSS JOIN LATERAL (SELECT coalesce(c.one ->> 'catenaXId', c.one ->> 'childCatenaXId', c.one ->> 'parentCatenaXId') AS other) AS r
	WHERE a.aspect ~ '^(SingleLevel(Bom|Usage)As(Built|Planned)|AssemblyPartRelationship)$' AND coalesce(c.one ->> 'isOnlyPotentialParent', 'false') <> 'true'
	UNION ALL
	-- What a job of the item relationship service found, from whole to part whatever it was found in.
	SELECT r.place, format('relationships[%s]', r.place - 1), coalesce(r.one ->> 'aspectType', 'relationship'), coalesce(lower(r.one #>> '{linkedItem,lifecycleContext}') = 'asplanned', false), r.one ->> 'catenaXId', r.one #>> '{linkedItem,childCatenaXId}', r.one ->> 'bpn',
		coalesce(r.one #>> '{linkedItem,quantity,value}', r.one #>> '{linkedItem,quantity,quantityNumber}'),
		regexp_replace(coalesce(r.one #>> '{linkedItem,quantity,unit}', r.one #>> '{linkedItem,quantity,measurementUnit,lexicalValue}', r.one #>> '{linkedItem,quantity,measurementUnit}'), '^unit:', '')
	FROM jsonb_array_elements(CASE jsonb_typeof(catenax_edges.document -> 'relationships') WHEN 'array' THEN catenax_edges.document -> 'relationships' END) WITH ORDINALITY AS r (one, place);
END;
COMMENT ON FUNCTION materials.catenax_edges(jsonb) IS 'what parts of a container consist of, from whole to part, once for each aspect that says so; or the relationships that a job of the item relationship service found; number and unit as written';
