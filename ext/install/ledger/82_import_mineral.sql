-- Declarations about minerals as CSV: a row a smelter, with what the declaration sheet says in front of it.

CREATE OR REPLACE VIEW import_mineral_source WITH (security_invoker = true) AS
	SELECT d.code AS declaration, p.code AS company, m.company_name, m.template, m.scope, i.code AS item, d.issued_on AS declared_on, upper(m.valid) - 1 AS valid_to,
		m.metal, m.smelter_number, m.smelter, m.country, m.source_country, m.mine, m.recycled, m.source
	FROM mineral_source AS m JOIN document AS d ON d.id = m.document_id JOIN party AS p ON p.id = m.party_id LEFT JOIN item AS i ON i.id = m.item_id
	WHERE m.recorded_at <= materials.known_at()
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'mineral_source' AND x.row_id = m.id AND x.recorded_at <= materials.known_at());
COMMENT ON VIEW import_mineral_source IS 'smelters that companies declare for their minerals, a row each, with the declaration that it is in; INSERT and COPY record declarations, companies, smelters and their sites';
COMMENT ON COLUMN import_mineral_source.declaration IS 'code of the declaration; rows of one declaration have the same company and days';
COMMENT ON COLUMN import_mineral_source.company IS 'code of the company that declares; a new one needs company_name';
COMMENT ON COLUMN import_mineral_source.item IS 'part number of the item, where it is declared for one';
COMMENT ON COLUMN import_mineral_source.declared_on IS 'day of the declaration';
COMMENT ON COLUMN import_mineral_source.valid_to IS 'last day for which it is declared; empty where it does not end';
COMMENT ON COLUMN import_mineral_source.metal IS 'mineral: a material by its key or title, or a chemical symbol';
COMMENT ON COLUMN import_mineral_source.smelter_number IS 'number with the Responsible Minerals Initiative, such as CID001234; empty where the smelter is not identified';

