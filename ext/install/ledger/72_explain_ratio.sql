-- Findings about goods under a rule of the kind cost_ratio.

CREATE OR REPLACE FUNCTION explain_ratio(rule text, version text, line_ids bigint[], root_ids bigint[], goods materials.rule_goods, policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint, upstream_id bigint, via_id bigint, found materials.finding_row)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 50 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH goods AS MATERIALIZED (
		SELECT g.* FROM ratio_goods(explain_ratio.rule, explain_ratio.version, explain_ratio.line_ids, explain_ratio.root_ids, explain_ratio.goods, explain_ratio.policies, explain_ratio.known_at) AS g
	), part AS MATERIALIZED (
		SELECT u.limb, p.case_id, p.tested_id, p.holder_id, p.lot_id, p.sure, p.class, p.weight_min, p.weight_max, p.consumption_id, p.open_reason, p.confirmed, r.mark, r.basis
		FROM goods AS g CROSS JOIN LATERAL ratio_part(explain_ratio.rule, explain_ratio.version, g.case_ids, g.tested_ids, g.fact_ids, g.facts, g.reached_case_ids, g.reached_lot_ids, g.lots, g.inputs, explain_ratio.policies, (explain_ratio.goods).standings, explain_ratio.as_of, explain_ratio.known_at) AS p
			CROSS JOIN LATERAL unnest(p.limbs) AS u (limb) JOIN materials.rule_ratio AS r ON r.rule = explain_ratio.rule AND r.version = explain_ratio.version AND r.limb = u.limb
	), total AS (
		SELECT p.limb, p.tested_id, materials.sum(p.weight_max) AS weight FROM part AS p GROUP BY p.limb, p.tested_id HAVING bool_and(p.weight_max IS NOT NULL AND p.weight_max OPERATOR(materials.=) p.weight_min)
	), source AS MATERIALIZED (
		-- Whose a part is, where that matters.
		SELECT s.* FROM goods AS g CROSS JOIN LATERAL lot_source(explain_ratio.rule, explain_ratio.version, ARRAY(SELECT l::materials.rule_lot FROM materials.rule_lots(g.lots) AS l
			WHERE l.lot_id IN (SELECT u.id FROM part AS p CROSS JOIN LATERAL unnest(ARRAY[p.lot_id, p.holder_id]) AS u (id) WHERE p.mark IN ('offender', 'other'))), explain_ratio.policies, (explain_ratio.goods).standings, explain_ratio.as_of, explain_ratio.known_at) AS s
		WHERE s.class <> 'other' AND EXISTS (SELECT FROM part AS p WHERE p.mark IN ('offender', 'other'))
	), finding (battery_id, via_id, place, kind, effect, lot_id, party_id, role, share_min, share_max, chain, detail, facts) AS (
		SELECT c.tested_id, NULL::bigint, 210, 'share', CASE WHEN v.bars OR v.asks THEN 'against' WHEN v.settled THEN 'for' ELSE 'open' END, c.tested_id, NULL::bigint, NULL::text, c.share_min, c.share_max, NULL::text,
			format('%s: %s (%s%s)', c.status, c.reason, m.citation, CASE WHEN NOT c.confirmed THEN ', unconfirmed' ELSE '' END), '[]'::jsonb
		FROM ratio_case(explain_ratio.rule, explain_ratio.version, explain_ratio.line_ids, explain_ratio.root_ids, explain_ratio.goods, explain_ratio.policies, explain_ratio.as_of, explain_ratio.known_at) AS c
			JOIN materials.verdicts_of(explain_ratio.rule, explain_ratio.version) AS v ON v.verdict = c.status
			JOIN materials.rule_limb AS m ON m.rule = explain_ratio.rule AND m.version = explain_ratio.version AND m.limb = c.limb
		UNION ALL
		SELECT p.tested_id, p.lot_id, 300, 'component', CASE WHEN p.mark NOT IN ('offender', 'other') THEN 'none' WHEN p.class = 'offender' THEN 'against' WHEN p.class = 'unknown' THEN 'open' ELSE 'for' END,
			p.lot_id, l.producer_id, l.role, p.weight_min OPERATOR(materials./) t.weight, p.weight_max OPERATOR(materials./) t.weight, NULL,
			concat_ws('; ', format('%s: counts by %s%s', m.title, CASE p.basis WHEN 'part' THEN 'being there' WHEN 'element' THEN 'the mass of the element' ELSE p.basis END, CASE WHEN NOT p.sure THEN ', perhaps' END), CASE WHEN p.mark IN ('offender', 'other') THEN
				CASE p.class WHEN 'offender' THEN format('of a %s', r.concern) WHEN 'unknown' THEN format('whether it is of a %s is not known', r.concern) END END, CASE WHEN l.country IS NOT NULL THEN format('made in %s', materials.country_name(l.country)) ELSE 'where it was made is not recorded' END),
			jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', p.lot_id)) || CASE WHEN p.consumption_id IS NULL THEN '[]' ELSE jsonb_build_array(jsonb_build_object('relation', 'consumption', 'id', p.consumption_id)) END
		FROM part AS p JOIN materials.rule AS r ON r.rule = explain_ratio.rule AND r.version = explain_ratio.version JOIN materials.rule_limb AS m ON m.rule = r.rule AND m.version = r.version AND m.limb = p.limb
			LEFT JOIN total AS t ON t.limb = p.limb AND t.tested_id = p.tested_id AND t.weight OPERATOR(materials.>) '0'
			LEFT JOIN (SELECT k.lot_id, k.producer_id, k.role, k.country FROM goods AS g CROSS JOIN LATERAL materials.rule_lots(g.lots) AS k) AS l ON l.lot_id = p.lot_id
		WHERE p.lot_id IS NOT NULL
		UNION ALL
		SELECT p.tested_id, s.lot_id, 310, CASE s.class WHEN 'offender' THEN 'offender' ELSE 'unknown' END, CASE s.class WHEN 'offender' THEN 'against' ELSE 'open' END, s.lot_id, s.party_id, NULL, NULL, NULL, s.chain, format('%s: %s', s.facet, s.reason), s.fact
		FROM source AS s JOIN (SELECT DISTINCT x.tested_id, u.id FROM part AS x CROSS JOIN LATERAL unnest(ARRAY[x.lot_id, x.holder_id]) AS u (id) WHERE x.mark IN ('offender', 'other')) AS p ON p.id = s.lot_id
		UNION ALL
		SELECT p.tested_id, p.holder_id, 320, 'unknown', 'open', p.holder_id, l.producer_id, NULL, NULL, NULL, NULL,
			concat_ws('; ', u.title, CASE p.open_reason WHEN 'inputs_open' THEN '"inputs_complete" is to be asked of its maker' WHEN 'not_recorded' THEN 'its inputs are to be asked of its maker' END), jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', p.holder_id))
		FROM (SELECT DISTINCT x.tested_id, x.holder_id, x.open_reason FROM part AS x WHERE x.open_reason IS NOT NULL) AS p LEFT JOIN materials.unknown_reason AS u ON u.reason = p.open_reason LEFT JOIN lot AS l ON l.id = p.holder_id
	)
	SELECT f.battery_id, NULL::bigint, f.via_id, ROW(f.place, f.kind, f.effect, l.code, p.name, f.role, trim_scale(materials.round_down(f.share_min, 20)), trim_scale(materials.round_up(f.share_max, 20)), f.chain, f.detail, f.facts, NULL)::materials.finding_row
	FROM finding AS f LEFT JOIN lot AS l ON l.id = f.lot_id LEFT JOIN party_at('infinity') AS p ON p.id = f.party_id;
END
$$;
COMMENT ON FUNCTION explain_ratio(text, text, bigint[], bigint[], materials.rule_goods, jsonb, date, timestamptz) IS 'findings about goods under a rule that asks for a share: each share, each part that counts, whose it is, and what is unknown; with the lots that the way to each leads through';
