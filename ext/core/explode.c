/*-------------------------------------------------------------------------
 *
 * explode.c
 *	  What some of an item takes, down through bills of materials.
 *
 * Asked for one target at a time: an item, or all that is of a material.
 * From the bottom up, what one of an item takes of the target is the sum
 * over its components of their factor times what one of them takes.  Each
 * item is looked at once, so a part that goes into many others costs nothing
 * extra.
 *
 * Of alternates one is used, or several together make up the whole, so what
 * they take lies between the least and the most that one of them takes
 * alone.  That is sharp: all factors are positive, so what is least or most
 * for an item is so for all that it goes into, and the choices of different
 * items do not hinder each other.  Adding up the ranges of the alternates
 * instead would count a material that each of them contains as often as there
 * are alternates.
 *
 *-------------------------------------------------------------------------
 */
#include "core/explode.h"

#include <string.h>

#include "core/flow.h"

#define NO_LEVEL (-1)

/* Follows edges inside a component until an item comes again: the way between is a circle. */
static void
circle_find(const ExplodeGraph *graph, const FlowOrder *order, uint32_t item, ExplodeCircle *circle)
{
	uint32_t   *place = arena_allocate(graph->arena, sizeof(uint32_t) * ((size_t) graph->item_count + 1));
	uint32_t   *way = arena_allocate(graph->arena, sizeof(uint32_t) * ((size_t) graph->item_count + 1));
	uint32_t	count = 0;

	memset(place, 0, sizeof(uint32_t) * ((size_t) graph->item_count + 1));
	while (place[item] == 0)
	{
		uint32_t	e = graph->begin[item];

		way[count++] = item;
		place[item] = count;
		while (order->component_of[graph->edges[e].to] != order->component_of[item])
			e++;
		item = graph->edges[e].to;
	}
	*circle = (ExplodeCircle) {.count = count - (place[item] - 1),.items = &way[place[item] - 1]};
}

/* Puts items in order, what goes into others first; false where that cannot be, with a circle. */
bool
explode_order(ExplodeGraph *graph, ExplodeCircle *circle)
{
	size_t		size = sizeof(uint32_t) * ((size_t) graph->item_count + 2);
	uint32_t   *input = arena_allocate(graph->arena, sizeof(uint32_t) * ((size_t) graph->edge_count + 1));
	FlowLinks	links = {.lot_count = graph->item_count,.input = input};
	FlowOrder	order;

	*circle = (ExplodeCircle) {.count = 0};
	graph->begin = memset(arena_allocate(graph->arena, size), 0, size);
	for (uint32_t e = 0; e < graph->edge_count; e++)
	{
		graph->begin[graph->edges[e].from + 1]++;
		input[e] = graph->edges[e].to;
	}
	for (uint32_t i = 0; i < graph->item_count; i++)
		graph->begin[i + 1] += graph->begin[i];
	links.begin = graph->begin;
	links.end = graph->begin + 1;
	flow_order_components(graph->arena, &links, &order);
	graph->sequence = order.sequence;
	for (uint32_t e = 0; e < graph->edge_count && circle->count == 0; e++)
	{
		if (order.component_of[graph->edges[e].from] == order.component_of[graph->edges[e].to])
			circle_find(graph, &order, graph->edges[e].from, circle);
	}
	return circle->count == 0;
}

/* Fewest and most levels below the root; NO_LEVEL where an item is not below it. */
void
explode_levels(const ExplodeGraph *graph, uint32_t root, int32_t *level_min, int32_t *level_max)
{
	for (uint32_t i = 0; i < graph->item_count; i++)
		level_min[i] = level_max[i] = NO_LEVEL;
	level_min[root] = level_max[root] = 0;
	for (uint32_t s = graph->item_count; s > 0; s--)
	{
		uint32_t	item = graph->sequence[s - 1];

		for (uint32_t e = graph->begin[item]; level_min[item] != NO_LEVEL && e < graph->begin[item + 1]; e++)
		{
			uint32_t	to = graph->edges[e].to;

			if (level_min[to] == NO_LEVEL || level_min[item] + 1 < level_min[to])
				level_min[to] = level_min[item] + 1;
			if (level_max[item] + 1 > level_max[to])
				level_max[to] = level_max[item] + 1;
		}
	}
}

