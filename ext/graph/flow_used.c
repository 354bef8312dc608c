/*-------------------------------------------------------------------------
 *
 * flow_used.c
 *	  Which part of one lot is in another, of a graph that was read already.
 *
 * The graph comes as arrays: what went into what, and which part of the
 * input's whole quantity that was (flow_upstream.c).  Around each asked lot
 * its part of the graph is cut out and walked by itself, so an answer does
 * not depend on what else is asked about.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "core/flow.h"
#include "graph/flow_trace.h"
#include "server/array_elements.h"
#include "server/id_array.h"
#include "server/memory_arena.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(flow_used);

#define USED_COLUMNS 3

typedef struct UsedEdge
{
	uint32		output;			/* indexes of ids */
	uint32		input;
	Fraction	drawn;
} UsedEdge;

typedef struct UsedWork
{
	MemoryArena memory;			/* the graph */
	MemoryArena part;			/* what one lot was made of */
	MemoryArena scratch;
	int64	   *ids;			/* all lots, ascending */
	uint32		lot_count;
	UsedEdge   *edges;			/* by output */
	uint32		edge_count;
	uint32	   *first_edge;		/* per lot and one more */
	uint32	   *place;			/* per lot: its index in the part and one, or 0 */
	uint32	   *members;		/* the part: lots, ascending */
	uint32		member_count;
} UsedWork;

static int
edge_compare(const void *a, const void *b)
{
	const UsedEdge *left = a;
	const UsedEdge *right = b;

	if (left->output != right->output)
		return left->output > right->output ? 1 : -1;
	return (left->input > right->input) - (left->input < right->input);
}

static int
place_compare(const void *a, const void *b)
{
	uint32		left = *(const uint32 *) a;
	uint32		right = *(const uint32 *) b;

	return (left > right) - (left < right);
}

static uint32
lot_find(const UsedWork *work, Datum id)
{
	return (uint32) (id_array_find(work->ids, work->lot_count, DatumGetInt64(id)) - work->ids);
}

/* Numbers all lots that are named. */
static void
lots_number(UsedWork *work, const ArrayElements *lists, int list_count)
{
	Size		count = 0;

	for (int list = 0; list < list_count; list++)
		count += (Size) lists[list].count;
	work->ids = palloc_extended(sizeof(int64) * (count + 1), MCXT_ALLOC_HUGE);
	count = 0;
	for (int list = 0; list < list_count; list++)
	{
		for (int i = 0; i < lists[list].count; i++)
			work->ids[count++] = DatumGetInt64(lists[list].values[i]);
	}
	work->lot_count = (uint32) id_array_unique(work->ids, count);
}

