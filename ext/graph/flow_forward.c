/*-------------------------------------------------------------------------
 *
 * flow_forward.c
 *	  How much of many lots came from marked ones, in one pass.
 *
 * The store's rows stand inputs first, so going over them once, forwards,
 * each lot finds the shares of its inputs made already: one number a lot is
 * all that is kept.  Where that does not hold (lots out of date, lots that
 * feed each other), everything is gathered as a net and put in order first.
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

#include "graph/flow_gather.h"
#include "graph/flow_load.h"
#include "graph/flow_lot_set.h"
#include "graph/flow_trace.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_forward);

/* Shares are handed out with this many digits, rounded outward. */
#define SHARE_DIGITS 12
#define SHARE_ONE 1000000000000.0

typedef struct Forward
{
	FlowGather	gather;
	FlowLotSet	marked;
	FlowLotSet	asked;
	bool		ends_only;
	ReturnSetInfo *returns;
} Forward;

static void
row_put(const Forward *work, int64 lot_id, bool reached, FlowBounds share)
{
	Datum		values[4];
	bool		nulls[4] = {false};

	values[0] = Int64GetDatum(lot_id);
	values[1] = BoolGetDatum(reached);
	values[2] = NumericGetDatum(int64_div_fast_to_numeric((int64) floor(share.min * SHARE_ONE * FLOW_BOUNDS_DOWN), SHARE_DIGITS));
	values[3] = NumericGetDatum(int64_div_fast_to_numeric(Min((int64) ceil(share.max * SHARE_ONE * FLOW_BOUNDS_UP), (int64) SHARE_ONE), SHARE_DIGITS));
	tuplestore_putvalues(work->returns->setResult, work->returns->setDesc, values, nulls);
}

/* Lots in the order of the store: what is known of each, by its number. */
typedef struct Vector
{
	FlowBounds *share;
	bool	   *reached;
} Vector;

/*
 * Adds what a stored row says to its lot; false where an input stands behind
 * it.  A sum of n products is off by less than n + 2 roundings, so it is
 * moved outward once, by n + 8 of them.
 */
static inline bool
row_pass(const Forward *work, const Vector *vector, const FlowStored *stored, const FlowRow *row, bool first)
{
	const FlowRowBasis *basis = &row->basis[work->gather.net.basis];
	uint32		number = (uint32) stored->number;
	bool		marked = flow_lot_set_has(&work->marked, (uint32) stored->key, stored->lot_id);
	FlowBounds	share = first ? (FlowBounds) {0, 0} : vector->share[number];
	bool		reached = marked || (!first && vector->reached[number]);
	double		roundings = (row->input_count + 8) * 0x1p-53;

	for (uint32 i = 0; i < row->input_count; i++)
	{
		uint32		input = flow_row_number(row->inputs, i);
		double		part = basis->parts == NULL ? 1 : flow_row_double(basis->parts, i);

		if (input >= number || input == 0)
			return false;
		share.min += vector->share[input].min * part;
		share.max += vector->share[input].max * part;
		reached |= vector->reached[input];
	}
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
	vector->share[number] = share;
	vector->reached[number] = reached;
	return true;
}

static void
lot_finish(const Forward *work, const Vector *vector, const FlowStored *stored)
{
	if (flow_lot_set_has(&work->asked, (uint32) stored->key, stored->lot_id))
		row_put(work, stored->lot_id, vector->reached[stored->number], vector->share[stored->number]);
}

/* Goes over the store once; false where its order does not serve. */
static bool
store_pass(const Forward *work, const Vector *vector)
{
	FlowRows   *rows = flow_store_rows(&work->gather.store);
	FlowStored	last = {0};
	bool		ordered = true;

	while (ordered && rows->way->next(rows))
	{
		for (int r = 0; r < rows->row_count && ordered; r++)
		{
			FlowStored	stored;
			FlowRow		row;

			rows->way->row(rows, r, &stored);
			if (stored.number <= 0 || (uint32) stored.number > work->gather.store.lot_count || !flow_row_decode(stored.body, stored.size, &row))
				flow_gather_damaged(&stored);
			/* A lot with many inputs has several rows. */
			if (last.number > 0 && stored.number != last.number)
				lot_finish(work, vector, &last);
			ordered = stored.number >= last.number && row_pass(work, vector, &stored, &row, stored.number != last.number);
			last = stored;
		}
	}
	if (last.number > 0 && ordered)
		lot_finish(work, vector, &last);
	rows->way->close(rows);
	return ordered;
}

static bool
direct_pass(Forward *work)
{
	Size		count = (Size) work->gather.store.lot_count + 1;
	Vector		vector;
	bool		ordered;

	if (work->gather.store.reader == FLOW_READER_PLAIN || work->gather.store.stale_count > 0)
		return false;
	vector.share = MemoryContextAllocHuge(work->gather.memory.context, sizeof(FlowBounds) * count);
	vector.reached = MemoryContextAllocHuge(work->gather.memory.context, sizeof(bool) * count);
	arena_check(&work->gather.memory.arena);
	ordered = store_pass(work, &vector);
	if (!ordered)
		tuplestore_clear(work->returns->setResult);
	pfree(vector.share);
	pfree(vector.reached);
	return ordered;
}

static void
net_pass(Forward *work)
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
			row_put(work, net->lots[l].lot_id, forward.reached[l], forward.share[l]);
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
	Forward		work = {.ends_only = PG_GETARG_BOOL(5),.returns = (ReturnSetInfo *) fcinfo->resultinfo};

	InitMaterializedSRF(fcinfo, 0);
	flow_gather_begin(&work.gather, PG_GETARG_OID(0), kind, false, PG_GETARG_TIMESTAMPTZ(7));
	flow_lot_set_make(&work.marked, PG_GETARG_ARRAYTYPE_P(1), PG_GETARG_ARRAYTYPE_P(2));
	flow_lot_set_make(&work.asked, PG_GETARG_ARRAYTYPE_P(3), PG_GETARG_ARRAYTYPE_P(4));
	if (!direct_pass(&work))
		net_pass(&work);
	flow_gather_end(&work.gather);
	return (Datum) 0;
}
