/*-------------------------------------------------------------------------
 *
 * flow_guard_probe.c
 *	  Rows of a ledger's table, looked up by primary key.
 *
 * The index is opened once for a statement and descended once for each
 * row, so a look-up costs a microsecond: a query, even one that is kept,
 * starts at ten.
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
#include "storage/bufmgr.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "graph/flow_guard.h"
#include "server/pg_compat.h"
#include "types/quantity_datum.h"

static bool find_version(FlowProbe *probe, ItemPointer place);

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
	probe->scan = index_scan_begin(probe->table, probe->key, snapshot, 1);
}

/* Goes on looking up with another snapshot. */
void
flow_probe_restart(FlowProbe *probe, Snapshot snapshot)
{
	ExecClearTuple(probe->slot);
	index_endscan(probe->scan);
	flow_probe_begin(probe, snapshot);
}

bool
flow_probe_find(FlowProbe *probe, int64 id)
{
	ScanKeyData key;

	ScanKeyInit(&key, 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(id));
	index_rescan(probe->scan, &key, 1, NULL, 0);
	return index_getnext_slot(probe->scan, ForwardScanDirection, probe->slot);
}

/*
 * The same for a row that is about to get a next version.  Reading by an
 * index tidies the page up whenever less is free than the table's fillfactor
 * asks for, which on the pages of lot_balance is after every update: most of
 * what booking would cost.  Here it is left until a tenth of the page is free.
 */
bool
flow_probe_find_to_update(FlowProbe *probe, int64 id)
{
	ScanKeyData key;
	ItemPointer place;

	ScanKeyInit(&key, 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(id));
	index_rescan(probe->scan, &key, 1, NULL, 0);
	while ((place = index_getnext_tid(probe->scan, ForwardScanDirection)) != NULL)
	{
		if (probe->table->rd_rel->relam == HEAP_TABLE_AM_OID ? find_version(probe, place) : index_fetch_heap(probe->scan, probe->slot))
			return true;
	}
	return false;
}

/* The version of a row that the snapshot sees, if there is one. */
static bool
find_version(FlowProbe *probe, ItemPointer place)
{
	Buffer		buffer = ReadBuffer(probe->table, ItemPointerGetBlockNumber(place));
	HeapTuple	tuple = &((BufferHeapTupleTableSlot *) probe->slot)->base.tupdata;
	bool		found;

	if (PageGetHeapFreeSpace(BufferGetPage(buffer)) < BLCKSZ / 10)
	{
		ReleaseBuffer(buffer);
		return index_fetch_heap(probe->scan, probe->slot);
	}
	ExecClearTuple(probe->slot);
	LockBuffer(buffer, BUFFER_LOCK_SHARE);
	found = heap_hot_search_buffer(place, probe->table, buffer, probe->scan->xs_snapshot, tuple, NULL, true);
	LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
	if (found)
	{
		tuple->t_tableOid = RelationGetRelid(probe->table);
		ExecStorePinnedBufferHeapTuple(tuple, probe->slot, buffer);
	}
	else
		ReleaseBuffer(buffer);
	return found;
}

/* Locks are kept to the end of the transaction, as a query keeps them. */
void
flow_probe_close(FlowProbe *probe)
{
	if (probe->table == NULL)
		return;
	ExecDropSingleTupleTableSlot(probe->slot);
	if (probe->scan != NULL)
		index_endscan(probe->scan);
	index_close(probe->key, NoLock);
	table_close(probe->table, NoLock);
	probe->table = NULL;
}
