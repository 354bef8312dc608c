/*-------------------------------------------------------------------------
 *
 * hitting_set.c
 *	  The smallest set that has a member in each of several sets (cores).
 *
 * Sets are gone through by size, and among those of one size in the order of
 * their members, so whoever adds cores goes on where he was: what missed a
 * core still misses it.  All in all at most all sets are passed, however
 * many cores come one by one.
 *
 * Most are never looked at.  A member has to hit a core that those before it
 * miss, else the set without it would hit them all, and none so small does.
 * It comes no later than the last member of any core still missed.  And the
 * cores still missed that have no member in common each need one of their
 * own, so there may be no more of them than members left to choose.
 *
 *-------------------------------------------------------------------------
 */
#include "core/hitting_set.h"

#include "core/member_set.h"

static bool members_choose(HittingSet *hitting, uint32_t depth, uint32_t first, bool resumed);
static bool member_chosen(HittingSet *hitting, uint32_t member);
static void member_dropped(HittingSet *hitting, uint32_t member);
static uint32_t missed_last(const HittingSet *hitting);
static bool missed_fit(HittingSet *hitting, uint32_t left);
static bool steps_over(HittingSet *hitting);

void
hitting_set_begin(HittingSet *hitting, const Arena *arena, uint32_t member_count, uint64_t steps_max)
{
	*hitting = (HittingSet) {.arena = arena,.member_count = member_count,.words = member_set_words(member_count),
	.steps_left = steps_max,.stepless = steps_max == 0};
	hitting->chosen = arena_allocate(arena, (member_count + 1) * sizeof(uint32_t));
	hitting->taken = member_set_new(arena, hitting->words);
}

static void *
space_double(const HittingSet *hitting, void *old, size_t size)
{
	void	   *more = arena_allocate(hitting->arena, hitting->core_space * size);

	if (hitting->core_count > 0)
		memcpy(more, old, hitting->core_count * size);
	arena_release(hitting->arena, old);
	return more;
}

/* A core that has all members of another one asks for nothing more. */
static void
wider_remove(HittingSet *hitting, const uint64_t *core)
{
	uint32_t	kept = 0;

	for (uint32_t c = 0; c < hitting->core_count; c++)
	{
		bool		wider = true;

		for (uint32_t w = 0; w < hitting->words && wider; w++)
			wider = (core[w] & ~hitting->cores[c][w]) == 0;
		if (wider)
			continue;
		hitting->cores[kept] = hitting->cores[c];
		hitting->last[kept++] = hitting->last[c];
	}
	hitting->core_count = kept;
}

void
hitting_set_add(HittingSet *hitting, const uint64_t *core)
{
	uint32_t	last = hitting->member_count;

	wider_remove(hitting, core);
	if (hitting->core_count == hitting->core_space)
	{
		hitting->core_space = hitting->core_space == 0 ? 64 : hitting->core_space * 2;
		hitting->cores = space_double(hitting, hitting->cores, sizeof(const uint64_t *));
		hitting->hits = space_double(hitting, hitting->hits, sizeof(uint32_t));
		hitting->last = space_double(hitting, hitting->last, sizeof(uint32_t));
	}
	while (!member_set_has(core, --last))
		;
	hitting->cores[hitting->core_count] = core;
	hitting->hits[hitting->core_count] = 0;
	hitting->last[hitting->core_count++] = last;
}

bool
hitting_set_hits(const HittingSet *hitting, const uint64_t *members)
{
	for (uint32_t c = 0; c < hitting->core_count; c++)
	{
		bool		hit = false;

		for (uint32_t w = 0; w < hitting->words && !hit; w++)
			hit = (hitting->cores[c][w] & members[w]) != 0;
		if (!hit)
			return false;
	}
	return true;
}

bool
hitting_set_next(HittingSet *hitting, uint64_t *members)
{
	while (!members_choose(hitting, 0, 0, hitting->resumed))
	{
		if (steps_over(hitting))
			return false;
		hitting->size++;
		hitting->resumed = false;
	}
	hitting->resumed = true;
	memset(members, 0, hitting->words * sizeof(uint64_t));
	for (uint32_t i = 0; i < hitting->size; i++)
	{
		member_set_add(members, hitting->chosen[i]);
		member_dropped(hitting, hitting->chosen[i]);
	}
	return true;
}

/*
 * Chooses the members from depth on, none before first, or where it is
 * resumed none before the one that was chosen last time.  What is chosen
 * stays counted in hits where true is returned.  As deep as the set is large.
 */
static bool
members_choose(HittingSet *hitting, uint32_t depth, uint32_t first, bool resumed)
{
	uint32_t	last = missed_last(hitting);

	if (depth == hitting->size)
		return last == hitting->member_count;
	if (last == hitting->member_count || !missed_fit(hitting, hitting->size - depth))
		return false;
	if (resumed)
		first = hitting->chosen[depth];
	for (uint32_t member = first; member <= last; member++)
	{
		bool		again = resumed && member == hitting->chosen[depth];

		if (steps_over(hitting))
			return false;
		hitting->chosen[depth] = member;
		if (member_chosen(hitting, member) && members_choose(hitting, depth + 1, member + 1, again))
			return true;
		member_dropped(hitting, member);
	}
	return false;
}

/* Counts it; says whether it hits a core that was missed. */
static bool
member_chosen(HittingSet *hitting, uint32_t member)
{
	bool		needed = false;

	for (uint32_t c = 0; c < hitting->core_count; c++)
		if (member_set_has(hitting->cores[c], member) && hitting->hits[c]++ == 0)
			needed = true;
	return needed;
}

static void
member_dropped(HittingSet *hitting, uint32_t member)
{
	for (uint32_t c = 0; c < hitting->core_count; c++)
		if (member_set_has(hitting->cores[c], member))
			hitting->hits[c]--;
}

/* The first of the last members of the cores that are missed; the number of members where none is. */
static uint32_t
missed_last(const HittingSet *hitting)
{
	uint32_t	last = hitting->member_count;

	for (uint32_t c = 0; c < hitting->core_count; c++)
		if (hitting->hits[c] == 0 && hitting->last[c] < last)
			last = hitting->last[c];
	return last;
}

/* Whether so many more members may hit all cores that are missed: each of those that share none needs its own. */
static bool
missed_fit(HittingSet *hitting, uint32_t left)
{
	uint32_t	apart = 0;

	memset(hitting->taken, 0, hitting->words * sizeof(uint64_t));
	for (uint32_t c = 0; c < hitting->core_count; c++)
	{
		bool		shares = hitting->hits[c] > 0;

		for (uint32_t w = 0; w < hitting->words && !shares; w++)
			shares = (hitting->cores[c][w] & hitting->taken[w]) != 0;
		if (shares)
			continue;
		if (++apart > left)
			return false;
		for (uint32_t w = 0; w < hitting->words; w++)
			hitting->taken[w] |= hitting->cores[c][w];
	}
	return true;
}

/* Counts a step; false for ever where there is no limit. */
static bool
steps_over(HittingSet *hitting)
{
	arena_check(hitting->arena);
	if (hitting->stepless)
		return false;
	if (hitting->steps_left == 0)
		return true;
	hitting->steps_left--;
	return false;
}
