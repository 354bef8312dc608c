/*-------------------------------------------------------------------------
 *
 * flow_order.c
 *	  Orders a graph of lots: inputs before outputs, loops kept together.
 *
 * Tarjan's algorithm with a stack of its own.  Components come out in the
 * order in which they are finished, and a lot is finished after all that it
 * was made of, so the sequence runs from the mines to the end item.  It
 * costs one visit a lot and one an edge.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow.h"

#include <string.h>

typedef struct OrderWalk
{
	const Arena *arena;
	const FlowLinks *links;
	FlowOrder  *order;
	uint32_t   *number;			/* per lot: when it was found, from 1; 0 before */
	uint32_t   *low;			/* per lot: the earliest lot on the stack that it reaches */
	uint32_t   *next_edge;		/* per lot: edge to look at next */
	uint32_t   *path;			/* lots being visited */
	uint32_t   *waiting;		/* lots found and in no component yet */
	uint32_t	path_count;
	uint32_t	waiting_count;
	uint32_t	found;
	uint32_t	placed;
} OrderWalk;

#define NO_COMPONENT UINT32_MAX

static uint32_t *
numbers_make(const Arena *arena, size_t count)
{
	uint32_t   *numbers = arena_allocate(arena, sizeof(uint32_t) * (count > 0 ? count : 1));

	memset(numbers, 0, sizeof(uint32_t) * (count > 0 ? count : 1));
	return numbers;
}

/* Indexes the edges by output, where they stand already, and by input. */
static void
edges_index(const FlowGraph *graph, FlowOrder *order)
{
	uint32_t   *fill = numbers_make(graph->arena, graph->lot_count);

	order->first_edge = numbers_make(graph->arena, (size_t) graph->lot_count + 1);
	order->first_use = numbers_make(graph->arena, (size_t) graph->lot_count + 1);
	order->uses = numbers_make(graph->arena, graph->edge_count);
	for (uint32_t e = 0; e < graph->edge_count; e++)
	{
		order->first_edge[graph->edges[e].output + 1]++;
		order->first_use[graph->edges[e].input + 1]++;
	}
	for (uint32_t l = 0; l < graph->lot_count; l++)
	{
		order->first_edge[l + 1] += order->first_edge[l];
		order->first_use[l + 1] += order->first_use[l];
		fill[l] = order->first_use[l];
	}
	for (uint32_t e = 0; e < graph->edge_count; e++)
		order->uses[fill[graph->edges[e].input]++] = e;
}

static void
lot_enter(OrderWalk *walk, uint32_t lot)
{
	walk->number[lot] = walk->low[lot] = ++walk->found;
	walk->next_edge[lot] = walk->links->begin[lot];
	walk->path[walk->path_count++] = lot;
	walk->waiting[walk->waiting_count++] = lot;
}

/* Takes a finished component off the stack of waiting lots. */
static void
component_close(OrderWalk *walk, uint32_t lot)
{
	FlowOrder  *order = walk->order;
	uint32_t	member;

	do
	{
		member = walk->waiting[--walk->waiting_count];
		order->component_of[member] = order->component_count;
		order->sequence[walk->placed++] = member;
	} while (member != lot);
	order->component_end[order->component_count++] = walk->placed;
}

static void
lot_visit(OrderWalk *walk, uint32_t start)
{
	FlowOrder  *order = walk->order;
	uint32_t	steps = 0;

	lot_enter(walk, start);
	while (walk->path_count > 0)
	{
		uint32_t	lot = walk->path[walk->path_count - 1];

		/* From one lot all others may be found. */
		if ((++steps & 8191) == 0)
			arena_check(walk->arena);
		if (walk->next_edge[lot] < walk->links->end[lot])
		{
			uint32_t	input = walk->links->input[walk->next_edge[lot]++];

			if (walk->number[input] == 0)
				lot_enter(walk, input);
			else if (order->component_of[input] == NO_COMPONENT && walk->number[input] < walk->low[lot])
				walk->low[lot] = walk->number[input];
			continue;
		}
		walk->path_count--;
		if (walk->low[lot] == walk->number[lot])
			component_close(walk, lot);
		if (walk->path_count > 0)
		{
			uint32_t	parent = walk->path[walk->path_count - 1];

			if (walk->low[lot] < walk->low[parent])
				walk->low[parent] = walk->low[lot];
		}
	}
}

/* Finds the components; of order, what has to do with edges is left alone. */
void
flow_order_components(const Arena *arena, const FlowLinks *links, FlowOrder *order)
{
	OrderWalk	walk = {.arena = arena,.links = links,.order = order};
	uint32_t	count = links->lot_count;

	order->sequence = numbers_make(arena, count);
	order->component_end = numbers_make(arena, count);
	order->component_of = numbers_make(arena, count);
	order->component_count = 0;
	memset(order->component_of, 0xFF, sizeof(uint32_t) * (count > 0 ? count : 1));
	walk.number = numbers_make(arena, count);
	walk.low = numbers_make(arena, count);
	walk.next_edge = numbers_make(arena, count);
	walk.path = numbers_make(arena, count);
	walk.waiting = numbers_make(arena, count);
	for (uint32_t l = 0; l < count; l++)
	{
		if ((l & 1023) == 0)
			arena_check(arena);
		if (walk.number[l] == 0)
			lot_visit(&walk, l);
	}
	arena_release(arena, walk.number);
	arena_release(arena, walk.low);
	arena_release(arena, walk.next_edge);
	arena_release(arena, walk.path);
	arena_release(arena, walk.waiting);
}

void
flow_order_make(const FlowGraph *graph, FlowOrder *order)
{
	uint32_t   *inputs = numbers_make(graph->arena, graph->edge_count);
	FlowLinks	links = {.lot_count = graph->lot_count,.input = inputs};

	edges_index(graph, order);
	for (uint32_t e = 0; e < graph->edge_count; e++)
		inputs[e] = graph->edges[e].input;
	links.begin = order->first_edge;
	links.end = order->first_edge + 1;
	flow_order_components(graph->arena, &links, order);
	arena_release(graph->arena, inputs);
}
