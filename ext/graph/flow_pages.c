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
#include "server/heap_rows.h"
#include "server/pg_compat.h"

/* How the columns of a row stand: number, key, lot, part, then the body. */
#define OFFSET_KEY	4
#define OFFSET_LOT	8
#define OFFSET_PART	16
#define OFFSET_BODY	18

/* Lines in which the head of a page and its pointers to rows stand. */
#define LINES_FETCHED 5
/* The same of a row: most have no more. */
#define ROW_LINES_FETCHED 3

/* How often a block is guessed before it is searched for. */
#define GUESSES_MAX 3

/* The rows at hand are those of one block. */
typedef struct FlowPages
{
	FlowRows	rows;			/* first: what callers see */
	Relation	relation;
	Snapshot	snapshot;
	BlockNumber block_count;
	BlockNumber block;			/* the one at hand, InvalidBlockNumber at first */
	Buffer		buffer;
	int			stride;			/* 1 where buffers of blocks in a row ascend, -1 where they descend */
	bool		dense;			/* numbers count on from row to row, or stay where a lot has several rows */
	int32		last;			/* rows of larger numbers are passed over */
	bool		beyond;			/* some of the block at hand were */
	TransactionId visible_xmin; /* what it wrote, and nobody deleted, the snapshot sees */
	Page		page;			/* where the rows at hand are counted */
	HeapTupleHeader tuples[MaxHeapTuplesPerPage];	/* else */
} FlowPages;

static inline const char *
columns_of(HeapTupleHeader tuple)
{
	return (const char *) tuple + tuple->t_hoff;
}

static inline int32
number_of(HeapTupleHeader tuple)
{
	return *(const int32 *) columns_of(tuple);
}

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

static inline HeapTupleHeader
tuple_get(Page page, OffsetNumber offset)
{
	return (HeapTupleHeader) PageGetItem(page, PageGetItemId(page, offset));
}

/*
 * Whether each row of a page has its own number, as where as many numbers
 * lie between the first and the last as rows.  Few of them may be looked at,
 * so no other is touched.
 */
static inline bool
page_is_counted(const FlowPages *pages, Page page)
{
	OffsetNumber last = PageGetMaxOffsetNumber(page);

	if (!pages->dense || last < FirstOffsetNumber || !ItemIdIsNormal(PageGetItemId(page, FirstOffsetNumber)) || !ItemIdIsNormal(PageGetItemId(page, last)))
		return false;
	/* Both are likely to be far away. */
	__builtin_prefetch(tuple_get(page, last));
	return number_of(tuple_get(page, FirstOffsetNumber)) + last - FirstOffsetNumber == number_of(tuple_get(page, last));
}

static void
row_keep(FlowPages *pages, HeapTupleHeader tuple)
{
	FlowRows   *rows = &pages->rows;

	if (number_of(tuple) > pages->last)
	{
		pages->beyond = true;
		return;
	}
	pages->tuples[rows->row_count] = tuple;
	rows->numbers[rows->row_count++] = number_of(tuple);
}

/* Takes all rows of a page that is all visible. */
static void
rows_take(FlowPages *pages, Page page)
{
	FlowRows   *rows = &pages->rows;
	OffsetNumber last = PageGetMaxOffsetNumber(page);

	rows->counted = page_is_counted(pages, page);
	if (rows->counted)
	{
		rows->numbers[0] = number_of(tuple_get(page, FirstOffsetNumber));
		rows->row_count = (int) Max(0, Min(last, (int64) pages->last - rows->numbers[0] + 1));
		pages->beyond = rows->row_count < last;
		pages->page = page;
		return;
	}
	for (OffsetNumber offset = FirstOffsetNumber; offset <= last; offset++)
	{
		if (ItemIdIsNormal(PageGetItemId(page, offset)))
			row_keep(pages, tuple_get(page, offset));
	}
}

