/*-------------------------------------------------------------------------
 *
 * flow_store.c
 *	  Whether the flow store of a ledger may be read, by whom, and what of it
 *	  is out of date.
 *
 * The store is a copy of what stands in lot, consumption and correction, made
 * by maintain_flow.  The row of flow_state that a snapshot sees names one
 * generation of it, and rows of flow_mark name the lots that were written
 * since: writing and marking are one transaction, so what a snapshot sees of
 * both always fits.
 *
 * Packed rows are not for everybody.  Who may not read the tables beneath, or
 * sees them through row-level security, is answered from the plain rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "graph/flow_store.h"
#include "server/id_array.h"
#include "server/ledger_plan.h"
#include "server/overlay.h"
#include "server/pg_compat.h"

static const LedgerQuery state_query = {
	"SELECT s.generation, s.lot_count, s.known_from, s.file_node, s.late_from, EXISTS (SELECT FROM %1$s.flow_mark_master), " \
	/* What a subscription writes is marked by nobody: no trigger for statements fires. */ \
	"EXISTS (SELECT FROM pg_catalog.pg_subscription_rel AS r WHERE r.srrelid OPERATOR(pg_catalog.=) (SELECT l.tableoid FROM %1$s.lot AS l LIMIT 1)) FROM %1$s.flow_state AS s", 0, {0}
};
#define MARKS \
	"SELECT m.lot_id FROM %1$s.flow_mark AS m " \
	/* A writer may not have seen yet that its lot was being replaced. */ \
	"UNION SELECT %1$s.lot_standing(m.lot_id, 'infinity') FROM %1$s.flow_mark AS m JOIN %1$s.correction AS x ON x.relation OPERATOR(pg_catalog.=) 'lot' AND x.row_id OPERATOR(pg_catalog.=) m.lot_id "
#define LATE "UNION SELECT f.lot_id FROM %1$s.flow_late AS f "
/* What is packed of a lot depends on the mass of its inputs' pieces, and on its site. */
#define MASTER \
	"UNION SELECT l.id FROM %1$s.flow_mark_master AS m JOIN %1$s.lot AS l ON l.item_id OPERATOR(pg_catalog.=) m.item_id " \
	"UNION SELECT l.id FROM %1$s.flow_mark_master AS m JOIN %1$s.lot AS l ON l.site_id OPERATOR(pg_catalog.=) m.site_id " \
	"UNION SELECT l.id FROM %1$s.flow_mark_master AS m JOIN %1$s.event AS e ON e.site_id OPERATOR(pg_catalog.=) m.site_id JOIN %1$s.lot AS l ON l.event_id OPERATOR(pg_catalog.=) e.id " \
	"UNION SELECT %1$s.lot_standing(o.id, 'infinity') FROM (SELECT DISTINCT c.output_lot_id AS id FROM %1$s.flow_mark_master AS m " \
	"JOIN %1$s.lot AS l ON l.item_id OPERATOR(pg_catalog.=) m.item_id JOIN %1$s.consumption AS c ON c.input_lot_id OPERATOR(pg_catalog.=) l.id) AS o "

static const LedgerQuery marks_query = {MARKS "ORDER BY 1", 0, {0}};
static const LedgerQuery marks_late_query = {MARKS LATE "ORDER BY 1", 0, {0}};
static const LedgerQuery marks_master_query = {MARKS LATE MASTER "ORDER BY 1", 0, {0}};
static const LedgerQuery stale_count_query = {"SELECT pg_catalog.count(*) FROM (" MARKS LATE ") AS x", 0, {0}};
static const LedgerQuery numbers_even_query = {
	"SELECT f.lot_id, f.number FROM %s.flow_even AS f WHERE f.lot_id OPERATOR(pg_catalog.=) ANY ($1) AND f.part OPERATOR(pg_catalog.=) 0", 1, {INT8ARRAYOID}
};
static const LedgerQuery numbers_odd_query = {
	"SELECT f.lot_id, f.number FROM %s.flow_odd AS f WHERE f.lot_id OPERATOR(pg_catalog.=) ANY ($1) AND f.part OPERATOR(pg_catalog.=) 0", 1, {INT8ARRAYOID}
};
static const LedgerQuery supposed_query = {"SELECT s.lot_id FROM %s.supposed_lot() AS s", 0, {0}};
static const LedgerQuery key_reasons_query = {
	"SELECT k.key, k.reason FROM %s.flow_key AS k WHERE k.generation OPERATOR(pg_catalog.=) $1 ORDER BY k.key DESC", 1, {INT8OID}
};

