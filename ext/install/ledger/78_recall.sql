-- What is concerned where something went wrong with a lot, and who has it; what is made of lots of a kind.

CREATE OR REPLACE FUNCTION holder_of(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (lot_id bigint, holder_id bigint)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	WITH alias AS MATERIALIZED (
		SELECT a.recorded_id, a.lot_id FROM lot_alias(holder_of.lot_ids, holder_of.known_at) AS a
	), received AS MATERIALIZED (
		SELECT a.lot_id, t.id, materials.supposed_sender(holder_of.known_at, 'lot'::regclass, t.id, t.from_id) AS from_id, t.to_id, coalesce(t.transferred_on, '-infinity'::date) AS day, t.quantity
		FROM alias AS a JOIN transfer AS t ON t.lot_id = a.recorded_id
		WHERE t.recorded_at <= holder_of.known_at
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'transfer' AND x.row_id = t.id AND x.recorded_at <= holder_of.known_at)
	), had AS (
		SELECT r.lot_id, r.id, r.to_id, r.day, r.quantity, false AS is_maker FROM received AS r WHERE r.to_id IS NOT NULL
		UNION ALL
		SELECT l.id, 0, p.producer_id, '-infinity', l.quantity, true
		FROM alias AS a JOIN lot AS l ON l.id = a.lot_id AND a.recorded_id = a.lot_id LEFT JOIN event AS e ON e.id = l.event_id
			CROSS JOIN LATERAL (SELECT materials.supposed_producer(holder_of.known_at, 'lot'::regclass, l.id, coalesce(l.producer_id, e.party_id))) AS p (producer_id)
		WHERE p.producer_id IS NOT NULL
	)
	SELECT DISTINCT h.lot_id, h.to_id
	FROM had AS h
	WHERE NOT EXISTS (SELECT FROM received AS p
		WHERE p.lot_id = h.lot_id AND (p.from_id = h.to_id OR p.from_id IS NULL AND h.is_maker) AND (p.day, p.id) > (h.day, h.id)
			AND CASE WHEN materials.dimension(p.quantity) = materials.dimension(h.quantity) THEN p.quantity OPERATOR(materials.>=) h.quantity ELSE true END);
END;
COMMENT ON FUNCTION holder_of(bigint[], timestamptz) IS 'who may have lots, or some of them: their makers and those who received them, unless they passed all of it on at once; who passed on an unknown quantity passed on all';

