/*-------------------------------------------------------------------------
 *
 * flow_guard_keys.c
 *	  Rests the row-by-row triggers of keys that the guard checks.
 *
 * The foreign keys of consumption stay declared, valid and known to the
 * planner, and the rows they refer to stay protected.  But the triggers
 * that look up each inserted row's keys, a query and a row lock at a time,
 * cost more than all the rest of recording; flow_guard() looks up the same
 * keys for a whole statement.  They are disabled as ALTER TABLE … DISABLE
 * TRIGGER does it, which wants a superuser for any trigger of a key: here
 * the owner may, for these keys alone and only where the guard stands.
 *
 * A dump does not carry this: a restored ledger checks twice until it is
 * upgraded.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/objectaccess.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "commands/tablecmds.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "graph/flow_guard.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_guard_keys);

static bool guard_stands(Relation consumption, Oid schema);
static bool key_is_guarded(Relation consumption, Oid constraint);
static int	rest_triggers(Relation consumption);

/* Returns how many triggers were put to rest. */
Datum
flow_guard_keys(PG_FUNCTION_ARGS)
{
	Oid			table = PG_GETARG_OID(0);
	Relation	consumption;
	int			rested;

	if (get_rel_name(table) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("there is no table with OID %u", table),
				 errhint("Pass the consumption of a ledger, such as 'ledger.consumption'.")));
	if (!table_is_owned_by(table, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(table));
	consumption = table_open(table, ShareRowExclusiveLock);
	CheckTableNotInUse(consumption, "flow_guard_keys");
	if (!guard_stands(consumption, get_func_namespace(fcinfo->flinfo->fn_oid)))
		flow_report_unlike_ledger(consumption, "No enabled trigger of it calls materials.flow_guard().");
	rested = rest_triggers(consumption);
	table_close(consumption, NoLock);
	PG_RETURN_INT32(rested);
}

/* Whether the table has the guard, from the schema that this function is of. */
static bool
guard_stands(Relation consumption, Oid schema)
{
	const TriggerDesc *triggers = consumption->trigdesc;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (trigger->tgenabled != TRIGGER_DISABLED && trigger->tgnewtable != NULL && trigger->tgqual == NULL &&
			TRIGGER_FOR_AFTER(trigger->tgtype) && TRIGGER_FOR_INSERT(trigger->tgtype) && !TRIGGER_FOR_ROW(trigger->tgtype) &&
			get_func_namespace(trigger->tgfoid) == schema && strcmp(get_func_name(trigger->tgfoid), "flow_guard") == 0)
			return true;
	}
	return false;
}

/* Whether a foreign key is one of those that flow_guard() checks. */
static bool
key_is_guarded(Relation consumption, Oid constraint)
{
	static const struct
	{
		const char *column;
		const char *table;
	}			guarded[] = {{"output_lot_id", "lot"}, {"input_lot_id", "lot"}, {"event_id", "event"}};
	ListCell   *cell;

	foreach(cell, RelationGetFKeyList(consumption))
	{
		ForeignKeyCacheInfo *key = lfirst_node(ForeignKeyCacheInfo, cell);

		for (int i = 0; key->conoid == constraint && key->nkeys == 1 && i < lengthof(guarded); i++)
		{
			if (key->conkey[0] == flow_attribute(consumption, guarded[i].column) &&
				key->confrelid == flow_ledger_table(consumption, guarded[i].table))
				return true;
		}
	}
	return false;
}

static int
rest_triggers(Relation consumption)
{
	Relation	triggers = table_open(TriggerRelationId, RowExclusiveLock);
	int			rested = 0;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_trigger_tgrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(RelationGetRelid(consumption)));
	scan = systable_beginscan(triggers, TriggerRelidNameIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_trigger trigger = (Form_pg_trigger) GETSTRUCT(tuple);

		if (trigger->tgisinternal && trigger->tgfoid == F_RI_FKEY_CHECK_INS && trigger->tgenabled != TRIGGER_DISABLED &&
			key_is_guarded(consumption, trigger->tgconstraint))
		{
			HeapTuple	next = heap_copytuple(tuple);

			((Form_pg_trigger) GETSTRUCT(next))->tgenabled = TRIGGER_DISABLED;
			CatalogTupleUpdate(triggers, &next->t_self, next);
			InvokeObjectPostAlterHook(TriggerRelationId, trigger->oid, 0);
			heap_freetuple(next);
			rested++;
		}
	}
	systable_endscan(scan);
	table_close(triggers, RowExclusiveLock);
	if (rested > 0)
		CacheInvalidateRelcache(consumption);
	return rested;
}
