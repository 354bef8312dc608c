/*-------------------------------------------------------------------------
 *
 * hitting_set.h
 *	  The smallest set that has a member in each of several sets.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_HITTING_SET_H
#define MATERIALS_CORE_HITTING_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"

typedef struct HittingSet
{
	const Arena *arena;
	uint32_t	member_count;
	uint32_t	words;			/* of a set */
	uint64_t	steps_left;
	bool		stepless;		/* no limit */
	const uint64_t **cores;	/* each set as bits */
	uint32_t   *hits;			/* per core, how many members of the set at hand it has */
	uint32_t   *last;			/* per core, its last member */
	uint32_t	core_count;
	uint32_t	core_space;
	uint32_t	size;			/* no smaller set has a member in each core */
	uint32_t   *chosen;			/* the set at hand, ascending */
	bool		resumed;		/* no set of that size before chosen has one */
	uint64_t   *taken;			/* scratch of the bound */
} HittingSet;

/* steps_max bounds all work of all calls of hitting_set_next; 0 for none. */
extern void hitting_set_begin(HittingSet *hitting, const Arena *arena, uint32_t member_count, uint64_t steps_max);

/* The core is kept, not copied, until one that lies in it comes; it is not empty. */
extern void hitting_set_add(HittingSet *hitting, const uint64_t *core);

/* Whether members have one in each core. */
extern bool hitting_set_hits(const HittingSet *hitting, const uint64_t *members);

/*
 * The smallest set that does, of several the one whose members come first.
 * Goes on where the last call ended, so cores may be added in between, never
 * taken away.  False where the steps are used up.
 */
extern bool hitting_set_next(HittingSet *hitting, uint64_t *members);

#endif							/* MATERIALS_CORE_HITTING_SET_H */
