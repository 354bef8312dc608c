-- Ownership as registers publish it: statements of the Beneficial Ownership Data Standard become parties and interests.
-- A register tells a record again when it changed; what holds on which day follows from all that was said about two parties.

CREATE OR REPLACE FUNCTION bods_interest_days(owner_ids bigint[], owned_ids bigint[]) RETURNS TABLE (owner_id bigint, owned_id bigint, metric text, share materials.share, valid daterange)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
	WITH told AS MATERIALIZED (
		SELECT s.id, s.owner_id, s.owned_id, s.record_status AS status, s.stated_on,
			lead(s.id) OVER later AS next_id, lead(s.record_status) OVER later AS next_status, lead(s.stated_on) OVER later AS next_on
		FROM (SELECT DISTINCT p.owner_id, p.owned_id FROM ROWS FROM (unnest(bods_interest_days.owner_ids), unnest(bods_interest_days.owned_ids)) AS p (owner_id, owned_id)) AS p
			JOIN bods_statement AS s ON s.owned_id = p.owned_id AND s.owner_id = p.owner_id
		WINDOW later AS (PARTITION BY s.record_id ORDER BY s.stated_on NULLS FIRST, s.id)
	), held AS (
		-- Until it ends, or the record's next statement says otherwise: from the day that one gives for the same type, else from its own.
		SELECT t.owner_id, t.owned_id, i.metric, i.share, b.begins,
			LEAST(coalesce(i.ends_on, 'infinity'), CASE WHEN t.next_id IS NULL THEN 'infinity'
				ELSE coalesce((SELECT min(CASE WHEN t.next_status = 'closed' THEN n.ends_on ELSE n.starts_on END) FROM bods_interest AS n WHERE n.statement_id = t.next_id AND n.type = i.type), t.next_on, b.begins) END) AS ends
		FROM told AS t JOIN bods_interest AS i ON i.statement_id = t.id CROSS JOIN LATERAL (SELECT coalesce(i.starts_on, t.stated_on, '-infinity') AS begins) AS b
		WHERE t.status <> 'closed'
	), edge AS (
		SELECT h.owner_id, h.owned_id, h.metric, h.begins AS day FROM held AS h
		UNION
		SELECT h.owner_id, h.owned_id, h.metric, h.ends FROM held AS h WHERE h.ends > h.begins
	), piece AS (
		SELECT e.owner_id, e.owned_id, e.metric, e.day AS begins, lead(e.day) OVER (PARTITION BY e.owner_id, e.owned_id, e.metric ORDER BY e.day) AS ends FROM edge AS e
	), summed AS (
		-- Interests by the same metric may be the same shares or others: at least the largest, at most all together.
		SELECT p.owner_id, p.owned_id, p.metric, daterange(nullif(p.begins, '-infinity'), nullif(p.ends, 'infinity')) AS valid,
			CASE WHEN count(*) = 1 THEN (array_agg(h.share))[1]
				ELSE materials.share(materials.max(materials.share_min(h.share)), LEAST(materials.sum(materials.share_max(h.share)), '1'::materials.fraction)) END AS share
		FROM piece AS p JOIN held AS h ON h.owner_id = p.owner_id AND h.owned_id = p.owned_id AND h.metric = p.metric AND h.begins <= p.begins AND h.ends >= p.ends
		WHERE p.ends > p.begins
		GROUP BY p.owner_id, p.owned_id, p.metric, p.begins, p.ends
	)
	SELECT s.owner_id, s.owned_id, s.metric, s.share, v.valid
	FROM (SELECT m.owner_id, m.owned_id, m.metric, m.share, range_agg(m.valid) AS days FROM summed AS m GROUP BY m.owner_id, m.owned_id, m.metric, m.share) AS s
		CROSS JOIN LATERAL unnest(s.days) AS v (valid);
$$;
COMMENT ON FUNCTION bods_interest_days(bigint[], bigint[]) IS 'what statements tell of pairs of owner and owned: share by metric, and on which days';

