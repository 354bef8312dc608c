/*-------------------------------------------------------------------------
 *
 * flow_path_rest.c
 *	  What the best way on from each lot to a target costs.
 *
 * Lots are looked at inputs first, so one look at each is enough.  Lots that
 * feed each other are settled by Dijkstra's algorithm, backwards from those
 * that lead out of their loop or are targets.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_path.h"

#include <math.h>

/* What an edge of no part at all counts: more than any part that is stored. */
#define BITS_OF_NOTHING 1024

static const FlowPathCost none = {FLOW_PATH_NONE, FLOW_PATH_NONE};

static int64_t
part_bits(double part)
{
	double		bits = part > 0 ? -log2(part) : BITS_OF_NOTHING;

	/* Several rows of one input may add up to a little more than all. */
	return bits > 0 ? (int64_t) floor(bits * (double) ((int64_t) 1 << FLOW_PATH_SCALE_BITS) + 0.5) : 0;
}

/* Costs of the edges; rows of one input of a lot count as one edge, the first of them. */
static void
bits_make(FlowPathSearch *search)
{
	const FlowNet *net = search->net;
	double	   *part = arena_allocate(search->arena, sizeof(double) * ((size_t) net->edge_count + 1));
	uint32_t   *first = arena_allocate(search->arena, sizeof(uint32_t) * ((size_t) net->lot_count + 1));

	search->bits = arena_allocate(search->arena, sizeof(int64_t) * ((size_t) net->edge_count + 1));
	memcpy(part, net->part, sizeof(double) * net->edge_count);
	memset(first, 0xFF, sizeof(uint32_t) * ((size_t) net->lot_count + 1));
	for (uint32_t l = 0; l < net->lot_count; l++)
	{
		const FlowNetLot *lot = &net->lots[l];

		if ((l & 1023) == 0)
			arena_check(search->arena);
		for (uint32_t e = lot->begin; e < lot->end; e++)
		{
			uint32_t	input = net->input[e];

			search->bits[e] = FLOW_PATH_NONE;
			if (first[input] != UINT32_MAX && first[input] >= lot->begin && first[input] < lot->end)
				part[first[input]] += part[e];
			else if (input != l)
			{
				first[input] = e;
				search->bits[e] = 0;
			}
		}
		for (uint32_t e = lot->begin; e < lot->end; e++)
		{
			if (search->bits[e] != FLOW_PATH_NONE)
				search->bits[e] = part_bits(part[e]);
		}
	}
	arena_release(search->arena, part);
	arena_release(search->arena, first);
}

/* The best way on from a lot by an input outside its loop. */
static FlowPathCost
way_out(const FlowPathSearch *search, uint32_t lot)
{
	const FlowNet *net = search->net;
	FlowPathCost best = none;

	if (search->target[lot])
		return (FlowPathCost) {0, 0};
	for (uint32_t e = net->lots[lot].begin; e < net->lots[lot].end; e++)
	{
		uint32_t	input = net->input[e];
		FlowPathCost way;

		if (search->bits[e] == FLOW_PATH_NONE || search->rest[input].first == FLOW_PATH_NONE || flow_path_same_loop(search, lot, input))
			continue;
		way = flow_path_extend(search, search->rest[input], e);
		if (flow_path_compare(way, best) < 0)
			best = way;
	}
	return best;
}

/* Indexes the edges inside loops by input. */
static void
loops_index(FlowPathSearch *search)
{
	const FlowNet *net = search->net;
	size_t		size = sizeof(uint32_t) * ((size_t) net->lot_count + 2);
	uint32_t   *fill;

	search->use_begin = memset(arena_allocate(search->arena, size), 0, size);
	search->loop_begin = arena_allocate(search->arena, size);
	search->barred = memset(arena_allocate(search->arena, size), 0, size);
	search->queue = arena_allocate(search->arena, size);
	search->queue_place = memset(arena_allocate(search->arena, size), 0, size);
	search->around = arena_allocate(search->arena, sizeof(FlowPathCost) * ((size_t) net->lot_count + 1));
	for (uint32_t s = net->sequence_count; s > 0; s--)
		search->loop_begin[net->group_of[net->sequence[s - 1]]] = s - 1;
	for (uint32_t l = 0; l < net->lot_count; l++)
	{
		for (uint32_t e = net->lots[l].begin; e < net->lots[l].end; e++)
			search->use_begin[net->input[e] + 1] += search->bits[e] != FLOW_PATH_NONE && flow_path_same_loop(search, l, net->input[e]);
	}
	for (uint32_t l = 0; l < net->lot_count; l++)
		search->use_begin[l + 1] += search->use_begin[l];
	fill = memcpy(arena_allocate(search->arena, size), search->use_begin, size);
	search->uses = arena_allocate(search->arena, sizeof(uint32_t) * ((size_t) search->use_begin[net->lot_count] + 1));
	search->user = arena_allocate(search->arena, sizeof(uint32_t) * ((size_t) search->use_begin[net->lot_count] + 1));
	for (uint32_t l = 0; l < net->lot_count; l++)
	{
		for (uint32_t e = net->lots[l].begin; e < net->lots[l].end; e++)
		{
			if (search->bits[e] == FLOW_PATH_NONE || !flow_path_same_loop(search, l, net->input[e]))
				continue;
			search->user[fill[net->input[e]]] = l;
			search->uses[fill[net->input[e]]++] = e;
		}
	}
	arena_release(search->arena, fill);
}

