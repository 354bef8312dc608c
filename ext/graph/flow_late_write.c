/*-------------------------------------------------------------------------
 *
 * flow_late_write.c
 *	  Packs lots that were written since the flow store was.
 *
 * Writers leave marks, which cost them little, and questions about marked
 * lots read plain rows, which costs these much.  So now and then a writer
 * packs the lots that were marked last: it puts rows of the store's form into
 * flow_late and takes the marks off that it saw.  A mark that it does not
 * see, of a writer that has not committed, stays; then the lot's plain rows
 * are read although it has a late row.
 *
 * One packs at a time, and none while maintenance runs: all hold the same
 * lock on flow_state until they commit.  Who finds it taken packs nothing.
 * What is packed is what maintenance would pack, so it is read and written as
 * the owner of the store, as checks of foreign keys are.
 *
 * Left to maintenance are lots that the store does not have or that were made
 * of such, lots that corrections are about, and lots of which other facts
 * changed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "graph/flow_late_load.h"
#include "graph/flow_mark.h"
#include "server/id_array.h"
#include "server/ledger_plan.h"
#include "server/overlay.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(flow_late_write);
MATERIALS_FUNCTION(flow_late_trigger);

/* A session packs after so many rows that it wrote. */
#define ROWS_BETWEEN 4096
/* Lots that are packed at a time, and marks that are looked at in one call. */
#define LOTS_AT_A_TIME 1000
#define MARKS_MOST 50000

/* Marked lots of the store.  Each is looked up for itself, whatever statistics say. */
#define CANDIDATES(table) \
	"SELECT m.id, m.lot_id, f.number, f.key " \
	"FROM (SELECT x.id, x.lot_id FROM %1$s.flow_mark AS x ORDER BY x.id DESC LIMIT $1) AS m " \
	"CROSS JOIN LATERAL (SELECT y.number, y.key FROM %1$s." table " AS y WHERE y.lot_id OPERATOR(pg_catalog.=) m.lot_id AND y.part OPERATOR(pg_catalog.=) 0 LIMIT 1) AS f " \
	"ORDER BY m.lot_id, m.id"

static const LedgerQuery candidates_even = {CANDIDATES("flow_even"), 1, {INT8OID}};
static const LedgerQuery candidates_odd = {CANDIDATES("flow_odd"), 1, {INT8OID}};
static const LedgerQuery fit_query = {
	"SELECT f.lot_id, f.known_from FROM %s.flow_late_fit($1, $2, $3) AS f", 3, {INT8ARRAYOID, INT4ARRAYOID, INT8OID}
};
static const LedgerQuery state_query = {"SELECT s.generation, s.lot_count, s.known_from FROM %s.flow_state AS s", 0, {0}};
static const LedgerQuery row_delete = {"DELETE FROM %s.flow_late AS f WHERE f.lot_id OPERATOR(pg_catalog.=) ANY ($1)", 1, {INT8ARRAYOID}};
static const LedgerQuery row_insert = {
	"INSERT INTO %s.flow_late (number, key, lot_id, part, body) VALUES ($1, $2, $3, $4, $5)", 5, {INT4OID, INT4OID, INT8OID, INT2OID, BYTEAOID}
};
static const LedgerQuery marks_delete = {"DELETE FROM %s.flow_mark AS m WHERE m.id OPERATOR(pg_catalog.=) ANY ($1)", 1, {INT8ARRAYOID}};
static const LedgerQuery state_update = {
	"UPDATE %s.flow_state AS s SET late_from = GREATEST(s.late_from, $1)", 1, {TIMESTAMPTZOID}
};

/* A marked lot that may be packed. */
typedef struct Candidate
{
	int64		lot_id;
	uint32		number;
	int32		key;
	bool		fits;			/* it can be packed by itself */
	bool		packed;
} Candidate;

typedef struct LateWrite
{
	FlowStore	store;
	MemoryContext context;
	Candidate  *lots;			/* by ascending id */
	uint32		lot_count;
	int64	   *marks;			/* their marks, in the order of lots */
	uint32	   *mark_lots;		/* per mark: index of its lot */
	uint32		mark_count;
	TimestampTz known_from;
	FlowLate	late;			/* what was packed */
} LateWrite;

static Datum
field_get(uint64 row, int column)
{
	bool		isnull;

	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, &isnull);
}

/* Runs a query that writes, and sees what was written before. */
static void
write_run(const LateWrite *work, const LedgerQuery *query, Datum *values)
{
	int			code = SPI_execute_plan(ledger_plan_get(query, work->store.relation), values, NULL, false, 0);

	if (code < 0)
		elog(ERROR, "query \"%s\" failed: %s", query->text, SPI_result_code_string(code));
}

