-- country: ISO 3166-1 countries and territories (ext/types/country.c).
CREATE TYPE materials.country;

CREATE FUNCTION materials.country_in(pg_catalog.cstring) RETURNS materials.country
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.country_in(pg_catalog.cstring) IS 'reads the text of a country';

CREATE FUNCTION materials.country_out(materials.country) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.country_out(materials.country) IS 'writes the canonical text of a country';

CREATE FUNCTION materials.country_recv(pg_catalog.internal) RETURNS materials.country
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.country_recv(pg_catalog.internal) IS 'reads the binary form of a country, as strictly as its text';

CREATE FUNCTION materials.country_send(materials.country) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.country_send(materials.country) IS 'writes the binary form of a country: its canonical text';

CREATE TYPE materials.country (
	INPUT = materials.country_in,
	OUTPUT = materials.country_out,
	RECEIVE = materials.country_recv,
	SEND = materials.country_send,
	LIKE = pg_catalog.int2,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.country IS 'ISO 3166-1 country, shown as its alpha-2 code; alpha-3 and numeric codes are read too';

-- Stored like a smallint in the order of the alpha-2 codes, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.country_lt(materials.country, materials.country) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int2lt';
COMMENT ON FUNCTION materials.country_lt(materials.country, materials.country) IS 'whether the first country is less than the second';

CREATE FUNCTION materials.country_le(materials.country, materials.country) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int2le';
COMMENT ON FUNCTION materials.country_le(materials.country, materials.country) IS 'whether the first country is less than or equal to the second';

CREATE FUNCTION materials.country_eq(materials.country, materials.country) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int2eq';
COMMENT ON FUNCTION materials.country_eq(materials.country, materials.country) IS 'whether the first country is equal to the second';

CREATE FUNCTION materials.country_ne(materials.country, materials.country) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int2ne';
COMMENT ON FUNCTION materials.country_ne(materials.country, materials.country) IS 'whether the first country is not equal to the second';

CREATE FUNCTION materials.country_ge(materials.country, materials.country) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int2ge';
COMMENT ON FUNCTION materials.country_ge(materials.country, materials.country) IS 'whether the first country is greater than or equal to the second';

CREATE FUNCTION materials.country_gt(materials.country, materials.country) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int2gt';
COMMENT ON FUNCTION materials.country_gt(materials.country, materials.country) IS 'whether the first country is greater than the second';

CREATE FUNCTION materials.country_cmp(materials.country, materials.country) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint2cmp';
COMMENT ON FUNCTION materials.country_cmp(materials.country, materials.country) IS 'order of two country values: negative, zero or positive';

CREATE FUNCTION materials.country_hash(materials.country) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint2';
COMMENT ON FUNCTION materials.country_hash(materials.country) IS 'hash of a country';

CREATE FUNCTION materials.country_hash_extended(materials.country, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint2extended';
COMMENT ON FUNCTION materials.country_hash_extended(materials.country, pg_catalog.int8) IS '64-bit hash of a country with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.country_lt, LEFTARG = materials.country, RIGHTARG = materials.country,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.country, materials.country) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.country_le, LEFTARG = materials.country, RIGHTARG = materials.country,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.country, materials.country) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.country_eq, LEFTARG = materials.country, RIGHTARG = materials.country,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.country, materials.country) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.country_ne, LEFTARG = materials.country, RIGHTARG = materials.country,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.country, materials.country) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.country_ge, LEFTARG = materials.country, RIGHTARG = materials.country,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.country, materials.country) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.country_gt, LEFTARG = materials.country, RIGHTARG = materials.country,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.country, materials.country) IS 'is greater than';

CREATE OPERATOR FAMILY materials.country_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.country_btree USING btree IS 'order of country values';
CREATE OPERATOR CLASS materials.country_btree DEFAULT FOR TYPE materials.country USING btree FAMILY materials.country_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.country_cmp(materials.country, materials.country),
	FUNCTION 2 (materials.country, materials.country) pg_catalog.btint2sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.country, materials.country) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.country_btree USING btree IS 'order and btree indexes of country values';

CREATE OPERATOR FAMILY materials.country_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.country_hash USING hash IS 'equality of country values';
CREATE OPERATOR CLASS materials.country_hash DEFAULT FOR TYPE materials.country USING hash FAMILY materials.country_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.country_hash(materials.country),
	FUNCTION 2 materials.country_hash_extended(materials.country, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.country_hash USING hash IS 'hashing and hash indexes of country values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.country) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.country) IS 'a varchar is read as a country wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.country) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.country) IS 'a text is read as a country when it is stored in one';
CREATE CAST (materials.country AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.country AS pg_catalog.text) IS 'a country becomes its canonical text when it is stored in one';

CREATE FUNCTION materials.country_alpha3(materials.country) RETURNS pg_catalog.text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.country_alpha3(materials.country) IS 'three-letter code of a country: DE gives DEU';

CREATE FUNCTION materials.country_numeric(materials.country) RETURNS pg_catalog.text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.country_numeric(materials.country) IS 'three-digit code of a country, with its leading zeros: AF gives 004';

CREATE FUNCTION materials.country_name(materials.country) RETURNS pg_catalog.text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.country_name(materials.country) IS 'short English name of a country';

CREATE FUNCTION materials.countries() RETURNS SETOF materials.country
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 249 COST 100 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.countries() IS 'all countries and territories of ISO 3166-1';
