-- What a rule asks of the line before it looks at the goods: gates, exclusions, state of the rule, phases.

CREATE OR REPLACE FUNCTION condition_detail(condition jsonpath, fact jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT string_agg(format('%s = %s', k.key, coalesce(condition_detail.fact ->> k.key, CASE WHEN condition_detail.fact ? k.key THEN 'none' ELSE 'unknown' END)), ', ' ORDER BY k.place)
	FROM (SELECT m.part[1] AS key, min(m.place) AS place FROM regexp_matches(condition_detail.condition::text, '\$\."(\w+)"', 'g') WITH ORDINALITY AS m (part, place) GROUP BY 1) AS k;
END;
COMMENT ON FUNCTION condition_detail(jsonpath, jsonb) IS 'the facts that a condition of the rulebook refers to, with their values';

CREATE OR REPLACE FUNCTION line_test(rule text, version text, line_ids bigint[], policies jsonb, known_at timestamptz) RETURNS TABLE (line_id bigint, place integer,
		kind text, key text, title text, truth boolean, verdict text, day date, detail text, citation text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT f.line_id, f.fact, line_test.policies || jsonb_build_object('enacted_on', r.enacted_on) AS vars, e.event, (f.fact ->> e.event)::date AS day
		FROM case_fact(line_test.rule, line_test.version, line_test.line_ids, line_test.policies, line_test.known_at) AS f
			JOIN materials.rule AS r ON r.rule = line_test.rule AND r.version = line_test.version
			CROSS JOIN LATERAL (SELECT coalesce(line_test.policies ->> 'event', r.event)) AS e (event)
	), phased AS MATERIALIZED (
		SELECT a.line_id, q.phase, q.title, b.effective_from, q.citation, q.confirmed, e.event, (a.fact ->> e.event)::date AS day, condition_detail(q.condition, a.fact) AS detail,
			CASE WHEN q.condition IS NULL THEN true ELSE jsonb_path_match(a.fact, q.condition, a.vars, true) END AS fits
		FROM asked AS a JOIN materials.rule_phase AS q ON q.rule = line_test.rule AND q.version = line_test.version
			CROSS JOIN LATERAL (SELECT coalesce(line_test.policies ->> 'event', q.event, a.event)) AS e (event)
			CROSS JOIN LATERAL (SELECT materials.supposed_phase(line_test.known_at, q.rule, q.version, q.phase, q.effective_from)) AS b (effective_from)
	)
	SELECT a.line_id, 1, 'gate', g.gate, g.title, t.truth, CASE WHEN NOT t.truth THEN 'NOT_APPLICABLE' END, NULL::date, condition_detail(g.condition, a.fact), g.citation, g.confirmed
	FROM asked AS a JOIN materials.rule_gate AS g ON g.rule = line_test.rule AND g.version = line_test.version
		CROSS JOIN LATERAL (SELECT jsonb_path_match(a.fact, g.condition, a.vars, true)) AS t (truth)
	UNION ALL
	SELECT a.line_id, 2, 'exclusion', x.exclusion, x.title, t.truth, CASE WHEN t.truth THEN x.verdict END, NULL, condition_detail(x.condition, a.fact), x.citation, x.confirmed
	FROM asked AS a JOIN materials.rule_exclusion AS x ON x.rule = line_test.rule AND x.version = line_test.version
		CROSS JOIN LATERAL (SELECT coalesce(jsonb_path_match(a.fact, x.condition, a.vars, true), CASE WHEN x.to_be_shown THEN false END)) AS t (truth)
	UNION ALL
	SELECT a.line_id, 3, 'status', s.status, 'state of the rule on that day', true, s.verdict, a.day, format('%s = %s', a.event, a.day), s.citation, s.status <> 'unconfirmed'
	FROM asked AS a JOIN materials.rule_status AS s ON s.rule = line_test.rule AND s.version = line_test.version AND s.valid @> a.day
	WHERE s.verdict IS NOT NULL AND line_test.policies ->> 'state' IS DISTINCT FROM 'ignored'
	UNION ALL
	SELECT h.line_id, 4, 'phase', h.phase, h.title, h.fits, NULL, h.effective_from, h.detail, h.citation, h.confirmed
	FROM phased AS h
	UNION ALL
	-- Where no row of the phases fits, the earliest of all is taken: the rule may apply from then on.  Another one that may fit, and
	-- would then be taken in its place, leaves it open where it says otherwise.
	SELECT a.line_id, 5, 'event', p.phase, CASE WHEN p.fits THEN p.title ELSE 'nothing says which phase fits: the earliest is taken, ' || p.title END,
		o.truth, CASE WHEN NOT o.truth THEN 'NOT_YET_EFFECTIVE' END, p.effective_from,
		concat(format('%s = %s', p.event, coalesce(p.day::text, 'unknown')), CASE WHEN o.other IS NOT NULL THEN format('; whether it is %s is not known', o.other) END), p.citation, p.confirmed
	FROM asked AS a
		CROSS JOIN LATERAL (
			SELECT h.phase, h.title, h.effective_from, h.citation, h.confirmed, h.fits, h.event, h.day FROM phased AS h WHERE h.line_id = a.line_id
			ORDER BY coalesce(h.fits, false) DESC, CASE WHEN h.fits AND line_test.policies ->> 'phase_overlap' = 'latest' THEN h.effective_from END DESC NULLS LAST, h.effective_from, h.phase COLLATE "C"
			LIMIT 1) AS p
		CROSS JOIN LATERAL (
			SELECT string_agg(h.title, ' or ' ORDER BY h.phase COLLATE "C") FROM phased AS h
			WHERE h.line_id = a.line_id AND h.fits IS NULL AND h.phase <> p.phase AND (h.day >= h.effective_from) IS DISTINCT FROM (p.day >= p.effective_from)
				AND (p.fits IS NOT TRUE OR CASE WHEN line_test.policies ->> 'phase_overlap' = 'latest' THEN h.effective_from > p.effective_from ELSE h.effective_from < p.effective_from END)) AS m (other)
		CROSS JOIN LATERAL (SELECT m.other, CASE WHEN m.other IS NULL THEN p.day >= p.effective_from END AS truth) AS o;
END
$$;
COMMENT ON FUNCTION line_test(text, text, bigint[], jsonb, timestamptz) IS 'each gate, exclusion and phase of a rule, asked of lines: true, false or unknown, and the verdict it leads to by itself';

CREATE OR REPLACE FUNCTION line_prelude(rule text, version text, line_ids bigint[], policies jsonb, known_at timestamptz) RETURNS TABLE (line_id bigint,
		verdict text, reason text, doubt text, day date, phase text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT f.line_id, (array_agg(t.verdict ORDER BY t.place, t.key) FILTER (WHERE t.verdict IS NOT NULL))[1],
		(array_agg(CASE t.kind
			WHEN 'gate' THEN format('the rule reaches only what is %s (%s)', t.title, t.detail)
			WHEN 'exclusion' THEN format('left out by the rule: %s (%s)', t.title, t.detail)
			WHEN 'status' THEN format('the rule is %s on that day (%s)', replace(t.key, '_', ' '), t.detail)
			ELSE format('%s: applies from %s (%s)', t.title, t.day, t.detail) END ORDER BY t.place, t.key) FILTER (WHERE t.verdict IS NOT NULL))[1],
		string_agg(CASE t.kind
			WHEN 'gate' THEN format('whether it is %s (%s)', t.title, t.detail)
			WHEN 'exclusion' THEN format('whether the rule leaves it out: %s (%s)', t.title, t.detail)
			ELSE format('the day that is compared with %s (%s)', t.day, t.detail) END, '; ' ORDER BY t.place, t.key)
			FILTER (WHERE t.truth IS NULL AND t.kind IN ('gate', 'exclusion', 'event')),
		max((f.fact ->> coalesce(line_prelude.policies ->> 'event', r.event))::date),
		max(t.key) FILTER (WHERE t.kind = 'event'),
		-- Where nothing settles the line, its verdict goes through the gates and through the phase that was taken.
		coalesce((array_agg(t.confirmed ORDER BY t.place, t.key) FILTER (WHERE t.verdict IS NOT NULL))[1],
			bool_and(t.confirmed) FILTER (WHERE t.kind IN ('gate', 'event') OR t.kind = 'exclusion' AND t.truth IS NULL), true)
	FROM case_fact(line_prelude.rule, line_prelude.version, line_prelude.line_ids, line_prelude.policies, line_prelude.known_at) AS f
		JOIN materials.rule AS r ON r.rule = line_prelude.rule AND r.version = line_prelude.version
		LEFT JOIN line_test(line_prelude.rule, line_prelude.version, line_prelude.line_ids, line_prelude.policies, line_prelude.known_at) AS t ON t.line_id = f.line_id
	GROUP BY f.line_id;
END
$$;
COMMENT ON FUNCTION line_prelude(text, text, bigint[], jsonb, timestamptz) IS 'what gates, exclusions, state and phase of a rule settle about lines, and what about them is in doubt';
