/*-------------------------------------------------------------------------
 *
 * flow_trace.c
 *	  The walk through a ledger's lots as a set-returning function.
 *
 * flow_walk loads, weighs and walks exactly; it returns one row a lot that
 * was reached, ordered by lot.  flow_bounds does the same, but tells bounds
 * where a store serves and very many lots are upstream, or downstream.  The ledger's
 * functions dress the rows with codes and names.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "graph/flow_gather_down.h"
#include "graph/flow_load.h"
#include "graph/flow_trace.h"
#include "server/call_arena.h"
#include "server/pg_compat.h"
#include "server/quoted_value.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(flow_walk);
MATERIALS_FUNCTION(flow_bounds);

#define FLOW_WALK_COLUMNS 12

/* How large exact numbers may grow in a walk of so many edges; in between by proportion. */
#define EXACT_BITS_MOST 4096
#define EXACT_BITS_LEAST 256
#define EXACT_EDGES 2000

static int	exact_bits = 0;
static int	exact_edges = EXACT_EDGES;

static bool
exact_bits_check(int *value, void **extra, GucSource source)
{
	if (*value == 0 || *value >= EXACT_BITS_LEAST)
		return true;
	GUC_check_errdetail("It is 0 or at least %d.", EXACT_BITS_LEAST);
	return false;
}

/* The size for one walk: it depends on nothing but the setting and the edges. */
size_t
flow_trace_bits_max(uint32 edge_count)
{
	if (exact_bits > 0)
		return (size_t) exact_bits;
	if (edge_count <= EXACT_EDGES)
		return EXACT_BITS_MOST;
	return Max((size_t) EXACT_BITS_LEAST, (size_t) EXACT_BITS_MOST * EXACT_EDGES / edge_count);
}

/* Rows of consumption up to which shares are told exactly; 0 where bounds are told wherever a store serves. */
uint32
flow_trace_exact_edges(void)
{
	return (uint32) exact_edges;
}

void
flow_trace_define_settings(void)
{
	DefineCustomIntVariable("materials.exact_bits",
							"Bits up to which shares in a walk stay exact; larger ones are rounded outward.",
							"A rounded share is an interval that contains the exact one. 0 takes 4096 for small walks and fewer for large ones, down to 256.",
							&exact_bits, 0, 0, 1048576, PGC_USERSET, 0, exact_bits_check, NULL, NULL);
	DefineCustomIntVariable("materials.exact_edges",
							"Rows of consumption upstream or downstream of a lot up to which shares are told exactly.",
							"Of a lot with more of them, questions that a flow store answers tell bounds, about 1e-14 of a share apart. Verdicts are not concerned.",
							&exact_edges, EXACT_EDGES, 0, INT_MAX, PGC_USERSET, 0, NULL, NULL, NULL);
}

bool
flow_trace_is_up(const text *direction)
{
	const char *name = VARDATA_ANY(direction);
	Size		length = VARSIZE_ANY_EXHDR(direction);

	if (length == 2 && memcmp(name, "up", 2) == 0)
		return true;
	if (length == 4 && memcmp(name, "down", 4) == 0)
		return false;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("there is no direction \"%s\"", quoted_value(name, length)),
			 errhint("A walk goes up, to what a lot was made of, or down, to what was made of it.")));
}

/* Reports why lots could not be walked, where they could not. */
void
flow_trace_fault(FlowFault fault)
{
	if (fault == FLOW_LOOP_TOO_LARGE)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many lots feed each other in one loop"),
				 errdetail("Loops of up to 256 lots are solved exactly."),
				 errhint("Look for consumption rows that close the loop by mistake, and correct them.")));
	if (fault == FLOW_LOOP_CLOSED)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lots feed each other in a loop that nothing enters"),
				 errdetail("All that they are made of is themselves, so no share can be computed."),
				 errhint("Record what entered the loop first, or correct the consumption that closes it.")));
}

