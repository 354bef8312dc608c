/*-------------------------------------------------------------------------
 *
 * attribution_circle.c
 *	  What one holder has of parties that hold each other.
 *
 * The parts of a circle's parties are one system, x = b + W x.  Which of the
 * companies pass on, and in the upper world how the room in a party is
 * handed out, depends on x itself; both only grow with it.  So the system is
 * solved for the least of it, then for what that allows, until nothing is
 * added.  Of parties that nothing flows into the holder has nothing, and
 * they are left out; the others' solution is the only one.
 *
 * Circles of more than OWNERSHIP_CIRCLE_MAX parties are approached by rounds,
 * from below in the lower world and from above in the upper one, rounded
 * outward, where every round is a true bound.
 *
 *-------------------------------------------------------------------------
 */
#include "core/attribution.h"
#include "core/capped_solve.h"

#define ROUNDS_MAX 1000
#define ROUND_BITS 60
#define SYSTEMS_SPARE 64

/* A holder and a circle at work. */
typedef struct Circling
{
	Attribution *attribution;
	int			world;
	uint32_t	slot;
	uint32_t	test;
	uint32_t	key;
	const AttributionCircle *circle;
	bool	   *fixed;			/* per member: it is the holder itself */
	bool	   *passes;			/* per member: all that is held of it passes on */
	bool	   *fed;			/* per member: something flows into it */
} Circling;

static uint32_t keys_collect(const Attribution *attribution, int world, uint32_t slot, const AttributionCircle *circle, uint32_t **keys);
static void lists_make(Attribution *attribution, int world, uint32_t slot, const AttributionCircle *circle, const uint32_t *keys, uint32_t count);
static void holder_begin(Circling *circling);
static void holder_solve(Circling *circling);
static void system_solve(Circling *circling);
static void row_make(const Circling *circling, uint32_t member, Fraction *weights, Fraction *constant);
static void fed_mark(const Circling *circling, const Fraction *weights, const Fraction *constants);
static bool more_allowed(Circling *circling);
static void holder_approach(Circling *circling);
static void held_write(Circling *circling);
static bool open_mark(Circling *circling);

static AttributionEntry *
entry_of(const Circling *circling, uint32_t member)
{
	return attribution_entry(circling->attribution, circling->world, circling->slot, circling->circle->members[member], circling->key);
}

