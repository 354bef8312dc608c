/*-------------------------------------------------------------------------
 *
 * flow_pack.h
 *	  Loaded lots as the rows of the flow store.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_PACK_H
#define MATERIALS_FLOW_PACK_H

#include "postgres.h"

#include "graph/flow_load.h"

/* What was loaded, weighed in some bases or all. */
typedef struct FlowPack
{
	const FlowLoad *load;
	int			first;			/* places in the arrays of the bases that are weighed */
	int			last;
	uint32_t   *first_edge;		/* per lot: its first edge as output; lot_count + 1 entries */
	FlowGraph	graph[FLOW_BASIS_SLOTS];
	FlowWeights weights[FLOW_BASIS_SLOTS];
} FlowPack;

extern void flow_pack_begin(FlowPack *pack, FlowLoad *load, FlowBasis first, FlowBasis last);
extern uint32 flow_pack_input_count(const FlowPack *pack, uint32 lot);
extern void flow_pack_row(const FlowPack *pack, uint32 lot, uint32 from, uint32 count, FlowRow *row);

#endif							/* MATERIALS_FLOW_PACK_H */
