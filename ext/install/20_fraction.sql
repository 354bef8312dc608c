-- fraction: exact rational numbers (ext/types/fraction*.c).
CREATE TYPE materials.fraction;

CREATE FUNCTION materials.fraction_in(pg_catalog.cstring) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_in(pg_catalog.cstring) IS 'reads the text of a fraction';

CREATE FUNCTION materials.fraction_out(materials.fraction) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_out(materials.fraction) IS 'writes the canonical text of a fraction';

CREATE FUNCTION materials.fraction_recv(pg_catalog.internal) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_recv(pg_catalog.internal) IS 'reads the binary form of a fraction, as strictly as its text';

CREATE FUNCTION materials.fraction_send(materials.fraction) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_send(materials.fraction) IS 'writes the binary form of a fraction: its canonical bytes';

CREATE TYPE materials.fraction (
	INPUT = materials.fraction_in,
	OUTPUT = materials.fraction_out,
	RECEIVE = materials.fraction_recv,
	SEND = materials.fraction_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = int4,
	STORAGE = extended,
	CATEGORY = 'N'
);
COMMENT ON TYPE materials.fraction IS 'exact rational number of any size, such as 8/21';

CREATE FUNCTION materials.fraction_lt(materials.fraction, materials.fraction) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_lt(materials.fraction, materials.fraction) IS 'whether the first fraction is less than the second';

CREATE FUNCTION materials.fraction_le(materials.fraction, materials.fraction) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_le(materials.fraction, materials.fraction) IS 'whether the first fraction is less than or equal to the second';

CREATE FUNCTION materials.fraction_eq(materials.fraction, materials.fraction) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_eq(materials.fraction, materials.fraction) IS 'whether the first fraction is equal to the second';

CREATE FUNCTION materials.fraction_ne(materials.fraction, materials.fraction) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_ne(materials.fraction, materials.fraction) IS 'whether the first fraction is not equal to the second';

CREATE FUNCTION materials.fraction_ge(materials.fraction, materials.fraction) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_ge(materials.fraction, materials.fraction) IS 'whether the first fraction is greater than or equal to the second';

CREATE FUNCTION materials.fraction_gt(materials.fraction, materials.fraction) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_gt(materials.fraction, materials.fraction) IS 'whether the first fraction is greater than the second';

CREATE FUNCTION materials.fraction_cmp(materials.fraction, materials.fraction) RETURNS pg_catalog.int4
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_cmp(materials.fraction, materials.fraction) IS 'order of two fraction values: negative, zero or positive';

CREATE FUNCTION materials.fraction_hash(materials.fraction) RETURNS pg_catalog.int4
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_hash(materials.fraction) IS 'hash of a fraction';

CREATE FUNCTION materials.fraction_hash_extended(materials.fraction, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_hash_extended(materials.fraction, pg_catalog.int8) IS '64-bit hash of a fraction with a seed';

CREATE OPERATOR materials.< (
	FUNCTION = materials.fraction_lt, LEFTARG = materials.fraction, RIGHTARG = materials.fraction,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.fraction, materials.fraction) IS 'is less than';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.fraction_le, LEFTARG = materials.fraction, RIGHTARG = materials.fraction,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.fraction, materials.fraction) IS 'is less than or equal to';

CREATE OPERATOR materials.= (
	FUNCTION = materials.fraction_eq, LEFTARG = materials.fraction, RIGHTARG = materials.fraction,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.fraction, materials.fraction) IS 'is equal to';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.fraction_ne, LEFTARG = materials.fraction, RIGHTARG = materials.fraction,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.fraction, materials.fraction) IS 'is not equal to';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.fraction_ge, LEFTARG = materials.fraction, RIGHTARG = materials.fraction,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.fraction, materials.fraction) IS 'is greater than or equal to';

CREATE OPERATOR materials.> (
	FUNCTION = materials.fraction_gt, LEFTARG = materials.fraction, RIGHTARG = materials.fraction,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.fraction, materials.fraction) IS 'is greater than';

CREATE OPERATOR FAMILY materials.fraction_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.fraction_btree USING btree IS 'order of fraction values';
CREATE OPERATOR CLASS materials.fraction_btree DEFAULT FOR TYPE materials.fraction USING btree FAMILY materials.fraction_btree AS
	OPERATOR 1 materials.<,
	OPERATOR 2 materials.<=,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.>=,
	OPERATOR 5 materials.>,
	FUNCTION 1 materials.fraction_cmp(materials.fraction, materials.fraction),
	FUNCTION 4 (materials.fraction, materials.fraction) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.fraction_btree USING btree IS 'order and btree indexes of fraction values';

