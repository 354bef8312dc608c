CREATE OR REPLACE VIEW import_line_property WITH (security_invoker = true) AS
	SELECT l.code AS line, t.property, t.value, t.source
	FROM line_property_at(materials.known_at()) AS a JOIN line_property AS t ON t.id = a.id JOIN contract_line AS l ON l.id = a.line_id;
COMMENT ON VIEW import_line_property IS 'further facts about lines of contracts, as materials.property names them; INSERT and COPY record facts';
COMMENT ON COLUMN import_line_property.line IS 'line number of the contract line it is about';

CREATE OR REPLACE FUNCTION import_line_property_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO line_property (line_id, property, value, source) VALUES (line_id(NEW.line), NEW.property, NEW.value, NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_line_property_row() IS 'records one row of import_line_property';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_line_property FOR EACH ROW EXECUTE FUNCTION import_line_property_row();

CREATE OR REPLACE VIEW import_item_property WITH (security_invoker = true) AS
	SELECT i.code AS item, t.property, t.value, t.source
	FROM item_property_at(materials.known_at()) AS a JOIN item_property AS t ON t.id = a.id JOIN item AS i ON i.id = a.item_id;
COMMENT ON VIEW import_item_property IS 'further facts about items, as materials.property names them; INSERT and COPY record facts';
COMMENT ON COLUMN import_item_property.item IS 'part number of the item it is about';

CREATE OR REPLACE FUNCTION import_item_property_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO item_property (item_id, property, value, source) VALUES (item_id(NEW.item), NEW.property, NEW.value, NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_item_property_row() IS 'records one row of import_item_property';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_item_property FOR EACH ROW EXECUTE FUNCTION import_item_property_row();

CREATE OR REPLACE VIEW import_lot_property WITH (security_invoker = true) AS
	SELECT l.code AS lot, t.property, t.value, t.source
	FROM lot_property_at(materials.known_at()) AS a JOIN lot_property AS t ON t.id = a.id JOIN lot AS l ON l.id = a.lot_id;
COMMENT ON VIEW import_lot_property IS 'further facts about lots, as materials.property names them; INSERT and COPY record facts';
COMMENT ON COLUMN import_lot_property.lot IS 'code of the lot it is about';

CREATE OR REPLACE FUNCTION import_lot_property_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO lot_property (lot_id, property, value, source) VALUES (named_lot_id(NEW.lot), NEW.property, NEW.value, NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_lot_property_row() IS 'records one row of import_lot_property';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_lot_property FOR EACH ROW EXECUTE FUNCTION import_lot_property_row();
