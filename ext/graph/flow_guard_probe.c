/*-------------------------------------------------------------------------
 *
 * flow_guard_probe.c
 *	  Rows of a ledger's table, looked up by primary key.
 *
 * The index is opened once for a statement and descended once for each
 * row or run of neighbours, so a look-up costs a microsecond at most: a
 * query, even one that is kept, starts at ten.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_am.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "graph/flow_guard.h"
#include "server/pg_compat.h"
#include "types/quantity_datum.h"

/* From an id to an id. */
#define RANGE_KEYS 2

/* Ids so far apart are still read in one go: passing this many entries over takes as long as a descent. */
#define GAP_MAX 16

/* Bytes that stay free on a page of balances, for three versions of a row. */
#define ROOM_LEFT 256

typedef enum Found
{
	FOUND,
	FOUND_NOT,
	FOUND_FULL_PAGE				/* not looked: the page is to be tidied up first */
} Found;

static Found find_version(FlowProbe *probe, ItemPointer place);

/* Tables that the guard does not know its way about: the owner altered them, or they are no ledger's. */
void
flow_report_unlike_ledger(Relation table, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" is not as materials.create_ledger made it", RelationGetRelationName(table)),
			 errdetail_internal("%s", detail),
			 errhint("Undo what was altered, then run materials.upgrade_ledger.")));
}

/* The table of that name in the ledger that holds a table. */
Oid
flow_ledger_table(Relation consumption, const char *name)
{
	Oid			table = get_relname_relid(name, RelationGetNamespace(consumption));

	if (!OidIsValid(table))
		flow_report_unlike_ledger(consumption, psprintf("There is no table \"%s\" beside it.", name));
	return table;
}

AttrNumber
flow_attribute(Relation table, const char *name)
{
	TupleDesc	row = RelationGetDescr(table);

	for (int i = 0; i < row->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(row, i);

		if (!attribute->attisdropped && strcmp(NameStr(attribute->attname), name) == 0)
			return attribute->attnum;
	}
	flow_report_unlike_ledger(table, psprintf("It has no column \"%s\".", name));
	return InvalidAttrNumber;
}

/* The same for a column that is read or written as a value of a type; InvalidOid stands for a quantity. */
AttrNumber
flow_attribute_of_type(Relation table, const char *name, Oid type)
{
	AttrNumber	number = flow_attribute(table, name);
	Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(table), number - 1);

	if (OidIsValid(type) ? attribute->atttypid != type : attribute->attlen != sizeof(QuantityBytes) || attribute->attbyval)
		flow_report_unlike_ledger(table, psprintf("Its column \"%s\" is of another type.", name));
	return number;
}

/* Opens a table and its primary key. */
void
flow_probe_open(FlowProbe *probe, Oid table, LOCKMODE lock)
{
	probe->scan = NULL;
	probe->page = InvalidBuffer;
	probe->table = table_open(table, lock);
	list_free(RelationGetIndexList(probe->table));
	if (probe->table->rd_rel->relkind != RELKIND_RELATION || probe->table->rd_rel->relhassubclass || !OidIsValid(probe->table->rd_pkindex))
		flow_report_unlike_ledger(probe->table, "It has no primary key, or is partitioned or inherited from.");
	probe->key = index_open(probe->table->rd_pkindex, lock);
	probe->slot = table_slot_create(probe->table, NULL);
}

void
flow_probe_begin(FlowProbe *probe, Snapshot snapshot)
{
	probe->scan = index_scan_begin(probe->table, probe->key, snapshot, RANGE_KEYS);
}

/* Goes on looking up with another snapshot. */
void
flow_probe_restart(FlowProbe *probe, Snapshot snapshot)
{
	ExecClearTuple(probe->slot);
	index_endscan(probe->scan);
	flow_probe_begin(probe, snapshot);
}

/* Looks at ids from the first to the last one. */
static void
look_between(FlowProbe *probe, int64 first, int64 last)
{
	ScanKeyData keys[RANGE_KEYS];

	ScanKeyInit(&keys[0], 1, BTGreaterEqualStrategyNumber, F_INT8GE, Int64GetDatum(first));
	ScanKeyInit(&keys[1], 1, BTLessEqualStrategyNumber, F_INT8LE, Int64GetDatum(last));
	index_rescan(probe->scan, keys, RANGE_KEYS, NULL, 0);
}