CREATE OR REPLACE FUNCTION bods_faults(document jsonb, prefix text) RETURNS SETOF materials.import_fault
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT
AS $$
DECLARE
	content_message text;
	nowhere_message text;
	identified_message text;
	taken_message text;
BEGIN
	content_message := 'statement "%s" is there with other content';
	nowhere_message := 'there is no entity or person "%s"';
	identified_message := '%s "%s" identifies somebody else';
	taken_message := 'there is a party "%s" already';
	RETURN QUERY
	WITH line AS MATERIALIZED (
		SELECT e.place, e.one AS content, e.one ->> 'statementId' AS statement_id, e.one ->> 'recordId' AS record_id, e.one ->> 'recordType' AS record_type, e.one -> 'recordDetails' AS details,
			EXISTS (SELECT FROM bods_statement AS s WHERE s.statement_id = e.one ->> 'statementId') AS known
		FROM jsonb_array_elements(bods_faults.document) WITH ORDINALITY AS e (one, place)
	), formed AS MATERIALIZED (
		SELECT l.place, f.field, f.state, f.message, l.content FROM line AS l CROSS JOIN LATERAL materials.bods_fault(l.content) AS f
	), sound AS MATERIALIZED (
		SELECT l.* FROM line AS l WHERE NOT l.known AND NOT EXISTS (SELECT FROM formed AS f WHERE f.place = l.place)
	), person AS (
		SELECT s.record_id FROM sound AS s WHERE s.record_type <> 'relationship' UNION ALL SELECT b.record_id FROM bods_statement AS b WHERE b.party_id IS NOT NULL
	), identified AS (
		SELECT s.place, s.record_id, s.content, i.scheme, i.value, min(s.record_id) OVER (PARTITION BY i.scheme, i.value) <> max(s.record_id) OVER (PARTITION BY i.scheme, i.value) AS shared,
			(SELECT min(b.party_id) FROM bods_statement AS b WHERE b.record_id = s.record_id) AS record_party, k.party_id
		FROM sound AS s CROSS JOIN LATERAL materials.bods_identifiers(s.details) AS i LEFT JOIN party_identifier AS k ON k.scheme = i.scheme AND k.value = i.value
		WHERE s.record_type <> 'relationship'
	)
	SELECT f.place, f.field, f.state, f.message, f.content FROM formed AS f
	UNION ALL
	SELECT l.place, 'statementId', '23505', format(content_message, left(l.statement_id, 64)), l.content FROM line AS l
	WHERE l.known AND NOT EXISTS (SELECT FROM bods_statement AS b WHERE b.statement_id = l.statement_id AND b.digest = sha256(convert_to(l.content::text, 'UTF8')))
		OR EXISTS (SELECT FROM line AS o WHERE o.statement_id = l.statement_id AND o.place < l.place AND o.content <> l.content)
	UNION ALL
	SELECT s.place, r.field, '23503', format(nowhere_message, left(r.record_id, 64)), s.content
	FROM sound AS s CROSS JOIN LATERAL (VALUES ('recordDetails.subject', s.details -> 'subject'), ('recordDetails.interestedParty', s.details -> 'interestedParty')) AS n (field, one)
		CROSS JOIN LATERAL (SELECT n.field, n.one #>> '{}' AS record_id WHERE jsonb_typeof(n.one) = 'string') AS r
	WHERE s.record_type = 'relationship' AND NOT EXISTS (SELECT FROM person AS p WHERE p.record_id = r.record_id)
	UNION ALL
	SELECT i.place, 'recordDetails.identifiers', '23505', format(identified_message, i.scheme, left(i.value, 64)), i.content FROM identified AS i
	WHERE i.shared OR i.party_id <> i.record_party OR EXISTS (SELECT FROM identified AS o WHERE o.place = i.place AND o.party_id < i.party_id)
	UNION ALL
	SELECT s.place, 'recordId', '23505', format(taken_message, left(bods_faults.prefix || s.record_id, 64)), s.content FROM sound AS s
	WHERE s.record_type <> 'relationship' AND EXISTS (SELECT FROM party AS p WHERE p.code = bods_faults.prefix || s.record_id)
		AND NOT EXISTS (SELECT FROM bods_statement AS b WHERE b.record_id = s.record_id) AND NOT EXISTS (SELECT FROM identified AS i WHERE i.place = s.place AND i.party_id IS NOT NULL)
	ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION bods_faults(jsonb, text) IS 'why a document of statements cannot be taken: by itself, or with what the ledger has';

CREATE OR REPLACE FUNCTION bods_party_take(document jsonb, prefix text) RETURNS TABLE (record_id text, party_id bigint, made boolean)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH told AS MATERIALIZED (
		SELECT DISTINCT ON (e.one ->> 'recordId') e.one ->> 'recordId' AS record_id, e.one -> 'recordDetails' AS details, coalesce(e.one #>> '{recordDetails,entityType,type}', e.one #>> '{recordDetails,personType}') AS type
		FROM jsonb_array_elements(bods_party_take.document) WITH ORDINALITY AS e (one, place) WHERE e.one ->> 'recordType' <> 'relationship' ORDER BY e.one ->> 'recordId', e.place
	), known AS MATERIALIZED (
		SELECT t.record_id, coalesce((SELECT min(b.party_id) FROM bods_statement AS b WHERE b.record_id = t.record_id),
			(SELECT min(k.party_id) FROM materials.bods_identifiers(t.details) AS i JOIN party_identifier AS k ON k.scheme = i.scheme AND k.value = i.value)) AS party_id FROM told AS t
	), made AS (
		INSERT INTO party (code, name, kind, government_of, government_level, source)
		SELECT bods_party_take.prefix || t.record_id,
			coalesce(nullif(btrim(t.details ->> 'name'), ''), (SELECT n.full_name FROM (SELECT coalesce(nullif(btrim(n.one ->> 'fullName'), ''), nullif(concat_ws(' ', n.one ->> 'givenName', n.one ->> 'familyName'), '')) AS full_name, n.one ->> 'type' AS type, n.place
				FROM jsonb_array_elements(t.details -> 'names') WITH ORDINALITY AS n (one, place)) AS n ORDER BY n.type IS DISTINCT FROM 'legal', n.place LIMIT 1), 'not named'),
			CASE t.type WHEN 'knownPerson' THEN 'natural_person' WHEN 'anonymousPerson' THEN 'anonymous' WHEN 'anonymousEntity' THEN 'anonymous' WHEN 'unknownPerson' THEN 'unknown' WHEN 'unknownEntity' THEN 'unknown'
				WHEN 'state' THEN 'government' WHEN 'stateBody' THEN 'government_agency' ELSE 'company' END,
			CASE WHEN t.type IN ('state', 'stateBody') THEN split_part(t.details #>> '{jurisdiction,code}', '-', 1)::materials.country END,
			CASE WHEN t.type = 'state' THEN CASE WHEN t.details #>> '{jurisdiction,code}' ~ '-' THEN 'subnational' ELSE 'national' END END, format('BODS %s', t.record_id)
		FROM told AS t JOIN known AS k ON k.record_id = t.record_id WHERE k.party_id IS NULL ORDER BY t.record_id COLLATE "C"
		RETURNING party.id, party.code
	)
	SELECT k.record_id, coalesce(k.party_id, m.id), k.party_id IS NULL FROM known AS k LEFT JOIN made AS m ON m.code = bods_party_take.prefix || k.record_id;
END
$$;
COMMENT ON FUNCTION bods_party_take(jsonb, text) IS 'the parties that the entities and people of a document are: those known by record or identifier, and new ones; bods_import calls it';

-- Of a record that the document itself does not tell, an earlier statement does.
CREATE OR REPLACE FUNCTION bods_record_party(record text, records text[], parties bigint[]) RETURNS bigint
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(bods_record_party.parties[array_position(bods_record_party.records, bods_record_party.record)], (SELECT min(s.party_id) FROM bods_statement AS s WHERE s.record_id = bods_record_party.record));
END;
COMMENT ON FUNCTION bods_record_party(text, text[], bigint[]) IS 'the party that a record is: as given beside it, or as an earlier statement has it; bods_import calls it';

CREATE OR REPLACE FUNCTION bods_place_take(document jsonb, records text[], parties bigint[]) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO party_identifier (party_id, scheme, value, source)
	SELECT DISTINCT ON (i.scheme, i.value) r.party_id, i.scheme, i.value, format('BODS %s', r.record_id)
	FROM jsonb_array_elements(document) AS e (one) JOIN ROWS FROM (unnest(records), unnest(parties)) AS r (record_id, party_id) ON r.record_id = e.one ->> 'recordId'
		CROSS JOIN LATERAL materials.bods_identifiers(e.one -> 'recordDetails') AS i
	WHERE e.one ->> 'recordType' <> 'relationship' ORDER BY i.scheme, i.value
	ON CONFLICT (scheme, value) DO NOTHING;
	INSERT INTO party_domicile (party_id, kind, country, region, source)
	SELECT DISTINCT r.party_id, w.kind, split_part(w.code, '-', 1)::materials.country, CASE WHEN w.code ~ '-' THEN w.code END, format('BODS %s', r.record_id)
	FROM jsonb_array_elements(document) AS e (one) JOIN ROWS FROM (unnest(records), unnest(parties)) AS r (record_id, party_id) ON r.record_id = e.one ->> 'recordId'
		CROSS JOIN LATERAL (
			SELECT 'incorporation' AS kind, e.one #>> '{recordDetails,jurisdiction,code}' AS code WHERE e.one ->> 'recordType' = 'entity' AND e.one #>> '{recordDetails,entityType,type}' NOT IN ('state', 'stateBody')
			UNION ALL SELECT 'nationality', n.one ->> 'code' FROM jsonb_array_elements(e.one #> '{recordDetails,nationalities}') AS n (one)) AS w
	WHERE e.one ->> 'recordType' <> 'relationship' AND w.code IS NOT NULL
		AND NOT EXISTS (SELECT FROM party_domicile AS d WHERE d.party_id = r.party_id AND d.kind = w.kind AND d.country OPERATOR(materials.=) split_part(w.code, '-', 1)::materials.country);
END
$$;
COMMENT ON FUNCTION bods_place_take(jsonb, text[], bigint[]) IS 'records identifiers, places of incorporation and nationalities of the entities and people of a document; bods_import calls it';

CREATE OR REPLACE FUNCTION bods_holding_take(owner_ids bigint[], owned_ids bigint[], document_name text, OUT recorded bigint, OUT corrected bigint)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	-- What is told and what stands, side by side: rows that are in both stay.
	WITH told AS MATERIALIZED (
		SELECT d.owner_id, d.owned_id, d.metric, d.share, d.valid FROM bods_interest_days(owner_ids, owned_ids) AS d
	), stands AS MATERIALIZED (
		SELECT i.id, i.owner_id, i.owned_id, i.metric, i.share, i.valid
		FROM (SELECT DISTINCT p.owner_id, p.owned_id FROM ROWS FROM (unnest(owner_ids), unnest(owned_ids)) AS p (owner_id, owned_id)) AS p
			JOIN interest AS i ON i.owned_id = p.owned_id AND i.owner_id = p.owner_id JOIN bods_holding AS h ON h.interest_id = i.id
		WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = i.id)
	), made AS (
		INSERT INTO interest (owner_id, owned_id, metric, share, valid, source)
		SELECT d.owner_id, d.owned_id, d.metric, d.share, d.valid, document_name FROM told AS d
		WHERE NOT EXISTS (SELECT FROM stands AS s WHERE s.owner_id = d.owner_id AND s.owned_id = d.owned_id AND s.metric = d.metric AND s.valid = d.valid AND s.share OPERATOR(materials.=) d.share)
		ORDER BY d.owned_id, d.owner_id, d.metric, lower(d.valid) NULLS FIRST RETURNING id, owner_id, owned_id, metric, valid
	), kept AS (
		INSERT INTO bods_holding (interest_id) SELECT m.id FROM made AS m
	), mended AS (
		INSERT INTO correction (relation, row_id, replaced_by, reason, source)
		SELECT 'interest', s.id, (SELECT m.id FROM made AS m WHERE m.owner_id = s.owner_id AND m.owned_id = s.owned_id AND m.metric = s.metric AND m.valid && s.valid ORDER BY lower(m.valid) NULLS FIRST LIMIT 1),
			'a later statement says otherwise', document_name
		FROM stands AS s
		WHERE NOT EXISTS (SELECT FROM told AS d WHERE d.owner_id = s.owner_id AND d.owned_id = s.owned_id AND d.metric = s.metric AND d.valid = s.valid AND d.share OPERATOR(materials.=) s.share) ORDER BY s.id RETURNING id
	)
	SELECT (SELECT count(*) FROM made AS m), (SELECT count(*) FROM mended AS m) INTO recorded, corrected;
END
$$;
COMMENT ON FUNCTION bods_holding_take(bigint[], bigint[], text) IS 'records what statements tell of pairs of owner and owned, and corrects what they told before; bods_import calls it';

CREATE OR REPLACE FUNCTION bods_import(document jsonb, name text DEFAULT 'BODS', prefix text DEFAULT '') RETURNS TABLE (outcome text, row_count bigint, detail text)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 10 SET search_path FROM CURRENT SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	news jsonb;
	known bigint;
	parties record;
	pairs record;
	holdings record;
BEGIN
	IF bods_import.document IS NULL OR jsonb_typeof(bods_import.document) NOT IN ('array', 'object') THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a document of statements is neither a JSON array nor one statement',
			HINT = 'Give an array of statements; lines of JSON are collected with jsonb_agg.';
	END IF;
	document := CASE jsonb_typeof(document) WHEN 'object' THEN jsonb_build_array(document) ELSE document END;
	-- Two who import one register at a time take turns.
	PERFORM pg_advisory_xact_lock(hashtextextended('materials bods', 'ledger'::regclass::oid::bigint));
	RETURN QUERY SELECT 'refused', 1::bigint, format('statement %s, %s: %s', r.place, r.field, r.message)
	FROM refuse(bods_import.name, (SELECT array_agg(f) FROM bods_faults(bods_import.document, bods_import.prefix) AS f)) AS r ORDER BY r.place, r.field COLLATE "C";
	IF FOUND THEN
		RETURN;
	END IF;

	SELECT coalesce(jsonb_agg(e.one ORDER BY e.place), '[]'), jsonb_array_length(bods_import.document) - count(*) INTO news, known
	FROM (SELECT DISTINCT ON (e.one ->> 'statementId') e.one, e.place FROM jsonb_array_elements(bods_import.document) WITH ORDINALITY AS e (one, place)
		WHERE NOT EXISTS (SELECT FROM bods_statement AS s WHERE s.statement_id = e.one ->> 'statementId') ORDER BY e.one ->> 'statementId', e.place) AS e;
	PERFORM materials.tell_progress(format('%s statements are new and without fault', jsonb_array_length(news)));
	SET CONSTRAINTS interest_overlap DEFERRED;
	BEGIN
		SELECT coalesce(array_agg(p.record_id), '{}') AS records, coalesce(array_agg(p.party_id), '{}') AS ids, count(*) FILTER (WHERE p.made) AS made INTO parties FROM bods_party_take(news, bods_import.prefix) AS p;
		PERFORM bods_place_take(news, parties.records, parties.ids);
		PERFORM materials.tell_progress(format('%s parties are recorded, and where they are', parties.made));
		WITH made AS (
			INSERT INTO bods_statement (statement_id, record_id, record_type, record_status, stated_on, party_id, owner_id, owned_id, content, digest, source)
			SELECT e.one ->> 'statementId', e.one ->> 'recordId', e.one ->> 'recordType', coalesce(e.one ->> 'recordStatus', 'new'),
				coalesce(materials.iso_day(e.one ->> 'statementDate'), materials.iso_day(e.one #>> '{publicationDetails,publicationDate}')),
				CASE WHEN e.one ->> 'recordType' <> 'relationship' THEN r.party_id END, o.party_id, d.party_id, e.one, sha256(convert_to(e.one::text, 'UTF8')), bods_import.name
			FROM jsonb_array_elements(news) WITH ORDINALITY AS e (one, place)
				LEFT JOIN LATERAL bods_record_party(e.one ->> 'recordId', parties.records, parties.ids) AS r (party_id) ON true
				LEFT JOIN LATERAL bods_record_party(e.one #>> '{recordDetails,interestedParty}', parties.records, parties.ids) AS o (party_id) ON e.one ->> 'recordType' = 'relationship'
				LEFT JOIN LATERAL bods_record_party(e.one #>> '{recordDetails,subject}', parties.records, parties.ids) AS d (party_id) ON e.one ->> 'recordType' = 'relationship'
			ORDER BY e.place RETURNING bods_statement.id, bods_statement.content, bods_statement.owner_id, bods_statement.owned_id
		), told AS (
			INSERT INTO bods_interest (statement_id, type, metric, share, starts_on, ends_on)
			SELECT m.id, t.type, CASE WHEN i.one ->> 'directOrIndirect' = 'indirect' THEN 'beneficial' WHEN t.type = 'rightsGrantedByContract' AND i.one ->> 'details' = 'debt' THEN 'debt' ELSE t.metric END, materials.bods_share(coalesce(i.one -> 'share', 'null')), materials.iso_day(i.one ->> 'startDate'), materials.iso_day(i.one ->> 'endDate')
			FROM made AS m CROSS JOIN LATERAL jsonb_array_elements(m.content #> '{recordDetails,interests}') WITH ORDINALITY AS i (one, place) JOIN materials.bods_interest_type AS t ON t.type = coalesce(i.one ->> 'type', 'unspecified')
			WHERE m.owned_id IS NOT NULL ORDER BY m.id, i.place
		)
		SELECT count(*) AS statements, coalesce(array_agg(m.owner_id) FILTER (WHERE m.owner_id IS NOT NULL AND m.owned_id IS NOT NULL), '{}') AS owners,
			coalesce(array_agg(m.owned_id) FILTER (WHERE m.owner_id IS NOT NULL AND m.owned_id IS NOT NULL), '{}') AS owned INTO pairs FROM made AS m;
		PERFORM materials.tell_progress(format('%s statements are recorded, gathering who holds what', pairs.statements));
		SELECT h.recorded, h.corrected INTO holdings FROM bods_holding_take(pairs.owners, pairs.owned, bods_import.name) AS h;
		SET CONSTRAINTS interest_overlap IMMEDIATE;
	EXCEPTION WHEN exclusion_violation THEN
		RETURN QUERY SELECT 'refused', 1::bigint, r.message FROM refuse(bods_import.name, ARRAY[ROW(NULL, NULL, SQLSTATE, SQLERRM, NULL)::materials.import_fault]) AS r;
		RETURN;
	END;
	RETURN QUERY SELECT w.outcome, w.row_count, w.detail
		FROM (VALUES ('statements', pairs.statements, 'recorded'), ('known', known, 'recorded before, with the same content'), ('parties', parties.made, 'recorded'),
			('interests', holdings.recorded, 'recorded'), ('corrected', holdings.corrected, 'interests that statements told before')) AS w (outcome, row_count, detail);
END
$$;
COMMENT ON FUNCTION bods_import(jsonb, text, text) IS 'records a document of statements of the Beneficial Ownership Data Standard 0.4, all of it or nothing: parties, their identifiers and places, and who holds what on which days. Records are parties of the code prefix || recordId, or those that an identifier names. Statements at fault go to import_error and come back as refused; a statement that is there already is known again';
