/*-------------------------------------------------------------------------
 *
 * explode_needs.c
 *	  Explosion of bills of materials, as a set-returning function.
 *
 * The ledger's function explode reads the bills and hands them over as
 * arrays; core/explode.c computes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "core/explode.h"
#include "server/array_elements.h"
#include "server/id_array.h"
#include "server/memory_arena.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(explode_needs);

#define EXPLODE_COLUMNS 6

typedef struct NeedWork
{
	MemoryArena memory;
	MemoryArena scratch;
	ExplodeGraph graph;
	int64	   *ids;			/* ascending; an item's index is its place */
	uint32		root;
	int32	   *level_min;
	int32	   *level_max;
	int32	   *targets;		/* per weight, ascending */
	ExplodeWeight *weights;
	uint32		weight_count;
} NeedWork;

/* What arrays are said to be of where they are wrong. */
static const char *const of_bill = "a bill of materials";

static ExplodeAmount
amount_take(const Arena *arena, const ArrayElements *min, const ArrayElements *max, int at)
{
	ExplodeAmount amount = {FRACTION_ZERO, FRACTION_ZERO, max->nulls[at]};

	if (!min->nulls[at])
		amount.min = fraction_from_datum(arena, min->values[at]);
	if (!amount.unbounded)
		amount.max = fraction_from_datum(arena, max->values[at]);
	return amount;
}

static uint32
item_find(const NeedWork *work, Datum id)
{
	return (uint32) (id_array_find(work->ids, work->graph.item_count, DatumGetInt64(id)) - work->ids);
}

/* Numbers all items that are named. */
static void
items_number(NeedWork *work, Datum root, const ArrayElements *from, const ArrayElements *to, const ArrayElements *target_items)
{
	const ArrayElements *lists[] = {from, to, target_items};
	Size		count = 0;

	work->ids = palloc(sizeof(int64) * ((Size) from->count + to->count + target_items->count + 1));
	work->ids[count++] = DatumGetInt64(root);
	for (int list = 0; list < (int) lengthof(lists); list++)
	{
		for (int i = 0; i < lists[list]->count; i++)
			work->ids[count++] = DatumGetInt64(lists[list]->values[i]);
	}
	work->graph.item_count = (uint32) id_array_unique(work->ids, count);
	work->root = item_find(work, root);
}

static int
edge_compare(const void *a, const void *b)
{
	const ExplodeEdge *left = a;
	const ExplodeEdge *right = b;

	if (left->from != right->from)
		return left->from < right->from ? -1 : 1;
	if (left->group != right->group)
		return left->group < right->group ? -1 : 1;
	return (left->to > right->to) - (left->to < right->to);
}

