/*-------------------------------------------------------------------------
 *
 * flow_forward_key.c
 *	  How much of many lots came from marked ones, summed up by what the lots
 *	  have in common.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "graph/flow_forward.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_forward_keys);

/* Lots of one key, or one lot without. */
typedef struct KeyUses
{
	int64		reached;
	int64		maybe;			/* not reached for certain, but nothing excludes it */
	int64		share_min;		/* least among those reached */
	int64		share_max;
} KeyUses;

typedef struct Uses
{
	MemoryContext context;
	ReturnSetInfo *returns;
	KeyUses    *keys;
	uint32		key_count;
} Uses;

static void
use_add(KeyUses *uses, bool reached, int64 share_min, int64 share_max)
{
	if (reached)
		uses->share_min = uses->reached == 0 ? share_min : Min(uses->share_min, share_min);
	uses->reached += reached;
	uses->maybe += !reached;
	uses->share_max = Max(uses->share_max, share_max);
}

static void
uses_put(const Uses *uses, uint32 key, int64 lot_id, const KeyUses *of)
{
	Datum		values[6];
	bool		nulls[6] = {false};

	nulls[0] = key == FLOW_NET_NO_KEY;
	values[0] = Int32GetDatum((int32) key);
	nulls[1] = !nulls[0];
	values[1] = Int64GetDatum(lot_id);
	values[2] = Int64GetDatum(of->reached);
	values[3] = Int64GetDatum(of->maybe);
	nulls[4] = of->reached == 0;
	values[4] = NumericGetDatum(flow_forward_share(of->share_min));
	values[5] = NumericGetDatum(flow_forward_share(of->share_max));
	tuplestore_putvalues(uses->returns->setResult, uses->returns->setDesc, values, nulls);
}

static void
use_tell(void *state, uint32 key, int64 lot_id, bool reached, int64 share_min, int64 share_max)
{
	Uses	   *uses = (Uses *) state;
	KeyUses		alone = {0};

	if (!reached && share_max == 0)
		return;
	if (key == FLOW_NET_NO_KEY)
	{
		use_add(&alone, reached, share_min, share_max);
		uses_put(uses, key, lot_id, &alone);
		return;
	}
	uses->keys = flow_gather_keyed(uses->context, uses->keys, &uses->key_count, sizeof(KeyUses), key);
	use_add(&uses->keys[key], reached, share_min, share_max);
}

/*
 * flow_forward_keys(lot regclass, marked_keys int4[], marked_lots int8[], asked_keys int4[], asked_lots int8[], basis text,
 *					 known_at timestamptz)
 */
Datum
flow_forward_keys(PG_FUNCTION_ARGS)
{
	Uses		uses = {.context = CurrentMemoryContext,.returns = (ReturnSetInfo *) fcinfo->resultinfo};

	InitMaterializedSRF(fcinfo, 0);
	flow_forward_run(fcinfo, false, PG_GETARG_TEXT_PP(5), PG_GETARG_TIMESTAMPTZ(6), use_tell, &uses);
	for (uint32 key = 0; key < uses.key_count; key++)
	{
		if (uses.keys[key].reached + uses.keys[key].maybe > 0)
			uses_put(&uses, key, 0, &uses.keys[key]);
	}
	return (Datum) 0;
}
