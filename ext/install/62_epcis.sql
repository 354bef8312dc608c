-- EPCIS by the name of a ledger; each ledger has the functions themselves.

CREATE FUNCTION materials.epcis_import(ledger pg_catalog.text, document pg_catalog.text, source pg_catalog.text DEFAULT NULL, OUT outcome pg_catalog.text, OUT number pg_catalog.int8, OUT place pg_catalog.int4, OUT field pg_catalog.text, OUT detail pg_catalog.text) RETURNS SETOF pg_catalog.record
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 20
	SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	PERFORM materials.ledger_home(coalesce(epcis_import.ledger, ''));
	-- Not by EXECUTE, whose plan would hold the document, twice.
	PERFORM set_config('search_path', format('%I, pg_temp', epcis_import.ledger), true);
	RETURN QUERY SELECT i.outcome, i.number, i.place, i.field, i.detail FROM epcis_import(epcis_import.document, epcis_import.source) AS i;
END
$$;
COMMENT ON FUNCTION materials.epcis_import(text, text, text) IS 'imports an EPCIS document into the ledger of that name, as the ledger''s own epcis_import does; source says where it was taken from';

CREATE FUNCTION materials.epcis_import(ledger pg_catalog.text, document pg_catalog.oid, source pg_catalog.text DEFAULT NULL, OUT outcome pg_catalog.text, OUT number pg_catalog.int8, OUT place pg_catalog.int4, OUT field pg_catalog.text, OUT detail pg_catalog.text) RETURNS SETOF pg_catalog.record
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 20
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM materials.ledger_home(coalesce(epcis_import.ledger, ''));
	PERFORM set_config('search_path', format('%I, pg_temp', epcis_import.ledger), true);
	RETURN QUERY SELECT i.outcome, i.number, i.place, i.field, i.detail FROM epcis_import(epcis_import.document, epcis_import.source) AS i;
END
$$;
COMMENT ON FUNCTION materials.epcis_import(text, oid, text) IS 'imports an EPCIS document that is a large object into the ledger of that name, as the ledger''s own epcis_import does';
