/*-------------------------------------------------------------------------
 *
 * flow_test.c
 *	  Shares through lots: the published case, loops, and random graphs
 *	  against slow models that know nothing of the engine.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow.h"

#include <math.h>

#include "tap.h"

#define LOTS_MAX 14
#define ROUNDS 1000

static TestArena test;
static const Arena *const arena = &test.arena;
static size_t bits_max = 4096;

typedef struct Case
{
	FlowGraph	graph;
	FlowLot		lots[LOTS_MAX];
	FlowEdge	edges[LOTS_MAX * LOTS_MAX];
} Case;

static void
scratch_keep(const Arena *scratch)
{
	(void) scratch;
}

static Fraction
ratio(int64_t num, int64_t den)
{
	Fraction	value = FRACTION_ZERO;

	fraction_from_ratio(arena, num, den, &value);
	return value;
}

static void
case_begin(Case *c, uint32_t lots)
{
	memset(c, 0, sizeof(*c));
	c->graph = (FlowGraph) {.arena = arena,.scratch = arena,.scratch_reset = scratch_keep,.bits_max = bits_max,.lot_count = lots,.lots = c->lots,.edges = c->edges};
	for (uint32_t l = 0; l < lots; l++)
		c->lots[l].made = FRACTION_ZERO;
}

/* Edges are to be added in the order of their outputs. */
static void
edge_add(Case *c, uint32_t output, uint32_t input, int64_t weight)
{
	c->edges[c->graph.edge_count++] = (FlowEdge) {.output = output,.input = input,.weight_known = weight > 0,.weight = ratio(weight, 1),.drawn = ratio(1, 2)};
}

static const char *
share_text(const FlowResult *result, uint32_t lot)
{
	static char text[200];

	snprintf(text, sizeof(text), "%s %s", fraction_format(arena, result->share[lot].min), fraction_format(arena, result->share[lot].max));
	return text;
}

static void
golden_case(void)
{
	/* D01 C01 C02 B01 B02 B03 B04 A01 to A08 would be 15: A08 is told by what is left. */
	enum
	{
		D01, C01, C02, B01, B02, B03, B04, A01, A02, A03, A04, A05, A06, A07
	};
	Case		c;
	FlowResult	result;
	Fraction	s1,
				s2;

	case_begin(&c, 14);
	edge_add(&c, D01, C01, 500);
	edge_add(&c, D01, C02, 200);
	edge_add(&c, C01, B01, 400);
	edge_add(&c, C01, B02, 600);
	edge_add(&c, C02, B03, 1);
	edge_add(&c, C02, B04, 2);
	edge_add(&c, B01, A01, 750);
	edge_add(&c, B01, A02, 500);
	edge_add(&c, B02, A03, 750);
	edge_add(&c, B02, A04, 500);
	edge_add(&c, B03, A05, 100);
	edge_add(&c, B03, A06, 200);
	edge_add(&c, B04, A07, 50);
	c.lots[B04].made_known = true;
	c.lots[B04].made = ratio(500, 1);
	ok(flow_walk_up(&c.graph, D01, &result) == FLOW_OK, "the published case is walked");
	s1 = fraction_add(arena, fraction_add(arena, result.share[A01].min, result.share[A02].min), fraction_add(arena, result.share[A05].min, result.share[A06].min));
	s2 = fraction_add(arena, result.share[A03].min, result.share[A07].min);
	is(fraction_format(arena, s1), "8/21", "supplier 1 has 8/21 of D01");
	is(fraction_format(arena, s2), "29/105", "supplier 2 has 29/105 of D01");
	is(fraction_format(arena, fraction_add(arena, result.share[A04].min, result.gap[B04].min)), "12/35", "supplier 3 has 12/35 of D01, its last lot told as what is missing");
	ok(result.tier_min[A01] == 3 && result.tier_max[A01] == 3 && result.tier_max[D01] == 0, "tiers are counted from the root");
	ok(flow_walk_down(&c.graph, A03, &result) == FLOW_OK && result.tier_min[D01] == 3 && result.tier_min[C02] == FLOW_TIER_NONE, "downstream reaches what was made of the lot, and no more");
	is(share_text(&result, D01), "9/35 9/35", "downstream tells the same share");
}

