/*-------------------------------------------------------------------------
 *
 * flow_net_loop.c
 *	  Bounds of shares where lots feed each other.
 *
 * A grain that walks upstream may come to a lot of a loop several times.
 * Its expected visits are the least solution of x = b + W x, where b comes
 * from outside the loop and W has the parts inside.  Bounds of it that hold
 * whatever the rounding does:
 *
 *	  - From nothing, x <- b + W x rises towards the solution and never passes
 *		it, since each step is rounded down.
 *	  - Any y with y >= b + W y lies above it.  Such a y is the last x, moved up
 *		by a little of u, where u >= 1/2 + W u.  That it holds is checked, with
 *		each step rounded up.
 *
 * So it costs some dozens of passes over the loop's edges, however many lots
 * it has.  A share is the chance to come at all: the visits divided by those
 * of a grain that starts at the lot, which are found in the same way for loops
 * that are not large, and lie between one and the largest u otherwise.  Where
 * what is asked for is the chance to come to the root, the grain ends there.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_net.h"

#define PASSES_MAX	4000
/* A change of less than this part of a value ends the passes. */
#define SETTLED		0x1p-50
/* With more visits than this, rounding shows. */
#define VISITS_SHARP	100.0
/* In a loop of so many lots each single pass takes long enough for a cancel to wait for. */
#define CHECKED_MEMBERS	1024

/* The inside of one loop: edges by the lot they lead to. */
typedef struct Loop
{
	const Arena *arena;
	uint32_t	count;
	uint32_t   *first;			/* per member: its first edge; count + 1 entries */
	uint32_t   *from;			/* per edge: the member that it comes from */
	double	   *part_min;
	double	   *part_max;
	double	   *drawn;
} Loop;

static double *
doubles_make(const Arena *arena, uint32_t count)
{
	size_t		size = sizeof(double) * ((size_t) count + 1);

	return memset(arena_allocate(arena, size), 0, size);
}

/* Puts an edge of the loop where the ones that lead to the same member are. */
static void
edge_put(Loop *loop, const FlowNet *net, uint32_t lot, uint32_t edge, uint32_t from, uint32_t at)
{
	loop->from[at] = from;
	loop->part_min[at] = net->lots[lot].uncertain ? 0 : net->part[edge];
	loop->part_max[at] = net->part[edge];
	loop->drawn[at] = net->with_drawn ? net->drawn[edge] : 0;
}

/* Indexes the edges inside a loop by where they lead: upstream to the input, else to the output. */
static void
loop_make(const FlowNet *net, const uint32_t *members, uint32_t count, const uint32_t *place, bool upstream, Loop *loop)
{
	uint32_t	group = net->group_of[members[0]];
	size_t		size = sizeof(uint32_t) * ((size_t) count + 2);
	uint32_t   *fill = arena_allocate(net->arena, size);

	*loop = (Loop) {.arena = net->arena,.count = count};
	loop->first = memset(arena_allocate(net->arena, size), 0, size);
	for (uint32_t m = 0; m < count; m++)
	{
		for (uint32_t e = net->lots[members[m]].begin; e < net->lots[members[m]].end; e++)
		{
			if (net->group_of[net->input[e]] == group)
				loop->first[(upstream ? place[net->input[e]] : m) + 1]++;
		}
	}
	for (uint32_t m = 0; m < count; m++)
		loop->first[m + 1] += loop->first[m];
	memcpy(fill, loop->first, sizeof(uint32_t) * ((size_t) count + 1));
	loop->from = arena_allocate(net->arena, sizeof(uint32_t) * ((size_t) loop->first[count] + 1));
	loop->part_min = doubles_make(net->arena, loop->first[count]);
	loop->part_max = doubles_make(net->arena, loop->first[count]);
	loop->drawn = doubles_make(net->arena, loop->first[count]);
	for (uint32_t m = 0; m < count; m++)
	{
		for (uint32_t e = net->lots[members[m]].begin; e < net->lots[members[m]].end; e++)
		{
			uint32_t	input = place[net->input[e]];

			if (net->group_of[net->input[e]] == group)
				edge_put(loop, net, members[m], e, upstream ? m : input, fill[upstream ? input : m]++);
		}
	}
	arena_release(net->arena, fill);
}

static void
loop_free(Loop *loop)
{
	arena_release(loop->arena, loop->first);
	arena_release(loop->arena, loop->from);
	arena_release(loop->arena, loop->part_min);
	arena_release(loop->arena, loop->part_max);
	arena_release(loop->arena, loop->drawn);
}

