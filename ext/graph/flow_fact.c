/*-------------------------------------------------------------------------
 *
 * flow_fact.c
 *	  All flow of a ledger, in memory, for packing.
 *
 * Two queries, through the ledger's own flow_lot_key and consumption_at.
 * Their rows are taken as the executor hands them out, in any order, and
 * kept in 64 bytes a lot and 32 a row of consumption.  Then lots are sorted
 * by id, and rows of consumption by output, input and id, as a walk sorts
 * them: what is packed does not depend on plans or on the order of rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/spi.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "graph/flow_fact.h"
#include "server/ledger_plan.h"
#include "server/pg_compat.h"

/* Lots with more inputs are sorted by qsort, others in place. */
#define FEW_INPUTS 16

static const LedgerQuery lots_query = {
	"SELECT k.lot_id, k.key, k.item_id, k.primary_source, k.book_and_claim, k.reason, k.quantity, k.unit_mass FROM %s.flow_lot_key AS k", 0, {0}
};
static const LedgerQuery edges_query = {
	"SELECT c.id, c.output_lot_id, c.input_lot_id, c.quantity, c.cost, c.currency FROM %s.consumption_at('infinity') AS c", 0, {0}
};

typedef void (*RowReader) (FlowFacts *facts, TupleTableSlot *slot);

/* Rows go here from the executor; nothing is kept in between. */
typedef struct FactReceiver
{
	DestReceiver receiver;
	FlowFacts  *facts;
	RowReader	row_read;
	MemoryContext scratch;		/* for values that are unpacked */
	uint64		count;
} FactReceiver;

static void
receiver_begin(DestReceiver *self, int operation, TupleDesc descriptor)
{
}

static void
receiver_end(DestReceiver *self)
{
}

static bool
row_receive(TupleTableSlot *slot, DestReceiver *self)
{
	FactReceiver *receiver = (FactReceiver *) self;
	MemoryContext caller = MemoryContextSwitchTo(receiver->scratch);

	slot_getallattrs(slot);
	receiver->row_read(receiver->facts, slot);
	MemoryContextSwitchTo(caller);
	if ((++receiver->count & 1023) == 0)
	{
		MemoryContextReset(receiver->scratch);
		arena_check(receiver->facts->arena);
	}
	return true;
}

/* Runs a query and hands each of its rows to the reader. */
static void
rows_read(FlowFacts *facts, const LedgerQuery *query, RowReader row_read)
{
	FactReceiver receiver = {
		.receiver = {.receiveSlot = row_receive,.rStartup = receiver_begin,.rShutdown = receiver_end,.rDestroy = receiver_end,.mydest = DestTuplestore},
		.facts = facts,.row_read = row_read
	};
	SPIExecuteOptions options = {.read_only = true,.dest = &receiver.receiver};
	int			code;

	receiver.scratch = AllocSetContextCreate(facts->context, "row of the flow store being read", ALLOCSET_SMALL_SIZES);
	code = SPI_execute_plan_extended(ledger_plan_get(query, facts->relation), &options);
	if (code != SPI_OK_SELECT)
		elog(ERROR, "query \"%s\" failed: %s", query->text, SPI_result_code_string(code));
	MemoryContextDelete(receiver.scratch);
}

static FactAmount
amount_read(const FlowFacts *facts, Datum value)
{
	Quantity	quantity = DatumGetQuantity(value);
	FactAmount	amount = {.dimension = (uint8) quantity.dimension};
	FlowDecimal decimal;

	if (flow_decimal_make(quantity.amount, &decimal))
	{
		amount.as.digits = decimal.digits;
		amount.exponent = (int8) decimal.exponent;
	}
	else
	{
		amount.is_wide = true;
		amount.as.wide = memcpy(arena_allocate(facts->arena, sizeof(QuantityBytes)), DatumGetPointer(value), sizeof(QuantityBytes));
	}
	return amount;
}

static void
lot_read(FlowFacts *facts, TupleTableSlot *slot)
{
	const Datum *values = slot->tts_values;
	const bool *isnull = slot->tts_isnull;
	FactLot    *lot;

	if (facts->lot_count == facts->lot_space)
	{
		if (facts->lot_space >= PG_INT32_MAX / 2)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("a flow store holds at most %d lots", PG_INT32_MAX / 2)));
		facts->lot_space *= 2;
		facts->lots = repalloc_huge(facts->lots, sizeof(FactLot) * facts->lot_space);
	}
	lot = &facts->lots[facts->lot_count++];
	*lot = (FactLot) {.id = DatumGetInt64(values[0]),.key = DatumGetInt32(values[1]),.item_id = isnull[2] ? 0 : DatumGetInt64(values[2])};
	/* Of a lot that was withdrawn nothing is known, not even a quantity. */
	lot->standing = !isnull[6];
	if (!lot->standing)
		return;
	lot->primary_source = DatumGetBool(values[3]);
	lot->book_and_claim = DatumGetBool(values[4]);
	lot->untraced = !isnull[5];
	lot->quantity = amount_read(facts, values[6]);
	if (!isnull[7])
		lot->unit_mass = amount_read(facts, values[7]);
}

