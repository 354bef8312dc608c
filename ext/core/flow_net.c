/*-------------------------------------------------------------------------
 *
 * flow_net.c
 *	  What was gathered around one lot, and its shares as bounds in doubles.
 *
 * Rows of the store are read outputs first, so lots come in the order in
 * which a walk upstream looks at them, and numbering them in that order keeps
 * what is near in the walk near in memory.
 *
 * Where nothing is unknown, both bounds of a share differ by about 1e-15 of
 * their size a step (core/flow_bounds.h).
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_net.h"

#include "core/flow.h"

void
flow_net_begin(FlowNet *net, const Arena *arena, FlowBasis basis, bool with_drawn)
{
	*net = (FlowNet) {.arena = arena,.basis = basis,.with_drawn = with_drawn,.lot_space = 256,.edge_space = 1024,.ordered = true};
	net->lots = arena_allocate(arena, sizeof(FlowNetLot) * net->lot_space);
	net->sequence = arena_allocate(arena, sizeof(uint32_t) * net->lot_space);
	net->input = arena_allocate(arena, sizeof(uint32_t) * net->edge_space);
	net->part = arena_allocate(arena, sizeof(double) * net->edge_space);
	net->drawn = arena_allocate(arena, sizeof(double) * net->edge_space);
}

static void *
array_grow(const Arena *arena, void *array, size_t size, size_t space)
{
	void	   *larger = arena_allocate(arena, space);

	memcpy(larger, array, size);
	arena_release(arena, array);
	return larger;
}

/* Adds a lot of which nothing is known yet; its index. */
uint32_t
flow_net_lot(FlowNet *net)
{
	if (net->lot_count == net->lot_space)
	{
		size_t		count = net->lot_count;

		arena_check(net->arena);
		net->lot_space *= 2;
		net->lots = array_grow(net->arena, net->lots, sizeof(FlowNetLot) * count, sizeof(FlowNetLot) * 2 * count);
		net->sequence = array_grow(net->arena, net->sequence, sizeof(uint32_t) * count, sizeof(uint32_t) * 2 * count);
	}
	memset(&net->lots[net->lot_count], 0, sizeof(FlowNetLot));
	return net->lot_count++;
}

/* Makes room for so many more edges. */
void
flow_net_edges_reserve(FlowNet *net, uint32_t count)
{
	size_t		used = net->edge_count;
	size_t		space = net->edge_space;

	if (used + count <= space)
		return;
	arena_check(net->arena);
	while (space < used + count)
		space *= 2;
	net->input = array_grow(net->arena, net->input, sizeof(uint32_t) * used, sizeof(uint32_t) * space);
	net->part = array_grow(net->arena, net->part, sizeof(double) * used, sizeof(double) * space);
	if (net->with_drawn)
		net->drawn = array_grow(net->arena, net->drawn, sizeof(double) * used, sizeof(double) * space);
	if (net->output != NULL)
		net->output = array_grow(net->arena, net->output, sizeof(uint32_t) * used, sizeof(uint32_t) * space);
	net->edge_space = (uint32_t) space;
}

/*
 * Takes a stored row of a lot; the caller then puts the inputs' indexes into
 * net->input, from the edge_count that was on.  Rows of one lot come one
 * after the other.
 */
void
flow_net_read(FlowNet *net, uint32_t index, const FlowRow *row)
{
	FlowNetLot *lot = &net->lots[index];
	const FlowRowBasis *basis = &row->basis[net->basis];
	uint32_t	first = net->edge_count;

	flow_net_edges_reserve(net, row->input_count);
	if (!lot->read)
	{
		lot->read = true;
		lot->begin = first;
		net->sequence[net->sequence_count++] = index;
	}
	lot->lost |= row->lost;
	lot->primary_source |= row->primary_source;
	lot->uncertain |= basis->uncertain || (basis->parts == NULL && row->input_count > 0);
	lot->missing_uncertain |= basis->missing_uncertain;
	if (basis->missing > lot->missing)
		lot->missing = basis->missing;
	if (row->input_count == 0)
	{
		lot->end = net->edge_count;
		return;
	}
	if (basis->parts != NULL)
		memcpy(&net->part[first], basis->parts, sizeof(double) * row->input_count);
	else
	{
		for (uint32_t i = 0; i < row->input_count; i++)
			net->part[first + i] = 1;
	}
	if (net->with_drawn)
		memcpy(&net->drawn[first], row->drawn, sizeof(double) * row->input_count);
	net->edge_count += row->input_count;
	lot->end = net->edge_count;
}

/*
 * Puts the sequence in order, outputs before inputs, where the rows came
 * otherwise; lots that feed each other stand together.
 */