CREATE OR REPLACE FUNCTION mineral_company(company text, company_name text DEFAULT NULL, source text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	found_id bigint := (SELECT p.id FROM party AS p WHERE p.code = mineral_company.company);
BEGIN
	IF found_id IS NULL AND mineral_company.company_name IS NULL THEN
		RETURN party_id(mineral_company.company);
	ELSIF found_id IS NULL THEN
		INSERT INTO party (code, name, source) VALUES (mineral_company.company, mineral_company.company_name, mineral_company.source) RETURNING id INTO found_id;
	END IF;
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION mineral_company(text, text, text) IS 'the company that declares: one that is there, or a new one of that name; import_mineral_source calls it';

CREATE OR REPLACE FUNCTION mineral_document(declaration text, company_id bigint, declared_on date, valid daterange, source text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	kept document;
BEGIN
	SELECT d.* INTO kept FROM document AS d WHERE d.code = mineral_document.declaration;
	IF kept.id IS NULL THEN
		INSERT INTO document (code, kind, title, issuer_id, issued_on, valid, source)
		VALUES (mineral_document.declaration, 'declaration', format('Declaration of smelters, %s', mineral_document.declaration), mineral_document.company_id, mineral_document.declared_on, mineral_document.valid, mineral_document.source) RETURNING document.* INTO kept;
	ELSIF (kept.issuer_id, kept.issued_on, kept.valid) IS DISTINCT FROM (mineral_document.company_id, mineral_document.declared_on, mineral_document.valid) THEN
		RAISE unique_violation USING MESSAGE = format('declaration "%s" is recorded with another company or other days', left(mineral_document.declaration, 64)),
			HINT = 'A later declaration has a code of its own.';
	END IF;
	RETURN kept.id;
END
$$;
COMMENT ON FUNCTION mineral_document(text, bigint, date, daterange, text) IS 'the document that a declaration is: one that is there, or a new one; error 23505 where company or days differ. import_mineral_source calls it';

CREATE OR REPLACE FUNCTION mineral_smelter(smelter_number text, smelter text DEFAULT NULL, country materials.country DEFAULT NULL, source text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	found_id bigint := (SELECT i.party_id FROM party_identifier AS i WHERE i.scheme = 'RMI' AND i.value = mineral_smelter.smelter_number);
BEGIN
	IF mineral_smelter.smelter_number IS NULL THEN
		RETURN NULL;
	ELSIF found_id IS NULL THEN
		INSERT INTO party (code, name, source) VALUES (mineral_smelter.smelter_number, coalesce(mineral_smelter.smelter, mineral_smelter.smelter_number), mineral_smelter.source) RETURNING id INTO found_id;
		INSERT INTO party_identifier (party_id, scheme, value, source) VALUES (found_id, 'RMI', mineral_smelter.smelter_number, mineral_smelter.source);
	END IF;
	INSERT INTO site (code, name, operator_id, country, kind, source)
	SELECT mineral_smelter.smelter_number, coalesce(mineral_smelter.smelter, mineral_smelter.smelter_number), found_id, mineral_smelter.country, 'refinery', mineral_smelter.source
	WHERE mineral_smelter.country IS NOT NULL AND NOT EXISTS (SELECT FROM site AS s WHERE s.code = mineral_smelter.smelter_number);
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION mineral_smelter(text, text, materials.country, text) IS 'the smelter of a number: a party that is there or a new one, and its site; import_mineral_source calls it';

CREATE OR REPLACE FUNCTION mineral_finding(row_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO data_finding (kind, relation, row_id, detail)
	SELECT f.kind, 'mineral_source', m.id, f.detail
	FROM mineral_source AS m LEFT JOIN party AS p ON p.id = m.smelter_party_id LEFT JOIN site AS s ON s.code = m.smelter_number LEFT JOIN party AS c ON c.id = m.party_id
		CROSS JOIN LATERAL (
			SELECT 'other' AS kind, format('smelter "%s" is not identified', left(coalesce(m.smelter, ''), 64)) AS detail WHERE m.smelter_number IS NULL
			UNION ALL SELECT 'other', format('smelter %s is "%s" here, and "%s" in the declaration', m.smelter_number, left(p.name, 64), left(m.smelter, 64)) WHERE lower(p.name) <> lower(m.smelter)
			UNION ALL SELECT 'other', format('smelter %s stands in %s here, and in %s in the declaration', m.smelter_number, s.country, m.country) WHERE s.country OPERATOR(materials.<>) m.country
			UNION ALL SELECT 'other', format('company %s is "%s" here, and "%s" in the declaration', c.code, left(c.name, 64), left(m.company_name, 64)) WHERE lower(c.name) <> lower(m.company_name)
			UNION ALL SELECT 'other', format('%s of "%s" comes from nowhere that is declared', m.metal, left(coalesce(m.smelter, m.smelter_number, ''), 64)) WHERE m.source_country IS NULL AND m.mine IS NULL AND m.recycled IS NOT TRUE) AS f
	WHERE m.id = mineral_finding.row_id;
END
$$;
COMMENT ON FUNCTION mineral_finding(bigint) IS 'records what is odd in a row of a declaration; import_mineral_source calls it';

CREATE OR REPLACE FUNCTION import_mineral_source_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	word text := (SELECT m.material FROM materials.material AS m WHERE lower(NEW.metal) IN (m.material, lower(m.title)) OR m.element = NEW.metal ORDER BY m.part_of IS NOT NULL, m.material LIMIT 1);
	days daterange := daterange(NEW.declared_on, NEW.valid_to, '[]');
	of_document bigint;
	company bigint;
	made bigint;
BEGIN
	IF NEW.declared_on IS NULL OR NEW.company IS NULL OR NEW.declaration IS NULL OR NEW.metal IS NULL THEN
		RAISE not_null_violation USING MESSAGE = 'a row of a declaration names declaration, company, day and mineral',
			HINT = 'Fill the columns declaration, company, declared_on and metal.';
	ELSIF word IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no mineral "%s"', left(NEW.metal, 64)),
			HINT = 'materials.material lists the materials; rows can be added there.';
	ELSIF NEW.smelter_number !~ '^CID[0-9]{6}$' THEN
		RAISE invalid_parameter_value USING MESSAGE = format('not the number of a smelter: "%s"', left(NEW.smelter_number, 64)),
			HINT = 'It is CID and six digits; leave it empty where the smelter is not identified.';
	END IF;
	company := mineral_company(NEW.company, NEW.company_name, NEW.source);
	of_document := mineral_document(NEW.declaration, company, NEW.declared_on, days, NEW.source);
	-- The same row again says nothing new; the same smelter, mineral and origin otherwise contradicts it.
	IF EXISTS (SELECT FROM mineral_source AS m WHERE m.document_id = of_document AND m.material = word AND m.smelter_number IS NOT DISTINCT FROM NEW.smelter_number AND m.smelter IS NOT DISTINCT FROM NEW.smelter
			AND m.country::text IS NOT DISTINCT FROM NEW.country::text AND m.source_country::text IS NOT DISTINCT FROM NEW.source_country::text AND m.mine IS NOT DISTINCT FROM NEW.mine AND m.recycled IS NOT DISTINCT FROM NEW.recycled
			AND m.item_id IS NOT DISTINCT FROM item_id(NEW.item) AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'mineral_source' AND x.row_id = m.id)) THEN
		RETURN NULL;
	ELSIF EXISTS (SELECT FROM mineral_source AS m WHERE m.document_id = of_document AND m.material = word AND m.smelter_number = NEW.smelter_number AND m.source_country::text IS NOT DISTINCT FROM NEW.source_country::text
			AND m.mine IS NOT DISTINCT FROM NEW.mine AND m.item_id IS NOT DISTINCT FROM item_id(NEW.item) AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'mineral_source' AND x.row_id = m.id)) THEN
		RAISE unique_violation USING MESSAGE = format('smelter "%s" is in declaration "%s" otherwise', left(NEW.smelter_number, 64), left(NEW.declaration, 64)),
			HINT = 'Correct that row, or give the declaration a code of its own.';
	END IF;
	INSERT INTO mineral_source (document_id, party_id, company_name, template, scope, item_id, material, metal, smelter_party_id, smelter_number, smelter, country, source_country, mine, recycled, valid, source)
	VALUES (of_document, company, NEW.company_name, NEW.template, coalesce(NEW.scope, 'company'), item_id(NEW.item), word, NEW.metal, mineral_smelter(NEW.smelter_number, NEW.smelter, NEW.country, NEW.source), NEW.smelter_number,
		NEW.smelter, NEW.country, NEW.source_country, NEW.mine, NEW.recycled, days, NEW.source) RETURNING id INTO made;
	PERFORM mineral_finding(made);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_mineral_source_row() IS 'records one row of import_mineral_source';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_mineral_source FOR EACH ROW EXECUTE FUNCTION import_mineral_source_row();

CREATE OR REPLACE FUNCTION mineral_source_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, party_id bigint, item_id bigint, material text, smelter_party_id bigint, smelter_number text, document_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT m.id, m.party_id, m.item_id, m.material, m.smelter_party_id, m.smelter_number, m.document_id
	FROM mineral_source AS m
	WHERE m.valid @> mineral_source_at.as_of AND m.recorded_at <= mineral_source_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'mineral_source' AND x.row_id = m.id AND x.recorded_at <= mineral_source_at.known_at)
		-- A later declaration of the company about the mineral, of all that it makes or of the same item, stands instead.
		AND NOT EXISTS (SELECT FROM mineral_source AS n
			WHERE n.party_id = m.party_id AND n.material = m.material AND n.scope = m.scope AND (m.scope = 'company' OR n.item_id = m.item_id) AND lower(n.valid) > lower(m.valid)
				AND n.valid @> mineral_source_at.as_of AND n.recorded_at <= mineral_source_at.known_at
				AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'mineral_source' AND x.row_id = n.id AND x.recorded_at <= mineral_source_at.known_at));
