/*-------------------------------------------------------------------------
 *
 * custody_chains.c
 *	  How strong chains of custody are, as a set-returning function.
 *
 * The ledger's function custody_finding reads lots and what went into them
 * and hands both over as arrays; core/custody.c computes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "core/custody.h"
#include "server/array_elements.h"
#include "server/id_array.h"
#include "server/memory_arena.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(custody_chains);

#define CHAIN_COLUMNS 3

typedef struct ChainWork
{
	MemoryArena memory;
	int64	   *ids;			/* ascending; a lot's index is its place */
	CustodyChains chains;
} ChainWork;

static uint32
lot_find(const ChainWork *work, Datum id)
{
	const int64 *found = id_array_find(work->ids, work->chains.lot_count, DatumGetInt64(id));

	if (found == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lot %lld is linked and not among the lots", (long long) DatumGetInt64(id))));
	return (uint32) (found - work->ids);
}

static void
lots_take(ChainWork *work, const ArrayElements *lots, const ArrayElements *strengths)
{
	uint8	   *by_lot = palloc_extended((Size) lots->count + 1, MCXT_ALLOC_HUGE);

	work->ids = palloc_extended(sizeof(int64) * ((Size) lots->count + 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < lots->count; i++)
		work->ids[i] = DatumGetInt64(lots->values[i]);
	work->chains.lot_count = (uint32) id_array_unique(work->ids, (Size) lots->count);
	for (int i = 0; i < lots->count; i++)
	{
		int32		strength = DatumGetInt32(strengths->values[i]);

		if (strength < 1 || strength > CUSTODY_STRENGTH_MAX)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%d is no strength of a chain-of-custody model", strength)));
		by_lot[lot_find(work, lots->values[i])] = (uint8) strength;
	}
	work->chains.strengths = by_lot;
}

static void
links_take(ChainWork *work, const ArrayElements *outputs, const ArrayElements *inputs)
{
	CustodyLink *links = palloc_extended(sizeof(CustodyLink) * ((Size) outputs->count + 1), MCXT_ALLOC_HUGE);

	for (int i = 0; i < outputs->count; i++)
		links[i] = (CustodyLink) {.input = lot_find(work, inputs->values[i]),.output = lot_find(work, outputs->values[i])};
	work->chains.link_count = (uint32) outputs->count;
	work->chains.links = links;
}

static void
chain_put(ReturnSetInfo *returns, int64 lot_id, uint8 met)
{
	int			known = custody_weakest(met, 1 << CUSTODY_NOT_STATED);
	Datum		values[CHAIN_COLUMNS] = {Int64GetDatum(lot_id), Int32GetDatum(known), Int32GetDatum(custody_weakest(met, 0))};
	bool		nulls[CHAIN_COLUMNS] = {false, known == 0, false};

	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}

/* custody_chains(lot_ids int8[], strengths int4[], output_ids int8[], input_ids int8[]) */
Datum
custody_chains(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	ChainWork	work = {0};
	ArrayElements lists[4];
	MemoryContext caller;

	InitMaterializedSRF(fcinfo, 0);
	memory_arena_init(&work.memory, AllocSetContextCreate(CurrentMemoryContext, "chains of custody", ALLOCSET_DEFAULT_SIZES), memory_arena_limit());
	work.chains.arena = &work.memory.arena;
	caller = MemoryContextSwitchTo(work.memory.context);
	for (int list = 0; list < (int) lengthof(lists); list++)
		lists[list] = array_elements_given(PG_GETARG_ARRAYTYPE_P(list), "chains of custody");
	array_elements_match(&lists[0], &lists[1], "chains of custody");
	array_elements_match(&lists[2], &lists[3], "chains of custody");
	lots_take(&work, &lists[0], &lists[1]);
	links_take(&work, &lists[2], &lists[3]);
	custody_chains_find(&work.chains);
	MemoryContextSwitchTo(caller);
	for (uint32 l = 0; l < work.chains.lot_count; l++)
	{
		if (work.chains.met[l] != 0)
			chain_put(returns, work.ids[l], work.chains.met[l]);
	}
	MemoryContextDelete(work.memory.context);
	return (Datum) 0;
}
