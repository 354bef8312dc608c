/*-------------------------------------------------------------------------
 *
 * flow_hold.c
 *	  Lots that a forward pass meets before all that they were made of.
 *
 * A fact that came late, or a loop, makes a lot the output of one that
 * stands behind it.  Such a lot is held, and so is every lot after it that
 * takes from one that is held.  As soon as the pass is beyond the last lot
 * that is waited for, those that are held are put in order and solved as a
 * net, whose other inputs are known; then the pass goes on.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "graph/flow_forward.h"

static void
hold_begin(FlowForward *work)
{
	FlowHold   *hold = &work->hold;

	if (hold->place == NULL)
	{
		MemoryContext context = AllocSetContextCreate(work->gather.memory.context, "lots held by a forward pass", ALLOCSET_DEFAULT_SIZES);

		memory_arena_init(&hold->memory, context, memory_arena_limit());
		hold->place = MemoryContextAllocExtended(work->gather.memory.context, sizeof(uint32) * ((Size) work->highest + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
	flow_net_begin(&hold->net, &hold->memory.arena, work->gather.net.basis, false);
	hold->number_space = 0;
	hold->numbers = NULL;
	hold->awaited = 0;
}

/* The index of a number in the net. */
static uint32
lot_find(FlowHold *hold, uint32 number)
{
	if (hold->place[number] == 0)
	{
		uint32		index = flow_net_lot(&hold->net);

		if (index == hold->number_space)
		{
			hold->number_space = Max(hold->number_space * 2, 64);
			hold->numbers = hold->numbers == NULL ? MemoryContextAlloc(hold->memory.context, sizeof(uint32) * hold->number_space)
				: repalloc_huge(hold->numbers, sizeof(uint32) * hold->number_space);
		}
		hold->numbers[index] = number;
		hold->place[number] = index + 1;
	}
	return hold->place[number] - 1;
}

/* Holds a lot with what one of its rows says; rows of one lot come one after the other. */
void
flow_hold_add(FlowForward *work, const FlowStored *stored, const FlowRow *row)
{
	FlowHold   *hold = &work->hold;
	uint32		index;
	uint32		edge;

	if (hold->held_count == 0)
		hold_begin(work);
	index = lot_find(hold, (uint32) stored->number);
	edge = hold->net.edge_count;
	if (!hold->net.lots[index].read)
		hold->held_count++;
	hold->net.lots[index].lot_id = stored->lot_id;
	hold->net.lots[index].key = (uint32) stored->key;
	flow_net_read(&hold->net, index, row);
	for (uint32 i = 0; i < row->input_count; i++)
	{
		uint32		input = flow_row_number(row->inputs, i);

		if (input == 0 || input > work->highest)
			flow_gather_damaged(stored);
		hold->net.input[edge + i] = lot_find(hold, input);
		hold->awaited = Max(hold->awaited, input);
	}
	work->share[stored->number].max = NAN;
}

/* Solves what is held. */
void
flow_hold_solve(FlowForward *work)
{
	FlowHold   *hold = &work->hold;
	FlowNet    *net = &hold->net;
	Size		count = (Size) net->lot_count;
	bool	   *marked = arena_allocate(net->arena, sizeof(bool) * count);
	FlowNetForward forward = {.marked = marked,.ends_only = work->ends_only};

	forward.reached = arena_allocate(net->arena, sizeof(bool) * count);
	forward.share = arena_allocate(net->arena, sizeof(FlowBounds) * count);
	for (uint32 l = 0; l < net->lot_count; l++)
	{
		const FlowNetLot *lot = &net->lots[l];

		marked[l] = lot->read && flow_lot_set_has(&work->marked, lot->key, lot->lot_id);
		if (!lot->read)
		{
			forward.share[l] = work->share[hold->numbers[l]];
			forward.reached[l] = flow_forward_reached(forward.share[l]);
		}
	}
	net->ordered = false;
	flow_net_order(net);
	flow_net_forward(net, &forward);
	for (uint32 l = 0; l < net->lot_count; l++)
	{
		const FlowNetLot *lot = &net->lots[l];

		hold->place[hold->numbers[l]] = 0;
		if (!lot->read)
			continue;
		forward.share[l] = flow_forward_signed(forward.share[l], forward.reached[l]);
		work->share[hold->numbers[l]] = forward.share[l];
		if (flow_lot_set_has(&work->asked, lot->key, lot->lot_id))
			flow_forward_put(work, lot->key, lot->lot_id, forward.share[l]);
	}
	hold->held_count = 0;
	MemoryContextReset(hold->memory.context);
}
