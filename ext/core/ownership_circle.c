/*-------------------------------------------------------------------------
 *
 * ownership_circle.c
 *	  Circles of parties that hold each other by half or more.
 *
 * A loop of holdings multiplies and its sum ends: A 30 % of B and B 30 % of
 * A with 20 % from outside give A 20/91.  But where a link of half or more
 * counts in full, a loop can have no end: A 60 % of B, B 50 % of A, and the
 * government 1 % of A would come round as 1 % + 1 % + ... up to the whole.
 * No text says what holds then.  The whole is the most that the doctrine's
 * words can give; the least is that within such a circle shares multiply,
 * as in every other loop.  The answer is the range between.
 *
 * Whether a loop has an end is decided for the greatest shares that its
 * members can have, so that the lower end stays a lower end for every share
 * within the ranges.  It has one when x = W x + 1 has a positive solution.
 *
 *-------------------------------------------------------------------------
 */
#include "core/linear_solve.h"
#include "core/ownership.h"

static bool loop_endless(const OwnershipView *reach, const FlowOrder *order,
						 const uint32_t *members, uint32_t count);
static bool loop_whole(const OwnershipView *reach, const FlowOrder *order,
					   const uint32_t *members, uint32_t count);
static bool loop_solvable(const OwnershipView *reach, const FlowOrder *order,
						  const uint32_t *members, uint32_t count);
static void circle_mark(OwnershipView *view, const OwnershipView *reach, const uint32_t *members, uint32_t count,
						bool endless);

/* Lets the links within endless circles multiply, and marks all parties that rest on such a circle. */
void
ownership_loosen_circles(OwnershipView *view)
{
	const OwnershipGraph *graph = view->world->graph;
	const Arena *arena = graph->scratch;
	OwnershipView reach = {.world = view->world,.metric = view->metric};
	FlowOrder	order;
	bool	   *endless;
	bool		any = false;
	uint32_t	start = 0;

	view->circle = ownership_allocate(arena, view->node_count, sizeof(bool));
	if (!graph->circular || !view->world->doctrine->merges)
		return;
	ownership_weigh(&reach, true);
	ownership_order(&reach, &order);
	endless = ownership_allocate(arena, order.component_count, sizeof(bool));
	for (uint32_t c = 0; c < order.component_count; c++)
	{
		uint32_t	count = order.component_end[c] - start;

		endless[c] = loop_endless(&reach, &order, &order.sequence[start], count);
		any = any || endless[c];
		if (any)
			circle_mark(view, &reach, &order.sequence[start], count, endless[c]);
		start = order.component_end[c];
	}
	for (uint32_t e = 0; e < view->edge_count && any; e++)
	{
		OwnershipEdge *edge = &view->edges[e];
		uint32_t	component = order.component_of[edge->entity];

		if (endless[component] && order.component_of[edge->holder] == component)
		{
			edge->weight = edge->share;
			edge->limited = false;
		}
	}
}

static bool
loop_endless(const OwnershipView *reach, const FlowOrder *order, const uint32_t *members, uint32_t count)
{
	if (!loop_whole(reach, order, members, count))
		return false;
	/* Of more than can be solved it is not known; then the wider range is taken. */
	return count > OWNERSHIP_CIRCLE_MAX || !loop_solvable(reach, order, members, count);
}

/* Whether a loop has a link that counts in full; without one it multiplies anyway. */
static bool
loop_whole(const OwnershipView *reach, const FlowOrder *order, const uint32_t *members, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t e = reach->first_edge[members[i]]; e < reach->first_edge[members[i] + 1]; e++)
			if (reach->edges[e].whole &&
				order->component_of[reach->edges[e].holder] == order->component_of[members[i]])
				return true;
	return false;
}

static bool
loop_solvable(const OwnershipView *reach, const FlowOrder *order, const uint32_t *members, uint32_t count)
{
	const Arena *arena = reach->world->graph->scratch;
	Fraction   *weights = arena_allocate(arena, sizeof(Fraction) * count * count);
	Fraction   *ones = arena_allocate(arena, sizeof(Fraction) * count);
	Fraction   *solution = arena_allocate(arena, sizeof(Fraction) * count);
	uint32_t   *place = arena_allocate(arena, sizeof(uint32_t) * reach->node_count);
	bool		solvable;

	arena_check(arena);
	for (uint32_t i = 0; i < count; i++)
	{
		place[members[i]] = i;
		ones[i] = FRACTION_ONE;
	}
	for (uint32_t row = 0; row < count; row++)
	{
		uint32_t	node = members[row];

		for (uint32_t i = 0; i < count; i++)
			weights[row * count + i] = FRACTION_ZERO;
		for (uint32_t e = reach->first_edge[node]; e < reach->first_edge[node + 1]; e++)
			if (order->component_of[reach->edges[e].holder] == order->component_of[node])
			{
				Fraction   *cell = &weights[row * count + place[reach->edges[e].holder]];

				*cell = fraction_add(arena, *cell, reach->edges[e].weight.value);
			}
	}
	solvable = linear_solve(arena, count, weights, 1, ones, solution) == LINEAR_OK;
	for (uint32_t i = 0; i < count && solvable; i++)
		solvable = fraction_sign(solution[i]) > 0;
	arena_release(arena, place);
	arena_release(arena, solution);
	arena_release(arena, ones);
	arena_release(arena, weights);
	return solvable;
}

/* Holders come first, so their marks are there already. */
static void
circle_mark(OwnershipView *view, const OwnershipView *reach, const uint32_t *members, uint32_t count, bool endless)
{
	bool		rests = endless;

	for (uint32_t i = 0; i < count && !rests; i++)
		for (uint32_t e = reach->first_edge[members[i]]; e < reach->first_edge[members[i] + 1] && !rests; e++)
			rests = view->circle[reach->edges[e].holder];
	for (uint32_t i = 0; i < count; i++)
		view->circle[members[i]] = rests;
}
