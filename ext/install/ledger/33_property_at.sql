-- Further facts about lines, items and lots, as they were known at an instant, and each thing's facts as one object.

CREATE OR REPLACE FUNCTION line_property_at(known_at timestamptz) RETURNS TABLE (id bigint, line_id bigint, property text, value text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT p.id, p.line_id, p.property, p.value
	FROM (SELECT t.id, t.line_id, t.property, t.value, t.recorded_at FROM line_property AS t
			UNION ALL
			SELECT c.id, c.line_id, c.property, c.value, '-infinity'::timestamptz AS recorded_at
			FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'line_property')) AS c (id bigint, line_id bigint, property text, value text)
			WHERE materials.supposing(line_property_at.known_at)) AS p
	WHERE p.recorded_at <= line_property_at.known_at AND NOT materials.supposed_away(line_property_at.known_at, 'lot'::regclass, 'line_property', p.id)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'line_property' AND x.row_id = p.id AND x.recorded_at <= line_property_at.known_at);
END;
COMMENT ON FUNCTION line_property_at(timestamptz) IS 'further facts about lines of contracts, as known at an instant';

CREATE OR REPLACE FUNCTION item_property_at(known_at timestamptz) RETURNS TABLE (id bigint, item_id bigint, property text, value text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT p.id, p.item_id, p.property, p.value
	FROM (SELECT t.id, t.item_id, t.property, t.value, t.recorded_at FROM item_property AS t
			UNION ALL
			SELECT c.id, c.item_id, c.property, c.value, '-infinity'::timestamptz AS recorded_at
			FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'item_property')) AS c (id bigint, item_id bigint, property text, value text)
			WHERE materials.supposing(item_property_at.known_at)) AS p
	WHERE p.recorded_at <= item_property_at.known_at AND NOT materials.supposed_away(item_property_at.known_at, 'lot'::regclass, 'item_property', p.id)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'item_property' AND x.row_id = p.id AND x.recorded_at <= item_property_at.known_at);
END;
COMMENT ON FUNCTION item_property_at(timestamptz) IS 'further facts about items, as known at an instant';

CREATE OR REPLACE FUNCTION lot_property_at(known_at timestamptz) RETURNS TABLE (id bigint, lot_id bigint, property text, value text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	-- What was recorded of a lot that was replaced is of the lot that stands, unless that has a value of its own.
	SELECT DISTINCT ON (s.lot_id, s.property) s.id, s.lot_id, s.property, s.value
	FROM (SELECT p.id, lot_standing(p.lot_id, lot_property_at.known_at) AS lot_id, p.lot_id AS recorded_id, p.property, p.value
		FROM (SELECT t.id, t.lot_id, t.property, t.value, t.recorded_at FROM lot_property AS t
				UNION ALL
				SELECT c.id, c.lot_id, c.property, c.value, '-infinity'::timestamptz AS recorded_at
				FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'lot_property')) AS c (id bigint, lot_id bigint, property text, value text)
				WHERE materials.supposing(lot_property_at.known_at)) AS p
		WHERE p.recorded_at <= lot_property_at.known_at AND NOT materials.supposed_away(lot_property_at.known_at, 'lot'::regclass, 'lot_property', p.id)
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot_property' AND x.row_id = p.id AND x.recorded_at <= lot_property_at.known_at)) AS s
	WHERE s.lot_id IS NOT NULL
	ORDER BY s.lot_id, s.property, s.recorded_id = s.lot_id DESC, s.id DESC;
END;
COMMENT ON FUNCTION lot_property_at(timestamptz) IS 'further facts about lots, as known at an instant, of the lots that then stood';

CREATE OR REPLACE FUNCTION item_fact(item_ids bigint[], known_at timestamptz) RETURNS TABLE (item_id bigint, fact jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 50 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT i.id, coalesce(f.fact, '{}') || jsonb_strip_nulls(jsonb_build_object('class', i.class, 'material', i.material))
	FROM item AS i
		LEFT JOIN (SELECT p.item_id, jsonb_object_agg(p.property, materials.property_fact(k.type, k.unit, p.value)) AS fact
			FROM item_property_at(item_fact.known_at) AS p JOIN materials.property AS k ON k.property = p.property
			WHERE p.item_id = ANY (item_fact.item_ids) GROUP BY p.item_id) AS f ON f.item_id = i.id
	WHERE i.id = ANY (item_fact.item_ids) AND i.recorded_at <= item_fact.known_at;
END
$$;
COMMENT ON FUNCTION item_fact(bigint[], timestamptz) IS 'what is recorded of items, as the conditions of the rulebook see it; what is not known is left out';

CREATE OR REPLACE FUNCTION lot_fact(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (lot_id bigint, fact jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 50 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH stated AS (
		SELECT DISTINCT ON (f.lot_id, p.property) f.lot_id, p.property, p.value
		FROM (SELECT u.id, u.id FROM unnest(lot_fact.lot_ids) AS u (id) UNION ALL SELECT x.recorded_id, x.lot_id FROM lot_former(lot_fact.lot_ids, lot_fact.known_at) AS x) AS f (recorded_id, lot_id)
			JOIN (SELECT t.id, t.lot_id, t.property, t.value, t.recorded_at FROM lot_property AS t
				UNION ALL
				SELECT c.id, c.lot_id, c.property, c.value, '-infinity'::timestamptz AS recorded_at
				FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'lot_property')) AS c (id bigint, lot_id bigint, property text, value text)
				WHERE materials.supposing(lot_fact.known_at)) AS p ON p.lot_id = f.recorded_id
		WHERE p.recorded_at <= lot_fact.known_at AND NOT materials.supposed_away(lot_fact.known_at, 'lot'::regclass, 'lot_property', p.id)
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot_property' AND x.row_id = p.id AND x.recorded_at <= lot_fact.known_at)
		ORDER BY f.lot_id, p.property, f.recorded_id = f.lot_id DESC, p.id DESC
	)
	-- A bulk lot without item has no class, and a lot without role is no component by itself: these are facts.
	SELECT l.id, coalesce(i.fact, '{}') || coalesce(s.fact, '{}')
		|| jsonb_strip_nulls(jsonb_build_object('material', l.material, 'step', l.step, 'country', l.country, 'made_on', l.made_on))
		|| CASE WHEN l.item_id IS NULL THEN jsonb_build_object('class', NULL) ELSE '{}' END || jsonb_build_object('role', l.role)
	FROM lot_at(lot_fact.known_at) AS l
		LEFT JOIN item_fact(ARRAY(SELECT DISTINCT x.item_id FROM lot AS x WHERE x.id = ANY (lot_fact.lot_ids) AND x.item_id IS NOT NULL), lot_fact.known_at) AS i ON i.item_id = l.item_id
		LEFT JOIN (SELECT t.lot_id, jsonb_object_agg(t.property, materials.property_fact(k.type, k.unit, t.value)) AS fact
			FROM stated AS t JOIN materials.property AS k ON k.property = t.property GROUP BY t.lot_id) AS s ON s.lot_id = l.id
	WHERE l.id = ANY (lot_fact.lot_ids);
END
$$;
COMMENT ON FUNCTION lot_fact(bigint[], timestamptz) IS 'what is recorded of lots and, where they do not say otherwise, of their items, as the conditions of the rulebook see it; what is not known is left out';