END;
COMMENT ON FUNCTION mineral_source_at(date, timestamptz) IS 'smelters that were declared for a day, as known at an instant: by the last declaration of a company about a mineral, of all that it makes or of an item';

CREATE OR REPLACE FUNCTION smelter_standing(party text DEFAULT NULL, list text DEFAULT 'RMAP', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL)
		RETURNS TABLE (company text, declaration text, metal text, smelter_number text, smelter text, source_country text, recycled boolean, standing text, edition text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	day date := coalesce(smelter_standing.as_of, materials.as_of());
	instant timestamptz := coalesce(smelter_standing.known_at, materials.known_at());
	asked bigint := party_id(smelter_standing.party);
	out_then text := (SELECT e.edition FROM list_edition_known(smelter_standing.list, instant) AS k JOIN list_edition AS e ON e.id = k.edition_id WHERE k.released_on <= day ORDER BY k.released_on DESC LIMIT 1);
BEGIN
	PERFORM list_asked(smelter_standing.list);
	RETURN QUERY
	WITH listed AS MATERIALIZED (
		SELECT l.entry, l.id FROM list_entry_at(day, instant) AS l WHERE l.list = smelter_standing.list
	)
	SELECT p.code::text, d.code::text, m.metal, m.smelter_number, m.smelter, m.source_country::text, m.recycled,
		CASE WHEN m.smelter_number IS NULL THEN 'not identified' WHEN out_then IS NULL THEN 'no edition'
			WHEN EXISTS (SELECT FROM listed AS l WHERE l.entry = m.smelter_number) OR EXISTS (SELECT FROM listed AS l JOIN list_identifier AS i ON i.entry_id = l.id WHERE i.scheme = 'RMI' AND i.value = m.smelter_number) THEN 'listed' ELSE 'not listed' END,
		out_then
	FROM mineral_source_at(day, instant) AS a JOIN mineral_source AS m ON m.id = a.id JOIN party AS p ON p.id = m.party_id JOIN document AS d ON d.id = m.document_id
	WHERE asked IS NULL OR m.party_id = asked
	ORDER BY p.code COLLATE "C", d.code COLLATE "C", m.material COLLATE "C", m.smelter_number COLLATE "C" NULLS LAST, m.id;
END
$$;
COMMENT ON FUNCTION smelter_standing(text, text, date, timestamptz) IS 'smelters that a company (every company, where none is named) declared for a day, and whether they were on a list then: listed, not listed, not identified, or no edition, with the edition of that day';
