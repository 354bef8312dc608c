CREATE OR REPLACE VIEW import_programme WITH (security_invoker = true) AS
	SELECT p.code, p.name, p.kind, p.milestone_b_on, p.source FROM programme AS p;
COMMENT ON VIEW import_programme IS 'programmes; INSERT and COPY record programmes';

CREATE OR REPLACE FUNCTION import_programme_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO programme (code, name, kind, milestone_b_on, source)
	VALUES (NEW.code, NEW.name, coalesce(NEW.kind, 'defence'), NEW.milestone_b_on, NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_programme_row() IS 'records one row of import_programme';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_programme FOR EACH ROW EXECUTE FUNCTION import_programme_row();

CREATE OR REPLACE VIEW import_site_asset WITH (security_invoker = true) AS
	SELECT p.code AS programme, s.code AS site, i.code AS item, l.code AS lot, a.quantity, a.status, a.source
	FROM site_asset AS a
		JOIN site AS s ON s.id = a.site_id
		JOIN item AS i ON i.id = a.item_id
		LEFT JOIN programme AS p ON p.id = a.programme_id
		LEFT JOIN lot AS l ON l.id = a.lot_id;
COMMENT ON VIEW import_site_asset IS 'what stands, or is to stand, at a site; INSERT and COPY record assets';
COMMENT ON COLUMN import_site_asset.programme IS 'code of the programme it belongs to';
COMMENT ON COLUMN import_site_asset.site IS 'code of the site where it stands';
COMMENT ON COLUMN import_site_asset.item IS 'part number of what it is';
COMMENT ON COLUMN import_site_asset.lot IS 'code of the lot it comes from; empty where nothing was delivered yet';

CREATE OR REPLACE FUNCTION import_site_asset_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO site_asset (programme_id, site_id, item_id, lot_id, quantity, status, source)
	VALUES (programme_id(NEW.programme), site_id(NEW.site), item_id(NEW.item), named_lot_id(NEW.lot), NEW.quantity, coalesce(NEW.status, 'installed'), NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_site_asset_row() IS 'records one row of import_site_asset';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_site_asset FOR EACH ROW EXECUTE FUNCTION import_site_asset_row();

CREATE OR REPLACE VIEW import_contract_line WITH (security_invoker = true) AS
	SELECT c.code AS contract, b.code AS buyer, s.code AS seller, c.signed_on, l.code AS line, p.code AS programme, i.code AS item, l.quantity,
		l.price, l.currency, l.procured_on, l.obligated_on, l.delivered_on, l.defence_funds, l.standard_battery, l.device, l.environment,
		l.commercial_off_the_shelf, l.maintenance_only, l.research_and_test,
		ARRAY(SELECT t.code::text FROM contract_line_lot AS x JOIN lot AS t ON t.id = lot_standing(x.lot_id, materials.known_at())
			WHERE x.line_id = l.id ORDER BY t.code) AS lots, l.source
	FROM contract_line AS l
		JOIN contract AS c ON c.id = l.contract_id
		JOIN item AS i ON i.id = l.item_id
		LEFT JOIN party AS b ON b.id = c.buyer_id
		LEFT JOIN party AS s ON s.id = c.seller_id
		LEFT JOIN programme AS p ON p.id = l.programme_id;
COMMENT ON VIEW import_contract_line IS 'contract lines with their contract and lots, one row a line; INSERT and COPY record a line, and its contract with the first of its lines';
COMMENT ON COLUMN import_contract_line.contract IS 'contract number';
COMMENT ON COLUMN import_contract_line.buyer IS 'code of the party that buys; may be left empty from the second line on';
COMMENT ON COLUMN import_contract_line.seller IS 'code of the party that sells; may be left empty from the second line on';
COMMENT ON COLUMN import_contract_line.signed_on IS 'day on which the contract was entered into; may be left empty from the second line on';
COMMENT ON COLUMN import_contract_line.line IS 'line number, unique in the ledger';
COMMENT ON COLUMN import_contract_line.programme IS 'code of the programme it is bought for';
COMMENT ON COLUMN import_contract_line.item IS 'part number of the item bought';
COMMENT ON COLUMN import_contract_line.lots IS 'codes of the lots that fill it, whole';

CREATE OR REPLACE FUNCTION import_contract_line_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	kept contract;
	new_id bigint;
BEGIN
	INSERT INTO contract (code, buyer_id, seller_id, signed_on, source)
	VALUES (NEW.contract, party_id(NEW.buyer), party_id(NEW.seller), NEW.signed_on, NEW.source) ON CONFLICT (code) DO NOTHING;
	SELECT c.* INTO STRICT kept FROM contract AS c WHERE c.code = NEW.contract;
	IF (NEW.buyer IS NOT NULL AND kept.buyer_id IS DISTINCT FROM party_id(NEW.buyer))
		OR (NEW.seller IS NOT NULL AND kept.seller_id IS DISTINCT FROM party_id(NEW.seller))
		OR (NEW.signed_on IS NOT NULL AND kept.signed_on IS DISTINCT FROM NEW.signed_on) THEN
		RAISE unique_violation USING MESSAGE = format('contract "%s" is already recorded otherwise', left(NEW.contract, 64)),
			DETAIL = format('It was signed on %s.', coalesce(to_char(kept.signed_on, 'YYYY-MM-DD'), 'an unknown day')),
			HINT = 'The lines of a contract share its buyer, seller and day; leave them empty from the second line on.';
	END IF;
	INSERT INTO contract_line (code, contract_id, programme_id, item_id, quantity, price, currency, procured_on, obligated_on, delivered_on,
		defence_funds, standard_battery, device, environment, commercial_off_the_shelf, maintenance_only, research_and_test, source)
	VALUES (NEW.line, kept.id, programme_id(NEW.programme), item_id(NEW.item), NEW.quantity, NEW.price, NEW.currency, NEW.procured_on, NEW.obligated_on,
		NEW.delivered_on, coalesce(NEW.defence_funds, true), coalesce(NEW.standard_battery, false), coalesce(NEW.device, 'none'),
		coalesce(NEW.environment, 'unknown'), coalesce(NEW.commercial_off_the_shelf, false), coalesce(NEW.maintenance_only, false),
		coalesce(NEW.research_and_test, false), NEW.source) RETURNING id INTO new_id;
	INSERT INTO contract_line_lot (line_id, lot_id)
	SELECT new_id, named_lot_id(u.code) FROM unnest(NEW.lots) AS u (code);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_contract_line_row() IS 'records one row of import_contract_line';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_contract_line FOR EACH ROW EXECUTE FUNCTION import_contract_line_row();

CREATE OR REPLACE VIEW import_waiver WITH (security_invoker = true) AS
	SELECT w.code, w.rule, l.code AS line, i.code AS item, w.granted_by, w.ground, lower(w.valid) AS valid_from, upper(w.valid) - 1 AS valid_to,
		o.code AS document, w.source
	FROM waiver AS w
		LEFT JOIN contract_line AS l ON l.id = w.line_id
		LEFT JOIN item AS i ON i.id = w.item_id
		LEFT JOIN document AS o ON o.id = w.document_id
	WHERE w.recorded_at <= materials.known_at()
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'waiver' AND x.row_id = w.id AND x.recorded_at <= materials.known_at());
COMMENT ON VIEW import_waiver IS 'waivers; INSERT and COPY record waivers, each for one line or one item';
COMMENT ON COLUMN import_waiver.line IS 'line number of the contract line it covers';
COMMENT ON COLUMN import_waiver.item IS 'part number of the item (system or battery) it covers';
COMMENT ON COLUMN import_waiver.document IS 'code of the document in which it was granted';

CREATE OR REPLACE FUNCTION import_waiver_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF NEW.valid_from IS NULL OR NEW.valid_to IS NULL THEN
		RAISE not_null_violation USING MESSAGE = format('waiver "%s" has no first or no last day', left(NEW.code, 64)),
			HINT = 'A waiver covers a stated period: give valid_from and valid_to.';
	END IF;
	INSERT INTO waiver (code, rule, line_id, item_id, granted_by, ground, valid, document_id, source)
	VALUES (NEW.code, NEW.rule, line_id(NEW.line), item_id(NEW.item), NEW.granted_by, NEW.ground, daterange(NEW.valid_from, NEW.valid_to, '[]'),
		document_id(NEW.document), NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_waiver_row() IS 'records one row of import_waiver';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_waiver FOR EACH ROW EXECUTE FUNCTION import_waiver_row();