static int
lot_compare(const void *a, const void *b)
{
	int64		left = ((const FactLot *) a)->id;
	int64		right = ((const FactLot *) b)->id;

	/* Sorting very many takes long. */
	CHECK_FOR_INTERRUPTS();
	return (left > right) - (left < right);
}

/* Where a lot is looked for first.  The factor spreads ids over all places whether they count on or leap. */
static uint64
place_first(const FlowFacts *facts, int64 id)
{
	return (uint64) id * UINT64CONST(0x9E3779B97F4A7C15) >> facts->place_shift;
}

/* Sorts the lots, and enters them in a table that is at most half full. */
static void
lots_index(FlowFacts *facts)
{
	Size		size;
	int			bits = 4;

	qsort(facts->lots, facts->lot_count, sizeof(FactLot), lot_compare);
	while (((uint64) 1 << bits) < (uint64) facts->lot_count * 2)
		bits++;
	size = sizeof(uint32) << bits;
	facts->place_shift = 64 - bits;
	facts->places = memset(arena_allocate(facts->arena, size), 0xFF, size);
	for (uint32 l = 0; l < facts->lot_count; l++)
	{
		uint64		place = place_first(facts, facts->lots[l].id);

		while (facts->places[place] != NO_LOT)
			place = (place + 1) & (((uint64) 1 << bits) - 1);
		facts->places[place] = l;
	}
}

static uint32
lot_find(const FlowFacts *facts, int64 id)
{
	uint64		last = ((uint64) 1 << (64 - facts->place_shift)) - 1;
	uint64		place = place_first(facts, id);

	while (facts->places[place] != NO_LOT && facts->lots[facts->places[place]].id != id)
		place = (place + 1) & last;
	return facts->places[place];
}

static uint32
output_find(FlowFacts *facts, int64 id)
{
	if (id != facts->output_id)
	{
		facts->output = lot_find(facts, id);
		facts->output_id = id;
	}
	return facts->output;
}

