/*-------------------------------------------------------------------------
 *
 * flow_guard.c
 *	  The guard of consumption: checks and books what a statement recorded.
 *
 * One pass over the rows of the statement looks each lot up once, by its
 * key, however many rows name it, and finds whether all rows are in order:
 * lots and events exist, dimensions fit, nothing precedes its input, what
 * is a primary source has none.  Then the lots drawn from are booked, in
 * the order of their ids, and last comes the look whether one of the lots
 * was corrected meanwhile.
 *
 * This is the quick way of the ledger's own guard_consumption(), which
 * states the same in SQL.  Whatever is not plain goes there, before
 * anything is booked: row-level security, rights of single columns, a row
 * that is at fault, an excess that the source states.  So what is refused
 * is said in one place, in terms of the row.
 *
 * That the lots exist is checked here in every case, with the errors of
 * the foreign keys, whose row-by-row triggers flow_guard_keys() rests.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "parser/parse_func.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"

#include "graph/flow_guard.h"
#include "server/pg_compat.h"
#include "types/quantity_datum.h"

MATERIALS_FUNCTION(flow_guard);

#define SH_PREFIX lots
#define SH_ELEMENT_TYPE FlowGuardLot
#define SH_KEY_TYPE int64
#define SH_KEY id
#define SH_HASH_KEY(table, key) ((uint32) (((uint64) (key) * UINT64CONST(0x9E3779B97F4A7C15)) >> 32))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* The lots that a statement over a few rows names, at first. */
#define LOTS_EXPECTED 32

typedef struct ConsumptionColumns
{
	AttrNumber	output;
	AttrNumber	input;
	AttrNumber	quantity;
	AttrNumber	event;
	AttrNumber	excess;
} ConsumptionColumns;

typedef struct LotColumns
{
	AttrNumber	made_on;
	AttrNumber	event;
	AttrNumber	primary_source;
	AttrNumber	quantity;
} LotColumns;

typedef struct Guard
{
	Relation	consumption;
	FlowGuardRows rows;
	int			next;			/* of the rows in slots */
	TupleTableSlot *row;
	TupleTableSlot *stored;		/* takes rows from the store */
	ConsumptionColumns column;
	LotColumns	lot_column;
	FlowProbe	lot;
	FlowProbe	event;			/* opened when a row needs it */
	FlowProbe	balance;
	Oid			event_table;
	Oid			correction_table;
	Oid			correction_key; /* its index on what is corrected, if it has one */
	lots_hash  *lots;
	FlowGuardLot **sorted;		/* the same in the order of their ids */
	bool		plain;			/* nothing spoke for the slow way so far */
} Guard;

static void guard_open(Guard *guard, Relation consumption, FlowGuardRows rows);
static void guard_close(Guard *guard);
static void rows_restart(Guard *guard);
static bool next_row(Guard *guard);
static void note_lot(Guard *guard, AttrNumber column);
static void look_lots_up(Guard *guard);
static void check_row(Guard *guard);
static FlowGuardLot *lot_of_row(const Guard *guard, AttrNumber column);
static void read_lot(void *state, FlowGuardLot *lot);
static bool find_event(Guard *guard, int64 id);
static pg_noinline void report_missing(const Guard *guard, AttrNumber column, const char *table);
static bool tables_are_open_to(Oid role, const Guard *guard);
static void book(Guard *guard);
static int	by_id(const void *a, const void *b);
static pg_noinline void report_corrected(Guard *guard);
static char *lot_code(Guard *guard, int64 id);
static void guard_in_sql(FunctionCallInfo fcinfo, Relation consumption);

Datum
flow_guard(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"flow_guard\" was not called by trigger manager")));
	if (!TRIGGER_FIRED_BY_INSERT(trigger->tg_event) || !TRIGGER_FIRED_AFTER(trigger->tg_event) ||
		!TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event) || trigger->tg_newtable == NULL)
		flow_report_unlike_ledger(trigger->tg_relation, "materials.flow_guard() guards AFTER INSERT, REFERENCING NEW TABLE, FOR EACH STATEMENT.");

	if (!flow_guard_rows(trigger->tg_relation, (FlowGuardRows) {.store = trigger->tg_newtable,.lot_lock = AccessShareLock}))
		guard_in_sql(fcinfo, trigger->tg_relation);
	return PointerGetDatum(NULL);
}

/*
 * Checks and books rows of consumption; false where that is left to
 * guard_consumption(), and nothing is booked yet.
 */
