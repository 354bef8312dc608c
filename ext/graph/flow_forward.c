/*-------------------------------------------------------------------------
 *
 * flow_forward.c
 *	  How much of many lots came from marked ones, in one pass.
 *
 * The store's rows stand inputs first, so going over them once, forwards,
 * each lot finds the shares of its inputs made already: one number a lot is
 * all that is kept.  Lots that were written since stand in for those that
 * the store has.  What waits for a lot that stands behind it is held for a
 * while (flow_hold.c).  Without a store, everything that the asked lots were
 * made of is gathered as a net.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "graph/flow_forward.h"
#include "graph/flow_late_load.h"
#include "graph/flow_load.h"
#include "graph/flow_trace.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_forward);

/* Shares are handed out with this many digits, rounded outward. */
#define SHARE_DIGITS 12
#define SHARE_ONE 1000000000000.0

void
flow_forward_put(const FlowForward *work, int64 lot_id, bool reached, FlowBounds share)
{
	Datum		values[4];
	bool		nulls[4] = {false};

	values[0] = Int64GetDatum(lot_id);
	values[1] = BoolGetDatum(reached);
	values[2] = NumericGetDatum(int64_div_fast_to_numeric((int64) floor(share.min * SHARE_ONE * FLOW_BOUNDS_DOWN), SHARE_DIGITS));
	values[3] = NumericGetDatum(int64_div_fast_to_numeric(Min((int64) ceil(share.max * SHARE_ONE * FLOW_BOUNDS_UP), (int64) SHARE_ONE), SHARE_DIGITS));
	tuplestore_putvalues(work->returns->setResult, work->returns->setDesc, values, nulls);
}

/*
 * Adds what a row says to its lot; false where an input is not known yet.  A
 * sum of n products is off by less than n + 2 roundings, so it is moved
 * outward once, by n + 8 of them.  The shares of lots that are held are no
 * numbers, and neither is a sum with one of them.
 */
static inline bool
row_add(const FlowForward *work, const FlowStored *stored, const FlowRow *row, bool first)
{
	const FlowRowBasis *basis = &row->basis[work->gather.net.basis];
	uint32		number = (uint32) stored->number;
	bool		marked = flow_lot_set_has(&work->marked, (uint32) stored->key, stored->lot_id);
	FlowBounds	share = first ? (FlowBounds) {0, 0} : work->share[number];
	bool		reached = marked || (!first && work->reached[number]);
	double		roundings = (row->input_count + 8) * 0x1p-53;

	for (uint32 i = 0; i < row->input_count; i++)
	{
		uint32		input = flow_row_number(row->inputs, i);
		double		part = basis->parts == NULL ? 1 : flow_row_double(basis->parts, i);

		if (unlikely(input >= number || input == 0))
			return false;
		share.min += work->share[input].min * part;
		share.max += work->share[input].max * part;
		reached |= work->reached[input];
	}
	if (unlikely(isnan(share.max)))
		return false;
	if (first)
		share.max += basis->missing;
	if (row->input_count > 0)
	{
		share.min *= 1 - roundings;
		share.max *= 1 + roundings;
		/* Below that, products lose precision: nothing is the safe lower bound, and this the upper one.  Nothing is exactly nothing. */
		if (share.min < FLOW_BOUNDS_LEAST || basis->uncertain || basis->parts == NULL)
			share.min = 0;
		if (share.max > 0 && share.max < FLOW_BOUNDS_LEAST)
			share.max = FLOW_BOUNDS_LEAST;
	}
	if (marked && (row->input_count == 0 || !work->ends_only))
		share = (FlowBounds) {1, 1};
	else if (row->lost)
		share.max = 1;
	/* Where parts are unknown their upper ends may sum up to more than all; what takes from the lot must not get more than that. */
	work->share[number] = flow_bounds_clamp(share);
	work->reached[number] = reached;
	return true;
}

/* Keeps a row that more rows of its lot may follow. */
static void
row_save(FlowForward *work, const FlowStored *stored)
{
	FlowStored *saved;

	if (work->saved_count == work->saved_space)
	{
		work->saved_space = Max(work->saved_space * 2, 8);
		work->saved = work->saved == NULL ? palloc(sizeof(FlowStored) * work->saved_space) : repalloc(work->saved, sizeof(FlowStored) * work->saved_space);
	}
	saved = &work->saved[work->saved_count++];
	*saved = *stored;
	saved->body = memcpy(palloc(stored->size), stored->body, stored->size);
}

static void
saved_forget(FlowForward *work)
{
	while (work->saved_count > 0)
		pfree(unconstify(uint8 *, work->saved[--work->saved_count].body));
}

static void
row_hold(FlowForward *work, const FlowStored *stored, const FlowRow *row)
{
	for (uint32 r = 0; r < work->saved_count; r++)
	{
		FlowRow		earlier;

		(void) flow_row_decode(work->saved[r].body, work->saved[r].size, &earlier);
		flow_hold_add(work, &work->saved[r], &earlier);
	}
	saved_forget(work);
	flow_hold_add(work, stored, row);
}

/* Takes the next row of the pass; first says that it is the first one of its lot. */
static inline void
row_pass(FlowForward *work, const FlowStored *stored, bool first)
{
	FlowRow		row;

	if (!flow_row_decode(stored->body, stored->size, &row))
		flow_gather_damaged(stored);
	if (!first && isnan(work->share[stored->number].max))
		flow_hold_add(work, stored, &row);
	else if (unlikely(!row_add(work, stored, &row, first)))
		row_hold(work, stored, &row);
	else if (unlikely(row.input_count == FLOW_ROW_INPUTS_MAX))
		row_save(work, stored);
}