/* Takes those rows of a page that the snapshot sees. */
static void
rows_take_visible(FlowPages *pages, Page page)
{
	for (OffsetNumber offset = FirstOffsetNumber; offset <= PageGetMaxOffsetNumber(page); offset++)
	{
		ItemId		item = PageGetItemId(page, offset);
		HeapTupleData tuple;

		if (!ItemIdIsNormal(item))
			continue;
		tuple.t_data = (HeapTupleHeader) PageGetItem(page, item);
		tuple.t_len = ItemIdGetLength(item);
		tuple.t_tableOid = RelationGetRelid(pages->relation);
		ItemPointerSet(&tuple.t_self, pages->block, offset);
		if (heap_row_is_visible(&tuple, pages->snapshot, pages->buffer, &pages->visible_xmin))
			row_keep(pages, tuple.t_data);
	}
}

/* The buffer that a block may be in. */
static Buffer
buffer_guess(const FlowPages *pages, Buffer buffer, BlockNumber block)
{
	return heap_buffer_guess(buffer, ((int64) block - (int64) pages->block) * pages->stride);
}

/* Pins a block, where it was guessed without looking for it, and fetches what is looked at first of the one that comes next. */
static void
page_pin(FlowPages *pages, BlockNumber block)
{
	Buffer		before = pages->buffer;
	Buffer		guess = buffer_guess(pages, before, block);
	BlockNumber next = pages->block != InvalidBlockNumber && block > pages->block ? block + 1 : block - 1;

	page_release(pages);
	if (BufferIsValid(guess) && read_recent_buffer(pages->relation, block, guess))
		pages->buffer = guess;
	else
	{
		pages->buffer = ReadBuffer(pages->relation, block);
		if ((int64) pages->buffer - before == ((int64) pages->block - (int64) block) * pages->stride)
			pages->stride = -pages->stride;
	}
	pages->block = block;
	guess = next < pages->block_count ? buffer_guess(pages, pages->buffer, next) : InvalidBuffer;
	if (BufferIsValid(guess))
	{
		const char *page = (const char *) BufferGetBlock(guess);

		for (int line = 0; line < LINES_FETCHED; line++)
			__builtin_prefetch(page + line * FETCHED_BYTES);
	}
}

/* Brings a block's visible rows to hand, in the order in which they stand. */
static void
page_load(FlowPages *pages, BlockNumber block)
{
	Page		page;

	if (pages->block == block)
		return;
	CHECK_FOR_INTERRUPTS();
	page_pin(pages, block);
	pages->rows.row_count = 0;
	pages->rows.counted = false;
	pages->beyond = false;
	LockBuffer(pages->buffer, BUFFER_LOCK_SHARE);
	page = BufferGetPage(pages->buffer);
	if (heap_page_is_visible(page, pages->snapshot))
		rows_take(pages, page);
	else
		rows_take_visible(pages, page);
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

		page_load(pages, middle);
		if (pages->beyond && pages->rows.row_count == 0)
			high = middle;
		else if (!block_settle(pages, middle) || pages->rows.numbers[0] <= number)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && block_settle(pages, low - 1) && pages->rows.numbers[0] <= number;
}

/* Whether no row of a number stands on the next block; the one at hand stays at hand. */
static bool
block_is_last(FlowPages *pages, int32 number)
{
	BlockNumber block = pages->block;
	bool		more;

	if (block + 1 >= pages->block_count)
		return true;
	page_load(pages, block + 1);
	more = pages->rows.row_count > 0 ? pages->rows.numbers[0] <= number : !pages->beyond;
	page_load(pages, block);
	return !more;
}

static inline HeapTupleHeader
row_tuple(const FlowPages *pages, int row)
{
	return pages->rows.counted ? tuple_get(pages->page, FirstOffsetNumber + row) : pages->tuples[row];
}

/* Whether a row holds others in brief: it is the only one of its number. */
static bool
row_is_brief(const FlowPages *pages, int row)
{
	return *(const int64 *) (columns_of(row_tuple(pages, row)) + OFFSET_LOT) < 0;
}

/*
 * The same by guessing from where the rows at hand stand, for blocks hold
 * about as many rows each; false where a few guesses do not meet it.
 */
