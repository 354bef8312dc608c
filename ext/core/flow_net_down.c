/*-------------------------------------------------------------------------
 *
 * flow_net_down.c
 *	  Shares of what was made of one lot, as bounds in doubles.
 *
 * Of a lot downstream it matters which part of it came through the root, and
 * which part of the root is in it.  Both follow from the same numbers of
 * those inputs that are downstream of the root themselves, so the net has no
 * others: its edges come one by one, as they are found to lead there, and are
 * grouped by output at the end.
 *
 * A grain that is followed upstream ends when it comes to the root.  So the
 * root is wholly of itself whatever went into it, and where lots feed each
 * other nothing flows into it.  Of the root, what was drawn may come to a lot
 * of a loop several times; which part of it ever does is found from the visits,
 * as upstream.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_net.h"

#include "core/flow.h"

/* A net whose edges are added by flow_net_down_edge, then flow_net_down_finish. */
void
flow_net_down_begin(FlowNet *net, const Arena *arena, FlowBasis basis)
{
	flow_net_begin(net, arena, basis, true);
	net->output = arena_allocate(arena, sizeof(uint32_t) * net->edge_space);
}

/* Adds a row of consumption between two lots of the net. */
void
flow_net_down_edge(FlowNet *net, uint32_t output, uint32_t input, double part, double drawn)
{
	uint32_t	edge = net->edge_count;

	flow_net_edges_reserve(net, 1);
	net->output[edge] = output;
	net->input[edge] = input;
	net->part[edge] = part;
	net->drawn[edge] = drawn;
	net->edge_count++;
	if (input >= output)
		net->ordered = false;
}

/* Whether the edges of each lot stand together; then its begin and end are set. */
static bool
edges_index(FlowNet *net)
{
	for (uint32_t e = 0; e < net->edge_count; e++)
	{
		FlowNetLot *lot = &net->lots[net->output[e]];

		if (lot->begin == lot->end)
			lot->begin = e;
		else if (lot->end != e)
			return false;
		lot->end = e + 1;
	}
	return true;
}

static void
edges_group(FlowNet *net)
{
	size_t		space = net->edge_space;
	uint32_t   *input = arena_allocate(net->arena, sizeof(uint32_t) * space);
	double	   *part = arena_allocate(net->arena, sizeof(double) * space);
	double	   *drawn = arena_allocate(net->arena, sizeof(double) * space);
	uint32_t	at = 0;

	arena_check(net->arena);
	for (uint32_t l = 0; l < net->lot_count; l++)
		net->lots[l].end = 0;
	for (uint32_t e = 0; e < net->edge_count; e++)
		net->lots[net->output[e]].end++;
	for (uint32_t l = 0; l < net->lot_count; l++)
	{
		net->lots[l].begin = at;
		at += net->lots[l].end;
		net->lots[l].end = net->lots[l].begin;
	}
	for (uint32_t e = 0; e < net->edge_count; e++)
	{
		uint32_t	to = net->lots[net->output[e]].end++;

		input[to] = net->input[e];
		part[to] = net->part[e];
		drawn[to] = net->drawn[e];
	}
	arena_release(net->arena, net->input);
	arena_release(net->arena, net->part);
	arena_release(net->arena, net->drawn);
	net->input = input;
	net->part = part;
	net->drawn = drawn;
}

/* Makes the net one that can be put in order: all its edges were added. */
void
flow_net_down_finish(FlowNet *net)
{
	if (!edges_index(net))
		edges_group(net);
	arena_release(net->arena, net->output);
	net->output = NULL;
	net->sequence_count = net->lot_count;
	for (uint32_t l = 0; l < net->lot_count; l++)
		net->sequence[l] = net->lot_count - 1 - l;
}

static inline void
tier_pass(const FlowNetShares *shares, uint32_t from, uint32_t to)
{
	if (shares->tier_min[to] == FLOW_TIER_NONE || shares->tier_min[from] + 1 < shares->tier_min[to])
		shares->tier_min[to] = shares->tier_min[from] + 1;
	if (shares->tier_max[from] == FLOW_TIER_UNBOUNDED || shares->tier_max[to] == FLOW_TIER_UNBOUNDED)
		shares->tier_max[to] = FLOW_TIER_UNBOUNDED;
	else if (shares->tier_max[from] + 1 > shares->tier_max[to])
		shares->tier_max[to] = shares->tier_max[from] + 1;
}

/* What a lot's inputs hand on to it, those of its own loop left out. */
static inline void
lot_take_in(const FlowNet *net, uint32_t index, bool in_loop, FlowNetShares *shares)
{
	const FlowNetLot *lot = &net->lots[index];
	FlowBounds	share = {0, 0};
	FlowBounds	used = {0, 0};
	bool		used_known = true;

	for (uint32_t e = lot->begin; e < lot->end; e++)
	{
		uint32_t	input = net->input[e];
		FlowBounds	passed = shares->share[input];

		if (shares->tier_min[input] == FLOW_TIER_NONE || (in_loop && net->group_of[input] == net->group_of[index]))
			continue;
		if (lot->uncertain)
			passed.min = 0;
		flow_bounds_add(&share, flow_bounds_times(passed, net->part[e]));
		used_known = used_known && shares->used[input].min >= 0 && net->drawn[e] >= 0;
		flow_bounds_add(&used, flow_bounds_times(shares->used[input], net->drawn[e]));
		tier_pass(shares, input, index);
	}
	shares->share[index] = share;
	shares->used[index] = used_known ? used : (FlowBounds) {-1, -1};
}