bool
flow_guard_rows(Relation consumption, FlowGuardRows rows)
{
	Guard		guard;

	/* What the statement itself recorded, lots and events too, is to be seen. */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	guard_open(&guard, consumption, rows);
	guard.plain = OidIsValid(guard.correction_key) && tables_are_open_to(GetUserId(), &guard) && flow_balance_is_plain(&guard.balance);

	look_lots_up(&guard);
	rows_restart(&guard);
	while (next_row(&guard))
		check_row(&guard);
	if (guard.plain)
	{
		book(&guard);
		/* Only now: a correction of these lots had to wait for the balances, or is visible. */
		PopActiveSnapshot();
		PushActiveSnapshot(GetTransactionSnapshot());
		if (flow_lots_are_corrected(guard.correction_table, guard.correction_key, guard.sorted, guard.lots->members))
			report_corrected(&guard);
	}
	guard_close(&guard);
	PopActiveSnapshot();
	return guard.plain;
}

static void
guard_open(Guard *guard, Relation consumption, FlowGuardRows rows)
{
	memset(guard, 0, sizeof(Guard));
	guard->consumption = consumption;
	guard->rows = rows;
	if (rows.store != NULL)
		guard->stored = MakeSingleTupleTableSlot(RelationGetDescr(consumption), &TTSOpsMinimalTuple);
	guard->column.output = flow_attribute_of_type(consumption, "output_lot_id", INT8OID);
	guard->column.input = flow_attribute_of_type(consumption, "input_lot_id", INT8OID);
	guard->column.quantity = flow_attribute_of_type(consumption, "quantity", InvalidOid);
	guard->column.event = flow_attribute_of_type(consumption, "event_id", INT8OID);
	guard->column.excess = flow_attribute_of_type(consumption, "excess_stated", BOOLOID);
	guard->event_table = flow_ledger_table(consumption, "event");
	guard->correction_table = flow_ledger_table(consumption, "correction");
	guard->correction_key = get_relname_relid("correction_relation_row_id_key", RelationGetNamespace(consumption));
	flow_probe_open(&guard->lot, flow_ledger_table(consumption, "lot"), rows.lot_lock);
	flow_probe_open(&guard->balance, flow_ledger_table(consumption, "lot_balance"), RowExclusiveLock);
	guard->lot_column.made_on = flow_attribute_of_type(guard->lot.table, "made_on", DATEOID);
	guard->lot_column.event = flow_attribute_of_type(guard->lot.table, "event_id", INT8OID);
	guard->lot_column.primary_source = flow_attribute_of_type(guard->lot.table, "primary_source", BOOLOID);
	guard->lot_column.quantity = flow_attribute_of_type(guard->lot.table, "quantity", InvalidOid);
	flow_probe_begin(&guard->lot, GetActiveSnapshot());
	guard->lots = lots_create(CurrentMemoryContext, LOTS_EXPECTED, NULL);
}

static void
guard_close(Guard *guard)
{
	if (guard->stored != NULL)
		ExecDropSingleTupleTableSlot(guard->stored);
	flow_probe_close(&guard->lot);
	flow_probe_close(&guard->event);
	flow_probe_close(&guard->balance);
	lots_destroy(guard->lots);
	pfree(guard->sorted);
}

static void
rows_restart(Guard *guard)
{
	guard->next = 0;
	if (guard->rows.store == NULL)
		return;
	tuplestore_select_read_pointer(guard->rows.store, 0);
	tuplestore_rescan(guard->rows.store);
}

/* Makes the next row the current one, all its columns at hand. */
static bool
next_row(Guard *guard)
{
	CHECK_FOR_INTERRUPTS();
	if (guard->rows.store == NULL)
	{
		if (guard->next == guard->rows.count)
			return false;
		guard->row = guard->rows.slots[guard->next++];
		return true;
	}
	guard->row = guard->stored;
	if (!tuplestore_gettupleslot(guard->rows.store, true, false, guard->row))
		return false;
	slot_getallattrs(guard->row);
	return true;
}

/* Notes a lot that the current row names. */
static void
note_lot(Guard *guard, AttrNumber column)
{
	bool		known;
	FlowGuardLot *lot = lots_insert(guard->lots, DatumGetInt64(guard->row->tts_values[column - 1]), &known);

	if (!known)
		lot->exists = lot->drawn_from = lot->corrected = false;
}

