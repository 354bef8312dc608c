/*-------------------------------------------------------------------------
 *
 * flow_edges.c
 *	  What flows from lot to lot around one lot, for a picture of it.
 *
 * Upstream, what flows through an edge is the share of the asked lot that
 * came this way: the output's share times the input's part of it.
 * Downstream, it is the part of the asked lot that went this way: what of
 * it is in the input, times the part drawn.  Exact or as bounds, as the
 * shares of lots are (flow_trace.c).
 *
 * A picture has room for some lots.  Those with the largest shares stand for
 * themselves, all others of one tier for one place; what flows between two
 * places is added up.  So the picture is whole, and no flow ends in it that
 * does not end in the ledger.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "core/flow.h"
#include "graph/flow_gather.h"
#include "graph/flow_gather_down.h"
#include "graph/flow_load.h"
#include "graph/flow_trace.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(flow_edges);

#define FLOW_EDGES_COLUMNS 11

/* What flows through an edge, or through several; exact in fractions or not. */
typedef struct EdgeFlow
{
	FractionInterval exact_part;
	FractionInterval exact_share;
	FlowBounds	part;
	FlowBounds	share;			/* below zero where nothing can be said */
	uint32		output;			/* lots of the row that was added last */
	uint32		input;
} EdgeFlow;

typedef struct EdgePlace
{
	uint32		to;				/* place of the output */
	uint32		from;			/* place of the input */
	uint32		output;			/* the lot itself */
	uint32		edge;
} EdgePlace;

typedef struct EdgeWork
{
	Oid			relation;
	int64		lot_id;
	bool		up;
	FlowBasis	basis;
	TimestampTz known_at;
	MemoryContext context;
	bool		exact;			/* shares are fractions, from load; else bounds, from gather */
	FlowGather	gather;
	FlowNetShares shares;
	int32_t    *net_tier;
	FlowLoad	load;
	MemoryArena scratch;		/* sums of one lot */
	FlowGraph	graph;
	FlowOrder	order;
	FlowWeights weights;
	FlowResult	result;
	uint32		lot_count;
	uint32		root;
	bool	   *in_loop;		/* per lot */
	uint32	   *place;			/* per lot: itself, or lot_count and the tier that it is counted with */
	int64	   *placed;			/* per place: lots there */
	EdgePlace  *edges;
	uint64		edge_count;
} EdgeWork;

/* --- what was asked about, exactly or not --- */

static bool
exact_gather(EdgeWork *work, uint32 edges_max)
{
	work->load = (FlowLoad) {.relation = work->relation,.known_at = work->known_at,.basis = work->basis,.up = work->up,.edges_max = edges_max};
	memory_arena_init(&work->load.memory, AllocSetContextCreate(work->context, "walk through lots", ALLOCSET_DEFAULT_SIZES), memory_arena_limit());
	memory_arena_init(&work->scratch, AllocSetContextCreate(work->context, "sums of one lot", ALLOCSET_DEFAULT_SIZES), 0);
	if (!flow_load_run(&work->load, work->lot_id))
		return false;
	flow_basis_apply(&work->load, work->basis, &work->graph);
	work->graph.scratch = &work->scratch.arena;
	work->graph.scratch_reset = memory_arena_reset;
	work->graph.bits_max = flow_trace_bits_max(work->graph.edge_count);
	work->root = flow_load_find(&work->load, work->lot_id);
	flow_trace_fault(work->up ? flow_walk_up(&work->graph, work->root, &work->result) : flow_walk_down(&work->graph, work->root, &work->result));
	flow_order_make(&work->graph, &work->order);
	flow_weigh(&work->graph, &work->order, &work->weights);
	work->exact = true;
	work->lot_count = work->graph.lot_count;
	return true;
}

static bool
net_gather_up(EdgeWork *work)
{
	flow_gather_begin(&work->gather, work->relation, work->basis, false, work->known_at);
	if (!flow_trace_gather(&work->gather, work->lot_id)
		|| !flow_net_up(&work->gather.net, work->gather.root, false, &work->shares))
		return false;
	work->net_tier = MemoryContextAllocHuge(work->gather.memory.context, sizeof(int32_t) * ((Size) work->gather.net.lot_count + 1));
	flow_net_tiers(&work->gather.net, work->gather.root, work->net_tier);
	return true;
}

