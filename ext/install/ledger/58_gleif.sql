-- Files of the Global LEI Foundation become parties, and interests of which no share is known.

CREATE OR REPLACE FUNCTION gleif_import(kind text, entries jsonb, name text DEFAULT 'GLEIF') RETURNS TABLE (outcome text, row_count bigint, detail text)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 10 SET search_path FROM CURRENT SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	parties_made bigint;
	taken bigint;
	drawn bigint := 0;
	known bigint;
	renamed record;
BEGIN
	IF gleif_import.kind IS NULL OR gleif_import.kind NOT IN ('lei', 'relationship', 'exception') THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no kind of file "%s"', left(coalesce(gleif_import.kind, ''), 64)),
			HINT = 'Kinds are lei (level 1), relationship (level 2) and exception (reporting exceptions).';
	ELSIF entries IS NULL OR jsonb_typeof(entries) <> 'array' THEN
		RAISE invalid_parameter_value USING MESSAGE = 'the rows are not a JSON array',
			HINT = 'Load the file into a table by COPY, and collect its rows with jsonb_agg.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('materials gleif', 'ledger'::regclass::oid::bigint));
	RETURN QUERY SELECT 'refused', 1::bigint, format('row %s, %s: %s', r.place, r.field, r.message)
	FROM refuse(gleif_import.name, (SELECT array_agg(ROW(e.place, f.field, f.state, f.message, e.one)::materials.import_fault)
		FROM jsonb_array_elements(entries) WITH ORDINALITY AS e (one, place) CROSS JOIN LATERAL materials.gleif_fault(gleif_import.kind, e.one) AS f)) AS r ORDER BY r.place;
	IF FOUND THEN
		RETURN;
	END IF;

	PERFORM materials.tell_progress(format('%s rows are without fault', jsonb_array_length(entries)));
	SET CONSTRAINTS interest_overlap DEFERRED;
	BEGIN
		-- An entity that only a relationship names is known by its LEI alone, until a row of level 1 comes.
		WITH line AS MATERIALIZED (
			SELECT e.place, materials.gleif_row(gleif_import.kind, e.one) AS line FROM jsonb_array_elements(entries) WITH ORDINALITY AS e (one, place)
		), entity AS (
			SELECT DISTINCT ON (n.lei) n.lei, n.name FROM (SELECT l.line ->> 'lei' AS lei, l.line ->> 'name' AS name, l.place FROM line AS l UNION ALL SELECT l.line ->> 'child', NULL, l.place FROM line AS l UNION ALL SELECT l.line ->> 'parent', NULL, l.place FROM line AS l) AS n
			WHERE n.lei IS NOT NULL AND NOT EXISTS (SELECT FROM party_identifier AS i WHERE i.scheme = 'LEI' AND i.value = n.lei) ORDER BY n.lei, n.name NULLS LAST, n.place
		), made AS (
			INSERT INTO party (code, name, source) SELECT t.lei, coalesce(t.name, t.lei), gleif_import.name FROM entity AS t ORDER BY t.lei COLLATE "C" RETURNING id, code
		), identified AS (
			INSERT INTO party_identifier (party_id, scheme, value, source) SELECT m.id, 'LEI', m.code, gleif_import.name FROM made AS m
		)
		SELECT count(*) INTO parties_made FROM made AS m;
		PERFORM materials.tell_progress(format('%s parties are recorded', parties_made));
		-- Its name comes with level 1; only who keeps the register may change one.
		IF gleif_import.kind = 'lei' THEN
			FOR renamed IN
				SELECT DISTINCT ON (p.id) p.id, r.line ->> 'name' AS name FROM (SELECT materials.gleif_row('lei', e.one) AS line, e.place FROM jsonb_array_elements(entries) WITH ORDINALITY AS e (one, place)) AS r
					JOIN party_identifier AS i ON i.scheme = 'LEI' AND i.value = r.line ->> 'lei' JOIN party AS p ON p.id = i.party_id WHERE p.name = i.value ORDER BY p.id, r.place DESC
			LOOP
				UPDATE party AS p SET name = renamed.name WHERE p.id = renamed.id;
			END LOOP;
		END IF;
		INSERT INTO party_domicile (party_id, kind, country, region, source)
		SELECT DISTINCT i.party_id, w.kind, split_part(w.code, '-', 1)::materials.country, CASE WHEN w.code ~ '-' THEN w.code END, gleif_import.name
		FROM jsonb_array_elements(entries) AS e (one) CROSS JOIN LATERAL materials.gleif_row('lei', e.one) AS l (line) JOIN party_identifier AS i ON i.scheme = 'LEI' AND i.value = l.line ->> 'lei'
			CROSS JOIN LATERAL (VALUES ('incorporation', l.line ->> 'jurisdiction'), ('headquarters', l.line ->> 'headquarters')) AS w (kind, code)
		WHERE gleif_import.kind = 'lei' AND w.code IS NOT NULL
			AND NOT EXISTS (SELECT FROM party_domicile AS d WHERE d.party_id = i.party_id AND d.kind = w.kind AND d.country OPERATOR(materials.=) split_part(w.code, '-', 1)::materials.country);

		WITH line AS MATERIALIZED (
			SELECT DISTINCT ON (e.one) e.place, e.one AS content, materials.gleif_row(gleif_import.kind, e.one) AS line, sha256(convert_to(e.one::text, 'UTF8')) AS digest FROM jsonb_array_elements(entries) WITH ORDINALITY AS e (one, place) ORDER BY e.one, e.place
		), news AS MATERIALIZED (
			SELECT l.*, c.party_id, p.party_id AS parent_id,
				CASE WHEN r.holder = 'end' THEN p.party_id WHEN r.holder = 'start' THEN c.party_id END AS owner_id, CASE WHEN r.holder = 'end' THEN c.party_id WHEN r.holder = 'start' THEN p.party_id END AS owned_id, r.metric,
				CASE WHEN upper(l.line ->> 'unit') = 'PERCENTAGE' AND l.line ->> 'number' IS NOT NULL THEN format('%s%%', l.line ->> 'number')::materials.share ELSE r.share END AS share,
				daterange(d.starts, CASE WHEN d.ends < d.starts THEN d.starts ELSE d.ends END) AS valid,
				-- What was annulled, or taken for another row, never held.
				coalesce(upper(l.line ->> 'registration') IN ('ANNULLED', 'DUPLICATE', 'CANCELLED'), false) AS void
			FROM line AS l JOIN party_identifier AS c ON c.scheme = 'LEI' AND c.value = coalesce(l.line ->> 'child', l.line ->> 'lei')
				LEFT JOIN party_identifier AS p ON p.scheme = 'LEI' AND p.value = l.line ->> 'parent' LEFT JOIN materials.gleif_relationship AS r ON r.relationship = l.line ->> 'relationship'
				CROSS JOIN LATERAL (SELECT materials.iso_day(l.line ->> 'starts') AS starts, materials.iso_day(l.line ->> 'ends') AS ends) AS d
			WHERE NOT EXISTS (SELECT FROM gleif_record AS g WHERE g.kind = gleif_import.kind AND g.digest = l.digest)
		), wanted AS (
			SELECT DISTINCT ON (n.owner_id, n.owned_id, n.metric, n.valid) n.owner_id, n.owned_id, n.metric, n.share, n.valid, n.digest FROM news AS n
			WHERE n.metric IS NOT NULL AND NOT n.void AND NOT isempty(n.valid)
				AND NOT EXISTS (SELECT FROM interest AS i WHERE i.owner_id = n.owner_id AND i.owned_id = n.owned_id AND i.metric = n.metric AND i.valid && n.valid
					AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = i.id) AND EXISTS (SELECT FROM gleif_record AS g WHERE g.interest_id = i.id))
			ORDER BY n.owner_id, n.owned_id, n.metric, n.valid, n.place
		), made AS (
			INSERT INTO interest (owner_id, owned_id, metric, share, valid, source)
			SELECT w.owner_id, w.owned_id, w.metric, w.share, w.valid, gleif_import.name FROM wanted AS w ORDER BY w.owned_id, w.owner_id, w.metric RETURNING id, owner_id, owned_id, metric, valid
		), kept AS (
			INSERT INTO gleif_record (kind, party_id, parent_id, interest_id, content, digest, source)
			SELECT gleif_import.kind, n.party_id, n.parent_id, (SELECT m.id FROM made AS m JOIN wanted AS w ON w.owner_id = m.owner_id AND w.owned_id = m.owned_id AND w.metric = m.metric AND w.valid = m.valid WHERE w.digest = n.digest), n.content, n.digest, gleif_import.name
			FROM news AS n ORDER BY n.place RETURNING interest_id
		)
		SELECT count(*), count(k.interest_id), (SELECT count(*) FROM line AS l) - count(*) INTO taken, drawn, known FROM kept AS k;
		SET CONSTRAINTS interest_overlap IMMEDIATE;
	EXCEPTION WHEN exclusion_violation THEN
		RETURN QUERY SELECT 'refused', 1::bigint, r.message FROM refuse(gleif_import.name, ARRAY[ROW(NULL, NULL, SQLSTATE, SQLERRM, NULL)::materials.import_fault]) AS r;
		RETURN;
	END;
	RETURN QUERY SELECT w.outcome, w.row_count, w.detail
		FROM (VALUES ('rows', taken, 'recorded'), ('known', known, 'recorded before, with the same content'), ('parties', parties_made, 'recorded'), ('interests', drawn, 'recorded')) AS w (outcome, row_count, detail);
