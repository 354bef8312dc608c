/*-------------------------------------------------------------------------
 *
 * flow_shortest.c
 *	  A shortest way from one lot up to each of some others.
 *
 * From the root inputs are met step by step.  Of several lots by which
 * another is met equally early the one of the least number is remembered, so
 * the way does not depend on the order in which lots were gathered.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "core/flow_shortest.h"

/* Edges after which a cancel is looked for. */
#define EDGES_CHECKED 4096

static uint32_t *
numbers_make(const FlowNet *net)
{
	return arena_allocate(net->arena, sizeof(uint32_t) * ((size_t) net->lot_count + 1));
}

void
flow_shortest_begin(FlowShortest *shortest, const FlowNet *net)
{
	*shortest = (FlowShortest) {.net = net,.met = numbers_make(net),.wanted = numbers_make(net),.steps = numbers_make(net),.below = numbers_make(net),.queue = numbers_make(net)};
	memset(shortest->met, 0, sizeof(uint32_t) * net->lot_count);
	memset(shortest->wanted, 0, sizeof(uint32_t) * net->lot_count);
}

/* An input of a lot is met; true where it is for the first time. */
static bool
input_meet(FlowShortest *shortest, uint32_t lot, uint32_t input)
{
	const FlowNetLot *lots = shortest->net->lots;

	if (shortest->met[input] != shortest->round)
	{
		shortest->met[input] = shortest->round;
		shortest->steps[input] = shortest->steps[lot] + 1;
		shortest->below[input] = lot;
		return true;
	}
	if (shortest->steps[input] == shortest->steps[lot] + 1 && lots[lot].lot_id < lots[shortest->below[input]].lot_id)
		shortest->below[input] = lot;
	return false;
}

static uint32_t
targets_want(FlowShortest *shortest, const uint32_t *targets, uint32_t target_count)
{
	uint32_t	count = 0;

	for (uint32_t t = 0; t < target_count; t++)
	{
		count += shortest->wanted[targets[t]] != shortest->round;
		shortest->wanted[targets[t]] = shortest->round;
	}
	return count;
}

void
flow_shortest_search(FlowShortest *shortest, uint32_t root, const uint32_t *targets, uint32_t target_count)
{
	const FlowNet *net = shortest->net;
	uint32_t	left,
				met = 1,
				edges = 0;

	shortest->round++;
	left = targets_want(shortest, targets, target_count);
	shortest->met[root] = shortest->round;
	shortest->steps[root] = 0;
	shortest->below[root] = root;
	shortest->queue[0] = root;
	left -= shortest->wanted[root] == shortest->round;
	for (uint32_t at = 0; at < met; at++)
	{
		uint32_t	lot = shortest->queue[at];

		/* Those who met the last target as early as any have to be seen. */
		if (left == 0 && shortest->steps[lot] >= shortest->steps[shortest->queue[met - 1]])
			break;
		for (uint32_t e = net->lots[lot].begin; e < net->lots[lot].end; e++)
		{
			uint32_t	input = net->input[e];

			if (++edges % EDGES_CHECKED == 0)
				arena_check(net->arena);
			if (!input_meet(shortest, lot, input))
				continue;
			shortest->queue[met++] = input;
			left -= shortest->wanted[input] == shortest->round;
		}
	}
}
