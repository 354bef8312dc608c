/*-------------------------------------------------------------------------
 *
 * capped_solve.c
 *	  Exact solution of x = min(cap, W x + b): shares in a circle of owners.
 *
 * A share is at most the whole.  As long as the weights in a circle multiply
 * to less than one this cap never bites, and x = W x + b is an ordinary
 * linear system.  Where holders of half or more count in full, W x + b may
 * have no solution at all (A and B hold 60 % of each other: x = x + b), and
 * only the cap gives one.
 *
 * The members of a circle all feed each other, so either all constants are
 * zero and the least solution is zero, or every share is positive and the
 * solution is the only one (the right side is concave and increasing).  It
 * is found from above: all are taken to be at their caps, those whose right
 * side is below the cap are solved for, which may bring others below theirs,
 * and so on; nobody goes back, so it ends after at most `count` systems.
 *
 *-------------------------------------------------------------------------
 */
#include "core/capped_solve.h"
#include "core/linear_solve.h"

typedef struct Circle
{
	const Arena *arena;
	size_t		count;
	const Fraction *weights;
	const Fraction *constants;
	const Fraction *caps;
	Fraction   *solution;
	bool	   *capped;			/* members taken to be at their caps */
	size_t	   *loose;			/* the others */
	size_t		loose_count;
} Circle;

static bool constants_zero(size_t count, const Fraction *constants);
static bool solution_fits(const Arena *arena, size_t count, const Fraction *caps, const Fraction *solution);
static Fraction right_side(const Circle *circle, size_t row);
static bool loose_solve(Circle *circle);
static bool members_loosen(Circle *circle);

/*
 * Members feed each other all, directly or not; weights and constants are
 * not negative, caps positive.  weights has count rows of count, count being
 * at most LINEAR_SOLVE_MAX.  Returns whether some cap was needed.
 */
bool
capped_solve(const Arena *arena, size_t count, const Fraction *weights,
			 const Fraction *constants, const Fraction *caps, Fraction *solution)
{
	Circle		circle = {arena, count, weights, constants, caps, solution, NULL, NULL, 0};

	if (constants_zero(count, constants))
	{
		for (size_t i = 0; i < count; i++)
			solution[i] = FRACTION_ZERO;
		return false;
	}
	if (linear_solve(arena, count, weights, 1, constants, solution) == LINEAR_OK &&
		solution_fits(arena, count, caps, solution))
		return false;

	circle.capped = arena_allocate(arena, count * sizeof(bool));
	circle.loose = arena_allocate(arena, count * sizeof(size_t));
	for (size_t i = 0; i < count; i++)
	{
		circle.capped[i] = true;
		solution[i] = caps[i];
	}
	while (members_loosen(&circle))
	{
		if (!loose_solve(&circle))
			break;
	}
	arena_release(arena, circle.loose);
	arena_release(arena, circle.capped);
	return true;
}

static bool
constants_zero(size_t count, const Fraction *constants)
{
	for (size_t i = 0; i < count; i++)
		if (!fraction_is_zero(constants[i]))
			return false;
	return true;
}

/* A solution of the uncapped system is the least one when no share is negative. */
static bool
solution_fits(const Arena *arena, size_t count, const Fraction *caps, const Fraction *solution)
{
	for (size_t i = 0; i < count; i++)
		if (fraction_sign(solution[i]) < 0 || fraction_compare(arena, solution[i], caps[i]) > 0)
			return false;
	return true;
}

/* Frees the members whose right side has come below the cap; whether there were any. */
static bool
members_loosen(Circle *circle)
{
	size_t		before = circle->loose_count;

	arena_check(circle->arena);
	for (size_t i = 0; i < circle->count; i++)
		if (circle->capped[i] &&
			fraction_compare(circle->arena, right_side(circle, i), circle->caps[i]) < 0)
			circle->loose[circle->loose_count++] = i;
	for (size_t i = before; i < circle->loose_count; i++)
		circle->capped[circle->loose[i]] = false;
	return circle->loose_count > before;
}

static Fraction
right_side(const Circle *circle, size_t row)
{
	Fraction	sum = circle->constants[row];

	for (size_t i = 0; i < circle->count; i++)
		sum = fraction_add(circle->arena, sum,
						   fraction_multiply(circle->arena, circle->weights[row * circle->count + i],
											 circle->solution[i]));
	return sum;
}

/* Solves for the free members, the others being at their caps. */
static bool
loose_solve(Circle *circle)
{
	const Arena *arena = circle->arena;
	size_t		count = circle->loose_count;
	Fraction   *weights = arena_allocate(arena, count * count * sizeof(Fraction));
	Fraction   *constants = arena_allocate(arena, count * sizeof(Fraction));
	Fraction   *solution = arena_allocate(arena, count * sizeof(Fraction));
	bool		solved;

	for (size_t row = 0; row < count; row++)
	{
		const Fraction *from = &circle->weights[circle->loose[row] * circle->count];

		constants[row] = circle->constants[circle->loose[row]];
		for (size_t i = 0; i < circle->count; i++)
			if (circle->capped[i])
				constants[row] = fraction_add(arena, constants[row], fraction_multiply(arena, from[i], circle->caps[i]));
		for (size_t i = 0; i < count; i++)
			weights[row * count + i] = from[circle->loose[i]];
	}
	solved = linear_solve(arena, count, weights, 1, constants, solution) == LINEAR_OK;
	for (size_t i = 0; i < count && solved; i++)
		circle->solution[circle->loose[i]] = solution[i];
	arena_release(arena, solution);
	arena_release(arena, constants);
	arena_release(arena, weights);
	return solved;
}
