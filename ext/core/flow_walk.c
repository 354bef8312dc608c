/*-------------------------------------------------------------------------
 *
 * flow_walk.c
 *	  Closure, tiers and shares of one lot, upstream and downstream.
 *
 * Follow one grain of the root upstream, choosing at each lot one of its
 * inputs in proportion to their parts.  The share of a lot is the chance
 * that the grain ever came through it; what is lost at a lot is the chance
 * that the way ends there unknown.  Downstream the question is turned round:
 * the chance that a grain of the lot came through the root.  A lot is looked
 * at once, after all that matter for it, so diamonds cost nothing extra.
 *
 * Lots that feed each other (rework, recycling) are solved together as a
 * linear system.  There a grain may pass a lot several times: the expected
 * number of visits is what flows on, and the share is that number divided
 * by the visits of a grain that starts at the lot itself.  The part of a lot
 * that was used for another is found in the same way, by what was drawn.
 *
 * Every result is an interval.  The chances grow with every part, so the
 * lower ends of the parts give lower bounds and the upper ends upper bounds.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow.h"

#include <string.h>

#include "core/linear_solve.h"

typedef struct Walk
{
	const FlowGraph *graph;
	const FlowOrder *order;
	const FlowWeights *weights;
	FlowResult *result;
	FractionInterval   *visits;			/* expected visits of a grain; equals share outside loops */
	bool	   *unbounded;		/* visits has no upper bound */
	bool	   *exact;			/* both ends of visits are the same */
	FractionInterval   *drawn_visits;	/* the same by what was drawn; equals used outside loops, and upstream */
	uint32_t	root;
	bool		up;
} Walk;

typedef enum WalkEnd
{
	END_MIN,
	END_MAX
} WalkEnd;

static Fraction
interval_end(FractionInterval x, WalkEnd end)
{
	return end == END_MIN ? x.min : x.max;
}

/* The edges that lead to a lot in the walk's direction: where its share comes from. */
static uint32_t
source_count(const Walk *walk, uint32_t lot)
{
	const FlowOrder *order = walk->order;

	return walk->up ? order->first_use[lot + 1] - order->first_use[lot]
		: order->first_edge[lot + 1] - order->first_edge[lot];
}

static uint32_t
source_edge(const Walk *walk, uint32_t lot, uint32_t at)
{
	const FlowOrder *order = walk->order;

	return walk->up ? order->uses[order->first_use[lot] + at] : order->first_edge[lot] + at;
}

static uint32_t
source_lot(const Walk *walk, uint32_t edge)
{
	return walk->up ? walk->graph->edges[edge].output : walk->graph->edges[edge].input;
}

/* Marks what the root reaches, with the fewest steps. */
static void
tiers_min(const Walk *walk)
{
	const FlowGraph *graph = walk->graph;
	const FlowOrder *order = walk->order;
	uint32_t   *queue = arena_allocate(graph->arena, sizeof(uint32_t) * ((size_t) graph->lot_count + 1));
	uint32_t	head = 0,
				tail = 0;
	int32_t    *tier = walk->result->tier_min;

	for (uint32_t l = 0; l < graph->lot_count; l++)
		tier[l] = FLOW_TIER_NONE;
	tier[walk->root] = 0;
	queue[tail++] = walk->root;
	while (head < tail)
	{
		uint32_t	lot = queue[head++];
		uint32_t	begin = walk->up ? order->first_edge[lot] : order->first_use[lot];
		uint32_t	end = walk->up ? order->first_edge[lot + 1] : order->first_use[lot + 1];

		if ((head & 1023) == 0)
			arena_check(graph->arena);
		for (uint32_t at = begin; at < end; at++)
		{
			uint32_t	next = walk->up ? graph->edges[at].input : graph->edges[order->uses[at]].output;

			if (tier[next] != FLOW_TIER_NONE)
				continue;
			tier[next] = tier[lot] + 1;
			queue[tail++] = next;
		}
	}
}