static void
loop_case(void)
{
	Case		c;
	FlowResult	result;

	/* 0 is made of 1 and 2 in equal parts; 1 is rework of 0 alone. */
	case_begin(&c, 3);
	edge_add(&c, 0, 1, 1);
	edge_add(&c, 0, 2, 1);
	edge_add(&c, 1, 0, 1);
	ok(flow_walk_up(&c.graph, 0, &result) == FLOW_OK, "a rework loop is walked");
	is(share_text(&result, 2), "1 1", "all of a reworked lot comes from its one origin in the end");
	is(share_text(&result, 1), "1/2 1/2", "half of it went through rework");
	is(share_text(&result, 0), "1 1", "and all of it through itself");
	ok(result.tier_max[2] == FLOW_TIER_UNBOUNDED, "behind a loop there is no greatest tier");
	ok(flow_walk_down(&c.graph, 2, &result) == FLOW_OK, "downstream walks it too");
	is(share_text(&result, 1), "1 1", "the rework comes from the origin");
	case_begin(&c, 2);
	edge_add(&c, 0, 1, 1);
	edge_add(&c, 1, 0, 1);
	ok(flow_walk_up(&c.graph, 0, &result) == FLOW_LOOP_CLOSED, "a loop that nothing enters has no shares");
}

/* Random lots; loops only where asked for.  Lot 0 is the end item. */
static void
random_case(Case *c, bool loops, bool unknown)
{
	uint32_t	lots = 2 + (uint32_t) random_below(LOTS_MAX - 3);

	case_begin(c, lots);
	for (uint32_t output = 0; output + 1 < lots; output++)
	{
		uint32_t	before = c->graph.edge_count;

		for (uint32_t input = loops ? 0 : output + 1; input < lots; input++)
		{
			if (input == output || random_below(3) != 0)
				continue;
			edge_add(c, output, input, unknown && random_below(5) == 0 ? 0 : 1 + (int64_t) random_below(9));
		}
		if (c->graph.edge_count == before || loops)
			edge_add(c, output, lots - 1, 1 + (int64_t) random_below(9));
		if (random_below(4) == 0)
		{
			c->lots[output].made_known = true;
			c->lots[output].made = ratio(1 + (int64_t) random_below(60), 1);
		}
	}
	for (uint32_t l = 0; l < lots; l++)
		c->lots[l].lost = l + 1 < lots && random_below(6) == 0;
	/* Less is drawn of a lot than was made. */
	for (uint32_t e = 0; e < c->graph.edge_count; e++)
	{
		int64_t		uses = 1;

		for (uint32_t other = 0; other < c->graph.edge_count; other++)
			uses += c->edges[other].input == c->edges[e].input;
		c->edges[e].drawn = ratio(1 + (int64_t) random_below(9), 10 * uses);
	}
}

/* The part of one edge, read off the definition. */
static double
part_of(const Case *c, const double *weights, uint32_t edge, bool *is_short)
{
	uint32_t	output = c->edges[edge].output;
	double		total = 0,
				made = 0;

	for (uint32_t e = 0; e < c->graph.edge_count; e++)
		total += c->edges[e].output == output ? weights[e] : 0;
	if (c->lots[output].made_known)
		made = (double) c->lots[output].made.as.num / (double) c->lots[output].made.den;
	*is_short = made > total;
	return weights[edge] / (made > total ? made : total);
}

/*
 * Chance that a grain of lot from ever comes to lot to, going upstream by
 * parts, or downstream where it was drawn to: iterated until nothing moves.
 */
static double
chance(const Case *c, const double *parts, bool up, uint32_t from, uint32_t to)
{
	double		value[LOTS_MAX] = {0},
				moved = 1;

	value[to] = 1;
	for (int round = 0; round < 200000 && moved > 1e-15; round++)
	{
		moved = 0;
		for (uint32_t l = 0; l < c->graph.lot_count; l++)
		{
			double		sum = 0;

			if (l == to)
				continue;
			for (uint32_t e = 0; e < c->graph.edge_count; e++)
			{
				const FlowEdge *edge = &c->edges[e];

				sum += (up ? edge->output : edge->input) == l ? parts[e] * value[up ? edge->input : edge->output] : 0;
			}
			moved = fmax(moved, fabs(sum - value[l]));
			value[l] = sum;
		}
	}
	return value[from];
}