static const struct config_enum_entry reader_options[] = {
	{"auto", FLOW_READER_PAGES, false},
	{"sql", FLOW_READER_SQL, false},
	{"plain", FLOW_READER_PLAIN, false},
	{NULL, 0, false}
};
static int	reader_setting = FLOW_READER_PAGES;

void
flow_store_define_settings(void)
{
	DefineCustomEnumVariable("materials.flow_reader",
							 "How questions read the flow of a ledger.",
							 "auto takes the fastest way that may be taken: the store's pages, a query on the store, the plain rows. The answers are the same.",
							 &reader_setting, FLOW_READER_PAGES, reader_options, PGC_USERSET, 0, NULL, NULL, NULL);
}

/* Whether the user lets tables be read without queries. */
bool
flow_store_may_scan(void)
{
	return reader_setting == FLOW_READER_PAGES;
}

const char *
flow_store_reader_name(FlowReader reader)
{
	static const char *const names[] = {[FLOW_READER_PLAIN] = "plain rows",[FLOW_READER_SQL] = "store by SQL",[FLOW_READER_PAGES] = "store by pages"};

	return names[reader];
}

static Oid
table_find(Oid relation, const char *name)
{
	return get_relname_relid(name, get_rel_namespace(relation));
}

/* Why the packed rows are not for this user, or NULL. */
const char *
flow_store_rights(Oid relation)
{
	static const char *const tables[] = {"lot", "consumption", "correction", "item", "event", "site", "flow_state", "flow_key", "flow_mark", "flow_mark_master", "flow_even", "flow_odd", "flow_late"};

	for (int t = 0; t < lengthof(tables); t++)
	{
		Oid			table = table_find(relation, tables[t]);

		if (!OidIsValid(table))
			return "the ledger has no flow store: bring it up to date with upgrade_ledger";
		if (pg_class_aclcheck(table, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
			return psprintf("there is no right to read all of table \"%s\"", tables[t]);
		if (check_enable_rls(table, InvalidOid, true) != RLS_NONE)
			return psprintf("row-level security holds on table \"%s\"", tables[t]);
	}
	return NULL;
}

static Datum
field_get(uint64 row, int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, isnull);
}

/* The file of a table; InvalidOid where it has none: a query reads that, in whichever order its rows stand. */
static Oid
file_node(Oid table)
{
	HeapTuple	row = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	Oid			node;

	if (!HeapTupleIsValid(row))
		return InvalidOid;
	node = ((Form_pg_class) GETSTRUCT(row))->relfilenode;
	ReleaseSysCache(row);
	return node;
}

/* Reads the generation; says why it does not serve, or NULL.  marks becomes how what is out of date is read. */
static const char *
state_read(FlowStore *store, TimestampTz known_at, const LedgerQuery **marks)
{
	bool		isnull;
	Datum		late_from;
	const char *why = NULL;

	if (ledger_plan_fetch(&state_query, store->relation, NULL) == 0)
		why = "maintain_flow was never called";
	else
	{
		store->generation = DatumGetInt64(field_get(0, 1, &isnull));
		store->lot_count = (uint32) DatumGetInt32(field_get(0, 2, &isnull));
		store->table = table_find(store->relation, store->generation % 2 == 0 ? "flow_even" : "flow_odd");
		if (DatumGetBool(field_get(0, 7, &isnull)))
			why = "the ledger's rows come by a subscription";
		else if (known_at < DatumGetTimestampTz(field_get(0, 3, &isnull)))
			why = "the question is about earlier knowledge";
		else if (OidIsValid(file_node(store->table)) && DatumGetObjectId(field_get(0, 4, &isnull)) != file_node(store->table))
			why = "the store was restored or rewritten: maintain_flow is due";
		late_from = field_get(0, 5, &isnull);
		/* Late rows that know more than is asked about do not serve. */
		store->has_late = !isnull && known_at >= DatumGetTimestampTz(late_from) && !overlay_stands(known_at);
		*marks = isnull || store->has_late ? &marks_query : &marks_late_query;
		if (DatumGetBool(field_get(0, 6, &isnull)))
		{
			*marks = &marks_master_query;
			store->has_late = false;
		}
		store->late_table = table_find(store->relation, "flow_late");
	}
	SPI_freetuptable(SPI_tuptable);
	return why;
}

/* Reads of which lots the plain rows have to be read; says why the store does not serve at all, or NULL. */
static const char *
marks_read(FlowStore *store, MemoryContext context, const LedgerQuery *marks)
{
	uint64		count = ledger_plan_fetch(marks, store->relation, NULL);
	const char *why = NULL;

	store->marked = MemoryContextAllocHuge(context, sizeof(int64) * (count + 1));
	for (uint64 row = 0; row < count && why == NULL; row++)
	{
		bool		isnull;
		Datum		lot = field_get(row, 1, &isnull);

		if (isnull)
			why = "a writer who does not see all rows made corrections: maintain_flow is due";
		else
			store->marked[store->marked_count++] = DatumGetInt64(lot);
	}
	SPI_freetuptable(SPI_tuptable);
	return why;
}

/* Lots that something is supposed of are read from the plain rows too. */
static void
supposed_read(FlowStore *store)
{
	uint64		count = ledger_plan_fetch(&supposed_query, store->relation, NULL);

	store->marked = repalloc_huge(store->marked, sizeof(int64) * (store->marked_count + count + 1));
	for (uint64 row = 0; row < count; row++)
	{
		bool		isnull;

		store->marked[store->marked_count++] = DatumGetInt64(field_get(row, 1, &isnull));
	}
	store->marked_count = (uint32) id_array_unique(store->marked, store->marked_count);
	SPI_freetuptable(SPI_tuptable);
}

/* The store's rows, where it serves. */
FlowRows *
flow_store_rows(const FlowStore *store)
{
	if (store->reader == FLOW_READER_PAGES)
		return flow_pages_open(store->table, true, (int32) store->lot_count);
	return flow_query_open(store->relation, store->generation, 1, (int32) store->lot_count);
}

/* The same in brief, for those who ask for inputs, and for parts by mass where parts says so; packed where they do not stand so. */
FlowRows *
flow_store_brief(const FlowStore *store, bool parts)
{
	int32		first = (int32) store->lot_count + 1;
	FlowRows   *stored;

	if (store->brief_count == 0)
		return flow_store_rows(store);
	if (store->reader == FLOW_READER_PAGES)
		stored = flow_pages_open(store->table, true, PG_INT32_MAX);
	else
		stored = flow_query_open(store->relation, store->generation, first, first + (int32) store->brief_count - 1);
	return flow_brief_open(stored, store->lot_count, store->brief_count, parts);
}

/* Only maintenance that began after the snapshot was taken locks the table, to write it anew. */
static const char *
table_lock(const FlowStore *store)
{
	return ConditionalLockRelationOid(store->table, AccessShareLock) ? NULL : "the snapshot is older than the store";
}

/* A generation that an old snapshot no longer finds was emptied to be written anew. */
static const char *
rows_check(FlowStore *store)
{
	FlowRows   *rows;
	FlowStored	stored = {0};
	int32		last = 0;

	if (store->lot_count == 0)
		return NULL;
	if (store->reader == FLOW_READER_PAGES)
	{
		rows = flow_pages_open(store->table, true, PG_INT32_MAX);
		last = flow_pages_last(rows);
	}
	else
	{
		rows = flow_query_open(store->relation, store->generation, (int32) store->lot_count, PG_INT32_MAX);
		if (rows->way->reach(rows, PG_INT32_MAX - 1))
			last = flow_rows_number(rows, rows->row_count - 1);
	}
	if (last > 0)
		rows->way->row(rows, rows->row_count - 1, &stored);
	rows->way->close(rows);
	pfree(rows);
	if (last < (int32) store->lot_count)
		return "the snapshot is older than the store";
	if (stored.part == FLOW_BRIEF_FORM)
		store->brief_count = (uint32) last - store->lot_count;
	return NULL;
}

/* Reads what stands beside the packed rows; says why these do not serve, or NULL. */
static const char *
store_read(FlowStore *store, TimestampTz known_at)
{
	MemoryContext context = CurrentMemoryContext;
	const char *why;
	const LedgerQuery *marks = &marks_query;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	why = state_read(store, known_at, &marks);
	if (why == NULL)
		why = marks_read(store, context, marks);
	if (why == NULL && overlay_stands(known_at))
		supposed_read(store);
	SPI_finish();
	return why;
}

/* Finds out how the flow of a ledger is to be read; store's arrays end up in the current memory context. */
void
flow_store_open(FlowStore *store, Oid relation, TimestampTz known_at)
{
	const char *slower = NULL;	/* why not by pages */

	*store = (FlowStore) {.relation = relation,.reader = (FlowReader) reader_setting};
	store->why = store->reader == FLOW_READER_PLAIN ? "materials.flow_reader says so" : flow_store_rights(store->relation);
	if (store->why == NULL)
		store->why = store_read(store, known_at);
	if (store->why == NULL)
		store->why = table_lock(store);
	if (store->why == NULL)
	{
		slower = store->reader == FLOW_READER_SQL ? "materials.flow_reader says so" : flow_pages_check(store->table);
		if (slower != NULL)
			store->reader = FLOW_READER_SQL;
		store->why = rows_check(store);
	}
	if (store->why == NULL)
	{
		store->why = slower;
		return;
	}
	flow_store_close(store, store->why);
}

/* The plain rows are to be read instead. */
void
flow_store_close(FlowStore *store, const char *why)
{
	store->reader = FLOW_READER_PLAIN;
	store->why = why;
	store->marked_count = 0;
	store->has_late = false;
	store->lot_count = 0;
	store->brief_count = 0;
}

/* How many lots were written since the store was; where late rows serve, no item and no site is marked. */
uint64
flow_store_stale_count(const FlowStore *store)
{
	uint64		count;
	bool		isnull;

	if (!store->has_late)
		return store->marked_count;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	ledger_plan_fetch(&stale_count_query, store->relation, NULL);
	count = (uint64) DatumGetInt64(field_get(0, 1, &isnull));
	SPI_finish();
	return count;
}

/* Numbers of lots, 0 where the store does not have one; lot_ids are ascending and differ. */
void
flow_store_numbers(const FlowStore *store, const int64 *lot_ids, uint32 count, uint32 *numbers)
{
	Datum		values[1];
	uint64		rows;

	memset(numbers, 0, sizeof(uint32) * (Size) count);
	if (store->reader == FLOW_READER_PLAIN || count == 0)
		return;
	values[0] = id_array_datum(lot_ids, count);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	rows = ledger_plan_fetch(store->generation % 2 == 0 ? &numbers_even_query : &numbers_odd_query, store->relation, values);
	for (uint64 row = 0; row < rows; row++)
	{
		bool		isnull;
		int64		lot_id = DatumGetInt64(field_get(row, 1, &isnull));
		const int64 *at = id_array_find(lot_ids, count, lot_id);

		numbers[at - lot_ids] = (uint32) DatumGetInt32(field_get(row, 2, &isnull));
	}
	SPI_finish();
	pfree(DatumGetPointer(values[0]));
}

/* What is stated, per key, of why nothing is known further up; in the current memory context. */
const char **
flow_store_key_reasons(const FlowStore *store, uint32 *count)
{
	MemoryContext context = CurrentMemoryContext;
	Datum		values[1] = {Int64GetDatum(store->generation)};
	const char **reasons;
	uint64		rows;
	bool		isnull;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	rows = ledger_plan_fetch(&key_reasons_query, store->relation, values);
	*count = rows == 0 ? 1 : (uint32) DatumGetInt32(field_get(0, 1, &isnull)) + 1;
	reasons = MemoryContextAllocExtended(context, sizeof(char *) * (Size) *count, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint64 row = 0; row < rows; row++)
	{
		Datum		reason = field_get(row, 2, &isnull);

		if (!isnull)
			reasons[DatumGetInt32(field_get(row, 1, &isnull))] = MemoryContextStrdup(context, TextDatumGetCString(reason));
	}
	SPI_finish();
	return reasons;
}
