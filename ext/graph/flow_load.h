/*-------------------------------------------------------------------------
 *
 * flow_load.h
 *	  The part of a ledger's flow that one walk needs, read by SQL.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_LOAD_H
#define MATERIALS_FLOW_LOAD_H

#include "postgres.h"

#include "core/flow.h"
#include "core/flow_row.h"
#include "core/unit_table.h"
#include "datatype/timestamp.h"
#include "server/memory_arena.h"

/* A quantity without the alignment that 128-bit integers ask for. */
typedef struct LoadedQuantity
{
	UnitDimension dimension;
	Fraction	amount;			/* in the dimension's reference unit */
} LoadedQuantity;

/* A lot as its row has it. */
typedef struct LoadedLot
{
	int64		id;
	int64		item_id;		/* 0 where none */
	bool		standing;		/* false where a correction withdrew it */
	bool		primary_source;
	bool		book_and_claim;
	bool		has_unit_mass;
	LoadedQuantity quantity;
	LoadedQuantity unit_mass;
	char	   *untraced_reason;	/* NULL where none */
	const FractionInterval *content;	/* part of its mass that is the element of the load; NULL where no assay says it */
	const char *weight_reason;	/* why it has no weight in some output, NULL where it has */
} LoadedLot;

/* A consumption row; ends are the lots' ids until the load is indexed, then their indexes. */
typedef struct LoadedEdge
{
	int64		id;
	int64		output;
	int64		input;
	int64		event;			/* it went into this event as a whole, not into the output alone; else 0 */
	LoadedQuantity quantity;
	bool		has_cost;
	Fraction	cost;
	char		currency[4];
} LoadedEdge;

/* An output of an event whose inputs are recorded for the event as a whole. */
typedef struct LoadedOutput
{
	int64		event;
	LoadedLot	lot;
	bool		proportional;	/* each output has the event's composition; else any input may be in any output */
	bool		complete;		/* no output is hidden */
} LoadedOutput;

typedef struct FlowLoad
{
	Oid			relation;		/* the ledger's table lot */
	TimestampTz known_at;
	FlowBasis	basis;			/* where it is an element, contents are loaded too */
	bool		up;
	uint32		edges_max;		/* a walk with more rows of consumption is not loaded; 0 loads any */
	MemoryArena memory;
	uint32		lot_count;
	uint32		lot_space;
	LoadedLot  *lots;
	uint32		edge_count;
	uint32		edge_space;
	LoadedEdge *edges;
	uint32		output_count;
	LoadedOutput *outputs;		/* of all events met, by event and lot */
} FlowLoad;

extern bool flow_load_run(FlowLoad *load, int64 root);
extern void flow_load_outputs(FlowLoad *load, const int64 *outputs, uint32 count);
extern uint32 flow_load_find(const FlowLoad *load, int64 id);

/* flow_basis.c */
extern const char *flow_basis_gap_reason(const LoadedLot *lot, bool lost);
extern void flow_basis_apply(FlowLoad *load, FlowBasis basis, FlowGraph *graph);
extern bool flow_basis_mass(const Arena *arena, const LoadedLot *lot, const LoadedQuantity *quantity, Fraction *mass);
extern FlowBasis flow_basis_parse(const char *text, Size length);

/* flow_event.c */
extern void flow_event_apply(FlowLoad *load, FlowBasis basis, FlowGraph *graph);

/* flow_element.c */
extern void flow_element_apply(FlowLoad *load, FlowGraph *graph);

#endif							/* MATERIALS_FLOW_LOAD_H */
