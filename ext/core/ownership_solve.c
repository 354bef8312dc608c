/*-------------------------------------------------------------------------
 *
 * ownership_solve.c
 *	  The shares of a view: x = min(1, b + W x), holders before held.
 *
 * Parties are taken in an order in which each comes after its holders, so
 * most shares are one sum.  Parties that hold each other come together and
 * are solved as one system: exactly up to OWNERSHIP_CIRCLE_MAX of them,
 * beyond that by rounds from below (lower world) or from above (upper
 * world), rounded outward, where every round is already a true bound.
 *
 *-------------------------------------------------------------------------
 */
#include "core/capped_solve.h"
#include "core/ownership.h"

#define ROUNDS_MAX 1000
#define ROUND_BITS 60

static void single_solve(OwnershipView *view, uint32_t node);
static void circle_solve(OwnershipView *view, const FlowOrder *order, const uint32_t *members, uint32_t count);
static void circle_approach(OwnershipView *view, const uint32_t *members, uint32_t count);
static bool circle_open(const OwnershipView *view, const uint32_t *members, uint32_t count);
static OwnershipBound inflow(const OwnershipView *view, uint32_t node, const FlowOrder *outside);
static Fraction bits_cap(const OwnershipView *view, Fraction value);

void
ownership_solve(OwnershipView *view)
{
	const Arena *arena = view->world->graph->scratch;
	FlowOrder	order;
	uint32_t	start = 0;

	ownership_order(view, &order);
	view->values = ownership_allocate(arena, view->node_count, sizeof(OwnershipBound));
	for (uint32_t n = 0; n < view->node_count; n++)
		view->values[n] = OWNERSHIP_NOTHING;
	for (uint32_t c = 0; c < order.component_count; c++)
	{
		uint32_t	count = order.component_end[c] - start;

		if ((c & 1023) == 0)
			arena_check(arena);
		if (count == 1)
			single_solve(view, order.sequence[start]);
		else if (count <= OWNERSHIP_CIRCLE_MAX)
			circle_solve(view, &order, &order.sequence[start], count);
		else
			circle_approach(view, &order.sequence[start], count);
		start = order.component_end[c];
	}
}

/* Holders before held; the walk knows them as inputs and outputs. */
void
ownership_order(const OwnershipView *view, FlowOrder *order)
{
	const Arena *arena = view->world->graph->scratch;
	FlowGraph	graph = {.arena = arena,.scratch = arena,.lot_count = view->node_count,.edge_count = view->edge_count};

	graph.edges = ownership_allocate(arena, view->edge_count, sizeof(FlowEdge));
	for (uint32_t e = 0; e < view->edge_count; e++)
	{
		graph.edges[e].output = view->edges[e].entity;
		graph.edges[e].input = view->edges[e].holder;
	}
	flow_order_make(&graph, order);
	arena_release(arena, graph.edges);
}

/* One party; it may hold some of itself. */
static void
single_solve(OwnershipView *view, uint32_t node)
{
	const Arena *arena = view->world->graph->scratch;
	OwnershipBound sum = view->constants[node];
	Fraction	own = FRACTION_ZERO;

	for (uint32_t e = view->first_edge[node]; e < view->first_edge[node + 1]; e++)
	{
		const OwnershipEdge *edge = &view->edges[e];

		if (edge->holder == node)
			own = fraction_add(arena, own, edge->weight.value);
		else
			sum = ownership_add(arena, sum, ownership_multiply(arena, edge->weight, view->values[edge->holder]));
	}
	if (!fraction_is_zero(own) && !fraction_is_zero(sum.value))
	{
		Fraction	rest = fraction_subtract(arena, FRACTION_ONE, own);

		if (fraction_sign(rest) <= 0)
			sum = (OwnershipBound) {FRACTION_ONE, false};
		else
			(void) fraction_divide(arena, sum.value, rest, &sum.value);
	}
	if (fraction_compare(arena, sum.value, FRACTION_ONE) > 0)
		sum = (OwnershipBound) {FRACTION_ONE, false};
	sum.value = bits_cap(view, sum.value);
	view->values[node] = sum;
}

