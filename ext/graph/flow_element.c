/*-------------------------------------------------------------------------
 *
 * flow_element.c
 *	  Weighs what was loaded by the mass of a chemical element in it.
 *
 * What was weighed by mass is multiplied by what assays say of each lot's
 * content.  An assay may be a range, and where there is none the content is
 * anything from nothing to all of the mass, so weights are ranges here.
 *
 * What was made is weighed in the same way.  Where no assay says how much of
 * the element the output contains, none of it can be said to be missing, but
 * for one thing: mass that no recorded input accounts for may be any of it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "graph/flow_load.h"

/* Multiplies what was made by its content. */
static void
lot_apply(const FlowLoad *load, uint32 lot, Fraction inputs_mass, FlowGraph *graph, FlowLotRange *range)
{
	const Arena *arena = &load->memory.arena;
	const FractionInterval *content = load->lots[lot].content;
	FlowLot    *made = &graph->lots[lot];
	Fraction	mass = made->made;

	if (!made->made_known)
		return;
	if (content == NULL)
	{
		range->unrecorded = fraction_max(arena, FRACTION_ZERO, fraction_subtract(arena, mass, inputs_mass));
		made->made_known = false;
		return;
	}
	made->made = fraction_multiply(arena, mass, content->min);
	range->made_max = fraction_multiply(arena, mass, content->max);
}

/* Multiplies what inputs weigh by their contents; their mass in all is returned. */
static Fraction
inputs_apply(FlowLoad *load, uint32 begin, uint32 end, FlowGraph *graph, Fraction *weight_max)
{
	const Arena *arena = &load->memory.arena;
	Fraction	sum = FRACTION_ZERO;

	for (uint32 e = begin; e < end; e++)
	{
		LoadedLot  *input = &load->lots[load->edges[e].input];
		FlowEdge   *edge = &graph->edges[e];
		Fraction	mass = edge->weight;

		weight_max[e] = FRACTION_ZERO;
		if (!edge->weight_known)
			continue;
		sum = fraction_add(arena, sum, mass);
		if (input->content == NULL)
			input->weight_reason = "no_assay";
		edge->weight = input->content == NULL ? FRACTION_ZERO : fraction_multiply(arena, mass, input->content->min);
		weight_max[e] = input->content == NULL ? mass : fraction_multiply(arena, mass, input->content->max);
	}
	return sum;
}

/* Makes of a graph that was weighed by mass one that is weighed by the element of the load. */
void
flow_element_apply(FlowLoad *load, FlowGraph *graph)
{
	const Arena *arena = &load->memory.arena;
	FlowRanges *ranges = arena_allocate(arena, sizeof(FlowRanges));

	ranges->weight_max = arena_allocate(arena, sizeof(Fraction) * ((size_t) load->edge_count + 1));
	ranges->lots = arena_allocate(arena, sizeof(FlowLotRange) * ((size_t) load->lot_count + 1));
	graph->ranges = ranges;
	for (uint32 l = 0; l < load->lot_count; l++)
		ranges->lots[l] = (FlowLotRange) {.made_max = FRACTION_ZERO,.unrecorded = FRACTION_ZERO};
	for (uint32 begin = 0, end; begin < load->edge_count; begin = end)
	{
		uint32		output = (uint32) load->edges[begin].output;

		for (end = begin + 1; end < load->edge_count && load->edges[end].output == load->edges[begin].output;)
			end++;
		if ((begin & 1023) == 0)
			arena_check(arena);
		lot_apply(load, output, inputs_apply(load, begin, end, graph, ranges->weight_max), graph, &ranges->lots[output]);
	}
}
