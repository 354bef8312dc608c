-- cas, ec: numbers of chemical substances (ext/types/cas.c, ext/types/ec.c).
CREATE TYPE materials.cas;

CREATE FUNCTION materials.cas_in(pg_catalog.cstring) RETURNS materials.cas
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.cas_in(pg_catalog.cstring) IS 'reads the text of a cas';

CREATE FUNCTION materials.cas_out(materials.cas) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.cas_out(materials.cas) IS 'writes the canonical text of a cas';

CREATE FUNCTION materials.cas_recv(pg_catalog.internal) RETURNS materials.cas
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.cas_recv(pg_catalog.internal) IS 'reads the binary form of a cas, as strictly as its text';

CREATE FUNCTION materials.cas_send(materials.cas) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.cas_send(materials.cas) IS 'writes the binary form of a cas: its canonical text';

CREATE TYPE materials.cas (
	INPUT = materials.cas_in,
	OUTPUT = materials.cas_out,
	RECEIVE = materials.cas_recv,
	SEND = materials.cas_send,
	LIKE = pg_catalog.int8,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.cas IS 'CAS registry number of a substance: 7439-93-2 is lithium';

-- Stored like a bigint in the order of the digits as one number, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.cas_lt(materials.cas, materials.cas) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8lt';
COMMENT ON FUNCTION materials.cas_lt(materials.cas, materials.cas) IS 'whether the first cas is less than the second';

CREATE FUNCTION materials.cas_le(materials.cas, materials.cas) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8le';
COMMENT ON FUNCTION materials.cas_le(materials.cas, materials.cas) IS 'whether the first cas is less than or equal to the second';

CREATE FUNCTION materials.cas_eq(materials.cas, materials.cas) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8eq';
COMMENT ON FUNCTION materials.cas_eq(materials.cas, materials.cas) IS 'whether the first cas is equal to the second';

CREATE FUNCTION materials.cas_ne(materials.cas, materials.cas) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ne';
COMMENT ON FUNCTION materials.cas_ne(materials.cas, materials.cas) IS 'whether the first cas is not equal to the second';

CREATE FUNCTION materials.cas_ge(materials.cas, materials.cas) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ge';
COMMENT ON FUNCTION materials.cas_ge(materials.cas, materials.cas) IS 'whether the first cas is greater than or equal to the second';

CREATE FUNCTION materials.cas_gt(materials.cas, materials.cas) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8gt';
COMMENT ON FUNCTION materials.cas_gt(materials.cas, materials.cas) IS 'whether the first cas is greater than the second';

CREATE FUNCTION materials.cas_cmp(materials.cas, materials.cas) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint8cmp';
COMMENT ON FUNCTION materials.cas_cmp(materials.cas, materials.cas) IS 'order of two cas values: negative, zero or positive';

CREATE FUNCTION materials.cas_hash(materials.cas) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8';
COMMENT ON FUNCTION materials.cas_hash(materials.cas) IS 'hash of a cas';

CREATE FUNCTION materials.cas_hash_extended(materials.cas, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8extended';
COMMENT ON FUNCTION materials.cas_hash_extended(materials.cas, pg_catalog.int8) IS '64-bit hash of a cas with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.cas_lt, LEFTARG = materials.cas, RIGHTARG = materials.cas,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.cas, materials.cas) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.cas_le, LEFTARG = materials.cas, RIGHTARG = materials.cas,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.cas, materials.cas) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.cas_eq, LEFTARG = materials.cas, RIGHTARG = materials.cas,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.cas, materials.cas) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.cas_ne, LEFTARG = materials.cas, RIGHTARG = materials.cas,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.cas, materials.cas) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.cas_ge, LEFTARG = materials.cas, RIGHTARG = materials.cas,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.cas, materials.cas) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.cas_gt, LEFTARG = materials.cas, RIGHTARG = materials.cas,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.cas, materials.cas) IS 'is greater than';

CREATE OPERATOR FAMILY materials.cas_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.cas_btree USING btree IS 'order of cas values';
CREATE OPERATOR CLASS materials.cas_btree DEFAULT FOR TYPE materials.cas USING btree FAMILY materials.cas_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.cas_cmp(materials.cas, materials.cas),
	FUNCTION 2 (materials.cas, materials.cas) pg_catalog.btint8sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.cas, materials.cas) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.cas_btree USING btree IS 'order and btree indexes of cas values';

CREATE OPERATOR FAMILY materials.cas_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.cas_hash USING hash IS 'equality of cas values';
CREATE OPERATOR CLASS materials.cas_hash DEFAULT FOR TYPE materials.cas USING hash FAMILY materials.cas_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.cas_hash(materials.cas),
	FUNCTION 2 materials.cas_hash_extended(materials.cas, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.cas_hash USING hash IS 'hashing and hash indexes of cas values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.cas) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.cas) IS 'a varchar is read as a cas wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.cas) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.cas) IS 'a text is read as a cas when it is stored in one';
CREATE CAST (materials.cas AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.cas AS pg_catalog.text) IS 'a cas becomes its canonical text when it is stored in one';

