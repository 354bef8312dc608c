/*-------------------------------------------------------------------------
 *
 * flow_record.c
 *	  Records a lot and what it was made of, in one call.
 *
 * What it records and refuses is what two statements would: an INSERT into
 * lot and one into consumption.  Where nothing hangs on the two tables but
 * what create_ledger hung there, the rows are written without these
 * statements, whose preparation takes longer than the writing; constraints
 * and defaults are the tables' own.  Else, and where something is wrong with
 * the rows, the statements run and say so.
 *
 * The keys of lot are checked as the server does (flow_record_keys.c).  Those of consumption, and all that a balance needs, are the guard's.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "graph/flow_guard.h"
#include "graph/flow_late.h"
#include "graph/flow_mark.h"
#include "graph/flow_record.h"
#include "server/ledger_plan.h"
#include "server/pg_compat.h"
#include "server/recorded_at.h"
#include "server/table_writer.h"

MATERIALS_FUNCTION(flow_record);

/* The arguments: the ledger's table lot, columns of lot, and what was used. */
enum
{
	ARG_LOT_TABLE,
	ARG_CODE,
	ARG_QUANTITY,
	ARG_ITEM,
	ARG_MATERIAL,
	ARG_ROLE,
	ARG_PRODUCER,
	ARG_SITE,
	ARG_COUNTRY,
	ARG_STEP,
	ARG_MADE_ON,
	ARG_UNIT_MASS,
	ARG_EVENT,
	ARG_PRIMARY_SOURCE,
	ARG_UNTRACED_REASON,
	ARG_CUSTODY_MODEL,
	ARG_SOURCE,
	ARG_INPUTS,
	ARG_DRAWN,
	ARG_COSTS,
	ARG_CURRENCY
};

#define LOT_COLUMNS (ARG_SOURCE - ARG_CODE + 1)

/* In the order of the arguments from ARG_CODE on. */
static const char *const lot_columns[LOT_COLUMNS] = {
	"code", "quantity", "item_id", "material", "role", "producer_id", "site_id", "country", "step", "made_on", "unit_mass", "event_id",
	"primary_source", "untraced_reason", "custody_model", "source"
};

/* Types that are the ledger's are filled in before use. */
static LedgerQuery lot_query = {
	"INSERT INTO %s.lot (code, quantity, item_id, material, role, producer_id, site_id, country, step, made_on, unit_mass, event_id, "
	"primary_source, untraced_reason, custody_model, source) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id", LOT_COLUMNS, {0}
};
static LedgerQuery inputs_query = {
	"INSERT INTO %s.consumption (output_lot_id, input_lot_id, quantity, cost, currency, event_id, source) "
	"SELECT $1, u.input, u.drawn, u.cost, $5, $6, $7 FROM ROWS FROM (pg_catalog.unnest($2), pg_catalog.unnest($3), pg_catalog.unnest($4)) AS u (input, drawn, cost)", 7, {0}
};

/* What went into the lot: arrays of the same length. */
typedef struct Inputs
{
	int			count;
	Datum	   *lots;
	Datum	   *drawn;
	Datum	   *costs;			/* NULL where none are stated */
	bool	   *lot_missing;
	bool	   *drawn_missing;
	bool	   *cost_missing;
} Inputs;

/* The type that an argument was declared with. */
static Oid
argument_type(FunctionCallInfo fcinfo, int argument)
{
	Oid			type = get_fn_expr_argtype(fcinfo->flinfo, argument);

	if (!OidIsValid(type))
		elog(ERROR, "type of argument %d of flow_record is not known", argument + 1);
	return type;
}

static bool
function_is(const Trigger *trigger, PGFunction function)
{
	FmgrInfo	info;

	fmgr_info(trigger->tgfoid, &info);
	return info.fn_addr == function;
}

/*
 * Whether the triggers of a table that fire on INSERT are those of a ledger:
 * what they do is done here.  keys: those of foreign keys may be awake.
 */
static bool
triggers_are_known(Relation table, bool keys, const PGFunction *statement_functions, int count)
{
	const TriggerDesc *triggers = table->trigdesc;
	int			seen = 0;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];
		bool		known = false;

		if (!TRIGGER_FOR_INSERT(trigger->tgtype) || trigger->tgenabled == TRIGGER_DISABLED)
			continue;
		if (trigger->tgenabled != TRIGGER_FIRES_ON_ORIGIN || trigger->tgqual != NULL || trigger->tgdeferrable)
			return false;
		if (trigger->tgisinternal)
		{
			if (!keys || trigger->tgfoid != F_RI_FKEY_CHECK_INS)
				return false;
			continue;
		}
		for (int f = 0; f < count && !TRIGGER_FOR_ROW(trigger->tgtype); f++)
			known = known || function_is(trigger, statement_functions[f]);
		if (!known)
			return false;
		seen++;
	}
	return seen == count;
}

static bool
lot_triggers_are_served(Relation lot)
{
	/* What is recorded by default is recorded now, so there is nothing to refuse about the time. */
	const PGFunction functions[] = {flow_mark, guard_recorded};

	return triggers_are_known(lot, true, functions, lengthof(functions));
}

