-- Rules of the kind cost_ratio: the shares, between worst and best case, and the thresholds of the day.

CREATE OR REPLACE FUNCTION ratio_share(rule text, version text, case_ids bigint[], tested_ids bigint[], factor_mins materials.fraction[], factor_maxs materials.fraction[], fact_ids bigint[], facts jsonb[],
		reached_case_ids bigint[], reached_lot_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz)
		RETURNS TABLE (limb text, case_id bigint, tested_id bigint, share_min materials.fraction, share_max materials.fraction, min_reached boolean, max_reached boolean, nothing boolean, maybe_nothing boolean, country materials.country,
		marked text, unsure text, doubtful text, open_lots text, unweighed integer, mixed boolean, confirmed boolean)
	-- Of what it makes itself the planner expects few rows, and would walk thousands in nested loops.
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET enable_nestloop = off
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH ratio AS MATERIALIZED (
		SELECT r.* FROM materials.rule_ratio AS r WHERE r.rule = ratio_share.rule AND r.version = ratio_share.version
	), pair AS MATERIALIZED (
		SELECT p.* FROM unnest(ratio_share.case_ids, ratio_share.tested_ids, ratio_share.factor_mins, ratio_share.factor_maxs) AS p (case_id, tested_id, factor_min, factor_max)
	), unit AS (
		SELECT DISTINCT r.limb, p.case_id, CASE r.per WHEN 'lot' THEN p.tested_id ELSE 0 END AS unit_id FROM ratio AS r CROSS JOIN pair AS p
	), part AS MATERIALIZED (
		SELECT p.*, r.basis, r.mark, CASE r.per WHEN 'lot' THEN p.tested_id ELSE 0 END AS unit_id,
			CASE WHEN r.per = 'lot' OR r.basis = 'part' THEN '1'::materials.fraction ELSE f.factor_min END AS factor_min, CASE WHEN r.per = 'lot' OR r.basis = 'part' THEN '1'::materials.fraction ELSE f.factor_max END AS factor_max
		FROM ratio_part(ratio_share.rule, ratio_share.version, ratio_share.case_ids, ratio_share.tested_ids, ratio_share.fact_ids, ratio_share.facts, ratio_share.reached_case_ids, ratio_share.reached_lot_ids, ratio_share.lots, ratio_share.inputs, ratio_share.policies, ratio_share.standings, ratio_share.as_of, ratio_share.known_at) AS p
			JOIN ratio AS r ON r.limb = p.limb JOIN pair AS f ON f.case_id = p.case_id AND f.tested_id = p.tested_id
	), follows AS MATERIALIZED (
		SELECT a.limb AS first_limb, u.limb FROM (SELECT DISTINCT p.limb, p.limbs FROM part AS p) AS a CROSS JOIN unnest(a.limbs) AS u (limb)
	), through AS MATERIALIZED (
		SELECT r.limb, t.* FROM ratio AS r
			CROSS JOIN LATERAL ratio_through(r.stage, CASE WHEN r.element IS NOT NULL THEN 'element:' || r.element WHEN r.basis = 'part' THEN 'mass' ELSE r.basis END,
				ARRAY(SELECT DISTINCT p.lot_id FROM part AS p WHERE p.limb = r.limb AND p.lot_id IS NOT NULL), ratio_share.lots, ratio_share.inputs, ratio_share.known_at) AS t
		WHERE r.mark = 'stage'
	), money AS MATERIALIZED (
		SELECT p.limb, p.case_id, p.unit_id, count(DISTINCT p.currency) > 1 AS mixed FROM part AS p WHERE p.basis = 'cost' GROUP BY p.limb, p.case_id, p.unit_id
	), weighed AS MATERIALIZED (
		SELECT p.limb, p.case_id, p.unit_id, p.holder_id, p.lot_id, p.sure, p.mark, p.open_reason, p.class, p.confirmed, k.country,
			CASE WHEN m.mixed THEN '0'::materials.fraction ELSE p.weight_min OPERATOR(materials.*) p.factor_min END AS weight_min, CASE WHEN NOT coalesce(m.mixed, false) THEN p.weight_max OPERATOR(materials.*) p.factor_max END AS weight_max,
			CASE WHEN p.lot_id IS NULL THEN '0'::materials.fraction ELSE CASE p.mark WHEN 'stage' THEN t.share_min WHEN 'offender' THEN CASE p.class WHEN 'offender' THEN '1'::materials.fraction ELSE '0' END WHEN 'other' THEN CASE p.class WHEN 'other' THEN '1'::materials.fraction ELSE '0' END END END AS mark_min,
			CASE WHEN p.lot_id IS NULL THEN '1'::materials.fraction ELSE CASE p.mark WHEN 'stage' THEN t.share_max WHEN 'offender' THEN CASE p.class WHEN 'other' THEN '0'::materials.fraction ELSE '1' END WHEN 'other' THEN CASE p.class WHEN 'offender' THEN '0'::materials.fraction ELSE '1' END END END AS mark_max,
			-- Where each part counts once, it does so by the worst way it came.  Of inputs that may be missing one says what all do.
			p.basis <> 'part' AND p.lot_id IS NOT NULL OR row_number() OVER (PARTITION BY p.limb, p.case_id, p.unit_id, p.lot_id ORDER BY CASE p.class WHEN 'offender' THEN 1 WHEN 'unknown' THEN 2 ELSE 3 END, p.weight_min DESC) = 1 AS counted
		FROM part AS p LEFT JOIN through AS t ON t.limb = p.limb AND t.lot_id = p.lot_id LEFT JOIN money AS m ON (m.limb, m.case_id, m.unit_id) = (p.limb, p.case_id, p.unit_id)
			LEFT JOIN materials.rule_lots(ratio_share.lots) AS k ON k.lot_id = p.lot_id
	), candidate AS (
		-- The share is that of one country; the one without a name stands for a country that is not recorded.
		SELECT u.limb, u.case_id, u.unit_id, NULL::materials.country AS country FROM unit AS u
		UNION ALL
		SELECT DISTINCT w.limb, w.case_id, w.unit_id, w.country FROM weighed AS w WHERE w.mark = 'country' AND w.country IS NOT NULL
			AND NOT EXISTS (SELECT FROM materials.rule_ratio_country AS c WHERE c.rule = ratio_share.rule AND c.version = ratio_share.version AND c.country OPERATOR(materials.=) w.country)
	), alike AS MATERIALIZED (
		-- Countries are few and parts may be very many: parts are added up before each country is tried.
		SELECT w.limb, w.case_id, w.unit_id, w.mark, w.country, w.lot_id IS NULL AS missing, w.mark_min, w.mark_max, materials.sum(w.weight_min) AS weight_min, materials.sum(w.weight_max) AS weight_max
		FROM weighed AS w WHERE w.counted GROUP BY w.limb, w.case_id, w.unit_id, w.mark, w.country, w.lot_id IS NULL, w.mark_min, w.mark_max, w.weight_max IS NULL
	), marked AS MATERIALIZED (
		-- What has the same value is one: no sum that ends between two of them is the smallest or the largest.
		SELECT c.limb, c.case_id, c.unit_id, c.country, k.mark_min, k.mark_max, materials.sum(w.weight_min) AS weight_min, materials.sum(w.weight_max) AS weight_max
		FROM candidate AS c JOIN alike AS w ON w.limb = c.limb AND w.case_id = c.case_id AND w.unit_id = c.unit_id
			CROSS JOIN LATERAL (SELECT CASE WHEN w.mark <> 'country' OR w.missing THEN w.mark_min WHEN w.country OPERATOR(materials.=) c.country THEN '1'::materials.fraction ELSE '0' END,
				CASE WHEN w.mark <> 'country' OR w.missing THEN w.mark_max WHEN w.country IS NULL OR w.country OPERATOR(materials.=) c.country THEN '1'::materials.fraction ELSE '0' END) AS k (mark_min, mark_max)
		GROUP BY c.limb, c.case_id, c.unit_id, c.country, k.mark_min, k.mark_max, w.weight_max IS NULL
	), heaped AS (
		-- A mean of values whose weights lie between two bounds is smallest where the weights of the smallest values are at their upper
		-- bound and those of all others at their lower one; each place where that can change is tried.
		SELECT m.*, materials.sum(m.weight_min) OVER everything AS all_weight, materials.sum(m.weight_min OPERATOR(materials.*) m.mark_min) OVER everything AS marked_min, materials.sum(m.weight_min OPERATOR(materials.*) m.mark_max) OVER everything AS marked_max,
			materials.sum((m.weight_max OPERATOR(materials.-) m.weight_min) OPERATOR(materials.*) m.mark_min) OVER low AS low_marked, materials.sum(m.weight_max OPERATOR(materials.-) m.weight_min) OVER low AS low_weight,
			materials.sum((m.weight_max OPERATOR(materials.-) m.weight_min) OPERATOR(materials.*) m.mark_max) OVER high AS high_marked, materials.sum(m.weight_max OPERATOR(materials.-) m.weight_min) OVER high AS high_weight
		-- What has no upper bound has no lower one either.
		FROM marked AS m WHERE m.weight_max IS NOT NULL
		WINDOW everything AS (PARTITION BY m.limb, m.case_id, m.unit_id, m.country), low AS (PARTITION BY m.limb, m.case_id, m.unit_id, m.country ORDER BY m.mark_min ROWS UNBOUNDED PRECEDING),
			high AS (PARTITION BY m.limb, m.case_id, m.unit_id, m.country ORDER BY m.mark_max DESC ROWS UNBOUNDED PRECEDING)
	), tried AS (
		SELECT h.limb, h.case_id, h.unit_id, h.country, CASE WHEN h.all_weight OPERATOR(materials.>) '0' THEN h.marked_min OPERATOR(materials./) h.all_weight END AS low, CASE WHEN h.all_weight OPERATOR(materials.>) '0' THEN h.marked_max OPERATOR(materials./) h.all_weight END AS high, true AS reached FROM heaped AS h
		UNION ALL
		SELECT h.limb, h.case_id, h.unit_id, h.country, CASE WHEN h.all_weight OPERATOR(materials.+) h.low_weight OPERATOR(materials.>) '0' THEN (h.marked_min OPERATOR(materials.+) h.low_marked) OPERATOR(materials./) (h.all_weight OPERATOR(materials.+) h.low_weight) END,
			CASE WHEN h.all_weight OPERATOR(materials.+) h.high_weight OPERATOR(materials.>) '0' THEN (h.marked_max OPERATOR(materials.+) h.high_marked) OPERATOR(materials./) (h.all_weight OPERATOR(materials.+) h.high_weight) END, true FROM heaped AS h
		UNION ALL
		-- What may weigh anything may be all there is.
		SELECT m.limb, m.case_id, m.unit_id, m.country, m.mark_min, m.mark_max, false FROM marked AS m WHERE m.weight_max IS NULL
	), bound AS MATERIALIZED (
		SELECT t.limb, t.case_id, t.unit_id, t.country, materials.min(t.low) AS low, materials.max(t.high) AS high, materials.min(t.low) FILTER (WHERE t.reached) AS low_reached, materials.max(t.high) FILTER (WHERE t.reached) AS high_reached
		FROM tried AS t GROUP BY t.limb, t.case_id, t.unit_id, t.country
	), limit_of AS MATERIALIZED (
		-- A bound that only ever larger weights come near to is not reached, as long as anything else weighs something.
		SELECT b.limb, b.case_id, b.unit_id, b.country, b.low, b.high,
			coalesce(b.low_reached OPERATOR(materials.=) b.low, false) OR NOT bool_or(m.weight_min OPERATOR(materials.>) '0' AND m.mark_min OPERATOR(materials.>) b.low) AS low_reached,
			coalesce(b.high_reached OPERATOR(materials.=) b.high, false) OR NOT bool_or(m.weight_min OPERATOR(materials.>) '0' AND m.mark_max OPERATOR(materials.<) b.high) AS high_reached
		FROM bound AS b JOIN marked AS m ON m.limb = b.limb AND m.case_id = b.case_id AND m.unit_id = b.unit_id AND (m.country OPERATOR(materials.=) b.country OR m.country IS NULL AND b.country IS NULL)
		GROUP BY b.limb, b.case_id, b.unit_id, b.country, b.low, b.high, b.low_reached, b.high_reached
	), largest AS MATERIALIZED (
		SELECT x.limb, x.case_id, x.unit_id, materials.max(x.low) AS low, materials.max(x.high) AS high, (array_agg(x.country ORDER BY x.low DESC NULLS LAST, x.high DESC NULLS LAST, x.country))[1] AS country,
				(array_agg(x.low_reached ORDER BY x.low DESC NULLS LAST, x.low_reached))[1] AS low_reached, (array_agg(x.high_reached ORDER BY x.high DESC NULLS LAST, x.high_reached DESC))[1] AS high_reached
			FROM limit_of AS x GROUP BY x.limb, x.case_id, x.unit_id
	), told AS MATERIALIZED (
		SELECT w.limb, w.case_id, w.unit_id, bool_and(w.confirmed) AS confirmed, materials.sum(w.weight_min) AS weight_min, materials.sum(w.weight_max) AS weight_max, bool_or(w.weight_max IS NULL) AS unlimited,
			count(*) FILTER (WHERE w.weight_max IS NULL AND w.lot_id IS NOT NULL)::integer AS unweighed,
			string_agg(DISTINCT l.code COLLATE "C", ', ') FILTER (WHERE w.class = 'offender' AND w.lot_id IS NOT NULL) AS marked, string_agg(DISTINCT l.code COLLATE "C", ', ') FILTER (WHERE w.class = 'unknown' AND w.mark IN ('offender', 'other') AND w.lot_id IS NOT NULL OR w.mark = 'country' AND w.country IS NULL AND w.lot_id IS NOT NULL) AS unsure,
			string_agg(DISTINCT l.code COLLATE "C", ', ') FILTER (WHERE NOT w.sure AND w.lot_id IS NOT NULL) AS doubtful, string_agg(DISTINCT coalesce(l.code, 'hidden lot') COLLATE "C", ', ') FILTER (WHERE w.open_reason IS NOT NULL) AS open_lots
		-- Of a part that is missing, the lot that it would be in.
		FROM weighed AS w LEFT JOIN lot AS l ON l.id = coalesce(w.lot_id, w.holder_id) GROUP BY w.limb, w.case_id, w.unit_id
	)
	SELECT u.limb, u.case_id, nullif(u.unit_id, 0), b.low, b.high, b.low_reached, b.high_reached, coalesce(t.weight_max OPERATOR(materials.=) '0' AND NOT t.unlimited, true), coalesce(t.weight_min OPERATOR(materials.=) '0', true),
		b.country, t.marked, t.unsure, t.doubtful, t.open_lots,
		coalesce(t.unweighed, 0), coalesce(m.mixed, false), coalesce(t.confirmed, true)
	FROM unit AS u LEFT JOIN follows AS f ON f.limb = u.limb LEFT JOIN told AS t ON (t.limb, t.case_id, t.unit_id) = (f.first_limb, u.case_id, u.unit_id)
		LEFT JOIN money AS m ON (m.limb, m.case_id, m.unit_id) = (f.first_limb, u.case_id, u.unit_id) LEFT JOIN largest AS b ON (b.limb, b.case_id, b.unit_id) = (f.first_limb, u.case_id, u.unit_id);
