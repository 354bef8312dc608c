-- gtin, gln, sscc: keys of the GS1 system (ext/types/gs1.c).
CREATE TYPE materials.gtin;

CREATE FUNCTION materials.gtin_in(pg_catalog.cstring) RETURNS materials.gtin
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.gtin_in(pg_catalog.cstring) IS 'reads the text of a gtin';

CREATE FUNCTION materials.gtin_out(materials.gtin) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.gtin_out(materials.gtin) IS 'writes the canonical text of a gtin';

CREATE FUNCTION materials.gtin_recv(pg_catalog.internal) RETURNS materials.gtin
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.gtin_recv(pg_catalog.internal) IS 'reads the binary form of a gtin, as strictly as its text';

CREATE FUNCTION materials.gtin_send(materials.gtin) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.gtin_send(materials.gtin) IS 'writes the binary form of a gtin: its canonical text';

CREATE TYPE materials.gtin (
	INPUT = materials.gtin_in,
	OUTPUT = materials.gtin_out,
	RECEIVE = materials.gtin_recv,
	SEND = materials.gtin_send,
	LIKE = pg_catalog.int8,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.gtin IS 'GS1 global trade item number: GTIN-8, -12, -13 or -14, shown with 14 digits';

-- Stored like a bigint in the order of the 14-digit form, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.gtin_lt(materials.gtin, materials.gtin) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8lt';
COMMENT ON FUNCTION materials.gtin_lt(materials.gtin, materials.gtin) IS 'whether the first gtin is less than the second';

CREATE FUNCTION materials.gtin_le(materials.gtin, materials.gtin) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8le';
COMMENT ON FUNCTION materials.gtin_le(materials.gtin, materials.gtin) IS 'whether the first gtin is less than or equal to the second';

CREATE FUNCTION materials.gtin_eq(materials.gtin, materials.gtin) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8eq';
COMMENT ON FUNCTION materials.gtin_eq(materials.gtin, materials.gtin) IS 'whether the first gtin is equal to the second';

CREATE FUNCTION materials.gtin_ne(materials.gtin, materials.gtin) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ne';
COMMENT ON FUNCTION materials.gtin_ne(materials.gtin, materials.gtin) IS 'whether the first gtin is not equal to the second';

CREATE FUNCTION materials.gtin_ge(materials.gtin, materials.gtin) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ge';
COMMENT ON FUNCTION materials.gtin_ge(materials.gtin, materials.gtin) IS 'whether the first gtin is greater than or equal to the second';

CREATE FUNCTION materials.gtin_gt(materials.gtin, materials.gtin) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8gt';
COMMENT ON FUNCTION materials.gtin_gt(materials.gtin, materials.gtin) IS 'whether the first gtin is greater than the second';

CREATE FUNCTION materials.gtin_cmp(materials.gtin, materials.gtin) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint8cmp';
COMMENT ON FUNCTION materials.gtin_cmp(materials.gtin, materials.gtin) IS 'order of two gtin values: negative, zero or positive';

CREATE FUNCTION materials.gtin_hash(materials.gtin) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8';
COMMENT ON FUNCTION materials.gtin_hash(materials.gtin) IS 'hash of a gtin';

CREATE FUNCTION materials.gtin_hash_extended(materials.gtin, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8extended';
COMMENT ON FUNCTION materials.gtin_hash_extended(materials.gtin, pg_catalog.int8) IS '64-bit hash of a gtin with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.gtin_lt, LEFTARG = materials.gtin, RIGHTARG = materials.gtin,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.gtin, materials.gtin) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.gtin_le, LEFTARG = materials.gtin, RIGHTARG = materials.gtin,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.gtin, materials.gtin) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.gtin_eq, LEFTARG = materials.gtin, RIGHTARG = materials.gtin,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.gtin, materials.gtin) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.gtin_ne, LEFTARG = materials.gtin, RIGHTARG = materials.gtin,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.gtin, materials.gtin) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.gtin_ge, LEFTARG = materials.gtin, RIGHTARG = materials.gtin,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.gtin, materials.gtin) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.gtin_gt, LEFTARG = materials.gtin, RIGHTARG = materials.gtin,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.gtin, materials.gtin) IS 'is greater than';

CREATE OPERATOR FAMILY materials.gtin_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.gtin_btree USING btree IS 'order of gtin values';
CREATE OPERATOR CLASS materials.gtin_btree DEFAULT FOR TYPE materials.gtin USING btree FAMILY materials.gtin_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.gtin_cmp(materials.gtin, materials.gtin),
	FUNCTION 2 (materials.gtin, materials.gtin) pg_catalog.btint8sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.gtin, materials.gtin) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.gtin_btree USING btree IS 'order and btree indexes of gtin values';

CREATE OPERATOR FAMILY materials.gtin_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.gtin_hash USING hash IS 'equality of gtin values';
CREATE OPERATOR CLASS materials.gtin_hash DEFAULT FOR TYPE materials.gtin USING hash FAMILY materials.gtin_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.gtin_hash(materials.gtin),
	FUNCTION 2 materials.gtin_hash_extended(materials.gtin, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.gtin_hash USING hash IS 'hashing and hash indexes of gtin values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.gtin) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.gtin) IS 'a varchar is read as a gtin wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.gtin) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.gtin) IS 'a text is read as a gtin when it is stored in one';
