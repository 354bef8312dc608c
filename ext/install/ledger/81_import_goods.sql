CREATE OR REPLACE VIEW import_item WITH (security_invoker = true) AS
	SELECT i.code, i.name, i.class, i.material, i.unit_mass, i.nsn, i.gtin, i.hs, p.code AS maker, i.source
	FROM item AS i LEFT JOIN party AS p ON p.id = i.maker_id;
COMMENT ON VIEW import_item IS 'catalogue parts and products; INSERT and COPY record items';
COMMENT ON COLUMN import_item.maker IS 'code of the party whose part number it is';

CREATE OR REPLACE FUNCTION import_item_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO item (code, name, class, material, unit_mass, nsn, gtin, hs, maker_id, source)
	VALUES (NEW.code, NEW.name, NEW.class, NEW.material, NEW.unit_mass, NEW.nsn, NEW.gtin, NEW.hs, party_id(NEW.maker), NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_item_row() IS 'records one row of import_item';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_item FOR EACH ROW EXECUTE FUNCTION import_item_row();

CREATE OR REPLACE VIEW import_component WITH (security_invoker = true) AS
	SELECT i.code AS item, c.code AS component, b.quantity, b.scrap, b.alternate, b.alternate_rank,
		lower(b.valid) AS valid_from, upper(b.valid) - 1 AS valid_to, b.source, b.per, b.split
	FROM item_component AS b JOIN item AS i ON i.id = b.item_id JOIN item AS c ON c.id = b.component_id;
COMMENT ON VIEW import_component IS 'as-designed bills of materials; INSERT and COPY record what one of an item takes';
COMMENT ON COLUMN import_component.item IS 'part number of the item that is made';
COMMENT ON COLUMN import_component.component IS 'part number of the item that goes into it';

CREATE OR REPLACE FUNCTION import_component_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO item_component (item_id, component_id, quantity, scrap, alternate, alternate_rank, valid, source, per, split)
	VALUES (item_id(NEW.item), item_id(NEW.component), NEW.quantity, coalesce(NEW.scrap, '0'), NEW.alternate, coalesce(NEW.alternate_rank, 1),
		daterange(NEW.valid_from, NEW.valid_to, '[]'), NEW.source, coalesce(NEW.per, '1 each'), NEW.split);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_component_row() IS 'records one row of import_component';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_component FOR EACH ROW EXECUTE FUNCTION import_component_row();

CREATE OR REPLACE VIEW import_lot WITH (security_invoker = true) AS
	SELECT l.code, i.code AS item, l.material, l.role, p.code AS producer, s.code AS site, l.country, l.step, l.made_on, l.quantity, l.unit_mass,
		l.primary_source, l.untraced_reason, l.custody_model, l.source, e.code AS event
	FROM lot AS l
		LEFT JOIN event AS e ON e.id = l.event_id
		LEFT JOIN item AS i ON i.id = l.item_id
		LEFT JOIN party AS p ON p.id = l.producer_id
		LEFT JOIN site AS s ON s.id = l.site_id
	WHERE l.recorded_at <= materials.known_at()
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id AND x.recorded_at <= materials.known_at());
COMMENT ON VIEW import_lot IS 'lots as recorded; INSERT and COPY record lots';
COMMENT ON COLUMN import_lot.item IS 'part number of the item it is a lot of';
COMMENT ON COLUMN import_lot.producer IS 'code of the party that made it; empty is unknown';
COMMENT ON COLUMN import_lot.site IS 'code of the site where it was made';
COMMENT ON COLUMN import_lot.event IS 'code of the event that made it';

CREATE OR REPLACE FUNCTION import_lot_rows(rows import_lot[]) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	INSERT INTO lot (code, item_id, material, role, producer_id, site_id, country, step, made_on, quantity, unit_mass,
		primary_source, untraced_reason, custody_model, source, event_id)
	SELECT n.code, item_id(n.item), n.material, n.role, party_id(n.producer), site_id(n.site), n.country, n.step, n.made_on,
		n.quantity, n.unit_mass, coalesce(n.primary_source, false), n.untraced_reason, n.custody_model, n.source, event_id(n.event)
	FROM unnest(rows) WITH ORDINALITY AS n ORDER BY n.ordinality;
END
$$;
COMMENT ON FUNCTION import_lot_rows(import_lot[]) IS 'records rows of import_lot, in one statement a table';