static void
queue_put(FlowPathSearch *search, uint32_t at, uint32_t lot)
{
	search->queue[at] = lot;
	search->queue_place[lot] = at + 1;
}

/* Sets what a lot's way on costs, less than it did, and moves the lot to its place in the queue. */
static void
queue_lower(FlowPathSearch *search, uint32_t lot, FlowPathCost cost)
{
	uint32_t	at = search->queue_place[lot] > 0 ? search->queue_place[lot] - 1 : search->queue_count++;

	search->around[lot] = cost;
	for (; at > 0 && flow_path_compare(cost, search->around[search->queue[(at - 1) / 2]]) < 0; at = (at - 1) / 2)
		queue_put(search, at, search->queue[(at - 1) / 2]);
	queue_put(search, at, lot);
}

static uint32_t
queue_pop(FlowPathSearch *search)
{
	uint32_t	top = search->queue[0];
	uint32_t	last = search->queue[--search->queue_count];
	uint32_t	at = 0;

	for (uint32_t child; (child = 2 * at + 1) < search->queue_count; at = child)
	{
		if (child + 1 < search->queue_count && flow_path_compare(search->around[search->queue[child + 1]], search->around[search->queue[child]]) < 0)
			child++;
		if (flow_path_compare(search->around[search->queue[child]], search->around[last]) >= 0)
			break;
		queue_put(search, at, search->queue[child]);
	}
	queue_put(search, at, last);
	search->queue_place[top] = 0;
	return top;
}

/* Settles the lots of one loop, from where they stand in the sequence; those barred in this round are left out. */
static void
loop_settle(FlowPathSearch *search, uint32_t begin)
{
	const FlowNet *net = search->net;
	uint32_t	group = net->group_of[net->sequence[begin]];

	search->queue_count = 0;
	for (uint32_t s = begin; s < net->sequence_count && net->group_of[net->sequence[s]] == group; s++)
	{
		uint32_t	lot = net->sequence[s];
		FlowPathCost way = search->barred[lot] == search->round ? none : way_out(search, lot);

		search->around[lot] = none;
		if (way.first != FLOW_PATH_NONE)
			queue_lower(search, lot, way);
	}
	while (search->queue_count > 0)
	{
		uint32_t	lot = queue_pop(search);

		arena_check(search->arena);
		for (uint32_t u = search->use_begin[lot]; u < search->use_begin[lot + 1]; u++)
		{
			uint32_t	user = search->user[u];
			FlowPathCost way = flow_path_extend(search, search->around[lot], search->uses[u]);

			if (search->barred[user] != search->round && flow_path_compare(way, search->around[user]) < 0)
				queue_lower(search, user, way);
		}
	}
}

/* What the best way on from a lot costs that meets none of the lots of its loop that are barred in this round. */
FlowPathCost
flow_path_rest_around(FlowPathSearch *search, uint32_t lot)
{
	loop_settle(search, search->loop_begin[search->net->group_of[lot]]);
	return search->around[lot];
}

/* Finds the best ways on from all lots of a net that is in order. */
void
flow_path_rest(FlowPathSearch *search)
{
	const FlowNet *net = search->net;

	bits_make(search);
	search->rest = arena_allocate(search->arena, sizeof(FlowPathCost) * ((size_t) net->lot_count + 1));
	for (uint32_t l = 0; l < net->lot_count; l++)
		search->rest[l] = none;
	search->round = 1;
	if (net->group_of != NULL)
		loops_index(search);
	for (uint32_t end = net->sequence_count, s; end > 0; end = s)
	{
		if ((end & 1023) == 0)
			arena_check(search->arena);
		s = flow_net_group_begin(net, end);
		if (end - s == 1)
			search->rest[net->sequence[s]] = way_out(search, net->sequence[s]);
		else
		{
			loop_settle(search, s);
			for (uint32_t m = s; m < end; m++)
				search->rest[net->sequence[m]] = search->around[net->sequence[m]];
		}
	}
}
