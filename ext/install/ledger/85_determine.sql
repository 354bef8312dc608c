-- Verdicts put on record, and computed again.  The body is what the digest is made of: whatever a session has set, the same
-- facts and rows of the rulebook give the same bytes.  docs/internals/determinations.md and formats.md.

CREATE OR REPLACE FUNCTION determination_basis(line_ids bigint[], known_at timestamptz) RETURNS TABLE (relation text, row_id bigint)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	WITH standing AS MATERIALIZED (
		SELECT DISTINCT u.lot_id AS id FROM case_root(determination_basis.line_ids, '{}', determination_basis.known_at) AS r JOIN lot AS l ON l.id = r.lot_id CROSS JOIN LATERAL flow_up(r.lot_id, determination_basis.known_at) AS u
	), goods AS MATERIALIZED (
		-- Lots that stand for others, and those others: what was recorded of these counts for them.
		SELECT ARRAY(SELECT s.id FROM standing AS s WHERE s.id IS NOT NULL
			UNION SELECT f.recorded_id FROM lot_former(ARRAY(SELECT s.id FROM standing AS s), determination_basis.known_at) AS f) AS ids
	), around AS MATERIALIZED (
		SELECT g.ids, ARRAY(SELECT p.id FROM verdict_party(determination_basis.line_ids, g.ids, '{}', determination_basis.known_at) AS p (id)) AS party_ids FROM goods AS g
	), fact AS MATERIALIZED (
		SELECT f.relation, f.row_id FROM around AS a CROSS JOIN LATERAL verdict_fact(determination_basis.line_ids, a.ids, '{}', determination_basis.known_at) AS f
	), item_of AS MATERIALIZED (
		SELECT l.item_id AS id FROM around AS a JOIN lot AS l ON l.id = ANY (a.ids) WHERE l.item_id IS NOT NULL UNION SELECT c.item_id FROM contract_line AS c WHERE c.id = ANY (determination_basis.line_ids)
	), event_of AS MATERIALIZED (
		SELECT DISTINCT l.event_id AS id FROM around AS a JOIN lot AS l ON l.id = ANY (a.ids) WHERE l.event_id IS NOT NULL
	), deed AS MATERIALIZED (
		SELECT e.row_id AS fact_id, e.id, e.document_id FROM fact AS f JOIN evidence AS e ON e.relation = f.relation AND e.row_id = f.row_id WHERE e.recorded_at <= determination_basis.known_at
	)
	SELECT f.relation, f.row_id FROM fact AS f WHERE f.relation <> 'contract_line_lot'
	UNION SELECT 'contract_line_lot', x.id FROM line_lot_row(determination_basis.line_ids, determination_basis.known_at) AS x
	UNION SELECT 'correction', x.id FROM around AS a JOIN correction AS x ON x.relation = 'lot' AND (x.row_id = ANY (a.ids) OR x.replaced_by = ANY (a.ids)) WHERE x.recorded_at <= determination_basis.known_at
	UNION SELECT 'party', p.id FROM around AS a JOIN party AS p ON p.id = ANY (a.party_ids) WHERE p.recorded_at <= determination_basis.known_at
	UNION SELECT 'item', i.id FROM item_of AS i
	UNION SELECT 'event', e.id FROM event_of AS e
	UNION SELECT 'site', s.id FROM (SELECT l.site_id AS id FROM around AS a JOIN lot AS l ON l.id = ANY (a.ids) UNION SELECT v.site_id FROM event_of AS e JOIN event AS v ON v.id = e.id) AS s WHERE s.id IS NOT NULL
	UNION SELECT 'contract', c.contract_id FROM contract_line AS c WHERE c.id = ANY (determination_basis.line_ids)
	UNION SELECT 'programme', c.programme_id FROM line_at(determination_basis.line_ids, determination_basis.known_at) AS c WHERE c.programme_id IS NOT NULL
	UNION SELECT 'evidence', d.id FROM deed AS d
	UNION SELECT 'document', o.id FROM (SELECT d.document_id AS id FROM deed AS d
			UNION SELECT t.document_id FROM fact AS f JOIN declaration AS t ON f.relation = 'declaration' AND t.id = f.row_id
			UNION SELECT t.document_id FROM fact AS f JOIN control_contract AS t ON f.relation = 'control_contract' AND t.id = f.row_id
			UNION SELECT t.document_id FROM fact AS f JOIN waiver AS t ON f.relation = 'waiver' AND t.id = f.row_id
			UNION SELECT t.document_id FROM fact AS f JOIN assay AS t ON f.relation = 'assay' AND t.id = f.row_id) AS o WHERE o.id IS NOT NULL;
