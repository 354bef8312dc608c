/*-------------------------------------------------------------------------
 *
 * quantity_code.c
 *	  Exact amounts with a unit: their grammar and their arithmetic.
 *
 * Grammar: [+-] digits [. digits] [e [+-] digits] unit, with space around and
 * between as people like.  The number is read as decimal digits and an
 * exponent, multiplied digit by digit with the unit's factor, and only then
 * turned into an integer; nothing is rounded on the way.  '1 lb' is
 *
 *	  digits 1, factor 45359237 * 10^-8 kg, base 10^-21 kg
 *	  ->  45359237 * 10^(21-8) = 453592370000000000000 base units
 *
 * An amount that ends between two base units is refused, as is one that has
 * more than 38 digits.  The cost is linear in the length of the text.
 *
 * The other way, an amount is divided by the factor in long division.  That
 * ends for every unit in which the amount was written; a kilogram in pounds
 * does not end, and the caller has to say to how many decimals to round.
 *
 *-------------------------------------------------------------------------
 */
#include "core/quantity_code.h"

#include <string.h>

#include "core/decimal_number.h"

/* 2^63 has no finite decimal longer than this, so no factor does. */
#define FRACTION_DIGITS_MAX	64

static QuantityFault scan_number(const char *text, size_t length,
								 DecimalNumber *number, size_t *used);
static QuantityFault number_times_factor(const DecimalNumber *number,
										 const UnitDefinition *unit,
										 QuantityAmount *amount);
static void emit_decimal(bool negative, const uint8_t *digits, int count,
						 int point, char *text);
static int	round_digits(uint8_t *digits, int count, int *point, int scale);

/* Reads a quantity; unit_text is set whenever the number could be read. */
QuantityFault
quantity_parse(const char *text, size_t length, Quantity *quantity,
			   QuantitySpan *unit_text)
{
	QuantitySpan whole = quantity_trim(text, length);
	DecimalNumber number;
	size_t		used;
	QuantityFault fault = scan_number(whole.text, whole.length, &number, &used);
	const UnitDefinition *unit;

	if (fault != QUANTITY_OK)
		return fault;

	*unit_text = quantity_trim(whole.text + used, whole.length - used);
	if (unit_text->length == 0)
		return QUANTITY_NO_UNIT;

	unit = unit_find(unit_text->text, unit_text->length);
	if (unit == NULL)
	{
		if (unit_ambiguity(unit_text->text, unit_text->length) != NULL)
			return QUANTITY_UNIT_AMBIGUOUS;
		return QUANTITY_UNIT_UNKNOWN;
	}
	quantity->dimension = unit->dimension;
	return number_times_factor(&number, unit, &quantity->amount);
}

/* Reads a number that counts a unit already known; nothing may follow it. */
QuantityFault
quantity_parse_number(const char *text, size_t length,
					  const UnitDefinition *unit, Quantity *quantity)
{
	DecimalNumber number;
	size_t		used;
	QuantityFault fault = scan_number(text, length, &number, &used);

	if (fault != QUANTITY_OK)
		return fault;
	if (used != length)
		return QUANTITY_NO_NUMBER;
	quantity->dimension = unit->dimension;
	return number_times_factor(&number, unit, &quantity->amount);
}

/*
 * How many bytes of space a text begins or ends with: one, or a no-break
 * space, which word processors and the SI brochure put before a unit.
 */
static size_t
space_size(const char *text, size_t length, bool at_end)
{
	static const char *const spaces[] = {
		" ", "\t", "\n", "\v", "\f", "\r", "\302\240", "\342\200\257"
	};

	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
	{
		size_t		size = strlen(spaces[i]);

		if (length >= size &&
			memcmp(at_end ? text + length - size : text, spaces[i], size) == 0)
			return size;
	}
	return 0;
}

/* Takes the space off both ends. */
QuantitySpan
quantity_trim(const char *text, size_t length)
{
	QuantitySpan span;
	size_t		size;

	while ((size = space_size(text, length, true)) > 0)
		length -= size;
	while ((size = space_size(text, length, false)) > 0)
	{
		text += size;
		length -= size;
	}
	span.text = text;
	span.length = length;
	return span;
}

