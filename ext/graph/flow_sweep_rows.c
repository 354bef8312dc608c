/*-------------------------------------------------------------------------
 *
 * flow_sweep_rows.c
 *	  What one lot was made of, in one sweep over the store's rows.
 *
 * Where all that is upstream stands in the store, or was packed since, in
 * order, nothing has to be gathered (core/flow_sweep.h).  Where some lot has
 * to be read from the plain rows, or came late and stands before what it was
 * made of, the sweep gives up and the caller gathers a net.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "graph/flow_sweep_rows.h"
#include "server/id_array.h"

/* Bits by the end of a lot's number: most lots are told at once not to be marked. */
#define HINT_BITS 65536

typedef struct SweepRun
{
	FlowGather *gather;
	FlowSweep	sweep;
	FlowRows   *rows;
	FlowSweepVisit visit;
	void	   *state;
	uint8	   *marked_hint;	/* NULL where no lot is marked */
	uint32		below;			/* numbers above it are done with */
	uint32		seen;			/* lots that were told of */
	bool		direct;			/* rows are in brief, and no lot is marked */
	MemoryArena loop;			/* for one loop at a time */
} SweepRun;

static void
hint_make(SweepRun *run)
{
	const FlowStore *store = &run->gather->store;

	if (store->marked_count == 0)
		return;
	run->marked_hint = palloc0(HINT_BITS / 8);
	for (uint32 m = 0; m < store->marked_count; m++)
	{
		uint32		bit = (uint32) (store->marked[m] % HINT_BITS);

		run->marked_hint[bit / 8] |= 1 << bit % 8;
	}
}

/* Whether the lot's plain rows have to be read. */
static inline bool
lot_is_marked(const SweepRun *run, int64 lot_id)
{
	uint32		bit = (uint32) (lot_id % HINT_BITS);

	if (run->marked_hint == NULL || likely((run->marked_hint[bit / 8] & 1 << bit % 8) == 0))
		return false;
	return id_array_find(run->gather->store.marked, run->gather->store.marked_count, lot_id) != NULL;
}

static void
lot_tell(SweepRun *run, const FlowStored *stored, FlowSweepLot *lot)
{
	lot->lot_id = stored->lot_id;
	lot->key = (uint32) stored->key;
	run->seen++;
	run->visit(run->state, lot);
}

/* Takes one row of a wanted lot that is in no loop; the first of a lot, which comes last, tells of it. */
static inline bool
row_take(SweepRun *run, const FlowStored *stored, const FlowRow *row)
{
	FlowSweepLot lot;

	if (!flow_sweep_row(&run->sweep, (uint32) stored->number, row))
		return false;
	if (stored->part == 0)
	{
		flow_sweep_lot(&run->sweep, (uint32) stored->number, row, &lot);
		lot_tell(run, stored, &lot);
	}
	return true;
}

/* Takes a lot by the rows that were packed since the store was. */
static bool
late_take(SweepRun *run, uint32 number)
{
	uint32		count;
	const FlowStored *rows = flow_late_rows(&run->gather->late, number, &count);

	for (uint32 r = count; r-- > 0;)
	{
		FlowRow		row;

		flow_gather_decode(&rows[r], &row);
		if (!row_take(run, &rows[r], &row))
			return false;
	}
	return true;
}

/* Rows of a page are scattered in memory: those that are wanted already are fetched together. */
static void
rows_fetch(SweepRun *run, uint32 number)
{
	const FlowRows *rows = run->rows;

	for (; number >= (uint32) rows->numbers[0]; number = flow_sweep_next(&run->sweep, number - 1))
	{
		int			at = flow_rows_find(rows, (int32) number);

		if (at >= 0)
			rows->way->fetch(rows, at);
	}
}