static void
tier_max_set(const Walk *walk, uint32_t lot, bool in_loop)
{
	int32_t    *tier = walk->result->tier_max;
	int32_t		most = 0;

	for (uint32_t at = 0; at < source_count(walk, lot) && most != FLOW_TIER_UNBOUNDED; at++)
	{
		uint32_t	source = source_lot(walk, source_edge(walk, lot, at));

		if (walk->result->tier_min[source] == FLOW_TIER_NONE)
			continue;
		if (tier[source] == FLOW_TIER_UNBOUNDED)
			most = FLOW_TIER_UNBOUNDED;
		else if (tier[source] + 1 > most)
			most = tier[source] + 1;
	}
	tier[lot] = in_loop ? FLOW_TIER_UNBOUNDED : most;
}

/*
 * What flows to a lot from lots outside its component, for one end of the
 * bounds; false where it has no bound.  exact stays true where the other end
 * would come to the same.
 */
static bool
inflow(const Walk *walk, const Arena *arena, uint32_t lot, WalkEnd end, Fraction *sum, bool *exact)
{
	uint32_t	component = walk->order->component_of[lot];

	*sum = lot == walk->root ? FRACTION_ONE : FRACTION_ZERO;
	for (uint32_t at = 0; at < source_count(walk, lot); at++)
	{
		uint32_t	edge = source_edge(walk, lot, at);
		uint32_t	source = source_lot(walk, edge);
		Fraction	part = interval_end(walk->weights->part[edge], end);

		if (walk->order->component_of[source] == component || walk->result->tier_min[source] == FLOW_TIER_NONE)
			continue;
		*exact = *exact && walk->exact[source] && walk->weights->exact[edge];
		if (fraction_is_zero(part))
			continue;
		if (end == END_MAX && walk->unbounded[source])
			return false;
		*sum = fraction_add(arena, *sum, fraction_multiply(arena, interval_end(walk->visits[source], end), part));
	}
	return true;
}

/* What was drawn by lots outside the component; FLOW_USED_UNKNOWN where one of them has no answer. */
static FractionInterval
drawn_inflow(const Walk *walk, const Arena *arena, uint32_t lot)
{
	uint32_t	component = walk->order->component_of[lot];
	FractionInterval sum = lot == walk->root ? INTERVAL_ONE : INTERVAL_ZERO;
	bool		exact = true;

	for (uint32_t at = 0; at < source_count(walk, lot) && lot != walk->root; at++)
	{
		uint32_t	edge = source_edge(walk, lot, at);
		uint32_t	source = source_lot(walk, edge);
		FractionInterval used = walk->drawn_visits[source];
		Fraction	drawn = walk->graph->edges[edge].drawn;

		if (walk->order->component_of[source] == component || walk->result->tier_min[source] == FLOW_TIER_NONE)
			continue;
		if (fraction_sign(used.min) < 0 || fraction_sign(drawn) < 0)
			return FLOW_USED_UNKNOWN;
		if (exact && !interval_is_exact(arena, used))
		{
			exact = false;
			sum.max = sum.min;
		}
		sum.min = fraction_add(arena, sum.min, fraction_multiply(arena, used.min, drawn));
		if (!exact)
			sum.max = fraction_add(arena, sum.max, fraction_multiply(arena, used.max, drawn));
	}
	if (exact)
		sum.max = sum.min;
	return sum;
}

/* Keeps how often a grain comes to a lot by what was drawn, and which part ever does. */
static void
used_finish(const Walk *walk, uint32_t lot, FractionInterval visits, FractionInterval used)
{
	const FlowGraph *graph = walk->graph;

	walk->result->used[lot] = interval_copy(graph->arena, interval_cap(graph->scratch, used, graph->bits_max));
	if (walk->drawn_visits != walk->result->used)
		walk->drawn_visits[lot] = interval_copy(graph->arena, interval_cap(graph->scratch, visits, graph->bits_max));
}

