/*-------------------------------------------------------------------------
 *
 * attribution_circle.c
 *	  What one holder has of parties that hold each other.
 *
 * The parts of a circle's parties are one system, x = b + W x.  Which of the
 * companies pass on, and in the upper world how the room in a party is
 * handed out, depends on x itself; both only grow with it.  So the system is
 * solved for the least of it, then for what that allows, until nothing is
 * added.  A row is made anew only where that brings more: of two ways to hand
 * out room that bring the same, one may leave a party with nothing but what
 * it holds of itself.  Of parties that nothing flows into the holder has
 * nothing, and they are left out; the others' solution is the only one.
 *
 * A company that only comes near to the share from which it passes on does
 * not pass on (attribution_circle_end.c).  That is known once the parts are,
 * so those that are exactly there wait until then; whoever is let pass by it
 * brings more, and all begins again.
 *
 * Example: S has under 50 % of E, E a quarter of itself.  Were E to pass on,
 * S would have two thirds of it, and it would pass on; but S has less than
 * half, and what E holds of itself does not count for S.
 *
 * Circles of more than OWNERSHIP_CIRCLE_MAX parties are approached by rounds,
 * from below in the lower world and from above in the upper one, rounded
 * outward, where every round is a true bound.
 *
 *-------------------------------------------------------------------------
 */
#include "core/attribution_circling.h"
#include "core/capped_solve.h"

#define ROUNDS_MAX 1000
#define ROUND_BITS 60
#define SYSTEMS_SPARE 64

static uint32_t keys_collect(const Attribution *attribution, int world, uint32_t slot, const AttributionCircle *circle, uint32_t **keys);
static void lists_make(Attribution *attribution, int world, uint32_t slot, const AttributionCircle *circle, const uint32_t *keys, uint32_t count);
static void holder_begin(AttributionCircling *circling);
static void holder_solve(AttributionCircling *circling);
static void system_solve(AttributionCircling *circling);
static void row_make(AttributionCircling *circling, uint32_t member);
static void fed_mark(const AttributionCircling *circling);
static bool rows_improve(AttributionCircling *circling);
static bool line_met(AttributionCircling *circling);
static void holder_approach(AttributionCircling *circling);
static void held_write(const AttributionCircling *circling);

/* Makes the lists of a circle's parties in a slot that takes its parts from itself. */
void
attribution_circle_solve(Attribution *attribution, int world, uint32_t slot, const AttributionCircle *circle)
{
	const Arena *arena = attribution->graph->arena;
	uint32_t	test = attribution->slots[slot].test;
	uint32_t   *keys;
	uint32_t	count = keys_collect(attribution, world, slot, circle, &keys);
	AttributionCircling	circling = {.attribution = attribution,.world = world,.slot = slot,.test = test,.circle = circle};

	if (world == 0 && !attribution->tests[test].decides)
		count = 0;
	lists_make(attribution, world, slot, circle, keys, count);
	circling.fixed = ownership_allocate(arena, circle->count, sizeof(bool));
	circling.passes = ownership_allocate(arena, circle->count, sizeof(bool));
	circling.fed = ownership_allocate(arena, circle->count, sizeof(bool));
	for (uint32_t k = 0; k < count; k++)
	{
		arena_check(arena);
		circling.key = keys[k];
		holder_begin(&circling);
		if (!attribution->tests[test].carries)
			;
		else if (circle->count <= OWNERSHIP_CIRCLE_MAX)
			holder_solve(&circling);
		else
			holder_approach(&circling);
		held_write(&circling);
	}
	arena_release(arena, circling.fed);
	arena_release(arena, circling.passes);
	arena_release(arena, circling.fixed);
	arena_release(arena, keys);
}

/* Holders who come into the circle, and those who stand in it. */
static uint32_t
keys_collect(const Attribution *attribution, int world, uint32_t slot, const AttributionCircle *circle, uint32_t **keys)
{
	const OwnershipGraph *graph = attribution->graph;
	uint32_t	test = attribution->slots[slot].test;
	uint32_t	anybody = attribution_anybody(attribution, slot);
	uint32_t	count = 0;
	uint32_t	space = 2 * circle->count;

	for (uint32_t i = 0; i < circle->count; i++)
		for (uint32_t l = graph->first_link[circle->members[i]]; l < graph->first_link[circle->members[i] + 1]; l++)
			if (circle->place[graph->links[l].holder] == 0)
				space += attribution->lists[world][(size_t) graph->links[l].holder * attribution->slot_count + slot].count;
	*keys = ownership_allocate(graph->arena, space, sizeof(uint32_t));
	for (uint32_t i = 0; i < circle->count; i++)
	{
		uint32_t	node = circle->members[i];

		if (attribution_is_source(attribution, world, test, node))
			(*keys)[count++] = attribution_key(attribution, slot, node);
		if (attribution_unrecorded(attribution, world, attribution->slots[slot].metric, node) || (world == 1 && attribution->nodes[node].unknown))
			(*keys)[count++] = anybody;
		for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
		{
			const AttributionList *list = &attribution->lists[world][(size_t) graph->links[l].holder * attribution->slot_count + slot];

			if (circle->place[graph->links[l].holder] != 0 || graph->links[l].metric != attribution->slots[slot].metric)
				continue;
			count = attribution_keys_add(list, *keys, count);
		}
	}
	attribution_keys_sort(*keys, &count);
	return count;
}

