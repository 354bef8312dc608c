/*-------------------------------------------------------------------------
 *
 * flow_load.c
 *	  The part of a ledger's flow that one walk needs, read by SQL.
 *
 * One query a level, through the ledger's own functions flow_into,
 * flow_from and lot_at, as the user who asks: row-level security,
 * corrections and known_at hold by themselves.  The ledger is named by the table lot that the
 * ledger's function passes, so its schema may be renamed.
 *
 * At the end lots are sorted by id and edges by output, input and id: what
 * is computed afterwards does not depend on plans or on the order of rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "core/element_table.h"
#include "graph/flow_load.h"
#include "server/id_array.h"
#include "server/ledger_plan.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"
#include "types/quantity_datum.h"
#include "types/quantity_fraction.h"

typedef struct IdEntry
{
	int64		id;				/* key */
	uint32		place;			/* index in lots */
} IdEntry;

typedef struct LoadWalk
{
	FlowLoad   *load;
	HTAB	   *places;			/* lots by id */
	bool		by_output;		/* edges are looked up by their output, else by their input */
	bool		has_events;		/* some inputs are recorded for an event as a whole */
	uint32		frontier;		/* lots from here on were found on the last level */
} LoadWalk;

#define EDGE_COLUMNS "SELECT c.id, c.output_lot_id, c.input_lot_id, c.quantity, c.cost, c.currency, c.event_id "

static const LedgerQuery edges_by_output = {
	EDGE_COLUMNS "FROM %s.flow_into($1, $2) AS c", 2, {INT8ARRAYOID, TIMESTAMPTZOID}
};
static const LedgerQuery edges_by_input = {
	EDGE_COLUMNS "FROM %s.flow_from($1, $2) AS c", 2, {INT8ARRAYOID, TIMESTAMPTZOID}
};
static const LedgerQuery lots_by_id = {
	"SELECT l.id, l.item_id, l.quantity, l.unit_mass, l.primary_source, l.untraced_reason, l.custody_model "
	"FROM %s.lot_at($2) AS l WHERE l.id OPERATOR(pg_catalog.=) ANY ($1)", 2, {INT8ARRAYOID, TIMESTAMPTZOID}
};

static const LedgerQuery contents_by_lot = {
	"SELECT c.lot_id, c.content_min, c.content_max FROM %s.lot_content($1, $2, $3) AS c", 3, {INT8ARRAYOID, TEXTOID, TIMESTAMPTZOID}
};

static const LedgerQuery outputs_by_event = {
	"SELECT o.event_id, o.lot_id, o.item_id, o.quantity, o.unit_mass, o.proportional, o.complete FROM %s.event_output_at($1, $2) AS o "
	"ORDER BY o.lot_id", 2, {INT8ARRAYOID, TIMESTAMPTZOID}
};

static int
lot_compare(const void *a, const void *b)
{
	int64		left = ((const LoadedLot *) a)->id;
	int64		right = ((const LoadedLot *) b)->id;

	/* Sorting very many takes long. */
	CHECK_FOR_INTERRUPTS();
	return (left > right) - (left < right);
}

static int
edge_compare(const void *a, const void *b)
{
	const LoadedEdge *left = (const LoadedEdge *) a;
	const LoadedEdge *right = (const LoadedEdge *) b;

	CHECK_FOR_INTERRUPTS();
	if (left->output != right->output)
		return left->output > right->output ? 1 : -1;
	if (left->input != right->input)
		return left->input > right->input ? 1 : -1;
	return (left->id > right->id) - (left->id < right->id);
}

/* Index of a lot by its id, once lots are sorted. */
uint32
flow_load_find(const FlowLoad *load, int64 id)
{
	LoadedLot	key = {.id = id};
	LoadedLot  *found = bsearch(&key, load->lots, load->lot_count, sizeof(LoadedLot), lot_compare);

	if (found == NULL)
		elog(ERROR, "lot " INT64_FORMAT " was not loaded", id);
	return (uint32) (found - load->lots);
}

static void
lot_register(LoadWalk *walk, int64 id)
{
	FlowLoad   *load = walk->load;
	bool		known;
	IdEntry    *entry = hash_search(walk->places, &id, HASH_ENTER, &known);

	if (known)
		return;
	if (load->lot_count == load->lot_space)
	{
		load->lot_space *= 2;
		load->lots = repalloc_huge(load->lots, sizeof(LoadedLot) * load->lot_space);
	}
	entry->place = load->lot_count;
	memset(&load->lots[load->lot_count], 0, sizeof(LoadedLot));
	load->lots[load->lot_count++].id = id;
}

