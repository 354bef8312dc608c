-- Import views: the ledger's tables in the shape in which people write them down.  Codes stand for ids, days for
-- ranges, quantities carry their units as written.  INSERT and COPY go in through a trigger per row, which looks codes up
-- and fills the tables; SELECT shows what is recorded in the same shape.  A statement goes in as a whole or not at all.
-- Of what comes in masses there is a function for many rows (import_lot_rows), which the trigger calls for each of its own
-- and import_csv for thousands.  Codes are looked up one by one in it: it is planned once, often while the tables are empty, and a
-- join that reads a register whole would do so for each row of a COPY.  A trigger gives back a copy of its row, as the server frees a row that it
-- gave only then: COPY would hold all rows of a file.

CREATE OR REPLACE FUNCTION document_id(code text) RETURNS bigint
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	found_id bigint;
BEGIN
	SELECT d.id INTO found_id FROM document AS d WHERE d.code = document_id.code;
	IF found_id IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no document "%s"', left(code, 64)),
			HINT = 'Documents are addressed by their codes; record the document first.';
	END IF;
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION document_id(text) IS 'number of the document of that code, NULL for NULL; error 23503 where there is none';

CREATE OR REPLACE FUNCTION event_id(code text) RETURNS bigint
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	found_id bigint;
BEGIN
	SELECT e.id INTO found_id FROM event AS e WHERE e.code = event_id.code;
	IF found_id IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no event "%s"', left(code, 64)),
			HINT = 'Events are addressed by their codes; record the event first.';
	END IF;
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION event_id(text) IS 'number of the event of that code, NULL for NULL; error 23503 where there is none';

CREATE OR REPLACE FUNCTION programme_id(code text) RETURNS bigint
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	found_id bigint;
BEGIN
	SELECT p.id INTO found_id FROM programme AS p WHERE p.code = programme_id.code;
	IF found_id IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no programme "%s"', left(code, 64)),
			HINT = 'Programmes are addressed by their codes; record the programme first.';
	END IF;
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION programme_id(text) IS 'number of the programme of that code, NULL for NULL; error 23503 where there is none';

-- A row that names no lot has none; a row that names one that does not exist is an error.
CREATE OR REPLACE FUNCTION named_lot_id(code text) RETURNS bigint
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT lot_id(named_lot_id.code, 'infinity');
END;
COMMENT ON FUNCTION named_lot_id(text) IS 'number of the lot of that code as it stands now, NULL for NULL; error 23503 where there is none';

CREATE OR REPLACE VIEW import_party WITH (security_invoker = true) AS
	SELECT p.code, p.name, p.kind, p.government_of, p.government_level,
		d.incorporated_in, d.headquarters_in, d.principal_place_in, d.nationality, d.resident_in, d.located_in,
		i.lei, i.cage, i.uei, i.gln, p.source, p.withheld
	FROM party AS p
		CROSS JOIN LATERAL (SELECT
				(array_agg(d.country ORDER BY d.id) FILTER (WHERE d.kind = 'incorporation'))[1] AS incorporated_in,
				(array_agg(d.country ORDER BY d.id) FILTER (WHERE d.kind = 'headquarters'))[1] AS headquarters_in,
				(array_agg(d.country ORDER BY d.id) FILTER (WHERE d.kind = 'principal_place'))[1] AS principal_place_in,
				(array_agg(d.country ORDER BY d.id) FILTER (WHERE d.kind = 'nationality'))[1] AS nationality,
				(array_agg(d.country ORDER BY d.id) FILTER (WHERE d.kind = 'permanent_residence'))[1] AS resident_in,
				(array_agg(d.country ORDER BY d.id) FILTER (WHERE d.kind = 'location'))[1] AS located_in
			FROM domicile_at(materials.as_of(), materials.known_at()) AS d WHERE d.party_id = p.id) AS d
		CROSS JOIN LATERAL (SELECT
				min(i.value) FILTER (WHERE i.scheme = 'LEI')::materials.lei AS lei,
				min(i.value) FILTER (WHERE i.scheme = 'CAGE')::materials.cage AS cage,
				min(i.value) FILTER (WHERE i.scheme = 'UEI')::materials.uei AS uei,
				min(i.value) FILTER (WHERE i.scheme = 'GLN')::materials.gln AS gln
			FROM party_identifier AS i WHERE i.party_id = p.id) AS i;
COMMENT ON VIEW import_party IS 'parties with their domiciles and identifiers, one row a party; INSERT and COPY record parties';
COMMENT ON COLUMN import_party.incorporated_in IS 'country of incorporation, ISO 3166-1';
COMMENT ON COLUMN import_party.headquarters_in IS 'country of the headquarters';
COMMENT ON COLUMN import_party.principal_place_in IS 'country of the principal place of business';
COMMENT ON COLUMN import_party.nationality IS 'nationality of a natural person';
COMMENT ON COLUMN import_party.resident_in IS 'country whose permanent resident a natural person is';
COMMENT ON COLUMN import_party.located_in IS 'country where a natural person is located';
COMMENT ON COLUMN import_party.lei IS 'Legal Entity Identifier, ISO 17442';
COMMENT ON COLUMN import_party.cage IS 'CAGE or NCAGE code';
COMMENT ON COLUMN import_party.uei IS 'Unique Entity Identifier of SAM.gov';
COMMENT ON COLUMN import_party.gln IS 'GS1 Global Location Number';

