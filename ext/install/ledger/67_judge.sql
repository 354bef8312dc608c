-- A verdict on a contract line, or on lots by themselves: what the line settles, then the tested lots, the worst deciding.

CREATE OR REPLACE FUNCTION case_waiver(rule text, version text, line_ids bigint[], item_ids bigint[], days date[], known_at timestamptz) RETURNS TABLE (line_id bigint, item_id bigint, day date,
		waiver_id bigint, code text, granted_by text, permitted boolean, covered daterange, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT w.line_id, w.item_id, d.day, w.id, w.code, w.granted_by, a.authority IS NOT NULL AND c.covered @> d.day, c.covered, coalesce(a.confirmed, true)
	FROM (SELECT DISTINCT x.day FROM unnest(case_waiver.days) AS x (day)) AS d
		CROSS JOIN LATERAL waiver_at(d.day, case_waiver.known_at) AS w
		LEFT JOIN materials.rule_waiver_authority AS a ON a.rule = case_waiver.rule AND a.version = case_waiver.version AND w.granted_by IN (a.authority, a.title)
		-- A waiver covers no more days than its authority may waive at a time.
		CROSS JOIN LATERAL (SELECT CASE WHEN a.lasts IS NULL THEN w.valid
			WHEN lower_inf(w.valid) OR lower(w.valid) = '-infinity' THEN 'empty'::daterange
			ELSE w.valid * daterange(lower(w.valid), (lower(w.valid) + a.lasts)::date) END) AS c (covered)
	WHERE w.rule = case_waiver.rule AND (w.line_id = ANY (case_waiver.line_ids) OR w.item_id = ANY (case_waiver.item_ids));
END
$$;
COMMENT ON FUNCTION case_waiver(text, text, bigint[], bigint[], date[], timestamptz) IS 'waivers of a rule for lines and items on days: whether the official may waive it and the day is covered (permitted)';

CREATE OR REPLACE FUNCTION judge_battery(rule text, version text, battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, standings materials.party_standing[], days date[], as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint, reading text,
		status text, share_min materials.fraction, share_max materials.fraction, reason text, confirmed boolean, valid daterange)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT v.battery_id, v.reading, v.status, v.share_min, v.share_max, v.reason, v.confirmed, '(,)'::daterange
	FROM materials.rule AS r CROSS JOIN LATERAL component_verdict(r.rule, r.version, judge_battery.battery_ids, judge_battery.lots, judge_battery.inputs, judge_battery.policies, judge_battery.standings, judge_battery.as_of, judge_battery.known_at) AS v
	WHERE r.rule = judge_battery.rule AND r.version = judge_battery.version AND r.test = 'component_origin'
	UNION ALL
	SELECT v.battery_id, v.reading, v.status, v.share_min, v.share_max, v.reason, v.confirmed, '(,)'
	FROM materials.rule AS r CROSS JOIN LATERAL maker_verdict(r.rule, r.version, judge_battery.battery_ids, judge_battery.lots, judge_battery.inputs, judge_battery.policies, judge_battery.standings, judge_battery.as_of, judge_battery.known_at) AS v
	WHERE r.rule = judge_battery.rule AND r.version = judge_battery.version AND r.test = 'named_maker'
	UNION ALL
	SELECT v.battery_id, v.reading, v.status, v.share_min, v.share_max, v.reason, v.confirmed, v.valid
	FROM materials.rule AS r CROSS JOIN LATERAL step_verdict(r.rule, r.version, judge_battery.battery_ids, judge_battery.lots, judge_battery.inputs, judge_battery.policies, judge_battery.days, judge_battery.as_of, judge_battery.known_at) AS v
	WHERE r.rule = judge_battery.rule AND r.version = judge_battery.version AND r.test = 'step_origin';
END
$$;
COMMENT ON FUNCTION judge_battery(text, text, bigint[], materials.rule_lot[], materials.rule_input[], jsonb, materials.party_standing[], date[], date, timestamptz) IS 'verdict on tested lots by themselves, by the kind of test that the rule is, and on which days of the rule''s event it is that one (valid), among those that are asked about';

CREATE OR REPLACE FUNCTION judge_case(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], party_ids bigint[], goods materials.rule_goods, policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (case_id bigint, reading text,
		status text, share_min materials.fraction, share_max materials.fraction, reason text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	-- A branch for each kind of rule that is asked of lines, items or parties as such; a verdict without reading holds under all.
	SELECT c.case_id, NULL::text, c.status, c.share_min, c.share_max, c.reason, c.confirmed
	FROM materials.rule AS r CROSS JOIN LATERAL ratio_case(r.rule, r.version, judge_case.line_ids, judge_case.root_ids, judge_case.goods, judge_case.policies, judge_case.as_of, judge_case.known_at) AS c
	WHERE r.rule = judge_case.rule AND r.version = judge_case.version AND r.test = 'cost_ratio'
	UNION ALL
	SELECT v.case_id, v.reading, v.status, v.share_min, v.share_max, v.reason, v.confirmed
	FROM materials.rule AS r CROSS JOIN LATERAL party_verdict(r.rule, r.version, judge_case.line_ids, judge_case.party_ids, judge_case.goods, judge_case.policies, judge_case.as_of, judge_case.known_at) AS v
	WHERE r.rule = judge_case.rule AND r.version = judge_case.version AND r.test = 'party_relation'
	UNION ALL
	SELECT v.case_id, v.reading, v.status, v.share_min, v.share_max, v.reason, v.confirmed
	FROM materials.rule AS r CROSS JOIN LATERAL property_verdict(r.rule, r.version, judge_case.line_ids, judge_case.root_ids, judge_case.item_ids, judge_case.policies, judge_case.as_of, judge_case.known_at) AS v
	WHERE r.rule = judge_case.rule AND r.version = judge_case.version AND r.test = 'property';
END
$$;
COMMENT ON FUNCTION judge_case(text, text, bigint[], bigint[], bigint[], bigint[], materials.rule_goods, jsonb, date, timestamptz) IS 'verdict on lines, or on what is asked about without a line (number 0), by the kind of test that the rule is, beside those of its lots';

CREATE OR REPLACE FUNCTION case_prelude(rule text, version text, line_ids bigint[], root_ids bigint[], party_ids bigint[], policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (case_id bigint, verdict text, reason text, doubt text,
		day date, item_id bigint, note text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT p.line_id, p.verdict, p.reason, p.doubt, p.day, l.item_id, NULL::text, p.confirmed
	FROM line_prelude(case_prelude.rule, case_prelude.version, case_prelude.line_ids, case_prelude.policies, case_prelude.known_at) AS p JOIN contract_line AS l ON l.id = p.line_id
	UNION ALL
	-- Without a line nothing says when and what for it is bought: the rule is taken to reach it, from its earliest day on.
	SELECT 0, CASE WHEN a.goods_only THEN 'NOT_APPLICABLE' WHEN s.verdict IS NOT NULL THEN s.verdict WHEN case_prelude.as_of < p.effective_from THEN 'NOT_YET_EFFECTIVE' END,
		CASE WHEN a.goods_only THEN 'the rule is asked of goods, not of a party by itself' WHEN s.verdict IS NOT NULL THEN format('the rule is %s on that day', replace(s.status, '_', ' '))
			ELSE format('%s: applies from %s', p.title, p.effective_from) END,
		NULL, case_prelude.as_of, (SELECT CASE WHEN count(DISTINCT coalesce(x.item_id, 0)) = 1 THEN min(x.item_id) END FROM lot AS x WHERE x.id = ANY (case_prelude.root_ids)),
		CASE WHEN cardinality(case_prelude.party_ids) = 0 THEN
			format('asked without a contract line: bought on %s, for the earliest phase (%s), under a contract that the rule reaches', case_prelude.as_of, p.title) END,
		CASE WHEN a.goods_only THEN true WHEN s.verdict IS NOT NULL THEN s.status <> 'unconfirmed' ELSE p.confirmed END
	FROM (SELECT q.rule, q.version, q.phase, q.title, q.confirmed, b.effective_from
			FROM materials.rule_phase AS q CROSS JOIN LATERAL (SELECT materials.supposed_phase(case_prelude.known_at, q.rule, q.version, q.phase, q.effective_from)) AS b (effective_from)
			WHERE q.rule = case_prelude.rule AND q.version = case_prelude.version ORDER BY b.effective_from, q.phase COLLATE "C" LIMIT 1) AS p
		JOIN materials.rule AS r ON r.rule = p.rule AND r.version = p.version
		CROSS JOIN LATERAL (SELECT cardinality(case_prelude.party_ids) > 0
			AND NOT EXISTS (SELECT FROM materials.rule_relation AS m WHERE m.rule = r.rule AND m.version = r.version AND m.relation = 'party')) AS a (goods_only)
		LEFT JOIN materials.rule_status AS s ON s.rule = case_prelude.rule AND s.version = case_prelude.version AND s.valid @> case_prelude.as_of AND s.verdict IS NOT NULL
			AND case_prelude.policies ->> 'state' IS DISTINCT FROM 'ignored'
	WHERE cardinality(case_prelude.line_ids) = 0;
END
$$;
COMMENT ON FUNCTION case_prelude(text, text, bigint[], bigint[], bigint[], jsonb, date, timestamptz) IS 'what is settled before the test itself: by the line, or without a line by assumptions that note states';

CREATE OR REPLACE FUNCTION judge(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], party_ids bigint[], goods materials.rule_goods, policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (case_id bigint, status text, share_min materials.fraction,
		share_max materials.fraction, reason text, status_by_policy jsonb, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH word AS MATERIALIZED (
		SELECT v.* FROM materials.verdicts_of(judge.rule, judge.version) AS v
	), question AS MATERIALIZED (
		-- A rule that reports no readings has one, which is not told.
		SELECT r.subject, e.of_lots, p.policy, y.reading, y.reading IS NOT DISTINCT FROM judge.policies ->> p.policy AS taken
		FROM materials.rule AS r JOIN materials.evaluator AS e ON e.test = r.test
			LEFT JOIN materials.rule_policy AS p ON p.rule = r.rule AND p.version = r.version AND p.reported
			LEFT JOIN LATERAL unnest(p.choices) AS y (reading) ON true
		WHERE r.rule = judge.rule AND r.version = judge.version
	), prelude AS MATERIALIZED (
		SELECT p.* FROM case_prelude(judge.rule, judge.version, judge.line_ids, judge.root_ids, judge.party_ids, judge.policies, judge.as_of, judge.known_at) AS p
	), root AS MATERIALIZED (
		SELECT r.* FROM unnest((judge.goods).case_ids, (judge.goods).root_ids) AS r (case_id, lot_id) WHERE (SELECT bool_or(q.of_lots) FROM question AS q)
	), reached AS MATERIALIZED (
		SELECT ARRAY(SELECT s::materials.rule_lot FROM lot_state(judge.rule, judge.version, (judge.goods).lots, judge.policies) AS s) AS lots, (judge.goods).inputs AS inputs
		WHERE EXISTS (SELECT FROM root AS r)
	), found AS MATERIALIZED (
		SELECT b.* FROM reached AS h CROSS JOIN LATERAL battery_in(ARRAY(SELECT r.case_id FROM root AS r ORDER BY r.case_id, r.lot_id),
			ARRAY(SELECT r.lot_id FROM root AS r ORDER BY r.case_id, r.lot_id), h.lots, h.inputs, judge.policies) AS b
	), tested AS MATERIALIZED (
		SELECT v.* FROM reached AS h CROSS JOIN LATERAL judge_battery(judge.rule, judge.version, ARRAY(SELECT DISTINCT f.lot_id FROM found AS f WHERE f.open_reason IS NULL),
			h.lots, h.inputs, judge.policies, (judge.goods).standings, ARRAY(SELECT DISTINCT p.day FROM prelude AS p), judge.as_of, judge.known_at) AS v
	), waiver AS MATERIALIZED (
		SELECT w.* FROM case_waiver(judge.rule, judge.version, judge.line_ids, ARRAY(SELECT DISTINCT p.item_id FROM prelude AS p UNION SELECT l.item_id FROM found AS f JOIN lot AS l ON l.id = f.lot_id),
			ARRAY(SELECT DISTINCT p.day FROM prelude AS p), judge.known_at) AS w WHERE w.permitted
	), part (case_id, reading, status, share_min, share_max, reason, confirmed, lot_id, place) AS (
		SELECT f.case_id, t.reading, CASE WHEN w.waiver_id IS NULL THEN t.status ELSE 'WAIVED' END, t.share_min, t.share_max,
			CASE WHEN w.waiver_id IS NULL THEN t.reason ELSE format('waiver %s of %s covers %s', w.code, w.granted_by, w.day) END, coalesce(w.confirmed, t.confirmed), f.lot_id, CASE WHEN f.topmost THEN 1 ELSE 2 END
		FROM found AS f JOIN prelude AS p ON p.case_id = f.case_id JOIN tested AS t ON t.battery_id = f.lot_id AND f.open_reason IS NULL AND coalesce(t.valid @> p.day, true) JOIN lot AS l ON l.id = f.lot_id
			LEFT JOIN LATERAL (SELECT x.* FROM waiver AS x WHERE x.day = p.day AND (x.line_id = p.case_id OR x.item_id IN (p.item_id, l.item_id)) ORDER BY x.code COLLATE "C", x.waiver_id LIMIT 1) AS w ON true
		UNION ALL
		SELECT f.case_id, NULL, 'INDETERMINATE', NULL, NULL, format('not all inputs are known: it may hold a %s that is not recorded', q.subject), true, f.lot_id, 3
		FROM found AS f CROSS JOIN (SELECT DISTINCT x.subject FROM question AS x) AS q WHERE f.open_reason IS NOT NULL
		UNION ALL
		SELECT g.line_id, NULL, 'INDETERMINATE', NULL, NULL, g.detail, true, NULL, 4
		FROM line_gap(judge.line_ids, judge.known_at) AS g WHERE (SELECT bool_or(q.of_lots) FROM question AS q)
		UNION ALL
		SELECT r.case_id, NULL, w.status, NULL, NULL, w.reason, w.confirmed, r.lot_id, 1
		FROM reached AS h JOIN (SELECT DISTINCT t.rule, t.version FROM materials.rule_step AS t WHERE t.rule = judge.rule AND t.version = judge.version AND t.effect = 'whole') AS u ON true CROSS JOIN LATERAL step_whole(u.rule, u.version, ARRAY(SELECT DISTINCT r.lot_id FROM root AS r), ARRAY(SELECT DISTINCT f.lot_id FROM found AS f WHERE f.open_reason IS NULL), h.lots, h.inputs,
				ARRAY(SELECT DISTINCT p.day FROM prelude AS p)) AS w
			JOIN root AS r ON r.lot_id = w.lot_id JOIN prelude AS p ON p.case_id = r.case_id AND coalesce(w.valid @> p.day, true)
		UNION ALL
		SELECT c.case_id, c.reading, c.status, c.share_min, c.share_max, c.reason, c.confirmed, NULL, 5
		FROM judge_case(judge.rule, judge.version, judge.line_ids, judge.root_ids, judge.item_ids, judge.party_ids, judge.goods, judge.policies, judge.as_of, judge.known_at) AS c
	), said AS MATERIALIZED (
		SELECT q.policy, q.reading AS asked, x.*, row_number() OVER (PARTITION BY x.case_id, q.policy, q.reading
				ORDER BY v.severity DESC, x.confirmed DESC, x.place, x.share_min NULLS LAST, n.code COLLATE "C", x.reason COLLATE "C") AS rank,
			bool_and(x.confirmed) OVER (PARTITION BY x.case_id, q.policy, q.reading) AS all_confirmed
		FROM question AS q JOIN part AS x ON x.reading = q.reading OR x.reading IS NULL OR q.reading IS NULL JOIN word AS v ON v.verdict = x.status
			LEFT JOIN lot AS n ON n.id = x.lot_id
	), worst AS (
		SELECT p.case_id, q.policy, q.reading, q.taken, coalesce(w.status, CASE WHEN f.case_id IS NOT NULL THEN 'NOT_COVERED' ELSE 'INDETERMINATE' END) AS status, w.share_min, w.share_max,
			CASE WHEN w.status IS NULL THEN CASE WHEN f.case_id IS NOT NULL THEN format('no %s is in it', q.subject) WHEN q.of_lots THEN 'no lot is recorded' ELSE 'nothing is recorded that the rule could be asked of' END
				WHEN l.code IS NULL THEN w.reason ELSE format('%s: %s', l.code, w.reason) END AS reason,
			-- One part is enough for what is wrong or open; that nothing is needs them all.
			coalesce(CASE WHEN d.bars OR d.asks OR NOT d.settled THEN w.confirmed ELSE w.all_confirmed END, true) AS confirmed
		FROM prelude AS p CROSS JOIN question AS q
			LEFT JOIN (SELECT x.* FROM said AS x WHERE x.rank = 1) AS w ON w.case_id = p.case_id AND coalesce(w.asked, '') = coalesce(q.reading, '')
			LEFT JOIN (SELECT DISTINCT r.case_id FROM root AS r) AS f ON f.case_id = p.case_id
			LEFT JOIN word AS d ON d.verdict = w.status
			LEFT JOIN lot AS l ON l.id = w.lot_id
	), settled AS (
		-- What the line settles comes first, except that nothing to test is nothing to test on any day; then a waiver of the line; then doubt about the line.
		SELECT p.case_id, w.policy, w.reading, w.taken, w.share_min, w.share_max, p.note,
			CASE WHEN w.status = 'NOT_COVERED' THEN w.status WHEN p.verdict IS NOT NULL THEN p.verdict WHEN x.waiver_id IS NOT NULL THEN 'WAIVED'
				WHEN p.doubt IS NOT NULL AND (v.bars OR v.asks) THEN 'INDETERMINATE' ELSE w.status END AS status,
			CASE WHEN w.status = 'NOT_COVERED' THEN w.reason WHEN p.verdict = 'NOT_YET_EFFECTIVE' THEN format('%s; then it would be %s: %s', p.reason, w.status, w.reason)
				WHEN p.verdict IN (SELECT t.verdict FROM materials.rule_status AS t WHERE t.rule = judge.rule AND t.version = judge.version) THEN format('%s; in force it would be %s: %s', p.reason, w.status, w.reason) WHEN p.verdict IS NOT NULL THEN p.reason
				WHEN x.waiver_id IS NOT NULL THEN format('waiver %s of %s covers %s', x.code, x.granted_by, x.day)
				WHEN p.doubt IS NOT NULL AND (v.bars OR v.asks) THEN format('not known: %s; if the rule applies it is %s: %s', p.doubt, w.status, w.reason) ELSE w.reason END AS reason,
			CASE WHEN w.status = 'NOT_COVERED' THEN w.confirmed WHEN p.verdict IS NOT NULL THEN p.confirmed WHEN x.waiver_id IS NOT NULL THEN x.confirmed ELSE w.confirmed AND p.confirmed END AS confirmed
		FROM prelude AS p JOIN worst AS w ON w.case_id = p.case_id JOIN word AS v ON v.verdict = w.status
			LEFT JOIN LATERAL (SELECT y.* FROM waiver AS y WHERE y.day = p.day AND (y.line_id = p.case_id OR y.item_id = p.item_id) ORDER BY y.code COLLATE "C", y.waiver_id LIMIT 1) AS x ON true
	)
	SELECT s.case_id, s.status, s.share_min, s.share_max, concat_ws('; ', s.reason, s.note), o.statuses, s.confirmed
	FROM settled AS s LEFT JOIN (SELECT x.case_id, jsonb_object_agg(x.reading, x.status) AS statuses FROM settled AS x WHERE x.policy IS NOT NULL GROUP BY x.case_id) AS o ON o.case_id = s.case_id
	WHERE s.taken;
END
$$;
COMMENT ON FUNCTION judge(text, text, bigint[], bigint[], bigint[], bigint[], materials.rule_goods, jsonb, date, timestamptz) IS 'verdicts of one rule on lines, or on lots, an item or a party by themselves (then under number 0, and no lines)';
