-- What a contract line has to say of itself so that the conditions of a rule come out as wanted: found by trying the values that
-- the conditions themselves name, and values beside them.  Facts are as conditions see them; case_world.sql records them.
CREATE TEMPORARY TABLE asked_of AS
	SELECT c.*, ARRAY(SELECT DISTINCT m.key[1] FROM regexp_matches(c.condition::text, '[$@]\."(\w+)"(?!\.)', 'g') AS m (key)) AS keys, row_number() OVER (PARTITION BY c.rule ORDER BY c.place, c.id) AS n
	FROM (SELECT g.rule, g.version, 1 AS place, 'gate ' || g.gate AS id, g.condition FROM materials.rule_gate AS g
		UNION ALL SELECT x.rule, x.version, 3, 'exclusion ' || x.exclusion, x.condition FROM materials.rule_exclusion AS x
		UNION ALL SELECT p.rule, p.version, 2, 'phase ' || p.phase, p.condition FROM materials.rule_phase AS p WHERE p.condition IS NOT NULL
		UNION ALL SELECT DISTINCT ON (t.rule, t.kind) t.rule, t.version, 4, 'threshold ' || t.kind, t.condition FROM materials.rule_threshold AS t WHERE t.condition IS NOT NULL
		UNION ALL SELECT t.rule, t.version, 5, 'condition ' || t.condition, t.test FROM materials.rule_condition AS t
		UNION ALL SELECT q.rule, q.version, 6, format('part %s %s', q.limb, q.place), q.condition FROM materials.rule_ratio_part AS q WHERE q.condition IS NOT NULL) AS c
	WHERE c.version = materials.rule_version(c.rule);

