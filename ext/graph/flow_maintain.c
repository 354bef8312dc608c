/*-------------------------------------------------------------------------
 *
 * flow_maintain.c
 *	  Writes the flow store of a ledger anew, from its plain rows.
 *
 * The store has two tables, of which readers use the one that flow_state
 * names.  Maintenance empties the other, fills it, and names it: readers go
 * on meanwhile, and each snapshot sees a whole generation or the one before.
 *
 * All lots and rows of consumption are read into memory first.  Then lots are
 * numbered, inputs before outputs and else as they were recorded, and packed
 * and written in the order of their numbers, page by page, without the free
 * space map: the order on disk is what readers live on.
 *
 * All is read under the snapshot of the calling statement.  Marks that it
 * does not see, of writers that committed since, stay.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "core/flow_brief.h"
#include "graph/flow_fact.h"
#include "graph/flow_mark.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_store_write);

/* Rows that are written at a time. */
#define ROWS_AT_A_TIME 500
/* Rows in brief that stand in one row of the table: these fill a page. */
#define BRIEF_SIZE_MAX Min(FLOW_BRIEF_SIZE_MAX, MaxHeapTupleSize - 64)

typedef struct Maintenance
{
	Oid			table;			/* the table to be filled */
	MemoryArena memory;
	FlowFacts	facts;
	FlowOrder	order;
	uint32	   *number;			/* per lot, from 1 */
} Maintenance;

/* Looked at in long loops: cancels, and the limit. */
static void
maintenance_check(void *state)
{
	MemoryArena *memory = (MemoryArena *) state;

	CHECK_FOR_INTERRUPTS();
	if (MemoryContextMemAllocated(memory->context, true) > memory->limit)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("packing the flow of the ledger needs more than %zu kB of memory", memory->limit / 1024),
				 errdetail("The limit is the setting maintenance_work_mem."),
				 errhint("Raise maintenance_work_mem for this session: 80 MB for each million rows of consumption is enough as a rule.")));
}

static void
lots_number(Maintenance *work)
{
	const FlowFacts *facts = &work->facts;
	FlowLinks	links = {.lot_count = facts->lot_count,.begin = facts->begin,.end = facts->begin + 1,.input = facts->inputs};

	flow_order_components(&work->memory.arena, &links, &work->order);
	work->number = arena_allocate(&work->memory.arena, sizeof(uint32) * ((Size) facts->lot_count + 1));
	for (uint32 at = 0; at < facts->lot_count; at++)
		work->number[work->order.sequence[at]] = at + 1;
}

/* Rows on their way to the table; what they consist of stands in memory until they are flushed. */
typedef struct RowWriter
{
	Relation	relation;
	BulkInsertState state;
	MemoryContext memory;
	TupleTableSlot *slots[ROWS_AT_A_TIME];
	int			count;
} RowWriter;

static void
writer_open(RowWriter *writer, Oid table, MemoryContext context)
{
	writer->relation = table_open(table, RowExclusiveLock);
	writer->state = GetBulkInsertState();
	writer->memory = AllocSetContextCreate(context, "rows of the flow store being written", ALLOCSET_DEFAULT_SIZES);
	writer->count = 0;
	for (int s = 0; s < ROWS_AT_A_TIME; s++)
		writer->slots[s] = MakeSingleTupleTableSlot(RelationGetDescr(writer->relation), &TTSOpsVirtual);
}

static void
writer_flush(RowWriter *writer)
{
	MemoryContext caller = MemoryContextSwitchTo(writer->memory);

	CHECK_FOR_INTERRUPTS();
	if (writer->count > 0)
		table_multi_insert(writer->relation, writer->slots, writer->count, GetCurrentCommandId(true), TABLE_INSERT_SKIP_FSM, writer->state);
	MemoryContextSwitchTo(caller);
	for (int s = 0; s < writer->count; s++)
		ExecClearTuple(writer->slots[s]);
	writer->count = 0;
	MemoryContextReset(writer->memory);
}