/* Brings the rows of a number to hand. */
static void
rows_reach(SweepRun *run, uint32 number)
{
	FlowRows   *rows = run->rows;

	if (rows->row_count > 0 && (uint32) rows->numbers[0] <= number && (uint32) rows->after > number)
		return;
	if (!rows->way->reach(rows, (int32) number))
		flow_gather_lacking(1);
	if (rows->way->fetch != NULL)
		rows_fetch(run, number);
}

/* Brings the last row of a number to hand and reads it; its place among those at hand. */
static int
row_find(SweepRun *run, uint32 number, FlowStored *stored, FlowRow *row)
{
	FlowRows   *rows = run->rows;
	int			at;

	rows_reach(run, number);
	at = flow_rows_find(rows, (int32) number);
	if (at < 0)
		flow_gather_lacking(1);
	flow_gather_read(rows, at, stored, row);
	return at;
}

/* Reads the row before, of the same lot. */
static int
row_before(SweepRun *run, int at, FlowStored *stored, FlowRow *row)
{
	FlowStored	last = *stored;

	if (at == 0)
	{
		if (!run->rows->way->back(run->rows))
			flow_gather_damaged(&last);
		at = run->rows->row_count;
	}
	flow_gather_read(run->rows, --at, stored, row);
	if (stored->number != last.number)
		flow_gather_damaged(&last);
	return at;
}

/* Puts all rows of a member into the net, inputs by number; false where it is out of date.  first says that it is the loop's first. */
static bool
member_read(SweepRun *run, FlowNet *net, uint32 number, bool *first)
{
	FlowStored	stored;
	FlowRow		row;
	int			at = row_find(run, number, &stored, &row);
	uint32		index = flow_net_lot(net);

	if (flow_late_has(&run->gather->late, number) || lot_is_marked(run, stored.lot_id))
		return false;
	net->lots[index].lot_id = stored.lot_id;
	net->lots[index].key = (uint32) stored.key;
	*first = row.loop_first;
	for (;;)
	{
		uint32		edge = net->edge_count;

		if (!row.in_loop)
			flow_gather_damaged(&stored);
		flow_net_read(net, index, &row);
		for (uint32 i = 0; i < row.input_count; i++)
			net->input[edge + i] = flow_row_number(row.inputs, i);
		if (stored.part == 0)
			return true;
		at = row_before(run, at, &stored, &row);
	}
}

/* Turns numbers of inputs into indexes: of members by their distance from the last, of others one an input. */
static uint32 *
inputs_index(SweepRun *run, FlowNet *net, uint32 first, uint32 last)
{
	uint32	   *numbers = MemoryContextAllocHuge(run->loop.context, sizeof(uint32) * ((Size) net->lot_count + net->edge_count));

	for (uint32 m = 0; m < net->lot_count; m++)
		numbers[m] = last - m;
	for (uint32 e = 0; e < net->edge_count; e++)
	{
		uint32		number = net->input[e];

		if (number == 0 || number > last)
			return NULL;
		net->input[e] = number >= first ? last - number : flow_net_lot(net);
		numbers[net->input[e]] = number;
	}
	return numbers;
}

/* Takes all lots of the loop that a wanted lot is in; false where that is no answer. */
static bool
loop_take(SweepRun *run, uint32 number)
{
	uint32		last = number;
	uint32		member = number;
	uint32		member_count;
	uint32	   *numbers;
	bool		first = false;
	FlowStored	stored;
	FlowRow		row;
	FlowNet		net;
	FlowSweepLot *lots;

	MemoryContextReset(run->loop.context);
	while (row_find(run, last, &stored, &row), row.in_loop && !row.loop_last && last < run->sweep.lot_count)
		last++;
	flow_net_begin(&net, &run->loop.arena, run->sweep.basis, false);
	for (member = last; member > 0 && !first; member--)
	{
		if (!member_read(run, &net, member, &first))
			return false;
	}
	member_count = net.lot_count;
	numbers = inputs_index(run, &net, member + 1, last);
	lots = MemoryContextAllocHuge(run->loop.context, sizeof(FlowSweepLot) * (Size) member_count);
	if (numbers == NULL || !flow_sweep_loop(&run->sweep, &net, numbers, member_count, lots))
		return false;
	for (uint32 m = 0; m < member_count; m++)
	{
		stored.lot_id = net.lots[m].lot_id;
		stored.key = (int32) net.lots[m].key;
		lot_tell(run, &stored, &lots[m]);
	}
	run->below = member;
	return true;
}