CREATE OR REPLACE FUNCTION import_party_rows(rows import_party[]) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	INSERT INTO party (code, name, kind, government_of, government_level, source, withheld)
	SELECT n.code, n.name, coalesce(n.kind, 'company'), n.government_of, n.government_level, n.source, n.withheld FROM unnest(rows) WITH ORDINALITY AS n ORDER BY n.ordinality;
	INSERT INTO party_domicile (party_id, kind, country, source)
	SELECT party_id(n.code), d.kind, d.country, n.source
	FROM unnest(rows) WITH ORDINALITY AS n
		CROSS JOIN LATERAL (VALUES ('incorporation', n.incorporated_in), ('headquarters', n.headquarters_in), ('principal_place', n.principal_place_in),
			('nationality', n.nationality), ('permanent_residence', n.resident_in), ('location', n.located_in)) AS d (kind, country)
	WHERE d.country IS NOT NULL ORDER BY n.ordinality;
	INSERT INTO party_identifier (party_id, scheme, value, source)
	SELECT party_id(n.code), i.scheme, i.value, n.source
	FROM unnest(rows) WITH ORDINALITY AS n
		CROSS JOIN LATERAL (VALUES ('LEI', n.lei::text), ('CAGE', n.cage::text), ('UEI', n.uei::text), ('GLN', n.gln::text)) AS i (scheme, value)
	WHERE i.value IS NOT NULL ORDER BY n.ordinality;
END
$$;
COMMENT ON FUNCTION import_party_rows(import_party[]) IS 'records rows of import_party, in one statement a table';

CREATE OR REPLACE FUNCTION import_party_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	one import_party := NEW;
BEGIN
	PERFORM import_party_rows(ARRAY[one]);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_party_row() IS 'records one row of import_party';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_party FOR EACH ROW EXECUTE FUNCTION import_party_row();

CREATE OR REPLACE VIEW import_interest WITH (security_invoker = true) AS
	SELECT po.code AS owner, pd.code AS owned, i.metric, i.share, lower(i.valid) AS valid_from, upper(i.valid) - 1 AS valid_to, i.source
	FROM interest AS i JOIN party AS po ON po.id = i.owner_id JOIN party AS pd ON pd.id = i.owned_id
	WHERE i.recorded_at <= materials.known_at()
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = i.id AND x.recorded_at <= materials.known_at());
COMMENT ON VIEW import_interest IS 'who holds how much of whom; INSERT and COPY record interests';
COMMENT ON COLUMN import_interest.owner IS 'code of the holder';
COMMENT ON COLUMN import_interest.owned IS 'code of the party held';

CREATE OR REPLACE FUNCTION import_interest_rows(rows import_interest[]) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	INSERT INTO interest (owner_id, owned_id, metric, share, valid, source)
	SELECT party_id(n.owner), party_id(n.owned), coalesce(n.metric, 'equity'), n.share, daterange(n.valid_from, n.valid_to, '[]'), n.source
	FROM unnest(rows) WITH ORDINALITY AS n ORDER BY n.ordinality;
END
$$;
COMMENT ON FUNCTION import_interest_rows(import_interest[]) IS 'records rows of import_interest, in one statement a table';

CREATE OR REPLACE FUNCTION import_interest_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	one import_interest := NEW;
BEGIN
	PERFORM import_interest_rows(ARRAY[one]);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_interest_row() IS 'records one row of import_interest';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_interest FOR EACH ROW EXECUTE FUNCTION import_interest_row();

CREATE OR REPLACE VIEW import_listing WITH (security_invoker = true) AS
	SELECT p.code AS party, l.list, l.entry, l.decision, lower(l.valid) AS valid_from, upper(l.valid) - 1 AS valid_to, l.source
	FROM listing AS l JOIN party AS p ON p.id = l.party_id
	WHERE l.recorded_at <= materials.known_at()
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'listing' AND x.row_id = l.id AND x.recorded_at <= materials.known_at());
COMMENT ON VIEW import_listing IS 'which party is which entry of which list; INSERT and COPY record listings';

CREATE OR REPLACE FUNCTION import_listing_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO listing (party_id, list, entry, decision, valid, source)
	VALUES (party_id(NEW.party), NEW.list, NEW.entry, coalesce(NEW.decision, 'confirmed'), daterange(NEW.valid_from, NEW.valid_to, '[]'), NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_listing_row() IS 'records one row of import_listing';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_listing FOR EACH ROW EXECUTE FUNCTION import_listing_row();

CREATE OR REPLACE VIEW import_site WITH (security_invoker = true) AS
	SELECT s.code, s.name, p.code AS operator, s.country, s.region, s.kind, s.status, s.gln, s.source
	FROM site AS s LEFT JOIN party AS p ON p.id = s.operator_id;
COMMENT ON VIEW import_site IS 'places; INSERT and COPY record sites';
COMMENT ON COLUMN import_site.operator IS 'code of the party that runs it';

CREATE OR REPLACE FUNCTION import_site_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO site (code, name, operator_id, country, region, kind, status, gln, source)
	VALUES (NEW.code, NEW.name, party_id(NEW.operator), NEW.country, NEW.region, coalesce(NEW.kind, 'plant'), coalesce(NEW.status, 'operating'), NEW.gln, NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_site_row() IS 'records one row of import_site';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_site FOR EACH ROW EXECUTE FUNCTION import_site_row();