static void
writer_close(RowWriter *writer)
{
	writer_flush(writer);
	for (int s = 0; s < ROWS_AT_A_TIME; s++)
		ExecDropSingleTupleTableSlot(writer->slots[s]);
	FreeBulkInsertState(writer->state);
	table_finish_bulk_insert(writer->relation, TABLE_INSERT_SKIP_FSM);
	table_close(writer->relation, NoLock);
	MemoryContextDelete(writer->memory);
}

static void
slot_store(RowWriter *writer, uint32 number, int32 key, int64 lot_id, int16 part, const bytea *body)
{
	TupleTableSlot *slot = writer->slots[writer->count++];

	slot->tts_values[0] = Int32GetDatum((int32) number);
	slot->tts_values[1] = Int32GetDatum(key);
	slot->tts_values[2] = Int64GetDatum(lot_id);
	slot->tts_values[3] = Int16GetDatum(part);
	slot->tts_values[4] = PointerGetDatum(body);
	memset(slot->tts_isnull, 0, sizeof(bool) * 5);
	ExecStoreVirtualTuple(slot);
	if (writer->count == ROWS_AT_A_TIME)
		writer_flush(writer);
}

static void
row_write(RowWriter *writer, uint32 number, const FactLot *lot, int16 part, const FlowRow *row)
{
	Size		size = flow_row_size(row);
	bytea	   *body = MemoryContextAlloc(writer->memory, VARHDRSZ + size);

	SET_VARSIZE(body, VARHDRSZ + size);
	flow_row_encode(row, (uint8 *) VARDATA(body));
	slot_store(writer, number, lot->key, lot->id, part, body);
}

/* Rows in brief, kept until all packed rows are written. */
typedef struct BriefWriter
{
	MemoryContext context;
	FlowBriefMaker *maker;
	uint32	   *firsts;			/* per page: number of the first row's lot */
	bytea	  **pages;
	uint32		page_count;
	uint32		page_space;
} BriefWriter;

static void
brief_finish_page(BriefWriter *brief)
{
	Size		size = flow_brief_size(brief->maker);
	bytea	   *page = MemoryContextAlloc(brief->context, VARHDRSZ + size);

	SET_VARSIZE(page, VARHDRSZ + size);
	flow_brief_encode(brief->maker, (uint8 *) VARDATA(page));
	if (brief->page_count == brief->page_space)
	{
		brief->page_space *= 2;
		brief->firsts = repalloc_huge(brief->firsts, sizeof(uint32) * brief->page_space);
		brief->pages = repalloc_huge(brief->pages, sizeof(bytea *) * brief->page_space);
	}
	brief->firsts[brief->page_count] = brief->maker->first;
	brief->pages[brief->page_count++] = page;
	flow_brief_begin(brief->maker, BRIEF_SIZE_MAX);
}

static void
brief_add(BriefWriter *brief, uint32 number, const FactLot *lot, int16 part, const FlowRow *row)
{
	FlowBriefRow of = {.lot_id = lot->id,.key = lot->key,.continued = part > 0};

	if (flow_brief_add(brief->maker, number, &of, row))
		return;
	brief_finish_page(brief);
	(void) flow_brief_add(brief->maker, number, &of, row);
}

static void
brief_open(BriefWriter *brief, MemoryContext context)
{
	*brief = (BriefWriter) {.context = context,.page_space = 64};
	brief->maker = MemoryContextAlloc(context, sizeof(FlowBriefMaker));
	brief->firsts = MemoryContextAlloc(context, sizeof(uint32) * brief->page_space);
	brief->pages = MemoryContextAlloc(context, sizeof(bytea *) * brief->page_space);
	flow_brief_begin(brief->maker, BRIEF_SIZE_MAX);
}

