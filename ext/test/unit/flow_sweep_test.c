/*-------------------------------------------------------------------------
 *
 * flow_sweep_test.c
 *	  Sweeps over packed rows against the exact walk of the same lots.
 *
 * A random graph is put in order as maintenance does it and packed; its rows
 * are swept from the asked lot on, loops as a whole.  Lots with many inputs
 * have several rows.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_sweep.h"

#include "flow_net_case.h"

#define ROUNDS 1500
#define PAGES_MAX 512

typedef struct Swept
{
	FlowSweep	sweep;
	FlowOrder	order;
	FlowSweepLot lots[LOTS_MAX];
	bool		told[LOTS_MAX];
	uint32_t	loops;			/* that were swept */
	FlowBrief	pages[PAGES_MAX];	/* all rows in brief; none where they are not taken so */
	uint32_t	page_count;
	uint32_t	lot_of[LOTS_MAX + 1];	/* by number */
	uint32_t	brief_lots;		/* that were swept in brief */
	uint32_t	uneven_pages;	/* on which some lot has several rows */
	uint8_t		elsewhere[LOTS_MAX / 8 + 1];	/* a bit a number: these are not */
} Swept;

/* How many inputs the next row of a lot has: now and then fewer than there are. */
static uint32_t
row_inputs(uint32_t left)
{
	uint32_t	most = random_below(4) == 0 ? 1 + (uint32_t) random_below(5) : FLOW_ROW_INPUTS_MAX;

	return left < most ? left : most;
}

/* Sweeps the rows of a lot that is in no loop, the last one first. */
static bool
lot_sweep(const Case *c, Swept *swept, uint32_t lot, FlowBasis basis)
{
	uint32_t	end = c->first_edge[lot + 1];
	FlowRow		row;

	do
	{
		uint32_t	count = row_inputs(end - c->first_edge[lot]);

		case_row(c, lot, end - count, count, basis, &row);
		if (!flow_sweep_row(&swept->sweep, c->place[lot], &row))
			return false;
		end -= count;
	} while (end > c->first_edge[lot]);
	flow_sweep_lot(&swept->sweep, c->place[lot], &row, &swept->lots[lot]);
	swept->told[lot] = true;
	return true;
}

/* Sweeps a loop, whose lots have the numbers from first to last. */
static bool
loop_sweep(const Case *c, Swept *swept, uint32_t first, uint32_t last, FlowBasis basis)
{
	uint32_t	numbers[LOTS_MAX + EDGES_MAX];
	uint32_t	count = last - first + 1;
	FlowSweepLot *lots = arena_allocate(arena, sizeof(FlowSweepLot) * count);
	FlowNet		net;

	flow_net_begin(&net, arena, basis, false);
	for (uint32_t number = last; number >= first; number--)
	{
		uint32_t	lot = swept->order.sequence[number - 1];
		uint32_t	edge = net.edge_count;
		FlowRow		row;

		case_row(c, lot, c->first_edge[lot], c->first_edge[lot + 1] - c->first_edge[lot], basis, &row);
		numbers[last - number] = number;
		flow_net_read(&net, flow_net_lot(&net), &row);
		for (uint32_t i = 0; i < row.input_count; i++)
			net.input[edge + i] = flow_row_number(row.inputs, i);
	}
	for (uint32_t e = 0; e < net.edge_count; e++)
	{
		uint32_t	number = net.input[e];

		net.input[e] = number >= first ? last - number : flow_net_lot(&net);
		numbers[net.input[e]] = number;
	}
	swept->loops++;
	if (!flow_sweep_loop(&swept->sweep, &net, numbers, count, lots))
		return false;
	for (uint32_t m = 0; m < count; m++)
	{
		swept->lots[swept->order.sequence[last - m - 1]] = lots[m];
		swept->told[swept->order.sequence[last - m - 1]] = true;
	}
	return true;
}

/* How many lots are in the loop of a lot. */
static uint32_t
loop_size(const Swept *swept, uint32_t lot)
{
	uint32_t	component = swept->order.component_of[lot];

	return swept->order.component_end[component] - (component == 0 ? 0 : swept->order.component_end[component - 1]);
}

static void
page_finish(Swept *swept, const FlowBriefMaker *maker)
{
	uint8_t    *bytes = arena_allocate(arena, flow_brief_size(maker));

	flow_brief_encode(maker, bytes);
	if (swept->page_count == PAGES_MAX || !flow_brief_decode(bytes, flow_brief_size(maker), &swept->pages[swept->page_count++]))
		abort();
}

