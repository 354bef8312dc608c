/*-------------------------------------------------------------------------
 *
 * natural_test.c
 *	  Natural numbers: against 128-bit words, and by identities when larger.
 *
 *-------------------------------------------------------------------------
 */
#include "core/natural.h"

#include "tap.h"

#define ROUNDS 20000

typedef unsigned __int128 UWide;

static TestArena test;
static const Arena *const arena = &test.arena;

static Natural
from_wide(UWide value)
{
	uint8_t		bytes[16];

	for (int i = 0; i < 16; i++)
		bytes[i] = (uint8_t) (value >> (120 - 8 * i));
	return natural_from_bytes(arena, bytes, 16);
}

static UWide
to_wide(Natural a)
{
	UWide		value = 0;

	for (size_t i = a.count; i-- > 0;)
		value = value << 32 | a.limbs[i];
	return value;
}

/* A number of up to so many limbs, often with limbs of all zeros or all ones. */
static Natural
random_natural(size_t limbs_max)
{
	size_t		count = random_below(limbs_max + 1);
	uint8_t    *bytes = arena_allocate(arena, count * 4 + 1);
	unsigned	kind = (unsigned) random_below(4);

	for (size_t i = 0; i < count; i++)
	{
		uint32_t	limb = (uint32_t) random_next();

		if (kind == 0 && random_below(2) == 0)
			limb = random_below(2) == 0 ? 0 : UINT32_MAX;
		memcpy(bytes + i * 4, &limb, 4);
	}
	return natural_from_bytes(arena, bytes, count * 4);
}

static bool
same(Natural a, Natural b)
{
	return natural_compare(a, b) == 0;
}

static bool
trimmed(Natural a)
{
	return a.count == 0 || a.limbs[a.count - 1] != 0;
}

