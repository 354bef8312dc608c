/*-------------------------------------------------------------------------
 *
 * flow_maintain.c
 *	  Writes the flow store of a ledger anew, from its plain rows.
 *
 * The store has two tables, of which readers use the one that flow_state
 * names.  Maintenance empties the other, fills it, and names it: readers go
 * on meanwhile, and each snapshot sees a whole generation or the one before.
 *
 * Rows are packed in the order of the lots' ids, so many at a time.  Then
 * lots are numbered, inputs before outputs and else as they were recorded,
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
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "graph/flow_pack.h"
#include "graph/flow_store.h"
#include "server/ledger_plan.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_store_write);

/* Lots that are packed at a time, and rows that are written at a time. */
#define LOTS_AT_A_TIME 4096
#define ROWS_AT_A_TIME 500

/* A packed row that waits to be written; its inputs are indexes among the lots until these are numbered. */
typedef struct PackedRow
{
	struct PackedRow *next;		/* further inputs of the same lot */
	bytea	   *body;
} PackedRow;

typedef struct Maintenance
{
	Oid			relation;		/* the ledger's table lot */
	Oid			table;			/* the table to be filled */
	MemoryArena memory;
	uint32		lot_count;
	int64	   *lot_ids;		/* ascending */
	int32	   *keys;
	PackedRow **rows;			/* per lot */
	uint32		edge_count;
	uint32		edge_space;
	uint32	   *begin;			/* per lot: its first input */
	uint32	   *input;			/* per edge: index of the input lot */
	uint32	   *number;			/* per lot, from 1 */
	FlowOrder	order;
} Maintenance;

static const LedgerQuery lots_query = {
	"SELECT k.lot_id, k.key FROM %s.flow_lot_key AS k ORDER BY k.lot_id", 0, {0}
};

static void
lots_read(Maintenance *work)
{
	int			code = SPI_execute_plan(ledger_plan_get(&lots_query, work->relation), NULL, NULL, true, 0);
	Size		count = SPI_processed;

	if (code != SPI_OK_SELECT)
		elog(ERROR, "query \"%s\" failed: %s", lots_query.text, SPI_result_code_string(code));
	if (count >= PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a flow store holds at most %d lots", PG_INT32_MAX - 1)));
	work->lot_count = (uint32) count;
	work->lot_ids = arena_allocate(&work->memory.arena, sizeof(int64) * (count + 1));
	work->keys = arena_allocate(&work->memory.arena, sizeof(int32) * (count + 1));
	for (uint64 row = 0; row < count; row++)
	{
		bool		isnull;

		work->lot_ids[row] = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1, &isnull));
		work->keys[row] = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 2, &isnull));
	}
	SPI_freetuptable(SPI_tuptable);
}

static int
id_compare(const void *a, const void *b)
{
	int64		left = *(const int64 *) a;
	int64		right = *(const int64 *) b;

	return (left > right) - (left < right);
}

static uint32
lot_find(const Maintenance *work, int64 lot_id)
{
	const int64 *at = bsearch(&lot_id, work->lot_ids, work->lot_count, sizeof(int64), id_compare);

	if (at == NULL)
		elog(ERROR, "lot " INT64_FORMAT " is consumed, but is not among the lots", lot_id);
	return (uint32) (at - work->lot_ids);
}