/* Finds out which of the newest marks are about lots that can be packed; false where there is no store. */
static bool
candidates_read(LateWrite *work, int64 marks)
{
	FlowStore  *store = &work->store;
	Datum		values[1];
	uint64		rows;

	if (ledger_plan_fetch(&state_query, store->relation, NULL) == 0)
		return false;
	store->generation = DatumGetInt64(field_get(0, 1));
	store->lot_count = (uint32) DatumGetInt32(field_get(0, 2));
	store->reader = FLOW_READER_SQL;
	work->known_from = DatumGetTimestampTz(field_get(0, 3));
	values[0] = Int64GetDatum(Min(marks, MARKS_MOST));
	rows = ledger_plan_fetch(store->generation % 2 == 0 ? &candidates_even : &candidates_odd, store->relation, values);
	work->lots = MemoryContextAllocHuge(work->context, sizeof(Candidate) * (rows + 1));
	work->marks = MemoryContextAllocHuge(work->context, sizeof(int64) * (rows + 1));
	work->mark_lots = MemoryContextAllocHuge(work->context, sizeof(uint32) * (rows + 1));
	for (uint64 r = 0; r < rows; r++)
	{
		int64		lot_id = DatumGetInt64(field_get(r, 2));

		if (work->lot_count == 0 || work->lots[work->lot_count - 1].lot_id != lot_id)
			work->lots[work->lot_count++] = (Candidate) {.lot_id = lot_id,.number = (uint32) DatumGetInt32(field_get(r, 3)),.key = DatumGetInt32(field_get(r, 4))};
		work->mark_lots[work->mark_count] = work->lot_count - 1;
		work->marks[work->mark_count++] = DatumGetInt64(field_get(r, 1));
	}
	SPI_freetuptable(SPI_tuptable);
	return true;
}

/*
 * Finds out which of some candidates can be packed by themselves, and when the
 * latest row about them was recorded.  What stands in the store was recorded
 * before that was written.
 */
static void
fit_find(LateWrite *work, Candidate *candidates, uint32 count)
{
	Datum	   *keys = palloc(sizeof(Datum) * count);
	int64	   *ids = palloc(sizeof(int64) * count);
	Datum		values[3];
	uint64		rows;

	for (uint32 i = 0; i < count; i++)
	{
		ids[i] = candidates[i].lot_id;
		keys[i] = Int32GetDatum(candidates[i].key);
	}
	values[0] = id_array_datum(ids, count);
	values[1] = PointerGetDatum(construct_array(keys, (int) count, INT4OID, sizeof(int32), true, TYPALIGN_INT));
	values[2] = Int64GetDatum(work->store.generation);
	rows = ledger_plan_fetch(&fit_query, work->store.relation, values);
	for (uint64 r = 0; r < rows; r++)
	{
		const int64 *at = id_array_find(ids, count, DatumGetInt64(field_get(r, 1)));

		candidates[at - ids].fits = true;
		work->known_from = Max(work->known_from, DatumGetTimestampTz(field_get(r, 2)));
	}
	SPI_freetuptable(SPI_tuptable);
}

/* Whether all that a lot was made of is in the store. */
static bool
inputs_are_stored(const FlowPack *pack, uint32 lot, const uint32 *numbers)
{
	for (uint32 e = pack->first_edge[lot]; e < pack->first_edge[lot + 1]; e++)
	{
		if (numbers[pack->load->edges[e].input] == 0)
			return false;
	}
	return true;
}

