/*-------------------------------------------------------------------------
 *
 * flow_late_load.c
 *	  Lots as packed rows, from their plain rows.
 *
 * A question about the whole ledger wants each lot that is marked in the
 * form of the others.  Lots that the store does not have get numbers after
 * those that it has, and so do lots that they were made of and that nobody
 * marked: triggers may have been off.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "core/flow_net.h"
#include "graph/flow_late_load.h"
#include "server/id_array.h"
#include "server/pg_compat.h"

typedef struct NewLot
{
	int64		lot_id;			/* key */
	uint32		number;
} NewLot;

typedef struct LateLoad
{
	const FlowStore *store;
	FlowBasis	basis;
	TimestampTz known_at;
	FlowLate   *late;
	MemoryContext rows;			/* where late's rows go */
	HTAB	   *new_lots;		/* lots that the store does not have, by id */
	uint32		highest;		/* number given last */
	IdList		wanted;			/* lots to be loaded next */
} LateLoad;

/* Adds the rows of a loaded lot; numbers has those of all loaded lots. */
void
flow_late_pack(FlowLate *late, const FlowPack *pack, uint32 lot, const uint32 *numbers, int32 key)
{
	const FlowLoad *load = pack->load;
	uint32		count = flow_pack_input_count(pack, lot);
	uint32		inputs[FLOW_ROW_INPUTS_MAX];
	FlowStored	stored = {.number = (int32) numbers[lot],.key = key,.lot_id = load->lots[lot].id};
	uint32		done = 0;

	do
	{
		uint32		first = pack->first_edge[lot] + done;
		uint32		here = Min(count - done, FLOW_ROW_INPUTS_MAX);
		uint8	   *body;
		FlowRow		row;

		flow_pack_row(pack, lot, first, here, &row);
		for (uint32 i = 0; i < here; i++)
			inputs[i] = numbers[load->edges[first + i].input];
		row.inputs = (const uint8_t *) inputs;
		stored.size = flow_row_size(&row);
		body = palloc(stored.size);
		flow_row_encode(&row, body);
		stored.body = body;
		flow_late_add(late, &stored);
		pfree(body);
		stored.part++;
		done += here;
	} while (done < count);
}

/* The number of a lot that the store does not have; a new one is wanted. */
static uint32
new_number(LateLoad *work, int64 lot_id, bool *is_new)
{
	bool		known;
	NewLot	   *entry = hash_search(work->new_lots, &lot_id, HASH_ENTER, &known);

	*is_new = !known;
	if (!known)
		entry->number = ++work->highest;
	return entry->number;
}

/* Numbers of what was loaded for some lots; others that are met first are wanted from now on. */
static uint32 *
numbers_find(LateLoad *work, const FlowLoad *load, const int64 *outputs, uint32 count)
{
	int64	   *ids = palloc_extended(sizeof(int64) * ((Size) load->lot_count + 1), MCXT_ALLOC_HUGE);
	uint32	   *numbers = palloc_extended(sizeof(uint32) * ((Size) load->lot_count + 1), MCXT_ALLOC_HUGE);

	for (uint32 l = 0; l < load->lot_count; l++)
		ids[l] = load->lots[l].id;
	flow_store_numbers(work->store, ids, load->lot_count, numbers);
	for (uint32 l = 0; l < load->lot_count; l++)
	{
		bool		is_new;

		if (numbers[l] > 0)
			continue;
		numbers[l] = new_number(work, ids[l], &is_new);
		if (is_new && id_array_find(outputs, count, ids[l]) == NULL)
			id_list_add(&work->wanted, ids[l]);
	}
	pfree(ids);
	return numbers;
}

/* Loads some lots, which are ascending, and packs them. */
static void
lots_load(LateLoad *work, const int64 *ids, uint32 count)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "lots being packed", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	FlowLoad	load = {.relation = work->store->relation,.known_at = work->known_at,.basis = work->basis};
	FlowPack	pack;
	uint32	   *numbers;

	memory_arena_init(&load.memory, context, memory_arena_limit());
	flow_load_outputs(&load, ids, count);
	flow_pack_begin(&pack, &load, work->basis, work->basis);
	MemoryContextSwitchTo(caller);
	numbers = numbers_find(work, &load, ids, count);
	MemoryContextSwitchTo(work->rows);
	for (uint32 i = 0; i < count; i++)
		flow_late_pack(work->late, &pack, flow_load_find(&load, ids[i]), numbers, FLOW_NET_NO_KEY);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
}

/*
 * Packs the marked lots by one basis and puts them among the late rows, in
 * the current memory context; the highest number is returned.
 */
uint32
flow_late_load(const FlowStore *store, FlowBasis basis, TimestampTz known_at, FlowLate *late)
{
	HASHCTL		control = {.keysize = sizeof(int64),.entrysize = sizeof(NewLot)};
	LateLoad	work = {.store = store,.basis = basis,.known_at = known_at,.late = late,.rows = CurrentMemoryContext,.highest = store->lot_count};
	MemoryContext caller;
	MemoryContext context;

	if (store->marked_count == 0)
		return store->lot_count;
	context = AllocSetContextCreate(CurrentMemoryContext, "marked lots", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	control.hcxt = context;
	work.new_lots = hash_create("lots outside the store", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	for (uint32 i = 0; i < store->marked_count; i++)
		id_list_add(&work.wanted, store->marked[i]);
	while (work.wanted.count > 0)
	{
		IdList		asked = work.wanted;

		work.wanted = (IdList) {0};
		lots_load(&work, asked.ids, (uint32) asked.count);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	flow_late_index(late, work.highest);
	return work.highest;
}
