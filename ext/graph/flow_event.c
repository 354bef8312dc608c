/*-------------------------------------------------------------------------
 *
 * flow_event.c
 *	  Weighs inputs that are recorded for an event as a whole.
 *
 * Each output of such an event was loaded with all inputs, in their whole
 * quantities.  Where the event's composition is that of each output, the
 * parts follow from all inputs and all outputs together, and what was drawn
 * is shared out by the masses of the outputs.  Where any input may have gone
 * into any output, the core bounds the parts (core/flow_weigh_pool.c), and
 * what was drawn for one output has no answer.  An event with one output is
 * of the first kind: all went into that one.
 *
 * Where a lot has inputs of its own besides, nothing is known of its parts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "graph/flow_load.h"

/* The outputs of one event, and one of them. */
typedef struct EventOutputs
{
	const LoadedOutput *outputs;
	uint32		count;
	const LoadedOutput *own;
} EventOutputs;

/* The outputs of the event of some edges; none where the lot is hidden among them. */
static EventOutputs
outputs_find(const FlowLoad *load, int64 event, int64 lot_id)
{
	EventOutputs found = {NULL, 0, NULL};
	uint32		first = 0;

	/* They stand by event. */
	for (uint32 end = load->output_count; first < end;)
	{
		uint32		middle = first + (end - first) / 2;

		if (load->outputs[middle].event < event)
			first = middle + 1;
		else
			end = middle;
	}
	found.outputs = &load->outputs[first];
	for (uint32 o = first; o < load->output_count && load->outputs[o].event == event; o++)
	{
		found.count++;
		if (load->outputs[o].lot.id == lot_id)
			found.own = &load->outputs[o];
	}
	return found;
}

/* What a lot weighs in mass or in the mass of an element; false where nobody can tell. */
static bool
output_made(const Arena *arena, FlowBasis basis, const LoadedLot *lot, FractionInterval *made)
{
	Fraction	mass;

	if ((basis != FLOW_MASS && basis < FLOW_ELEMENT) || !flow_basis_mass(arena, lot, &lot->quantity, &mass))
		return false;
	*made = interval_point(mass);
	if (basis == FLOW_MASS)
		return true;
	if (lot->content == NULL)
		return false;
	*made = interval_multiply(arena, *made, *lot->content);
	return true;
}

/* What all outputs weigh, or all but the one at hand; where known is false, those of which it can be told. */
static FractionInterval
outputs_made(const Arena *arena, FlowBasis basis, const EventOutputs *event, bool with_own, bool *known)
{
	FractionInterval sum = INTERVAL_ZERO;

	*known = true;
	for (uint32 o = 0; o < event->count; o++)
	{
		FractionInterval made;
		Fraction	mass;

		if (!with_own && &event->outputs[o] == event->own)
			continue;
		if (output_made(arena, basis, &event->outputs[o].lot, &made))
			sum = interval_add(arena, sum, made);
		else
		{
			/* Of an element it contains at most its mass. */
			if (basis >= FLOW_ELEMENT && flow_basis_mass(arena, &event->outputs[o].lot, &event->outputs[o].lot.quantity, &mass))
				sum.max = fraction_add(arena, sum.max, mass);
			*known = false;
		}
	}
	return sum;
}

/* Which part of all outputs, by mass, is the one at hand. */
static Fraction
own_part(const Arena *arena, const EventOutputs *event)
{
	FractionInterval own;
	FractionInterval all;
	Fraction	part = FLOW_DRAWN_UNKNOWN;
	bool		known;

	if (event->count == 1)
		return FRACTION_ONE;
	all = outputs_made(arena, FLOW_MASS, event, true, &known);
	if (known && output_made(arena, FLOW_MASS, &event->own->lot, &own))
		(void) fraction_divide(arena, own.min, all.min, &part);
	return part;
}

/* Mass of the inputs that have one. */
static Fraction
inputs_mass(const FlowLoad *load, uint32 begin, uint32 end)
{
	const Arena *arena = &load->memory.arena;
	Fraction	sum = FRACTION_ZERO;
	Fraction	mass;

	for (uint32 e = begin; e < end; e++)
	{
		if (flow_basis_mass(arena, &load->lots[load->edges[e].input], &load->edges[e].quantity, &mass))
			sum = fraction_add(arena, sum, mass);
	}
	return sum;
}

