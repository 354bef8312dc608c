/*-------------------------------------------------------------------------
 *
 * flow_fact_pack.c
 *	  The packed rows of lots, from all flow of a ledger in memory.
 *
 * What an input weighs is told by the rules of flow_basis.c.  As a rule the
 * amounts of a lot fit in integers, and core/flow_part.c computes its parts;
 * else the lot and its inputs are loaded as for a walk and packed by
 * flow_pack.c.  Both give the same bytes: a part in integers is at least
 * 2^-64, far above FLOW_PART_LEAST.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "graph/flow_fact.h"
#include "types/quantity_fraction.h"

/* Makes room for the inputs of any lot; the arrays go with the facts. */
void
flow_fact_pack_init(FactPacker *packer, const FlowFacts *facts)
{
	const Arena *arena = facts->arena;
	Size		most = 1;

	for (uint32 l = 0; l < facts->lot_count; l++)
		most = Max(most, facts->begin[l + 1] - facts->begin[l]);
	*packer = (FactPacker) {.facts = facts};
	packer->weights = arena_allocate(arena, sizeof(FlowPartWeight) * most);
	packer->scratch = arena_allocate(arena, sizeof(uint64_t) * most);
	packer->numbers = arena_allocate(arena, sizeof(uint32) * most);
	packer->drawn = arena_allocate(arena, sizeof(double) * most);
	for (int basis = 0; basis < FLOW_BASIS_COUNT; basis++)
	{
		packer->parts[basis].part = arena_allocate(arena, sizeof(double) * most);
		packer->parts[basis].certain = arena_allocate(arena, sizeof(bool) * most);
		packer->known[basis] = arena_allocate(arena, sizeof(bool) * most);
	}
}

static const FactLot *
lot_get(const FactPacker *packer)
{
	return &packer->facts->lots[packer->lot];
}

static const FactEdge *
edge_get(const FactPacker *packer, uint32 input)
{
	return flow_fact_edge(packer->facts, packer->facts->edges[packer->first + input]);
}

static const FactLot *
input_get(const FactPacker *packer, uint32 input)
{
	return &packer->facts->lots[packer->facts->inputs[packer->first + input]];
}

static FlowDecimal
amount_decimal(FactAmount amount)
{
	return (FlowDecimal) {.digits = amount.as.digits,.exponent = amount.exponent};
}

static FlowPartWeight
amount_weight(FactAmount amount)
{
	return flow_part_weight(amount_decimal(amount));
}

/* Mass of an amount of a lot, as flow_basis.c tells it. */
static FlowPartWeight
lot_mass(const FactLot *lot, FactAmount amount)
{
	if (amount.dimension == UNIT_MASS)
		return amount_weight(amount);
	if (amount.dimension != UNIT_COUNT || !lot->standing || lot->unit_mass.dimension == 0)
		return (FlowPartWeight) {.known = false};
	return flow_part_product(amount_decimal(amount), amount_decimal(lot->unit_mass));
}

/* All inputs are of one item, in one dimension, without a mass of a piece: their amounts may stand for what they weigh. */
static bool
inputs_of_one_item(const FactPacker *packer)
{
	int64		item_id = input_get(packer, 0)->item_id;
	uint8		dimension = edge_get(packer, 0)->quantity.dimension;

	for (uint32 i = 0; i < packer->count; i++)
	{
		const FactLot *input = input_get(packer, i);

		if (!input->standing || input->item_id == 0 || input->item_id != item_id || input->unit_mass.dimension != 0
			|| edge_get(packer, i)->quantity.dimension != dimension)
			return false;
	}
	return true;
}

static void
mass_weigh(const FactPacker *packer, FlowPartLot *lot)
{
	bool		any_unknown = false;

	lot->made = lot_mass(lot_get(packer), lot_get(packer)->quantity);
	for (uint32 i = 0; i < packer->count; i++)
	{
		packer->weights[i] = lot_mass(input_get(packer, i), edge_get(packer, i)->quantity);
		any_unknown = any_unknown || !packer->weights[i].known;
	}
	if (!any_unknown || !inputs_of_one_item(packer))
		return;
	for (uint32 i = 0; i < packer->count; i++)
		packer->weights[i] = amount_weight(edge_get(packer, i)->quantity);
	lot->made.known = false;
}

