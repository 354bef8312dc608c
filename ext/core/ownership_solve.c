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
#include "core/linear_solve.h"
#include "core/ownership.h"

#define ROUNDS_MAX 1000
#define ROUND_BITS 60

static void single_solve(OwnershipView *view, uint32_t node);
static void circle_solve(OwnershipView *view, const FlowOrder *order, const uint32_t *members, uint32_t count);
static void circle_approach(OwnershipView *view, const uint32_t *members, uint32_t count);
static uint32_t circle_limited(const OwnershipView *view, const FlowOrder *order, const uint32_t *members, uint32_t count);
static void circle_open(OwnershipView *view, const uint32_t *members, uint32_t count);
static void spares_share(const OwnershipView *view, uint32_t node, OwnershipBound *sum);
static OwnershipBound edge_flow(const OwnershipView *view, const OwnershipEdge *edge);
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
		else if (count <= OWNERSHIP_CIRCLE_MAX &&
				 count + circle_limited(view, &order, &order.sequence[start], count) <= LINEAR_SOLVE_MAX)
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
	OwnershipBound own = OWNERSHIP_NOTHING;

	for (uint32_t e = view->first_edge[node]; e < view->first_edge[node + 1]; e++)
	{
		const OwnershipEdge *edge = &view->edges[e];

		if (edge->holder == node)
			own = ownership_add(arena, own, edge->weight);
		else
			sum = ownership_add(arena, sum, edge_flow(view, edge));
	}
	spares_share(view, node, &sum);
	if (!fraction_is_zero(own.value) && !fraction_is_zero(sum.value))
	{
		Fraction	rest = fraction_subtract(arena, FRACTION_ONE, own.value);

		if (fraction_sign(rest) <= 0)
			sum = (OwnershipBound) {FRACTION_ONE, false};
		else
		{
			(void) fraction_divide(arena, sum.value, rest, &sum.value);
			sum.open = sum.open || own.open;
		}
	}
	if (fraction_compare(arena, sum.value, FRACTION_ONE) > 0)
		sum = (OwnershipBound) {FRACTION_ONE, false};
	sum.value = bits_cap(view, sum.value);
	view->values[node] = sum;
}

/* What an edge may bring beyond what its holder certainly has, from somebody else than the party itself. */
static bool
spare_counts(const OwnershipView *view, const OwnershipEdge *edge)
{
	return !edge->whole && edge->holder != edge->entity && !fraction_is_zero(edge->spare) && !fraction_is_zero(view->values[edge->holder].value);
}

/* What holders cannot have all at once leaves a party's sum; then what is left of it goes first to whoever brings most. */
static void
spares_share(const OwnershipView *view, uint32_t node, OwnershipBound *sum)
{
	const Arena *arena = view->world->graph->scratch;
	uint32_t	first = view->first_edge[node];
	uint32_t	count = node < view->world->graph->node_count ? view->first_edge[node + 1] - first : 0;
	Fraction	spares = FRACTION_ZERO;
	Fraction	brought = FRACTION_ZERO;
	Fraction	left;
	bool	   *done;

	if (!view->world->upper || view->world->doctrine->largest_metric || count < 2)
		return;
	for (uint32_t e = first; e < first + count; e++)
	{
		const OwnershipEdge *edge = &view->edges[e];

		if (!spare_counts(view, edge))
			continue;
		spares = fraction_add(arena, spares, edge->spare);
		brought = fraction_add(arena, brought, fraction_multiply(arena, edge->spare, view->values[edge->holder].value));
	}
	if (fraction_is_zero(spares) || !ownership_left(view->world, node, view->metric, &left) || fraction_compare(arena, spares, left) <= 0)
		return;
	*sum = (OwnershipBound) {fraction_subtract(arena, sum->value, brought), false};
	done = ownership_allocate(arena, count, sizeof(bool));
	/* They have more spare than is left, so it is used up before they are. */
	while (!fraction_is_zero(left))
	{
		const OwnershipEdge *most = NULL;
		Fraction	used;

		arena_check(arena);
		for (uint32_t e = first; e < first + count; e++)
			if (!done[e - first] && spare_counts(view, &view->edges[e]) &&
				(most == NULL || fraction_compare(arena, view->values[view->edges[e].holder].value, view->values[most->holder].value) > 0))
				most = &view->edges[e];
		done[most - &view->edges[first]] = true;
		used = fraction_min(arena, most->spare, left);
		left = fraction_subtract(arena, left, used);
		sum->value = fraction_add(arena, sum->value, fraction_multiply(arena, used, view->values[most->holder].value));
	}
	arena_release(arena, done);
}