/* Mass of all outputs that no input accounts for. */
static Fraction
mass_unrecorded(const FlowLoad *load, const EventOutputs *event, uint32 begin, uint32 end)
{
	const Arena *arena = &load->memory.arena;
	bool		known;
	FractionInterval mass = outputs_made(arena, FLOW_MASS, event, true, &known);

	if (!known)
		return FRACTION_ZERO;
	return fraction_max(arena, FRACTION_ZERO, fraction_subtract(arena, mass.min, inputs_mass(load, begin, end)));
}

/* Each output has the composition of all of them together. */
static void
proportional_apply(const FlowLoad *load, FlowBasis basis, const EventOutputs *event, uint32 begin, uint32 end, FlowGraph *graph, FlowLotRange *range)
{
	const Arena *arena = &load->memory.arena;
	FlowLot    *lot = &graph->lots[load->edges[begin].output];
	Fraction	part = own_part(arena, event);
	bool		known;
	FractionInterval made = outputs_made(arena, basis, event, true, &known);

	/* In pieces of one item nothing is said of what was made: see flow_basis.c. */
	if (basis == FLOW_MASS)
		known = known && lot->made_known;
	lot->made_known = known && (basis == FLOW_MASS || basis >= FLOW_ELEMENT);
	lot->made = made.min;
	if (range != NULL)
	{
		range->made_max = made.max;
		range->unrecorded = lot->made_known ? FRACTION_ZERO : mass_unrecorded(load, event, begin, end);
	}
	for (uint32 e = begin; e < end; e++)
		graph->edges[e].drawn = fraction_sign(part) < 0 ? part : fraction_multiply(arena, graph->edges[e].drawn, part);
}

static void
any_apply(const FlowLoad *load, FlowBasis basis, const EventOutputs *event, uint32 begin, uint32 end, FlowGraph *graph, FlowLotRange *range)
{
	const Arena *arena = &load->memory.arena;
	FlowPool   *pool = arena_allocate(arena, sizeof(FlowPool));
	bool		known;

	pool->rest = outputs_made(arena, basis, event, false, &known);
	graph->pools[load->edges[begin].output] = pool;
	if (range != NULL)
		range->unrecorded = mass_unrecorded(load, event, begin, end);
	for (uint32 e = begin; e < end; e++)
		graph->edges[e].drawn = FLOW_DRAWN_UNKNOWN;
}

/* Nothing is known of the parts, but that there are no others. */
static void
unknown_apply(const FlowLoad *load, uint32 begin, uint32 end, FlowGraph *graph)
{
	graph->lots[load->edges[begin].output].open = true;
	for (uint32 e = begin; e < end; e++)
	{
		graph->edges[e].weight_known = false;
		if (load->edges[e].event != 0)
			graph->edges[e].drawn = FLOW_DRAWN_UNKNOWN;
	}
}

static void
group_apply(const FlowLoad *load, FlowBasis basis, uint32 begin, uint32 end, FlowGraph *graph)
{
	uint32		output = (uint32) load->edges[begin].output;
	int64		id = load->edges[begin].event;
	bool		any_event = false;
	bool		mixed = false;
	EventOutputs event;
	FlowLotRange *range = graph->ranges == NULL ? NULL : &graph->ranges->lots[output];

	for (uint32 e = begin; e < end; e++)
	{
		any_event = any_event || load->edges[e].event != 0;
		mixed = mixed || load->edges[e].event != id;
	}
	if (!any_event)
		return;
	event = outputs_find(load, id, load->lots[output].id);
	if (mixed || event.own == NULL)
		unknown_apply(load, begin, end, graph);
	else if (event.own->proportional || (event.count == 1 && event.own->complete))
		proportional_apply(load, basis, &event, begin, end, graph, range);
	else
		any_apply(load, basis, &event, begin, end, graph, range);
	if (event.own == NULL || event.own->complete)
		return;
	/* What a hidden output took cannot be told. */
	graph->lots[output].open = true;
	for (uint32 e = begin; e < end; e++)
		graph->edges[e].drawn = FLOW_DRAWN_UNKNOWN;
}

/* Corrects a weighed graph where inputs were recorded for events as a whole. */
void
flow_event_apply(FlowLoad *load, FlowBasis basis, FlowGraph *graph)
{
	const Arena *arena = &load->memory.arena;
	Size		size = sizeof(FlowPool *) * ((Size) load->lot_count + 1);

	graph->pools = memset(arena_allocate(arena, size), 0, size);
	for (uint32 begin = 0, end; begin < load->edge_count; begin = end)
	{
		for (end = begin + 1; end < load->edge_count && load->edges[end].output == load->edges[begin].output;)
			end++;
		if ((begin & 1023) == 0)
			arena_check(arena);
		group_apply(load, basis, begin, end, graph);
	}
}
