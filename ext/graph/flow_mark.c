/*-------------------------------------------------------------------------
 *
 * flow_mark.c
 *	  Marks lots whose flow a statement wrote: the flow store has them no
 *	  longer right.
 *
 * A trigger for each statement on lot and consumption; its argument names the
 * column that holds the lot.  A mark is a row of flow_mark, written at once
 * where nothing hangs on the table but its key, and by a query else.
 *
 * One mark of a lot in a transaction is enough.  So the lots that were marked
 * last are remembered: the inputs of a lot that was just recorded need no
 * mark of their own.  What another subtransaction marked does not count, for
 * it may have been rolled back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/rls.h"

#include "graph/flow_guard.h"
#include "graph/flow_mark.h"
#include "server/id_array.h"
#include "server/identity_sequence.h"
#include "server/ledger_plan.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_mark);

/* Lots that are remembered as marked. */
#define LOTS_REMEMBERED 64

/* id, lot_id */
#define MARK_COLUMNS 2

/* Lots that one subtransaction marked last. */
static struct
{
	TransactionId transaction;
	SubTransactionId part;
	Oid			table;			/* flow_mark of the ledger */
	uint32		count;
	int64		ids[LOTS_REMEMBERED];	/* ascending */
}			remembered;

static const LedgerQuery mark_query = {
	"INSERT INTO %s.flow_mark (lot_id) SELECT m.id FROM pg_catalog.unnest($1) AS m (id)", 1, {INT8ARRAYOID}
};

/* The lots of the statement's rows, each once, ascending. */
static IdList
lots_of_rows(const TriggerData *trigger, AttrNumber column)
{
	IdList		list = {0};
	TupleTableSlot *row = MakeSingleTupleTableSlot(RelationGetDescr(trigger->tg_relation), &TTSOpsMinimalTuple);
	bool		is_null;

	tuplestore_select_read_pointer(trigger->tg_newtable, 0);
	tuplestore_rescan(trigger->tg_newtable);
	while (tuplestore_gettupleslot(trigger->tg_newtable, true, false, row))
	{
		int64		lot_id;

		CHECK_FOR_INTERRUPTS();
		lot_id = DatumGetInt64(slot_getattr(row, column, &is_null));
		/* Mostly many rows of one lot stand together. */
		if (list.count == 0 || list.ids[list.count - 1] != lot_id)
			id_list_add(&list, lot_id);
	}
	ExecDropSingleTupleTableSlot(row);
	list.count = id_array_unique(list.ids, list.count);
	return list;
}

static bool
remembers(Oid table)
{
	return remembered.table == table && remembered.part == GetCurrentSubTransactionId() &&
		remembered.transaction == GetTopTransactionIdIfAny() && TransactionIdIsValid(remembered.transaction);
}

/* Leaves out what is known to be marked. */
static void
list_leave_out(IdList *list, Oid table)
{
	Size		kept = 0;

	if (!remembers(table))
		return;
	for (Size i = 0; i < list->count; i++)
	{
		if (id_array_find(remembered.ids, remembered.count, list->ids[i]) == NULL)
			list->ids[kept++] = list->ids[i];
	}
	list->count = kept;
}

static void
remember(const IdList *list, Oid table)
{
	if (list->count > LOTS_REMEMBERED)
		return;
	remembered.transaction = GetTopTransactionIdIfAny();
	remembered.part = GetCurrentSubTransactionId();
	remembered.table = table;
	remembered.count = (uint32) list->count;
	memcpy(remembered.ids, list->ids, sizeof(int64) * list->count);
}

/* Maintenance empties the table of marks: those that it saw are no longer there. */
void
flow_mark_forget(void)
{
	remembered.table = InvalidOid;
}

/* Whether rows of the table may be written without the executor. */
static bool
table_is_plain(Relation table, Oid role)
{
	TupleDesc	row = RelationGetDescr(table);
	List	   *indexes = RelationGetIndexList(table);
	bool		plain = list_length(indexes) == 1 && OidIsValid(table->rd_pkindex);

	list_free(indexes);
	return plain && row->natts == MARK_COLUMNS &&
		TupleDescAttr(row, 0)->attidentity != '\0' && TupleDescAttr(row, 0)->atttypid == INT8OID && TupleDescAttr(row, 1)->atttypid == INT8OID &&
		table->rd_rel->relkind == RELKIND_RELATION && table->trigdesc == NULL && table->rd_rules == NULL &&
		(row->constr == NULL || row->constr->num_check == 0) &&
		pg_class_aclcheck(RelationGetRelid(table), role, ACL_INSERT) == ACLCHECK_OK &&
		check_enable_rls(RelationGetRelid(table), InvalidOid, true) != RLS_ENABLED;
}

static void
write_rows(Relation table, const IdList *list)
{
	Relation	key = index_open(table->rd_pkindex, RowExclusiveLock);
	struct IndexInfo *key_info = BuildIndexInfo(key);
	TupleTableSlot *row = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsVirtual);

	for (Size i = 0; i < list->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		ExecClearTuple(row);
		row->tts_values[0] = Int64GetDatum(identity_next(table, 1));
		row->tts_values[1] = Int64GetDatum(list->ids[i]);
		row->tts_isnull[0] = row->tts_isnull[1] = false;
		ExecStoreVirtualTuple(row);
		table_tuple_insert(table, row, GetCurrentCommandId(true), 0, NULL);
		index_insert(key, row->tts_values, row->tts_isnull, &row->tts_tid, table, UNIQUE_CHECK_YES, false, key_info);
	}
	ExecDropSingleTupleTableSlot(row);
	index_close(key, NoLock);
}

static void
write_by_query(Oid ledger_table, const IdList *list)
{
	Datum		ids = id_array_datum(list->ids, list->count);
	int			code;

	SPI_connect();
	code = SPI_execute_plan(ledger_plan_get(&mark_query, ledger_table), &ids, NULL, false, 0);
	if (code != SPI_OK_INSERT)
		elog(ERROR, "query \"%s\" failed: %s", mark_query.text, SPI_result_code_string(code));
	SPI_finish();
}

static void
list_mark(IdList *list, Relation ledger_table)
{
	Relation	table = table_open(flow_ledger_table(ledger_table, "flow_mark"), RowExclusiveLock);

	list_leave_out(list, RelationGetRelid(table));
	if (list->count > 0)
	{
		if (table_is_plain(table, GetUserId()))
			write_rows(table, list);
		else
			write_by_query(RelationGetRelid(ledger_table), list);
		remember(list, RelationGetRelid(table));
	}
	table_close(table, NoLock);
}

/* Marks one lot, as the trigger on lot does. */
void
flow_mark_lot(Relation lot, int64 id)
{
	IdList		list = {.ids = &id,.count = 1,.space = 1};

	list_mark(&list, lot);
}

Datum
flow_mark(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	IdList		list;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"flow_mark\" was not called by trigger manager")));
	if (!TRIGGER_FIRED_BY_INSERT(trigger->tg_event) || !TRIGGER_FIRED_AFTER(trigger->tg_event) ||
		!TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event) || trigger->tg_newtable == NULL || trigger->tg_trigger->tgnargs != 1)
		flow_report_unlike_ledger(trigger->tg_relation, "materials.flow_mark(column) marks AFTER INSERT, REFERENCING NEW TABLE, FOR EACH STATEMENT.");

	list = lots_of_rows(trigger, flow_attribute_of_type(trigger->tg_relation, trigger->tg_trigger->tgargs[0], INT8OID));
	list_mark(&list, trigger->tg_relation);
	return PointerGetDatum(NULL);
}
