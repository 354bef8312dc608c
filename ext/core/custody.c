/*-------------------------------------------------------------------------
 *
 * custody.c
 *	  Which strengths of chain-of-custody models lots have upstream.
 *
 * A lot hands on what is weaker than its own model; where it states none,
 * also what is stronger, for that proves more.  Strengths are few, so what a
 * lot has met is a set of bits that only grows: each link is gone over
 * once for each bit at most, in loops too.
 *
 *-------------------------------------------------------------------------
 */
#include <stdbool.h>
#include <string.h>

#include "core/custody.h"

/* Steps after which a cancel is looked for. */
#define STEPS_CHECKED 4096

/* Links by their inputs: those of lot l are outputs[first[l]] and on. */
typedef struct LinkIndex
{
	uint32_t   *first;
	uint32_t   *outputs;
} LinkIndex;

static LinkIndex
links_index(const CustodyChains *chains)
{
	LinkIndex	index;

	index.first = arena_allocate(chains->arena, sizeof(uint32_t) * ((size_t) chains->lot_count + 2));
	index.outputs = arena_allocate(chains->arena, sizeof(uint32_t) * ((size_t) chains->link_count + 1));
	memset(index.first, 0, sizeof(uint32_t) * ((size_t) chains->lot_count + 2));
	/* Counted one place further on, so that filling moves each start to where it belongs. */
	for (uint32_t k = 0; k < chains->link_count; k++)
		index.first[chains->links[k].input + 2]++;
	for (uint32_t l = 1; l <= chains->lot_count; l++)
		index.first[l + 1] += index.first[l];
	for (uint32_t k = 0; k < chains->link_count; k++)
		index.outputs[index.first[chains->links[k].input + 1]++] = chains->links[k].output;
	return index;
}

/* What of its inputs a lot of a strength hands on. */
static uint8_t
strength_passes(uint8_t strength)
{
	return strength == CUSTODY_NOT_STATED ? UINT8_MAX : (uint8_t) ((1u << strength) - 1);
}

void
custody_chains_find(CustodyChains *chains)
{
	LinkIndex	index = links_index(chains);
	uint32_t   *waiting = arena_allocate(chains->arena, sizeof(uint32_t) * ((size_t) chains->lot_count + 1));
	bool	   *waits = arena_allocate(chains->arena, sizeof(bool) * ((size_t) chains->lot_count + 1));
	uint32_t	count = 0;
	uint32_t	steps = 0;

	chains->met = arena_allocate(chains->arena, (size_t) chains->lot_count + 1);
	for (uint32_t l = 0; l < chains->lot_count; l++)
	{
		chains->met[l] = chains->strengths[l] < CUSTODY_WHOLE ? (uint8_t) (1u << chains->strengths[l]) : 0;
		waits[l] = chains->met[l] != 0;
		if (waits[l])
			waiting[count++] = l;
	}
	while (count > 0)
	{
		uint32_t	input = waiting[--count];

		waits[input] = false;
		for (uint32_t k = index.first[input]; k < index.first[input + 1]; k++)
		{
			uint32_t	output = index.outputs[k];
			uint8_t		met = chains->met[output] | (chains->met[input] & strength_passes(chains->strengths[output]));

			if (++steps % STEPS_CHECKED == 0)
				arena_check(chains->arena);
			if (met == chains->met[output])
				continue;
			chains->met[output] = met;
			if (!waits[output])
				waiting[count++] = output;
			waits[output] = true;
		}
	}
}
