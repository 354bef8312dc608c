/*-------------------------------------------------------------------------
 *
 * natural_divide.c
 *	  Division and greatest common divisor of natural numbers.
 *
 * Division is Knuth's algorithm D: both numbers are shifted until the
 * divisor's highest bit is set; then the two highest limbs give a quotient
 * digit that is at most one too large after the correction.
 *
 * The greatest common divisor is Lehmer's: the leading 62 bits of both
 * numbers decide many steps of Euclid at once (their product is a 2x2 matrix
 * of small cofactors), and the matrix is applied to the long numbers in one
 * pass.  About 30 bits go per pass instead of 1.7, so a gcd of n limbs costs
 * about as much as two products of n limbs.
 *
 *-------------------------------------------------------------------------
 */
#include "core/natural.h"

#include <assert.h>
#include <string.h>

/* From this many limbs a pass is long enough to look at a cancel. */
#define CHECK_LIMBS 256

/* Cofactors stay below this, so that a sum of two products fits an int64_t. */
#define COFACTOR_LIMIT ((int64_t) 1 << 30)

/* A number in place: its limbs change. */
typedef struct Limbs
{
	uint32_t   *limbs;
	size_t		count;
} Limbs;

/* The steps of Euclid taken at once: (a, b) becomes (aa*a + ab*b, ba*a + bb*b). */
typedef struct Cofactors
{
	int64_t		aa;
	int64_t		ab;
	int64_t		ba;
	int64_t		bb;
} Cofactors;

static uint32_t divide_short(const uint32_t *a, size_t count, uint32_t divisor, uint32_t *quotient);
static void divide_long(const Arena *arena, uint32_t *a, size_t a_count,
						const uint32_t *b, size_t b_count, uint32_t *quotient);
static uint32_t quotient_digit(const uint32_t *a, const uint32_t *b, size_t b_count);
static uint32_t subtract_multiple(uint32_t *a, const uint32_t *b, size_t count, uint32_t digit);
static void reduce_once(const Arena *arena, Limbs *a, Limbs *b, uint32_t *scratch);
static bool leading_steps(const Limbs *a, const Limbs *b, Cofactors *steps);
static void apply_steps(Limbs *a, Limbs *b, const Cofactors *steps);
static uint64_t leading_window(const Limbs *a, size_t shift);
static void shift_left_in_place(uint32_t *limbs, size_t count, unsigned shift);
static void shift_right_in_place(uint32_t *limbs, size_t count, unsigned shift);
static void trim(Limbs *a);

/* Quotient and remainder of a by b, which is not zero; either result may be unwanted (NULL). */
void
natural_divide(const Arena *arena, Natural a, Natural b, Natural *quotient, Natural *remainder)
{
	Limbs		rest = {arena_allocate(arena, (a.count + 1) * sizeof(uint32_t)), a.count};
	Limbs		digits = {NULL, 0};

	assert(b.count > 0);
	if (a.count > 0)
		memcpy(rest.limbs, a.limbs, a.count * sizeof(uint32_t));
	digits.limbs = arena_allocate(arena, (a.count + 1) * sizeof(uint32_t));
	if (a.count >= b.count && b.count == 1)
	{
		rest.limbs[0] = divide_short(a.limbs, a.count, b.limbs[0], digits.limbs);
		rest.count = 1;
		digits.count = a.count;
	}
	else if (a.count >= b.count)
	{
		unsigned	shift = (unsigned) __builtin_clz(b.limbs[b.count - 1]);
		uint32_t   *divisor = arena_allocate(arena, b.count * sizeof(uint32_t));

		memcpy(divisor, b.limbs, b.count * sizeof(uint32_t));
		shift_left_in_place(divisor, b.count, shift);
		rest.limbs[a.count] = 0;
		shift_left_in_place(rest.limbs, a.count + 1, shift);
		divide_long(arena, rest.limbs, a.count, divisor, b.count, digits.limbs);
		shift_right_in_place(rest.limbs, b.count, shift);
		rest.count = b.count;
		digits.count = a.count - b.count + 1;
		arena_release(arena, divisor);
	}
	trim(&rest);
	trim(&digits);
	if (remainder != NULL)
		*remainder = (Natural) {rest.limbs, rest.count};
	else
		arena_release(arena, rest.limbs);
	if (quotient != NULL)
		*quotient = (Natural) {digits.limbs, digits.count};
	else
		arena_release(arena, digits.limbs);
}

/* The binary method: shifts and subtractions, no division. */
uint64_t
natural_gcd64(uint64_t a, uint64_t b)
{
	int			twos;

	if (a == 0 || b == 0)
		return a | b;
	twos = __builtin_ctzll(a | b);
	a >>= __builtin_ctzll(a);
	while (b != 0)
	{
		uint64_t	difference;

		b >>= __builtin_ctzll(b);
		difference = a > b ? a - b : b - a;
		a = a < b ? a : b;
		b = difference;
		if (a == 1)
			break;
	}
	return a << twos;
}

