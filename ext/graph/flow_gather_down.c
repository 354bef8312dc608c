/*-------------------------------------------------------------------------
 *
 * flow_gather_down.c
 *	  All that was made of a lot, as a net.
 *
 * The store's rows stand inputs first.  So one sweep over them, forwards,
 * meets each lot after all of its inputs, and knows by then which of these
 * were made of the asked lot: the lot is wanted if any was, and only rows of
 * consumption from wanted lots are kept.
 *
 * Lots that were packed since the store was are taken by their late rows.
 * What the sweep cannot decide as it goes are links: consumption of lots that
 * are marked or not in the store, which are read from the plain rows
 * beforehand, without amounts, and stored rows that stand against the order
 * (lots that feed each other).  After a sweep they are followed; if that makes
 * more stored lots wanted, another sweep takes what was made of those, and no
 * row of consumption is taken twice.  At the end wanted lots that are out of
 * date are read from the plain rows, all at once.
 *
 * A place names a lot here: its number in the store, or one above all of them
 * where it has none.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "graph/flow_gather_down.h"
#include "graph/flow_pack.h"
#include "server/id_array.h"
#include "server/ledger_plan.h"
#include "server/pg_compat.h"

/* Consumption of a lot that is out of date. */
typedef struct PlainLink
{
	int64		output_id;
	int64		input_id;
	uint32		output;			/* places */
	uint32		input;
} PlainLink;

/* Stored consumption against the order of the store. */
typedef struct BackLink
{
	uint32		output;			/* numbers */
	uint32		input;
	double		part;
	double		drawn;
	FlowNetLot	facts;			/* what the row says of its lot */
	bool		taken;
} BackLink;

typedef struct GatherDown
{
	FlowGather *gather;
	int64	   *ids;			/* lots out of date, what they were made of, and the root, ascending */
	uint32	   *places;			/* per id */
	uint32		id_count;
	PlainLink  *plain;			/* by place of the output */
	uint32		plain_count;
	BackLink   *back;
	uint32		back_count;
	uint32		back_space;
	uint32	   *index;			/* per place: index in the net plus one, or 0 where it is not wanted */
	bool	   *stale;			/* per place: it is read from plain rows */
	uint32		settled;		/* lots of the net below this index were passed on to all stored rows */
	bool		swept;			/* once at least, so all back links are known */
	bool		sweep_due;		/* a stored lot is wanted that was not passed on */
} GatherDown;

static const LedgerQuery links_query = {
	"SELECT c.output_lot_id, c.input_lot_id FROM %s.flow_into($1, $2) AS c", 2, {INT8ARRAYOID, TIMESTAMPTZOID}
};

static int64
link_column(uint64 row, int column)
{
	bool		isnull;

	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, &isnull));
}

/* Reads which lots those out of date were made of. */
static void
links_read(GatherDown *down)
{
	FlowGather *gather = down->gather;
	const FlowStore *store = &gather->store;
	Datum		values[2] = {id_array_datum(store->marked, store->marked_count), TimestampTzGetDatum(gather->known_at)};
	uint64		rows;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	rows = store->marked_count == 0 ? 0 : ledger_plan_fetch(&links_query, store->relation, values);
	down->plain = MemoryContextAllocHuge(gather->memory.context, sizeof(PlainLink) * ((Size) rows + 1));
	down->plain_count = (uint32) rows;
	arena_check(&gather->memory.arena);
	for (uint64 row = 0; row < rows; row++)
		down->plain[row] = (PlainLink) {.output_id = link_column(row, 1),.input_id = link_column(row, 2)};
	SPI_finish();
	pfree(DatumGetPointer(values[0]));
}