CREATE TEMPORARY TABLE candidate AS
	WITH literal AS (
		SELECT DISTINCT a.rule, m.part[1] AS key, CASE WHEN m.part[2] = '$"enacted_on"' THEN to_jsonb(r.enacted_on::text) WHEN m.part[2] LIKE '$%' THEN NULL ELSE m.part[2]::jsonb END AS value
		FROM asked_of AS a JOIN materials.rule AS r USING (rule, version), regexp_matches(a.condition::text, '[$@]\."(\w+)" (?:==|!=|<>|<=|>=|<|>) ("[^"]*"|-?[0-9.]+|true|false|null|\$"\w+")', 'g') AS m (part)
	)
	SELECT DISTINCT l.rule, l.key, v.value
	FROM literal AS l JOIN materials.property AS p ON p.property = l.key
		CROSS JOIN LATERAL (
			SELECT l.value WHERE l.value IS NOT NULL
			UNION SELECT to_jsonb(b) FROM unnest(ARRAY[true, false]) AS b WHERE p.type = 'boolean'
			UNION SELECT to_jsonb((l.value #>> '{}')::date + d) FROM unnest(ARRAY[-1, 1]) AS d WHERE p.type = 'date' AND l.value <> 'null'
			UNION SELECT to_jsonb((l.value #>> '{}')::numeric + d) FROM unnest(ARRAY[-0.001, 0.001]) AS d WHERE p.type IN ('number', 'quantity')
			UNION SELECT to_jsonb(w) FROM unnest(p.words) AS w
			-- Columns of a ledger that can be some words only say so in a check.
			UNION SELECT to_jsonb(w.word[1]) FROM pg_constraint AS k CROSS JOIN LATERAL regexp_matches(pg_get_constraintdef(k.oid), '''(\w+)''', 'g') AS w (word)
				WHERE k.conrelid = to_regclass(CASE p.property WHEN 'programme_kind' THEN 'programme' ELSE p.kept_in END) AND pg_get_constraintdef(k.oid) LIKE format('%%((%s = ANY%%', CASE p.property WHEN 'programme_kind' THEN 'kind' ELSE p.property END)
			UNION SELECT to_jsonb(w) FROM unnest(CASE p.property WHEN 'class' THEN ARRAY['structure', 'pack'] WHEN 'material' THEN ARRAY['copper'] WHEN 'programme' THEN ARRAY['P'] WHEN 'exported_from' THEN ARRAY['KR'] END) AS w) AS v (value)
	WHERE p.property NOT IN ('device') OR v.value <> '"unknown"';

-- A line without a programme has no kind of one, and one with a programme has.
CREATE FUNCTION pg_temp.in_order(fact jsonb) RETURNS jsonb LANGUAGE sql AS $$
	SELECT CASE WHEN coalesce(fact ->> 'programme', fact ->> 'programme_kind', fact ->> 'milestone_b_on') IS NULL THEN fact || '{"programme": null, "programme_kind": null, "milestone_b_on": null}'
		ELSE fact || jsonb_build_object('programme', 'P', 'programme_kind', coalesce(fact ->> 'programme_kind', 'defence')) END $$;
CREATE FUNCTION pg_temp.vars_of(of_rule text) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT materials.rule_choices(r.rule, r.version, '{}') || jsonb_build_object('enacted_on', r.enacted_on) FROM materials.rule AS r WHERE r.rule = of_rule AND r.version = materials.rule_version(of_rule) $$;
CREATE FUNCTION pg_temp.truths(of_rule text, fact jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT coalesce(jsonb_object_agg(a.id, jsonb_path_match(fact, a.condition, v.vars, true)), '{}') FROM asked_of AS a CROSS JOIN LATERAL (SELECT pg_temp.vars_of(of_rule) || jsonb_build_object('day', NULL)) AS v (vars) WHERE a.rule = of_rule $$;

-- Facts with values for the keys of one condition, so that all that is wanted holds; what changes least.
CREATE FUNCTION pg_temp.tried_with(of_rule text, fact jsonb, keys text[], fixed jsonb, wanted jsonb, most integer) RETURNS jsonb LANGUAGE sql STABLE AS $$
	WITH RECURSIVE key AS (
		SELECT k.key, row_number() OVER () AS n FROM unnest(keys) AS k (key) WHERE NOT fixed ? k.key
	), asked AS MATERIALIZED (
		SELECT a.condition, (wanted ->> a.id)::boolean AS truth, v.vars FROM asked_of AS a CROSS JOIN (SELECT pg_temp.vars_of(of_rule) AS vars) AS v WHERE a.rule = of_rule AND wanted ? a.id
	), combination (n, o, changes) AS (
		SELECT 0::bigint, '{}'::jsonb, 0
		UNION ALL
		SELECT k.n, c.o || jsonb_build_object(k.key, v.value), c.changes + CASE WHEN v.value IS NOT DISTINCT FROM fact -> k.key THEN 0 ELSE 1 END
		FROM combination AS c JOIN key AS k ON k.n = c.n + 1 CROSS JOIN LATERAL (SELECT x.value FROM candidate AS x WHERE x.rule = of_rule AND x.key = k.key UNION SELECT fact -> k.key WHERE fact ? k.key) AS v
		WHERE c.changes < most OR v.value IS NOT DISTINCT FROM fact -> k.key
	)
	SELECT f.fact FROM combination AS c CROSS JOIN LATERAL (SELECT pg_temp.in_order(fact || c.o)) AS f (fact)
	WHERE c.n = (SELECT count(*) FROM key) AND NOT EXISTS (SELECT FROM asked AS a WHERE jsonb_path_match(f.fact, a.condition, a.vars, true) IS DISTINCT FROM a.truth)
	ORDER BY c.changes, c.o::text LIMIT 1 $$;
CREATE FUNCTION pg_temp.tried(of_rule text, fact jsonb, keys text[], fixed jsonb, wanted jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	found jsonb;
	most integer;
BEGIN
	FOREACH most IN ARRAY ARRAY[1, 2, 99] LOOP
		found := pg_temp.tried_with(of_rule, fact, keys, fixed, wanted, most);
		EXIT WHEN found IS NOT NULL;
	END LOOP;
	RETURN found;
END $$;
CREATE FUNCTION pg_temp.solved(of_rule text, goal jsonb, fixed jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	fact jsonb := pg_temp.in_order('{"defence_funds": true, "standard_battery": false, "device": "none", "commercial_off_the_shelf": false, "maintenance_only": false, "research_and_test": false}' || fixed);
	reached jsonb := '{}';
	one record;
BEGIN
	FOR one IN SELECT a.* FROM asked_of AS a WHERE a.rule = of_rule AND goal ? a.id ORDER BY a.place = 5, a.place = 5 AND NOT (goal ->> a.id)::boolean, a.n LOOP
		reached := reached || jsonb_build_object(one.id, goal -> one.id);
		IF NOT pg_temp.truths(of_rule, fact) @> reached THEN
			-- Where its own facts do not do, those go along that other conditions ask about together with them.
			fact := coalesce(pg_temp.tried(of_rule, fact, one.keys, fixed, reached), pg_temp.tried(of_rule, fact, ARRAY(SELECT DISTINCT k FROM asked_of AS a CROSS JOIN unnest(a.keys) AS k WHERE a.rule = of_rule AND a.keys && one.keys AND goal ? a.id), fixed, reached));
			EXIT WHEN fact IS NULL;
		END IF;
	END LOOP;
	RETURN fact;
END $$;

-- Phases, with the fact of the line that each is compared with, and the days that no state of the rule settles.
CREATE TEMPORARY TABLE phase_of AS
	SELECT p.rule, p.version, p.phase, p.condition, p.effective_from, coalesce((SELECT x.choice FROM materials.rule_policy AS x WHERE x.rule = p.rule AND x.version = p.version AND x.policy = 'event'), p.event, r.event) AS event,
		-- A rule that is suspended or in doubt can be asked as if it were not.
		CASE WHEN EXISTS (SELECT FROM materials.rule_policy AS x WHERE x.rule = p.rule AND x.version = p.version AND x.policy = 'state') THEN '{"state": "ignored"}' ELSE '{}' END::jsonb AS policies,
		greatest(p.effective_from, (SELECT max(greatest(lower(s.valid), upper(s.valid))) FROM materials.rule_status AS s WHERE s.rule = p.rule AND s.version = p.version AND s.verdict IS NOT NULL AND upper(s.valid) IS NOT NULL),
			(SELECT max(lower(t.valid)) FROM (SELECT x.valid FROM materials.rule_step AS x WHERE x.rule = p.rule AND x.version = p.version UNION ALL SELECT x.valid FROM materials.rule_release AS x WHERE x.rule = p.rule AND x.version = p.version
				UNION ALL SELECT x.valid FROM materials.rule_threshold AS x WHERE x.rule = p.rule AND x.version = p.version UNION ALL SELECT daterange(m.effective_from, NULL) FROM materials.rule_relation AS m WHERE m.rule = p.rule AND m.version = p.version) AS t)) AS late_day
	FROM materials.rule_phase AS p JOIN materials.rule AS r USING (rule, version) WHERE p.version = materials.rule_version(p.rule);

-- A line that the rule reaches through a phase on a day: its gates hold, none of its exclusions does, nor what treats parts of it
-- in a way of its own; then whatever else is wanted.
CREATE FUNCTION pg_temp.line_of(of_rule text, day date DEFAULT NULL, wanted jsonb DEFAULT '{}', fixed jsonb DEFAULT '{}', of_phase text DEFAULT NULL) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	one record;
	fact jsonb;
	goal jsonb := (SELECT coalesce(jsonb_object_agg(a.id, a.place = 1), '{}') FROM asked_of AS a WHERE a.rule = of_rule AND a.place IN (1, 3, 6)) || wanted;
BEGIN
	FOR one IN SELECT p.phase, p.condition, p.event, d.day FROM phase_of AS p CROSS JOIN LATERAL (SELECT coalesce(line_of.day, p.late_day) UNION SELECT (c.value #>> '{}')::date FROM candidate AS c
			WHERE line_of.day IS NULL AND c.rule = of_rule AND c.key = p.event AND (c.value #>> '{}')::date >= p.effective_from) AS d (day)
		WHERE p.rule = of_rule AND (of_phase IS NULL OR p.phase = of_phase) ORDER BY p.phase, d.day DESC
	LOOP
		fact := pg_temp.solved(of_rule, goal || CASE WHEN one.condition IS NULL THEN '{}' ELSE jsonb_build_object('phase ' || one.phase, true) || coalesce((SELECT jsonb_object_agg('phase ' || q.phase, false) FROM phase_of AS q
			WHERE q.rule = of_rule AND q.phase <> one.phase AND q.condition IS NOT NULL), '{}') END, fixed || jsonb_build_object(one.event, one.day));
		EXIT WHEN fact IS NOT NULL;
	END LOOP;
	RETURN fact;
END $$;
-- The same line with one condition turned round and all others as they were.
CREATE FUNCTION pg_temp.turned(of_rule text, fact jsonb, of_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT pg_temp.tried(of_rule, fact, a.keys, '{}', t.truth || jsonb_build_object(a.id, NOT (t.truth ->> a.id)::boolean))
	FROM asked_of AS a CROSS JOIN LATERAL (SELECT pg_temp.truths(of_rule, fact)) AS t (truth) WHERE a.rule = of_rule AND a.id = of_id $$;
-- As leaves of a case.
CREATE FUNCTION pg_temp.leaves(fact jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT coalesce(jsonb_object_agg(CASE WHEN p.property IN ('class', 'material') THEN 'lot/top/' ELSE 'line/' END || p.property, (f.value #>> '{}') || coalesce(' ' || p.unit, '')), '{}')
	FROM jsonb_each(fact) AS f JOIN materials.property AS p ON p.property = f.key WHERE f.value <> 'null' $$;
-- What a line says that a rule reaches at its latest, worked out once.
CREATE TEMPORARY TABLE line_default AS SELECT r.rule, pg_temp.line_of(r.rule) AS fact FROM materials.rule AS r WHERE r.version = materials.rule_version(r.rule);
CREATE FUNCTION pg_temp.line_late(of_rule text) RETURNS jsonb LANGUAGE sql STABLE AS $$ SELECT d.fact FROM line_default AS d WHERE d.rule = of_rule $$;
