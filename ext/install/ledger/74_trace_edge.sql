-- What flows from lot to lot, for drawing.

CREATE OR REPLACE FUNCTION edge_rows(lot_id bigint, direction text, basis text, lots_max bigint, known_at timestamptz) RETURNS TABLE (from_lot text, from_tier integer, from_lots bigint, to_lot text, to_tier integer, to_lots bigint,
		edges bigint, quantity text, part materials.share, share_min numeric, share_max numeric, from_item text, from_material text, from_party text, from_country text, to_item text, to_material text, to_party text, to_country text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT
AS $$
	WITH edge AS MATERIALIZED (
		SELECT e.* FROM materials.flow_edges('lot'::regclass, edge_rows.lot_id, edge_rows.direction, edge_rows.basis, edge_rows.lots_max, edge_rows.known_at) AS e
	), lot_of AS MATERIALIZED (
		-- Looked up one by one: each is drawn once.
		SELECT n.id, coalesce(a.code, 'hidden lot ' || n.id) AS code, i.code AS item, l.material, p.code AS party, l.country::text AS country
		FROM (SELECT e.from_id AS id FROM edge AS e WHERE e.from_id IS NOT NULL UNION SELECT e.to_id FROM edge AS e WHERE e.to_id IS NOT NULL) AS n
			LEFT JOIN LATERAL (SELECT x.code FROM lot AS x WHERE x.id = n.id LIMIT 1) AS a ON true
			LEFT JOIN LATERAL (SELECT x.* FROM lot_at(edge_rows.known_at) AS x WHERE x.id = n.id LIMIT 1) AS l ON true
			LEFT JOIN LATERAL (SELECT x.code FROM item AS x WHERE x.id = l.item_id LIMIT 1) AS i ON true
			LEFT JOIN LATERAL (SELECT x.code FROM party_at('infinity') AS x WHERE x.id = l.producer_id LIMIT 1) AS p ON true
	)
	SELECT f.code, e.from_tier, e.from_lots, t.code, e.to_tier, e.to_lots, e.edges, q.quantity, CASE WHEN e.part_min IS NOT NULL THEN materials.share(e.part_min, e.part_max) END,
		trim_scale(materials.round_down(e.share_min, 20)), trim_scale(materials.round_up(e.share_max, 20)), f.item, f.material, f.party, f.country, t.item, t.material, t.party, t.country
	FROM edge AS e LEFT JOIN lot_of AS f ON f.id = e.from_id LEFT JOIN lot_of AS t ON t.id = e.to_id
		LEFT JOIN LATERAL (SELECT materials.sum(c.quantity)::text AS quantity FROM flow_into(ARRAY[e.to_id], edge_rows.known_at) AS c WHERE c.input_lot_id = e.from_id) AS q ON e.from_id IS NOT NULL AND e.to_id IS NOT NULL
	ORDER BY e.to_tier, e.from_tier, e.share_max DESC NULLS LAST, t.code COLLATE "C", f.code COLLATE "C";
$$;
COMMENT ON FUNCTION edge_rows(bigint, text, text, bigint, timestamptz) IS 'rows of trace_edges, by number of the lot';

CREATE OR REPLACE FUNCTION trace_edges(lot_code text, direction text DEFAULT 'up', basis text DEFAULT 'mass', lots_max integer DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (from_lot text, from_tier integer, from_lots bigint,
		to_lot text, to_tier integer, to_lots bigint, edges bigint, quantity text, part materials.share, share_min numeric, share_max numeric,
		from_item text, from_material text, from_party text, from_country text, to_item text, to_material text, to_party text, to_country text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(trace_edges.known_at, materials.known_at());
BEGIN
	RETURN QUERY SELECT r.* FROM edge_rows(lot_id(trace_edges.lot_code, instant), coalesce(trace_edges.direction, 'up'), coalesce(trace_edges.basis, 'mass'), coalesce(trace_edges.lots_max, 9007199254740991), instant) AS r;
END
$$;
COMMENT ON FUNCTION trace_edges(text, text, text, integer, timestamptz) IS 'what flows from lot to lot, for drawing: one row a pair of lots, from the input to the output, with the part of the output that the input is and, with its bounds, the share of the asked lot that came this way (up) or went this way (down). With lots_max the asked lot and those of the largest shares stand for themselves, all others of one tier in one row each without a code: from_lots and to_lots say how many, edges how many rows of consumption are added up; such sums may exceed 1 where content passes several of them';