/* Looks the lots of all rows up, each once, in the order of their ids. */
static void
look_lots_up(Guard *guard)
{
	uint32		count = 0;
	lots_iterator iterator;
	FlowGuardLot *lot;

	rows_restart(guard);
	while (next_row(guard))
	{
		note_lot(guard, guard->column.output);
		note_lot(guard, guard->column.input);
	}
	guard->sorted = palloc_extended(sizeof(FlowGuardLot *) * Max(guard->lots->members, 1), MCXT_ALLOC_HUGE);
	lots_start_iterate(guard->lots, &iterator);
	while ((lot = lots_iterate(guard->lots, &iterator)) != NULL)
		guard->sorted[count++] = lot;
	qsort(guard->sorted, count, sizeof(FlowGuardLot *), by_id);
	flow_probe_lots(&guard->lot, guard->sorted, count, read_lot, guard);
}

/* Takes one row in: its lots and its event exist; whatever else is wrong is for the slow way to say. */
static void
check_row(Guard *guard)
{
	const FlowGuardLot *output = lot_of_row(guard, guard->column.output);
	FlowGuardLot *input = lot_of_row(guard, guard->column.input);
	Quantity	quantity;
	QuantityAmount drawn;

	if (!guard->row->tts_isnull[guard->column.event - 1] &&
		!find_event(guard, DatumGetInt64(guard->row->tts_values[guard->column.event - 1])))
		report_missing(guard, guard->column.event, "event");
	if (!guard->plain)
		return;
	quantity = DatumGetQuantity(guard->row->tts_values[guard->column.quantity - 1]);
	guard->plain = !DatumGetBool(guard->row->tts_values[guard->column.excess - 1]) &&
		!output->primary_source &&
		quantity.dimension == input->dimension &&
		!(input->dated && output->dated && input->made_on > output->made_on) &&
		quantity_sum(input->drawn, quantity.amount, &drawn) == QUANTITY_OK;
	if (guard->plain)
		input->drawn = drawn;
	input->drawn_from = true;
}

/* The lot that a column of the current row names. */
static FlowGuardLot *
lot_of_row(const Guard *guard, AttrNumber column)
{
	FlowGuardLot *lot = lots_lookup(guard->lots, DatumGetInt64(guard->row->tts_values[column - 1]));

	if (!lot->exists)
		report_missing(guard, column, "lot");
	return lot;
}

/* Reads a lot of which there is an entry, where its row is seen. */
static void
read_lot(void *state, FlowGuardLot *lot)
{
	Guard	   *guard = state;
	TupleTableSlot *found = guard->lot.slot;
	bool		is_null;
	Datum		value;
	Quantity	made;

	if (!index_fetch_heap(guard->lot.scan, found))
		return;
	lot->exists = true;
	lot->places = PLACE_NONE;
	lot->drawn = 0;
	lot->primary_source = DatumGetBool(slot_getattr(found, guard->lot_column.primary_source, &is_null));
	made = DatumGetQuantity(slot_getattr(found, guard->lot_column.quantity, &is_null));
	lot->dimension = made.dimension;
	lot->made = made.amount;
	value = slot_getattr(found, guard->lot_column.made_on, &is_null);
	lot->dated = !is_null;
	if (lot->dated)
	{
		lot->made_on = DatumGetDateADT(value);
		return;
	}
	value = slot_getattr(found, guard->lot_column.event, &is_null);
	if (!is_null && find_event(guard, DatumGetInt64(value)))
	{
		value = slot_getattr(guard->event.slot, flow_attribute_of_type(guard->event.table, "occurred_on", DATEOID), &is_null);
		lot->dated = !is_null;
		lot->made_on = is_null ? 0 : DatumGetDateADT(value);
	}
}

static bool
find_event(Guard *guard, int64 id)
{
	if (guard->event.table == NULL)
	{
		flow_probe_open(&guard->event, guard->event_table, AccessShareLock);
		flow_probe_begin(&guard->event, GetActiveSnapshot());
	}
	return flow_probe_find(&guard->event, id);
}

