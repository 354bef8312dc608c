-- What imports have in common: values as documents write them, and what is wrong with a document.

CREATE FUNCTION materials.told_code(kind pg_catalog.text, value pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	CASE kind
		WHEN 'CAS' THEN RETURN btrim(value)::materials.cas::text;
		WHEN 'EC' THEN RETURN btrim(value)::materials.ec::text;
		WHEN 'GLN' THEN RETURN btrim(value)::materials.gln::text;
		WHEN 'LEI' THEN RETURN btrim(value)::materials.lei::text;
		WHEN 'country' THEN RETURN btrim(value)::materials.country::text;
		WHEN 'date' THEN RETURN to_char(materials.iso_day(btrim(value)), 'YYYY-MM-DD');
		WHEN 'number' THEN
			IF btrim(value) ~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$' THEN RETURN trim_scale(btrim(value)::numeric)::text; END IF;
		ELSE NULL;
	END CASE;
	RETURN NULL;
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION materials.told_code(text, text) IS 'a CAS or EC number, GLN, LEI, country, day or number as a document writes it, in its one form; NULL where it is none';

CREATE FUNCTION materials.told_quantity(number pg_catalog.text, unit pg_catalog.text) RETURNS materials.quantity
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN materials.quantity(materials.told_code('number', number)::numeric, unit);
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION materials.told_quantity(text, text) IS 'a quantity as a document writes it; NULL where it is none';

CREATE TYPE materials.import_fault AS (
	place pg_catalog.int8,
	field pg_catalog.text,
	state pg_catalog.text,
	message pg_catalog.text,
	content pg_catalog.jsonb
);
COMMENT ON TYPE materials.import_fault IS 'why a document is not taken: a row of import_error that is to be';
COMMENT ON COLUMN materials.import_fault.place IS 'place in the document, from 1; empty where all of it is at fault';
COMMENT ON COLUMN materials.import_fault.field IS 'field at fault, where it is one';
COMMENT ON COLUMN materials.import_fault.state IS 'SQLSTATE';
COMMENT ON COLUMN materials.import_fault.message IS 'what is wrong';
COMMENT ON COLUMN materials.import_fault.content IS 'what stands there';