CREATE TYPE materials.ec;

CREATE FUNCTION materials.ec_in(pg_catalog.cstring) RETURNS materials.ec
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.ec_in(pg_catalog.cstring) IS 'reads the text of a ec';

CREATE FUNCTION materials.ec_out(materials.ec) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.ec_out(materials.ec) IS 'writes the canonical text of a ec';

CREATE FUNCTION materials.ec_recv(pg_catalog.internal) RETURNS materials.ec
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.ec_recv(pg_catalog.internal) IS 'reads the binary form of a ec, as strictly as its text';

CREATE FUNCTION materials.ec_send(materials.ec) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.ec_send(materials.ec) IS 'writes the binary form of a ec: its canonical text';

CREATE TYPE materials.ec (
	INPUT = materials.ec_in,
	OUTPUT = materials.ec_out,
	RECEIVE = materials.ec_recv,
	SEND = materials.ec_send,
	LIKE = pg_catalog.int4,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.ec IS 'EC number of a substance (EINECS, ELINCS, NLP and ECHA lists): 231-102-5 is lithium';

-- Stored like a integer in the order of the codes, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.ec_lt(materials.ec, materials.ec) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4lt';
COMMENT ON FUNCTION materials.ec_lt(materials.ec, materials.ec) IS 'whether the first ec is less than the second';

CREATE FUNCTION materials.ec_le(materials.ec, materials.ec) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4le';
COMMENT ON FUNCTION materials.ec_le(materials.ec, materials.ec) IS 'whether the first ec is less than or equal to the second';

CREATE FUNCTION materials.ec_eq(materials.ec, materials.ec) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4eq';
COMMENT ON FUNCTION materials.ec_eq(materials.ec, materials.ec) IS 'whether the first ec is equal to the second';

CREATE FUNCTION materials.ec_ne(materials.ec, materials.ec) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4ne';
COMMENT ON FUNCTION materials.ec_ne(materials.ec, materials.ec) IS 'whether the first ec is not equal to the second';

CREATE FUNCTION materials.ec_ge(materials.ec, materials.ec) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4ge';
COMMENT ON FUNCTION materials.ec_ge(materials.ec, materials.ec) IS 'whether the first ec is greater than or equal to the second';

CREATE FUNCTION materials.ec_gt(materials.ec, materials.ec) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4gt';
COMMENT ON FUNCTION materials.ec_gt(materials.ec, materials.ec) IS 'whether the first ec is greater than the second';

CREATE FUNCTION materials.ec_cmp(materials.ec, materials.ec) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint4cmp';
COMMENT ON FUNCTION materials.ec_cmp(materials.ec, materials.ec) IS 'order of two ec values: negative, zero or positive';

CREATE FUNCTION materials.ec_hash(materials.ec) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint4';
COMMENT ON FUNCTION materials.ec_hash(materials.ec) IS 'hash of a ec';

CREATE FUNCTION materials.ec_hash_extended(materials.ec, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint4extended';
COMMENT ON FUNCTION materials.ec_hash_extended(materials.ec, pg_catalog.int8) IS '64-bit hash of a ec with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.ec_lt, LEFTARG = materials.ec, RIGHTARG = materials.ec,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.ec, materials.ec) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.ec_le, LEFTARG = materials.ec, RIGHTARG = materials.ec,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.ec, materials.ec) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.ec_eq, LEFTARG = materials.ec, RIGHTARG = materials.ec,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.ec, materials.ec) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.ec_ne, LEFTARG = materials.ec, RIGHTARG = materials.ec,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.ec, materials.ec) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.ec_ge, LEFTARG = materials.ec, RIGHTARG = materials.ec,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.ec, materials.ec) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.ec_gt, LEFTARG = materials.ec, RIGHTARG = materials.ec,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.ec, materials.ec) IS 'is greater than';

CREATE OPERATOR FAMILY materials.ec_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.ec_btree USING btree IS 'order of ec values';
CREATE OPERATOR CLASS materials.ec_btree DEFAULT FOR TYPE materials.ec USING btree FAMILY materials.ec_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.ec_cmp(materials.ec, materials.ec),
	FUNCTION 2 (materials.ec, materials.ec) pg_catalog.btint4sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.ec, materials.ec) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.ec_btree USING btree IS 'order and btree indexes of ec values';

CREATE OPERATOR FAMILY materials.ec_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.ec_hash USING hash IS 'equality of ec values';
CREATE OPERATOR CLASS materials.ec_hash DEFAULT FOR TYPE materials.ec USING hash FAMILY materials.ec_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.ec_hash(materials.ec),
	FUNCTION 2 materials.ec_hash_extended(materials.ec, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.ec_hash USING hash IS 'hashing and hash indexes of ec values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.ec) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.ec) IS 'a varchar is read as a ec wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.ec) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.ec) IS 'a text is read as a ec when it is stored in one';
CREATE CAST (materials.ec AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.ec AS pg_catalog.text) IS 'a ec becomes its canonical text when it is stored in one';
