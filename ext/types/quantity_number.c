/*-------------------------------------------------------------------------
 *
 * quantity_number.c
 *	  Quantities told in a unit: numbers in, numbers out.
 *
 * The server has no public way from a 128-bit integer to numeric, so both
 * directions go through decimal text, which is exact.
 *
 *-------------------------------------------------------------------------
 */
#include "types/quantity_number.h"

#include "server/pg_compat.h"
#include "types/quantity_datum.h"
#include "types/quantity_report.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

MATERIALS_FUNCTION(quantity_make);
MATERIALS_FUNCTION(quantity_amount);
MATERIALS_FUNCTION(quantity_amount_rounded);
MATERIALS_FUNCTION(quantity_base_amount);
MATERIALS_FUNCTION(format_quantity);
MATERIALS_FUNCTION(format_quantity_rounded);
MATERIALS_FUNCTION(quantity_dimension);
MATERIALS_FUNCTION(quantity_same_dimension);

static void tell_exactly(const Quantity *quantity, text *unit_text, char *number);
static void tell_rounded(const Quantity *quantity, text *unit_text, int scale,
						 char *number);
static Datum number_with_unit(const char *number, text *unit_text);
static const UnitDefinition *text_unit(const Quantity *quantity, text *unit_text);

/* quantity(12.5, 'kg') */
Datum
quantity_make(PG_FUNCTION_ARGS)
{
	char	   *number = quantity_numeric_text(PG_GETARG_DATUM(0));
	text	   *unit_text = PG_GETARG_TEXT_PP(1);
	const UnitDefinition *unit = text_unit(NULL, unit_text);
	QuantitySpan span = {"", 0};
	Quantity	quantity;
	QuantityFault fault = quantity_parse_number(number, strlen(number), unit,
												&quantity);

	if (fault != QUANTITY_OK)
		quantity_report_fault(NULL, fault, number, &span);
	PG_RETURN_QUANTITY(&quantity);
}

/* amount('12.5 kg', 'g'): exact, or an error. */
Datum
quantity_amount(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);
	char		number[QUANTITY_TEXT_SIZE];

	tell_exactly(&quantity, PG_GETARG_TEXT_PP(1), number);
	return quantity_text_numeric(number);
}

Datum
quantity_amount_rounded(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);
	char		number[QUANTITY_TEXT_SIZE];

	tell_rounded(&quantity, PG_GETARG_TEXT_PP(1), PG_GETARG_INT32(2), number);
	return quantity_text_numeric(number);
}

/* The amount as the type holds it: a whole number of 10^-21 reference units. */
Datum
quantity_base_amount(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);

	return quantity_amount_numeric(quantity.amount);
}

/* format_quantity('12.5 kg', 'g') is '12500 g': the unit as it was asked for. */
Datum
format_quantity(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);
	text	   *unit_text = PG_GETARG_TEXT_PP(1);
	char		number[QUANTITY_TEXT_SIZE];

	tell_exactly(&quantity, unit_text, number);
	return number_with_unit(number, unit_text);
}

Datum
format_quantity_rounded(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);
	text	   *unit_text = PG_GETARG_TEXT_PP(1);
	char		number[QUANTITY_TEXT_SIZE];

	tell_rounded(&quantity, unit_text, PG_GETARG_INT32(2), number);
	return number_with_unit(number, unit_text);
}

Datum
quantity_dimension(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);

	PG_RETURN_TEXT_P(cstring_to_text(unit_dimension_name(quantity.dimension)));
}

Datum
quantity_same_dimension(PG_FUNCTION_ARGS)
{
	Quantity	left = PG_GETARG_QUANTITY(0);
	Quantity	right = PG_GETARG_QUANTITY(1);

	PG_RETURN_BOOL(left.dimension == right.dimension);
}

Datum
quantity_amount_numeric(QuantityAmount amount)
{
	char		digits[QUANTITY_DIGITS_MAX + 3];

	quantity_amount_digits(amount, digits);
	return quantity_text_numeric(digits);
}

/* A computed amount; a fraction, NaN or too large a number is an error. */
QuantityAmount
quantity_numeric_amount(Datum number)
{
	static const UnitDefinition base = {
		.dimension = UNIT_COUNT,.factor_digits = 1,
		.factor_exponent = -QUANTITY_DECIMALS
	};
	char	   *text = quantity_numeric_text(number);
	Quantity	quantity;

	switch (quantity_parse_number(text, strlen(text), &base, &quantity))
	{
		case QUANTITY_OK:
			break;
		case QUANTITY_TOO_FINE:
			quantity_report_fraction();
			break;
		default:
			quantity_report_overflow();
			break;
	}
	return quantity.amount;
}

Datum
quantity_text_numeric(const char *text)
{
	return DirectFunctionCall3(numeric_in, CStringGetDatum(text),
							   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

/* The digits of a number; it must be finite. */
char *
quantity_numeric_text(Datum number)
{
	quantity_require_finite(number);
	return DatumGetCString(DirectFunctionCall1(numeric_out, number));
}

void
quantity_require_finite(Datum number)
{
	if (numeric_is_nan(DatumGetNumeric(number)) ||
		numeric_is_inf(DatumGetNumeric(number)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("quantity out of range"),
				 errdetail("The number is not finite.")));
}

static void
tell_exactly(const Quantity *quantity, text *unit_text, char *number)
{
	const UnitDefinition *unit = text_unit(quantity, unit_text);

	if (!quantity_decimal(quantity, unit, QUANTITY_EXACT, number))
	{
		char		shown[QUANTITY_TEXT_SIZE];

		quantity_format(quantity, shown);
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("\"%s\" has no finite decimal in the unit \"%s\"",
						shown, unit->symbol),
				 errhint("Say how many decimals to round to, with materials.amount_rounded or materials.format_quantity_rounded.")));
	}
}

static void
tell_rounded(const Quantity *quantity, text *unit_text, int scale, char *number)
{
	const UnitDefinition *unit = text_unit(quantity, unit_text);

	if (scale < 0 || scale > QUANTITY_SCALE_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid number of decimals: %d", scale),
				 errdetail("It lies between 0 and %d.", QUANTITY_SCALE_MAX)));
	quantity_decimal(quantity, unit, scale, number);
}

static Datum
number_with_unit(const char *number, text *unit_text)
{
	QuantitySpan unit = quantity_trim(VARDATA_ANY(unit_text),
									  VARSIZE_ANY_EXHDR(unit_text));

	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%s %.*s", number,
											  (int) unit.length, unit.text)));
}

/* The unit that an argument names, fit for the quantity when there is one. */
static const UnitDefinition *
text_unit(const Quantity *quantity, text *unit_text)
{
	size_t		length = VARSIZE_ANY_EXHDR(unit_text);
	const char *unicode = quantity_to_unicode(VARDATA_ANY(unit_text), &length);

	if (quantity == NULL)
		return quantity_require_unit(unicode, length);
	return quantity_unit_for(quantity, unicode, length);
}
