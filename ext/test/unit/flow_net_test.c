/*-------------------------------------------------------------------------
 *
 * flow_net_test.c
 *	  Nets of packed rows against the exact walk of the same lots.
 *
 * A random graph is weighed as for a walk; its parts become packed rows,
 * which are written, read and gathered into a net.  The bounds of the net
 * contain what the exact walk says, and where nothing is unknown they hardly
 * differ from it.
 *
 *-------------------------------------------------------------------------
 */
#include "flow_net_case.h"

#define ROUNDS 1500
#define LARGE_ROUNDS 3

/* The row of a lot with some of its inputs, as maintenance packs it. */
static void
row_take(Case *c, uint32_t lot, uint32_t first, uint32_t count)
{
	FlowRow		row;
	uint32_t	edge = c->net.edge_count;

	case_row(c, lot, first, count, c->net.basis, &row);
	flow_net_read(&c->net, c->place[lot], &row);
	for (uint32_t i = 0; i < count; i++)
		c->net.input[edge + i] = flow_row_number(row.inputs, i);
}

static void
lot_take(Case *c, uint32_t lot)
{
	uint32_t	first = c->first_edge[lot];
	uint32_t	end = c->first_edge[lot + 1];

	/* Now and then a lot has several rows. */
	do
	{
		uint32_t	count = end - first;
		uint32_t	most = random_below(4) == 0 ? 1 + (uint32_t) random_below(5) : FLOW_ROW_INPUTS_MAX;

		if (count > most)
			count = most;
		row_take(c, lot, first, count);
		first += count;
	} while (first < end);
	c->net.lots[c->place[lot]].lot_id = lot;
}

static void
shuffle(uint32_t *order, uint32_t count)
{
	for (uint32_t i = count; i > 1; i--)
	{
		uint32_t	other = (uint32_t) random_below(i);
		uint32_t	was = order[i - 1];

		order[i - 1] = order[other];
		order[other] = was;
	}
}

/* Gathers lots: outputs first, or in any order, to be put in order afterwards. */
static void
net_make(Case *c, const bool *wanted, bool in_order)
{
	uint32_t	order[LOTS_MAX];
	uint32_t	count = c->graph.lot_count;

	for (uint32_t l = 0; l < count; l++)
		order[l] = l;
	shuffle(order, count);
	flow_net_begin(&c->net, arena, (FlowBasis) random_below(FLOW_BASIS_COUNT), true);
	for (uint32_t l = 0; l < count; l++)
		c->place[order[l]] = wanted[order[l]] ? flow_net_lot(&c->net) : ABSENT;
	for (uint32_t l = 0; l < count; l++)
	{
		uint32_t	lot = in_order ? l : order[l];

		if (wanted[lot])
			lot_take(c, lot);
	}
	c->net.ordered = in_order;
	flow_net_order(&c->net);
}

/* A net for a walk upstream has what is upstream of its root. */
static void
net_make_up(Case *c, uint32_t root, bool in_order)
{
	bool		wanted[LOTS_MAX] = {false};

	wanted[root] = true;
	for (uint32_t e = 0; e < c->graph.edge_count; e++)
		wanted[c->edges[e].input] |= wanted[c->edges[e].output];
	net_make(c, wanted, in_order);
}

/* Without tiers the shares are the same to the last bit. */
static bool
shares_same(const Case *c, uint32_t root, const FlowNetShares *whole)
{
	FlowNetShares shares;
	size_t		size = sizeof(FlowBounds) * c->net.lot_count;

	return flow_net_up(&c->net, root, false, &shares) && memcmp(shares.share, whole->share, size) == 0 && memcmp(shares.gap, whole->gap, size) == 0;
}

static bool
up_good(Case *c, uint32_t root, bool in_order)
{
	FlowResult	exact;
	FlowNetShares shares;

	net_make_up(c, root, in_order);
	if (flow_walk_up(&c->graph, root, &exact) != FLOW_OK || !flow_net_up(&c->net, c->place[root], true, &shares))
		return false;
	return lots_good(c, &shares, &exact, true) && shares_same(c, c->place[root], &shares);
}

static void
random_nets(const char *what, bool unknown, bool in_order)
{
	static Case c;
	int			good = 0;
	int			unknown_count = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		uint32_t	lots = 2 + (uint32_t) random_below(16);

		case_make(&c, lots, 1 + (uint32_t) random_below(4), 1 + (uint32_t) random_below(3), unknown, 4096);
		good += up_good(&c, (uint32_t) random_below(lots / 2 + 1), in_order);
		unknown_count += c.unknown;
		test_arena_clear(&test);
	}
	ok(good == ROUNDS, "%d of %d random nets %s agree with the exact walk", good, ROUNDS, what);
	ok(unknown ? unknown_count > ROUNDS / 2 : unknown_count == 0, "something was unknown in %d of them", unknown_count);
}

/* More lots and edges than a net has room for at first. */
static void
large_nets(bool in_order)
{
	static Case c;
	int			good = 0;

	for (int round = 0; round < LARGE_ROUNDS; round++)
	{
		FlowNet		empty;

		/* Now and then hardly anything is upstream of a lot. */
		do
		{
			test_arena_clear(&test);
			case_make(&c, LOTS_MAX, 50, 5, false, 256);
			net_make_up(&c, 0, in_order);
		} while (c.net.lot_count < LOTS_MAX / 2);
		flow_net_begin(&empty, arena, FLOW_MASS, true);
		good += up_good(&c, 0, in_order) && c.net.lot_space > empty.lot_space && c.net.edge_space > empty.edge_space;
		test_arena_clear(&test);
	}
	ok(good == LARGE_ROUNDS, "%d of %d nets that had to grow agree with the exact walk%s", good, LARGE_ROUNDS, in_order ? "" : ", in any order");
}

/* Room is made once for many edges, and what is there stays. */
static void
reserve_case(void)
{
	static Case c;
	uint32_t	inputs[EDGES_MAX];
	double		parts[EDGES_MAX];
	FlowResult	exact;
	FlowNetShares shares;
	uint32_t	count;
	size_t		held;

	case_make(&c, 40, 4, 4, false, 4096);
	net_make_up(&c, 0, true);
	count = c.net.edge_count;
	memcpy(inputs, c.net.input, sizeof(uint32_t) * count);
	memcpy(parts, c.net.part, sizeof(double) * count);
	held = test.held;
	flow_net_edges_reserve(&c.net, 100000);
	ok(c.net.edge_space >= count + 100000 && c.net.edge_count == count, "room is made for as many edges as are asked for");
	ok(memcmp(inputs, c.net.input, sizeof(uint32_t) * count) == 0 && memcmp(parts, c.net.part, sizeof(double) * count) == 0, "the edges that were there stay");
	ok(test.held == held, "and the old room is given back");
	flow_net_edges_reserve(&c.net, 100000);
	ok(test.held == held && c.net.edge_space >= count + 100000, "room that is there is not made again");
	ok(flow_walk_up(&c.graph, 0, &exact) == FLOW_OK && flow_net_up(&c.net, c.place[0], true, &shares) && lots_good(&c, &shares, &exact, true), "and the shares are right");
	test_arena_clear(&test);
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	random_nets("in order", false, true);
	random_nets("in any order", false, false);
	random_nets("with unknown parts", true, true);
	random_nets("with unknown parts, in any order", true, false);
	large_nets(true);
	large_nets(false);
	reserve_case();
	return tap_finish();
}
