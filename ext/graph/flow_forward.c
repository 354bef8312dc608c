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
#include "graph/flow_pass.h"
#include "server/huge_array.h"
#include "server/pg_compat.h"
#include "server/wide_sum.h"

MATERIALS_FUNCTION(flow_forward);
MATERIALS_FUNCTION(flow_forward_total);

void
flow_forward_put(const FlowForward *work, uint32 key, int64 lot_id, FlowBounds share)
{
	work->tell(work->state, key, lot_id, flow_forward_reached(share), (int64) floor(share.min * (double) FLOW_FORWARD_ONE * FLOW_BOUNDS_DOWN),
			   Min((int64) ceil(share.max * (double) FLOW_FORWARD_ONE * FLOW_BOUNDS_UP), FLOW_FORWARD_ONE));
}

/* Both bounds at once. */
typedef double Pair __attribute__((vector_size(16)));

/* Adds what inputs pass on to a lot; false where one does not stand before it. */
static inline bool
inputs_add(const FlowBounds *shares, uint32 number, const FlowRow *row, const uint8 *parts, FlowBounds *sum)
{
	Pair		total = {sum->min, sum->max};
	bool		behind = false;

	for (uint32 i = 0; i < row->input_count; i++)
	{
		uint32		input = flow_row_number(row->inputs, i);
		double		part = parts == NULL ? 1 : flow_row_double(parts, i);
		Pair		share;

		behind |= input - 1 >= number - 1;
		memcpy(&share, &shares[Min(input, number)], sizeof(share));
		total += share * part;
	}
	*sum = (FlowBounds) {total[0], total[1]};
	return !behind;
}

/*
 * Adds what a row says to its lot; false where an input is not known yet.  A
 * sum of n products is off by less than n + 2 roundings, so it is moved
 * outward once, by n + 8 of them.  The shares of lots that are held are no
 * numbers, and neither is a sum with one of them.  Where all inputs are
 * unreached, the sum of their lower bounds is -0, else it is not.
 */
static inline bool
row_add(const FlowForward *work, const FlowStored *stored, const FlowRow *row, bool first)
{
	const FlowRowBasis *basis = &row->basis[work->gather.net.basis];
	uint32		number = (uint32) stored->number;
	bool		marked = flow_lot_set_has(&work->marked, (uint32) stored->key, stored->lot_id);
	FlowBounds	share = first ? FLOW_FORWARD_UNREACHED : work->share[number];
	double		roundings = (row->input_count + 8) * 0x1p-53;

	if (unlikely(!inputs_add(work->share, number, row, basis->parts, &share) || isnan(share.max)))
		return false;
	if (first)
		share.max += basis->missing;
	if (row->input_count > 0)
	{
		share.min *= 1 - roundings;
		share.max *= 1 + roundings;
		/* Below that, products lose precision: nothing is the safe lower bound, and this the upper one.  Nothing is exactly nothing. */
		if (share.min < FLOW_BOUNDS_LEAST || basis->uncertain || basis->parts == NULL)
			share.min = copysign(0, share.min);
		if (share.max > 0 && share.max < FLOW_BOUNDS_LEAST)
			share.max = FLOW_BOUNDS_LEAST;
	}
	if (marked && (row->input_count == 0 || !work->ends_only))
		share = (FlowBounds) {1, 1};
	else if (row->lost)
		share.max = 1;
	if (marked && share.min == 0)
		share.min = 0;
	/* Where parts are unknown their upper ends may sum up to more than all; what takes from the lot must not get more than that. */
	work->share[number] = flow_bounds_clamp(share);
	return true;
}

static const uint8 *
bytes_copy(const uint8 *bytes, Size size)
{
	return bytes == NULL ? NULL : memcpy(palloc(size), bytes, size);
}

/* Keeps a row that more rows of its lot may follow. */
static void
row_save(FlowForward *work, const FlowStored *stored, const FlowRow *row)
{
	FlowBasis	basis = work->gather.net.basis;
	FlowSaved  *saved;

	if (work->saved_count == work->saved_space)
	{
		work->saved_space = Max(work->saved_space * 2, 8);
		work->saved = work->saved == NULL ? palloc(sizeof(FlowSaved) * work->saved_space) : repalloc(work->saved, sizeof(FlowSaved) * work->saved_space);
	}
	saved = &work->saved[work->saved_count++];
	saved->stored = *stored;
	saved->row = *row;
	saved->row.inputs = bytes_copy(row->inputs, sizeof(uint32) * row->input_count);
	saved->row.basis[basis].parts = bytes_copy(row->basis[basis].parts, sizeof(double) * row->input_count);
}

