-- Where a lot comes from and where it went.  Shares are exact; share_min and share_max are rounded outward at 20 digits.

CREATE OR REPLACE FUNCTION flow_up(lot_id bigint, known_at timestamptz) RETURNS TABLE (lot_id bigint, tier_min integer, tier_max integer, used materials.fraction)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT w.reached_id, w.tier_min, w.tier_max, CASE WHEN w.used_min OPERATOR(materials.=) w.used_max THEN w.used_min END
	FROM materials.flow_walk('lot'::regclass, flow_up.lot_id, 'up', 'mass', flow_up.known_at) AS w;
END;
COMMENT ON FUNCTION flow_up(bigint, timestamptz) IS 'lots that a lot is made of, itself included, and which part of each one''s whole quantity is in it, exactly; empty where a large walk had to round it';

CREATE OR REPLACE FUNCTION trace_rows(lot_id bigint, direction text, basis text, known_at timestamptz) RETURNS TABLE (lot text, tier_min integer, tier_max integer,
		share_min numeric, share_max numeric, share materials.share, used_share numeric, item text, material text, step text, party text, party_name text, site text, country text, made_on date,
		quantity text, reason text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT coalesce(l.code, any_l.code), w.tier_min, w.tier_max, trim_scale(materials.round_down(w.share_min, 20)), trim_scale(materials.round_up(w.share_max, 20)), materials.share(w.share_min, w.share_max),
		trim_scale(materials.round_half_up(w.used_min, 20)), i.code, l.material, l.step, p.code, p.name, s.code, l.country::text, l.made_on, l.quantity::text,
		CASE WHEN any_l.id IS NULL THEN 'hidden' ELSE coalesce(w.gap_reason, w.weight_reason) END
	FROM materials.flow_bounds('lot'::regclass, trace_rows.lot_id, trace_rows.direction, trace_rows.basis, trace_rows.known_at) AS w
		-- A lot that row-level security hides has a row without its name: what came through it is not forgotten.
		LEFT JOIN lot AS any_l ON any_l.id = w.reached_id
		LEFT JOIN lot_at(trace_rows.known_at) AS l ON l.id = w.reached_id
		LEFT JOIN item AS i ON i.id = l.item_id
		LEFT JOIN party_at('infinity') AS p ON p.id = l.producer_id
		LEFT JOIN site AS s ON s.id = l.site_id
	ORDER BY w.tier_min, coalesce(l.code, any_l.code) COLLATE "C";
END;
COMMENT ON FUNCTION trace_rows(bigint, text, text, timestamptz) IS 'rows of trace_up and trace_down, by number of the lot';

CREATE OR REPLACE FUNCTION trace_up(lot_code text, basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS TABLE (lot text, tier_min integer, tier_max integer,
		share_min numeric, share_max numeric, share materials.share, used_share numeric, item text, material text, step text, party text, party_name text, site text, country text, made_on date,
		quantity text, reason text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(trace_up.known_at, materials.known_at());
	root bigint := lot_id(trace_up.lot_code, instant);
BEGIN
	RETURN QUERY SELECT r.* FROM trace_rows(root, 'up', coalesce(trace_up.basis, 'mass'), instant) AS r WHERE r.tier_min > 0;
END
$$;
COMMENT ON FUNCTION trace_up(text, text, timestamptz) IS 'what a lot was made of, any depth, each lot once: fewest and most tiers away (most is empty in a loop), which share of the lot came through it by mass, cost, count or the mass of an element, which share of it was used';

CREATE OR REPLACE FUNCTION trace_down(lot_code text, basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS TABLE (lot text, tier_min integer, tier_max integer,
		share_min numeric, share_max numeric, share materials.share, used_share numeric, item text, material text, step text, party text, party_name text, site text, country text, made_on date,
		quantity text, reason text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(trace_down.known_at, materials.known_at());
	root bigint := lot_id(trace_down.lot_code, instant);
BEGIN
	RETURN QUERY SELECT r.* FROM trace_rows(root, 'down', coalesce(trace_down.basis, 'mass'), instant) AS r WHERE r.tier_min > 0;
END
$$;
COMMENT ON FUNCTION trace_down(text, text, timestamptz) IS 'what was made of a lot, any depth, each lot once: fewest and most tiers away, which share of that lot came from the asked one by mass, cost, count or the mass of an element, which share of the asked one went there';

CREATE OR REPLACE FUNCTION trace(lot_code text, direction text DEFAULT 'both', basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS TABLE (way text, lot text, tier_min integer, tier_max integer,
		share_min numeric, share_max numeric, share materials.share, used_share numeric, item text, material text, step text, party text, party_name text, site text, country text, made_on date,
		quantity text, reason text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 200 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(trace.known_at, materials.known_at());
	root bigint := lot_id(trace.lot_code, instant);
BEGIN
	IF trace.direction <> 'both' THEN
		RETURN QUERY SELECT trace.direction, r.* FROM trace_rows(root, trace.direction, coalesce(trace.basis, 'mass'), instant) AS r WHERE r.tier_min > 0;
		RETURN;
	END IF;
	RETURN QUERY SELECT 'up', r.* FROM trace_rows(root, 'up', coalesce(trace.basis, 'mass'), instant) AS r WHERE r.tier_min > 0;
	RETURN QUERY SELECT 'down', r.* FROM trace_rows(root, 'down', coalesce(trace.basis, 'mass'), instant) AS r WHERE r.tier_min > 0;
END
$$;
COMMENT ON FUNCTION trace(text, text, text, timestamptz) IS 'trace_up and trace_down in one result: direction is up, down or both';

CREATE OR REPLACE FUNCTION origin_rows(lot_id bigint, basis text, known_at timestamptz) RETURNS TABLE (kind text, lot_id bigint, reason text, share_min materials.fraction, share_max materials.fraction)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT CASE WHEN w.gap_reason IS NULL THEN 'origin' ELSE 'unknown' END, w.reached_id,
		CASE WHEN w.gap_reason = 'withdrawn' THEN coalesce((SELECT w.gap_reason FROM lot AS l WHERE l.id = w.reached_id), 'hidden') ELSE w.gap_reason END,
		CASE WHEN w.gap_reason IS NULL THEN w.share_min ELSE w.gap_min END, CASE WHEN w.gap_reason IS NULL THEN w.share_max ELSE w.gap_max END
	FROM materials.flow_bounds('lot'::regclass, origin_rows.lot_id, 'up', origin_rows.basis, origin_rows.known_at) AS w
	WHERE w.gap_reason IS NOT NULL
		OR EXISTS (SELECT FROM lot AS l WHERE l.id = w.reached_id AND materials.supposed_origin(origin_rows.known_at, 'lot'::regclass, l.id, l.primary_source));
END;
COMMENT ON FUNCTION origin_rows(bigint, text, timestamptz) IS 'where the way of a lot''s content ends, by lot: at an origin, or unknown with the reason';

CREATE OR REPLACE FUNCTION origin_groups(lot_id bigint, basis text, by text, known_at timestamptz) RETURNS TABLE (kind text, origin text, origin_name text,
		country text, reason text, share_min numeric, share_max numeric, share materials.share)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
	SELECT g.kind, g.origin, g.origin_name, g.country, g.reason, trim_scale(materials.round_down(g.share_min, 20)), trim_scale(materials.round_up(g.share_max, 20)), materials.share(g.share_min, g.share_max)
	FROM (SELECT o.kind, k.origin, k.origin_name, k.country, o.reason, materials.sum(o.share_min) AS share_min,
			LEAST(materials.sum(o.share_max), '1') AS share_max
		FROM origin_rows(origin_groups.lot_id, origin_groups.basis, origin_groups.known_at) AS o
			LEFT JOIN lot AS a ON a.id = o.lot_id
			LEFT JOIN lot_at(origin_groups.known_at) AS l ON l.id = o.lot_id
			LEFT JOIN item AS i ON i.id = l.item_id
			LEFT JOIN party_at('infinity') AS p ON p.id = l.producer_id
			LEFT JOIN site AS s ON s.id = l.site_id
			CROSS JOIN LATERAL (SELECT
				CASE origin_groups.by WHEN 'lot' THEN a.code WHEN 'party' THEN p.code WHEN 'country' THEN l.country::text WHEN 'material' THEN l.material WHEN 'step' THEN l.step WHEN 'site' THEN s.code END,
				CASE origin_groups.by WHEN 'lot' THEN i.name WHEN 'party' THEN p.name WHEN 'site' THEN s.name END,
				CASE WHEN origin_groups.by IN ('lot', 'site', 'country') THEN l.country::text END) AS k (origin, origin_name, country)
		GROUP BY o.kind, k.origin, k.origin_name, k.country, o.reason) AS g
	ORDER BY g.kind, trim_scale(materials.round_up(g.share_max, 20)) DESC, g.origin COLLATE "C", g.reason COLLATE "C";
$$;
COMMENT ON FUNCTION origin_groups(bigint, text, text, timestamptz) IS 'rows of origins, by number of the lot';

-- The same where very many lots are upstream: summed up before any of them is looked up.  No row where they are few, or
-- the flow store does not serve.
CREATE OR REPLACE FUNCTION origin_key_groups(lot_id bigint, basis text, by text, known_at timestamptz) RETURNS TABLE (kind text, origin text, origin_name text,
		country text, reason text, share_min numeric, share_max numeric, share materials.share)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	-- Its plan is kept: to make it takes longer than to sum up some hundred rows.
	RETURN QUERY SELECT g.kind, g.origin, g.origin_name, g.country, g.reason, trim_scale(materials.round_down(g.share_min, 20)), trim_scale(materials.round_up(g.share_max, 20)), materials.share(g.share_min, g.share_max)
	FROM (SELECT x.kind, n.origin, n.origin_name, x.country, x.reason, x.share_min, LEAST(x.share_max, '1') AS share_max
		FROM (SELECT CASE WHEN o.lost THEN 'unknown' ELSE 'origin' END AS kind, CASE WHEN o.lost THEN coalesce(k.reason, o.reason) END AS reason,
				CASE origin_key_groups.by WHEN 'party' THEN coalesce(k.producer_id, l.producer_id) WHEN 'site' THEN coalesce(k.site_id, l.site_id) END AS id,
				CASE origin_key_groups.by WHEN 'country' THEN coalesce(k.country, l.country)::text WHEN 'material' THEN coalesce(k.material, l.material) WHEN 'step' THEN coalesce(k.step, l.step) END AS word,
				CASE WHEN origin_key_groups.by IN ('site', 'country') THEN coalesce(k.country, l.country)::text END AS country,
				materials.sum(o.share_min) AS share_min, materials.sum(o.share_max) AS share_max
			FROM materials.flow_origin_shares('lot'::regclass, origin_key_groups.lot_id, origin_key_groups.basis, origin_key_groups.known_at) AS o
				LEFT JOIN flow_key AS k ON k.generation = (SELECT s.generation FROM flow_state AS s) AND k.key = o.key
				LEFT JOIN LATERAL (SELECT y.* FROM lot_at(origin_key_groups.known_at) AS y WHERE y.id = o.end_id) AS l ON o.key IS NULL
			GROUP BY 1, 2, 3, 4, 5) AS x
			-- Looked up one by one: they are few, whatever the planner expects.
			LEFT JOIN LATERAL (SELECT p.code, p.name FROM party_at('infinity') AS p WHERE p.id = x.id LIMIT 1) AS p ON origin_key_groups.by = 'party'
			LEFT JOIN LATERAL (SELECT s.code, s.name FROM site AS s WHERE s.id = x.id LIMIT 1) AS s ON origin_key_groups.by = 'site'
			CROSS JOIN LATERAL (SELECT coalesce(CASE origin_key_groups.by WHEN 'party' THEN p.code WHEN 'site' THEN s.code END, x.word) AS origin,
				CASE origin_key_groups.by WHEN 'party' THEN p.name WHEN 'site' THEN s.name END AS origin_name) AS n) AS g
	ORDER BY g.kind, trim_scale(materials.round_up(g.share_max, 20)) DESC, g.origin COLLATE "C", g.reason COLLATE "C";
END
$$;
COMMENT ON FUNCTION origin_key_groups(bigint, text, text, timestamptz) IS 'rows of origins of a lot with very many others upstream, as bounds; none where it has few';

CREATE OR REPLACE FUNCTION check_grouping(by text) RETURNS void
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF check_grouping.by NOT IN ('lot', 'party', 'country', 'material', 'step', 'site') THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no grouping "%s"', left(check_grouping.by, 64)),
			HINT = 'Origins are told by lot, party, country, material, step or site.';
	END IF;
END
$$;
COMMENT ON FUNCTION check_grouping(text) IS 'refuses a grouping of origins that there is not';

CREATE OR REPLACE FUNCTION origins(lot_code text, basis text DEFAULT 'mass', by text DEFAULT 'lot', known_at timestamptz DEFAULT NULL) RETURNS TABLE (kind text, origin text, origin_name text,
		country text, reason text, share_min numeric, share_max numeric, share materials.share)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(origins.known_at, materials.known_at());
	root bigint := lot_id(origins.lot_code, instant);
BEGIN
	PERFORM check_grouping(coalesce(origins.by, 'lot'));
	IF coalesce(origins.by, 'lot') <> 'lot' AND (SELECT t.reader <> 'plain rows' FROM materials.flow_plan('lot'::regclass, instant) AS t) THEN
		RETURN QUERY SELECT g.* FROM origin_key_groups(root, coalesce(origins.basis, 'mass'), coalesce(origins.by, 'lot'), instant) AS g;
		IF FOUND THEN
			RETURN;
		END IF;
	END IF;
	RETURN QUERY SELECT g.* FROM origin_groups(root, coalesce(origins.basis, 'mass'), coalesce(origins.by, 'lot'), instant) AS g;
END
$$;
COMMENT ON FUNCTION origins(text, text, text, timestamptz) IS 'where a lot''s content comes from: its share by origin (lot, party, country, material, step or site), as lower and upper bound, and each unknown share with its reason as a row of its own';
