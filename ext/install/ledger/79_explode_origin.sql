-- Where the materials of a demand come from, if what is made for it is made of lots such as are recorded.

CREATE OR REPLACE FUNCTION item_origin(item_ids bigint[], by text, known_at timestamptz, made_from date DEFAULT NULL) RETURNS TABLE (item_id bigint, kind text, origin text, origin_name text, country text, reason text, share_min materials.fraction, share_max materials.fraction)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 200 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT i.id AS item_id, i.material FROM item AS i WHERE i.id = ANY (item_origin.item_ids)
	), made AS MATERIALIZED (
		SELECT l.item_id, l.id AS lot_id, o.kind, o.origin, o.origin_name, o.country, o.reason, materials.share_min(o.share) AS share_min, materials.share_max(o.share) AS share_max
		FROM lot_at(item_origin.known_at) AS l CROSS JOIN LATERAL origins(l.code, 'mass', item_origin.by, item_origin.known_at) AS o
		WHERE l.item_id = ANY (item_origin.item_ids) AND (item_origin.made_from IS NULL OR l.made_on >= item_origin.made_from)
		UNION ALL
		SELECT a.item_id, NULL, 'unknown', NULL, NULL, NULL, 'no_lot', '1', '1' FROM asked AS a
		WHERE NOT EXISTS (SELECT FROM lot_at(item_origin.known_at) AS l WHERE l.item_id = a.item_id AND (item_origin.made_from IS NULL OR l.made_on >= item_origin.made_from))
	), lot_open AS MATERIALIZED (
		SELECT m.item_id, m.lot_id, coalesce(materials.sum(m.share_max) FILTER (WHERE m.kind = 'unknown'), '0') AS open FROM made AS m GROUP BY m.item_id, m.lot_id
	), item_open AS MATERIALIZED (
		SELECT o.item_id, count(*) AS lots, materials.max(o.open) AS open FROM lot_open AS o GROUP BY o.item_id
	), item_share AS MATERIALIZED (
		SELECT m.item_id, m.kind, m.origin, m.origin_name, m.country, m.reason, count(*) AS lots, materials.min(m.share_min) AS share_min, materials.max(m.share_max OPERATOR(materials.+) CASE m.kind WHEN 'origin' THEN o.open ELSE '0' END) AS share_max
		FROM made AS m JOIN lot_open AS o ON o.item_id = m.item_id AND o.lot_id IS NOT DISTINCT FROM m.lot_id GROUP BY m.item_id, m.kind, m.origin, m.origin_name, m.country, m.reason
	), origin AS MATERIALIZED (
		SELECT DISTINCT a.material, s.kind, s.origin, s.origin_name, s.country, s.reason FROM item_share AS s JOIN asked AS a ON a.item_id = s.item_id
	)
	-- An origin of one item may be that of whatever is unknown of another one of the same material.
	SELECT a.item_id, o.kind, o.origin, o.origin_name, o.country, o.reason, CASE WHEN s.lots = x.lots THEN s.share_min ELSE '0' END,
		LEAST(GREATEST(coalesce(s.share_max, '0'), CASE o.kind WHEN 'origin' THEN x.open ELSE '0' END), '1')
	FROM asked AS a JOIN item_open AS x ON x.item_id = a.item_id JOIN origin AS o ON o.material = a.material
		LEFT JOIN item_share AS s ON s.item_id = a.item_id AND (s.kind, s.origin, s.origin_name, s.country, s.reason) IS NOT DISTINCT FROM (o.kind, o.origin, o.origin_name, o.country, o.reason)
	WHERE s.item_id IS NOT NULL OR o.kind = 'origin' AND x.open OPERATOR(materials.>) '0';
END
$$;
COMMENT ON FUNCTION item_origin(bigint[], text, timestamptz, date) IS 'least and greatest share, by mass, of each origin in any mixture of the lots of an item that were made on a day or later (all where none is given); what is unknown in them counts for the greatest share of every origin of the material; an item without such a lot is unknown, with the reason no_lot';

CREATE OR REPLACE FUNCTION explode_origin(item_code text, quantity materials.quantity DEFAULT '1 each', by text DEFAULT 'country', alternates text DEFAULT 'any', made_from date DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL)
		RETURNS TABLE (material text, title text, kind text, origin text, origin_name text, country text, reason text, mass_min numeric, mass_max numeric, mass materials.fraction)
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	choice text := coalesce(explode_origin.alternates, 'any');
	grouping_asked text := coalesce(explode_origin.by, 'country');
	day date := coalesce(explode_origin.as_of, materials.as_of());
	instant timestamptz := coalesce(explode_origin.known_at, materials.known_at());
	wanted bigint[];
BEGIN
	PERFORM check_grouping(grouping_asked);
	wanted := ARRAY(SELECT DISTINCT r.item_id FROM explode_checked(explode_origin.item_code, explode_origin.quantity, choice, day, instant) AS r WHERE r.material IS NULL AND r.counted);
	RETURN QUERY
	WITH part AS MATERIALIZED (
		SELECT (dense_rank() OVER (ORDER BY o.kind, o.origin, o.origin_name, o.country, o.reason))::integer AS number, o.* FROM item_origin(wanted, grouping_asked, instant, explode_origin.made_from) AS o
	), told AS (
		SELECT r.* FROM (SELECT coalesce(array_agg(p.item_id), '{}') AS items, coalesce(array_agg(p.number), '{}') AS numbers, coalesce(array_agg(p.share_min), '{}') AS mins, coalesce(array_agg(p.share_max), '{}') AS maxs FROM part AS p) AS p
			CROSS JOIN LATERAL explode_checked(explode_origin.item_code, explode_origin.quantity, choice, day, instant, p.items, p.numbers, p.mins, p.maxs) AS r WHERE r.part IS NOT NULL
	)
	SELECT t.material, m.title, p.kind, p.origin, p.origin_name, p.country, p.reason, trim_scale(materials.round_down(t.amount_min, 12)), trim_scale(materials.round_up(t.amount_max, 12)), CASE WHEN t.amount_min OPERATOR(materials.=) t.amount_max THEN t.amount_min END
	FROM told AS t JOIN (SELECT DISTINCT x.number, x.kind, x.origin, x.origin_name, x.country, x.reason FROM part AS x) AS p ON p.number = t.part LEFT JOIN materials.material AS m ON m.material = t.material
	ORDER BY t.material COLLATE "C", p.kind COLLATE "C", t.amount_max DESC NULLS FIRST, p.origin COLLATE "C", p.reason COLLATE "C";
END
$$;
COMMENT ON FUNCTION explode_origin(text, materials.quantity, text, text, date, date, timestamptz) IS 'kilograms of each material that so much of an item takes as designed, by where they come from (country, party, site, lot, material or step at which the way of a lot ends): least and greatest over every mixture of the lots recorded of the items it is made of (made_from: those made on that day or later) and, with alternates any, every choice of alternates. mass_max counts what is unknown as well, which also has rows of its own with the reason; no_lot where no lot of an item is recorded. Rounded outward at 12 digits; mass has the exact value where it is one';
