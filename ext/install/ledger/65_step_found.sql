-- Rules of the kind step_origin: where, and by whom, the steps that count were done in the chain of a tested lot.
--
-- Each lot is looked at once, by itself: what its step, its place and its maker say under the rows of the rule.  What is
-- wrong, unknown or asked for spreads downstream as marks, once for each lot however many ways there are.  At the tested
-- lot the marks are put together.  Rows of the rule hold on days of its event, so there is an answer for each span of
-- days between two on which something about the rule begins or ends.

CREATE OR REPLACE FUNCTION step_span(rule text, version text, days date[]) RETURNS TABLE (span integer, valid daterange, day date)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 4 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH held AS (
		SELECT t.valid FROM materials.rule_step AS t WHERE t.rule = step_span.rule AND t.version = step_span.version
		UNION SELECT r.valid FROM materials.rule_release AS r WHERE r.rule = step_span.rule AND r.version = step_span.version
		-- Who is listed, succeeded by whom and held by whom matters where names do.
		UNION SELECT l.valid FROM materials.rule_list AS n JOIN listing AS l ON l.list = n.list WHERE n.rule = step_span.rule AND n.version = step_span.version
		UNION SELECT s.valid FROM materials.rule_list AS n CROSS JOIN succession AS s WHERE n.rule = step_span.rule AND n.version = step_span.version AND n.successors
		UNION SELECT k.valid FROM materials.rule_list AS n CROSS JOIN (SELECT i.valid FROM interest AS i UNION SELECT d.valid FROM declaration AS d WHERE d.party_id IS NOT NULL
			UNION SELECT o.valid FROM declaration AS d JOIN document AS o ON o.id = d.document_id WHERE d.party_id IS NOT NULL) AS k
			WHERE n.rule = step_span.rule AND n.version = step_span.version AND n.subsidiary_share IS NOT NULL
	), bound AS (
		SELECT lower(h.valid) AS day FROM held AS h WHERE lower(h.valid) > '-infinity' UNION SELECT upper(h.valid) FROM held AS h WHERE upper(h.valid) < 'infinity' UNION SELECT NULL
	), cut AS (
		SELECT b.day, lead(b.day) OVER (ORDER BY b.day NULLS FIRST) AS next FROM bound AS b
	)
	SELECT row_number() OVER (ORDER BY c.day NULLS FIRST)::integer, v.valid, coalesce(c.day, c.next - 1, 'epoch')
	FROM cut AS c CROSS JOIN LATERAL (SELECT daterange(c.day, c.next)) AS v (valid)
	WHERE EXISTS (SELECT FROM unnest(step_span.days) AS d (day) WHERE d.day IS NULL OR v.valid @> d.day);
END
$$;
COMMENT ON FUNCTION step_span(text, text, date[]) IS 'spans of days on which a rule of the kind step_origin asks the same, and a day of each: those that contain one of the days; all where one of them is not known';

