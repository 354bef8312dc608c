-- The flow diagram of a lot: what it was made of, column by column, from the origins on the left to the lot on the right.

CREATE OR REPLACE FUNCTION flow_status(rule text, lot_ids bigint[], as_of date, known_at timestamptz) RETURNS TABLE (lot_id bigint, own text, traced text, reason text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	-- By itself a lot is of concern for who made it, passed it on, or where; traced, for anything that went into it as well.
	SELECT o.lot_id, CASE WHEN o.direct = 'offender' THEN 'covered' WHEN o.direct = 'unknown' OR s.open_reason IS NOT NULL THEN 'unknown' ELSE 'clear' END,
		CASE o.traced WHEN 'offender' THEN 'covered' WHEN 'unknown' THEN 'unknown' ELSE 'clear' END,
		coalesce(s.open_reason, CASE WHEN o.direct = 'unknown' THEN 'source_open' END)
	FROM (SELECT r.rule, r.version, materials.rule_choices(r.rule, r.version, '{}') AS policies FROM materials.rule AS r WHERE r.rule = flow_status.rule AND r.version = materials.rule_version(flow_status.rule)) AS r
		CROSS JOIN LATERAL lot_reading(flow_status.lot_ids, flow_status.as_of, flow_status.known_at) AS g
		CROSS JOIN LATERAL (SELECT ARRAY(SELECT l::materials.rule_lot FROM lot_state(r.rule, r.version, g.lots, r.policies) AS l) AS lots, g.inputs) AS k
		CROSS JOIN LATERAL lot_origin(r.rule, r.version, k.lots, k.inputs, r.policies,
			ARRAY(SELECT s::materials.party_standing FROM standing_of(ARRAY[r.rule], ARRAY[r.version], '{}', '{}', g.lots, '{}', flow_status.as_of, flow_status.known_at) AS s), flow_status.as_of, flow_status.known_at) AS o
		LEFT JOIN LATERAL materials.rule_lots(k.lots) AS s ON s.lot_id = o.lot_id;
END;
COMMENT ON FUNCTION flow_status(text, bigint[], date, timestamptz) IS 'how lots stand under a rule: covered (of concern), unknown or clear, by themselves (own) and with all that went into them (traced), and why they are unknown';

CREATE OR REPLACE FUNCTION flow_card(rule text, lot_id bigint, as_of date, known_at timestamptz) RETURNS TABLE (lot_ids bigint[], place integer, stage text, label text, note text, word text, status text, share numeric)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	-- A card for the lots of one item, maker, country and standing at the same distance; mines stand at the left edge.
	WITH walk AS MATERIALIZED (
		SELECT w.reached_id, coalesce(w.tier_max, w.tier_min) AS tier, w.share_max FROM materials.flow_walk('lot'::regclass, flow_card.lot_id, 'up', 'mass', flow_card.known_at) AS w
	), stated AS (
		SELECT w.reached_id, m.tier - CASE WHEN l.primary_source AND p.stage = 'extraction' THEN m.tier ELSE w.tier END AS place, p.stage, w.share_max,
			coalesce(i.name, t.title, 'Lot ' || a.code, 'Hidden lot') AS label, coalesce(y.name, 'maker unknown') AS note, l.country::text AS country,
			CASE WHEN w.tier = 0 THEN 'item' ELSE f.own END AS status, f.reason
		FROM walk AS w CROSS JOIN (SELECT max(x.tier) AS tier FROM walk AS x) AS m
			LEFT JOIN lot AS a ON a.id = w.reached_id
			LEFT JOIN lot_at(flow_card.known_at) AS l ON l.id = w.reached_id
			LEFT JOIN item AS i ON i.id = l.item_id LEFT JOIN materials.material AS t ON t.material = l.material
			LEFT JOIN party_at('infinity') AS y ON y.id = l.producer_id LEFT JOIN materials.process_step AS p ON p.step = l.step
			LEFT JOIN flow_status(flow_card.rule, ARRAY(SELECT x.reached_id FROM walk AS x), flow_card.as_of, flow_card.known_at) AS f ON f.lot_id = w.reached_id
	), card AS (
		SELECT array_agg(s.reached_id ORDER BY s.reached_id) AS lot_ids, s.place, min(s.stage) AS stage, s.label, s.note, s.country, s.status, min(s.reason) AS reason,
			least(materials.round_half_up(materials.sum(s.share_max), 6), 1) AS share
		FROM stated AS s GROUP BY s.place, s.label, s.note, s.country, s.status
	), ranked AS (
		-- A column has room for so many; of the others those of one standing share a card.
		SELECT c.*, row_number() OVER (PARTITION BY c.place ORDER BY c.share DESC, c.lot_ids[1]) <= materials.column_cards() AS large FROM card AS c
	), placed AS (
		SELECT r.*, r.large OR count(*) OVER (PARTITION BY r.place, r.status, r.large) = 1 AS alone FROM ranked AS r
	), shown AS (
		SELECT c.lot_ids, c.place, c.stage, c.label, c.note, c.country, c.status, c.reason, c.share FROM placed AS c WHERE c.alone
		UNION ALL
		SELECT (SELECT array_agg(u.id ORDER BY u.id) FROM placed AS x CROSS JOIN unnest(x.lot_ids) AS u (id) WHERE NOT x.alone AND x.place = c.place AND x.status = c.status),
			c.place, (array_agg(c.stage ORDER BY c.share DESC, c.stage))[1], 'Others',
			CASE count(DISTINCT c.note) WHEN 1 THEN min(c.note) ELSE count(DISTINCT c.note) || ' makers' END || CASE WHEN count(DISTINCT c.country) > 1 THEN format(', %s countries', count(DISTINCT c.country)) ELSE '' END,
			CASE WHEN count(DISTINCT c.country) > 1 THEN '' ELSE min(c.country) END, c.status, CASE WHEN min(c.reason) = max(c.reason) THEN min(c.reason) END, least(sum(c.share), 1)
		FROM placed AS c WHERE NOT c.alone GROUP BY c.place, c.status
	)
	SELECT c.lot_ids, c.place, c.stage, c.label || CASE WHEN cardinality(c.lot_ids) > 1 THEN format(' (%s lots)', cardinality(c.lot_ids)) ELSE '' END, c.note,
		concat_ws(' ', nullif(coalesce(c.country, CASE WHEN c.status <> 'unknown' THEN '?' END), ''), CASE c.status WHEN 'item' THEN 'bought' WHEN 'covered' THEN 'of concern' WHEN 'unknown' THEN coalesce(replace(c.reason, '_', ' '), 'unknown') END,
			CASE WHEN c.status <> 'item' THEN replace(materials.share_text(c.share), '≈ ', '') END), c.status, c.share
	FROM shown AS c;
END;
COMMENT ON FUNCTION flow_card(text, bigint, date, timestamptz) IS 'cards of the flow diagram of a lot, the largest of each column by themselves: lots, column, stage, three lines of text, standing, and share of the lot by mass';

-- What a ribbon carries: a lot of concern is so whole; of another, what of its inputs is, by weight.  What is left of an unknown lot is
-- unknown.  From the far end on, so that inputs come before what is made of them; an input of a loop, which comes later, is unknown until then.
CREATE OR REPLACE FUNCTION flow_content(lot_ids bigint[], tiers integer[], standings text[], weights numeric[], from_ids bigint[], to_ids bigint[], edge_weights numeric[]) RETURNS TABLE (lot_id bigint, covered numeric, unknown numeric)
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	done_ids bigint[] := '{}';
	done_covered numeric[] := '{}';
	done_unknown numeric[] := '{}';
	this_tier integer;
	news record;
BEGIN
	FOR this_tier IN SELECT DISTINCT t.tier FROM unnest(tiers) AS t (tier) ORDER BY t.tier DESC LOOP
		SELECT array_agg(n.lot_id) AS ids, array_agg(n.covered) AS covered, array_agg(least(n.unknown, 1 - n.covered)) AS unknown INTO news
		FROM (SELECT l.lot_id, CASE l.standing WHEN 'covered' THEN 1 ELSE least(coalesce(sum(e.weight * coalesce(d.covered, 0)), 0) / l.weight, 1) END AS covered,
				-- What is missing of the inputs is unknown as well.
				CASE l.standing WHEN 'covered' THEN 0 WHEN 'unknown' THEN 1 ELSE least(coalesce(sum(e.weight * coalesce(d.unknown, 1)) + greatest(l.weight - sum(e.weight), 0), 0) / l.weight, 1) END AS unknown
			FROM unnest(lot_ids, tiers, standings, weights) AS l (lot_id, tier, standing, weight)
				LEFT JOIN unnest(from_ids, to_ids, edge_weights) AS e (from_id, to_id, weight) ON e.to_id = l.lot_id
				LEFT JOIN unnest(done_ids, done_covered, done_unknown) AS d (lot_id, covered, unknown) ON d.lot_id = e.from_id
			WHERE l.tier = this_tier AND l.weight > 0 GROUP BY l.lot_id, l.standing, l.weight) AS n;
		done_ids := done_ids || news.ids;
		done_covered := done_covered || news.covered;
		done_unknown := done_unknown || news.unknown;
	END LOOP;
	RETURN QUERY SELECT d.* FROM unnest(done_ids, done_covered, done_unknown) AS d;
END
$$;
COMMENT ON FUNCTION flow_content(bigint[], integer[], text[], numeric[], bigint[], bigint[], numeric[]) IS 'for drawing: which part of each lot of a walk is of concern, and which is unknown, by the standing of lots, their weights and those of the edges between them';

CREATE OR REPLACE FUNCTION flow_drawing(rule text, lot_id bigint, as_of date, known_at timestamptz) RETURNS TABLE (title text, summary text, headings text[], nodes jsonb, links jsonb)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	WITH card AS MATERIALIZED (
		SELECT 'c' || c.lot_ids[1] AS id, c.* FROM flow_card(flow_drawing.rule, flow_drawing.lot_id, flow_drawing.as_of, flow_drawing.known_at) AS c
	), member AS MATERIALIZED (
		SELECT c.id, c.status, u.lot_id FROM card AS c CROSS JOIN LATERAL unnest(c.lot_ids) AS u (lot_id)
	), edge AS MATERIALIZED (
		SELECT e.from_id, e.to_id, materials.round_half_up(e.share_max, 12) AS weight
		FROM materials.flow_edges('lot'::regclass, flow_drawing.lot_id, 'up', 'mass', 9007199254740991, flow_drawing.known_at) AS e WHERE e.from_id IS NOT NULL AND e.to_id IS NOT NULL AND e.share_max IS NOT NULL
	), part AS MATERIALIZED (
		SELECT p.lot_id, v.status, v.part
		FROM (SELECT array_agg(w.reached_id) AS ids, array_agg(coalesce(w.tier_max, w.tier_min)) AS tiers, array_agg(c.status) AS standings, array_agg(materials.round_half_up(w.share_max, 12)) AS weights
				FROM materials.flow_walk('lot'::regclass, flow_drawing.lot_id, 'up', 'mass', flow_drawing.known_at) AS w JOIN member AS c ON c.lot_id = w.reached_id) AS s
			CROSS JOIN (SELECT array_agg(x.from_id) AS from_ids, array_agg(x.to_id) AS to_ids, array_agg(x.weight) AS weights FROM edge AS x) AS e
			CROSS JOIN LATERAL flow_content(s.ids, s.tiers, s.standings, s.weights, e.from_ids, e.to_ids, e.weights) AS p
			CROSS JOIN LATERAL (VALUES ('covered', p.covered), ('unknown', p.unknown), ('clear', 1 - p.covered - p.unknown)) AS v (status, part)
		WHERE v.part >= 0.0000005
	), link AS (
		-- A ribbon for each kind of what flows, beside each other.
		SELECT i.id AS source, o.id AS target, p.status, least(round(sum(e.weight * p.part), 6), 1) AS weight
		FROM edge AS e JOIN part AS p ON p.lot_id = e.from_id JOIN member AS i ON i.lot_id = e.from_id JOIN member AS o ON o.lot_id = e.to_id
		WHERE i.id <> o.id GROUP BY i.id, o.id, p.status
	)
	SELECT format('What lot %s is made of', l.code),
		format('From %s origins on the left to the lot on the right: %s lots, %s of them of concern and %s of them unknown by themselves. Ribbons are as wide as what flows by mass, with what is of concern and what is unknown beside the rest; the table below has the same in words.',
			(SELECT count(*) FROM card AS c WHERE c.place = 0), n.lots, n.covered, n.unknown),
		(SELECT array_agg(CASE h.place WHEN 0 THEN 'Origins' WHEN n.place_max THEN 'Bought' ELSE coalesce((SELECT CASE (array_agg(c.stage ORDER BY c.share DESC, c.stage))[1]
					WHEN 'extraction' THEN 'Mining' WHEN 'processing' THEN 'Refining' WHEN 'metal' THEN 'Metals' WHEN 'component' THEN 'Materials and parts' WHEN 'magnet' THEN 'Magnets'
					WHEN 'cell' THEN 'Cells' WHEN 'assembly' THEN 'Modules and packs' WHEN 'recycling' THEN 'Recycling' WHEN 'logistics' THEN 'Blending' END
				FROM card AS c WHERE c.place = h.place), '') END ORDER BY h.place) FROM generate_series(0, n.place_max) AS h (place)),
		(SELECT jsonb_agg(jsonb_build_object('id', c.id, 'column', c.place, 'label', c.label, 'note', c.note, 'text', c.word, 'status', c.status, 'weight', c.share) ORDER BY c.place, c.id) FROM card AS c),
		coalesce((SELECT jsonb_agg(jsonb_build_object('from', k.source, 'to', k.target, 'weight', k.weight, 'status', k.status) ORDER BY k.source, k.target, k.status) FROM link AS k), '[]')
	FROM lot AS l
		CROSS JOIN (SELECT max(c.place) AS place_max, sum(cardinality(c.lot_ids)) AS lots, coalesce(sum(cardinality(c.lot_ids)) FILTER (WHERE c.status = 'covered'), 0) AS covered,
			coalesce(sum(cardinality(c.lot_ids)) FILTER (WHERE c.status = 'unknown'), 0) AS unknown FROM card AS c) AS n
	WHERE l.id = flow_drawing.lot_id;
END;
COMMENT ON FUNCTION flow_drawing(text, bigint, date, timestamptz) IS 'what a flow diagram of a lot shows: cards and ribbons, whichever way they are drawn';

CREATE OR REPLACE FUNCTION flow_picture(rule text, lot_id bigint, as_of date, known_at timestamptz) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT materials.svg_flow(d.title, d.summary, d.headings, d.nodes, d.links) FROM flow_drawing(flow_picture.rule, flow_picture.lot_id, flow_picture.as_of, flow_picture.known_at) AS d;
END;
COMMENT ON FUNCTION flow_picture(text, bigint, date, timestamptz) IS 'flow diagram of a lot by its number, as SVG';

CREATE OR REPLACE FUNCTION flow_svg(lot_code text, rule text DEFAULT '10USC4865', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	instant timestamptz := coalesce(flow_svg.known_at, materials.known_at());
	rule_asked text := coalesce(flow_svg.rule, '10USC4865');
BEGIN
	PERFORM materials.rule_version(rule_asked);
	RETURN flow_picture(rule_asked, lot_id(flow_svg.lot_code, instant), coalesce(flow_svg.as_of, materials.as_of()), instant);
END
$$;
COMMENT ON FUNCTION flow_svg(text, text, date, timestamptz) IS 'flow diagram of a lot as SVG: its origins on the left, each lot it was made of on the way, the lot on the right; what is of concern under the rule, or unknown, told by shape, word and colour';

CREATE OR REPLACE FUNCTION flow_dot(lot_code text, rule text DEFAULT '10USC4865', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	instant timestamptz := coalesce(flow_dot.known_at, materials.known_at());
	rule_asked text := coalesce(flow_dot.rule, '10USC4865');
BEGIN
	PERFORM materials.rule_version(rule_asked);
	RETURN (SELECT materials.dot_flow(d.title, d.nodes, d.links) FROM flow_drawing(rule_asked, lot_id(flow_dot.lot_code, instant), coalesce(flow_dot.as_of, materials.as_of()), instant) AS d);
END
$$;
COMMENT ON FUNCTION flow_dot(text, text, date, timestamptz) IS 'the same flow diagram in the language DOT, for Graphviz and tools that read it';
