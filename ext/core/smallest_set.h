/*-------------------------------------------------------------------------
 *
 * smallest_set.h
 *	  The smallest set of which a monotone question is answered by yes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_SMALLEST_SET_H
#define MATERIALS_CORE_SMALLEST_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"

/* More members than anybody could be asked about. */
#define SMALLEST_SET_MEMBERS_MAX 4096

/* Whether these members (bits) are enough.  Who has all that another one has is enough where the other is. */
typedef bool (*SmallestSetAsk) (void *context, const uint64_t *members);

typedef struct SmallestSetTask
{
	const Arena *arena;
	uint32_t	count;			/* members there are, the most wanted first; at most SMALLEST_SET_MEMBERS_MAX */
	uint64_t	questions_max;	/* how often may be asked to prove that it is the smallest */
	bool		exact;			/* as often as it takes, whatever questions_max says */
	SmallestSetAsk ask;
	void	   *context;
} SmallestSetTask;

typedef struct SmallestSet
{
	bool		found;			/* false: not even all members are enough */
	bool		proven;			/* none with fewer members is enough */
	uint32_t	size;
	uint64_t   *members;		/* bits; none of them can be left out */
	uint64_t	questions;		/* how often was asked */
} SmallestSet;

extern SmallestSet smallest_set_find(const SmallestSetTask *task);

#endif							/* MATERIALS_CORE_SMALLEST_SET_H */