static void
edge_add(LoadWalk *walk, const LoadedEdge *edge)
{
	FlowLoad   *load = walk->load;

	if (load->edge_count == load->edge_space)
	{
		load->edge_space *= 2;
		load->edges = repalloc_huge(load->edges, sizeof(LoadedEdge) * load->edge_space);
	}
	load->edges[load->edge_count++] = *edge;
}

static Fraction
numeric_fraction(const FlowLoad *load, Datum value)
{
	char	   *text = DatumGetCString(DirectFunctionCall1(numeric_out, value));
	Fraction	result;

	/* A cost is finite and has at most the digits that numeric can have. */
	if (fraction_parse(&load->memory.arena, text, strlen(text), SIZE_MAX, &result) != FRACTION_OK)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("cost \"%s\" is no finite number", text)));
	pfree(text);
	return result;
}

static LoadedQuantity
quantity_read(const FlowLoad *load, Datum value)
{
	Quantity	quantity = DatumGetQuantity(value);

	return (LoadedQuantity) {quantity.dimension, quantity_fraction(&load->memory.arena, &quantity)};
}

/* Runs one of the queries for the ids of lots, for so many rows or, by 0, all; the result is in SPI_tuptable. */
static uint64
ids_query(LoadWalk *walk, const LedgerQuery *query, const int64 *ids, uint32 count, uint64 rows_max)
{
	Datum		values[2] = {id_array_datum(ids, count), TimestampTzGetDatum(walk->load->known_at)};
	uint64		rows = ledger_plan_fetch_some(query, walk->load->relation, values, rows_max);

	pfree(DatumGetPointer(values[0]));
	arena_check(&walk->load->memory.arena);
	return rows;
}

static Datum
column_get(uint64 row, int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, isnull);
}

static void
edge_read(LoadWalk *walk, uint64 row)
{
	LoadedEdge	edge = {0};
	bool		isnull;
	Datum		value;

	edge.id = DatumGetInt64(column_get(row, 1, &isnull));
	edge.output = DatumGetInt64(column_get(row, 2, &isnull));
	edge.input = DatumGetInt64(column_get(row, 3, &isnull));
	edge.quantity = quantity_read(walk->load, column_get(row, 4, &isnull));
	value = column_get(row, 5, &isnull);
	edge.has_cost = !isnull;
	edge.cost = isnull ? FRACTION_ZERO : numeric_fraction(walk->load, value);
	value = column_get(row, 6, &isnull);
	if (!isnull)
		text_to_cstring_buffer(DatumGetTextPP(value), edge.currency, sizeof(edge.currency));
	value = column_get(row, 7, &isnull);
	edge.event = isnull ? 0 : DatumGetInt64(value);
	walk->has_events = walk->has_events || edge.event != 0;
	edge_add(walk, &edge);
	lot_register(walk, edge.output);
	lot_register(walk, edge.input);
}

static void
lot_read(LoadWalk *walk, uint64 row)
{
	bool		isnull;
	int64		id = DatumGetInt64(column_get(row, 1, &isnull));
	IdEntry    *entry = hash_search(walk->places, &id, HASH_FIND, NULL);
	LoadedLot  *lot = &walk->load->lots[entry->place];
	Datum		value;

	lot->standing = true;
	value = column_get(row, 2, &isnull);
	lot->item_id = isnull ? 0 : DatumGetInt64(value);
	lot->quantity = quantity_read(walk->load, column_get(row, 3, &isnull));
	value = column_get(row, 4, &isnull);
	lot->has_unit_mass = !isnull;
	if (!isnull)
		lot->unit_mass = quantity_read(walk->load, value);
	lot->primary_source = DatumGetBool(column_get(row, 5, &isnull));
	value = column_get(row, 6, &isnull);
	if (!isnull)
		lot->untraced_reason = MemoryContextStrdup(walk->load->memory.context, TextDatumGetCString(value));
	value = column_get(row, 7, &isnull);
	lot->book_and_claim = !isnull && strcmp(TextDatumGetCString(value), "book_and_claim") == 0;
}

/* Asks which part of each of some lots is the element of the load; the result is in SPI_tuptable. */
static uint64
contents_query(const FlowLoad *load, const int64 *ids, uint32 count)
{
	const char *symbol = element_symbol((int) load->basis - FLOW_ELEMENT + 1);
	Datum		values[3] = {id_array_datum(ids, count), CStringGetTextDatum(symbol), TimestampTzGetDatum(load->known_at)};

	return ledger_plan_fetch(&contents_by_lot, load->relation, values);
}

