/*-------------------------------------------------------------------------
 *
 * share_test.c
 *	  Shares: every pair of ranges on a small grid against its own values.
 *
 * Ends lie on sixths and values are tried on twenty-fourths, so that each
 * range shows its ends and what lies between them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/share.h"

#include "tap.h"

#define ENDS 6
#define TRIED 24
#define SHARES_MAX 200
#define BITS_MAX 1000

static TestArena test;
static const Arena *const arena = &test.arena;

static Share shares[SHARES_MAX];
static int	share_count;

static Fraction
ratio(int64_t num, int64_t den)
{
	Fraction	value = FRACTION_ZERO;

	fraction_from_ratio(arena, num, den, &value);
	return value;
}

static void
make_shares(void)
{
	int			empty = 0;

	for (int min = 0; min <= ENDS; min++)
		for (int max = min; max <= ENDS; max++)
			for (int flags = 0; flags < 4; flags++)
			{
				ShareFault	fault = share_make(arena, ratio(min, ENDS), ratio(max, ENDS),
											   flags & 1, flags & 2, &shares[share_count]);

				if (fault == SHARE_OK)
					share_count++;
				else
					empty += fault == SHARE_EMPTY && min == max;
			}
	ok(share_count == 91 && empty == 21, "%d shares are made, %d empty ones refused", share_count, empty);
}

static void
test_sets(void)
{
	long		wrong = 0;

	for (int i = 0; i < share_count; i++)
		for (int j = 0; j < share_count; j++)
		{
			const Share *a = &shares[i];
			const Share *b = &shares[j];
			bool		all = true;
			bool		some = false;

			for (int k = 0; k <= TRIED; k++)
			{
				bool		in_a = share_holds_value(arena, a, ratio(k, TRIED));
				bool		in_b = share_holds_value(arena, b, ratio(k, TRIED));

				all &= in_a || !in_b;
				some |= in_a && in_b;
			}
			wrong += share_holds_share(arena, a, b) != all;
			wrong += share_overlaps(arena, a, b) != some;
			wrong += (share_compare(arena, a, b) == 0) != (i == j);
			wrong += share_compare(arena, a, b) != -share_compare(arena, b, a);
			for (int k = 0; k < share_count; k++)
				wrong += share_compare(arena, a, b) < 0 && share_compare(arena, b, &shares[k]) < 0 &&
					share_compare(arena, a, &shares[k]) >= 0;
		}
	ok(wrong == 0, "containment, overlap and a total order for all %d pairs", share_count * share_count);
}

/* Results hold each sum and product of values, and an end is in exactly when it is reached. */
static void
test_arithmetic(void)
{
	long		wrong = 0;
	long		refused = 0;

	for (int i = 0; i < share_count; i++)
		for (int j = 0; j < share_count; j++)
		{
			const Share *a = &shares[i];
			const Share *b = &shares[j];
			Share		product = share_multiply(arena, a, b);
			Share		sum;
			Share		again;
			bool		possible = false;
			bool		min_reached = false;
			bool		max_reached = false;
			ShareFault	fault = share_add(arena, a, b, &sum);

			wrong += share_make(arena, product.min, product.max, product.min_inclusive,
								product.max_inclusive, &again) != SHARE_OK;
			for (int x = 0; x <= TRIED; x++)
				for (int y = 0; y <= TRIED; y++)
				{
					Fraction	p = ratio(x * y, TRIED * TRIED);

					if (!share_holds_value(arena, a, ratio(x, TRIED)) || !share_holds_value(arena, b, ratio(y, TRIED)))
						continue;
					wrong += !share_holds_value(arena, &product, p);
					min_reached |= fraction_compare(arena, p, product.min) == 0;
					max_reached |= fraction_compare(arena, p, product.max) == 0;
					possible |= x + y <= TRIED;
					if (fault == SHARE_OK && x + y <= TRIED)
						wrong += !share_holds_value(arena, &sum, ratio(x + y, TRIED));
				}
			wrong += min_reached != product.min_inclusive || max_reached != product.max_inclusive;
			wrong += (fault == SHARE_OK) != possible;
			refused += fault == SHARE_ABOVE_ONE;
			if (fault == SHARE_OK)
				wrong += share_make(arena, sum.min, sum.max, sum.min_inclusive, sum.max_inclusive, &again) != SHARE_OK;
		}
	ok(wrong == 0 && refused > 0, "sums and products of all pairs hold what they must (%ld sums refused)", refused);
}