END
$$;
COMMENT ON FUNCTION ratio_share(text, text, bigint[], bigint[], materials.fraction[], materials.fraction[], bigint[], jsonb[], bigint[], bigint[], materials.rule_lot[], materials.rule_input[], jsonb, materials.party_standing[], date, timestamptz) IS 'the shares that a rule asks for, exactly and from lower to upper bound (min_reached and max_reached say whether they can be reached), of cases (case, tested lot, which part of it is in the case) or of each tested lot; nothing where no part weighs anything';

CREATE OR REPLACE FUNCTION ratio_goods(rule text, version text, line_ids bigint[], root_ids bigint[], goods materials.rule_goods, policies jsonb, known_at timestamptz, OUT case_ids bigint[], OUT tested_ids bigint[],
		OUT factor_mins materials.fraction[], OUT factor_maxs materials.fraction[], OUT fact_ids bigint[], OUT facts jsonb[], OUT reached_case_ids bigint[], OUT reached_lot_ids bigint[], OUT lots materials.rule_lot[], OUT inputs materials.rule_input[])
	LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
	WITH root AS MATERIALIZED (
		SELECT l.line_id AS case_id, l.lot_id, q.factor FROM line_lot_at(ratio_goods.line_ids, ratio_goods.known_at) AS l LEFT JOIN lot AS x ON x.id = l.lot_id
			CROSS JOIN LATERAL (SELECT CASE WHEN materials.dimension(l.quantity) = materials.dimension(x.quantity) THEN materials.quantity_ratio(l.quantity, x.quantity) END) AS q (factor)
		UNION ALL
		SELECT DISTINCT 0, lot_standing(i.id, ratio_goods.known_at), '1'::materials.fraction FROM unnest(ratio_goods.root_ids) AS i (id)
	), fact AS MATERIALIZED (
		SELECT f.line_id AS case_id, f.fact FROM case_fact(ratio_goods.rule, ratio_goods.version, ratio_goods.line_ids, ratio_goods.policies, ratio_goods.known_at) AS f
		UNION ALL
		-- Without a line what is asked about says it, where it is all of one item.
		SELECT 0, coalesce((SELECT f.fact FROM (SELECT min(x.item_id) AS item_id FROM lot AS x WHERE x.id = ANY (ratio_goods.root_ids) HAVING count(DISTINCT coalesce(x.item_id, 0)) = 1) AS i
				CROSS JOIN LATERAL item_fact(ARRAY[i.item_id], ratio_goods.known_at) AS f), '{}') WHERE cardinality(ratio_goods.line_ids) = 0
	), known AS MATERIALIZED (
		SELECT ARRAY(SELECT l::materials.rule_lot FROM lot_state(ratio_goods.rule, ratio_goods.version, (ratio_goods.goods).lots, ratio_goods.policies) AS l) AS lots, (ratio_goods.goods).inputs AS inputs
	), reached AS MATERIALIZED (
		SELECT u.root_id, u.lot_id, u.used FROM known AS k CROSS JOIN LATERAL materials.rule_used(ARRAY(SELECT DISTINCT x.lot_id FROM root AS x WHERE x.lot_id IS NOT NULL), k.lots, k.inputs) AS u
	), reach AS MATERIALIZED (
		SELECT DISTINCT r.case_id, u.lot_id FROM root AS r JOIN reached AS u ON u.root_id = r.lot_id
	), found AS MATERIALIZED (
		SELECT b.case_id, b.lot_id, b.topmost FROM known AS k CROSS JOIN LATERAL battery_in(ARRAY(SELECT r.case_id FROM root AS r ORDER BY r.case_id, r.lot_id), ARRAY(SELECT r.lot_id FROM root AS r ORDER BY r.case_id, r.lot_id),
			k.lots, k.inputs, ratio_goods.policies) AS b WHERE b.open_reason IS NULL
	), pair AS MATERIALIZED (
		-- Which part of a tested lot is in the case; where that cannot be said, any part of it.
		SELECT f.case_id, f.lot_id, f.topmost, CASE WHEN bool_and(r.factor IS NOT NULL AND u.used IS NOT NULL) THEN materials.sum(r.factor OPERATOR(materials.*) u.used) END AS factor
		FROM found AS f JOIN root AS r ON r.case_id = f.case_id JOIN reached AS u ON u.root_id = r.lot_id AND u.lot_id = f.lot_id
		GROUP BY f.case_id, f.lot_id, f.topmost
	)
	SELECT (SELECT array_agg(p.case_id ORDER BY p.case_id, p.lot_id) FROM pair AS p), (SELECT array_agg(p.lot_id ORDER BY p.case_id, p.lot_id) FROM pair AS p),
		(SELECT array_agg(coalesce(CASE WHEN p.topmost THEN p.factor END, '0') ORDER BY p.case_id, p.lot_id) FROM pair AS p), (SELECT array_agg(CASE WHEN p.topmost THEN coalesce(p.factor, '1') ELSE '0' END ORDER BY p.case_id, p.lot_id) FROM pair AS p),
		(SELECT array_agg(f.case_id ORDER BY f.case_id) FROM fact AS f), (SELECT array_agg(f.fact ORDER BY f.case_id) FROM fact AS f),
		(SELECT array_agg(r.case_id ORDER BY r.case_id, r.lot_id) FROM reach AS r), (SELECT array_agg(r.lot_id ORDER BY r.case_id, r.lot_id) FROM reach AS r), k.lots, k.inputs
	FROM known AS k;