static double
number(Fraction x)
{
	return strtod(fraction_format_decimal(arena, x, 20, FRACTION_HALF_UP), NULL);
}

static bool
holds(FractionInterval share, double value)
{
	return number(share.min) <= value + 1e-9 && value <= number(share.max) + 1e-9;
}

/* One random graph, both directions, against the slow model; unknown weights are chosen at random. */
static bool
random_round(bool loops, bool unknown)
{
	Case		c;
	FlowResult	up,
				down;
	double		weights[LOTS_MAX * LOTS_MAX],
				parts[LOTS_MAX * LOTS_MAX],
				drawn[LOTS_MAX * LOTS_MAX];
	uint32_t	origin;
	bool		good = true,
				is_short;

	random_case(&c, loops, unknown);
	origin = (uint32_t) random_below(c.graph.lot_count);
	if (flow_walk_up(&c.graph, 0, &up) != FLOW_OK || flow_walk_down(&c.graph, origin, &down) != FLOW_OK)
		return false;
	for (uint32_t e = 0; e < c.graph.edge_count; e++)
		weights[e] = c.edges[e].weight_known ? (double) c.edges[e].weight.as.num : pow(10, (double) random_below(9) - 4);
	for (uint32_t e = 0; e < c.graph.edge_count; e++)
	{
		parts[e] = part_of(&c, weights, e, &is_short);
		drawn[e] = (double) c.edges[e].drawn.as.num / (double) c.edges[e].drawn.den;
	}
	for (uint32_t l = 0; l < c.graph.lot_count; l++)
	{
		good = good && holds(up.share[l], chance(&c, parts, true, 0, l)) && holds(down.share[l], chance(&c, parts, true, l, origin));
		good = good && holds(up.used[l], chance(&c, drawn, false, l, 0)) && holds(down.used[l], chance(&c, drawn, false, origin, l));
		good = good && (unknown || bits_max < 4096 || (interval_is_exact(arena, up.share[l]) && interval_is_exact(arena, down.used[l])));
	}
	return good;
}

/* Where all weights are known, what ends somewhere adds up to one exactly. */
static bool
balance_round(void)
{
	Case		c;
	FlowResult	up;
	Fraction	sum = FRACTION_ZERO;

	random_case(&c, false, false);
	if (flow_walk_up(&c.graph, 0, &up) != FLOW_OK)
		return false;
	for (uint32_t l = 0; l < c.graph.lot_count; l++)
	{
		bool		has_inputs = false;

		for (uint32_t e = 0; e < c.graph.edge_count; e++)
			has_inputs = has_inputs || c.edges[e].output == l;
		c.lots[l].lost = false;
		if (!has_inputs)
			sum = fraction_add(arena, sum, up.share[l].min);
	}
	if (flow_walk_up(&c.graph, 0, &up) != FLOW_OK)
		return false;
	for (uint32_t l = 0; l < c.graph.lot_count; l++)
		sum = fraction_add(arena, sum, up.gap[l].min);
	return fraction_is_one(sum);
}

static void
random_cases(const char *what, bool loops, bool unknown)
{
	int			good = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		good += random_round(loops, unknown);
		test_arena_clear(&test);
	}
	ok(good == ROUNDS, "%d of %d random graphs %s agree with the slow model", good, ROUNDS, what);
}

int
main(void)
{
	int			good = 0;

	test_arena_begin(&test);
	random_begin();
	golden_case();
	loop_case();
	random_cases("without loops", false, false);
	random_cases("with loops", true, false);
	random_cases("with unknown weights", false, true);
	random_cases("with loops and unknown weights", true, true);
	bits_max = 40;
	random_cases("rounded outward", false, false);
	random_cases("with loops, rounded outward", true, false);
	bits_max = 4096;
	for (int round = 0; round < ROUNDS; round++)
	{
		good += balance_round();
		test_arena_clear(&test);
	}
	ok(good == ROUNDS, "%d of %d random graphs balance exactly", good, ROUNDS);
	test_arena_clear(&test);
	return tap_finish();
}
