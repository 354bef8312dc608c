/*-------------------------------------------------------------------------
 *
 * flow_bounds.h
 *	  Bounds of a share in doubles, rigorous without changing the rounding of
 *	  the processor.
 *
 * A product or sum of two doubles lies within a factor of 1 + 2^-53 of the
 * exact one.  So after each operation the upper bound is moved up by a little
 * more than that, and the lower one down; numbers too small for the rule are
 * moved by 1e-300.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_FLOW_BOUNDS_H
#define MATERIALS_CORE_FLOW_BOUNDS_H

/* The exact share lies between them, or is one of them. */
typedef struct FlowBounds
{
	double		min;
	double		max;
} FlowBounds;

/* Covers a product and the error of a stored part, twice over. */
#define FLOW_BOUNDS_UP (1.0 + 0x1p-50)
#define FLOW_BOUNDS_DOWN (1.0 - 0x1p-50)
/* Covers a sum, twice over. */
#define FLOW_BOUNDS_SUM_UP (1.0 + 0x1p-51)
#define FLOW_BOUNDS_SUM_DOWN (1.0 - 0x1p-51)
/* What a number near the smallest one may be off by. */
#define FLOW_BOUNDS_TINY 1e-300
/* The product of a number from here on with the least part that is stored is far above that. */
#define FLOW_BOUNDS_LEAST 1e-180

static inline FlowBounds
flow_bounds_times(FlowBounds a, double factor)
{
	FlowBounds	result = {a.min * factor * FLOW_BOUNDS_DOWN - FLOW_BOUNDS_TINY, a.max * factor * FLOW_BOUNDS_UP + FLOW_BOUNDS_TINY};

	if (!(result.min > 0))
		result.min = 0;
	/* Nothing is exactly nothing. */
	if (!(a.max > 0 && factor > 0))
		result.max = 0;
	return result;
}

static inline void
flow_bounds_add(FlowBounds *sum, FlowBounds a)
{
	sum->min = (sum->min + a.min) * FLOW_BOUNDS_SUM_DOWN;
	sum->max = (sum->max + a.max) * FLOW_BOUNDS_SUM_UP;
}

static inline FlowBounds
flow_bounds_clamp(FlowBounds a)
{
	if (a.max > 1)
		a.max = 1;
	if (a.min > a.max)
		a.min = a.max;
	return a;
}

#endif							/* MATERIALS_CORE_FLOW_BOUNDS_H */
