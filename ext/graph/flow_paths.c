/*-------------------------------------------------------------------------
 *
 * flow_paths.c
 *	  The best ways from a lot up to others, as rows.
 *
 * Ways are found in the net that was gathered, by parts rounded to doubles
 * (core/flow_path.c).  They pass few lots: those are read once more, with
 * their inputs, from the ledger's rows, and their parts computed as exact
 * fractions.  So the share of a way is exact however large the net is.
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

#include "core/flow_path.h"
#include "graph/flow_gather.h"
#include "graph/flow_lot_set.h"
#include "graph/flow_pack.h"
#include "graph/flow_trace.h"
#include "server/id_array.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(flow_paths);

#define PATHS_MAX 10000

/* A way whose share is known exactly, or within what very long numbers are rounded to. */
typedef struct SharedPath
{
	FlowPath	path;
	FractionInterval *part;		/* per lot on it but the first: what it is of the lot before */
	FractionInterval *share;	/* per lot: what of the root came this way */
} SharedPath;

typedef struct PathWork
{
	FlowGather	gather;
	FlowLotSet	marked;
	bool		ends;			/* ways go to where they end, not to marked lots */
	bool		by_steps;		/* those of fewest steps first */
	SharedPath *paths;
	uint32		path_count;
	FlowPack	pack;
} PathWork;

static const bool *
targets_make(const PathWork *work)
{
	const FlowNet *net = &work->gather.net;
	bool	   *target = MemoryContextAllocHuge(work->gather.memory.context, sizeof(bool) * ((Size) net->lot_count + 1));

	for (uint32 l = 0; l < net->lot_count; l++)
	{
		const FlowNetLot *lot = &net->lots[l];

		if (work->ends)
			target[l] = lot->begin == lot->end;
		else
			target[l] = flow_lot_set_has(&work->marked, lot->key, lot->lot_id) || flow_lot_set_has_id(&work->marked, lot->lot_id);
	}
	return target;
}

static void
paths_find(PathWork *work, uint32 most)
{
	FlowPathSearch search;
	FlowPath	path;

	work->paths = palloc(sizeof(SharedPath) * most);
	flow_path_begin(&search, &work->gather.net, targets_make(work), work->gather.root, work->by_steps);
	while (work->path_count < most && flow_path_next(&search, &path))
		work->paths[work->path_count++] = (SharedPath) {.path = path};
}

/* Loads the lots on the ways with their inputs, and weighs them. */
static void
parts_load(PathWork *work, FlowLoad *load)
{
	const FlowNet *net = &work->gather.net;
	uint64		count = 0;
	int64	   *ids;

	for (uint32 p = 0; p < work->path_count; p++)
		count += work->paths[p].path.lot_count;
	ids = palloc_extended(sizeof(int64) * (Size) count, MCXT_ALLOC_HUGE);
	count = 0;
	for (uint32 p = 0; p < work->path_count; p++)
	{
		for (uint32 l = 0; l < work->paths[p].path.lot_count; l++)
			ids[count++] = net->lots[work->paths[p].path.lots[l]].lot_id;
	}
	memory_arena_init(&load->memory, work->gather.memory.context, memory_arena_limit());
	load->basis = work->gather.basis;
	flow_load_outputs(load, ids, (uint32) id_array_unique(ids, count));
	flow_pack_begin(&work->pack, load, load->basis, load->basis);
}

/* What an input is of its output, all rows of it together. */
static FractionInterval
part_find(const PathWork *work, int64 output_id, int64 input_id)
{
	const FlowPack *pack = &work->pack;
	const Arena *arena = &pack->load->memory.arena;
	uint32		output = flow_load_find(pack->load, output_id);
	uint32		input = flow_load_find(pack->load, input_id);
	FractionInterval part = INTERVAL_ZERO;

	for (uint32 e = pack->first_edge[output]; e < pack->first_edge[output + 1]; e++)
	{
		if (pack->load->edges[e].input == input)
			part = interval_add(arena, part, pack->weights[work->gather.net.basis].part[e]);
	}
	return interval_clamp_share(arena, part);
}

static void
path_weigh(const PathWork *work, SharedPath *shared, size_t bits_max)
{
	const FlowNet *net = &work->gather.net;
	const Arena *arena = &work->gather.memory.arena;
	uint32		count = shared->path.lot_count;

	shared->part = palloc(sizeof(FractionInterval) * count);
	shared->share = palloc(sizeof(FractionInterval) * count);
	shared->part[0] = shared->share[0] = INTERVAL_ONE;
	for (uint32 l = 1; l < count; l++)
	{
		arena_check(arena);
		shared->part[l] = part_find(work, net->lots[shared->path.lots[l - 1]].lot_id, net->lots[shared->path.lots[l]].lot_id);
		shared->share[l] = interval_clamp_share(arena, interval_cap(arena, interval_multiply(arena, shared->share[l - 1], shared->part[l]), bits_max));
	}
}

