/*-------------------------------------------------------------------------
 *
 * flow_nearest.c
 *	  How few steps away the nearest of some lots are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/flow.h"
#include "graph/flow_lot_set.h"
#include "graph/flow_sweep_rows.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_nearest);

typedef struct Nearest
{
	FlowLotSet	marked;
	bool		keyless;		/* some lot has no key */
	int64		lots;			/* 0 where there is none */
	int64		first_id;
	int32		tier;
} Nearest;

static void
nearest_visit(void *state, const FlowSweepLot *lot)
{
	Nearest    *nearest = (Nearest *) state;

	nearest->keyless = nearest->keyless || lot->key == FLOW_NET_NO_KEY;
	if ((nearest->lots > 0 && lot->tier > nearest->tier) || !flow_lot_set_has(&nearest->marked, lot->key, lot->lot_id))
		return;
	if (nearest->lots == 0 || lot->tier < nearest->tier)
	{
		nearest->tier = lot->tier;
		nearest->first_id = lot->lot_id;
		nearest->lots = 0;
	}
	nearest->lots++;
	nearest->first_id = Min(nearest->first_id, lot->lot_id);
}

/* The same from a net, in which lots may have no key. */
static void
net_nearest(FlowGather *gather, Nearest *nearest)
{
	const FlowNet *net = &gather->net;
	int32	   *tiers = MemoryContextAllocHuge(gather->memory.context, sizeof(int32) * ((Size) net->lot_count + 1));

	flow_net_tiers(net, gather->root, tiers);
	for (uint32 l = 0; l < net->lot_count; l++)
	{
		FlowSweepLot lot = {.lot_id = net->lots[l].lot_id,.key = net->lots[l].key,.tier = tiers[l]};

		nearest_visit(nearest, &lot);
	}
}

/* flow_nearest(lot regclass, lot_id bigint, marked_keys int4[], marked_lots int8[], known_at timestamptz) */
Datum
flow_nearest(PG_FUNCTION_ARGS)
{
	TupleDesc	descriptor;
	int64		root = PG_GETARG_INT64(1);
	FlowGather	gather;
	Nearest		nearest = {{0}};
	uint64		edge_count;
	Datum		values[3];
	bool		nulls[3] = {false};

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "flow_nearest returns a row");
	flow_gather_begin(&gather, PG_GETARG_OID(0), FLOW_MASS, false, PG_GETARG_TIMESTAMPTZ(4));
	flow_lot_set_make(&nearest.marked, PG_GETARG_ARRAYTYPE_P(2), PG_GETARG_ARRAYTYPE_P(3));
	if (!flow_sweep_rows(&gather, root, FLOW_SWEEP_TIERS, nearest_visit, &nearest, &edge_count) || nearest.keyless)
	{
		nearest.lots = 0;
		flow_gather_up(&gather, root);
		net_nearest(&gather, &nearest);
	}
	flow_gather_end(&gather);
	values[0] = Int32GetDatum(nearest.tier);
	values[1] = Int64GetDatum(nearest.lots);
	values[2] = Int64GetDatum(nearest.first_id);
	nulls[0] = nulls[1] = nulls[2] = nearest.lots == 0;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}
