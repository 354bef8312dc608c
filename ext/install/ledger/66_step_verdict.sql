-- Rules of the kind step_origin: the verdict on tested lots, and on what is bought by itself.

CREATE OR REPLACE FUNCTION step_verdict(rule text, version text, battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, days date[], as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint, reading text,
		status text, share_min materials.fraction, share_max materials.fraction, reason text, confirmed boolean, valid daterange)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	-- No reading of these rules is told apart: the verdict holds under all.  A rule that forgives a share asks of the parts.
	SELECT o.lot_id, NULL::text, o.verdict, NULL::materials.fraction, NULL::materials.fraction,
		CASE o.outcome WHEN 'exception' THEN format('let go: %s', o.exception)
			WHEN 'clear' THEN format('no step that counts goes back to a %s', r.concern)
			WHEN 'uncovered' THEN 'it is not what the rule is about on that day'
			ELSE concat_ws('; ', materials.shortened(nullif(o.barred, ''), 400), CASE WHEN o.outcome = 'open' THEN concat_ws('; ', materials.shortened(nullif(o.unknown, ''), 400), 'not recorded: ' || o.lacking) END,
				CASE WHEN o.exception_failed IS NOT NULL THEN format('the exception does not help, %s: %s', o.exception, o.exception_failed) END) END,
		r.confirmed AND o.confirmed, o.valid
	FROM step_outcome(step_verdict.rule, step_verdict.version, CASE WHEN NOT EXISTS (SELECT FROM materials.rule_limb AS b WHERE b.rule = step_verdict.rule AND b.version = step_verdict.version AND b.basis = 'mass') THEN step_verdict.battery_ids ELSE '{}' END, step_verdict.lots, step_verdict.inputs, step_verdict.policies, step_verdict.days, step_verdict.known_at) AS o
		JOIN materials.rule AS r ON r.rule = step_verdict.rule AND r.version = step_verdict.version
	UNION ALL
	SELECT o.battery_id, NULL, o.verdict, o.share_min, o.share_max,
		CASE o.outcome WHEN 'uncovered' THEN format('no %s is in it', r.subject)
			WHEN 'clear' THEN format('%s of the weight of what counts goes back to a %s', materials.percent_text(o.share_min, o.share_max), r.concern)
			ELSE concat_ws('; ', 'no share of it is forgiven: ' || materials.shortened(o.unforgiven, 400), format('%s of the weight of what counts goes back to a %s, %s is too much', materials.percent_text(o.share_min, o.share_max), r.concern, materials.threshold_text(b.threshold, b.strict)),
				materials.shortened(o.barred, 400), CASE WHEN o.outcome = 'open' THEN materials.shortened(o.unknown, 400) END) END,
		r.confirmed AND o.confirmed, o.valid
	FROM materials.rule AS r
		JOIN materials.rule_limb AS b ON b.rule = r.rule AND b.version = r.version AND b.basis = 'mass'
		CROSS JOIN LATERAL step_share(r.rule, r.version, step_verdict.battery_ids, step_verdict.lots, step_verdict.inputs, step_verdict.policies, step_verdict.days, step_verdict.known_at) AS o
	WHERE r.rule = step_verdict.rule AND r.version = step_verdict.version AND o.limb = b.limb;
END
$$;
COMMENT ON FUNCTION step_verdict(text, text, bigint[], materials.rule_lot[], materials.rule_input[], jsonb, date[], date, timestamptz) IS 'verdict on tested lots under a rule of the kind step_origin, for each span of days of the rule''s event (valid)';

CREATE OR REPLACE FUNCTION step_whole(rule text, version text, root_ids bigint[], battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], days date[]) RETURNS TABLE (lot_id bigint, outcome text, status text, limb text, reason text, confirmed boolean, valid daterange)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	WITH RECURSIVE tested AS MATERIALIZED (
		SELECT t.* FROM step_tested(step_whole.rule, step_whole.version, step_whole.battery_ids) AS t
	), row_of AS MATERIALIZED (
		SELECT r.* FROM step_row(step_whole.rule, step_whole.version, ARRAY(SELECT DISTINCT t.word FROM tested AS t), step_whole.days) AS r
	), edge AS MATERIALIZED (
		SELECT DISTINCT e.output_lot_id, e.input_lot_id FROM materials.rule_inputs(step_whole.inputs) AS e JOIN materials.rule_lots(step_whole.lots) AS s ON s.lot_id = e.output_lot_id AND NOT s.not_followed
	), held (lot_id, word) AS (
		-- Downstream of what is tested, where the rule asks for the place of what is bought at all.
		SELECT t.lot_id, t.word FROM tested AS t WHERE EXISTS (SELECT FROM row_of AS r WHERE r.effect = 'whole')
		UNION
		SELECT e.output_lot_id, h.word FROM held AS h JOIN edge AS e ON e.input_lot_id = h.lot_id
	), placed AS (
		SELECT h.lot_id, r.span, r.limb, bool_or(p.class = 'in') AS inside, bool_or(r.confirmed AND p.confirmed) AS confirmed
		FROM held AS h JOIN row_of AS r ON r.word = h.word AND r.effect = 'whole'
			JOIN step_place(step_whole.rule, step_whole.version, ARRAY(SELECT s::materials.rule_lot FROM materials.rule_lots(step_whole.lots) AS s WHERE s.lot_id = ANY (step_whole.root_ids))) AS p ON p.lot_id = h.lot_id AND p.place = r.place AND p.class <> 'out'
		WHERE h.lot_id = ANY (step_whole.root_ids) AND h.lot_id <> ALL (step_whole.battery_ids)
			-- What is tested has to be what the rule is about on that day.
			AND EXISTS (SELECT FROM row_of AS c WHERE c.word = h.word AND c.span = r.span AND c.effect NOT IN ('begins', 'renews', 'whole', 'unforgiven'))
		GROUP BY h.lot_id, r.span, r.limb
	)
	SELECT q.lot_id, o.outcome, coalesce(w.verdict, o.verdict), q.limb,
		CASE WHEN q.inside THEN format('it was made in %s, and a %s is in it (%s)', materials.country_name(s.country), u.subject, b.citation) ELSE format('whether it was made in a %s is not known, and a %s is in it (%s)', u.concern, u.subject, b.citation) END,
		u.confirmed AND q.confirmed, p.valid
	FROM placed AS q
		CROSS JOIN LATERAL (SELECT CASE WHEN q.inside THEN 'against' ELSE 'open' END, CASE WHEN q.inside THEN 'FAIL' ELSE 'INDETERMINATE' END) AS o (outcome, verdict)
		JOIN materials.rule AS u ON u.rule = step_whole.rule AND u.version = step_whole.version
		JOIN materials.rule_limb AS b ON b.rule = u.rule AND b.version = u.version AND b.limb = q.limb
		JOIN step_span(step_whole.rule, step_whole.version, step_whole.days) AS p ON p.span = q.span
		JOIN materials.rule_lots(step_whole.lots) AS s ON s.lot_id = q.lot_id
		LEFT JOIN materials.rule_word AS w ON w.rule = u.rule AND w.version = u.version AND w.outcome = o.outcome;
END;
COMMENT ON FUNCTION step_whole(text, text, bigint[], bigint[], materials.rule_lot[], materials.rule_input[], date[]) IS 'what is bought by itself, where it holds tested lots and the rule asks where it was made: against it, or open where that is not known; by span of days';
