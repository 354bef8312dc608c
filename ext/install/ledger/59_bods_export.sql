-- Ownership for others: what was imported as it came, and what was recorded otherwise as statements of its own.

CREATE OR REPLACE FUNCTION bods_entity_statement(party_ids bigint[], known_at timestamptz) RETURNS TABLE (party_id bigint, place bigint, statement jsonb)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT p.id, p.id, jsonb_strip_nulls(jsonb_build_object('recordId', p.code, 'recordStatus', 'new', 'declarationSubject', p.code,
		'recordType', CASE WHEN p.kind = 'natural_person' THEN 'person' ELSE 'entity' END, 'statementDate', to_char(p.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
		'recordDetails', jsonb_build_object('isComponent', false,
			'personType', CASE WHEN p.kind = 'natural_person' THEN 'knownPerson' END,
			'names', CASE WHEN p.kind = 'natural_person' THEN jsonb_build_array(jsonb_build_object('type', 'legal', 'fullName', p.name)) END,
			'nationalities', CASE WHEN p.kind = 'natural_person' THEN (SELECT jsonb_agg(jsonb_build_object('code', d.country) ORDER BY d.country::text COLLATE "C") FROM domicile_at(materials.as_of(), bods_entity_statement.known_at) AS d WHERE d.party_id = p.id AND d.kind = 'nationality') END,
			'name', CASE WHEN p.kind <> 'natural_person' THEN p.name END,
			'entityType', CASE WHEN p.kind <> 'natural_person' THEN jsonb_build_object('type', CASE WHEN p.withheld IS NOT NULL OR p.kind IN ('anonymous', 'redacted') THEN 'anonymousEntity' WHEN p.kind = 'unknown' THEN 'unknownEntity'
				WHEN p.kind = 'government' THEN 'state' WHEN p.kind IN ('government_agency', 'political_party') THEN 'stateBody' WHEN p.kind = 'partnership' THEN 'legalEntity' ELSE 'registeredEntity' END) END,
			'unspecifiedEntityDetails', CASE WHEN p.withheld IS NOT NULL THEN jsonb_build_object('reason', 'interestedPartyExemptFromDisclosure', 'description', p.withheld) END,
			'jurisdiction', CASE WHEN p.kind <> 'natural_person' THEN (SELECT jsonb_build_object('code', j.code, 'name', materials.country_name(split_part(j.code, '-', 1)::materials.country))
				FROM (SELECT coalesce(p.government_of::text, (SELECT coalesce(d.region, d.country::text) FROM domicile_at(materials.as_of(), bods_entity_statement.known_at) AS d WHERE d.party_id = p.id AND d.kind = 'incorporation' ORDER BY d.id LIMIT 1)) AS code) AS j WHERE j.code IS NOT NULL) END,
			'identifiers', (SELECT jsonb_agg(jsonb_build_object('scheme', CASE i.scheme WHEN 'LEI' THEN 'XI-LEI' ELSE i.scheme END, 'id', i.value) ORDER BY i.scheme COLLATE "C", i.value COLLATE "C")
				FROM party_identifier AS i WHERE i.party_id = p.id AND i.recorded_at <= bods_entity_statement.known_at))))
	FROM party AS p
	WHERE p.id = ANY (bods_entity_statement.party_ids) AND p.recorded_at <= bods_entity_statement.known_at;
END;
COMMENT ON FUNCTION bods_entity_statement(bigint[], timestamptz) IS 'parties as statements of the Beneficial Ownership Data Standard';

CREATE OR REPLACE FUNCTION bods_export(parties text[] DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 SET search_path FROM CURRENT
AS $$
DECLARE
	instant timestamptz := coalesce(bods_export.known_at, materials.known_at());
	asked bigint[] := ARRAY(SELECT party_id(a.code) FROM unnest(bods_export.parties) AS a (code));
BEGIN
	RETURN (WITH RECURSIVE stated AS MATERIALIZED (
		SELECT i.id, i.owner_id, i.owned_id, i.metric, i.share, i.valid, i.source, i.recorded_at FROM interest AS i
		WHERE i.recorded_at <= instant AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = i.id AND x.recorded_at <= instant)
	), wanted (id) AS (
		SELECT p.id FROM party AS p WHERE bods_export.parties IS NULL OR p.id = ANY (asked)
		UNION
		-- All who hold something of them, on whatever day, and so on up.
		SELECT n.owner_id FROM wanted AS w JOIN (SELECT s.owner_id, s.owned_id FROM stated AS s UNION ALL SELECT b.owner_id, b.owned_id FROM bods_statement AS b WHERE b.owner_id IS NOT NULL) AS n ON n.owned_id = w.id
	), as_told AS MATERIALIZED (
		SELECT b.id, b.record_id, b.party_id, b.content FROM bods_statement AS b
		WHERE b.recorded_at <= instant AND (b.party_id IN (SELECT w.id FROM wanted AS w) OR b.owned_id IN (SELECT w.id FROM wanted AS w))
	), named AS MATERIALIZED (
		SELECT w.id, coalesce((SELECT min(t.record_id) FROM as_told AS t WHERE t.party_id = w.id), p.code) AS record_id, EXISTS (SELECT FROM as_told AS t WHERE t.party_id = w.id) AS told
		FROM wanted AS w JOIN party AS p ON p.id = w.id
	), made (kind, place, statement) AS (
		SELECT 1, e.place, e.statement FROM bods_entity_statement(ARRAY(SELECT n.id FROM named AS n WHERE NOT n.told), instant) AS e
		UNION ALL
		SELECT 2, t.id, t.content FROM as_told AS t
		UNION ALL
		SELECT 3, s.id, jsonb_strip_nulls(jsonb_build_object('recordId', md5(concat_ws('|', d.record_id, o.record_id, s.metric, lower(s.valid))), 'recordStatus', 'new', 'declarationSubject', d.record_id,
			'recordType', 'relationship', 'statementDate', to_char(s.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
			'recordDetails', jsonb_build_object('isComponent', false, 'subject', d.record_id, 'interestedParty', o.record_id,
				'interests', jsonb_build_array(jsonb_build_object('type', t.type, 'details', CASE s.metric WHEN 'debt' THEN 'debt' END, 'directOrIndirect', CASE s.metric WHEN 'beneficial' THEN 'indirect' ELSE 'direct' END,
					'share', materials.bods_share_object(s.share), 'startDate', to_char(lower(s.valid), 'YYYY-MM-DD'), 'endDate', to_char(upper(s.valid), 'YYYY-MM-DD'))))))
		FROM stated AS s JOIN named AS d ON d.id = s.owned_id JOIN named AS o ON o.id = s.owner_id
			JOIN (VALUES ('equity', 'shareholding'), ('voting', 'votingRights'), ('board', 'boardMember'), ('appointment', 'appointmentOfBoard'), ('beneficial', 'rightsToProfitOrIncome'), ('debt', 'rightsGrantedByContract')) AS t (metric, type) ON t.metric = s.metric
		WHERE NOT EXISTS (SELECT FROM bods_holding AS h WHERE h.interest_id = s.id)
	)
	SELECT coalesce(jsonb_agg(CASE WHEN m.kind = 2 THEN m.statement ELSE jsonb_build_object('statementId', md5(m.statement::text)) || m.statement END ORDER BY m.kind, m.place), '[]') FROM made AS m);
END
$$;
COMMENT ON FUNCTION bods_export(text[], timestamptz) IS 'parties, all who hold something of them, and these holdings (everything where no party is named), as statements of the Beneficial Ownership Data Standard 0.4: what was imported as it came, what was recorded otherwise as new statements. Debt, for which the standard has no type, is rightsGrantedByContract with the detail debt';