CREATE OPERATOR FAMILY materials.fraction_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.fraction_hash USING hash IS 'equality of fraction values';
CREATE OPERATOR CLASS materials.fraction_hash DEFAULT FOR TYPE materials.fraction USING hash FAMILY materials.fraction_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.fraction_hash(materials.fraction),
	FUNCTION 2 materials.fraction_hash_extended(materials.fraction, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.fraction_hash USING hash IS 'hashing and hash indexes of fraction values';

-- Never implicit from strings: a comparison of a varchar with an integer must not turn into one of fractions.
CREATE CAST (pg_catalog.varchar AS materials.fraction) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.varchar AS materials.fraction) IS 'a varchar is read as a fraction when it is stored in one';
CREATE CAST (pg_catalog.text AS materials.fraction) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.fraction) IS 'a text is read as a fraction when it is stored in one';
CREATE CAST (materials.fraction AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.fraction AS pg_catalog.text) IS 'a fraction becomes its canonical text when it is stored in one';

-- Arithmetic.
CREATE FUNCTION materials.fraction_plus(materials.fraction, materials.fraction) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_plus(materials.fraction, materials.fraction) IS 'sum of two fractions';

CREATE FUNCTION materials.fraction_minus(materials.fraction, materials.fraction) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_minus(materials.fraction, materials.fraction) IS 'difference of two fractions';

CREATE FUNCTION materials.fraction_times(materials.fraction, materials.fraction) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_times(materials.fraction, materials.fraction) IS 'product of two fractions';

CREATE FUNCTION materials.fraction_over(materials.fraction, materials.fraction) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_over(materials.fraction, materials.fraction) IS 'quotient of two fractions; zero as divisor is an error';

CREATE FUNCTION materials.fraction_opposite(materials.fraction) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_opposite(materials.fraction) IS 'a fraction with the other sign';

CREATE OPERATOR materials.+ (
	FUNCTION = materials.fraction_plus, LEFTARG = materials.fraction, RIGHTARG = materials.fraction,
	COMMUTATOR = OPERATOR(materials.+)
);
COMMENT ON OPERATOR materials.+ (materials.fraction, materials.fraction) IS 'sum';

CREATE OPERATOR materials.- (
	FUNCTION = materials.fraction_minus, LEFTARG = materials.fraction, RIGHTARG = materials.fraction
);
COMMENT ON OPERATOR materials.- (materials.fraction, materials.fraction) IS 'difference';

CREATE OPERATOR materials.* (
	FUNCTION = materials.fraction_times, LEFTARG = materials.fraction, RIGHTARG = materials.fraction,
	COMMUTATOR = OPERATOR(materials.*)
);
COMMENT ON OPERATOR materials.* (materials.fraction, materials.fraction) IS 'product';

CREATE OPERATOR materials./ (
	FUNCTION = materials.fraction_over, LEFTARG = materials.fraction, RIGHTARG = materials.fraction
);
COMMENT ON OPERATOR materials./ (materials.fraction, materials.fraction) IS 'quotient';

CREATE OPERATOR materials.- (
	FUNCTION = materials.fraction_opposite, RIGHTARG = materials.fraction
);
COMMENT ON OPERATOR materials.- (NONE, materials.fraction) IS 'the other sign';

CREATE FUNCTION materials.abs(materials.fraction) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fraction_abs';
COMMENT ON FUNCTION materials.abs(materials.fraction) IS 'a fraction without its sign';

CREATE FUNCTION materials.numerator(materials.fraction) RETURNS pg_catalog.numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fraction_numerator';
COMMENT ON FUNCTION materials.numerator(materials.fraction) IS 'numerator of the reduced fraction, with its sign';

CREATE FUNCTION materials.denominator(materials.fraction) RETURNS pg_catalog.numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fraction_denominator';
COMMENT ON FUNCTION materials.denominator(materials.fraction) IS 'denominator of the reduced fraction, at least 1';

-- A numeric is cut somewhere, so the name says which way.
CREATE FUNCTION materials.round_down(materials.fraction, digits pg_catalog.int4) RETURNS pg_catalog.numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fraction_numeric_down';
COMMENT ON FUNCTION materials.round_down(materials.fraction, pg_catalog.int4) IS 'greatest numeric of so many digits after the point that is not above the fraction';

