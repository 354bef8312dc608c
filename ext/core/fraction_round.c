/*-------------------------------------------------------------------------
 *
 * fraction_round.c
 *	  Rounding of fractions: to a grid of binary steps, and to a double.
 *
 * The exact value of a long computation can grow without end.  A bound that
 * is rounded outward, to a multiple of 2^-bits, stays a true bound and stops
 * growing.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fraction.h"

#include <math.h>

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

/* The value of a finite double, exactly. */
Fraction
fraction_from_double(const Arena *arena, double x)
{
	int			exponent;
	double		mantissa = frexp(fabs(x), &exponent);
	uint32_t	num_limbs[2];
	uint32_t	den_limbs[2];
	Natural		num = natural_view((uint64_t) ldexp(mantissa, 53), num_limbs);
	Natural		den = natural_view(1, den_limbs);

	if (x == 0)
		return FRACTION_ZERO;
	exponent -= 53;
	if (exponent >= 0)
		num = natural_shift_left(arena, num, (size_t) exponent);
	else
		den = natural_shift_left(arena, den, (size_t) -exponent);
	return fraction_make(arena, x < 0, num, den);
}

/*
 * The nearest double, halves to even; infinity when it is out of range.  64
 * bits of the quotient are computed, the last one also standing for all that
 * follow, so that the only rounding is the conversion to 53 bits.  (Below
 * 2^-1022 ldexp rounds once more.)
 */
double
fraction_to_double(const Arena *arena, Fraction x)
{
	FractionParts parts;
	Natural		num;
	Natural		den;
	Natural		quotient;
	Natural		rest;
	int64_t		shift;
	uint64_t	bits;

	if (fraction_is_zero(x))
		return 0;
	fraction_parts(x, &parts);
	/* A quotient of 63 or 64 bits. */
	shift = 64 - ((int64_t) natural_bits(parts.num) - (int64_t) natural_bits(parts.den)) - 1;
	num = natural_shift_left(arena, parts.num, shift > 0 ? (size_t) shift : 0);
	den = natural_shift_left(arena, parts.den, shift < 0 ? (size_t) -shift : 0);
	natural_divide(arena, num, den, &quotient, &rest);
	bits = natural_low64(quotient) | (rest.count > 0 ? 1 : 0);
	natural_release(arena, num);
	natural_release(arena, den);
	natural_release(arena, quotient);
	natural_release(arena, rest);
	return ldexp(parts.negative ? -(double) bits : (double) bits, (int) -shift);
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
	/* It is on the grid already. */
	if (natural_bits(parts.den) == natural_twos(parts.den) + 1 && natural_twos(parts.den) <= bits)
		return fraction_copy(arena, x);
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