static const FractionInterval *
content_read(const FlowLoad *load, uint64 row, int64 *id)
{
	const Arena *arena = &load->memory.arena;
	FractionInterval *content = arena_allocate(arena, sizeof(FractionInterval));
	bool		isnull;

	*id = DatumGetInt64(column_get(row, 1, &isnull));
	content->min = fraction_from_datum(arena, column_get(row, 2, &isnull));
	content->max = fraction_from_datum(arena, column_get(row, 3, &isnull));
	return content;
}

static void
contents_read(LoadWalk *walk, const int64 *ids, uint32 count)
{
	uint64		rows = contents_query(walk->load, ids, count);

	for (uint64 row = 0; row < rows; row++)
	{
		int64		id;
		const FractionInterval *content = content_read(walk->load, row, &id);
		IdEntry    *entry = hash_search(walk->places, &id, HASH_FIND, NULL);

		walk->load->lots[entry->place].content = content;
	}
	SPI_freetuptable(SPI_tuptable);
}

/* Reads the rows of the lots from first on. */
static void
lots_read(LoadWalk *walk, uint32 first)
{
	FlowLoad   *load = walk->load;
	int64	   *ids = palloc(sizeof(int64) * (load->lot_count - first + 1));
	uint64		rows;

	for (uint32 l = first; l < load->lot_count; l++)
		ids[l - first] = load->lots[l].id;
	rows = ids_query(walk, &lots_by_id, ids, load->lot_count - first, 0);
	for (uint64 row = 0; row < rows; row++)
	{
		if ((row & 1023) == 0)
			arena_check(&load->memory.arena);
		lot_read(walk, row);
	}
	SPI_freetuptable(SPI_tuptable);
	if (load->basis >= FLOW_ELEMENT)
		contents_read(walk, ids, load->lot_count - first);
	pfree(ids);
}

/* A lot whose inputs count: one that stands and is more than a credit. */
static bool
lot_has_inputs(const LoadedLot *lot)
{
	return lot->standing && !lot->book_and_claim;
}

/* Reads the edges of the last level's lots and finds the next level's lots. */
static void
level_read(LoadWalk *walk)
{
	FlowLoad   *load = walk->load;
	uint32		first = walk->frontier;
	uint32		count = 0;
	int64	   *ids = palloc(sizeof(int64) * (load->lot_count - first + 1));
	uint64		rows;

	for (uint32 l = first; l < load->lot_count; l++)
	{
		if (!walk->by_output || lot_has_inputs(&load->lots[l]))
			ids[count++] = load->lots[l].id;
	}
	walk->frontier = load->lot_count;
	rows = ids_query(walk, walk->by_output ? &edges_by_output : &edges_by_input, ids, count, load->edges_max == 0 ? 0 : (uint64) load->edges_max + 1);
	for (uint64 row = 0; row < rows; row++)
	{
		if ((row & 1023) == 0)
			arena_check(&load->memory.arena);
		edge_read(walk, row);
	}
	SPI_freetuptable(SPI_tuptable);
	pfree(ids);
	lots_read(walk, walk->frontier);
}

static void
output_read(FlowLoad *load, uint64 row)
{
	LoadedOutput *output = &load->outputs[load->output_count++];
	bool		isnull;
	Datum		value;

	memset(output, 0, sizeof(LoadedOutput));
	output->event = DatumGetInt64(column_get(row, 1, &isnull));
	output->lot.id = DatumGetInt64(column_get(row, 2, &isnull));
	output->lot.standing = true;
	value = column_get(row, 3, &isnull);
	output->lot.item_id = isnull ? 0 : DatumGetInt64(value);
	output->lot.quantity = quantity_read(load, column_get(row, 4, &isnull));
	value = column_get(row, 5, &isnull);
	output->lot.has_unit_mass = !isnull;
	if (!isnull)
		output->lot.unit_mass = quantity_read(load, value);
	output->proportional = DatumGetBool(column_get(row, 6, &isnull));
	output->complete = DatumGetBool(column_get(row, 7, &isnull));
}

static int
output_compare_lots(const void *a, const void *b)
{
	return lot_compare(&((const LoadedOutput *) a)->lot, &((const LoadedOutput *) b)->lot);
}

static int
output_compare(const void *a, const void *b)
{
	int64		left = ((const LoadedOutput *) a)->event;
	int64		right = ((const LoadedOutput *) b)->event;

	return left != right ? (left > right) - (left < right) : output_compare_lots(a, b);
}