/* Makes room for one more row of consumption. */
static void
edges_reserve(FlowFacts *facts)
{
	uint32		block = facts->edge_count / FACT_BLOCK_EDGES;

	if (facts->edge_count % FACT_BLOCK_EDGES > 0)
		return;
	if (facts->edge_count >= PG_UINT32_MAX - FACT_BLOCK_EDGES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a flow store holds at most %u rows of consumption", PG_UINT32_MAX - FACT_BLOCK_EDGES)));
	if (block == facts->block_space)
	{
		facts->block_space *= 2;
		facts->blocks = repalloc_huge(facts->blocks, sizeof(FactEdge *) * facts->block_space);
		facts->costs = repalloc_huge(facts->costs, sizeof(FactCost *) * facts->block_space);
	}
	facts->blocks[block] = arena_allocate(facts->arena, sizeof(FactEdge) * FACT_BLOCK_EDGES);
	facts->costs[block] = NULL;
}

/* Notes cost and currency of the row that is about to be added. */
static void
cost_read(FlowFacts *facts, TupleTableSlot *slot)
{
	FactCost  **costs = &facts->costs[facts->edge_count / FACT_BLOCK_EDGES];
	FactCost   *cost;

	if (*costs == NULL)
		*costs = memset(arena_allocate(facts->arena, sizeof(FactCost) * FACT_BLOCK_EDGES), 0, sizeof(FactCost) * FACT_BLOCK_EDGES);
	cost = &(*costs)[facts->edge_count % FACT_BLOCK_EDGES];
	if (!slot->tts_isnull[5])
		text_to_cstring_buffer(DatumGetTextPP(slot->tts_values[5]), cost->currency, sizeof(cost->currency));
	if (!slot->tts_isnull[4])
	{
		char	   *text = DatumGetCString(DirectFunctionCall1(numeric_out, slot->tts_values[4]));
		FlowDecimal decimal;

		cost->known = true;
		cost->is_wide = !flow_decimal_parse(text, &decimal);
		if (cost->is_wide)
			cost->as.wide = MemoryContextStrdup(facts->context, text);
		else
		{
			cost->as.digits = decimal.digits;
			cost->exponent = (int16) decimal.exponent;
		}
	}
}

static void
edge_read(FlowFacts *facts, TupleTableSlot *slot)
{
	const Datum *values = slot->tts_values;
	const bool *isnull = slot->tts_isnull;
	uint32		output = isnull[1] ? NO_LOT : output_find(facts, DatumGetInt64(values[1]));
	uint32		input;

	/* Only what a lot that stands, and is more than a credit, was made of counts. */
	if (output == NO_LOT || !facts->lots[output].standing || facts->lots[output].book_and_claim)
		return;
	input = isnull[2] ? NO_LOT : lot_find(facts, DatumGetInt64(values[2]));
	if (input == NO_LOT)
		elog(ERROR, "lot " INT64_FORMAT " is consumed, but is not among the lots", isnull[2] ? 0 : DatumGetInt64(values[2]));
	edges_reserve(facts);
	if (!isnull[4] || !isnull[5])
		cost_read(facts, slot);
	facts->blocks[facts->edge_count / FACT_BLOCK_EDGES][facts->edge_count % FACT_BLOCK_EDGES] = (FactEdge) {
		.id = DatumGetInt64(values[0]),.output = output,.input = input,.quantity = amount_read(facts, values[3])
	};
	facts->edge_count++;
}

static int
edge_compare(const FactEdge *left, const FactEdge *right)
{
	if (left->input != right->input)
		return left->input > right->input ? 1 : -1;
	return (left->id > right->id) - (left->id < right->id);
}

static int
edge_compare_indexes(const void *a, const void *b, void *facts)
{
	return edge_compare(flow_fact_edge(facts, *(const uint32 *) a), flow_fact_edge(facts, *(const uint32 *) b));
}

/* Sorts the edges of one output by input and id. */
static void
inputs_sort(FlowFacts *facts, uint32 *edges, uint32 count)
{
	if (count > FEW_INPUTS)
	{
		qsort_arg(edges, count, sizeof(uint32), edge_compare_indexes, facts);
		return;
	}
	for (uint32 i = 1; i < count; i++)
	{
		uint32		edge = edges[i];
		uint32		at = i;

		for (; at > 0 && edge_compare(flow_fact_edge(facts, edges[at - 1]), flow_fact_edge(facts, edge)) > 0; at--)
			edges[at] = edges[at - 1];
		edges[at] = edge;
	}
}

static void
edges_index(FlowFacts *facts)
{
	Size		lots_size = sizeof(uint32) * ((Size) facts->lot_count + 1);
	uint32	   *fill = arena_allocate(facts->arena, lots_size);

	facts->begin = memset(arena_allocate(facts->arena, lots_size), 0, lots_size);
	facts->edges = arena_allocate(facts->arena, sizeof(uint32) * ((Size) facts->edge_count + 1));
	facts->inputs = arena_allocate(facts->arena, sizeof(uint32) * ((Size) facts->edge_count + 1));
	arena_check(facts->arena);
	for (uint32 e = 0; e < facts->edge_count; e++)
		facts->begin[flow_fact_edge(facts, e)->output + 1]++;
	for (uint32 l = 0; l < facts->lot_count; l++)
		facts->begin[l + 1] += facts->begin[l];
	memcpy(fill, facts->begin, lots_size);
	for (uint32 e = 0; e < facts->edge_count; e++)
		facts->edges[fill[flow_fact_edge(facts, e)->output]++] = e;
	arena_release(facts->arena, fill);
	for (uint32 l = 0; l < facts->lot_count; l++)
	{
		if ((l & 1023) == 0)
			arena_check(facts->arena);
		inputs_sort(facts, &facts->edges[facts->begin[l]], facts->begin[l + 1] - facts->begin[l]);
		for (uint32 e = facts->begin[l]; e < facts->begin[l + 1]; e++)
			facts->inputs[e] = flow_fact_edge(facts, facts->edges[e])->input;
	}
}

/* Reads the ledger, under the active snapshot; relation, arena and context are set. */
void
flow_fact_read(FlowFacts *facts)
{
	facts->lot_space = 1024;
	facts->lots = MemoryContextAlloc(facts->context, sizeof(FactLot) * facts->lot_space);
	facts->block_space = 64;
	facts->blocks = MemoryContextAlloc(facts->context, sizeof(FactEdge *) * facts->block_space);
	facts->costs = MemoryContextAlloc(facts->context, sizeof(FactCost *) * facts->block_space);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	rows_read(facts, &lots_query, lot_read);
	lots_index(facts);
	facts->output_id = 0;
	facts->output = lot_find(facts, 0);
	rows_read(facts, &edges_query, edge_read);
	SPI_finish();
	edges_index(facts);
}
