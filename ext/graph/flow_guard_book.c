/*-------------------------------------------------------------------------
 *
 * flow_guard_book.c
 *	  Books in lot_balance what a statement drew from lots.
 *
 * Lots are booked in the order of their ids, so that two statements never
 * wait for each other in a circle.  A lot that has a balance gets a new
 * version of its row at once: no query, no lock besides that of the update
 * itself, and as no indexed column changes mostly no entry in an index.
 *
 * A lot from which nothing was drawn before gets its row by a speculative
 * insertion, as ON CONFLICT makes one.  Where another session made the row
 * in the meantime, and where more would be drawn than was made, a query
 * takes over for that lot: it waits for the other session, and fires the
 * constraint trigger that refuses the excess or defers the decision.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/snapmgr.h"

#include "graph/flow_guard.h"
#include "server/ledger_plan.h"
#include "server/pg_compat.h"
#include "types/quantity_datum.h"
#include "types/quantity_report.h"

/* lot_id, made, consumed, stated */
#define BALANCE_COLUMNS 4

/* The columns of lot_balance, and the version of a row that is being made. */
typedef struct Booking
{
	FlowProbe  *balance;
	AttrNumber	lot_id;
	AttrNumber	made;
	AttrNumber	consumed;
	AttrNumber	stated;
	Oid			quantity_type;
	TupleTableSlot *next;
	struct IndexInfo *key_info;
} Booking;

typedef enum Booked
{
	BOOKED,
	BOOKED_NOT,					/* the query has to */
	BOOKED_MEANWHILE			/* another transaction booked: look again */
} Booked;

MATERIALS_FUNCTION(flow_books);

static void note_place(void *scan, FlowGuardLot *lot);
static void booking_begin(Booking *booking, FlowProbe *balance);
static Booked book_found(Booking *booking, const FlowGuardLot *lot);
static Booked book_first(Booking *booking, const FlowGuardLot *lot);
static bool next_version(Booking *booking, const FlowGuardLot *lot, QuantityBytes *consumed);
static bool enter_in_key(Booking *booking, const FlowGuardLot *lot, IndexUniqueCheck check, bool unchanged);
static void book_by_query(const Booking *booking, const FlowGuardLot *lot);

/* A query of the guard writes just now. */
static bool books = false;

/* The types of the second and third parameter are those of the ledger, filled in before use. */
static LedgerQuery balance_query = {
	"INSERT INTO %s.lot_balance AS b (lot_id, made, consumed) VALUES ($1, $2, $3) "
	"ON CONFLICT (lot_id) DO UPDATE SET consumed = b.consumed OPERATOR(materials.+) excluded.consumed", 3, {INT8OID}
};

/* Whether rows of lot_balance may be written without the executor: nothing hangs on them but what is known here. */
bool
flow_balance_is_plain(const FlowProbe *balance)
{
	const TriggerDesc *triggers = balance->table->trigdesc;
	List	   *indexes = RelationGetIndexList(balance->table);
	bool		plain = list_length(indexes) == 1 && RelationGetDescr(balance->table)->natts == BALANCE_COLUMNS;

	list_free(indexes);
	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (!trigger->tgisinternal && TRIGGER_FOR_ROW(trigger->tgtype) && !TRIGGER_FOR_DELETE(trigger->tgtype) &&
			strcmp(trigger->tgname, "over_consumption") != 0)
			plain = false;
	}
	return plain;
}

