/*-------------------------------------------------------------------------
 *
 * flow_gather.c
 *	  All that a lot was made of, as a net.
 *
 * The store's rows stand inputs first.  So one sweep over them, from the
 * asked lot towards the beginning, meets each wanted row after those that
 * want it; where none is wanted for long, rows are passed over.  What stands
 * against the order (a lot in a loop, a fact that came late) makes another
 * sweep necessary, from where the order was broken, and the net is put in
 * order afterwards.
 *
 * Lots that were written since are taken from where they were packed
 * meanwhile.  Those that nobody packed yet, and those that the store does not
 * have, are read from the plain rows, all that are wanted at a time.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "graph/flow_gather.h"
#include "graph/flow_pack.h"
#include "server/id_array.h"
#include "server/pg_compat.h"

/* Bounds in doubles are handed on as multiples of 2^-this. */
#define BOUNDS_BITS 120

typedef struct AbsentLot
{
	int64		lot_id;			/* key */
	uint32		index;
} AbsentLot;

void
flow_gather_begin(FlowGather *gather, Oid relation, FlowBasis basis, bool with_drawn, TimestampTz known_at)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "net around a lot", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	HASHCTL		control = {.keysize = sizeof(int64),.entrysize = sizeof(AbsentLot),.hcxt = context};

	memset(gather, 0, sizeof(*gather));
	gather->known_at = known_at;
	memory_arena_init(&gather->memory, context, memory_arena_limit());
	gather->basis = basis;
	flow_store_open(&gather->store, relation, known_at);
	if (basis >= FLOW_ELEMENT)
		flow_store_close(&gather->store, "the store holds no masses of elements");
	flow_net_begin(&gather->net, &gather->memory.arena, (FlowBasis) FLOW_BASIS_SLOT(basis), with_drawn);
	gather->absent = hash_create("lots outside the store", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	flow_late_read(&gather->store, &gather->late);
	gather->plain_space = 64;
	gather->plain = palloc(sizeof(uint32) * gather->plain_space);
	MemoryContextSwitchTo(caller);
}

void
flow_gather_end(FlowGather *gather)
{
	MemoryContextDelete(gather->memory.context);
}

/* A sweep that gathers nothing needs no places. */
static void
places_make(FlowGather *gather)
{
	if (gather->place == NULL)
		gather->place = MemoryContextAllocExtended(gather->memory.context, sizeof(uint32) * ((Size) gather->store.lot_count + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

/* Why the way is lost at a lot. */
const char *
flow_gather_reason(FlowGather *gather, uint32 lot)
{
	const FlowNetLot *of = &gather->net.lots[lot];

	if (lot < gather->reasons_space && gather->reasons[lot] != NULL)
		return gather->reasons[lot];
	if (gather->key_reasons == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(gather->memory.context);

		gather->key_reasons = flow_store_key_reasons(&gather->store, &gather->key_count);
		MemoryContextSwitchTo(caller);
	}
	if (of->key < gather->key_count && gather->key_reasons[of->key] != NULL)
		return gather->key_reasons[of->key];
	return of->lost ? "not_recorded" : "missing_input";
}

/* Bounds as fractions of few digits, rounded outward. */
FractionInterval
flow_gather_interval(const Arena *arena, FlowBounds bounds)
{
	return (FractionInterval) {
		fraction_round_down(arena, fraction_from_double(arena, bounds.min), BOUNDS_BITS),
			fraction_round_up(arena, fraction_from_double(arena, bounds.max), BOUNDS_BITS)
	};
}

static void
plain_add(FlowGather *gather, uint32 index)
{
	if (gather->plain_count == gather->plain_space)
	{
		gather->plain_space *= 2;
		gather->plain = repalloc_huge(gather->plain, sizeof(uint32) * gather->plain_space);
	}
	gather->plain[gather->plain_count++] = index;
}

/* The index of a lot by its number; wanted from now on. */
static inline uint32
numbered_find(FlowGather *gather, uint32 number)
{
	if (gather->place[number] == 0)
		gather->place[number] = flow_net_lot(&gather->net) + 1;
	return gather->place[number] - 1;
}

/* The index of a lot that the store does not have; to be read from plain rows. */
static uint32
absent_find(FlowGather *gather, int64 lot_id)
{
	bool		known;
	AbsentLot  *entry = hash_search(gather->absent, &lot_id, HASH_ENTER, &known);

	if (!known)
	{
		entry->index = flow_net_lot(&gather->net);
		gather->net.lots[entry->index].lot_id = lot_id;
		plain_add(gather, entry->index);
	}
	return entry->index;
}

/* Reports a packed row that cannot be one. */
void
flow_gather_damaged(const FlowStored *stored)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("packed row %d of the flow store is damaged", stored->number),
			 errhint("Call maintain_flow, which writes the store anew from the ledger's rows.")));
}

