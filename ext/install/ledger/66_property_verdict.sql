-- Rules of the kind property: conditions over what is recorded of a line and its lots, of an item, or of lots by themselves.

CREATE OR REPLACE FUNCTION property_subject(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (case_id bigint,
		lot_id bigint, item_id bigint, fact jsonb, day date)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
	WITH asked AS MATERIALIZED (
		SELECT d.* FROM case_day(property_subject.rule, property_subject.version, property_subject.line_ids, property_subject.policies, property_subject.as_of, property_subject.known_at) AS d
	), root AS MATERIALIZED (
		SELECT DISTINCT r.case_id, r.lot_id FROM case_root(property_subject.line_ids, property_subject.root_ids, property_subject.known_at) AS r
	), lot_said AS MATERIALIZED (
		SELECT f.lot_id, f.fact, l.item_id FROM lot_fact(ARRAY(SELECT DISTINCT r.lot_id FROM root AS r), property_subject.known_at) AS f JOIN lot AS l ON l.id = f.lot_id
	), item_said AS MATERIALIZED (
		SELECT f.item_id, f.fact FROM item_fact(ARRAY(SELECT l.item_id FROM lot_said AS l UNION SELECT i.id FROM unnest(property_subject.item_ids) AS i (id)), property_subject.known_at) AS f
	)
	SELECT a.case_id, NULL::bigint, l.item_id, a.fact, a.day FROM asked AS a JOIN contract_line AS l ON l.id = a.case_id
	UNION ALL
	-- What a lot says of itself goes before what the line says, and that before what their item says.
	SELECT a.case_id, r.lot_id, l.item_id, a.fact || CASE WHEN a.case_id = 0 THEN l.fact
			ELSE coalesce((SELECT jsonb_object_agg(k.key, k.value) FROM jsonb_each(l.fact) AS k WHERE i.fact -> k.key IS DISTINCT FROM k.value), '{}') END, a.day
	FROM asked AS a JOIN root AS r ON r.case_id = a.case_id LEFT JOIN lot_said AS l ON l.lot_id = r.lot_id LEFT JOIN item_said AS i ON i.item_id = l.item_id
	UNION ALL
	SELECT a.case_id, NULL, i.item_id, i.fact, a.day FROM asked AS a JOIN item_said AS i ON i.item_id = ANY (property_subject.item_ids) WHERE a.case_id = 0;
END;
COMMENT ON FUNCTION property_subject(text, text, bigint[], bigint[], bigint[], jsonb, date, timestamptz) IS 'whose facts a rule is asked of: the line and each of its lots, an item, lots by themselves; with the day of the event';

CREATE OR REPLACE FUNCTION property_test(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (case_id bigint,
		lot_id bigint, item_id bigint, condition text, title text, truth boolean, status text, detail text, citation text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT s.case_id, s.lot_id, s.item_id, c.condition, c.title, t.truth, coalesce(c.verdict, materials.rule_word(r.rule, r.version, 'against')), condition_detail(c.test, coalesce(s.fact, '{}')), c.citation, c.confirmed
	FROM property_subject(property_test.rule, property_test.version, property_test.line_ids, property_test.root_ids, property_test.item_ids, property_test.policies, property_test.as_of, property_test.known_at) AS s
		JOIN materials.rule AS r ON r.rule = property_test.rule AND r.version = property_test.version
		JOIN materials.rule_condition AS c ON c.rule = r.rule AND c.version = r.version
		-- A lot that was withdrawn or is hidden says nothing; of an item that is stated to hold nothing of the kind no condition holds.
		CROSS JOIN LATERAL (SELECT CASE WHEN EXISTS (SELECT FROM declaration_at(coalesce(s.day, property_test.as_of), property_test.known_at) AS d
				WHERE d.claim = r.absence_claim AND (d.item_id = s.item_id OR d.lot_id = s.lot_id)) THEN false ELSE jsonb_path_match(coalesce(s.fact, '{}'), c.test, property_test.policies || jsonb_build_object('enacted_on', r.enacted_on, 'day', s.day), true) END) AS t (truth);
END
$$;
COMMENT ON FUNCTION property_test(text, text, bigint[], bigint[], bigint[], jsonb, date, timestamptz) IS 'each condition of a rule of the kind property, asked of each subject: true, false or unknown, and the verdict that it stands for';

CREATE OR REPLACE FUNCTION property_verdict(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (case_id bigint, reading text,
		status text, share_min materials.fraction, share_max materials.fraction, reason text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	-- A condition that holds decides unless a weightier one may hold too; where none holds and none may, the rule is met.
	SELECT DISTINCT ON (t.case_id) t.case_id, NULL, d.status, NULL::materials.fraction, NULL::materials.fraction,
		concat(o.code || ': ', CASE WHEN t.truth THEN format('%s (%s)', t.title, t.detail) WHEN t.truth IS NULL THEN format('whether it is %s is not known (%s)', t.title, t.detail)
			ELSE format('none of what the rule names: %s', (SELECT string_agg(c.title, '; ' ORDER BY c.condition COLLATE "C") FROM materials.rule_condition AS c WHERE c.rule = property_verdict.rule AND c.version = property_verdict.version)) END),
		CASE WHEN t.truth OR t.truth IS NULL THEN t.confirmed ELSE true END
	FROM property_test(property_verdict.rule, property_verdict.version, property_verdict.line_ids, property_verdict.root_ids, property_verdict.item_ids, property_verdict.policies, property_verdict.as_of, property_verdict.known_at) AS t
		JOIN materials.verdicts_of(property_verdict.rule, property_verdict.version) AS v ON v.verdict = t.status
		LEFT JOIN lot AS o ON o.id = t.lot_id
		CROSS JOIN LATERAL (SELECT CASE WHEN t.truth THEN t.status ELSE materials.rule_word(property_verdict.rule, property_verdict.version, CASE WHEN t.truth IS NULL THEN 'open' ELSE 'for' END) END) AS d (status)
	ORDER BY t.case_id, CASE WHEN t.truth OR t.truth IS NULL THEN v.severity END DESC NULLS LAST, t.truth DESC NULLS LAST, t.confirmed DESC, t.condition COLLATE "C", o.code COLLATE "C" NULLS FIRST, t.detail COLLATE "C", t.item_id;
END
$$;
COMMENT ON FUNCTION property_verdict(text, text, bigint[], bigint[], bigint[], jsonb, date, timestamptz) IS 'verdict under a rule of the kind property: of the conditions that hold or may hold, the weightiest';