END
$$;
COMMENT ON FUNCTION gleif_import(text, jsonb, text) IS 'records rows of a file of the Global LEI Foundation, all of them or none: lei (who an entity is), relationship (who consolidates or manages it) or exception (why no parent is named). Columns go by the names of the golden copy or by short ones. A party is the one that the LEI names, or a new one of that code. Rows at fault go to import_error and come back as refused; a row that is there already is known again';

CREATE OR REPLACE FUNCTION gleif_parent(party text, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (relationship text, parent text, name text, since date, registration text, unknown_because text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 3 SET search_path FROM CURRENT
AS $$
DECLARE
	child bigint := party_id(gleif_parent.party);
	instant timestamptz := coalesce(gleif_parent.known_at, materials.known_at());
	day date := coalesce(gleif_parent.as_of, materials.as_of());
BEGIN
	RETURN QUERY
	WITH line AS (
		SELECT g.id, g.kind, g.parent_id, materials.gleif_row(g.kind, g.content) AS line, g.interest_id FROM gleif_record AS g WHERE g.party_id = child AND g.recorded_at <= instant
	)
	SELECT l.line ->> 'relationship', p.code::text, p.name, materials.iso_day(l.line ->> 'starts'), l.line ->> 'registration', NULL::text
	FROM line AS l JOIN party AS p ON p.id = l.parent_id JOIN interest AS i ON i.id = l.interest_id
	WHERE i.valid @> day AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = i.id AND x.recorded_at <= instant)
	UNION ALL
	SELECT l.line ->> 'category', NULL, NULL, NULL, NULL, l.line ->> 'reason'
	FROM (SELECT DISTINCT ON (e.line ->> 'category') e.line FROM line AS e WHERE e.kind = 'exception' ORDER BY e.line ->> 'category', e.id DESC) AS l
	ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION gleif_parent(text, date, timestamptz) IS 'who consolidates or manages an entity by what the Global LEI Foundation publishes, or why no parent is named; an entity without either is not known to have none';
