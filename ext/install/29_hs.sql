-- hs: codes of the Harmonized System (ext/types/hs.c, ext/types/hs_index.c).
CREATE TYPE materials.hs;

CREATE FUNCTION materials.hs_in(pg_catalog.cstring) RETURNS materials.hs
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_in(pg_catalog.cstring) IS 'reads the text of a hs';

CREATE FUNCTION materials.hs_out(materials.hs) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_out(materials.hs) IS 'writes the canonical text of a hs';

CREATE FUNCTION materials.hs_recv(pg_catalog.internal) RETURNS materials.hs
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_recv(pg_catalog.internal) IS 'reads the binary form of a hs, as strictly as its text';

CREATE FUNCTION materials.hs_send(materials.hs) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_send(materials.hs) IS 'writes the binary form of a hs: its canonical text';

CREATE TYPE materials.hs (
	INPUT = materials.hs_in,
	OUTPUT = materials.hs_out,
	RECEIVE = materials.hs_recv,
	SEND = materials.hs_send,
	LIKE = pg_catalog.int8,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.hs IS 'Harmonized System code of goods: 2, 4, 6, 8 or 10 digits, shown without dots';

-- Stored like a bigint in the order of the digits, a prefix before what stands under it, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.hs_lt(materials.hs, materials.hs) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8lt';
COMMENT ON FUNCTION materials.hs_lt(materials.hs, materials.hs) IS 'whether the first hs is less than the second';

CREATE FUNCTION materials.hs_le(materials.hs, materials.hs) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8le';
COMMENT ON FUNCTION materials.hs_le(materials.hs, materials.hs) IS 'whether the first hs is less than or equal to the second';

CREATE FUNCTION materials.hs_eq(materials.hs, materials.hs) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8eq';
COMMENT ON FUNCTION materials.hs_eq(materials.hs, materials.hs) IS 'whether the first hs is equal to the second';

CREATE FUNCTION materials.hs_ne(materials.hs, materials.hs) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ne';
COMMENT ON FUNCTION materials.hs_ne(materials.hs, materials.hs) IS 'whether the first hs is not equal to the second';

CREATE FUNCTION materials.hs_ge(materials.hs, materials.hs) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ge';
COMMENT ON FUNCTION materials.hs_ge(materials.hs, materials.hs) IS 'whether the first hs is greater than or equal to the second';

CREATE FUNCTION materials.hs_gt(materials.hs, materials.hs) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8gt';
COMMENT ON FUNCTION materials.hs_gt(materials.hs, materials.hs) IS 'whether the first hs is greater than the second';

CREATE FUNCTION materials.hs_cmp(materials.hs, materials.hs) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint8cmp';
COMMENT ON FUNCTION materials.hs_cmp(materials.hs, materials.hs) IS 'order of two hs values: negative, zero or positive';

CREATE FUNCTION materials.hs_hash(materials.hs) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8';
COMMENT ON FUNCTION materials.hs_hash(materials.hs) IS 'hash of a hs';

CREATE FUNCTION materials.hs_hash_extended(materials.hs, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint8extended';
COMMENT ON FUNCTION materials.hs_hash_extended(materials.hs, pg_catalog.int8) IS '64-bit hash of a hs with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.hs_lt, LEFTARG = materials.hs, RIGHTARG = materials.hs,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.hs, materials.hs) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.hs_le, LEFTARG = materials.hs, RIGHTARG = materials.hs,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.hs, materials.hs) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.hs_eq, LEFTARG = materials.hs, RIGHTARG = materials.hs,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.hs, materials.hs) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.hs_ne, LEFTARG = materials.hs, RIGHTARG = materials.hs,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.hs, materials.hs) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.hs_ge, LEFTARG = materials.hs, RIGHTARG = materials.hs,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.hs, materials.hs) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.hs_gt, LEFTARG = materials.hs, RIGHTARG = materials.hs,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.hs, materials.hs) IS 'is greater than';

CREATE OPERATOR FAMILY materials.hs_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.hs_btree USING btree IS 'order of hs values';
CREATE OPERATOR CLASS materials.hs_btree DEFAULT FOR TYPE materials.hs USING btree FAMILY materials.hs_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.hs_cmp(materials.hs, materials.hs),
	FUNCTION 2 (materials.hs, materials.hs) pg_catalog.btint8sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.hs, materials.hs) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.hs_btree USING btree IS 'order and btree indexes of hs values';

CREATE OPERATOR FAMILY materials.hs_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.hs_hash USING hash IS 'equality of hs values';
CREATE OPERATOR CLASS materials.hs_hash DEFAULT FOR TYPE materials.hs USING hash FAMILY materials.hs_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.hs_hash(materials.hs),
	FUNCTION 2 materials.hs_hash_extended(materials.hs, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.hs_hash USING hash IS 'hashing and hash indexes of hs values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.hs) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.hs) IS 'a varchar is read as a hs wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.hs) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.hs) IS 'a text is read as a hs when it is stored in one';
CREATE CAST (materials.hs AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.hs AS pg_catalog.text) IS 'a hs becomes its canonical text when it is stored in one';

CREATE FUNCTION materials.hs_last(materials.hs) RETURNS materials.hs
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_last(materials.hs) IS 'last code that can stand under a code: 8507 gives 8507999999';

CREATE FUNCTION materials.hs_contains_support(pg_catalog.internal) RETURNS pg_catalog.internal
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_contains_support(pg_catalog.internal) IS 'tells the planner that prefix @> code is a range of a btree index';

CREATE FUNCTION materials.hs_within_support(pg_catalog.internal) RETURNS pg_catalog.internal
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_within_support(pg_catalog.internal) IS 'tells the planner that code <@ prefix is a range of a btree index';

CREATE FUNCTION materials.hs_contains(prefix materials.hs, code materials.hs) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SUPPORT materials.hs_contains_support AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_contains(materials.hs, materials.hs) IS 'whether the second code is the first or stands under it';

CREATE FUNCTION materials.hs_within(code materials.hs, prefix materials.hs) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SUPPORT materials.hs_within_support AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_within(materials.hs, materials.hs) IS 'whether the first code is the second or stands under it';

CREATE OPERATOR materials.@> (
	FUNCTION = materials.hs_contains, LEFTARG = materials.hs, RIGHTARG = materials.hs,
	COMMUTATOR = OPERATOR(materials.<@),
	RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);
COMMENT ON OPERATOR materials.@> (materials.hs, materials.hs) IS 'contains';

CREATE OPERATOR materials.<@ (
	FUNCTION = materials.hs_within, LEFTARG = materials.hs, RIGHTARG = materials.hs,
	COMMUTATOR = OPERATOR(materials.@>),
	RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);
COMMENT ON OPERATOR materials.<@ (materials.hs, materials.hs) IS 'is contained in';

CREATE OPERATOR materials.^@ (
	FUNCTION = materials.hs_within, LEFTARG = materials.hs, RIGHTARG = materials.hs,
	RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);
COMMENT ON OPERATOR materials.^@ (materials.hs, materials.hs) IS 'starts with';

CREATE FUNCTION materials.hs_chapter(materials.hs) RETURNS materials.hs
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_chapter(materials.hs) IS 'chapter of a code: its first two digits';

CREATE FUNCTION materials.hs_heading(materials.hs) RETURNS materials.hs
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_heading(materials.hs) IS 'heading of a code: its first four digits, NULL for a chapter';

CREATE FUNCTION materials.hs_subheading(materials.hs) RETURNS materials.hs
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.hs_subheading(materials.hs) IS 'subheading of a code: its first six digits, NULL for anything broader';
