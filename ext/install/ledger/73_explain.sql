-- explain: every finding behind a verdict, with the way from the purchased lot to it.

CREATE OR REPLACE FUNCTION explain_found(rule text, version text, line_ids bigint[], root_ids bigint[], goods materials.rule_goods, policies jsonb, as_of date, known_at timestamptz) RETURNS SETOF materials.finding_row
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH root AS MATERIALIZED (
		SELECT r.* FROM unnest((explain_found.goods).case_ids, (explain_found.goods).root_ids) AS r (case_id, lot_id)
	), every AS MATERIALIZED (
		SELECT ARRAY(SELECT l::materials.rule_lot FROM lot_state(explain_found.rule, explain_found.version, (explain_found.goods).lots, explain_found.policies) AS l) AS lots, (explain_found.goods).inputs AS inputs
	), reached AS MATERIALIZED (
		SELECT u.root_id, u.lot_id FROM every AS e CROSS JOIN LATERAL materials.rule_used(ARRAY(SELECT DISTINCT r.lot_id FROM root AS r), e.lots, e.inputs) AS u
	), battery AS MATERIALIZED (
		SELECT b.*, (SELECT min(r.root_id) FROM reached AS r WHERE r.lot_id = b.lot_id) AS root_id
		FROM every AS e CROSS JOIN LATERAL battery_in(ARRAY(SELECT r.case_id FROM root AS r ORDER BY r.case_id, r.lot_id), ARRAY(SELECT r.lot_id FROM root AS r ORDER BY r.case_id, r.lot_id),
			e.lots, e.inputs, explain_found.policies) AS b
	), tested AS MATERIALIZED (
		SELECT ARRAY(SELECT DISTINCT b.lot_id FROM battery AS b WHERE b.open_reason IS NULL) AS battery_ids,
			ARRAY(SELECT DISTINCT p.day FROM line_prelude(explain_found.rule, explain_found.version, explain_found.line_ids, explain_found.policies, explain_found.known_at) AS p
				UNION SELECT explain_found.as_of WHERE cardinality(explain_found.line_ids) = 0) AS days
	), found AS MATERIALIZED (
		SELECT x.battery_id, x.upstream_id, x.via_id, x.found
		FROM materials.rule AS r CROSS JOIN every AS e CROSS JOIN tested AS t CROSS JOIN LATERAL explain_component(r.rule, r.version, t.battery_ids, e.lots, e.inputs, explain_found.policies, (explain_found.goods).standings, explain_found.as_of, explain_found.known_at) AS x
		WHERE r.rule = explain_found.rule AND r.version = explain_found.version AND r.test = 'component_origin'
		UNION ALL
		SELECT x.battery_id, x.upstream_id, x.via_id, x.found
		FROM materials.rule AS r CROSS JOIN every AS e CROSS JOIN tested AS t CROSS JOIN LATERAL explain_maker(r.rule, r.version, t.battery_ids, e.lots, e.inputs, explain_found.policies, (explain_found.goods).standings, explain_found.as_of, explain_found.known_at) AS x
		WHERE r.rule = explain_found.rule AND r.version = explain_found.version AND r.test = 'named_maker'
		UNION ALL
		SELECT x.battery_id, x.upstream_id, x.via_id, x.found
		FROM materials.rule AS r CROSS JOIN LATERAL explain_ratio(r.rule, r.version, explain_found.line_ids, explain_found.root_ids, explain_found.goods, explain_found.policies, explain_found.as_of, explain_found.known_at) AS x
		WHERE r.rule = explain_found.rule AND r.version = explain_found.version AND r.test = 'cost_ratio'
		UNION ALL
		SELECT x.battery_id, x.upstream_id, x.via_id, x.found
		FROM materials.rule AS r CROSS JOIN every AS e CROSS JOIN tested AS t
			CROSS JOIN LATERAL explain_step(r.rule, r.version, ARRAY(SELECT DISTINCT o.lot_id FROM root AS o), t.battery_ids, e.lots, e.inputs, explain_found.policies, t.days, explain_found.known_at) AS x
		WHERE r.rule = explain_found.rule AND r.version = explain_found.version AND r.test = 'step_origin'
		UNION ALL
		SELECT v.battery_id, NULL, NULL, ROW(200, 'battery', CASE WHEN d.bars THEN 'against' WHEN d.settled THEN 'for' ELSE 'open' END, l.code, p.name, NULL,
			trim_scale(materials.round_down(v.share_min, 20)), trim_scale(materials.round_up(v.share_max, 20)), NULL, format('%s: %s', v.status, v.reason), jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', l.id)), NULL)::materials.finding_row
		FROM every AS e CROSS JOIN tested AS t CROSS JOIN LATERAL judge_battery(explain_found.rule, explain_found.version, t.battery_ids, e.lots, e.inputs, explain_found.policies, (explain_found.goods).standings, t.days, explain_found.as_of, explain_found.known_at) AS v
			JOIN materials.rule AS r ON r.rule = explain_found.rule AND r.version = explain_found.version
			LEFT JOIN materials.rule_policy AS y ON y.rule = r.rule AND y.version = r.version AND y.reported
			JOIN LATERAL materials.verdicts_of(r.rule, r.version) AS d ON d.verdict = v.status JOIN lot AS l ON l.id = v.battery_id
			LEFT JOIN party_at('infinity') AS p ON p.id = materials.supposed_producer(explain_found.known_at, 'lot'::regclass, l.id, l.producer_id)
		WHERE v.reading IS NULL OR y.policy IS NULL OR v.reading = explain_found.policies ->> y.policy
		UNION ALL
		SELECT b.lot_id, NULL, NULL, ROW(320, 'unknown', 'open', l.code, p.name, NULL, NULL, NULL, NULL, format('it may hold a %s that is not recorded: %s', r.subject, u.title), jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', b.lot_id)), NULL)::materials.finding_row
		FROM battery AS b LEFT JOIN lot AS l ON l.id = b.lot_id
			LEFT JOIN party_at('infinity') AS p ON p.id = materials.supposed_producer(explain_found.known_at, 'lot'::regclass, l.id, l.producer_id) LEFT JOIN materials.unknown_reason AS u ON u.reason = b.open_reason JOIN materials.rule AS r ON r.rule = explain_found.rule AND r.version = explain_found.version
		WHERE b.open_reason IS NOT NULL
	), leg AS (
		SELECT DISTINCT b.root_id AS from_id, b.lot_id AS to_id FROM battery AS b
		UNION SELECT f.battery_id, f.via_id FROM found AS f WHERE f.via_id IS NOT NULL
		UNION SELECT coalesce(f.via_id, f.battery_id), f.upstream_id FROM found AS f WHERE f.upstream_id IS NOT NULL
	), way AS MATERIALIZED (
		SELECT p.from_id, p.to_id, p.lot_ids FROM materials.flow_ways('lot'::regclass, ARRAY(SELECT l.from_id FROM leg AS l ORDER BY l.from_id, l.to_id), ARRAY(SELECT l.to_id FROM leg AS l ORDER BY l.from_id, l.to_id), explain_found.known_at) AS p
	)
	-- What is found of a pack is found again of the cell in it; it is told once, of the nearest.
	SELECT DISTINCT ON ((f.found).finding, (f.found).kind, (f.found).effect, (f.found).lot, (f.found).party, (f.found).role, (f.found).share_min, (f.found).share_max, (f.found).detail)
		(f.found).finding, (f.found).kind, (f.found).effect, (f.found).lot, (f.found).party, (f.found).role, (f.found).share_min, (f.found).share_max,
		nullif(concat_ws('; ', path_text(coalesce(w.lot_ids, array_remove(ARRAY[f.battery_id], NULL)) || coalesce(v.lot_ids, '{}') || coalesce(u.lot_ids, '{}'), explain_found.known_at), (f.found).path), ''), (f.found).detail, (f.found).facts, NULL::text
	FROM found AS f
		LEFT JOIN (SELECT DISTINCT ON (b.lot_id) b.lot_id, b.root_id FROM battery AS b ORDER BY b.lot_id, b.root_id) AS b ON b.lot_id = f.battery_id
		LEFT JOIN way AS w ON w.from_id = b.root_id AND w.to_id = f.battery_id
		LEFT JOIN way AS v ON v.from_id = f.battery_id AND v.to_id = f.via_id
		LEFT JOIN way AS u ON u.from_id = coalesce(f.via_id, f.battery_id) AND u.to_id = f.upstream_id
	ORDER BY (f.found).finding, (f.found).kind, (f.found).effect, (f.found).lot, (f.found).party, (f.found).role, (f.found).share_min, (f.found).share_max, (f.found).detail,
		cardinality(coalesce(w.lot_ids, '{}') || coalesce(v.lot_ids, '{}') || coalesce(u.lot_ids, '{}')), f.battery_id, f.via_id, f.upstream_id, (f.found).path COLLATE "C", (f.found).facts::text COLLATE "C";
END
$$;
COMMENT ON FUNCTION explain_found(text, text, bigint[], bigint[], materials.rule_goods, jsonb, date, timestamptz) IS 'findings about the goods, with the way from what is bought to each';

CREATE OR REPLACE FUNCTION explain_judged(verdicts materials.check_row[], rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], party_ids bigint[], goods materials.rule_goods, as_of date, known_at timestamptz, policies jsonb) RETURNS SETOF materials.finding_row
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	choices jsonb := materials.rule_choices(explain_judged.rule, explain_judged.version, explain_judged.policies);
BEGIN
	RETURN QUERY
		WITH found AS (
			SELECT ROW(0, 'verdict', CASE WHEN v.bars OR v.asks THEN 'against' WHEN v.settled THEN 'for' ELSE 'open' END, NULL, NULL, NULL, j.share_min, j.share_max, NULL,
				format('%s: %s', v.verdict, j.reason), '[]', NULL)::materials.finding_row AS row
			FROM unnest(explain_judged.verdicts) AS j JOIN materials.verdicts_of(explain_judged.rule, explain_judged.version) AS v ON v.verdict = j.status
			UNION ALL
			SELECT ROW(10, 'doctrine', 'none', NULL, NULL, d.doctrine, NULL, NULL, NULL, format('who is a %s is judged by %s, %s (%s)%s', r.concern, d.doctrine, d.title, d.citation, CASE WHEN d.confirmed THEN '' ELSE ', of which parts are unconfirmed' END), '[]', NULL)::materials.finding_row
			FROM materials.rule AS r JOIN materials.doctrine AS d ON d.doctrine = r.doctrine WHERE r.rule = explain_judged.rule AND r.version = explain_judged.version
			UNION ALL
			SELECT l::materials.finding_row FROM explain_line(explain_judged.rule, explain_judged.version, explain_judged.line_ids,
				ARRAY(SELECT DISTINCT i.item_id FROM (SELECT c.item_id FROM contract_line AS c WHERE c.id = ANY (explain_judged.line_ids) UNION SELECT x.item_id FROM lot AS x WHERE x.id = ANY (explain_judged.root_ids)) AS i WHERE i.item_id IS NOT NULL),
				choices, explain_judged.as_of, explain_judged.known_at) AS l
			UNION ALL
			SELECT f::materials.finding_row FROM explain_case(explain_judged.rule, explain_judged.version, explain_judged.line_ids, explain_judged.root_ids, explain_judged.item_ids, explain_judged.party_ids, explain_judged.goods, choices, explain_judged.as_of, explain_judged.known_at) AS f
			UNION ALL
			SELECT f::materials.finding_row FROM explain_found(explain_judged.rule, explain_judged.version, explain_judged.line_ids, explain_judged.root_ids, explain_judged.goods, choices, explain_judged.as_of, explain_judged.known_at) AS f
			WHERE (SELECT e.of_lots FROM materials.rule AS r JOIN materials.evaluator AS e ON e.test = r.test WHERE r.rule = explain_judged.rule AND r.version = explain_judged.version))
		SELECT (row_number() OVER (ORDER BY (f.row).finding, (f.row).share_max DESC NULLS LAST, (f.row).path COLLATE "C", (f.row).detail COLLATE "C", (f.row).facts::text COLLATE "C", (f.row)::text COLLATE "C"))::integer,
			(f.row).kind, (f.row).effect, (f.row).lot, (f.row).party, (f.row).role, (f.row).share_min, (f.row).share_max, (f.row).path, (f.row).detail, (f.row).facts, document_text((f.row).facts, explain_judged.known_at)
		FROM found AS f ORDER BY 1;
END
$$;
COMMENT ON FUNCTION explain_judged(materials.check_row[], text, text, bigint[], bigint[], bigint[], bigint[], materials.rule_goods, date, timestamptz, jsonb) IS 'findings behind verdicts of one rule (those of check_judged), as explain answers them';

CREATE OR REPLACE FUNCTION explain(subject text, rule text, subject_kind text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}') RETURNS SETOF materials.finding_row
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	instant timestamptz := coalesce(known_at, materials.known_at());
	day date := coalesce(as_of, materials.as_of());
	newest text := materials.rule_version(materials.named(rule, 'rule'));
	asked record;
	goods materials.rule_goods;
	verdicts materials.check_row[];
BEGIN
	PERFORM materials.check_choices(coalesce(policies, '{}'));
	asked := subject_of(subject, subject_kind, instant);
	goods := goods_of(ARRAY[explain.rule], ARRAY[newest], asked.line_ids, asked.root_ids, asked.party_ids, coalesce(explain.policies, '{}'), day, instant);
	verdicts := ARRAY(SELECT j.verdict FROM check_judged(explain.rule, newest, asked.line_ids, asked.root_ids, asked.item_ids, asked.party_ids, goods, day, instant, coalesce(explain.policies, '{}')) AS j);
	RETURN QUERY
		SELECT f.* FROM explain_judged(verdicts, explain.rule, newest, asked.line_ids, asked.root_ids, asked.item_ids, asked.party_ids, goods, day, instant, coalesce(explain.policies, '{}')) AS f
		ORDER BY f.finding;
END
$$;
COMMENT ON FUNCTION explain(text, text, text, date, timestamptz, jsonb) IS 'why a rule gives its verdict on a contract line, lot, item, party, programme or site: every limb and deciding fact, with the way from what is bought to the offender, the documents, and what is unknown and whom to ask';