void
flow_gather_decode(const FlowStored *stored, FlowRow *row)
{
	if (!flow_row_decode(stored->body, stored->size, row))
		flow_gather_damaged(stored);
}

/* Makes room for a key in an array by key that has count of them; new ones are zero. */
void *
flow_gather_keyed(MemoryContext context, void *array, uint32 *count, Size size, uint32 key)
{
	uint32		space = Max(2 * *count, key + 64);
	void	   *larger;

	if (key < *count)
		return array;
	larger = MemoryContextAllocExtended(context, size * (Size) space, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	if (array != NULL)
	{
		memcpy(larger, array, size * (Size) *count);
		pfree(array);
	}
	*count = space;
	return larger;
}

/* Takes a packed row of a wanted lot into the net. */
static void
packed_row_gather(FlowGather *gather, uint32 index, const FlowStored *stored)
{
	FlowNet    *net = &gather->net;
	uint32		number = (uint32) stored->number;
	uint32		edge = net->edge_count;
	FlowRow		row;

	flow_gather_decode(stored, &row);
	net->lots[index].key = (uint32) stored->key;
	flow_net_read(net, index, &row);
	for (uint32 i = 0; i < row.input_count; i++, edge++)
	{
		uint32		input = flow_row_number(row.inputs, i);

		if (input == 0 || input > gather->store.lot_count)
			flow_gather_damaged(stored);
		net->input[edge] = numbered_find(gather, input);
		if (unlikely(input >= number))
		{
			net->ordered = false;
			if (input > gather->highest && !net->lots[net->input[edge]].read)
				gather->highest = input;
		}
	}
}

/* Takes a lot into the net by the rows that were packed since the store was. */
static void
late_gather(FlowGather *gather, uint32 index, uint32 number)
{
	uint32		count;
	const FlowStored *rows = flow_late_rows(&gather->late, number, &count);

	for (uint32 r = 0; r < count; r++)
		packed_row_gather(gather, index, &rows[r]);
}

/* Takes the row of a wanted lot into the net. */
static void
row_gather(FlowGather *gather, const FlowStored *stored)
{
	FlowNet    *net = &gather->net;
	uint32		index = gather->place[stored->number] - 1;

	net->lots[index].lot_id = stored->lot_id;
	if (flow_late_has(&gather->late, (uint32) stored->number))
	{
		if (!net->lots[index].read)
			late_gather(gather, index, (uint32) stored->number);
	}
	else if (gather->store.marked_count > 0 && id_array_find(gather->store.marked, gather->store.marked_count, stored->lot_id) != NULL)
	{
		if (!net->lots[index].read)
			plain_add(gather, index);
		net->lots[index].read = true;
	}
	else
		packed_row_gather(gather, index, stored);
}

/* The largest wanted number that is not above the given one and was not read; 0 where there is none. */
static uint32
wanted_below(const FlowGather *gather, uint32 number)
{
	for (; number > 0; number--)
	{
		if (gather->place[number] != 0 && !gather->net.lots[gather->place[number] - 1].read)
			return number;
	}
	return 0;
}

/* Reads the wanted ones of the rows at hand; true where the lot of the first row was one, which may begin earlier. */
static bool
rows_gather(FlowGather *gather, const FlowRows *rows, uint32 *last)
{
	for (int row = rows->row_count - 1; row >= 0; row--)
	{
		uint32		number = (uint32) flow_rows_number(rows, row);
		uint32		place = number <= gather->store.lot_count ? gather->place[number] : 0;
		FlowStored	stored;

		if (place == 0 || (gather->net.lots[place - 1].read && number != *last))
			continue;
		rows->way->row(rows, row, &stored);
		row_gather(gather, &stored);
		*last = number;
	}
	return (uint32) rows->numbers[0] == *last;
}

static void
sweep_up(FlowGather *gather, FlowRows *rows)
{
	uint32		want = gather->highest;
	uint32		last = 0;

	gather->highest = 0;
	while (want > 0 && rows->way->reach(rows, (int32) want))
	{
		uint32		first = (uint32) rows->numbers[0];

		while (rows_gather(gather, rows, &last) && rows->way->back(rows))
			first = (uint32) rows->numbers[0];
		want = wanted_below(gather, first - 1);
	}
}

/* The indexes of the inputs of lots that were read from plain rows, per loaded lot. */
static uint32 *
inputs_find(FlowGather *gather, const FlowLoad *load)
{
	int64	   *ids = palloc(sizeof(int64) * ((Size) load->lot_count + 1));
	uint32	   *numbers = palloc(sizeof(uint32) * ((Size) load->lot_count + 1));
	bool	   *is_input = palloc0(sizeof(bool) * ((Size) load->lot_count + 1));
	uint32	   *indexes = palloc0(sizeof(uint32) * ((Size) load->lot_count + 1));

	for (uint32 l = 0; l < load->lot_count; l++)
		ids[l] = load->lots[l].id;
	for (uint32 e = 0; e < load->edge_count; e++)
		is_input[load->edges[e].input] = true;
	flow_store_numbers(&gather->store, ids, load->lot_count, numbers);
	for (uint32 l = 0; l < load->lot_count; l++)
	{
		if (!is_input[l])
			continue;
		indexes[l] = numbers[l] > 0 ? numbered_find(gather, numbers[l]) : absent_find(gather, ids[l]);
		if (numbers[l] > gather->highest && !gather->net.lots[indexes[l]].read)
			gather->highest = numbers[l];
	}
	pfree(ids);
	pfree(numbers);
	pfree(is_input);
	return indexes;
}

static void
plain_row_gather(FlowGather *gather, const FlowPack *pack, uint32 index, const uint32 *inputs)
{
	FlowNet    *net = &gather->net;
	uint32		lot = flow_load_find(pack->load, net->lots[index].lot_id);
	uint32		first = pack->first_edge[lot];
	uint32		count = flow_pack_input_count(pack, lot);
	uint32		edge = net->edge_count;
	FlowRow		row;

	flow_pack_row(pack, lot, first, count, &row);
	net->lots[index].read = false;
	flow_net_read(net, index, &row);
	for (uint32 i = 0; i < count; i++)
		net->input[edge + i] = inputs[pack->load->edges[first + i].input];
	gather->reasons[index] = flow_basis_gap_reason(&pack->load->lots[lot], row.lost);
}

static void
reasons_reserve(FlowGather *gather)
{
	uint32		count = gather->net.lot_count;

	if (count <= gather->reasons_space)
		return;
	gather->reasons = gather->reasons == NULL ? palloc_extended(sizeof(char *) * (Size) count, MCXT_ALLOC_HUGE)
		: repalloc_huge(gather->reasons, sizeof(char *) * (Size) count);
	for (uint32 l = gather->reasons_space; l < count; l++)
		gather->reasons[l] = NULL;
	gather->reasons_space = count;
}

/* Reads the lots that wait for it from plain rows. */
static void
plain_gather(FlowGather *gather)
{
	uint32		count = gather->plain_count;
	uint32	   *indexes = palloc(sizeof(uint32) * count);
	int64	   *ids = palloc(sizeof(int64) * count);
	uint32	   *inputs;
	FlowLoad	load = {.relation = gather->store.relation,.known_at = gather->known_at,.basis = gather->basis};
	FlowPack	pack;

	memory_arena_init(&load.memory, gather->memory.context, memory_arena_limit());
	for (uint32 i = 0; i < count; i++)
	{
		indexes[i] = gather->plain[i];
		ids[i] = gather->net.lots[indexes[i]].lot_id;
	}
	gather->plain_count = 0;
	gather->net.ordered = false;
	flow_load_outputs(&load, ids, count);
	flow_pack_begin(&pack, &load, gather->basis, gather->basis);
	inputs = inputs_find(gather, &load);
	reasons_reserve(gather);
	for (uint32 i = 0; i < count; i++)
		plain_row_gather(gather, &pack, indexes[i], inputs);
}

/* Reports that packed rows are not there. */
void
flow_gather_lacking(uint32 count)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("the flow store lacks rows of %u lots", count),
			 errhint("Call maintain_flow, which writes the store anew from the ledger's rows.")));
}

