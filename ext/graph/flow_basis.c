/*-------------------------------------------------------------------------
 *
 * flow_basis.c
 *	  Weighs what was loaded in a basis: mass, cost, count or an element.
 *
 * By mass an input weighs its quantity where that is a mass, else pieces
 * times the mass of one piece.  Where some input of an output has no mass
 * but all are of one item and one dimension, their amounts stand for it.
 * By cost it weighs what it cost, provided that all inputs of the output are
 * priced in one currency.  By count it weighs its pieces.  By an element it
 * weighs its mass times its content (flow_element.c).  An input that has no
 * weight stays unknown and widens its output's shares.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/element_table.h"
#include "graph/flow_load.h"
#include "server/quoted_value.h"

/* Mass in kg of an amount of a lot; false where it has none. */
bool
flow_basis_mass(const Arena *arena, const LoadedLot *lot, const LoadedQuantity *quantity, Fraction *mass)
{
	if (quantity->dimension == UNIT_MASS)
	{
		*mass = quantity->amount;
		return true;
	}
	if (quantity->dimension != UNIT_COUNT || !lot->standing || !lot->has_unit_mass)
		return false;
	*mass = fraction_multiply(arena, quantity->amount, lot->unit_mass.amount);
	return true;
}

static void
mass_weigh(FlowLoad *load, const LoadedEdge *loaded, FlowEdge *edge)
{
	LoadedLot  *input = &load->lots[edge->input];

	edge->weight_known = flow_basis_mass(&load->memory.arena, input, &loaded->quantity, &edge->weight);
	if (!edge->weight_known)
		input->weight_reason = "no_mass";
}

static void
cost_weigh(FlowLoad *load, const LoadedEdge *loaded, FlowEdge *edge)
{
	edge->weight_known = loaded->has_cost;
	edge->weight = loaded->cost;
	if (!edge->weight_known)
		load->lots[edge->input].weight_reason = "no_cost";
}

static void
count_weigh(FlowLoad *load, const LoadedEdge *loaded, FlowEdge *edge)
{
	edge->weight_known = loaded->quantity.dimension == UNIT_COUNT;
	edge->weight = loaded->quantity.amount;
	if (!edge->weight_known)
		load->lots[edge->input].weight_reason = "no_count";
}

/* Inputs of one item in one dimension weigh as their amounts, where some have no mass. */
static void
same_item_weigh(FlowLoad *load, FlowGraph *graph, uint32 begin, uint32 end)
{
	const LoadedEdge *edges = load->edges;
	const LoadedLot *first = &load->lots[edges[begin].input];
	bool		any_unknown = false;

	for (uint32 e = begin; e < end; e++)
	{
		const LoadedLot *input = &load->lots[edges[e].input];

		any_unknown = any_unknown || !graph->edges[e].weight_known;
		if (!input->standing || input->item_id == 0 || input->item_id != first->item_id
			|| input->has_unit_mass || edges[e].quantity.dimension != edges[begin].quantity.dimension)
			return;
	}
	if (!any_unknown)
		return;
	for (uint32 e = begin; e < end; e++)
	{
		graph->edges[e].weight_known = true;
		graph->edges[e].weight = edges[e].quantity.amount;
		load->lots[edges[e].input].weight_reason = NULL;
	}
	/* What came out is not measured in these amounts, so nothing can be said to be missing. */
	graph->lots[edges[begin].output].made_known = false;
}

/* Costs in several currencies, or that are nothing in all, say nothing of shares. */
static void
costs_check(FlowLoad *load, FlowGraph *graph, uint32 begin, uint32 end)
{
	bool		mixed = false,
				free_of_cost = true;

	for (uint32 e = begin; e < end; e++)
	{
		mixed = mixed || strcmp(load->edges[e].currency, load->edges[begin].currency) != 0;
		free_of_cost = free_of_cost && graph->edges[e].weight_known && fraction_is_zero(load->edges[e].cost);
	}
	for (uint32 e = begin; e < end && (mixed || free_of_cost); e++)
	{
		graph->edges[e].weight_known = false;
		load->lots[load->edges[e].input].weight_reason = mixed ? "mixed_currency" : "no_cost";
	}
}