$$;
COMMENT ON FUNCTION ratio_goods(text, text, bigint[], bigint[], materials.rule_goods, jsonb, timestamptz) IS 'what the shares of a rule are of: cases and the tested lots in them (pairs), which part of each is in the case, the facts of the cases, the lots reached from each (pairs), and all of them';

CREATE OR REPLACE FUNCTION ratio_case(rule text, version text, line_ids bigint[], root_ids bigint[], goods materials.rule_goods, policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (case_id bigint, limb text, tested_id bigint, status text,
		share_min materials.fraction, share_max materials.fraction, reason text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH goods AS MATERIALIZED (
		SELECT g.* FROM ratio_goods(ratio_case.rule, ratio_case.version, ratio_case.line_ids, ratio_case.root_ids, ratio_case.goods, ratio_case.policies, ratio_case.known_at) AS g
	), share AS MATERIALIZED (
		SELECT s.* FROM goods AS g CROSS JOIN LATERAL ratio_share(ratio_case.rule, ratio_case.version, g.case_ids, g.tested_ids, g.factor_mins, g.factor_maxs, g.fact_ids, g.facts, g.reached_case_ids, g.reached_lot_ids, g.lots, g.inputs,
			ratio_case.policies, (ratio_case.goods).standings, ratio_case.as_of, ratio_case.known_at) AS s
	), threshold AS MATERIALIZED (
		SELECT t.* FROM goods AS g CROSS JOIN LATERAL materials.threshold_of(ratio_case.rule, ratio_case.version, g.fact_ids, g.facts, ratio_case.as_of) AS t
	), asked AS MATERIALIZED (
		SELECT t.case_id, t.limb, CASE WHEN count(DISTINCT t.threshold) > 3 THEN format('%s to %s, which is not known', materials.threshold_text(materials.min(t.threshold), bool_or(t.strict)), materials.threshold_text(materials.max(t.threshold), bool_or(t.strict)))
			ELSE string_agg(DISTINCT materials.threshold_text(t.threshold, t.strict) COLLATE "C", ' or ') END AS text, bool_or(t.certain) AS certain, bool_and(t.confirmed) AS confirmed FROM threshold AS t GROUP BY t.case_id, t.limb
	), possible AS (
		-- Every word that the verdict can be, each threshold that may hold taken by itself.
		SELECT s.limb, s.case_id, s.tested_id, CASE WHEN a.above THEN r.met ELSE r.unmet END AS word
		FROM share AS s JOIN threshold AS t ON t.case_id = s.case_id AND t.limb = s.limb JOIN materials.rule_ratio AS r ON r.rule = ratio_case.rule AND r.version = ratio_case.version AND r.limb = s.limb
			-- A lower bound that is not reached is exceeded, an upper one is not attained.
			CROSS JOIN LATERAL (VALUES (s.share_min OPERATOR(materials.>) t.threshold OR s.share_min OPERATOR(materials.=) t.threshold AND NOT (t.strict AND s.min_reached)),
				(s.share_max OPERATOR(materials.>) t.threshold OR s.share_max OPERATOR(materials.=) t.threshold AND NOT t.strict AND s.max_reached)) AS a (above)
		WHERE NOT s.nothing
		UNION
		SELECT s.limb, s.case_id, s.tested_id, coalesce(r.outside, 'INDETERMINATE')
		FROM share AS s JOIN materials.rule_ratio AS r ON r.rule = ratio_case.rule AND r.version = ratio_case.version AND r.limb = s.limb
			LEFT JOIN asked AS t ON t.case_id = s.case_id AND t.limb = s.limb
		WHERE t.certain IS NOT TRUE
		UNION
		SELECT s.limb, s.case_id, s.tested_id, coalesce(r.nothing, 'INDETERMINATE')
		FROM share AS s JOIN materials.rule_ratio AS r ON r.rule = ratio_case.rule AND r.version = ratio_case.version AND r.limb = s.limb
			JOIN asked AS t ON t.case_id = s.case_id AND t.limb = s.limb
		WHERE s.maybe_nothing
	), decided AS (
		SELECT p.limb, p.case_id, p.tested_id, CASE WHEN count(*) = 1 THEN min(p.word) ELSE 'INDETERMINATE' END AS status FROM possible AS p GROUP BY p.limb, p.case_id, p.tested_id
	)
	SELECT s.case_id, s.limb, s.tested_id, d.status, s.share_min, s.share_max,
		concat(k.code || ': ', CASE WHEN t.text IS NULL THEN format('%s: no threshold holds on that day', m.title)
			WHEN s.nothing THEN format('%s: nothing is recorded that counts', m.title)
			ELSE concat_ws('; ', format('%s: %s%s, threshold %s', m.title, materials.percent_text(s.share_min, s.share_max), CASE WHEN s.country IS NOT NULL THEN format(' (%s)', materials.country_name(s.country)) END, t.text),
				CASE WHEN s.marked IS NOT NULL THEN format('of a %s: %s', r.concern, materials.shortened(s.marked, 200)) END,
				CASE WHEN s.unsure IS NOT NULL THEN format('from whom or where is not known: %s', materials.shortened(s.unsure, 200)) END,
				CASE WHEN s.doubtful IS NOT NULL THEN format('how far it counts is not known: %s', materials.shortened(s.doubtful, 200)) END,
				CASE WHEN s.open_lots IS NOT NULL THEN format('not all inputs are known of %s', materials.shortened(s.open_lots, 200)) END,
				CASE WHEN s.mixed THEN 'costs are in different currencies' WHEN s.unweighed > 0 THEN format('of %s parts it is not known what they weigh in the share', s.unweighed) END,
				CASE WHEN s.maybe_nothing THEN 'there may be nothing that counts' END) END),
		-- A limb that finds nothing says nothing.
		r.confirmed AND (s.nothing OR m.confirmed AND coalesce(t.confirmed, true) AND s.confirmed)
	FROM share AS s JOIN decided AS d ON d.limb = s.limb AND d.case_id = s.case_id AND d.tested_id IS NOT DISTINCT FROM s.tested_id
		JOIN materials.rule AS r ON r.rule = ratio_case.rule AND r.version = ratio_case.version
		JOIN materials.rule_limb AS m ON m.rule = r.rule AND m.version = r.version AND m.limb = s.limb
		LEFT JOIN lot AS k ON k.id = s.tested_id
		LEFT JOIN asked AS t ON t.case_id = s.case_id AND t.limb = s.limb;
END
$$;
COMMENT ON FUNCTION ratio_case(text, text, bigint[], bigint[], materials.rule_goods, jsonb, date, timestamptz) IS 'verdict of each limb of a rule of the kind cost_ratio on lines, or on lots by themselves (under number 0), or on each tested lot in them: decided where every threshold that may hold and both ends of the share say the same';
