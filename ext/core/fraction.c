/*-------------------------------------------------------------------------
 *
 * fraction.c
 *	  Exact signed rational numbers: making, sums, products, order.
 *
 * Each operation has two forms.  Small values are computed in machine words
 * with 128-bit intermediates, which cannot overflow because parts are below
 * 2^62.  Anything else is computed on natural numbers.  In both, common
 * divisors are taken out before multiplying (Knuth 4.5.1), so that the final
 * gcd is one of small numbers, and often unnecessary.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fraction.h"

#include <assert.h>

typedef __int128 Wide;
typedef unsigned __int128 UWide;

static Fraction small_add(const Arena *arena, Fraction a, Fraction b, int sign);
static Fraction large_add(const Arena *arena, Fraction a, Fraction b, int sign);
static Fraction large_multiply(const Arena *arena, const FractionParts *a, const FractionParts *b);
static Fraction small_make(const Arena *arena, Wide num, Wide den);
static Fraction binary_make(const Arena *arena, bool negative, Natural num, Natural den);
static Fraction large_make(const Arena *arena, bool negative, Natural num, Natural den);
static bool natural_is_small(Natural a);
static Natural wide_view(UWide value, uint32_t limbs[4]);
static Natural signed_sum(const Arena *arena, Natural a, bool a_negative,
						  Natural b, bool b_negative, bool *negative);
static Natural divide_exactly(const Arena *arena, Natural a, Natural divisor);

Fraction
fraction_from_int64(const Arena *arena, int64_t value)
{
	return small_make(arena, value, 1);
}

FractionFault
fraction_from_ratio(const Arena *arena, int64_t num, int64_t den, Fraction *result)
{
	uint64_t	num_size = num < 0 ? -(uint64_t) num : (uint64_t) num;
	uint64_t	den_size = den < 0 ? -(uint64_t) den : (uint64_t) den;
	uint64_t	divisor;

	if (den == 0)
		return FRACTION_ZERO_DENOMINATOR;
	divisor = natural_gcd64(num_size, den_size);
	num_size /= divisor;
	den_size /= divisor;
	*result = small_make(arena, (num < 0) != (den < 0) ? -(Wide) num_size : (Wide) num_size, den_size);
	return FRACTION_OK;
}

/* Any ratio of naturals, reduced; den is not zero.  The parts are copied. */
Fraction
fraction_make(const Arena *arena, bool negative, Natural num, Natural den)
{
	Natural		divisor;
	Fraction	result;

	assert(den.count > 0);
	/* Bounds that come from doubles, or are rounded to a grid. */
	if (natural_bits(den) == natural_twos(den) + 1)
		return binary_make(arena, negative, num, den);
	divisor = natural_gcd(arena, num, den);
	if (natural_is_one(divisor))
		result = large_make(arena, negative, natural_copy(arena, num), natural_copy(arena, den));
	else
		result = large_make(arena, negative, divide_exactly(arena, num, divisor),
							divide_exactly(arena, den, divisor));
	natural_release(arena, divisor);
	return result;
}

/* Both forms in one: the naturals may point into parts itself. */
void
fraction_parts(Fraction x, FractionParts *parts)
{
	if (x.den == 0)
	{
		parts->negative = x.as.large->negative;
		parts->num = x.as.large->num;
		parts->den = x.as.large->den;
		return;
	}
	parts->negative = x.as.num < 0;
	parts->num = natural_view((uint64_t) (x.as.num < 0 ? -x.as.num : x.as.num), parts->num_limbs);
	parts->den = natural_view((uint64_t) x.den, parts->den_limbs);
}

Fraction
fraction_add(const Arena *arena, Fraction a, Fraction b)
{
	return a.den > 0 && b.den > 0 ? small_add(arena, a, b, 1) : large_add(arena, a, b, 1);
}

Fraction
fraction_subtract(const Arena *arena, Fraction a, Fraction b)
{
	return a.den > 0 && b.den > 0 ? small_add(arena, a, b, -1) : large_add(arena, a, b, -1);
}

Fraction
fraction_multiply(const Arena *arena, Fraction a, Fraction b)
{
	FractionParts left;
	FractionParts right;

	if (a.den > 0 && b.den > 0)
	{
		int64_t		across = (int64_t) natural_gcd64((uint64_t) (a.as.num < 0 ? -a.as.num : a.as.num),
													 (uint64_t) b.den);
		int64_t		back = (int64_t) natural_gcd64((uint64_t) (b.as.num < 0 ? -b.as.num : b.as.num),
												   (uint64_t) a.den);

		return small_make(arena, (Wide) (a.as.num / across) * (b.as.num / back),
						  (Wide) (a.den / back) * (b.den / across));
	}
	fraction_parts(a, &left);
	fraction_parts(b, &right);
	return large_multiply(arena, &left, &right);
}

