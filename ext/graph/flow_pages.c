/*-------------------------------------------------------------------------
 *
 * flow_pages.c
 *	  The flow store's rows, straight from the pages of their table.
 *
 * Maintenance writes a table of the store in one go, in the order of the
 * rows' numbers and without the free space map, so a row is found by
 * bisection over blocks and its neighbours stand beside it.  What is read is
 * what a sequential scan would see: a page that is not all visible to
 * everybody is checked row by row against the snapshot.
 *
 * The buffer stays pinned while its rows are looked at, and no longer.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "graph/flow_rows.h"
#include "server/pg_compat.h"

/* How the columns of a row stand: number, key, lot, part, then the body. */
#define OFFSET_KEY	4
#define OFFSET_LOT	8
#define OFFSET_PART	16
#define OFFSET_BODY	18

/* The rows at hand are those of one block. */
typedef struct FlowPages
{
	FlowRows	rows;			/* first: what callers see */
	Relation	relation;
	Snapshot	snapshot;
	BlockNumber block_count;
	BlockNumber block;			/* the one at hand, InvalidBlockNumber at first */
	Buffer		buffer;
	const char *data[MaxHeapTuplesPerPage]; /* per row: its columns */
} FlowPages;

/* Whether the columns are those that maintenance writes, so that they stand where they are read. */
static bool
columns_check(TupleDesc descriptor)
{
	static const Oid types[] = {INT4OID, INT4OID, INT8OID, INT2OID, BYTEAOID};

	if (descriptor->natts != lengthof(types))
		return false;
	for (int c = 0; c < lengthof(types); c++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, c);

		if (column->attisdropped || column->atttypid != types[c] || !column->attnotnull)
			return false;
	}
	return TupleDescAttr(descriptor, lengthof(types) - 1)->attstorage == TYPSTORAGE_PLAIN;
}

/* Why a table's pages may not be read, or NULL; the caller has locked it. */
const char *
flow_pages_check(Oid table)
{
	Relation	relation = relation_open(table, NoLock);
	const char *why = NULL;

	/* Conflicts between serializable transactions are found by what the executor reads. */
	if (IsolationIsSerializable())
		why = "the transaction is serializable";
	else if (relation->rd_rel->relkind != RELKIND_RELATION)
		why = "the store's table is no plain table";
	else if (relation->rd_rel->relam != HEAP_TABLE_AM_OID)
		why = "the store's table is no heap";
	else if (!columns_check(RelationGetDescr(relation)))
		why = "the store's table has other columns than the ledger gave it";
	relation_close(relation, NoLock);
	return why;
}

static void
page_release(FlowPages *pages)
{
	if (BufferIsValid(pages->buffer))
		ReleaseBuffer(pages->buffer);
	pages->buffer = InvalidBuffer;
}

static void
row_take(FlowPages *pages, Page page, OffsetNumber offset, bool all_visible)
{
	ItemId		item = PageGetItemId(page, offset);
	HeapTupleData tuple;

	if (!ItemIdIsNormal(item))
		return;
	tuple.t_data = (HeapTupleHeader) PageGetItem(page, item);
	if (!all_visible)
	{
		tuple.t_len = ItemIdGetLength(item);
		tuple.t_tableOid = RelationGetRelid(pages->relation);
		ItemPointerSet(&tuple.t_self, pages->block, offset);
		if (!HeapTupleSatisfiesVisibility(&tuple, pages->snapshot, pages->buffer))
			return;
	}
	pages->data[pages->rows.row_count] = (const char *) tuple.t_data + tuple.t_data->t_hoff;
	pages->rows.numbers[pages->rows.row_count] = *(const int32 *) pages->data[pages->rows.row_count];
	pages->rows.row_count++;
}