static bool
amount_is_nothing(ExplodeAmount a)
{
	return !a.unbounded && fraction_is_zero(a.max);
}

static ExplodeAmount
amount_times(const Arena *arena, ExplodeAmount a, ExplodeAmount b)
{
	ExplodeAmount product = {fraction_multiply(arena, a.min, b.min), FRACTION_ZERO, false};

	if (amount_is_nothing(a) || amount_is_nothing(b))
		return EXPLODE_NOTHING;
	product.unbounded = a.unbounded || b.unbounded;
	if (!product.unbounded)
		product.max = fraction_multiply(arena, a.max, b.max);
	return product;
}

static ExplodeAmount
amount_add(const Arena *arena, ExplodeAmount a, ExplodeAmount b)
{
	ExplodeAmount sum = {fraction_add(arena, a.min, b.min), FRACTION_ZERO, a.unbounded || b.unbounded};

	if (!sum.unbounded)
		sum.max = fraction_add(arena, a.max, b.max);
	return sum;
}

/* Either of the two, or a mixture. */
static ExplodeAmount
amount_either(const Arena *arena, ExplodeAmount a, ExplodeAmount b)
{
	ExplodeAmount either = {fraction_min(arena, a.min, b.min), FRACTION_ZERO, a.unbounded || b.unbounded};

	if (!either.unbounded)
		either.max = fraction_max(arena, a.max, b.max);
	return either;
}

/* What one of an item takes by way of its components. */
static ExplodeAmount
components_need(const ExplodeGraph *graph, uint32_t item, const ExplodeAmount *need)
{
	const Arena *arena = graph->scratch;
	ExplodeAmount sum = EXPLODE_NOTHING;
	uint32_t	end = graph->begin[item + 1];

	for (uint32_t e = graph->begin[item], next; e < end; e = next)
	{
		ExplodeAmount taken = amount_times(arena, graph->edges[e].factor, need[graph->edges[e].to]);

		for (next = e + 1; next < end && graph->edges[e].group != 0 && graph->edges[next].group == graph->edges[e].group; next++)
			taken = amount_either(arena, taken, amount_times(arena, graph->edges[next].factor, need[graph->edges[next].to]));
		sum = amount_add(arena, sum, taken);
	}
	return sum;
}

static ExplodeAmount
amount_copy(const Arena *arena, ExplodeAmount a)
{
	return (ExplodeAmount) {fraction_copy(arena, a.min), a.unbounded ? FRACTION_ZERO : fraction_copy(arena, a.max), a.unbounded};
}

/* What one of the root takes of a target. */
ExplodeAmount
explode_need(const ExplodeGraph *graph, uint32_t root, const ExplodeWeight *weights, uint32_t weight_count)
{
	size_t		size = (size_t) graph->item_count + 1;
	ExplodeAmount *need = arena_allocate(graph->scratch, sizeof(ExplodeAmount) * size);
	bool	   *touched = memset(arena_allocate(graph->scratch, size), 0, size);
	ExplodeAmount result;

	for (uint32_t i = 0; i < graph->item_count; i++)
		need[i] = EXPLODE_NOTHING;
	for (uint32_t w = 0; w < weight_count; w++)
	{
		need[weights[w].item] = amount_add(graph->scratch, need[weights[w].item], weights[w].weight);
		touched[weights[w].item] = true;
	}
	for (uint32_t s = 0; s < graph->item_count; s++)
	{
		uint32_t	item = graph->sequence[s];
		bool		below = false;

		if ((s & 1023) == 0)
			arena_check(graph->arena);
		/* Most items have nothing to do with a target. */
		for (uint32_t e = graph->begin[item]; e < graph->begin[item + 1] && !below; e++)
			below = touched[graph->edges[e].to];
		if (!below)
			continue;
		touched[item] = true;
		need[item] = amount_add(graph->scratch, need[item], components_need(graph, item, need));
	}
	result = amount_copy(graph->arena, need[root]);
	graph->scratch_reset(graph->scratch);
	return result;
}