static void
edges_reserve(Maintenance *work, uint32 count)
{
	Size		space = work->edge_space;

	if (work->edge_count + (Size) count <= space)
		return;
	while (space < work->edge_count + (Size) count)
		space *= 2;
	if (space > PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a flow store holds at most %u rows of consumption", PG_UINT32_MAX)));
	work->input = repalloc_huge(work->input, sizeof(uint32) * space);
	work->edge_space = (uint32) space;
}

static PackedRow *
row_make(Maintenance *work, const FlowRow *row)
{
	Size		size = flow_row_size(row);
	PackedRow  *packed = arena_allocate(&work->memory.arena, MAXALIGN(sizeof(PackedRow)) + VARHDRSZ + size);

	packed->next = NULL;
	packed->body = (bytea *) ((char *) packed + MAXALIGN(sizeof(PackedRow)));
	SET_VARSIZE(packed->body, VARHDRSZ + size);
	flow_row_encode(row, (uint8 *) VARDATA(packed->body));
	return packed;
}

/* Packs one lot; one with many inputs becomes several rows. */
static void
lot_pack(Maintenance *work, const FlowPack *pack, uint32 index)
{
	uint32		loaded = flow_load_find(pack->load, work->lot_ids[index]);
	uint32		first = pack->first_edge[loaded];
	uint32		count = flow_pack_input_count(pack, loaded);
	uint32		done = 0;
	PackedRow **end = &work->rows[index];

	edges_reserve(work, count);
	work->begin[index] = work->edge_count;
	for (uint32 e = 0; e < count; e++)
		work->input[work->edge_count++] = lot_find(work, pack->load->lots[pack->load->edges[first + e].input].id);
	do
	{
		uint32		here = Min(count - done, FLOW_ROW_INPUTS_MAX);
		FlowRow		row;

		flow_pack_row(pack, loaded, first + done, here, &row);
		row.inputs = (const uint8_t *) &work->input[work->begin[index] + done];
		*end = row_make(work, &row);
		end = &(*end)->next;
		done += here;
	} while (done < count);
}

static void
lots_pack(Maintenance *work)
{
	MemoryContext batch = AllocSetContextCreate(work->memory.context, "lots being packed", ALLOCSET_DEFAULT_SIZES);

	for (uint32 first = 0; first < work->lot_count; first += LOTS_AT_A_TIME)
	{
		uint32		count = Min(LOTS_AT_A_TIME, work->lot_count - first);
		FlowLoad	load = {.relation = work->relation,.known_at = DT_NOEND};
		FlowPack	pack;
		MemoryContext caller = MemoryContextSwitchTo(batch);

		memory_arena_init(&load.memory, batch, 0);
		flow_load_outputs(&load, &work->lot_ids[first], count);
		flow_pack_begin(&pack, &load);
		for (uint32 l = first; l < first + count; l++)
			lot_pack(work, &pack, l);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(batch);
		arena_check(&work->memory.arena);
	}
	work->begin[work->lot_count] = work->edge_count;
}

static void
lots_number(Maintenance *work)
{
	FlowLinks	links = {.lot_count = work->lot_count,.begin = work->begin,.end = work->begin + 1,.input = work->input};

	flow_order_components(&work->memory.arena, &links, &work->order);
	for (uint32 at = 0; at < work->lot_count; at++)
		work->number[work->order.sequence[at]] = at + 1;
}

/* Puts the inputs' numbers into a packed row in place of their indexes. */
static void
row_finish(const Maintenance *work, PackedRow *packed)
{
	uint8	   *bytes = (uint8 *) VARDATA(packed->body);
	uint8	   *inputs;
	FlowRow		row;

	if (!flow_row_decode(bytes, VARSIZE(packed->body) - VARHDRSZ, &row))
		elog(ERROR, "packed row does not read back");
	inputs = bytes + (row.inputs - bytes);
	for (uint32 i = 0; i < row.input_count; i++)
	{
		uint32		number = work->number[flow_row_number(row.inputs, i)];

		memcpy(inputs + sizeof(number) * (Size) i, &number, sizeof(number));
	}
}

typedef struct RowWriter
{
	Relation	relation;
	BulkInsertState state;
	TupleTableSlot *slots[ROWS_AT_A_TIME];
	int			count;
} RowWriter;

static void
rows_flush(RowWriter *writer)
{
	CHECK_FOR_INTERRUPTS();
	if (writer->count > 0)
		table_multi_insert(writer->relation, writer->slots, writer->count, GetCurrentCommandId(true), TABLE_INSERT_SKIP_FSM, writer->state);
	for (int s = 0; s < writer->count; s++)
		ExecClearTuple(writer->slots[s]);
	writer->count = 0;
}

static void
row_write(RowWriter *writer, uint32 number, int32 key, int64 lot_id, int16 part, bytea *body)
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
		rows_flush(writer);
}

static void
rows_write(const Maintenance *work)
{
	RowWriter	writer = {.relation = table_open(work->table, RowExclusiveLock),.state = GetBulkInsertState()};

	for (int s = 0; s < ROWS_AT_A_TIME; s++)
		writer.slots[s] = MakeSingleTupleTableSlot(RelationGetDescr(writer.relation), &TTSOpsVirtual);
	for (uint32 at = 0; at < work->lot_count; at++)
	{
		uint32		index = work->order.sequence[at];
		int16		part = 0;

		for (PackedRow *packed = work->rows[index]; packed != NULL; packed = packed->next)
		{
			row_finish(work, packed);
			row_write(&writer, at + 1, work->keys[index], work->lot_ids[index], part++, packed->body);
		}
	}
	rows_flush(&writer);
	for (int s = 0; s < ROWS_AT_A_TIME; s++)
		ExecDropSingleTupleTableSlot(writer.slots[s]);
	FreeBulkInsertState(writer.state);
	table_finish_bulk_insert(writer.relation, TABLE_INSERT_SKIP_FSM);
	table_close(writer.relation, NoLock);
}

/*
 * flow_store_write(lot regclass, target regclass) fills the emptied table of
 * a store; the ledger's function maintain_flow does the rest.  The number of
 * lots and of rows of consumption are returned.
 */
Datum
flow_store_write(PG_FUNCTION_ARGS)
{
	Maintenance work = {.relation = PG_GETARG_OID(0),.table = PG_GETARG_OID(1)};
	TupleDesc	descriptor;
	Datum		values[2];
	bool		nulls[2] = {false};
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "flow store", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	uint32		lots;
	uint32		edges;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "flow_store_write returns a row");
	memory_arena_init(&work.memory, context, (Size) maintenance_work_mem * 1024);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	lots_read(&work);
	SPI_finish();
	work.rows = arena_allocate(&work.memory.arena, sizeof(PackedRow *) * ((Size) work.lot_count + 1));
	work.begin = arena_allocate(&work.memory.arena, sizeof(uint32) * ((Size) work.lot_count + 1));
	work.number = arena_allocate(&work.memory.arena, sizeof(uint32) * ((Size) work.lot_count + 1));
	work.edge_space = 1024;
	work.input = arena_allocate(&work.memory.arena, sizeof(uint32) * work.edge_space);
	lots_pack(&work);
	lots_number(&work);
	rows_write(&work);
	lots = work.lot_count;
	edges = work.edge_count;
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	values[0] = Int64GetDatum(lots);
	values[1] = Int64GetDatum(edges);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}