/* One step at one member, rounded down or up. */
static inline double
step(const Loop *loop, const double *part, const double *base, const double *x, uint32_t member, double factor, double tiny)
{
	double		sum = base[member];

	for (uint32_t e = loop->first[member]; e < loop->first[member + 1]; e++)
		sum = (sum + x[loop->from[e]] * part[e] * factor) * factor;
	sum += tiny;
	return sum > 0 ? sum : 0;
}

/* Raises x from nothing towards the solution, never past it; false where it does not settle. */
static bool
solution_below(const Loop *loop, const double *part, const double *base, double *x)
{
	memset(x, 0, sizeof(double) * loop->count);
	for (int pass = 0; pass < PASSES_MAX; pass++)
	{
		bool		settled = true;

		if ((pass & 15) == 0 || loop->count >= CHECKED_MEMBERS)
			arena_check(loop->arena);
		for (uint32_t m = 0; m < loop->count; m++)
		{
			double		next = step(loop, part, base, x, m, FLOW_BOUNDS_DOWN, -FLOW_BOUNDS_TINY);

			if (next > x[m])
			{
				settled = settled && next - x[m] <= next * SETTLED;
				x[m] = next;
			}
		}
		if (settled)
			return true;
	}
	return false;
}

static bool
lies_above(const Loop *loop, const double *part, const double *base, const double *y)
{
	for (uint32_t m = 0; m < loop->count; m++)
	{
		if (!(y[m] >= step(loop, part, base, y, m, FLOW_BOUNDS_UP, FLOW_BOUNDS_TINY)))
			return false;
	}
	return true;
}

/* A y above the solution, close to x; slack is what solution_below finds for ones. */
static bool
solution_above(const Loop *loop, const double *part, const double *base, const double *x, const double *slack, double *y)
{
	double		most = FLOW_BOUNDS_TINY;

	for (uint32_t m = 0; m < loop->count; m++)
		most = x[m] > most ? x[m] : most;
	for (double move = most * 0x1p-48; move < most; move *= 4)
	{
		if (loop->count >= CHECKED_MEMBERS)
			arena_check(loop->arena);
		for (uint32_t m = 0; m < loop->count; m++)
			y[m] = (x[m] + move * slack[m]) * FLOW_BOUNDS_UP;
		if (lies_above(loop, part, base, y))
			return true;
	}
	return false;
}

/* Where the root is what a grain comes to, it ends there: nothing flows on from it. */
static void
root_close(const Loop *loop, const uint32_t *members, uint32_t root, double *part)
{
	for (uint32_t m = 0; m < loop->count; m++)
	{
		for (uint32_t e = loop->first[m]; members[m] == root && e < loop->first[m + 1]; e++)
			part[e] = 0;
	}
}

/* Visits of a grain that starts at a member: a number below it, and with slack one above it. */
static bool
returns_solve(const Loop *loop, const double *part, uint32_t member, const double *slack, FlowBounds *returns)
{
	double	   *base = doubles_make(loop->arena, loop->count);
	double	   *x = doubles_make(loop->arena, loop->count);
	double	   *y = doubles_make(loop->arena, loop->count);
	bool		solved;

	base[member] = 1;
	solved = solution_below(loop, part, base, x) && (slack == NULL || solution_above(loop, part, base, x, slack, y));
	*returns = (FlowBounds) {x[member], y[member]};
	arena_release(loop->arena, base);
	arena_release(loop->arena, x);
	arena_release(loop->arena, y);
	return solved;
}

static double
largest(const double *x, uint32_t count)
{
	double		most = 1;

	for (uint32_t m = 0; m < count; m++)
		most = x[m] > most ? x[m] : most;
	return most;
}

typedef struct LoopVisits
{
	double	   *base_min;
	double	   *base_max;
	double	   *min;
	double	   *max;
	double	   *slack_min;
	double	   *slack_max;
	double		slack_most;		/* largest of slack_min */
	bool		bounded;		/* max has bounds */
} LoopVisits;

static LoopVisits
visits_make(const Arena *arena, uint32_t count)
{
	return (LoopVisits) {
		.base_min = doubles_make(arena, count),.base_max = doubles_make(arena, count),
		.min = doubles_make(arena, count),.max = doubles_make(arena, count),
		.slack_min = doubles_make(arena, count),.slack_max = doubles_make(arena, count)
	};
}

/* Takes the shares that came to the members from outside, and notes the place of each. */
static void
visits_enter(LoopVisits *visits, const uint32_t *members, uint32_t count, uint32_t *place, const FlowNetShares *shares)
{
	for (uint32_t m = 0; m < count; m++)
	{
		place[members[m]] = m;
		visits->base_min[m] = shares->share[members[m]].min;
		visits->base_max[m] = shares->share[members[m]].max;
	}
}

