-- The Beneficial Ownership Data Standard, version 0.4: its words in ours, and what makes a statement acceptable.
-- https://standard.openownership.org/en/0.4.0/

CREATE TABLE materials.bods_interest_type (
	type pg_catalog.text PRIMARY KEY CHECK (type <> ''),
	title pg_catalog.text NOT NULL,
	metric pg_catalog.text NOT NULL CHECK (metric IN ('equity', 'voting', 'board', 'debt', 'appointment', 'beneficial')),
	builtin pg_catalog.bool NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.bods_interest_type IS 'types of interest of the Beneficial Ownership Data Standard, and by which metric a ledger holds them';
COMMENT ON COLUMN materials.bods_interest_type.type IS 'code of the standard (codelist interestType); unspecified stands for a type left out';
COMMENT ON COLUMN materials.bods_interest_type.title IS 'title, for people';
COMMENT ON COLUMN materials.bods_interest_type.metric IS 'metric of the interest; control of which no share is told is voting of an unknown share';
COMMENT ON COLUMN materials.bods_interest_type.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.bods_interest_type (type, title, metric, builtin) VALUES
	('shareholding', 'Shareholding', 'equity', true),
	('votingRights', 'Voting rights', 'voting', true),
	('appointmentOfBoard', 'Appointment of board', 'appointment', true),
	('otherInfluenceOrControl', 'Other influence or control', 'voting', true),
	('seniorManagingOfficial', 'Senior managing official', 'voting', true),
	('settlor', 'Settlor', 'voting', true),
	('trustee', 'Trustee', 'voting', true),
	('protector', 'Protector', 'voting', true),
	('beneficiaryOfLegalArrangement', 'Beneficiary of a legal arrangement', 'beneficial', true),
	('rightsToSurplusAssetsOnDissolution', 'Rights to surplus assets on dissolution', 'beneficial', true),
	('rightsToProfitOrIncome', 'Rights to receive profits or income', 'beneficial', true),
	('rightsGrantedByContract', 'Rights granted by contract', 'voting', true),
	('conditionalRightsGrantedByContract', 'Conditional rights granted by contract', 'voting', true),
	('controlViaCompanyRulesOrArticles', 'Control via company rules or articles', 'voting', true),
	('controlByLegalFramework', 'Control by legal framework', 'voting', true),
	('boardMember', 'Board member', 'board', true),
	('boardChair', 'Board chair', 'board', true),
	('unknownInterest', 'Unknown interest', 'equity', true),
	('unpublishedInterest', 'Unpublished interest', 'equity', true),
	('enjoymentAndUseOfAssets', 'Enjoyment and use of assets', 'beneficial', true),
	('rightToProfitOrIncomeFromAssets', 'Right to profit or income from assets', 'beneficial', true),
	('nominee', 'Nominee', 'voting', true),
	('nominator', 'Nominator', 'voting', true),
	('unspecified', 'Type left out', 'equity', true);
SELECT pg_catalog.pg_extension_config_dump('materials.bods_interest_type', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.bods_interest_type TO PUBLIC;

CREATE FUNCTION materials.bods_share(share pg_catalog.jsonb) RETURNS materials.share
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	name text;
	part jsonb;
	low text := coalesce(bods_share.share ->> 'minimum', bods_share.share ->> 'exclusiveMinimum', '0');
	high text := coalesce(bods_share.share ->> 'maximum', bods_share.share ->> 'exclusiveMaximum', '100');
BEGIN
	IF jsonb_typeof(bods_share.share) = 'null' THEN
		RETURN '[0%,100%]'::materials.share;
	ELSIF jsonb_typeof(bods_share.share) <> 'object' THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a share is not a JSON object';
	END IF;
	FOR name, part IN SELECT e.key, e.value FROM jsonb_each(bods_share.share) AS e WHERE e.key IN ('exact', 'minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum') ORDER BY e.key COLLATE "C" LOOP
		IF jsonb_typeof(part) <> 'number' THEN
			RAISE invalid_parameter_value USING MESSAGE = format('the field "%s" of a share is not a number', name);
		ELSIF part::numeric NOT BETWEEN 0 AND 100 THEN
			RAISE numeric_value_out_of_range USING MESSAGE = format('the field "%s" of a share is not from 0 to 100: %s', name, left(part::text, 64));
		END IF;
	END LOOP;
	IF bods_share.share ? 'minimum' AND bods_share.share ? 'exclusiveMinimum' OR bods_share.share ? 'maximum' AND bods_share.share ? 'exclusiveMaximum' THEN
		RAISE invalid_parameter_value USING MESSAGE = 'an end of a share is both in it and outside';
	ELSIF bods_share.share ? 'exact' THEN
		RETURN format('%s%%', bods_share.share ->> 'exact')::materials.share;
	END IF;
	RETURN format('%s%s%%,%s%%%s', CASE WHEN bods_share.share ? 'exclusiveMinimum' THEN '(' ELSE '[' END, low, high, CASE WHEN bods_share.share ? 'exclusiveMaximum' THEN ')' ELSE ']' END)::materials.share;
END
$$;
COMMENT ON FUNCTION materials.bods_share(jsonb) IS 'share of an interest, from percent; an end left out is nothing or all, and without a share all is unknown; error 22003 or 22023 where a number is not from 0 to 100 or an end is given twice';

CREATE FUNCTION materials.bods_share_object(share materials.share) RETURNS pg_catalog.jsonb
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE
		WHEN pg_catalog.trim_scale(low.number) OPERATOR(pg_catalog.=) pg_catalog.trim_scale(high.number) THEN pg_catalog.jsonb_build_object('exact', pg_catalog.trim_scale(low.number))
		ELSE pg_catalog.jsonb_build_object(CASE WHEN materials.min_inclusive(bods_share_object.share) THEN 'minimum' ELSE 'exclusiveMinimum' END, pg_catalog.trim_scale(low.number),
			CASE WHEN materials.max_inclusive(bods_share_object.share) THEN 'maximum' ELSE 'exclusiveMaximum' END, pg_catalog.trim_scale(high.number)) END
	FROM (SELECT materials.round_down(materials.share_min(bods_share_object.share) OPERATOR(materials.*) '100'::materials.fraction, 20)) AS low (number)
		CROSS JOIN (SELECT materials.round_up(materials.share_max(bods_share_object.share) OPERATOR(materials.*) '100'::materials.fraction, 20)) AS high (number);
END;
COMMENT ON FUNCTION materials.bods_share_object(share) IS 'a share as the standard writes it, in percent; what needs more than 20 digits becomes a range around it';

CREATE FUNCTION materials.bods_identifiers(details pg_catalog.jsonb) RETURNS TABLE (scheme pg_catalog.text, value pg_catalog.text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 2
BEGIN ATOMIC
	-- Schemes of org-id.guide; the register of LEIs is XI-LEI there.  What has no scheme identifies nobody elsewhere.
	SELECT s.scheme, CASE WHEN s.scheme OPERATOR(pg_catalog.=) 'LEI' THEN (pg_catalog.btrim(s.id)::materials.lei)::text ELSE pg_catalog.btrim(s.id) END
	FROM pg_catalog.jsonb_array_elements(CASE pg_catalog.jsonb_typeof(bods_identifiers.details OPERATOR(pg_catalog.->) 'identifiers') WHEN 'array' THEN bods_identifiers.details OPERATOR(pg_catalog.->) 'identifiers' END) AS i (one)
		CROSS JOIN LATERAL (SELECT pg_catalog.regexp_replace(pg_catalog.upper(i.one OPERATOR(pg_catalog.->>) 'scheme'), '^XI-LEI$', 'LEI') AS scheme, i.one OPERATOR(pg_catalog.->>) 'id' AS id) AS s
	WHERE s.scheme OPERATOR(pg_catalog.~) '^[A-Z][A-Z0-9_-]{1,31}$' AND pg_catalog.length(pg_catalog.btrim(s.id)) BETWEEN 1 AND 200;
END;
COMMENT ON FUNCTION materials.bods_identifiers(jsonb) IS 'identifiers of an entity or person that name their scheme; an LEI is checked';

CREATE FUNCTION materials.bods_fault(content pg_catalog.jsonb) RETURNS TABLE (field pg_catalog.text, state pg_catalog.text, message pg_catalog.text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 1
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	looked_at text := '';
	details jsonb := bods_fault.content -> 'recordDetails';
	kind text := bods_fault.content ->> 'recordType';
	part jsonb;
	place bigint;
BEGIN
	IF jsonb_typeof(bods_fault.content) <> 'object' THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a statement is not a JSON object';
	END IF;
	FOREACH looked_at IN ARRAY ARRAY['statementId', 'recordId', 'recordType'] LOOP
		IF jsonb_typeof(bods_fault.content -> looked_at) IS DISTINCT FROM 'string' OR btrim(bods_fault.content ->> looked_at) = '' OR length(bods_fault.content ->> looked_at) > 200 THEN
			RAISE not_null_violation USING MESSAGE = format('a statement has no text of at most 200 characters in "%s"', looked_at);
		END IF;
	END LOOP;
	IF kind NOT IN ('entity', 'person', 'relationship') THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no type of record "%s"', left(kind, 64));
	END IF;
	looked_at := 'recordStatus';
	IF coalesce(bods_fault.content ->> looked_at, 'new') NOT IN ('new', 'updated', 'closed') THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no status of a record "%s"', left(bods_fault.content ->> looked_at, 64));
	END IF;
	looked_at := 'statementDate';
	PERFORM materials.iso_day(bods_fault.content ->> looked_at);
	looked_at := 'publicationDetails.publicationDate';
	PERFORM materials.iso_day(bods_fault.content #>> '{publicationDetails,publicationDate}');
	looked_at := 'recordDetails';
	IF jsonb_typeof(details) IS DISTINCT FROM 'object' THEN
		RAISE not_null_violation USING MESSAGE = 'a statement has no record details';
	END IF;

	IF kind = 'relationship' THEN
		looked_at := 'recordDetails.subject';
		IF jsonb_typeof(details -> 'subject') IS DISTINCT FROM 'string' AND jsonb_typeof(details -> 'subject') IS DISTINCT FROM 'object' THEN
			RAISE not_null_violation USING MESSAGE = 'a relationship has no subject';
		END IF;
		looked_at := 'recordDetails.interestedParty';
		IF jsonb_typeof(details -> 'interestedParty') IS DISTINCT FROM 'string' AND coalesce(details #>> '{interestedParty,reason}', '') = '' THEN
			RAISE not_null_violation USING MESSAGE = 'a relationship has neither an interested party nor a reason why it names none';
		END IF;
		looked_at := 'recordDetails.interests';
		IF jsonb_typeof(coalesce(details -> 'interests', '[]')) <> 'array' THEN
			RAISE invalid_parameter_value USING MESSAGE = 'the interests are not a list';
		END IF;
		FOR place, part IN SELECT i.place - 1, i.one FROM jsonb_array_elements(coalesce(details -> 'interests', '[]')) WITH ORDINALITY AS i (one, place) LOOP
			looked_at := format('recordDetails.interests[%s]', place);
			IF jsonb_typeof(part) <> 'object' THEN
				RAISE invalid_parameter_value USING MESSAGE = 'an interest is not a JSON object';
			END IF;
			looked_at := format('recordDetails.interests[%s].type', place);
			IF NOT EXISTS (SELECT FROM materials.bods_interest_type AS t WHERE t.type = coalesce(part ->> 'type', 'unspecified')) THEN
				RAISE invalid_parameter_value USING MESSAGE = format('there is no type of interest "%s"', left(part ->> 'type', 64));
			END IF;
			looked_at := format('recordDetails.interests[%s].share', place);
			PERFORM materials.bods_share(coalesce(part -> 'share', 'null'));
			looked_at := format('recordDetails.interests[%s].startDate', place);
			PERFORM materials.iso_day(part ->> 'startDate');
			looked_at := format('recordDetails.interests[%s].endDate', place);
			IF materials.iso_day(part ->> 'endDate') < materials.iso_day(part ->> 'startDate') THEN
				RAISE invalid_parameter_value USING MESSAGE = 'an interest ends before it starts';
			END IF;
		END LOOP;
		RETURN;
	END IF;

	looked_at := CASE kind WHEN 'entity' THEN 'recordDetails.entityType.type' ELSE 'recordDetails.personType' END;
	IF kind = 'entity' AND coalesce(details #>> '{entityType,type}', '') NOT IN ('registeredEntity', 'legalEntity', 'arrangement', 'anonymousEntity', 'unknownEntity', 'state', 'stateBody') THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no type of entity "%s"', left(coalesce(details #>> '{entityType,type}', ''), 64));
	ELSIF kind = 'person' AND coalesce(details ->> 'personType', '') NOT IN ('knownPerson', 'anonymousPerson', 'unknownPerson') THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no type of person "%s"', left(coalesce(details ->> 'personType', ''), 64));
	END IF;
	looked_at := 'recordDetails.jurisdiction.code';
	IF details #>> '{entityType,type}' IN ('state', 'stateBody') AND details #>> '{jurisdiction,code}' IS NULL THEN
		RAISE not_null_violation USING MESSAGE = 'a state, or a body of one, has no jurisdiction';
	END IF;
	PERFORM split_part(details #>> '{jurisdiction,code}', '-', 1)::materials.country;
	looked_at := 'recordDetails.nationalities';
	PERFORM (n.one ->> 'code')::materials.country FROM jsonb_array_elements(coalesce(details -> 'nationalities', '[]')) AS n (one);
	looked_at := 'recordDetails.identifiers';
	PERFORM i.value FROM materials.bods_identifiers(details) AS i;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
	RETURN QUERY SELECT looked_at, SQLSTATE::text, SQLERRM::text;
END
$$;
COMMENT ON FUNCTION materials.bods_fault(jsonb) IS 'what is wrong with a statement of the Beneficial Ownership Data Standard: the first fault, its field, or no row';
