-- Ways through the ledger, told in words.

CREATE OR REPLACE FUNCTION lot_path(from_ids bigint[], to_ids bigint[], known_at timestamptz) RETURNS TABLE (from_id bigint, to_id bigint, lot_ids bigint[])
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 50 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE asked AS MATERIALIZED (
		SELECT DISTINCT p.from_id, p.to_id FROM unnest(lot_path.from_ids, lot_path.to_ids) AS p (from_id, to_id) WHERE p.from_id IS NOT NULL AND p.to_id IS NOT NULL
	), tier AS MATERIALIZED (
		SELECT f.from_id, u.lot_id, u.tier_min FROM (SELECT DISTINCT a.from_id FROM asked AS a) AS f CROSS JOIN LATERAL flow_up(f.from_id, lot_path.known_at) AS u
	), step AS MATERIALIZED (
		-- One step down towards the lot asked from: a shortest way, and always the same one.
		SELECT DISTINCT ON (i.from_id, e.input_lot_id) i.from_id, e.input_lot_id AS lot_id, e.output_lot_id AS next_id
		FROM input_of(ARRAY(SELECT DISTINCT t.lot_id FROM tier AS t), lot_path.known_at) AS e
			JOIN tier AS i ON i.lot_id = e.input_lot_id JOIN tier AS o ON o.from_id = i.from_id AND o.lot_id = e.output_lot_id AND o.tier_min = i.tier_min - 1
		ORDER BY i.from_id, e.input_lot_id, e.output_lot_id
	), way (from_id, to_id, at_id, lot_ids) AS (
		SELECT a.from_id, a.to_id, a.to_id, ARRAY[a.to_id] FROM asked AS a
		UNION ALL
		SELECT w.from_id, w.to_id, s.next_id, s.next_id || w.lot_ids FROM way AS w JOIN step AS s ON s.from_id = w.from_id AND s.lot_id = w.at_id
		WHERE w.at_id <> w.from_id
	)
	SELECT w.from_id, w.to_id, w.lot_ids FROM way AS w WHERE w.at_id = w.from_id;
END
$$;
COMMENT ON FUNCTION lot_path(bigint[], bigint[], timestamptz) IS 'a shortest way from each lot up to another (pairs): the lots on it, first the one asked from';

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
