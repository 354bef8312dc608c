-- Whom to ask what, as questionnaires: what to_settle finds missing, a questionnaire for each supplier.

CREATE OR REPLACE FUNCTION supplier_questions(subject text, rule text, subject_kind text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}')
		RETURNS TABLE (ask text, place integer, key text, relation text, row_id bigint, aspect text, word text, wanted text, needed boolean, decides text, status text, status_after text)
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 20 SET search_path FROM CURRENT SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	about jsonb := settle_about('settled', supplier_questions.subject, supplier_questions.rule, supplier_questions.subject_kind, supplier_questions.as_of, supplier_questions.known_at, supplier_questions.policies);
BEGIN
	RETURN QUERY
	WITH missing AS MATERIALIZED (
		SELECT s.* FROM to_settle(supplier_questions.subject, supplier_questions.rule, supplier_questions.subject_kind, supplier_questions.as_of, supplier_questions.known_at, supplier_questions.policies) AS s
	), gap AS MATERIALIZED (
		SELECT g.kind, g.relation, g.row_id, g.word, g.what,
			CASE g.relation WHEN 'party' THEN (SELECT p.code::text FROM party AS p WHERE p.id = g.row_id) WHEN 'lot' THEN (SELECT l.code::text FROM lot AS l WHERE l.id = g.row_id)
				WHEN 'item' THEN (SELECT i.code::text FROM item AS i WHERE i.id = g.row_id) ELSE (SELECT l.code::text FROM contract_line AS l WHERE l.id = g.row_id) END AS about
		FROM settle_gap(about ->> 'rule', about ->> 'version', materials.settle_ids(about, 'line_ids'), materials.settle_ids(about, 'root_ids'), materials.settle_ids(about, 'item_ids'), materials.settle_ids(about, 'party_ids'),
			materials.rule_choices(about ->> 'rule', about ->> 'version', about -> 'policies'), (about ->> 'as_of')::date, (about ->> 'known_at')::timestamptz) AS g
		WHERE EXISTS (SELECT FROM missing)
	)
	SELECT m.ask, (row_number() OVER (PARTITION BY m.ask ORDER BY m.place, a.place))::integer, concat_ws('/', g.relation, g.about, a.aspect, CASE WHEN a.aspect IN ('claim', 'property') THEN g.word END), g.relation, g.row_id, a.aspect,
		CASE WHEN a.aspect IN ('claim', 'property') THEN g.word END, a.wanted, m.needed, m.decides, m.status, m.status_after
	FROM missing AS m JOIN gap AS g ON g.kind = m.kind AND g.relation = m.about_kind AND g.about = m.about AND g.what = m.wanted
		LEFT JOIN lot AS l ON g.relation = 'lot' AND l.id = g.row_id
		-- What several facts would answer is several questions.
		CROSS JOIN LATERAL (
			SELECT 1 AS place, 'holders' AS aspect, 'who holds it, all of it: a row for each holder with the share, and "complete"' AS wanted WHERE g.kind = 'party' AND g.word ~ 'holders'
			UNION ALL SELECT 2, 'incorporation', 'in which country it is incorporated' WHERE g.kind = 'party' AND g.word ~ 'seat'
			UNION ALL SELECT 3, 'principal_place', 'in which country it does business mainly' WHERE g.kind = 'party' AND g.word ~ 'seat'
			UNION ALL SELECT 4, 'identity', g.what WHERE g.kind = 'party' AND coalesce(g.word, '') = ''
			UNION ALL SELECT 5, 'producer', 'who made it' WHERE g.kind = 'source' AND l.producer_id IS NULL
			UNION ALL SELECT 6, 'country', 'in which country it was made' WHERE g.kind = 'source' AND g.what ~ 'where it was made'
			UNION ALL SELECT 7, 'inputs', g.what || ': a row for each lot with the quantity, and "complete"; or "origin", where the chain begins with it' WHERE g.kind = 'inputs'
			UNION ALL SELECT 8, g.kind, g.what WHERE g.kind NOT IN ('party', 'source', 'inputs')) AS a
	ORDER BY m.ask COLLATE "C", m.place, a.place;
END
$$;
COMMENT ON FUNCTION supplier_questions(text, text, text, date, timestamptz, jsonb) IS 'what to_settle would ask, as questions with keys that stay the same: whom, what of which party, lot, item or line, whether the verdict needs it, what a bad answer decides, and the verdict when the needed ones are answered well; writes nothing';

CREATE OR REPLACE FUNCTION ask_suppliers(subject text, rule text, due_on date, subject_kind text DEFAULT NULL, as_of date DEFAULT NULL, policies jsonb DEFAULT '{}') RETURNS TABLE (questionnaire text, ask text, questions bigint, recorded boolean)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 10 SET search_path FROM CURRENT SET datestyle = 'ISO, YMD'
AS $$
#variable_conflict use_column
DECLARE
	one record;
	made bigint;
