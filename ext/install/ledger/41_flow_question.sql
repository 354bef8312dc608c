-- Questions that the flow store answers as a whole.

CREATE OR REPLACE FUNCTION trace_size(lot_code text, known_at timestamptz DEFAULT NULL, OUT lots bigint, OUT consumption bigint, OUT lot_id_sum numeric)
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	instant timestamptz := coalesce(trace_size.known_at, materials.known_at());
BEGIN
	SELECT s.lots, s.consumption, s.lot_id_sum INTO trace_size.lots, trace_size.consumption, trace_size.lot_id_sum
	FROM materials.flow_size('lot'::regclass, lot_id(trace_size.lot_code, instant), instant) AS s;
END
$$;
COMMENT ON FUNCTION trace_size(text, timestamptz) IS 'how much a lot was made of, any depth: how many lots, how many rows of consumption among them, and the sum of the lots'' ids, by which two answers are compared';

CREATE OR REPLACE FUNCTION trace_plan(known_at timestamptz DEFAULT NULL, basis text DEFAULT 'mass') RETURNS TABLE (reader text, why text, store_lots bigint, stale_lots bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT CASE WHEN e.unpacked THEN 'plain rows' ELSE p.reader END, CASE WHEN e.unpacked THEN 'the store holds no masses of elements' ELSE p.why END, CASE WHEN NOT e.unpacked THEN p.store_lots END, CASE WHEN NOT e.unpacked THEN p.stale_lots END
	FROM materials.flow_plan('lot'::regclass, coalesce(trace_plan.known_at, materials.known_at())) AS p, (SELECT starts_with(coalesce(trace_plan.basis, 'mass'), 'element:') AS unpacked) AS e;
END;
COMMENT ON FUNCTION trace_plan(timestamptz, text) IS 'how a question in that basis reads the ledger''s flow: the store by pages, the store by SQL or the plain rows; why not a faster way; how many lots the store has, and how many of them were written since';

-- What a lot or a key has to be like; what is left out restricts nothing.
CREATE OR REPLACE FUNCTION flow_is_meant(country materials.country, producer_id bigint, site_id bigint, material text, item_id bigint,
		countries materials.country[], party_ids bigint[], site_ids bigint[], materials text[], item_ids bigint[]) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT (flow_is_meant.countries IS NULL OR flow_is_meant.country OPERATOR(materials.=) ANY (flow_is_meant.countries)) AND (flow_is_meant.party_ids IS NULL OR flow_is_meant.producer_id = ANY (flow_is_meant.party_ids))
		AND (flow_is_meant.site_ids IS NULL OR flow_is_meant.site_id = ANY (flow_is_meant.site_ids)) AND (flow_is_meant.materials IS NULL OR flow_is_meant.material = ANY (flow_is_meant.materials))
		AND (flow_is_meant.item_ids IS NULL OR flow_is_meant.item_id = ANY (flow_is_meant.item_ids));
END;
COMMENT ON FUNCTION flow_is_meant(materials.country, bigint, bigint, text, bigint, materials.country[], bigint[], bigint[], text[], bigint[]) IS 'whether a lot was made in one of some countries, by one of some parties, at one of some sites, of one of some materials and of one of some items; a list left out restricts nothing';

-- Which lots are meant: some, or those of some countries, parties, materials, items and sites, or both.  By key of the flow
-- store, and by number where they have none, or where the plain rows are read: so they are by an element, whose masses the
-- store does not hold.
CREATE OR REPLACE FUNCTION flow_selection(known_at timestamptz, countries text[] DEFAULT NULL, parties text[] DEFAULT NULL, materials text[] DEFAULT NULL, items text[] DEFAULT NULL, sites text[] DEFAULT NULL,
		lots text[] DEFAULT NULL, basis text DEFAULT 'mass', OUT keys integer[], OUT lot_ids bigint[])
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	party_ids bigint[];
	item_ids bigint[];
	site_ids bigint[];
	nations materials.country[] := flow_selection.countries::materials.country[];
	stale bigint[];
BEGIN
	-- A word that is no material would find nothing, which reads like an answer.
	IF flow_selection.materials IS NOT NULL AND EXISTS (SELECT FROM unnest(flow_selection.materials) AS m (word) WHERE NOT EXISTS (SELECT FROM materials.material AS t WHERE t.material = m.word)) THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no material "%s"', left((SELECT m.word FROM unnest(flow_selection.materials) AS m (word) WHERE NOT EXISTS (SELECT FROM materials.material AS t WHERE t.material = m.word) LIMIT 1), 64)),
			HINT = 'The table materials.material lists the materials.';
	END IF;
	-- Looked up together; where one is not there, one by one, so that it is named.
	party_ids := CASE WHEN flow_selection.parties IS NOT NULL THEN ARRAY(SELECT p.id FROM party_at('infinity') AS p WHERE p.code = ANY (flow_selection.parties)) END;
	item_ids := CASE WHEN flow_selection.items IS NOT NULL THEN ARRAY(SELECT i.id FROM item AS i WHERE i.code = ANY (flow_selection.items)) END;
	site_ids := CASE WHEN flow_selection.sites IS NOT NULL THEN ARRAY(SELECT s.id FROM site AS s WHERE s.code = ANY (flow_selection.sites)) END;
	PERFORM party_id(c) FROM unnest(flow_selection.parties) AS c WHERE cardinality(party_ids) < cardinality(flow_selection.parties);
	PERFORM item_id(c) FROM unnest(flow_selection.items) AS c WHERE cardinality(item_ids) < cardinality(flow_selection.items);
	PERFORM site_id(c) FROM unnest(flow_selection.sites) AS c WHERE cardinality(site_ids) < cardinality(flow_selection.sites);
	keys := '{}';
	IF flow_selection.lots IS NOT NULL THEN
		lot_ids := ARRAY(SELECT n.id FROM (SELECT lot_id(c, flow_selection.known_at) AS id FROM unnest(flow_selection.lots) AS c) AS n
				LEFT JOIN LATERAL (SELECT x.* FROM lot_at(flow_selection.known_at) AS x WHERE x.id = n.id) AS l ON true
			WHERE flow_is_meant(l.country, l.producer_id, l.site_id, l.material, l.item_id, nations, party_ids, site_ids, flow_selection.materials, item_ids));
		RETURN;
	END IF;
	IF NOT starts_with(flow_selection.basis, 'element:') THEN
		stale := materials.flow_stale('lot'::regclass, flow_selection.known_at);
	END IF;
	IF stale IS NULL THEN
		lot_ids := ARRAY(SELECT l.id FROM lot_at(flow_selection.known_at) AS l
			WHERE flow_is_meant(l.country, l.producer_id, l.site_id, l.material, l.item_id, nations, party_ids, site_ids, flow_selection.materials, item_ids));
		RETURN;
	END IF;
	keys := coalesce(materials.flow_keys('flow_key'::regclass, (SELECT s.generation FROM flow_state AS s), nations, party_ids, site_ids, flow_selection.materials, item_ids),
		ARRAY(SELECT k.key FROM flow_key AS k
			WHERE k.generation = (SELECT s.generation FROM flow_state AS s)
				AND flow_is_meant(k.country, k.producer_id, k.site_id, k.material, k.item_id, nations, party_ids, site_ids, flow_selection.materials, item_ids)));
	IF cardinality(stale) = 0 THEN
		lot_ids := '{}';
		RETURN;
	END IF;
	-- What is out of date has no key that serves: all that the question reads from the plain rows.  OFFSET 0: looked up one by one.
	lot_ids := ARRAY(SELECT l.id FROM (SELECT DISTINCT m.lot_id FROM unnest(stale) AS m (lot_id)) AS m
			CROSS JOIN LATERAL (SELECT x.* FROM lot_at(flow_selection.known_at) AS x WHERE x.id = m.lot_id OFFSET 0) AS l
		WHERE flow_is_meant(l.country, l.producer_id, l.site_id, l.material, l.item_id, nations, party_ids, site_ids, flow_selection.materials, item_ids));
END
$$;
COMMENT ON FUNCTION flow_selection(timestamptz, text[], text[], text[], text[], text[], text[], text) IS 'lots that are among some, made in one of some countries, by one of some parties, at one of some sites, of one of some materials and of one of some items; a list left out restricts nothing. By key of the flow store, and by number where they have none or the basis is one that the store does not hold';

CREATE OR REPLACE FUNCTION exposure_rows(item_code text, countries text[], parties text[], materials text[], items text[], ends_only boolean, basis text, known_at timestamptz)
		RETURNS TABLE (lot_id bigint, reached boolean, share_min numeric, share_max numeric)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 5000
BEGIN ATOMIC
	SELECT f.lot_id, f.reached, f.share_min, f.share_max
	FROM flow_selection(exposure_rows.known_at, exposure_rows.countries, exposure_rows.parties, exposure_rows.materials, exposure_rows.items, basis => exposure_rows.basis) AS marked
		CROSS JOIN flow_selection(exposure_rows.known_at, items => ARRAY[exposure_rows.item_code], basis => exposure_rows.basis) AS asked
		CROSS JOIN LATERAL materials.flow_forward('lot'::regclass, marked.keys, marked.lot_ids, asked.keys, asked.lot_ids, exposure_rows.ends_only, exposure_rows.basis, exposure_rows.known_at) AS f;
END;
COMMENT ON FUNCTION exposure_rows(text, text[], text[], text[], text[], boolean, text, timestamptz) IS 'rows of exposure, by number of the lot';

CREATE OR REPLACE FUNCTION exposure(item_code text, countries text[] DEFAULT NULL, parties text[] DEFAULT NULL, materials text[] DEFAULT NULL, items text[] DEFAULT NULL, ends_only boolean DEFAULT false,
		basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS TABLE (lot text, reached boolean, share_min numeric, share_max numeric)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN QUERY SELECT l.code::text, r.reached, trim_scale(r.share_min), trim_scale(r.share_max)
		FROM exposure_rows(materials.named(exposure.item_code, 'item'), exposure.countries, exposure.parties, exposure.materials, exposure.items, coalesce(exposure.ends_only, false), coalesce(exposure.basis, 'mass'), coalesce(exposure.known_at, materials.known_at())) AS r
			JOIN lot AS l ON l.id = r.lot_id
		ORDER BY r.share_max DESC, l.code COLLATE "C";
END
$$;
COMMENT ON FUNCTION exposure(text, text[], text[], text[], text[], boolean, text, timestamptz) IS 'for every lot of an item, the share of its content that came through lots made in one of some countries, by one of some parties, of one of some materials or items (a list left out restricts nothing), or with ends_only that the way ends at such lots; reached is true where any is upstream. share_max counts what is unknown as well, and so is a loop that nothing enters; 12 digits, rounded outward';

CREATE OR REPLACE FUNCTION exposure_total(item_code text, countries text[] DEFAULT NULL, parties text[] DEFAULT NULL, materials text[] DEFAULT NULL, items text[] DEFAULT NULL, ends_only boolean DEFAULT false,
		threshold numeric DEFAULT 0.5, basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL,
		OUT lots bigint, OUT lots_reached bigint, OUT lots_above bigint, OUT lots_maybe_above bigint, OUT share_min_sum numeric, OUT share_max_sum numeric, OUT reached_id_sum numeric)
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	instant timestamptz := coalesce(exposure_total.known_at, materials.known_at());
BEGIN
	SELECT t.lots, t.lots_reached, t.lots_above, t.lots_maybe_above, t.share_min_sum, t.share_max_sum, t.reached_id_sum
	INTO exposure_total.lots, exposure_total.lots_reached, exposure_total.lots_above, exposure_total.lots_maybe_above, exposure_total.share_min_sum, exposure_total.share_max_sum, exposure_total.reached_id_sum
	FROM flow_selection(instant, exposure_total.countries, exposure_total.parties, exposure_total.materials, exposure_total.items, basis => coalesce(exposure_total.basis, 'mass')) AS marked
		CROSS JOIN flow_selection(instant, items => ARRAY[materials.named(exposure_total.item_code, 'item')], basis => coalesce(exposure_total.basis, 'mass')) AS asked
		CROSS JOIN LATERAL materials.flow_forward_total('lot'::regclass, marked.keys, marked.lot_ids, asked.keys, asked.lot_ids, coalesce(exposure_total.ends_only, false), coalesce(exposure_total.threshold, 'NaN'), coalesce(exposure_total.basis, 'mass'), instant) AS t;
END
$$;
COMMENT ON FUNCTION exposure_total(text, text[], text[], text[], text[], boolean, numeric, text, timestamptz) IS 'exposure summed up: lots of the item, those that are reached, those whose share is above the threshold for certain and those whose share may be, and the sums of their shares; the sum of the ids of those reached, by which two answers are compared';

CREATE OR REPLACE FUNCTION evidence_tier(lot_code text, countries text[] DEFAULT NULL, parties text[] DEFAULT NULL, materials text[] DEFAULT NULL, items text[] DEFAULT NULL, known_at timestamptz DEFAULT NULL,
		OUT tier integer, OUT lots bigint, OUT first_lot text, OUT first_lot_id bigint)
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	instant timestamptz := coalesce(evidence_tier.known_at, materials.known_at());
	root bigint := lot_id(evidence_tier.lot_code, instant);
BEGIN
	SELECT t.tier, t.lots, t.first_id INTO evidence_tier.tier, evidence_tier.lots, evidence_tier.first_lot_id
	FROM flow_selection(instant, evidence_tier.countries, evidence_tier.parties, evidence_tier.materials, evidence_tier.items) AS marked
		CROSS JOIN LATERAL materials.flow_nearest('lot'::regclass, root, marked.keys, marked.lot_ids, instant) AS t;
	SELECT l.code INTO evidence_tier.first_lot FROM lot AS l WHERE l.id = evidence_tier.first_lot_id;
END
$$;
COMMENT ON FUNCTION evidence_tier(text, text[], text[], text[], text[], timestamptz) IS 'the nearest lots upstream of a lot, itself included, that were made in one of some countries, by one of some parties, of one of some materials or items (a list left out restricts nothing): how many tiers away, how many at that distance, and the first of them by number; empty where there is none';