/* Brings a block's visible rows to hand, in the order in which they stand. */
static void
page_load(FlowPages *pages, BlockNumber block)
{
	Page		page;
	bool		all_visible;

	if (pages->block == block)
		return;
	CHECK_FOR_INTERRUPTS();
	page_release(pages);
	pages->buffer = ReadBuffer(pages->relation, block);
	pages->block = block;
	pages->rows.row_count = 0;
	LockBuffer(pages->buffer, BUFFER_LOCK_SHARE);
	page = BufferGetPage(pages->buffer);
	/* On a standby the flag may be ahead of what the snapshot sees. */
	all_visible = PageIsAllVisible(page) && !pages->snapshot->takenDuringRecovery;
	for (OffsetNumber offset = FirstOffsetNumber; offset <= PageGetMaxOffsetNumber(page); offset++)
		row_take(pages, page, offset, all_visible);
	LockBuffer(pages->buffer, BUFFER_LOCK_UNLOCK);
}

/* The nearest block from block on, towards zero, that has a visible row; false where none has. */
static bool
block_settle(FlowPages *pages, BlockNumber block)
{
	for (;;)
	{
		page_load(pages, block);
		if (pages->rows.row_count > 0)
			return true;
		if (block == 0)
			return false;
		block--;
	}
}

/* Brings the last block to hand whose first row's number is not above the given one. */
static bool
block_seek(FlowPages *pages, int32 number)
{
	BlockNumber low = 0,
				high = pages->block_count;

	while (low < high)
	{
		BlockNumber middle = low + (high - low) / 2;

		if (!block_settle(pages, middle) || pages->rows.numbers[0] <= number)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && block_settle(pages, low - 1) && pages->rows.numbers[0] <= number;
}

static bool
pages_back(FlowRows *rows)
{
	FlowPages  *pages = (FlowPages *) rows;

	return pages->block != InvalidBlockNumber && pages->block > 0 && block_settle(pages, pages->block - 1);
}

static bool
pages_reach(FlowRows *rows, int32 number)
{
	/* Mostly the wanted row stands on the block before; else it is looked for. */
	if (rows->row_count > 0 && number < rows->numbers[0] && pages_back(rows) && rows->numbers[0] <= number)
		return true;
	return block_seek((FlowPages *) rows, number);
}

static bool
pages_next(FlowRows *rows)
{
	FlowPages  *pages = (FlowPages *) rows;
	BlockNumber block = pages->block == InvalidBlockNumber ? 0 : pages->block + 1;

	for (; block < pages->block_count; block++)
	{
		page_load(pages, block);
		if (rows->row_count > 0)
			return true;
	}
	return false;
}

static void
pages_row(const FlowRows *rows, int row, FlowStored *stored)
{
	const char *data = ((const FlowPages *) rows)->data[row];
	const char *body = data + OFFSET_BODY;

	/* A length of four bytes is aligned, and zeros stand before it; a query may have written one of a single byte. */
	if (likely(*body == 0))
		body += 2;

	stored->number = rows->numbers[row];
	stored->key = *(const int32 *) (data + OFFSET_KEY);
	stored->lot_id = *(const int64 *) (data + OFFSET_LOT);
	stored->part = *(const int16 *) (data + OFFSET_PART);
	stored->body = (const uint8 *) VARDATA_ANY(body);
	stored->size = VARSIZE_ANY_EXHDR(body);
}

static void
pages_close(FlowRows *rows)
{
	FlowPages  *pages = (FlowPages *) rows;

	page_release(pages);
	table_close(pages->relation, AccessShareLock);
}

static const FlowRowsWay pages_way = {pages_reach, pages_back, pages_next, pages_row, pages_close};

/* Reads the rows of a table that flow_pages_check has nothing against. */
FlowRows *
flow_pages_open(Oid table)
{
	FlowPages  *pages = palloc0(sizeof(FlowPages));

	pages->rows.way = &pages_way;
	pages->relation = table_open(table, AccessShareLock);
	pages->snapshot = GetActiveSnapshot();
	pages->block_count = RelationGetNumberOfBlocks(pages->relation);
	pages->block = InvalidBlockNumber;
	pages->buffer = InvalidBuffer;
	return &pages->rows;
}