/* Puts all rows in brief, in the order of their numbers. */
static void
briefs_make(const Case *c, Swept *swept)
{
	static FlowBriefMaker maker;
	/* Some rows of a small graph fill a page, so that lots of several rows stand on two. */
	size_t		size_max = random_below(2) == 0 ? FLOW_BRIEF_SIZE_MAX : c->graph.lot_count < 20 ? 320 : FLOW_BRIEF_SIZE_LEAST;

	swept->page_count = 0;
	for (uint32_t b = 0; b <= LOTS_MAX / 8; b++)
		swept->elsewhere[b] = random_below(3) == 0 ? (uint8_t) random_below(256) : 0;
	flow_brief_begin(&maker, size_max);
	for (uint32_t number = 1; number <= c->graph.lot_count; number++)
	{
		uint32_t	lot = swept->order.sequence[number - 1];
		uint32_t	begin = c->first_edge[lot];
		FlowBriefRow brief = {.lot_id = number};
		FlowRow		row;

		swept->lot_of[number] = lot;
		do
		{
			uint32_t	count = row_inputs(c->first_edge[lot + 1] - begin);

			case_row(c, lot, begin, count, FLOW_MASS, &row);
			row.in_loop = loop_size(swept, lot) > 1;
			if (!flow_brief_add(&maker, number, &brief, &row))
			{
				page_finish(swept, &maker);
				flow_brief_begin(&maker, size_max);
				(void) flow_brief_add(&maker, number, &brief, &row);
			}
			begin += count;
			brief.continued = true;
		} while (begin < c->first_edge[lot + 1]);
	}
	page_finish(swept, &maker);
}

static void
brief_visit(void *state, const FlowSweepLot *lot)
{
	Swept	   *swept = (Swept *) state;
	uint32_t	at = swept->lot_of[lot->lot_id];

	swept->lots[at] = *lot;
	swept->told[at] = true;
	swept->brief_lots++;
}

/* The number of the last row of a page. */
static uint32_t
page_last(const FlowBrief *page)
{
	uint32_t	last = page->first;

	for (uint32_t r = 1; r < page->row_count; r++)
		last += (page->flags[r] & FLOW_BRIEF_CONTINUED) == 0;
	return last;
}

/* Takes what it can of the page that a number stands on; the number to go on with. */
static uint32_t
briefs_sweep(Swept *swept, uint32_t number)
{
	for (uint32_t p = swept->page_count; p-- > 0;)
	{
		const FlowBrief *page = &swept->pages[p];

		if (page->first > number)
			continue;
		swept->uneven_pages += !page->counted;
		return number <= page_last(page) ? flow_sweep_brief(&swept->sweep, page, swept->elsewhere, number, brief_visit, swept) : number;
	}
	return number;
}

static bool
sweep_all(Case *c, Swept *swept, uint32_t root, FlowSweepKind kind)
{
	const FlowOrder *order = &swept->order;
	FlowBasis	basis = (FlowBasis) random_below(FLOW_BASIS_COUNT);
	uint32_t	below;

	memset(swept->told, 0, sizeof(swept->told));
	swept->loops = 0;
	swept->page_count = 0;
	if ((kind != FLOW_SWEEP_SHARES || basis == FLOW_MASS) && random_below(2) == 0)
		briefs_make(c, swept);
	flow_sweep_begin(&swept->sweep, arena, kind, basis, c->graph.lot_count, c->place[root]);
	for (uint32_t number = c->place[root]; number > 0; number = flow_sweep_next(&swept->sweep, below))
	{
		uint32_t	lot = order->sequence[number - 1];
		uint32_t	component = order->component_of[lot];
		uint32_t	first = 1 + (component == 0 ? 0 : order->component_end[component - 1]);
		uint32_t	last = order->component_end[component];

		below = swept->page_count > 0 ? briefs_sweep(swept, number) : number;
		if (below != number)
			continue;
		if (!(first == last ? lot_sweep(c, swept, lot, basis) : loop_sweep(c, swept, first, last, basis)))
			return false;
		below = first - 1;
	}
	return true;
}

