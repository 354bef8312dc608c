/*-------------------------------------------------------------------------
 *
 * quantity_ops.c
 *	  Arithmetic on quantities, and their sum.
 *
 * All results are exact.  What would not be a whole number of base units, or
 * would not fit, is an error; what mixes dimensions is one too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "server/call_arena.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"
#include "types/quantity_datum.h"
#include "types/quantity_fraction.h"
#include "types/quantity_number.h"
#include "types/quantity_report.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

MATERIALS_FUNCTION(quantity_add);
MATERIALS_FUNCTION(quantity_subtract);
MATERIALS_FUNCTION(quantity_plus);
MATERIALS_FUNCTION(quantity_negate);
MATERIALS_FUNCTION(quantity_abs);
MATERIALS_FUNCTION(quantity_sign);
MATERIALS_FUNCTION(quantity_multiply);
MATERIALS_FUNCTION(numeric_multiply_quantity);
MATERIALS_FUNCTION(quantity_divide);
MATERIALS_FUNCTION(quantity_ratio);
MATERIALS_FUNCTION(quantity_sum_step);

static Quantity add(Quantity left, Quantity right);
static Datum multiply(Quantity quantity, Datum factor);

Datum
quantity_add(PG_FUNCTION_ARGS)
{
	Quantity	left = PG_GETARG_QUANTITY(0);
	Quantity	right = PG_GETARG_QUANTITY(1);
	Quantity	sum;

	quantity_require_same(&left, &right, "add");
	sum = add(left, right);
	PG_RETURN_QUANTITY(&sum);
}

Datum
quantity_subtract(PG_FUNCTION_ARGS)
{
	Quantity	left = PG_GETARG_QUANTITY(0);
	Quantity	right = PG_GETARG_QUANTITY(1);
	Quantity	difference;

	quantity_require_same(&left, &right, "subtract");
	right.amount = -right.amount;
	difference = add(left, right);
	PG_RETURN_QUANTITY(&difference);
}

Datum
quantity_plus(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

Datum
quantity_negate(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);

	quantity.amount = -quantity.amount;
	PG_RETURN_QUANTITY(&quantity);
}

Datum
quantity_abs(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);

	if (quantity.amount < 0)
		quantity.amount = -quantity.amount;
	PG_RETURN_QUANTITY(&quantity);
}

Datum
quantity_sign(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);

	PG_RETURN_INT32((quantity.amount > 0) - (quantity.amount < 0));
}

Datum
quantity_multiply(PG_FUNCTION_ARGS)
{
	return multiply(PG_GETARG_QUANTITY(0), PG_GETARG_DATUM(1));
}

Datum
numeric_multiply_quantity(PG_FUNCTION_ARGS)
{
	return multiply(PG_GETARG_QUANTITY(1), PG_GETARG_DATUM(0));
}

/* Divides by a number; the quotient times the number is the dividend again. */
Datum
quantity_divide(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);
	Datum		divisor = PG_GETARG_DATUM(1);
	Datum		amount = quantity_amount_numeric(quantity.amount);
	Datum		quotient;
	Datum		product;

	quantity_require_finite(divisor);
	quotient = DirectFunctionCall2(numeric_div, amount, divisor);
	quotient = DirectFunctionCall2(numeric_round, quotient, Int32GetDatum(0));
	product = DirectFunctionCall2(numeric_mul, quotient, divisor);
	if (!DatumGetBool(DirectFunctionCall2(numeric_eq, product, amount)))
		quantity_report_fraction();
	quantity.amount = quantity_numeric_amount(quotient);
	PG_RETURN_QUANTITY(&quantity);
}

/* The exact ratio of two quantities. */
Datum
quantity_ratio(PG_FUNCTION_ARGS)
{
	Quantity	left = PG_GETARG_QUANTITY(0);
	Quantity	right = PG_GETARG_QUANTITY(1);
	Arena		arena = call_arena();

	quantity_require_same(&left, &right, "divide");
	if (right.amount == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DIVISION_BY_ZERO),
				 errmsg("division by zero")));
	return fraction_to_datum(quantity_fraction_ratio(&arena, left.amount, right.amount));
}

/*
 * Adds a quantity to the sum so far, in place: the state belongs to the
 * aggregate alone.  The same function joins the sums of parallel workers.
 */
Datum
quantity_sum_step(PG_FUNCTION_ARGS)
{
	Quantity	sum = PG_GETARG_QUANTITY(0);
	Quantity	quantity = PG_GETARG_QUANTITY(1);

	/* called by hand: the argument is not ours to change */
	if (!AggCheckCallContext(fcinfo, NULL))
		return quantity_add(fcinfo);
	quantity_require_same(&sum, &quantity, "add");
	sum = add(sum, quantity);
	quantity_to_bytes(&sum, (QuantityBytes *) PG_GETARG_POINTER(0));
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

static Quantity
add(Quantity left, Quantity right)
{
	Quantity	sum = left;

	if (quantity_sum(left.amount, right.amount, &sum.amount) != QUANTITY_OK)
		quantity_report_overflow();
	return sum;
}

static Datum
multiply(Quantity quantity, Datum factor)
{
	Datum		product;

	quantity_require_finite(factor);
	product = DirectFunctionCall2(numeric_mul,
								  quantity_amount_numeric(quantity.amount),
								  factor);
	quantity.amount = quantity_numeric_amount(product);
	PG_RETURN_QUANTITY(&quantity);
}