static void
test_round_trips(void)
{
	long		wrong = 0;

	for (int i = 0; i < share_count; i++)
	{
		const Share *a = &shares[i];
		char	   *text = share_format(arena, a);
		size_t		size = share_byte_size(arena, a);
		uint8_t    *bytes = arena_allocate(arena, size);
		Share		back;

		wrong += share_parse(arena, text, strlen(text), BITS_MAX, &back) != SHARE_OK;
		wrong += share_compare(arena, a, &back) != 0;
		share_to_bytes(arena, a, bytes);
		wrong += share_check_bytes(arena, bytes, size) != SHARE_OK;
		wrong += share_from_bytes(arena, bytes, size, &back) != SHARE_OK || share_compare(arena, a, &back) != 0;
		for (size_t cut = 0; cut < size; cut++)
			wrong += share_check_bytes(arena, bytes, cut) == SHARE_OK;
		/* Any one bit changed: refused, or another share that writes these very bytes. */
		for (size_t bit = 0; bit < size * 8; bit++)
		{
			bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
			if (share_check_bytes(arena, bytes, size) == SHARE_OK)
			{
				uint8_t    *again = arena_allocate(arena, size);

				share_from_bytes(arena, bytes, size, &back);
				wrong += share_compare(arena, a, &back) == 0 || share_byte_size(arena, &back) != size;
				share_to_bytes(arena, &back, again);
				wrong += memcmp(bytes, again, size) != 0;
			}
			bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
		}
	}
	ok(wrong == 0, "text and bytes give all %d shares back, damage does not pass", share_count);
}

static void
test_text(void)
{
	static const struct
	{
		const char *text;
		ShareFault	fault;
		const char *canonical;
	}			cases[] = {
		{"25%", SHARE_OK, "1/4"}, {" 1/3 ", SHARE_OK, "1/3"}, {"0.25", SHARE_OK, "1/4"}, {"0", SHARE_OK, "0"},
		{"100 %", SHARE_OK, "1"}, {"[25%,50%)", SHARE_OK, "[1/4,1/2)"}, {"( 0 , 1 ]", SHARE_OK, "(0,1]"},
		{"25%..50%", SHARE_OK, "[1/4,1/2]"}, {"0..1", SHARE_OK, "[0,1]"}, {"0.1 .. .5", SHARE_OK, "[1/10,1/2]"},
		{"unknown", SHARE_OK, "[0,1]"}, {"UnKnown", SHARE_OK, "[0,1]"}, {"[1/2,0.5]", SHARE_OK, "1/2"},
		{"-0", SHARE_OK, "0"}, {"1.0..1", SHARE_OK, "1"},
		{"25", SHARE_ABOVE_ONE, NULL}, {"101%", SHARE_ABOVE_ONE, NULL}, {"[0,2]", SHARE_ABOVE_ONE, NULL},
		{"-1%", SHARE_NEGATIVE, NULL}, {"[-1,1]", SHARE_NEGATIVE, NULL},
		{"[50%,25%]", SHARE_ENDS_SWAPPED, NULL}, {"1..0", SHARE_ENDS_SWAPPED, NULL},
		{"[1/4,1/4)", SHARE_EMPTY, NULL}, {"(1/4,25%]", SHARE_EMPTY, NULL}, {"(1,1)", SHARE_EMPTY, NULL},
		{"1/0", SHARE_ZERO_DENOMINATOR, NULL}, {"[0,1/0]", SHARE_ZERO_DENOMINATOR, NULL},
		{"1e-999", SHARE_TOO_LARGE, NULL}, {"0..1e-999", SHARE_TOO_LARGE, NULL},
		{"", SHARE_SYNTAX, NULL}, {"[", SHARE_SYNTAX, NULL}, {"[]", SHARE_SYNTAX, NULL}, {"[,]", SHARE_SYNTAX, NULL},
		{"[0,1", SHARE_SYNTAX, NULL}, {"0,1]", SHARE_SYNTAX, NULL}, {"[0]", SHARE_SYNTAX, NULL},
		{"[0,1,1]", SHARE_SYNTAX, NULL}, {"..", SHARE_SYNTAX, NULL}, {"0..", SHARE_SYNTAX, NULL},
		{"..1", SHARE_SYNTAX, NULL}, {"0...1", SHARE_SYNTAX, NULL}, {"0.. .1", SHARE_OK, "[0,1/10]"}, {"0....1", SHARE_SYNTAX, NULL},
		{"unknow", SHARE_SYNTAX, NULL}, {"unknownn", SHARE_SYNTAX, NULL}, {"empty", SHARE_SYNTAX, NULL},
		{"[0;1]", SHARE_SYNTAX, NULL}, {"{0,1}", SHARE_SYNTAX, NULL}, {"NaN", SHARE_SYNTAX, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Share		share;
		ShareFault	fault = share_parse(arena, cases[i].text, strlen(cases[i].text), BITS_MAX, &share);

		if (cases[i].fault != SHARE_OK)
			ok(fault == cases[i].fault, "\"%s\" is refused: %s", cases[i].text, share_fault_detail(cases[i].fault));
		else
			is(fault == SHARE_OK ? share_format(arena, &share) : share_fault_detail(fault), cases[i].canonical, cases[i].text);
	}
}

int
main(void)
{
	test_arena_begin(&test);
	make_shares();
	test_sets();
	test_arithmetic();
	test_round_trips();
	test_text();
	test_arena_clear(&test);
	return tap_finish();
}