Natural
natural_gcd(const Arena *arena, Natural a, Natural b)
{
	Natural		wide = natural_compare(a, b) >= 0 ? a : b;
	Natural		narrow = natural_compare(a, b) >= 0 ? b : a;
	size_t		size = (wide.count + 2) * sizeof(uint32_t);
	uint32_t   *scratch = arena_allocate(arena, size);
	Limbs		x = {arena_allocate(arena, size), wide.count};
	Limbs		y = {arena_allocate(arena, size), narrow.count};

	if (wide.count > 0)
		memcpy(x.limbs, wide.limbs, wide.count * sizeof(uint32_t));
	if (narrow.count > 0)
		memcpy(y.limbs, narrow.limbs, narrow.count * sizeof(uint32_t));
	/* x is at least y throughout; below three limbs machine words take over. */
	while (y.count > 0 && x.count > 2)
	{
		Cofactors	steps;

		if (leading_steps(&x, &y, &steps))
			apply_steps(&x, &y, &steps);
		else
			reduce_once(arena, &x, &y, scratch);
		if (x.count >= CHECK_LIMBS)
			arena_check(arena);
	}
	if (x.count <= 2)
	{
		uint64_t	divisor = natural_gcd64(natural_low64((Natural) {x.limbs, x.count}),
											natural_low64((Natural) {y.limbs, y.count}));

		natural_view(divisor, x.limbs);
		x.count = 2;
		trim(&x);
	}
	arena_release(arena, scratch);
	arena_release(arena, y.limbs);
	return (Natural) {x.limbs, x.count};
}

/* The least common multiple. */
Natural
natural_common_multiple(const Arena *arena, Natural a, Natural b)
{
	Natural		common = natural_gcd(arena, a, b);
	Natural		part;
	Natural		product;

	natural_divide(arena, b, common, &part, NULL);
	product = natural_multiply(arena, a, part);
	natural_release(arena, part);
	natural_release(arena, common);
	return product;
}

static uint32_t
divide_short(const uint32_t *a, size_t count, uint32_t divisor, uint32_t *quotient)
{
	uint64_t	rest = 0;

	for (size_t i = count; i-- > 0;)
	{
		rest = rest << 32 | a[i];
		quotient[i] = (uint32_t) (rest / divisor);
		rest %= divisor;
	}
	return (uint32_t) rest;
}

/*
 * Divides the a_count + 1 limbs at a by b, whose highest bit is set and which
 * has at least two limbs.  The remainder stays in the low limbs of a; the
 * quotient's a_count - b_count + 1 digits are stored unless quotient is NULL.
 */
static void
divide_long(const Arena *arena, uint32_t *a, size_t a_count,
			const uint32_t *b, size_t b_count, uint32_t *quotient)
{
	assert(b_count >= 2 && a_count >= b_count);
	for (size_t j = a_count - b_count + 1; j-- > 0;)
	{
		uint32_t	digit = quotient_digit(a + j, b, b_count);

		digit = subtract_multiple(a + j, b, b_count, digit);
		if (quotient != NULL)
			quotient[j] = digit;
		if (b_count >= CHECK_LIMBS)
			arena_check(arena);
	}
}

/* The next digit of the quotient from the three highest limbs of a: exact or one too large. */
static uint32_t
quotient_digit(const uint32_t *a, const uint32_t *b, size_t b_count)
{
	uint64_t	top = (uint64_t) a[b_count] << 32 | a[b_count - 1];
	uint64_t	digit = top / b[b_count - 1];
	uint64_t	rest = top % b[b_count - 1];

	while (digit > UINT32_MAX || digit * b[b_count - 2] > (rest << 32 | a[b_count - 2]))
	{
		digit--;
		rest += b[b_count - 1];
		if (rest > UINT32_MAX)
			break;
	}
	return (uint32_t) digit;
}

/* Takes digit times b from the count + 1 limbs at a; returns the digit, one less if that was too much. */
static uint32_t
subtract_multiple(uint32_t *a, const uint32_t *b, size_t count, uint32_t digit)
{
	uint64_t	carry = 0;
	int64_t		borrow = 0;

	for (size_t i = 0; i < count; i++)
	{
		carry += (uint64_t) digit * b[i];
		borrow += (int64_t) a[i] - (int64_t) (uint32_t) carry;
		a[i] = (uint32_t) borrow;
		borrow >>= 32;
		carry >>= 32;
	}
	borrow += (int64_t) a[count] - (int64_t) carry;
	a[count] = (uint32_t) borrow;
	if (borrow >= 0)
		return digit;
	carry = 0;
	for (size_t i = 0; i < count; i++)
	{
		carry += (uint64_t) a[i] + b[i];
		a[i] = (uint32_t) carry;
		carry >>= 32;
	}
	a[count] += (uint32_t) carry;
	return digit - 1;
}