CREATE CAST (materials.gtin AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.gtin AS pg_catalog.text) IS 'a gtin becomes its canonical text when it is stored in one';

CREATE TYPE materials.gln;

CREATE FUNCTION materials.gln_in(pg_catalog.cstring) RETURNS materials.gln
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.gln_in(pg_catalog.cstring) IS 'reads the text of a gln';

CREATE FUNCTION materials.gln_out(materials.gln) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.gln_out(materials.gln) IS 'writes the canonical text of a gln';

CREATE FUNCTION materials.gln_recv(pg_catalog.internal) RETURNS materials.gln
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.gln_recv(pg_catalog.internal) IS 'reads the binary form of a gln, as strictly as its text';

CREATE FUNCTION materials.gln_send(materials.gln) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.gln_send(materials.gln) IS 'writes the binary form of a gln: its canonical text';

CREATE TYPE materials.gln (
	INPUT = materials.gln_in,
	OUTPUT = materials.gln_out,
	RECEIVE = materials.gln_recv,
	SEND = materials.gln_send,
	LIKE = pg_catalog.int8,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.gln IS 'GS1 global location number of a place or party: 13 digits';

-- Stored like a bigint in the order of the codes, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.gln_lt(materials.gln, materials.gln) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8lt';
COMMENT ON FUNCTION materials.gln_lt(materials.gln, materials.gln) IS 'whether the first gln is less than the second';

CREATE FUNCTION materials.gln_le(materials.gln, materials.gln) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8le';
COMMENT ON FUNCTION materials.gln_le(materials.gln, materials.gln) IS 'whether the first gln is less than or equal to the second';

CREATE FUNCTION materials.gln_eq(materials.gln, materials.gln) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8eq';
COMMENT ON FUNCTION materials.gln_eq(materials.gln, materials.gln) IS 'whether the first gln is equal to the second';

CREATE FUNCTION materials.gln_ne(materials.gln, materials.gln) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ne';
COMMENT ON FUNCTION materials.gln_ne(materials.gln, materials.gln) IS 'whether the first gln is not equal to the second';

CREATE FUNCTION materials.gln_ge(materials.gln, materials.gln) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ge';
COMMENT ON FUNCTION materials.gln_ge(materials.gln, materials.gln) IS 'whether the first gln is greater than or equal to the second';

CREATE FUNCTION materials.gln_gt(materials.gln, materials.gln) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8gt';
COMMENT ON FUNCTION materials.gln_gt(materials.gln, materials.gln) IS 'whether the first gln is greater than the second';

CREATE FUNCTION materials.gln_cmp(materials.gln, materials.gln) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint8cmp';
COMMENT ON FUNCTION materials.gln_cmp(materials.gln, materials.gln) IS 'order of two gln values: negative, zero or positive';

CREATE FUNCTION materials.gln_hash(materials.gln) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8';
COMMENT ON FUNCTION materials.gln_hash(materials.gln) IS 'hash of a gln';

CREATE FUNCTION materials.gln_hash_extended(materials.gln, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8extended';
COMMENT ON FUNCTION materials.gln_hash_extended(materials.gln, pg_catalog.int8) IS '64-bit hash of a gln with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.gln_lt, LEFTARG = materials.gln, RIGHTARG = materials.gln,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.gln, materials.gln) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.gln_le, LEFTARG = materials.gln, RIGHTARG = materials.gln,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.gln, materials.gln) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.gln_eq, LEFTARG = materials.gln, RIGHTARG = materials.gln,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.gln, materials.gln) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.gln_ne, LEFTARG = materials.gln, RIGHTARG = materials.gln,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.gln, materials.gln) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.gln_ge, LEFTARG = materials.gln, RIGHTARG = materials.gln,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.gln, materials.gln) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.gln_gt, LEFTARG = materials.gln, RIGHTARG = materials.gln,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.gln, materials.gln) IS 'is greater than';

CREATE OPERATOR FAMILY materials.gln_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.gln_btree USING btree IS 'order of gln values';
CREATE OPERATOR CLASS materials.gln_btree DEFAULT FOR TYPE materials.gln USING btree FAMILY materials.gln_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.gln_cmp(materials.gln, materials.gln),
	FUNCTION 2 (materials.gln, materials.gln) pg_catalog.btint8sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.gln, materials.gln) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.gln_btree USING btree IS 'order and btree indexes of gln values';

CREATE OPERATOR FAMILY materials.gln_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.gln_hash USING hash IS 'equality of gln values';
CREATE OPERATOR CLASS materials.gln_hash DEFAULT FOR TYPE materials.gln USING hash FAMILY materials.gln_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.gln_hash(materials.gln),
	FUNCTION 2 materials.gln_hash_extended(materials.gln, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.gln_hash USING hash IS 'hashing and hash indexes of gln values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.gln) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.gln) IS 'a varchar is read as a gln wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.gln) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.gln) IS 'a text is read as a gln when it is stored in one';
