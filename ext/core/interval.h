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

typedef struct Interval
{
	Fraction	min;
	Fraction	max;			/* not below min */
} Interval;

#define INTERVAL_ZERO ((Interval) {FRACTION_ZERO, FRACTION_ZERO})
#define INTERVAL_ONE ((Interval) {FRACTION_ONE, FRACTION_ONE})
#define INTERVAL_UNKNOWN_SHARE ((Interval) {FRACTION_ZERO, FRACTION_ONE})

extern Interval interval_point(Fraction x);
extern Interval interval_add(const Arena *arena, Interval a, Interval b);
extern Interval interval_multiply(const Arena *arena, Interval a, Interval b);
extern Interval interval_times(const Arena *arena, Interval a, Fraction factor);
extern Interval interval_clamp_share(const Arena *arena, Interval a);
extern Interval interval_cap(const Arena *arena, Interval a, size_t bits_max);
extern bool interval_is_exact(const Arena *arena, Interval a);
extern Interval interval_copy(const Arena *arena, Interval a);

#endif							/* MATERIALS_CORE_INTERVAL_H */
