/*-------------------------------------------------------------------------
 *
 * fraction_random.h
 *	  Random fractions for the tests of fractions, and whether one is in its
 *	  one form.  Inline, as not every test needs all.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fraction.h"

#include "tap.h"

#define ROUNDS 20000
#define BITS_MAX 100000

static TestArena test;
static const Arena *const arena = &test.arena;

static inline Fraction
read(const char *text)
{
	Fraction	value = FRACTION_ZERO;

	if (fraction_parse(arena, text, strlen(text), BITS_MAX, &value) != FRACTION_OK)
	{
		printf("# cannot read %s\n", text);
		abort();
	}
	return value;
}

static inline bool
same(Fraction a, Fraction b)
{
	return fraction_compare(arena, a, b) == 0;
}

static inline Fraction
over(Fraction a, Fraction b)
{
	Fraction	result = FRACTION_ZERO;

	if (fraction_divide(arena, a, b, &result) != FRACTION_OK)
		abort();
	return result;
}

/* Reduced, denominator positive, and in the one form that its size asks for. */
static inline bool
canonical(Fraction x)
{
	FractionParts parts;
	bool		small;

	fraction_parts(x, &parts);
	small = natural_bits(parts.num) <= 62 && natural_bits(parts.den) <= 62;
	return parts.den.count > 0 && (x.den > 0) == small &&
		!(parts.negative && parts.num.count == 0) &&
		natural_is_one(natural_gcd(arena, parts.num, parts.den));
}

static inline Natural
random_natural(size_t bytes_max)
{
	uint8_t		bytes[512];
	size_t		size = random_below(bytes_max + 1);

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t) random_next();
	return natural_from_bytes(arena, bytes, size);
}

/* From zero to hundreds of bits, often near the border between the forms. */
static inline Fraction
random_fraction(void)
{
	static const uint32_t one_limb[1] = {1};
	Fraction	value = FRACTION_ZERO;
	Natural		num;
	Natural		den;

	switch (random_below(4))
	{
		case 0:
			fraction_from_ratio(arena, (int64_t) random_sized(8) - 128, (int64_t) random_sized(8) + 1, &value);
			return value;
		case 1:
			fraction_from_ratio(arena, (int64_t) random_sized(64), (int64_t) random_sized(63) | 1, &value);
			return value;
		default:
			num = random_natural(random_below(2) == 0 ? 10 : 60);
			den = random_natural(random_below(2) == 0 ? 10 : 60);
			if (den.count == 0)
				den = (Natural) {one_limb, 1};
			return fraction_make(arena, random_below(2) == 0, num, den);
	}
}