/* Where little leaves a loop its bounds are wide; one that can be solved exactly had better be. */
static bool
visits_had_better_be_exact(const LoopVisits *visits, uint32_t count)
{
	return count <= FLOW_NET_SHARP_MAX && (!visits->bounded || largest(visits->slack_max, count) > VISITS_SHARP);
}

static FlowBounds
visits_of(const LoopVisits *visits, uint32_t member)
{
	return (FlowBounds) {visits->min[member], visits->bounded ? visits->max[member] : FLOW_NET_UNBOUNDED};
}

static void
visits_free(const Arena *arena, LoopVisits *visits)
{
	arena_release(arena, visits->base_min);
	arena_release(arena, visits->base_max);
	arena_release(arena, visits->min);
	arena_release(arena, visits->max);
	arena_release(arena, visits->slack_min);
	arena_release(arena, visits->slack_max);
}

/* Solves the visits; false where even the lower end does not settle. */
static bool
visits_solve(const Loop *loop, LoopVisits *visits)
{
	double	   *ones = doubles_make(loop->arena, loop->count);
	double	   *x = doubles_make(loop->arena, loop->count);
	bool		solved;

	for (uint32_t m = 0; m < loop->count; m++)
		ones[m] = 1;
	solved = solution_below(loop, loop->part_min, visits->base_min, visits->min) && solution_below(loop, loop->part_min, ones, visits->slack_min);
	visits->slack_most = largest(visits->slack_min, loop->count);
	visits->bounded = solved && solution_below(loop, loop->part_max, visits->base_max, x) && solution_below(loop, loop->part_max, ones, visits->slack_max)
		&& solution_above(loop, loop->part_max, visits->base_max, x, visits->slack_max, visits->max);
	arena_release(loop->arena, ones);
	arena_release(loop->arena, x);
	return solved;
}

/* The share of a member: the chance that a grain ever comes to it. */
static bool
member_share(const Loop *loop, const LoopVisits *visits, uint32_t member, bool sharp, FlowBounds *share)
{
	/* No start at one member has more visits than starts at all of them; twice that covers what slack lies below. */
	FlowBounds	fewest = {1, visits->slack_most * 2};
	FlowBounds	most = {1, 1};

	if (sharp && !returns_solve(loop, loop->part_min, member, visits->slack_min, &fewest))
		return false;
	if (sharp && visits->bounded && !returns_solve(loop, loop->part_max, member, NULL, &most))
		return false;
	share->min = visits->min[member] / fewest.max * FLOW_BOUNDS_DOWN;
	share->max = visits->bounded ? visits->max[member] / most.min * FLOW_BOUNDS_UP : 1;
	return true;
}

/* Sets per lot, visits by what was drawn of a grain that starts there. */
static bool
drawn_returns_solve(const Loop *loop, const uint32_t *members, const double *slack, FlowBounds *returns)
{
	double		most = largest(slack, loop->count) * 2;

	for (uint32_t m = 0; m < loop->count; m++)
	{
		returns[members[m]] = (FlowBounds) {1, most};
		if (loop->count <= FLOW_NET_SHARP_MAX && !returns_solve(loop, loop->drawn, m, slack, &returns[members[m]]))
			return false;
	}
	return true;
}

/* Sets the visits of the members by what was drawn; where returns is given, also those of a grain that starts at each. */
static void
drawn_solve(const Loop *loop, const uint32_t *members, FlowNetShares *shares, FlowBounds *returns)
{
	uint32_t	count = loop->count;
	double	   *base_min = doubles_make(loop->arena, count);
	double	   *base_max = doubles_make(loop->arena, count);
	double	   *ones = doubles_make(loop->arena, count);
	double	   *min = doubles_make(loop->arena, count);
	double	   *x = doubles_make(loop->arena, count);
	double	   *slack = doubles_make(loop->arena, count);
	double	   *max = doubles_make(loop->arena, count);
	bool		solved = true;

	for (uint32_t m = 0; m < count; m++)
	{
		base_min[m] = shares->used[members[m]].min;
		base_max[m] = shares->used[members[m]].max;
		ones[m] = 1;
		solved = solved && base_min[m] >= 0;
	}
	for (uint32_t e = 0; e < loop->first[count]; e++)
		solved = solved && loop->drawn[e] >= 0;
	solved = solved && solution_below(loop, loop->drawn, base_min, min) && solution_below(loop, loop->drawn, base_max, x)
		&& solution_below(loop, loop->drawn, ones, slack) && solution_above(loop, loop->drawn, base_max, x, slack, max)
		&& (returns == NULL || drawn_returns_solve(loop, members, slack, returns));
	for (uint32_t m = 0; m < count; m++)
		shares->used[members[m]] = solved ? (FlowBounds) {min[m], max[m]} : (FlowBounds) {-1, -1};
}

