/*-------------------------------------------------------------------------
 *
 * flow_weigh_range_test.c
 *	  Parts of inputs whose weights are ranges, against all corners of the
 *	  ranges, and against flow_weigh.c where they are points.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow.h"

#include <math.h>

#include "tap.h"

#define INPUTS_MAX 4
#define ROUNDS 4000
/* Stand for next to nothing, and for a weight without a limit. */
#define TINY 1e-9
#define HUGE_WEIGHT 1e12

static TestArena test;
static const Arena *const arena = &test.arena;

typedef struct Case
{
	uint32_t	count;
	FlowGraph	graph;
	FlowRanges	ranges;
	FlowLot		lots[INPUTS_MAX + 1];
	FlowLotRange lot_ranges[INPUTS_MAX + 1];
	FlowEdge	edges[INPUTS_MAX];
	Fraction	weight_max[INPUTS_MAX];
	FlowOrder	order;
	uint32_t	first_edge[INPUTS_MAX + 2];
	FlowWeights weights;
} Case;

static Fraction
whole(uint64_t value)
{
	return fraction_from_int64(arena, (int64_t) value);
}

static double
number(Fraction x)
{
	return fraction_to_double(arena, x);
}

/* Lot 0 is made of all others. */
static void
case_make(Case *c, bool points)
{
	memset(c, 0, sizeof(*c));
	c->count = 1 + (uint32_t) random_below(INPUTS_MAX);
	c->graph = (FlowGraph) {.arena = arena,.scratch = arena,.lot_count = c->count + 1,.lots = c->lots,.edge_count = c->count,.edges = c->edges};
	c->ranges = (FlowRanges) {.weight_max = c->weight_max,.lots = c->lot_ranges};
	c->graph.ranges = &c->ranges;
	c->order.first_edge = c->first_edge;
	for (uint32_t i = 0; i < c->count; i++)
	{
		uint64_t	least = random_below(5);

		c->edges[i] = (FlowEdge) {.output = 0,.input = i + 1,.weight_known = random_below(6) > 0,.weight = whole(least),.drawn = FRACTION_ZERO};
		c->weight_max[i] = whole(points ? least : least + random_below(4));
	}
	for (uint32_t l = 0; l <= c->count; l++)
		c->first_edge[l + 1] = c->count;
	c->lots[0].open = random_below(8) == 0;
	c->lots[0].made_known = random_below(2) == 0;
	c->lots[0].made = whole(random_below(12));
	c->lot_ranges[0].made_max = fraction_add(arena, c->lots[0].made, whole(points ? 0 : random_below(6)));
	c->lot_ranges[0].unrecorded = whole(points || c->lots[0].made_known ? 0 : random_below(3));
	flow_weigh(&c->graph, &c->order, &c->weights);
}

/* One end of a range of weights; one that may be more than nothing is never quite nothing. */
static double
corner(double min, double max, bool upper)
{
	if (upper)
		return max;
	return min == 0 && max > 0 ? TINY : min;
}

/* The parts at one corner of all ranges, and what is missing; false where nothing is there to be parted. */
static bool
corner_parts(const Case *c, unsigned bits, double *parts, double *missing)
{
	double		weights[INPUTS_MAX],
				total = 0,
				made = 0,
				unrecorded = corner(0, c->lots[0].open ? HUGE_WEIGHT : number(c->lot_ranges[0].unrecorded), bits & 1);

	if (c->lots[0].made_known)
		made = bits & 2 ? number(c->lot_ranges[0].made_max) : number(c->lots[0].made);
	for (uint32_t i = 0; i < c->count; i++)
	{
		bool		upper = bits >> (i + 2) & 1;

		weights[i] = c->edges[i].weight_known ? corner(number(c->edges[i].weight), number(c->weight_max[i]), upper) : corner(0, HUGE_WEIGHT, upper);
		total += weights[i];
	}
	if (total + unrecorded + made == 0)
		return false;
	for (uint32_t i = 0; i < c->count; i++)
		parts[i] = weights[i] / fmax(total + unrecorded, made);
	*missing = (unrecorded + fmax(0, made - total - unrecorded)) / fmax(total + unrecorded, made);
	return true;
}

