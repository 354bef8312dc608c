/*-------------------------------------------------------------------------
 *
 * flow_part.c
 *	  What each input is of one output, in integers, rounded to doubles.
 *
 * The same rules as flow_weigh.c, which computes in fractions of any size.
 * Amounts are decimals of few digits as a rule: brought to one exponent, the
 * amounts of an output and their sum fit in 64 bits, and a part is one
 * division.  It is rounded to nearest, as fraction_to_double rounds, so both
 * ways give the same doubles.  Where a number does not fit, nothing is
 * answered and the caller computes in fractions: nothing is ever cut off.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_part.h"

#include <math.h>

/* Integers up to this are doubles, and the quotient of two is rounded once. */
#define DOUBLE_INTEGER_MAX ((uint64_t) 1 << 53)

#define POWER_MAX 19

static uint64_t
power_of_ten(int exponent)
{
	static const uint64_t powers[POWER_MAX + 1] = {
		1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
		1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
		1000000000000000000, UINT64_C(10000000000000000000)
	};

	return powers[exponent];
}

/* Takes off the zeros at the end.  A number that 10^n divides has n zero bits at its end, which costs nothing to see. */
static void
zeros_strip(FlowDecimal *decimal)
{
	static const int steps[] = {8, 4, 2, 1};

	for (int s = 0; s < 4; s++)
	{
		uint64_t	power = power_of_ten(steps[s]);
		uint64_t	bits = ((uint64_t) 1 << steps[s]) - 1;

		while (decimal->digits > 0 && (decimal->digits & bits) == 0 && decimal->digits % power == 0)
		{
			decimal->digits /= power;
			decimal->exponent += steps[s];
		}
	}
}

/* An amount in reference units; false where it has too many digits. */
bool
flow_decimal_make(QuantityAmount amount, FlowDecimal *decimal)
{
	unsigned __int128 rest = (unsigned __int128) amount;

	decimal->exponent = -QUANTITY_DECIMALS;
	if (amount < 0)
		return false;
	while (rest > UINT64_MAX)
	{
		/* Most amounts have at most a few decimals, and so many zeros here. */
		int			step = ((uint64_t) rest & 0x1FF) == 0 && rest % power_of_ten(9) == 0 ? 9 : 1;

		if (step == 1 && rest % 10 != 0)
			return false;
		rest /= power_of_ten(step);
		decimal->exponent += step;
	}
	decimal->digits = (uint64_t) rest;
	zeros_strip(decimal);
	return true;
}

/* The amount that a decimal was made of. */
QuantityAmount
flow_decimal_amount(FlowDecimal decimal)
{
	QuantityAmount amount = (QuantityAmount) decimal.digits;

	for (int32_t e = decimal.exponent; e > -QUANTITY_DECIMALS; e--)
		amount *= 10;
	return amount;
}

/* Reads digits with or without a point; false where they are something else, or too many. */
bool
flow_decimal_parse(const char *text, FlowDecimal *decimal)
{
	bool		behind_point = false;

	*decimal = (FlowDecimal) {0, 0};
	for (; *text != '\0'; text++)
	{
		if (*text == '.' && !behind_point)
		{
			behind_point = true;
			continue;
		}
		if (*text < '0' || *text > '9'
			|| __builtin_mul_overflow(decimal->digits, 10, &decimal->digits)
			|| __builtin_add_overflow(decimal->digits, (uint64_t) (*text - '0'), &decimal->digits))
			return false;
		decimal->exponent -= behind_point;
	}
	zeros_strip(decimal);
	return true;
}

static int
bit_count(uint64_t x)
{
	return 64 - __builtin_clzll(x);
}

