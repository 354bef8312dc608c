-- Findings about tested lots under a rule of the kind named_maker.

CREATE OR REPLACE FUNCTION explain_maker(rule text, version text, battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint, upstream_id bigint, via_id bigint, found materials.finding_row)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 50 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH share AS MATERIALIZED (
		SELECT s.* FROM maker_share(explain_maker.rule, explain_maker.version, explain_maker.battery_ids, explain_maker.lots, explain_maker.inputs, explain_maker.policies, explain_maker.standings, explain_maker.as_of, explain_maker.known_at) AS s
	), edge AS MATERIALIZED (
		SELECT e.output_lot_id, e.input_lot_id, CASE WHEN bool_and(e.cost IS NOT NULL) THEN sum(e.cost) END AS cost, coalesce(jsonb_agg(jsonb_build_object('relation', 'consumption', 'id', e.consumption_id) ORDER BY e.consumption_id) FILTER (WHERE e.consumption_id IS NOT NULL), '[]') AS facts
		FROM materials.rule_inputs(explain_maker.inputs) AS e WHERE e.output_lot_id IN (SELECT b.id FROM materials.rule_ids(explain_maker.battery_ids) AS b (id)) GROUP BY e.output_lot_id, e.input_lot_id
	), total AS (
		SELECT e.output_lot_id, sum(e.cost) AS cost FROM edge AS e GROUP BY e.output_lot_id HAVING bool_and(e.cost IS NOT NULL)
	), source AS MATERIALIZED (
		SELECT s.* FROM lot_source(explain_maker.rule, explain_maker.version, ARRAY(SELECT l::materials.rule_lot FROM materials.rule_lots(explain_maker.lots) AS l
			WHERE l.lot_id IN (SELECT b.id FROM materials.rule_ids(explain_maker.battery_ids) AS b (id) UNION SELECT e.input_lot_id FROM edge AS e)), explain_maker.policies, explain_maker.standings, explain_maker.as_of, explain_maker.known_at) AS s
		WHERE s.facet = 'producer'
	), limb AS MATERIALIZED (
		SELECT m.* FROM materials.rule_limb AS m WHERE m.rule = explain_maker.rule AND m.version = explain_maker.version
	), finding (battery_id, upstream_id, via_id, place, kind, effect, lot_id, party_id, role, share_min, share_max, chain, detail, facts) AS (
		SELECT s.lot_id, NULL::bigint, NULL::bigint, 210, 'maker', CASE s.class WHEN 'offender' THEN 'against' WHEN 'unknown' THEN 'open' ELSE 'for' END, s.lot_id, s.party_id, NULL, NULL::materials.fraction, NULL::materials.fraction,
			s.chain, format('final maker: %s (%s)', coalesce(s.reason, 'not one'), m.citation), s.fact
		FROM source AS s JOIN limb AS m ON m.limb = 'maker' WHERE s.lot_id IN (SELECT b.id FROM materials.rule_ids(explain_maker.battery_ids) AS b (id))
		UNION ALL
		SELECT h.battery_id, NULL, NULL, 220, 'cost', CASE WHEN v.majority THEN 'against' WHEN NOT v.majority THEN 'for' ELSE 'open' END, h.battery_id, NULL, NULL, h.single_min, h.single_max, NULL,
			format('%s: %s, threshold %s; named makers together: %s%s (%s%s)', m.title, materials.percent_text(h.single_min, h.single_max), materials.threshold_text(m.threshold, m.strict), materials.percent_text(h.together_min, h.together_max),
				coalesce('; ' || h.unbounded, ''), m.citation, CASE WHEN NOT m.confirmed THEN ', unconfirmed' ELSE '' END), '[]'
		FROM share AS h JOIN limb AS m ON m.limb = 'majority'
			JOIN maker_verdict(explain_maker.rule, explain_maker.version, explain_maker.battery_ids, explain_maker.lots, explain_maker.inputs, explain_maker.policies, explain_maker.standings, explain_maker.as_of, explain_maker.known_at) AS v
				ON v.battery_id = h.battery_id AND v.reading = explain_maker.policies ->> 'named_together'
		UNION ALL
		SELECT e.output_lot_id, NULL, e.input_lot_id, 300, CASE s.class WHEN 'unknown' THEN 'unknown' ELSE 'component' END, CASE s.class WHEN 'offender' THEN 'against' WHEN 'unknown' THEN 'open' ELSE 'none' END, e.input_lot_id, s.party_id, l.role,
			e.cost::materials.fraction OPERATOR(materials./) nullif(t.cost, 0)::materials.fraction, e.cost::materials.fraction OPERATOR(materials./) nullif(t.cost, 0)::materials.fraction, s.chain,
			format('maker of the component: %s', coalesce(s.reason, 'not one')), s.fact || e.facts
		FROM edge AS e JOIN source AS s ON s.lot_id = e.input_lot_id LEFT JOIN lot AS l ON l.id = e.input_lot_id LEFT JOIN total AS t ON t.output_lot_id = e.output_lot_id
		UNION ALL
		SELECT b.lot_id, NULL, NULL, 320, 'unknown', 'open', b.lot_id, b.producer_id, NULL, NULL, NULL, NULL,
			concat_ws('; ', u.title, CASE b.open_reason WHEN 'inputs_open' THEN '"inputs_complete" is to be asked of its maker' WHEN 'not_recorded' THEN 'its inputs are to be asked of its maker' END), jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', b.lot_id))
		FROM materials.rule_ids(explain_maker.battery_ids) AS x (id) JOIN materials.rule_lots(explain_maker.lots) AS b ON b.lot_id = x.id
			LEFT JOIN materials.unknown_reason AS u ON u.reason = b.open_reason
		WHERE b.open_reason IS NOT NULL
	)
	SELECT f.battery_id, f.upstream_id, f.via_id, ROW(f.place, f.kind, f.effect, l.code, p.name, f.role, trim_scale(materials.round_down(f.share_min, 20)), trim_scale(materials.round_up(f.share_max, 20)), f.chain, f.detail, f.facts, NULL)::materials.finding_row
	FROM finding AS f LEFT JOIN lot AS l ON l.id = f.lot_id LEFT JOIN party_at('infinity') AS p ON p.id = f.party_id;
END
$$;
COMMENT ON FUNCTION explain_maker(text, text, bigint[], materials.rule_lot[], materials.rule_input[], jsonb, materials.party_standing[], date, timestamptz) IS 'findings about tested lots: who made them, the makers of their components, and what is unknown; with the lots that the way to each leads through';
