/*-------------------------------------------------------------------------
 *
 * control_test.c
 *	  A doctrine that is judged by tests of holding, as it is read: its
 *	  tests, those of the doctrines it builds on, and the classes that
 *	  parties of the ledger have by themselves.
 *
 * Classes are numbered by materials.doctrine_class.  Which parties have which
 * is said by the ledger's function control_class, as the user who asks; a
 * contract that hands a class on by control_class_edge.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "graph/control_facts.h"
#include "server/ledger_plan.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

static void query_run(LoadWalk *walk, const LedgerQuery *query, FactReader read);
static void class_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void test_read(ControlLoad *load, uint32 place, const Datum *values, const bool *nulls);
static void fact_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void edge_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void trading_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static uint32_t metric_find(const ControlLoad *load, const char *name);
static uint32_t metrics_find(const ControlLoad *load, Datum names);
static uint64 classes_find(Datum places);
static void nodes_make(ControlLoad *load);

/* $1 doctrine, $2 day, $3 instant, $4 choices, $5 whether about everyone, $6 else the parties */
#define TEST_PARAMETERS 6, {TEXTOID, DATEOID, TIMESTAMPTZOID, JSONBOID, BOOLOID, INT8ARRAYOID}

static const LedgerQuery classes = {
	"SELECT c.place, c.own, c.test, c.metrics, c.carry_metric, c.carry_at, c.adds OPERATOR(pg_catalog.=) 'all', c.decides, "
	"c.threshold, c.threshold_inclusive, c.public_threshold, c.public_inclusive, c.holders "
	"FROM materials.doctrine_class($1, $4) AS c ORDER BY c.place", TEST_PARAMETERS
};
static const LedgerQuery facts = {
	"SELECT c.party_id, c.place, c.certain FROM %s.control_class($1, $2, $3, $4, $5, $6) AS c", TEST_PARAMETERS
};
static const LedgerQuery edges = {
	"SELECT e.contractor_id, e.producer_id, e.place, e.certain FROM %s.control_class_edge($1, $2, $3, $4) AS e", TEST_PARAMETERS
};
static const LedgerQuery trading = {
	"SELECT d.party_id, d.claim OPERATOR(pg_catalog.=) 'publicly_traded' FROM %s.declaration_at($2, $3) AS d "
	"WHERE d.claim OPERATOR(pg_catalog.=) ANY ('{publicly_traded,not_publicly_traded}') AND d.party_id IS NOT NULL", TEST_PARAMETERS
};

/* Reads the tests of a load's doctrine and of those it builds on. */
void
control_test_doctrine(LoadWalk *walk)
{
	static const char *const metrics[] = {"appointment", "beneficial", "board", "debt", "equity", "voting"};
	ControlLoad *load = walk->load;
	Datum		names[lengthof(metrics)];

	if (load->choices == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("this doctrine is judged by tests of holding"),
				 errhint("Ask control() or control_all() of the ledger.")));
	for (int m = 0; m < lengthof(metrics); m++)
		names[m] = CStringGetTextDatum(metrics[m]);
	control_doctrine_metrics(walk, PointerGetDatum(construct_array(names, lengthof(metrics), TEXTOID, -1, false, TYPALIGN_INT)));
	load->attribution.tests = MemoryContextAllocZero(load->memory.context, sizeof(AttributionTest) * ATTRIBUTION_TESTS_MAX);
	query_run(walk, &classes, class_read);
}

/* Reads the classes that parties have by themselves, once the parties are numbered. */
void
control_test_facts(LoadWalk *walk)
{
	ControlLoad *load = walk->load;

	nodes_make(load);
	query_run(walk, &facts, fact_read);
	query_run(walk, &edges, edge_read);
	if (load->trading)
		query_run(walk, &trading, trading_read);
}

static void
query_run(LoadWalk *walk, const LedgerQuery *query, FactReader read)
{
	const ControlLoad *load = walk->load;
	bool		everyone = load->parties == 0;
	Datum		values[6] = {load->doctrine, DateADTGetDatum(load->as_of), TimestampTzGetDatum(load->known_at), load->choices,
		BoolGetDatum(everyone), everyone ? PointerGetDatum(construct_empty_array(INT8OID)) : load->parties};

	control_source_query(walk, query, values, NULL, read);
}

/* Classes come by their places, from 0 on. */
static void
class_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	ControlLoad *load = walk->load;
	uint32		place = load->class_count;

	if (place == ATTRIBUTION_CLASSES_MAX || (!nulls[2] && load->attribution.test_count == ATTRIBUTION_TESTS_MAX))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a doctrine has at most %d classes and %d tests, with those of the doctrines it builds on",
						ATTRIBUTION_CLASSES_MAX, ATTRIBUTION_TESTS_MAX)));
	Assert(DatumGetInt32(values[0]) == (int32) place);
	load->classes[place] = (ControlClass) {DatumGetBool(values[1]), OWNERSHIP_NONE};
	if (load->classes[place].own)
		load->catching |= UINT64CONST(1) << place;
	if (!nulls[2])
	{
		load->classes[place].test = load->attribution.test_count;
		test_read(load, place, values, nulls);
	}
	load->class_holders[place] = nulls[12] ? 0 : classes_find(values[12]);
	load->class_count++;
}

