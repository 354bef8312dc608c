-- quantity: exact, unit-safe amounts (ext/types/quantity*.c, ext/core/quantity_code.c, ext/core/unit_table.c).
CREATE TYPE materials.quantity;

CREATE FUNCTION materials.quantity_in(pg_catalog.cstring) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_in(pg_catalog.cstring) IS 'reads the text of a quantity: a number and a unit';

CREATE FUNCTION materials.quantity_out(materials.quantity) RETURNS pg_catalog.cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_out(materials.quantity) IS 'writes a quantity in the unit of its dimension: kg, each, L, m, m2, kWh or MJ, Ah or C';

CREATE FUNCTION materials.quantity_recv(pg_catalog.internal) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_recv(pg_catalog.internal) IS 'reads the binary form of a quantity, as strictly as its text';

CREATE FUNCTION materials.quantity_send(materials.quantity) RETURNS pg_catalog.bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_send(materials.quantity) IS 'writes the binary form of a quantity: dimension byte and 16-byte signed amount';

CREATE TYPE materials.quantity (
	INPUT = materials.quantity_in,
	OUTPUT = materials.quantity_out,
	RECEIVE = materials.quantity_recv,
	SEND = materials.quantity_send,
	INTERNALLENGTH = 17,
	ALIGNMENT = char,
	STORAGE = plain,
	CATEGORY = 'S'
);
COMMENT ON TYPE materials.quantity IS 'exact amount of a mass, count, volume, length, area, energy or charge, read in the units of UN/ECE Recommendation 20 and their everyday spellings';

-- Equality is total: quantities of different dimensions are not equal.