static inline void
root_set(uint32_t root, FlowNetShares *shares)
{
	shares->share[root] = shares->used[root] = (FlowBounds) {1, 1};
	shares->tier_min[root] = shares->tier_max[root] = 0;
}

static void
lot_pass_down(const FlowNet *net, uint32_t index, uint32_t root, FlowNetShares *shares)
{
	if (index == root)
		root_set(root, shares);
	else
		lot_take_in(net, index, false, shares);
	shares->share[index] = flow_bounds_clamp(shares->share[index]);
	shares->gap[index] = flow_net_gap(&net->lots[index], shares->share[index]);
}

/* Fewest steps to the members of a loop, from those that are reached from outside it; false where none is. */
static bool
loop_tiers(const FlowNet *net, const uint32_t *members, uint32_t count, FlowNetShares *shares)
{
	bool		reached = false;

	for (bool changed = true; changed;)
	{
		arena_check(net->arena);
		changed = false;
		for (uint32_t m = 0; m < count; m++)
		{
			int32_t    *tier = &shares->tier_min[members[m]];
			const FlowNetLot *lot = &net->lots[members[m]];

			for (uint32_t e = lot->begin; e < lot->end; e++)
			{
				int32_t		from = shares->tier_min[net->input[e]];

				if (from == FLOW_TIER_NONE || (*tier != FLOW_TIER_NONE && from + 1 >= *tier))
					continue;
				*tier = from + 1;
				changed = true;
			}
			reached = reached || *tier != FLOW_TIER_NONE;
		}
	}
	return reached;
}

/* The same for the members of a loop. */
static bool
loop_pass_down(const FlowNet *net, const uint32_t *members, uint32_t count, uint32_t *place, uint32_t root, FlowNetShares *shares, FlowBounds *returns)
{
	for (uint32_t m = 0; m < count; m++)
	{
		if (members[m] == root)
			root_set(root, shares);
		else
			lot_take_in(net, members[m], true, shares);
	}
	if (!loop_tiers(net, members, count, shares))
		return true;
	if (!flow_net_loop_down(net, members, count, place, root, shares, returns))
		return false;
	for (uint32_t m = 0; m < count; m++)
	{
		const FlowNetLot *lot = &net->lots[members[m]];
		FlowBounds	visits = shares->share[members[m]];

		shares->gap[members[m]] = flow_net_gap(lot, lot->lost ? flow_bounds_clamp(visits) : visits);
		shares->tier_max[members[m]] = FLOW_TIER_UNBOUNDED;
	}
	return true;
}

/* Per lot, visits of a grain that starts there: one outside loops. */
static FlowBounds *
returns_make(const FlowNet *net)
{
	FlowBounds *returns = NULL;

	if (net->group_of == NULL)
		return NULL;
	returns = arena_allocate(net->arena, sizeof(FlowBounds) * ((size_t) net->lot_count + 1));
	for (uint32_t l = 0; l < net->lot_count; l++)
		returns[l] = (FlowBounds) {1, 1};
	return returns;
}

/* Turns visits of the members of loops into the parts that ever come there. */
static void
loops_finish(const FlowNet *net, uint32_t root, const FlowBounds *returns, FlowNetShares *shares)
{
	for (uint32_t l = 0; l < net->lot_count; l++)
	{
		FlowBounds *used = &shares->used[l];

		shares->share[l] = flow_bounds_clamp(shares->share[l]);
		if (used->min < 0 || returns[l].max == 1)
			continue;
		used->min = used->min / returns[l].max * FLOW_BOUNDS_DOWN;
		used->max = used->max / returns[l].min * FLOW_BOUNDS_UP;
		if (l == root)
			*used = (FlowBounds) {1, 1};
	}
}

/*
 * Shares of what was made of the root: which part of each lot came through
 * it, and which part of it is in each lot.  The net is in order.  A lot that
 * is not reached has no tier.  False where a loop does not settle.
 */
bool
flow_net_down(const FlowNet *net, uint32_t root, FlowNetShares *shares)
{
	uint32_t   *place = flow_net_places(net);
	FlowBounds *returns = returns_make(net);

	flow_net_shares_make(net, true, shares);
	for (uint32_t end = net->sequence_count, s; end > 0; end = s)
	{
		if ((end & 1023) == 0)
			arena_check(net->arena);
		s = flow_net_group_begin(net, end);
		if (end - s == 1)
			lot_pass_down(net, net->sequence[s], root, shares);
		else if (!loop_pass_down(net, &net->sequence[s], end - s, place, root, shares, returns))
			return false;
	}
	if (returns != NULL)
		loops_finish(net, root, returns, shares);
	return true;
}