/* A lot of which nothing was read would pass for one that begins the chain. */
static void
gather_check(const FlowGather *gather)
{
	if (gather->net.sequence_count != gather->net.lot_count)
		flow_gather_lacking(gather->net.lot_count - gather->net.sequence_count);
}

static void
sweep_all(FlowGather *gather)
{
	FlowRows   *rows = flow_store_rows(&gather->store);

	while (rows->way->next(rows))
	{
		for (int row = 0; row < rows->row_count; row++)
		{
			FlowStored	stored;

			rows->way->row(rows, row, &stored);
			if (stored.number <= 0 || (uint32) stored.number > gather->store.lot_count)
				flow_gather_damaged(&stored);
			numbered_find(gather, (uint32) stored.number);
			row_gather(gather, &stored);
		}
	}
	rows->way->close(rows);
}

/*
 * Gathers the whole ledger: the store, what is out of date in it and what
 * came since; without a store, some lots and all that they were made of.
 */
void
flow_gather_all(FlowGather *gather, const int64 *lot_ids, uint32 count)
{
	MemoryContext caller = MemoryContextSwitchTo(gather->memory.context);
	bool		stored = gather->store.reader != FLOW_READER_PLAIN;
	const int64 *ids = stored ? gather->store.marked : lot_ids;
	uint32		ids_count = stored ? gather->store.marked_count : count;
	uint32	   *numbers = palloc(sizeof(uint32) * ((Size) ids_count + 1));

	places_make(gather);
	if (stored)
		sweep_all(gather);
	flow_store_numbers(&gather->store, ids, ids_count, numbers);
	for (uint32 i = 0; i < ids_count; i++)
	{
		if (numbers[i] == 0)
			(void) absent_find(gather, ids[i]);
	}
	gather->net.ordered = false;
	while (gather->plain_count > 0)
		plain_gather(gather);
	gather_check(gather);
	MemoryContextSwitchTo(caller);
}