static void
test_read(ControlLoad *load, uint32 place, const Datum *values, const bool *nulls)
{
	const Arena *arena = &load->memory.arena;
	AttributionTest *test = (AttributionTest *) &load->attribution.tests[load->attribution.test_count++];
	bool		public = !nulls[10];

	test->caught = UINT64CONST(1) << place;
	test->holders = nulls[12] ? 0 : classes_find(values[12]);
	test->metrics = metrics_find(load, values[3]);
	test->carry_metric = nulls[4] ? OWNERSHIP_NONE : metric_find(load, TextDatumGetCString(values[4]));
	test->carries = !nulls[5];
	test->carry_at = nulls[5] ? FRACTION_ZERO : fraction_from_datum(arena, values[5]);
	test->together = DatumGetBool(values[6]);
	test->decides = DatumGetBool(values[7]);
	for (int way = 0; way < 2; way++)
	{
		int			column = way == 1 && public ? 10 : 8;

		test->threshold[way] = fraction_from_datum(arena, values[column]);
		test->inclusive[way] = DatumGetBool(values[column + 1]);
	}
	load->trading = load->trading || public;
}

static uint32_t
metric_find(const ControlLoad *load, const char *name)
{
	for (uint32_t m = 0; m < load->graph.metric_count; m++)
		if (strcmp(load->metrics[m], name) == 0)
			return m;
	return OWNERSHIP_NONE;
}

static uint32_t
metrics_find(const ControlLoad *load, Datum names)
{
	Datum	   *elements;
	int			count;
	uint32_t	found = 0;

	deconstruct_array(DatumGetArrayTypeP(names), TEXTOID, -1, false, TYPALIGN_INT, &elements, NULL, &count);
	for (int i = 0; i < count; i++)
	{
		uint32_t	metric = metric_find(load, TextDatumGetCString(elements[i]));

		if (metric != OWNERSHIP_NONE)
			found |= UINT32_C(1) << metric;
	}
	return found;
}

static uint64
classes_find(Datum places)
{
	Datum	   *elements;
	int			count;
	uint64		found = 0;

	deconstruct_array(DatumGetArrayTypeP(places), INT4OID, sizeof(int32), true, TYPALIGN_INT, &elements, NULL, &count);
	for (int i = 0; i < count; i++)
		if (DatumGetInt32(elements[i]) >= 0 && DatumGetInt32(elements[i]) < ATTRIBUTION_CLASSES_MAX)
			found |= UINT64CONST(1) << DatumGetInt32(elements[i]);
	return found;
}

/* Governments of one nation are one holder, by the first of them; everybody else is a holder by itself. */
static void
nodes_make(ControlLoad *load)
{
	uint32_t	government[32];
	AttributionNode *nodes = ownership_allocate(&load->memory.arena, load->graph.node_count, sizeof(AttributionNode));

	for (int n = 0; n < lengthof(government); n++)
		government[n] = OWNERSHIP_NONE;
	for (uint32_t n = 0; n < load->graph.node_count; n++)
	{
		const ControlParty *party = &load->parties_read[n];
		uint32_t	nations = load->graph.nodes[n].maybe;

		nodes[n].key = n;
		nodes[n].unknown = party->unknown;
		nodes[n].passes = party->kind != NULL && strcmp(party->kind, "partnership") == 0;
		nodes[n].trading = 0;
		for (int nation = 0; nation < lengthof(government) && !party->unknown; nation++)
			if ((nations & (UINT32_C(1) << nation)) != 0)
			{
				if (government[nation] == OWNERSHIP_NONE)
					government[nation] = n;
				nodes[n].key = government[nation];
				break;
			}
	}
	load->attribution.nodes = nodes;
}

static AttributionNode *
node_find(const ControlLoad *load, int64 party)
{
	uint32_t	node = control_load_find(load, party);

	return node == OWNERSHIP_NONE ? NULL : (AttributionNode *) &load->attribution.nodes[node];
}

static void
fact_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	AttributionNode *node = node_find(walk->load, DatumGetInt64(values[0]));
	uint64		class = UINT64CONST(1) << DatumGetInt32(values[1]);

	if (node == NULL)
		return;
	node->maybe |= class;
	if (DatumGetBool(values[2]))
		node->sure |= class;
}

/* A contractor that the reader may not see may be anybody. */
static void
edge_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	ControlLoad *load = walk->load;
	uint32_t	from = control_load_find(load, DatumGetInt64(values[0]));
	uint32_t	to = control_load_find(load, DatumGetInt64(values[1]));
	uint32		place = DatumGetInt32(values[2]);
	uint64		caught = UINT64CONST(1) << place;
	AttributionEdge *made = (AttributionEdge *) load->attribution.edges;

	if (to == OWNERSHIP_NONE)
		return;
	if (from == OWNERSHIP_NONE)
	{
		((AttributionNode *) &load->attribution.nodes[to])->maybe |= caught;
		return;
	}
	if (made == NULL)
		made = palloc(sizeof(AttributionEdge) * 16);
	else if (load->attribution.edge_count >= 16 && (load->attribution.edge_count & (load->attribution.edge_count - 1)) == 0)
		made = repalloc_huge(made, sizeof(AttributionEdge) * load->attribution.edge_count * 2);
	made[load->attribution.edge_count++] = (AttributionEdge) {from, to, load->class_holders[place], caught, DatumGetBool(values[3])};
	load->attribution.edges = made;
}

static void
trading_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	AttributionNode *node = node_find(walk->load, DatumGetInt64(values[0]));

	if (node != NULL)
		node->trading |= DatumGetBool(values[1]) ? ATTRIBUTION_PUBLIC : ATTRIBUTION_PRIVATE;
}