/* Leaves the result alone when b is zero. */
FractionFault
fraction_divide(const Arena *arena, Fraction a, Fraction b, Fraction *result)
{
	FractionParts left;
	FractionParts right;
	Natural		num;

	if (fraction_is_zero(b))
		return FRACTION_ZERO_DENOMINATOR;
	if (b.den > 0)
	{
		/* The reciprocal of a small value is small. */
		Fraction	reciprocal = {{b.as.num < 0 ? -b.den : b.den}, b.as.num < 0 ? -b.as.num : b.as.num};

		*result = fraction_multiply(arena, a, reciprocal);
		return FRACTION_OK;
	}
	fraction_parts(a, &left);
	fraction_parts(b, &right);
	num = right.num;
	right.num = right.den;
	right.den = num;
	*result = large_multiply(arena, &left, &right);
	return FRACTION_OK;
}

Fraction
fraction_part(const Arena *arena, Fraction part, Fraction whole)
{
	Fraction	result = FRACTION_ZERO;

	if (!fraction_is_zero(whole))
		(void) fraction_divide(arena, part, whole, &result);
	return result;
}

Fraction
fraction_negate(const Arena *arena, Fraction x)
{
	FractionLarge *large;

	if (x.den > 0)
		return (Fraction) {{-x.as.num}, x.den};
	large = arena_allocate(arena, sizeof(FractionLarge));
	*large = *x.as.large;
	large->negative = !large->negative;
	return (Fraction) {.as.large = large, .den = 0};
}

Fraction
fraction_absolute(const Arena *arena, Fraction x)
{
	return fraction_sign(x) < 0 ? fraction_negate(arena, x) : x;
}

/* The arena holds scratch only, and none is used for small values. */
int
fraction_compare(const Arena *arena, Fraction a, Fraction b)
{
	FractionParts left;
	FractionParts right;
	Natural		left_product;
	Natural		right_product;
	int			order = fraction_sign(a) - fraction_sign(b);

	if (a.den > 0 && b.den > 0)
	{
		Wide		difference = (Wide) a.as.num * b.den - (Wide) b.as.num * a.den;

		return (difference > 0) - (difference < 0);
	}
	if (order != 0)
		return order < 0 ? -1 : 1;
	fraction_parts(a, &left);
	fraction_parts(b, &right);
	left_product = natural_multiply(arena, left.num, right.den);
	right_product = natural_multiply(arena, right.num, left.den);
	order = natural_compare(left_product, right_product);
	natural_release(arena, left_product);
	natural_release(arena, right_product);
	return left.negative ? -order : order;
}

/* The same value in another arena, which may outlive this one's. */
Fraction
fraction_copy(const Arena *arena, Fraction x)
{
	if (x.den > 0)
		return x;
	return large_make(arena, x.as.large->negative, natural_copy(arena, x.as.large->num),
					  natural_copy(arena, x.as.large->den));
}

/*
 * Gives a value's memory back.  Only for one that nothing else was made from
 * by negating: the negative shares its limbs.
 */
void
fraction_release(const Arena *arena, Fraction x)
{
	if (x.den > 0)
		return;
	natural_release(arena, x.as.large->num);
	natural_release(arena, x.as.large->den);
	arena_release(arena, (void *) (uintptr_t) x.as.large);
}

/* a + sign * b.  Below 2^62 each: products below 2^124, their sum below 2^125. */
static Fraction
small_add(const Arena *arena, Fraction a, Fraction b, int sign)
{
	int64_t		common;
	int64_t		rest;
	Wide		num;

	if (a.den == 1 && b.den == 1)
		return small_make(arena, (Wide) a.as.num + sign * (Wide) b.as.num, 1);
	common = a.den == b.den ? a.den : (int64_t) natural_gcd64((uint64_t) a.den, (uint64_t) b.den);
	num = (Wide) a.as.num * (b.den / common) + sign * (Wide) b.as.num * (a.den / common);
	if (common == 1)
		return small_make(arena, num, (Wide) a.den * b.den);
	rest = (int64_t) (num % common);
	rest = (int64_t) natural_gcd64((uint64_t) (rest < 0 ? -rest : rest), (uint64_t) common);
	return small_make(arena, num / rest, (Wide) (a.den / common) * (b.den / rest));
}