static void
lot_finish(const Walk *walk, uint32_t lot, FractionInterval visits, bool unbounded, FractionInterval share)
{
	const FlowGraph *graph = walk->graph;
	FractionInterval missing = walk->weights->missing[lot],
				gap;

	visits = interval_cap(graph->scratch, visits, graph->bits_max);
	walk->visits[lot] = interval_copy(graph->arena, visits);
	walk->unbounded[lot] = unbounded;
	walk->exact[lot] = !unbounded && interval_is_exact(graph->scratch, visits);
	share = interval_clamp_share(graph->scratch, interval_cap(graph->scratch, share, graph->bits_max));
	walk->result->share[lot] = interval_copy(graph->arena, share);
	if (graph->lots[lot].lost)
		gap = share;
	else
	{
		gap = interval_multiply(graph->scratch, visits, missing);
		if (unbounded && !fraction_is_zero(missing.max))
			gap.max = FRACTION_ONE;
		gap = interval_clamp_share(graph->scratch, interval_cap(graph->scratch, gap, graph->bits_max));
	}
	walk->result->gap[lot] = interval_copy(graph->arena, gap);
}

static void
single_walk(const Walk *walk, uint32_t lot)
{
	const Arena *scratch = walk->graph->scratch;
	FractionInterval visits = INTERVAL_UNKNOWN_SHARE;
	FractionInterval drawn;
	bool		exact = true;

	(void) inflow(walk, scratch, lot, END_MIN, &visits.min, &exact);
	if (exact)
		visits.max = visits.min;
	else if (!inflow(walk, scratch, lot, END_MAX, &visits.max, &exact))
		visits.max = FRACTION_ONE;
	/* Outside loops a grain comes at most once, so bounds above one only add up what excludes each other. */
	visits = interval_clamp_share(scratch, visits);
	if (!walk->up && lot == walk->root)
		visits = INTERVAL_ONE;
	tier_max_set(walk, lot, false);
	lot_finish(walk, lot, visits, false, visits);
	drawn = drawn_inflow(walk, scratch, lot);
	used_finish(walk, lot, drawn, drawn);
}

/* Fills the matrix of one component: row and column by place in the component. */
static void
loop_matrix(const Walk *walk, const uint32_t *members, uint32_t count, const uint32_t *place, int kind, Fraction *matrix)
{
	const Arena *scratch = walk->graph->scratch;

	for (uint32_t i = 0; i < count * count; i++)
		matrix[i] = FRACTION_ZERO;
	for (uint32_t row = 0; row < count; row++)
	{
		/* Where the root is what a grain comes to, it ends there: nothing flows on from it. */
		if (members[row] == walk->root && (kind == 2) == walk->up)
			continue;
		for (uint32_t at = 0; at < source_count(walk, members[row]); at++)
		{
			uint32_t	edge = source_edge(walk, members[row], at);
			uint32_t	source = source_lot(walk, edge);
			Fraction   *cell = &matrix[(size_t) row * count + place[source]];

			if (walk->order->component_of[source] != walk->order->component_of[members[row]])
				continue;
			*cell = fraction_add(scratch, *cell, kind == 2 ? walk->graph->edges[edge].drawn
								 : interval_end(walk->weights->part[edge], kind == 0 ? END_MIN : END_MAX));
		}
	}
}

static bool
solution_is_flow(const Fraction *solution, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		if (fraction_sign(solution[i]) < 0)
			return false;
	}
	return true;
}

typedef struct LoopSystem
{
	uint32_t	count;
	const uint32_t *members;
	const uint32_t *place;
	Fraction   *matrix;
	Fraction   *constants;		/* the inflow, one column or one for each end, then the unit vectors */
	Fraction   *solution;
} LoopSystem;

/* Solves one end of the bounds: visits[i], and the visits of a grain that starts at i in returns[i]. */
static bool
loop_end_solve(const Walk *walk, LoopSystem *loop, WalkEnd end, Fraction *visits, Fraction *returns)
{
	const Arena *scratch = walk->graph->scratch;
	size_t		columns = walk->up ? (size_t) loop->count + 1 : 1;
	bool		exact = true;

	loop_matrix(walk, loop->members, loop->count, loop->place, end == END_MIN ? 0 : 1, loop->matrix);
	for (uint32_t row = 0; row < loop->count; row++)
	{
		Fraction   *constants = &loop->constants[row * columns];

		if (!inflow(walk, scratch, loop->members[row], end, &constants[0], &exact))
			return false;
		if (!walk->up && loop->members[row] == walk->root)
			constants[0] = FRACTION_ONE;
		for (size_t column = 1; column < columns; column++)
			constants[column] = column - 1 == row ? FRACTION_ONE : FRACTION_ZERO;
	}
	if (linear_solve(scratch, loop->count, loop->matrix, columns, loop->constants, loop->solution) != LINEAR_OK
		|| !solution_is_flow(loop->solution, loop->count * columns))
		return false;
	for (uint32_t row = 0; row < loop->count; row++)
	{
		visits[row] = loop->solution[row * columns];
		returns[row] = walk->up ? loop->solution[row * columns + 1 + row] : FRACTION_ONE;
	}
	return true;
}

