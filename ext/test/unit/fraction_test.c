/*-------------------------------------------------------------------------
 *
 * fraction_test.c
 *	  Fractions: against 128-bit words, against a table of another
 *	  implementation, and by identities at every size.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fraction.h"

#include <math.h>

#include "fraction_cases.h"
#include "tap.h"

#define ROUNDS 20000
#define BITS_MAX 100000

typedef __int128 Wide;

static TestArena test;
static const Arena *const arena = &test.arena;

static Fraction
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

static bool
same(Fraction a, Fraction b)
{
	return fraction_compare(arena, a, b) == 0;
}

static Fraction
over(Fraction a, Fraction b)
{
	Fraction	result = FRACTION_ZERO;

	if (fraction_divide(arena, a, b, &result) != FRACTION_OK)
		abort();
	return result;
}

/* Reduced, denominator positive, and in the one form that its size asks for. */
static bool
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

static Natural
random_natural(size_t bytes_max)
{
	uint8_t		bytes[512];
	size_t		size = random_below(bytes_max + 1);

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t) random_next();
	return natural_from_bytes(arena, bytes, size);
}

/* From zero to hundreds of bits, often near the border between the forms. */
static Fraction
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
test_text(void)
{
	static const char *const cases[][2] = {
		{"8/21", "8/21"}, {"0.25", "1/4"}, {"12.5", "25/2"}, {"-3", "-3"}, {"25%", "1/4"},
		{"24.99 %", "2499/10000"}, {"1e-3", "1/1000"}, {"0", "0"}, {"-0", "0"}, {"0/7", "0"}, {"-0.0", "0"},
		{" 6 / 8 ", "3/4"}, {"\t.5\n", "1/2"}, {"5.", "5"}, {"+7", "7"}, {"1E+2", "100"}, {"-1.5e1", "-15"},
		{"1e2%", "1"}, {"100%", "1"}, {"-12/18", "-2/3"}, {"0e999999999999", "0"}, {"000.500", "1/2"},
		{"4611686018427387903", "4611686018427387903"}, {"4611686018427387904", "4611686018427387904"},
		{"-4611686018427387904/3", "-4611686018427387904/3"},
		{"1/18446744073709551616", "1/18446744073709551616"},
		{"1e30/1", NULL}, {"10000000000000000000000000000000/20000000000000000000000000000000", "1/2"},
		{"", NULL}, {" ", NULL}, {".", NULL}, {"-", NULL}, {"%", NULL}, {"1/", NULL}, {"/2", NULL}, {"1/2/3", NULL},
		{"1/-2", NULL}, {"1/2%", NULL}, {"1.5/2", NULL}, {"1/2.5", NULL}, {"e5", NULL}, {"1e", NULL}, {"1e+", NULL},
		{"1 2", NULL}, {"--1", NULL}, {"0x10", NULL}, {"NaN", NULL}, {"Infinity", NULL}, {"1,5", NULL},
		{"25%%", NULL}, {"1_000", NULL}, {"- 3", NULL}, {"\xd9\xa3", NULL},
	};
	Fraction	value = FRACTION_ONE;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		FractionFault fault = fraction_parse(arena, cases[i][0], strlen(cases[i][0]), BITS_MAX, &value);

		if (cases[i][1] != NULL)
			is(fault == FRACTION_OK ? fraction_format(arena, value) : "refused", cases[i][1], "a number as written");
		else
			ok(fault == FRACTION_SYNTAX, "\"%s\" is no number", cases[i][0]);
	}
	ok(fraction_parse(arena, "1/0", 3, BITS_MAX, &value) == FRACTION_ZERO_DENOMINATOR, "1/0 has a zero denominator");
	ok(fraction_parse(arena, "0/00", 4, BITS_MAX, &value) == FRACTION_ZERO_DENOMINATOR, "0/00 too");
	ok(fraction_parse(arena, "1e999999999999999999999", 23, BITS_MAX, &value) == FRACTION_TOO_LARGE, "a huge exponent is refused");
	ok(fraction_parse(arena, "1e-99999", 8, 1000, &value) == FRACTION_TOO_LARGE, "a huge negative exponent is refused");
	ok(fraction_parse(arena, "255/1", 5, 9, &value) == FRACTION_OK, "255 takes 9 bits with its denominator");
	ok(fraction_parse(arena, "256/1", 5, 9, &value) == FRACTION_TOO_LARGE, "256 takes 10");
	ok(fraction_parse(arena, "1\0", 2, BITS_MAX, &value) == FRACTION_SYNTAX, "a NUL byte is no digit");
	test_arena_clear(&test);
}

