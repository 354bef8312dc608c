/*-------------------------------------------------------------------------
 *
 * chance.h
 *	  Seeded random numbers (SplitMix64): the same data for the same seed on
 *	  every machine.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BENCH_CHANCE_H
#define BENCH_CHANCE_H

#include <math.h>
#include <stdint.h>

extern uint64_t chance_state;

/* A well mixed number for a number: chances that do not depend on the order in which they are asked for. */
static inline uint64_t
chance_of(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

/* From 0 to just under 1. */
static inline double
chance(void)
{
	return (double) (chance_of(chance_state += UINT64_C(0x9E3779B97F4A7C15)) >> 11) * 0x1p-53;
}

static inline uint32_t
chance_below(uint32_t limit)
{
	return (uint32_t) (chance() * limit);
}

static inline double
chance_pareto(double alpha)
{
	return pow(1 - chance(), -1 / alpha);
}

#endif
