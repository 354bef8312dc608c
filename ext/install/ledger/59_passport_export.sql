-- A battery passport out: by clusters, with what the ledger knows before what passports stated; where its content comes from, as
-- far as it is traced; and what is missing.

CREATE OR REPLACE FUNCTION passport_list_of(lot_id bigint, known_at timestamptz) RETURNS TABLE (part text, list jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 3 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT s.part, jsonb_agg(jsonb_strip_nulls(CASE s.part
		WHEN 'material' THEN jsonb_build_object('batteryMaterialName', s.name, 'batteryMaterialIdentifier', s.cas::text, 'batteryMaterialMass', x.mass, 'isCriticalRawMaterial', s.critical,
			'batteryMaterialLocation', CASE WHEN s.location IS NOT NULL THEN jsonb_build_object('componentName', s.location) END,
			'extension', nullif(jsonb_strip_nulls(jsonb_build_object('ecNumber', s.ec::text, 'massFraction', x.share, 'massFractionMin', x.share_min, 'massFractionMax', x.share_max, 'countryClaimed', s.country::text, 'recycledShare', x.recycled)), '{}'))
		WHEN 'hazard' THEN jsonb_build_object('hazardousSubstanceName', s.name, 'hazardousSubstanceIdentifier', s.cas::text, 'hazardousSubstanceConcentration', 100 * x.share,
			'hazardousSubstanceLocation', CASE WHEN s.location IS NOT NULL THEN jsonb_build_object('componentName', s.location) END,
			'extension', nullif(jsonb_strip_nulls(jsonb_build_object('ecNumber', s.ec::text, 'massFractionMin', 100 * x.share_min, 'massFractionMax', 100 * x.share_max, 'isCriticalRawMaterial', s.critical, 'recycledShare', x.recycled)), '{}'))
		ELSE jsonb_build_object('recycledMaterial', s.name, 'preConsumerShare', x.pre_consumer, 'postConsumerShare', x.post_consumer,
			'extension', nullif(jsonb_strip_nulls(jsonb_build_object('recycledShare', x.recycled, 'componentName', s.location, 'massFraction', x.share, 'mass', x.mass, 'isCriticalRawMaterial', s.critical)), '{}')) END) ORDER BY s.id)
	FROM substance_at(passport_list_of.known_at) AS a JOIN lot_substance AS s ON s.id = a.id
		CROSS JOIN LATERAL (SELECT trim_scale(materials.amount(s.mass, 'kg')) AS mass, trim_scale(materials.round_down(materials.share_min(s.mass_fraction), 20)) AS lowest, trim_scale(materials.round_up(materials.share_max(s.mass_fraction), 20)) AS highest,
			trim_scale(100 * materials.round_down(materials.share_min(s.recycled), 20)) AS recycled, trim_scale(100 * materials.round_down(materials.share_min(s.pre_consumer), 20)) AS pre_consumer, trim_scale(100 * materials.round_down(materials.share_min(s.post_consumer), 20)) AS post_consumer) AS n
		CROSS JOIN LATERAL (SELECT n.mass, n.recycled, n.pre_consumer, n.post_consumer, CASE WHEN n.lowest = n.highest THEN n.lowest END AS share, CASE WHEN n.lowest <> n.highest THEN n.lowest END AS share_min, CASE WHEN n.lowest <> n.highest THEN n.highest END AS share_max) AS x
	WHERE a.lot_id = passport_list_of.lot_id
	GROUP BY s.part;
END
$$;
COMMENT ON FUNCTION passport_list_of(bigint, timestamptz) IS 'what a lot is said to consist of, as a passport lists it';

CREATE OR REPLACE FUNCTION passport_fact(lot_id bigint, known_at timestamptz) RETURNS TABLE (attribute text, value jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH battery AS MATERIALIZED (
		SELECT l.*, i.code::text AS item_code, i.name AS item_name, p.code AS maker_code, p.name AS maker_name FROM lot_at(passport_fact.known_at) AS l
			LEFT JOIN item AS i ON i.id = l.item_id LEFT JOIN party_at(passport_fact.known_at) AS p ON p.id = l.producer_id WHERE l.id = passport_fact.lot_id
	)
	SELECT f.attribute, f.value
	FROM battery AS b CROSS JOIN LATERAL (VALUES ('product_identifier', to_jsonb(b.code)), ('passport_identifier', to_jsonb(format('urn:uuid:%s', md5(current_schema() || ' passport ' || b.code)::uuid))), ('model', to_jsonb(b.item_code)), ('product_name', to_jsonb(nullif(b.item_name, b.item_code))),
		('manufacturer_identifier', (SELECT to_jsonb(min(d.value)) FROM party_identifier AS d WHERE d.party_id = b.producer_id AND d.scheme IN ('BPN', 'GLN', 'LEI'))), ('manufacturer_name', to_jsonb(nullif(b.maker_name, b.maker_code))),
		('facility_identifier', (SELECT to_jsonb(s.code::text) FROM site AS s WHERE s.id = b.site_id)), ('manufacturing_country', to_jsonb(b.country::text)), ('manufacturing_date', to_jsonb(to_char(b.made_on, 'YYYY-MM-DD'))),
		('battery_mass', to_jsonb(trim_scale(materials.amount(b.unit_mass, 'kg'))))) AS f (attribute, value)
	WHERE f.value IS NOT NULL
	UNION ALL
	SELECT a.attribute, f.fact -> a.property FROM lot_fact(ARRAY[passport_fact.lot_id], passport_fact.known_at) AS f JOIN materials.passport_attribute AS a ON f.fact ? a.property AND f.fact -> a.property <> 'null'
	UNION ALL
	SELECT a.attribute, l.list FROM passport_list_of(passport_fact.lot_id, passport_fact.known_at) AS l JOIN materials.passport_attribute AS a ON a.part = l.part;
END
$$;
COMMENT ON FUNCTION passport_fact(bigint, timestamptz) IS 'attributes of a passport that the ledger knows of a lot';

CREATE OR REPLACE FUNCTION passport_attribute_of(lot_id bigint, known_at timestamptz) RETURNS TABLE (attribute text, value jsonb, basis text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 60 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	-- Names are told as a passport wrote them; of what can be compared the ledger's own facts go first.
	RETURN QUERY
	SELECT DISTINCT ON (t.attribute) t.attribute, t.value, t.basis
	FROM (SELECT f.attribute, f.value, 'ledger' AS basis, CASE WHEN a.type = 'text' THEN 3 ELSE 1 END AS place, 0::bigint AS id FROM passport_fact(passport_attribute_of.lot_id, passport_attribute_of.known_at) AS f JOIN materials.passport_attribute AS a ON a.attribute = f.attribute
			UNION ALL
			SELECT v.attribute, v.value, 'stated', 2, p.id FROM passport_at(passport_attribute_of.known_at) AS o JOIN passport AS p ON p.id = o.id CROSS JOIN LATERAL materials.passport_values(p.form, p.content) AS v
			WHERE o.lot_id = passport_attribute_of.lot_id AND v.value IS NOT NULL) AS t
	ORDER BY t.attribute, t.place, t.id;
END
$$;
COMMENT ON FUNCTION passport_attribute_of(bigint, timestamptz) IS 'attributes of a lot''s passport, with the basis of each: ledger (a fact that is recorded) or stated (in a passport that was imported)';

CREATE OR REPLACE FUNCTION passport_origin(lot_code text, known_at timestamptz DEFAULT NULL) RETURNS TABLE (material text, element text, kind text, country text, reason text, ends_in text, share_min numeric, share_max numeric, share_exact text, claimed text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(passport_origin.known_at, materials.known_at());
	root bigint := lot_id(passport_origin.lot_code, instant);
BEGIN
	RETURN QUERY
	WITH RECURSIVE said AS MATERIALIZED (
		SELECT s.element, string_agg(DISTINCT s.country::text, ', ' ORDER BY s.country::text) AS countries FROM substance_at(instant) AS a JOIN lot_substance AS s ON s.id = a.id WHERE a.lot_id = root AND s.element IS NOT NULL GROUP BY s.element
	), upstream AS MATERIALIZED (
		SELECT l.id, l.item_id, l.material FROM flow_up(root, instant) AS u JOIN lot_at(instant) AS l ON l.id = u.lot_id
	), form AS (
		-- A compound of a metal is a form of it.
		SELECT u.material FROM upstream AS u
		UNION
		SELECT m.part_of FROM form AS f JOIN materials.material AS m ON m.material = f.material WHERE m.part_of IS NOT NULL
	), asked AS (
		SELECT s.element FROM said AS s
		UNION SELECT a.element FROM assay_at(instant) AS a WHERE a.lot_id IN (SELECT u.id FROM upstream AS u) OR a.item_id IN (SELECT u.item_id FROM upstream AS u) OR a.material IN (SELECT u.material FROM upstream AS u)
		UNION SELECT m.element FROM form AS f JOIN materials.material AS m ON m.material = f.material WHERE m.element IS NOT NULL
	)
	SELECT coalesce(m.title, e.title, 'all of it'), x.element, o.kind, CASE o.kind WHEN 'origin' THEN o.country END, o.reason, CASE o.kind WHEN 'unknown' THEN o.country END, o.share_min, o.share_max, o.share::text, s.countries
	FROM (SELECT NULL::text AS element UNION ALL SELECT k.element FROM asked AS k) AS x
		LEFT JOIN materials.element AS e ON e.element = x.element LEFT JOIN LATERAL (SELECT min(y.title) AS title FROM materials.material AS y WHERE y.element = x.element) AS m ON true LEFT JOIN said AS s ON s.element = x.element
		CROSS JOIN LATERAL origins(passport_origin.lot_code, coalesce('element:' || x.element, 'mass'), 'country', instant) AS o
	ORDER BY e.atomic_number NULLS FIRST, o.kind COLLATE "C", o.share_max DESC, o.country COLLATE "C", o.reason COLLATE "C";
END
$$;
COMMENT ON FUNCTION passport_origin(text, timestamptz) IS 'where what is in a lot comes from, by country, for all of it and for each element that is in it: shares as they are traced, with bounds, and what is unknown with its reason and the country in which the trace ends; beside them the countries that passports claim';

CREATE OR REPLACE FUNCTION passport_missing(lot_code text, known_at timestamptz DEFAULT NULL) RETURNS TABLE (cluster text, attribute text, title text, owed boolean, supplied_by text, ask text, citation text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 30 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(passport_missing.known_at, materials.known_at());
	root bigint := lot_id(passport_missing.lot_code, instant);
BEGIN
	RETURN QUERY
	WITH there AS MATERIALIZED (
		SELECT a.attribute, a.value FROM passport_attribute_of(root, instant) AS a
	), asked AS (
		SELECT 'manufacturer' AS supplied_by, p.code FROM lot_at(instant) AS l JOIN party AS p ON p.id = l.producer_id WHERE l.id = root
		UNION ALL SELECT 'battery', p.code FROM lot_at(instant) AS l JOIN party AS p ON p.id = l.producer_id WHERE l.id = root
		UNION ALL SELECT 'operator', coalesce(p.code, there.value #>> '{}') FROM there LEFT JOIN party_identifier AS i ON i.value = regexp_replace(there.value #>> '{}', '^.*[/#]', '') LEFT JOIN party AS p ON p.id = i.party_id WHERE there.attribute = 'operator_identifier'
		UNION ALL SELECT 'suppliers', string_agg(DISTINCT p.code, ', ' ORDER BY p.code) FROM flow_up(root, instant) AS u JOIN lot_at(instant) AS l ON l.id = u.lot_id JOIN party AS p ON p.id = l.producer_id WHERE u.tier_min = 1
	)
	SELECT a.cluster, a.attribute, a.title, a.owed, a.supplied_by, (SELECT min(k.code) FROM asked AS k WHERE k.supplied_by = a.supplied_by), a.citation
	FROM materials.passport_attribute AS a JOIN materials.passport_cluster AS c ON c.cluster = a.cluster
	WHERE NOT EXISTS (SELECT FROM there AS t WHERE t.attribute = a.attribute)
		AND (a.categories IS NULL OR coalesce((SELECT t.value #>> '{}' = ANY (a.categories) FROM there AS t WHERE t.attribute = 'battery_category'), true))
	ORDER BY c.place, a.owed DESC, a.attribute COLLATE "C";
END
$$;
COMMENT ON FUNCTION passport_missing(text, timestamptz) IS 'attributes that a passport of a lot lacks, by cluster: whether the Regulation asks for it, who has to supply it, the code of that party where the ledger knows it, and the law';

CREATE OR REPLACE FUNCTION passport_clusters(lot_id bigint, known_at timestamptz) RETURNS jsonb
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	clusters jsonb := (SELECT jsonb_object_agg(c.submodel, '{}'::jsonb) FROM materials.passport_cluster AS c);
	one record;
	depth integer;
BEGIN
	FOR one IN SELECT array_prepend(c.submodel, a.path) AS path, t.value FROM passport_attribute_of(passport_clusters.lot_id, passport_clusters.known_at) AS t JOIN materials.passport_attribute AS a ON a.attribute = t.attribute JOIN materials.passport_cluster AS c ON c.cluster = a.cluster ORDER BY a.path LOOP
		FOR depth IN 2 .. cardinality(one.path) - 1 LOOP
			IF clusters #> one.path[:depth] IS NULL THEN
				clusters := jsonb_set(clusters, one.path[:depth], '{}');
			END IF;
		END LOOP;
		clusters := jsonb_set(clusters, one.path, one.value);
	END LOOP;
	RETURN clusters;
END
$$;
COMMENT ON FUNCTION passport_clusters(bigint, timestamptz) IS 'attributes of a lot''s passport, by cluster, each where materials.passport_attribute has it';

CREATE OR REPLACE FUNCTION passport_export(lot_code text, known_at timestamptz DEFAULT NULL) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 SET search_path FROM CURRENT
AS $$
DECLARE
	instant timestamptz := coalesce(passport_export.known_at, materials.known_at());
BEGIN
	RETURN passport_clusters(lot_id(passport_export.lot_code, instant), instant) || jsonb_build_object('specification', 'DIN DKE SPEC 99100:2025-02', 'extension', jsonb_strip_nulls(jsonb_build_object(
		'knownAt', CASE WHEN isfinite(instant) THEN to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') END,
		'origin', (SELECT coalesce(jsonb_agg(jsonb_build_object('material', o.material, 'element', o.element, 'kind', o.kind, 'country', o.country, 'reason', o.reason, 'endsIn', o.ends_in, 'share', o.share_exact, 'shareMin', o.share_min, 'shareMax', o.share_max, 'claimedCountry', o.claimed)), '[]')
			FROM passport_origin(passport_export.lot_code, instant) AS o),
		'missing', (SELECT coalesce(jsonb_agg(jsonb_build_object('cluster', m.cluster, 'attribute', m.attribute, 'owed', m.owed, 'suppliedBy', m.supplied_by, 'ask', m.ask, 'citation', m.citation)), '[]')
			FROM passport_missing(passport_export.lot_code, instant) AS m))));
END
$$;
COMMENT ON FUNCTION passport_export(text, timestamptz) IS 'battery passport of a lot, by the clusters of DIN DKE SPEC 99100 with the names of BatteryPassDataModel 1.2; its extension tells where the content comes from (as passport_origin) and which attributes are missing (as passport_missing)';

-- A passport tells nothing new where it is kept as it is, or says what the ledger itself says of the lot.
CREATE OR REPLACE FUNCTION passport_is_known(code text, lot_code text, form text, content jsonb) RETURNS boolean
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN (SELECT EXISTS (SELECT FROM passport AS k WHERE k.code = passport_is_known.code AND k.content = passport_is_known.content)
		OR passport_is_known.form = 'spec99100' AND materials.passport_reading('spec99100', passport_is_known.content)
			= (SELECT materials.passport_reading('spec99100', passport_clusters(l.id, 'infinity')) FROM lot AS l WHERE l.code = passport_is_known.lot_code AND l.id = lot_standing(l.id, 'infinity') ORDER BY l.revision DESC LIMIT 1));
END
$$;
COMMENT ON FUNCTION passport_is_known(text, text, text, jsonb) IS 'whether a passport tells nothing that the ledger does not know';