/* Packs some of the candidates. */
static void
lots_pack(LateWrite *work, uint32 from, uint32 count)
{
	MemoryContext context = AllocSetContextCreate(work->context, "lots being packed", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	FlowLoad	load = {.relation = work->store.relation,.known_at = DT_NOEND};
	int64	   *ids = palloc(sizeof(int64) * count);
	uint32		ids_count = 0;
	int64	   *loaded;
	uint32	   *numbers;
	FlowPack	pack;

	memory_arena_init(&load.memory, context, memory_arena_limit());
	fit_find(work, &work->lots[from], count);
	for (uint32 i = 0; i < count; i++)
	{
		if (work->lots[from + i].fits)
			ids[ids_count++] = work->lots[from + i].lot_id;
	}
	flow_load_outputs(&load, ids, ids_count);
	flow_pack_begin(&pack, &load, FLOW_MASS, FLOW_COUNT);
	MemoryContextSwitchTo(context);
	loaded = palloc_extended(sizeof(int64) * ((Size) load.lot_count + 1), MCXT_ALLOC_HUGE);
	numbers = palloc_extended(sizeof(uint32) * ((Size) load.lot_count + 1), MCXT_ALLOC_HUGE);
	for (uint32 l = 0; l < load.lot_count; l++)
		loaded[l] = load.lots[l].id;
	flow_store_numbers(&work->store, loaded, load.lot_count, numbers);
	MemoryContextSwitchTo(work->context);
	for (uint32 i = 0; i < count; i++)
	{
		Candidate  *candidate = &work->lots[from + i];
		uint32		lot;

		if (!candidate->fits)
			continue;
		lot = flow_load_find(&load, candidate->lot_id);
		candidate->packed = inputs_are_stored(&pack, lot, numbers);
		if (candidate->packed)
			flow_late_pack(&work->late, &pack, lot, numbers, candidate->key);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
}

static void
rows_write(LateWrite *work)
{
	Datum		values[5];

	for (uint32 r = 0; r < work->late.count; r++)
	{
		const FlowStored *row = &work->late.rows[r];
		bytea	   *body = palloc(VARHDRSZ + row->size);

		CHECK_FOR_INTERRUPTS();
		SET_VARSIZE(body, VARHDRSZ + row->size);
		memcpy(VARDATA(body), row->body, row->size);
		values[0] = Int32GetDatum(row->number);
		values[1] = Int32GetDatum(row->key);
		values[2] = Int64GetDatum(row->lot_id);
		values[3] = Int16GetDatum(row->part);
		values[4] = PointerGetDatum(body);
		write_run(work, &row_insert, values);
		pfree(body);
	}
}

/* Writes what was packed, and takes the marks off; how many lots these were is returned. */
static uint32
packed_write(LateWrite *work)
{
	int64	   *ids = palloc_extended(sizeof(int64) * ((Size) work->lot_count + 1), MCXT_ALLOC_HUGE);
	uint32		lot_count = 0;
	uint32		mark_count = 0;
	Datum		values[1];

	for (uint32 l = 0; l < work->lot_count; l++)
	{
		if (work->lots[l].packed)
			ids[lot_count++] = work->lots[l].lot_id;
	}
	for (uint32 m = 0; m < work->mark_count; m++)
	{
		if (work->lots[work->mark_lots[m]].packed)
			work->marks[mark_count++] = work->marks[m];
	}
	if (lot_count == 0)
		return 0;
	flow_mark_forget();
	values[0] = id_array_datum(ids, lot_count);
	write_run(work, &row_delete, values);
	rows_write(work);
	values[0] = id_array_datum(work->marks, mark_count);
	write_run(work, &marks_delete, values);
	values[0] = TimestampTzGetDatum(work->known_from);
	write_run(work, &state_update, values);
	return lot_count;
}

/* Packs what the newest marks are about, as the owner. */
static uint32
late_write(Oid relation, int64 marks)
{
	LateWrite	work = {.store = {.relation = relation}};
	MemoryContext caller = CurrentMemoryContext;
	uint32		count = 0;

	work.context = AllocSetContextCreate(CurrentMemoryContext, "flow that came late", ALLOCSET_DEFAULT_SIZES);
	/* What is read is what the lock protects: all that others packed before. */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	if (candidates_read(&work, marks))
	{
		for (uint32 from = 0; from < work.lot_count; from += LOTS_AT_A_TIME)
			lots_pack(&work, from, Min(work.lot_count - from, LOTS_AT_A_TIME));
		MemoryContextSwitchTo(work.context);
		flow_late_index(&work.late, work.store.lot_count);
		count = packed_write(&work);
	}
	SPI_finish();
	PopActiveSnapshot();
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(work.context);
	return count;
}

static Oid
owner_of(Oid table)
{
	HeapTuple	row = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	Oid			owner;

	if (!HeapTupleIsValid(row))
		return InvalidOid;
	owner = ((Form_pg_class) GETSTRUCT(row))->relowner;
	ReleaseSysCache(row);
	return owner;
}

/* Packs, where nobody else does, as the owner of the store. */
static uint32
late_write_as_owner(Oid relation, int64 marks)
{
	Oid			state = get_relname_relid("flow_state", get_rel_namespace(relation));
	Oid			owner = OidIsValid(state) ? owner_of(state) : InvalidOid;
	uint32		count = 0;
	Oid			user;
	int			context;

	/* An old snapshot does not see what others packed, and what is supposed is not to be packed. */
	if (!OidIsValid(owner) || IsolationUsesXactSnapshot() || overlay_stands(DT_NOEND) || !ConditionalLockRelationOid(state, ShareUpdateExclusiveLock))
		return 0;
	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(owner, context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
	/* An owner who does not see all rows cannot pack what others see. */
	if (flow_store_rights(relation) == NULL)
		count = late_write(relation, marks);
	SetUserIdAndSecContext(user, context);
	return count;
}

/* flow_late_write(lot regclass, marks bigint) */
Datum
flow_late_write(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(late_write_as_owner(PG_GETARG_OID(0), PG_GETARG_INT64(1)));
}

/* A trigger for each statement that inserts into consumption: packs when the session wrote enough. */
Datum
flow_late_trigger(PG_FUNCTION_ARGS)
{
	static uint64 rows_written = 0;
	const TriggerData *trigger = (const TriggerData *) fcinfo->context;
	int64		marks;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigger->tg_event) || trigger->tg_newtable == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("flow_late_trigger must be fired by a trigger AFTER INSERT that has a transition table")));
	rows_written += (uint64) tuplestore_tuple_count(trigger->tg_newtable);
	if (rows_written >= ROWS_BETWEEN)
	{
		marks = (int64) Min(rows_written * 2, MARKS_MOST);
		rows_written = 0;
		late_write_as_owner(RelationGetRelid(trigger->tg_relation), marks);
	}
	return PointerGetDatum(NULL);
}
