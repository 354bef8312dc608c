-- The questions: check, check_all, screen.  Compiling plans for so few rows would take longer than running them, so jit is
-- off; and what a verdict says does not depend on how a session writes dates.

CREATE OR REPLACE FUNCTION subject_of(subject text, subject_kind text, known_at timestamptz DEFAULT materials.known_at(), OUT kind text, OUT line_ids bigint[], OUT root_ids bigint[], OUT item_ids bigint[], OUT party_ids bigint[])
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	kinds text[];
	words text[] := ARRAY['line', 'lot', 'item', 'party', 'programme', 'site'];
BEGIN
	PERFORM materials.named(subject, 'subject');
	IF subject_kind IS NOT NULL AND subject_kind <> ALL (words) THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no kind of subject "%s"', left(subject_kind, 64)),
			HINT = 'A subject is a contract line (line), a lot, an item, a party, a programme (all its lines) or a site (all lots made there, not what stands there).';
	END IF;
	kinds := ARRAY(
		SELECT 'line' WHERE EXISTS (SELECT FROM contract_line AS l WHERE l.code = subject AND l.recorded_at <= subject_of.known_at)
		UNION ALL SELECT 'lot' WHERE EXISTS (SELECT FROM lot AS l WHERE l.code = subject AND l.recorded_at <= subject_of.known_at)
		UNION ALL SELECT 'item' WHERE EXISTS (SELECT FROM item AS i WHERE i.code = subject AND i.recorded_at <= subject_of.known_at));
	-- Goods go first: whoever means the maker, programme or place of the same code says so.
	IF subject_kind IS NOT NULL OR cardinality(kinds) = 0 THEN
		kinds := kinds || ARRAY(
			SELECT 'party' WHERE EXISTS (SELECT FROM party_at(subject_of.known_at) AS p WHERE p.code = subject)
			UNION ALL SELECT 'programme' WHERE EXISTS (SELECT FROM programme AS p WHERE p.code = subject AND p.recorded_at <= subject_of.known_at)
			UNION ALL SELECT 'site' WHERE EXISTS (SELECT FROM site AS s WHERE s.code = subject AND s.recorded_at <= subject_of.known_at));
	END IF;
	IF subject_kind IS NULL AND cardinality(kinds) > 1 THEN
		RAISE invalid_parameter_value USING MESSAGE = format('"%s" is the code of more than one thing: %s', left(subject, 64), array_to_string(kinds, ', ')),
			HINT = 'Name the kind in subject_kind.';
	END IF;
	kind := coalesce(subject_kind, kinds[1]);
	IF kind IS NULL OR NOT kind = ANY (kinds) THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no %s "%s"', CASE kind WHEN 'line' THEN 'contract line' ELSE coalesce(kind, 'contract line, lot, item, party, programme or site') END, left(subject, 64)),
			HINT = 'Things are addressed by their codes, in the letters they were recorded with.';
	END IF;
	line_ids := '{}';
	root_ids := '{}';
	item_ids := '{}';
	party_ids := '{}';
	CASE kind
		WHEN 'line' THEN line_ids := ARRAY[line_id(subject)];
		WHEN 'lot' THEN root_ids := ARRAY[lot_id(subject, known_at)];
		WHEN 'item' THEN
			item_ids := ARRAY[item_id(subject)];
			root_ids := ARRAY(SELECT l.id FROM lot_at(subject_of.known_at) AS l WHERE l.item_id = item_id(subject_of.subject) ORDER BY l.id);
		WHEN 'party' THEN party_ids := ARRAY[party_id(subject)];
		WHEN 'programme' THEN line_ids := ARRAY(SELECT l.id FROM contract_line AS l WHERE l.programme_id = programme_id(subject_of.subject) AND l.recorded_at <= subject_of.known_at ORDER BY l.id);
		WHEN 'site' THEN root_ids := ARRAY(SELECT l.id FROM lot_at(subject_of.known_at) AS l WHERE l.site_id = site_id(subject_of.subject) ORDER BY l.id);
	END CASE;
END
$$;
COMMENT ON FUNCTION subject_of(text, text, timestamptz) IS 'what a code stands for: a contract line, a lot, an item (with all its lots), a party, a programme (all its lines) or a site (all lots made there); error 23503 where nothing has it, 22023 where several kinds do';