static void
circle_solve(OwnershipView *view, const FlowOrder *order, const uint32_t *members, uint32_t count)
{
	const Arena *arena = view->world->graph->scratch;
	Fraction   *weights = arena_allocate(arena, sizeof(Fraction) * count * count);
	Fraction   *constants = arena_allocate(arena, sizeof(Fraction) * count);
	Fraction   *solution = arena_allocate(arena, sizeof(Fraction) * count);
	uint32_t   *place = arena_allocate(arena, sizeof(uint32_t) * view->node_count);
	bool		capped;
	bool		open;

	arena_check(arena);
	for (uint32_t i = 0; i < count; i++)
		place[members[i]] = i;
	for (uint32_t row = 0; row < count; row++)
	{
		uint32_t	node = members[row];

		constants[row] = inflow(view, node, order).value;
		for (uint32_t i = 0; i < count; i++)
			weights[row * count + i] = FRACTION_ZERO;
		for (uint32_t e = view->first_edge[node]; e < view->first_edge[node + 1]; e++)
			if (order->component_of[view->edges[e].holder] == order->component_of[node])
			{
				Fraction   *cell = &weights[row * count + place[view->edges[e].holder]];

				*cell = fraction_add(arena, *cell, view->edges[e].weight.value);
			}
	}
	open = circle_open(view, members, count);
	capped = capped_solve(arena, count, weights, constants, solution);
	for (uint32_t i = 0; i < count; i++)
		view->values[members[i]] = (OwnershipBound)
	{
		bits_cap(view, solution[i]), open && !capped && !fraction_is_zero(solution[i])
	};
	arena_release(arena, place);
	arena_release(arena, solution);
	arena_release(arena, constants);
	arena_release(arena, weights);
}

/* Whether some share that flows in or around is only come near to: then all members' are, as all feed each other. */
static bool
circle_open(const OwnershipView *view, const uint32_t *members, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
	{
		uint32_t	node = members[i];

		if (view->constants[node].open)
			return true;
		for (uint32_t e = view->first_edge[node]; e < view->first_edge[node + 1]; e++)
		{
			const OwnershipEdge *edge = &view->edges[e];

			if (edge->weight.open || view->values[edge->holder].open)
				return true;
		}
	}
	return false;
}

/*
 * Too many for an exact solution.  The right side only rises with what is
 * put in, so from zero each round stays below the solution, and from one
 * above it.
 */
static void
circle_approach(OwnershipView *view, const uint32_t *members, uint32_t count)
{
	const Arena *arena = view->world->graph->scratch;
	bool		upper = view->world->upper;
	bool		fed = false;
	bool		moved = true;

	for (uint32_t i = 0; i < count; i++)
		fed = fed || !fraction_is_zero(inflow(view, members[i], NULL).value);
	if (!fed)
		return;
	for (uint32_t i = 0; i < count && upper; i++)
		view->values[members[i]].value = FRACTION_ONE;
	for (int round = 0; round < ROUNDS_MAX && moved; round++)
	{
		moved = false;
		arena_check(arena);
		for (uint32_t i = 0; i < count; i++)
		{
			Fraction	next = inflow(view, members[i], NULL).value;

			next = fraction_min(arena, next, FRACTION_ONE);
			next = upper ? fraction_round_up(arena, next, ROUND_BITS) : fraction_round_down(arena, next, ROUND_BITS);
			moved = moved || fraction_compare(arena, next, view->values[members[i]].value) != 0;
			view->values[members[i]].value = next;
		}
	}
}

/* What flows into a party; with an order, from outside of its circle only. */
static OwnershipBound
inflow(const OwnershipView *view, uint32_t node, const FlowOrder *outside)
{
	const Arena *arena = view->world->graph->scratch;
	OwnershipBound sum = view->constants[node];

	for (uint32_t e = view->first_edge[node]; e < view->first_edge[node + 1]; e++)
	{
		const OwnershipEdge *edge = &view->edges[e];

		if (outside == NULL || outside->component_of[edge->holder] != outside->component_of[node])
			sum = ownership_add(arena, sum, ownership_multiply(arena, edge->weight, view->values[edge->holder]));
	}
	return sum;
}

/* Long chains make long numbers; an end that is too long moves outward a little. */
static Fraction
bits_cap(const OwnershipView *view, Fraction value)
{
	const Arena *arena = view->world->graph->scratch;

	if (value.den > 0 || fraction_bits(value) <= OWNERSHIP_BITS_MAX)
		return value;
	return view->world->upper ? fraction_round_up(arena, value, OWNERSHIP_BITS_MAX / 2)
		: fraction_round_down(arena, value, OWNERSHIP_BITS_MAX / 2);
}