void
flow_net_order(FlowNet *net)
{
	uint32_t   *begin,
			   *end;
	FlowLinks	links = {.lot_count = net->lot_count,.input = net->input};
	FlowOrder	order;

	if (net->ordered)
		return;
	begin = arena_allocate(net->arena, sizeof(uint32_t) * ((size_t) net->lot_count + 1));
	end = arena_allocate(net->arena, sizeof(uint32_t) * ((size_t) net->lot_count + 1));
	for (uint32_t l = 0; l < net->lot_count; l++)
	{
		begin[l] = net->lots[l].begin;
		end[l] = net->lots[l].end;
	}
	links.begin = begin;
	links.end = end;
	flow_order_components(net->arena, &links, &order);
	arena_release(net->arena, begin);
	arena_release(net->arena, end);
	if (order.component_count < net->lot_count)
		net->group_of = order.component_of;
	net->sequence_count = net->lot_count;
	for (uint32_t l = 0; l < net->lot_count; l++)
		net->sequence[net->lot_count - 1 - l] = order.sequence[l];
}

static FlowBounds *
bounds_make(const FlowNet *net)
{
	size_t		size = sizeof(FlowBounds) * ((size_t) net->lot_count + 1);

	return memset(arena_allocate(net->arena, size), 0, size);
}

void
flow_net_shares_make(const FlowNet *net, bool whole, FlowNetShares *shares)
{
	size_t		size = sizeof(int32_t) * ((size_t) net->lot_count + 1);

	*shares = (FlowNetShares) {.share = bounds_make(net),.gap = bounds_make(net)};
	if (!whole)
		return;
	shares->used = bounds_make(net);
	shares->tier_min = arena_allocate(net->arena, size);
	shares->tier_max = arena_allocate(net->arena, size);
	for (uint32_t l = 0; l < net->lot_count; l++)
		shares->tier_min[l] = shares->tier_max[l] = FLOW_TIER_NONE;
}

/* Which part of the root, or of the lot, is lost at it. */
FlowBounds
flow_net_gap(const FlowNetLot *lot, FlowBounds share)
{
	FlowBounds	gap = share;

	if (lot->lost)
		return gap;
	if (!(lot->missing > 0))
		return (FlowBounds) {0, 0};
	gap = flow_bounds_times(share, lot->missing);
	if (lot->missing_uncertain)
		gap.min = 0;
	return flow_bounds_clamp(gap);
}

static inline void
tier_max_pass(const FlowNetShares *shares, uint32_t from, uint32_t to)
{
	if (shares->tier_max[from] == FLOW_TIER_UNBOUNDED || shares->tier_max[to] == FLOW_TIER_UNBOUNDED)
		shares->tier_max[to] = FLOW_TIER_UNBOUNDED;
	else if (shares->tier_max[from] + 1 > shares->tier_max[to])
		shares->tier_max[to] = shares->tier_max[from] + 1;
}

/* Hands what came through a lot on to its inputs, those of its own loop left out; whole also counts what was drawn. */
static inline void
lot_pass_on(const FlowNet *net, uint32_t index, FlowBounds share, bool whole, bool in_loop, FlowNetShares *shares)
{
	const FlowNetLot *lot = &net->lots[index];
	FlowBounds	passed = flow_net_passed(share, lot->uncertain);
	FlowBounds	used = whole ? shares->used[index] : passed;

	for (uint32_t e = lot->begin; e < lot->end; e++)
	{
		uint32_t	input = net->input[e];

		if (in_loop && net->group_of[input] == net->group_of[index])
			continue;
		flow_bounds_add(&shares->share[input], (FlowBounds) {passed.min * net->part[e], passed.max * net->part[e]});
		if (!whole)
			continue;
		if (used.min < 0 || shares->used[input].min < 0 || net->drawn[e] < 0)
			shares->used[input] = (FlowBounds) {-1, -1};
		else
			flow_bounds_add(&shares->used[input], flow_bounds_times(used, net->drawn[e]));
		tier_max_pass(shares, index, input);
	}
}

static inline void
lot_pass_up(const FlowNet *net, uint32_t index, bool whole, FlowNetShares *shares)
{
	FlowBounds	share = flow_bounds_clamp(shares->share[index]);

	shares->share[index] = share;
	shares->gap[index] = flow_net_gap(&net->lots[index], share);
	lot_pass_on(net, index, share, whole, false, shares);
}

/* The same for the members of a loop; false where it does not settle. */
bool
flow_net_loop_up(const FlowNet *net, const uint32_t *members, uint32_t count, uint32_t *place, uint32_t root, bool whole, FlowNetShares *shares)
{
	FlowBounds *visited = arena_allocate(net->arena, sizeof(FlowBounds) * count);

	if (!flow_net_loop(net, members, count, place, root, whole, shares, visited))
		return false;
	for (uint32_t m = 0; m < count; m++)
	{
		uint32_t	index = members[m];

		shares->share[index] = flow_bounds_clamp(shares->share[index]);
		shares->gap[index] = flow_net_gap(&net->lots[index], net->lots[index].lost ? shares->share[index] : visited[m]);
		if (whole)
			shares->tier_max[index] = FLOW_TIER_UNBOUNDED;
	}
	for (uint32_t m = 0; m < count; m++)
		lot_pass_on(net, members[m], visited[m], whole, true, shares);
	arena_release(net->arena, visited);
	return true;
}