/* Books what was drawn from each lot; they are sorted by id.  The active snapshot may be replaced by a later one. */
void
flow_balance_book(FlowProbe *balance, FlowGuardLot **lots, uint32 count)
{
	Booking		booking;
	bool		later = false;

	booking_begin(&booking, balance);
	flow_probe_lots(balance, lots, count, note_place, balance->scan);
	for (uint32 i = 0; i < count; i++)
	{
		Booked		booked;

		CHECK_FOR_INTERRUPTS();
		if (later)
			lots[i]->places = PLACE_UNKNOWN;
		while ((booked = flow_probe_find_to_update(balance, lots[i]) ? book_found(&booking, lots[i]) : book_first(&booking, lots[i])) == BOOKED_MEANWHILE)
		{
			PopActiveSnapshot();
			PushActiveSnapshot(GetTransactionSnapshot());
			flow_probe_restart(balance, GetActiveSnapshot());
			/* A place is good for the snapshot it was found with. */
			lots[i]->places = PLACE_UNKNOWN;
			later = true;
		}
		if (booked == BOOKED_NOT)
			book_by_query(&booking, lots[i]);
	}
	ExecDropSingleTupleTableSlot(booking.next);
}

static void
note_place(void *scan, FlowGuardLot *lot)
{
	lot->places = lot->places == PLACE_NONE ? PLACE_ONE : PLACE_UNKNOWN;
	lot->place = ((IndexScanDesc) scan)->xs_heaptid;
}

static void
booking_begin(Booking *booking, FlowProbe *balance)
{
	booking->balance = balance;
	booking->lot_id = flow_attribute_of_type(balance->table, "lot_id", INT8OID);
	booking->made = flow_attribute_of_type(balance->table, "made", InvalidOid);
	booking->consumed = flow_attribute_of_type(balance->table, "consumed", InvalidOid);
	booking->stated = flow_attribute_of_type(balance->table, "stated", InvalidOid);
	booking->quantity_type = TupleDescAttr(RelationGetDescr(balance->table), booking->consumed - 1)->atttypid;
	booking->next = MakeSingleTupleTableSlot(RelationGetDescr(balance->table), &TTSOpsVirtual);
	booking->key_info = NULL;
	flow_probe_begin(balance, GetActiveSnapshot());
}

/* Writes the next version of the row that was found. */
static Booked
book_found(Booking *booking, const FlowGuardLot *lot)
{
	FlowProbe  *balance = booking->balance;
	QuantityBytes consumed;
	TM_FailureData failure;
	LockTupleMode lock;
	UpdatedIndexes indexes;

	if (!next_version(booking, lot, &consumed))
		return BOOKED_NOT;
	switch (table_row_update(balance->table, &balance->slot->tts_tid, booking->next, GetCurrentCommandId(true), GetActiveSnapshot(), &failure, &lock, &indexes))
	{
		case TM_Ok:
			break;
		case TM_Updated:
		case TM_Deleted:
			if (IsolationUsesXactSnapshot())
				ereport(ERROR,
						(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
						 errmsg("could not serialize access due to concurrent update")));
			return BOOKED_MEANWHILE;
		default:
			elog(ERROR, "balance of lot number " INT64_FORMAT " cannot be updated", lot->id);
	}
	if (indexes != UPDATED_NONE)
		enter_in_key(booking, lot, UNIQUE_CHECK_YES, true);
	return BOOKED;
}

/* Makes the row of a lot from which nothing was drawn so far. */
static Booked
book_first(Booking *booking, const FlowGuardLot *lot)
{
	TupleTableSlot *next = booking->next;
	Relation	table = booking->balance->table;
	QuantityBytes made;
	QuantityBytes drawn;
	uint32		token;
	bool		alone;

	if (lot->drawn > lot->made)
		return BOOKED_NOT;
	quantity_to_bytes(&(Quantity) {lot->dimension, lot->made}, &made);
	quantity_to_bytes(&(Quantity) {lot->dimension, lot->drawn}, &drawn);
	ExecClearTuple(next);
	memset(next->tts_isnull, true, sizeof(bool) * next->tts_tupleDescriptor->natts);
	next->tts_values[booking->lot_id - 1] = Int64GetDatum(lot->id);
	next->tts_values[booking->made - 1] = PointerGetDatum(&made);
	next->tts_values[booking->consumed - 1] = PointerGetDatum(&drawn);
	next->tts_isnull[booking->lot_id - 1] = next->tts_isnull[booking->made - 1] = next->tts_isnull[booking->consumed - 1] = false;
	ExecStoreVirtualTuple(next);
	next->tts_tableOid = RelationGetRelid(table);

	token = SpeculativeInsertionLockAcquire(GetCurrentTransactionId());
	table_tuple_insert_speculative(table, next, GetCurrentCommandId(true), 0, NULL, token);
	alone = enter_in_key(booking, lot, UNIQUE_CHECK_PARTIAL, false);
	table_tuple_complete_speculative(table, next, token, alone);
	SpeculativeInsertionLockRelease(GetCurrentTransactionId());
	return alone ? BOOKED : BOOKED_NOT;
}

