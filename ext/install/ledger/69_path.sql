-- Ways through the ledger, told in words.

CREATE OR REPLACE FUNCTION path_text(lot_ids bigint[], known_at timestamptz) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT string_agg(coalesce(a.code, 'hidden lot') || coalesce(' (' || nullif(concat_ws(', ', l.step, p.name, l.country::text), '') || ')', ''), ' ← ' ORDER BY w.place)
	FROM unnest(path_text.lot_ids) WITH ORDINALITY AS w (id, place)
		LEFT JOIN lot AS a ON a.id = w.id
		LEFT JOIN (SELECT x.* FROM lot_at(path_text.known_at) AS x WHERE x.id = ANY (path_text.lot_ids)) AS l ON l.id = w.id
		LEFT JOIN party_at('infinity') AS p ON p.id = l.producer_id
	WHERE w.place = 1 OR w.id <> path_text.lot_ids[w.place - 1];
END;
COMMENT ON FUNCTION path_text(bigint[], timestamptz) IS 'lots on a way, from what is bought to where it comes from: code, step, maker, country';

CREATE OR REPLACE FUNCTION document_text(facts jsonb, known_at timestamptz) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT string_agg(DISTINCT d.text COLLATE "C", ', ' ORDER BY d.text COLLATE "C")
	FROM (SELECT DISTINCT f.value ->> 'relation' AS relation, (f.value ->> 'id')::bigint AS id FROM jsonb_array_elements(CASE jsonb_typeof(document_text.facts) WHEN 'array' THEN document_text.facts ELSE '[]' END) AS f) AS f
		CROSS JOIN LATERAL (
			SELECT format('%s (%s)', o.code, e.grade) FROM evidence AS e JOIN document AS o ON o.id = e.document_id WHERE e.relation = f.relation AND e.row_id = f.id AND e.recorded_at <= document_text.known_at
			UNION ALL
			SELECT o.code::text FROM declaration AS x JOIN document AS o ON o.id = x.document_id WHERE f.relation = 'declaration' AND x.id = f.id
			UNION ALL
			SELECT o.code::text FROM control_contract AS x JOIN document AS o ON o.id = x.document_id WHERE f.relation = 'control_contract' AND x.id = f.id
			UNION ALL
			SELECT o.code::text FROM waiver AS x JOIN document AS o ON o.id = x.document_id WHERE f.relation = 'waiver' AND x.id = f.id) AS d (text);
END;
COMMENT ON FUNCTION document_text(jsonb, timestamptz) IS 'documents behind facts of the ledger, as known at an instant: their codes, with the grade of evidence where it is recorded';
