/*-------------------------------------------------------------------------
 *
 * smallest_set.c
 *	  The smallest set of which a monotone question is answered by yes.
 *
 * A question is dear (a verdict is made for each), sets are cheap.  So what
 * an answer says of other sets is used before anything is asked: what has a
 * set that is enough is enough, what lies in one that is not is not.
 *
 * First a set of which nothing can be left out is found, by leaving out
 * halves, then quarters and so on, the least wanted members first.  That
 * takes about as many questions as the set has members, times the logarithm
 * of how many there are.
 *
 * Then it is proven, or replaced, by implicit hitting sets.  A set that is
 * not enough is made as large as it can be; of the members outside it, its
 * core, any set that is enough has one.  The smallest set with a member in
 * each core that is known (core/hitting_set.h) is asked about: where it is
 * enough none is smaller, for a smaller one would miss a core; where it is
 * not it gives another core.  Of several smallest sets the one is found whose
 * members come first in the order of the task.
 *
 * Example: suppliers of 50, 30 and 20 % of unknown cost, and 60 % would
 * decide.  {30, 20} is not enough, so one needs {50}; {50} is not, so one
 * needs one of {30, 20}.  The first set that hits both is {50, 30}, which is
 * enough.
 *
 * Whoever proves that no nine of twenty equal members are enough has to ask
 * about all sets of nine: 167,960.  A caller who did not ask for an exact
 * answer has questions_max; after that many the set that was found first is
 * returned, not proven.
 *
 *-------------------------------------------------------------------------
 */
#include "core/smallest_set.h"

#include "core/hitting_set.h"
#include "core/member_set.h"

/* How far the smallest hitting set is looked for where the answer need not be exact. */
#define STEPS_MAX 2000000

typedef struct Search
{
	const SmallestSetTask *task;
	uint32_t	words;			/* of a set */
	uint64_t	questions;
	uint64_t  **enough;			/* sets that are known to be enough */
	uint32_t	enough_count;
	uint32_t	enough_space;
	HittingSet	hitting;		/* a core of each set that is known not to be */
	uint64_t   *trial;			/* scratch of shrink and grow */
} Search;

static bool search_ask(Search *search, const uint64_t *members);
static void enough_add(Search *search, const uint64_t *members);
static bool enough_known(const Search *search, const uint64_t *members);
static void set_shrink(Search *search, uint64_t *members, uint32_t first, uint32_t end);
static void set_grow(Search *search, uint64_t *members, uint32_t first, uint32_t end);
static void core_add(Search *search, const uint64_t *members);
static void set_improve(Search *search, SmallestSet *best);
static void range_change(uint64_t *members, uint32_t first, uint32_t end, bool in);

/* Finds it; memory for the answer comes from the arena and is never given back. */
SmallestSet
smallest_set_find(const SmallestSetTask *task)
{
	Search		search = {.task = task,.words = member_set_words(task->count)};
	SmallestSet best = {0};

	best.members = member_set_new(task->arena, search.words);
	search.trial = member_set_new(task->arena, search.words);
	hitting_set_begin(&search.hitting, task->arena, task->count, task->exact ? 0 : STEPS_MAX);
	range_change(best.members, 0, task->count, true);
	best.found = task->ask(task->context, best.members);
	search.questions = 1;
	if (best.found)
	{
		enough_add(&search, best.members);
		set_shrink(&search, best.members, 0, task->count);
		set_improve(&search, &best);
	}
	else
		range_change(best.members, 0, task->count, false);
	best.size = member_set_size(best.members, search.words);
	best.questions = search.questions;
	return best;
}

/* Asks, unless it is known; what was asked is known from then on. */
static bool
search_ask(Search *search, const uint64_t *members)
{
	if (enough_known(search, members))
		return true;
	if (!hitting_set_hits(&search->hitting, members))
		return false;
	search->questions++;
	if (search->task->ask(search->task->context, members))
	{
		enough_add(search, members);
		return true;
	}
	core_add(search, members);
	return false;
}

static void
enough_add(Search *search, const uint64_t *members)
{
	const Arena *arena = search->task->arena;

	if (search->enough_count == search->enough_space)
	{
		uint64_t  **more;

		search->enough_space = search->enough_space == 0 ? 64 : search->enough_space * 2;
		more = arena_allocate(arena, search->enough_space * sizeof(uint64_t *));
		if (search->enough_count > 0)
			memcpy(more, search->enough, search->enough_count * sizeof(uint64_t *));
		arena_release(arena, search->enough);
		search->enough = more;
	}
	search->enough[search->enough_count] = member_set_new(arena, search->words);
	memcpy(search->enough[search->enough_count++], members, search->words * sizeof(uint64_t));
}

/* The sets found last are the smaller ones. */
static bool
enough_known(const Search *search, const uint64_t *members)
{
	for (uint32_t i = search->enough_count; i-- > 0;)
	{
		const uint64_t *known = search->enough[i];
		bool		inside = true;

		for (uint32_t w = 0; w < search->words && inside; w++)
			inside = (known[w] & ~members[w]) == 0;
		if (inside)
			return true;
	}
	return false;
}

/* Leaves out what can be of the members from first to end; the rest is enough before and after. */
static void
set_shrink(Search *search, uint64_t *members, uint32_t first, uint32_t end)
{
	uint32_t	middle = first + (end - first) / 2;

	if (first == end)
		return;
	memcpy(search->trial, members, search->words * sizeof(uint64_t));
	range_change(search->trial, first, end, false);
	if (search_ask(search, search->trial))
		range_change(members, first, end, false);
	else if (end - first > 1)
	{
		set_shrink(search, members, middle, end);
		set_shrink(search, members, first, middle);
	}
}

/* Adds what can be of the members from first to end; what there is is not enough before and after. */
static void
set_grow(Search *search, uint64_t *members, uint32_t first, uint32_t end)
{
	uint32_t	middle = first + (end - first) / 2;

	if (first == end)
		return;
	memcpy(search->trial, members, search->words * sizeof(uint64_t));
	range_change(search->trial, first, end, true);
	if (!search_ask(search, search->trial))
		range_change(members, first, end, true);
	else if (end - first > 1)
	{
		set_grow(search, members, middle, end);
		set_grow(search, members, first, middle);
	}
}

/* What is outside a set that is not enough is a core. */
static void
core_add(Search *search, const uint64_t *members)
{
	uint64_t   *core = member_set_new(search->task->arena, search->words);

	range_change(core, 0, search->task->count, true);
	for (uint32_t w = 0; w < search->words; w++)
		core[w] &= ~members[w];
	hitting_set_add(&search->hitting, core);
}

/* Comes down to the smallest set, or shows that the one there is is it. */
static void
set_improve(Search *search, SmallestSet *best)
{
	uint64_t   *next = member_set_new(search->task->arena, search->words);
	uint64_t	questions_end = search->questions + search->task->questions_max;

	while (hitting_set_next(&search->hitting, next))
	{
		best->proven = member_set_size(next, search->words) == member_set_size(best->members, search->words);
		if (memcmp(next, best->members, search->words * sizeof(uint64_t)) == 0)
			return;
		if (!search->task->exact && search->questions >= questions_end)
			return;
		if (search_ask(search, next))
		{
			memcpy(best->members, next, search->words * sizeof(uint64_t));
			best->proven = true;
			return;
		}
		set_grow(search, next, 0, search->task->count);
	}
}

static void
range_change(uint64_t *members, uint32_t first, uint32_t end, bool in)
{
	for (uint32_t member = first; member < end; member++)
	{
		if (in)
			member_set_add(members, member);
		else
			member_set_drop(members, member);
	}
}