/* Enters the version just written in the index; false when the key may be there already and the check is partial. */
static bool
enter_in_key(Booking *booking, const FlowGuardLot *lot, IndexUniqueCheck check, bool unchanged)
{
	FlowProbe  *balance = booking->balance;
	Datum		id = Int64GetDatum(lot->id);
	bool		is_null = false;

	if (booking->key_info == NULL)
		booking->key_info = BuildIndexInfo(balance->key);
	return index_insert(balance->key, &id, &is_null, &booking->next->tts_tid, balance->table, check, unchanged, booking->key_info);
}

/* Makes the next version; false when more would be drawn than was made and than a source states. */
static bool
next_version(Booking *booking, const FlowGuardLot *lot, QuantityBytes *bytes)
{
	TupleTableSlot *found = booking->balance->slot;
	TupleTableSlot *next = booking->next;
	Quantity	made;
	Quantity	consumed;
	Quantity	drawn;

	slot_getallattrs(found);
	made = DatumGetQuantity(found->tts_values[booking->made - 1]);
	consumed = DatumGetQuantity(found->tts_values[booking->consumed - 1]);
	drawn.dimension = lot->dimension;
	drawn.amount = lot->drawn;
	quantity_require_same(&consumed, &drawn, "add");
	if (quantity_sum(consumed.amount, drawn.amount, &consumed.amount) != QUANTITY_OK)
		quantity_report_overflow();
	if (consumed.amount > made.amount &&
		(found->tts_isnull[booking->stated - 1] || consumed.amount > DatumGetQuantity(found->tts_values[booking->stated - 1]).amount))
		return false;
	quantity_to_bytes(&consumed, bytes);
	ExecClearTuple(next);
	for (int i = 0; i < found->tts_tupleDescriptor->natts; i++)
	{
		next->tts_values[i] = found->tts_values[i];
		next->tts_isnull[i] = found->tts_isnull[i];
	}
	next->tts_values[booking->consumed - 1] = PointerGetDatum(bytes);
	ExecStoreVirtualTuple(next);
	next->tts_tableOid = RelationGetRelid(booking->balance->table);
	return true;
}

static void
book_by_query(const Booking *booking, const FlowGuardLot *lot)
{
	QuantityBytes made;
	QuantityBytes drawn;
	Datum		values[] = {Int64GetDatum(lot->id), PointerGetDatum(&made), PointerGetDatum(&drawn)};
	int			code;

	quantity_to_bytes(&(Quantity) {lot->dimension, lot->made}, &made);
	quantity_to_bytes(&(Quantity) {lot->dimension, lot->drawn}, &drawn);
	balance_query.parameter_types[1] = balance_query.parameter_types[2] = booking->quantity_type;
	SPI_connect();
	books = true;
	PG_TRY();
	{
		code = SPI_execute_plan(ledger_plan_get(&balance_query, RelationGetRelid(booking->balance->table)), values, NULL, false, 0);
	}
	PG_FINALLY();
	{
		books = false;
	}
	PG_END_TRY();
	if (code != SPI_OK_INSERT)
		elog(ERROR, "query \"%s\" failed: %s", balance_query.text, SPI_result_code_string(code));
	SPI_finish();
}

/* Whether it is the guard that writes lot_balance just now. */
Datum
flow_books(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(books);
}
