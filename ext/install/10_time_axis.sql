-- The two time axes as settings: what was true on a day (as_of), and what had been recorded by an instant (known_at).

CREATE FUNCTION materials.as_of() RETURNS pg_catalog.date
	AS 'MODULE_PATHNAME', 'time_axis_as_of' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION materials.as_of() IS 'day on which facts are asked: the setting materials.as_of, else today in UTC';

CREATE FUNCTION materials.known_at() RETURNS pg_catalog.timestamptz
	AS 'MODULE_PATHNAME', 'time_axis_known_at' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION materials.known_at() IS 'instant of knowledge: the setting materials.known_at, else infinity, which means all that is recorded';

-- Domains that every ledger uses.

CREATE DOMAIN materials.code AS pg_catalog.text
	CONSTRAINT code_form CHECK (VALUE OPERATOR(pg_catalog.<>) ''
		AND pg_catalog.length(VALUE) OPERATOR(pg_catalog.<=) 200
		AND VALUE OPERATOR(pg_catalog.=) pg_catalog.btrim(VALUE, E' \t\r\n'));
COMMENT ON DOMAIN materials.code IS 'code by which people address a row: 1 to 200 characters, no blank at either end';
COMMENT ON CONSTRAINT code_form ON DOMAIN materials.code IS '1 to 200 characters, no blank at either end';

CREATE DOMAIN materials.ledger_version AS pg_catalog.text;
COMMENT ON DOMAIN materials.ledger_version IS 'version of the extension that made or last upgraded a ledger; a table with a column of this domain marks its schema as a ledger';
