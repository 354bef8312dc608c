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

typedef LinearFault (*Method) (const Arena *arena, size_t count, const Fraction *weights,
							   size_t columns, const Fraction *constants, Fraction *solution);

/* Shares whose rows sum to less than one always have a solution. */
static void
solve_random(Method method, int rounds, size_t count_max, unsigned density, int64_t den_max, const char *what)
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
		{
			int64_t		den = (int64_t) random_below((uint64_t) den_max) + 1;

			weights[i] = random_below(100) < density ?
				ratio((int64_t) random_below((uint64_t) den) * (round % 3 == 0 && random_below(2) == 0 ? -1 : 1),
					  den * (int64_t) count) : FRACTION_ZERO;
		}
		for (size_t i = 0; i < count * columns; i++)
			constants[i] = ratio((int64_t) random_below(20) - 5, (int64_t) random_below((uint64_t) den_max) + 1);
		fault = method(arena, count, weights, columns, constants, solution);
		solved += fault == LINEAR_OK;
		if (fault == LINEAR_OK)
			wrong += count_violations(count, weights, columns, constants, solution);
		test_arena_clear(&test);
	}
	ok(wrong == 0 && solved == rounds, "%s: solutions satisfy their equations exactly", what);
}

/* Any system at all: both methods find the same solution, or both find none. */
static void
compare_methods(void)
{
	long		wrong = 0;
	long		singular = 0;

	for (int round = 0; round < 600; round++)
	{
		size_t		count = random_below(8) + 1;
		Fraction	weights[64];
		Fraction	constants[16];
		Fraction	eliminated[16];
		Fraction	lifted[16];
		LinearFault faults[2];
		int64_t		range = round % 2 == 0 ? 2 : (int64_t) 1 << random_below(60);

		for (size_t i = 0; i < count * count; i++)
			weights[i] = ratio((int64_t) random_below((uint64_t) range) - range / 2,
							   (int64_t) random_below((uint64_t) range) + 1);
		for (size_t i = 0; i < count * 2; i++)
			constants[i] = ratio((int64_t) random_below((uint64_t) range) - range / 2,
								 (int64_t) random_below((uint64_t) range) + 1);
		faults[0] = linear_eliminate(arena, count, weights, 2, constants, eliminated);
		faults[1] = linear_lift(arena, count, weights, 2, constants, lifted);
		wrong += faults[0] != faults[1];
		singular += faults[0] == LINEAR_SINGULAR;
		for (size_t i = 0; i < count * 2 && faults[0] == LINEAR_OK && faults[1] == LINEAR_OK; i++)
			wrong += fraction_compare(arena, eliminated[i], lifted[i]) != 0;
		test_arena_clear(&test);
	}
	ok(wrong == 0 && singular > 0 && singular < 400,
	   "elimination and lifting agree on 600 systems, %ld of them singular", singular);
}

/* A determinant that the first primes divide is not zero: more primes are tried. */
static void
test_unlucky_primes(void)
{
	Fraction	weights[4] = {FRACTION_ZERO, FRACTION_ZERO, FRACTION_ZERO, FRACTION_ZERO};
	Fraction	constants[2] = {FRACTION_ONE, FRACTION_ONE};
	Fraction	solution[2];
	Fraction	product = ratio(INT64_C(2147483647) * INT64_C(2147483629), 1);

	/* 1 - w = p, so that row by p is zero. */
	weights[0] = fraction_subtract(arena, FRACTION_ONE, product);
	ok(linear_lift(arena, 2, weights, 1, constants, solution) == LINEAR_OK, "unlucky primes are passed over");
	ok(fraction_compare(arena, fraction_multiply(arena, solution[0], product), FRACTION_ONE) == 0 &&
	   fraction_is_one(solution[1]), "and the solution is right");
	test_arena_clear(&test);
}

/* Singular systems made on purpose: row 2 of I - W is row 0 plus row 1. */
static void
test_random_singular(Method method, const char *what)
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
			Fraction	sum = fraction_add(arena, weights[i], weights[count + i]);
			int			ones = (i == 0) + (i == 1) - (i == 2);

			weights[2 * count + i] = fraction_subtract(arena, sum, ratio(ones, 1));
			constants[i] = FRACTION_ONE;
		}
		wrong += method(arena, count, weights, 1, constants, solution) != LINEAR_SINGULAR;
		test_arena_clear(&test);
	}
	ok(wrong == 0, "500 systems with dependent rows are found singular by %s", what);
}

/* A ring without a way out, as long as the limit: grains go round for ever. */
static void
test_closed_ring(void)
{
	enum
	{
		COUNT = 60
	};
	Fraction   *weights = arena_allocate(arena, COUNT * COUNT * sizeof(Fraction));
	Fraction	constants[COUNT];
	Fraction	solution[COUNT];

	for (int i = 0; i < COUNT * COUNT; i++)
		weights[i] = FRACTION_ZERO;
	for (int i = 0; i < COUNT; i++)
	{
		weights[i * COUNT + (i + 1) % COUNT] = FRACTION_ONE;
		constants[i] = FRACTION_ZERO;
	}
	ok(linear_solve(arena, COUNT, weights, 1, constants, solution) == LINEAR_SINGULAR, "a closed ring is singular");
	weights[1] = ratio(1, 2);
	constants[0] = ratio(1, 2);
	ok(linear_solve(arena, COUNT, weights, 1, constants, solution) == LINEAR_OK, "a ring with one way in is not");
	ok(fraction_is_one(solution[0]) && fraction_is_one(solution[COUNT - 1]), "and what goes in is all of it");
	test_arena_clear(&test);
}

/* Only the solution stays, and it shares nothing with what was given. */
static void
test_memory(Method method, const char *what)
{
	Fraction	weights[100];
	Fraction	constants[10];
	Fraction	solution[10];
	size_t		held;

	for (int i = 0; i < 100; i++)
		weights[i] = fraction_multiply(arena, ratio((int64_t) random_below(1000) + 1, 20000),
									   ratio(INT64_C(1) << 61, (INT64_C(1) << 61) + 1));
	for (int i = 0; i < 10; i++)
		constants[i] = fraction_multiply(arena, ratio(INT64_MAX, 3), ratio(INT64_MAX - 1, 5));
	held = test.held;
	method(arena, 10, weights, 1, constants, solution);
	for (int i = 0; i < 10; i++)
		fraction_release(arena, solution[i]);
	ok(test.held == held, "%s gives all its scratch back", what);
	test_arena_clear(&test);
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	test_cross_holding();
	test_singular();
	test_pivot();
	solve_random(linear_eliminate, 1000, 8, 60, 20, "1000 small systems by elimination");
	solve_random(linear_lift, 1000, 12, 60, 20, "1000 small systems by lifting");
	solve_random(linear_lift, 50, 10, 80, INT64_C(1) << 50, "50 systems of large weights by lifting");
	solve_random(linear_eliminate, 1, 30, 30, 20, "a system of 30 unknowns by elimination");
	solve_random(linear_solve, 3, 60, 30, 20, "3 systems of 60 unknowns");
	solve_random(linear_solve, 1, 120, 3, 20, "a sparse system of 120 unknowns");
	compare_methods();
	test_unlucky_primes();
	test_random_singular(linear_eliminate, "elimination");
	test_random_singular(linear_lift, "lifting");
	test_closed_ring();
	test_memory(linear_eliminate, "elimination");
	test_memory(linear_lift, "lifting");
	test_arena_clear(&test);
	return tap_finish();
}