/* Takes a wanted lot by its rows in the store. */
static bool
stored_take(SweepRun *run, uint32 number)
{
	FlowStored	stored;
	FlowRow		row;
	int			at = row_find(run, number, &stored, &row);

	if (unlikely(lot_is_marked(run, stored.lot_id)))
		return false;
	if (unlikely(row.in_loop))
		return loop_take(run, number);
	while (row_take(run, &stored, &row))
	{
		if (stored.part == 0)
			return true;
		at = row_before(run, at, &stored, &row);
	}
	return false;
}

/* Counts the lots that it hands on. */
static void
direct_visit(void *state, const FlowSweepLot *lot)
{
	SweepRun   *run = (SweepRun *) state;

	flow_rows_ahead(run->rows);
	run->seen++;
	run->visit(run->state, lot);
}

/* Takes wanted lots in brief, as far as they are at hand and need nothing else; the number to go on with. */
static uint32
direct_take(SweepRun *run, uint32 want)
{
	rows_reach(run, want);
	if (flow_rows_find(run->rows, (int32) want) < 0)
		return want;
	return flow_sweep_brief(&run->sweep, run->rows->brief, run->gather->late.has, want, direct_visit, run);
}

static bool
sweep_run(SweepRun *run)
{
	for (uint32 want = run->sweep.root; want > 0; want = flow_sweep_next(&run->sweep, run->below))
	{
		while (run->direct && want > 0)
		{
			uint32		next = direct_take(run, want);

			if (next == want)
				break;
			want = next;
		}
		if (want == 0)
			break;
		run->below = want - 1;
		if (!(flow_late_has(&run->gather->late, want) ? late_take(run, want) : stored_take(run, want)))
			return false;
	}
	return true;
}

/*
 * Tells of everything that a lot was made of, the lot included, and how many
 * rows of consumption that took; false where no sweep can, after some lots
 * may have been told of.
 */
bool
flow_sweep_rows(FlowGather *gather, int64 root, FlowSweepKind kind, FlowSweepVisit visit, void *state, uint64 *edge_count)
{
	SweepRun	run = {.gather = gather,.visit = visit,.state = state};
	MemoryContext caller = MemoryContextSwitchTo(gather->memory.context);
	uint32		number = 0;
	bool		done = false;

	flow_store_numbers(&gather->store, &root, 1, &number);
	if (number > 0)
	{
		hint_make(&run);
		flow_sweep_begin(&run.sweep, &gather->memory.arena, kind, gather->net.basis, gather->store.lot_count, number);
		memory_arena_init(&run.loop, AllocSetContextCreate(gather->memory.context, "loop of a sweep", ALLOCSET_DEFAULT_SIZES), memory_arena_limit());
		if (kind == FLOW_SWEEP_SHARES && gather->net.basis != FLOW_MASS)
			run.rows = flow_store_rows(&gather->store);
		else
			run.rows = flow_store_brief(&gather->store, kind == FLOW_SWEEP_SHARES);
		run.direct = run.rows->brief != NULL && run.marked_hint == NULL;
		done = sweep_run(&run);
		run.rows->way->close(run.rows);
		if (done && run.seen != flow_sweep_count(&run.sweep))
			flow_gather_lacking(flow_sweep_count(&run.sweep) - run.seen);
		*edge_count = run.sweep.edge_count;
	}
	MemoryContextSwitchTo(caller);
	return done;
}
