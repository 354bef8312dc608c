/*-------------------------------------------------------------------------
 *
 * flow_guard_correction.c
 *	  Whether one of the lots that a statement names was corrected.
 *
 * Corrections are few: one look at all those between the first and the last
 * lot finds mostly none.  Where there are more than a few, which may be of
 * lots that the statement does not name, each lot is looked up.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/snapmgr.h"

#include "graph/flow_guard.h"
#include "server/pg_compat.h"

/* Corrections that are looked at though they may be of other lots. */
#define CORRECTIONS_FEW 16

/* Of lots, from an id to an id. */
#define RANGE_KEYS 3

static void
look_between(IndexScanDesc scan, Datum relation, int64 first, int64 last)
{
	ScanKeyData keys[RANGE_KEYS];

	ScanKeyEntryInitialize(&keys[0], 0, 1, BTEqualStrategyNumber, InvalidOid, scan->indexRelation->rd_indcollation[0], F_TEXTEQ, relation);
	ScanKeyInit(&keys[1], 2, BTGreaterEqualStrategyNumber, F_INT8GE, Int64GetDatum(first));
	ScanKeyInit(&keys[2], 2, BTLessEqualStrategyNumber, F_INT8LE, Int64GetDatum(last));
	index_rescan(scan, keys, RANGE_KEYS, NULL, 0);
}

/* Looks at all corrections between the first and the last lot; false where they are more than a few. */
static bool
look_at_all(IndexScanDesc scan, Datum relation, TupleTableSlot *slot, FlowGuardLot **lots, uint32 count, bool *any)
{
	AttrNumber	column = flow_attribute_of_type(scan->heapRelation, "row_id", INT8OID);
	uint32		at = 0;

	look_between(scan, relation, lots[0]->id, lots[count - 1]->id);
	for (int seen = 0; index_getnext_slot(scan, ForwardScanDirection, slot); seen++)
	{
		bool		is_null;
		int64		id = DatumGetInt64(slot_getattr(slot, column, &is_null));

		if (seen == CORRECTIONS_FEW)
			return false;
		while (lots[at]->id < id)
			at++;
		if (lots[at]->id == id)
			lots[at]->corrected = *any = true;
	}
	return true;
}

static void
look_by_lot(IndexScanDesc scan, Datum relation, TupleTableSlot *slot, FlowGuardLot **lots, uint32 count, bool *any)
{
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		look_between(scan, relation, lots[i]->id, lots[i]->id);
		lots[i]->corrected = index_getnext_slot(scan, ForwardScanDirection, slot);
		*any |= lots[i]->corrected;
	}
}

/* Marks those of the lots, which are in the order of their ids, that were replaced or withdrawn; whether there are any. */
bool
flow_lots_are_corrected(Oid corrections, Oid key, FlowGuardLot **lots, uint32 count)
{
	Relation	table = table_open(corrections, AccessShareLock);
	Relation	index = index_open(key, AccessShareLock);
	IndexScanDesc scan = index_scan_begin(table, index, GetActiveSnapshot(), RANGE_KEYS);
	TupleTableSlot *slot = table_slot_create(table, NULL);
	Datum		relation = CStringGetTextDatum("lot");
	bool		any = false;

	if (count > 0 && !look_at_all(scan, relation, slot, lots, count, &any))
		look_by_lot(scan, relation, slot, lots, count, &any);
	ExecDropSingleTupleTableSlot(slot);
	index_endscan(scan);
	index_close(index, NoLock);
	table_close(table, NoLock);
	return any;
}
