/*-------------------------------------------------------------------------
 *
 * control_source.c
 *	  Facts about parties, read from their tables or by queries.
 *
 * The queries go through the ledger's functions for a day and an instant, as
 * the user who asks: row-level security, corrections and both time axes hold
 * by themselves.
 *
 * A question about all parties needs nearly every row of a few tables, and
 * of each row the same three tests.  Where the reader may see all of such a
 * table its rows are read directly and the tests are made here, which costs
 * a quarter of the query.  materials.flow_reader = 'sql' or 'plain' forbids
 * it; the answers are the same.  While something is supposed only the queries
 * know it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"

#include "graph/control_facts.h"
#include "graph/flow_store.h"
#include "server/id_array.h"
#include "server/identity.h"
#include "server/overlay.h"
#include "server/pg_compat.h"

#define BATCH_ROWS 1000
/* No query has more columns. */
#define QUERY_COLUMNS_MAX 16

static bool table_none(const LoadWalk *walk, const FactSource *source);
static bool names_elsewhere(const LoadWalk *walk, const FactSource *source);
static bool table_run(LoadWalk *walk, const FactSource *source);
static void query_run(LoadWalk *walk, const FactSource *source);
static void corrected_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void expired_read(LoadWalk *walk, const Datum *values, const bool *nulls);

static const FactSource corrections = {
	.everyone = {"SELECT pg_catalog.array_position('{interest,declaration,party_domicile}', x.relation), x.row_id FROM %s.correction AS x "
		"WHERE x.relation OPERATOR(pg_catalog.=) ANY ('{interest,declaration,party_domicile}') AND x.recorded_at OPERATOR(pg_catalog.<=) $3",
	ABOUT_EVERYONE},
	.empty = "correction",
	.read = corrected_read
};
static const FactSource expired_documents = {
	.everyone = {"SELECT o.id FROM %s.document AS o WHERE NOT o.valid OPERATOR(pg_catalog.@>) $2", ABOUT_EVERYONE},
	.read = expired_read
};

/* Hands every row of a source to its reader, in the load's memory. */
void
control_source_read(LoadWalk *walk, const FactSource *source)
{
	if (walk->load->parties == 0 && flow_store_may_scan() && !overlay_stands(walk->load->known_at) && (table_none(walk, source) || table_run(walk, source)))
		return;
	query_run(walk, source);
}

/* Many ledgers have no agreements, contracts, roles or lists: then even a query that finds nothing is saved. */
static bool
table_none(const LoadWalk *walk, const FactSource *source)
{
	return source->empty != NULL && table_rows_none(get_relname_relid(source->empty, get_rel_namespace(walk->load->relation)));
}

/* Reads which rows were corrected; queries leave them out by themselves. */
void
control_source_corrections(LoadWalk *walk)
{
	if (walk->load->parties != 0)
		return;
	control_source_read(walk, &corrections);
	for (int t = 0; t < CORRECTED_TABLES; t++)
		id_array_sort(walk->corrected[t].ids, walk->corrected[t].count);
}

static void
corrected_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	id_list_add(&walk->corrected[DatumGetInt32(values[0]) - 1], DatumGetInt64(values[1]));
}

/* Whether a document is no longer, or not yet, valid; asked only where some row of a table that is read directly names one. */
bool
control_source_expired(LoadWalk *walk, int64 document)
{
	if (!walk->expired_read)
	{
		walk->expired_read = true;
		query_run(walk, &expired_documents);
		id_array_sort(walk->expired.ids, walk->expired.count);
	}
	return id_array_find(walk->expired.ids, walk->expired.count, document) != NULL;
}

static void
expired_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	id_list_add(&walk->expired, DatumGetInt64(values[0]));
}

/* Whether the reader may be shown names that stand in another table: the ledger's functions look them up. */
static bool
names_elsewhere(const LoadWalk *walk, const FactSource *source)
{
	return source->names != NULL && identity_is_shown() &&
		!table_rows_no_page(get_relname_relid(source->names, get_rel_namespace(walk->load->relation)));
}