CREATE OR REPLACE FUNCTION check_judged(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], party_ids bigint[], goods materials.rule_goods, as_of date, known_at timestamptz, policies jsonb) RETURNS TABLE (case_id bigint, verdict materials.check_row)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	-- A threshold that depends on day and kind is told where it is one, whatever limb decides.
	WITH threshold AS MATERIALIZED (
		SELECT t.case_id, CASE WHEN count(DISTINCT x.said) = 1 THEN min(x.said) END AS asked
		FROM (SELECT array_agg(c.case_id) AS case_ids, array_agg(c.fact) AS facts
				FROM (SELECT f.line_id, f.fact FROM line_fact(check_judged.line_ids, check_judged.known_at) AS f UNION ALL SELECT 0, '{}' WHERE cardinality(check_judged.line_ids) = 0) AS c (case_id, fact)
				WHERE EXISTS (SELECT FROM materials.rule_threshold AS h WHERE h.rule = check_judged.rule AND h.version = check_judged.version)) AS g
			CROSS JOIN LATERAL materials.threshold_of(check_judged.rule, check_judged.version, g.case_ids, g.facts, check_judged.as_of) AS t
			CROSS JOIN LATERAL (SELECT materials.threshold_text(t.threshold, t.strict)) AS x (said)
		GROUP BY t.case_id
	)
	SELECT j.case_id, ROW(r.rule, r.version, j.status, trim_scale(materials.round_down(j.share_min, 20)), trim_scale(materials.round_up(j.share_max, 20)), materials.share(j.share_min, j.share_max)::text,
		coalesce((SELECT materials.threshold_text(m.threshold, m.strict) FROM materials.rule_limb AS m WHERE m.rule = r.rule AND m.version = r.version AND m.threshold IS NOT NULL ORDER BY m.limb COLLATE "C" LIMIT 1), t.asked),
		r.citation, j.reason, j.status_by_policy, j.confirmed AND r.confirmed)::materials.check_row
	FROM materials.rule AS r CROSS JOIN LATERAL judge(r.rule, r.version, check_judged.line_ids, check_judged.root_ids, check_judged.item_ids, check_judged.party_ids, check_judged.goods,
		materials.rule_choices(r.rule, r.version, check_judged.policies), check_judged.as_of, check_judged.known_at) AS j
		LEFT JOIN threshold AS t ON t.case_id = j.case_id
	WHERE r.rule = check_judged.rule AND r.version = check_judged.version;
	PERFORM materials.tell_progress(format('rule %s is judged as of %s', check_judged.rule, to_char(check_judged.as_of, 'YYYY-MM-DD')));
END
$$;
COMMENT ON FUNCTION check_judged(text, text, bigint[], bigint[], bigint[], bigint[], materials.rule_goods, date, timestamptz, jsonb) IS 'verdicts of one rule as check answers them, by line';

CREATE OR REPLACE FUNCTION check_worst(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], party_ids bigint[], goods materials.rule_goods, as_of date, known_at timestamptz, policies jsonb) RETURNS SETOF materials.check_row
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	-- Of several lines the worst decides, as of several lots in one line, under each reading.
	WITH word AS MATERIALIZED (
		SELECT v.* FROM materials.verdicts_of(check_worst.rule, check_worst.version) AS v
	), judged AS MATERIALIZED (
		SELECT j.case_id, j.verdict FROM check_judged(check_worst.rule, check_worst.version, check_worst.line_ids, check_worst.root_ids, check_worst.item_ids, check_worst.party_ids, check_worst.goods,
			check_worst.as_of, check_worst.known_at, check_worst.policies) AS j
	)
	SELECT (j.verdict).rule, (j.verdict).version, (j.verdict).status, (j.verdict).share_min, (j.verdict).share_max, (j.verdict).share_exact, (j.verdict).threshold, (j.verdict).citation,
		CASE WHEN cardinality(check_worst.line_ids) > 1 THEN format('%s: %s', l.code, (j.verdict).reason) ELSE (j.verdict).reason END,
		(SELECT jsonb_object_agg(r.reading, r.status) FROM (SELECT DISTINCT ON (y.key) y.key AS reading, y.value AS status
			FROM judged AS x CROSS JOIN LATERAL jsonb_each_text((x.verdict).status_by_policy) AS y JOIN word AS w ON w.verdict = y.value ORDER BY y.key, w.severity DESC, y.value COLLATE "C") AS r),
		CASE WHEN v.bars OR v.asks OR NOT v.settled THEN (j.verdict).confirmed ELSE (SELECT bool_and((x.verdict).confirmed) FROM judged AS x) END
	FROM judged AS j JOIN word AS v ON v.verdict = (j.verdict).status LEFT JOIN contract_line AS l ON l.id = j.case_id
	ORDER BY v.severity DESC, (j.verdict).confirmed DESC, l.code COLLATE "C" LIMIT 1;
END;
COMMENT ON FUNCTION check_worst(text, text, bigint[], bigint[], bigint[], bigint[], materials.rule_goods, date, timestamptz, jsonb) IS 'verdict of one rule on all that is asked about: that of the worst line';

CREATE OR REPLACE FUNCTION check_worst(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], party_ids bigint[], as_of date, known_at timestamptz, policies jsonb) RETURNS SETOF materials.check_row
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT c.* FROM check_worst(check_worst.rule, check_worst.version, check_worst.line_ids, check_worst.root_ids, check_worst.item_ids, check_worst.party_ids,
		goods_of(ARRAY[check_worst.rule], ARRAY[check_worst.version], check_worst.line_ids, check_worst.root_ids, check_worst.party_ids, check_worst.policies, check_worst.as_of, check_worst.known_at), check_worst.as_of, check_worst.known_at, check_worst.policies) AS c;
