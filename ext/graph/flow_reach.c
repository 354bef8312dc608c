/*-------------------------------------------------------------------------
 *
 * flow_reach.c
 *	  Which of many lots have marked ones upstream, in one pass.
 *
 * A bit a lot is all that is kept, so a pass costs little more than reading
 * the store's rows.  Where a lot was made of one that stands behind it, the
 * rows between them are kept until both were seen, and gone over again until
 * nothing changes.  Without a store, everything that the asked lots were made
 * of is gathered as a net.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "graph/flow_late_load.h"
#include "graph/flow_lot_set.h"
#include "graph/flow_pass.h"
#include "server/pg_compat.h"
#include "server/wide_sum.h"

MATERIALS_FUNCTION(flow_reach_total);

/* An input of a lot that waits for what stands behind it. */
typedef struct ReachEdge
{
	uint32		output;
	uint32		input;
} ReachEdge;

/* An asked lot among these. */
typedef struct ReachAsked
{
	uint32		number;
	int64		lot_id;
} ReachAsked;

typedef struct Reach
{
	FlowGather	gather;
	FlowLotSet	marked;
	FlowLotSet	asked;
	uint32		highest;		/* largest number */
	uint8	   *reached;		/* by number: 1 where a marked lot is upstream */
	uint32		held_from;		/* lots of smaller numbers are settled; 0 where all are that were seen */
	uint32		awaited;		/* when the lot of this number was seen, those held can be settled */
	ReachEdge  *edges;
	Size		edge_count;
	Size		edge_space;
	ReachAsked *waiting;
	Size		waiting_count;
	Size		waiting_space;
	int64		lots;
	int64		lots_reached;
	WideSum		reached_id;
} Reach;

static inline void
count_asked(Reach *reach, int64 lot_id, bool reached)
{
	reach->lots++;
	if (!reached)
		return;
	reach->lots_reached++;
	wide_sum_add(&reach->reached_id, lot_id);
}

/* Room for one more in an array of what is held. */
static void *
held_space(Reach *reach, void *array, Size count, Size *space, Size size)
{
	if (count < *space)
		return array;
	*space = Max(*space * 2, 256);
	arena_check(&reach->gather.memory.arena);
	return array == NULL ? MemoryContextAllocHuge(reach->gather.memory.context, size * *space) : repalloc_huge(array, size * *space);
}

/* Keeps a row whose inputs may not all be settled. */
static void
row_hold(Reach *reach, const FlowStored *stored, const FlowRow *row)
{
	uint32		number = (uint32) stored->number;

	if (reach->held_from == 0)
		reach->held_from = number;
	for (uint32 i = 0; i < row->input_count; i++)
	{
		uint32		input = flow_row_number(row->inputs, i);

		if (input == 0 || input > reach->highest)
			flow_gather_damaged(stored);
		if (input < reach->held_from)
			continue;
		reach->edges = held_space(reach, reach->edges, reach->edge_count, &reach->edge_space, sizeof(ReachEdge));
		reach->edges[reach->edge_count++] = (ReachEdge) {.output = number,.input = input};
		reach->awaited = Max(reach->awaited, input);
	}
}

static void
held_settle(Reach *reach)
{
	for (bool changed = true; changed;)
	{
		arena_check(&reach->gather.memory.arena);
		changed = false;
		for (Size e = 0; e < reach->edge_count; e++)
		{
			uint32		output = reach->edges[e].output;

			if (reach->reached[output] || !reach->reached[reach->edges[e].input])
				continue;
			reach->reached[output] = 1;
			changed = true;
		}
	}
	for (Size w = 0; w < reach->waiting_count; w++)
		count_asked(reach, reach->waiting[w].lot_id, reach->reached[reach->waiting[w].number]);
	reach->edge_count = reach->waiting_count = 0;
	reach->held_from = reach->awaited = 0;
}

/* Inputs that stand before the lot are told from others without a branch. */
static inline void
row_take(void *state, const FlowStored *stored, const FlowRow *row, bool first)
{
	Reach	   *reach = (Reach *) state;
	uint32		number = (uint32) stored->number;
	uint8		hit = first && flow_lot_set_has(&reach->marked, (uint32) stored->key, stored->lot_id);
	bool		behind = false;

	for (uint32 i = 0; i < row->input_count; i++)
	{
		uint32		input = flow_row_number(row->inputs, i);

		behind |= input - 1 >= number - 1;
		hit |= reach->reached[Min(input, reach->highest)];
	}
	reach->reached[number] |= hit;
	if (unlikely(behind || reach->held_from != 0))
		row_hold(reach, stored, row);
}