/* The columns of a source's table; when a row was recorded is read only where some instant is asked about. */
static void
columns_choose(const FactSource *source, bool ever, TableColumn columns[TABLE_COLUMNS_MAX])
{
	int			count = 0;

	while (source->columns[count].name != NULL)
		count++;
	memset(columns, 0, sizeof(TableColumn) * TABLE_COLUMNS_MAX);
	memcpy(columns, source->columns, sizeof(TableColumn) * (ever ? count - 1 : count));
}

/* Reads a source's table where that may be; false where it may not. */
static bool
table_run(LoadWalk *walk, const FactSource *source)
{
	ControlLoad *load = walk->load;
	TableRows	rows;
	TableColumn columns[TABLE_COLUMNS_MAX];
	bool		ever = TIMESTAMP_IS_NOEND(load->known_at);
	const IdList *corrected = source->corrected < CORRECTED_TABLES ? &walk->corrected[source->corrected] : NULL;
	MemoryContext caller;
	int			valid;
	uint64		count = 0;

	if (source->table == NULL || names_elsewhere(walk, source))
		return false;
	columns_choose(source, ever, columns);
	if (!table_rows_open(&rows, get_relname_relid(source->table, get_rel_namespace(load->relation)), columns))
		return false;
	caller = MemoryContextSwitchTo(load->memory.context);
	valid = rows.count - (ever ? 1 : 2);
	while (table_rows_next(&rows))
	{
		if (++count % BATCH_ROWS == 0)
			arena_check(&load->memory.arena);
		if ((!ever && DatumGetTimestampTz(rows.values[rows.count - 1]) > load->known_at) ||
			(source->dated && !table_rows_day_within(rows.values[valid], load->as_of)) ||
			(corrected != NULL && corrected->count > 0 && id_array_find(corrected->ids, corrected->count, DatumGetInt64(rows.values[0])) != NULL))
			continue;
		source->read(walk, rows.values, rows.nulls);
	}
	MemoryContextSwitchTo(caller);
	table_rows_close(&rows);
	return true;
}

static void
query_run(LoadWalk *walk, const FactSource *source)
{
	const ControlLoad *load = walk->load;
	Datum		values[5] = {load->doctrine, DateADTGetDatum(load->as_of), TimestampTzGetDatum(load->known_at), walk->metric_names, load->parties};
	char		nulls[5] = {load->doctrine == 0 ? 'n' : ' ', ' ', ' ', walk->metric_names == 0 ? 'n' : ' ', load->parties == 0 ? 'n' : ' '};

	control_source_query(walk, load->parties == 0 ? &source->everyone : &source->given, values, nulls, source->read);
}

/* Reads a query's rows in batches, so that the rows themselves never stand in memory together. */
void
control_source_query(LoadWalk *walk, const LedgerQuery *query, Datum *values, const char *nulls, FactReader read)
{
	ControlLoad *load = walk->load;
	Portal		portal = SPI_cursor_open(NULL, ledger_plan_get(query, load->relation), values, nulls, true);

	do
	{
		SPI_cursor_fetch(portal, true, BATCH_ROWS);
		arena_check(&load->memory.arena);
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			Datum		columns[QUERY_COLUMNS_MAX];
			bool		missing[QUERY_COLUMNS_MAX];
			MemoryContext caller = MemoryContextSwitchTo(load->memory.context);

			Assert(SPI_tuptable->tupdesc->natts <= QUERY_COLUMNS_MAX);
			heap_deform_tuple(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, columns, missing);
			read(walk, columns, missing);
			MemoryContextSwitchTo(caller);
		}
		SPI_freetuptable(SPI_tuptable);
	} while (SPI_processed == BATCH_ROWS);
	SPI_cursor_close(portal);
}
