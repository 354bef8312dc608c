/*-------------------------------------------------------------------------
 *
 * residue.c
 *	  Whole numbers by a modulus: put together from digits, and the fraction
 *	  that one of them stands for.
 *
 *-------------------------------------------------------------------------
 */
#include "core/residue.h"

#include <assert.h>

/* The number whose digits stand stride apart, lowest first. */
Natural
residue_from_digits(const Arena *arena, uint32_t base, const uint32_t *digits, size_t count, size_t stride)
{
	uint32_t   *limbs = arena_allocate(arena, (count + 1) * sizeof(uint32_t));
	size_t		used = 0;

	for (size_t step = count; step-- > 0;)
	{
		uint64_t	carry = digits[step * stride];

		for (size_t i = 0; i < used; i++)
		{
			carry += (uint64_t) limbs[i] * base;
			limbs[i] = (uint32_t) carry;
			carry >>= 32;
		}
		if (carry > 0)
			limbs[used++] = (uint32_t) carry;
	}
	return (Natural) {limbs, used};
}

/*
 * The only fraction with both parts below 2^bits that is the value by the
 * modulus.  Each remainder of Euclid's algorithm is a known multiple of the
 * value, so the first one that is small enough is the numerator, and its
 * multiple, with alternating sign, the denominator.
 */
void
residue_fraction(const Arena *arena, Natural value, Natural modulus, size_t bits, Natural *num, bool *negative, Natural *den)
{
	uint32_t	one_limb[2];
	Natural		above = natural_copy(arena, modulus);
	Natural		above_times = natural_copy(arena, (Natural) {NULL, 0});
	Natural		common;

	*num = natural_copy(arena, value);
	*den = natural_copy(arena, natural_view(1, one_limb));
	*negative = false;
	while (natural_bits(*num) > bits)
	{
		Natural		quotient;
		Natural		rest;
		Natural		product;
		Natural		times;

		natural_divide(arena, above, *num, &quotient, &rest);
		product = natural_multiply(arena, quotient, *den);
		times = natural_add(arena, above_times, product);
		natural_release(arena, product);
		natural_release(arena, quotient);
		natural_release(arena, above);
		natural_release(arena, above_times);
		above = *num;
		above_times = *den;
		*num = rest;
		*den = times;
		*negative = !*negative;
		arena_check(arena);
	}
	assert(natural_bits(*den) <= bits);
	natural_release(arena, above);
	natural_release(arena, above_times);
	common = natural_gcd(arena, *num, *den);
	natural_divide(arena, *num, common, &above, NULL);
	natural_release(arena, *num);
	*num = above;
	natural_divide(arena, *den, common, &above, NULL);
	natural_release(arena, *den);
	*den = above;
	natural_release(arena, common);
}