/* Makes the lists of a circle's parties in a slot that takes its parts from itself. */
void
attribution_circle_solve(Attribution *attribution, int world, uint32_t slot, const AttributionCircle *circle)
{
	const Arena *arena = attribution->graph->arena;
	uint32_t	test = attribution->slots[slot].test;
	uint32_t   *keys;
	uint32_t	count = keys_collect(attribution, world, slot, circle, &keys);
	Circling	circling = {attribution, world, slot, test, 0, circle, NULL, NULL, NULL};

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
		while (open_mark(&circling))
			arena_check(arena);
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
	uint32_t	anybody = attribution_anybody(&attribution->tests[test]);
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
			(*keys)[count++] = attribution_key(attribution, test, node);
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
holder_begin(Circling *circling)
{
	const Attribution *attribution = circling->attribution;
	const AttributionTest *test = &attribution->tests[circling->test];

	for (uint32_t i = 0; i < circling->circle->count; i++)
	{
		uint32_t	node = circling->circle->members[i];

		circling->fixed[i] = (attribution_is_source(attribution, circling->world, circling->test, node) &&
							  attribution_key(attribution, circling->test, node) == circling->key) ||
			(circling->world == 1 && attribution->nodes[node].unknown);
		circling->passes[i] = attribution->nodes[node].passes || (test->carries && fraction_is_zero(test->carry_at));
		circling->fed[i] = circling->fixed[i];
		if (circling->fixed[i])
			entry_of(circling, i)->carried = (OwnershipBound) {FRACTION_ONE, false};
	}
}

static void
holder_solve(Circling *circling)
{
	for (uint32_t round = 0; round < 4 * circling->circle->count + SYSTEMS_SPARE; round++)
	{
		arena_check(circling->attribution->graph->arena);
		system_solve(circling);
		if (!more_allowed(circling))
			return;
	}
	/* Only numbers that had to be rounded can go on growing. */
	holder_approach(circling);
}

/* Solves for the parts as things stand: who passes on, and who is handed what. */
static void
system_solve(Circling *circling)
{
	const Arena *arena = circling->attribution->graph->arena;
	uint32_t	size = circling->circle->count;
	Fraction   *weights = arena_allocate(arena, sizeof(Fraction) * size * size);
	Fraction   *constants = arena_allocate(arena, sizeof(Fraction) * size);
	Fraction   *caps = arena_allocate(arena, sizeof(Fraction) * size);
	Fraction   *solution = arena_allocate(arena, sizeof(Fraction) * size);
	uint32_t	count = 0;

	for (uint32_t i = 0; i < size * size; i++)
		weights[i] = FRACTION_ZERO;
	for (uint32_t i = 0; i < size; i++)
		row_make(circling, i, &weights[i * size], &constants[i]);
	fed_mark(circling, weights, constants);
	/* Those that nothing flows into, and the holder itself, leave the system. */
	for (uint32_t i = 0; i < size; i++)
		if (circling->fed[i] && !circling->fixed[i])
		{
			uint32_t	column = 0;

			for (uint32_t j = 0; j < size; j++)
				if (circling->fed[j] && !circling->fixed[j])
					weights[count * size + column++] = weights[i * size + j];
			constants[count] = constants[i];
			caps[count++] = FRACTION_ONE;
		}
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < count; j++)
			weights[i * count + j] = weights[i * size + j];
	if (count > 0)
		capped_solve(arena, count, weights, constants, caps, solution);
	count = 0;
	for (uint32_t i = 0; i < size; i++)
		if (!circling->fixed[i])
			entry_of(circling, i)->carried = circling->fed[i] ?
				(OwnershipBound) {attribution_bits_cap(circling->attribution, circling->world, solution[count++]), false} : OWNERSHIP_NOTHING;
	arena_release(arena, solution);
	arena_release(arena, caps);
	arena_release(arena, constants);
	arena_release(arena, weights);
}

/* What flows into a party: from others of the circle by weight, from elsewhere as it is. */
static void
row_make(const Circling *circling, uint32_t member, Fraction *weights, Fraction *constant)
{
	const Attribution *attribution = circling->attribution;
	const OwnershipGraph *graph = attribution->graph;
	const Arena *arena = graph->arena;
	uint32_t	node = circling->circle->members[member];
	uint32_t	first = graph->first_link[node];
	Fraction   *used = arena_allocate(arena, sizeof(Fraction) * (graph->first_link[node + 1] - first + 1));
	Fraction	rest = FRACTION_ZERO;
	uint32_t	link;

	(void) attribution_held(attribution, circling->world, circling->slot, node, circling->key, !circling->passes[member], &link, used, &rest);
	*constant = rest;
	for (uint32_t l = first; l < graph->first_link[node + 1]; l++)
	{
		const OwnershipLink *of = &graph->links[l];
		uint32_t	place = circling->circle->place[of->holder];
		Fraction	share = used[l - first];

		if (of->metric != attribution->slots[circling->slot].metric || fraction_is_zero(share))
			continue;
		if (place != 0 && !circling->fixed[place - 1])
			weights[place - 1] = fraction_add(arena, weights[place - 1], share);
		else
			*constant = fraction_add(arena, *constant,
									 fraction_multiply(arena, share, attribution_part(attribution, circling->world, circling->slot, of->holder, circling->key).value));
	}
	arena_release(arena, used);
}

static void
fed_mark(const Circling *circling, const Fraction *weights, const Fraction *constants)
{
	uint32_t	size = circling->circle->count;
	bool		moved = true;

	for (uint32_t i = 0; i < size; i++)
		circling->fed[i] = !circling->fixed[i] && !fraction_is_zero(constants[i]);
	while (moved)
	{
		moved = false;
		for (uint32_t i = 0; i < size; i++)
			for (uint32_t j = 0; j < size && !circling->fed[i]; j++)
				if (!circling->fixed[i] && circling->fed[j] && !fraction_is_zero(weights[i * size + j]))
					circling->fed[i] = moved = true;
	}
}

