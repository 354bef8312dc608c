/*-------------------------------------------------------------------------
 *
 * fraction_text_test.c
 *	  Fractions as people write them, as decimals, as bytes, and their hash.
 *
 *-------------------------------------------------------------------------
 */
#include "fraction_random.h"

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

static uint8_t *
bytes_of(Fraction x)
{
	uint8_t    *bytes = arena_allocate(arena, fraction_byte_size(x));

	fraction_to_bytes(x, bytes);
	return bytes;
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
		uint8_t    *bytes = bytes_of(x);

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
		uint8_t    *bytes = bytes_of(x);

		bytes[random_below(size)] ^= (uint8_t) (1 << random_below(8));
		if (fraction_check_bytes(arena, bytes, size) == FRACTION_OK)
		{
			accepted++;
			fraction_from_bytes(arena, bytes, size, &back);
			wrong += fraction_byte_size(back) != size || same(x, back) || memcmp(bytes, bytes_of(back), size) != 0;
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

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	test_text();
	test_decimal();
	test_bytes();
	test_damaged_bytes();
	test_hash();
	test_arena_clear(&test);
	return tap_finish();
}
