/*-------------------------------------------------------------------------
 *
 * fraction_arithmetic.c
 *	  Sums, products, parts and roundings of fractions, and their casts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "server/call_arena.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

MATERIALS_FUNCTION(fraction_plus);
MATERIALS_FUNCTION(fraction_minus);
MATERIALS_FUNCTION(fraction_times);
MATERIALS_FUNCTION(fraction_over);
MATERIALS_FUNCTION(fraction_opposite);
MATERIALS_FUNCTION(fraction_abs);
MATERIALS_FUNCTION(fraction_numerator);
MATERIALS_FUNCTION(fraction_denominator);
MATERIALS_FUNCTION(fraction_of_int4);
MATERIALS_FUNCTION(fraction_of_int8);
MATERIALS_FUNCTION(fraction_of_numeric);
MATERIALS_FUNCTION(fraction_numeric);
MATERIALS_FUNCTION(fraction_numeric_down);
MATERIALS_FUNCTION(fraction_numeric_up);
MATERIALS_FUNCTION(fraction_numeric_half_up);
MATERIALS_FUNCTION(fraction_float8);

/* Digits after the point: of a cast, and the most that can be asked for. */
#define DISPLAY_DIGITS 20
#define DIGITS_MAX 1000

typedef Fraction (*Operation) (const Arena *arena, Fraction a, Fraction b);

static Datum apply(FunctionCallInfo fcinfo, Operation operation);
static Datum rounded(Datum stored, int32 digits, FractionRounding rounding);
static Datum numeric_from_text(const char *text);

Datum
fraction_plus(PG_FUNCTION_ARGS)
{
	return apply(fcinfo, fraction_add);
}

Datum
fraction_minus(PG_FUNCTION_ARGS)
{
	return apply(fcinfo, fraction_subtract);
}

Datum
fraction_times(PG_FUNCTION_ARGS)
{
	return apply(fcinfo, fraction_multiply);
}

Datum
fraction_over(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	Fraction	a = fraction_from_datum(&arena, PG_GETARG_DATUM(0));
	Fraction	b = fraction_from_datum(&arena, PG_GETARG_DATUM(1));
	Fraction	quotient = FRACTION_ZERO;

	if (fraction_divide(&arena, a, b, &quotient) != FRACTION_OK)
		ereport(ERROR,
				(errcode(ERRCODE_DIVISION_BY_ZERO),
				 errmsg("division by zero")));
	return fraction_to_datum(quotient);
}

Datum
fraction_opposite(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();

	return fraction_to_datum(fraction_negate(&arena, fraction_from_datum(&arena, PG_GETARG_DATUM(0))));
}

Datum
fraction_abs(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();

	return fraction_to_datum(fraction_absolute(&arena, fraction_from_datum(&arena, PG_GETARG_DATUM(0))));
}

/* With the sign of the value. */
Datum
fraction_numerator(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	FractionParts parts;
	char	   *digits;

	fraction_parts(fraction_from_datum(&arena, PG_GETARG_DATUM(0)), &parts);
	digits = natural_to_digits(&arena, parts.num);
	return numeric_from_text(parts.negative ? psprintf("-%s", digits) : digits);
}

Datum
fraction_denominator(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	FractionParts parts;

	fraction_parts(fraction_from_datum(&arena, PG_GETARG_DATUM(0)), &parts);
	return numeric_from_text(natural_to_digits(&arena, parts.den));
}

Datum
fraction_of_int4(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();

	return fraction_to_datum(fraction_from_int64(&arena, PG_GETARG_INT32(0)));
}

Datum
fraction_of_int8(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();

	return fraction_to_datum(fraction_from_int64(&arena, PG_GETARG_INT64(0)));
}

/* Every finite numeric is a fraction, unless it takes too many bits. */
Datum
fraction_of_numeric(PG_FUNCTION_ARGS)
{
	Numeric		number = PG_GETARG_NUMERIC(0);
	Arena		arena = call_arena();
	Fraction	value = FRACTION_ZERO;
	char	   *text = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number)));
	FractionFault fault;

	if (numeric_is_nan(number) || numeric_is_inf(number))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot convert %s to fraction", text),
				 errdetail("A fraction is a finite number.")));
	fault = fraction_parse(&arena, text, strlen(text), FRACTION_BITS_MAX, &value);
	if (fault == FRACTION_TOO_LARGE)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("numeric value too large for type fraction"),
				 errdetail("A fraction holds at most %d bits.", FRACTION_BITS_MAX)));
	if (fault != FRACTION_OK)
		elog(ERROR, "numeric_out wrote what is no number: %s", fraction_fault_detail(fault));
	return fraction_to_datum(value);
}

/* The cast: for showing, not for deciding. */
Datum
fraction_numeric(PG_FUNCTION_ARGS)
{
	return rounded(PG_GETARG_DATUM(0), DISPLAY_DIGITS, FRACTION_HALF_UP);
}

Datum
fraction_numeric_down(PG_FUNCTION_ARGS)
{
	return rounded(PG_GETARG_DATUM(0), PG_GETARG_INT32(1), FRACTION_DOWN);
}

Datum
fraction_numeric_up(PG_FUNCTION_ARGS)
{
	return rounded(PG_GETARG_DATUM(0), PG_GETARG_INT32(1), FRACTION_UP);
}

Datum
fraction_numeric_half_up(PG_FUNCTION_ARGS)
{
	return rounded(PG_GETARG_DATUM(0), PG_GETARG_INT32(1), FRACTION_HALF_UP);
}

Datum
fraction_float8(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	double		nearest = fraction_to_double(&arena, fraction_from_datum(&arena, PG_GETARG_DATUM(0)));

	if (isinf(nearest))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value out of range: overflow")));
	PG_RETURN_FLOAT8(nearest);
}

static Datum
apply(FunctionCallInfo fcinfo, Operation operation)
{
	Arena		arena = call_arena();
	Fraction	a = fraction_from_datum(&arena, PG_GETARG_DATUM(0));
	Fraction	b = fraction_from_datum(&arena, PG_GETARG_DATUM(1));

	return fraction_to_datum(operation(&arena, a, b));
}

static Datum
rounded(Datum stored, int32 digits, FractionRounding rounding)
{
	Arena		arena = call_arena();
	Fraction	value = fraction_from_datum(&arena, stored);

	if (digits < 0 || digits > DIGITS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of digits %d is out of range", digits),
				 errdetail("A fraction is rounded to 0 to %d digits after the point.", DIGITS_MAX)));
	return numeric_from_text(fraction_format_decimal(&arena, value, (unsigned) digits, rounding));
}

static Datum
numeric_from_text(const char *text)
{
	return DirectFunctionCall3(numeric_in, CStringGetDatum(text),
							   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}
