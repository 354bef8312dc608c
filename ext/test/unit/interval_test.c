/*-------------------------------------------------------------------------
 *
 * interval_test.c
 *	  Intervals: results hold what they must, and nothing more.
 *
 *-------------------------------------------------------------------------
 */
#include "core/interval.h"

#include "tap.h"

#define ROUNDS 10000

static TestArena test;
static const Arena *const arena = &test.arena;

static Fraction
ratio(int64_t num, int64_t den)
{
	Fraction	value = FRACTION_ZERO;

	fraction_from_ratio(arena, num, den, &value);
	return value;
}

static const char *
show(FractionInterval a)
{
	static char text[200];

	snprintf(text, sizeof(text), "%s %s", fraction_format(arena, a.min), fraction_format(arena, a.max));
	return text;
}

static bool
holds(FractionInterval a, Fraction x)
{
	return fraction_compare(arena, a.min, x) <= 0 && fraction_compare(arena, x, a.max) <= 0;
}

static Fraction
random_fraction(bool signed_too)
{
	int64_t		num = (int64_t) random_below(200) - (signed_too ? 100 : 0);

	return ratio(num, (int64_t) random_below(60) + 1);
}

static FractionInterval
random_interval(bool signed_too)
{
	Fraction	a = random_fraction(signed_too);
	Fraction	b = random_fraction(signed_too);

	return (FractionInterval) {fraction_min(arena, a, b), fraction_max(arena, a, b)};
}

/* A value between the ends, or one of them. */
static Fraction
random_inside(FractionInterval a)
{
	Fraction	width = fraction_subtract(arena, a.max, a.min);

	return fraction_add(arena, a.min, fraction_multiply(arena, width, ratio((int64_t) random_below(5), 4)));
}

static void
test_fixed(void)
{
	FractionInterval	half = {ratio(1, 4), ratio(1, 2)};
	FractionInterval	mixed = {ratio(-1, 2), ratio(2, 1)};

	is(show(interval_add(arena, half, half)), "1/2 1", "a sum adds the ends");
	is(show(interval_multiply(arena, half, half)), "1/16 1/4", "a product of shares multiplies the ends");
	is(show(interval_multiply(arena, mixed, half)), "-1/4 1", "a product with a negative end");
	is(show(interval_multiply(arena, mixed, mixed)), "-1 4", "a product of two mixed signs");
	is(show(interval_times(arena, half, ratio(-2, 1))), "-1 -1/2", "a negative factor turns the ends");
	is(show(interval_clamp_share(arena, mixed)), "0 1", "ends are moved into 0 to 1");
	is(show(interval_clamp_share(arena, interval_point(ratio(3, 2)))), "1 1", "a point above 1 becomes 1");
	is(show(INTERVAL_UNKNOWN_SHARE), "0 1", "an unknown share is 0 to 1");
	ok(interval_is_exact(arena, interval_point(ratio(1, 3))), "a point is exact");
	ok(!interval_is_exact(arena, half), "a range is not");
	is(show(interval_cap(arena, interval_point(ratio(1, 3)), 3)), "1/3 1/3", "what fits the cap stays exact");
	is(show(interval_cap(arena, interval_point(ratio(1, 3)), 2)), "0 1/2", "what does not is widened to the grid");
}

static void
test_containment(void)
{
	long		wrong = 0;

	for (int i = 0; i < ROUNDS; i++)
	{
		FractionInterval	a = random_interval(i % 2 == 0);
		FractionInterval	b = random_interval(i % 3 == 0);
		Fraction	x = random_inside(a);
		Fraction	y = random_inside(b);
		Fraction	factor = random_fraction(true);
		FractionInterval	product = interval_multiply(arena, a, b);
		Fraction	ends[4] = {
			fraction_multiply(arena, a.min, b.min), fraction_multiply(arena, a.min, b.max),
			fraction_multiply(arena, a.max, b.min), fraction_multiply(arena, a.max, b.max)
		};
		bool		min_met = false;
		bool		max_met = false;

		wrong += !holds(interval_add(arena, a, b), fraction_add(arena, x, y));
		wrong += !holds(product, fraction_multiply(arena, x, y));
		wrong += !holds(interval_times(arena, a, factor), fraction_multiply(arena, x, factor));
		for (int k = 0; k < 4; k++)
		{
			wrong += !holds(product, ends[k]);
			min_met |= fraction_compare(arena, ends[k], product.min) == 0;
			max_met |= fraction_compare(arena, ends[k], product.max) == 0;
		}
		wrong += !min_met || !max_met;
		if (i % 16 == 0)
			test_arena_clear(&test);
	}
	ok(wrong == 0, "%d random rounds: results hold every value and touch both ends", ROUNDS);
}

/* A long product of shares under a cap stays small and holds the exact one. */
static void
test_cap(void)
{
	long		wrong = 0;

	for (int round = 0; round < 100; round++)
	{
		FractionInterval	exact = INTERVAL_ONE;
		FractionInterval	capped = INTERVAL_ONE;
		size_t		bits_max = 64 + random_below(200);

		for (int i = 0; i < 100; i++)
		{
			int64_t		den = (int64_t) random_below(1000) + 1;
			FractionInterval	share = interval_point(ratio((int64_t) random_below((uint64_t) den) + 1, den));

			exact = interval_multiply(arena, exact, share);
			capped = interval_cap(arena, interval_multiply(arena, capped, share), bits_max);
			wrong += fraction_bits(capped.min) > bits_max + 2 || fraction_bits(capped.max) > bits_max + 2;
			wrong += !holds(capped, exact.min) || !interval_is_exact(arena, exact);
			/* Each step adds less than one grid step at each end. */
			wrong += fraction_compare(arena, fraction_multiply(arena, fraction_subtract(arena, capped.max, capped.min),
															   ratio(INT64_C(1) << 32, 1)), ratio(2 * (i + 1), 1)) > 0;
		}
		test_arena_clear(&test);
	}
	ok(wrong == 0, "100 capped products of 100 shares hold the exact one, stay small and stay narrow");
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	test_fixed();
	test_containment();
	test_cap();
	test_arena_clear(&test);
	return tap_finish();
}
