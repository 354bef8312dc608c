/*-------------------------------------------------------------------------
 *
 * flow_late.c
 *	  Packed rows of lots that were written since the flow store was.
 *
 * flow_late has them, in the form of the store's own rows, and a question
 * takes them instead of these.  They are few: all are read at once, and kept
 * while the question lasts.  A lot that has a mark besides was written again;
 * its plain rows are read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/memutils.h"

#include "graph/flow_late.h"
#include "server/id_array.h"
#include "server/ledger_plan.h"
#include "server/pg_compat.h"

static const LedgerQuery rows_query = {
	"SELECT f.number, f.key, f.lot_id, f.part, f.body FROM %s.flow_late AS f", 0, {0}
};

enum
{
	COLUMN_NUMBER = 1,
	COLUMN_KEY,
	COLUMN_LOT,
	COLUMN_PART,
	COLUMN_BODY
};

/* Adds a row, whose body is copied; in the current memory context. */
void
flow_late_add(FlowLate *late, const FlowStored *row)
{
	FlowStored *added;

	if (late->count == late->space)
	{
		late->space = Max(late->space * 2, 256);
		late->rows = late->rows == NULL ? palloc(sizeof(FlowStored) * late->space) : repalloc_huge(late->rows, sizeof(FlowStored) * late->space);
	}
	added = &late->rows[late->count++];
	*added = *row;
	added->body = memcpy(palloc(row->size + 1), row->body, row->size);
}

static int
row_compare(const void *a, const void *b)
{
	const FlowStored *left = (const FlowStored *) a;
	const FlowStored *right = (const FlowStored *) b;

	if (left->number != right->number)
		return left->number > right->number ? 1 : -1;
	return (left->part > right->part) - (left->part < right->part);
}

/* Sorts the rows, of which none has a number above the highest. */
void
flow_late_index(FlowLate *late, uint32 highest)
{
	bool		sorted = true;

	if (late->count == 0)
		return;
	for (uint32 r = 1; r < late->count && sorted; r++)
		sorted = row_compare(&late->rows[r - 1], &late->rows[r]) < 0;
	if (!sorted)
		qsort(late->rows, late->count, sizeof(FlowStored), row_compare);
	late->has = MemoryContextAllocExtended(CurrentMemoryContext, (Size) highest / 8 + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint32 r = 0; r < late->count; r++)
		late->has[late->rows[r].number / 8] |= 1 << late->rows[r].number % 8;
}

/* The rows of a number that has some. */
const FlowStored *
flow_late_rows(const FlowLate *late, uint32 number, uint32 *count)
{
	uint32		low = 0,
				high = late->count;

	while (low < high)
	{
		uint32		middle = low + (high - low) / 2;

		if ((uint32) late->rows[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	for (*count = 0; low + *count < late->count && (uint32) late->rows[low + *count].number == number;)
		++*count;
	return &late->rows[low];
}

static void
row_take(const FlowStore *store, FlowLate *late, const FlowStored *row)
{
	if (id_array_find(store->marked, store->marked_count, row->lot_id) == NULL && row->number > 0 && (uint32) row->number <= store->lot_count)
		flow_late_add(late, row);
}

static void
pages_read(const FlowStore *store, FlowLate *late)
{
	FlowRows   *rows = flow_pages_open(store->late_table, false, PG_INT32_MAX);
	FlowStored	row;

	while (rows->way->next(rows))
	{
		for (int r = 0; r < rows->row_count; r++)
		{
			rows->way->row(rows, r, &row);
			row_take(store, late, &row);
		}
	}
	rows->way->close(rows);
	pfree(rows);
}

static Datum
column_get(uint64 row, int column)
{
	bool		isnull;

	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, &isnull);
}

static void
query_read(const FlowStore *store, FlowLate *late)
{
	MemoryContext context = CurrentMemoryContext;
	uint64		count;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	count = ledger_plan_fetch(&rows_query, store->relation, NULL);
	for (uint64 r = 0; r < count; r++)
	{
		bytea	   *body = DatumGetByteaPP(column_get(r, COLUMN_BODY));
		FlowStored	row = {
			.number = DatumGetInt32(column_get(r, COLUMN_NUMBER)),.key = DatumGetInt32(column_get(r, COLUMN_KEY)),
			.lot_id = DatumGetInt64(column_get(r, COLUMN_LOT)),.part = DatumGetInt16(column_get(r, COLUMN_PART)),
			.body = (const uint8 *) VARDATA_ANY(body),.size = VARSIZE_ANY_EXHDR(body)
		};
		MemoryContext spi = MemoryContextSwitchTo(context);

		row_take(store, late, &row);
		MemoryContextSwitchTo(spi);
	}
	SPI_finish();
}

/* Reads the rows that serve, in the current memory context. */
void
flow_late_read(const FlowStore *store, FlowLate *late)
{
	*late = (FlowLate) {0};
	if (!store->has_late)
		return;
	if (store->reader == FLOW_READER_PAGES && flow_pages_check(store->late_table) == NULL)
		pages_read(store, late);
	else
		query_read(store, late);
	flow_late_index(late, store->lot_count);
}
