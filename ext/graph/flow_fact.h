/*-------------------------------------------------------------------------
 *
 * flow_fact.h
 *	  All flow of a ledger, in memory, for packing.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_FACT_H
#define MATERIALS_FLOW_FACT_H

#include "postgres.h"

#include "core/flow_part.h"
#include "graph/flow_pack.h"
#include "types/quantity_datum.h"

/* A quantity in few bytes. */
typedef struct FactAmount
{
	union
	{
		uint64		digits;
		const QuantityBytes *wide;	/* one of too many digits */
	}			as;
	int8		exponent;
	uint8		dimension;		/* 0 where there is no quantity */
	bool		is_wide;
} FactAmount;

typedef struct FactLot
{
	int64		id;
	int64		item_id;		/* 0 where none */
	FactAmount	quantity;
	FactAmount	unit_mass;
	int32		key;			/* in flow_key */
	bool		standing;		/* false where a correction withdrew it */
	bool		primary_source;
	bool		book_and_claim;
	bool		untraced;
} FactLot;

/* A row of consumption; ends are indexes of lots. */
typedef struct FactEdge
{
	int64		id;
	uint32		output;
	uint32		input;
	FactAmount	quantity;
} FactEdge;

typedef struct FactCost
{
	union
	{
		uint64		digits;
		const char *wide;		/* one of too many digits, as text */
	}			as;
	int16		exponent;
	bool		known;
	bool		is_wide;
	char		currency[4];	/* all zero bytes where there is none */
} FactCost;

#define NO_LOT PG_UINT32_MAX

/* Rows of consumption stand in blocks, which need not move when more come. */
#define FACT_BLOCK_EDGES 8192

typedef struct FlowFacts
{
	Oid			relation;		/* the ledger's table lot */
	Arena	   *arena;
	MemoryContext context;		/* the arena's */
	uint32		lot_count;
	uint32		lot_space;
	FactLot    *lots;			/* by ascending id */
	int			place_shift;	/* the upper bits of a hash of the id, from here on, are an index of places */
	uint32	   *places;			/* indexes of lots, found by id; NO_LOT where none stands */
	int64		output_id;		/* the output last looked up, and where it stands: rows of one output come together */
	uint32		output;
	uint32		edge_count;
	uint32		block_space;
	FactEdge  **blocks;
	FactCost  **costs;			/* beside blocks; NULL for a block without any */
	uint32	   *begin;			/* per lot: its first edge as output; lot_count + 1 entries */
	uint32	   *edges;			/* by output, input and id: index in the blocks */
	uint32	   *inputs;			/* index of the input lot, in the order of edges */
} FlowFacts;

extern void flow_fact_read(FlowFacts *facts);

static inline const FactEdge *
flow_fact_edge(const FlowFacts *facts, uint32 edge)
{
	return &facts->blocks[edge / FACT_BLOCK_EDGES][edge % FACT_BLOCK_EDGES];
}

/* NULL where no row near it has a cost or a currency. */
static inline const FactCost *
flow_fact_cost(const FlowFacts *facts, uint32 edge)
{
	const FactCost *costs = facts->costs[edge / FACT_BLOCK_EDGES];

	return costs == NULL ? NULL : &costs[edge % FACT_BLOCK_EDGES];
}

/* flow_fact_pack.c: the rows of one lot after the other. */
typedef struct FactPacker
{
	const FlowFacts *facts;
	uint32		lot;			/* the one at hand */
	uint32		first;			/* its first edge */
	uint32		count;
	FlowPartWeight *weights;	/* per input of it, for one basis */
	uint64_t   *scratch;
	uint32	   *numbers;		/* room for the inputs' numbers, for the caller */
	double	   *drawn;
	FlowParts	parts[FLOW_BASIS_COUNT];
	bool	   *known[FLOW_BASIS_COUNT];	/* per input: it has a weight */
	bool		exact;			/* numbers do not fit: the lot is packed in fractions */
	FlowLoad	load;			/* then: it and its inputs */
	FlowPack	pack;
	uint32		loaded;			/* the lot's index in load */
} FactPacker;

extern void flow_fact_pack_init(FactPacker *packer, const FlowFacts *facts);
extern uint32 flow_fact_pack_lot(FactPacker *packer, uint32 lot);
extern void flow_fact_pack_row(const FactPacker *packer, uint32 from, uint32 count, FlowRow *row);

#endif							/* MATERIALS_FLOW_FACT_H */
