/*-------------------------------------------------------------------------
 *
 * recorded_at.c
 *	  When rows are recorded, and how the past is closed for a determination.
 *
 * All rows that a transaction records in one ledger share one instant, that
 * of the first of them.  Before it is taken, the ledger's table "ledger" is
 * locked as a writer would lock it, until the transaction ends.  So whoever
 * recorded by an instant K held that lock at K.
 *
 * knowledge_close() makes use of that, as CREATE INDEX CONCURRENTLY does: it
 * takes K, then waits for all who hold the lock, and holds none against
 * others.  Whoever comes later records after K.  What remains are rows whose
 * recorded_at was written by hand; guard_recorded() refuses those that would
 * change what a determination rests on.
 *
 * The instant is forgotten with the subtransaction that took it, because the
 * locks of that one are let go, and after knowledge_close(), because what the
 * transaction records from then on was not known at K.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_collation.h"
#include "commands/trigger.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "server/pg_compat.h"
#include "server/recorded_at.h"

MATERIALS_FUNCTION(recorded_at);
MATERIALS_FUNCTION(knowledge_close);
MATERIALS_FUNCTION(guard_recorded);
MATERIALS_FUNCTION(knowledge_rests_on);

typedef struct LedgerInstant
{
	Oid			ledger;			/* its table "ledger" */
	TimestampTz instant;		/* of the transaction's first row in it */
	int			level;			/* nesting of the transaction that took it */
} LedgerInstant;

static LedgerInstant *instants = NULL;	/* of this transaction, in its own memory */
static int	instant_count = 0;
static int	instant_room = 0;
static TimestampTz closed_at = DT_NOBEGIN;	/* last instant that this session closed */
static bool callbacks_are_set = false;

static void
forget_all(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_PRE_COMMIT && event != XACT_EVENT_PRE_PREPARE && event != XACT_EVENT_PARALLEL_PRE_COMMIT)
	{
		instants = NULL;
		instant_count = instant_room = 0;
	}
}

static void
forget_aborted(SubXactEvent event, SubTransactionId mine, SubTransactionId parent, void *arg)
{
	int			level = GetCurrentTransactionNestLevel();
	int			kept = 0;

	if (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB)
		return;
	for (int i = 0; i < instant_count; i++)
	{
		if (instants[i].level >= level && event == SUBXACT_EVENT_ABORT_SUB)
			continue;
		instants[kept] = instants[i];
		instants[kept].level = Min(instants[kept].level, event == SUBXACT_EVENT_COMMIT_SUB ? level - 1 : level);
		kept++;
	}
	instant_count = kept;
}

static LedgerInstant *
find_instant(Oid ledger)
{
	for (int i = 0; i < instant_count; i++)
	{
		if (instants[i].ledger == ledger)
			return &instants[i];
	}
	return NULL;
}

static TimestampTz
take_instant(Oid ledger)
{
	LedgerInstant *taken = find_instant(ledger);

	if (taken != NULL)
		return taken->instant;
	if (!callbacks_are_set)
	{
		RegisterXactCallback(forget_all, NULL);
		RegisterSubXactCallback(forget_aborted, NULL);
		callbacks_are_set = true;
	}
	if (instant_count == instant_room)
	{
		int			room = Max(4, 2 * instant_room);

		instants = instants == NULL ? MemoryContextAlloc(TopTransactionContext, room * sizeof(LedgerInstant))
			: repalloc(instants, room * sizeof(LedgerInstant));
		instant_room = room;
	}
	LockRelationOid(ledger, RowExclusiveLock);
	taken = &instants[instant_count++];
	taken->ledger = ledger;
	taken->instant = Max(GetCurrentTimestamp(), closed_at + 1);
	taken->level = GetCurrentTransactionNestLevel();
	return taken->instant;
}

/* recorded_at(ledger regclass) timestamptz */
Datum
recorded_at(PG_FUNCTION_ARGS)
{
	PG_RETURN_TIMESTAMPTZ(take_instant(PG_GETARG_OID(0)));
}

/* knowledge_close(ledger regclass, determination regclass) timestamptz */
Datum
knowledge_close(PG_FUNCTION_ARGS)
{
	Oid			ledger = PG_GETARG_OID(0);
	LedgerInstant *own = find_instant(ledger);
	TimestampTz instant;
	LOCKTAG		tag;

	PreventCommandIfReadOnly("determine()");
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("determinations are made in transactions that read what is committed"),
				 errdetail("The snapshot of this transaction is older than what it would have to rest on."),
				 errhint("Use the isolation level READ COMMITTED.")));

	/* Whoever writes rows of the past in the meantime finds this lock. */
	LockRelationOid(PG_GETARG_OID(1), RowExclusiveLock);
	instant = closed_at = GetCurrentTimestamp();
	if (own != NULL)
		*own = instants[--instant_count];
	while (GetCurrentTimestamp() <= instant)
		CHECK_FOR_INTERRUPTS();
	SET_LOCKTAG_RELATION(tag, MyDatabaseId, ledger);
	WaitForLockers(tag, ShareLock, false);
	PG_RETURN_TIMESTAMPTZ(instant);
}

