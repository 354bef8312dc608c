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

Fraction
quantity_fraction(const Arena *arena, const Quantity *quantity)
{
	bool		negative = quantity->amount < 0;
	QuantityAmount num = negative ? -quantity->amount : quantity->amount;
	QuantityAmount den = 1;
	Fraction	result;

	for (int digit = 0; digit < QUANTITY_DECIMALS; digit++)
		den *= 10;
	quantity_reduce_ratio(&num, &den);
	if (num <= FRACTION_SMALL_MAX && den <= FRACTION_SMALL_MAX
		&& fraction_from_ratio(arena, negative ? -(int64_t) num : (int64_t) num, (int64_t) den, &result) == FRACTION_OK)
		return result;
	return fraction_make(arena, negative, amount_natural(arena, (unsigned __int128) num), amount_natural(arena, (unsigned __int128) den));
}
