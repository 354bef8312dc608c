/*-------------------------------------------------------------------------
 *
 * flow_net_case.h
 *	  Random graphs for the tests of nets, and how bounds are held against
 *	  what the exact walk says.  Inline, as not every test needs all.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow.h"
#include "core/flow_net.h"
#include "core/flow_row.h"

#include "tap.h"

#define LOTS_MAX 700
#define EDGES_MAX 6000
#define WIDTH_MAX 1e-12
/* Stands for a lot that was not gathered. */
#define ABSENT UINT32_MAX

static TestArena test;
static const Arena *const arena = &test.arena;

typedef struct Case
{
	FlowGraph	graph;
	FlowLot		lots[LOTS_MAX];
	FlowEdge	edges[EDGES_MAX];
	uint32_t	first_edge[LOTS_MAX + 1];
	FlowWeights weights;
	bool		unknown;		/* something is */
	bool		loops;			/* lots feed each other */
	FlowNet		net;
	uint32_t	place[LOTS_MAX];	/* per lot: its index in the net, or ABSENT */
} Case;

static void
scratch_keep(const Arena *scratch)
{
	(void) scratch;
}

static Fraction
ratio(uint64_t num, uint64_t den)
{
	Fraction	value = FRACTION_ZERO;

	fraction_from_ratio(arena, (int64_t) num, (int64_t) den, &value);
	return value;
}

/* Random lots, each made of about so many lots of the three layers that follow its own; layers have so many lots. */
static void
case_make(Case *c, uint32_t lots, uint32_t layer, uint32_t inputs, bool unknown, size_t bits_max)
{
	*c = (Case) {.graph = {.arena = arena,.scratch = arena,.scratch_reset = scratch_keep,.bits_max = bits_max,.lot_count = lots}};
	c->graph.lots = c->lots;
	c->graph.edges = c->edges;
	for (uint32_t output = 0; output < lots; output++)
	{
		FlowLot    *lot = &c->lots[output];
		uint32_t	from = (output / layer + 1) * layer;
		uint32_t	span = from >= lots ? 0 : lots - from < 3 * layer ? lots - from : 3 * layer;
		uint32_t	count = span > 0 ? (uint32_t) random_below(2 * inputs + 1) : 0;

		*lot = (FlowLot) {.made = FRACTION_ZERO};
		c->first_edge[output] = c->graph.edge_count;
		for (uint32_t i = 0; i < count && c->graph.edge_count < EDGES_MAX; i++)
		{
			FlowEdge   *edge = &c->edges[c->graph.edge_count++];

			/* Some inputs are drawn from twice. */
			*edge = (FlowEdge) {.output = output,.input = from + (uint32_t) random_below(span),.weight_known = true};
			edge->weight = ratio(1 + random_below(1000), 1 + random_below(3));
			edge->drawn = ratio(1 + random_below(9), 10 + random_below(90));
			if (unknown && random_below(8) == 0)
			{
				edge->weight_known = false;
				c->unknown = true;
			}
		}
		if (c->first_edge[output] == c->graph.edge_count)
			lot->lost = random_below(3) == 0;
		else if (random_below(4) == 0)
		{
			lot->made_known = true;
			lot->made = ratio(1 + random_below(600 * inputs), 1);
		}
		if (unknown && random_below(10) == 0)
			lot->open = c->unknown = true;
	}
	c->first_edge[lots] = c->graph.edge_count;
	flow_weigh(&c->graph, &(FlowOrder) {.first_edge = c->first_edge}, &c->weights);
}

/* Some inputs are lots with smaller numbers, which are made of others as a rule: rework. */
static inline void
loops_add(Case *c, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
	{
		FlowEdge   *edge = &c->edges[random_below(c->graph.edge_count)];
		uint32_t	input = (uint32_t) random_below(edge->output + 1);

		if (input == edge->output)
			continue;
		edge->input = input;
		edge->drawn = ratio(1, 20 + random_below(90));
		c->loops = true;
	}
	flow_weigh(&c->graph, &(FlowOrder) {.first_edge = c->first_edge}, &c->weights);
}

/* The row of a lot with some of its inputs, by their places; written and read again. */
static inline void
case_row(const Case *c, uint32_t lot, uint32_t first, uint32_t count, FlowBasis kind, FlowRow *read)
{
	uint32_t	inputs[FLOW_ROW_INPUTS_MAX];
	double		drawn[FLOW_ROW_INPUTS_MAX];
	double		parts[FLOW_ROW_INPUTS_MAX];
	FractionInterval missing = c->weights.missing[lot];
	FlowRow		row = {.lost = c->lots[lot].lost,.primary_source = c->first_edge[lot] == c->first_edge[lot + 1] && !c->lots[lot].lost,.input_count = count};
	FlowRowBasis *basis = &row.basis[kind];
	bool		any_known = false;
	uint8_t    *bytes;

	*basis = (FlowRowBasis) {.missing = fraction_to_double(arena, missing.max),.missing_uncertain = !interval_is_exact(arena, missing)};
	for (uint32_t i = 0; i < count; i++)
	{
		inputs[i] = c->place[c->edges[first + i].input];
		drawn[i] = fraction_to_double(arena, c->edges[first + i].drawn);
		parts[i] = fraction_to_double(arena, c->weights.part[first + i].max);
		basis->uncertain = basis->uncertain || !c->weights.exact[first + i];
		any_known = any_known || c->edges[first + i].weight_known || c->weights.exact[first + i];
	}
	row.inputs = (const uint8_t *) inputs;
	row.drawn = (const uint8_t *) drawn;
	basis->parts = any_known ? (const uint8_t *) parts : NULL;
	bytes = arena_allocate(arena, flow_row_size(&row));
	flow_row_encode(&row, bytes);
	if (!flow_row_decode(bytes, flow_row_size(&row), read))
		abort();
}

/* The bounds contain what is exact and, where nothing is unknown, no more than rounding adds. */
static bool
bounds_good(const Case *c, FlowBounds bounds, FractionInterval exact)
{
	double		width = bounds.max - bounds.min;

	if (!(bounds.min >= 0 && width >= 0))
		return false;
	if (fraction_compare(arena, fraction_from_double(arena, bounds.min), exact.min) > 0 || fraction_compare(arena, fraction_from_double(arena, bounds.max), exact.max) < 0)
		return false;
	if (c->unknown)
		return true;
	/* In a loop the largest number sets how sharp the others are. */
	return width <= WIDTH_MAX * (c->loops && bounds.max < 1 ? 1 : bounds.max) + 1e-290;
}

static inline bool
lots_good(const Case *c, const FlowNetShares *shares, const FlowResult *exact, bool up)
{
	for (uint32_t l = 0; l < c->graph.lot_count; l++)
	{
		uint32_t	at = c->place[l];

		if (at == ABSENT && exact->tier_min[l] == FLOW_TIER_NONE)
			continue;
		if (at == ABSENT)
			return false;
		if (shares->tier_min[at] != exact->tier_min[l] || shares->tier_max[at] != exact->tier_max[l])
			return false;
		if (!bounds_good(c, shares->share[at], exact->share[l]) || !bounds_good(c, shares->used[at], exact->used[l]))
			return false;
		if (up && !bounds_good(c, shares->gap[at], exact->gap[l]))
			return false;
	}
	return true;
}