static void
edges_take(UsedWork *work, const ArrayElements *outputs, const ArrayElements *inputs, const ArrayElements *drawn)
{
	array_elements_match(outputs, inputs, "what went into lots");
	array_elements_match(outputs, drawn, "what went into lots");
	work->edge_count = (uint32) outputs->count;
	work->edges = palloc_extended(sizeof(UsedEdge) * ((Size) outputs->count + 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < outputs->count; i++)
		work->edges[i] = (UsedEdge) {
			lot_find(work, outputs->values[i]), lot_find(work, inputs->values[i]),
			drawn->nulls[i] ? FLOW_DRAWN_UNKNOWN : fraction_from_datum(&work->memory.arena, drawn->values[i])
		};
	qsort(work->edges, work->edge_count, sizeof(UsedEdge), edge_compare);
	work->first_edge = palloc_extended(sizeof(uint32) * ((Size) work->lot_count + 2), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint32 e = 0; e < work->edge_count; e++)
		work->first_edge[work->edges[e].output + 1]++;
	for (uint32 l = 0; l < work->lot_count; l++)
		work->first_edge[l + 1] += work->first_edge[l];
}

static void
member_add(UsedWork *work, uint32 lot)
{
	if (work->place[lot] != 0)
		return;
	work->place[lot] = 1;
	work->members[work->member_count++] = lot;
}

/* Cuts out what a lot was made of. */
static void
part_find(UsedWork *work, uint32 root)
{
	for (uint32 m = 0; m < work->member_count; m++)
		work->place[work->members[m]] = 0;
	work->member_count = 0;
	member_add(work, root);
	for (uint32 m = 0; m < work->member_count; m++)
	{
		uint32		lot = work->members[m];

		for (uint32 e = work->first_edge[lot]; e < work->first_edge[lot + 1]; e++)
			member_add(work, work->edges[e].input);
	}
	qsort(work->members, work->member_count, sizeof(uint32), place_compare);
	for (uint32 m = 0; m < work->member_count; m++)
		work->place[work->members[m]] = m + 1;
}

/* The part as a graph of the core.  Of weights nothing is asked: inputs weigh nothing, so no loop is closed by them. */
static void
part_graph(const UsedWork *work, FlowGraph *graph)
{
	const Arena *arena = &work->part.arena;

	*graph = (FlowGraph) {.arena = arena,.scratch = &work->scratch.arena,.scratch_reset = memory_arena_reset,.lot_count = work->member_count};
	for (uint32 m = 0; m < work->member_count; m++)
		graph->edge_count += work->first_edge[work->members[m] + 1] - work->first_edge[work->members[m]];
	graph->bits_max = flow_trace_bits_max(graph->edge_count);
	graph->lots = arena_allocate(arena, sizeof(FlowLot) * ((size_t) graph->lot_count + 1));
	graph->edges = arena_allocate(arena, sizeof(FlowEdge) * ((size_t) graph->edge_count + 1));
	graph->edge_count = 0;
	for (uint32 m = 0; m < work->member_count; m++)
	{
		uint32		lot = work->members[m];

		graph->lots[m] = (FlowLot) {.made_known = true,.made = FRACTION_ONE};
		for (uint32 e = work->first_edge[lot]; e < work->first_edge[lot + 1]; e++)
			graph->edges[graph->edge_count++] = (FlowEdge) {
				.output = m,.input = work->place[work->edges[e].input] - 1,.weight_known = true,.weight = FRACTION_ZERO,.drawn = work->edges[e].drawn
			};
	}
}

static void
part_put(ReturnSetInfo *returns, const UsedWork *work, uint32 root, const FlowResult *result)
{
	const Arena *arena = &work->part.arena;

	for (uint32 m = 0; m < work->member_count; m++)
	{
		FractionInterval used = result->used[m];
		Datum		values[USED_COLUMNS] = {Int64GetDatum(work->ids[root]), Int64GetDatum(work->ids[work->members[m]])};
		bool		nulls[USED_COLUMNS] = {false};

		nulls[2] = fraction_sign(used.min) < 0 || !interval_is_exact(arena, used);
		values[2] = nulls[2] ? (Datum) 0 : fraction_to_datum(used.min);
		tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
	}
}

static void
work_begin(UsedWork *work)
{
	memory_arena_init(&work->memory, AllocSetContextCreate(CurrentMemoryContext, "what lots were made of", ALLOCSET_DEFAULT_SIZES), memory_arena_limit());
	memory_arena_init(&work->part, AllocSetContextCreate(work->memory.context, "what one lot was made of", ALLOCSET_DEFAULT_SIZES), memory_arena_limit());
	memory_arena_init(&work->scratch, AllocSetContextCreate(work->memory.context, "sums of one lot", ALLOCSET_DEFAULT_SIZES), 0);
}

/* flow_used(lot_ids bigint[], output_ids bigint[], input_ids bigint[], drawn fraction[]) */
Datum
flow_used(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	UsedWork	work = {0};
	MemoryContext caller;
	ArrayElements lists[3];
	ArrayElements drawn;

	InitMaterializedSRF(fcinfo, 0);
	work_begin(&work);
	caller = MemoryContextSwitchTo(work.memory.context);
	for (int list = 0; list < (int) lengthof(lists); list++)
		lists[list] = array_elements_given(PG_GETARG_ARRAYTYPE_P(list), "lots");
	drawn = array_elements_take(PG_GETARG_ARRAYTYPE_P(3));
	lots_number(&work, lists, lengthof(lists));
	edges_take(&work, &lists[1], &lists[2], &drawn);
	work.place = palloc_extended(sizeof(uint32) * ((Size) work.lot_count + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	work.members = palloc_extended(sizeof(uint32) * ((Size) work.lot_count + 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < lists[0].count; i++)
	{
		uint32		root = lot_find(&work, lists[0].values[i]);
		FlowGraph	graph;
		FlowResult	result;

		part_find(&work, root);
		MemoryContextSwitchTo(work.part.context);
		part_graph(&work, &graph);
		flow_trace_fault(flow_walk_up(&graph, work.place[root] - 1, &result));
		part_put(returns, &work, root, &result);
		memory_arena_reset(&work.part.arena);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(work.memory.context);
	return (Datum) 0;
}
