-- cage: commercial and government entity codes, CAGE and NCAGE (ext/types/cage.c).
CREATE TYPE materials.cage;

CREATE FUNCTION materials.cage_in(pg_catalog.cstring) RETURNS materials.cage
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.cage_in(pg_catalog.cstring) IS 'reads the text of a cage';

CREATE FUNCTION materials.cage_out(materials.cage) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.cage_out(materials.cage) IS 'writes the canonical text of a cage';

CREATE FUNCTION materials.cage_recv(pg_catalog.internal) RETURNS materials.cage
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.cage_recv(pg_catalog.internal) IS 'reads the binary form of a cage, as strictly as its text';

CREATE FUNCTION materials.cage_send(materials.cage) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.cage_send(materials.cage) IS 'writes the binary form of a cage: its canonical text';

CREATE TYPE materials.cage (
	INPUT = materials.cage_in,
	OUTPUT = materials.cage_out,
	RECEIVE = materials.cage_recv,
	SEND = materials.cage_send,
	LIKE = pg_catalog.int4,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.cage IS 'commercial and government entity code, CAGE or NCAGE: five letters and digits';

-- Stored like a integer in the order of the codes, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.cage_lt(materials.cage, materials.cage) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4lt';
COMMENT ON FUNCTION materials.cage_lt(materials.cage, materials.cage) IS 'whether the first cage is less than the second';

CREATE FUNCTION materials.cage_le(materials.cage, materials.cage) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4le';
COMMENT ON FUNCTION materials.cage_le(materials.cage, materials.cage) IS 'whether the first cage is less than or equal to the second';

CREATE FUNCTION materials.cage_eq(materials.cage, materials.cage) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4eq';
COMMENT ON FUNCTION materials.cage_eq(materials.cage, materials.cage) IS 'whether the first cage is equal to the second';

CREATE FUNCTION materials.cage_ne(materials.cage, materials.cage) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4ne';
COMMENT ON FUNCTION materials.cage_ne(materials.cage, materials.cage) IS 'whether the first cage is not equal to the second';

CREATE FUNCTION materials.cage_ge(materials.cage, materials.cage) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4ge';
COMMENT ON FUNCTION materials.cage_ge(materials.cage, materials.cage) IS 'whether the first cage is greater than or equal to the second';

CREATE FUNCTION materials.cage_gt(materials.cage, materials.cage) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int4gt';
COMMENT ON FUNCTION materials.cage_gt(materials.cage, materials.cage) IS 'whether the first cage is greater than the second';

CREATE FUNCTION materials.cage_cmp(materials.cage, materials.cage) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint4cmp';
COMMENT ON FUNCTION materials.cage_cmp(materials.cage, materials.cage) IS 'order of two cage values: negative, zero or positive';

CREATE FUNCTION materials.cage_hash(materials.cage) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint4';
COMMENT ON FUNCTION materials.cage_hash(materials.cage) IS 'hash of a cage';

CREATE FUNCTION materials.cage_hash_extended(materials.cage, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashint4extended';
COMMENT ON FUNCTION materials.cage_hash_extended(materials.cage, pg_catalog.int8) IS '64-bit hash of a cage with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.cage_lt, LEFTARG = materials.cage, RIGHTARG = materials.cage,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.cage, materials.cage) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.cage_le, LEFTARG = materials.cage, RIGHTARG = materials.cage,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.cage, materials.cage) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.cage_eq, LEFTARG = materials.cage, RIGHTARG = materials.cage,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.cage, materials.cage) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.cage_ne, LEFTARG = materials.cage, RIGHTARG = materials.cage,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.cage, materials.cage) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.cage_ge, LEFTARG = materials.cage, RIGHTARG = materials.cage,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.cage, materials.cage) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.cage_gt, LEFTARG = materials.cage, RIGHTARG = materials.cage,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.cage, materials.cage) IS 'is greater than';

CREATE OPERATOR FAMILY materials.cage_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.cage_btree USING btree IS 'order of cage values';
CREATE OPERATOR CLASS materials.cage_btree DEFAULT FOR TYPE materials.cage USING btree FAMILY materials.cage_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.cage_cmp(materials.cage, materials.cage),
	FUNCTION 2 (materials.cage, materials.cage) pg_catalog.btint4sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.cage, materials.cage) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.cage_btree USING btree IS 'order and btree indexes of cage values';

CREATE OPERATOR FAMILY materials.cage_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.cage_hash USING hash IS 'equality of cage values';
CREATE OPERATOR CLASS materials.cage_hash DEFAULT FOR TYPE materials.cage USING hash FAMILY materials.cage_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.cage_hash(materials.cage),
	FUNCTION 2 materials.cage_hash_extended(materials.cage, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.cage_hash USING hash IS 'hashing and hash indexes of cage values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.cage) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.cage) IS 'a varchar is read as a cage wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.cage) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.cage) IS 'a text is read as a cage when it is stored in one';
CREATE CAST (materials.cage AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.cage AS pg_catalog.text) IS 'a cage becomes its canonical text when it is stored in one';