/*
 * Solves the lots of one loop: sets the shares of its members from what came
 * to them from outside, and their visits.  With used, what was drawn as well.
 * False where it does not settle.
 */
bool
flow_net_loop(const FlowNet *net, const uint32_t *members, uint32_t count, uint32_t *place, uint32_t root, bool whole, FlowNetShares *shares, FlowBounds *visited)
{
	Loop		loop;
	LoopVisits	visits = visits_make(net->arena, count);

	visits_enter(&visits, members, count, place, shares);
	loop_make(net, members, count, place, true, &loop);
	if (!visits_solve(&loop, &visits) || visits_had_better_be_exact(&visits, count))
		return false;
	for (uint32_t m = 0; m < count; m++)
	{
		FlowBounds *share = &shares->share[members[m]];

		visited[m] = visits_of(&visits, m);
		if (members[m] == root)
			*share = (FlowBounds) {1, 1};
		else if (!member_share(&loop, &visits, m, whole && count <= FLOW_NET_SHARP_MAX, share))
			return false;
	}
	if (whole)
	{
		root_close(&loop, members, root, loop.drawn);
		drawn_solve(&loop, members, shares, NULL);
	}
	loop_free(&loop);
	visits_free(net->arena, &visits);
	return true;
}

/*
 * Solves the lots of one loop downstream of the root, or with it: shares has
 * what comes to them from outside, and gets their visits.  Downstream the root
 * is where a grain of the share ends, so that a lot's visits are its share; a
 * grain that was drawn starts there, so that its visits are to be divided by
 * those that returns gets, per lot.  False where the loop does not settle.
 */
bool
flow_net_loop_down(const FlowNet *net, const uint32_t *members, uint32_t count, uint32_t *place, uint32_t root, FlowNetShares *shares, FlowBounds *returns)
{
	Loop		loop;
	LoopVisits	visits = visits_make(net->arena, count);

	visits_enter(&visits, members, count, place, shares);
	loop_make(net, members, count, place, false, &loop);
	root_close(&loop, members, root, loop.part_min);
	root_close(&loop, members, root, loop.part_max);
	if (!visits_solve(&loop, &visits) || visits_had_better_be_exact(&visits, count))
		return false;
	drawn_solve(&loop, members, shares, returns);
	for (uint32_t m = 0; m < count; m++)
		shares->share[members[m]] = visits_of(&visits, m);
	loop_free(&loop);
	visits_free(net->arena, &visits);
	return true;
}

/* What comes to the members from outside the loop, and whether a marked lot reaches them. */
static bool
inflow_forward(const FlowNet *net, const uint32_t *members, const Loop *loop, const FlowNetForward *forward, LoopVisits *visits)
{
	bool		reached = false;

	for (uint32_t m = 0; m < loop->count; m++)
	{
		FlowBounds	base;

		reached = reached || forward->marked[members[m]];
		base = flow_net_inflow(net, members[m], true, forward, &reached);
		visits->base_min[m] = base.min;
		visits->base_max[m] = base.max;
		/* What is marked is so wholly, whatever went into it. */
		if (!forward->marked[members[m]] || forward->ends_only)
			continue;
		visits->base_min[m] = visits->base_max[m] = 1;
		for (uint32_t e = loop->first[m]; e < loop->first[m + 1]; e++)
			loop->part_min[e] = loop->part_max[e] = 0;
	}
	return reached;
}

/*
 * Shares of marked lots in the lots of one loop.  Whatever does not settle, as a loop that nothing enters, has all
 * that is not known for certain unknown: one mistake in a ledger does not keep the others from their answers.
 */
void
flow_net_loop_forward(const FlowNet *net, const uint32_t *members, uint32_t count, uint32_t *place, FlowNetForward *forward)
{
	Loop		loop;
	LoopVisits	visits = visits_make(net->arena, count);
	bool		reached;

	for (uint32_t m = 0; m < count; m++)
		place[members[m]] = m;
	loop_make(net, members, count, place, false, &loop);
	reached = inflow_forward(net, members, &loop, forward, &visits);
	(void) visits_solve(&loop, &visits);
	for (uint32_t m = 0; m < count; m++)
	{
		forward->share[members[m]] = flow_bounds_clamp((FlowBounds) {visits.min[m], visits.bounded ? visits.max[m] : 1});
		forward->reached[members[m]] = reached;
	}
	loop_free(&loop);
	visits_free(net->arena, &visits);
}
