/*-------------------------------------------------------------------------
 *
 * flow_question.c
 *	  How much a lot was made of, and how a ledger's flow is read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "graph/flow_sweep_rows.h"
#include "server/id_array.h"
#include "server/pg_compat.h"
#include "server/wide_sum.h"

MATERIALS_FUNCTION(flow_size);
MATERIALS_FUNCTION(flow_plan);
MATERIALS_FUNCTION(flow_stale);

/* Ids of lots stay below 2^53. */
static void
size_visit(void *state, const FlowSweepLot *lot)
{
	wide_sum_add((WideSum *) state, lot->lot_id);
}

static TupleDesc
row_descriptor(FunctionCallInfo fcinfo)
{
	TupleDesc	descriptor;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "the function returns a row");
	return BlessTupleDesc(descriptor);
}

/* flow_size(lot regclass, lot_id bigint, known_at timestamptz) */
Datum
flow_size(PG_FUNCTION_ARGS)
{
	FlowGather	gather;
	TupleDesc	descriptor = row_descriptor(fcinfo);
	int64		root = PG_GETARG_INT64(1);
	WideSum		size = wide_sum_begin();
	uint64		edge_count;
	Datum		values[3];
	bool		nulls[3] = {false};

	flow_gather_begin(&gather, PG_GETARG_OID(0), FLOW_MASS, false, PG_GETARG_TIMESTAMPTZ(2));
	if (!flow_sweep_rows(&gather, root, FLOW_SWEEP_REACH, size_visit, &size, &edge_count))
	{
		size = wide_sum_begin();
		flow_gather_up(&gather, root);
		for (uint32 l = 0; l < gather.net.lot_count; l++)
			wide_sum_add(&size, gather.net.lots[l].lot_id);
		edge_count = gather.net.edge_count;
	}
	/* The asked lot is none of those that it was made of. */
	size.part -= root;
	values[0] = Int64GetDatum(size.count - 1);
	values[1] = Int64GetDatum((int64) edge_count);
	values[2] = wide_sum_total(&size);
	flow_gather_end(&gather);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls)));
}

/* flow_plan(lot regclass, known_at timestamptz) */
Datum
flow_plan(PG_FUNCTION_ARGS)
{
	FlowStore	store;
	TupleDesc	descriptor = row_descriptor(fcinfo);
	Datum		values[4];
	bool		nulls[4] = {false};

	flow_store_open(&store, PG_GETARG_OID(0), PG_GETARG_TIMESTAMPTZ(1));
	values[0] = CStringGetTextDatum(flow_store_reader_name(store.reader));
	nulls[1] = store.why == NULL;
	values[1] = nulls[1] ? (Datum) 0 : CStringGetTextDatum(store.why);
	values[2] = Int64GetDatum(store.lot_count);
	values[3] = Int64GetDatum((int64) flow_store_stale_count(&store));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls)));
}

/* flow_stale(lot regclass, known_at timestamptz) */
Datum
flow_stale(PG_FUNCTION_ARGS)
{
	FlowStore	store;

	flow_store_open(&store, PG_GETARG_OID(0), PG_GETARG_TIMESTAMPTZ(1));
	if (store.reader == FLOW_READER_PLAIN)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(id_array_datum(store.marked, store.marked_count));
}