CREATE OR REPLACE FUNCTION recall_rows(lot_id bigint, basis text, known_at timestamptz) RETURNS TABLE (lot text, is_end boolean, tier integer, share_min numeric, share_max numeric, used_share numeric,
		item text, item_name text, material text, quantity text, made_on date, party text, party_name text, site text, country text,
		holders text[], holder_names text[], contract_lines text[], installed_at text[], reason text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	WITH reached AS MATERIALIZED (
		SELECT w.reached_id, w.is_end, w.tier_min, w.share_min, w.share_max, w.used_min, w.weight_reason
		FROM materials.flow_bounds('lot'::regclass, recall_rows.lot_id, 'down', recall_rows.basis, recall_rows.known_at) AS w
	), asked AS MATERIALIZED (
		SELECT array_agg(r.reached_id) AS ids FROM reached AS r
	), alias AS MATERIALIZED (
		SELECT a.recorded_id, a.lot_id FROM asked AS q CROSS JOIN LATERAL lot_alias(q.ids, recall_rows.known_at) AS a
	), holder AS MATERIALIZED (
		SELECT h.lot_id, array_agg(p.code::text ORDER BY p.code COLLATE "C") AS codes, array_agg(p.name ORDER BY p.code COLLATE "C") AS names
		FROM asked AS q CROSS JOIN LATERAL holder_of(q.ids, recall_rows.known_at) AS h JOIN party_at('infinity') AS p ON p.id = h.holder_id
		GROUP BY h.lot_id
	), sold AS MATERIALIZED (
		SELECT a.lot_id, array_agg(DISTINCT n.code::text) AS codes
		FROM alias AS a JOIN contract_line_lot AS d ON d.lot_id = a.recorded_id JOIN contract_line AS n ON n.id = d.line_id
		WHERE d.recorded_at <= recall_rows.known_at
		GROUP BY a.lot_id
	), placed AS MATERIALIZED (
		SELECT a.lot_id, array_agg(DISTINCT s.code::text) AS codes
		FROM alias AS a JOIN site_asset AS t ON t.lot_id = a.recorded_id JOIN site AS s ON s.id = t.site_id
		WHERE t.recorded_at <= recall_rows.known_at AND t.status <> 'retired'
		GROUP BY a.lot_id
	)
	SELECT coalesce(l.code, any_l.code), r.is_end, r.tier_min, trim_scale(materials.round_down(r.share_min, 20)), trim_scale(materials.round_up(r.share_max, 20)), trim_scale(materials.round_half_up(r.used_min, 20)),
		i.code, i.name, l.material, l.quantity::text, l.made_on, p.code, p.name, s.code, l.country::text,
		h.codes, h.names, n.codes, t.codes, CASE WHEN any_l.id IS NULL THEN 'hidden' ELSE r.weight_reason END
	FROM reached AS r
		-- A lot that row-level security hides has a row without its name: the list is not shorter than what is concerned.
		LEFT JOIN lot AS any_l ON any_l.id = r.reached_id
		LEFT JOIN lot_at(recall_rows.known_at) AS l ON l.id = r.reached_id
		LEFT JOIN item AS i ON i.id = l.item_id
		LEFT JOIN party_at('infinity') AS p ON p.id = l.producer_id
		LEFT JOIN site AS s ON s.id = l.site_id
		LEFT JOIN holder AS h ON h.lot_id = r.reached_id
		LEFT JOIN sold AS n ON n.lot_id = r.reached_id
		LEFT JOIN placed AS t ON t.lot_id = r.reached_id
	ORDER BY r.is_end DESC, r.tier_min, coalesce(l.code, any_l.code) COLLATE "C";
END;
COMMENT ON FUNCTION recall_rows(bigint, text, timestamptz) IS 'rows of recall, by number of the lot';

CREATE OR REPLACE FUNCTION recall(lot_code text, basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS TABLE (lot text, is_end boolean, tier integer, share_min numeric, share_max numeric, used_share numeric,
		item text, item_name text, material text, quantity text, made_on date, party text, party_name text, site text, country text,
		holders text[], holder_names text[], contract_lines text[], installed_at text[], reason text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
DECLARE
	instant timestamptz := coalesce(recall.known_at, materials.known_at());
BEGIN
	RETURN QUERY SELECT r.* FROM recall_rows(lot_id(recall.lot_code, instant), coalesce(recall.basis, 'mass'), instant) AS r;
END
$$;
COMMENT ON FUNCTION recall(text, text, timestamptz) IS 'the recall list of a lot: itself and every lot that it went into, any depth, those first of which nothing was made (is_end); how much of each came from it and how much of it went there, who may have each, the contract lines that it was delivered for and the sites where it is installed';

CREATE OR REPLACE FUNCTION where_used(lots text[] DEFAULT NULL, countries text[] DEFAULT NULL, parties text[] DEFAULT NULL, sites text[] DEFAULT NULL, materials text[] DEFAULT NULL, items text[] DEFAULT NULL,
		basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS TABLE (item text, item_name text, class text, material text, lots_reached bigint, lots_maybe bigint, share_min numeric, share_max numeric)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(where_used.known_at, materials.known_at());
	marked record;
	asked record;
BEGIN
	IF num_nonnulls(where_used.lots, where_used.countries, where_used.parties, where_used.sites, where_used.materials, where_used.items) = 0 THEN
		RAISE invalid_parameter_value USING MESSAGE = 'nothing is named whose use is to be told',
			HINT = 'Name lots, countries, parties, sites, materials or items, each as an array of codes.';
	END IF;
	SELECT s.keys, s.lot_ids INTO marked
	FROM flow_selection(instant, where_used.countries, where_used.parties, where_used.materials, where_used.items, where_used.sites, where_used.lots, coalesce(where_used.basis, 'mass')) AS s;
	SELECT s.keys, s.lot_ids INTO asked FROM flow_selection(instant, basis => coalesce(where_used.basis, 'mass')) AS s;
	RETURN QUERY SELECT i.code::text, i.name, i.class, coalesce(n.material, i.material), sum(f.lots_reached)::bigint, sum(f.lots_maybe)::bigint, trim_scale(min(f.share_min)), trim_scale(max(f.share_max))
		FROM materials.flow_forward_keys('lot'::regclass, marked.keys, marked.lot_ids, asked.keys, asked.lot_ids, coalesce(where_used.basis, 'mass'), instant) AS f
			LEFT JOIN flow_key AS k ON k.generation = (SELECT s.generation FROM flow_state AS s) AND k.key = f.key
			LEFT JOIN lot AS l ON l.id = f.lot_id
			CROSS JOIN LATERAL (SELECT coalesce(k.item_id, l.item_id), coalesce(k.material, l.material)) AS n (item_id, material)
			LEFT JOIN item AS i ON i.id = n.item_id
		WHERE f.key IS NOT NULL OR l.id IS NOT NULL
		GROUP BY i.id, coalesce(n.material, i.material)
		ORDER BY 5 DESC, 6 DESC, i.code COLLATE "C", coalesce(n.material, i.material) COLLATE "C";
END
$$;
COMMENT ON FUNCTION where_used(text[], text[], text[], text[], text[], text[], text, timestamptz) IS 'what lots went into that are named by code, country, party, site, material or item (a list left out restricts nothing), by item: how many of its lots are such ones or contain them, how many more may, because something is unknown of them, and between which bounds the shares of such content lie; 12 digits, rounded outward';

CREATE OR REPLACE FUNCTION where_used_total(item_code text, lots text[] DEFAULT NULL, countries text[] DEFAULT NULL, parties text[] DEFAULT NULL, sites text[] DEFAULT NULL, materials text[] DEFAULT NULL, items text[] DEFAULT NULL,
		known_at timestamptz DEFAULT NULL, OUT lots_asked bigint, OUT lots_reached bigint, OUT reached_id_sum numeric)
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	instant timestamptz := coalesce(where_used_total.known_at, materials.known_at());
BEGIN
	IF num_nonnulls(where_used_total.lots, where_used_total.countries, where_used_total.parties, where_used_total.sites, where_used_total.materials, where_used_total.items) = 0 THEN
		RAISE invalid_parameter_value USING MESSAGE = 'nothing is named whose use is to be told',
			HINT = 'Name lots, countries, parties, sites, materials or items, each as an array of codes.';
	END IF;
	SELECT t.lots, t.lots_reached, t.reached_id_sum INTO where_used_total.lots_asked, where_used_total.lots_reached, where_used_total.reached_id_sum
	FROM flow_selection(instant, where_used_total.countries, where_used_total.parties, where_used_total.materials, where_used_total.items, where_used_total.sites, where_used_total.lots) AS marked
		CROSS JOIN flow_selection(instant, items => ARRAY[where_used_total.item_code]) AS asked
		CROSS JOIN LATERAL materials.flow_reach_total('lot'::regclass, marked.keys, marked.lot_ids, asked.keys, asked.lot_ids, instant) AS t;
END
$$;
COMMENT ON FUNCTION where_used_total(text, text[], text[], text[], text[], text[], text[], timestamptz) IS 'how many lots of an item there are, and how many of them are or contain what is named by lot, country, party, site, material or item (a list left out restricts nothing), however little; the sum of their ids, by which two answers are compared';