static bool
net_gather_down(EdgeWork *work)
{
	flow_gather_begin(&work->gather, work->relation, work->basis, true, work->known_at);
	if (work->gather.store.reader == FLOW_READER_PLAIN)
		return false;
	flow_gather_down(&work->gather, work->lot_id);
	flow_net_order(&work->gather.net);
	if (!flow_net_down(&work->gather.net, work->gather.root, &work->shares))
		return false;
	work->net_tier = work->shares.tier_min;
	return true;
}

static void
work_gather(EdgeWork *work)
{
	uint32		exact_edges = flow_trace_exact_edges();

	if (!work->up && exact_edges > 0 && exact_gather(work, exact_edges))
		return;
	if (work->up ? net_gather_up(work) : net_gather_down(work))
	{
		work->lot_count = work->gather.net.lot_count;
		work->root = work->gather.root;
		return;
	}
	(void) exact_gather(work, 0);
}

static int64
lot_id_of(const EdgeWork *work, uint32 lot)
{
	return work->exact ? work->load.lots[lot].id : work->gather.net.lots[lot].lot_id;
}

static int32
lot_tier(const EdgeWork *work, uint32 lot)
{
	return work->exact ? work->result.tier_min[lot] : work->net_tier[lot];
}

static uint32
lot_group(const EdgeWork *work, uint32 lot)
{
	if (work->exact)
		return work->order.component_of[lot];
	return work->gather.net.group_of == NULL ? lot : work->gather.net.group_of[lot];
}

