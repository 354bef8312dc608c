/*-------------------------------------------------------------------------
 *
 * flow_weigh.c
 *	  What each input is of its output, as an interval.
 *
 * Inputs contribute in proportion to their weights.  Let T be the sum of the
 * known weights and M what was made.  Where all weights are known, an input
 * of weight w is w / max(T, M) of the output, exactly; if less went in than
 * came out, the rest is missing: (M - T) / M.  Losses (T > M) change no
 * share.  Where an input has no weight in the basis, it may be anything, so
 * each known input lies between nothing and w / max(T, M), and the unknown
 * ones between nothing and all; a single input with nothing missing is all.
 * Where more inputs than recorded may exist, they too may be anything.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow.h"

static void
lot_weigh(const FlowGraph *graph, uint32_t lot, uint32_t begin, uint32_t end, FlowWeights *weights)
{
	const FlowLot *made = &graph->lots[lot];
	Fraction	known = FRACTION_ZERO,
				whole;
	uint32_t	unknown_count = 0;
	bool		short_of;

	for (uint32_t e = begin; e < end; e++)
	{
		if (graph->edges[e].weight_known)
			known = fraction_add(graph->arena, known, graph->edges[e].weight);
		else
			unknown_count++;
	}
	short_of = made->made_known && fraction_compare(graph->arena, known, made->made) < 0;
	whole = short_of ? made->made : known;

	for (uint32_t e = begin; e < end; e++)
	{
		const FlowEdge *edge = &graph->edges[e];
		FractionInterval	part = INTERVAL_UNKNOWN_SHARE;

		if (edge->weight_known)
			part = interval_point(fraction_part(graph->arena, edge->weight, whole));
		else if (end - begin == 1 && !short_of && !made->open)
			part = INTERVAL_ONE;
		if (edge->weight_known && (unknown_count > 0 || made->open))
			part.min = FRACTION_ZERO;
		weights->part[e] = part;
		weights->exact[e] = interval_is_exact(graph->arena, part);
	}
	if (made->open)
		weights->missing[lot] = INTERVAL_UNKNOWN_SHARE;
	else if (short_of)
	{
		Fraction	rest = fraction_subtract(graph->arena, FRACTION_ONE, fraction_part(graph->arena, known, whole));

		weights->missing[lot] = interval_point(rest);
		if (unknown_count > 0)
			weights->missing[lot].min = FRACTION_ZERO;
	}
}

void
flow_weigh(const FlowGraph *graph, const FlowOrder *order, FlowWeights *weights)
{
	weights->part = arena_allocate(graph->arena, sizeof(FractionInterval) * ((size_t) graph->edge_count + 1));
	weights->exact = arena_allocate(graph->arena, sizeof(bool) * ((size_t) graph->edge_count + 1));
	weights->missing = arena_allocate(graph->arena, sizeof(FractionInterval) * ((size_t) graph->lot_count + 1));
	for (uint32_t l = 0; l < graph->lot_count; l++)
	{
		if ((l & 1023) == 0)
			arena_check(graph->arena);
		weights->missing[l] = INTERVAL_ZERO;
		if (order->first_edge[l] == order->first_edge[l + 1])
			continue;
		if (graph->pools != NULL && graph->pools[l] != NULL)
			flow_weigh_pool(graph, l, order->first_edge[l], order->first_edge[l + 1], weights);
		else if (graph->ranges != NULL)
			flow_weigh_range(graph, l, order->first_edge[l], order->first_edge[l + 1], weights);
		else
			lot_weigh(graph, l, order->first_edge[l], order->first_edge[l + 1], weights);
	}
}
