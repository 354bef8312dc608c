-- The two time axes as settings: what was true on a day (as_of), and what had been recorded by an instant (known_at).

CREATE FUNCTION materials.as_of() RETURNS pg_catalog.date
	AS 'MODULE_PATHNAME', 'time_axis_as_of' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION materials.as_of() IS 'day on which facts are asked: the setting materials.as_of, else today in UTC';

CREATE FUNCTION materials.known_at() RETURNS pg_catalog.timestamptz
	AS 'MODULE_PATHNAME', 'time_axis_known_at' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION materials.known_at() IS 'instant of knowledge: the setting materials.known_at, else infinity, which means all that is recorded';

CREATE FUNCTION materials.recorded_at(ledger pg_catalog.regclass) RETURNS pg_catalog.timestamptz
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED COST 2;
COMMENT ON FUNCTION materials.recorded_at(regclass) IS 'the instant at which this transaction began to record in a ledger, whose table "ledger" is given: all that it records there is known from then on';

CREATE FUNCTION materials.knowledge_close(ledger pg_catalog.regclass, determination pg_catalog.regclass) RETURNS pg_catalog.timestamptz
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 100;
COMMENT ON FUNCTION materials.knowledge_close(regclass, regclass) IS 'an instant by which nothing more will be recorded in a ledger: this one, once all have ended who were recording in it; the function determine calls it';

CREATE FUNCTION materials.knowledge_rests_on(determination pg_catalog.regclass, fact pg_catalog.regclass, relation pg_catalog.text, row_id pg_catalog.int8) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 100;
COMMENT ON FUNCTION materials.knowledge_rests_on(regclass, regclass, text, bigint) IS 'whether some determination rests on a row; until the transaction ends no other is made. Error 55P03 where one is being made';

CREATE FUNCTION materials.guard_recorded() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 100;
COMMENT ON FUNCTION materials.guard_recorded() IS 'refuses rows said to be recorded at a time on which a determination rests, with SQLSTATE 55000';

CREATE FUNCTION materials.identities_shown() RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 0.1;
COMMENT ON FUNCTION materials.identities_shown() IS 'the setting materials.identities: whether names of withheld parties are shown to whom they were disclosed';

-- Domains that every ledger uses.

CREATE DOMAIN materials.code AS pg_catalog.text
	CONSTRAINT code_form CHECK (VALUE OPERATOR(pg_catalog.<>) ''
		AND pg_catalog.length(VALUE) OPERATOR(pg_catalog.<=) 200
		AND VALUE OPERATOR(pg_catalog.=) pg_catalog.btrim(VALUE, E' \t\r\n'));
COMMENT ON DOMAIN materials.code IS 'code by which people address a row: 1 to 200 characters, no blank at either end';
COMMENT ON CONSTRAINT code_form ON DOMAIN materials.code IS '1 to 200 characters, no blank at either end';

CREATE DOMAIN materials.ledger_version AS pg_catalog.text;
COMMENT ON DOMAIN materials.ledger_version IS 'version of the extension that made or last upgraded a ledger; a table with a column of this domain marks its schema as a ledger';

CREATE FUNCTION materials.iso_day(value pg_catalog.text) RETURNS pg_catalog.date
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF value !~ '^\d{4}-\d{2}-\d{2}($|T)' THEN
		RAISE invalid_datetime_format USING MESSAGE = format('not a day in the form YYYY-MM-DD: "%s"', left(value, 64));
	END IF;
	RETURN make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, substr(value, 9, 2)::integer);
END
$$;
COMMENT ON FUNCTION materials.iso_day(text) IS 'day of a date, or of a date and time, in the form of ISO 8601; error 22007 or 22008 where it is none';