static Datum
tier_datum(int32 tier, bool *isnull)
{
	*isnull = tier == FLOW_TIER_UNBOUNDED;
	return Int32GetDatum(tier);
}

static Datum
text_datum(const char *value, bool *isnull)
{
	*isnull = value == NULL;
	return value == NULL ? (Datum) 0 : CStringGetTextDatum(value);
}

static MemoryContext
row_context(MemoryContext parent)
{
	return AllocSetContextCreate(parent, "one row of a walk", ALLOCSET_SMALL_SIZES);
}

/* What makes up one row is given back after it. */
static void
row_store(ReturnSetInfo *returns, Datum *values, bool *nulls)
{
	CHECK_FOR_INTERRUPTS();
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
	MemoryContextReset(CurrentMemoryContext);
}

static void
row_put(ReturnSetInfo *returns, const FlowLoad *load, const FlowGraph *graph, const FlowResult *result, bool goes_on, uint32 lot)
{
	const LoadedLot *loaded = &load->lots[lot];
	FractionInterval	gap = result->gap[lot];
	bool		has_gap = load->up && !fraction_is_zero(gap.max);
	Datum		values[FLOW_WALK_COLUMNS];
	bool		nulls[FLOW_WALK_COLUMNS] = {false};

	values[0] = Int64GetDatum(loaded->id);
	values[1] = Int32GetDatum(result->tier_min[lot]);
	values[2] = tier_datum(result->tier_max[lot], &nulls[2]);
	values[3] = fraction_to_datum(result->share[lot].min);
	values[4] = fraction_to_datum(result->share[lot].max);
	values[5] = fraction_to_datum(gap.min);
	values[6] = fraction_to_datum(gap.max);
	values[7] = text_datum(has_gap ? flow_basis_gap_reason(loaded, graph->lots[lot].lost) : NULL, &nulls[7]);
	values[8] = fraction_to_datum(result->used[lot].min);
	values[9] = fraction_to_datum(result->used[lot].max);
	nulls[8] = nulls[9] = !loaded->standing || fraction_sign(result->used[lot].min) < 0;
	values[10] = text_datum(loaded->weight_reason, &nulls[10]);
	values[11] = BoolGetDatum(!goes_on);
	row_store(returns, values, nulls);
}

/* Per lot: the walk goes on from it. */
static bool *
walk_goes_on(const FlowLoad *load, const FlowGraph *graph, const FlowResult *result)
{
	bool	   *goes_on = arena_allocate(graph->arena, sizeof(bool) * ((size_t) graph->lot_count + 1));

	memset(goes_on, 0, sizeof(bool) * ((size_t) graph->lot_count + 1));
	for (uint32 e = 0; e < graph->edge_count; e++)
	{
		const FlowEdge *edge = &graph->edges[e];

		if (result->tier_min[edge->input] != FLOW_TIER_NONE && result->tier_min[edge->output] != FLOW_TIER_NONE)
			goes_on[load->up ? edge->output : edge->input] = true;
	}
	return goes_on;
}

/* What a walk was asked for. */
typedef struct TraceQuestion
{
	Oid			relation;		/* the ledger's table lot */
	int64		lot_id;
	bool		up;
	FlowBasis	basis;
	TimestampTz known_at;
} TraceQuestion;

