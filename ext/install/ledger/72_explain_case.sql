-- Findings under rules that judge lines, items and parties as such: the parties that were looked at, the conditions asked.

CREATE OR REPLACE FUNCTION explain_party(rule text, version text, line_ids bigint[], party_ids bigint[], goods materials.rule_goods, policies jsonb, as_of date, known_at timestamptz) RETURNS SETOF materials.finding_row
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 50 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH caught AS MATERIALIZED (
		SELECT c.*, v.bars OR v.asks OR NOT v.settled AS decides
		FROM party_caught(explain_party.rule, explain_party.version, explain_party.line_ids, explain_party.party_ids, explain_party.goods, explain_party.policies, explain_party.as_of, explain_party.known_at) AS c
			JOIN materials.verdicts_of(explain_party.rule, explain_party.version) AS v ON v.verdict = c.status
	), leg AS MATERIALIZED (
		SELECT DISTINCT r.lot_id AS root_id, c.lot_id FROM caught AS c JOIN unnest((explain_party.goods).case_ids, (explain_party.goods).root_ids) AS r (case_id, lot_id) ON r.case_id = c.case_id
		WHERE c.lot_id IS NOT NULL AND c.class <> 'other'
	), way AS MATERIALIZED (
		SELECT DISTINCT ON (p.to_id) p.to_id AS lot_id, p.lot_ids
		FROM materials.flow_ways('lot'::regclass, ARRAY(SELECT l.root_id FROM leg AS l ORDER BY l.root_id, l.lot_id), ARRAY(SELECT l.lot_id FROM leg AS l ORDER BY l.root_id, l.lot_id), explain_party.known_at) AS p
		ORDER BY p.to_id, cardinality(p.lot_ids), p.from_id
	)
	SELECT CASE c.class WHEN 'offender' THEN 310 WHEN 'unknown' THEN 330 ELSE 210 END, CASE c.class WHEN 'offender' THEN 'offender' WHEN 'unknown' THEN 'unknown' ELSE 'party' END,
		CASE c.class WHEN 'offender' THEN CASE WHEN c.decides THEN 'against' ELSE 'none' END WHEN 'unknown' THEN CASE WHEN c.decides THEN 'open' ELSE 'none' END ELSE 'for' END,
		l.code::text, p.name, c.relation, NULL::numeric, NULL::numeric, concat_ws('; ', path_text(w.lot_ids, explain_party.known_at), c.chain),
		format('%s: %s (%s%s)%s', c.title, coalesce(c.reason, 'not one'), c.citation, CASE WHEN c.confirmed OR c.class = 'other' THEN '' ELSE ', unconfirmed' END,
			CASE WHEN c.status = 'NOT_YET_EFFECTIVE' THEN format('; this counts from %s', c.effective_from) WHEN c.class = 'offender' AND NOT c.decides THEN format('; by itself it is %s', c.status) END), c.fact, NULL
	FROM caught AS c LEFT JOIN lot AS l ON l.id = c.lot_id LEFT JOIN party_at('infinity') AS p ON p.id = c.party_id LEFT JOIN way AS w ON w.lot_id = c.lot_id;
END
$$;
COMMENT ON FUNCTION explain_party(text, text, bigint[], bigint[], materials.rule_goods, jsonb, date, timestamptz) IS 'findings under a rule of the kind party_relation: each party that was looked at, with the way to its lot and the chain by which it is caught';

