/*-------------------------------------------------------------------------
 *
 * flow_net_down_test.c
 *	  Nets of what was made of one lot against the exact walk downstream.
 *
 * As in the engine, a net has the lots that are found to be made of the root,
 * and of their inputs those only that are so too; lots and inputs may be
 * found in any order.  Some graphs have lots that feed each other.
 *
 *-------------------------------------------------------------------------
 */
#include "flow_net_case.h"

#define ROUNDS 1500
#define LARGE_ROUNDS 3

static void
lots_find(Case *c, uint32_t root, bool in_order)
{
	for (uint32_t l = 0; l < c->graph.lot_count; l++)
		c->place[l] = ABSENT;
	c->place[root] = flow_net_lot(&c->net);
	/* Outputs have smaller numbers than their inputs, but for rework. */
	for (bool changed = true; changed;)
	{
		changed = false;
		for (uint32_t i = 0; i < c->graph.edge_count; i++)
		{
			uint32_t	e = in_order ? c->graph.edge_count - 1 - i : i;

			if (c->place[c->edges[e].input] == ABSENT || c->place[c->edges[e].output] != ABSENT)
				continue;
			c->place[c->edges[e].output] = flow_net_lot(&c->net);
			changed = true;
		}
	}
	for (uint32_t l = 0; l < c->graph.lot_count; l++)
	{
		FractionInterval missing = c->weights.missing[l];
		FlowNetLot *lot;

		if (c->place[l] == ABSENT)
			continue;
		lot = &c->net.lots[c->place[l]];
		lot->lot_id = l;
		lot->lost = c->lots[l].lost;
		lot->missing = fraction_to_double(arena, missing.max);
		lot->missing_uncertain = !interval_is_exact(arena, missing);
		for (uint32_t e = c->first_edge[l]; e < c->first_edge[l + 1]; e++)
			lot->uncertain = lot->uncertain || !c->weights.exact[e];
	}
}

static void
net_make_down(Case *c, uint32_t root, bool in_order)
{
	uint32_t	turn = in_order ? 0 : (uint32_t) random_below(c->graph.edge_count + 1);

	flow_net_down_begin(&c->net, arena, FLOW_MASS);
	lots_find(c, root, in_order);
	for (uint32_t i = 0; i < c->graph.edge_count; i++)
	{
		uint32_t	e = (i * 7919 + turn) % c->graph.edge_count;

		/* 7919 divides no number of edges here, so each edge comes once. */
		if (in_order)
			e = i;
		if (c->place[c->edges[e].input] == ABSENT)
			continue;
		flow_net_down_edge(&c->net, c->place[c->edges[e].output], c->place[c->edges[e].input],
						   fraction_to_double(arena, c->weights.part[e].max), fraction_to_double(arena, c->edges[e].drawn));
	}
	flow_net_down_finish(&c->net);
	flow_net_order(&c->net);
}

/* Lots that hardly leave their loop are the exact walk's; what it finds no shares of has none here. */
static bool
down_good(Case *c, uint32_t root, bool in_order, int *given_up)
{
	FlowResult	exact;
	FlowNetShares shares;
	bool		settled;
	FlowFault	fault = flow_walk_down(&c->graph, root, &exact);

	net_make_down(c, root, in_order);
	settled = flow_net_down(&c->net, c->place[root], &shares);
	if (!settled)
	{
		*given_up += 1;
		return c->loops;
	}
	return fault == FLOW_OK && lots_good(c, &shares, &exact, true);
}

static void
random_nets(const char *what, bool unknown, bool loops, bool in_order)
{
	static Case c;
	int			good = 0;
	int			unknown_count = 0;
	int			loops_count = 0;
	int			given_up = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		uint32_t	lots = 2 + (uint32_t) random_below(16);

		case_make(&c, lots, 1 + (uint32_t) random_below(4), 1 + (uint32_t) random_below(3), unknown, 4096);
		if (loops && c.graph.edge_count > 0)
			loops_add(&c, 1 + (uint32_t) random_below(4));
		good += down_good(&c, (uint32_t) random_below(lots), in_order, &given_up);
		unknown_count += c.unknown;
		loops_count += c.loops && c.net.group_of != NULL;
		test_arena_clear(&test);
	}
	ok(good == ROUNDS, "%d of %d random nets %s agree with the exact walk", good, ROUNDS, what);
	ok(unknown ? unknown_count > ROUNDS / 2 : unknown_count == 0, "something was unknown in %d of them", unknown_count);
	ok(loops ? loops_count > ROUNDS / 20 && given_up < loops_count / 2 : loops_count == 0 && given_up == 0,
	   "lots fed each other in %d of them, and %d were left to the exact walk", loops_count, given_up);
}

/* More lots and edges than a net has room for at first. */
static void
large_nets(bool in_order)
{
	static Case c;
	int			good = 0;
	int			given_up = 0;

	for (int round = 0; round < LARGE_ROUNDS; round++)
	{
		FlowNet		empty;

		case_make(&c, LOTS_MAX, 50, 5, false, 256);
		flow_net_down_begin(&empty, arena, FLOW_MASS);
		good += down_good(&c, LOTS_MAX - 1, in_order, &given_up) && given_up == 0 && c.net.lot_space > empty.lot_space && c.net.edge_space > empty.edge_space;
		test_arena_clear(&test);
	}
	ok(good == LARGE_ROUNDS, "%d of %d nets that had to grow agree with the exact walk%s", good, LARGE_ROUNDS, in_order ? "" : ", in any order");
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	random_nets("in order", false, false, true);
	random_nets("in any order", false, false, false);
	random_nets("with unknown parts", true, false, true);
	random_nets("with unknown parts, in any order", true, false, false);
	random_nets("with loops", false, true, true);
	random_nets("with loops, in any order", false, true, false);
	random_nets("with loops and unknown parts", true, true, false);
	large_nets(true);
	large_nets(false);
	return tap_finish();
}