/* Rows of the exact walk; false where it needs more rows of consumption than edges_max, if that is not 0. */
static bool
exact_rows(ReturnSetInfo *returns, const TraceQuestion *asked, uint32 edges_max)
{
	FlowLoad	load = {.relation = asked->relation,.known_at = asked->known_at,.basis = asked->basis,.up = asked->up,.edges_max = edges_max};
	bool		loaded;
	bool	   *goes_on;
	MemoryArena scratch;
	FlowGraph	graph = {0};
	FlowResult	result;
	uint32		root;
	MemoryContext caller;

	memory_arena_init(&load.memory, AllocSetContextCreate(CurrentMemoryContext, "walk through lots", ALLOCSET_DEFAULT_SIZES), memory_arena_limit());
	memory_arena_init(&scratch, AllocSetContextCreate(load.memory.context, "sums of one lot", ALLOCSET_DEFAULT_SIZES), 0);

	loaded = flow_load_run(&load, asked->lot_id);
	if (loaded)
	{
		flow_basis_apply(&load, asked->basis, &graph);
		graph.scratch = &scratch.arena;
		graph.scratch_reset = memory_arena_reset;
		graph.bits_max = flow_trace_bits_max(graph.edge_count);
		root = flow_load_find(&load, asked->lot_id);
		flow_trace_fault(asked->up ? flow_walk_up(&graph, root, &result) : flow_walk_down(&graph, root, &result));
		goes_on = walk_goes_on(&load, &graph, &result);
		caller = MemoryContextSwitchTo(row_context(load.memory.context));
		for (uint32 l = 0; l < load.lot_count; l++)
		{
			if (result.tier_min[l] != FLOW_TIER_NONE)
				row_put(returns, &load, &graph, &result, goes_on[l], l);
		}
		MemoryContextSwitchTo(caller);
	}
	MemoryContextDelete(load.memory.context);
	return loaded;
}

/* What flow_walk and flow_bounds are called with. */
static TraceQuestion
question_read(FunctionCallInfo fcinfo)
{
	const text *basis = PG_GETARG_TEXT_PP(3);

	return (TraceQuestion) {
		.relation = PG_GETARG_OID(0),.lot_id = PG_GETARG_INT64(1),.up = flow_trace_is_up(PG_GETARG_TEXT_PP(2)),
		.basis = flow_basis_parse(VARDATA_ANY(basis), VARSIZE_ANY_EXHDR(basis)),.known_at = PG_GETARG_TIMESTAMPTZ(4)
	};
}

/* flow_walk(lot regclass, lot_id bigint, direction text, basis text, known_at timestamptz) */
Datum
flow_walk(PG_FUNCTION_ARGS)
{
	TraceQuestion asked = question_read(fcinfo);

	InitMaterializedSRF(fcinfo, 0);
	(void) exact_rows((ReturnSetInfo *) fcinfo->resultinfo, &asked, 0);
	return (Datum) 0;
}

/*
 * Gathers what a lot was made of, in order, where bounds are to be told:
 * from a store, and of more rows than are walked exactly.  The caller begins
 * and ends the gathering.
 */
bool
flow_trace_gather(FlowGather *gather, int64 lot_id)
{
	if (gather->store.reader == FLOW_READER_PLAIN)
		return false;
	flow_gather_up(gather, lot_id);
	if (gather->net.edge_count <= (uint32) exact_edges)
		return false;
	flow_net_order(&gather->net);
	return true;
}

static void
bounds_put(ReturnSetInfo *returns, FlowGather *gather, const FlowNetShares *shares, bool up, bool goes_on, uint32 lot)
{
	const FlowNetLot *of = &gather->net.lots[lot];
	const Arena arena = call_arena();
	bool		has_gap = up && (of->lost || of->missing > 0);
	FractionInterval share = interval_clamp_share(&arena, flow_gather_interval(&arena, shares->share[lot]));
	FractionInterval gap = interval_clamp_share(&arena, flow_gather_interval(&arena, shares->gap[lot]));
	bool		has_used = shares->used[lot].min >= 0;
	FractionInterval used = has_used ? flow_gather_interval(&arena, shares->used[lot]) : INTERVAL_ZERO;
	Datum		values[FLOW_WALK_COLUMNS];
	bool		nulls[FLOW_WALK_COLUMNS] = {false};

	values[0] = Int64GetDatum(of->lot_id);
	values[1] = Int32GetDatum(shares->tier_min[lot]);
	values[2] = tier_datum(shares->tier_max[lot], &nulls[2]);
	values[3] = fraction_to_datum(share.min);
	values[4] = fraction_to_datum(share.max);
	values[5] = fraction_to_datum(gap.min);
	values[6] = fraction_to_datum(gap.max);
	values[7] = text_datum(has_gap ? flow_gather_reason(gather, lot) : NULL, &nulls[7]);
	values[8] = fraction_to_datum(used.min);
	values[9] = fraction_to_datum(used.max);
	nulls[8] = nulls[9] = !has_used;
	nulls[10] = true;
	values[11] = BoolGetDatum(!goes_on);
	row_store(returns, values, nulls);
}

