/*-------------------------------------------------------------------------
 *
 * attribution_circle_end.c
 *	  Which parts of parties that hold each other are reached, and which
 *	  are only come near to.
 *
 * That is known once the parts are.  In the lower world a part is its least
 * until something that flows in is more.  In the upper one it is supposed to
 * be reached, until what it is made of says otherwise, or those that reach
 * theirs do so by nothing but each other.
 *
 * Example: S has under 100 % of E, and E up to all of itself.  S may have the
 * whole: half, and what E has of itself.  Where F stands between, of which S
 * has under 100 %, it may not, for all that E has comes from F.
 *
 *-------------------------------------------------------------------------
 */
#include "core/attribution_circling.h"

static bool open_mark(const AttributionCircling *circling);
static bool groundless_mark(const AttributionCircling *circling);

/* A member's entry of the holder. */
AttributionEntry *
attribution_circle_entry(const AttributionCircling *circling, uint32_t member)
{
	return attribution_entry(circling->attribution, circling->world, circling->slot, circling->circle->members[member], circling->key);
}

/* What the holder has of a member, or, with large, has through those by whom a company passes on. */
OwnershipBound
attribution_circle_held(const AttributionCircling *circling, uint32_t member, bool large, AttributionUse *use)
{
	return attribution_held(circling->attribution, circling->world, circling->slot, circling->circle->members[member], circling->key, large,
							&(uint32_t) {0}, use);
}

/* Room for what the links of a member bring. */
AttributionUse
attribution_circle_use(const AttributionCircling *circling, uint32_t member)
{
	const OwnershipGraph *graph = circling->attribution->graph;
	uint32_t	node = circling->circle->members[member];
	uint32_t	links = graph->first_link[node + 1] - graph->first_link[node];
	AttributionUse use = {ownership_allocate(graph->arena, links, sizeof(Fraction)), ownership_allocate(graph->arena, links, sizeof(bool)), FRACTION_ZERO};

	for (uint32_t l = 0; l < links; l++)
		use.used[l] = FRACTION_ZERO;
	return use;
}

void
attribution_circle_unuse(const AttributionCircling *circling, AttributionUse *use)
{
	arena_release(circling->attribution->graph->arena, use->feeds);
	arena_release(circling->attribution->graph->arena, use->used);
}

/* Marks the parts that are only come near to. */
void
attribution_circle_ends(const AttributionCircling *circling)
{
	do
		while (open_mark(circling))
			arena_check(circling->attribution->graph->arena);
	while (circling->world == 1 && groundless_mark(circling));
}

/* What is asked of a member that may have to be marked: whether its part is what its holders make of it, and how. */
static bool
mark_due(const AttributionCircling *circling, uint32_t member, OwnershipBound *held, AttributionUse *use)
{
	const AttributionEntry *entry = attribution_circle_entry(circling, member);

	if (circling->fixed[member] || entry->carried.open || (circling->world == 1 && fraction_is_zero(entry->carried.value)))
		return false;
	*held = attribution_circle_held(circling, member, !circling->passes[member], use);
	return fraction_compare(circling->attribution->graph->arena, held->value, entry->carried.value) == 0;
}

/* Marks those that something flows into that is only come near to; whether there was one more. */
static bool
open_mark(const AttributionCircling *circling)
{
	bool		moved = false;

	for (uint32_t i = 0; i < circling->circle->count; i++)
	{
		OwnershipBound held;

		if (mark_due(circling, i, &held, NULL) && held.open)
			attribution_circle_entry(circling, i)->carried.open = moved = true;
	}
	return moved;
}

/* Whether a member reaches its part by a holder that is grounded, or by what is not recorded. */
static bool
member_grounded(const AttributionCircling *circling, uint32_t member, const bool *grounded)
{
	const OwnershipGraph *graph = circling->attribution->graph;
	uint32_t	first = graph->first_link[circling->circle->members[member]];
	uint32_t	end = graph->first_link[circling->circle->members[member] + 1];
	AttributionUse use = attribution_circle_use(circling, member);
	OwnershipBound held;
	bool		found;

	/* One that needs no mark is as good as grounded. */
	found = !mark_due(circling, member, &held, &use) || !fraction_is_zero(use.rest);
	for (uint32_t l = first; l < end && !found; l++)
	{
		uint32_t	place = circling->circle->place[graph->links[l].holder];

		found = use.feeds[l - first] && (place == 0 || grounded[place - 1]);
	}
	attribution_circle_unuse(circling, &use);
	return found;
}

/* Marks those that would reach their parts by nothing but each other; whether there was one. */
static bool
groundless_mark(const AttributionCircling *circling)
{
	const Arena *arena = circling->attribution->graph->arena;
	uint32_t	size = circling->circle->count;
	bool	   *grounded = ownership_allocate(arena, size, sizeof(bool));
	bool		moved = true;
	bool		marked = false;

	while (moved)
	{
		moved = false;
		arena_check(arena);
		for (uint32_t i = 0; i < size; i++)
			if (!grounded[i] && member_grounded(circling, i, grounded))
				grounded[i] = moved = true;
	}
	for (uint32_t i = 0; i < size; i++)
		if (!grounded[i])
			attribution_circle_entry(circling, i)->carried.open = marked = true;
	arena_release(arena, grounded);
	return marked;
}
