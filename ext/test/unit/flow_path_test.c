/*-------------------------------------------------------------------------
 *
 * flow_path_test.c
 *	  The best ways through nets, in order: against a listing of all ways, on
 *	  random nets with loops, rows that are split and any order of arrival.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_path.h"

#include <math.h>

#include "tap.h"

#define LOTS_MAX 8
#define EDGES_MAX 40
#define WAYS_MAX 100000
#define ROUNDS 2500

static TestArena test;
static const Arena *const arena = &test.arena;

typedef struct Way
{
	double		share;
	uint32_t	count;
	uint32_t	lots[LOTS_MAX];
} Way;

typedef struct Case
{
	uint32_t	lot_count;
	uint32_t	root;
	bool		target[LOTS_MAX];
	double		part[LOTS_MAX][LOTS_MAX];	/* by output and input; below zero where there is no edge */
	double		split[LOTS_MAX][LOTS_MAX];	/* of that, what stands in a second row */
	bool		by_steps;
	FlowNet		net;
	uint32_t	place[LOTS_MAX];	/* per lot: its index in the net */
	uint32_t	lot_at[LOTS_MAX];
	Way		   *ways;			/* all of them, listed */
	uint32_t	way_count;
} Case;

/* Parts are powers of two, so that shares of ways are exact and often equal, or any number. */
static double
part_make(bool power)
{
	if (power)
		return 1.0 / (double) (1 << random_below(4));
	return (double) (1 + random_below(1000000)) / 1000000;
}

static void
case_make(Case *c, bool loops, bool power)
{
	*c = (Case) {.lot_count = 2 + (uint32_t) random_below(LOTS_MAX - 1),.by_steps = random_below(2) == 0,.ways = c->ways};
	c->root = (uint32_t) random_below(random_below(2) + 1);
	for (uint32_t o = 0; o < c->lot_count; o++)
	{
		c->target[o] = random_below(4) == 0;
		for (uint32_t i = 0; i < c->lot_count; i++)
		{
			bool		edge = o != i && (o < i || loops) && random_below(i > o ? 2 : 4) == 0;

			c->part[o][i] = edge ? part_make(power) : -1;
			c->split[o][i] = edge && random_below(6) == 0 ? part_make(power) : 0;
		}
	}
	if (random_below(8) > 0)
		c->target[c->lot_count - 1] = true;
	if (random_below(8) > 0)
		c->target[c->root] = false;
}

static void
edge_put(Case *c, uint32_t input, double part)
{
	flow_net_edges_reserve(&c->net, 1);
	c->net.input[c->net.edge_count] = c->place[input];
	c->net.part[c->net.edge_count++] = part;
}

static void
lot_put(Case *c, uint32_t lot)
{
	FlowNetLot *of = &c->net.lots[c->place[lot]];

	of->lot_id = lot + 1;
	of->read = true;
	of->begin = c->net.edge_count;
	for (uint32_t i = 0; i < c->lot_count; i++)
	{
		if (c->part[lot][i] >= 0)
			edge_put(c, i, c->part[lot][i]);
	}
	for (uint32_t i = 0; i < c->lot_count; i++)
	{
		if (c->part[lot][i] >= 0 && c->split[lot][i] > 0)
			edge_put(c, i, c->split[lot][i]);
	}
	/* Now and then, of itself: that is no way on. */
	if (random_below(10) == 0)
		edge_put(c, lot, 1);
	of->end = c->net.edge_count;
	c->net.sequence[c->net.sequence_count++] = c->place[lot];
}

static void
net_make(Case *c)
{
	flow_net_begin(&c->net, arena, FLOW_MASS, false);
	for (uint32_t l = 0; l < c->lot_count; l++)
	{
		uint32_t	other = (uint32_t) random_below(l + 1);

		c->lot_at[l] = c->lot_at[other];
		c->lot_at[other] = l;
	}
	for (uint32_t l = 0; l < c->lot_count; l++)
		c->place[c->lot_at[l]] = flow_net_lot(&c->net);
	for (uint32_t l = 0; l < c->lot_count; l++)
		lot_put(c, l);
	c->net.ordered = false;
	flow_net_order(&c->net);
}

/* Lists all ways on from the last lot of a way. */
static void
ways_list(Case *c, Way *way)
{
	uint32_t	lot = way->lots[way->count - 1];

	if (c->target[lot])
	{
		if (c->way_count < WAYS_MAX)
			c->ways[c->way_count++] = *way;
		return;
	}
	for (uint32_t i = 0; i < c->lot_count; i++)
	{
		Way			next = *way;
		double		part = c->part[lot][i] + c->split[lot][i];
		bool		passed = false;

		for (uint32_t w = 0; w < way->count; w++)
			passed = passed || way->lots[w] == i;
		if (passed || c->part[lot][i] < 0)
			continue;
		next.share *= part > 1 ? 1 : part;
		next.lots[next.count++] = i;
		ways_list(c, &next);
	}
}