/* Bounds of shares upstream; false where the exact walk is to answer. */
static bool
bounds_up(ReturnSetInfo *returns, const TraceQuestion *asked)
{
	FlowGather	gather;
	FlowNetShares shares;
	bool		gathered;
	MemoryContext caller;

	flow_gather_begin(&gather, asked->relation, asked->basis, true, asked->known_at);
	gathered = flow_trace_gather(&gather, asked->lot_id) && flow_net_up(&gather.net, gather.root, true, &shares);
	caller = MemoryContextSwitchTo(row_context(gather.memory.context));
	for (uint32 l = 0; gathered && l < gather.net.lot_count; l++)
		bounds_put(returns, &gather, &shares, true, gather.net.lots[l].begin < gather.net.lots[l].end, l);
	MemoryContextSwitchTo(caller);
	flow_gather_end(&gather);
	return gathered;
}

/* Per lot: it went into another one. */
static bool *
net_goes_on(const FlowGather *gather, const FlowNetShares *shares)
{
	const FlowNet *net = &gather->net;
	bool	   *goes_on = MemoryContextAllocExtended(gather->memory.context, sizeof(bool) * ((Size) net->lot_count + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (uint32 l = 0; l < net->lot_count; l++)
	{
		for (uint32 e = net->lots[l].begin; e < net->lots[l].end && shares->tier_min[l] != FLOW_TIER_NONE; e++)
			goes_on[net->input[e]] = true;
	}
	return goes_on;
}

/* The same downstream, where the store is gone through as a whole: the caller made sure that many rows are asked for. */
static bool
bounds_down(ReturnSetInfo *returns, const TraceQuestion *asked)
{
	FlowGather	gather;
	FlowNetShares shares;
	bool	   *goes_on = NULL;
	bool		gathered;
	MemoryContext caller;

	flow_gather_begin(&gather, asked->relation, asked->basis, true, asked->known_at);
	gathered = gather.store.reader != FLOW_READER_PLAIN;
	if (gathered)
	{
		flow_gather_down(&gather, asked->lot_id);
		flow_net_order(&gather.net);
		gathered = flow_net_down(&gather.net, gather.root, &shares);
	}
	if (gathered)
		goes_on = net_goes_on(&gather, &shares);
	caller = MemoryContextSwitchTo(row_context(gather.memory.context));
	for (uint32 l = 0; gathered && l < gather.net.lot_count; l++)
	{
		/* Credits for a wanted lot, and what is made of them, are gathered too, but not reached. */
		if (shares.tier_min[l] != FLOW_TIER_NONE)
			bounds_put(returns, &gather, &shares, false, goes_on[l], l);
	}
	MemoryContextSwitchTo(caller);
	flow_gather_end(&gather);
	return gathered;
}

/* flow_bounds(lot regclass, lot_id bigint, direction text, basis text, known_at timestamptz) */
Datum
flow_bounds(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	TraceQuestion asked = question_read(fcinfo);
	bool		told;

	InitMaterializedSRF(fcinfo, 0);
	if (asked.up)
		told = bounds_up(returns, &asked);
	else
		told = (exact_edges > 0 && exact_rows(returns, &asked, (uint32) exact_edges)) || bounds_down(returns, &asked);
	if (!told)
		(void) exact_rows(returns, &asked, 0);
	return (Datum) 0;
}