/* Upstream the used part of a row follows from its solution alone; downstream from that of a grain that starts there, too. */
static FractionInterval
loop_used(const Walk *walk, const LoopSystem *loop, uint32_t row, size_t columns)
{
	const Arena *scratch = walk->graph->scratch;
	const Fraction *solution = &loop->solution[row * columns];
	FractionInterval used = {solution[0], solution[1]};

	if (!walk->up)
	{
		(void) fraction_divide(scratch, solution[0], solution[2 + row], &used.min);
		(void) fraction_divide(scratch, solution[1], solution[2 + row], &used.max);
	}
	return used;
}

/* More drawn from a loop than was made of it, as some sources state, leaves the used parts unknown. */
static void
loop_used_solve(const Walk *walk, LoopSystem *loop)
{
	const Arena *scratch = walk->graph->scratch;
	size_t		columns = walk->up ? 2 : (size_t) loop->count + 2;
	bool		solved;

	loop_matrix(walk, loop->members, loop->count, loop->place, 2, loop->matrix);
	solved = solution_is_flow(loop->matrix, (size_t) loop->count * loop->count);
	for (uint32_t row = 0; row < loop->count; row++)
	{
		FractionInterval inflow = drawn_inflow(walk, scratch, loop->members[row]);
		Fraction   *constants = &loop->constants[row * columns];

		constants[0] = inflow.min;
		constants[1] = inflow.max;
		for (size_t column = 2; column < columns; column++)
			constants[column] = column - 2 == row ? FRACTION_ONE : FRACTION_ZERO;
		solved = solved && solution_is_flow(constants, 2);
	}
	solved = solved && linear_solve(scratch, loop->count, loop->matrix, columns, loop->constants, loop->solution) == LINEAR_OK
		&& solution_is_flow(loop->solution, loop->count * columns);
	for (uint32_t row = 0; row < loop->count; row++)
	{
		const Fraction *visits = &loop->solution[row * columns];

		if (solved)
			used_finish(walk, loop->members[row], (FractionInterval) {visits[0], visits[1]}, loop_used(walk, loop, row, columns));
		else
			used_finish(walk, loop->members[row], FLOW_USED_UNKNOWN, FLOW_USED_UNKNOWN);
	}
}

/* Solves the lots of one component, which feed each other. */
static FlowFault
loop_walk(const Walk *walk, const uint32_t *members, uint32_t count, uint32_t *place)
{
	const Arena *scratch = walk->graph->scratch;
	LoopSystem	loop = {.count = count,.members = members,.place = place};
	Fraction   *ends[4];
	bool		bounded;

	if (count > LINEAR_SOLVE_MAX)
		return FLOW_LOOP_TOO_LARGE;
	loop.matrix = arena_allocate(scratch, sizeof(Fraction) * count * count);
	loop.constants = arena_allocate(scratch, sizeof(Fraction) * count * ((size_t) count + 2));
	loop.solution = arena_allocate(scratch, sizeof(Fraction) * count * ((size_t) count + 2));
	for (int i = 0; i < 4; i++)
		ends[i] = arena_allocate(scratch, sizeof(Fraction) * count);
	for (uint32_t row = 0; row < count; row++)
		place[members[row]] = row;

	if (!loop_end_solve(walk, &loop, END_MIN, ends[0], ends[1]))
		return FLOW_LOOP_CLOSED;
	bounded = loop_end_solve(walk, &loop, END_MAX, ends[2], ends[3]);
	for (uint32_t row = 0; row < count; row++)
	{
		FractionInterval visits = {ends[0][row], bounded ? ends[2][row] : ends[0][row]};
		FractionInterval share = INTERVAL_UNKNOWN_SHARE;

		(void) fraction_divide(scratch, visits.min, ends[1][row], &share.min);
		if (bounded)
			(void) fraction_divide(scratch, visits.max, ends[3][row], &share.max);
		tier_max_set(walk, members[row], true);
		lot_finish(walk, members[row], visits, !bounded, share);
	}
	loop_used_solve(walk, &loop);
	return FLOW_OK;
}

