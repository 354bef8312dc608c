/*-------------------------------------------------------------------------
 *
 * flow_weigh_pool.c
 *	  What each input may be of one output of an event, where any input may
 *	  have gone into any output.
 *
 * Let inputs weigh T in all, let q be the output at hand and R the event's
 * other outputs.  What is not in any output was lost; where q + R is more
 * than T, an input of that difference is missing.  So of an input of weight
 * w, whose fellows weigh O = T - w, the output has
 *
 *		at most all of it, or as much as it holds:	min(w, q) / q
 *		at least what nothing else can fill:		min(1 - O / q, (w - R) / q), or nothing
 *
 * where the second term of the minimum is the first with what is missing
 * counted among the fellows.  Weights and outputs may be ranges; each bound
 * takes the end that makes it hold for all values.  Where the output is not
 * measured, an input may be nothing of it or all.
 *
 * An example: 60 and 40 go in, 70 and 20 come out, 10 are lost.  The larger
 * output has 3/7 to 6/7 of the first input and 1/7 to 4/7 of the second, the
 * smaller one may be of either alone.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow.h"

/* Inputs of the output at hand, added up, and the output itself. */
typedef struct PoolSums
{
	const Arena *arena;
	FractionInterval known;		/* weights that are known */
	FractionInterval made;		/* q, where it is known */
	FractionInterval rest;		/* R */
	bool		made_known;
	bool		open;
	bool		unmeasured;		/* it is not measured, and inputs that are not recorded may weigh something */
	uint32_t	unknown_count;
	uint32_t	possible_count; /* inputs that may weigh something */
} PoolSums;

/* The weight of an edge that has one. */
static FractionInterval
weight_get(const FlowGraph *graph, uint32_t edge)
{
	Fraction	least = graph->edges[edge].weight;

	return (FractionInterval) {least, graph->ranges == NULL ? least : graph->ranges->weight_max[edge]};
}

static PoolSums
sums_make(const FlowGraph *graph, uint32_t lot, uint32_t begin, uint32_t end)
{
	const FlowLot *made = &graph->lots[lot];
	PoolSums	sums = {
		.arena = graph->arena,.known = INTERVAL_ZERO,.rest = graph->pools[lot]->rest,.made_known = made->made_known,.open = made->open
	};

	sums.made = interval_point(made->made);
	sums.unmeasured = !made->made_known && graph->ranges != NULL && !fraction_is_zero(graph->ranges->lots[lot].unrecorded);
	if (made->made_known && graph->ranges != NULL)
		sums.made.max = graph->ranges->lots[lot].made_max;
	for (uint32_t e = begin; e < end; e++)
	{
		FractionInterval weight;

		if (!graph->edges[e].weight_known)
		{
			sums.unknown_count++;
			continue;
		}
		weight = weight_get(graph, e);
		sums.known = interval_add(graph->arena, sums.known, weight);
		sums.possible_count += !fraction_is_zero(weight.max);
	}
	sums.possible_count += sums.unknown_count;
	return sums;
}

/* The least part of an input that weighs at least least, and whose fellows weigh at most fellows. */
static Fraction
part_least(const PoolSums *sums, Fraction least, Fraction fellows)
{
	const Arena *arena = sums->arena;
	Fraction	unfilled;
	Fraction	beyond = fraction_subtract(arena, least, sums->rest.max);

	if (fraction_sign(beyond) <= 0)
		return FRACTION_ZERO;
	if (fraction_is_zero(sums->made.min))
		return fraction_is_zero(fellows) ? fraction_min(arena, FRACTION_ONE, fraction_part(arena, beyond, sums->made.max)) : FRACTION_ZERO;
	unfilled = fraction_subtract(arena, FRACTION_ONE, fraction_part(arena, fellows, sums->made.min));
	beyond = fraction_part(arena, beyond, sums->made.max);
	return fraction_max(arena, FRACTION_ZERO, fraction_min(arena, unfilled, beyond));
}

static FractionInterval
edge_part(const PoolSums *sums, const FlowGraph *graph, uint32_t edge)
{
	const Arena *arena = sums->arena;
	bool		known = graph->edges[edge].weight_known;
	FractionInterval weight = known ? weight_get(graph, edge) : INTERVAL_ZERO;
	FractionInterval part = INTERVAL_UNKNOWN_SHARE;

	if (known && fraction_is_zero(weight.max))
		return INTERVAL_ZERO;
	if (!sums->made_known)
		return sums->possible_count == 1 && !sums->open && !sums->unmeasured ? INTERVAL_ONE : part;
	if (known && fraction_compare(arena, weight.max, sums->made.min) < 0)
		part.max = fraction_part(arena, weight.max, sums->made.min);
	if (!sums->open && sums->unknown_count == (known ? 0 : 1))
		part.min = part_least(sums, weight.min, fraction_subtract(arena, sums->known.max, weight.max));
	return part;
}

static FractionInterval
missing_part(const PoolSums *sums)
{
	const Arena *arena = sums->arena;
	FractionInterval missing = INTERVAL_ZERO;
	Fraction	spare = fraction_subtract(arena, sums->known.min, sums->rest.max);

	/* It is made of inputs without any of it, and yet nobody says that it has none. */
	if (sums->open || sums->unmeasured || (sums->possible_count == 0 && !sums->made_known))
		return INTERVAL_UNKNOWN_SHARE;
	if (!sums->made_known || fraction_is_zero(sums->made.max))
		return missing;
	if (fraction_sign(spare) <= 0)
		missing.max = FRACTION_ONE;
	else if (fraction_compare(arena, spare, sums->made.max) < 0)
		missing.max = fraction_subtract(arena, FRACTION_ONE, fraction_part(arena, spare, sums->made.max));
	if (sums->unknown_count == 0 && fraction_compare(arena, sums->known.max, sums->made.min) < 0)
		missing.min = fraction_part(arena, fraction_subtract(arena, sums->made.min, sums->known.max), sums->made.min);
	return missing;
}

void
flow_weigh_pool(const FlowGraph *graph, uint32_t lot, uint32_t begin, uint32_t end, FlowWeights *weights)
{
	PoolSums	sums = sums_make(graph, lot, begin, end);

	for (uint32_t e = begin; e < end; e++)
	{
		weights->part[e] = edge_part(&sums, graph, e);
		weights->exact[e] = interval_is_exact(graph->arena, weights->part[e]);
	}
	weights->missing[lot] = missing_part(&sums);
}