/* The pass has seen all rows of a lot. */
static inline void
lot_finish(FlowForward *work, const FlowStored *stored)
{
	if (unlikely(work->saved_count > 0))
		saved_forget(work);
	if (flow_lot_set_has(&work->asked, (uint32) stored->key, stored->lot_id) && !isnan(work->share[stored->number].max))
		flow_forward_put(work, stored->lot_id, work->reached[stored->number], work->share[stored->number]);
	if (unlikely(work->hold.held_count > 0) && (uint32) stored->number >= work->hold.awaited)
		flow_hold_solve(work);
}

/* Passes the lot of a number by its late rows. */
static void
late_pass(FlowForward *work, uint32 number)
{
	uint32		count;
	const FlowStored *rows = flow_late_rows(&work->gather.late, number, &count);

	for (uint32 r = 0; r < count; r++)
		row_pass(work, &rows[r], r == 0);
	lot_finish(work, &rows[0]);
}

/* Goes over the store once; a lot with many inputs has several rows. */
static void
store_pass(FlowForward *work)
{
	const FlowStore *store = &work->gather.store;
	FlowRows   *rows = flow_store_rows(store);
	FlowStored	last = {0};
	uint32		lots = 0;

	while (rows->way->next(rows))
	{
		for (int r = 0; r < rows->row_count; r++)
		{
			uint32		number = (uint32) flow_rows_number(rows, r);
			bool		first = number != (uint32) last.number;
			FlowStored	stored;

			rows->way->row(rows, r, &stored);
			if (stored.number <= 0 || number > store->lot_count || stored.number < last.number)
				flow_gather_damaged(&stored);
			if (first && last.number > 0 && !flow_late_has(&work->gather.late, (uint32) last.number))
				lot_finish(work, &last);
			lots += first;
			if (!flow_late_has(&work->gather.late, number))
				row_pass(work, &stored, first);
			else if (first)
				late_pass(work, number);
			last = stored;
		}
	}
	if (last.number > 0 && !flow_late_has(&work->gather.late, (uint32) last.number))
		lot_finish(work, &last);
	rows->way->close(rows);
	if (lots != store->lot_count)
		flow_gather_lacking(store->lot_count - lots);
}

static void
direct_pass(FlowForward *work)
{
	FlowGather *gather = &work->gather;
	MemoryContext caller = MemoryContextSwitchTo(gather->memory.context);

	work->highest = flow_late_load(&gather->store, gather->basis, gather->known_at, &gather->late);
	work->share = palloc_extended(sizeof(FlowBounds) * ((Size) work->highest + 1), MCXT_ALLOC_HUGE);
	work->reached = palloc_extended(sizeof(bool) * ((Size) work->highest + 1), MCXT_ALLOC_HUGE);
	arena_check(&gather->memory.arena);
	store_pass(work);
	for (uint32 number = gather->store.lot_count + 1; number <= work->highest; number++)
		late_pass(work, number);
	MemoryContextSwitchTo(caller);
}

/* Without a store: all that the asked lots were made of. */
static void
net_pass(FlowForward *work)
{
	FlowNet    *net = &work->gather.net;
	FlowNetForward forward = {.ends_only = work->ends_only};
	bool	   *marked;

	flow_gather_all(&work->gather, work->asked.lots, work->asked.lot_count);
	flow_net_order(net);
	forward.marked = marked = MemoryContextAllocHuge(work->gather.memory.context, sizeof(bool) * ((Size) net->lot_count + 1));
	forward.reached = MemoryContextAllocHuge(work->gather.memory.context, sizeof(bool) * ((Size) net->lot_count + 1));
	forward.share = MemoryContextAllocHuge(work->gather.memory.context, sizeof(FlowBounds) * ((Size) net->lot_count + 1));
	for (uint32 l = 0; l < net->lot_count; l++)
		marked[l] = flow_lot_set_has(&work->marked, net->lots[l].key, net->lots[l].lot_id);
	if (!flow_net_forward(net, &forward))
		flow_trace_fault(FLOW_LOOP_CLOSED);
	for (uint32 l = 0; l < net->lot_count; l++)
	{
		if (flow_lot_set_has(&work->asked, net->lots[l].key, net->lots[l].lot_id))
			flow_forward_put(work, net->lots[l].lot_id, forward.reached[l], forward.share[l]);
	}
}

/*
 * flow_forward(lot regclass, marked_keys int4[], marked_lots int8[], asked_keys int4[], asked_lots int8[],
 *				ends_only bool, basis text, known_at timestamptz)
 */
Datum
flow_forward(PG_FUNCTION_ARGS)
{
	const text *basis = PG_GETARG_TEXT_PP(6);
	FlowBasis	kind = flow_basis_parse(VARDATA_ANY(basis), VARSIZE_ANY_EXHDR(basis));
	FlowForward	work = {.ends_only = PG_GETARG_BOOL(5),.returns = (ReturnSetInfo *) fcinfo->resultinfo};

	InitMaterializedSRF(fcinfo, 0);
	flow_gather_begin(&work.gather, PG_GETARG_OID(0), kind, false, PG_GETARG_TIMESTAMPTZ(7));
	flow_lot_set_make(&work.marked, PG_GETARG_ARRAYTYPE_P(1), PG_GETARG_ARRAYTYPE_P(2));
	flow_lot_set_make(&work.asked, PG_GETARG_ARRAYTYPE_P(3), PG_GETARG_ARRAYTYPE_P(4));
	if (work.gather.store.reader == FLOW_READER_PLAIN)
		net_pass(&work);
	else
		direct_pass(&work);
	flow_gather_end(&work.gather);
	return (Datum) 0;
}