/* The error of the foreign key that stands on a column, in the words of the server. */
static void
report_missing(const Guard *guard, AttrNumber column, const char *table)
{
	Relation	consumption = guard->consumption;
	const char *column_name = NameStr(TupleDescAttr(RelationGetDescr(consumption), column - 1)->attname);
	char	   *key_name = psprintf("%s_%s_fkey", RelationGetRelationName(consumption), column_name);
	bool		readable = pg_class_aclcheck(RelationGetRelid(consumption), GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(RelationGetRelid(consumption), InvalidOid, true) != RLS_ENABLED;
	ListCell   *cell;

	foreach(cell, RelationGetFKeyList(consumption))
	{
		ForeignKeyCacheInfo *key = lfirst_node(ForeignKeyCacheInfo, cell);

		if (key->nkeys == 1 && key->conkey[0] == column)
			key_name = get_constraint_name(key->conoid);
	}
	ereport(ERROR,
			(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
			 errmsg("insert or update on table \"%s\" violates foreign key constraint \"%s\"", RelationGetRelationName(consumption), key_name),
			 readable ?
			 errdetail("Key (%s)=(" INT64_FORMAT ") is not present in table \"%s\".",
					   column_name, DatumGetInt64(guard->row->tts_values[column - 1]), table) :
			 errdetail("Key is not present in table \"%s\".", table),
			 errtableconstraint(consumption, key_name)));
}

/* Whether a role sees all rows of the tables, and may write what is to be booked. */
static bool
tables_are_open_to(Oid role, const Guard *guard)
{
	const Oid	tables[] = {RelationGetRelid(guard->lot.table), guard->event_table, guard->correction_table, RelationGetRelid(guard->balance.table)};
	const AclMode rights[] = {ACL_SELECT, ACL_SELECT, ACL_SELECT, ACL_SELECT | ACL_INSERT | ACL_UPDATE};

	for (int i = 0; i < lengthof(tables); i++)
	{
		if (pg_class_aclmask(tables[i], role, rights[i], ACLMASK_ALL) != rights[i] ||
			check_enable_rls(tables[i], InvalidOid, true) == RLS_ENABLED)
			return false;
	}
	return true;
}

/* Books what was drawn, in the order of the lots. */
static void
book(Guard *guard)
{
	uint32		lot_count = guard->lots->members;
	FlowGuardLot **drawn = palloc_extended(sizeof(FlowGuardLot *) * Max(lot_count, 1), MCXT_ALLOC_HUGE);
	uint32		count = 0;

	for (uint32 i = 0; i < lot_count; i++)
	{
		if (guard->sorted[i]->drawn_from)
			drawn[count++] = guard->sorted[i];
	}
	flow_balance_book(&guard->balance, drawn, count);
	pfree(drawn);
}

static int
by_id(const void *a, const void *b)
{
	int64		left = (*(FlowGuardLot *const *) a)->id;
	int64		right = (*(FlowGuardLot *const *) b)->id;

	return (left > right) - (left < right);
}

/* Names the lots of the first row of which one was corrected. */
static void
report_corrected(Guard *guard)
{
	AttrNumber	id_column = flow_attribute_of_type(guard->consumption, "id", INT8OID);
	int64		first = PG_INT64_MAX;
	int64		output = 0;
	int64		input = 0;

	rows_restart(guard);
	while (next_row(guard))
	{
		int64		id = DatumGetInt64(guard->row->tts_values[id_column - 1]);
		if (id <= first && (lot_of_row(guard, guard->column.output)->corrected || lot_of_row(guard, guard->column.input)->corrected))
		{
			first = id;
			output = DatumGetInt64(guard->row->tts_values[guard->column.output - 1]);
			input = DatumGetInt64(guard->row->tts_values[guard->column.input - 1]);
		}
	}
	/* The snapshot that lots were looked up with may be gone since the balances were booked. */
	flow_probe_restart(&guard->lot, GetActiveSnapshot());
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("lot \"%s\" or \"%s\" was corrected", lot_code(guard, output), lot_code(guard, input)),
			 errdetail("A lot that was replaced or withdrawn takes no new consumption."),
			 errhint("Use the lot that stands instead.")));
}

static char *
lot_code(Guard *guard, int64 id)
{
	bool		is_null = true;
	Datum		code = (Datum) 0;

	if (flow_probe_find(&guard->lot, id))
		code = slot_getattr(guard->lot.slot, flow_attribute(guard->lot.table, "code"), &is_null);
	return is_null ? psprintf(INT64_FORMAT, id) : TextDatumGetCString(code);
}

/* The same in SQL, by the ledger's own function. */
static void
guard_in_sql(FunctionCallInfo fcinfo, Relation consumption)
{
	List	   *name = list_make2(makeString(get_namespace_name(RelationGetNamespace(consumption))), makeString("guard_consumption"));
	FmgrInfo	function;

	LOCAL_FCINFO(call, 0);

	fmgr_info(LookupFuncName(name, 0, NULL, false), &function);
	InitFunctionCallInfoData(*call, &function, 0, InvalidOid, fcinfo->context, NULL);
	FunctionCallInvoke(call);
}
