-- lei: legal entity identifiers, ISO 17442 (ext/types/lei.c).
CREATE TYPE materials.lei;

CREATE FUNCTION materials.lei_in(pg_catalog.cstring) RETURNS materials.lei
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.lei_in(pg_catalog.cstring) IS 'reads the text of a lei';

CREATE FUNCTION materials.lei_out(materials.lei) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.lei_out(materials.lei) IS 'writes the canonical text of a lei';

CREATE FUNCTION materials.lei_recv(pg_catalog.internal) RETURNS materials.lei
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.lei_recv(pg_catalog.internal) IS 'reads the binary form of a lei, as strictly as its text';

CREATE FUNCTION materials.lei_send(materials.lei) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.lei_send(materials.lei) IS 'writes the binary form of a lei: its canonical text';

CREATE TYPE materials.lei (
	INPUT = materials.lei_in,
	OUTPUT = materials.lei_out,
	RECEIVE = materials.lei_recv,
	SEND = materials.lei_send,
	LIKE = pg_catalog.uuid,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.lei IS 'ISO 17442 legal entity identifier: 20 letters and digits, the last two check digits';

-- Stored like a uuid in the order of the codes, so the server's own comparisons and hashes serve.
CREATE FUNCTION materials.lei_lt(materials.lei, materials.lei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'uuid_lt';
COMMENT ON FUNCTION materials.lei_lt(materials.lei, materials.lei) IS 'whether the first lei is less than the second';

CREATE FUNCTION materials.lei_le(materials.lei, materials.lei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'uuid_le';
COMMENT ON FUNCTION materials.lei_le(materials.lei, materials.lei) IS 'whether the first lei is less than or equal to the second';

CREATE FUNCTION materials.lei_eq(materials.lei, materials.lei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'uuid_eq';
COMMENT ON FUNCTION materials.lei_eq(materials.lei, materials.lei) IS 'whether the first lei is equal to the second';

CREATE FUNCTION materials.lei_ne(materials.lei, materials.lei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'uuid_ne';
COMMENT ON FUNCTION materials.lei_ne(materials.lei, materials.lei) IS 'whether the first lei is not equal to the second';

CREATE FUNCTION materials.lei_ge(materials.lei, materials.lei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'uuid_ge';
COMMENT ON FUNCTION materials.lei_ge(materials.lei, materials.lei) IS 'whether the first lei is greater than or equal to the second';

CREATE FUNCTION materials.lei_gt(materials.lei, materials.lei) RETURNS pg_catalog.bool
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'uuid_gt';
COMMENT ON FUNCTION materials.lei_gt(materials.lei, materials.lei) IS 'whether the first lei is greater than the second';

CREATE FUNCTION materials.lei_cmp(materials.lei, materials.lei) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'uuid_cmp';
COMMENT ON FUNCTION materials.lei_cmp(materials.lei, materials.lei) IS 'order of two lei values: negative, zero or positive';

CREATE FUNCTION materials.lei_hash(materials.lei) RETURNS pg_catalog.int4
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'uuid_hash';
COMMENT ON FUNCTION materials.lei_hash(materials.lei) IS 'hash of a lei';

CREATE FUNCTION materials.lei_hash_extended(materials.lei, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'uuid_hash_extended';
COMMENT ON FUNCTION materials.lei_hash_extended(materials.lei, pg_catalog.int8) IS '64-bit hash of a lei with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.lei_lt, LEFTARG = materials.lei, RIGHTARG = materials.lei,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.lei, materials.lei) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.lei_le, LEFTARG = materials.lei, RIGHTARG = materials.lei,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.lei, materials.lei) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.lei_eq, LEFTARG = materials.lei, RIGHTARG = materials.lei,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.lei, materials.lei) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.lei_ne, LEFTARG = materials.lei, RIGHTARG = materials.lei,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.lei, materials.lei) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.lei_ge, LEFTARG = materials.lei, RIGHTARG = materials.lei,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.lei, materials.lei) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.lei_gt, LEFTARG = materials.lei, RIGHTARG = materials.lei,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.lei, materials.lei) IS 'is greater than';

CREATE OPERATOR FAMILY materials.lei_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.lei_btree USING btree IS 'order of lei values';
CREATE OPERATOR CLASS materials.lei_btree DEFAULT FOR TYPE materials.lei USING btree FAMILY materials.lei_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.lei_cmp(materials.lei, materials.lei),
	FUNCTION 2 (materials.lei, materials.lei) pg_catalog.uuid_sortsupport(pg_catalog.internal),
	FUNCTION 4 (materials.lei, materials.lei) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.lei_btree USING btree IS 'order and btree indexes of lei values';

CREATE OPERATOR FAMILY materials.lei_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.lei_hash USING hash IS 'equality of lei values';
CREATE OPERATOR CLASS materials.lei_hash DEFAULT FOR TYPE materials.lei USING hash FAMILY materials.lei_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.lei_hash(materials.lei),
	FUNCTION 2 materials.lei_hash_extended(materials.lei, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.lei_hash USING hash IS 'hashing and hash indexes of lei values';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.lei) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.lei) IS 'a varchar is read as a lei wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.lei) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.lei) IS 'a text is read as a lei when it is stored in one';
CREATE CAST (materials.lei AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.lei AS pg_catalog.text) IS 'a lei becomes its canonical text when it is stored in one';
