-- Findings about tested lots under a rule of the kind component_origin.

CREATE OR REPLACE FUNCTION explain_component(rule text, version text, battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint, upstream_id bigint, via_id bigint, found materials.finding_row)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE verdict AS MATERIALIZED (
		SELECT v.* FROM component_verdict(explain_component.rule, explain_component.version, explain_component.battery_ids, explain_component.lots, explain_component.inputs, explain_component.policies, explain_component.standings, explain_component.as_of, explain_component.known_at) AS v
		WHERE v.reading = explain_component.policies ->> 'tracing'
	), part AS MATERIALIZED (
		SELECT p.* FROM battery_part(explain_component.battery_ids, explain_component.lots, explain_component.inputs, explain_component.known_at) AS p
	), total AS (
		SELECT p.battery_id, materials.sum(p.cost) AS cost FROM part AS p WHERE p.part = 'component' GROUP BY p.battery_id HAVING bool_and(p.cost IS NOT NULL) AND count(DISTINCT p.currency) = 1 AND max(p.currencies) = 1
	), state AS MATERIALIZED (
		SELECT s.* FROM materials.rule_lots(explain_component.lots) AS s
	), origin AS MATERIALIZED (
		SELECT o.* FROM lot_origin(explain_component.rule, explain_component.version, explain_component.lots, explain_component.inputs, explain_component.policies, explain_component.standings, explain_component.as_of, explain_component.known_at) AS o
	), source AS MATERIALIZED (
		SELECT s.* FROM lot_source(explain_component.rule, explain_component.version, explain_component.lots, explain_component.policies, explain_component.standings, explain_component.as_of, explain_component.known_at) AS s
	), edge AS MATERIALIZED (
		SELECT DISTINCT e.output_lot_id, e.input_lot_id FROM materials.rule_inputs(explain_component.inputs) AS e
	), user_of AS MATERIALIZED (
		-- Where the maker is not known, who used the lot is to be asked.
		SELECT e.input_lot_id AS lot_id, min(s.producer_id) AS producer_id FROM edge AS e JOIN state AS s ON s.lot_id = e.output_lot_id GROUP BY e.input_lot_id
	), judged AS (
		SELECT p.*, i.looked_into, i.either, CASE WHEN i.direct THEN o.direct ELSE o.traced END AS class, CASE WHEN i.direct THEN o.direct ELSE o.counted END AS counted
		FROM part AS p JOIN origin AS o ON o.lot_id = p.lot_id JOIN state AS k ON k.lot_id = p.lot_id LEFT JOIN materials.process_step AS h ON h.step = k.step
			CROSS JOIN LATERAL (SELECT p.part = 'inner' AND NOT k.tested, k.role IS NOT NULL OR coalesce(h.stage IN ('cell', 'assembly'), false)) AS e (looked_into, mixed)
			CROSS JOIN LATERAL (SELECT e.looked_into, e.looked_into AND (NOT e.mixed OR o.direct <> 'other') AS either, explain_component.policies ->> 'tracing' = 'direct_source' OR e.looked_into AND e.mixed AS direct) AS i
	), reach (battery_id, via_id, lot_id) AS (
		SELECT j.battery_id, j.lot_id, j.lot_id FROM judged AS j WHERE (j.part IN ('component', 'unclear') OR j.looked_into) AND (j.class <> 'other' OR j.counted <> 'other')
		UNION
		SELECT r.battery_id, r.via_id, e.input_lot_id FROM reach AS r JOIN state AS s ON s.lot_id = r.lot_id AND NOT s.not_followed JOIN edge AS e ON e.output_lot_id = r.lot_id
		WHERE explain_component.policies ->> 'tracing' = 'strict_trace'
	), licence AS MATERIALIZED (
		SELECT l.* FROM battery_licence(explain_component.rule, explain_component.version, ARRAY(SELECT p.battery_id FROM part AS p WHERE p.part <> 'hardware' ORDER BY p.battery_id, p.lot_id),
			ARRAY(SELECT p.lot_id FROM part AS p WHERE p.part <> 'hardware' ORDER BY p.battery_id, p.lot_id), explain_component.lots, explain_component.policies, explain_component.standings, explain_component.as_of, explain_component.known_at) AS l
	), claim AS MATERIALIZED (
		SELECT c.* FROM battery_claim(explain_component.rule, explain_component.version, 'technology', ARRAY(SELECT p.battery_id FROM part AS p WHERE p.part <> 'hardware' ORDER BY p.battery_id, p.lot_id),
			ARRAY(SELECT p.lot_id FROM part AS p WHERE p.part <> 'hardware' ORDER BY p.battery_id, p.lot_id), explain_component.as_of, explain_component.known_at) AS c
	), limb AS MATERIALIZED (
		SELECT m.* FROM materials.rule_limb AS m WHERE m.rule = explain_component.rule AND m.version = explain_component.version
	), finding (battery_id, upstream_id, via_id, place, kind, effect, lot_id, party_id, role, share_min, share_max, chain, detail, facts) AS (
		SELECT s.lot_id, NULL::bigint, NULL::bigint, 210, 'assembly', CASE s.class WHEN 'offender' THEN 'against' WHEN 'unknown' THEN 'open' ELSE 'for' END, s.lot_id, s.party_id, NULL,
			NULL::materials.fraction, NULL::materials.fraction, s.chain, format('%s: %s (%s)', CASE s.facet WHEN 'place' THEN 'place of final assembly' WHEN 'contract' THEN 'contract about it' ELSE 'final assembler' END,
				coalesce(s.reason, 'nothing stands against it'), m.citation), s.fact
		FROM source AS s JOIN verdict AS v ON v.battery_id = s.lot_id JOIN limb AS m ON m.limb = 'assembly' WHERE s.facet <> 'supplier'
		UNION ALL
		SELECT v.battery_id, NULL, NULL, 220, 'cost', CASE WHEN v.cost THEN 'for' WHEN NOT v.cost THEN 'against' ELSE 'open' END, v.battery_id, NULL, NULL, v.share_min, v.share_max, NULL,
			format('%s: %s, %s is asked (%s)', m.title, materials.percent_text(v.share_min, v.share_max), materials.threshold_text(m.threshold, m.strict), m.citation), '[]'
		FROM verdict AS v JOIN limb AS m ON m.limb = 'cost'
		UNION ALL
		SELECT l.battery_id, NULL, NULL, 230, 'technology', CASE l.class WHEN 'offender' THEN 'against' WHEN 'unknown' THEN 'open' ELSE 'for' END, l.lot_id, l.contractor_id, NULL, NULL, NULL, l.chain,
			format('licence %s: %s (%s)', l.contract, coalesce(l.reason, 'nothing stands against the licensor'), m.citation), l.fact
		FROM licence AS l JOIN limb AS m ON m.limb = 'technology'
		UNION ALL
		SELECT v.battery_id, NULL, NULL, 231, CASE WHEN c.id IS NULL THEN 'unknown' ELSE 'technology' END, CASE WHEN c.id IS NULL THEN 'open' ELSE 'for' END, v.battery_id, coalesce(c.declarant_id, s.producer_id), NULL, NULL, NULL, NULL,
			CASE WHEN c.id IS NULL THEN format('nobody states "%s" of it (%s); to be asked of its maker', m.claim, m.citation) ELSE format('"%s" is stated (%s)', m.claim, m.citation) END,
			CASE WHEN c.id IS NULL THEN '[]' ELSE jsonb_build_array(jsonb_build_object('relation', 'declaration', 'id', c.id)) END
		FROM verdict AS v JOIN limb AS m ON m.limb = 'technology' JOIN state AS s ON s.lot_id = v.battery_id
			LEFT JOIN (SELECT x.battery_id, d.id, d.declarant_id FROM claim AS x JOIN declaration AS d ON d.id = x.declaration_id) AS c ON c.battery_id = v.battery_id
		UNION ALL
		SELECT j.battery_id, NULL, j.lot_id, 300, 'component', CASE WHEN 'offender' IN (j.class, j.counted) THEN 'against' WHEN j.part = 'unclear' OR 'unknown' IN (j.class, j.counted) OR j.cost IS NULL THEN 'open' ELSE 'for' END,
			j.lot_id, s.producer_id, s.role, CASE WHEN j.part = 'component' AND t.cost OPERATOR(materials.>) '0' THEN j.cost OPERATOR(materials./) t.cost END,
			CASE WHEN j.part = 'component' AND t.cost OPERATOR(materials.>) '0' THEN j.cost OPERATOR(materials./) t.cost END, NULL,
			concat_ws('; ', CASE WHEN j.part = 'unclear' THEN concat(CASE WHEN s.role IS NULL THEN 'it has no role: ' END, 'whether it counts is not known') END,
				CASE j.class WHEN 'offender' THEN format('goes back to a %s', r.concern) WHEN 'unknown' THEN 'where it comes from is not all known' ELSE format('nothing in it goes back to a %s', r.concern) END,
				CASE WHEN j.counted <> j.class THEN format('by the cost test it is %s, for what was recycled in the country of the rule comes from the recycler', CASE j.counted WHEN 'offender' THEN 'of one' WHEN 'unknown' THEN 'unknown' ELSE 'of others' END) END, CASE WHEN j.cost IS NULL THEN 'what it cost is not known' END),
			jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', j.lot_id)) || coalesce((SELECT jsonb_agg(jsonb_build_object('relation', 'consumption', 'id', u.id) ORDER BY u.id) FROM unnest(j.consumption_ids) AS u (id) WHERE u.id IS NOT NULL), '[]')
		FROM judged AS j JOIN state AS s ON s.lot_id = j.lot_id LEFT JOIN total AS t ON t.battery_id = j.battery_id JOIN materials.rule AS r ON r.rule = explain_component.rule AND r.version = explain_component.version WHERE j.part IN ('component', 'unclear')
		UNION ALL
		SELECT j.battery_id, NULL, j.lot_id, 305, 'unknown', 'open', j.lot_id, s.producer_id, NULL, NULL, NULL, NULL, concat(CASE WHEN s.role IS NULL THEN 'it has no role: ' END, 'whether it counts in place of what is in it is not known', CASE WHEN s.role IS NULL THEN '; its role is to be asked of its maker' END),
			jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', j.lot_id))
		FROM judged AS j JOIN state AS s ON s.lot_id = j.lot_id JOIN verdict AS v ON v.battery_id = j.battery_id WHERE j.either AND NOT v.clean
		UNION ALL
		SELECT r.battery_id, r.lot_id, r.via_id, CASE s.class WHEN 'offender' THEN 310 ELSE 330 END, CASE s.class WHEN 'offender' THEN 'offender' ELSE 'unknown' END, CASE s.class WHEN 'offender' THEN 'against' ELSE 'open' END,
			r.lot_id, CASE s.class WHEN 'offender' THEN s.party_id ELSE coalesce(s.party_id, t.producer_id, k.producer_id) END, t.role, NULL, NULL, s.chain, format('%s: %s', s.facet, coalesce(s.reason, 'not known')), s.fact
		FROM reach AS r JOIN source AS s ON s.lot_id = r.lot_id AND s.class <> 'other' JOIN state AS t ON t.lot_id = r.lot_id LEFT JOIN user_of AS k ON k.lot_id = r.lot_id
		UNION ALL
		SELECT g.battery_id, g.lot_id, g.via_id, 320, 'unknown', 'open', g.lot_id, coalesce(s.producer_id, k.producer_id), s.role, NULL, NULL, NULL,
			concat_ws('; ', u.title, CASE g.open_reason WHEN 'inputs_open' THEN '"inputs_complete" is to be asked of its maker' WHEN 'not_recorded' THEN 'its inputs are to be asked of its maker' END), jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', g.lot_id))
		FROM (SELECT r.battery_id, r.via_id, r.lot_id, x.open_reason FROM reach AS r JOIN state AS x ON x.lot_id = r.lot_id AND x.open_reason IS NOT NULL WHERE explain_component.policies ->> 'tracing' = 'strict_trace'
				UNION SELECT p.battery_id, NULL, p.lot_id, p.open_reason FROM part AS p WHERE p.part IN ('inner', 'unclear') AND p.open_reason IS NOT NULL) AS g
			JOIN state AS s ON s.lot_id = g.lot_id LEFT JOIN user_of AS k ON k.lot_id = g.lot_id LEFT JOIN materials.unknown_reason AS u ON u.reason = g.open_reason
	)
	SELECT f.battery_id, f.upstream_id, f.via_id, ROW(f.place, f.kind, f.effect, l.code, p.name, f.role, trim_scale(materials.round_down(f.share_min, 20)), trim_scale(materials.round_up(f.share_max, 20)), f.chain, f.detail, f.facts, NULL)::materials.finding_row
	FROM finding AS f LEFT JOIN lot AS l ON l.id = f.lot_id LEFT JOIN party_at('infinity') AS p ON p.id = f.party_id;
END
$$;
COMMENT ON FUNCTION explain_component(text, text, bigint[], materials.rule_lot[], materials.rule_input[], jsonb, materials.party_standing[], date, timestamptz) IS 'findings about tested lots: limbs, licences, components, offenders upstream of them, and what is unknown; with the lots that the way to each leads through';
