-- What a dossier is made of, whether it is printed or handed on as data.

CREATE OR REPLACE FUNCTION dossier_subject(line text, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, OUT day date, OUT instant timestamptz, OUT line_id bigint, OUT picture_day date, OUT lot_ids bigint[], OUT upstream_ids bigint[])
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	day := coalesce(dossier_subject.as_of, materials.as_of());
	instant := coalesce(dossier_subject.known_at, materials.known_at());
	line_id := line_id(materials.named(dossier_subject.line, 'contract line'));
	picture_day := coalesce((SELECT l.procured_on FROM contract_line AS l WHERE l.id = dossier_subject.line_id), day);
	lot_ids := ARRAY(SELECT x.lot_id FROM line_lot_at(ARRAY[dossier_subject.line_id], instant) AS x ORDER BY x.lot_id);
	upstream_ids := ARRAY(SELECT DISTINCT f.lot_id FROM unnest(lot_ids) AS u (id) CROSS JOIN LATERAL flow_up(u.id, instant) AS f);
END
$$;
COMMENT ON FUNCTION dossier_subject(text, date, timestamptz) IS 'what a dossier of a contract line is about: day and instant, the line, the day of its flow diagrams (that of procurement, where it is recorded), lots that fill it, and these with all upstream of them';

CREATE OR REPLACE FUNCTION dossier_judged(line_id bigint, as_of date, known_at timestamptz) RETURNS TABLE (rule text, title text, verdict materials.check_row, findings materials.finding_row[])
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 1000000 ROWS 30 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
#variable_conflict use_column
DECLARE
	-- Every rule looks at the same goods.
	goods materials.rule_goods := (SELECT goods_of(array_agg(r.rule), array_agg(r.version), ARRAY[dossier_judged.line_id], '{}', '{}', '{}', dossier_judged.as_of, dossier_judged.known_at) FROM materials.rules_asked(NULL) AS r);
BEGIN
	RETURN QUERY
		SELECT r.rule, r.title, v.verdict, ARRAY(SELECT f::materials.finding_row
				FROM explain_judged(ARRAY[v.verdict], r.rule, r.version, ARRAY[dossier_judged.line_id], '{}', '{}', '{}', goods, dossier_judged.as_of, dossier_judged.known_at, '{}') AS f ORDER BY f.finding)
		FROM (SELECT a.rule, a.version, x.title FROM materials.rules_asked(NULL) AS a JOIN materials.rule AS x ON x.rule = a.rule AND x.version = a.version ORDER BY a.rule COLLATE "C") AS r
			CROSS JOIN LATERAL check_judged(r.rule, r.version, ARRAY[dossier_judged.line_id], '{}', '{}', '{}', goods, dossier_judged.as_of, dossier_judged.known_at, '{}') AS v
		ORDER BY r.rule COLLATE "C";
END
$$;
COMMENT ON FUNCTION dossier_judged(bigint, date, timestamptz) IS 'verdicts on a contract line under every rule, and the findings behind each';

CREATE OR REPLACE FUNCTION dossier_digest(line text, as_of date, verdicts materials.check_row[], findings materials.finding_row[]) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT encode(sha256(convert_to(jsonb_build_object('ledger', l.origin, 'line', dossier_digest.line, 'as_of', to_char(dossier_digest.as_of, 'YYYY-MM-DD'),
		'verdicts', to_jsonb(dossier_digest.verdicts), 'findings', to_jsonb(dossier_digest.findings))::text, 'UTF8')), 'hex')
	FROM ledger AS l;
END;
COMMENT ON FUNCTION dossier_digest(text, date, materials.check_row[], materials.finding_row[]) IS 'SHA-256, in hexadecimal, of what a dossier says: the ledger, the line, the day, verdicts and findings';

CREATE OR REPLACE FUNCTION dossier_fact(findings materials.finding_row[], lot_ids bigint[]) RETURNS TABLE (relation text, row_id bigint)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 200
BEGIN ATOMIC
	SELECT DISTINCT f.value ->> 'relation', (f.value ->> 'id')::bigint FROM unnest(dossier_fact.findings) AS u CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(u.facts) WHEN 'array' THEN u.facts ELSE '[]' END) AS f
	UNION SELECT 'lot', l.id FROM unnest(dossier_fact.lot_ids) AS l (id);
END;
COMMENT ON FUNCTION dossier_fact(materials.finding_row[], bigint[]) IS 'rows of the ledger on which findings rest, and lots';

CREATE OR REPLACE FUNCTION dossier_document(findings materials.finding_row[], lot_ids bigint[]) RETURNS TABLE (code text, title text, kind text, issued_on date, sha256 text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 50
BEGIN ATOMIC
	SELECT o.code::text, o.title, o.kind, o.issued_on, encode(o.sha256, 'hex')
	FROM (SELECT DISTINCT x.document_id AS id FROM dossier_fact(dossier_document.findings, dossier_document.lot_ids) AS f CROSS JOIN LATERAL (
			SELECT e.document_id FROM evidence AS e WHERE e.relation = f.relation AND e.row_id = f.row_id
			UNION ALL SELECT d.document_id FROM declaration AS d WHERE f.relation = 'declaration' AND d.id = f.row_id
			UNION ALL SELECT k.document_id FROM control_contract AS k WHERE f.relation = 'control_contract' AND k.id = f.row_id
			UNION ALL SELECT w.document_id FROM waiver AS w WHERE f.relation = 'waiver' AND w.id = f.row_id) AS x) AS c JOIN document AS o ON o.id = c.id
	ORDER BY 1;
END;
COMMENT ON FUNCTION dossier_document(materials.finding_row[], bigint[]) IS 'documents behind findings and lots';
