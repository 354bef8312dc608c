/*-------------------------------------------------------------------------
 *
 * flow_net_fuzz.c
 *	  Bounds of nets of packed rows, with loops or without, against the exact walk.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "flow_net_test.c"

/* Some inputs are lots with smaller numbers, which may be made of others. */
static void
rework_add(Case *c, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
	{
		FlowEdge   *edge = &c->edges[random_below(c->graph.edge_count)];
		uint32_t	input = (uint32_t) random_below(edge->output + 1);

		if (input != edge->output)
			edge->input = input;
	}
	/* How wide bounds grow in a loop depends on what leaves it. */
	c->loops = c->unknown = true;
	flow_weigh(&c->graph, &(FlowOrder) {.first_edge = c->first_edge}, &c->weights);
}

/* Where a net does not settle, the exact walk is what answers. */
static bool
loops_good(Case *c, uint32_t root)
{
	bool		wanted[LOTS_MAX];
	FlowResult	exact;
	FlowNetShares shares;

	if (flow_walk_up(&c->graph, root, &exact) != FLOW_OK)
		return true;
	for (uint32_t l = 0; l < c->graph.lot_count; l++)
		wanted[l] = exact.tier_min[l] != FLOW_TIER_NONE;
	net_make(c, wanted, false);
	return !flow_net_up(&c->net, c->place[root], true, &shares) || lots_good(c, &shares, &exact, true);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Case c;
	uint32_t	lots;
	uint32_t	root;
	bool		unknown;
	bool		in_order;

	unit_fuzz_begin(&test, bytes, size);
	lots = 2 + (uint32_t) random_below(30);
	unknown = random_below(2) == 0;
	in_order = random_below(2) == 0;
	case_make(&c, lots, 1 + (uint32_t) random_below(4), 1 + (uint32_t) random_below(3), unknown, 4096);
	root = (uint32_t) random_below(lots / 2 + 1);
	if (c.graph.edge_count > 0 && random_below(3) == 0)
	{
		rework_add(&c, 1 + (uint32_t) random_below(4));
		unit_fuzz_end(&test, loops_good(&c, root));
	}
	else
		unit_fuzz_end(&test, up_good(&c, root, in_order));
	return 0;
}