static void
cost_weigh(const FactPacker *packer, FlowPartLot *lot)
{
	static const FactCost none = {.known = false};
	const FactCost *first = NULL;
	bool		mixed = false,
				free_of_cost = true;

	for (uint32 i = 0; i < packer->count; i++)
	{
		const FactCost *cost = flow_fact_cost(packer->facts, packer->facts->edges[packer->first + i]);

		cost = cost == NULL ? &none : cost;
		first = i == 0 ? cost : first;
		mixed = mixed || memcmp(cost->currency, first->currency, sizeof(cost->currency)) != 0;
		free_of_cost = free_of_cost && cost->known && cost->as.digits == 0;
		packer->weights[i] = flow_part_weight((FlowDecimal) {.digits = cost->as.digits,.exponent = cost->exponent});
		packer->weights[i].known = cost->known;
	}
	for (uint32 i = 0; i < packer->count && (mixed || free_of_cost); i++)
		packer->weights[i].known = false;
}

static void
count_weigh(const FactPacker *packer, FlowPartLot *lot)
{
	for (uint32 i = 0; i < packer->count; i++)
	{
		packer->weights[i] = amount_weight(edge_get(packer, i)->quantity);
		packer->weights[i].known = edge_get(packer, i)->quantity.dimension == UNIT_COUNT;
	}
}

/* Some number of the lot at hand has too many digits for an integer. */
static bool
lot_is_wide(const FactPacker *packer)
{
	bool		wide = lot_get(packer)->quantity.is_wide || lot_get(packer)->unit_mass.is_wide;

	for (uint32 i = 0; i < packer->count && !wide; i++)
	{
		const FactLot *input = input_get(packer, i);
		const FactCost *cost = flow_fact_cost(packer->facts, packer->facts->edges[packer->first + i]);

		wide = edge_get(packer, i)->quantity.is_wide || input->quantity.is_wide || input->unit_mass.is_wide || (cost != NULL && cost->is_wide);
	}
	return wide;
}

/* Weighs the lot at hand in integers; false where they do not hold its numbers. */
static bool
lot_weigh(FactPacker *packer)
{
	static void (*const weigh[]) (const FactPacker *, FlowPartLot *) = {
		[FLOW_MASS] = mass_weigh,[FLOW_COST] = cost_weigh,[FLOW_COUNT] = count_weigh
	};

	if (lot_is_wide(packer))
		return false;
	for (int basis = 0; basis < FLOW_BASIS_COUNT; basis++)
	{
		FlowPartLot lot = {.inputs = packer->weights,.count = packer->count,.open = lot_get(packer)->untraced};

		weigh[basis] (packer, &lot);
		for (uint32 i = 0; i < packer->count; i++)
			packer->known[basis][i] = packer->weights[i].known;
		if (!flow_part_weigh(&lot, &packer->parts[basis], packer->scratch))
			return false;
	}
	for (uint32 i = 0; i < packer->count; i++)
	{
		const FactLot *input = input_get(packer, i);

		packer->drawn[i] = 0;
		if (input->standing
			&& !flow_part_ratio(amount_decimal(edge_get(packer, i)->quantity), amount_decimal(input->quantity), &packer->drawn[i]))
			return false;
	}
	return true;
}

static LoadedQuantity
amount_load(const Arena *arena, FactAmount amount)
{
	Quantity	quantity = {.dimension = (UnitDimension) amount.dimension};

	if (amount.is_wide)
		quantity = quantity_from_bytes(amount.as.wide);
	else
		quantity.amount = flow_decimal_amount(amount_decimal(amount));
	return (LoadedQuantity) {quantity.dimension, quantity_fraction(arena, &quantity)};
}

static LoadedLot
lot_load(const Arena *arena, const FactLot *lot)
{
	LoadedLot	loaded = {.id = lot->id,.item_id = lot->item_id,.standing = lot->standing,.primary_source = lot->primary_source,.book_and_claim = lot->book_and_claim};

	if (!lot->standing)
		return loaded;
	loaded.quantity = amount_load(arena, lot->quantity);
	loaded.has_unit_mass = lot->unit_mass.dimension != 0;
	if (loaded.has_unit_mass)
		loaded.unit_mass = amount_load(arena, lot->unit_mass);
	loaded.untraced_reason = lot->untraced ? "" : NULL;
	return loaded;
}

static Fraction
cost_load(const Arena *arena, const FactCost *cost)
{
	char	   *text = cost->is_wide ? pstrdup(cost->as.wide) : psprintf(UINT64_FORMAT "e%d", cost->as.digits, (int) cost->exponent);
	Fraction	fraction;

	if (fraction_parse(arena, text, strlen(text), SIZE_MAX, &fraction) != FRACTION_OK)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("cost \"%s\" is no finite number", text)));
	return fraction;
}

