/*-------------------------------------------------------------------------
 *
 * linear_solve_test.c
 *	  Exact linear systems: known answers, and random ones put back into
 *	  their equations.
 *
 *-------------------------------------------------------------------------
 */
#include "core/linear_solve.h"

#include "tap.h"

static TestArena test;
static const Arena *const arena = &test.arena;

static Fraction
ratio(int64_t num, int64_t den)
{
	Fraction	value = FRACTION_ZERO;

	fraction_from_ratio(arena, num, den, &value);
	return value;
}

/* The government's holdings through a loop: GOV 30 % of A, A 50 % of B, B 20 % of A and 60 % of C. */
static void
test_cross_holding(void)
{
	enum
	{
		A, B, C, COUNT
	};
	Fraction	weights[COUNT * COUNT];
	Fraction	constants[COUNT] = {ratio(3, 10), FRACTION_ZERO, FRACTION_ZERO};
	Fraction	held[COUNT];

	for (int i = 0; i < COUNT * COUNT; i++)
		weights[i] = FRACTION_ZERO;
	weights[B * COUNT + A] = ratio(1, 2);
	weights[A * COUNT + B] = ratio(1, 5);
	weights[C * COUNT + B] = ratio(3, 5);
	ok(linear_solve(arena, COUNT, weights, 1, constants, held) == LINEAR_OK, "a cross-holding is solved");
	is(fraction_format(arena, held[A]), "1/3", "share of A");
	is(fraction_format(arena, held[B]), "1/6", "share of B");
	is(fraction_format(arena, held[C]), "1/10", "share of C");
	test_arena_clear(&test);
}

static void
test_singular(void)
{
	Fraction	whole[4] = {FRACTION_ZERO, FRACTION_ONE, FRACTION_ONE, FRACTION_ZERO};
	Fraction	constants[2] = {FRACTION_ONE, FRACTION_ONE};
	Fraction	solution[2];

	ok(linear_solve(arena, 2, whole, 1, constants, solution) == LINEAR_SINGULAR,
	   "two parties that own each other wholly have no solution");
	ok(linear_solve(arena, LINEAR_SOLVE_MAX + 1, NULL, 1, NULL, NULL) == LINEAR_TOO_LARGE,
	   "more unknowns than the limit are refused");
	ok(linear_solve(arena, 0, NULL, 1, NULL, NULL) == LINEAR_OK, "no unknowns are no problem");
	test_arena_clear(&test);
}

/* A permutation: the first pivot is off the diagonal. */
static void
test_pivot(void)
{
	Fraction	weights[4] = {FRACTION_ONE, ratio(-1, 1), ratio(-1, 1), FRACTION_ONE};
	Fraction	constants[4] = {ratio(5, 1), ratio(1, 3), ratio(7, 1), FRACTION_ZERO};
	Fraction	solution[4];

	ok(linear_solve(arena, 2, weights, 2, constants, solution) == LINEAR_OK, "a zero on the diagonal is stepped around");
	is(fraction_format(arena, solution[0]), "7", "first unknown, first side");
	is(fraction_format(arena, solution[1]), "0", "first unknown, second side");
	is(fraction_format(arena, solution[2]), "5", "second unknown, first side");
	is(fraction_format(arena, solution[3]), "1/3", "second unknown, second side");
	test_arena_clear(&test);
}

/* x = W x + b holds exactly for every row and column. */
static long
count_violations(size_t count, const Fraction *weights, size_t columns, const Fraction *constants,
				 const Fraction *solution)
{
	long		wrong = 0;

	for (size_t row = 0; row < count; row++)
		for (size_t column = 0; column < columns; column++)
		{
			Fraction	sum = constants[row * columns + column];

			for (size_t i = 0; i < count; i++)
				sum = fraction_add(arena, sum, fraction_multiply(arena, weights[row * count + i],
																 solution[i * columns + column]));
			wrong += fraction_compare(arena, sum, solution[row * columns + column]) != 0;
		}
	return wrong;
}

static void
solve_random(int rounds, size_t count_max, unsigned density, const char *what)
{
	long		wrong = 0;
	long		solved = 0;

	for (int round = 0; round < rounds; round++)
	{
		size_t		count = count_max > 12 ? count_max : random_below(count_max) + 1;
		size_t		columns = random_below(3) + 1;
		Fraction   *weights = arena_allocate(arena, count * count * sizeof(Fraction));
		Fraction   *constants = arena_allocate(arena, count * columns * sizeof(Fraction));
		Fraction   *solution = arena_allocate(arena, count * columns * sizeof(Fraction));
		LinearFault fault;

		for (size_t i = 0; i < count * count; i++)
			weights[i] = random_below(100) < density ?
				ratio((int64_t) random_below(20) - (round % 3 == 0 ? 10 : 0), 20 * (int64_t) count) : FRACTION_ZERO;
		for (size_t i = 0; i < count * columns; i++)
			constants[i] = ratio((int64_t) random_below(10), 10);
		fault = linear_solve(arena, count, weights, columns, constants, solution);
		solved += fault == LINEAR_OK;
		/* Rows of shares that sum to less than one always have a solution. */
		wrong += fault != LINEAR_OK;
		if (fault == LINEAR_OK)
			wrong += count_violations(count, weights, columns, constants, solution);
		test_arena_clear(&test);
	}
	ok(wrong == 0 && solved == rounds, "%s: solutions satisfy their equations exactly", what);
}

/* Singular systems made on purpose: one row of I - W is a combination of two others. */
static void
test_random_singular(void)
{
	long		wrong = 0;

	for (int round = 0; round < 500; round++)
	{
		size_t		count = random_below(6) + 3;
		Fraction	weights[64];
		Fraction	constants[8];
		Fraction	solution[8];

		for (size_t i = 0; i < count * count; i++)
			weights[i] = ratio((int64_t) random_below(19) - 9, (int64_t) random_below(9) + 1);
		for (size_t i = 0; i < count; i++)
		{
			/* Row 2 of I - W becomes row 0 plus row 1. */
			Fraction	sum = fraction_add(arena, weights[i], weights[count + i]);
			int			ones = (i == 0) + (i == 1) - (i == 2);

			weights[2 * count + i] = fraction_subtract(arena, sum, ratio(ones, 1));
			constants[i] = FRACTION_ONE;
		}
		wrong += linear_solve(arena, count, weights, 1, constants, solution) != LINEAR_SINGULAR;
		test_arena_clear(&test);
	}
	ok(wrong == 0, "500 systems with dependent rows are found singular");
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	test_cross_holding();
	test_singular();
	test_pivot();
	solve_random(2000, 8, 60, "2000 small random systems");
	solve_random(3, 40, 30, "3 systems of 40 unknowns");
	solve_random(2, 100, 3, "2 sparse systems of 100 unknowns");
	test_random_singular();
	test_arena_clear(&test);
	return tap_finish();
}