static bool
same(double a, double b)
{
	return fabs(a - b) < 1e-6;
}

static bool
ends_agree(FractionInterval told, double least, double most, bool unsharp)
{
	if (number(told.min) > least + 1e-6 || number(told.max) < most - 1e-6)
		return false;
	return unsharp || (same(number(told.min), least) && same(number(told.max), most));
}

/* Every interval holds what is at any corner and ends at one. */
static bool
corners_round(void)
{
	Case		c;
	double		least[INPUTS_MAX + 1],
				most[INPUTS_MAX + 1];
	bool		any = false,
				good = true;

	case_make(&c, false);
	for (uint32_t i = 0; i <= c.count; i++)
	{
		least[i] = 1;
		most[i] = 0;
	}
	for (unsigned bits = 0; bits < 4u << c.count; bits++)
	{
		double		parts[INPUTS_MAX + 1];

		if (!corner_parts(&c, bits, parts, &parts[c.count]))
			continue;
		any = true;
		for (uint32_t i = 0; i <= c.count; i++)
		{
			least[i] = fmin(least[i], parts[i]);
			most[i] = fmax(most[i], parts[i]);
		}
	}
	if (!any)
	{
		/* Nothing goes in.  Only who says that nothing came out either has nothing missing. */
		for (uint32_t i = 0; i < c.count; i++)
			good = good && fraction_is_zero(c.weights.part[i].max);
		return good && fraction_is_zero(c.weights.missing[0].max) == c.lots[0].made_known;
	}
	for (uint32_t i = 0; i < c.count; i++)
		good = good && ends_agree(c.weights.part[i], least[i], most[i], false);
	/*
	 * Of an output with more inputs than recorded the missing part is told as anything, as flow_weigh.c tells it; so it is
	 * where all that goes in weighs nothing: what may have come out is missing, or it is not there.
	 */
	return good && ends_agree(c.weights.missing[0], least[c.count], most[c.count], c.lots[0].open || least[c.count] == 1);
}

/* With points, the answer is that of flow_weigh.c. */
static bool
points_round(void)
{
	Case		c;
	FlowWeights plain;
	bool		good = true,
				any = false;

	case_make(&c, true);
	for (uint32_t i = 0; i < c.count; i++)
		any = any || !c.edges[i].weight_known || !fraction_is_zero(c.edges[i].weight);
	/* Nothing in all is told by the ranges alone. */
	if (!any)
		return true;
	c.graph.ranges = NULL;
	flow_weigh(&c.graph, &c.order, &plain);
	for (uint32_t i = 0; i < c.count; i++)
	{
		/* Of a weight of nothing the ranges say more, beside weights that are not known. */
		good = good && (c.edges[i].weight_known ? fraction_compare(arena, c.weights.part[i].max, plain.part[i].max) == 0
						: fraction_compare(arena, c.weights.part[i].max, FRACTION_ONE) == 0);
		good = good && fraction_compare(arena, c.weights.part[i].min, plain.part[i].min) >= 0;
		good = good && (!plain.exact[i] || (c.weights.exact[i] && fraction_compare(arena, c.weights.part[i].min, plain.part[i].min) == 0));
	}
	return good && fraction_compare(arena, c.weights.missing[0].max, plain.missing[0].max) == 0
		&& fraction_compare(arena, c.weights.missing[0].min, plain.missing[0].min) == 0;
}

static void
rounds(bool (*round) (void), const char *what)
{
	int			good = 0;

	for (int i = 0; i < ROUNDS; i++)
	{
		good += round();
		test_arena_clear(&test);
	}
	ok(good == ROUNDS, "%d of %d %s", good, ROUNDS, what);
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	rounds(corners_round, "random outputs have parts that end at corners of the ranges");
	rounds(points_round, "random outputs without ranges have the parts of flow_weigh");
	return tap_finish();
}