static void
saved_forget(FlowForward *work)
{
	while (work->saved_count > 0)
	{
		const FlowRow *row = &work->saved[--work->saved_count].row;
		const uint8 *parts = row->basis[work->gather.net.basis].parts;

		pfree(unconstify(uint8 *, row->inputs));
		if (parts != NULL)
			pfree(unconstify(uint8 *, parts));
	}
}

static void
row_hold(FlowForward *work, const FlowStored *stored, const FlowRow *row)
{
	for (uint32 r = 0; r < work->saved_count; r++)
		flow_hold_add(work, &work->saved[r].stored, &work->saved[r].row);
	saved_forget(work);
	flow_hold_add(work, stored, row);
}

/* Takes the next row of the pass; first says that it is the first one of its lot. */
static inline void
row_pass(void *state, const FlowStored *stored, const FlowRow *row, bool first)
{
	FlowForward *work = (FlowForward *) state;

	if (!first && isnan(work->share[stored->number].max))
		flow_hold_add(work, stored, row);
	else if (unlikely(!row_add(work, stored, row, first)))
		row_hold(work, stored, row);
	else if (unlikely(row->input_count == FLOW_ROW_INPUTS_MAX))
		row_save(work, stored, row);
}

/* The pass has seen all rows of a lot. */
static inline void
lot_finish(void *state, const FlowStored *stored)
{
	FlowForward *work = (FlowForward *) state;

	if (unlikely(work->saved_count > 0))
		saved_forget(work);
	if (flow_lot_set_has(&work->asked, (uint32) stored->key, stored->lot_id) && !isnan(work->share[stored->number].max))
		flow_forward_put(work, (uint32) stored->key, stored->lot_id, work->share[stored->number]);
	if (unlikely(work->hold.held_count > 0) && (uint32) stored->number >= work->hold.awaited)
		flow_hold_solve(work);
}

static const FlowPass mass_pass = {FLOW_PASS_MASS, row_pass, lot_finish};
static const FlowPass basis_pass = {FLOW_PASS_ALL, row_pass, lot_finish};

static void
direct_pass(FlowForward *work)
{
	FlowGather *gather = &work->gather;
	MemoryContext caller = MemoryContextSwitchTo(gather->memory.context);

	work->highest = flow_late_load(&gather->store, gather->basis, gather->known_at, &gather->late);
	work->share = huge_array_allocate(sizeof(FlowBounds) * ((Size) work->highest + 1));
	arena_check(&gather->memory.arena);
	if (gather->net.basis == FLOW_MASS)
		flow_pass_run(gather, work->highest, &mass_pass, work);
	else
		flow_pass_run(gather, work->highest, &basis_pass, work);
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
	flow_net_forward(net, &forward);
	for (uint32 l = 0; l < net->lot_count; l++)
	{
		if (flow_lot_set_has(&work->asked, net->lots[l].key, net->lots[l].lot_id))
			flow_forward_put(work, net->lots[l].key, net->lots[l].lot_id, flow_forward_signed(forward.share[l], forward.reached[l]));
	}
}

void
flow_forward_run(FunctionCallInfo fcinfo, bool ends_only, const text *basis, TimestampTz known_at, FlowForwardTell tell, void *state)
{
	FlowBasis	kind = flow_basis_parse(VARDATA_ANY(basis), VARSIZE_ANY_EXHDR(basis));
	FlowForward work = {.ends_only = ends_only,.tell = tell,.state = state};

	flow_gather_begin(&work.gather, PG_GETARG_OID(0), kind, false, known_at);
	flow_lot_set_make(&work.marked, PG_GETARG_ARRAYTYPE_P(1), PG_GETARG_ARRAYTYPE_P(2));
	flow_lot_set_make(&work.asked, PG_GETARG_ARRAYTYPE_P(3), PG_GETARG_ARRAYTYPE_P(4));
	if (work.gather.store.reader == FLOW_READER_PLAIN)
		net_pass(&work);
	else
		direct_pass(&work);
	flow_gather_end(&work.gather);
}

Numeric
flow_forward_share(int64 share)
{
	return int64_div_fast_to_numeric(share, FLOW_FORWARD_DIGITS);
}