static void
lots_apply(FlowLoad *load, FlowBasis basis, FlowGraph *graph)
{
	const Arena *arena = &load->memory.arena;
	bool	   *has_inputs = arena_allocate(arena, sizeof(bool) * ((size_t) load->lot_count + 1));

	memset(has_inputs, 0, sizeof(bool) * ((size_t) load->lot_count + 1));
	for (uint32 e = 0; e < load->edge_count; e++)
		has_inputs[load->edges[e].output] = true;
	for (uint32 l = 0; l < load->lot_count; l++)
	{
		LoadedLot  *loaded = &load->lots[l];
		FlowLot    *lot = &graph->lots[l];

		memset(lot, 0, sizeof(FlowLot));
		lot->made = FRACTION_ZERO;
		if (basis == FLOW_MASS && loaded->standing)
			lot->made_known = flow_basis_mass(arena, loaded, &loaded->quantity, &lot->made);
		lot->open = has_inputs[l] && loaded->untraced_reason != NULL;
		lot->lost = !has_inputs[l] && (!loaded->primary_source || loaded->book_and_claim);
	}
}

/* Makes the graph of the core from what was loaded. */
void
flow_basis_apply(FlowLoad *load, FlowBasis basis, FlowGraph *graph)
{
	static void (*const weigh[]) (FlowLoad *, const LoadedEdge *, FlowEdge *) = {
		[FLOW_MASS] = mass_weigh,[FLOW_COST] = cost_weigh,[FLOW_COUNT] = count_weigh
	};
	const Arena *arena = &load->memory.arena;
	FlowBasis	asked = basis;

	/* An element is weighed as a part of the mass. */
	if (basis >= FLOW_ELEMENT)
		basis = FLOW_MASS;

	graph->arena = arena;
	graph->lot_count = load->lot_count;
	graph->edge_count = load->edge_count;
	graph->lots = arena_allocate(arena, sizeof(FlowLot) * ((size_t) load->lot_count + 1));
	graph->edges = arena_allocate(arena, sizeof(FlowEdge) * ((size_t) load->edge_count + 1));
	lots_apply(load, basis, graph);
	for (uint32 e = 0; e < load->edge_count; e++)
	{
		const LoadedEdge *loaded = &load->edges[e];
		FlowEdge   *edge = &graph->edges[e];
		const LoadedLot *input = &load->lots[loaded->input];

		if ((e & 1023) == 0)
			arena_check(arena);
		edge->output = (uint32_t) loaded->output;
		edge->input = (uint32_t) loaded->input;
		edge->drawn = FRACTION_ZERO;
		/* A lot's quantity is positive. */
		if (input->standing)
			(void) fraction_divide(arena, loaded->quantity.amount, input->quantity.amount, &edge->drawn);
		weigh[basis] (load, loaded, edge);
	}
	for (uint32 begin = 0, end; begin < load->edge_count; begin = end)
	{
		for (end = begin + 1; end < load->edge_count && load->edges[end].output == load->edges[begin].output;)
			end++;
		if (basis == FLOW_MASS)
			same_item_weigh(load, graph, begin, end);
		else if (basis == FLOW_COST)
			costs_check(load, graph, begin, end);
	}
	if (asked >= FLOW_ELEMENT)
		flow_element_apply(load, graph);
	if (load->output_count > 0)
		flow_event_apply(load, asked, graph);
}

/* Why the way is lost at a lot. */
const char *
flow_basis_gap_reason(const LoadedLot *lot, bool lost)
{
	if (!lot->standing)
		return "withdrawn";
	if (lot->book_and_claim)
		return "book_and_claim";
	if (lot->untraced_reason != NULL)
		return lot->untraced_reason;
	return lost ? "not_recorded" : "missing_input";
}

/* A basis by its name; an element by its symbol, as in element:Li. */
FlowBasis
flow_basis_parse(const char *text, Size length)
{
	static const char *const names[] = {[FLOW_MASS] = "mass",[FLOW_COST] = "cost",[FLOW_COUNT] = "count"};
	static const char element[] = "element:";
	Size		prefix = strlen(element);

	for (int basis = 0; basis < (int) lengthof(names); basis++)
	{
		if (strlen(names[basis]) == length && memcmp(names[basis], text, length) == 0)
			return (FlowBasis) basis;
	}
	if (length > prefix && memcmp(text, element, prefix) == 0)
	{
		int			number = element_parse(text + prefix, length - prefix);

		if (number > 0)
			return (FlowBasis) (FLOW_ELEMENT + number - 1);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("there is no basis \"%s\"", quoted_value(text, length)),
			 errhint("Shares are computed by mass, cost, count, or the mass of an element, such as element:Li.")));
}