/* Gathers what some lots were made of, once however many of them it is in; their ids are ascending and differ. */
void
flow_gather_up_from(FlowGather *gather, const int64 *lot_ids, uint32 count)
{
	MemoryContext caller = MemoryContextSwitchTo(gather->memory.context);
	FlowRows   *rows = NULL;
	uint32	   *numbers = palloc_extended(sizeof(uint32) * ((Size) count + 1), MCXT_ALLOC_HUGE);

	places_make(gather);
	flow_store_numbers(&gather->store, lot_ids, count, numbers);
	for (uint32 i = 0; i < count; i++)
	{
		uint32		index = numbers[i] > 0 ? numbered_find(gather, numbers[i]) : absent_find(gather, lot_ids[i]);

		gather->root = i == 0 ? index : gather->root;
		gather->highest = Max(gather->highest, numbers[i]);
	}
	if (gather->store.reader != FLOW_READER_PLAIN)
		rows = flow_store_rows(&gather->store);
	while (gather->highest > 0 || gather->plain_count > 0)
	{
		if (gather->plain_count > 0)
			plain_gather(gather);
		if (gather->highest > 0)
			sweep_up(gather, rows);
	}
	if (rows != NULL)
		rows->way->close(rows);
	gather_check(gather);
	MemoryContextSwitchTo(caller);
}

/* Gathers what a lot was made of. */
void
flow_gather_up(FlowGather *gather, int64 root)
{
	flow_gather_up_from(gather, &root, 1);
}