static bool
consumption_triggers_are_served(Relation consumption)
{
	/* What was just recorded is not packed late: of that it takes a lot that the store has. */
	const PGFunction functions[] = {flow_guard, flow_mark, flow_late_trigger, guard_recorded};

	return triggers_are_known(consumption, false, functions, lengthof(functions));
}

static void
column_set(TupleTableSlot *row, AttrNumber column, Datum value, bool is_null)
{
	row->tts_values[column - 1] = value;
	row->tts_isnull[column - 1] = is_null;
}

/* Records the lot; false where a statement has to. */
static bool
lot_write(FunctionCallInfo fcinfo, Relation lot, int64 *id)
{
	TableWriter writer;
	TupleTableSlot *row;
	bool		written;

	if (!table_writer_open(&writer, lot, lot_triggers_are_served))
		return false;
	row = table_writer_row(&writer);
	for (int c = 0; c < LOT_COLUMNS; c++)
		column_set(row, flow_attribute_of_type(lot, lot_columns[c], argument_type(fcinfo, ARG_CODE + c)), PG_GETARG_DATUM(ARG_CODE + c), PG_ARGISNULL(ARG_CODE + c));
	written = table_writer_complete(&writer, row);
	if (written)
	{
		table_writer_insert(&writer, &row, 1);
		CommandCounterIncrement();
		flow_record_check_keys(lot, row);
		*id = DatumGetInt64(row->tts_values[flow_attribute_of_type(lot, "id", INT8OID) - 1]);
		flow_mark_lot(lot, *id);
	}
	ExecDropSingleTupleTableSlot(row);
	table_writer_close(&writer);
	return written;
}

static int64
lot_write_by_query(FunctionCallInfo fcinfo, Relation lot)
{
	Datum		values[LOT_COLUMNS];
	char		nulls[LOT_COLUMNS];
	bool		is_null;
	int64		id;
	int			code;

	for (int c = 0; c < LOT_COLUMNS; c++)
	{
		lot_query.parameter_types[c] = TupleDescAttr(RelationGetDescr(lot), flow_attribute(lot, lot_columns[c]) - 1)->atttypid;
		values[c] = PG_GETARG_DATUM(ARG_CODE + c);
		nulls[c] = PG_ARGISNULL(ARG_CODE + c) ? 'n' : ' ';
	}
	SPI_connect();
	code = SPI_execute_plan(ledger_plan_get(&lot_query, RelationGetRelid(lot)), values, nulls, false, 0);
	if (code != SPI_OK_INSERT_RETURNING)
		elog(ERROR, "query \"%s\" failed: %s", lot_query.text, SPI_result_code_string(code));
	if (SPI_processed != 1)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the lot was not recorded"),
				 errdetail("A trigger or a rule of table \"lot\" kept it out.")));
	id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
	SPI_finish();
	return id;
}

static int
elements_read(ArrayType *array, Datum **elements, bool **nulls)
{
	Oid			type = ARR_ELEMTYPE(array);
	int16		size;
	bool		by_value;
	char		align;
	int			count;

	get_typlenbyvalalign(type, &size, &by_value, &align);
	deconstruct_array(array, type, size, by_value, align, elements, nulls, &count);
	return count;
}

static Inputs
inputs_read(FunctionCallInfo fcinfo)
{
	Inputs		inputs = {0};
	int			drawn = 0;
	int			costs = 0;

	if (!PG_ARGISNULL(ARG_INPUTS))
		inputs.count = elements_read(PG_GETARG_ARRAYTYPE_P(ARG_INPUTS), &inputs.lots, &inputs.lot_missing);
	if (!PG_ARGISNULL(ARG_DRAWN))
		drawn = elements_read(PG_GETARG_ARRAYTYPE_P(ARG_DRAWN), &inputs.drawn, &inputs.drawn_missing);
	if (!PG_ARGISNULL(ARG_COSTS))
		costs = elements_read(PG_GETARG_ARRAYTYPE_P(ARG_COSTS), &inputs.costs, &inputs.cost_missing);
	if (drawn != inputs.count)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d inputs cannot have %d quantities", inputs.count, drawn),
				 errhint("Pass as many quantities as input lots, in the same order.")));
	if (costs != 0 && costs != inputs.count)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d inputs cannot have %d costs", inputs.count, costs),
				 errhint("Pass as many costs as input lots, in the same order, or none; NULL is a cost that is not known.")));
	if (costs == 0)
		inputs.costs = NULL;
	return inputs;
}