CREATE OR REPLACE FUNCTION step_tested(rule text, version text, battery_ids bigint[]) RETURNS TABLE (lot_id bigint, word text, known boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH word AS MATERIALIZED (
		SELECT DISTINCT t.word FROM materials.rule_step AS t WHERE t.rule = step_tested.rule AND t.version = step_tested.version
	), tested AS MATERIALIZED (
		SELECT l.id, coalesce(l.material, i.material) AS material, i.class
		FROM materials.rule_ids(step_tested.battery_ids) AS b (id) JOIN lot AS l ON l.id = b.id LEFT JOIN item AS i ON i.id = l.item_id
	)
	-- Its material names it, then a wider one, then the class of its item.
	SELECT DISTINCT ON (t.id) t.id, coalesce(w.word, '*'), t.material IS NOT NULL OR w.word IS NOT NULL
	FROM tested AS t
		LEFT JOIN LATERAL (SELECT x.word, x.depth FROM materials.wider_material() AS x WHERE x.material = t.material UNION ALL SELECT t.class, 100) AS n (word, depth) ON true
		LEFT JOIN word AS w ON w.word = n.word
	ORDER BY t.id, w.word IS NULL, n.depth;
END
$$;
COMMENT ON FUNCTION step_tested(text, text, bigint[]) IS 'tested lots as the rows of rule_step name them: by material, wider material or class, * where no row does; known is false where that is because nobody says what a lot is made of';

CREATE OR REPLACE FUNCTION step_lot(rule text, version text, lots materials.rule_lot[], inputs materials.rule_input[]) RETURNS TABLE (lot_id bigint, material text, step text, stage text, country materials.country,
		region text, day date, producer_id bigint, open_reason text, begins boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT s.lot_id, CASE WHEN s.open_reason IN ('hidden', 'withdrawn') THEN NULL ELSE s.material END, s.step, s.stage, s.country, CASE WHEN s.country IS NOT NULL THEN s.region END, s.day, s.producer_id, s.open_reason,
		s.open_reason IS NULL AND e.output_lot_id IS NULL
	FROM materials.rule_lots(step_lot.lots) AS s
		LEFT JOIN (SELECT DISTINCT n.output_lot_id FROM materials.rule_inputs(step_lot.inputs) AS n) AS e ON e.output_lot_id = s.lot_id;
END
$$;
COMMENT ON FUNCTION step_lot(text, text, materials.rule_lot[], materials.rule_input[]) IS 'lots with what steps are asked about: material, step, place, maker, and whether a chain begins with it';

CREATE OR REPLACE FUNCTION step_place(rule text, version text, lots materials.rule_lot[]) RETURNS TABLE (lot_id bigint, place text, class text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH made AS MATERIALIZED (
		SELECT s.lot_id, s.country::text AS country, s.region, s.day FROM step_lot(step_place.rule, step_place.version, step_place.lots, '{}') AS s
	), placed AS MATERIALIZED (
		SELECT m.country, m.region, m.day, q.place, f.class, f.confirmed
		FROM (SELECT DISTINCT x.country, x.region, x.day FROM made AS x) AS m
			CROSS JOIN (SELECT DISTINCT p.place FROM materials.rule_place AS p WHERE p.rule = step_place.rule AND p.version = step_place.version) AS q
			LEFT JOIN LATERAL (
				-- A country of which a region lies in the place, and nobody says in which region: unknown.
				SELECT CASE WHEN r.rank = 3 OR p.treatment = 'unsettled' THEN 'unknown' ELSE p.treatment END, p.confirmed
				FROM materials.rule_place AS p
					CROSS JOIN LATERAL (SELECT CASE WHEN p.member = m.region THEN 4
						WHEN p.member LIKE m.country || '-%' AND coalesce(m.region NOT LIKE m.country || '-%', true) THEN 3
						WHEN p.member = m.country THEN 2
						WHEN p.member = 'covered_nations' AND EXISTS (SELECT FROM materials.covered_nation AS n WHERE n.nation::text = m.country AND n.valid @> m.day) THEN 1 END) AS r (rank)
				WHERE p.rule = step_place.rule AND p.version = step_place.version AND p.place = q.place AND r.rank IS NOT NULL
				ORDER BY r.rank DESC, p.treatment COLLATE "C" LIMIT 1) AS f (class, confirmed) ON true
	)
	SELECT m.lot_id, p.place, CASE WHEN m.country IS NULL THEN 'unknown' ELSE coalesce(p.class, 'out') END, coalesce(p.confirmed, true)
	FROM made AS m JOIN placed AS p ON coalesce(p.country, '') = coalesce(m.country, '') AND coalesce(p.region, '') = coalesce(m.region, '') AND p.day = m.day;
END
$$;
COMMENT ON FUNCTION step_place(text, text, materials.rule_lot[]) IS 'for each lot and each place that a rule speaks of: whether it was made in it, out of it, or that is unknown; confirmed is false where that rests on a row that was not read in the text';

CREATE OR REPLACE FUNCTION step_row(rule text, version text, words text[], days date[]) RETURNS TABLE (word text, span integer, limb text, process text, material text, effect text, place text, reach text, rank integer, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT w.word, p.span, t.limb, t.process, t.material, t.effect, t.place, t.reach,
		CASE WHEN t.material <> '*' THEN 8 ELSE 0 END + CASE WHEN t.process = '*' THEN 0 WHEN EXISTS (SELECT FROM materials.process_step AS s WHERE s.step = t.process) THEN 4 ELSE 2 END + CASE WHEN t.word <> '*' THEN 1 ELSE 0 END, b.confirmed
	FROM unnest(step_row.words) AS w (word)
		JOIN materials.rule_step AS t ON t.word IN (w.word, '*')
		JOIN materials.rule_limb AS b ON b.rule = t.rule AND b.version = t.version AND b.limb = t.limb
		JOIN step_span(step_row.rule, step_row.version, step_row.days) AS p ON t.valid @> p.day
	WHERE t.rule = step_row.rule AND t.version = step_row.version;
END
$$;
COMMENT ON FUNCTION step_row(text, text, text[], date[]) IS 'rows of rule_step that hold for tested lots (by word) in spans of days; rank says how particular each is';

CREATE OR REPLACE FUNCTION step_hit(rule text, version text, words text[], lots materials.rule_lot[], inputs materials.rule_input[], days date[]) RETURNS TABLE (lot_id bigint, word text, span integer,
		limb text, effect text, place text, reach text, rank integer, certain boolean, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH made AS MATERIALIZED (
		SELECT s.lot_id, s.material, s.step, s.stage FROM step_lot(step_hit.rule, step_hit.version, step_hit.lots, step_hit.inputs) AS s
	), wider AS MATERIALIZED (
		SELECT x.material, x.word FROM materials.wider_material() AS x
	), row_of AS MATERIALIZED (
		SELECT r.* FROM step_row(step_hit.rule, step_hit.version, step_hit.words, step_hit.days) AS r
	), kind AS MATERIALIZED (
		SELECT DISTINCT m.material, m.step, m.stage FROM made AS m
	), fits AS MATERIALIZED (
		-- What made a lot, or what it is made of, may be unknown: then a row that asks for it perhaps fits.
		SELECT k.material, k.step, r.word, r.span, r.limb, r.effect, r.place, r.reach, r.rank, r.confirmed, p.fits AND q.fits AS certain
		FROM kind AS k CROSS JOIN row_of AS r
			CROSS JOIN LATERAL (SELECT CASE WHEN r.process = '*' THEN true WHEN k.step IS NOT NULL THEN r.process IN (k.step, k.stage) END) AS p (fits)
			CROSS JOIN LATERAL (SELECT CASE WHEN r.material = '*' THEN true WHEN k.material IS NOT NULL THEN EXISTS (SELECT FROM wider AS x WHERE x.material = k.material AND x.word = r.material) END) AS q (fits)
		WHERE (p.fits AND q.fits) IS DISTINCT FROM false
	)
	SELECT m.lot_id, f.word, f.span, f.limb, f.effect, f.place, f.reach, f.rank, f.certain IS TRUE, f.confirmed
	FROM made AS m JOIN fits AS f ON coalesce(f.material, '') = coalesce(m.material, '') AND coalesce(f.step, '') = coalesce(m.step, '');
END
$$;
COMMENT ON FUNCTION step_hit(text, text, text[], materials.rule_lot[], materials.rule_input[], date[]) IS 'rows of rule_step that fit lots by what made them and what they are made of, for each word of tested lots and span of days; certain is false where that is not all known';

CREATE OR REPLACE FUNCTION step_found(rule text, version text, words text[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, days date[], known_at timestamptz) RETURNS TABLE (lot_id bigint, word text, span integer,
		limb text, outcome text, what text, party_id bigint, fact jsonb, spreads boolean, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 1500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH made AS MATERIALIZED (
		SELECT s.*, coalesce(p.title, 'a step that is not recorded') AS done, coalesce(materials.country_name(s.country), 'a country that is not recorded') || coalesce(', ' || s.region, '') AS at
		FROM step_lot(step_found.rule, step_found.version, step_found.lots, step_found.inputs) AS s LEFT JOIN materials.process_step AS p ON p.step = s.step
	), hit AS MATERIALIZED (
		SELECT h.* FROM step_hit(step_found.rule, step_found.version, step_found.words, step_found.lots, step_found.inputs, step_found.days) AS h WHERE h.effect NOT IN ('renews', 'whole', 'unforgiven')
	), place AS MATERIALIZED (
		SELECT p.* FROM step_place(step_found.rule, step_found.version, step_found.lots) AS p
	), named AS MATERIALIZED (
		SELECT p.span, n.* FROM step_span(step_found.rule, step_found.version, step_found.days) AS p CROSS JOIN LATERAL named_at(step_found.rule, step_found.version, p.day, step_found.known_at) AS n
		WHERE EXISTS (SELECT FROM hit AS h WHERE h.span = p.span AND h.effect = 'listed')
	), placed AS (
		-- By place: the most particular row of a limb holds.  One that only perhaps fits and would say otherwise leaves it open.
		SELECT h.lot_id, h.word, h.span, h.limb, bool_or(h.reach = 'chain') AS spreads, bool_or(o.class = 'unknown') AS unplaced,
			(array_agg(o.outcome ORDER BY h.rank DESC, o.outcome COLLATE "C") FILTER (WHERE h.certain))[1] AS sure,
			(array_agg(o.confirmed ORDER BY h.rank DESC, o.outcome COLLATE "C") FILTER (WHERE h.certain))[1] AS sure_confirmed,
			array_agg(DISTINCT o.outcome) FILTER (WHERE NOT h.certain) AS perhaps, coalesce(bool_and(o.confirmed) FILTER (WHERE NOT h.certain), true) AS perhaps_confirmed
		FROM hit AS h LEFT JOIN place AS p ON p.lot_id = h.lot_id AND p.place = h.place
			CROSS JOIN LATERAL (SELECT CASE WHEN h.place IS NULL THEN 'in' ELSE coalesce(p.class, 'unknown') END) AS c (class)
			CROSS JOIN LATERAL (SELECT CASE
				WHEN c.class = 'unknown' THEN 'open'
				WHEN h.effect = 'allowed' THEN CASE c.class WHEN 'in' THEN 'clear' ELSE 'barred' END
				WHEN c.class = 'out' THEN 'clear'
				WHEN h.effect = 'open' THEN 'open' ELSE 'barred' END) AS v (outcome)
			-- That a limb finds nothing does not rest on how it was read, only on what lies in the place.
			CROSS JOIN LATERAL (SELECT c.class, v.outcome, coalesce(p.confirmed, true) AND (h.confirmed OR v.outcome = 'clear')) AS o (class, outcome, confirmed)
		WHERE h.effect IN ('barred', 'allowed', 'open')
		GROUP BY h.lot_id, h.word, h.span, h.limb
	), by_place AS (
		SELECT q.lot_id, q.word, q.span, q.limb, q.spreads, q.unplaced, v.outcome, CASE WHEN v.outcome = q.sure THEN q.sure_confirmed ELSE q.perhaps_confirmed END AS confirmed
		FROM placed AS q CROSS JOIN LATERAL (SELECT CASE WHEN q.perhaps IS NULL OR q.perhaps = ARRAY[q.sure] THEN q.sure WHEN q.perhaps = '{clear}' AND q.sure IS NULL THEN 'clear' ELSE 'open' END) AS v (outcome)
	)
	SELECT m.lot_id, v.word, v.span, v.limb, v.outcome,
		CASE WHEN v.outcome = 'open' AND v.unplaced THEN CASE WHEN m.country IS NULL THEN format('where %s was done is not recorded', m.done) ELSE format('whether %s was done in the place that counts is not settled: %s', m.done, m.at) END
			WHEN v.outcome = 'open' AND m.step IS NULL THEN format('which step was done in %s is not recorded', m.at)
			WHEN v.outcome = 'open' THEN format('whether %s in %s counts is not settled', m.done, m.at)
			ELSE format('%s in %s', m.done, m.at) END,
		NULL::bigint, jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', m.lot_id)), v.spreads, v.confirmed
	FROM by_place AS v JOIN made AS m ON m.lot_id = v.lot_id
	-- What is clear by an unconfirmed reading is told too.
	WHERE v.outcome <> 'clear' OR NOT v.confirmed
	UNION ALL
	SELECT m.lot_id, h.word, h.span, h.limb, o.outcome,
		CASE WHEN m.producer_id IS NULL THEN format('by whom %s was done is not recorded', m.done) WHEN o.outcome = 'open' THEN format('whether %s is a listed party is not known: %s', p.name, n.detail) ELSE format('%s by %s, %s', m.done, p.name, n.detail) END,
		m.producer_id, jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', m.lot_id)) || coalesce(n.fact, '[]'), h.reach = 'chain', h.confirmed AND coalesce(n.confirmed, true)
	FROM hit AS h JOIN made AS m ON m.lot_id = h.lot_id LEFT JOIN named AS n ON n.span = h.span AND n.party_id = m.producer_id LEFT JOIN party_at('infinity') AS p ON p.id = m.producer_id
		CROSS JOIN LATERAL (SELECT CASE WHEN m.producer_id IS NULL THEN 'open' WHEN n.party_id IS NULL THEN 'clear' WHEN n.certain THEN 'barred' WHEN n.standing IN ('entry', 'successor') THEN 'open'
			ELSE CASE step_found.policies ->> 'named_subsidiary' WHEN 'other' THEN 'clear' WHEN 'offender' THEN CASE n.standing WHEN 'subsidiary' THEN 'barred' ELSE 'open' END ELSE 'open' END END) AS s (outcome)
		CROSS JOIN LATERAL (SELECT CASE WHEN h.certain OR s.outcome = 'clear' THEN s.outcome ELSE 'open' END) AS o (outcome)
	WHERE h.effect = 'listed' AND o.outcome <> 'clear'
	UNION ALL
	-- A step that has to be there is there when it is known where it was done.
	SELECT m.lot_id, h.word, h.span, h.limb, CASE WHEN m.country IS NULL THEN 'open' ELSE 'present' END, CASE WHEN m.country IS NULL THEN format('where %s was done is not recorded', m.done) ELSE format('%s in %s', m.done, m.at) END,
		NULL, jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', m.lot_id)), h.reach = 'chain', h.confirmed
	FROM hit AS h JOIN made AS m ON m.lot_id = h.lot_id WHERE h.effect = 'required' AND h.certain
	UNION ALL
	SELECT DISTINCT m.lot_id, r.word, r.span, r.limb, 'open', format('the chain is said to begin with %s, what came before it is not recorded', m.done), NULL::bigint, jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', m.lot_id)), true, r.confirmed
	FROM made AS m CROSS JOIN (SELECT x.word, x.span, x.limb, bool_and(x.confirmed) AS confirmed FROM step_row(step_found.rule, step_found.version, step_found.words, step_found.days) AS x WHERE x.effect = 'begins' GROUP BY x.word, x.span, x.limb) AS r
	WHERE m.begins AND NOT EXISTS (SELECT FROM hit AS h WHERE h.lot_id = m.lot_id AND h.word = r.word AND h.span = r.span AND h.limb = r.limb AND h.effect = 'begins' AND h.certain)
	UNION ALL
	SELECT m.lot_id, w.word, p.span, NULL, 'open', coalesce(u.title, m.open_reason), NULL, jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', m.lot_id)), true, true
	FROM made AS m CROSS JOIN unnest(step_found.words) AS w (word) CROSS JOIN step_span(step_found.rule, step_found.version, step_found.days) AS p
		LEFT JOIN materials.unknown_reason AS u ON u.reason = m.open_reason
	-- Where only the tested lot itself is asked about, what went into it does not matter.
	WHERE m.open_reason IS NOT NULL AND EXISTS (SELECT FROM step_row(step_found.rule, step_found.version, step_found.words, step_found.days) AS r WHERE r.word = w.word AND r.span = p.span AND r.reach = 'chain' AND r.effect NOT IN ('renews', 'whole', 'unforgiven'));
END
$$;
COMMENT ON FUNCTION step_found(text, text, text[], materials.rule_lot[], materials.rule_input[], jsonb, date[], timestamptz) IS 'what each lot by itself says under a rule of the kind step_origin, for each word of tested lots and span of days: barred, open, present (a step that has to be there), or clear by an unconfirmed reading';

CREATE OR REPLACE FUNCTION step_release(rule text, version text, words text[], lots materials.rule_lot[], inputs materials.rule_input[], days date[]) RETURNS TABLE (lot_id bigint, word text, span integer,
		release text, release_word text, condition text, outcome text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT m.lot_id, w.word, p.span, c.release, c.word, c.condition,
		CASE WHEN c.place IS NULL OR k.class = CASE WHEN c.inside THEN 'in' ELSE 'out' END THEN CASE WHEN m.step IS NULL THEN 'perhaps' ELSE 'met' END
			WHEN k.class = 'unknown' OR m.step IS NULL THEN 'open' ELSE 'not_met' END, coalesce(k.confirmed, true)
	FROM materials.rule_release_step AS c
		JOIN materials.rule_release AS r ON r.rule = c.rule AND r.version = c.version AND r.release = c.release AND r.word = c.word
		JOIN unnest(step_release.words) AS w (word) ON r.word IN (w.word, '*')
		JOIN step_span(step_release.rule, step_release.version, step_release.days) AS p ON r.valid @> p.day
		JOIN step_lot(step_release.rule, step_release.version, step_release.lots, step_release.inputs) AS m ON c.process = ANY (ARRAY['*', m.step, m.stage]) OR m.step IS NULL
		LEFT JOIN step_place(step_release.rule, step_release.version, step_release.lots) AS k ON k.lot_id = m.lot_id AND k.place = c.place
	WHERE c.rule = step_release.rule AND c.version = step_release.version;
END
$$;
COMMENT ON FUNCTION step_release(text, text, text[], materials.rule_lot[], materials.rule_input[], date[]) IS 'what each lot by itself says of the conditions of exceptions: met, not_met, open, or perhaps where its step is not known';