static FlowFault
component_walk(const Walk *walk, uint32_t component, uint32_t *place)
{
	const FlowOrder *order = walk->order;
	uint32_t	begin = component == 0 ? 0 : order->component_end[component - 1];
	uint32_t	count = order->component_end[component] - begin;
	FlowFault	fault = FLOW_OK;

	/* All members of a component are reached, or none. */
	if (walk->result->tier_min[order->sequence[begin]] == FLOW_TIER_NONE)
		return FLOW_OK;
	if (count == 1)
		single_walk(walk, order->sequence[begin]);
	else
		fault = loop_walk(walk, &order->sequence[begin], count, place);
	walk->graph->scratch_reset(walk->graph->scratch);
	return fault;
}

static void
result_make(const FlowGraph *graph, FlowResult *result)
{
	size_t		count = (size_t) graph->lot_count + 1;

	result->tier_min = arena_allocate(graph->arena, sizeof(int32_t) * count);
	result->tier_max = arena_allocate(graph->arena, sizeof(int32_t) * count);
	result->share = arena_allocate(graph->arena, sizeof(FractionInterval) * count);
	result->gap = arena_allocate(graph->arena, sizeof(FractionInterval) * count);
	result->used = arena_allocate(graph->arena, sizeof(FractionInterval) * count);
	for (uint32_t l = 0; l < graph->lot_count; l++)
	{
		result->tier_max[l] = FLOW_TIER_NONE;
		result->share[l] = INTERVAL_ZERO;
		result->gap[l] = INTERVAL_ZERO;
		result->used[l] = INTERVAL_ZERO;
	}
}

static FlowFault
flow_walk(const FlowGraph *graph, uint32_t root, bool up, FlowResult *result)
{
	FlowOrder	order;
	FlowWeights weights;
	Walk		walk = {.graph = graph,.order = &order,.weights = &weights,.result = result,.root = root,.up = up};
	uint32_t   *place = arena_allocate(graph->arena, sizeof(uint32_t) * ((size_t) graph->lot_count + 1));
	FlowFault	fault = FLOW_OK;

	flow_order_make(graph, &order);
	flow_weigh(graph, &order, &weights);
	result_make(graph, result);
	walk.visits = arena_allocate(graph->arena, sizeof(FractionInterval) * ((size_t) graph->lot_count + 1));
	walk.unbounded = arena_allocate(graph->arena, sizeof(bool) * ((size_t) graph->lot_count + 1));
	memset(walk.unbounded, 0, sizeof(bool) * ((size_t) graph->lot_count + 1));
	walk.exact = arena_allocate(graph->arena, sizeof(bool) * ((size_t) graph->lot_count + 1));
	walk.drawn_visits = up ? result->used : arena_allocate(graph->arena, sizeof(FractionInterval) * ((size_t) graph->lot_count + 1));
	tiers_min(&walk);
	for (uint32_t c = 0; c < order.component_count && fault == FLOW_OK; c++)
	{
		if ((c & 255) == 0)
			arena_check(graph->arena);
		/* Components stand inputs first: upstream the walk goes from their end. */
		fault = component_walk(&walk, up ? order.component_count - 1 - c : c, place);
	}
	return fault;
}

FlowFault
flow_walk_up(const FlowGraph *graph, uint32_t root, FlowResult *result)
{
	return flow_walk(graph, root, true, result);
}

FlowFault
flow_walk_down(const FlowGraph *graph, uint32_t root, FlowResult *result)
{
	return flow_walk(graph, root, false, result);
}
