/*-------------------------------------------------------------------------
 *
 * quantity_fraction.c
 *	  Amounts as exact fractions of their dimension's reference unit.
 *
 * An amount is a whole number of 10^-21 of the reference unit (kg, each, L
 * and so on); most reduce to a ratio of two small numbers.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "types/quantity_fraction.h"

static Natural
amount_natural(const Arena *arena, unsigned __int128 amount)
{
	uint32_t   *limbs = arena_allocate(arena, 4 * sizeof(uint32_t));
	Natural		natural = {.limbs = limbs,.count = 0};

	for (; amount > 0; amount >>= 32)
		limbs[natural.count++] = (uint32_t) amount;
	return natural;
}

/* An amount in reference units. */
Fraction
quantity_fraction(const Arena *arena, const Quantity *quantity)
{
	QuantityAmount unit = 1;

	for (int digit = 0; digit < QUANTITY_DECIMALS; digit++)
		unit *= 10;
	return quantity_fraction_ratio(arena, quantity->amount, unit);
}

/* The ratio of two amounts; the denominator is not zero. */
Fraction
quantity_fraction_ratio(const Arena *arena, QuantityAmount num, QuantityAmount den)
{
	bool		negative;
	Fraction	result;

	quantity_reduce_ratio(&num, &den);
	negative = num < 0;
	if (negative)
		num = -num;
	if (num <= FRACTION_SMALL_MAX && den <= FRACTION_SMALL_MAX
		&& fraction_from_ratio(arena, negative ? -(int64_t) num : (int64_t) num, (int64_t) den, &result) == FRACTION_OK)
		return result;
	return fraction_make(arena, negative, amount_natural(arena, (unsigned __int128) num), amount_natural(arena, (unsigned __int128) den));
}
