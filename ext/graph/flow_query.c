/*-------------------------------------------------------------------------
 *
 * flow_query.c
 *	  The flow store's rows, by a query.
 *
 * It serves where pages may not be read or are not ours: under SERIALIZABLE,
 * and where the store's table was made a partitioned or foreign one.
 *
 * A cursor gives the rows from a wanted number downwards.  What is fetched at
 * a time is little at first and doubles, so that a question that wants few
 * rows reads few, and one that wants most pays for few calls.  Where the next
 * wanted row is far, another cursor is opened there; how far that is follows
 * from what the planner says a first row costs: little with an index, more on
 * another server, as much as all the rows where they have to be sorted.
 *
 * Most cursors are left long before their end, which the planner does not
 * know, nor does it know anything of a table that was just written: so it is
 * told to avoid sorting, and takes the index where there is one.
 *
 * The connection to SPI stays open meanwhile, but not its memory context:
 * what the caller allocates is the caller's.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "nodes/plannodes.h"
#include "utils/guc.h"
#include "utils/portal.h"

#include "graph/flow_rows.h"
#include "server/ledger_plan.h"
#include "server/pg_compat.h"

/* Rows that are fetched first, and up to how many numbers away no other cursor is opened; of rows in brief, which are as large as a page, fewer. */
#define ROWS_FIRST 32
#define NUMBERS_NEAR FLOW_ROWS_FETCH
#define BRIEF_PART 8
/* What a row costs at least, in the planner's units. */
#define ROW_COST 0.01

#define QUERY_OF(table, which) \
	"SELECT f.number::pg_catalog.int4, f.key::pg_catalog.int4, f.lot_id::pg_catalog.int8, f.body::pg_catalog.bytea, f.part::pg_catalog.int2 FROM %s." table " AS f " which
#define WITHIN "WHERE f.number OPERATOR(pg_catalog.>=) $1 AND f.number OPERATOR(pg_catalog.<=) $2 "
#define BACKWARDS WITHIN "ORDER BY f.number DESC, f.part DESC"
#define FORWARDS WITHIN "ORDER BY f.number, f.part"

/* For even and odd generations. */
static const LedgerQuery backwards_queries[] = {{QUERY_OF("flow_even", BACKWARDS), 2, {INT4OID, INT4OID}}, {QUERY_OF("flow_odd", BACKWARDS), 2, {INT4OID, INT4OID}}};
static const LedgerQuery forwards_queries[] = {{QUERY_OF("flow_even", FORWARDS), 2, {INT4OID, INT4OID}}, {QUERY_OF("flow_odd", FORWARDS), 2, {INT4OID, INT4OID}}};

enum
{
	COLUMN_NUMBER = 1,
	COLUMN_KEY,
	COLUMN_LOT,
	COLUMN_BODY,
	COLUMN_PART
};

typedef struct FlowQuery
{
	FlowRows	rows;			/* first: what callers see */
	Oid			relation;		/* the ledger's table lot */
	int			parity;			/* of the generation */
	int32		first;			/* rows of smaller numbers are not read */
	int32		last;			/* nor are those of larger ones */
	int			rows_part;		/* one in so many rows is fetched at a time */
	bool		forwards;		/* the cursor's rows ascend */
	Portal		cursor;			/* NULL where none is open */
	int32		near;			/* another cursor is not opened for numbers so near */
	long		fetch;			/* rows to be fetched next */
	SPITupleTable *table;		/* the rows at hand as the cursor gave them; NULL where none are */
} FlowQuery;

static Datum
column_get(const FlowQuery *query, int row, int column, bool *isnull)
{
	int			at = query->forwards ? row : query->rows.row_count - 1 - row;

	return heap_getattr(query->table->vals[at], column, query->table->tupdesc, isnull);
}

static void
cursor_close(FlowQuery *query)
{
	if (query->table != NULL)
		SPI_freetuptable(query->table);
	query->table = NULL;
	if (query->cursor != NULL)
		SPI_cursor_close(query->cursor);
	query->cursor = NULL;
}

/* How many rows may be passed over for what it costs to open a cursor. */
static int32
cursor_near(Portal cursor, int rows_part)
{
	const Plan *plan = linitial_node(PlannedStmt, cursor->stmts)->planTree;
	double		row_cost = (plan->total_cost - plan->startup_cost) / Max(plan->plan_rows, 1);
	double		rows = plan->startup_cost / Max(row_cost, ROW_COST);

	return (int32) Max(NUMBERS_NEAR, Min(rows, PG_INT32_MAX)) / rows_part;
}

