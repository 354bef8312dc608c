/*-------------------------------------------------------------------------
 *
 * flow_origin.c
 *	  Where what one lot was made of comes from, and where ways to it are lost.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "graph/flow_load.h"
#include "graph/flow_sweep_rows.h"
#include "graph/flow_trace.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(flow_origin_shares);

enum
{
	ENDS_KNOWN,
	ENDS_LOST
};

/* What ends at lots of one key.  Some of them may lack inputs in part and others wholly: these have different reasons. */
typedef struct KeyEnds
{
	int64		lots[2][2];		/* by ENDS_, and whether the lot lacks them wholly */
	FlowBounds	share[2][2];
} KeyEnds;

typedef struct Ends
{
	MemoryContext context;
	KeyEnds    *keys;
	uint32		key_count;
	bool		keyless;		/* some lot has no key */
} Ends;

/* Which kind of end a lot is, or -1 where the way goes on. */
static inline int
end_kind(const FlowSweepLot *lot)
{
	if (lot->lost || lot->missing)
		return ENDS_LOST;
	return lot->primary_source ? ENDS_KNOWN : -1;
}

static void
ends_visit(void *state, const FlowSweepLot *lot)
{
	Ends	   *ends = (Ends *) state;
	int			kind = end_kind(lot);
	KeyEnds    *of;

	if (kind < 0)
		return;
	ends->keys = flow_gather_keyed(ends->context, ends->keys, &ends->key_count, sizeof(KeyEnds), lot->key);
	of = &ends->keys[lot->key];
	ends->keyless = ends->keyless || lot->key == FLOW_NET_NO_KEY;
	of->lots[kind][lot->lost]++;
	flow_bounds_add(&of->share[kind][lot->lost], kind == ENDS_LOST ? lot->gap : lot->share);
}

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

static void
ends_put(ReturnSetInfo *returns, const FlowGather *gather, const Ends *ends)
{
	static const char *const reasons[] = {"missing_input", "not_recorded"};

	for (uint32 key = 0; key < ends->key_count; key++)
	{
		const KeyEnds *of = &ends->keys[key];

		for (int lost = 0; lost < 2; lost++)
		{
			for (int kind = ENDS_KNOWN; kind <= ENDS_LOST; kind++)
			{
				if (of->lots[kind][lost] > 0)
					end_put(returns, gather, key, 0, kind, kind == ENDS_KNOWN ? NULL : reasons[lost], of->lots[kind][lost], of->share[kind][lost]);
			}
		}
	}
}

/* The same from a net, in which lots may have no key. */
static void
net_ends_put(ReturnSetInfo *returns, FlowGather *gather, const FlowNetShares *shares)
{
	const FlowNet *net = &gather->net;
	Ends		ends = {.context = gather->memory.context};

	for (uint32 l = 0; l < net->lot_count; l++)
	{
		const FlowNetLot *of = &net->lots[l];
		FlowSweepLot lot = {.lot_id = of->lot_id,.key = of->key,.lost = of->lost,.primary_source = of->primary_source,.missing = of->missing > 0,.share = shares->share[l],.gap = shares->gap[l]};
		int			kind = end_kind(&lot);

		if (of->key != FLOW_NET_NO_KEY)
			ends_visit(&ends, &lot);
		else if (kind >= 0)
			end_put(returns, gather, FLOW_NET_NO_KEY, of->lot_id, kind, kind == ENDS_LOST ? flow_gather_reason(gather, l) : NULL, 1, kind == ENDS_LOST ? lot.gap : lot.share);
	}
	ends_put(returns, gather, &ends);
}

/*
 * flow_origin_shares(lot regclass, lot_id bigint, basis text, known_at timestamptz);
 * no rows where the exact walk is to answer.
 */
Datum
flow_origin_shares(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	const text *basis = PG_GETARG_TEXT_PP(2);
	FlowBasis	kind = flow_basis_parse(VARDATA_ANY(basis), VARSIZE_ANY_EXHDR(basis));
	int64		root = PG_GETARG_INT64(1);
	FlowGather	gather;
	FlowNetShares shares;
	Ends		ends;
	uint64		edge_count;

	InitMaterializedSRF(fcinfo, 0);
	flow_gather_begin(&gather, PG_GETARG_OID(0), kind, false, PG_GETARG_TIMESTAMPTZ(3));
	ends = (Ends) {.context = gather.memory.context};
	if (flow_sweep_rows(&gather, root, FLOW_SWEEP_SHARES, ends_visit, &ends, &edge_count) && !ends.keyless)
	{
		if (edge_count > flow_trace_exact_edges())
			ends_put(returns, &gather, &ends);
	}
	else if (flow_trace_gather(&gather, root) && flow_net_up(&gather.net, gather.root, false, &shares))
		net_ends_put(returns, &gather, &shares);
	flow_gather_end(&gather);
	return (Datum) 0;
}