/* A circle as a system; each limited link within it is a member of its own, capped by its share. */
static void
circle_solve(OwnershipView *view, const FlowOrder *order, const uint32_t *members, uint32_t count)
{
	const Arena *arena = view->world->graph->scratch;
	uint32_t	size = count + circle_limited(view, order, members, count);
	Fraction   *weights = arena_allocate(arena, sizeof(Fraction) * size * size);
	Fraction   *constants = arena_allocate(arena, sizeof(Fraction) * size);
	Fraction   *caps = arena_allocate(arena, sizeof(Fraction) * size);
	Fraction   *solution = arena_allocate(arena, sizeof(Fraction) * size);
	uint32_t   *place = arena_allocate(arena, sizeof(uint32_t) * view->node_count);
	uint32_t	extra = count;

	arena_check(arena);
	for (uint32_t i = 0; i < size * size; i++)
		weights[i] = FRACTION_ZERO;
	for (uint32_t i = 0; i < count; i++)
		place[members[i]] = i;
	for (uint32_t row = 0; row < count; row++)
	{
		uint32_t	node = members[row];

		constants[row] = inflow(view, node, order).value;
		caps[row] = FRACTION_ONE;
		for (uint32_t e = view->first_edge[node]; e < view->first_edge[node + 1]; e++)
		{
			const OwnershipEdge *edge = &view->edges[e];
			Fraction   *cell = &weights[row * size + (edge->limited ? extra : place[edge->holder])];

			if (order->component_of[edge->holder] != order->component_of[node])
				continue;
			*cell = fraction_add(arena, *cell, edge->weight.value);
			if (!edge->limited)
				continue;
			weights[extra * size + place[edge->holder]] = FRACTION_ONE;
			constants[extra] = FRACTION_ZERO;
			caps[extra++] = edge->share.value;
		}
	}
	capped_solve(arena, size, weights, constants, caps, solution);
	for (uint32_t i = 0; i < count; i++)
		view->values[members[i]] = (OwnershipBound) {bits_cap(view, solution[i]), false};
	circle_open(view, members, count);
	arena_release(arena, place);
	arena_release(arena, solution);
	arena_release(arena, caps);
	arena_release(arena, constants);
	arena_release(arena, weights);
}

static uint32_t
circle_limited(const OwnershipView *view, const FlowOrder *order, const uint32_t *members, uint32_t count)
{
	uint32_t	limited = 0;

	for (uint32_t i = 0; i < count; i++)
		for (uint32_t e = view->first_edge[members[i]]; e < view->first_edge[members[i] + 1]; e++)
			limited += view->edges[e].limited &&
				order->component_of[view->edges[e].holder] == order->component_of[members[i]];
	return limited;
}

/* Marks the members whose share is only come near to, because something that flows in is. */
static void
circle_open(OwnershipView *view, const uint32_t *members, uint32_t count)
{
	const Arena *arena = view->world->graph->scratch;
	bool		marked = true;

	while (marked)
	{
		marked = false;
		arena_check(arena);
		for (uint32_t i = 0; i < count; i++)
		{
			OwnershipBound *value = &view->values[members[i]];
			OwnershipBound flow;

			if (value->open)
				continue;
			flow = inflow(view, members[i], NULL);
			/* What comes to more than the whole reaches the whole. */
			value->open = flow.open && fraction_compare(arena, flow.value, FRACTION_ONE) <= 0;
			marked = marked || value->open;
		}
	}
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
			sum = ownership_add(arena, sum, edge_flow(view, edge));
	}
	return sum;
}

/* What a link brings; a limited one no more than its share. */
static OwnershipBound
edge_flow(const OwnershipView *view, const OwnershipEdge *edge)
{
	const Arena *arena = view->world->graph->scratch;
	OwnershipBound flow = ownership_multiply(arena, edge->weight, view->values[edge->holder]);
	int			order;

	if (!edge->limited)
		return flow;
	order = fraction_compare(arena, flow.value, edge->share.value);
	if (order == 0)
		flow.open = flow.open && edge->share.open;
	return order > 0 ? edge->share : flow;
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
