CREATE OR REPLACE VIEW import_document WITH (security_invoker = true) AS
	SELECT d.code, d.kind, d.title, encode(d.sha256, 'hex') AS sha256, p.code AS issuer, d.issued_on,
		lower(d.valid) AS valid_from, upper(d.valid) - 1 AS valid_to, d.address, d.source
	FROM document AS d LEFT JOIN party AS p ON p.id = d.issuer_id;
COMMENT ON VIEW import_document IS 'documents by hash; INSERT and COPY record documents';
COMMENT ON COLUMN import_document.sha256 IS 'SHA-256 of the document''s bytes, 64 hexadecimal digits';
COMMENT ON COLUMN import_document.issuer IS 'code of the party that issued it';

CREATE OR REPLACE FUNCTION import_document_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO document (code, kind, title, sha256, issuer_id, issued_on, valid, address, source)
	VALUES (NEW.code, NEW.kind, NEW.title, decode(NEW.sha256, 'hex'), party_id(NEW.issuer), NEW.issued_on,
		daterange(NEW.valid_from, NEW.valid_to, '[]'), NEW.address, NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_document_row() IS 'records one row of import_document';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_document FOR EACH ROW EXECUTE FUNCTION import_document_row();

CREATE OR REPLACE VIEW import_declaration WITH (security_invoker = true) AS
	SELECT d.claim, p.code AS party, i.code AS item, l.code AS lot, b.code AS declarant, o.code AS document,
		lower(d.valid) AS valid_from, upper(d.valid) - 1 AS valid_to, d.source
	FROM declaration AS d
		LEFT JOIN party AS p ON p.id = d.party_id
		LEFT JOIN item AS i ON i.id = d.item_id
		LEFT JOIN lot AS l ON l.id = d.lot_id
		LEFT JOIN party AS b ON b.id = d.declarant_id
		LEFT JOIN document AS o ON o.id = d.document_id
	WHERE d.recorded_at <= materials.known_at()
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'declaration' AND x.row_id = d.id AND x.recorded_at <= materials.known_at());
COMMENT ON VIEW import_declaration IS 'what parties state; INSERT and COPY record declarations, each about one party, item or lot';
COMMENT ON COLUMN import_declaration.party IS 'code of the party it is about';
COMMENT ON COLUMN import_declaration.item IS 'part number of the item it is about';
COMMENT ON COLUMN import_declaration.lot IS 'code of the lot it is about';
COMMENT ON COLUMN import_declaration.declarant IS 'code of the party that states it';
COMMENT ON COLUMN import_declaration.document IS 'code of the document in which it is stated';

CREATE OR REPLACE FUNCTION import_declaration_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	subject text;
BEGIN
	-- A claim about the wrong kind of thing would be kept and never read.
	SELECT c.subject INTO subject FROM materials.claim AS c WHERE c.claim = NEW.claim;
	IF (NEW.party IS NOT NULL AND subject <> 'party') OR (NEW.item IS NOT NULL AND subject NOT LIKE '%item%') OR (NEW.lot IS NOT NULL AND subject NOT LIKE '%lot%') THEN
		RAISE check_violation USING MESSAGE = format('the claim "%s" cannot be about "%s"', left(NEW.claim, 64), left(coalesce(NEW.party, NEW.item, NEW.lot), 64)),
			DETAIL = format('It is about a %s.', subject),
			HINT = 'materials.claim lists the claims and what each is about.';
	END IF;
	INSERT INTO declaration (claim, party_id, item_id, lot_id, declarant_id, document_id, valid, source)
	VALUES (NEW.claim, party_id(NEW.party), item_id(NEW.item), named_lot_id(NEW.lot), party_id(NEW.declarant), document_id(NEW.document),
		daterange(NEW.valid_from, NEW.valid_to, '[]'), NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_declaration_row() IS 'records one row of import_declaration';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_declaration FOR EACH ROW EXECUTE FUNCTION import_declaration_row();

CREATE OR REPLACE VIEW import_licence WITH (security_invoker = true) AS
	SELECT c.code, pc.code AS contractor, pp.code AS producer, c.kind, i.code AS item, l.code AS lot,
		c.right_quantity, c.right_timing, c.right_sale, c.right_access, c.right_operation,
		lower(c.valid) AS valid_from, upper(c.valid) - 1 AS valid_to, o.code AS document, c.source
	FROM control_contract AS c
		JOIN party AS pc ON pc.id = c.contractor_id
		JOIN party AS pp ON pp.id = c.producer_id
		LEFT JOIN item AS i ON i.id = c.item_id
		LEFT JOIN lot AS l ON l.id = c.lot_id
		LEFT JOIN document AS o ON o.id = c.document_id
	WHERE c.recorded_at <= materials.known_at()
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'control_contract' AND x.row_id = c.id AND x.recorded_at <= materials.known_at());
COMMENT ON VIEW import_licence IS 'licences and contracts that may give control; INSERT and COPY record control contracts';
COMMENT ON COLUMN import_licence.contractor IS 'code of the licensor or other contractor';
COMMENT ON COLUMN import_licence.producer IS 'code of the producer that uses the technology or is bound';
COMMENT ON COLUMN import_licence.item IS 'part number of the item it concerns; empty with lot empty is everything the producer makes';
COMMENT ON COLUMN import_licence.lot IS 'code of the lot it concerns';
COMMENT ON COLUMN import_licence.document IS 'code of the document it is read from';

CREATE OR REPLACE FUNCTION import_licence_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO control_contract (code, contractor_id, producer_id, kind, item_id, lot_id,
		right_quantity, right_timing, right_sale, right_access, right_operation, valid, document_id, source)
	VALUES (NEW.code, party_id(NEW.contractor), party_id(NEW.producer), coalesce(NEW.kind, 'licence'), item_id(NEW.item), named_lot_id(NEW.lot),
		NEW.right_quantity, NEW.right_timing, NEW.right_sale, NEW.right_access, NEW.right_operation,
		daterange(NEW.valid_from, NEW.valid_to, '[]'), document_id(NEW.document), NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_licence_row() IS 'records one row of import_licence';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_licence FOR EACH ROW EXECUTE FUNCTION import_licence_row();