/* Which lots are upstream, how far and by how many inputs. */
static bool
reach_good(const Case *c, const Swept *swept, const FlowResult *exact)
{
	uint32_t	lots = 0;
	uint64_t	edges = 0;

	for (uint32_t l = 0; l < c->graph.lot_count; l++)
	{
		bool		reached = exact->tier_min[l] != FLOW_TIER_NONE;

		if (reached != swept->told[l] || reached != flow_sweep_wants(&swept->sweep, c->place[l]))
			return false;
		lots += reached;
		edges += reached ? c->first_edge[l + 1] - c->first_edge[l] : 0;
		if (swept->sweep.kind == FLOW_SWEEP_TIERS && reached && swept->lots[l].tier != exact->tier_min[l])
			return false;
	}
	return lots == flow_sweep_count(&swept->sweep) && edges == swept->sweep.edge_count;
}

static bool
contains(FlowBounds bounds, FractionInterval exact)
{
	return fraction_compare(arena, fraction_from_double(arena, bounds.min), exact.min) <= 0 && fraction_compare(arena, fraction_from_double(arena, bounds.max), exact.max) >= 0;
}

static bool
shares_good(const Case *c, const Swept *swept, const FlowResult *exact)
{
	const FlowOrder *order = &swept->order;

	for (uint32_t l = 0; l < c->graph.lot_count; l++)
	{
		const FlowSweepLot *lot = &swept->lots[l];
		uint32_t	component = order->component_of[l];
		bool		in_loop = order->component_end[component] - (component == 0 ? 0 : order->component_end[component - 1]) > 1;

		if (!swept->told[l])
			continue;
		if (lot->lost != c->lots[l].lost || lot->missing != !fraction_is_zero(c->weights.missing[l].max))
			return false;
		/* Of what is in a loop itself bounds are wide. */
		if (in_loop ? !contains(lot->share, exact->share[l]) || !contains(lot->gap, exact->gap[l])
			: !bounds_good(c, lot->share, exact->share[l]) || !bounds_good(c, lot->gap, exact->gap[l]))
			return false;
	}
	return true;
}

static bool
case_good(Case *c, Swept *swept, int *given_up)
{
	uint32_t	root = (uint32_t) random_below(c->graph.lot_count);
	FlowResult	exact;
	FlowFault	fault = flow_walk_up(&c->graph, root, &exact);

	flow_order_make(&c->graph, &swept->order);
	for (uint32_t at = 0; at < c->graph.lot_count; at++)
		c->place[swept->order.sequence[at]] = at + 1;
	if (fault == FLOW_OK && (!sweep_all(c, swept, root, FLOW_SWEEP_REACH) || !reach_good(c, swept, &exact)))
		return false;
	if (fault == FLOW_OK && (!sweep_all(c, swept, root, FLOW_SWEEP_TIERS) || !reach_good(c, swept, &exact)))
		return false;
	if (!sweep_all(c, swept, root, FLOW_SWEEP_SHARES))
	{
		*given_up += 1;
		return c->loops;
	}
	return fault == FLOW_OK && reach_good(c, swept, &exact) && shares_good(c, swept, &exact);
}

static void
random_sweeps(const char *what, bool unknown, bool loops)
{
	static Case c;
	static Swept swept;
	int			good = 0;
	int			loops_count = 0;
	int			given_up = 0;

	swept.brief_lots = swept.uneven_pages = 0;
	for (int round = 0; round < ROUNDS; round++)
	{
		uint32_t	lots = 2 + (uint32_t) random_below(16);

		case_make(&c, lots, 1 + (uint32_t) random_below(4), 1 + (uint32_t) random_below(3), unknown, 4096);
		if (loops && c.graph.edge_count > 0)
			loops_add(&c, 1 + (uint32_t) random_below(4));
		good += case_good(&c, &swept, &given_up);
		loops_count += swept.loops > 0;
		test_arena_clear(&test);
	}
	ok(good == ROUNDS, "%d of %d random sweeps %s agree with the exact walk", good, ROUNDS, what);
	ok(loops ? loops_count > ROUNDS / 20 && given_up < loops_count / 2 : loops_count == 0 && given_up == 0,
	   "a loop was met in %d of them, and %d were left to the exact walk", loops_count, given_up);
	ok(swept.brief_lots > ROUNDS && swept.uneven_pages > ROUNDS / 10, "%u lots were swept in brief, from %u pages on which a lot has several rows", swept.brief_lots, swept.uneven_pages);
}