static LoadedEdge
edge_load(const FactPacker *packer, const Arena *arena, uint32 input)
{
	const FactEdge *edge = edge_get(packer, input);
	const FactCost *cost = flow_fact_cost(packer->facts, packer->facts->edges[packer->first + input]);
	LoadedEdge	loaded = {.id = edge->id,.quantity = amount_load(arena, edge->quantity),.cost = FRACTION_ZERO};

	if (cost != NULL)
	{
		memcpy(loaded.currency, cost->currency, sizeof(loaded.currency));
		loaded.has_cost = cost->known;
		if (cost->known)
			loaded.cost = cost_load(arena, cost);
	}
	return loaded;
}

/* Loads the lot at hand with its inputs, as flow_load_outputs would; in the current memory context. */
static void
lot_load_inputs(FactPacker *packer)
{
	const uint32 *inputs = &packer->facts->inputs[packer->first];
	FlowLoad   *load = &packer->load;
	const Arena *arena = &load->memory.arena;
	bool		placed = false;

	*load = (FlowLoad) {.relation = packer->facts->relation,.up = true,.edge_count = packer->count};
	memory_arena_init(&load->memory, CurrentMemoryContext, 0);
	load->lots = arena_allocate(arena, sizeof(LoadedLot) * ((Size) packer->count + 1));
	load->edges = arena_allocate(arena, sizeof(LoadedEdge) * (Size) packer->count);
	/* The lot itself goes where its id belongs among those of its inputs; several edges may have one input. */
	for (uint32 i = 0; i <= packer->count; i++)
	{
		bool		is_next = i < packer->count && inputs[i] < packer->lot;

		if (!is_next && !placed)
		{
			packer->loaded = load->lot_count;
			load->lots[load->lot_count++] = lot_load(arena, lot_get(packer));
			placed = true;
		}
		if (i == packer->count)
			break;
		if (inputs[i] != packer->lot && (i == 0 || inputs[i] != inputs[i - 1]))
			load->lots[load->lot_count++] = lot_load(arena, input_get(packer, i));
		load->edges[i] = edge_load(packer, arena, i);
		load->edges[i].input = inputs[i] == packer->lot ? packer->loaded : load->lot_count - 1;
	}
	for (uint32 i = 0; i < packer->count; i++)
		load->edges[i].output = packer->loaded;
}

/*
 * Turns to a lot; how many inputs it has is returned.  What it takes to pack
 * it is allocated in the current memory context and needed until the next.
 */
uint32
flow_fact_pack_lot(FactPacker *packer, uint32 lot)
{
	packer->lot = lot;
	packer->first = packer->facts->begin[lot];
	packer->count = packer->facts->begin[lot + 1] - packer->first;
	packer->exact = packer->count > 0 && !lot_weigh(packer);
	if (packer->exact)
	{
		lot_load_inputs(packer);
		flow_pack_begin(&packer->pack, &packer->load, FLOW_MASS, FLOW_COUNT);
	}
	return packer->count;
}

static FlowRowBasis
basis_pack(const FactPacker *packer, int basis, uint32 from, uint32 count)
{
	const FlowParts *parts = &packer->parts[basis];
	FlowRowBasis packed = {.missing = parts->missing,.missing_uncertain = parts->missing_uncertain};
	bool		any_known = false;

	for (uint32 i = from; i < from + count; i++)
	{
		packed.uncertain = packed.uncertain || !parts->certain[i];
		any_known = any_known || packer->known[basis][i] || parts->certain[i];
	}
	packed.parts = any_known ? (const uint8_t *) &parts->part[from] : NULL;
	return packed;
}

/* The row of the lot at hand with count of its inputs, from the one with that number among them.  Inputs are put in by the caller. */
void
flow_fact_pack_row(const FactPacker *packer, uint32 from, uint32 count, FlowRow *row)
{
	const FactLot *lot = lot_get(packer);

	if (packer->exact)
	{
		flow_pack_row(&packer->pack, packer->loaded, packer->pack.first_edge[packer->loaded] + from, count, row);
		return;
	}
	*row = (FlowRow) {.primary_source = lot->primary_source,.input_count = count};
	row->lost = packer->count == 0 && (!lot->primary_source || lot->book_and_claim);
	for (int basis = 0; basis < FLOW_BASIS_COUNT && count > 0; basis++)
		row->basis[basis] = basis_pack(packer, basis, from, count);
	row->drawn = (const uint8_t *) &packer->drawn[from];
}