/* One step of Euclid by a real division: (a, b) becomes (b, a mod b). */
static void
reduce_once(const Arena *arena, Limbs *a, Limbs *b, uint32_t *scratch)
{
	Limbs		swapped = *a;

	if (b->count == 1)
	{
		a->limbs[0] = divide_short(a->limbs, a->count, b->limbs[0], scratch);
		swapped.count = 1;
	}
	else
	{
		unsigned	shift = (unsigned) __builtin_clz(b->limbs[b->count - 1]);

		memcpy(scratch, b->limbs, b->count * sizeof(uint32_t));
		shift_left_in_place(scratch, b->count, shift);
		a->limbs[a->count] = 0;
		shift_left_in_place(a->limbs, a->count + 1, shift);
		divide_long(arena, a->limbs, a->count, scratch, b->count, NULL);
		shift_right_in_place(a->limbs, b->count, shift);
		swapped.count = b->count;
	}
	trim(&swapped);
	*a = *b;
	*b = swapped;
}

/*
 * Finds the steps of Euclid that the leading 62 bits decide.  A quotient is
 * certain when it is the same at both ends of what the bits below could make
 * of it.  False when not even one step is certain.
 */
static bool
leading_steps(const Limbs *a, const Limbs *b, Cofactors *steps)
{
	size_t		shift = natural_bits((Natural) {a->limbs, a->count}) - 62;
	int64_t		x = (int64_t) leading_window(a, shift);
	int64_t		y = (int64_t) leading_window(b, shift);

	*steps = (Cofactors) {1, 0, 0, 1};
	while (y + steps->ba > 0 && y + steps->bb > 0)
	{
		int64_t		quotient = (x + steps->aa) / (y + steps->ba);
		int64_t		next_a;
		int64_t		next_b;
		int64_t		rest;

		if (quotient >= COFACTOR_LIMIT || quotient != (x + steps->ab) / (y + steps->bb))
			break;
		next_a = steps->aa - quotient * steps->ba;
		next_b = steps->ab - quotient * steps->bb;
		if (next_a >= COFACTOR_LIMIT || next_a <= -COFACTOR_LIMIT ||
			next_b >= COFACTOR_LIMIT || next_b <= -COFACTOR_LIMIT)
			break;
		*steps = (Cofactors) {steps->ba, steps->bb, next_a, next_b};
		rest = x - quotient * y;
		x = y;
		y = rest;
	}
	return steps->ab != 0;
}

static void
apply_steps(Limbs *a, Limbs *b, const Cofactors *steps)
{
	int64_t		carry_a = 0;
	int64_t		carry_b = 0;

	for (size_t i = 0; i < a->count; i++)
	{
		int64_t		x = a->limbs[i];
		int64_t		y = i < b->count ? b->limbs[i] : 0;

		carry_a += steps->aa * x + steps->ab * y;
		carry_b += steps->ba * x + steps->bb * y;
		a->limbs[i] = (uint32_t) carry_a;
		b->limbs[i] = (uint32_t) carry_b;
		carry_a >>= 32;
		carry_b >>= 32;
	}
	assert(carry_a == 0 && carry_b == 0);
	b->count = a->count;
	trim(a);
	trim(b);
}

/* The 64 bits of a that begin at bit shift; a has no more than 64 bits from there. */
static uint64_t
leading_window(const Limbs *a, size_t shift)
{
	size_t		skip = shift / 32;
	unsigned	offset = shift % 32;
	uint64_t	window = 0;

	if (skip + 2 < a->count && offset > 0)
		window = (uint64_t) a->limbs[skip + 2] << (64 - offset);
	if (skip + 1 < a->count)
		window |= (uint64_t) a->limbs[skip + 1] << 32 >> offset;
	if (skip < a->count)
		window |= a->limbs[skip] >> offset;
	return window;
}

static void
shift_left_in_place(uint32_t *limbs, size_t count, unsigned shift)
{
	for (size_t i = count; shift > 0 && i-- > 0;)
		limbs[i] = limbs[i] << shift | (i > 0 ? limbs[i - 1] >> (32 - shift) : 0);
}

static void
shift_right_in_place(uint32_t *limbs, size_t count, unsigned shift)
{
	for (size_t i = 0; shift > 0 && i < count; i++)
		limbs[i] = limbs[i] >> shift | (i + 1 < count ? limbs[i + 1] << (32 - shift) : 0);
}

static void
trim(Limbs *a)
{
	while (a->count > 0 && a->limbs[a->count - 1] == 0)
		a->count--;
}
