-- A property has one value at a time: a second one is refused until the first is corrected.  The revision counts the
-- values, and is unique: of two sessions that state the same property at once, one is refused in any isolation level.

CREATE OR REPLACE FUNCTION guard_line_property() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	kept record;
BEGIN
	NEW.value := materials.property_value(NEW.property, 'line', NEW.value);
	SELECT count(*)::integer AS stated, min(p.id) FILTER (WHERE s.stands) AS row_id, min(p.value) FILTER (WHERE s.stands) AS value, min(l.code) AS code INTO kept
	FROM line_property AS p LEFT JOIN contract_line AS l ON l.id = p.line_id
		CROSS JOIN LATERAL (SELECT NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'line_property' AND x.row_id = p.id) AS stands) AS s
	WHERE p.line_id = NEW.line_id AND p.property = NEW.property;
	PERFORM refuse_property(NEW.property, kept.code, kept.row_id, kept.value);
	NEW.revision := kept.stated;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_line_property() IS 'checks that a value fits its property, and that none stands for the line already; counts the revision';

CREATE OR REPLACE FUNCTION guard_item_property() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	kept record;
BEGIN
	NEW.value := materials.property_value(NEW.property, 'item', NEW.value);
	SELECT count(*)::integer AS stated, min(p.id) FILTER (WHERE s.stands) AS row_id, min(p.value) FILTER (WHERE s.stands) AS value, min(i.code) AS code INTO kept
	FROM item_property AS p LEFT JOIN item AS i ON i.id = p.item_id
		CROSS JOIN LATERAL (SELECT NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'item_property' AND x.row_id = p.id) AS stands) AS s
	WHERE p.item_id = NEW.item_id AND p.property = NEW.property;
	PERFORM refuse_property(NEW.property, kept.code, kept.row_id, kept.value);
	NEW.revision := kept.stated;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_item_property() IS 'checks that a value fits its property, and that none stands for the item already; counts the revision';

CREATE OR REPLACE FUNCTION guard_lot_property() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	kept record;
BEGIN
	NEW.value := materials.property_value(NEW.property, 'lot', NEW.value);
	SELECT count(*)::integer AS stated, min(p.id) FILTER (WHERE s.stands) AS row_id, min(p.value) FILTER (WHERE s.stands) AS value, min(l.code) AS code INTO kept
	FROM lot_property AS p LEFT JOIN lot AS l ON l.id = p.lot_id
		CROSS JOIN LATERAL (SELECT NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot_property' AND x.row_id = p.id) AS stands) AS s
	WHERE p.lot_id = NEW.lot_id AND p.property = NEW.property;
	PERFORM refuse_property(NEW.property, kept.code, kept.row_id, kept.value);
	NEW.revision := kept.stated;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_lot_property() IS 'checks that a value fits its property, and that none stands for the lot already; counts the revision';

CREATE OR REPLACE FUNCTION refuse_property(property text, code text, row_id bigint, value text) RETURNS void
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	-- STRICT: without such a row there is nothing to refuse.
	RAISE unique_violation USING MESSAGE = format('property "%s" of "%s" is already recorded', property, left(code, 64)),
		DETAIL = format('Row %s says "%s".', row_id, left(value, 64)),
		HINT = 'Correct that row first, then record the value that stands instead.';
END
$$;
COMMENT ON FUNCTION refuse_property(text, text, bigint, text) IS 'error 23505 where a row already states the property';

CREATE OR REPLACE TRIGGER guard_property BEFORE INSERT ON line_property FOR EACH ROW EXECUTE FUNCTION guard_line_property();
COMMENT ON TRIGGER guard_property ON line_property IS 'the value fits, and is the only one that stands';
CREATE OR REPLACE TRIGGER guard_property BEFORE INSERT ON item_property FOR EACH ROW EXECUTE FUNCTION guard_item_property();
COMMENT ON TRIGGER guard_property ON item_property IS 'the value fits, and is the only one that stands';
CREATE OR REPLACE TRIGGER guard_property BEFORE INSERT ON lot_property FOR EACH ROW EXECUTE FUNCTION guard_lot_property();
COMMENT ON TRIGGER guard_property ON lot_property IS 'the value fits, and is the only one that stands';
