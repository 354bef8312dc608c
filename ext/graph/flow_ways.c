/*-------------------------------------------------------------------------
 *
 * flow_ways.c
 *	  Shortest ways between many pairs of lots, as rows.
 *
 * Whoever explains a verdict asks for a way to each lot that was found:
 * everything upstream of the lots asked from is gathered once, and each of
 * these is searched from once (core/flow_shortest.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "core/flow_shortest.h"
#include "graph/flow_gather.h"
#include "server/array_elements.h"
#include "server/id_array.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_ways);

typedef struct Pair
{
	int64		from;
	int64		to;
} Pair;

/* A lot of the net by its number. */
typedef struct NumberedLot
{
	int64		lot_id;
	uint32		index;
} NumberedLot;

typedef struct WaysWork
{
	FlowGather	gather;
	Pair	   *pairs;			/* ascending */
	uint32		pair_count;
	NumberedLot *lots;			/* ascending */
	uint32	   *targets;		/* of the lot searched from */
	FlowShortest shortest;
	int64	   *way;
} WaysWork;

static int
pair_compare(const void *a, const void *b)
{
	const Pair *left = a;
	const Pair *right = b;

	if (left->from != right->from)
		return left->from > right->from ? 1 : -1;
	return (left->to > right->to) - (left->to < right->to);
}

static int
lot_compare(const void *a, const void *b)
{
	const NumberedLot *left = a;
	const NumberedLot *right = b;

	return (left->lot_id > right->lot_id) - (left->lot_id < right->lot_id);
}

/* Each pair once; those of which one lot is not named are left out. */
static void
pairs_take(WaysWork *work, ArrayType *from_ids, ArrayType *to_ids)
{
	ArrayElements from = array_elements_take(from_ids);
	ArrayElements to = array_elements_take(to_ids);
	uint32		count = 0;

	array_elements_match(&from, &to, "ways from lot to lot");
	work->pairs = palloc_extended(sizeof(Pair) * ((Size) from.count + 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < from.count; i++)
	{
		if (!from.nulls[i] && !to.nulls[i])
			work->pairs[count++] = (Pair) {DatumGetInt64(from.values[i]), DatumGetInt64(to.values[i])};
	}
	qsort(work->pairs, count, sizeof(Pair), pair_compare);
	for (uint32 p = 0; p < count; p++)
	{
		if (p == 0 || pair_compare(&work->pairs[p], &work->pairs[p - 1]) != 0)
			work->pairs[work->pair_count++] = work->pairs[p];
	}
}

static void
lots_gather(WaysWork *work)
{
	FlowNet    *net = &work->gather.net;
	int64	   *ids = palloc_extended(sizeof(int64) * work->pair_count, MCXT_ALLOC_HUGE);

	for (uint32 p = 0; p < work->pair_count; p++)
		ids[p] = work->pairs[p].from;
	flow_gather_up_from(&work->gather, ids, (uint32) id_array_unique(ids, work->pair_count));
	work->lots = palloc_extended(sizeof(NumberedLot) * ((Size) net->lot_count + 1), MCXT_ALLOC_HUGE);
	for (uint32 l = 0; l < net->lot_count; l++)
		work->lots[l] = (NumberedLot) {net->lots[l].lot_id, l};
	qsort(work->lots, net->lot_count, sizeof(NumberedLot), lot_compare);
	work->targets = palloc_extended(sizeof(uint32) * work->pair_count, MCXT_ALLOC_HUGE);
	work->way = palloc_extended(sizeof(int64) * ((Size) net->lot_count + 1), MCXT_ALLOC_HUGE);
	flow_shortest_begin(&work->shortest, net);
}

static const NumberedLot *
lot_find(const WaysWork *work, int64 lot_id)
{
	NumberedLot wanted = {.lot_id = lot_id};

	return bsearch(&wanted, work->lots, work->gather.net.lot_count, sizeof(NumberedLot), lot_compare);
}

/* The way down from a target, told from below. */
static void
way_put(ReturnSetInfo *returns, WaysWork *work, int64 from, uint32 target)
{
	const FlowShortest *shortest = &work->shortest;
	uint32		steps = shortest->steps[target];
	Datum		values[3];
	bool		nulls[3] = {false};

	values[0] = Int64GetDatum(from);
	values[1] = Int64GetDatum(work->gather.net.lots[target].lot_id);
	for (uint32 s = steps + 1; s > 0; s--)
	{
		work->way[s - 1] = work->gather.net.lots[target].lot_id;
		target = shortest->below[target];
	}
	values[2] = id_array_datum(work->way, (Size) steps + 1);
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
	pfree(DatumGetPointer(values[2]));
}

/* Searches from the lot of pair p; returns the first pair of the next lot. */
static uint32
ways_from(ReturnSetInfo *returns, WaysWork *work, uint32 p)
{
	int64		from = work->pairs[p].from;
	const NumberedLot *root = lot_find(work, from);
	uint32		count = 0;

	for (; p < work->pair_count && work->pairs[p].from == from; p++)
	{
		const NumberedLot *target = lot_find(work, work->pairs[p].to);

		if (target != NULL)
			work->targets[count++] = target->index;
	}
	flow_shortest_search(&work->shortest, root->index, work->targets, count);
	for (uint32 t = 0; t < count; t++)
	{
		if (flow_shortest_found(&work->shortest, work->targets[t]))
			way_put(returns, work, from, work->targets[t]);
	}
	return p;
}

/* flow_ways(lot regclass, from_ids int8[], to_ids int8[], known_at timestamptz) */
Datum
flow_ways(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	WaysWork	work = {0};
	MemoryContext caller;

	InitMaterializedSRF(fcinfo, 0);
	flow_gather_begin(&work.gather, PG_GETARG_OID(0), FLOW_MASS, false, PG_GETARG_TIMESTAMPTZ(3));
	caller = MemoryContextSwitchTo(work.gather.memory.context);
	pairs_take(&work, PG_GETARG_ARRAYTYPE_P(1), PG_GETARG_ARRAYTYPE_P(2));
	if (work.pair_count > 0)
	{
		lots_gather(&work);
		for (uint32 p = 0; p < work.pair_count;)
			p = ways_from(returns, &work, p);
	}
	MemoryContextSwitchTo(caller);
	flow_gather_end(&work.gather);
	return (Datum) 0;
}
