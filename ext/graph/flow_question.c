/*-------------------------------------------------------------------------
 *
 * flow_question.c
 *	  Questions about one lot that the flow store answers as a whole.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "core/flow.h"
#include "graph/flow_gather.h"
#include "graph/flow_load.h"
#include "graph/flow_trace.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(flow_size);
MATERIALS_FUNCTION(flow_origin_shares);
MATERIALS_FUNCTION(flow_plan);
MATERIALS_FUNCTION(flow_tiers);

static Datum
sum_datum(const FlowNet *net, uint32 root)
{
	Datum		sum = NumericGetDatum(int64_to_numeric(0));
	int64		part = 0;

	/* Ids stay below 2^53, so a thousand of them fit in 63 bits. */
	for (uint32 l = 0; l < net->lot_count; l++)
	{
		if (l != root)
			part += net->lots[l].lot_id;
		if (l % 1000 == 999 || l + 1 == net->lot_count)
		{
			sum = DirectFunctionCall2(numeric_add, sum, NumericGetDatum(int64_to_numeric(part)));
			part = 0;
		}
	}
	return sum;
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
	Datum		values[3];
	bool		nulls[3] = {false};

	flow_gather_begin(&gather, PG_GETARG_OID(0), FLOW_MASS, false, PG_GETARG_TIMESTAMPTZ(2));
	flow_gather_up(&gather, PG_GETARG_INT64(1));
	values[0] = Int64GetDatum((int64) gather.net.lot_count - 1);
	values[1] = Int64GetDatum(gather.net.edge_count);
	values[2] = sum_datum(&gather.net, gather.root);
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

/* What ends at lots of one key: origins, and ways that are lost. */
typedef struct KeySum
{
	int64		lots[2];
	FlowBounds	share[2];
} KeySum;

enum
{
	ENDS_KNOWN,
	ENDS_LOST
};

static void
end_put(ReturnSetInfo *returns, const FlowGather *gather, uint32 key, int64 lot_id, int kind, const char *reason, int64 lots, FlowBounds share)
{
	FractionInterval interval = interval_clamp_share(&gather->memory.arena, flow_gather_interval(&gather->memory.arena, share));
	Datum		values[7];
	bool		nulls[7] = {false};

	nulls[0] = key == FLOW_NET_NO_KEY;
	values[0] = Int32GetDatum((int32) key);
	nulls[1] = !nulls[0];
	values[1] = Int64GetDatum(lot_id);
	values[2] = BoolGetDatum(kind == ENDS_LOST);
	nulls[3] = reason == NULL;
	values[3] = nulls[3] ? (Datum) 0 : CStringGetTextDatum(reason);
	values[4] = Int64GetDatum(lots);
	values[5] = fraction_to_datum(interval.min);
	values[6] = fraction_to_datum(interval.max);
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}

static uint32
key_most(const FlowNet *net)
{
	uint32		most = 0;

	for (uint32 l = 0; l < net->lot_count; l++)
	{
		if (net->lots[l].key > most)
			most = net->lots[l].key;
	}
	return most;
}

