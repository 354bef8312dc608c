-- uei: unique entity identifiers of SAM.gov (ext/types/uei.c).
CREATE TYPE materials.uei;

CREATE FUNCTION materials.uei_in(pg_catalog.cstring) RETURNS materials.uei
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.uei_in(pg_catalog.cstring) IS 'reads the text of a uei';

CREATE FUNCTION materials.uei_out(materials.uei) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.uei_out(materials.uei) IS 'writes the canonical text of a uei';

CREATE FUNCTION materials.uei_recv(pg_catalog.internal) RETURNS materials.uei
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.uei_recv(pg_catalog.internal) IS 'reads the binary form of a uei, as strictly as its text';

CREATE FUNCTION materials.uei_send(materials.uei) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.uei_send(materials.uei) IS 'writes the binary form of a uei: its canonical text';

CREATE TYPE materials.uei (
	INPUT = materials.uei_in,
	OUTPUT = materials.uei_out,
	RECEIVE = materials.uei_recv,
	SEND = materials.uei_send,
	LIKE = pg_catalog.int8,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.uei IS 'unique entity identifier of SAM.gov: twelve letters and digits, without O and I';

-- Stored like a bigint in the order of the codes, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.uei_lt(materials.uei, materials.uei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8lt';
COMMENT ON FUNCTION materials.uei_lt(materials.uei, materials.uei) IS 'whether the first uei is less than the second';

CREATE FUNCTION materials.uei_le(materials.uei, materials.uei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8le';
COMMENT ON FUNCTION materials.uei_le(materials.uei, materials.uei) IS 'whether the first uei is less than or equal to the second';

CREATE FUNCTION materials.uei_eq(materials.uei, materials.uei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8eq';
COMMENT ON FUNCTION materials.uei_eq(materials.uei, materials.uei) IS 'whether the first uei is equal to the second';

CREATE FUNCTION materials.uei_ne(materials.uei, materials.uei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ne';
COMMENT ON FUNCTION materials.uei_ne(materials.uei, materials.uei) IS 'whether the first uei is not equal to the second';

CREATE FUNCTION materials.uei_ge(materials.uei, materials.uei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ge';
COMMENT ON FUNCTION materials.uei_ge(materials.uei, materials.uei) IS 'whether the first uei is greater than or equal to the second';

CREATE FUNCTION materials.uei_gt(materials.uei, materials.uei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8gt';
COMMENT ON FUNCTION materials.uei_gt(materials.uei, materials.uei) IS 'whether the first uei is greater than the second';

CREATE FUNCTION materials.uei_cmp(materials.uei, materials.uei) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint8cmp';
COMMENT ON FUNCTION materials.uei_cmp(materials.uei, materials.uei) IS 'order of two uei values: negative, zero or positive';

CREATE FUNCTION materials.uei_hash(materials.uei) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8';
COMMENT ON FUNCTION materials.uei_hash(materials.uei) IS 'hash of a uei';

CREATE FUNCTION materials.uei_hash_extended(materials.uei, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8extended';
COMMENT ON FUNCTION materials.uei_hash_extended(materials.uei, pg_catalog.int8) IS '64-bit hash of a uei with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.uei_lt, LEFTARG = materials.uei, RIGHTARG = materials.uei,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.uei, materials.uei) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.uei_le, LEFTARG = materials.uei, RIGHTARG = materials.uei,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.uei, materials.uei) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.uei_eq, LEFTARG = materials.uei, RIGHTARG = materials.uei,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.uei, materials.uei) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.uei_ne, LEFTARG = materials.uei, RIGHTARG = materials.uei,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.uei, materials.uei) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.uei_ge, LEFTARG = materials.uei, RIGHTARG = materials.uei,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.uei, materials.uei) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.uei_gt, LEFTARG = materials.uei, RIGHTARG = materials.uei,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.uei, materials.uei) IS 'is greater than';

CREATE OPERATOR FAMILY materials.uei_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.uei_btree USING btree IS 'order of uei values';
CREATE OPERATOR CLASS materials.uei_btree DEFAULT FOR TYPE materials.uei USING btree FAMILY materials.uei_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.uei_cmp(materials.uei, materials.uei),
	FUNCTION 2 (materials.uei, materials.uei) pg_catalog.btint8sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.uei, materials.uei) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.uei_btree USING btree IS 'order and btree indexes of uei values';

CREATE OPERATOR FAMILY materials.uei_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.uei_hash USING hash IS 'equality of uei values';
CREATE OPERATOR CLASS materials.uei_hash DEFAULT FOR TYPE materials.uei USING hash FAMILY materials.uei_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.uei_hash(materials.uei),
	FUNCTION 2 materials.uei_hash_extended(materials.uei, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.uei_hash USING hash IS 'hashing and hash indexes of uei values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.uei) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.uei) IS 'a varchar is read as a uei wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.uei) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.uei) IS 'a text is read as a uei when it is stored in one';
CREATE CAST (materials.uei AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.uei AS pg_catalog.text) IS 'a uei becomes its canonical text when it is stored in one';
