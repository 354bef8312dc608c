-- What the chains of tested lots say under a rule of the kind step_origin: marks that spread downstream, exceptions, and
-- both put together.

CREATE OR REPLACE FUNCTION step_mark(rule text, version text, lot_ids bigint[], words text[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, days date[], known_at timestamptz) RETURNS TABLE (lot_id bigint, word text, span integer,
		kind text, limb text, what text, outcome text, past boolean, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE state AS MATERIALIZED (
		SELECT s.lot_id, s.not_followed FROM materials.rule_lots(step_mark.lots) AS s
	), edge AS MATERIALIZED (
		SELECT DISTINCT e.output_lot_id, e.input_lot_id FROM materials.rule_inputs(step_mark.inputs) AS e JOIN state AS s ON s.lot_id = e.output_lot_id AND NOT s.not_followed
	), renewed AS MATERIALIZED (
		SELECT h.lot_id, h.word, h.span, bool_or(h.certain) AS certain FROM step_hit(step_mark.rule, step_mark.version, step_mark.words, step_mark.lots, step_mark.inputs, step_mark.days) AS h WHERE h.effect = 'renews' GROUP BY h.lot_id, h.word, h.span
	), own AS MATERIALIZED (
		SELECT f.lot_id, f.word, f.span, 'step' AS kind, f.limb, f.what, f.outcome, f.spreads, f.confirmed
		FROM step_found(step_mark.rule, step_mark.version, step_mark.words, step_mark.lots, step_mark.inputs, step_mark.policies, step_mark.days, step_mark.known_at) AS f
		UNION ALL
		SELECT r.lot_id, r.word, r.span, 'release', concat_ws('/', r.release, r.release_word), r.condition, r.outcome, true, r.confirmed
		FROM step_release(step_mark.rule, step_mark.version, step_mark.words, step_mark.lots, step_mark.inputs, step_mark.days) AS r
	), mark (lot_id, word, span, kind, limb, what, outcome, spreads, confirmed, past) AS (
		SELECT o.lot_id, o.word, o.span, o.kind, o.limb, CASE o.outcome WHEN 'present' THEN '' WHEN 'clear' THEN '' ELSE o.what END, o.outcome, o.spreads, o.confirmed, CASE WHEN n.lot_id IS NULL THEN false WHEN n.certain THEN true END
		FROM own AS o LEFT JOIN renewed AS n ON n.lot_id = o.lot_id AND n.word = o.word AND n.span = o.span
		UNION
		-- Where it is not known whether a step renews, nothing that went through it is sure to come before it or after it.
		SELECT e.output_lot_id, m.word, m.span, m.kind, m.limb, m.what,
			CASE WHEN m.kind = 'release' AND NOT n.certain THEN CASE m.outcome WHEN 'met' THEN 'perhaps' WHEN 'not_met' THEN 'open' ELSE m.outcome END ELSE m.outcome END,
			true, m.confirmed, m.past OR CASE WHEN n.lot_id IS NULL THEN false WHEN n.certain THEN true END
		FROM mark AS m JOIN edge AS e ON e.input_lot_id = m.lot_id LEFT JOIN renewed AS n ON n.lot_id = e.output_lot_id AND n.word = m.word AND n.span = m.span
		-- Conditions of an exception are about what follows the last renewing step.
		WHERE m.spreads AND NOT (m.kind = 'release' AND coalesce(n.certain, false))
	)
	SELECT m.lot_id, m.word, m.span, m.kind, m.limb, m.what, m.outcome, m.past, m.confirmed
	FROM mark AS m WHERE m.lot_id = ANY (step_mark.lot_ids);
END
$$;
COMMENT ON FUNCTION step_mark(text, text, bigint[], text[], materials.rule_lot[], materials.rule_input[], jsonb, date[], timestamptz) IS 'what the chains of lots say: marks of steps, with whether they came through a renewing step (past, empty where that is not known), and of the conditions of exceptions';

CREATE OR REPLACE FUNCTION step_exception(rule text, version text, lot_ids bigint[], words text[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, days date[], known_at timestamptz) RETURNS TABLE (lot_id bigint, span integer,
		holds boolean, title text, verdict text, citation text, failed text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH mark AS MATERIALIZED (
		SELECT m.lot_id, m.span, m.limb, m.what, m.outcome, m.confirmed
		FROM step_mark(step_exception.rule, step_exception.version, step_exception.lot_ids, ARRAY(SELECT DISTINCT u.word FROM unnest(step_exception.words) AS u (word)), step_exception.lots, step_exception.inputs, step_exception.policies, step_exception.days, step_exception.known_at) AS m
			JOIN unnest(step_exception.lot_ids, step_exception.words) AS t (lot_id, word) ON t.lot_id = m.lot_id AND t.word = m.word
		WHERE m.kind = 'release'
	), asked AS MATERIALIZED (
		SELECT t.lot_id, p.span, r.release, r.word, r.title, r.verdict, r.citation, r.confirmed, c.condition, c.present
		FROM unnest(step_exception.lot_ids, step_exception.words) AS t (lot_id, word)
			JOIN materials.rule_release AS r ON r.rule = step_exception.rule AND r.version = step_exception.version AND r.word IN (t.word, '*')
			JOIN step_span(step_exception.rule, step_exception.version, step_exception.days) AS p ON r.valid @> p.day
			JOIN (SELECT s.rule, s.version, s.release, s.word, s.condition, bool_or(s.present) AS present FROM materials.rule_release_step AS s GROUP BY 1, 2, 3, 4, 5) AS c
				ON c.rule = r.rule AND c.version = r.version AND c.release = r.release AND c.word = r.word
	), answered AS (
		SELECT a.lot_id, a.span, a.release, a.word, a.title, a.verdict, a.citation, a.condition,
			CASE WHEN bool_or(m.outcome = 'not_met') THEN false
				WHEN a.present AND NOT coalesce(bool_or(m.outcome <> 'perhaps'), false) THEN CASE WHEN bool_or(m.outcome = 'perhaps') THEN NULL ELSE false END
				WHEN bool_or(m.outcome = 'open') THEN NULL ELSE true END AS met,
			-- One confirmed reason is enough against it, what it holds by has to be confirmed altogether.
			a.confirmed AND coalesce(bool_or(m.confirmed) FILTER (WHERE m.outcome = 'not_met'), bool_and(m.confirmed), true) AS confirmed
		FROM asked AS a LEFT JOIN mark AS m ON m.lot_id = a.lot_id AND m.span = a.span AND m.limb = concat_ws('/', a.release, a.word) AND m.what = a.condition
		GROUP BY a.lot_id, a.span, a.release, a.word, a.title, a.verdict, a.citation, a.condition, a.present, a.confirmed
	), held AS (
		SELECT n.lot_id, n.span, n.release, n.title, n.verdict, n.citation, CASE WHEN bool_or(NOT n.met) THEN false WHEN bool_or(n.met IS NULL) THEN NULL ELSE true END AS holds,
			string_agg(n.condition, ', ' ORDER BY n.condition COLLATE "C") FILTER (WHERE n.met IS NOT TRUE) AS failed,
			CASE WHEN bool_or(NOT n.met) THEN bool_or(n.confirmed AND NOT n.met) ELSE bool_and(n.confirmed) END AS confirmed
		FROM answered AS n GROUP BY n.lot_id, n.span, n.release, n.word, n.title, n.verdict, n.citation
	)
	SELECT DISTINCT ON (h.lot_id, h.span) h.lot_id, h.span, h.holds, h.title, h.verdict, h.citation, h.failed, h.confirmed
	FROM held AS h ORDER BY h.lot_id, h.span, CASE WHEN h.holds THEN 1 WHEN h.holds IS NULL THEN 2 ELSE 3 END, NOT h.confirmed, h.release COLLATE "C";
END
$$;
COMMENT ON FUNCTION step_exception(text, text, bigint[], text[], materials.rule_lot[], materials.rule_input[], jsonb, date[], timestamptz) IS 'the exception that helps each tested lot most (pairs of lot and word), by span of days: whether it holds, and which of its conditions do not';

CREATE OR REPLACE FUNCTION step_outcome(rule text, version text, lot_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, days date[], known_at timestamptz) RETURNS TABLE (lot_id bigint, word text, span integer, valid daterange,
		outcome text, verdict text, barred text, unknown text, lacking text, exception text, exception_failed text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH tested AS MATERIALIZED (
		SELECT t.* FROM step_tested(step_outcome.rule, step_outcome.version, step_outcome.lot_ids) AS t
	), asked AS MATERIALIZED (
		SELECT array_agg(t.lot_id ORDER BY t.lot_id) AS lot_ids, array_agg(t.word ORDER BY t.lot_id) AS words, array_agg(DISTINCT t.word) AS all_words FROM tested AS t
	), row_of AS MATERIALIZED (
		SELECT r.* FROM asked AS a CROSS JOIN LATERAL step_row(step_outcome.rule, step_outcome.version, a.all_words, step_outcome.days) AS r
	), mark AS MATERIALIZED (
		SELECT m.* FROM asked AS a CROSS JOIN LATERAL step_mark(step_outcome.rule, step_outcome.version, a.lot_ids, a.all_words, step_outcome.lots, step_outcome.inputs, step_outcome.policies, step_outcome.days, step_outcome.known_at) AS m
			JOIN tested AS t ON t.lot_id = m.lot_id AND t.word = m.word WHERE m.kind = 'step'
	), exception AS MATERIALIZED (
		SELECT x.* FROM asked AS a CROSS JOIN LATERAL step_exception(step_outcome.rule, step_outcome.version, a.lot_ids, a.words, step_outcome.lots, step_outcome.inputs, step_outcome.policies, step_outcome.days, step_outcome.known_at) AS x
	), said AS (
		SELECT m.lot_id, m.span, m.outcome, CASE WHEN m.outcome = 'barred' THEN CASE WHEN m.past THEN 'yes' WHEN NOT m.past THEN 'no' ELSE 'perhaps' END WHEN m.past THEN 'yes' ELSE 'no' END AS past, m.limb, string_agg(DISTINCT m.what COLLATE "C", '; ') AS what, bool_or(m.confirmed) AS confirmed
		FROM mark AS m WHERE m.outcome <> 'present' GROUP BY 1, 2, 3, 4, 5
	), told AS (
		SELECT d.lot_id, d.span, d.outcome, d.past, string_agg(d.what || coalesce(' (' || b.citation || CASE WHEN d.confirmed THEN '' ELSE ', unconfirmed' END || ')', ''), '; ' ORDER BY d.limb COLLATE "C" NULLS LAST) AS text, bool_or(d.confirmed) AS confirmed
		FROM said AS d LEFT JOIN materials.rule_limb AS b ON b.rule = step_outcome.rule AND b.version = step_outcome.version AND b.limb = d.limb
		GROUP BY d.lot_id, d.span, d.outcome, d.past
	), lacking AS (
		SELECT t.lot_id, r.span, string_agg(b.title, '; ' ORDER BY b.limb COLLATE "C") AS text, bool_and(b.confirmed) AS confirmed
		FROM tested AS t JOIN (SELECT DISTINCT x.word, x.span, x.limb FROM row_of AS x WHERE x.effect = 'required') AS r ON r.word = t.word
			JOIN materials.rule_limb AS b ON b.rule = step_outcome.rule AND b.version = step_outcome.version AND b.limb = r.limb
		WHERE NOT EXISTS (SELECT FROM mark AS m WHERE m.lot_id = t.lot_id AND m.span = r.span AND m.limb = r.limb AND m.outcome = 'present')
		GROUP BY t.lot_id, r.span
	), summed AS (
		SELECT t.lot_id, t.word, p.span, p.valid, t.known, EXISTS (SELECT FROM row_of AS r WHERE r.word = t.word AND r.span = p.span AND r.effect NOT IN ('begins', 'renews', 'whole', 'unforgiven')) AS covered,
			w.text AS barred, v.text AS barred_past, y.text AS barred_perhaps, o.text AS unknown, q.text AS unknown_past, l.text AS lacking, x.title AS exception, x.failed AS exception_failed, x.verdict,
			CASE WHEN x.lot_id IS NULL THEN false ELSE x.holds END AS let_go, coalesce(w.confirmed, false) AS barred_confirmed, coalesce(v.confirmed, false) OR coalesce(y.confirmed, false) AS barred_past_confirmed,
			coalesce(o.confirmed, false) OR coalesce(q.confirmed, false) OR coalesce(l.confirmed, false) OR coalesce(v.confirmed, false) OR coalesce(y.confirmed, false) AS open_confirmed,
			NOT EXISTS (SELECT FROM told AS c WHERE c.lot_id = t.lot_id AND c.span = p.span AND c.outcome = 'clear') AS clear_confirmed, coalesce(x.confirmed, true) AS exception_confirmed
		FROM tested AS t CROSS JOIN step_span(step_outcome.rule, step_outcome.version, step_outcome.days) AS p
			LEFT JOIN told AS w ON w.lot_id = t.lot_id AND w.span = p.span AND w.outcome = 'barred' AND w.past = 'no'
			LEFT JOIN told AS v ON v.lot_id = t.lot_id AND v.span = p.span AND v.outcome = 'barred' AND v.past = 'yes'
			LEFT JOIN told AS y ON y.lot_id = t.lot_id AND y.span = p.span AND y.outcome = 'barred' AND y.past = 'perhaps'
			LEFT JOIN told AS o ON o.lot_id = t.lot_id AND o.span = p.span AND o.outcome = 'open' AND o.past = 'no'
			LEFT JOIN told AS q ON q.lot_id = t.lot_id AND q.span = p.span AND q.outcome = 'open' AND q.past = 'yes'
			LEFT JOIN lacking AS l ON l.lot_id = t.lot_id AND l.span = p.span
			LEFT JOIN exception AS x ON x.lot_id = t.lot_id AND x.span = p.span
	)
	SELECT s.lot_id, s.word, s.span, s.valid, d.outcome, CASE d.outcome WHEN 'exception' THEN s.verdict ELSE coalesce(w.verdict, u.verdict) END,
		concat_ws('; ', s.barred, s.barred_past, s.barred_perhaps), concat_ws('; ', CASE WHEN NOT s.covered THEN 'what it is made of is not recorded' END, s.unknown, s.unknown_past), s.lacking, s.exception,
		CASE WHEN s.barred IS NULL AND (s.barred_past IS NOT NULL OR s.barred_perhaps IS NOT NULL OR s.unknown_past IS NOT NULL) THEN s.exception_failed END,
		CASE d.outcome
			WHEN 'barred' THEN s.barred_confirmed OR s.barred_past_confirmed AND s.exception_confirmed
			WHEN 'open' THEN s.open_confirmed OR NOT s.covered
			WHEN 'exception' THEN s.exception_confirmed
			WHEN 'clear' THEN s.clear_confirmed ELSE true END
	FROM summed AS s
		CROSS JOIN LATERAL (SELECT CASE
			WHEN NOT s.covered THEN CASE WHEN s.known THEN 'uncovered' ELSE 'open' END
			WHEN s.barred IS NOT NULL OR (s.barred_past IS NOT NULL OR s.barred_perhaps IS NOT NULL) AND NOT s.let_go THEN 'barred'
			WHEN s.unknown IS NOT NULL OR s.barred_perhaps IS NOT NULL THEN 'open'
			WHEN s.barred_past IS NULL AND s.unknown_past IS NULL AND s.lacking IS NULL THEN 'clear'
			WHEN s.let_go THEN 'exception'
			ELSE 'open' END) AS d (outcome)
		LEFT JOIN (VALUES ('barred', 'against', 'FAIL'), ('clear', 'for', 'PASS'), ('open', 'open', 'INDETERMINATE'), ('uncovered', 'uncovered', 'NOT_COVERED')) AS u (outcome, word, verdict) ON u.outcome = d.outcome
		LEFT JOIN materials.rule_word AS w ON w.rule = step_outcome.rule AND w.version = step_outcome.version AND w.outcome = u.word;
END
$$;
COMMENT ON FUNCTION step_outcome(text, text, bigint[], materials.rule_lot[], materials.rule_input[], jsonb, date[], timestamptz) IS 'outcome for tested lots, by span of days: barred, open, clear, uncovered or exception, with what stands against them, what is unknown, which steps are not recorded, and the exception asked';
