/*-------------------------------------------------------------------------
 *
 * table_rows.c
 *	  The rows of a whole table, straight from it.
 *
 * A question that needs every row of a table, and tests them all by the same
 * few comparisons, spends most of a query on going from node to node of its
 * plan.  This reads what a sequential scan under the active snapshot would
 * read, predicate locks included, and leaves the tests to the caller.
 *
 * It is only for those who may read all of the table: a right to some of its
 * columns, row-level security, a view, a partitioned or inherited table, or
 * a column of another type are the executor's, and the caller asks by SQL.
 *
 * A heap is read page by page: a page that everybody sees is not asked row
 * by row, the next rows and bit by bit the next page are fetched while one is
 * at hand, and of a row only the columns that are wanted are taken out.  Serializable transactions and
 * other kinds of table go through the table's own scan.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "server/heap_rows.h"
#include "server/pg_compat.h"
#include "server/table_rows.h"

#define EXTENSION_SCHEMA "materials"

/* How many rows ahead are fetched into the processor's memory: so much of each that most need no more. */
#define ROWS_FETCHED 8
#define ROW_BYTES_FETCHED 128
/* Lines of the next page that are fetched with each row: in most tables of a ledger that is all of it in time. */
#define LINES_AHEAD 2

static bool table_readable(Oid table);
static bool columns_find(TableRows *rows, const TableColumn *columns);
static bool pages_begin(TableRows *rows);
static bool page_load(TableRows *rows);
static void page_pin(TableRows *rows);
static void row_take(TableRows *rows, HeapTupleHeader row);

/*
 * Whether a table certainly has no row, so that a query about it may be left
 * out; not in a serializable transaction, which has to be seen to have looked.
 */
bool
table_rows_none(Oid table)
{
	return OidIsValid(table) && table_readable(table) && table_rows_no_page(table);
}

/*
 * Whether a table has no page, so that whatever anybody may see of it is
 * nothing; a table that is not there has none.
 */
bool
table_rows_no_page(Oid table)
{
	Relation	relation;
	bool		none;

	if (!OidIsValid(table))
		return true;
	if (IsolationIsSerializable())
		return false;
	relation = table_open(table, AccessShareLock);
	none = relation->rd_rel->relkind == RELKIND_RELATION && !relation->rd_rel->relhassubclass && RelationGetNumberOfBlocks(relation) == 0;
	table_close(relation, AccessShareLock);
	return none;
}

/* Begins to read a table; false, with nothing open, where it has to be asked by SQL. */
bool
table_rows_open(TableRows *rows, Oid table, const TableColumn *columns)
{
	if (!OidIsValid(table) || !table_readable(table))
		return false;
	rows->relation = table_open(table, AccessShareLock);
	if (rows->relation->rd_rel->relkind != RELKIND_RELATION || rows->relation->rd_rel->relhassubclass || !columns_find(rows, columns))
	{
		table_close(rows->relation, AccessShareLock);
		return false;
	}
	rows->scan = NULL;
	if (pages_begin(rows))
		return true;
	rows->slot = table_slot_create(rows->relation, NULL);
	/* From the first page on, so that rows mostly come in the order in which they were written. */
	rows->scan = table_beginscan_strat(rows->relation, GetActiveSnapshot(), 0, NULL, true, false);
	return true;
}

static inline void
row_fetch(HeapTupleHeader row)
{
	for (int byte = 0; byte < ROW_BYTES_FETCHED; byte += FETCHED_BYTES)
		__builtin_prefetch((const char *) row + byte);
}

/* Some more of the next page. */
static inline void
page_fetch(TablePages *pages)
{
	for (int line = 0; line < LINES_AHEAD && pages->ahead < pages->ahead_end; line++, pages->ahead += FETCHED_BYTES)
		__builtin_prefetch(pages->ahead);
}

/* Brings the next row to hand; false at the end. */
bool
table_rows_next(TableRows *rows)
{
	TablePages *pages = &rows->pages;

	if (rows->scan == NULL)
	{
		while (pages->next == pages->count)
			if (!page_load(rows))
				return false;
		if (pages->next + ROWS_FETCHED < pages->count)
			row_fetch(pages->tuples[pages->next + ROWS_FETCHED]);
		page_fetch(pages);
		row_take(rows, pages->tuples[pages->next++]);
		return true;
	}
	if (!table_scan_getnextslot(rows->scan, ForwardScanDirection, rows->slot))
		return false;
	slot_getsomeattrs(rows->slot, rows->last);
	for (int c = 0; c < rows->count; c++)
	{
		rows->values[c] = rows->slot->tts_values[rows->numbers[c] - 1];
		rows->nulls[c] = rows->slot->tts_isnull[rows->numbers[c] - 1];
	}
	return true;
}