/* Whether the solution lets a company pass on that did not, or room be handed out better. */
static bool
more_allowed(Circling *circling)
{
	const Attribution *attribution = circling->attribution;
	const Arena *arena = attribution->graph->arena;
	bool		more = false;

	for (uint32_t i = 0; i < circling->circle->count; i++)
	{
		uint32_t	link;
		OwnershipBound held;

		if (circling->fixed[i])
			continue;
		held = attribution_held(attribution, circling->world, circling->slot, circling->circle->members[i], circling->key, false, &link, NULL, NULL);
		if (!circling->passes[i] && attribution_reaches_carry(attribution, circling->world, circling->test, held))
			circling->passes[i] = more = true;
		if (circling->world == 0)
			continue;
		if (!circling->passes[i])
			held = attribution_held(attribution, 1, circling->slot, circling->circle->members[i], circling->key, true, &link, NULL, NULL);
		more = more || fraction_compare(arena, held.value, entry_of(circling, i)->carried.value) > 0;
	}
	return more;
}

/* Too many for a system: rounds from below, or from above where anything flows in at all. */
static void
holder_approach(Circling *circling)
{
	const Attribution *attribution = circling->attribution;
	const Arena *arena = attribution->graph->arena;
	bool		upper = circling->world == 1;
	bool		moved = true;

	for (uint32_t i = 0; i < circling->circle->count; i++)
		if (!circling->fixed[i])
			entry_of(circling, i)->carried = upper ? (OwnershipBound) {FRACTION_ONE, false} : OWNERSHIP_NOTHING;
	for (int round = 0; round < ROUNDS_MAX && moved; round++)
	{
		moved = false;
		arena_check(arena);
		for (uint32_t i = 0; i < circling->circle->count; i++)
		{
			uint32_t	node = circling->circle->members[i];
			AttributionEntry *entry = entry_of(circling, i);
			OwnershipBound next;

			if (circling->fixed[i])
				continue;
			next = attribution_held(attribution, circling->world, circling->slot, node, circling->key, false, &entry->link, NULL, NULL);
			next = attribution_carried(attribution, circling->world, circling->slot, node, circling->key, next);
			next.value = upper ? fraction_round_up(arena, next.value, ROUND_BITS) : fraction_round_down(arena, next.value, ROUND_BITS);
			next.open = false;
			moved = moved || fraction_compare(arena, next.value, entry->carried.value) != 0;
			entry->carried = next;
		}
	}
}

/* Once the parts are known: what the holder has of each party. */
static void
held_write(Circling *circling)
{
	for (uint32_t i = 0; i < circling->circle->count; i++)
	{
		AttributionEntry *entry = entry_of(circling, i);

		entry->held = attribution_held(circling->attribution, circling->world, circling->slot, circling->circle->members[i], circling->key, false, &entry->link, NULL, NULL);
	}
}

/* Marks parts that are only come near to, because something that flows in is; whether there was one more. */
static bool
open_mark(Circling *circling)
{
	const Arena *arena = circling->attribution->graph->arena;
	bool		moved = false;

	for (uint32_t i = 0; i < circling->circle->count; i++)
	{
		AttributionEntry *entry = entry_of(circling, i);
		OwnershipBound held;
		OwnershipBound carried;

		if (circling->fixed[i] || (circling->world == 1 && fraction_is_zero(entry->carried.value)))
			continue;
		held = attribution_held(circling->attribution, circling->world, circling->slot, circling->circle->members[i], circling->key, false, &entry->link, NULL, NULL);
		carried = attribution_carried(circling->attribution, circling->world, circling->slot, circling->circle->members[i], circling->key, held);
		entry->held.open = held.open;
		if (carried.open && !entry->carried.open && fraction_compare(arena, carried.value, entry->carried.value) == 0)
			entry->carried.open = moved = true;
	}
	return moved;
}
