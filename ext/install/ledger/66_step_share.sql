-- Rules of the kind step_origin that forgive a small share: what a tested lot holds of what counts, by weight.

CREATE OR REPLACE FUNCTION step_part(rule text, version text, battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], known_at timestamptz) RETURNS TABLE (battery_id bigint, lot_id bigint, mass materials.fraction, gap text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE word AS MATERIALIZED (
		SELECT t.lot_id, t.word <> '*' AS counts, t.known FROM step_tested(step_part.rule, step_part.version, ARRAY(SELECT s.lot_id FROM materials.rule_lots(step_part.lots) AS s)) AS t
	), state AS MATERIALIZED (
		-- A lot that is not there any more, or hidden, has no word: it may count.
		SELECT s.lot_id, s.not_followed, s.may_hold AND NOT s.vouched AS may_hold, s.open_reason, coalesce(w.counts, false) AS counts FROM materials.rule_lots(step_part.lots) AS s LEFT JOIN word AS w ON w.lot_id = s.lot_id
	), edge AS MATERIALIZED (
		SELECT e.output_lot_id, e.input_lot_id, CASE materials.dimension(e.quantity) WHEN 'mass' THEN materials.quantity_ratio(e.quantity, '1 kg')
			WHEN 'count' THEN materials.quantity_ratio(e.quantity, '1 each') OPERATOR(materials.*) materials.quantity_ratio(coalesce(y.unit_mass, z.unit_mass), '1 kg') END AS mass
		FROM materials.rule_inputs(step_part.inputs) AS e JOIN state AS s ON s.lot_id = e.output_lot_id AND NOT s.not_followed LEFT JOIN lot AS y ON y.id = e.input_lot_id LEFT JOIN item AS z ON z.id = y.item_id
	), inner_lot (battery_id, lot_id) AS (
		SELECT b.id, b.id FROM materials.rule_ids(step_part.battery_ids) AS b (id)
		UNION
		SELECT w.battery_id, e.input_lot_id FROM inner_lot AS w JOIN state AS o ON o.lot_id = w.lot_id AND NOT o.counts AND o.may_hold JOIN edge AS e ON e.output_lot_id = w.lot_id JOIN state AS s ON s.lot_id = e.input_lot_id AND NOT s.counts AND s.may_hold
	), flow AS MATERIALIZED (
		SELECT u.root_id AS battery_id, u.lot_id, u.used
		FROM materials.rule_used(ARRAY(SELECT w.battery_id FROM inner_lot AS w GROUP BY w.battery_id HAVING count(*) > 1), step_part.lots, step_part.inputs) AS u
	), shared AS MATERIALIZED (
		-- What went on into a part as well cannot be told apart.
		SELECT DISTINCT w.battery_id, w.lot_id
		FROM inner_lot AS w JOIN edge AS e ON e.input_lot_id = w.lot_id JOIN flow AS f ON f.battery_id = w.battery_id AND f.lot_id = e.output_lot_id LEFT JOIN inner_lot AS o ON o.battery_id = w.battery_id AND o.lot_id = e.output_lot_id
		WHERE w.lot_id <> w.battery_id AND o.lot_id IS NULL
	), amount AS MATERIALIZED (
		SELECT w.battery_id, w.lot_id, CASE WHEN w.lot_id = w.battery_id THEN '1'::materials.fraction WHEN x.lot_id IS NULL THEN f.used END AS used
		FROM inner_lot AS w LEFT JOIN flow AS f ON f.battery_id = w.battery_id AND f.lot_id = w.lot_id LEFT JOIN shared AS x ON x.battery_id = w.battery_id AND x.lot_id = w.lot_id
	)
	SELECT b.id, b.id, '1'::materials.fraction, NULL::text FROM materials.rule_ids(step_part.battery_ids) AS b (id) JOIN state AS s ON s.lot_id = b.id AND s.counts
	UNION ALL
	SELECT m.battery_id, e.input_lot_id, CASE WHEN bool_and(m.used IS NOT NULL AND e.mass IS NOT NULL) THEN materials.sum(m.used OPERATOR(materials.*) e.mass) END, NULL
	FROM amount AS m JOIN state AS o ON o.lot_id = m.lot_id AND NOT o.counts JOIN edge AS e ON e.output_lot_id = m.lot_id JOIN state AS s ON s.lot_id = e.input_lot_id AND s.counts
	GROUP BY m.battery_id, e.input_lot_id
	UNION ALL
	-- What may hold some and of which not all inputs are known; where a chain is said to begin, what is in it is not said.
	SELECT w.battery_id, w.lot_id, NULL, coalesce(s.open_reason, 'not_recorded')
	FROM inner_lot AS w JOIN state AS s ON s.lot_id = w.lot_id AND NOT s.counts AND s.may_hold
	WHERE s.open_reason IS NOT NULL OR NOT EXISTS (SELECT FROM edge AS e WHERE e.output_lot_id = s.lot_id);
END
$$;
COMMENT ON FUNCTION step_part(text, text, bigint[], materials.rule_lot[], materials.rule_input[], timestamptz) IS 'nearest lots in tested lots that the rows of rule_step name, with the mass of each in the tested lot in kilograms (exact; empty where it cannot be said), and lots that may hold more of them (gap)';

CREATE OR REPLACE FUNCTION step_share(rule text, version text, battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, days date[], known_at timestamptz) RETURNS TABLE (battery_id bigint, valid daterange,
		outcome text, verdict text, share_min materials.fraction, share_max materials.fraction, limb text, unforgiven text, barred text, unknown text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH part AS MATERIALIZED (
		SELECT p.* FROM step_part(step_share.rule, step_share.version, step_share.battery_ids, step_share.lots, step_share.inputs, step_share.known_at) AS p
	), outcome AS MATERIALIZED (
		SELECT o.* FROM step_outcome(step_share.rule, step_share.version, ARRAY(SELECT DISTINCT p.lot_id FROM part AS p WHERE p.gap IS NULL), step_share.lots, step_share.inputs, step_share.policies, step_share.days, step_share.known_at) AS o
	), span AS MATERIALIZED (
		SELECT s.* FROM step_span(step_share.rule, step_share.version, step_share.days) AS s
	), hard AS MATERIALIZED (
		SELECT r.word, r.span FROM step_row(step_share.rule, step_share.version, ARRAY(SELECT DISTINCT o.word FROM outcome AS o), step_share.days) AS r WHERE r.effect = 'unforgiven'
	), judged AS (
		SELECT p.battery_id, s.span, s.valid, k.code, p.mass, p.gap, o.barred, o.unknown, o.lacking, o.confirmed, CASE o.outcome WHEN 'exception' THEN 'clear' ELSE o.outcome END AS outcome,
			EXISTS (SELECT FROM hard AS h WHERE h.word = o.word AND h.span = s.span) AS hard
		FROM part AS p CROSS JOIN span AS s LEFT JOIN outcome AS o ON o.lot_id = p.lot_id AND o.span = s.span AND p.gap IS NULL LEFT JOIN materials.rule_lots(step_share.lots) AS k ON k.lot_id = p.lot_id
		WHERE o.outcome IS DISTINCT FROM 'uncovered'
	), summed AS (
		SELECT b.id AS battery_id, s.valid, count(j.battery_id) FILTER (WHERE j.gap IS NULL) AS parts, count(*) FILTER (WHERE j.gap IS NOT NULL) AS gaps,
			count(*) FILTER (WHERE j.outcome = 'barred') AS bad, count(*) FILTER (WHERE j.outcome = 'open') AS unsure,
			bool_or(j.gap IS NULL AND j.mass IS NULL) AS unweighed,
			coalesce(materials.sum(j.mass), '0') AS total, coalesce(materials.sum(j.mass) FILTER (WHERE j.outcome = 'barred'), '0') AS bad_mass, coalesce(materials.sum(j.mass) FILTER (WHERE j.outcome = 'open'), '0') AS unsure_mass,
			string_agg(format('%s: %s', j.code, j.barred), '; ' ORDER BY j.code COLLATE "C") FILTER (WHERE j.outcome = 'barred' AND j.hard) AS unforgiven,
			string_agg(format('%s: %s', j.code, j.barred), '; ' ORDER BY j.code COLLATE "C") FILTER (WHERE j.outcome = 'barred') AS barred,
			string_agg(concat_ws('; ', format('%s: %s', j.code, coalesce(nullif(j.unknown, ''), j.lacking, 'it may hold more'))), '; ' ORDER BY j.code COLLATE "C") FILTER (WHERE j.outcome = 'open' OR j.gap IS NOT NULL) AS unknown,
			coalesce(bool_or(j.hard) FILTER (WHERE j.outcome = 'open'), false) AS hard_unsure, coalesce(bool_or(j.confirmed) FILTER (WHERE j.outcome = 'barred'), false) AS bad_confirmed, coalesce(bool_and(j.confirmed), true) AS all_confirmed
		FROM materials.rule_ids(step_share.battery_ids) AS b (id) CROSS JOIN span AS s LEFT JOIN judged AS j ON j.battery_id = b.id AND j.span = s.span
		GROUP BY b.id, s.valid
	), bounded AS (
		SELECT q.*, m.limb, m.threshold, m.strict, m.confirmed AS limb_confirmed,
			CASE WHEN q.bad = 0 OR u.unbounded THEN '0'::materials.fraction ELSE q.bad_mass OPERATOR(materials./) q.total END AS share_min,
			CASE WHEN u.unbounded THEN '1'::materials.fraction WHEN q.bad + q.unsure = 0 THEN '0' ELSE (q.bad_mass OPERATOR(materials.+) q.unsure_mass) OPERATOR(materials./) q.total END AS share_max
		FROM summed AS q JOIN materials.rule_limb AS m ON m.rule = step_share.rule AND m.version = step_share.version AND m.basis = 'mass'
			-- Where more of it may be in there than is known, any share is possible.
			CROSS JOIN LATERAL (SELECT q.gaps > 0 OR q.bad + q.unsure > 0 AND (coalesce(q.unweighed, false) OR q.total OPERATOR(materials.=) '0') AS unbounded) AS u
	)
	SELECT b.battery_id, b.valid, d.outcome, coalesce(w.verdict, v.verdict), CASE WHEN b.parts + b.gaps > 0 THEN b.share_min END, CASE WHEN b.parts + b.gaps > 0 THEN b.share_max END, b.limb, b.unforgiven, b.barred, b.unknown,
		CASE d.outcome WHEN 'barred' THEN b.bad_confirmed AND (b.unforgiven IS NOT NULL OR b.limb_confirmed) WHEN 'clear' THEN b.all_confirmed AND (b.bad = 0 OR b.limb_confirmed) ELSE true END
	FROM bounded AS b
		CROSS JOIN LATERAL (SELECT CASE WHEN b.parts + b.gaps = 0 THEN 'uncovered'
			WHEN b.unforgiven IS NOT NULL OR CASE WHEN b.strict THEN b.share_min OPERATOR(materials.>) b.threshold ELSE b.share_min OPERATOR(materials.>=) b.threshold END THEN 'barred'
			WHEN NOT b.hard_unsure AND CASE WHEN b.strict THEN b.share_max OPERATOR(materials.<=) b.threshold ELSE b.share_max OPERATOR(materials.<) b.threshold END THEN 'clear' ELSE 'open' END) AS d (outcome)
		JOIN (VALUES ('barred', 'against', 'FAIL'), ('clear', 'for', 'PASS'), ('open', 'open', 'INDETERMINATE'), ('uncovered', 'uncovered', 'NOT_COVERED')) AS v (outcome, word, verdict) ON v.outcome = d.outcome
		LEFT JOIN materials.rule_word AS w ON w.rule = step_share.rule AND w.version = step_share.version AND w.outcome = v.word;
END
$$;
COMMENT ON FUNCTION step_share(text, text, bigint[], materials.rule_lot[], materials.rule_input[], jsonb, date[], timestamptz) IS 'which share by weight of what counts in a tested lot has steps against it, exactly and from best to worst case, compared with the share that the rule forgives; by span of days';