CREATE CAST (materials.gln AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.gln AS pg_catalog.text) IS 'a gln becomes its canonical text when it is stored in one';

CREATE TYPE materials.sscc;

CREATE FUNCTION materials.sscc_in(pg_catalog.cstring) RETURNS materials.sscc
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.sscc_in(pg_catalog.cstring) IS 'reads the text of a sscc';

CREATE FUNCTION materials.sscc_out(materials.sscc) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.sscc_out(materials.sscc) IS 'writes the canonical text of a sscc';

CREATE FUNCTION materials.sscc_recv(pg_catalog.internal) RETURNS materials.sscc
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.sscc_recv(pg_catalog.internal) IS 'reads the binary form of a sscc, as strictly as its text';

CREATE FUNCTION materials.sscc_send(materials.sscc) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.sscc_send(materials.sscc) IS 'writes the binary form of a sscc: its canonical text';

CREATE TYPE materials.sscc (
	INPUT = materials.sscc_in,
	OUTPUT = materials.sscc_out,
	RECEIVE = materials.sscc_recv,
	SEND = materials.sscc_send,
	LIKE = pg_catalog.int8,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.sscc IS 'GS1 serial shipping container code of a logistic unit: 18 digits';

-- Stored like a bigint in the order of the codes, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.sscc_lt(materials.sscc, materials.sscc) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8lt';
COMMENT ON FUNCTION materials.sscc_lt(materials.sscc, materials.sscc) IS 'whether the first sscc is less than the second';

CREATE FUNCTION materials.sscc_le(materials.sscc, materials.sscc) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8le';
COMMENT ON FUNCTION materials.sscc_le(materials.sscc, materials.sscc) IS 'whether the first sscc is less than or equal to the second';

CREATE FUNCTION materials.sscc_eq(materials.sscc, materials.sscc) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8eq';
COMMENT ON FUNCTION materials.sscc_eq(materials.sscc, materials.sscc) IS 'whether the first sscc is equal to the second';

CREATE FUNCTION materials.sscc_ne(materials.sscc, materials.sscc) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ne';
COMMENT ON FUNCTION materials.sscc_ne(materials.sscc, materials.sscc) IS 'whether the first sscc is not equal to the second';

CREATE FUNCTION materials.sscc_ge(materials.sscc, materials.sscc) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ge';
COMMENT ON FUNCTION materials.sscc_ge(materials.sscc, materials.sscc) IS 'whether the first sscc is greater than or equal to the second';

CREATE FUNCTION materials.sscc_gt(materials.sscc, materials.sscc) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8gt';
COMMENT ON FUNCTION materials.sscc_gt(materials.sscc, materials.sscc) IS 'whether the first sscc is greater than the second';

CREATE FUNCTION materials.sscc_cmp(materials.sscc, materials.sscc) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint8cmp';
COMMENT ON FUNCTION materials.sscc_cmp(materials.sscc, materials.sscc) IS 'order of two sscc values: negative, zero or positive';

CREATE FUNCTION materials.sscc_hash(materials.sscc) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8';
COMMENT ON FUNCTION materials.sscc_hash(materials.sscc) IS 'hash of a sscc';

CREATE FUNCTION materials.sscc_hash_extended(materials.sscc, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8extended';
COMMENT ON FUNCTION materials.sscc_hash_extended(materials.sscc, pg_catalog.int8) IS '64-bit hash of a sscc with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.sscc_lt, LEFTARG = materials.sscc, RIGHTARG = materials.sscc,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.sscc, materials.sscc) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.sscc_le, LEFTARG = materials.sscc, RIGHTARG = materials.sscc,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.sscc, materials.sscc) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.sscc_eq, LEFTARG = materials.sscc, RIGHTARG = materials.sscc,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.sscc, materials.sscc) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.sscc_ne, LEFTARG = materials.sscc, RIGHTARG = materials.sscc,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.sscc, materials.sscc) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.sscc_ge, LEFTARG = materials.sscc, RIGHTARG = materials.sscc,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.sscc, materials.sscc) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.sscc_gt, LEFTARG = materials.sscc, RIGHTARG = materials.sscc,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.sscc, materials.sscc) IS 'is greater than';

CREATE OPERATOR FAMILY materials.sscc_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.sscc_btree USING btree IS 'order of sscc values';
CREATE OPERATOR CLASS materials.sscc_btree DEFAULT FOR TYPE materials.sscc USING btree FAMILY materials.sscc_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.sscc_cmp(materials.sscc, materials.sscc),
	FUNCTION 2 (materials.sscc, materials.sscc) pg_catalog.btint8sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.sscc, materials.sscc) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.sscc_btree USING btree IS 'order and btree indexes of sscc values';

CREATE OPERATOR FAMILY materials.sscc_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.sscc_hash USING hash IS 'equality of sscc values';
CREATE OPERATOR CLASS materials.sscc_hash DEFAULT FOR TYPE materials.sscc USING hash FAMILY materials.sscc_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.sscc_hash(materials.sscc),
	FUNCTION 2 materials.sscc_hash_extended(materials.sscc, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.sscc_hash USING hash IS 'hashing and hash indexes of sscc values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.sscc) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.sscc) IS 'a varchar is read as a sscc wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.sscc) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.sscc) IS 'a text is read as a sscc when it is stored in one';
CREATE CAST (materials.sscc AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.sscc AS pg_catalog.text) IS 'a sscc becomes its canonical text when it is stored in one';