/* a + sign * b: the denominators' common divisor is the only one the sum can still share. */
static Fraction
large_add(const Arena *arena, Fraction a, Fraction b, int sign)
{
	FractionParts left;
	FractionParts right;
	Natural		common;
	Natural		left_rest;
	Natural		right_rest;
	Natural		left_product;
	Natural		right_product;
	Natural		num;
	Natural		den;
	bool		negative;

	fraction_parts(a, &left);
	fraction_parts(b, &right);
	common = natural_gcd(arena, left.den, right.den);
	left_rest = divide_exactly(arena, left.den, common);
	right_rest = divide_exactly(arena, right.den, common);
	left_product = natural_multiply(arena, left.num, right_rest);
	right_product = natural_multiply(arena, right.num, left_rest);
	num = signed_sum(arena, left_product, left.negative,
					 right_product, right.negative != (sign < 0), &negative);
	natural_release(arena, left_product);
	natural_release(arena, right_product);
	natural_release(arena, right_rest);
	if (natural_is_one(common))
		den = natural_multiply(arena, left_rest, right.den);
	else
	{
		Natural		shared = natural_gcd(arena, num, common);
		Natural		reduced = divide_exactly(arena, num, shared);
		Natural		right_den = divide_exactly(arena, right.den, shared);

		den = natural_multiply(arena, left_rest, right_den);
		natural_release(arena, right_den);
		natural_release(arena, shared);
		natural_release(arena, num);
		num = reduced;
	}
	natural_release(arena, left_rest);
	natural_release(arena, common);
	return large_make(arena, negative, num, den);
}

static Fraction
large_multiply(const Arena *arena, const FractionParts *a, const FractionParts *b)
{
	Natural		across = natural_gcd(arena, a->num, b->den);
	Natural		back = natural_gcd(arena, b->num, a->den);
	Natural		a_num = divide_exactly(arena, a->num, across);
	Natural		b_num = divide_exactly(arena, b->num, back);
	Natural		a_den = divide_exactly(arena, a->den, back);
	Natural		b_den = divide_exactly(arena, b->den, across);
	Natural		num = natural_multiply(arena, a_num, b_num);
	Natural		den = natural_multiply(arena, a_den, b_den);

	natural_release(arena, across);
	natural_release(arena, back);
	natural_release(arena, a_num);
	natural_release(arena, b_num);
	natural_release(arena, a_den);
	natural_release(arena, b_den);
	return large_make(arena, a->negative != b->negative, num, den);
}

/* A reduced ratio of machine words in whichever form it needs. */
static Fraction
small_make(const Arena *arena, Wide num, Wide den)
{
	uint32_t	num_limbs[4];
	uint32_t	den_limbs[4];
	UWide		size = num < 0 ? -(UWide) num : (UWide) num;

	if (size <= FRACTION_SMALL_MAX && den <= FRACTION_SMALL_MAX)
		return (Fraction) {{(int64_t) num}, (int64_t) den};
	return large_make(arena, num < 0, natural_copy(arena, wide_view(size, num_limbs)),
					  natural_copy(arena, wide_view((UWide) den, den_limbs)));
}

/* Over a power of two nothing but twos can be taken out. */
static Fraction
binary_make(const Arena *arena, bool negative, Natural num, Natural den)
{
	size_t		twos = natural_twos(num);
	size_t		exponent = natural_twos(den);

	if (num.count == 0 || twos > exponent)
		twos = exponent;
	return large_make(arena, negative, natural_shift_right(arena, num, twos), natural_shift_right(arena, den, twos));
}

/* A reduced ratio in whichever form it needs; takes over the naturals. */
static Fraction
large_make(const Arena *arena, bool negative, Natural num, Natural den)
{
	FractionLarge *large;

	if (natural_is_small(num) && natural_is_small(den))
	{
		int64_t		size = (int64_t) natural_low64(num);
		int64_t		small_den = (int64_t) natural_low64(den);

		natural_release(arena, num);
		natural_release(arena, den);
		return (Fraction) {{negative ? -size : size}, small_den};
	}
	large = arena_allocate(arena, sizeof(FractionLarge));
	*large = (FractionLarge) {negative, num, den};
	return (Fraction) {.as.large = large, .den = 0};
}

static bool
natural_is_small(Natural a)
{
	return a.count <= 2 && natural_low64(a) <= (uint64_t) FRACTION_SMALL_MAX;
}

static Natural
wide_view(UWide value, uint32_t limbs[4])
{
	size_t		count = 0;

	for (; value > 0; value >>= 32)
		limbs[count++] = (uint32_t) value;
	return (Natural) {limbs, count};
}

static Natural
signed_sum(const Arena *arena, Natural a, bool a_negative, Natural b, bool b_negative, bool *negative)
{
	int			order;

	*negative = a_negative;
	if (a_negative == b_negative)
		return natural_add(arena, a, b);
	order = natural_compare(a, b);
	if (order >= 0)
	{
		*negative = a_negative && order > 0;
		return natural_subtract(arena, a, b);
	}
	*negative = b_negative;
	return natural_subtract(arena, b, a);
}

/* A fresh a / divisor, where nothing remains. */
static Natural
divide_exactly(const Arena *arena, Natural a, Natural divisor)
{
	Natural		quotient;

	if (natural_is_one(divisor))
		return natural_copy(arena, a);
	natural_divide(arena, a, divisor, &quotient, NULL);
	return quotient;
}
