-- Findings about the line: what a rule asked of it, waivers, and what does not fill it.

CREATE OR REPLACE FUNCTION explain_line(rule text, version text, line_ids bigint[], item_ids bigint[], policies jsonb, as_of date, known_at timestamptz) RETURNS SETOF materials.finding_row
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH day AS (
		SELECT p.line_id, p.day FROM line_prelude(explain_line.rule, explain_line.version, explain_line.line_ids, explain_line.policies, explain_line.known_at) AS p
		UNION ALL
		SELECT 0, explain_line.as_of WHERE cardinality(explain_line.line_ids) = 0
	)
	SELECT 100 + t.place, t.kind, CASE WHEN t.verdict IS NOT NULL THEN 'for' WHEN t.truth IS NULL AND t.kind <> 'phase' THEN 'open' ELSE 'none' END, NULL, NULL, t.key, NULL::numeric, NULL::numeric, NULL,
		format('%s: %s%s (%s)', t.title, CASE t.kind
				WHEN 'phase' THEN format('%s, from %s', CASE WHEN t.truth THEN 'fits' WHEN t.truth IS NULL THEN 'may fit' ELSE 'does not fit' END, t.day)
				WHEN 'event' THEN format('%s from %s', CASE WHEN t.truth THEN 'applies' WHEN t.truth IS NULL THEN 'it is not known whether it applies already' ELSE 'does not apply yet' END, t.day)
				ELSE CASE WHEN t.truth THEN 'yes' WHEN t.truth IS NULL THEN 'not known' ELSE 'no' END END, coalesce(', ' || t.detail, ''), t.citation),
		jsonb_build_array(jsonb_build_object('relation', 'contract_line', 'id', t.line_id)), NULL
	FROM line_test(explain_line.rule, explain_line.version, explain_line.line_ids, explain_line.policies, explain_line.known_at) AS t
	UNION ALL
	SELECT 110, 'waiver', CASE WHEN w.permitted THEN 'for' ELSE 'none' END, NULL, NULL, w.granted_by, NULL, NULL, NULL,
		format('waiver %s by %s covers %s: %s', w.code, w.granted_by, w.covered, CASE WHEN w.permitted THEN 'it counts' WHEN NOT w.covered @> w.day THEN format('not %s', w.day) ELSE 'that official has no authority to waive' END),
		jsonb_build_array(jsonb_build_object('relation', 'waiver', 'id', w.waiver_id)), NULL
	FROM case_waiver(explain_line.rule, explain_line.version, explain_line.line_ids, explain_line.item_ids, ARRAY(SELECT d.day FROM day AS d), explain_line.known_at) AS w
	UNION ALL
	SELECT 120, 'unknown', 'open', NULL, s.name, NULL, NULL, NULL, NULL, g.detail, jsonb_build_array(jsonb_build_object('relation', 'contract_line', 'id', g.line_id)), NULL
	FROM line_gap(explain_line.line_ids, explain_line.known_at) AS g JOIN contract_line AS l ON l.id = g.line_id JOIN contract AS c ON c.id = l.contract_id LEFT JOIN party_at('infinity') AS s ON s.id = c.seller_id
		JOIN materials.rule AS r ON r.rule = explain_line.rule AND r.version = explain_line.version JOIN materials.evaluator AS e ON e.test = r.test AND e.of_lots;
END
$$;
COMMENT ON FUNCTION explain_line(text, text, bigint[], bigint[], jsonb, date, timestamptz) IS 'findings about the line: gates, exclusions, phases, waivers, and what does not fill it';
