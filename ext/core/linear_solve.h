/*-------------------------------------------------------------------------
 *
 * linear_solve.h
 *	  Exact solution of x = W x + b, for cross-holdings and recycling loops.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_LINEAR_SOLVE_H
#define MATERIALS_CORE_LINEAR_SOLVE_H

#include "core/fraction.h"

/* Unknowns of one dense system: cost grows with the cube, memory with the square. */
#define LINEAR_SOLVE_MAX 256

typedef enum LinearFault
{
	LINEAR_OK,
	LINEAR_SINGULAR,			/* no solution, or more than one */
	LINEAR_TOO_LARGE			/* more than LINEAR_SOLVE_MAX unknowns */
} LinearFault;

/*
 * Solves for several right-hand sides at once.  weights has count rows of
 * count, constants and solution count rows of columns, row after row.  The
 * solution shares nothing with the other two.
 */
extern LinearFault linear_solve(const Arena *arena, size_t count, const Fraction *weights,
								size_t columns, const Fraction *constants, Fraction *solution);

/* The two methods that linear_solve chooses from; both give the same. */
extern LinearFault linear_eliminate(const Arena *arena, size_t count, const Fraction *weights,
									size_t columns, const Fraction *constants, Fraction *solution);
extern LinearFault linear_lift(const Arena *arena, size_t count, const Fraction *weights,
							   size_t columns, const Fraction *constants, Fraction *solution);

#endif							/* MATERIALS_CORE_LINEAR_SOLVE_H */