static void
test_decimal(void)
{
	static const struct
	{
		const char *value;
		unsigned	digits;
		const char *down;
		const char *up;
		const char *half_up;
	}			cases[] = {
		{"1/3", 4, "0.3333", "0.3334", "0.3333"},
		{"2/3", 4, "0.6666", "0.6667", "0.6667"},
		{"-1/3", 4, "-0.3334", "-0.3333", "-0.3333"},
		{"1/2", 0, "0", "1", "1"},
		{"-1/2", 0, "-1", "0", "-1"},
		{"1/8", 2, "0.12", "0.13", "0.13"},
		{"-1/8", 2, "-0.13", "-0.12", "-0.13"},
		{"1/8", 3, "0.125", "0.125", "0.125"},
		{"5", 2, "5.00", "5.00", "5.00"},
		{"0", 3, "0.000", "0.000", "0.000"},
		{"-1/1000", 2, "-0.01", "0.00", "0.00"},
		{"999/1000", 2, "0.99", "1.00", "1.00"},
		{"1000000000000000000000/7", 1, "142857142857142857142.8", "142857142857142857142.9", "142857142857142857142.9"},
	};
	long		wrong = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Fraction	x = read(cases[i].value);

		is(fraction_format_decimal(arena, x, cases[i].digits, FRACTION_DOWN), cases[i].down, "rounded down");
		is(fraction_format_decimal(arena, x, cases[i].digits, FRACTION_UP), cases[i].up, "rounded up");
		is(fraction_format_decimal(arena, x, cases[i].digits, FRACTION_HALF_UP), cases[i].half_up, "rounded half up");
	}
	for (int i = 0; i < ROUNDS / 4; i++)
	{
		Fraction	x = random_fraction();
		unsigned	digits = (unsigned) random_below(30);
		Fraction	down = read(fraction_format_decimal(arena, x, digits, FRACTION_DOWN));
		Fraction	up = read(fraction_format_decimal(arena, x, digits, FRACTION_UP));
		Fraction	near = read(fraction_format_decimal(arena, x, digits, FRACTION_HALF_UP));
		Fraction	step = over(FRACTION_ONE, fraction_make(arena, false, natural_power_of_ten(arena, digits),
															natural_power_of_ten(arena, 0)));
		Fraction	gap = fraction_subtract(arena, up, down);

		wrong += fraction_compare(arena, down, x) > 0 || fraction_compare(arena, x, up) > 0;
		wrong += !fraction_is_zero(gap) && !same(gap, step);
		wrong += fraction_is_zero(gap) != same(down, x);
		wrong += fraction_compare(arena, fraction_add(arena, fraction_absolute(arena, fraction_subtract(arena, near, x)),
													  fraction_absolute(arena, fraction_subtract(arena, near, x))), step) > 0;
		if (i % 16 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random values lie between their roundings, one step apart at most", ROUNDS / 4);
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
test_bytes(void)
{
	static const struct
	{
		const char *what;
		FractionFault fault;
		size_t		size;
		uint8_t		bytes[16];
	}			cases[] = {
		{"1/3", FRACTION_OK, 7, {0, 0, 0, 0, 1, 1, 3}},
		{"-1/3", FRACTION_OK, 7, {1, 0, 0, 0, 1, 1, 3}},
		{"zero", FRACTION_OK, 6, {0, 0, 0, 0, 0, 1}},
		{"nothing", FRACTION_TRUNCATED, 0, {0}},
		{"no denominator", FRACTION_TRUNCATED, 6, {0, 0, 0, 0, 1, 1}},
		{"a numerator beyond the end", FRACTION_TRUNCATED, 7, {0, 0xff, 0xff, 0xff, 0xff, 1, 3}},
		{"minus zero", FRACTION_NOT_CANONICAL, 6, {1, 0, 0, 0, 0, 1}},
		{"an unknown sign", FRACTION_NOT_CANONICAL, 7, {2, 0, 0, 0, 1, 1, 3}},
		{"2/4", FRACTION_NOT_CANONICAL, 7, {0, 0, 0, 0, 1, 2, 4}},
		{"0/2", FRACTION_NOT_CANONICAL, 6, {0, 0, 0, 0, 0, 2}},
		{"a zero denominator", FRACTION_NOT_CANONICAL, 7, {0, 0, 0, 0, 1, 1, 0}},
		{"a leading zero above", FRACTION_NOT_CANONICAL, 8, {0, 0, 0, 0, 2, 0, 1, 3}},
		{"a leading zero below", FRACTION_NOT_CANONICAL, 8, {0, 0, 0, 0, 1, 1, 0, 3}},
	};
	long		wrong = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ok(fraction_check_bytes(arena, cases[i].bytes, cases[i].size) == cases[i].fault, "bytes of %s", cases[i].what);
	for (int i = 0; i < ROUNDS; i++)
	{
		Fraction	x = random_fraction();
		Fraction	back = FRACTION_ZERO;
		size_t		size = fraction_byte_size(x);
		uint8_t    *bytes = arena_allocate(arena, size);

		fraction_to_bytes(x, bytes);
		wrong += fraction_check_bytes(arena, bytes, size) != FRACTION_OK;
		wrong += fraction_from_bytes(arena, bytes, size, &back) != FRACTION_OK;
		wrong += !same(x, back) || !canonical(back);
		wrong += fraction_hash64(x, 7) != fraction_hash64(back, 7);
		wrong += !same(x, read(fraction_format(arena, x)));
		if (i % 16 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random values survive bytes and text, with their hash", ROUNDS);
}

/* A byte changed anywhere is refused or is another value: bytes are canonical. */
static void
test_damaged_bytes(void)
{
	long		wrong = 0;
	long		accepted = 0;

	for (int i = 0; i < ROUNDS; i++)
	{
		Fraction	x = random_fraction();
		Fraction	back = FRACTION_ZERO;
		size_t		size = fraction_byte_size(x);
		uint8_t    *bytes = arena_allocate(arena, size);

		fraction_to_bytes(x, bytes);
		bytes[random_below(size)] ^= (uint8_t) (1 << random_below(8));
		if (fraction_check_bytes(arena, bytes, size) == FRACTION_OK)
		{
			uint8_t    *again;

			accepted++;
			fraction_from_bytes(arena, bytes, size, &back);
			again = arena_allocate(arena, size);
			wrong += fraction_byte_size(back) != size || same(x, back);
			fraction_to_bytes(back, again);
			wrong += memcmp(bytes, again, size) != 0;
		}
		if (i % 64 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0 && accepted > 0 && accepted < ROUNDS, "damaged bytes are refused or spell another value");
}

static void
test_hash(void)
{
	Fraction	third = read("1/3");
	uint64_t	bits_seen = 0;

	ok(fraction_hash64(third, 0) == fraction_hash64(read("2/6"), 0), "equal values have equal hashes");
	ok(fraction_hash64(third, 0) != fraction_hash64(third, 1), "the seed matters");
	ok(fraction_hash64(third, 0) != fraction_hash64(read("-1/3"), 0), "the sign matters");
	ok(fraction_hash64(third, 0) != fraction_hash64(read("3"), 0), "which part is which matters");
	/* Fixed for good: indexes on disk hold these. */
	ok(fraction_hash64(third, 0) == UINT64_C(0x9985983f78d40b06), "the hash of 1/3 stays what it is (%llx)",
	   (unsigned long long) fraction_hash64(third, 0));
	for (int64_t i = 1; i <= 256; i++)
		bits_seen |= UINT64_C(1) << (fraction_hash64(fraction_from_int64(arena, i), 0) & 63);
	ok(__builtin_popcountll(bits_seen) > 50, "neighbours spread over buckets");
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
	test_text();
	test_decimal();
	test_grid();
	test_double();
	test_bytes();
	test_damaged_bytes();
	test_hash();
	test_edges();
	test_memory();
	test_arena_clear(&test);
	return tap_finish();
}
