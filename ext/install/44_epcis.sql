-- EPCIS: reading documents of any of its forms, hashes of events, identifiers (ext/types/epcis_read.c).

CREATE FUNCTION materials.digital_link(identifier pg_catalog.text) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION materials.digital_link(text) IS 'the one form of an identifier of GS1, whether it is written as an EPC URI or as a Digital Link: https://id.gs1.org/01/…; any other text stays as it is';

CREATE FUNCTION materials.epcis_event_hash(event pg_catalog.text) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION materials.epcis_event_hash(text) IS 'CBV 2.0 hash of an EPCIS event in JSON or XML, alone or as the only one of a document: ni:///sha-256;…?ver=CBV2.0';

CREATE FUNCTION materials.epcis_digest(document pg_catalog.text) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION materials.epcis_digest(text) IS 'SHA-256 of a document''s text in UTF-8, in hexadecimal digits';

CREATE FUNCTION materials.epcis_digest(document pg_catalog.oid) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'epcis_digest_object' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED COST 1000000;
COMMENT ON FUNCTION materials.epcis_digest(oid) IS 'SHA-256 of a large object''s bytes, in hexadecimal digits';

CREATE FUNCTION materials.epcis_read(document pg_catalog.text, OUT part pg_catalog.text, OUT place pg_catalog.int4, OUT code pg_catalog.text, OUT hash pg_catalog.text, OUT type pg_catalog.text,
		OUT action pg_catalog.text, OUT happened_at pg_catalog.timestamptz, OUT content pg_catalog.jsonb, OUT roles pg_catalog.text[], OUT instances pg_catalog.bool[], OUT items pg_catalog.text[],
		OUT amounts pg_catalog.text[], OUT units pg_catalog.text[], OUT field pg_catalog.text, OUT state pg_catalog.text, OUT message pg_catalog.text) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 100 COST 10000;
COMMENT ON FUNCTION materials.epcis_read(text) IS
	'what an EPCIS document says, be it 2.0 JSON-LD, 2.0 XML, 1.2 XML, the answer to a query or one event: a row for each event in normal form with its hash and its goods, each element of master data, the document''s head, and for whatever is wrong (fault) or odd (oddity)';

CREATE FUNCTION materials.epcis_read(document pg_catalog.oid, OUT part pg_catalog.text, OUT place pg_catalog.int4, OUT code pg_catalog.text, OUT hash pg_catalog.text, OUT type pg_catalog.text,
		OUT action pg_catalog.text, OUT happened_at pg_catalog.timestamptz, OUT content pg_catalog.jsonb, OUT roles pg_catalog.text[], OUT instances pg_catalog.bool[], OUT items pg_catalog.text[],
		OUT amounts pg_catalog.text[], OUT units pg_catalog.text[], OUT field pg_catalog.text, OUT state pg_catalog.text, OUT message pg_catalog.text) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME', 'epcis_read_object' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED ROWS 1000000 COST 1000000;
COMMENT ON FUNCTION materials.epcis_read(oid) IS
	'what an EPCIS document says that is a large object, of any size, as epcis_read of a text does; JSON is in UTF-8, XML in the encoding that it names';