/* The amounts that can be stored: at most 38 digits. */
bool
quantity_in_range(QuantityAmount amount)
{
	QuantityAmount limit = 1;

	for (int i = 0; i < QUANTITY_DIGITS_MAX; i++)
		limit *= 10;
	return amount < limit && amount > -limit;
}

QuantityFault
quantity_sum(QuantityAmount left, QuantityAmount right, QuantityAmount *sum)
{
	if (__builtin_add_overflow(left, right, sum) || !quantity_in_range(*sum))
		return QUANTITY_TOO_LARGE;
	return QUANTITY_OK;
}

/* The total order: by dimension, then by amount. */
int
quantity_order(const Quantity *left, const Quantity *right)
{
	if (left->dimension != right->dimension)
		return left->dimension < right->dimension ? -1 : 1;
	if (left->amount != right->amount)
		return left->amount < right->amount ? -1 : 1;
	return 0;
}

/* Divides both by their greatest common divisor; the denominator is not 0. */
void
quantity_reduce_ratio(QuantityAmount *numerator, QuantityAmount *denominator)
{
	QuantityAmount a = *numerator < 0 ? -*numerator : *numerator;
	QuantityAmount b = *denominator < 0 ? -*denominator : *denominator;

	while (b != 0)
	{
		QuantityAmount rest = a % b;

		a = b;
		b = rest;
	}
	if (*denominator < 0)
		a = -a;
	*numerator /= a;
	*denominator /= a;
}

/*
 * The unit-independent text: kg, each, L, m, m2, kWh, Ah.  An energy that has
 * no finite decimal in kWh (one that is no multiple of 9 base units) prints in
 * MJ, a charge that has none in Ah in C; so equal amounts print equal, and
 * nothing is rounded.
 */
void
quantity_format(const Quantity *quantity, char *text)
{
	const char *symbol = unit_dimension_reference(quantity->dimension);

	if (quantity->dimension == UNIT_ENERGY && quantity->amount % 9 == 0)
		symbol = "kWh";
	else if (quantity->dimension == UNIT_CHARGE && quantity->amount % 9 == 0)
		symbol = "Ah";

	quantity_decimal(quantity, unit_find(symbol, strlen(symbol)),
					 QUANTITY_EXACT, text);
	strcat(text, " ");
	strcat(text, symbol);
}

/*
 * Tells an amount in a unit of its dimension.  With scale QUANTITY_EXACT the
 * answer is whether the decimal ends, and only then the text is written; else
 * it is rounded to scale decimals, halves away from zero.  Zeros at the end
 * are dropped.
 */
bool
quantity_decimal(const Quantity *quantity, const UnitDefinition *unit,
				 int scale, char *text)
{
	uint8_t		digits[QUANTITY_DIGITS_MAX + FRACTION_DIGITS_MAX + 2];
	char		whole[QUANTITY_DIGITS_MAX + 2];
	bool		negative = quantity->amount < 0;
	QuantityAmount left = negative ? -quantity->amount : quantity->amount;
	QuantityAmount divisor = (QuantityAmount) unit->factor_digits;
	int			shift = QUANTITY_DECIMALS + unit->factor_exponent;
	int			fraction_max = FRACTION_DIGITS_MAX;
	int			count;
	int			point;

	quantity_amount_digits(left / divisor, whole);
	count = (int) strlen(whole);
	for (int i = 0; i < count; i++)
		digits[i] = (uint8_t) (whole[i] - '0');
	point = count - shift;

	/* one digit more than is kept decides the rounding */
	if (scale != QUANTITY_EXACT && scale - shift + 1 < fraction_max)
		fraction_max = scale - shift + 1 < 0 ? 0 : scale - shift + 1;

	left %= divisor;
	for (int i = 0; i < fraction_max && left != 0; i++)
	{
		left *= 10;
		digits[count++] = (uint8_t) (left / divisor);
		left %= divisor;
	}
	if (scale == QUANTITY_EXACT)
	{
		if (left != 0)
			return false;
	}
	else
		count = round_digits(digits, count, &point, scale);

	emit_decimal(negative, digits, count, point, text);
	return true;
}