CREATE FUNCTION materials.round_up(materials.fraction, digits pg_catalog.int4) RETURNS pg_catalog.numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fraction_numeric_up';
COMMENT ON FUNCTION materials.round_up(materials.fraction, pg_catalog.int4) IS 'least numeric of so many digits after the point that is not below the fraction';

CREATE FUNCTION materials.round_half_up(materials.fraction, digits pg_catalog.int4) RETURNS pg_catalog.numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fraction_numeric_half_up';
COMMENT ON FUNCTION materials.round_half_up(materials.fraction, pg_catalog.int4) IS 'nearest numeric of so many digits after the point, halves away from zero';

-- Aggregates.
CREATE FUNCTION materials.fraction_smaller(materials.fraction, materials.fraction) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_smaller(materials.fraction, materials.fraction) IS 'the smaller of two fractions';

CREATE FUNCTION materials.fraction_larger(materials.fraction, materials.fraction) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_larger(materials.fraction, materials.fraction) IS 'the larger of two fractions';

CREATE AGGREGATE materials.sum(materials.fraction) (
	SFUNC = materials.fraction_plus,
	STYPE = materials.fraction,
	COMBINEFUNC = materials.fraction_plus,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE materials.sum(materials.fraction) IS 'exact sum of all fractions that are not null';

CREATE AGGREGATE materials.min(materials.fraction) (
	SFUNC = materials.fraction_smaller,
	STYPE = materials.fraction,
	COMBINEFUNC = materials.fraction_smaller,
	PARALLEL = SAFE,
	SORTOP = OPERATOR(materials.<)
);
COMMENT ON AGGREGATE materials.min(materials.fraction) IS 'smallest fraction';

CREATE AGGREGATE materials.max(materials.fraction) (
	SFUNC = materials.fraction_larger,
	STYPE = materials.fraction,
	COMBINEFUNC = materials.fraction_larger,
	PARALLEL = SAFE,
	SORTOP = OPERATOR(materials.>)
);
COMMENT ON AGGREGATE materials.max(materials.fraction) IS 'largest fraction';

-- Casts: numbers are fractions wherever one is wanted; the way back loses digits, so it is asked for.
CREATE FUNCTION materials.fraction(pg_catalog.int4) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fraction_of_int4';
COMMENT ON FUNCTION materials.fraction(pg_catalog.int4) IS 'an integer as a fraction';

CREATE FUNCTION materials.fraction(pg_catalog.int8) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fraction_of_int8';
COMMENT ON FUNCTION materials.fraction(pg_catalog.int8) IS 'an integer as a fraction';

CREATE FUNCTION materials.fraction(pg_catalog.numeric) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fraction_of_numeric';
COMMENT ON FUNCTION materials.fraction(pg_catalog.numeric) IS 'a finite numeric as the same fraction';

CREATE FUNCTION materials.fraction_numeric(materials.fraction) RETURNS pg_catalog.numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_numeric(materials.fraction) IS 'a fraction to 20 digits after the point, nearest, halves away from zero: for showing, not for deciding';

CREATE FUNCTION materials.fraction_float8(materials.fraction) RETURNS pg_catalog.float8
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.fraction_float8(materials.fraction) IS 'the double precision number nearest to a fraction';

CREATE CAST (pg_catalog.int4 AS materials.fraction) WITH FUNCTION materials.fraction(pg_catalog.int4) AS IMPLICIT;
COMMENT ON CAST (pg_catalog.int4 AS materials.fraction) IS 'an integer is a fraction wherever one is wanted';

CREATE CAST (pg_catalog.int8 AS materials.fraction) WITH FUNCTION materials.fraction(pg_catalog.int8) AS IMPLICIT;
COMMENT ON CAST (pg_catalog.int8 AS materials.fraction) IS 'an integer is a fraction wherever one is wanted';

CREATE CAST (pg_catalog.numeric AS materials.fraction) WITH FUNCTION materials.fraction(pg_catalog.numeric) AS IMPLICIT;
COMMENT ON CAST (pg_catalog.numeric AS materials.fraction) IS 'a finite numeric is a fraction wherever one is wanted';

CREATE CAST (materials.fraction AS pg_catalog.numeric) WITH FUNCTION materials.fraction_numeric(materials.fraction) AS ASSIGNMENT;
COMMENT ON CAST (materials.fraction AS pg_catalog.numeric) IS 'rounded to 20 digits after the point, for showing; round_down and round_up give bounds';

CREATE CAST (materials.fraction AS pg_catalog.float8) WITH FUNCTION materials.fraction_float8(materials.fraction);
COMMENT ON CAST (materials.fraction AS pg_catalog.float8) IS 'the nearest double precision number';