static int
lots_compare(const FlowNet *net, const FlowPath *a, const FlowPath *b)
{
	for (uint32 l = 0; l < a->lot_count; l++)
	{
		if (a->lots[l] != b->lots[l])
			return net->lots[a->lots[l]].lot_id < net->lots[b->lots[l]].lot_id ? -1 : 1;
	}
	return 0;
}

/* The order in which ways are told, by their exact shares. */
static int
path_compare(const PathWork *work, const SharedPath *a, const SharedPath *b)
{
	uint32		steps_a = a->path.lot_count;
	uint32		steps_b = b->path.lot_count;
	int			share = -fraction_compare(&work->gather.memory.arena, a->share[steps_a - 1].max, b->share[steps_b - 1].max);
	int			steps = (steps_a > steps_b) - (steps_a < steps_b);
	int			first = work->by_steps ? steps : share;
	int			second = work->by_steps ? share : steps;

	return first != 0 ? first : second != 0 ? second : lots_compare(&work->gather.net, &a->path, &b->path);
}

/* The search counts parts in so fine steps that hardly a pair changes places. */
static void
paths_sort(PathWork *work)
{
	for (uint32 p = 1; p < work->path_count; p++)
	{
		SharedPath	path = work->paths[p];
		uint32		at = p;

		for (; at > 0 && path_compare(work, &path, &work->paths[at - 1]) < 0; at--)
			work->paths[at] = work->paths[at - 1];
		work->paths[at] = path;
	}
}

/* By share, a way that nothing came is none; those stand last. */
static void
paths_drop_nothing(PathWork *work)
{
	while (!work->by_steps && work->path_count > 0)
	{
		const SharedPath *last = &work->paths[work->path_count - 1];

		if (!fraction_is_zero(last->share[last->path.lot_count - 1].max))
			break;
		work->path_count--;
	}
}

static void
path_put(ReturnSetInfo *returns, PathWork *work, uint32 p)
{
	const SharedPath *shared = &work->paths[p];
	const FlowNetLot *lots = work->gather.net.lots;

	for (uint32 l = 0; l < shared->path.lot_count; l++)
	{
		uint32		lot = shared->path.lots[l];
		Datum		values[8];
		bool		nulls[8] = {false};

		values[0] = Int32GetDatum((int32) p + 1);
		values[1] = Int32GetDatum((int32) l);
		values[2] = Int64GetDatum(lots[lot].lot_id);
		values[3] = fraction_to_datum(shared->part[l].min);
		values[4] = fraction_to_datum(shared->part[l].max);
		values[5] = fraction_to_datum(shared->share[l].min);
		values[6] = fraction_to_datum(shared->share[l].max);
		nulls[3] = nulls[4] = l == 0;
		nulls[7] = !lots[lot].lost;
		values[7] = nulls[7] ? (Datum) 0 : CStringGetTextDatum(flow_gather_reason(&work->gather, lot));
		tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
	}
}

static uint32
count_check(int32 count)
{
	if (count < 1 || count > PATHS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot tell %d paths", count),
				 errhint("Ask for 1 to %d of them; the first are those of the largest share.", PATHS_MAX)));
	return (uint32) count;
}

/*
 * flow_paths(lot regclass, lot_id int8, marked_keys int4[], marked_lots int8[], ends bool, by_steps bool, count int4,
 *			  basis text, known_at timestamptz)
 */
Datum
flow_paths(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	const text *basis = PG_GETARG_TEXT_PP(7);
	FlowBasis	kind = flow_basis_parse(VARDATA_ANY(basis), VARSIZE_ANY_EXHDR(basis));
	uint32		most = count_check(PG_GETARG_INT32(6));
	FlowLoad	load = {.relation = PG_GETARG_OID(0),.known_at = PG_GETARG_TIMESTAMPTZ(8),.basis = kind};
	PathWork	work = {.ends = PG_GETARG_BOOL(4),.by_steps = PG_GETARG_BOOL(5)};
	MemoryContext caller;

	InitMaterializedSRF(fcinfo, 0);
	flow_lot_set_make(&work.marked, PG_GETARG_ARRAYTYPE_P(2), PG_GETARG_ARRAYTYPE_P(3));
	flow_gather_begin(&work.gather, load.relation, kind, false, load.known_at);
	flow_gather_up(&work.gather, PG_GETARG_INT64(1));
	caller = MemoryContextSwitchTo(work.gather.memory.context);
	flow_net_order(&work.gather.net);
	paths_find(&work, most);
	if (work.path_count > 0)
		parts_load(&work, &load);
	for (uint32 p = 0; p < work.path_count; p++)
		path_weigh(&work, &work.paths[p], flow_trace_bits_max(0));
	paths_sort(&work);
	paths_drop_nothing(&work);
	MemoryContextSwitchTo(caller);
	for (uint32 p = 0; p < work.path_count; p++)
		path_put(returns, &work, p);
	flow_gather_end(&work.gather);
	return (Datum) 0;
}
