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
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/predicate.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "graph/flow_store.h"
#include "server/pg_compat.h"

/* How the columns of a row stand: number, key, lot, part, then the body, which aligns to four bytes. */
#define OFFSET_KEY	4
#define OFFSET_LOT	8
#define OFFSET_BODY	20

void
flow_pages_open(FlowPages *pages, Oid table)
{
	pages->relation = table_open(table, AccessShareLock);
	pages->snapshot = GetActiveSnapshot();
	pages->block_count = RelationGetNumberOfBlocks(pages->relation);
	pages->block = InvalidBlockNumber;
	pages->buffer = InvalidBuffer;
	pages->row_count = 0;
	PredicateLockRelation(pages->relation, pages->snapshot);
}

static void
page_release(FlowPages *pages)
{
	if (BufferIsValid(pages->buffer))
		ReleaseBuffer(pages->buffer);
	pages->buffer = InvalidBuffer;
}

void
flow_pages_close(FlowPages *pages)
{
	page_release(pages);
	table_close(pages->relation, AccessShareLock);
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
	pages->rows[pages->row_count++] = (const char *) tuple.t_data + tuple.t_data->t_hoff;
}

/* Brings a block's visible rows to hand, in the order in which they stand. */
void
flow_pages_load(FlowPages *pages, BlockNumber block)
{
	Page		page;
	bool		all_visible;

	if (pages->block == block)
		return;
	CHECK_FOR_INTERRUPTS();
	page_release(pages);
	pages->buffer = ReadBuffer(pages->relation, block);
	pages->block = block;
	pages->row_count = 0;
	LockBuffer(pages->buffer, BUFFER_LOCK_SHARE);
	page = BufferGetPage(pages->buffer);
	/* On a standby the flag may be ahead of what the snapshot sees. */
	all_visible = PageIsAllVisible(page) && !pages->snapshot->takenDuringRecovery;
	for (OffsetNumber offset = FirstOffsetNumber; offset <= PageGetMaxOffsetNumber(page); offset++)
		row_take(pages, page, offset, all_visible);
	LockBuffer(pages->buffer, BUFFER_LOCK_UNLOCK);
}

void
flow_pages_row(const FlowPages *pages, int row, FlowStored *stored)
{
	const char *data = pages->rows[row];

	stored->number = *(const int32 *) data;
	stored->key = *(const int32 *) (data + OFFSET_KEY);
	stored->lot_id = *(const int64 *) (data + OFFSET_LOT);
	stored->body = (const uint8 *) VARDATA_ANY(data + OFFSET_BODY);
	stored->size = VARSIZE_ANY_EXHDR(data + OFFSET_BODY);
}

/* The nearest block from block on, towards zero, that has a visible row; false where none has. */
static bool
block_settle(FlowPages *pages, BlockNumber block)
{
	for (;;)
	{
		flow_pages_load(pages, block);
		if (pages->row_count > 0)
			return true;
		if (block == 0)
			return false;
		block--;
	}
}

/* Brings the last block to hand whose first row's number is not above the given one. */
bool
flow_pages_seek(FlowPages *pages, int32 number)
{
	BlockNumber low = 0,
				high = pages->block_count;

	while (low < high)
	{
		BlockNumber middle = low + (high - low) / 2;

		if (!block_settle(pages, middle) || flow_pages_number(pages, 0) <= number)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && block_settle(pages, low - 1) && flow_pages_number(pages, 0) <= number;
}
