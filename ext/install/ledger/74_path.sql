-- Ways through the ledger, the best ones first: by which the most came, or the shortest to an offender.

CREATE OR REPLACE FUNCTION path_rows(lot_id bigint, keys integer[], lot_ids bigint[], ends boolean, by_steps boolean, k integer, basis text, known_at timestamptz) RETURNS TABLE (path integer, tier integer, lot_id bigint, lot text,
		part materials.share, share materials.share, item text, material text, step text, party text, party_name text, site text, country text, made_on date, quantity text, reason text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT w.path, w.tier, w.reached_id, a.code, CASE WHEN w.part_min IS NOT NULL THEN materials.share(w.part_min, w.part_max) END, materials.share(w.share_min, w.share_max),
		i.code, l.material, l.step, p.code, p.name, s.code, l.country::text, l.made_on, l.quantity::text, CASE WHEN a.id IS NULL THEN 'hidden' ELSE w.reason END
	FROM materials.flow_paths('lot'::regclass, path_rows.lot_id, path_rows.keys, path_rows.lot_ids, path_rows.ends, path_rows.by_steps, path_rows.k, path_rows.basis, path_rows.known_at) AS w
		LEFT JOIN LATERAL (SELECT x.id, x.code FROM lot AS x WHERE x.id = w.reached_id LIMIT 1) AS a ON true
		LEFT JOIN LATERAL (SELECT x.* FROM lot_at(path_rows.known_at) AS x WHERE x.id = w.reached_id LIMIT 1) AS l ON true
		LEFT JOIN LATERAL (SELECT x.code FROM item AS x WHERE x.id = l.item_id LIMIT 1) AS i ON true
		LEFT JOIN LATERAL (SELECT x.code, x.name FROM party_at('infinity') AS x WHERE x.id = l.producer_id LIMIT 1) AS p ON true
		LEFT JOIN LATERAL (SELECT x.code FROM site AS x WHERE x.id = l.site_id LIMIT 1) AS s ON true
	ORDER BY w.path, w.tier;
END;
COMMENT ON FUNCTION path_rows(bigint, integer[], bigint[], boolean, boolean, integer, text, timestamptz) IS 'rows of paths, by number of the lot';

CREATE OR REPLACE FUNCTION path_found(lot_code text, to_lot text DEFAULT NULL, k integer DEFAULT 10, countries text[] DEFAULT NULL, parties text[] DEFAULT NULL, materials text[] DEFAULT NULL, items text[] DEFAULT NULL,
		basis text DEFAULT 'mass', known_at timestamptz DEFAULT 'infinity') RETURNS TABLE (path integer, tier integer, lot_id bigint, lot text,
		part materials.share, share materials.share, item text, material text, step text, party text, party_name text, site text, country text, made_on date, quantity text, reason text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	root bigint := lot_id(path_found.lot_code, path_found.known_at);
	ends boolean := num_nonnulls(path_found.to_lot, path_found.countries, path_found.parties, path_found.materials, path_found.items) = 0;
	target record;
BEGIN
	SELECT t.keys, t.lot_ids INTO target
	FROM flow_selection(path_found.known_at, path_found.countries, path_found.parties, path_found.materials, path_found.items,
		lots => CASE WHEN ends THEN '{}' WHEN path_found.to_lot IS NOT NULL THEN ARRAY[path_found.to_lot] END, basis => path_found.basis) AS t;
	RETURN QUERY SELECT r.* FROM path_rows(root, target.keys, target.lot_ids, ends, false, path_found.k, path_found.basis, path_found.known_at) AS r;
END
$$;
COMMENT ON FUNCTION path_found(text, text, integer, text[], text[], text[], text[], text, timestamptz) IS 'rows of paths at an instant';

CREATE OR REPLACE FUNCTION paths(lot_code text, to_lot text DEFAULT NULL, k integer DEFAULT 10, countries text[] DEFAULT NULL, parties text[] DEFAULT NULL, materials text[] DEFAULT NULL, items text[] DEFAULT NULL,
		basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS TABLE (path integer, tier integer, lot text, part materials.share, share_min numeric, share_max numeric, share materials.share,
		item text, material text, step text, party text, party_name text, site text, country text, made_on date, quantity text, reason text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT r.path, r.tier, r.lot, r.part, trim_scale(materials.round_down(materials.share_min(r.share), 20)), trim_scale(materials.round_up(materials.share_max(r.share), 20)), r.share,
		r.item, r.material, r.step, r.party, r.party_name, r.site, r.country, r.made_on, r.quantity, r.reason
	FROM path_found(paths.lot_code, paths.to_lot, coalesce(paths.k, 10), paths.countries, paths.parties, paths.materials, paths.items, coalesce(paths.basis, 'mass'), coalesce(paths.known_at, materials.known_at())) AS r;
END;
COMMENT ON FUNCTION paths(text, text, integer, text[], text[], text[], text[], text, timestamptz) IS 'the k ways by which the most of a lot came, one row a lot on a way (tier 0 is the lot asked): from a lot, or from lots made in one of some countries, by one of some parties, of one of some materials or items (a list left out restricts nothing; with none, from wherever ways begin). A way ends at the first such lot it meets and passes no lot twice, so no two ways tell of the same content. part is what the lot is of the one before; share, with its bounds, is what of the asked lot came this way so far, so that of the last row is the share of the way';

CREATE OR REPLACE FUNCTION path_chains(lot_code text, to_lot text DEFAULT NULL, k integer DEFAULT 10, countries text[] DEFAULT NULL, parties text[] DEFAULT NULL, materials text[] DEFAULT NULL, items text[] DEFAULT NULL,
		basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS TABLE (path integer, tiers integer, from_lot text, material text, party text, party_name text, country text, reason text,
		share_min numeric, share_max numeric, share materials.share, together_min numeric, together_max numeric, lots text[], chain text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	WITH asked AS (
		SELECT coalesce(path_chains.known_at, materials.known_at()) AS instant
	), row_of AS MATERIALIZED (
		SELECT r.* FROM asked AS a CROSS JOIN LATERAL path_found(path_chains.lot_code, path_chains.to_lot, coalesce(path_chains.k, 10), path_chains.countries, path_chains.parties, path_chains.materials, path_chains.items, coalesce(path_chains.basis, 'mass'), a.instant) AS r
	), whole AS (
		SELECT r.path, max(r.tier) AS tier, array_agg(r.lot ORDER BY r.tier) AS lots, array_agg(r.lot_id ORDER BY r.tier) AS lot_ids, (array_agg(r.share ORDER BY r.tier DESC))[1] AS share, (array_agg(r.material ORDER BY r.tier DESC))[1] AS material,
			(array_agg(r.party ORDER BY r.tier DESC))[1] AS party, (array_agg(r.party_name ORDER BY r.tier DESC))[1] AS party_name, (array_agg(r.country ORDER BY r.tier DESC))[1] AS country, (array_agg(r.reason ORDER BY r.tier DESC))[1] AS reason
		FROM row_of AS r GROUP BY r.path
	)
	SELECT w.path, w.tier, w.lots[w.tier + 1], w.material, w.party, w.party_name, w.country, w.reason,
		trim_scale(materials.round_down(materials.share_min(w.share), 20)), trim_scale(materials.round_up(materials.share_max(w.share), 20)), w.share,
		trim_scale(materials.round_down(materials.sum(materials.share_min(w.share)) OVER together, 20)), trim_scale(least(materials.round_up(materials.sum(materials.share_max(w.share)) OVER together, 20), 1)),
		w.lots, path_text(w.lot_ids, a.instant)
	FROM whole AS w CROSS JOIN asked AS a
	WINDOW together AS (ORDER BY w.path ROWS UNBOUNDED PRECEDING)
	ORDER BY w.path;
END;
COMMENT ON FUNCTION path_chains(text, text, integer, text[], text[], text[], text[], text, timestamptz) IS 'paths with one row a way: where it begins, its share, the shares of the ways so far together, its lots from the asked one on, and the chain in words';

CREATE OR REPLACE FUNCTION evidence_path(lot_code text, countries text[] DEFAULT NULL, parties text[] DEFAULT NULL, materials text[] DEFAULT NULL, items text[] DEFAULT NULL, lots text[] DEFAULT NULL, k integer DEFAULT 1,
		basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS TABLE (path integer, tier integer, lot text, part materials.share, share_min numeric, share_max numeric, share materials.share,
		item text, material text, step text, party text, party_name text, site text, country text, made_on date, quantity text, reason text, drawn text[], facts jsonb, documents text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(evidence_path.known_at, materials.known_at());
	root bigint := lot_id(evidence_path.lot_code, instant);
	target record;
BEGIN
	IF num_nonnulls(evidence_path.countries, evidence_path.parties, evidence_path.materials, evidence_path.items, evidence_path.lots) = 0 THEN
		RAISE invalid_parameter_value USING MESSAGE = 'nothing is named that the path should lead to',
			HINT = 'Name countries, parties, materials, items or lots: evidence_path(''PACK-1'', countries => ARRAY[''CN'']).';
	END IF;
	SELECT t.keys, t.lot_ids INTO target
	FROM flow_selection(instant, evidence_path.countries, evidence_path.parties, evidence_path.materials, evidence_path.items, lots => evidence_path.lots, basis => coalesce(evidence_path.basis, 'mass')) AS t;
	RETURN QUERY
		SELECT r.path, r.tier, r.lot, r.part, trim_scale(materials.round_down(materials.share_min(r.share), 20)), trim_scale(materials.round_up(materials.share_max(r.share), 20)), r.share,
			r.item, r.material, r.step, r.party, r.party_name, r.site, r.country, r.made_on, r.quantity, r.reason, c.drawn, f.facts, document_text(f.facts, instant)
		FROM (SELECT x.*, lag(x.lot_id) OVER (PARTITION BY x.path ORDER BY x.tier) AS before_id
				FROM path_rows(root, target.keys, target.lot_ids, false, true, coalesce(evidence_path.k, 1), coalesce(evidence_path.basis, 'mass'), instant) AS x) AS r
			CROSS JOIN LATERAL (SELECT array_agg(y.quantity::text ORDER BY y.id) AS drawn, array_agg(y.id ORDER BY y.id) AS ids
				FROM flow_into(ARRAY[r.before_id], instant) AS y WHERE y.input_lot_id = r.lot_id) AS c
			CROSS JOIN LATERAL (SELECT jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', r.lot_id))
				|| coalesce((SELECT jsonb_agg(jsonb_build_object('relation', 'event', 'id', y.event_id)) FROM lot AS y WHERE y.id = r.lot_id AND y.event_id IS NOT NULL), '[]')
				|| coalesce((SELECT jsonb_agg(jsonb_build_object('relation', CASE WHEN u.id < 0 THEN 'event_input' ELSE 'consumption' END, 'id', abs(u.id)) ORDER BY u.id) FROM unnest(c.ids) AS u (id)), '[]')
				|| coalesce((SELECT jsonb_agg(jsonb_build_object('relation', 'declaration', 'id', d.id) ORDER BY d.id) FROM declaration_at(materials.as_of(), instant) AS d WHERE d.lot_id = r.lot_id), '[]') AS facts) AS f
		ORDER BY r.path, r.tier;
END
$$;
COMMENT ON FUNCTION evidence_path(text, text[], text[], text[], text[], text[], integer, text, timestamptz) IS 'the shortest way from a lot up to a lot made in one of some countries, by one of some parties, of one of some materials or items, or to one of some lots (a list left out restricts nothing): one row a lot on it, with what was drawn of it, the facts it rests on and their documents. Among ways of equally few steps that by which the most came, then the one whose lots have the lowest numbers; with k, the k shortest. Empty where there is none';
