/*-------------------------------------------------------------------------
 *
 * flow_pack.c
 *	  Loaded lots as the rows of the flow store.
 *
 * Parts are computed exactly, as a walk computes them, and then rounded to
 * the nearest double.  The reading of lots that the store does not have comes
 * here, and so does maintenance where numbers have many digits; the rest it
 * computes in integers (flow_fact_pack.c), to the same bytes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "graph/flow_pack.h"

static void
edges_index(FlowPack *pack)
{
	const FlowLoad *load = pack->load;
	Size		size = sizeof(uint32_t) * ((Size) load->lot_count + 1);

	pack->first_edge = memset(arena_allocate(&load->memory.arena, size), 0, size);
	for (uint32 e = 0; e < load->edge_count; e++)
		pack->first_edge[load->edges[e].output + 1]++;
	for (uint32 l = 0; l < load->lot_count; l++)
		pack->first_edge[l + 1] += pack->first_edge[l];
}

/* Weighs what was loaded in the bases from first to last. */
void
flow_pack_begin(FlowPack *pack, FlowLoad *load, FlowBasis first, FlowBasis last)
{
	FlowOrder	order = {0};

	pack->load = load;
	pack->first = FLOW_BASIS_SLOT(first);
	pack->last = FLOW_BASIS_SLOT(last);
	edges_index(pack);
	order.first_edge = pack->first_edge;
	for (int basis = first; basis <= (int) last; basis++)
	{
		int			slot = FLOW_BASIS_SLOT(basis);

		memset(&pack->graph[slot], 0, sizeof(FlowGraph));
		flow_basis_apply(load, (FlowBasis) basis, &pack->graph[slot]);
		flow_weigh(&pack->graph[slot], &order, &pack->weights[slot]);
	}
}

uint32
flow_pack_input_count(const FlowPack *pack, uint32 lot)
{
	return pack->first_edge[lot + 1] - pack->first_edge[lot];
}

static void
basis_pack(const FlowPack *pack, int basis, uint32 lot, uint32 from, uint32 count, FlowRowBasis *packed)
{
	const Arena *arena = &pack->load->memory.arena;
	const FlowWeights *weights = &pack->weights[basis];
	FractionInterval missing = weights->missing[lot];
	double	   *parts = arena_allocate(arena, sizeof(double) * ((Size) count + 1));
	bool		any_known = false;

	*packed = (FlowRowBasis) {.missing = fraction_to_double(arena, missing.max)};
	packed->missing_uncertain = !interval_is_exact(arena, missing);
	for (uint32 i = 0; i < count; i++)
	{
		uint32		edge = from + i;

		parts[i] = fraction_to_double(arena, weights->part[edge].max);
		packed->uncertain = packed->uncertain || !weights->exact[edge] || (parts[i] > 0 && parts[i] < FLOW_PART_LEAST);
		if (parts[i] > 0 && parts[i] < FLOW_PART_LEAST)
			parts[i] = FLOW_PART_LEAST;
		any_known = any_known || pack->graph[basis].edges[edge].weight_known || weights->exact[edge];
	}
	packed->parts = any_known ? (const uint8_t *) parts : NULL;
}

/*
 * The row of a lot with count of its inputs, from the edge with that number
 * among all.  Inputs are put in by the caller.
 */
void
flow_pack_row(const FlowPack *pack, uint32 lot, uint32 from, uint32 count, FlowRow *row)
{
	const Arena *arena = &pack->load->memory.arena;
	const LoadedLot *loaded = &pack->load->lots[lot];
	double	   *drawn = arena_allocate(arena, sizeof(double) * ((Size) count + 1));

	*row = (FlowRow) {.lost = pack->graph[pack->first].lots[lot].lost,.primary_source = loaded->primary_source,.input_count = count};
	for (int basis = pack->first; basis <= pack->last; basis++)
		basis_pack(pack, basis, lot, from, count, &row->basis[basis]);
	for (uint32 i = 0; i < count; i++)
		drawn[i] = fraction_to_double(arena, pack->graph[pack->first].edges[from + i].drawn);
	row->drawn = (const uint8_t *) drawn;
}