/* Reads which part of each output is the element of the load; they stand by lot, which is the output of one event. */
static void
output_contents_read(FlowLoad *load)
{
	int64	   *ids = palloc(sizeof(int64) * ((Size) load->output_count + 1));
	uint64		rows;

	for (uint32 o = 0; o < load->output_count; o++)
		ids[o] = load->outputs[o].lot.id;
	rows = contents_query(load, ids, load->output_count);
	for (uint64 row = 0; row < rows; row++)
	{
		LoadedOutput key;
		LoadedOutput *output;
		const FractionInterval *content = content_read(load, row, &key.lot.id);

		output = bsearch(&key, load->outputs, load->output_count, sizeof(LoadedOutput), output_compare_lots);
		output->lot.content = content;
	}
	SPI_freetuptable(SPI_tuptable);
	pfree(ids);
}

/* Reads all outputs of the events met, also those that no way leads to: what each of them took, the others did not get. */
static void
outputs_read(LoadWalk *walk)
{
	FlowLoad   *load = walk->load;
	int64	   *events;
	uint32		count = 0;
	uint64		rows;

	if (!walk->has_events)
		return;
	events = palloc_extended(sizeof(int64) * ((Size) load->edge_count + 1), MCXT_ALLOC_HUGE);
	for (uint32 e = 0; e < load->edge_count; e++)
	{
		if (load->edges[e].event != 0)
			events[count++] = load->edges[e].event;
	}
	count = (uint32) id_array_unique(events, count);
	rows = ids_query(walk, &outputs_by_event, events, count, 0);
	load->outputs = MemoryContextAllocHuge(load->memory.context, sizeof(LoadedOutput) * ((Size) rows + 1));
	for (uint64 row = 0; row < rows; row++)
		output_read(load, row);
	SPI_freetuptable(SPI_tuptable);
	if (load->basis >= FLOW_ELEMENT)
		output_contents_read(load);
	qsort(load->outputs, load->output_count, sizeof(LoadedOutput), output_compare);
	pfree(events);
}

static void
load_index(FlowLoad *load)
{
	qsort(load->lots, load->lot_count, sizeof(LoadedLot), lot_compare);
	qsort(load->edges, load->edge_count, sizeof(LoadedEdge), edge_compare);
	for (uint32 e = 0; e < load->edge_count; e++)
	{
		load->edges[e].output = flow_load_find(load, load->edges[e].output);
		load->edges[e].input = flow_load_find(load, load->edges[e].input);
	}
}

/* Downstream the edges found so far lack the other inputs of the lots reached: read them all anew. */
static void
inputs_complete(LoadWalk *walk)
{
	walk->load->edge_count = 0;
	walk->frontier = 0;
	walk->by_output = true;
	level_read(walk);
}

static void
walk_begin(LoadWalk *walk, FlowLoad *load)
{
	HASHCTL		control = {.keysize = sizeof(int64),.entrysize = sizeof(IdEntry),.hcxt = load->memory.context};

	*walk = (LoadWalk) {.load = load,.by_output = load->up};
	walk->places = hash_create("lots of a walk", 1024, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	load->lot_space = load->edge_space = 1024;
	load->lots = MemoryContextAlloc(load->memory.context, sizeof(LoadedLot) * load->lot_space);
	load->edges = MemoryContextAlloc(load->memory.context, sizeof(LoadedEdge) * load->edge_space);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
}

/* More rows were found than are to be loaded. */
static bool
load_exceeds(const FlowLoad *load)
{
	return load->edges_max > 0 && load->edge_count > load->edges_max;
}

/* Loads what a walk from the root needs; lots and edges end up in load's memory.  False where there are too many. */
bool
flow_load_run(FlowLoad *load, int64 root)
{
	LoadWalk	walk;

	walk_begin(&walk, load);
	lot_register(&walk, root);
	lots_read(&walk, 0);
	while (walk.frontier < load->lot_count && !load_exceeds(load))
		level_read(&walk);
	if (!load->up && !load_exceeds(load))
		inputs_complete(&walk);
	if (!load_exceeds(load))
		outputs_read(&walk);
	SPI_finish();
	if (load_exceeds(load))
		return false;
	load_index(load);
	return true;
}

/* Loads some lots with their inputs, and what the inputs themselves are, but not what these were made of. */
void
flow_load_outputs(FlowLoad *load, const int64 *outputs, uint32 count)
{
	LoadWalk	walk;

	load->up = true;
	walk_begin(&walk, load);
	for (uint32 i = 0; i < count; i++)
		lot_register(&walk, outputs[i]);
	lots_read(&walk, 0);
	level_read(&walk);
	outputs_read(&walk);
	SPI_finish();
	load_index(load);
}
