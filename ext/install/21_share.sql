-- share: exact shares of a whole and ranges of them (ext/types/share*.c).
-- The order is that of ranges: by the lower end, then by the upper one.
CREATE TYPE materials.share;

CREATE FUNCTION materials.share_in(pg_catalog.cstring) RETURNS materials.share
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_in(pg_catalog.cstring) IS 'reads the text of a share';

CREATE FUNCTION materials.share_out(materials.share) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_out(materials.share) IS 'writes the canonical text of a share';

CREATE FUNCTION materials.share_recv(pg_catalog.internal) RETURNS materials.share
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_recv(pg_catalog.internal) IS 'reads the binary form of a share, as strictly as its text';

CREATE FUNCTION materials.share_send(materials.share) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_send(materials.share) IS 'writes the binary form of a share: its canonical bytes';

CREATE TYPE materials.share (
	INPUT = materials.share_in,
	OUTPUT = materials.share_out,
	RECEIVE = materials.share_recv,
	SEND = materials.share_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = int4,
	STORAGE = extended,
	CATEGORY = 'U'
);
COMMENT ON TYPE materials.share IS 'exact share of a whole, such as 1/3, or a range of it, such as [1/4,1/2)';

CREATE FUNCTION materials.share_lt(materials.share, materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_lt(materials.share, materials.share) IS 'whether the first share is less than the second';

CREATE FUNCTION materials.share_le(materials.share, materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_le(materials.share, materials.share) IS 'whether the first share is less than or equal to the second';

CREATE FUNCTION materials.share_eq(materials.share, materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_eq(materials.share, materials.share) IS 'whether the first share is equal to the second';

CREATE FUNCTION materials.share_ne(materials.share, materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_ne(materials.share, materials.share) IS 'whether the first share is not equal to the second';

CREATE FUNCTION materials.share_ge(materials.share, materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_ge(materials.share, materials.share) IS 'whether the first share is greater than or equal to the second';

CREATE FUNCTION materials.share_gt(materials.share, materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_gt(materials.share, materials.share) IS 'whether the first share is greater than the second';

CREATE FUNCTION materials.share_cmp(materials.share, materials.share) RETURNS pg_catalog.int4
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_cmp(materials.share, materials.share) IS 'order of two share values: negative, zero or positive';

CREATE FUNCTION materials.share_hash(materials.share) RETURNS pg_catalog.int4
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_hash(materials.share) IS 'hash of a share';

CREATE FUNCTION materials.share_hash_extended(materials.share, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_hash_extended(materials.share, pg_catalog.int8) IS '64-bit hash of a share with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.share_lt, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.share, materials.share) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.share_le, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.share, materials.share) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.share_eq, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.share, materials.share) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.share_ne, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.share, materials.share) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.share_ge, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.share, materials.share) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.share_gt, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.share, materials.share) IS 'is greater than';

CREATE OPERATOR FAMILY materials.share_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.share_btree USING btree IS 'order of share values';
CREATE OPERATOR CLASS materials.share_btree DEFAULT FOR TYPE materials.share USING btree FAMILY materials.share_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.share_cmp(materials.share, materials.share),
	FUNCTION 4 (materials.share, materials.share) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.share_btree USING btree IS 'order and btree indexes of share values';

CREATE OPERATOR FAMILY materials.share_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.share_hash USING hash IS 'equality of share values';
CREATE OPERATOR CLASS materials.share_hash DEFAULT FOR TYPE materials.share USING hash FAMILY materials.share_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.share_hash(materials.share),
	FUNCTION 2 materials.share_hash_extended(materials.share, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.share_hash USING hash IS 'hashing and hash indexes of share values';

-- Never implicit from strings: an operator between two varchars must not find this type beside those of codes.
CREATE CAST (pg_catalog.varchar AS materials.share) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.varchar AS materials.share) IS 'a varchar is read as a share when it is stored in one';
CREATE CAST (pg_catalog.text AS materials.share) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.share) IS 'a text is read as a share when it is stored in one';
CREATE CAST (materials.share AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.share AS pg_catalog.text) IS 'a share becomes its canonical text when it is stored in one';

-- Making and taking apart.
CREATE FUNCTION materials.share(materials.fraction) RETURNS materials.share
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'share_of_fraction';
COMMENT ON FUNCTION materials.share(materials.fraction) IS 'a share of exactly this value';

CREATE FUNCTION materials.share(min materials.fraction, max materials.fraction, bounds pg_catalog.text DEFAULT '[]') RETURNS materials.share
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'share_of_ends';
COMMENT ON FUNCTION materials.share(materials.fraction, materials.fraction, pg_catalog.text) IS 'a range of shares; bounds [] [) (] () say which ends belong to it';

CREATE FUNCTION materials.share(pg_catalog.numeric) RETURNS materials.share
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'share_of_numeric';
COMMENT ON FUNCTION materials.share(pg_catalog.numeric) IS 'a share of exactly this value';

CREATE FUNCTION materials.share(pg_catalog.int4) RETURNS materials.share
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'share_of_int4';
COMMENT ON FUNCTION materials.share(pg_catalog.int4) IS 'all or nothing: 1 or 0';

CREATE CAST (materials.fraction AS materials.share) WITH FUNCTION materials.share(materials.fraction) AS ASSIGNMENT;
COMMENT ON CAST (materials.fraction AS materials.share) IS 'a fraction is an exact share when it is stored in one';

CREATE CAST (pg_catalog.numeric AS materials.share) WITH FUNCTION materials.share(pg_catalog.numeric) AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.numeric AS materials.share) IS 'a numeric is an exact share when it is stored in one';

CREATE CAST (pg_catalog.int4 AS materials.share) WITH FUNCTION materials.share(pg_catalog.int4) AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.int4 AS materials.share) IS '1 or 0 is an exact share when it is stored in one';

CREATE FUNCTION materials.share_min(materials.share) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_min(materials.share) IS 'lower end of a share: the value itself when it is exact';

CREATE FUNCTION materials.share_max(materials.share) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_max(materials.share) IS 'upper end of a share: the value itself when it is exact';

CREATE FUNCTION materials.min_inclusive(materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'share_min_inclusive';
COMMENT ON FUNCTION materials.min_inclusive(materials.share) IS 'whether the lower end belongs to the share';

CREATE FUNCTION materials.max_inclusive(materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'share_max_inclusive';
COMMENT ON FUNCTION materials.max_inclusive(materials.share) IS 'whether the upper end belongs to the share';

CREATE FUNCTION materials.is_exact(materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'share_exact';
COMMENT ON FUNCTION materials.is_exact(materials.share) IS 'whether the share is one value';

-- Containment.
CREATE FUNCTION materials.share_contains_fraction(materials.share, materials.fraction) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_contains_fraction(materials.share, materials.fraction) IS 'whether the fraction is one of the values of the share';

CREATE FUNCTION materials.share_contains_share(materials.share, materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_contains_share(materials.share, materials.share) IS 'whether every value of the second share is one of the first';

CREATE FUNCTION materials.fraction_within_share(materials.fraction, materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_within_share(materials.fraction, materials.share) IS 'whether the fraction is one of the values of the share';

CREATE FUNCTION materials.share_within_share(materials.share, materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_within_share(materials.share, materials.share) IS 'whether every value of the first share is one of the second';

CREATE FUNCTION materials.share_meets(materials.share, materials.share) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_meets(materials.share, materials.share) IS 'whether some value is one of both shares';

CREATE OPERATOR materials.@> (
	FUNCTION = materials.share_contains_fraction, LEFTARG = materials.share, RIGHTARG = materials.fraction,
	COMMUTATOR = OPERATOR(materials.<@), RESTRICT = pg_catalog.contsel, JOIN = pg_catalog.contjoinsel
);
COMMENT ON OPERATOR materials.@> (materials.share, materials.fraction) IS 'contains';

CREATE OPERATOR materials.<@ (
	FUNCTION = materials.fraction_within_share, LEFTARG = materials.fraction, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.@>), RESTRICT = pg_catalog.contsel, JOIN = pg_catalog.contjoinsel
);
COMMENT ON OPERATOR materials.<@ (materials.fraction, materials.share) IS 'is contained in';

CREATE OPERATOR materials.@> (
	FUNCTION = materials.share_contains_share, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.<@), RESTRICT = pg_catalog.contsel, JOIN = pg_catalog.contjoinsel
);
COMMENT ON OPERATOR materials.@> (materials.share, materials.share) IS 'contains';

CREATE OPERATOR materials.<@ (
	FUNCTION = materials.share_within_share, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.@>), RESTRICT = pg_catalog.contsel, JOIN = pg_catalog.contjoinsel
);
COMMENT ON OPERATOR materials.<@ (materials.share, materials.share) IS 'is contained in';

CREATE OPERATOR materials.&& (
	FUNCTION = materials.share_meets, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.&&), RESTRICT = pg_catalog.areasel, JOIN = pg_catalog.areajoinsel
);
COMMENT ON OPERATOR materials.&& (materials.share, materials.share) IS 'overlaps';

-- Arithmetic.
CREATE FUNCTION materials.share_plus(materials.share, materials.share) RETURNS materials.share
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_plus(materials.share, materials.share) IS 'sum of two parts of one whole that do not overlap: the upper end stops at 1, a lower end above 1 is an error';

CREATE FUNCTION materials.share_times(materials.share, materials.share) RETURNS materials.share
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.share_times(materials.share, materials.share) IS 'share of a share: what is held through another';

CREATE OPERATOR materials.+ (
	FUNCTION = materials.share_plus, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.+)
);
COMMENT ON OPERATOR materials.+ (materials.share, materials.share) IS 'sum of two parts of one whole';

CREATE OPERATOR materials.* (
	FUNCTION = materials.share_times, LEFTARG = materials.share, RIGHTARG = materials.share,
	COMMUTATOR = OPERATOR(materials.*)
);
COMMENT ON OPERATOR materials.* (materials.share, materials.share) IS 'share of a share';