END;
COMMENT ON FUNCTION determination_basis(bigint[], timestamptz) IS 'the closed set of rows that verdicts on some lines rest on, by what was known at an instant';

CREATE OR REPLACE FUNCTION determination_body(line_id bigint, rules text[], versions text[], policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (rule text, version text, policies_taken jsonb, body text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 30 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD' SET intervalstyle = 'postgres' SET timezone = 'UTC' SET extra_float_digits = 1 SET bytea_output = 'hex' SET materials.identities = off
AS $$
#variable_conflict use_column
DECLARE
	goods materials.rule_goods := goods_of(rules, versions, ARRAY[determination_body.line_id], '{}', '{}', determination_body.policies, determination_body.as_of, determination_body.known_at);
BEGIN
	RETURN QUERY
		SELECT r.rule, r.version, c.taken, jsonb_build_object('format', 1, 'ledger', g.origin, 'line', l.code, 'rule', r.rule, 'version', r.version, 'as_of', determination_body.as_of,
			'known_at', to_char(determination_body.known_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'policies', c.taken,
			'verdict', to_jsonb(v.verdicts[1]) - 'rule' - 'version',
			'findings', (SELECT jsonb_agg(to_jsonb(f) - 'finding' ORDER BY f.finding) FROM explain_judged(v.verdicts, r.rule, r.version, ARRAY[l.id], '{}', '{}', '{}', goods, determination_body.as_of, determination_body.known_at, c.taken) AS f),
			'facts', b.told)::text
		FROM ledger AS g JOIN contract_line AS l ON l.id = determination_body.line_id CROSS JOIN unnest(rules, versions) AS r (rule, version)
			CROSS JOIN LATERAL (SELECT materials.rule_choices(r.rule, r.version, determination_body.policies)) AS c (taken)
			CROSS JOIN LATERAL (SELECT array_agg(j.verdict) FROM check_judged(r.rule, r.version, ARRAY[l.id], '{}', '{}', '{}', goods, determination_body.as_of, determination_body.known_at, c.taken) AS j) AS v (verdicts)
			CROSS JOIN (SELECT jsonb_build_object('count', count(*), 'sha256', encode(sha256(convert_to(string_agg(format(E'%s %s\n', f.relation, f.row_id), '' ORDER BY f.relation COLLATE "C", f.row_id), 'UTF8')), 'hex'))
				FROM determination_basis(ARRAY[determination_body.line_id], determination_body.known_at) AS f) AS b (told);
END
$$;
COMMENT ON FUNCTION determination_body(bigint, text[], text[], jsonb, date, timestamptz) IS 'verdicts of versions of rules on a line in the canonical form that determinations are stored in (format 1), and the readings taken';

CREATE OR REPLACE FUNCTION determine(line text, rule text DEFAULT NULL, as_of date DEFAULT NULL, policies jsonb DEFAULT '{}', source text DEFAULT NULL) RETURNS SETOF determination
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 30 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	day date := coalesce(determine.as_of, materials.as_of());
	chosen jsonb := coalesce(determine.policies, '{}');
	asked_id bigint := line_id(determine.line);
	first_id bigint;
	instant timestamptz;
	rules text[];
	versions text[];
	one record;
	made determination;
BEGIN
	IF asked_id IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'a determination needs a contract line',
			HINT = 'For example determine(''L-1''), or determine(''L-1'', ''10USC4865'').';
	ELSIF materials.supposing('infinity') THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'nothing is determined while something is supposed',
			DETAIL = 'A determination rests on what is recorded.',
			HINT = 'End what is supposed with suppose_nothing().';
	ELSIF materials.known_at() < 'infinity' THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'a determination rests on all that is known now',
			DETAIL = format('The setting materials.known_at is %s.', materials.known_at()),
			HINT = 'RESET materials.known_at.';
	END IF;
	PERFORM materials.check_choices(chosen);
	SELECT array_agg(r.rule ORDER BY r.rule COLLATE "C"), array_agg(r.version ORDER BY r.rule COLLATE "C") INTO rules, versions FROM materials.rules_asked(determine.rule) AS r;
	-- Nothing more is recorded as known by that instant.  What follows reads what has been committed by now.
	instant := materials.knowledge_close('ledger'::regclass, 'determination'::regclass);
	IF NOT EXISTS (SELECT FROM line_at(ARRAY[asked_id], instant) AS l) THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = format('contract line "%s" is recorded as of a time to come', left(determine.line, 64)),
			HINT = 'It can be determined from then on.';
	END IF;
	FOR one IN
		SELECT b.rule, b.version, b.policies_taken, b.body, g.digest AS rulebook
		FROM determination_body(asked_id, rules, versions, chosen, day, instant) AS b JOIN materials.rule_digest(rules, versions) AS g ON g.rule = b.rule ORDER BY b.rule COLLATE "C"
	LOOP
		INSERT INTO determination (code, act_id, line_id, rule, version, as_of, known_at, policies, format, body, digest, rulebook, supersedes, source)
		VALUES (format('%s/%s/%s', left(determine.line, 100), left(one.rule, 50), to_char(instant AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS.US"Z"')), first_id, asked_id, one.rule, one.version, day, instant, one.policies_taken,
			1, one.body, sha256(convert_to(one.body, 'UTF8')), one.rulebook, (SELECT max(o.id) FROM determination AS o WHERE o.line_id = asked_id AND o.rule = one.rule), determine.source)
		RETURNING * INTO made;
		IF first_id IS NULL THEN
			first_id := made.id;
			INSERT INTO determination_fact (determination_id, relation, row_id) SELECT first_id, f.relation, f.row_id FROM determination_basis(ARRAY[asked_id], instant) AS f;
		END IF;
		RETURN NEXT made;
	END LOOP;
END
$$;
COMMENT ON FUNCTION determine(text, text, date, jsonb, text) IS 'puts on record what a rule (each rule, where none is named) says of a contract line by all that is known now, with what that rests on; waits for those who are recording. Errors as check has them, 55000 while something is supposed, about earlier knowledge, or in an isolation level above READ COMMITTED';

CREATE OR REPLACE FUNCTION replay(determination text DEFAULT NULL) RETURNS TABLE (code text, line text, rule text, version text, as_of date, known_at timestamptz, status text, status_now text, matches boolean, digest bytea, digest_now bytea, differences text[])
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET jit = off
AS $$
#variable_conflict use_column
BEGIN
	IF replay.determination IS NOT NULL AND NOT EXISTS (SELECT FROM determination AS d WHERE d.code = replay.determination) THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no determination "%s"', left(replay.determination, 64)),
			HINT = 'Determinations are addressed by the codes that determine gave them.';
	END IF;
	RETURN QUERY
		SELECT d.code::text, l.code::text, d.rule, d.version, d.as_of, d.known_at, d.status, b.body::jsonb -> 'verdict' ->> 'status', m.matches, d.digest, sha256(convert_to(b.body, 'UTF8')),
			CASE WHEN NOT m.matches THEN
				ARRAY(SELECT format('the rows of version "%s" of rule "%s" are not what they were', d.version, d.rule) FROM materials.rule_digest(ARRAY[d.rule], ARRAY[d.version]) AS g WHERE g.digest <> d.rulebook)
				|| ARRAY(SELECT 'the stored bytes do not have their digest' WHERE d.digest <> sha256(convert_to(d.body, 'UTF8')))
				|| ARRAY(SELECT format('%s: %s, was %s', j.path, coalesce(j.later, 'nothing'), coalesce(j.earlier, 'nothing')) FROM materials.json_difference(d.body::jsonb, b.body::jsonb) AS j ORDER BY j.path COLLATE "C") END
		FROM determination AS d JOIN contract_line AS l ON l.id = d.line_id
			LEFT JOIN LATERAL determination_body(d.line_id, ARRAY[d.rule], ARRAY[d.version], d.policies, d.as_of, d.known_at) AS b ON true
			CROSS JOIN LATERAL (SELECT coalesce(b.body = d.body AND d.digest = sha256(convert_to(b.body, 'UTF8')), false), materials.tell_progress(format('what %s said of %s is computed again', d.rule, l.code))) AS m (matches, told)
		WHERE d.code = replay.determination OR replay.determination IS NULL
		ORDER BY d.id;
END
$$;
COMMENT ON FUNCTION replay(text) IS 'computes a determination (each, where none is named) again by what was known and by the version of the rule then, compares byte for byte, and says what differs; writes nothing. Error 23503 where there is no such determination';