/* More numbers than one word and one block hold. */
static void
large_sweeps(void)
{
	static Case c;
	static Swept swept;
	int			good = 0;
	int			given_up = 0;

	for (int round = 0; round < 3; round++)
	{
		case_make(&c, LOTS_MAX, 50, 5, false, 256);
		good += case_good(&c, &swept, &given_up) && given_up == 0;
		test_arena_clear(&test);
	}
	ok(good == 3, "%d of 3 large sweeps agree with the exact walk", good);
}

/* An input that does not stand before its output is noticed. */
static void
order_broken(void)
{
	FlowSweep	sweep;
	uint32_t	inputs[] = {1, 3};
	double		halves[] = {0.5, 0.5};
	FlowRow		row = {.input_count = 2,.inputs = (const uint8_t *) inputs,.drawn = (const uint8_t *) halves};
	int			refused = 0;

	row.basis[FLOW_MASS].parts = (const uint8_t *) halves;
	for (int kind = FLOW_SWEEP_REACH; kind <= FLOW_SWEEP_TIERS; kind++)
	{
		flow_sweep_begin(&sweep, arena, (FlowSweepKind) kind, FLOW_MASS, 4, 3);
		refused += !flow_sweep_row(&sweep, 3, &row);
		flow_sweep_begin(&sweep, arena, (FlowSweepKind) kind, FLOW_MASS, 4, 4);
		refused += flow_sweep_row(&sweep, 4, &row) ? 0 : 10;
		inputs[0] = 0;
		refused += !flow_sweep_row(&sweep, 4, &row);
		inputs[0] = 1;
	}
	ok(refused == 6, "rows whose inputs do not stand before them are refused, others are not");
}

/* How far a chain of so many lots goes: steps that were told of the first one, -1 where the sweep gave up. */
static int
chain_swept(uint32_t lots, FlowSweepKind kind, bool brief)
{
	static FlowBriefMaker maker;
	uint8_t		bytes[FLOW_BRIEF_SIZE_MAX];
	static Swept swept;
	FlowSweep  *sweep = &swept.sweep;
	FlowSweepLot lot = {0};
	FlowBrief	page;
	double		whole = 1;

	flow_brief_begin(&maker, FLOW_BRIEF_SIZE_MAX);
	flow_sweep_begin(sweep, arena, kind, FLOW_MASS, lots, lots);
	for (uint32_t number = 1; number <= lots && brief; number++)
		swept.lot_of[number] = number - 1;
	for (uint32_t at = 1; at <= lots; at++)
	{
		uint32_t	number = brief ? at : lots + 1 - at;
		uint32_t	input = number - 1;
		FlowRow		row = {.input_count = number > 1,.inputs = (const uint8_t *) &input};

		row.basis[FLOW_MASS].parts = (const uint8_t *) &whole;
		if (brief)
			(void) flow_brief_add(&maker, number, &(FlowBriefRow) {.lot_id = number}, &row);
		else if (!flow_sweep_row(sweep, number, &row))
			return -1;
		else
			flow_sweep_lot(sweep, number, &row, &lot);
	}
	if (!brief)
		return lot.tier;
	flow_brief_encode(&maker, bytes);
	if (!flow_brief_decode(bytes, flow_brief_size(&maker), &page) || flow_sweep_brief(sweep, &page, NULL, lots, brief_visit, &swept) > 0)
		return -1;
	return swept.lots[0].tier;
}

/* Steps are counted up to 254; farther ones are not told wrongly. */
static void
far_away(void)
{
	ok(chain_swept(255, FLOW_SWEEP_TIERS, false) == 254 && chain_swept(255, FLOW_SWEEP_TIERS, true) == 254, "a lot 254 steps away is told of");
	ok(chain_swept(256, FLOW_SWEEP_TIERS, false) == -1 && chain_swept(256, FLOW_SWEEP_TIERS, true) == -1, "one that is farther away is left to the walk");
	ok(chain_swept(2000, FLOW_SWEEP_REACH, false) == 0 && chain_swept(2000, FLOW_SWEEP_SHARES, false) == 0, "unless steps are not asked for");
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	random_sweeps("", false, false);
	random_sweeps("with unknown parts", true, false);
	random_sweeps("with loops", false, true);
	random_sweeps("with loops and unknown parts", true, true);
	large_sweeps();
	order_broken();
	far_away();
	return tap_finish();
}
