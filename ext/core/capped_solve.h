/*-------------------------------------------------------------------------
 *
 * capped_solve.h
 *	  Exact solution of x = min(cap, W x + b): shares in a circle of owners.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_CAPPED_SOLVE_H
#define MATERIALS_CORE_CAPPED_SOLVE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fraction.h"

extern bool capped_solve(const Arena *arena, size_t count, const Fraction *weights,
						 const Fraction *constants, const Fraction *caps, Fraction *solution);

#endif							/* MATERIALS_CORE_CAPPED_SOLVE_H */
