-- nsn: national (NATO) stock numbers (ext/types/nsn.c).
CREATE TYPE materials.nsn;

CREATE FUNCTION materials.nsn_in(pg_catalog.cstring) RETURNS materials.nsn
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.nsn_in(pg_catalog.cstring) IS 'reads the text of a nsn';

CREATE FUNCTION materials.nsn_out(materials.nsn) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.nsn_out(materials.nsn) IS 'writes the canonical text of a nsn';

CREATE FUNCTION materials.nsn_recv(pg_catalog.internal) RETURNS materials.nsn
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.nsn_recv(pg_catalog.internal) IS 'reads the binary form of a nsn, as strictly as its text';

CREATE FUNCTION materials.nsn_send(materials.nsn) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.nsn_send(materials.nsn) IS 'writes the binary form of a nsn: its canonical text';

CREATE TYPE materials.nsn (
	INPUT = materials.nsn_in,
	OUTPUT = materials.nsn_out,
	RECEIVE = materials.nsn_recv,
	SEND = materials.nsn_send,
	LIKE = pg_catalog.int8,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.nsn IS 'national stock number: four digits of supply class and nine of item, written 6135-01-440-7774';

-- Stored like a bigint in the order of the codes, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.nsn_lt(materials.nsn, materials.nsn) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8lt';
COMMENT ON FUNCTION materials.nsn_lt(materials.nsn, materials.nsn) IS 'whether the first nsn is less than the second';

CREATE FUNCTION materials.nsn_le(materials.nsn, materials.nsn) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8le';
COMMENT ON FUNCTION materials.nsn_le(materials.nsn, materials.nsn) IS 'whether the first nsn is less than or equal to the second';

CREATE FUNCTION materials.nsn_eq(materials.nsn, materials.nsn) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8eq';
COMMENT ON FUNCTION materials.nsn_eq(materials.nsn, materials.nsn) IS 'whether the first nsn is equal to the second';

CREATE FUNCTION materials.nsn_ne(materials.nsn, materials.nsn) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ne';
COMMENT ON FUNCTION materials.nsn_ne(materials.nsn, materials.nsn) IS 'whether the first nsn is not equal to the second';

CREATE FUNCTION materials.nsn_ge(materials.nsn, materials.nsn) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ge';
COMMENT ON FUNCTION materials.nsn_ge(materials.nsn, materials.nsn) IS 'whether the first nsn is greater than or equal to the second';

CREATE FUNCTION materials.nsn_gt(materials.nsn, materials.nsn) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8gt';
COMMENT ON FUNCTION materials.nsn_gt(materials.nsn, materials.nsn) IS 'whether the first nsn is greater than the second';

CREATE FUNCTION materials.nsn_cmp(materials.nsn, materials.nsn) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint8cmp';
COMMENT ON FUNCTION materials.nsn_cmp(materials.nsn, materials.nsn) IS 'order of two nsn values: negative, zero or positive';

CREATE FUNCTION materials.nsn_hash(materials.nsn) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8';
COMMENT ON FUNCTION materials.nsn_hash(materials.nsn) IS 'hash of a nsn';

CREATE FUNCTION materials.nsn_hash_extended(materials.nsn, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8extended';
COMMENT ON FUNCTION materials.nsn_hash_extended(materials.nsn, pg_catalog.int8) IS '64-bit hash of a nsn with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.nsn_lt, LEFTARG = materials.nsn, RIGHTARG = materials.nsn,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.nsn, materials.nsn) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.nsn_le, LEFTARG = materials.nsn, RIGHTARG = materials.nsn,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.nsn, materials.nsn) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.nsn_eq, LEFTARG = materials.nsn, RIGHTARG = materials.nsn,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.nsn, materials.nsn) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.nsn_ne, LEFTARG = materials.nsn, RIGHTARG = materials.nsn,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.nsn, materials.nsn) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.nsn_ge, LEFTARG = materials.nsn, RIGHTARG = materials.nsn,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.nsn, materials.nsn) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.nsn_gt, LEFTARG = materials.nsn, RIGHTARG = materials.nsn,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.nsn, materials.nsn) IS 'is greater than';

CREATE OPERATOR FAMILY materials.nsn_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.nsn_btree USING btree IS 'order of nsn values';
CREATE OPERATOR CLASS materials.nsn_btree DEFAULT FOR TYPE materials.nsn USING btree FAMILY materials.nsn_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.nsn_cmp(materials.nsn, materials.nsn),
	FUNCTION 2 (materials.nsn, materials.nsn) pg_catalog.btint8sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.nsn, materials.nsn) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.nsn_btree USING btree IS 'order and btree indexes of nsn values';

CREATE OPERATOR FAMILY materials.nsn_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.nsn_hash USING hash IS 'equality of nsn values';
CREATE OPERATOR CLASS materials.nsn_hash DEFAULT FOR TYPE materials.nsn USING hash FAMILY materials.nsn_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.nsn_hash(materials.nsn),
	FUNCTION 2 materials.nsn_hash_extended(materials.nsn, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.nsn_hash USING hash IS 'hashing and hash indexes of nsn values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.nsn) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.nsn) IS 'a varchar is read as a nsn wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.nsn) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.nsn) IS 'a text is read as a nsn when it is stored in one';
CREATE CAST (materials.nsn AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.nsn AS pg_catalog.text) IS 'a nsn becomes its canonical text when it is stored in one';

CREATE FUNCTION materials.nsn_fsc(materials.nsn) RETURNS pg_catalog.text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.nsn_fsc(materials.nsn) IS 'federal supply class of a stock number: its first four digits';

CREATE FUNCTION materials.nsn_niin(materials.nsn) RETURNS pg_catalog.text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.nsn_niin(materials.nsn) IS 'national item identification number of a stock number: its last nine digits';

CREATE FUNCTION materials.nsn_country_code(materials.nsn) RETURNS pg_catalog.text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.nsn_country_code(materials.nsn) IS 'two digits of the national codification bureau that assigned a stock number; not the origin of the goods';