END;
COMMENT ON FUNCTION check_worst(text, text, bigint[], bigint[], bigint[], bigint[], date, timestamptz, jsonb) IS 'the same, where the goods were not looked up yet';

CREATE OR REPLACE FUNCTION "check"(subject text, rule text DEFAULT NULL, subject_kind text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}') RETURNS SETOF materials.check_row
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 30 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	instant timestamptz := coalesce(known_at, materials.known_at());
	day date := coalesce(as_of, materials.as_of());
	asked record;
BEGIN
	PERFORM materials.check_choices(coalesce(policies, '{}'));
	asked := subject_of(subject, subject_kind, instant);
	RETURN QUERY
		WITH asked_rule AS MATERIALIZED (
			SELECT r.rule, r.version FROM materials.rules_asked("check".rule) AS r
		), goods AS MATERIALIZED (
			SELECT goods_of(array_agg(r.rule), array_agg(r.version), asked.line_ids, asked.root_ids, asked.party_ids, coalesce("check".policies, '{}'), day, instant) AS found FROM asked_rule AS r
		)
		SELECT j.*
		FROM goods AS g CROSS JOIN asked_rule AS r
			CROSS JOIN LATERAL check_worst(r.rule, r.version, asked.line_ids, asked.root_ids, asked.item_ids, asked.party_ids, g.found, day, instant, coalesce("check".policies, '{}')) AS j
		ORDER BY r.rule COLLATE "C";
END
$$;
COMMENT ON FUNCTION "check"(text, text, text, date, timestamptz, jsonb) IS 'verdict of a rule (of every rule, where none is named) on a contract line, lot, item, party, programme (its lines) or site (the lots made there; of what stands there ask lot by lot): status, bounds, threshold, citation, reason';

CREATE OR REPLACE FUNCTION check_all(subject text, subject_kind text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}') RETURNS SETOF materials.check_row
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 30
BEGIN ATOMIC
	SELECT c.* FROM "check"(check_all.subject, NULL, check_all.subject_kind, check_all.as_of, check_all.known_at, check_all.policies) AS c;
END;
COMMENT ON FUNCTION check_all(text, text, date, timestamptz, jsonb) IS 'verdicts of all rules on a contract line, lot, item, party, programme (its lines) or site (the lots made there; of what stands there ask lot by lot)';

CREATE OR REPLACE FUNCTION screen(rule text DEFAULT NULL, programme text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}') RETURNS SETOF materials.screen_row
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 200 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	instant timestamptz := coalesce(known_at, materials.known_at());
	day date := coalesce(as_of, materials.as_of());
	ids bigint[];
	goods materials.rule_goods;
BEGIN
	PERFORM materials.check_choices(coalesce(policies, '{}'));
	PERFORM materials.rule_version(rule);
	IF programme IS NOT NULL AND NOT EXISTS (SELECT FROM programme AS p WHERE p.code = screen.programme) THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no programme "%s"', left(programme, 64)),
			HINT = 'Programmes are addressed by their codes.';
	END IF;
	ids := ARRAY(SELECT l.id FROM contract_line AS l LEFT JOIN programme AS p ON p.id = l.programme_id
		WHERE (screen.programme IS NULL OR p.code = screen.programme) AND l.recorded_at <= instant ORDER BY l.id);
	goods := (SELECT goods_of(array_agg(r.rule), array_agg(r.version), ids, '{}', '{}', coalesce(policies, '{}'), day, instant) FROM materials.rules_asked(screen.rule) AS r);
	PERFORM materials.tell_progress(format('what %s contract lines are filled from is read', cardinality(ids)));
	RETURN QUERY
		SELECT c.code::text, l.code::text, p.code::text, i.code::text, i.name, l.procured_on, (j.verdict).rule, (j.verdict).version, (j.verdict).status, (j.verdict).share_min, (j.verdict).share_max,
			(j.verdict).threshold, (j.verdict).reason, (j.verdict).status_by_policy, (j.verdict).confirmed
		FROM materials.rules_asked(screen.rule) AS r
			CROSS JOIN LATERAL check_judged(r.rule, r.version, ids, '{}', '{}', '{}', goods, day, instant, coalesce(policies, '{}')) AS j
			JOIN contract_line AS l ON l.id = j.case_id JOIN contract AS c ON c.id = l.contract_id JOIN item AS i ON i.id = l.item_id LEFT JOIN programme AS p ON p.id = l.programme_id
		ORDER BY c.code COLLATE "C", l.code COLLATE "C", (j.verdict).rule COLLATE "C";
END
$$;
COMMENT ON FUNCTION screen(text, text, date, timestamptz, jsonb) IS 'verdicts on all contract lines (of a programme), a row for each line and rule';
