/*-------------------------------------------------------------------------
 *
 * interval.h
 *	  Closed intervals of fractions: what is known about a share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_INTERVAL_H
#define MATERIALS_CORE_INTERVAL_H

#include "core/fraction.h"

typedef struct FractionInterval
{
	Fraction	min;
	Fraction	max;			/* not below min */
} FractionInterval;

#define INTERVAL_ZERO ((FractionInterval) {FRACTION_ZERO, FRACTION_ZERO})
#define INTERVAL_ONE ((FractionInterval) {FRACTION_ONE, FRACTION_ONE})
#define INTERVAL_UNKNOWN_SHARE ((FractionInterval) {FRACTION_ZERO, FRACTION_ONE})

extern FractionInterval interval_point(Fraction x);
extern FractionInterval interval_add(const Arena *arena, FractionInterval a, FractionInterval b);
extern FractionInterval interval_multiply(const Arena *arena, FractionInterval a, FractionInterval b);
extern FractionInterval interval_times(const Arena *arena, FractionInterval a, Fraction factor);
extern FractionInterval interval_clamp_share(const Arena *arena, FractionInterval a);
extern FractionInterval interval_cap(const Arena *arena, FractionInterval a, size_t bits_max);
extern bool interval_is_exact(const Arena *arena, FractionInterval a);
extern FractionInterval interval_copy(const Arena *arena, FractionInterval a);

#endif							/* MATERIALS_CORE_INTERVAL_H */
