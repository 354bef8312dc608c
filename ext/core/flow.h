/*-------------------------------------------------------------------------
 *
 * flow.h
 *	  Shares through a graph of lots.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_FLOW_H
#define MATERIALS_CORE_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/fraction.h"
#include "core/interval.h"

/* Stands for a tier that has no bound: the lot lies in or behind a loop. */
#define FLOW_TIER_UNBOUNDED (-1)
/* Stands for a lot that the walk did not reach. */
#define FLOW_TIER_NONE (-2)
/* Stands for a used part that has no answer: its min is below zero. */
#define FLOW_USED_UNKNOWN ((FractionInterval) {{{-1}, 1}, {{-1}, 1}})

/* Stands for a part drawn that has no answer: it stays below zero whatever known parts are added. */
#define FLOW_DRAWN_UNKNOWN ((Fraction) {{-1000000}, 1})

typedef struct FlowLot
{
	bool		made_known;		/* whether made is known in the basis */
	bool		open;			/* more inputs than recorded may exist, of any size */
	bool		lost;			/* without inputs, and nothing says that the chain begins here */
	Fraction	made;			/* what came out, in the unit of its inputs' weights */
} FlowLot;

typedef struct FlowEdge
{
	uint32_t	output;			/* index of the lot that was made */
	uint32_t	input;			/* index of the lot that went into it */
	bool		weight_known;	/* whether weight is known in the basis */
	Fraction	weight;			/* what the input contributes to the output */
	Fraction	drawn;			/* which part of the input's whole quantity went in; FLOW_DRAWN_UNKNOWN where that has no answer */
} FlowEdge;

/* What more is known of a lot where weights are ranges. */
typedef struct FlowLotRange
{
	Fraction	made_max;		/* where made is known: its greatest value, made is the least */
	Fraction	unrecorded;		/* what inputs that are not recorded may weigh, at most */
} FlowLotRange;

/* Beside a graph: weights and what was made as ranges. */
typedef struct FlowRanges
{
	Fraction   *weight_max;		/* per edge: where its weight is known, the greatest value; weight is the least */
	FlowLotRange *lots;
} FlowRanges;

/* An output of an event of which any input may have gone into any output. */
typedef struct FlowPool
{
	FractionInterval rest;		/* what the event's other outputs weigh in all */
} FlowPool;

/* Edges stand in groups of equal output, in the order of the outputs' indexes. */
typedef struct FlowGraph
{
	const Arena *arena;			/* keeps results */
	const Arena *scratch;		/* for one lot's sums; emptied by scratch_reset */
	void		(*scratch_reset) (const Arena *scratch);
	size_t		bits_max;		/* results larger than this are rounded outward */
	uint32_t	lot_count;
	FlowLot    *lots;
	uint32_t	edge_count;
	FlowEdge   *edges;
	const FlowRanges *ranges;	/* NULL where each known weight is one value */
	const FlowPool **pools;		/* per lot: NULL unless any input may have gone into it; NULL where there are none */
} FlowGraph;

typedef struct FlowResult
{
	int32_t    *tier_min;		/* fewest steps from the root; FLOW_TIER_NONE where not reached */
	int32_t    *tier_max;		/* most steps, or FLOW_TIER_UNBOUNDED */
	FractionInterval *share;			/* up: part of the root that came through the lot; down: part of the lot that came through the root */
	FractionInterval *gap;			/* up: part of the root whose way is lost at the lot */
	FractionInterval *used;			/* up: part of the lot that is in the root; down: part of the root that is in the lot */
} FlowResult;

typedef enum FlowFault
{
	FLOW_OK,
	FLOW_LOOP_TOO_LARGE,		/* more lots feed each other in a circle than can be solved exactly */
	FLOW_LOOP_CLOSED			/* lots feed each other in a circle that nothing leaves */
} FlowFault;

extern FlowFault flow_walk_up(const FlowGraph *graph, uint32_t root, FlowResult *result);
extern FlowFault flow_walk_down(const FlowGraph *graph, uint32_t root, FlowResult *result);

/* flow_order.c: the components of lots that feed each other, inputs before outputs. */
typedef struct FlowOrder
{
	uint32_t   *first_edge;		/* per lot: its first edge as output; lot_count + 1 entries */
	uint32_t   *first_use;		/* per lot: its first entry in uses; lot_count + 1 entries */
	uint32_t   *uses;			/* edges by input, each lot's in the order of the edges */
	uint32_t   *sequence;		/* lots, component by component, inputs before outputs */
	uint32_t   *component_end;	/* per component: where it ends in sequence */
	uint32_t   *component_of;	/* per lot */
	uint32_t	component_count;
} FlowOrder;

/* Which lots went into which, and nothing else. */
typedef struct FlowLinks
{
	uint32_t	lot_count;
	const uint32_t *begin;		/* per lot: where its inputs begin */
	const uint32_t *end;		/* per lot: where they end */
	const uint32_t *input;
} FlowLinks;

extern void flow_order_make(const FlowGraph *graph, FlowOrder *order);
extern void flow_order_components(const Arena *arena, const FlowLinks *links, FlowOrder *order);

/* flow_weigh.c: what each input is of its output. */
typedef struct FlowWeights
{
	FractionInterval *part;		/* per edge: the input's part of the output */
	bool	   *exact;			/* per edge: both ends of part are the same */
	FractionInterval *missing;		/* per lot: the part for which no input is recorded */
} FlowWeights;

extern void flow_weigh(const FlowGraph *graph, const FlowOrder *order, FlowWeights *weights);

/* flow_weigh_range.c: the same for one lot, where weights are ranges. */
extern void flow_weigh_range(const FlowGraph *graph, uint32_t lot, uint32_t begin, uint32_t end, FlowWeights *weights);

/* flow_weigh_pool.c: the same for one output of an event whose inputs may each have gone into any output. */
extern void flow_weigh_pool(const FlowGraph *graph, uint32_t lot, uint32_t begin, uint32_t end, FlowWeights *weights);

#endif							/* MATERIALS_CORE_FLOW_H */