/* An entry for every holder in every party: while one is solved for, no other stands in for it. */
static void
lists_make(Attribution *attribution, int world, uint32_t slot, const AttributionCircle *circle, const uint32_t *keys, uint32_t count)
{
	const Arena *arena = attribution->graph->arena;

	for (uint32_t i = 0; i < circle->count; i++)
	{
		AttributionList *list = &attribution->lists[world][(size_t) circle->members[i] * attribution->slot_count + slot];

		arena_release(arena, list->entries);
		*list = (AttributionList) {count, NULL};
		if (count > 0)
			list->entries = arena_allocate(arena, sizeof(AttributionEntry) * count);
		for (uint32_t k = 0; k < count; k++)
			list->entries[k] = (AttributionEntry) {keys[k], OWNERSHIP_NONE, OWNERSHIP_NOTHING, OWNERSHIP_NOTHING};
	}
}

static void
holder_begin(AttributionCircling *circling)
{
	const Attribution *attribution = circling->attribution;
	const AttributionTest *test = &attribution->tests[circling->test];

	for (uint32_t i = 0; i < circling->circle->count; i++)
	{
		uint32_t	node = circling->circle->members[i];

		circling->fixed[i] = (attribution_is_source(attribution, circling->world, circling->test, node) &&
							  attribution_key(attribution, circling->slot, node) == circling->key) ||
			(circling->world == 1 && attribution->nodes[node].unknown);
		circling->passes[i] = attribution->nodes[node].passes || (test->carries && fraction_is_zero(test->carry_at));
		circling->fed[i] = circling->fixed[i];
		if (circling->fixed[i])
			attribution_circle_entry(circling, i)->carried = (OwnershipBound) {FRACTION_ONE, false};
	}
}

static void
holder_solve(AttributionCircling *circling)
{
	const Arena *arena = circling->attribution->graph->arena;
	uint32_t	size = circling->circle->count;
	uint32_t	systems_max = 4 * size + SYSTEMS_SPARE;

	circling->weights = arena_allocate(arena, sizeof(Fraction) * size * size);
	circling->constants = arena_allocate(arena, sizeof(Fraction) * size);
	circling->systems = 0;
	for (uint32_t i = 0; i < size; i++)
		row_make(circling, i);
	do
	{
		do
			system_solve(circling);
		while (circling->systems < systems_max && rows_improve(circling));
		attribution_circle_ends(circling);
	}
	while (circling->systems < systems_max && line_met(circling));
	arena_release(arena, circling->constants);
	arena_release(arena, circling->weights);
	/* Only numbers that had to be rounded can go on growing. */
	if (circling->systems >= systems_max)
		holder_approach(circling);
}

/* Solves for the parts as things stand: who passes on, and who is handed what. */
static void
system_solve(AttributionCircling *circling)
{
	const Arena *arena = circling->attribution->graph->arena;
	uint32_t	size = circling->circle->count;
	Fraction   *weights = arena_allocate(arena, sizeof(Fraction) * size * size);
	Fraction   *constants = arena_allocate(arena, sizeof(Fraction) * size);
	Fraction   *caps = arena_allocate(arena, sizeof(Fraction) * size);
	Fraction   *solution = arena_allocate(arena, sizeof(Fraction) * size);
	uint32_t	count = 0;
	uint32_t	place = 0;

	arena_check(arena);
	circling->systems++;
	fed_mark(circling);
	/* Those that nothing flows into, and the holder itself, leave the system. */
	for (uint32_t i = 0; i < size; i++)
		if (circling->fed[i])
		{
			for (uint32_t j = 0; j < size; j++)
				if (circling->fed[j])
					weights[place++] = circling->weights[i * size + j];
			constants[count] = circling->constants[i];
			caps[count++] = FRACTION_ONE;
		}
	if (count > 0)
		capped_solve(arena, count, weights, constants, caps, solution);
	count = 0;
	for (uint32_t i = 0; i < size; i++)
		if (!circling->fixed[i])
			attribution_circle_entry(circling, i)->carried = circling->fed[i] ?
				(OwnershipBound) {attribution_bits_cap(circling->attribution, circling->world, solution[count++]), false} : OWNERSHIP_NOTHING;
	arena_release(arena, solution);
	arena_release(arena, caps);
	arena_release(arena, constants);
	arena_release(arena, weights);
}