/* num / den to the nearest double, halves to even; den is not zero. */
static double
nearest_double(uint64_t num, uint64_t den)
{
	unsigned __int128 shifted;
	uint64_t	quotient;
	int			shift;

	if (num == 0)
		return 0;
	if (num <= DOUBLE_INTEGER_MAX && den <= DOUBLE_INTEGER_MAX)
		return (double) num / (double) den;
	/* A quotient of 63 or 64 bits, whose last bit also stands for all that follow. */
	shift = 63 - (bit_count(num) - bit_count(den));
	shifted = (unsigned __int128) num << shift;
	quotient = (uint64_t) (shifted / den);
	if ((unsigned __int128) quotient * den != shifted)
		quotient |= 1;
	return ldexp((double) quotient, -shift);
}

/* A number at a lower exponent than its own; false where it does not fit. */
static bool
number_scale(uint64_t digits, int64_t steps, uint64_t *scaled)
{
	return steps <= POWER_MAX && !__builtin_mul_overflow(digits, power_of_ten((int) steps), scaled);
}

/* num / den to the nearest double; false where the numbers do not fit.  den is not zero. */
bool
flow_part_ratio(FlowDecimal num, FlowDecimal den, double *ratio)
{
	int32_t		exponent = num.exponent < den.exponent ? num.exponent : den.exponent;
	uint64_t	a;
	uint64_t	b;

	*ratio = 0;
	if (num.digits == 0)
		return true;
	if (!number_scale(num.digits, (int64_t) num.exponent - exponent, &a) || !number_scale(den.digits, (int64_t) den.exponent - exponent, &b))
		return false;
	*ratio = nearest_double(a, b);
	return true;
}

static bool
weight_scale(const FlowPartWeight *weight, int32_t exponent, uint64_t *scaled)
{
	uint64_t	digits;

	*scaled = 0;
	if (!weight->known || weight->digits == 0)
		return true;
	return !__builtin_mul_overflow(weight->digits, weight->times, &digits)
		&& number_scale(digits, (int64_t) weight->exponent - exponent, scaled);
}

/* Brings all weights to one exponent, and adds them up; false where they do not fit. */
static bool
weights_scale(const FlowPartLot *lot, uint64_t *scaled, uint64_t *known, uint64_t *made)
{
	int32_t		exponent = lot->made.known ? lot->made.exponent : INT32_MAX;

	*known = 0;
	for (uint32_t i = 0; i < lot->count; i++)
	{
		if (lot->inputs[i].known && lot->inputs[i].digits > 0 && lot->inputs[i].exponent < exponent)
			exponent = lot->inputs[i].exponent;
	}
	if (!weight_scale(&lot->made, exponent, made))
		return false;
	for (uint32_t i = 0; i < lot->count; i++)
	{
		if (!weight_scale(&lot->inputs[i], exponent, &scaled[i]) || __builtin_add_overflow(*known, scaled[i], known))
			return false;
	}
	return true;
}

/*
 * Weighs the inputs of one output; false where the numbers do not fit.
 * scratch and the arrays of parts have room for every input.
 */
bool
flow_part_weigh(const FlowPartLot *lot, FlowParts *parts, uint64_t *scratch)
{
	uint64_t	known;
	uint64_t	made;
	uint64_t	whole;
	uint32_t	unknown_count = 0;
	bool		short_of;

	if (!weights_scale(lot, scratch, &known, &made))
		return false;
	for (uint32_t i = 0; i < lot->count; i++)
		unknown_count += !lot->inputs[i].known;
	short_of = lot->made.known && known < made;
	whole = short_of ? made : known;
	for (uint32_t i = 0; i < lot->count; i++)
	{
		if (lot->inputs[i].known)
		{
			parts->part[i] = whole == 0 ? 0 : nearest_double(scratch[i], whole);
			/* A part of nothing is nothing, whatever else there is. */
			parts->certain[i] = (unknown_count == 0 && !lot->open) || scratch[i] == 0;
		}
		else
		{
			parts->part[i] = 1;
			parts->certain[i] = lot->count == 1 && !short_of && !lot->open;
		}
	}
	parts->missing = 0;
	parts->missing_uncertain = lot->open || (short_of && unknown_count > 0);
	if (lot->open)
		parts->missing = 1;
	else if (short_of)
		parts->missing = nearest_double(made - known, made);
	return true;
}