static bool
block_guess(FlowPages *pages, int32 number)
{
	FlowRows   *rows = &pages->rows;

	for (int guesses = 0; guesses < GUESSES_MAX && rows->row_count > 0; guesses++)
	{
		int64		away = (int64) number - rows->numbers[0];
		int64		block = pages->block + (away >= 0 ? away / rows->row_count : -((-away - 1) / rows->row_count) - 1);

		page_load(pages, (BlockNumber) Max(0, Min(block, (int64) pages->block_count - 1)));
		if (rows->row_count > 0 && rows->numbers[0] <= number && number <= flow_rows_number(rows, rows->row_count - 1))
			return number < flow_rows_number(rows, rows->row_count - 1) || row_is_brief(pages, rows->row_count - 1) || block_is_last(pages, number);
	}
	return false;
}

static bool
pages_back(FlowRows *rows)
{
	FlowPages  *pages = (FlowPages *) rows;

	if (rows->row_count > 0)
		rows->after = rows->numbers[0];
	return pages->block != InvalidBlockNumber && pages->block > 0 && block_settle(pages, pages->block - 1);
}

static bool
pages_reach(FlowRows *rows, int32 number)
{
	bool		found = flow_rows_back_to(rows, number) || block_guess((FlowPages *) rows, number) || block_seek((FlowPages *) rows, number);

	rows->after = number + 1;
	return found;
}

/*
 * Lets the first bytes of the block behind the one at hand, or before it, be
 * fetched bit by bit: all of them are wanted, and in an order in which the
 * processor does not fetch of itself.
 */
static void
pages_ahead(const FlowRows *stored, bool forwards, Size size, FlowRows *rows)
{
	const FlowPages *pages = (const FlowPages *) stored;
	BlockNumber block = forwards ? pages->block + 1 : pages->block - 1;
	Buffer		guess = block < pages->block_count ? buffer_guess(pages, pages->buffer, block) : InvalidBuffer;

	rows->ahead = BufferIsValid(guess) ? (const char *) BufferGetBlock(guess) : NULL;
	rows->ahead_end = BufferIsValid(guess) ? rows->ahead + Min(size, BLCKSZ) : NULL;
	rows->ahead_step = (int) (size / FETCHED_BYTES / rows->row_count) + 1;
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
		{
			pages_ahead(rows, true, BLCKSZ, rows);
			return true;
		}
		if (pages->beyond)
			break;
	}
	return false;
}

/* The largest number of a row that the snapshot sees; 0 where it sees none. */
int32
flow_pages_last(FlowRows *rows)
{
	FlowPages  *pages = (FlowPages *) rows;

	if (pages->block_count == 0 || !block_settle(pages, pages->block_count - 1))
		return 0;
	return flow_rows_number(rows, rows->row_count - 1);
}

static void
pages_fetch(const FlowRows *rows, int row)
{
	const char *tuple = (const char *) row_tuple((const FlowPages *) rows, row);

	for (int line = 0; line < ROW_LINES_FETCHED; line++)
		__builtin_prefetch(tuple + line * FETCHED_BYTES);
}

static void
pages_row(const FlowRows *rows, int row, FlowStored *stored)
{
	const char *data = columns_of(row_tuple((const FlowPages *) rows, row));
	const char *body = data + OFFSET_BODY;

	/* A length of four bytes is aligned, and zeros stand before it; a query may have written one of a single byte. */
	if (likely(*body == 0))
		body += 2;
	stored->number = *(const int32 *) data;
	if (unlikely(stored->number != flow_rows_number(rows, row)))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("rows of the flow store stand out of order"),
				 errhint("Call maintain_flow, which writes the store anew from the ledger's rows.")));
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

static const FlowRowsWay pages_way = {pages_reach, pages_back, pages_next, pages_fetch, pages_ahead, pages_row, pages_close};

/*
 * Reads the rows of a table that flow_pages_check has nothing against, up to
 * a number; dense says that they stand as maintenance writes them.
 */
FlowRows *
flow_pages_open(Oid table, bool dense, int32 last)
{
	FlowPages  *pages = palloc0(sizeof(FlowPages));

	pages->rows.way = &pages_way;
	pages->dense = dense;
	pages->last = last;
	pages->relation = table_open(table, AccessShareLock);
	pages->snapshot = GetActiveSnapshot();
	pages->block_count = RelationGetNumberOfBlocks(pages->relation);
	pages->block = InvalidBlockNumber;
	pages->buffer = InvalidBuffer;
	pages->stride = 1;
	return &pages->rows;
}