/* Writes the pages behind the packed rows of all lots: they are of no lot. */
static void
brief_write(BriefWriter *brief, RowWriter *writer, uint32 lot_count)
{
	if (brief->maker->row_count > 0)
		brief_finish_page(brief);
	for (uint32 p = 0; p < brief->page_count; p++)
		slot_store(writer, lot_count + 1 + p, (int32) brief->firsts[p], -1 - (int64) p, FLOW_BRIEF_FORM, brief->pages[p]);
}

/* Lots that feed each other have numbers in a row. */
static void
loop_tell(const FlowOrder *order, uint32 index, FlowRow *row)
{
	uint32		component = order->component_of[index];
	uint32		begin = component == 0 ? 0 : order->component_end[component - 1];
	uint32		end = order->component_end[component];

	row->in_loop = end - begin > 1;
	row->loop_first = row->in_loop && order->sequence[begin] == index;
	row->loop_last = row->in_loop && order->sequence[end - 1] == index;
}

/* Packs and writes one lot; one with many inputs becomes several rows. */
static void
lot_write(Maintenance *work, FactPacker *packer, RowWriter *writer, BriefWriter *brief, uint32 index)
{
	const FlowFacts *facts = &work->facts;
	uint32	   *inputs = &facts->inputs[facts->begin[index]];
	uint32		count = flow_fact_pack_lot(packer, index);
	uint32		done = 0;
	int16		part = 0;

	for (uint32 i = 0; i < count; i++)
		packer->numbers[i] = work->number[inputs[i]];
	do
	{
		uint32		here = Min(count - done, FLOW_ROW_INPUTS_MAX);
		FlowRow		row;

		flow_fact_pack_row(packer, done, here, &row);
		loop_tell(&work->order, index, &row);
		row.inputs = (const uint8_t *) &packer->numbers[done];
		row_write(writer, work->number[index], &facts->lots[index], part, &row);
		brief_add(brief, work->number[index], &facts->lots[index], part++, &row);
		done += here;
	} while (done < count);
}

static void
rows_write(Maintenance *work)
{
	MemoryContext lot_memory = AllocSetContextCreate(work->memory.context, "lot being packed", ALLOCSET_DEFAULT_SIZES);
	FactPacker	packer;
	RowWriter	writer;
	BriefWriter brief;

	flow_fact_pack_init(&packer, &work->facts);
	writer_open(&writer, work->table, work->memory.context);
	brief_open(&brief, work->memory.context);
	for (uint32 at = 0; at < work->facts.lot_count; at++)
	{
		MemoryContext caller = MemoryContextSwitchTo(lot_memory);

		lot_write(work, &packer, &writer, &brief, work->order.sequence[at]);
		MemoryContextSwitchTo(caller);
		/* Numbers that fit in integers take no memory of their own. */
		if (packer.exact)
			MemoryContextReset(lot_memory);
	}
	brief_write(&brief, &writer, work->facts.lot_count);
	writer_close(&writer);
	MemoryContextDelete(lot_memory);
}

/*
 * flow_store_write(lot regclass, target regclass) fills the emptied table of
 * a store; the ledger's function maintain_flow does the rest.  The number of
 * lots and of rows of consumption are returned.
 */
Datum
flow_store_write(PG_FUNCTION_ARGS)
{
	Maintenance work = {.table = PG_GETARG_OID(1)};
	TupleDesc	descriptor;
	Datum		values[2];
	bool		nulls[2] = {false};
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "flow store", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = CurrentMemoryContext;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "flow_store_write returns a row");
	flow_mark_forget();
	MemoryContextSwitchTo(context);
	memory_arena_init(&work.memory, context, (Size) maintenance_work_mem * 1024);
	work.memory.arena.check = maintenance_check;
	work.facts = (FlowFacts) {.relation = PG_GETARG_OID(0),.arena = &work.memory.arena,.context = context};
	flow_fact_read(&work.facts);
	lots_number(&work);
	rows_write(&work);
	values[0] = Int64GetDatum(work.facts.lot_count);
	values[1] = Int64GetDatum(work.facts.edge_count);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}