static void
test_against_words(void)
{
	long		wrong = 0;

	for (int i = 0; i < ROUNDS * 5; i++)
	{
		uint64_t	x = random_sized(64);
		uint64_t	y = random_sized(64);
		UWide		wide = (UWide) random_sized(64) << 64 | random_sized(64);
		Natural		a = from_wide(x);
		Natural		b = from_wide(y);
		Natural		quotient;
		Natural		rest;
		unsigned	shift = (unsigned) random_below(64);

		wrong += to_wide(natural_add(arena, a, b)) != (UWide) x + y;
		wrong += to_wide(natural_multiply(arena, a, b)) != (UWide) x * y;
		wrong += natural_compare(a, b) != (x > y) - (x < y);
		wrong += x >= y && to_wide(natural_subtract(arena, a, b)) != x - y;
		wrong += to_wide(natural_shift_left(arena, a, shift)) != (UWide) x << shift;
		wrong += to_wide(natural_shift_right(arena, from_wide(wide), shift)) != wide >> shift;
		wrong += natural_bits(a) != (x == 0 ? 0 : 64 - (size_t) __builtin_clzll(x));
		wrong += natural_low64(a) != x;
		if (y > 0)
		{
			natural_divide(arena, from_wide(wide), b, &quotient, &rest);
			wrong += to_wide(quotient) != wide / y || to_wide(rest) != wide % y;
			natural_divide(arena, a, from_wide(wide | 1), &quotient, &rest);
			wrong += to_wide(quotient) != x / (wide | 1) || to_wide(rest) != x % (wide | 1);
		}
		if (i % 64 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random cases equal 128-bit arithmetic", ROUNDS * 5);
}

static uint64_t
euclid(uint64_t a, uint64_t b)
{
	while (b != 0)
	{
		uint64_t	rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static void
test_gcd(void)
{
	long		wrong = 0;

	for (int i = 0; i < ROUNDS; i++)
	{
		uint64_t	x = random_sized(64);
		uint64_t	y = random_sized(64);

		wrong += natural_gcd64(x, y) != euclid(x, y);
		wrong += to_wide(natural_gcd(arena, from_wide(x), from_wide(y))) != euclid(x, y);
	}
	ok(wrong == 0, "gcd of %d random pairs of words equals Euclid's", ROUNDS);

	wrong = 0;
	for (int i = 0; i < ROUNDS; i++)
	{
		size_t		size = i % 100 == 0 ? 200 : 12;
		Natural		a = random_natural(size);
		Natural		b = random_natural(size);
		Natural		common = random_natural(size);
		Natural		x = natural_multiply(arena, a, common);
		Natural		y = natural_multiply(arena, b, common);
		Natural		g = natural_gcd(arena, x, y);
		Natural		r = x;
		Natural		s = y;

		/* The slow method, one division a step. */
		while (s.count > 0)
		{
			Natural		rest;

			natural_divide(arena, r, s, NULL, &rest);
			r = s;
			s = rest;
		}
		wrong += !same(g, r) || !trimmed(g);
		if (i % 16 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "gcd of %d random pairs of large numbers equals Euclid's", ROUNDS);
}

/* Neighbours in Fibonacci's row take the most steps; their gcd is one. */
static void
test_gcd_worst(void)
{
	Natural		a = from_wide(0);
	Natural		b = from_wide(1);
	Natural		factor = natural_power_of_ten(arena, 50);

	for (int i = 0; i < 3000; i++)
	{
		Natural		sum = natural_add(arena, a, b);

		a = b;
		b = sum;
	}
	ok(natural_is_one(natural_gcd(arena, a, b)), "neighbours in Fibonacci's row have no common divisor");
	ok(same(natural_gcd(arena, natural_multiply(arena, a, factor), natural_multiply(arena, b, factor)), factor),
	   "a common factor of 10^50 is found");
	ok(same(natural_gcd(arena, a, from_wide(0)), a) && same(natural_gcd(arena, from_wide(0), a), a),
	   "the gcd with zero is the other number");
	test_arena_clear(&test);
}

static void
test_identities(void)
{
	long		wrong = 0;

	for (int i = 0; i < ROUNDS; i++)
	{
		Natural		a = random_natural(i % 100 == 0 ? 300 : 10);
		Natural		b = random_natural(i % 100 == 0 ? 300 : 10);
		Natural		c = random_natural(10);
		Natural		product = natural_multiply(arena, a, b);
		Natural		quotient;
		Natural		rest;
		size_t		shift = random_below(200);

		wrong += !same(natural_subtract(arena, natural_add(arena, a, b), b), a);
		wrong += !same(natural_multiply(arena, b, a), product);
		wrong += !same(natural_multiply(arena, a, natural_add(arena, b, c)),
					   natural_add(arena, product, natural_multiply(arena, a, c)));
		wrong += !same(natural_shift_right(arena, natural_shift_left(arena, a, shift), shift), a);
		if (b.count > 0)
		{
			natural_divide(arena, a, b, &quotient, &rest);
			wrong += natural_compare(rest, b) >= 0 || !trimmed(quotient) || !trimmed(rest);
			wrong += !same(natural_add(arena, natural_multiply(arena, quotient, b), rest), a);
			natural_divide(arena, product, b, &quotient, &rest);
			wrong += !same(quotient, a) || rest.count != 0;
		}
		if (i % 16 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random rounds: (a+b)-b = a, a(b+c) = ab+ac, qb+r = a, ab/b = a, shifts undo", ROUNDS);
}

/* Quotient digits whose first estimate is one and two too large. */
static void
test_divide_corrections(void)
{
	static const struct
	{
		UWide		a;
		UWide		b;
	}			cases[] = {
		{(UWide) 0x7fffffff80000000 << 64, (UWide) 0x80000000 << 64 | 1},
		{(UWide) 0x0000000080000000 << 64 | 3, (UWide) 0x2000000000000001},
		{(UWide) 0x7fff800000000000 << 64 | 1, (UWide) 0x8000000000000001},
		{~(UWide) 0, (UWide) 0xffffffff00000001},
		{(UWide) 0x80000000fffffffe << 64, (UWide) 0x80000000ffffffff << 32},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Natural		quotient;
		Natural		rest;

		natural_divide(arena, from_wide(cases[i].a), from_wide(cases[i].b), &quotient, &rest);
		ok(to_wide(quotient) == cases[i].a / cases[i].b && to_wide(rest) == cases[i].a % cases[i].b,
		   "division that corrects its digits, case %zu", i + 1);
	}
}

static void
test_digits(void)
{
	static const char two_200[] = "1606938044258990275541962092341162602522202993782792835301376";
	const Natural one = from_wide(1);
	long		wrong = 0;

	is(natural_to_digits(arena, from_wide(0)), "0", "zero is written 0");
	is(natural_to_digits(arena, natural_shift_left(arena, one, 200)), two_200, "2^200 is written");
	ok(same(natural_from_digits(arena, two_200, strlen(two_200)), natural_shift_left(arena, one, 200)), "2^200 is read");
	is(natural_to_digits(arena, natural_power_of_ten(arena, 30)), "1000000000000000000000000000000", "10^30");
	is(natural_to_digits(arena, natural_power_of_ten(arena, 0)), "1", "10^0");
	ok(natural_from_digits(arena, "000", 3).count == 0, "000 is zero");
	for (int i = 0; i < ROUNDS; i++)
	{
		Natural		a = random_natural(i % 100 == 0 ? 300 : 10);
		char	   *digits = natural_to_digits(arena, a);
		size_t		size = natural_byte_size(a);
		uint8_t    *bytes = arena_allocate(arena, size + 1);

		wrong += !same(natural_from_digits(arena, digits, strlen(digits)), a);
		natural_to_bytes(a, bytes);
		wrong += size > 0 && bytes[0] == 0;
		wrong += !same(natural_from_bytes(arena, bytes, size), a);
		if (i % 16 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random numbers survive digits and bytes", ROUNDS);
	test_arena_clear(&test);
}

/* Scratch goes back at once: only the result is left. */
static void
test_memory(void)
{
	Natural		a = natural_power_of_ten(arena, 4000);
	Natural		b = natural_power_of_ten(arena, 3000);
	Natural		c;
	size_t		held = test.held;

	natural_release(arena, natural_gcd(arena, a, b));
	natural_divide(arena, a, b, &c, NULL);
	natural_release(arena, c);
	natural_divide(arena, a, b, NULL, &c);
	natural_release(arena, c);
	natural_release(arena, natural_multiply(arena, a, b));
	arena_release(arena, natural_to_digits(arena, a));
	ok(test.held == held, "no scratch is left behind");
	ok(test.checks > 0, "long loops look for a cancel");
	test_arena_clear(&test);
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	test_against_words();
	test_gcd();
	test_gcd_worst();
	test_identities();
	test_divide_corrections();
	test_digits();
	test_memory();
	test_arena_clear(&test);
	return tap_finish();
}