CREATE OR REPLACE FUNCTION explain_property(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], policies jsonb, as_of date, known_at timestamptz) RETURNS SETOF materials.finding_row
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 50 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT CASE WHEN t.truth THEN 310 WHEN t.truth IS NULL THEN 330 ELSE 210 END, CASE WHEN t.truth IS NULL THEN 'unknown' ELSE 'condition' END,
		CASE WHEN t.truth AND (v.bars OR v.asks OR NOT v.settled) THEN 'against' WHEN t.truth THEN 'none' WHEN t.truth IS NULL THEN 'open' ELSE 'for' END,
		l.code::text, NULL, t.condition, NULL::numeric, NULL::numeric, path_text(ARRAY[t.lot_id], explain_property.known_at),
		format('%s: %s, %s (%s%s)', t.title, CASE WHEN t.truth THEN 'yes' WHEN t.truth IS NULL THEN 'not known' ELSE 'no' END, coalesce(t.detail, 'no facts asked'), t.citation, CASE WHEN t.confirmed THEN '' ELSE ', unconfirmed' END),
		CASE WHEN t.lot_id IS NOT NULL THEN jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', t.lot_id))
			WHEN t.case_id > 0 THEN jsonb_build_array(jsonb_build_object('relation', 'contract_line', 'id', t.case_id)) ELSE '[]' END
			|| CASE WHEN t.item_id IS NOT NULL THEN jsonb_build_array(jsonb_build_object('relation', 'item', 'id', t.item_id)) ELSE '[]' END
			|| coalesce((SELECT jsonb_agg(jsonb_build_object('relation', k.relation, 'id', k.id) ORDER BY k.relation, k.id)
				FROM (SELECT 'line_property' AS relation, x.id, x.property FROM line_property_at(explain_property.known_at) AS x WHERE x.line_id = t.case_id
					UNION ALL SELECT 'item_property', x.id, x.property FROM item_property_at(explain_property.known_at) AS x WHERE x.item_id = t.item_id
					UNION ALL SELECT 'lot_property', x.id, x.property FROM lot_property_at(explain_property.known_at) AS x WHERE x.lot_id = t.lot_id) AS k
				WHERE t.detail ~ format('(^|, )%s = ', k.property)), '[]'), NULL
	FROM property_test(explain_property.rule, explain_property.version, explain_property.line_ids, explain_property.root_ids, explain_property.item_ids, explain_property.policies, explain_property.as_of, explain_property.known_at) AS t
		JOIN materials.verdicts_of(explain_property.rule, explain_property.version) AS v ON v.verdict = t.status
		LEFT JOIN lot AS l ON l.id = t.lot_id;
END
$$;
COMMENT ON FUNCTION explain_property(text, text, bigint[], bigint[], bigint[], jsonb, date, timestamptz) IS 'findings under a rule of the kind property: each condition asked of each line, lot or item, with the recorded facts that it rests on';

CREATE OR REPLACE FUNCTION explain_case(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], party_ids bigint[], goods materials.rule_goods, policies jsonb, as_of date, known_at timestamptz) RETURNS SETOF materials.finding_row
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 50 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT f.finding, f.kind, f.effect, f.lot, f.party, f.role, f.share_min, f.share_max, f.path, f.detail, f.facts, f.documents
	FROM materials.rule AS r CROSS JOIN LATERAL explain_party(r.rule, r.version, explain_case.line_ids, explain_case.party_ids, explain_case.goods, explain_case.policies, explain_case.as_of, explain_case.known_at) AS f
	WHERE r.rule = explain_case.rule AND r.version = explain_case.version AND r.test = 'party_relation'
	UNION ALL
	SELECT f.finding, f.kind, f.effect, f.lot, f.party, f.role, f.share_min, f.share_max, f.path, f.detail, f.facts, f.documents
	FROM materials.rule AS r CROSS JOIN LATERAL explain_property(r.rule, r.version, explain_case.line_ids, explain_case.root_ids, explain_case.item_ids, explain_case.policies, explain_case.as_of, explain_case.known_at) AS f
	WHERE r.rule = explain_case.rule AND r.version = explain_case.version AND r.test = 'property';
END
$$;
COMMENT ON FUNCTION explain_case(text, text, bigint[], bigint[], bigint[], bigint[], materials.rule_goods, jsonb, date, timestamptz) IS 'findings of rules that judge lines, items or parties as such, by the kind of test that the rule is';
