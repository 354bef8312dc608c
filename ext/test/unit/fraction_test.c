/*-------------------------------------------------------------------------
 *
 * fraction_test.c
 *	  Fractions: against 128-bit words, against a table of another
 *	  implementation, and by identities at every size.
 *
 *-------------------------------------------------------------------------
 */
#include <math.h>

#include "fraction_cases.h"
#include "fraction_random.h"

typedef __int128 Wide;

static Wide
wide_gcd(Wide a, Wide b)
{
	while (b != 0)
	{
		Wide		rest = a % b;

		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

/* Parts of a value that is known to fit. */
static bool
equals_words(Fraction x, Wide num, Wide den)
{
	Wide		common = wide_gcd(num, den);
	FractionParts parts;
	Wide		size = 0;
	Wide		den_size = 0;

	num = num / common * (den < 0 ? -1 : 1);
	den = den / common * (den < 0 ? -1 : 1);
	fraction_parts(x, &parts);
	for (size_t i = parts.num.count; i-- > 0;)
		size = size << 32 | parts.num.limbs[i];
	for (size_t i = parts.den.count; i-- > 0;)
		den_size = den_size << 32 | parts.den.limbs[i];
	return (parts.negative ? -size : size) == num && den_size == den && canonical(x);
}

static void
test_against_words(void)
{
	long		wrong = 0;

	for (int i = 0; i < ROUNDS * 5; i++)
	{
		unsigned	bits = random_below(2) == 0 ? 20 : 62;
		int64_t		a = (int64_t) random_sized(bits) * (random_below(2) == 0 ? 1 : -1);
		int64_t		b = (int64_t) random_sized(bits) + 1;
		int64_t		c = (int64_t) random_sized(bits) * (random_below(2) == 0 ? 1 : -1);
		int64_t		d = ((int64_t) random_sized(bits) + 1) * (random_below(2) == 0 ? 1 : -1);
		Fraction	x = FRACTION_ZERO;
		Fraction	y = FRACTION_ZERO;
		Wide		difference;

		wrong += fraction_from_ratio(arena, a, b, &x) != FRACTION_OK || !equals_words(x, a, b);
		wrong += fraction_from_ratio(arena, c, d, &y) != FRACTION_OK || !equals_words(y, c, d);
		wrong += !equals_words(fraction_add(arena, x, y), (Wide) a * d + (Wide) c * b, (Wide) b * d);
		wrong += !equals_words(fraction_subtract(arena, x, y), (Wide) a * d - (Wide) c * b, (Wide) b * d);
		wrong += !equals_words(fraction_multiply(arena, x, y), (Wide) a * c, (Wide) b * d);
		if (c != 0)
			wrong += !equals_words(over(x, y), (Wide) a * d, (Wide) b * c);
		difference = ((Wide) a * d - (Wide) c * b) * (d < 0 ? -1 : 1);
		wrong += fraction_compare(arena, x, y) != (difference > 0) - (difference < 0);
		wrong += fraction_sign(x) != (a > 0) - (a < 0);
		if (i % 64 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random cases equal 128-bit arithmetic", ROUNDS * 5);
}

static void
test_table(void)
{
	size_t		count = sizeof(fraction_cases) / sizeof(fraction_cases[0]);
	long		wrong = 0;

	for (size_t i = 0; i < count; i++)
	{
		Fraction	a = read(fraction_cases[i][0]);
		Fraction	b = read(fraction_cases[i][1]);

		wrong += strcmp(fraction_format(arena, a), fraction_cases[i][0]) != 0;
		wrong += strcmp(fraction_format(arena, fraction_add(arena, a, b)), fraction_cases[i][2]) != 0;
		wrong += strcmp(fraction_format(arena, fraction_subtract(arena, a, b)), fraction_cases[i][3]) != 0;
		wrong += strcmp(fraction_format(arena, fraction_multiply(arena, a, b)), fraction_cases[i][4]) != 0;
		wrong += strcmp(fraction_format(arena, over(a, b)), fraction_cases[i][5]) != 0;
	}
	ok(wrong == 0, "%zu pairs give the sums, differences, products and quotients of the table", count);
	test_arena_clear(&test);
}

static void
test_identities(void)
{
	long		wrong = 0;

	for (int i = 0; i < ROUNDS; i++)
	{
		Fraction	a = random_fraction();
		Fraction	b = random_fraction();
		Fraction	c = random_fraction();
		Fraction	sum = fraction_add(arena, a, b);
		Fraction	product = fraction_multiply(arena, a, b);

		wrong += !canonical(a) || !canonical(sum) || !canonical(product);
		wrong += !same(sum, fraction_add(arena, b, a));
		wrong += !same(fraction_subtract(arena, sum, b), a);
		wrong += !fraction_is_zero(fraction_subtract(arena, a, a));
		wrong += !same(fraction_add(arena, sum, c), fraction_add(arena, a, fraction_add(arena, b, c)));
		wrong += !same(fraction_multiply(arena, a, fraction_add(arena, b, c)),
					   fraction_add(arena, product, fraction_multiply(arena, a, c)));
		wrong += !same(fraction_multiply(arena, product, c),
					   fraction_multiply(arena, a, fraction_multiply(arena, b, c)));
		wrong += !same(fraction_negate(arena, fraction_subtract(arena, a, b)), fraction_subtract(arena, b, a));
		wrong += fraction_sign(fraction_absolute(arena, a)) != (fraction_sign(a) != 0);
		if (!fraction_is_zero(b))
		{
			Fraction	quotient = over(a, b);

			wrong += !same(over(product, b), a) || !same(fraction_multiply(arena, quotient, b), a);
			wrong += !canonical(quotient) || !fraction_is_one(over(b, b));
		}
		if (i % 16 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random rounds: sums and products commute, associate, distribute and undo, all reduced", ROUNDS);
}

static void
test_order(void)
{
	long		wrong = 0;

	for (int i = 0; i < ROUNDS; i++)
	{
		Fraction	a = random_fraction();
		Fraction	b = random_below(8) == 0 ? a : random_fraction();
		int			order = fraction_compare(arena, a, b);

		wrong += order != fraction_sign(fraction_subtract(arena, a, b));
		wrong += order != -fraction_compare(arena, b, a);
		wrong += !same(fraction_min(arena, a, b), order <= 0 ? a : b);
		wrong += !same(fraction_max(arena, a, b), order >= 0 ? a : b);
		if (i % 64 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random pairs are ordered as their difference says", ROUNDS);
}

static void
test_grid(void)
{
	long		wrong = 0;

	is(fraction_format(arena, fraction_round_down(arena, read("1/3"), 4)), "5/16", "1/3 down to sixteenths");
	is(fraction_format(arena, fraction_round_up(arena, read("1/3"), 4)), "3/8", "1/3 up to sixteenths");
	is(fraction_format(arena, fraction_round_down(arena, read("-1/3"), 4)), "-3/8", "-1/3 down to sixteenths");
	is(fraction_format(arena, fraction_round_up(arena, read("-1/3"), 1)), "0", "-1/3 up to halves");
	is(fraction_format(arena, fraction_round_down(arena, read("7/8"), 3)), "7/8", "7/8 is an eighth");
	for (int i = 0; i < ROUNDS / 4; i++)
	{
		/* Now and then it is on some grid already. */
		Fraction	x = i % 3 > 0 ? random_fraction() : fraction_round_up(arena, random_fraction(), (unsigned) random_below(200));
		unsigned	bits = (unsigned) random_below(300);
		Fraction	down = fraction_round_down(arena, x, bits);
		Fraction	up = fraction_round_up(arena, x, bits);
		Natural		grid = natural_shift_left(arena, natural_power_of_ten(arena, 0), bits);
		Fraction	scale = fraction_make(arena, false, grid, natural_power_of_ten(arena, 0));
		Fraction	gap = fraction_multiply(arena, fraction_subtract(arena, up, down), scale);

		wrong += !canonical(down) || !canonical(up);
		wrong += fraction_compare(arena, down, x) > 0 || fraction_compare(arena, x, up) > 0;
		wrong += fraction_is_zero(gap) ? !same(down, x) : !fraction_is_one(gap);
		wrong += !fraction_is_integer(fraction_multiply(arena, down, scale));
		if (i % 16 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random values lie between neighbours on the grid", ROUNDS / 4);
}

/* The table's doubles are python3's float(Fraction(...)), which is correctly rounded. */
static void
test_double(void)
{
	static const struct
	{
		const char *value;
		double		nearest;
	}			cases[] = {
		{"0", 0}, {"1/3", 0x1.5555555555555p-2}, {"-2/3", -0x1.5555555555555p-1},
		{"9007199254740993", 0x1p53}, {"9007199254740995", 0x1.0000000000002p53},
		{"9007199254740993/1000000000000000000000000000000000", 0x1.4c4e977ba1f5cp-57},
		{"18014398509481983", 0x1p54}, {"1e308", 0x1.1ccf385ebc8ap1023},
		{"1e23", 0x1.52d02c7e14af6p76}, {"1e-23", 0x1.82db34012b251p-77},
		{"123456789012345678901234567890/987654321", 0x1.b1ae4d2c9bde2p66},
	};
	long		wrong = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ok(fraction_to_double(arena, read(cases[i].value)) == cases[i].nearest, "nearest double of %s", cases[i].value);
	ok(isinf(fraction_to_double(arena, read("1e309"))), "1e309 is beyond a double");
	for (int i = 0; i < ROUNDS; i++)
	{
		int64_t		num = (int64_t) random_sized(53);
		int64_t		den = (int64_t) random_sized(52) + 1;
		Fraction	x = FRACTION_ZERO;

		/* A quotient of two doubles is correctly rounded too. */
		fraction_from_ratio(arena, num, den, &x);
		wrong += fraction_to_double(arena, x) != (double) num / (double) den;
		if (i % 64 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random quotients of words give the machine's own quotient", ROUNDS);
}

static void
test_edges(void)
{
	Fraction	value = FRACTION_ZERO;

	is(fraction_format(arena, fraction_from_int64(arena, INT64_MIN)), "-9223372036854775808", "the lowest int64");
	fraction_from_ratio(arena, INT64_MIN, INT64_MIN, &value);
	ok(fraction_is_one(value), "the lowest int64 over itself is one");
	fraction_from_ratio(arena, 1, INT64_MIN, &value);
	is(fraction_format(arena, value), "-1/9223372036854775808", "the sign moves to the numerator");
	ok(fraction_from_ratio(arena, 1, 0, &value) == FRACTION_ZERO_DENOMINATOR, "a zero denominator is refused");
	ok(fraction_divide(arena, FRACTION_ONE, FRACTION_ZERO, &value) == FRACTION_ZERO_DENOMINATOR, "so is a zero divisor");
	ok(fraction_bits(read("8/21")) == 9, "8/21 takes 4 + 5 bits");
	ok(fraction_bits(FRACTION_ZERO) == 1, "zero takes the bit of its denominator");
	ok(fraction_is_integer(read("1e40")) && !fraction_is_integer(read("1e-40")), "large integers are known as such");
	test_arena_clear(&test);
}

/* Beyond the results nothing stays: two blocks of limbs and one of the value each. */
static void
test_memory(void)
{
	Fraction	a = read("1e100");
	Fraction	b = read("12345678901234567890123456789/9876543210987654321098765432");
	size_t		held = test.held;

	fraction_add(arena, a, b);
	fraction_multiply(arena, a, b);
	fraction_compare(arena, a, b);
	ok(test.held == held + 6, "scratch of a sum, a product and a comparison is given back");
	held = test.held;
	fraction_add(arena, read("1/3"), read("2/3"));
	ok(test.held == held, "small values take no memory");
	test_arena_clear(&test);
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	test_against_words();
	test_table();
	test_identities();
	test_order();
	test_grid();
	test_double();
	test_edges();
	test_memory();
	test_arena_clear(&test);
	return tap_finish();
}