/* Gives places to the root and to all lots of plain links. */
static void
places_make(GatherDown *down, int64 root)
{
	FlowGather *gather = down->gather;
	const FlowStore *store = &gather->store;
	uint32		count = 0;
	uint32		last = store->lot_count;

	down->ids = palloc_extended(sizeof(int64) * (2 * (Size) down->plain_count + store->marked_count + 1), MCXT_ALLOC_HUGE);
	down->ids[count++] = root;
	for (uint32 s = 0; s < store->marked_count; s++)
		down->ids[count++] = store->marked[s];
	for (uint32 l = 0; l < down->plain_count; l++)
	{
		down->ids[count++] = down->plain[l].output_id;
		down->ids[count++] = down->plain[l].input_id;
	}
	down->id_count = (uint32) id_array_unique(down->ids, count);
	down->places = palloc_extended(sizeof(uint32) * ((Size) down->id_count + 1), MCXT_ALLOC_HUGE);
	flow_store_numbers(store, down->ids, down->id_count, down->places);
	for (uint32 i = 0; i < down->id_count; i++)
	{
		if (down->places[i] == 0)
			down->places[i] = ++last;
	}
	down->index = palloc_extended(sizeof(uint32) * ((Size) last + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	down->stale = palloc_extended(sizeof(bool) * ((Size) last + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	arena_check(&gather->memory.arena);
}

static uint32
place_find(const GatherDown *down, int64 lot_id)
{
	const int64 *at = id_array_find(down->ids, down->id_count, lot_id);

	if (at == NULL)
		elog(ERROR, "lot " INT64_FORMAT " has no place", lot_id);
	return down->places[at - down->ids];
}

static int
plain_link_compare(const void *a, const void *b)
{
	const PlainLink *left = (const PlainLink *) a;
	const PlainLink *right = (const PlainLink *) b;

	/* Sorting very many takes long. */
	CHECK_FOR_INTERRUPTS();
	if (left->output != right->output)
		return left->output > right->output ? 1 : -1;
	return (left->input > right->input) - (left->input < right->input);
}

static void
links_place(GatherDown *down)
{
	const FlowStore *store = &down->gather->store;

	for (uint32 s = 0; s < store->marked_count; s++)
		down->stale[place_find(down, store->marked[s])] = true;
	for (uint32 l = 0; l < down->plain_count; l++)
	{
		down->plain[l].output = place_find(down, down->plain[l].output_id);
		down->plain[l].input = place_find(down, down->plain[l].input_id);
	}
	qsort(down->plain, down->plain_count, sizeof(PlainLink), plain_link_compare);
}

/* The index of a lot that is wanted from now on. */
static inline uint32
lot_want(GatherDown *down, uint32 place, int64 lot_id)
{
	if (down->index[place] == 0)
	{
		down->index[place] = flow_net_lot(&down->gather->net) + 1;
		down->gather->net.lots[down->index[place] - 1].lot_id = lot_id;
		down->sweep_due = down->sweep_due || place <= down->gather->store.lot_count;
	}
	return down->index[place] - 1;
}

/* Adds what a row says of its lot. */
static void
facts_add(FlowNetLot *lot, const FlowRow *row, FlowBasis basis)
{
	const FlowRowBasis *of = &row->basis[basis];

	lot->lost |= row->lost;
	lot->uncertain |= of->uncertain || (of->parts == NULL && row->input_count > 0);
	lot->missing_uncertain |= of->missing_uncertain;
	lot->missing = Max(lot->missing, of->missing);
}

static void
back_link_add(GatherDown *down, const FlowStored *stored, const FlowRow *row, uint32 i)
{
	const FlowRowBasis *basis = &row->basis[down->gather->net.basis];
	BackLink   *link;

	if (down->back_count == down->back_space)
	{
		down->back_space *= 2;
		arena_check(&down->gather->memory.arena);
		down->back = repalloc_huge(down->back, sizeof(BackLink) * (Size) down->back_space);
	}
	link = &down->back[down->back_count++];
	*link = (BackLink) {
		.output = (uint32) stored->number,.input = flow_row_number(row->inputs, i),
		.part = basis->parts == NULL ? 1 : flow_row_double(basis->parts, i),.drawn = flow_row_double(row->drawn, i),
		.facts = {.lot_id = stored->lot_id}
	};
	facts_add(&link->facts, row, down->gather->net.basis);
}

/* Takes the consumption of a stored row from lots that were not passed on before. */
static inline void
row_take(GatherDown *down, const FlowStored *stored)
{
	FlowNet    *net = &down->gather->net;
	uint32		number = (uint32) stored->number;
	const FlowRowBasis *basis;
	bool		found = false;
	FlowRow		row;

	flow_gather_decode(stored, &row);
	basis = &row.basis[net->basis];
	for (uint32 i = 0; i < row.input_count; i++)
	{
		uint32		input = flow_row_number(row.inputs, i);

		if (unlikely(input == 0 || input > down->gather->store.lot_count))
			flow_gather_damaged(stored);
		if (unlikely(input >= number))
		{
			if (!down->swept)
				back_link_add(down, stored, &row, i);
			continue;
		}
		if (down->index[input] <= down->settled)
			continue;
		flow_net_down_edge(net, lot_want(down, number, stored->lot_id), down->index[input] - 1,
						   basis->parts == NULL ? 1 : flow_row_double(basis->parts, i), flow_row_double(row.drawn, i));
		found = true;
	}
	if (found || down->index[number] != 0)
		facts_add(&net->lots[down->index[number] - 1], &row, net->basis);
}

/* A lot that is out of date is wanted if any that it was made of is, as far as that is known by now. */
static void
stale_lot_look(GatherDown *down, uint32 place)
{
	uint32		low = 0,
				high = down->plain_count;

	if (down->index[place] != 0)
		return;
	while (low < high)
	{
		uint32		middle = low + (high - low) / 2;

		if (down->plain[middle].output < place)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < down->plain_count && down->plain[low].output == place; low++)
	{
		if (down->index[down->plain[low].input] == 0)
			continue;
		(void) lot_want(down, place, down->plain[low].output_id);
		return;
	}
}

/* The same of a lot that was packed since the store was. */
static void
late_rows_take(GatherDown *down, uint32 number)
{
	uint32		count;
	const FlowStored *rows = flow_late_rows(&down->gather->late, number, &count);

	for (uint32 r = 0; r < count; r++)
		row_take(down, &rows[r]);
}

/* Goes over the store once: takes what was made of lots that were not passed on before. */
static void
sweep_down(GatherDown *down)
{
	FlowRows   *rows = flow_store_rows(&down->gather->store);
	int32		last = 0;

	while (rows->way->next(rows))
	{
		for (int r = 0; r < rows->row_count; r++)
		{
			FlowStored	stored;
			bool		first = flow_rows_number(rows, r) != last;

			rows->way->row(rows, r, &stored);
			if (stored.number <= 0 || (uint32) stored.number > down->gather->store.lot_count)
				flow_gather_damaged(&stored);
			last = stored.number;
			if (unlikely(down->stale[stored.number]))
				stale_lot_look(down, (uint32) stored.number);
			else if (unlikely(flow_late_has(&down->gather->late, (uint32) stored.number)))
			{
				/* A lot with many inputs has several rows in the store too. */
				if (first)
					late_rows_take(down, (uint32) stored.number);
			}
			else
				row_take(down, &stored);
		}
	}
	rows->way->close(rows);
	down->settled = down->gather->net.lot_count;
	down->swept = true;
	down->sweep_due = false;
}

/* Follows the links of one kind once; true where that made more lots wanted. */
static bool
plain_links_follow(GatherDown *down)
{
	uint32		before = down->gather->net.lot_count;

	for (uint32 l = 0; l < down->plain_count; l++)
	{
		const PlainLink *link = &down->plain[l];

		if (down->index[link->input] != 0)
			(void) lot_want(down, link->output, link->output_id);
	}
	return down->gather->net.lot_count > before;
}

static bool
back_links_follow(GatherDown *down)
{
	FlowNet    *net = &down->gather->net;
	uint32		before = net->lot_count;

	for (uint32 l = 0; l < down->back_count; l++)
	{
		BackLink   *link = &down->back[l];
		uint32		output;

		if (link->taken || down->index[link->input] == 0)
			continue;
		link->taken = true;
		output = lot_want(down, link->output, link->facts.lot_id);
		net->lots[output].lost |= link->facts.lost;
		net->lots[output].uncertain |= link->facts.uncertain;
		net->lots[output].missing_uncertain |= link->facts.missing_uncertain;
		net->lots[output].missing = Max(net->lots[output].missing, link->facts.missing);
		flow_net_down_edge(net, output, down->index[link->input] - 1, link->part, link->drawn);
	}
	return net->lot_count > before;
}

static void
links_follow(GatherDown *down)
{
	bool		more;

	do
	{
		arena_check(&down->gather->memory.arena);
		more = plain_links_follow(down);
		more = back_links_follow(down) || more;
	} while (more);
}

static void
plain_lot_take(GatherDown *down, const FlowPack *pack, int64 lot_id)
{
	FlowNet    *net = &down->gather->net;
	uint32		index = down->index[place_find(down, lot_id)] - 1;
	uint32		lot = flow_load_find(pack->load, lot_id);
	uint32		first = pack->first_edge[lot];
	const FlowRowBasis *basis;
	FlowRow		row;

	flow_pack_row(pack, lot, first, flow_pack_input_count(pack, lot), &row);
	basis = &row.basis[net->basis];
	facts_add(&net->lots[index], &row, net->basis);
	for (uint32 i = 0; i < row.input_count; i++)
	{
		uint32		input = down->index[place_find(down, pack->load->lots[pack->load->edges[first + i].input].id)];

		if (input > 0)
			flow_net_down_edge(net, index, input - 1, basis->parts == NULL ? 1 : flow_row_double(basis->parts, i), flow_row_double(row.drawn, i));
	}
}

/* Reads wanted lots that are out of date from the plain rows. */
static void
plain_lots_take(GatherDown *down)
{
	FlowGather *gather = down->gather;
	int64	   *ids = palloc_extended(sizeof(int64) * ((Size) gather->store.marked_count + 1), MCXT_ALLOC_HUGE);
	uint32		count = 0;
	FlowLoad	load = {.relation = gather->store.relation,.known_at = gather->known_at};
	FlowPack	pack;

	for (uint32 s = 0; s < gather->store.marked_count; s++)
	{
		if (down->index[place_find(down, gather->store.marked[s])] != 0)
			ids[count++] = gather->store.marked[s];
	}
	if (count == 0)
		return;
	memory_arena_init(&load.memory, gather->memory.context, memory_arena_limit());
	flow_load_outputs(&load, ids, count);
	flow_pack_begin(&pack, &load, gather->net.basis, gather->net.basis);
	for (uint32 i = 0; i < count; i++)
		plain_lot_take(down, &pack, ids[i]);
}

/* Gathers what was made of a lot; the store serves.  The net is still to be put in order. */
void
flow_gather_down(FlowGather *gather, int64 root)
{
	MemoryContext caller = MemoryContextSwitchTo(gather->memory.context);
	GatherDown	down = {.gather = gather,.back_space = 64};

	flow_net_down_begin(&gather->net, &gather->memory.arena, gather->net.basis);
	down.back = palloc(sizeof(BackLink) * down.back_space);
	links_read(&down);
	places_make(&down, root);
	links_place(&down);
	gather->root = lot_want(&down, place_find(&down, root), root);
	links_follow(&down);
	while (down.sweep_due)
	{
		sweep_down(&down);
		links_follow(&down);
	}
	plain_lots_take(&down);
	flow_net_down_finish(&gather->net);
	MemoryContextSwitchTo(caller);
}
