/*-------------------------------------------------------------------------
 *
 * ledger_plan.c
 *	  Kept plans of the queries that the engine asks a ledger.
 *
 * A walk asks the same two questions once a level, so they are prepared
 * once a session and ledger.  A plan names the ledger's schema, taken from
 * the catalogue and quoted; when the schema is renamed the plan is made
 * anew.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/parsenodes.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "server/ledger_plan.h"

typedef struct PlanKey
{
	const LedgerQuery *query;
	Oid			schema;
} PlanKey;

typedef struct PlanEntry
{
	PlanKey		key;
	NameData	schema_name;
	SPIPlanPtr	plan;			/* NULL while it is being made */
} PlanEntry;

static HTAB *plans = NULL;

static PlanEntry *
entry_find(const LedgerQuery *query, Oid schema)
{
	PlanKey		key;
	PlanEntry  *entry;
	bool		known;

	if (plans == NULL)
	{
		HASHCTL		control = {.keysize = sizeof(PlanKey),.entrysize = sizeof(PlanEntry),.hcxt = CacheMemoryContext};

		plans = hash_create("plans of ledger queries", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	memset(&key, 0, sizeof(key));
	key.query = query;
	key.schema = schema;
	entry = hash_search(plans, &key, HASH_ENTER, &known);
	if (!known)
		entry->plan = NULL;
	return entry;
}

/* The plan of a query for the ledger that a table belongs to; the caller is connected to SPI. */
SPIPlanPtr
ledger_plan_get(const LedgerQuery *query, Oid relation)
{
	Oid			schema = get_rel_namespace(relation);
	char	   *name = get_namespace_name(schema);
	PlanEntry  *entry;

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("there is no table with OID %u", relation),
				 errhint("Pass a table of a ledger, such as 'ledger.lot'.")));
	entry = entry_find(query, schema);
	if (entry->plan != NULL && strcmp(NameStr(entry->schema_name), name) != 0)
	{
		SPI_freeplan(entry->plan);
		entry->plan = NULL;
	}
	if (entry->plan == NULL)
	{
		char	   *text = psprintf(query->text, quote_identifier(name));
		Oid			types[LEDGER_QUERY_PARAMETERS_MAX];
		SPIPlanPtr	plan;

		memcpy(types, query->parameter_types, sizeof(types));
		/* The plan does not depend on which lots are asked for: planning it each time would cost more than it finds. */
		plan = SPI_prepare_cursor(text, query->parameter_count, types, CURSOR_OPT_GENERIC_PLAN);
		if (plan == NULL)
			elog(ERROR, "query \"%s\" cannot be prepared: %s", text, SPI_result_code_string(SPI_result));
		SPI_keepplan(plan);
		entry->plan = plan;
		namestrcpy(&entry->schema_name, name);
	}
	return entry->plan;
}

/* Runs a query that only reads, under the active snapshot, for so many of its rows; they are in SPI_tuptable, their number is returned. */
uint64
ledger_plan_fetch_some(const LedgerQuery *query, Oid relation, Datum *values, uint64 rows_max)
{
	int			code = SPI_execute_plan(ledger_plan_get(query, relation), values, NULL, true, (long) rows_max);

	if (code != SPI_OK_SELECT)
		elog(ERROR, "query \"%s\" failed: %s", query->text, SPI_result_code_string(code));
	return SPI_processed;
}

/* The same for all of its rows. */
uint64
ledger_plan_fetch(const LedgerQuery *query, Oid relation, Datum *values)
{
	return ledger_plan_fetch_some(query, relation, values, 0);
}
