/*-------------------------------------------------------------------------
 *
 * flow_nearest.c
 *	  How few steps away the nearest lots of each kind are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "core/flow.h"
#include "graph/flow_sweep_rows.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_tiers);

/* The nearest lots of one key. */
typedef struct KeyTier
{
	int64		lots;			/* 0 where there is none */
	int64		first_id;
	int32		tier;
} KeyTier;

typedef struct Nearest
{
	ReturnSetInfo *returns;
	MemoryContext context;
	KeyTier    *keys;
	uint32		key_count;
} Nearest;

static void
tier_put(const Nearest *nearest, uint32 key, int64 lot_id, int32 tier, int64 lots)
{
	Datum		values[4];
	bool		nulls[4] = {false};

	nulls[0] = key == FLOW_NET_NO_KEY;
	values[0] = Int32GetDatum((int32) key);
	values[1] = Int64GetDatum(lot_id);
	values[2] = Int32GetDatum(tier);
	values[3] = Int64GetDatum(lots);
	tuplestore_putvalues(nearest->returns->setResult, nearest->returns->setDesc, values, nulls);
}

static void
nearest_visit(void *state, const FlowSweepLot *lot)
{
	Nearest    *nearest = (Nearest *) state;
	KeyTier    *of;

	nearest->keys = flow_gather_keyed(nearest->context, nearest->keys, &nearest->key_count, sizeof(KeyTier), lot->key);
	of = &nearest->keys[lot->key];
	if (of->lots == 0 || lot->tier < of->tier)
		*of = (KeyTier) {.lots = 1,.first_id = lot->lot_id,.tier = lot->tier};
	else if (lot->tier == of->tier)
	{
		of->lots++;
		of->first_id = Min(of->first_id, lot->lot_id);
	}
}

static void
nearest_put(const Nearest *nearest)
{
	for (uint32 k = 0; k < nearest->key_count; k++)
	{
		if (nearest->keys[k].lots > 0)
			tier_put(nearest, k, nearest->keys[k].first_id, nearest->keys[k].tier, nearest->keys[k].lots);
	}
}

/* The same from a net, in which lots may have no key. */
static void
net_nearest_put(Nearest *nearest, const FlowGather *gather)
{
	const FlowNet *net = &gather->net;
	int32	   *tiers = MemoryContextAllocHuge(nearest->context, sizeof(int32) * ((Size) net->lot_count + 1));

	flow_net_tiers(net, gather->root, tiers);
	for (uint32 l = 0; l < net->lot_count; l++)
	{
		FlowSweepLot lot = {.lot_id = net->lots[l].lot_id,.key = net->lots[l].key,.tier = tiers[l]};

		if (lot.key == FLOW_NET_NO_KEY)
			tier_put(nearest, FLOW_NET_NO_KEY, lot.lot_id, lot.tier, 1);
		else
			nearest_visit(nearest, &lot);
	}
	nearest_put(nearest);
}

/* flow_tiers(lot regclass, lot_id bigint, known_at timestamptz) */
Datum
flow_tiers(PG_FUNCTION_ARGS)
{
	int64		root = PG_GETARG_INT64(1);
	FlowGather	gather;
	Nearest		nearest;
	uint64		edge_count;

	InitMaterializedSRF(fcinfo, 0);
	flow_gather_begin(&gather, PG_GETARG_OID(0), FLOW_MASS, false, PG_GETARG_TIMESTAMPTZ(2));
	nearest = (Nearest) {.returns = (ReturnSetInfo *) fcinfo->resultinfo,.context = gather.memory.context};
	if (flow_sweep_rows(&gather, root, FLOW_SWEEP_TIERS, nearest_visit, &nearest, &edge_count)
		&& (nearest.key_count == 0 || nearest.keys[FLOW_NET_NO_KEY].lots == 0))
		nearest_put(&nearest);
	else
	{
		nearest.key_count = 0;
		nearest.keys = NULL;
		flow_gather_up(&gather, root);
		net_nearest_put(&nearest, &gather);
	}
	flow_gather_end(&gather);
	return (Datum) 0;
}
