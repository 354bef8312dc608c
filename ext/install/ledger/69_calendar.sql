-- The verdict day by day, as phases arrive: what it would be if the act that a rule looks at came on another day.

CREATE OR REPLACE FUNCTION calendar_day(rule text, version text, from_day date, to_day date, known_at timestamptz) RETURNS SETOF date
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	SELECT DISTINCT d.day FROM (
		SELECT calendar_day.from_day AS day
		UNION ALL
		SELECT g.first::date FROM generate_series(date_trunc('year', calendar_day.from_day::timestamp), calendar_day.to_day::timestamp, interval '1 year') AS g (first)
		UNION ALL
		SELECT materials.supposed_phase(calendar_day.known_at, p.rule, p.version, p.phase, p.effective_from) FROM materials.rule_phase AS p WHERE p.rule = calendar_day.rule AND p.version = calendar_day.version
		UNION ALL
		SELECT m.effective_from FROM materials.rule_relation AS m WHERE m.rule = calendar_day.rule AND m.version = calendar_day.version
		UNION ALL
		SELECT unnest(ARRAY[lower(v.valid), upper(v.valid)]) FROM (
			SELECT s.valid FROM materials.rule_status AS s WHERE s.rule = calendar_day.rule AND s.version = calendar_day.version
			UNION ALL SELECT t.valid FROM materials.rule_threshold AS t WHERE t.rule = calendar_day.rule AND t.version = calendar_day.version
			UNION ALL SELECT t.valid FROM materials.rule_step AS t WHERE t.rule = calendar_day.rule AND t.version = calendar_day.version
			UNION ALL SELECT t.valid FROM materials.rule_release AS t WHERE t.rule = calendar_day.rule AND t.version = calendar_day.version
			UNION ALL SELECT w.valid FROM waiver AS w WHERE w.rule = calendar_day.rule AND w.recorded_at <= calendar_day.known_at) AS v) AS d
	WHERE d.day BETWEEN calendar_day.from_day AND calendar_day.to_day;
END;
COMMENT ON FUNCTION calendar_day(text, text, date, date, timestamptz) IS 'days on which a rule is asked by verdict_calendar: the first, those on which some row of the rule or a waiver of it begins to hold or ends, and each first of January';

CREATE OR REPLACE FUNCTION verdict_calendar(subject text, rule text DEFAULT NULL, from_day date DEFAULT NULL, to_day date DEFAULT NULL, subject_kind text DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}')
		RETURNS SETOF materials.calendar_row
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(verdict_calendar.known_at, materials.known_at());
	first date := coalesce(verdict_calendar.from_day, materials.as_of());
	last date := coalesce(verdict_calendar.to_day, (coalesce(verdict_calendar.from_day, materials.as_of()) + interval '10 years')::date);
	chosen jsonb := coalesce(verdict_calendar.policies, '{}');
	asked record;
BEGIN
	IF first IN ('-infinity', 'infinity') OR last IN ('-infinity', 'infinity') OR last < first OR last > first + 36600 THEN
		RAISE invalid_parameter_value USING MESSAGE = format('a calendar cannot go from %s to %s', first, last),
			HINT = 'It goes from a day to a later one, at most a hundred years away.';
	END IF;
	PERFORM materials.check_choices(chosen);
	asked := subject_of(verdict_calendar.subject, verdict_calendar.subject_kind, instant);
	RETURN QUERY
		WITH question AS MATERIALIZED (
			SELECT r.rule, r.version, d.day FROM materials.rules_asked(verdict_calendar.rule) AS r CROSS JOIN LATERAL calendar_day(r.rule, r.version, first, last, instant) AS d (day)
		), goods AS MATERIALIZED (
			SELECT q.day, goods_of(array_agg(q.rule), array_agg(q.version), asked.line_ids, asked.root_ids, asked.party_ids, chosen || jsonb_build_object('supposed_day', q.day), q.day, instant) AS found FROM question AS q GROUP BY q.day
		), answer AS MATERIALIZED (
			SELECT d.rule, d.version, d.day, c.status, c.share_min, c.share_max, c.reason, c.status_by_policy, c.confirmed
			FROM question AS d JOIN goods AS g ON g.day = d.day
				CROSS JOIN LATERAL check_worst(d.rule, d.version, asked.line_ids, asked.root_ids, asked.item_ids, asked.party_ids, g.found, d.day, instant, chosen || jsonb_build_object('supposed_day', d.day)) AS c
		), change AS (
			-- A day on which the verdict is another one than on the day before that was asked about.
			SELECT a.*, lag(a.day) OVER w IS NULL OR (a.status, a.share_min, a.share_max, a.status_by_policy, a.confirmed)
				IS DISTINCT FROM (lag(a.status) OVER w, lag(a.share_min) OVER w, lag(a.share_max) OVER w, lag(a.status_by_policy) OVER w, lag(a.confirmed) OVER w) AS changed
			FROM answer AS a WINDOW w AS (PARTITION BY a.rule ORDER BY a.day)
		)
		SELECT c.rule, c.version, c.day, (coalesce(lead(c.day) OVER (PARTITION BY c.rule ORDER BY c.day), last + 1) - 1)::date, c.status, c.share_min, c.share_max, c.reason, c.status_by_policy, c.confirmed
		FROM change AS c WHERE c.changed
		ORDER BY c.rule COLLATE "C", c.day;
END
$$;
COMMENT ON FUNCTION verdict_calendar(text, text, date, date, text, timestamptz, jsonb) IS 'verdicts as days go by, from today and for ten years unless said otherwise: what a rule (each rule, where none is named) would say if its event (procurement, obligation, delivery) fell on the day; a row for each stretch of days with one verdict. Asked are the first day, all on which a row of the rule begins or ends, and each first of January; facts about parties hold as of the day asked. Errors as check has them, 22023 for days that are no calendar';
