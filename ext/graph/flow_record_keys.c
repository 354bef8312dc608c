/*-------------------------------------------------------------------------
 *
 * flow_record_keys.c
 *	  The foreign keys of a lot that is written without a statement.
 *
 * The server checks a key by a query that finds the row referred to and locks
 * it, so that it cannot be deleted meanwhile.  A key that is a bigint is looked
 * up and locked here the same way, without the query.  Whatever is not plainly
 * there, and every other key, goes to the server's own trigger, which waits or
 * says what is wrong.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/tuptable.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "graph/flow_guard.h"
#include "graph/flow_record.h"
#include "server/pg_compat.h"

/* The foreign key that a trigger checks, where it is of one column. */
static bool
key_of_trigger(Relation lot, const Trigger *trigger, ForeignKeyCacheInfo *found)
{
	ListCell   *cell;

	foreach(cell, RelationGetFKeyList(lot))
	{
		const ForeignKeyCacheInfo *key = lfirst_node(ForeignKeyCacheInfo, cell);

		/* A copy: the list goes when the server hears of a change. */
		if (key->conoid == trigger->tgconstraint && key->nkeys == 1)
		{
			*found = *key;
			return true;
		}
	}
	return false;
}

/* Whether a table can be looked up in by a key: its primary key of one bigint. */
static bool
table_has_key(Relation table, AttrNumber column)
{
	Relation	index;
	bool		has = false;

	list_free(RelationGetIndexList(table));
	if (table->rd_rel->relkind != RELKIND_RELATION || table->rd_rel->relhassubclass || table->rd_rel->relam != HEAP_TABLE_AM_OID ||
		!OidIsValid(table->rd_pkindex) || TupleDescAttr(RelationGetDescr(table), column - 1)->atttypid != INT8OID)
		return false;
	index = index_open(table->rd_pkindex, RowShareLock);	/* as it is read then: a lock less to take */
	has = index->rd_index->indnkeyatts == 1 && index->rd_index->indkey.values[0] == column && index->rd_index->indimmediate && index->rd_index->indisvalid;
	index_close(index, NoLock);
	return has;
}

/* Finds and locks the row that a key refers to; false where the trigger has to. */
static bool
row_lock(const ForeignKeyCacheInfo *key, int64 id)
{
	Relation	table = table_open(key->confrelid, RowShareLock);
	bool		locked = false;
	TM_FailureData failure;
	FlowProbe	probe;

	if (table_has_key(table, key->confkey[0]))
	{
		flow_probe_open(&probe, key->confrelid, RowShareLock);
		PushActiveSnapshot(GetTransactionSnapshot());
		flow_probe_begin(&probe, GetActiveSnapshot());
		locked = flow_probe_find(&probe, id) &&
			table_tuple_lock(table, &probe.slot->tts_tid, GetActiveSnapshot(), probe.slot, GetCurrentCommandId(false),
							 LockTupleKeyShare, LockWaitBlock, 0, &failure) == TM_Ok;
		flow_probe_close(&probe);
		PopActiveSnapshot();
	}
	table_close(table, NoLock);
	return locked;
}

static void
trigger_call(Relation lot, Trigger *trigger, TupleTableSlot *written)
{
	LOCAL_FCINFO(call, 0);
	TriggerData data = {.type = T_TriggerData,.tg_event = TRIGGER_EVENT_INSERT | TRIGGER_EVENT_ROW | TRIGGER_EVENT_AFTER,.tg_relation = lot,.tg_trigger = trigger};
	FmgrInfo	function;
	bool		is_copy;

	data.tg_trigslot = table_slot_create(lot, NULL);
	if (!table_tuple_fetch_row_version(lot, &written->tts_tid, SnapshotAny, data.tg_trigslot))
		elog(ERROR, "the lot just written is not there");
	data.tg_trigtuple = ExecFetchSlotHeapTuple(data.tg_trigslot, false, &is_copy);
	fmgr_info(F_RI_FKEY_CHECK_INS, &function);
	InitFunctionCallInfoData(*call, &function, 0, InvalidOid, (Node *) &data, NULL);
	FunctionCallInvoke(call);
	ExecDropSingleTupleTableSlot(data.tg_trigslot);
}

/* Checks the foreign keys of a row of lot that was written, as a statement does at its end. */
void
flow_record_check_keys(Relation lot, TupleTableSlot *written)
{
	for (int i = 0; i < lot->trigdesc->numtriggers; i++)
	{
		Trigger    *trigger = &lot->trigdesc->triggers[i];
		ForeignKeyCacheInfo key;

		if (trigger->tgfoid != F_RI_FKEY_CHECK_INS || trigger->tgenabled == TRIGGER_DISABLED)
			continue;
		if (key_of_trigger(lot, trigger, &key))
		{
			AttrNumber	column = key.conkey[0];

			if (written->tts_isnull[column - 1])
				continue;
			if (!IsolationUsesXactSnapshot() && TupleDescAttr(RelationGetDescr(lot), column - 1)->atttypid == INT8OID &&
				row_lock(&key, DatumGetInt64(written->tts_values[column - 1])))
				continue;
		}
		trigger_call(lot, trigger, written);
	}
}