bool
flow_probe_find(FlowProbe *probe, int64 id)
{
	look_between(probe, id, id);
	return index_getnext_slot(probe->scan, ForwardScanDirection, probe->slot);
}

/* How many of the lots, from the first one on, lie so close together that they are read in one go. */
static uint32
run_length(FlowGuardLot **lots, uint32 count)
{
	uint32		length = 1;

	while (length < count && (uint64) lots[length]->id - (uint64) lots[length - 1]->id <= GAP_MAX)
		length++;
	return length;
}

/*
 * Calls back for each entry of the lots, which are in the order of their ids,
 * each once.  Lots that are recorded together are mostly used together: so
 * neighbours are read from the key by one descent, and what lies between them
 * is passed over.
 */
void
flow_probe_lots(FlowProbe *probe, FlowGuardLot **lots, uint32 count, FlowEntryFound found, void *state)
{
	IndexScanDesc scan = probe->scan;

	scan->xs_want_itup = true;
	for (uint32 length; count > 0; lots += length, count -= length)
	{
		uint32		at = 0;

		CHECK_FOR_INTERRUPTS();
		length = run_length(lots, count);
		look_between(probe, lots[0]->id, lots[length - 1]->id);
		while (index_getnext_tid(scan, ForwardScanDirection) != NULL)
		{
			bool		is_null;
			int64		id = DatumGetInt64(index_getattr(scan->xs_itup, 1, scan->xs_itupdesc, &is_null));

			while (lots[at]->id < id)
				at++;
			if (lots[at]->id == id)
				found(state, lots[at]);
		}
	}
	scan->xs_want_itup = false;
}

/*
 * The same for a row that is about to get a next version.  Reading by an
 * index tidies the page up whenever less is free than the table's fillfactor
 * asks for, which on the pages of lot_balance is after every update: most of
 * what booking would cost.  Here it is left until no more than ROOM_LEFT is free.
 */
bool
flow_probe_find_to_update(FlowProbe *probe, const FlowGuardLot *lot)
{
	ItemPointerData known = lot->place;
	ItemPointer place;

	if (lot->places == PLACE_NONE)
		return false;
	if (lot->places == PLACE_ONE && find_version(probe, &known) == FOUND)
		return true;
	look_between(probe, lot->id, lot->id);
	while ((place = index_getnext_tid(probe->scan, ForwardScanDirection)) != NULL)
	{
		Found		found = probe->table->rd_rel->relam == HEAP_TABLE_AM_OID ? find_version(probe, place) : FOUND_FULL_PAGE;

		if (found == FOUND || (found == FOUND_FULL_PAGE && index_fetch_heap(probe->scan, probe->slot)))
			return true;
	}
	return false;
}

/* The version of a row that the snapshot sees, if there is one. */
static Found
find_version(FlowProbe *probe, ItemPointer place)
{
	HeapTuple	tuple = &((BufferHeapTupleTableSlot *) probe->slot)->base.tupdata;
	bool		found;

	ExecClearTuple(probe->slot);
	probe->page = ReleaseAndReadBuffer(probe->page, probe->table, ItemPointerGetBlockNumber(place));
	if (PageGetHeapFreeSpace(BufferGetPage(probe->page)) < ROOM_LEFT)
	{
		/* Who tidies it up has to be alone with it. */
		ReleaseBuffer(probe->page);
		probe->page = InvalidBuffer;
		return FOUND_FULL_PAGE;
	}
	LockBuffer(probe->page, BUFFER_LOCK_SHARE);
	found = heap_hot_search_buffer(place, probe->table, probe->page, probe->scan->xs_snapshot, tuple, NULL, true);
	LockBuffer(probe->page, BUFFER_LOCK_UNLOCK);
	if (!found)
		return FOUND_NOT;
	tuple->t_tableOid = RelationGetRelid(probe->table);
	ExecStoreBufferHeapTuple(tuple, probe->slot, probe->page);
	return FOUND;
}

/* Locks are kept to the end of the transaction, as a query keeps them. */
void
flow_probe_close(FlowProbe *probe)
{
	if (probe->table == NULL)
		return;
	ExecDropSingleTupleTableSlot(probe->slot);
	if (BufferIsValid(probe->page))
		ReleaseBuffer(probe->page);
	if (probe->scan != NULL)
		index_endscan(probe->scan);
	index_close(probe->key, NoLock);
	table_close(probe->table, NoLock);
	probe->table = NULL;
}
