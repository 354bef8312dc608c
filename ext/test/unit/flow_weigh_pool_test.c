/*-------------------------------------------------------------------------
 *
 * flow_weigh_pool_test.c
 *	  Parts of inputs that may have gone into any output of an event, against
 *	  all ways of sharing them out.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow.h"

#include <math.h>

#include "tap.h"

#define INPUTS_MAX 3
#define ROUNDS 1500

static TestArena test;
static const Arena *const arena = &test.arena;

/* Whole weights from least to most, of inputs, of the output and of the event's other outputs. */
typedef struct Case
{
	uint32_t	count;
	bool		ranged;
	int			least[INPUTS_MAX];
	int			most[INPUTS_MAX];
	int			made[2];
	int			rest[2];
	FlowGraph	graph;
	FlowRanges	ranges;
	FlowPool	pool;
	const FlowPool *pools[INPUTS_MAX + 1];
	FlowLot		lots[INPUTS_MAX + 1];
	FlowLotRange lot_ranges[INPUTS_MAX + 1];
	FlowEdge	edges[INPUTS_MAX];
	Fraction	weight_max[INPUTS_MAX];
	FlowOrder	order;
	uint32_t	first_edge[INPUTS_MAX + 2];
	FlowWeights weights;
} Case;

static Fraction
whole(int value)
{
	return fraction_from_int64(arena, value);
}

static int
above(const Case *c, int least)
{
	return least + (c->ranged ? (int) random_below(3) : 0);
}

static void
case_make(Case *c)
{
	memset(c, 0, sizeof(*c));
	c->count = 1 + (uint32_t) random_below(INPUTS_MAX);
	c->ranged = random_below(2) == 0;
	c->graph = (FlowGraph) {.arena = arena,.scratch = arena,.lot_count = c->count + 1,.lots = c->lots,.edge_count = c->count,.edges = c->edges,.pools = c->pools};
	c->ranges = (FlowRanges) {.weight_max = c->weight_max,.lots = c->lot_ranges};
	c->graph.ranges = c->ranged ? &c->ranges : NULL;
	c->order.first_edge = c->first_edge;
	c->pools[0] = &c->pool;
	for (uint32_t i = 0; i < c->count; i++)
	{
		c->least[i] = (int) random_below(6);
		c->most[i] = above(c, c->least[i]);
		c->edges[i] = (FlowEdge) {.output = 0,.input = i + 1,.weight_known = true,.weight = whole(c->least[i]),.drawn = FRACTION_ZERO};
		c->weight_max[i] = whole(c->most[i]);
	}
	for (uint32_t l = 0; l <= c->count; l++)
	{
		c->first_edge[l + 1] = c->count;
		c->lot_ranges[l].unrecorded = FRACTION_ZERO;
	}
	c->made[0] = 1 + (int) random_below(7);
	c->made[1] = above(c, c->made[0]);
	c->rest[0] = (int) random_below(7);
	c->rest[1] = above(c, c->rest[0]);
	c->lots[0] = (FlowLot) {.made_known = true,.made = whole(c->made[0])};
	c->lot_ranges[0].made_max = whole(c->made[1]);
	c->pool.rest = (FractionInterval) {whole(c->rest[0]), whole(c->rest[1])};
	flow_weigh(&c->graph, &c->order, &c->weights);
}

/* All ways of filling an output of made from some weights, the last of them what is missing: least and most part of each. */
static void
fills(const int *weights, uint32_t count, int made, double *least, double *most)
{
	int			taken[INPUTS_MAX + 1] = {0};

	for (;;)
	{
		int			sum = 0;
		uint32_t	at = 0;

		for (uint32_t i = 0; i < count; i++)
			sum += taken[i];
		for (uint32_t i = 0; sum == made && i < count; i++)
		{
			least[i] = fmin(least[i], (double) taken[i] / made);
			most[i] = fmax(most[i], (double) taken[i] / made);
		}
		while (at < count && taken[at] == weights[at])
			taken[at++] = 0;
		if (at == count)
			return;
		taken[at]++;
	}
}

static bool
near(Fraction told, double value)
{
	return fabs(fraction_to_double(arena, told) - value) < 1e-9;
}

/* Every corner of the ranges, and every way of sharing out at each. */
static bool
fills_round(void)
{
	Case		c;
	double		least[INPUTS_MAX + 1],
				most[INPUTS_MAX + 1];
	bool		good = true;

	case_make(&c);
	for (uint32_t i = 0; i <= c.count; i++)
	{
		least[i] = 1;
		most[i] = 0;
	}
	for (unsigned bits = 0; bits < 4u << c.count; bits++)
	{
		int			weights[INPUTS_MAX + 1],
					sum = 0,
					made = c.made[bits & 1],
					rest = c.rest[bits >> 1 & 1];

		for (uint32_t i = 0; i < c.count; i++)
		{
			weights[i] = bits >> (i + 2) & 1 ? c.most[i] : c.least[i];
			sum += weights[i];
		}
		weights[c.count] = made + rest > sum ? made + rest - sum : 0;
		fills(weights, c.count + 1, made, least, most);
	}
	for (uint32_t i = 0; i < c.count; i++)
		good = good && near(c.weights.part[i].min, least[i]) && near(c.weights.part[i].max, most[i]);
	return good && near(c.weights.missing[0].min, least[c.count]) && near(c.weights.missing[0].max, most[c.count]);
}

/* What is not known at all. */
static void
unknown_cases(void)
{
	Case		c;

	do
		case_make(&c);
	while (c.count < 2 || c.least[0] == 0 || c.least[1] == 0);
	c.lots[0].made_known = false;
	flow_weigh(&c.graph, &c.order, &c.weights);
	ok(near(c.weights.part[0].min, 0) && near(c.weights.part[0].max, 1) && near(c.weights.missing[0].max, 0), "of an output that is not measured an input may be nothing or all");
	c.lots[0].made_known = true;
	c.edges[1].weight_known = false;
	flow_weigh(&c.graph, &c.order, &c.weights);
	ok(near(c.weights.part[0].min, 0) && near(c.weights.part[1].min, 0) && near(c.weights.part[1].max, 1), "beside an input without a weight nothing is known to be in it");
	c.edges[1].weight_known = true;
	c.lots[0].open = true;
	flow_weigh(&c.graph, &c.order, &c.weights);
	ok(near(c.weights.part[0].min, 0) && near(c.weights.missing[0].max, 1), "nor where more inputs may exist");
}

int
main(void)
{
	int			good = 0;

	test_arena_begin(&test);
	random_begin();
	for (int i = 0; i < ROUNDS; i++)
	{
		good += fills_round();
		test_arena_clear(&test);
	}
	ok(good == ROUNDS, "%d of %d random events have parts that end at what some way of sharing out gives", good, ROUNDS);
	unknown_cases();
	test_arena_clear(&test);
	return tap_finish();
}