static const Case *sorted;

static int
lots_compare(const Way *left, const Way *right)
{
	for (uint32_t at = 0; at < left->count; at++)
	{
		if (left->lots[at] != right->lots[at])
			return left->lots[at] < right->lots[at] ? -1 : 1;
	}
	return 0;
}

static int
way_compare(const void *a, const void *b)
{
	const Way  *left = a;
	const Way  *right = b;
	int			share = (left->share < right->share) - (left->share > right->share);
	int			steps = (left->count > right->count) - (left->count < right->count);
	int			first = sorted->by_steps ? steps : share;
	int			second = sorted->by_steps ? share : steps;

	return first != 0 ? first : second != 0 ? second : lots_compare(left, right);
}

static bool
path_is_way(const Case *c, const FlowPath *path, const Way *way)
{
	if (path->lot_count != way->count)
		return false;
	for (uint32_t l = 0; l < way->count; l++)
	{
		if (path->lots[l] != c->place[way->lots[l]])
			return false;
	}
	return true;
}

/* Every way comes once, in the order of the listing. */
static bool
order_good(Case *c)
{
	FlowPathSearch search;
	FlowPath	path;
	bool		target[LOTS_MAX];

	for (uint32_t l = 0; l < c->lot_count; l++)
		target[c->place[l]] = c->target[l];
	flow_path_begin(&search, &c->net, target, c->place[c->root], c->by_steps);
	for (uint32_t w = 0; w < c->way_count; w++)
	{
		if (!flow_path_next(&search, &path) || !path_is_way(c, &path, &c->ways[w]))
			return false;
	}
	return !flow_path_next(&search, &path);
}

/* Shares that are nearly equal, as only numbers that are no powers of two can be, may come in either order. */
static bool
has_near_shares(const Case *c)
{
	for (uint32_t w = 1; w < c->way_count; w++)
	{
		double		a = c->ways[w - 1].share;
		double		b = c->ways[w].share;

		if (fabs(a - b) < 1e-11 * a)
			return true;
	}
	return false;
}

static void
random_nets(const char *what, bool loops, bool power)
{
	static Case c;
	int			good = 0;
	int			asked = 0;
	uint32_t	most = 0;
	uint64_t	ways = 0;

	c.ways = malloc(sizeof(Way) * WAYS_MAX);
	for (int round = 0; round < ROUNDS; round++)
	{
		Way			way = {.share = 1,.count = 1};

		case_make(&c, loops, power);
		net_make(&c);
		way.lots[0] = c.root;
		ways_list(&c, &way);
		sorted = &c;
		qsort(c.ways, c.way_count, sizeof(Way), way_compare);
		ways += c.way_count;
		most = c.way_count > most ? c.way_count : most;
		if (power || !has_near_shares(&c))
		{
			asked++;
			good += order_good(&c);
		}
		test_arena_clear(&test);
	}
	free(c.ways);
	ok(good == asked && asked > ROUNDS / 2, "in %d of %d random nets %s all ways come once and in order", good, asked, what);
	ok(most > 9 && most < WAYS_MAX && ways > ROUNDS, "there were up to %u ways, %llu in all", most, (unsigned long long) ways);
}

/* A net whose lots and edges are added one by one, outputs first. */
static uint32_t
lot_add(FlowNet *net)
{
	uint32_t	lot = flow_net_lot(net);

	net->lots[lot] = (FlowNetLot) {.lot_id = lot + 1,.read = true,.begin = net->edge_count,.end = net->edge_count};
	net->sequence[net->sequence_count++] = lot;
	return lot;
}

static void
edge_add(FlowNet *net, uint32_t output, uint32_t input, double part)
{
	flow_net_edges_reserve(net, 1);
	net->input[net->edge_count] = input;
	net->part[net->edge_count++] = part;
	net->lots[output].end = net->edge_count;
}