/* Makes complete rows of what went in; false where a row is at fault. */
static bool
inputs_form(FunctionCallInfo fcinfo, const TableWriter *writer, const Inputs *inputs, int64 output, TupleTableSlot **rows)
{
	const AttrNumber output_column = flow_attribute_of_type(writer->table, "output_lot_id", INT8OID);
	const AttrNumber input_column = flow_attribute_of_type(writer->table, "input_lot_id", INT8OID);
	const AttrNumber quantity_column = flow_attribute_of_type(writer->table, "quantity", argument_type(fcinfo, ARG_QUANTITY));
	const AttrNumber cost_column = flow_attribute_of_type(writer->table, "cost", NUMERICOID);
	const AttrNumber currency_column = flow_attribute_of_type(writer->table, "currency", TEXTOID);
	const AttrNumber event_column = flow_attribute_of_type(writer->table, "event_id", INT8OID);
	const AttrNumber source_column = flow_attribute_of_type(writer->table, "source", TEXTOID);

	for (int i = 0; i < inputs->count; i++)
	{
		TupleTableSlot *row = rows[i] = table_writer_row(writer);

		column_set(row, output_column, Int64GetDatum(output), false);
		column_set(row, input_column, inputs->lots[i], inputs->lot_missing[i]);
		column_set(row, quantity_column, inputs->drawn[i], inputs->drawn_missing[i]);
		if (inputs->costs != NULL)
			column_set(row, cost_column, inputs->costs[i], inputs->cost_missing[i]);
		column_set(row, currency_column, PG_GETARG_DATUM(ARG_CURRENCY), PG_ARGISNULL(ARG_CURRENCY));
		column_set(row, event_column, PG_GETARG_DATUM(ARG_EVENT), PG_ARGISNULL(ARG_EVENT));
		column_set(row, source_column, PG_GETARG_DATUM(ARG_SOURCE), PG_ARGISNULL(ARG_SOURCE));
		if (!table_writer_complete(writer, row))
			return false;
	}
	return true;
}

/* Records what went in; false where a statement has to. */
static bool
inputs_write(FunctionCallInfo fcinfo, Relation consumption, const Inputs *inputs, int64 output)
{
	TableWriter writer;
	TupleTableSlot **rows;
	bool		written;

	if (!table_writer_open(&writer, consumption, consumption_triggers_are_served))
		return false;
	rows = palloc0(sizeof(TupleTableSlot *) * inputs->count);
	written = inputs_form(fcinfo, &writer, inputs, output, rows) && flow_guard_rows(consumption, (FlowGuardRows) {.slots = rows,.count = inputs->count,.lot_lock = RowExclusiveLock});
	if (written)
	{
		table_writer_insert(&writer, rows, inputs->count);
		flow_mark_lot(consumption, output);
	}
	for (int i = 0; i < inputs->count && rows[i] != NULL; i++)
		ExecDropSingleTupleTableSlot(rows[i]);
	table_writer_close(&writer);
	return written;
}

static void
inputs_write_by_query(FunctionCallInfo fcinfo, Relation consumption, int64 output)
{
	static const int arguments[] = {-1, ARG_INPUTS, ARG_DRAWN, ARG_COSTS, ARG_CURRENCY, ARG_EVENT, ARG_SOURCE};
	Oid			quantity = TupleDescAttr(RelationGetDescr(consumption), flow_attribute(consumption, "quantity") - 1)->atttypid;
	const Oid	types[] = {INT8OID, INT8ARRAYOID, get_array_type(quantity), NUMERICARRAYOID, TEXTOID, INT8OID, TEXTOID};
	Datum		values[lengthof(arguments)] = {Int64GetDatum(output)};
	char		nulls[lengthof(arguments)] = {' '};
	int			code;

	memcpy(inputs_query.parameter_types, types, sizeof(types));
	for (int a = 1; a < lengthof(arguments); a++)
	{
		values[a] = PG_GETARG_DATUM(arguments[a]);
		nulls[a] = PG_ARGISNULL(arguments[a]) ? 'n' : ' ';
	}
	SPI_connect();
	code = SPI_execute_plan(ledger_plan_get(&inputs_query, RelationGetRelid(consumption)), values, nulls, false, 0);
	if (code != SPI_OK_INSERT)
		elog(ERROR, "query \"%s\" failed: %s", inputs_query.text, SPI_result_code_string(code));
	SPI_finish();
}

Datum
flow_record(PG_FUNCTION_ARGS)
{
	Relation	lot;
	Inputs		inputs;
	int64		id;

	if (PG_ARGISNULL(ARG_LOT_TABLE))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("which ledger to record in is not stated"),
				 errhint("Pass the table lot of a ledger, or call the ledger's record_lot.")));
	lot = table_open(PG_GETARG_OID(ARG_LOT_TABLE), RowExclusiveLock);
	inputs = inputs_read(fcinfo);
	if (flow_ledger_table(lot, "lot") != RelationGetRelid(lot))
		flow_report_unlike_ledger(lot, "It is not the table \"lot\" of a ledger.");
	if (!lot_write(fcinfo, lot, &id))
		id = lot_write_by_query(fcinfo, lot);
	if (inputs.count > 0)
	{
		Relation	consumption = table_open(flow_ledger_table(lot, "consumption"), RowExclusiveLock);

		if (!inputs_write(fcinfo, consumption, &inputs, id))
			inputs_write_by_query(fcinfo, consumption, id);
		table_close(consumption, NoLock);
	}
	table_close(lot, NoLock);
	/* What follows in the same statement of the caller sees the rows. */
	CommandCounterIncrement();
	PG_RETURN_INT64(id);
}