CREATE FUNCTION materials.quantity_eq(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_eq(materials.quantity, materials.quantity) IS 'whether two quantities are equal; those of different dimensions are not';

CREATE FUNCTION materials.quantity_ne(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_ne(materials.quantity, materials.quantity) IS 'whether two quantities differ; those of different dimensions do';

-- Comparisons refuse different dimensions; they stay out of the operator class (see ext/types/quantity_compare.c).

CREATE FUNCTION materials.quantity_lt(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_lt(materials.quantity, materials.quantity) IS 'whether the first quantity is less than the second; different dimensions are an error';

CREATE FUNCTION materials.quantity_le(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_le(materials.quantity, materials.quantity) IS 'whether the first quantity is at most the second; different dimensions are an error';

CREATE FUNCTION materials.quantity_gt(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_gt(materials.quantity, materials.quantity) IS 'whether the first quantity is more than the second; different dimensions are an error';

CREATE FUNCTION materials.quantity_ge(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_ge(materials.quantity, materials.quantity) IS 'whether the first quantity is at least the second; different dimensions are an error';

CREATE FUNCTION materials.quantity_compare(materials.quantity, materials.quantity) RETURNS pg_catalog.int4
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_compare(materials.quantity, materials.quantity) IS '-1, 0 or 1 as the first quantity is less than, equal to or more than the second; different dimensions are an error';

-- The order of sorting and of indexes: dimension first, then amount; it never fails.

CREATE FUNCTION materials.quantity_order_lt(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_order_lt(materials.quantity, materials.quantity) IS 'whether the first quantity sorts before the second, dimension first';

CREATE FUNCTION materials.quantity_order_le(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_order_le(materials.quantity, materials.quantity) IS 'whether the first quantity sorts before or with the second, dimension first';

CREATE FUNCTION materials.quantity_order_gt(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_order_gt(materials.quantity, materials.quantity) IS 'whether the first quantity sorts after the second, dimension first';

CREATE FUNCTION materials.quantity_order_ge(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_order_ge(materials.quantity, materials.quantity) IS 'whether the first quantity sorts after or with the second, dimension first';

CREATE FUNCTION materials.quantity_order_compare(materials.quantity, materials.quantity) RETURNS pg_catalog.int4
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_order_compare(materials.quantity, materials.quantity) IS 'order of two quantities, dimension first: negative, zero or positive';

CREATE FUNCTION materials.quantity_hash(materials.quantity) RETURNS pg_catalog.int4
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_hash(materials.quantity) IS 'hash of a quantity';

CREATE FUNCTION materials.quantity_hash_extended(materials.quantity, pg_catalog.int8) RETURNS pg_catalog.int8
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_hash_extended(materials.quantity, pg_catalog.int8) IS '64-bit hash of a quantity with a seed';

CREATE FUNCTION materials.quantity_inequality_estimate(pg_catalog.internal, pg_catalog.oid, pg_catalog.internal, pg_catalog.int4) RETURNS pg_catalog.float8
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_inequality_estimate(pg_catalog.internal, pg_catalog.oid, pg_catalog.internal, pg_catalog.int4) IS 'selectivity of comparing quantities, taken from the order of sorting';

CREATE OPERATOR materials.= (
	FUNCTION = materials.quantity_eq, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.=), NEGATOR = OPERATOR(materials.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR materials.= (materials.quantity, materials.quantity) IS 'is equal to; never so for different dimensions';

CREATE OPERATOR materials.<> (
	FUNCTION = materials.quantity_ne, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.<>), NEGATOR = OPERATOR(materials.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR materials.<> (materials.quantity, materials.quantity) IS 'is not equal to; always so for different dimensions';

CREATE OPERATOR materials.< (
	FUNCTION = materials.quantity_lt, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.>), NEGATOR = OPERATOR(materials.>=),
	RESTRICT = materials.quantity_inequality_estimate, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.< (materials.quantity, materials.quantity) IS 'is less than; different dimensions are an error';

CREATE OPERATOR materials.<= (
	FUNCTION = materials.quantity_le, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.>=), NEGATOR = OPERATOR(materials.>),
	RESTRICT = materials.quantity_inequality_estimate, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.<= (materials.quantity, materials.quantity) IS 'is at most; different dimensions are an error';

CREATE OPERATOR materials.> (
	FUNCTION = materials.quantity_gt, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.<), NEGATOR = OPERATOR(materials.<=),
	RESTRICT = materials.quantity_inequality_estimate, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.> (materials.quantity, materials.quantity) IS 'is more than; different dimensions are an error';

CREATE OPERATOR materials.>= (
	FUNCTION = materials.quantity_ge, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.<=), NEGATOR = OPERATOR(materials.<),
	RESTRICT = materials.quantity_inequality_estimate, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.>= (materials.quantity, materials.quantity) IS 'is at least; different dimensions are an error';

CREATE OPERATOR materials.~<~ (
	FUNCTION = materials.quantity_order_lt, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.~>~), NEGATOR = OPERATOR(materials.~>=~),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR materials.~<~ (materials.quantity, materials.quantity) IS 'sorts before, dimension first';

CREATE OPERATOR materials.~<=~ (
	FUNCTION = materials.quantity_order_le, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.~>=~), NEGATOR = OPERATOR(materials.~>~),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR materials.~<=~ (materials.quantity, materials.quantity) IS 'sorts before or with, dimension first';

CREATE OPERATOR materials.~>~ (
	FUNCTION = materials.quantity_order_gt, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.~<~), NEGATOR = OPERATOR(materials.~<=~),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR materials.~>~ (materials.quantity, materials.quantity) IS 'sorts after, dimension first';

CREATE OPERATOR materials.~>=~ (
	FUNCTION = materials.quantity_order_ge, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.~<=~), NEGATOR = OPERATOR(materials.~<~),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR materials.~>=~ (materials.quantity, materials.quantity) IS 'sorts after or with, dimension first';

CREATE OPERATOR FAMILY materials.quantity_btree USING btree;
COMMENT ON OPERATOR FAMILY materials.quantity_btree USING btree IS 'order of quantities, dimension first';
CREATE OPERATOR CLASS materials.quantity_btree DEFAULT FOR TYPE materials.quantity USING btree FAMILY materials.quantity_btree AS
	OPERATOR 1 materials.~<~,
	OPERATOR 2 materials.~<=~,
	OPERATOR 3 materials.=,
	OPERATOR 4 materials.~>=~,
	OPERATOR 5 materials.~>~,
	FUNCTION 1 materials.quantity_order_compare(materials.quantity, materials.quantity),
	FUNCTION 4 (materials.quantity, materials.quantity) pg_catalog.btequalimage(pg_catalog.oid);
COMMENT ON OPERATOR CLASS materials.quantity_btree USING btree IS 'order and btree indexes of quantities, dimension first';

CREATE OPERATOR FAMILY materials.quantity_hash USING hash;
COMMENT ON OPERATOR FAMILY materials.quantity_hash USING hash IS 'equality of quantities';
CREATE OPERATOR CLASS materials.quantity_hash DEFAULT FOR TYPE materials.quantity USING hash FAMILY materials.quantity_hash AS
	OPERATOR 1 materials.=,
	FUNCTION 1 materials.quantity_hash(materials.quantity),
	FUNCTION 2 materials.quantity_hash_extended(materials.quantity, pg_catalog.int8);
COMMENT ON OPERATOR CLASS materials.quantity_hash USING hash IS 'hashing and hash indexes of quantities';

-- Drivers send strings as varchar; the implicit cast lets them compare with a column of the type.
CREATE CAST (pg_catalog.varchar AS materials.quantity) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pg_catalog.varchar AS materials.quantity) IS 'a varchar is read as a quantity wherever one is wanted';
CREATE CAST (pg_catalog.text AS materials.quantity) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS materials.quantity) IS 'a text is read as a quantity when it is stored in one';
CREATE CAST (materials.quantity AS pg_catalog.text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (materials.quantity AS pg_catalog.text) IS 'a quantity becomes its canonical text when it is stored in one';

-- Numbers in, numbers out.

CREATE FUNCTION materials.quantity(amount pg_catalog.numeric, unit pg_catalog.text) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantity_make';
COMMENT ON FUNCTION materials.quantity(pg_catalog.numeric, pg_catalog.text) IS 'makes a quantity of a number and a unit';

CREATE FUNCTION materials.dimension(materials.quantity) RETURNS pg_catalog.text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantity_dimension';
COMMENT ON FUNCTION materials.dimension(materials.quantity) IS 'what a quantity measures: mass, count, volume, length, area, energy or charge';

CREATE FUNCTION materials.same_dimension(materials.quantity, materials.quantity) RETURNS pg_catalog.bool
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantity_same_dimension';
COMMENT ON FUNCTION materials.same_dimension(materials.quantity, materials.quantity) IS 'whether two quantities can be compared and added';

CREATE FUNCTION materials.amount(quantity materials.quantity, unit pg_catalog.text) RETURNS pg_catalog.numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantity_amount';
COMMENT ON FUNCTION materials.amount(materials.quantity, pg_catalog.text) IS 'the number that a quantity is in a unit, exactly; an error where the decimal does not end';

CREATE FUNCTION materials.amount_rounded(quantity materials.quantity, unit pg_catalog.text, decimals pg_catalog.int4) RETURNS pg_catalog.numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantity_amount_rounded';
COMMENT ON FUNCTION materials.amount_rounded(materials.quantity, pg_catalog.text, pg_catalog.int4) IS 'the number that a quantity is in a unit, rounded to so many decimals, halves away from zero';

CREATE FUNCTION materials.quantity_base_amount(materials.quantity) RETURNS pg_catalog.numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_base_amount(materials.quantity) IS 'the whole number that the type holds, in 10^-21 of kg, each, L, m, m2, MJ or C';

CREATE FUNCTION materials.format_quantity(quantity materials.quantity, unit pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.format_quantity(materials.quantity, pg_catalog.text) IS 'the text of a quantity in a unit, exactly; an error where the decimal does not end';

CREATE FUNCTION materials.format_quantity_rounded(quantity materials.quantity, unit pg_catalog.text, decimals pg_catalog.int4) RETURNS pg_catalog.text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.format_quantity_rounded(materials.quantity, pg_catalog.text, pg_catalog.int4) IS 'the text of a quantity in a unit, rounded to so many decimals, halves away from zero';

-- Arithmetic: exact, or an error.

CREATE FUNCTION materials.quantity_add(materials.quantity, materials.quantity) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_add(materials.quantity, materials.quantity) IS 'sum of two quantities; different dimensions are an error';

CREATE FUNCTION materials.quantity_subtract(materials.quantity, materials.quantity) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_subtract(materials.quantity, materials.quantity) IS 'difference of two quantities; different dimensions are an error';

CREATE FUNCTION materials.quantity_plus(materials.quantity) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_plus(materials.quantity) IS 'the quantity itself';

CREATE FUNCTION materials.quantity_negate(materials.quantity) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_negate(materials.quantity) IS 'the quantity with the other sign';

CREATE FUNCTION materials.quantity_multiply(materials.quantity, pg_catalog.numeric) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_multiply(materials.quantity, pg_catalog.numeric) IS 'product of a quantity and a number; an error where it is too fine to be exact';

CREATE FUNCTION materials.numeric_multiply_quantity(pg_catalog.numeric, materials.quantity) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.numeric_multiply_quantity(pg_catalog.numeric, materials.quantity) IS 'product of a number and a quantity; an error where it is too fine to be exact';

CREATE FUNCTION materials.quantity_divide(materials.quantity, pg_catalog.numeric) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_divide(materials.quantity, pg_catalog.numeric) IS 'quotient of a quantity and a number; an error where it is too fine to be exact';

CREATE FUNCTION materials.abs(materials.quantity) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantity_abs';
COMMENT ON FUNCTION materials.abs(materials.quantity) IS 'the quantity without its sign';

CREATE FUNCTION materials.sign(materials.quantity) RETURNS pg_catalog.int4
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantity_sign';
COMMENT ON FUNCTION materials.sign(materials.quantity) IS '-1, 0 or 1 as the quantity is negative, zero or positive';

CREATE FUNCTION materials.quantity_ratio(dividend materials.quantity, divisor materials.quantity) RETURNS materials.fraction
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_ratio(materials.quantity, materials.quantity) IS 'exact ratio of two quantities; different dimensions are an error';

CREATE OPERATOR materials.+ (
	FUNCTION = materials.quantity_add, LEFTARG = materials.quantity, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.+)
);
COMMENT ON OPERATOR materials.+ (materials.quantity, materials.quantity) IS 'sum; different dimensions are an error';

CREATE OPERATOR materials.- (
	FUNCTION = materials.quantity_subtract, LEFTARG = materials.quantity, RIGHTARG = materials.quantity
);
COMMENT ON OPERATOR materials.- (materials.quantity, materials.quantity) IS 'difference; different dimensions are an error';

CREATE OPERATOR materials.+ (
	FUNCTION = materials.quantity_plus, RIGHTARG = materials.quantity
);
COMMENT ON OPERATOR materials.+ (NONE, materials.quantity) IS 'the quantity itself';

CREATE OPERATOR materials.- (
	FUNCTION = materials.quantity_negate, RIGHTARG = materials.quantity
);
COMMENT ON OPERATOR materials.- (NONE, materials.quantity) IS 'the quantity with the other sign';

CREATE OPERATOR materials.* (
	FUNCTION = materials.quantity_multiply, LEFTARG = materials.quantity, RIGHTARG = pg_catalog.numeric,
	COMMUTATOR = OPERATOR(materials.*)
);
COMMENT ON OPERATOR materials.* (materials.quantity, pg_catalog.numeric) IS 'product; an error where it is too fine to be exact';

CREATE OPERATOR materials.* (
	FUNCTION = materials.numeric_multiply_quantity, LEFTARG = pg_catalog.numeric, RIGHTARG = materials.quantity,
	COMMUTATOR = OPERATOR(materials.*)
);
COMMENT ON OPERATOR materials.* (pg_catalog.numeric, materials.quantity) IS 'product; an error where it is too fine to be exact';

CREATE OPERATOR materials./ (
	FUNCTION = materials.quantity_divide, LEFTARG = materials.quantity, RIGHTARG = pg_catalog.numeric
);
COMMENT ON OPERATOR materials./ (materials.quantity, pg_catalog.numeric) IS 'quotient; an error where it is too fine to be exact';

CREATE OPERATOR materials./ (
	FUNCTION = materials.quantity_ratio, LEFTARG = materials.quantity, RIGHTARG = materials.quantity
);
COMMENT ON OPERATOR materials./ (materials.quantity, materials.quantity) IS 'exact ratio; different dimensions are an error';

-- Aggregates. min and max have no sort operator: by index they would not see a second dimension.

CREATE FUNCTION materials.quantity_sum_step(materials.quantity, materials.quantity) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_sum_step(materials.quantity, materials.quantity) IS 'adds a quantity to the state of sum(quantity), or two such states';

CREATE FUNCTION materials.quantity_smaller(materials.quantity, materials.quantity) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_smaller(materials.quantity, materials.quantity) IS 'the smaller of two quantities; different dimensions are an error';

CREATE FUNCTION materials.quantity_larger(materials.quantity, materials.quantity) RETURNS materials.quantity
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.quantity_larger(materials.quantity, materials.quantity) IS 'the larger of two quantities; different dimensions are an error';

CREATE AGGREGATE materials.sum(materials.quantity) (
	SFUNC = materials.quantity_sum_step, STYPE = materials.quantity, COMBINEFUNC = materials.quantity_sum_step,
	MSFUNC = materials.quantity_add, MINVFUNC = materials.quantity_subtract, MSTYPE = materials.quantity,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE materials.sum(materials.quantity) IS 'sum of quantities of one dimension; different dimensions are an error';

CREATE AGGREGATE materials.min(materials.quantity) (
	SFUNC = materials.quantity_smaller, STYPE = materials.quantity, COMBINEFUNC = materials.quantity_smaller,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE materials.min(materials.quantity) IS 'smallest of quantities of one dimension; different dimensions are an error';

CREATE AGGREGATE materials.max(materials.quantity) (
	SFUNC = materials.quantity_larger, STYPE = materials.quantity, COMBINEFUNC = materials.quantity_larger,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE materials.max(materials.quantity) IS 'largest of quantities of one dimension; different dimensions are an error';

CREATE FUNCTION materials.unit(OUT code pg_catalog.text, OUT symbol pg_catalog.text, OUT name pg_catalog.text, OUT dimension pg_catalog.text, OUT factor pg_catalog.numeric, OUT reference pg_catalog.text, OUT spellings pg_catalog.text[])
	RETURNS SETOF pg_catalog.record
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100 COST 100 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.unit() IS 'the units that quantities are read in: code of Recommendation 20, symbol, name, dimension, what one is in the reference unit, further spellings';