CREATE OR REPLACE FUNCTION import_lot_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	one import_lot := NEW;
BEGIN
	PERFORM import_lot_rows(ARRAY[one]);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_lot_row() IS 'records one row of import_lot';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_lot FOR EACH ROW EXECUTE FUNCTION import_lot_row();

CREATE OR REPLACE VIEW import_consumption WITH (security_invoker = true) AS
	SELECT o.code AS output_lot, i.code AS input_lot, c.quantity, c.cost, c.currency, c.excess_stated, c.source
	FROM consumption_at(materials.known_at()) AS a
		JOIN consumption AS c ON c.id = a.id
		JOIN lot AS o ON o.id = a.output_lot_id
		JOIN lot AS i ON i.id = a.input_lot_id;
COMMENT ON VIEW import_consumption IS 'how much of which lot went into which lot; INSERT and COPY record consumption, row by row (from other tables of the same database, insert into "consumption" itself: that is checked a statement at a time)';
COMMENT ON COLUMN import_consumption.output_lot IS 'code of the lot that was made';
COMMENT ON COLUMN import_consumption.input_lot IS 'code of the lot that was used up in part or whole';

CREATE OR REPLACE FUNCTION import_consumption_rows(rows import_consumption[]) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	INSERT INTO consumption (output_lot_id, input_lot_id, quantity, cost, currency, excess_stated, source)
	SELECT coalesce(o.id, named_lot_id(n.output_lot)), coalesce(i.id, named_lot_id(n.input_lot)), n.quantity, n.cost, n.currency, coalesce(n.excess_stated, false), n.source
	FROM unnest(rows) WITH ORDINALITY AS n
		LEFT JOIN LATERAL (SELECT l.id FROM lot AS l WHERE l.code = n.output_lot AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id) ORDER BY l.revision DESC LIMIT 1) AS o ON true
		LEFT JOIN LATERAL (SELECT l.id FROM lot AS l WHERE l.code = n.input_lot AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id) ORDER BY l.revision DESC LIMIT 1) AS i ON true
	ORDER BY n.ordinality;
END
$$;
COMMENT ON FUNCTION import_consumption_rows(import_consumption[]) IS 'records rows of import_consumption, in one statement a table';

CREATE OR REPLACE FUNCTION import_consumption_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	one import_consumption := NEW;
BEGIN
	PERFORM import_consumption_rows(ARRAY[one]);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_consumption_row() IS 'records one row of import_consumption';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_consumption FOR EACH ROW EXECUTE FUNCTION import_consumption_row();

CREATE OR REPLACE VIEW import_transfer WITH (security_invoker = true) AS
	SELECT l.code AS lot, f.code AS from_party, t.code AS to_party, x.transferred_on, x.quantity, x.source
	FROM transfer_at(materials.known_at()) AS a
		JOIN transfer AS x ON x.id = a.id
		JOIN lot AS l ON l.id = a.lot_id
		LEFT JOIN party AS f ON f.id = a.from_id
		LEFT JOIN party AS t ON t.id = a.to_id;
COMMENT ON VIEW import_transfer IS 'who passed which lot to whom; INSERT and COPY record transfers';
COMMENT ON COLUMN import_transfer.lot IS 'code of the lot passed on';
COMMENT ON COLUMN import_transfer.from_party IS 'code of the party that gave it; empty is unknown';
COMMENT ON COLUMN import_transfer.to_party IS 'code of the party that took it';

CREATE OR REPLACE FUNCTION import_transfer_rows(rows import_transfer[]) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	INSERT INTO transfer (lot_id, from_id, to_id, transferred_on, quantity, source)
	SELECT coalesce(l.id, named_lot_id(n.lot)), party_id(n.from_party), party_id(n.to_party), n.transferred_on, n.quantity, n.source
	FROM unnest(rows) WITH ORDINALITY AS n
		LEFT JOIN LATERAL (SELECT l.id FROM lot AS l WHERE l.code = n.lot AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id) ORDER BY l.revision DESC LIMIT 1) AS l ON true
	ORDER BY n.ordinality;
END
$$;
COMMENT ON FUNCTION import_transfer_rows(import_transfer[]) IS 'records rows of import_transfer, in one statement a table';

CREATE OR REPLACE FUNCTION import_transfer_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	one import_transfer := NEW;
BEGIN
	PERFORM import_transfer_rows(ARRAY[one]);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_transfer_row() IS 'records one row of import_transfer';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_transfer FOR EACH ROW EXECUTE FUNCTION import_transfer_row();