/* What flows into a member: from others of the circle by weight, from elsewhere as it is. */
static void
row_make(AttributionCircling *circling, uint32_t member)
{
	const Attribution *attribution = circling->attribution;
	const OwnershipGraph *graph = attribution->graph;
	const Arena *arena = graph->arena;
	uint32_t	size = circling->circle->count;
	uint32_t	node = circling->circle->members[member];
	Fraction   *weights = &circling->weights[member * size];
	Fraction   *constant = &circling->constants[member];
	AttributionUse use = attribution_circle_use(circling, member);

	(void) attribution_circle_held(circling, member, !circling->passes[member], &use);
	for (uint32_t j = 0; j < size; j++)
		weights[j] = FRACTION_ZERO;
	*constant = use.rest;
	for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
	{
		const OwnershipLink *of = &graph->links[l];
		uint32_t	place = circling->circle->place[of->holder];
		Fraction	share = use.used[l - graph->first_link[node]];

		if (fraction_is_zero(share))
			continue;
		if (place != 0 && !circling->fixed[place - 1])
			weights[place - 1] = fraction_add(arena, weights[place - 1], share);
		else
			*constant = fraction_add(arena, *constant,
									 fraction_multiply(arena, share, attribution_part(attribution, circling->world, circling->slot, of->holder, circling->key).value));
	}
	attribution_circle_unuse(circling, &use);
}

static void
fed_mark(const AttributionCircling *circling)
{
	uint32_t	size = circling->circle->count;
	bool		moved = true;

	for (uint32_t i = 0; i < size; i++)
		circling->fed[i] = !circling->fixed[i] && !fraction_is_zero(circling->constants[i]);
	while (moved)
	{
		moved = false;
		for (uint32_t i = 0; i < size; i++)
			for (uint32_t j = 0; j < size && !circling->fed[i]; j++)
				if (!circling->fixed[i] && circling->fed[j] && !fraction_is_zero(circling->weights[i * size + j]))
					circling->fed[i] = moved = true;
	}
}

/* Makes the rows anew that the solution lets bring more: a company passes on that did not, or room is handed out better. */
static bool
rows_improve(AttributionCircling *circling)
{
	const Attribution *attribution = circling->attribution;
	const Arena *arena = attribution->graph->arena;
	Fraction	line = attribution->tests[circling->test].carry_at;
	bool		more = false;

	for (uint32_t i = 0; i < circling->circle->count; i++)
	{
		OwnershipBound held;

		if (circling->fixed[i])
			continue;
		held = attribution_circle_held(circling, i, false, NULL);
		circling->passes[i] = circling->passes[i] || fraction_compare(arena, held.value, line) > 0;
		if (!circling->passes[i])
			held = attribution_circle_held(circling, i, true, NULL);
		if (fraction_compare(arena, held.value, attribution_circle_entry(circling, i)->carried.value) <= 0)
			continue;
		row_make(circling, i);
		more = true;
	}
	return more;
}

/* Lets the companies pass on of which the holder has exactly as much as that takes; whether there was one. */
static bool
line_met(AttributionCircling *circling)
{
	bool		more = false;

	for (uint32_t i = 0; i < circling->circle->count; i++)
		if (!circling->fixed[i] && !circling->passes[i] &&
			attribution_reaches_carry(circling->attribution, circling->world, circling->test, attribution_circle_held(circling, i, false, NULL)))
			circling->passes[i] = more = true;
	return more;
}

/* Too many for a system: rounds from below, or from above where anything flows in at all. */
static void
holder_approach(AttributionCircling *circling)
{
	const Attribution *attribution = circling->attribution;
	const Arena *arena = attribution->graph->arena;
	bool		upper = circling->world == 1;
	bool		moved = true;

	for (uint32_t i = 0; i < circling->circle->count; i++)
		if (!circling->fixed[i])
			attribution_circle_entry(circling, i)->carried = upper ? (OwnershipBound) {FRACTION_ONE, false} : OWNERSHIP_NOTHING;
	for (int round = 0; round < ROUNDS_MAX && moved; round++)
	{
		moved = false;
		arena_check(arena);
		for (uint32_t i = 0; i < circling->circle->count; i++)
		{
			uint32_t	node = circling->circle->members[i];
			AttributionEntry *entry = attribution_circle_entry(circling, i);
			OwnershipBound next;

			if (circling->fixed[i])
				continue;
			next = attribution_circle_held(circling, i, false, NULL);
			circling->passes[i] = attribution->nodes[node].passes || attribution_reaches_carry(attribution, circling->world, circling->test, next);
			if (!circling->passes[i])
				next = attribution_circle_held(circling, i, true, NULL);
			next.value = upper ? fraction_round_up(arena, next.value, ROUND_BITS) : fraction_round_down(arena, next.value, ROUND_BITS);
			next.open = false;
			moved = moved || fraction_compare(arena, next.value, entry->carried.value) != 0;
			entry->carried = next;
		}
	}
	attribution_circle_ends(circling);
}

/* Once the parts are known: what the holder has of each party. */
static void
held_write(const AttributionCircling *circling)
{
	for (uint32_t i = 0; i < circling->circle->count; i++)
	{
		AttributionEntry *entry = attribution_circle_entry(circling, i);

		entry->held = attribution_held(circling->attribution, circling->world, circling->slot, circling->circle->members[i], circling->key, false, &entry->link, NULL);
	}
}