static inline void
lot_finish(void *state, const FlowStored *stored)
{
	Reach	   *reach = (Reach *) state;
	uint32		number = (uint32) stored->number;

	if (flow_lot_set_has(&reach->asked, (uint32) stored->key, stored->lot_id))
	{
		if (likely(reach->held_from == 0))
			count_asked(reach, stored->lot_id, reach->reached[number]);
		else
		{
			reach->waiting = held_space(reach, reach->waiting, reach->waiting_count, &reach->waiting_space, sizeof(ReachAsked));
			reach->waiting[reach->waiting_count++] = (ReachAsked) {.number = number,.lot_id = stored->lot_id};
		}
	}
	if (unlikely(reach->held_from != 0) && number >= reach->awaited)
		held_settle(reach);
}

static const FlowPass reach_pass = {FLOW_PASS_INPUTS, row_take, lot_finish};

static void
direct_pass(Reach *reach)
{
	FlowGather *gather = &reach->gather;
	MemoryContext caller = MemoryContextSwitchTo(gather->memory.context);

	reach->highest = flow_late_load(&gather->store, gather->basis, gather->known_at, &gather->late);
	reach->reached = MemoryContextAllocExtended(gather->memory.context, (Size) reach->highest + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	arena_check(&gather->memory.arena);
	flow_pass_run(gather, reach->highest, &reach_pass, reach);
	MemoryContextSwitchTo(caller);
}

/* Without a store: all that the asked lots were made of; where there are loops, it is gone over again. */
static void
net_pass(Reach *reach)
{
	FlowNet    *net = &reach->gather.net;
	bool	   *reached;

	flow_gather_all(&reach->gather, reach->asked.lots, reach->asked.lot_count);
	flow_net_order(net);
	reached = MemoryContextAllocHuge(reach->gather.memory.context, sizeof(bool) * ((Size) net->lot_count + 1));
	for (uint32 l = 0; l < net->lot_count; l++)
		reached[l] = flow_lot_set_has(&reach->marked, net->lots[l].key, net->lots[l].lot_id);
	for (bool changed = true; changed;)
	{
		arena_check(&reach->gather.memory.arena);
		changed = false;
		for (uint32 s = net->sequence_count; s-- > 0;)
		{
			uint32		lot = net->sequence[s];

			for (uint32 e = net->lots[lot].begin; e < net->lots[lot].end && !reached[lot]; e++)
				changed |= reached[lot] = reached[net->input[e]];
		}
	}
	for (uint32 l = 0; l < net->lot_count; l++)
	{
		if (flow_lot_set_has(&reach->asked, net->lots[l].key, net->lots[l].lot_id))
			count_asked(reach, net->lots[l].lot_id, reached[l]);
	}
}

/*
 * flow_reach_total(lot regclass, marked_keys int4[], marked_lots int8[], asked_keys int4[], asked_lots int8[], known_at timestamptz)
 */
Datum
flow_reach_total(PG_FUNCTION_ARGS)
{
	TupleDesc	descriptor;
	Reach		reach = {0};
	Datum		values[3];
	bool		nulls[3] = {false};

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "flow_reach_total returns a row");
	flow_gather_begin(&reach.gather, PG_GETARG_OID(0), FLOW_MASS, false, PG_GETARG_TIMESTAMPTZ(5));
	flow_lot_set_make(&reach.marked, PG_GETARG_ARRAYTYPE_P(1), PG_GETARG_ARRAYTYPE_P(2));
	flow_lot_set_make(&reach.asked, PG_GETARG_ARRAYTYPE_P(3), PG_GETARG_ARRAYTYPE_P(4));
	reach.reached_id = wide_sum_begin();
	if (reach.gather.store.reader == FLOW_READER_PLAIN)
		net_pass(&reach);
	else
		direct_pass(&reach);
	values[0] = Int64GetDatum(reach.lots);
	values[1] = Int64GetDatum(reach.lots_reached);
	values[2] = wide_sum_total(&reach.reached_id);
	flow_gather_end(&reach.gather);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}
