/*-------------------------------------------------------------------------
 *
 * interval.c
 *	  Closed intervals of fractions: sums, products, clamping, capping.
 *
 * Every result holds all values that the operation can give for values within
 * its operands, and no others, except after interval_cap, which trades width
 * for size: its ends are moved outward to a binary grid.
 *
 *-------------------------------------------------------------------------
 */
#include "core/interval.h"

FractionInterval
interval_point(Fraction x)
{
	return (FractionInterval) {x, x};
}

FractionInterval
interval_add(const Arena *arena, FractionInterval a, FractionInterval b)
{
	return (FractionInterval) {fraction_add(arena, a.min, b.min), fraction_add(arena, a.max, b.max)};
}

/* Shares are not negative, so their ends multiply; else the extremes are among four products. */
FractionInterval
interval_multiply(const Arena *arena, FractionInterval a, FractionInterval b)
{
	FractionInterval	product = {fraction_multiply(arena, a.min, b.min), fraction_multiply(arena, a.max, b.max)};
	FractionInterval	crossed;

	if (fraction_sign(a.min) >= 0 && fraction_sign(b.min) >= 0)
		return product;
	crossed.min = fraction_multiply(arena, a.min, b.max);
	crossed.max = fraction_multiply(arena, a.max, b.min);
	return (FractionInterval)
	{
		fraction_min(arena, fraction_min(arena, product.min, product.max),
					 fraction_min(arena, crossed.min, crossed.max)),
		fraction_max(arena, fraction_max(arena, product.min, product.max),
					 fraction_max(arena, crossed.min, crossed.max))
	};
}

FractionInterval
interval_times(const Arena *arena, FractionInterval a, Fraction factor)
{
	Fraction	min = fraction_multiply(arena, a.min, factor);
	Fraction	max = fraction_multiply(arena, a.max, factor);

	return fraction_sign(factor) < 0 ? (FractionInterval) {max, min} : (FractionInterval) {min, max};
}

/* Each end moved into 0 to 1. */
FractionInterval
interval_clamp_share(const Arena *arena, FractionInterval a)
{
	a.min = fraction_max(arena, fraction_min(arena, a.min, FRACTION_ONE), FRACTION_ZERO);
	a.max = fraction_max(arena, fraction_min(arena, a.max, FRACTION_ONE), FRACTION_ZERO);
	return a;
}

/*
 * Keeps the ends of an interval small.  An end that takes more than bits_max
 * bits is moved outward by less than 2^-(bits_max / 2), to a multiple of
 * that step; a share on that grid takes no more than bits_max + 2 bits.  An
 * exact value that is too large thus becomes a narrow interval around it.
 */
FractionInterval
interval_cap(const Arena *arena, FractionInterval a, size_t bits_max)
{
	if (fraction_bits(a.min) > bits_max)
		a.min = fraction_round_down(arena, a.min, (unsigned) (bits_max / 2));
	if (fraction_bits(a.max) > bits_max)
		a.max = fraction_round_up(arena, a.max, (unsigned) (bits_max / 2));
	return a;
}

bool
interval_is_exact(const Arena *arena, FractionInterval a)
{
	return fraction_compare(arena, a.min, a.max) == 0;
}

FractionInterval
interval_copy(const Arena *arena, FractionInterval a)
{
	return (FractionInterval) {fraction_copy(arena, a.min), fraction_copy(arena, a.max)};
}