static void
loops_find(EdgeWork *work)
{
	Size		count = (Size) work->lot_count + 1;
	uint32	   *members = MemoryContextAllocExtended(work->context, sizeof(uint32) * count, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	work->in_loop = MemoryContextAllocHuge(work->context, sizeof(bool) * count);
	for (uint32 l = 0; l < work->lot_count; l++)
		members[lot_group(work, l)]++;
	for (uint32 l = 0; l < work->lot_count; l++)
		work->in_loop[l] = members[lot_group(work, l)] > 1;
	pfree(members);
}

/* --- places --- */

/* Shares that differ by rounding alone count as equal, so that every reader chooses the same lots. */
static float
lot_weight(const EdgeWork *work, uint32 lot)
{
	if (work->exact)
		return (float) fraction_to_double(&work->load.memory.arena, work->up ? work->result.share[lot].max : work->result.used[lot].max);
	return (float) (work->up ? work->shares.share[lot].max : work->shares.used[lot].max);
}

typedef struct RankedLot
{
	float		weight;
	int32		tier;
	int64		id;
	uint32		lot;
} RankedLot;

static int
rank_compare(const void *a, const void *b)
{
	const RankedLot *left = a;
	const RankedLot *right = b;

	if (left->tier == 0 || right->tier == 0)
		return (left->tier > 0) - (right->tier > 0);
	if (left->weight != right->weight)
		return left->weight > right->weight ? -1 : 1;
	if (left->tier != right->tier)
		return left->tier < right->tier ? -1 : 1;
	return (left->id > right->id) - (left->id < right->id);
}

/* Gives the asked lot and those of the largest shares places of their own, and the rest of each tier one. */
static void
places_make(EdgeWork *work, int64 most)
{
	Size		count = (Size) work->lot_count + 1;
	RankedLot  *ranked = MemoryContextAllocHuge(work->context, sizeof(RankedLot) * count);
	uint32		reached = 0;

	work->place = MemoryContextAllocHuge(work->context, sizeof(uint32) * count);
	work->placed = MemoryContextAllocExtended(work->context, sizeof(int64) * 2 * count, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint32 l = 0; l < work->lot_count; l++)
	{
		if (lot_tier(work, l) != FLOW_TIER_NONE)
			ranked[reached++] = (RankedLot) {lot_weight(work, l), lot_tier(work, l), lot_id_of(work, l), l};
	}
	if (reached > most)
		qsort(ranked, reached, sizeof(RankedLot), rank_compare);
	for (uint32 r = 0; r < reached; r++)
	{
		uint32		place = r < most ? ranked[r].lot : work->lot_count + (uint32) ranked[r].tier;

		work->place[ranked[r].lot] = place;
		work->placed[place]++;
	}
	pfree(ranked);
}

static void
edge_place(EdgeWork *work, uint32 output, uint32 input, uint32 edge)
{
	if (lot_tier(work, output) == FLOW_TIER_NONE || lot_tier(work, input) == FLOW_TIER_NONE)
		return;
	work->edges[work->edge_count++] = (EdgePlace) {work->place[output], work->place[input], output, edge};
}

static int
place_compare(const void *a, const void *b)
{
	const EdgePlace *left = a;
	const EdgePlace *right = b;

	CHECK_FOR_INTERRUPTS();
	if (left->to != right->to)
		return left->to < right->to ? -1 : 1;
	if (left->from != right->from)
		return left->from < right->from ? -1 : 1;
	return (left->edge > right->edge) - (left->edge < right->edge);
}

static void
edges_place(EdgeWork *work)
{
	const FlowNet *net = &work->gather.net;
	uint32		count = work->exact ? work->graph.edge_count : net->edge_count;

	work->edges = MemoryContextAllocHuge(work->context, sizeof(EdgePlace) * ((Size) count + 1));
	if (work->exact)
	{
		for (uint32 e = 0; e < count; e++)
			edge_place(work, work->graph.edges[e].output, work->graph.edges[e].input, e);
	}
	for (uint32 l = 0; !work->exact && l < net->lot_count; l++)
	{
		for (uint32 e = net->lots[l].begin; e < net->lots[l].end; e++)
			edge_place(work, l, net->input[e], e);
	}
	qsort(work->edges, work->edge_count, sizeof(EdgePlace), place_compare);
}

/* --- flows --- */

/*
 * How often a grain passes an edge inside a loop, or out of one, is not what
 * is asked: it came this way at least where it did so when it first came to
 * the output, and at most where it came to both lots.  That is said of two
 * lots once, however many rows there are about them.
 */
static bool
said_before(EdgeFlow *flow, uint32 output, uint32 input)
{
	bool		before = flow->output == output && flow->input == input;

	flow->output = output;
	flow->input = input;
	return before;
}

static void
exact_flow(const EdgeWork *work, const EdgePlace *at, EdgeFlow *flow)
{
	const Arena *arena = &work->load.memory.arena;
	const FlowEdge *edge = &work->graph.edges[at->edge];
	FractionInterval part = work->weights.part[at->edge];
	FractionInterval share;
	bool		before = said_before(flow, edge->output, edge->input);

	if (work->up)
	{
		share = interval_multiply(arena, work->result.share[edge->output], part);
		if (work->in_loop[edge->output])
			share.max = before ? FRACTION_ZERO : fraction_min(arena, work->result.share[edge->output].max, work->result.share[edge->input].max);
	}
	else if (fraction_sign(work->result.used[edge->input].min) < 0 || fraction_sign(edge->drawn) < 0)
	{
		flow->share = (FlowBounds) {-1, -1};
		share = INTERVAL_ZERO;
	}
	else
		share = interval_times(arena, work->result.used[edge->input], edge->drawn);
	flow->exact_part = interval_add(arena, flow->exact_part, part);
	flow->exact_share = interval_add(arena, flow->exact_share, share);
}

static void
bounds_flow(const EdgeWork *work, const EdgePlace *at, EdgeFlow *flow)
{
	const FlowNet *net = &work->gather.net;
	uint32		input = net->input[at->edge];
	FlowBounds	part = flow_bounds_times((FlowBounds) {1, 1}, net->part[at->edge]);
	FlowBounds	share;
	bool		before = said_before(flow, at->output, input);

	if (net->lots[at->output].uncertain)
		part.min = 0;
	if (work->up)
	{
		share = flow_bounds_times(work->shares.share[at->output], net->part[at->edge]);
		if (net->lots[at->output].uncertain)
			share.min = 0;
		if (work->in_loop[at->output])
			share.max = before ? 0 : Min(work->shares.share[at->output].max, work->shares.share[input].max);
	}
	else if (work->shares.used[input].min < 0 || net->drawn[at->edge] < 0)
	{
		flow->share = (FlowBounds) {-1, -1};
		share = (FlowBounds) {0, 0};
	}
	else
		share = flow_bounds_times(work->shares.used[input], net->drawn[at->edge]);
	flow_bounds_add(&flow->part, part);
	if (flow->share.min >= 0)
		flow_bounds_add(&flow->share, share);
}

static void
place_put(const EdgeWork *work, uint32 place, int32 tier, Datum *values, bool *nulls)
{
	bool		lot = place < work->lot_count;

	nulls[0] = !lot;
	values[0] = lot ? Int64GetDatum(lot_id_of(work, place)) : (Datum) 0;
	values[1] = Int32GetDatum(lot ? lot_tier(work, place) : tier);
	values[2] = Int64GetDatum(work->placed[place]);
}

static void
flow_put(ReturnSetInfo *returns, const EdgeWork *work, const EdgePlace *at, int64 edges, const EdgeFlow *flow)
{
	const Arena *arena = work->exact ? &work->load.memory.arena : &work->gather.memory.arena;
	FractionInterval part = work->exact ? flow->exact_part : flow_gather_interval(arena, flow->part);
	FractionInterval share = INTERVAL_ZERO;
	Datum		values[FLOW_EDGES_COLUMNS];
	bool		nulls[FLOW_EDGES_COLUMNS] = {false};

	place_put(work, at->from, (int32) (at->from - work->lot_count), &values[0], &nulls[0]);
	place_put(work, at->to, (int32) (at->to - work->lot_count), &values[3], &nulls[3]);
	values[6] = Int64GetDatum(edges);
	part = interval_clamp_share(arena, part);
	nulls[7] = nulls[8] = nulls[3];
	values[7] = fraction_to_datum(part.min);
	values[8] = fraction_to_datum(part.max);
	nulls[9] = nulls[10] = flow->share.min < 0;
	if (!nulls[9])
		share = work->exact ? flow->exact_share : flow_gather_interval(arena, flow->share);
	values[9] = fraction_to_datum(share.min);
	values[10] = fraction_to_datum(share.max);
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}

static void
flows_put(ReturnSetInfo *returns, const EdgeWork *work)
{
	for (uint64 e = 0, end; e < work->edge_count; e = end)
	{
		EdgeFlow	flow = {INTERVAL_ZERO, INTERVAL_ZERO, {0, 0}, {0, 0}, UINT32_MAX, UINT32_MAX};

		CHECK_FOR_INTERRUPTS();
		for (end = e; end < work->edge_count && work->edges[end].to == work->edges[e].to && work->edges[end].from == work->edges[e].from; end++)
		{
			if (work->exact)
				exact_flow(work, &work->edges[end], &flow);
			else
				bounds_flow(work, &work->edges[end], &flow);
		}
		flow_put(returns, work, &work->edges[e], (int64) (end - e), &flow);
	}
}

/* flow_edges(lot regclass, lot_id int8, direction text, basis text, lots_max int8, known_at timestamptz) */
Datum
flow_edges(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	const text *basis = PG_GETARG_TEXT_PP(3);
	int64		most = PG_GETARG_INT64(4);
	EdgeWork   *work;

	if (most < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot draw %s lots", psprintf(INT64_FORMAT, most)),
				 errhint("Leave lots_max out to have every lot, or give how many there is room for.")));
	InitMaterializedSRF(fcinfo, 0);
	work = palloc0(sizeof(EdgeWork));
	work->relation = PG_GETARG_OID(0);
	work->lot_id = PG_GETARG_INT64(1);
	work->up = flow_trace_is_up(PG_GETARG_TEXT_PP(2));
	work->basis = flow_basis_parse(VARDATA_ANY(basis), VARSIZE_ANY_EXHDR(basis));
	work->known_at = PG_GETARG_TIMESTAMPTZ(5);
	work->context = AllocSetContextCreate(CurrentMemoryContext, "flow from lot to lot", ALLOCSET_DEFAULT_SIZES);
	work_gather(work);
	loops_find(work);
	places_make(work, most);
	edges_place(work);
	flows_put(returns, work);
	if (work->gather.memory.context != NULL)
		flow_gather_end(&work->gather);
	MemoryContextDelete(work->context);
	return (Datum) 0;
}
