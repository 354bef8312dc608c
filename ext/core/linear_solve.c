/*-------------------------------------------------------------------------
 *
 * linear_solve.c
 *	  Exact solution of (I - W) x = b by Gaussian elimination.
 *
 * In a loop of owners (or of recycled lots) each share is a sum over the
 * loop's own members plus what comes in from outside: x = W x + b.  Example:
 * GOV holds 30 % of A, A 50 % of B, B 20 % of A.  What GOV holds of A is
 * x = 3/10 + 2/10 y, of B y = 5/10 x: x = 1/3, y = 1/6.
 *
 * Exact numbers grow while they are eliminated, so the pivot of a column is
 * its smallest value in bits, not the greatest as for floating point.  Zeros
 * are skipped: loops are sparse.  Beyond a few unknowns the growth makes this
 * slow, and linear_lift.c takes over.
 *
 *-------------------------------------------------------------------------
 */
#include "core/linear_solve.h"

/* Up to so many unknowns elimination is as fast as lifting, or faster. */
#define ELIMINATE_MAX 6

/* The rows of I - W, each followed by its constants. */
typedef struct System
{
	const Arena *arena;
	size_t		count;			/* unknowns */
	size_t		columns;		/* right-hand sides */
	Fraction  **rows;			/* count rows of count + columns */
} System;

static void system_load(System *system, const Fraction *weights, const Fraction *constants);
static bool system_choose_pivot(System *system, size_t column);
static void system_eliminate(System *system, size_t column, size_t row);
static void system_substitute(System *system, size_t row, Fraction *solution);
static void system_release(System *system);
static void subtract_product(const Arena *arena, Fraction *cell, Fraction a, Fraction b);
static Fraction quotient(const Arena *arena, Fraction a, Fraction b);

LinearFault
linear_solve(const Arena *arena, size_t count, const Fraction *weights,
			 size_t columns, const Fraction *constants, Fraction *solution)
{
	if (count > LINEAR_SOLVE_MAX)
		return LINEAR_TOO_LARGE;
	if (count <= ELIMINATE_MAX)
		return linear_eliminate(arena, count, weights, columns, constants, solution);
	return linear_lift(arena, count, weights, columns, constants, solution);
}

LinearFault
linear_eliminate(const Arena *arena, size_t count, const Fraction *weights,
				 size_t columns, const Fraction *constants, Fraction *solution)
{
	System		system = {arena, count, columns, NULL};
	LinearFault fault = LINEAR_OK;

	system_load(&system, weights, constants);
	for (size_t column = 0; column < count && fault == LINEAR_OK; column++)
	{
		if (!system_choose_pivot(&system, column))
			fault = LINEAR_SINGULAR;
		for (size_t row = column + 1; row < count && fault == LINEAR_OK; row++)
			system_eliminate(&system, column, row);
	}
	for (size_t row = count; row-- > 0 && fault == LINEAR_OK;)
		system_substitute(&system, row, solution);
	system_release(&system);
	return fault;
}

static void
system_load(System *system, const Fraction *weights, const Fraction *constants)
{
	size_t		width = system->count + system->columns;

	system->rows = arena_allocate(system->arena, (system->count + 1) * sizeof(Fraction *));
	for (size_t row = 0; row < system->count; row++)
	{
		Fraction   *cells = arena_allocate(system->arena, width * sizeof(Fraction));

		for (size_t i = 0; i < system->count; i++)
			cells[i] = fraction_subtract(system->arena, i == row ? FRACTION_ONE : FRACTION_ZERO,
										 weights[row * system->count + i]);
		for (size_t i = 0; i < system->columns; i++)
			cells[system->count + i] = fraction_copy(system->arena, constants[row * system->columns + i]);
		system->rows[row] = cells;
	}
}

/* Moves the row whose value in this column is smallest in bits to the diagonal. */
static bool
system_choose_pivot(System *system, size_t column)
{
	size_t		best = system->count;
	size_t		best_bits = 0;
	Fraction   *chosen;

	for (size_t row = column; row < system->count; row++)
	{
		Fraction	cell = system->rows[row][column];
		size_t		bits = fraction_bits(cell);

		if (!fraction_is_zero(cell) && (best == system->count || bits < best_bits))
		{
			best = row;
			best_bits = bits;
		}
	}
	if (best == system->count)
		return false;
	chosen = system->rows[best];
	system->rows[best] = system->rows[column];
	system->rows[column] = chosen;
	return true;
}

/* Takes from a row the multiple of the pivot row that clears its value in this column. */
static void
system_eliminate(System *system, size_t column, size_t row)
{
	const Fraction *pivot = system->rows[column];
	Fraction   *cells = system->rows[row];
	Fraction	factor;

	if (fraction_is_zero(cells[column]))
		return;
	arena_check(system->arena);
	factor = quotient(system->arena, cells[column], pivot[column]);
	fraction_release(system->arena, cells[column]);
	cells[column] = FRACTION_ZERO;
	for (size_t i = column + 1; i < system->count + system->columns; i++)
		if (!fraction_is_zero(pivot[i]))
			subtract_product(system->arena, &cells[i], factor, pivot[i]);
	fraction_release(system->arena, factor);
}

/* The unknown of this row, once those below it are known. */
static void
system_substitute(System *system, size_t row, Fraction *solution)
{
	const Fraction *cells = system->rows[row];

	arena_check(system->arena);
	for (size_t column = 0; column < system->columns; column++)
	{
		Fraction	rest = fraction_copy(system->arena, cells[system->count + column]);

		for (size_t i = row + 1; i < system->count; i++)
			if (!fraction_is_zero(cells[i]))
				subtract_product(system->arena, &rest, cells[i], solution[i * system->columns + column]);
		solution[row * system->columns + column] = quotient(system->arena, rest, cells[row]);
		fraction_release(system->arena, rest);
	}
}

static void
system_release(System *system)
{
	for (size_t row = 0; row < system->count; row++)
	{
		for (size_t i = 0; i < system->count + system->columns; i++)
			fraction_release(system->arena, system->rows[row][i]);
		arena_release(system->arena, system->rows[row]);
	}
	arena_release(system->arena, system->rows);
}

/* Takes a * b from the cell, whose former value is given back. */
static void
subtract_product(const Arena *arena, Fraction *cell, Fraction a, Fraction b)
{
	Fraction	product = fraction_multiply(arena, a, b);
	Fraction	rest = fraction_subtract(arena, *cell, product);

	fraction_release(arena, product);
	fraction_release(arena, *cell);
	*cell = rest;
}

/* a / b, where b is not zero. */
static Fraction
quotient(const Arena *arena, Fraction a, Fraction b)
{
	Fraction	result = FRACTION_ZERO;

	fraction_divide(arena, a, b, &result);
	return result;
}