/* The oldest instant among the rows of a statement that is not the transaction's own; DT_NOEND where there is none. */
static TimestampTz
oldest_by_hand(TriggerData *trigger, Oid ledger)
{
	Relation	table = trigger->tg_relation;
	AttrNumber	column = get_attnum(RelationGetRelid(table), "recorded_at");
	LedgerInstant *own = find_instant(ledger);
	TimestampTz own_instant = own == NULL ? DT_NOEND : own->instant;
	TimestampTz oldest = DT_NOEND;
	TupleTableSlot *row = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsMinimalTuple);

	tuplestore_select_read_pointer(trigger->tg_newtable, 0);
	tuplestore_rescan(trigger->tg_newtable);
	while (tuplestore_gettupleslot(trigger->tg_newtable, true, false, row))
	{
		bool		is_null;
		TimestampTz recorded = DatumGetTimestampTz(slot_getattr(row, column, &is_null));

		if (!is_null && recorded != own_instant && recorded < oldest)
			oldest = recorded;
	}
	ExecDropSingleTupleTableSlot(row);
	return oldest;
}

/* The newest instant that a determination rests on, whoever may read those; DT_NOBEGIN where there is none. */
static TimestampTz
newest_determined(Oid determination)
{
	Relation	table = table_open(determination, AccessShareLock);
	Relation	order = index_open(get_relname_relid("determination_known", RelationGetNamespace(table)), AccessShareLock);
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	SysScanDesc scan = systable_beginscan_ordered(table, order, snapshot, 0, NULL);
	HeapTuple	found = systable_getnext_ordered(scan, BackwardScanDirection);
	TimestampTz newest = DT_NOBEGIN;
	bool		is_null;

	if (HeapTupleIsValid(found))
		newest = DatumGetTimestampTz(heap_getattr(found, get_attnum(determination, "known_at"), RelationGetDescr(table), &is_null));
	systable_endscan_ordered(scan);
	UnregisterSnapshot(snapshot);
	index_close(order, AccessShareLock);
	table_close(table, AccessShareLock);
	return newest;
}

/* Keeps determinations from being made until the end of the transaction; an error where one is being made. */
static void
hold_determinations(Oid determination)
{
	if (!ConditionalLockRelationOid(determination, ShareLock))
		ereport(ERROR,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("what was known is being determined"),
				 errdetail("It cannot be changed until the transaction that makes a determination ends."),
				 errhint("Try again.")));
}

/* guard_recorded() trigger: AFTER INSERT, REFERENCING NEW TABLE, FOR EACH STATEMENT */
Datum
guard_recorded(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Oid			schema;
	Oid			ledger;
	Oid			determination;
	TimestampTz oldest;

	if (!CALLED_AS_TRIGGER(fcinfo) || trigger->tg_newtable == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"guard_recorded\" was not called by trigger manager")));
	schema = RelationGetNamespace(trigger->tg_relation);
	ledger = get_relname_relid("ledger", schema);
	oldest = oldest_by_hand(trigger, ledger);
	if (oldest == DT_NOEND)
		return PointerGetDatum(NULL);

	/* An instant to come is closed by nobody who does not wait for this transaction. */
	(void) take_instant(ledger);
	determination = get_relname_relid("determination", schema);
	if (oldest < GetCurrentTimestamp() && OidIsValid(determination))
	{
		hold_determinations(determination);
		if (oldest <= newest_determined(determination))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("table \"%s\" takes no row recorded at %s", RelationGetRelationName(trigger->tg_relation), timestamptz_to_str(oldest)),
					 errdetail("A determination rests on what was known by then, and later."),
					 errhint("Leave recorded_at to its default: the row is known from now on.")));
	}
	return PointerGetDatum(NULL);
}

/* knowledge_rests_on(determination regclass, fact regclass, relation text, row_id bigint) boolean */
Datum
knowledge_rests_on(PG_FUNCTION_ARGS)
{
	Oid			fact = PG_GETARG_OID(1);
	Relation	table;
	Relation	order;
	Snapshot	snapshot;
	ScanKeyData keys[2];
	SysScanDesc scan;
	bool		found;

	/* Whether its own snapshot is old or new: what was determined by now counts, and nothing is until it has committed. */
	hold_determinations(PG_GETARG_OID(0));
	table = table_open(fact, AccessShareLock);
	order = index_open(get_relname_relid("determination_fact_row", RelationGetNamespace(table)), AccessShareLock);
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	ScanKeyInit(&keys[0], get_attnum(fact, "relation"), BTEqualStrategyNumber, F_TEXTEQ, PG_GETARG_DATUM(2));
	keys[0].sk_collation = DEFAULT_COLLATION_OID;
	ScanKeyInit(&keys[1], get_attnum(fact, "row_id"), BTEqualStrategyNumber, F_INT8EQ, PG_GETARG_DATUM(3));
	scan = systable_beginscan_ordered(table, order, snapshot, 2, keys);
	found = HeapTupleIsValid(systable_getnext_ordered(scan, ForwardScanDirection));
	systable_endscan_ordered(scan);
	UnregisterSnapshot(snapshot);
	index_close(order, AccessShareLock);
	table_close(table, AccessShareLock);
	PG_RETURN_BOOL(found);
}