/* Sixty diamonds in a row: more ways than could be listed. */
static void
diamond_case(void)
{
	enum
	{
		DIAMONDS = 60
	};
	FlowNet		net;
	FlowPathSearch search;
	FlowPath	path;
	bool		target[3 * DIAMONDS + 1] = {false};
	uint32_t	found = 0,
				once = 0,
				length = 0;

	flow_net_begin(&net, arena, FLOW_MASS, false);
	for (uint32_t l = 0; l <= 3 * DIAMONDS; l++)
		(void) lot_add(&net);
	for (uint32_t d = 0; d < DIAMONDS; d++)
	{
		uint32_t	top = 3 * d;

		for (uint32_t side = 1; side <= 2; side++)
		{
			net.lots[top].begin = side == 1 ? net.edge_count : net.lots[top].begin;
			edge_add(&net, top, top + side, side == 1 ? 0.25 : 0.75);
		}
		for (uint32_t side = 1; side <= 2; side++)
		{
			net.lots[top + side].begin = net.edge_count;
			edge_add(&net, top + side, top + 3, 1);
		}
	}
	target[3 * DIAMONDS] = true;
	flow_path_begin(&search, &net, target, 0, false);
	while (found < 1 + DIAMONDS + 100 && flow_path_next(&search, &path))
	{
		uint32_t	small = 0;

		for (uint32_t l = 0; l < path.lot_count; l++)
			small += path.lots[l] % 3 == 1;
		once += found == 0 ? small == 0 : found <= DIAMONDS ? small == 1 : small == 2;
		length += path.lot_count == 2 * DIAMONDS + 1;
		found++;
	}
	ok(found == 1 + DIAMONDS + 100 && once == found && length == found, "of 2^60 ways the largest come first: %u of %u", once, found);
	ok(search.heap_count < 20000, "and few others were looked at: %u", search.heap_count);
	test_arena_clear(&test);
}

/* All of many lots feed each other, and the best way on nearly always leads back. */
static void
loop_case(void)
{
	enum
	{
		LOOP = 120
	};
	FlowNet		net;
	FlowPathSearch search;
	FlowPath	path;
	bool		target[LOOP + 1] = {false};
	uint32_t	found = 0;
	bool		simple = true;

	flow_net_begin(&net, arena, FLOW_MASS, false);
	for (uint32_t l = 0; l <= LOOP; l++)
		(void) lot_add(&net);
	for (uint32_t o = 0; o < LOOP; o++)
	{
		net.lots[o].begin = net.edge_count;
		for (uint32_t i = 0; i < LOOP; i++)
		{
			if (i != o && (i + 1 == o || random_below(4) == 0 || i == (o + 1) % LOOP))
				edge_add(&net, o, i, i + 1 == o ? 0.9 : 0.1 / LOOP);
		}
	}
	/* The only way out is far from the lot that is asked. */
	edge_add(&net, LOOP - 1, LOOP, 0.01);
	target[LOOP] = true;
	net.ordered = false;
	flow_net_order(&net);
	flow_path_begin(&search, &net, target, LOOP / 2, false);
	while (found < 30 && flow_path_next(&search, &path))
	{
		bool		passed[LOOP + 1] = {false};

		for (uint32_t l = 0; l < path.lot_count; l++)
		{
			simple = simple && !passed[path.lots[l]];
			passed[path.lots[l]] = true;
		}
		found++;
	}
	ok(found == 30 && simple, "in a large loop ways pass no lot twice: %u found", found);
	test_arena_clear(&test);
}

/* An input of no part at all is still a way, the last one. */
static void
nothing_case(void)
{
	FlowNet		net;
	FlowPathSearch search;
	FlowPath	path;
	bool		target[4] = {false, false, false, true};

	flow_net_begin(&net, arena, FLOW_MASS, false);
	for (uint32_t l = 0; l < 4; l++)
		(void) lot_add(&net);
	edge_add(&net, 0, 1, 0);
	edge_add(&net, 0, 2, 1e-90);
	net.lots[1].begin = net.edge_count;
	edge_add(&net, 1, 3, 1);
	net.lots[2].begin = net.edge_count;
	edge_add(&net, 2, 3, 1e-90);
	net.lots[3].begin = net.lots[3].end = net.edge_count;
	flow_path_begin(&search, &net, target, 0, false);
	ok(flow_path_next(&search, &path) && path.lots[1] == 2, "a very small part comes before nothing");
	ok(flow_path_next(&search, &path) && path.lots[1] == 1 && !flow_path_next(&search, &path), "and nothing is a way too");
	flow_path_begin(&search, &net, (bool[4]) {true}, 0, false);
	ok(flow_path_next(&search, &path) && path.lot_count == 1 && !flow_path_next(&search, &path), "a lot that is a target itself is the way");
	flow_path_begin(&search, &net, (bool[4]) {false}, 0, true);
	ok(!flow_path_next(&search, &path), "without a target there is none");
	test_arena_clear(&test);
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	random_nets("without loops, of equal shares,", false, true);
	random_nets("with loops, of equal shares,", true, true);
	random_nets("without loops", false, false);
	random_nets("with loops", true, false);
	diamond_case();
	loop_case();
	nothing_case();
	return tap_finish();
}