static void
ends_put(ReturnSetInfo *returns, FlowGather *gather, const FlowNetShares *shares)
{
	const FlowNet *net = &gather->net;
	uint32		most = key_most(net);
	KeySum	   *sums = MemoryContextAllocExtended(gather->memory.context, sizeof(KeySum) * 2 * ((Size) most + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (uint32 l = 0; l < net->lot_count; l++)
	{
		const FlowNetLot *lot = &net->lots[l];
		int			kind = lot->lost || lot->missing > 0 ? ENDS_LOST : ENDS_KNOWN;
		FlowBounds	share = kind == ENDS_LOST ? shares->gap[l] : shares->share[l];

		if (kind == ENDS_KNOWN && !lot->primary_source)
			continue;
		if (lot->key == FLOW_NET_NO_KEY)
			end_put(returns, gather, FLOW_NET_NO_KEY, lot->lot_id, kind, kind == ENDS_LOST ? flow_gather_reason(gather, l) : NULL, 1, share);
		else
		{
			/* Of one key some may lack inputs in part and others wholly: these have different reasons. */
			KeySum	   *sum = &sums[2 * (Size) lot->key + (lot->lost ? 1 : 0)];

			sum->lots[kind]++;
			flow_bounds_add(&sum->share[kind], share);
		}
	}
	for (uint32 s = 0; s < 2 * (most + 1); s++)
	{
		for (int kind = ENDS_KNOWN; kind <= ENDS_LOST; kind++)
		{
			if (sums[s].lots[kind] > 0)
				end_put(returns, gather, s / 2, 0, kind, kind == ENDS_KNOWN ? NULL : s % 2 == 1 ? "not_recorded" : "missing_input", sums[s].lots[kind], sums[s].share[kind]);
		}
	}
}

/* flow_origin_shares(lot regclass, lot_id bigint, basis text, known_at timestamptz) */
Datum
flow_origin_shares(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	const text *basis = PG_GETARG_TEXT_PP(2);
	FlowBasis	kind = flow_basis_parse(VARDATA_ANY(basis), VARSIZE_ANY_EXHDR(basis));
	FlowGather	gather;
	FlowNetShares shares;

	InitMaterializedSRF(fcinfo, 0);
	if (flow_trace_gather(&gather, PG_GETARG_OID(0), PG_GETARG_INT64(1), kind, false, PG_GETARG_TIMESTAMPTZ(3)) && flow_net_up(&gather.net, gather.root, false, &shares))
		ends_put(returns, &gather, &shares);
	flow_gather_end(&gather);
	return (Datum) 0;
}

/* The nearest lots of one key. */
typedef struct KeyTier
{
	int32		tier;			/* FLOW_TIER_NONE where there is none */
	int64		lots;
	int64		first_id;
} KeyTier;

static void
tier_put(ReturnSetInfo *returns, uint32 key, int64 lot_id, int32 tier, int64 lots)
{
	Datum		values[4];
	bool		nulls[4] = {false};

	nulls[0] = key == FLOW_NET_NO_KEY;
	values[0] = Int32GetDatum((int32) key);
	values[1] = Int64GetDatum(lot_id);
	values[2] = Int32GetDatum(tier);
	values[3] = Int64GetDatum(lots);
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}

static void
tiers_put(ReturnSetInfo *returns, const FlowGather *gather, const int32 *tiers)
{
	const FlowNet *net = &gather->net;
	uint32		most = key_most(net);
	KeyTier    *nearest = MemoryContextAllocHuge(gather->memory.context, sizeof(KeyTier) * ((Size) most + 1));

	for (uint32 k = 0; k <= most; k++)
		nearest[k] = (KeyTier) {.tier = FLOW_TIER_NONE};
	for (uint32 l = 0; l < net->lot_count; l++)
	{
		const FlowNetLot *lot = &net->lots[l];
		KeyTier    *of;

		if (lot->key == FLOW_NET_NO_KEY)
		{
			tier_put(returns, FLOW_NET_NO_KEY, lot->lot_id, tiers[l], 1);
			continue;
		}
		of = &nearest[lot->key];
		if (of->tier == FLOW_TIER_NONE || tiers[l] < of->tier)
			*of = (KeyTier) {.tier = tiers[l],.lots = 1,.first_id = lot->lot_id};
		else if (tiers[l] == of->tier)
		{
			of->lots++;
			of->first_id = Min(of->first_id, lot->lot_id);
		}
	}
	for (uint32 k = 0; k <= most; k++)
	{
		if (nearest[k].tier != FLOW_TIER_NONE)
			tier_put(returns, k, nearest[k].first_id, nearest[k].tier, nearest[k].lots);
	}
}

/* flow_tiers(lot regclass, lot_id bigint, known_at timestamptz) */
Datum
flow_tiers(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	FlowGather	gather;
	int32	   *tiers;

	InitMaterializedSRF(fcinfo, 0);
	flow_gather_begin(&gather, PG_GETARG_OID(0), FLOW_MASS, false, PG_GETARG_TIMESTAMPTZ(2));
	flow_gather_up(&gather, PG_GETARG_INT64(1));
	tiers = MemoryContextAllocHuge(gather.memory.context, sizeof(int32) * ((Size) gather.net.lot_count + 1));
	flow_net_tiers(&gather.net, gather.root, tiers);
	tiers_put(returns, &gather, tiers);
	flow_gather_end(&gather);
	return (Datum) 0;
}
