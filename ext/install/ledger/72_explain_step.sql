-- Findings about tested lots under a rule of the kind step_origin.

CREATE OR REPLACE FUNCTION explain_step(rule text, version text, root_ids bigint[], battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, days date[], known_at timestamptz) RETURNS TABLE (battery_id bigint, upstream_id bigint, via_id bigint, found materials.finding_row)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE allowance AS MATERIALIZED (
		SELECT m.* FROM materials.rule_limb AS m WHERE m.rule = explain_step.rule AND m.version = explain_step.version AND m.basis = 'mass'
	), part AS MATERIALIZED (
		SELECT p.* FROM allowance AS m CROSS JOIN LATERAL step_part(m.rule, m.version, explain_step.battery_ids, explain_step.lots, explain_step.inputs, explain_step.known_at) AS p
	), unit AS MATERIALIZED (
		-- What is asked about by itself: the tested lot, or where a share is forgiven the parts of it that count.
		SELECT b.id AS battery_id, b.id AS lot_id FROM materials.rule_ids(explain_step.battery_ids) AS b (id) WHERE NOT EXISTS (SELECT FROM allowance)
		UNION ALL
		SELECT p.battery_id, p.lot_id FROM part AS p WHERE p.gap IS NULL
	), tested AS MATERIALIZED (
		SELECT t.lot_id, t.word, t.known FROM step_tested(explain_step.rule, explain_step.version, ARRAY(SELECT DISTINCT u.lot_id FROM unit AS u)) AS t
	), outcome AS MATERIALIZED (
		SELECT o.* FROM step_outcome(explain_step.rule, explain_step.version, ARRAY(SELECT t.lot_id FROM tested AS t), explain_step.lots, explain_step.inputs, explain_step.policies, explain_step.days, explain_step.known_at) AS o
	), state AS MATERIALIZED (
		SELECT s.lot_id, s.producer_id, s.not_followed FROM materials.rule_lots(explain_step.lots) AS s
	), edge AS MATERIALIZED (
		SELECT DISTINCT e.output_lot_id, e.input_lot_id FROM materials.rule_inputs(explain_step.inputs) AS e JOIN state AS s ON s.lot_id = e.output_lot_id AND NOT s.not_followed
	), upstream (unit_id, lot_id) AS (
		SELECT t.lot_id, t.lot_id FROM tested AS t
		UNION
		SELECT u.unit_id, e.input_lot_id FROM upstream AS u JOIN edge AS e ON e.output_lot_id = u.lot_id
	), share AS MATERIALIZED (
		SELECT h.* FROM allowance AS m CROSS JOIN LATERAL step_share(m.rule, m.version, explain_step.battery_ids, explain_step.lots, explain_step.inputs, explain_step.policies, explain_step.days, explain_step.known_at) AS h WHERE h.limb = m.limb
	), own AS MATERIALIZED (
		SELECT f.* FROM step_found(explain_step.rule, explain_step.version, ARRAY(SELECT DISTINCT t.word FROM tested AS t), explain_step.lots, explain_step.inputs, explain_step.policies, explain_step.days, explain_step.known_at) AS f
		WHERE f.outcome <> 'clear'
	), finding (battery_id, upstream_id, via_id, place, kind, effect, lot_id, party_id, share_min, share_max, detail, facts) AS (
		SELECT u.battery_id, nullif(f.lot_id, u.lot_id), nullif(u.lot_id, u.battery_id), CASE f.outcome WHEN 'present' THEN 330 WHEN 'barred' THEN 310 ELSE 320 END, CASE f.outcome WHEN 'present' THEN 'step' WHEN 'barred' THEN 'offender' ELSE 'unknown' END,
			-- What an exception or a share lets go, or a step that is there, speaks for nothing by itself.
			CASE WHEN f.outcome = 'present' OR o.outcome IN ('exception', 'clear', 'uncovered') OR h.outcome = 'clear' THEN 'none' WHEN f.outcome = 'barred' THEN 'against' ELSE 'open' END, f.lot_id, coalesce(f.party_id, s.producer_id), NULL::materials.fraction, NULL::materials.fraction,
			f.what || coalesce(format(' (%s%s)', m.citation, CASE WHEN f.confirmed THEN '' ELSE ', unconfirmed' END), ''), f.fact
		FROM unit AS u JOIN tested AS t ON t.lot_id = u.lot_id JOIN upstream AS w ON w.unit_id = u.lot_id JOIN own AS f ON f.lot_id = w.lot_id AND f.word = t.word AND (f.spreads OR f.lot_id = u.lot_id)
			JOIN outcome AS o ON o.lot_id = u.lot_id AND o.span = f.span JOIN state AS s ON s.lot_id = f.lot_id LEFT JOIN share AS h ON h.battery_id = u.battery_id AND h.valid = o.valid
			LEFT JOIN materials.rule_limb AS m ON m.rule = explain_step.rule AND m.version = explain_step.version AND m.limb = f.limb
		UNION ALL
		SELECT u.battery_id, NULL, nullif(u.lot_id, u.battery_id), 340, 'unknown', 'open', u.lot_id, s.producer_id, NULL, NULL, format('not recorded anywhere in its chain: %s', o.lacking), jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', u.lot_id))
		FROM unit AS u JOIN outcome AS o ON o.lot_id = u.lot_id AND o.lacking IS NOT NULL AND o.outcome <> 'exception' JOIN state AS s ON s.lot_id = u.lot_id
		UNION ALL
		SELECT u.battery_id, NULL, nullif(u.lot_id, u.battery_id), 320, 'unknown', 'open', u.lot_id, s.producer_id, NULL, NULL, 'what it is made of is not recorded', jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', u.lot_id))
		FROM unit AS u JOIN tested AS t ON t.lot_id = u.lot_id AND NOT t.known JOIN outcome AS o ON o.lot_id = u.lot_id AND o.outcome = 'open' JOIN state AS s ON s.lot_id = u.lot_id
		UNION ALL
		SELECT u.battery_id, NULL, nullif(u.lot_id, u.battery_id), 230, 'exception', CASE WHEN o.outcome = 'exception' THEN 'for' ELSE 'none' END, u.lot_id, NULL, NULL, NULL,
			CASE WHEN o.outcome = 'exception' THEN format('it holds: %s', o.exception) ELSE format('it does not hold for certain: %s; what is missing: %s', o.exception, o.exception_failed) END, '[]'
		FROM unit AS u JOIN outcome AS o ON o.lot_id = u.lot_id AND (o.outcome = 'exception' OR o.exception_failed IS NOT NULL)
		UNION ALL
		SELECT h.battery_id, NULL, NULL, 220, 'share', CASE h.outcome WHEN 'barred' THEN 'against' WHEN 'open' THEN 'open' ELSE 'for' END, h.battery_id, NULL, h.share_min, h.share_max,
			format('%s: %s, %s is too much (%s%s)', m.title, materials.percent_text(h.share_min, h.share_max), materials.threshold_text(m.threshold, m.strict), m.citation, CASE WHEN m.confirmed THEN '' ELSE ', unconfirmed' END), '[]'
		FROM allowance AS m JOIN share AS h ON h.limb = m.limb WHERE h.share_min IS NOT NULL
		UNION ALL
		SELECT p.battery_id, NULL, nullif(p.lot_id, p.battery_id), 325, 'unknown', 'open', p.lot_id, s.producer_id, NULL, NULL, format('it may hold more of what counts: %s', g.title), jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', p.lot_id))
		FROM part AS p JOIN state AS s ON s.lot_id = p.lot_id LEFT JOIN materials.unknown_reason AS g ON g.reason = p.gap WHERE p.gap IS NOT NULL
		UNION ALL
		SELECT w.lot_id, NULL, NULL, 215, 'place', w.outcome, w.lot_id, s.producer_id, NULL, NULL, w.reason, jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', w.lot_id))
		FROM step_whole(explain_step.rule, explain_step.version, explain_step.root_ids, explain_step.battery_ids, explain_step.lots, explain_step.inputs, explain_step.days) AS w JOIN state AS s ON s.lot_id = w.lot_id
	)
	SELECT f.battery_id, f.upstream_id, f.via_id, ROW(f.place, f.kind, f.effect, l.code, p.name, NULL, trim_scale(materials.round_down(f.share_min, 20)), trim_scale(materials.round_up(f.share_max, 20)), NULL, f.detail, f.facts, NULL)::materials.finding_row
	FROM finding AS f LEFT JOIN lot AS l ON l.id = f.lot_id LEFT JOIN party_at('infinity') AS p ON p.id = f.party_id;
END
$$;
COMMENT ON FUNCTION explain_step(text, text, bigint[], bigint[], materials.rule_lot[], materials.rule_input[], jsonb, date[], timestamptz) IS 'findings about tested lots: the steps that count against them, what is unknown and whom to ask, steps that are recorded as asked, exceptions, and shares; with the lots that the way to each leads through';
