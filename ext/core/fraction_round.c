/*-------------------------------------------------------------------------
 *
 * fraction_round.c
 *	  Rounding of fractions to a grid of binary steps, down or up.
 *
 * The exact value of a long computation can grow without end.  A bound that
 * is rounded outward, to a multiple of 2^-bits, stays a true bound and stops
 * growing.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fraction.h"

static Fraction round_to_grid(const Arena *arena, Fraction x, unsigned bits, bool upward);

/* The highest multiple of 2^-bits that is not above x. */
Fraction
fraction_round_down(const Arena *arena, Fraction x, unsigned bits)
{
	return round_to_grid(arena, x, bits, false);
}

/* The lowest multiple of 2^-bits that is not below x. */
Fraction
fraction_round_up(const Arena *arena, Fraction x, unsigned bits)
{
	return round_to_grid(arena, x, bits, true);
}

static Fraction
round_to_grid(const Arena *arena, Fraction x, unsigned bits, bool upward)
{
	static const uint32_t one_limb[1] = {1};
	const Natural one = {one_limb, 1};
	FractionParts parts;
	Natural		scaled;
	Natural		steps;
	Natural		rest;
	Natural		grid;
	Fraction	result;

	fraction_parts(x, &parts);
	scaled = natural_shift_left(arena, parts.num, bits);
	natural_divide(arena, scaled, parts.den, &steps, &rest);
	natural_release(arena, scaled);
	/* The quotient is cut toward zero: away from it is one step further. */
	if (rest.count > 0 && upward != parts.negative)
	{
		Natural		next = natural_add(arena, steps, one);

		natural_release(arena, steps);
		steps = next;
	}
	grid = natural_shift_left(arena, one, bits);
	result = fraction_make(arena, parts.negative && steps.count > 0, steps, grid);
	natural_release(arena, grid);
	natural_release(arena, rest);
	natural_release(arena, steps);
	return result;
}