void
table_rows_close(TableRows *rows)
{
	if (rows->scan == NULL)
	{
		if (BufferIsValid(rows->pages.buffer))
			ReleaseBuffer(rows->pages.buffer);
		if (rows->pages.strategy != NULL)
			FreeAccessStrategy(rows->pages.strategy);
	}
	else
	{
		table_endscan(rows->scan);
		ExecDropSingleTupleTableSlot(rows->slot);
	}
	table_close(rows->relation, AccessShareLock);
}

static bool
table_readable(Oid table)
{
	return pg_class_aclcheck(table, GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(table, InvalidOid, true) == RLS_NONE;
}

static bool
columns_find(TableRows *rows, const TableColumn *columns)
{
	TupleDesc	row = RelationGetDescr(rows->relation);

	rows->count = 0;
	rows->last = 0;
	for (; columns->name != NULL; columns++)
	{
		Oid			type = columns->type;
		AttrNumber	number = get_attnum(RelationGetRelid(rows->relation), columns->name);

		if (!OidIsValid(type))
			type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(columns->own_type),
								   ObjectIdGetDatum(get_namespace_oid(EXTENSION_SCHEMA, true)));
		if (number <= 0 || !OidIsValid(type) || TupleDescAttr(row, number - 1)->atttypid != type)
			return false;
		rows->numbers[rows->count++] = number;
		rows->last = Max(rows->last, number);
	}
	return true;
}

/* Finds the columns that come first and have a fixed length. */
static void
lead_make(TablePages *pages, int last)
{
	pages->lead_size = 0;
	for (pages->lead = 0; pages->lead < Min(last, TABLE_LEAD_MAX); pages->lead++)
	{
		TableStep  *step = &pages->steps[pages->lead];

		if (step->length < 0)
			break;
		step->offset = TYPEALIGN(step->align + 1, pages->lead_size);
		pages->lead_size = step->offset + step->length;
	}
}

/* How the columns up to the last one that is read are gone past; false where one of them is of a kind that is not known here. */
static bool
steps_make(TableRows *rows)
{
	TupleDesc	row = RelationGetDescr(rows->relation);

	if (rows->last > TABLE_STEPS_MAX)
		return false;
	for (int c = 0; c < rows->last; c++)
	{
		Form_pg_attribute column = TupleDescAttr(row, c);
		uint8		align = column->attalign == TYPALIGN_CHAR ? 0 : column->attalign == TYPALIGN_SHORT ? 1 : column->attalign == TYPALIGN_INT ? 3 : 7;

		if (column->attlen < -1)
			return false;
		rows->pages.steps[c] = (TableStep) {column->attlen, align, column->attbyval, -1};
	}
	lead_make(&rows->pages, rows->last);
	for (int c = 0; c < rows->count; c++)
		rows->pages.steps[rows->numbers[c] - 1].place = (int8) c;
	return true;
}

/* Begins to read the table's pages; false where it has to be scanned. */
static bool
pages_begin(TableRows *rows)
{
	TablePages *pages = &rows->pages;

	/* Conflicts between serializable transactions are found by the scan. */
	if (rows->relation->rd_rel->relam != HEAP_TABLE_AM_OID || IsolationIsSerializable() || !steps_make(rows))
		return false;
	pages->snapshot = GetActiveSnapshot();
	pages->block = 0;
	pages->block_count = RelationGetNumberOfBlocks(rows->relation);
	/* As a scan does, so that a large table does not drive everything else out. */
	pages->strategy = pages->block_count > (BlockNumber) NBuffers / 4 ? GetAccessStrategy(BAS_BULKREAD) : NULL;
	pages->buffer = InvalidBuffer;
	pages->stride = 1;
	pages->ahead = pages->ahead_end = NULL;
	pages->visible_xmin = InvalidTransactionId;
	pages->next = pages->count = 0;
	pgstat_count_heap_scan(rows->relation);
	return true;
}

/* Pins the next page, where it was guessed without looking for it, in place of the one at hand. */
static void
page_pin(TableRows *rows)
{
	TablePages *pages = &rows->pages;
	Buffer		before = pages->buffer;
	Buffer		guess = heap_buffer_guess(before, pages->stride);

	if (BufferIsValid(before))
		ReleaseBuffer(before);
	pages->buffer = InvalidBuffer;
	if (BufferIsValid(guess) && read_recent_buffer(rows->relation, pages->block, guess))
		pages->buffer = guess;
	else
	{
		pages->buffer = ReadBufferExtended(rows->relation, MAIN_FORKNUM, pages->block, RBM_NORMAL, pages->strategy);
		if (pages->buffer == before - pages->stride)
			pages->stride = -pages->stride;
	}
	guess = heap_buffer_guess(pages->buffer, pages->stride);
	pages->ahead = pages->ahead_end = NULL;
	if (BufferIsValid(guess))
	{
		pages->ahead = (const char *) BufferGetBlock(guess);
		pages->ahead_end = pages->ahead + BLCKSZ;
	}
}