/* Fewest steps from the root to each lot. */
void
flow_net_tiers(const FlowNet *net, uint32_t root, int32_t *tiers)
{
	uint32_t   *queue = arena_allocate(net->arena, sizeof(uint32_t) * ((size_t) net->lot_count + 1));
	uint32_t	head = 0,
				tail = 0;

	for (uint32_t l = 0; l < net->lot_count; l++)
		tiers[l] = FLOW_TIER_NONE;
	tiers[root] = 0;
	queue[tail++] = root;
	while (head < tail)
	{
		uint32_t	index = queue[head++];

		if ((head & 1023) == 0)
			arena_check(net->arena);
		for (uint32_t e = net->lots[index].begin; e < net->lots[index].end; e++)
		{
			uint32_t	input = net->input[e];

			if (tiers[input] != FLOW_TIER_NONE)
				continue;
			tiers[input] = tiers[index] + 1;
			queue[tail++] = input;
		}
	}
	arena_release(net->arena, queue);
}

/* Where the group begins that ends before a place of the sequence: one lot, or those of a loop. */
uint32_t
flow_net_group_begin(const FlowNet *net, uint32_t end)
{
	uint32_t	begin = end - 1;

	while (net->group_of != NULL && begin > 0 && net->group_of[net->sequence[begin - 1]] == net->group_of[net->sequence[end - 1]])
		begin--;
	return begin;
}

/* Room for the place of each lot in its loop; NULL where there is none. */
uint32_t *
flow_net_places(const FlowNet *net)
{
	return net->group_of == NULL ? NULL : arena_allocate(net->arena, sizeof(uint32_t) * ((size_t) net->lot_count + 1));
}

static uint32_t
group_size(const FlowNet *net, uint32_t at)
{
	uint32_t	end = at + 1;

	while (net->group_of != NULL && end < net->sequence_count && net->group_of[net->sequence[end]] == net->group_of[net->sequence[at]])
		end++;
	return end - at;
}

/*
 * Shares of the root: which part of it came through each lot.  The net is in
 * order.  Without whole, tiers and used parts are left out.  False where a
 * loop does not settle: hardly anything leaves it.
 */
bool
flow_net_up(const FlowNet *net, uint32_t root, bool whole, FlowNetShares *shares)
{
	uint32_t   *place = flow_net_places(net);
	uint32_t	count;

	flow_net_shares_make(net, whole, shares);
	shares->share[root] = (FlowBounds) {1, 1};
	if (whole)
	{
		flow_net_tiers(net, root, shares->tier_min);
		shares->used[root] = (FlowBounds) {1, 1};
		shares->tier_max[root] = 0;
	}
	for (uint32_t s = 0; s < net->sequence_count; s += count)
	{
		if ((s & 1023) == 0)
			arena_check(net->arena);
		count = group_size(net, s);
		if (count > 1)
		{
			if (!flow_net_loop_up(net, &net->sequence[s], count, place, root, whole, shares))
				return false;
		}
		else if (whole)
			lot_pass_up(net, net->sequence[s], true, shares);
		else
			lot_pass_up(net, net->sequence[s], false, shares);
	}
	return true;
}

/* What a lot's inputs make of it, those of its own loop left out; reached becomes true where one of them is. */
FlowBounds
flow_net_inflow(const FlowNet *net, uint32_t index, bool in_loop, const FlowNetForward *forward, bool *reached)
{
	const FlowNetLot *lot = &net->lots[index];
	FlowBounds	share = {0, 0};

	for (uint32_t e = lot->begin; e < lot->end; e++)
	{
		uint32_t	input = net->input[e];
		FlowBounds	passed = forward->share[input];

		if (in_loop && net->group_of[input] == net->group_of[index])
			continue;
		if (lot->uncertain)
			passed.min = 0;
		flow_bounds_add(&share, flow_bounds_times(passed, net->part[e]));
		*reached = *reached || forward->reached[input];
	}
	if (lot->missing > 0)
		flow_bounds_add(&share, (FlowBounds) {0, lot->missing});
	return share;
}

/* How much of a lot is of marked ones: all where it is one, else what its inputs make of it; anything where the way is lost. */
static void
lot_pass_forward(const FlowNet *net, uint32_t index, FlowNetForward *forward)
{
	const FlowNetLot *lot = &net->lots[index];
	bool		reached = forward->marked[index];
	FlowBounds	share;

	/* Its share is known to the caller. */
	if (!lot->read)
		return;
	share = flow_net_inflow(net, index, false, forward, &reached);
	if (forward->marked[index] && (lot->begin == lot->end || !forward->ends_only))
		share = (FlowBounds) {1, 1};
	else if (lot->lost)
		share.max = 1;
	forward->reached[index] = reached;
	forward->share[index] = flow_bounds_clamp(share);
}

/* Shares of marked lots in every lot of the net, which is in order. */
void
flow_net_forward(const FlowNet *net, FlowNetForward *forward)
{
	uint32_t   *place = flow_net_places(net);

	for (uint32_t end = net->sequence_count, s; end > 0; end = s)
	{
		if ((end & 1023) == 0)
			arena_check(net->arena);
		s = flow_net_group_begin(net, end);
		if (end - s == 1)
			lot_pass_forward(net, net->sequence[s], forward);
		else
			flow_net_loop_forward(net, &net->sequence[s], end - s, place, forward);
	}
}