BEGIN
	IF ask_suppliers.due_on IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'questions have no day by which they are due';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('materials questionnaire', 'ledger'::regclass::oid::bigint));
	FOR one IN
		SELECT s.ask, concat_ws('/', ask_suppliers.subject, ask_suppliers.rule, coalesce(s.ask, 'nobody'), ask_suppliers.due_on::text) AS code, min(s.status) AS status, min(s.status_after) AS status_after, count(*) AS questions, jsonb_agg(to_jsonb(s)) AS rows
		FROM supplier_questions(ask_suppliers.subject, ask_suppliers.rule, ask_suppliers.subject_kind, ask_suppliers.as_of, NULL, ask_suppliers.policies) AS s GROUP BY s.ask ORDER BY min(s.place), s.ask COLLATE "C"
	LOOP
		made := NULL;
		INSERT INTO questionnaire (code, party_id, subject, rule, version, as_of, due_on, status, status_after)
		SELECT one.code, party_id(one.ask), ask_suppliers.subject, ask_suppliers.rule, materials.rule_version(ask_suppliers.rule), coalesce(ask_suppliers.as_of, materials.as_of()), ask_suppliers.due_on, one.status, one.status_after
		ON CONFLICT ON CONSTRAINT questionnaire_code_key DO NOTHING RETURNING questionnaire.id INTO made;
		INSERT INTO supplier_question (questionnaire_id, key, place, relation, row_id, aspect, word, wanted, needed, decides)
		SELECT made, q.key, q.place, q.relation, q.row_id, q.aspect, q.word, q.wanted, q.needed, q.decides
		FROM jsonb_to_recordset(one.rows) AS q (key text, place integer, relation text, row_id bigint, aspect text, word text, wanted text, needed boolean, decides text) WHERE made IS NOT NULL ORDER BY q.place;
		RETURN QUERY SELECT one.code, one.ask, one.questions, made IS NOT NULL;
	END LOOP;
END
$$;
COMMENT ON FUNCTION ask_suppliers(text, text, date, text, date, jsonb) IS 'records a questionnaire for each supplier who can settle an open verdict, due on a day; one that is there is told as not recorded. Ask again with a later day to extend';

CREATE OR REPLACE FUNCTION questionnaire_sheet(questionnaire text, known_at timestamptz DEFAULT NULL)
		RETURNS TABLE (key text, wanted text, needed boolean, verdicts text, due_on date, value text, share text, quantity text, valid_from date, valid_to date, document text, answered_on date)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(questionnaire_sheet.known_at, materials.known_at());
BEGIN
	IF NOT EXISTS (SELECT FROM questionnaire AS n WHERE n.code = questionnaire_sheet.questionnaire AND n.recorded_at <= instant) THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no questionnaire "%s"', left(coalesce(questionnaire_sheet.questionnaire, ''), 64)),
			HINT = 'ask_suppliers() makes questionnaires and tells their codes.';
	END IF;
	RETURN QUERY
	SELECT q.key, q.wanted, q.needed,
		-- Every verdict that was found open for want of it.
		(SELECT string_agg(DISTINCT format('%s by %s: %s', o.subject, o.rule, concat_ws(', then ', o.status, o.status_after)), '; ' ORDER BY format('%s by %s: %s', o.subject, o.rule, concat_ws(', then ', o.status, o.status_after)))
			FROM supplier_question AS d JOIN questionnaire AS o ON o.id = d.questionnaire_id WHERE d.key = q.key AND o.recorded_at <= instant),
		n.due_on, a.value, a.share::text, a.quantity::text, lower(a.valid), upper(a.valid) - 1, (SELECT d.code::text FROM document AS d WHERE d.id = a.document_id), a.answered_on
	FROM questionnaire AS n JOIN supplier_question AS q ON q.questionnaire_id = n.id LEFT JOIN supplier_answer AS a ON a.key = q.key AND a.recorded_at <= instant
	WHERE n.code = questionnaire_sheet.questionnaire ORDER BY q.place, a.id;
END
$$;
COMMENT ON FUNCTION questionnaire_sheet(text, timestamptz) IS 'a questionnaire as rows to be filled in: question, verdicts that hang on it, and empty columns for the answer, or the answers that are there; COPY writes it as CSV, and import_answer takes it back';

CREATE OR REPLACE FUNCTION questionnaire_json(questionnaire text, known_at timestamptz DEFAULT NULL) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	instant timestamptz := coalesce(questionnaire_json.known_at, materials.known_at());
	asked jsonb := (SELECT jsonb_agg(jsonb_strip_nulls(to_jsonb(s))) FROM questionnaire_sheet(questionnaire_json.questionnaire, instant) AS s);
BEGIN
	RETURN (SELECT jsonb_build_object('questionnaire', n.code, 'ask', p.code, 'name', p.name, 'subject', n.subject, 'rule', n.rule, 'version', n.version, 'asOf', to_char(n.as_of, 'YYYY-MM-DD'), 'dueOn', to_char(n.due_on, 'YYYY-MM-DD'),
			'verdict', n.status, 'verdictAfter', n.status_after, 'questions', asked)
		FROM questionnaire AS n LEFT JOIN party_at(instant) AS p ON p.id = n.party_id WHERE n.code = questionnaire_json.questionnaire);
END
$$;
COMMENT ON FUNCTION questionnaire_json(text, timestamptz) IS 'a questionnaire as JSON: who is asked, by when, about which verdict, and its questions with the answers that are there';