static void
cursor_open(FlowQuery *query, const LedgerQuery *text, int32 last)
{
	int			level = NewGUCNestLevel();
	Datum		values[2] = {Int32GetDatum(query->first), Int32GetDatum(last)};

	cursor_close(query);
	(void) set_config_option("enable_sort", "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	query->cursor = SPI_cursor_open(NULL, ledger_plan_get(text, query->relation), values, NULL, true);
	AtEOXact_GUC(true, level);
	query->near = cursor_near(query->cursor, query->rows_part);
	query->fetch = ROWS_FIRST / query->rows_part;
}

/* Brings the cursor's next rows to hand; false where it has none. */
static bool
cursor_fetch(FlowQuery *query)
{
	FlowRows   *rows = &query->rows;
	bool		isnull;

	if (query->table != NULL)
		SPI_freetuptable(query->table);
	SPI_cursor_fetch(query->cursor, true, query->fetch);
	query->table = SPI_tuptable;
	query->fetch = Min(query->fetch * 2, FLOW_ROWS_FETCH / query->rows_part);
	rows->row_count = (int) SPI_processed;
	for (int row = 0; row < rows->row_count; row++)
		rows->numbers[row] = DatumGetInt32(column_get(query, row, COLUMN_NUMBER, &isnull));
	return rows->row_count > 0;
}

static bool
query_back(FlowRows *rows)
{
	MemoryContext caller = CurrentMemoryContext;
	bool		found;

	if (rows->row_count > 0)
		rows->after = rows->numbers[0];
	found = rows->row_count > 0 && cursor_fetch((FlowQuery *) rows);
	MemoryContextSwitchTo(caller);
	return found;
}

static bool
query_reach(FlowRows *rows, int32 number)
{
	FlowQuery  *query = (FlowQuery *) rows;
	MemoryContext caller = CurrentMemoryContext;
	bool		found;

	if (rows->row_count > 0 && number < rows->numbers[0] && rows->numbers[0] - number <= query->near)
	{
		do
			found = cursor_fetch(query);
		while (found && rows->numbers[0] > number);
	}
	else
	{
		query->forwards = false;
		cursor_open(query, &backwards_queries[query->parity], Min(number, query->last));
		found = cursor_fetch(query);
	}
	rows->after = number + 1;
	MemoryContextSwitchTo(caller);
	return found;
}

static bool
query_next(FlowRows *rows)
{
	FlowQuery  *query = (FlowQuery *) rows;
	MemoryContext caller = CurrentMemoryContext;
	bool		found;

	if (query->cursor == NULL)
	{
		query->forwards = true;
		cursor_open(query, &forwards_queries[query->parity], query->last);
	}
	Assert(query->forwards);
	found = cursor_fetch(query);
	MemoryContextSwitchTo(caller);
	return found;
}

/* A column that is empty makes the row one that cannot be read. */
static void
query_row(const FlowRows *rows, int row, FlowStored *stored)
{
	const FlowQuery *query = (const FlowQuery *) rows;
	bool		no_key;
	bool		no_lot;
	bool		no_body;
	bool		no_part;
	Datum		body = column_get(query, row, COLUMN_BODY, &no_body);

	*stored = (FlowStored) {.number = rows->numbers[row]};
	stored->key = DatumGetInt32(column_get(query, row, COLUMN_KEY, &no_key));
	stored->lot_id = DatumGetInt64(column_get(query, row, COLUMN_LOT, &no_lot));
	stored->part = DatumGetInt16(column_get(query, row, COLUMN_PART, &no_part));
	if (!no_key && !no_lot && !no_body && !no_part)
	{
		MemoryContext caller = MemoryContextSwitchTo(query->table->tuptabcxt);
		bytea	   *packed = DatumGetByteaPP(body);

		MemoryContextSwitchTo(caller);
		stored->body = (const uint8 *) VARDATA_ANY(packed);
		stored->size = VARSIZE_ANY_EXHDR(packed);
	}
}

static void
query_close(FlowRows *rows)
{
	cursor_close((FlowQuery *) rows);
	SPI_finish();
}

/* The rows of a cursor were formed just now: they need not be fetched. */
static const FlowRowsWay query_way = {query_reach, query_back, query_next, NULL, NULL, query_row, query_close};

/*
 * Reads the rows of a generation whose numbers lie between two, or are one
 * of them: packed ones, which begin with 1, or others, which are in brief.
 * To be closed in the memory context in which it was opened.
 */
FlowRows *
flow_query_open(Oid relation, int64 generation, int32 first, int32 last)
{
	FlowQuery  *query = palloc0(sizeof(FlowQuery));
	MemoryContext caller = CurrentMemoryContext;

	query->rows.way = &query_way;
	query->relation = relation;
	query->parity = (int) (generation % 2);
	query->first = first;
	query->last = last;
	query->rows_part = first > 1 ? BRIEF_PART : 1;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	MemoryContextSwitchTo(caller);
	return &query->rows;
}