static void
row_tell(void *state, uint32 key, int64 lot_id, bool reached, int64 share_min, int64 share_max)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) state;
	Datum		values[4];
	bool		nulls[4] = {false};

	values[0] = Int64GetDatum(lot_id);
	values[1] = BoolGetDatum(reached);
	values[2] = NumericGetDatum(flow_forward_share(share_min));
	values[3] = NumericGetDatum(flow_forward_share(share_max));
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}

/*
 * flow_forward(lot regclass, marked_keys int4[], marked_lots int8[], asked_keys int4[], asked_lots int8[],
 *				ends_only bool, basis text, known_at timestamptz)
 */
Datum
flow_forward(PG_FUNCTION_ARGS)
{
	InitMaterializedSRF(fcinfo, 0);
	flow_forward_run(fcinfo, PG_GETARG_BOOL(5), PG_GETARG_TEXT_PP(6), PG_GETARG_TIMESTAMPTZ(7), row_tell, fcinfo->resultinfo);
	return (Datum) 0;
}

typedef struct ForwardTotal
{
	MemoryContext context;
	int64		threshold;		/* what is more than it is above */
	int64		lots_reached;
	int64		lots_above;
	int64		lots_maybe_above;
	WideSum		share_min;
	WideSum		share_max;
	WideSum		reached_id;
} ForwardTotal;

static void
total_tell(void *state, uint32 key, int64 lot_id, bool reached, int64 share_min, int64 share_max)
{
	ForwardTotal *total = (ForwardTotal *) state;
	MemoryContext caller = MemoryContextSwitchTo(total->context);

	wide_sum_add(&total->share_min, share_min);
	wide_sum_add(&total->share_max, share_max);
	if (reached)
		wide_sum_add(&total->reached_id, lot_id);
	total->lots_reached += reached;
	total->lots_above += share_min > total->threshold;
	total->lots_maybe_above += share_max > total->threshold;
	MemoryContextSwitchTo(caller);
}

/* Whole multiples of 10^-FLOW_FORWARD_DIGITS are above a threshold where they are above what it has of them, rounded down. */
static int64
threshold_units(Datum threshold)
{
	Datum		one = NumericGetDatum(int64_to_numeric(FLOW_FORWARD_ONE));
	Datum		units;

	if (numeric_is_nan(DatumGetNumeric(threshold)))
		return FLOW_FORWARD_ONE;
	/* No share lies outside of these. */
	threshold = DirectFunctionCall2(numeric_larger, threshold, NumericGetDatum(int64_to_numeric(-1)));
	threshold = DirectFunctionCall2(numeric_smaller, threshold, NumericGetDatum(int64_to_numeric(1)));
	units = DirectFunctionCall1(numeric_floor, DirectFunctionCall2(numeric_mul, threshold, one));
	return DatumGetInt64(DirectFunctionCall1(numeric_int8, units));
}

static Datum
share_total(const WideSum *sum)
{
	return DirectFunctionCall2(numeric_mul, wide_sum_total(sum), NumericGetDatum(flow_forward_share(1)));
}

/*
 * flow_forward_total(lot regclass, marked_keys int4[], marked_lots int8[], asked_keys int4[], asked_lots int8[],
 *					  ends_only bool, threshold numeric, basis text, known_at timestamptz)
 */
Datum
flow_forward_total(PG_FUNCTION_ARGS)
{
	TupleDesc	descriptor;
	ForwardTotal total = {.context = CurrentMemoryContext,.threshold = threshold_units(PG_GETARG_DATUM(6))};
	Datum		values[7];
	bool		nulls[7] = {false};

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "flow_forward_total returns a row");
	total.share_min = total.share_max = total.reached_id = wide_sum_begin();
	flow_forward_run(fcinfo, PG_GETARG_BOOL(5), PG_GETARG_TEXT_PP(7), PG_GETARG_TIMESTAMPTZ(8), total_tell, &total);
	values[0] = Int64GetDatum(total.share_min.count);
	values[1] = Int64GetDatum(total.lots_reached);
	values[2] = Int64GetDatum(total.lots_above);
	values[3] = Int64GetDatum(total.lots_maybe_above);
	values[4] = share_total(&total.share_min);
	values[5] = share_total(&total.share_max);
	values[6] = wide_sum_total(&total.reached_id);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}