/* Writes the amount itself, in base units. */
void
quantity_amount_digits(QuantityAmount amount, char *text)
{
	char		reversed[QUANTITY_DIGITS_MAX + 2];
	int			count = 0;
	bool		negative = amount < 0;

	do
	{
		int			digit = (int) (amount % 10);

		reversed[count++] = (char) ('0' + (digit < 0 ? -digit : digit));
		amount /= 10;
	} while (amount != 0);

	if (negative)
		*text++ = '-';
	while (count > 0)
		*text++ = reversed[--count];
	*text = '\0';
}

/*
 * Rounds 0.d1d2d3... * 10^point to scale decimals, halves away from zero.
 * The array has room for one digit in front, which a carry needs.
 */
static int
round_digits(uint8_t *digits, int count, int *point, int scale)
{
	int			keep = *point + scale;
	int			i;

	if (keep >= count)
		return count;
	if (keep < 0 || (keep == 0 && digits[0] < 5))
		return 0;
	if (digits[keep] < 5)
		return keep;

	for (i = keep - 1; i >= 0; i--)
	{
		if (++digits[i] < 10)
			return keep;
		digits[i] = 0;
	}
	memmove(digits + 1, digits, (size_t) keep);
	digits[0] = 1;
	(*point)++;
	return keep + 1;
}

/* Writes 0.d1d2d3... * 10^point as people do: no exponent, no idle zeros. */
static void
emit_decimal(bool negative, const uint8_t *digits, int count, int point,
			 char *text)
{
	while (count > 0 && digits[count - 1] == 0)
		count--;
	while (count > 0 && digits[0] == 0)
	{
		digits++;
		count--;
		point--;
	}
	if (count == 0)
	{
		strcpy(text, "0");
		return;
	}
	if (negative)
		*text++ = '-';
	if (point <= 0)
		*text++ = '0';
	for (int i = 0; i < point; i++)
		*text++ = (char) ('0' + (i < count ? digits[i] : 0));
	if (count > point)
	{
		*text++ = '.';
		for (int i = point; i < 0; i++)
			*text++ = '0';
		for (int i = point > 0 ? point : 0; i < count; i++)
			*text++ = (char) ('0' + digits[i]);
	}
	*text = '\0';
}

static QuantityFault
scan_number(const char *text, size_t length, DecimalNumber *number,
			size_t *used)
{
	switch (decimal_number_scan(text, length, number, used))
	{
		case DECIMAL_NONE:
			return QUANTITY_NO_NUMBER;
		case DECIMAL_GROUPED:
			return QUANTITY_NUMBER_GROUPED;
		case DECIMAL_OK:
			break;
	}
	return QUANTITY_OK;
}

/*
 * Multiplies out; what is left of the point of the base unit is the amount.
 * An overlong number is never whole and in range: a product of more than 64
 * digits would have to end in 27 zeros, and no factor brings that many twos
 * or fives.
 */
static QuantityFault
number_times_factor(const DecimalNumber *number, const UnitDefinition *unit,
					QuantityAmount *amount)
{
	uint8_t		product[DECIMAL_PRODUCT_MAX];	/* last digit first */
	int			count;
	int64_t		exponent = number->exponent + unit->factor_exponent +
		QUANTITY_DECIMALS;
	int			first = 0;

	*amount = 0;
	if (number->digit_count == 0)
		return QUANTITY_OK;

	count = decimal_number_times(number, unit->factor_digits, product);
	while (exponent < 0 && first < count && product[first] == 0)
	{
		first++;
		exponent++;
	}
	if (count - first + exponent > QUANTITY_DIGITS_MAX)
		return QUANTITY_TOO_LARGE;
	if (exponent < 0 || number->overlong)
		return QUANTITY_TOO_FINE;

	for (int i = count - 1; i >= first; i--)
		*amount = *amount * 10 + product[i];
	for (; exponent > 0; exponent--)
		*amount *= 10;
	if (number->negative)
		*amount = -*amount;
	return QUANTITY_OK;
}