static void
edges_take(NeedWork *work, FunctionCallInfo fcinfo, const ArrayElements *from, const ArrayElements *to)
{
	ArrayElements groups = array_elements_given(PG_GETARG_ARRAYTYPE_P(3), of_bill);
	ArrayElements min = array_elements_take(PG_GETARG_ARRAYTYPE_P(4));
	ArrayElements max = array_elements_take(PG_GETARG_ARRAYTYPE_P(5));

	array_elements_match(from, to, of_bill);
	array_elements_match(from, &groups, of_bill);
	array_elements_match(from, &min, of_bill);
	array_elements_match(from, &max, of_bill);
	work->graph.edges = palloc_extended(sizeof(ExplodeEdge) * ((Size) from->count + 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < from->count; i++)
		work->graph.edges[work->graph.edge_count++] = (ExplodeEdge) {
			.from = item_find(work, from->values[i]),.to = item_find(work, to->values[i]),
			.group = (uint32) DatumGetInt32(groups.values[i]),.factor = amount_take(&work->memory.arena, &min, &max, i)
		};
	qsort(work->graph.edges, work->graph.edge_count, sizeof(ExplodeEdge), edge_compare);
}

/* Weights come by target. */
static void
weights_take(NeedWork *work, FunctionCallInfo fcinfo, const ArrayElements *target_items)
{
	ArrayElements targets = array_elements_given(PG_GETARG_ARRAYTYPE_P(6), of_bill);
	ArrayElements min = array_elements_take(PG_GETARG_ARRAYTYPE_P(8));
	ArrayElements max = array_elements_take(PG_GETARG_ARRAYTYPE_P(9));

	array_elements_match(&targets, target_items, of_bill);
	array_elements_match(&targets, &min, of_bill);
	array_elements_match(&targets, &max, of_bill);
	work->targets = palloc(sizeof(int32) * ((Size) targets.count + 1));
	work->weights = palloc(sizeof(ExplodeWeight) * ((Size) targets.count + 1));
	for (int i = 0; i < targets.count; i++)
	{
		work->targets[work->weight_count] = DatumGetInt32(targets.values[i]);
		work->weights[work->weight_count++] = (ExplodeWeight) {item_find(work, target_items->values[i]), amount_take(&work->memory.arena, &min, &max, i)};
	}
}

static void
circle_put(ReturnSetInfo *returns, const NeedWork *work, const ExplodeCircle *circle)
{
	Datum		values[EXPLODE_COLUMNS] = {0};
	bool		nulls[EXPLODE_COLUMNS] = {true, true, true, true, true, false};
	Datum	   *items = palloc(sizeof(Datum) * circle->count);

	for (uint32 i = 0; i < circle->count; i++)
		items[i] = Int64GetDatum(work->ids[circle->items[i]]);
	values[5] = PointerGetDatum(construct_array(items, (int) circle->count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}

/* The weights from first to end are those of one target. */
static void
target_put(ReturnSetInfo *returns, const NeedWork *work, uint32 first, uint32 end)
{
	Datum		values[EXPLODE_COLUMNS];
	bool		nulls[EXPLODE_COLUMNS] = {false, false, false, false, false, true};
	int32		least = -1,
				most = -1;
	ExplodeAmount need;

	for (uint32 w = first; w < end; w++)
	{
		uint32		item = work->weights[w].item;

		if (work->level_min[item] >= 0 && (least < 0 || work->level_min[item] < least))
			least = work->level_min[item];
		most = Max(most, work->level_max[item]);
	}
	if (least < 0)
		return;
	need = explode_need(&work->graph, work->root, &work->weights[first], end - first);
	values[0] = Int32GetDatum(work->targets[first]);
	values[1] = Int32GetDatum(least);
	values[2] = Int32GetDatum(most);
	values[3] = fraction_to_datum(need.min);
	nulls[4] = need.unbounded;
	values[4] = need.unbounded ? (Datum) 0 : fraction_to_datum(need.max);
	values[5] = (Datum) 0;
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}

static void
work_begin(NeedWork *work)
{
	memory_arena_init(&work->memory, AllocSetContextCreate(CurrentMemoryContext, "bill of materials", ALLOCSET_DEFAULT_SIZES), memory_arena_limit());
	memory_arena_init(&work->scratch, AllocSetContextCreate(work->memory.context, "sums of one target", ALLOCSET_DEFAULT_SIZES), 0);
	work->graph = (ExplodeGraph) {.arena = &work->memory.arena,.scratch = &work->scratch.arena,.scratch_reset = memory_arena_reset};
}

/*
 * explode_needs(root int8, from_items int8[], to_items int8[], groups int4[], factors_min fraction[], factors_max fraction[],
 *				 targets int4[], target_items int8[], weights_min fraction[], weights_max fraction[])
 */
Datum
explode_needs(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	NeedWork	work = {0};
	MemoryContext caller;
	ArrayElements from,
				to,
				target_items;
	ExplodeCircle circle;

	InitMaterializedSRF(fcinfo, 0);
	work_begin(&work);
	caller = MemoryContextSwitchTo(work.memory.context);
	from = array_elements_given(PG_GETARG_ARRAYTYPE_P(1), of_bill);
	to = array_elements_given(PG_GETARG_ARRAYTYPE_P(2), of_bill);
	target_items = array_elements_given(PG_GETARG_ARRAYTYPE_P(7), of_bill);
	items_number(&work, PG_GETARG_DATUM(0), &from, &to, &target_items);
	edges_take(&work, fcinfo, &from, &to);
	weights_take(&work, fcinfo, &target_items);
	if (!explode_order(&work.graph, &circle))
		circle_put(returns, &work, &circle);
	else
	{
		work.level_min = palloc(sizeof(int32) * ((Size) work.graph.item_count + 1));
		work.level_max = palloc(sizeof(int32) * ((Size) work.graph.item_count + 1));
		explode_levels(&work.graph, work.root, work.level_min, work.level_max);
		for (uint32 w = 0, end; w < work.weight_count; w = end)
		{
			for (end = w + 1; end < work.weight_count && work.targets[end] == work.targets[w];)
				end++;
			target_put(returns, &work, w, end);
		}
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(work.memory.context);
	return (Datum) 0;
}
