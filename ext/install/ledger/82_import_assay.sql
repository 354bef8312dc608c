CREATE OR REPLACE VIEW import_assay WITH (security_invoker = true) AS
	SELECT l.code AS lot, i.code AS item, t.material, t.element, t.mass_fraction, t.method, o.code AS document,
		lower(t.valid) AS valid_from, upper(t.valid) - 1 AS valid_to, t.source
	FROM assay_at(materials.known_at()) AS a
		JOIN assay AS t ON t.id = a.id
		LEFT JOIN lot AS l ON l.id = a.lot_id
		LEFT JOIN item AS i ON i.id = a.item_id
		LEFT JOIN document AS o ON o.id = a.document_id;
COMMENT ON VIEW import_assay IS 'how much of a chemical element a lot, an item or a material contains; INSERT and COPY record assays, each about one of the three';
COMMENT ON COLUMN import_assay.lot IS 'code of the lot it is about';
COMMENT ON COLUMN import_assay.item IS 'part number of the item it is about';
COMMENT ON COLUMN import_assay.document IS 'code of the document it is read from';

CREATE OR REPLACE FUNCTION import_assay_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO assay (lot_id, item_id, material, element, mass_fraction, method, document_id, valid, source)
	VALUES (named_lot_id(NEW.lot), item_id(NEW.item), NEW.material, NEW.element, NEW.mass_fraction, coalesce(NEW.method, 'measured'), document_id(NEW.document),
		daterange(NEW.valid_from, NEW.valid_to, '[]'), NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_assay_row() IS 'records one row of import_assay';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_assay FOR EACH ROW EXECUTE FUNCTION import_assay_row();