/* Brings the rows of the next page to hand that the snapshot sees; false at the end.  The page stays pinned while they are. */
static bool
page_load(TableRows *rows)
{
	TablePages *pages = &rows->pages;
	HeapTupleData tuple = {.t_tableOid = RelationGetRelid(rows->relation)};
	Page		page;
	OffsetNumber last;
	bool		all_visible;

	CHECK_FOR_INTERRUPTS();
	if (pages->block == pages->block_count)
		return false;
	page_pin(rows);
	pages->next = pages->count = 0;
	LockBuffer(pages->buffer, BUFFER_LOCK_SHARE);
	page = BufferGetPage(pages->buffer);
	last = PageGetMaxOffsetNumber(page);
	all_visible = heap_page_is_visible(page, pages->snapshot);
	for (OffsetNumber offset = FirstOffsetNumber; offset <= last; offset++)
	{
		ItemId		item = PageGetItemId(page, offset);

		if (!ItemIdIsNormal(item))
			continue;
		tuple.t_data = (HeapTupleHeader) PageGetItem(page, item);
		tuple.t_len = ItemIdGetLength(item);
		ItemPointerSet(&tuple.t_self, pages->block, offset);
		if (all_visible || heap_row_is_visible(&tuple, pages->snapshot, pages->buffer, &pages->visible_xmin))
			pages->tuples[pages->count++] = tuple.t_data;
	}
	LockBuffer(pages->buffer, BUFFER_LOCK_UNLOCK);
	for (int row = 0; row < Min(ROWS_FETCHED, pages->count); row++)
		row_fetch(pages->tuples[row]);
	pages->block++;
	return true;
}

/* Takes the wanted columns out of a row that was written before its last columns came to the table. */
static void
row_take_short(TableRows *rows, HeapTupleHeader row)
{
	HeapTupleData tuple = {.t_data = row};

	for (int c = 0; c < rows->count; c++)
		rows->values[c] = heap_getattr(&tuple, rows->numbers[c], RelationGetDescr(rows->relation), &rows->nulls[c]);
}

static inline Datum
value_at(const TableStep *step, char *at)
{
	if (!step->by_value)
		return PointerGetDatum(at);
	switch (step->length)
	{
		case sizeof(int64):
			return Int64GetDatum(*(int64 *) at);
		case sizeof(int32):
			return Int32GetDatum(*(int32 *) at);
		case sizeof(int16):
			return Int16GetDatum(*(int16 *) at);
		default:
			return CharGetDatum(*at);
	}
}

static inline void
value_take(TableRows *rows, const TableStep *step, char *at)
{
	if (step->place < 0)
		return;
	rows->values[step->place] = value_at(step, at);
	rows->nulls[step->place] = false;
}

/* Takes the wanted columns out of a row. */
static void
row_take(TableRows *rows, HeapTupleHeader row)
{
	const TablePages *pages = &rows->pages;
	const uint8 *present = (row->t_infomask & HEAP_HASNULL) != 0 ? row->t_bits : NULL;
	int			all = (1 << pages->lead) - 1;
	char	   *at = (char *) row + row->t_hoff;
	int			last = rows->last;
	int			c = 0;

	if (HeapTupleHeaderGetNatts(row) < last)
	{
		row_take_short(rows, row);
		return;
	}
	if (present == NULL || (*present & all) == all)
	{
		for (; c < pages->lead; c++)
			value_take(rows, &pages->steps[c], at + pages->steps[c].offset);
		at += pages->lead_size;
	}
	for (; c < last; c++)
	{
		const TableStep *step = &pages->steps[c];

		if (present != NULL && att_isnull(c, present))
		{
			if (step->place >= 0)
				rows->nulls[step->place] = true;
			continue;
		}
		/* A value whose size stands in one byte is not aligned; where there is padding, its bytes are zero. */
		if (step->length > 0 || *at == 0)
			at = (char *) TYPEALIGN((uintptr_t) step->align + 1, at);
		value_take(rows, step, at);
		at += step->length > 0 ? step->length : VARSIZE_ANY(at);
	}
}

/*
 * Whether a daterange holds a day.  A stored one has a short header, so its
 * parts stand where no pointer may: the type's OID, the ends that there are,
 * and in the last byte what ends there are.
 */
bool
table_rows_day_within(Datum range, DateADT day)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(range);
	const char *end = VARDATA_ANY(value) + sizeof(Oid);
	uint8		flags = ((const uint8 *) VARDATA_ANY(value))[VARSIZE_ANY_EXHDR(value) - 1];
	DateADT		bound;

	if ((flags & RANGE_EMPTY) != 0)
		return false;
	if (RANGE_HAS_LBOUND(flags))
	{
		memcpy(&bound, end, sizeof(bound));
		end += sizeof(bound);
		if (day < bound || (day == bound && (flags & RANGE_LB_INC) == 0))
			return false;
	}
	if (RANGE_HAS_UBOUND(flags))
	{
		memcpy(&bound, end, sizeof(bound));
		if (day > bound || (day == bound && (flags & RANGE_UB_INC) == 0))
			return false;
	}
	return true;
}
