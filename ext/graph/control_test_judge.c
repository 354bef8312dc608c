/*-------------------------------------------------------------------------
 *
 * control_test_judge.c
 *	  What a doctrine's tests of holding make of the parties of a ledger.
 *
 * attributed_standing gives a row for each party and test that finds
 * something, with chains; the ledger's function control_by_test dresses them
 * with sentences.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "graph/control_test.h"
#include "graph/control_text.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(attributed_standing);

#define ATTRIBUTED_COLUMNS 14
#define PATHS_MAX 4

static void party_put(ReturnSetInfo *returns, ControlLoad *load, uint32_t node);
static void test_put(ReturnSetInfo *returns, ControlLoad *load, uint32_t node, uint32 class);
static void class_put(ReturnSetInfo *returns, const ControlLoad *load, uint32_t node, uint32 class);

/*
 * attributed_standing(party regclass, doctrine text, as_of date, known_at timestamptz, choices jsonb,
 *					   everyone boolean, parties bigint[])
 */
Datum
attributed_standing(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	ControlLoad load = control_asked(fcinfo);

	InitMaterializedSRF(fcinfo, 0);
	load.parties = PG_GETARG_BOOL(5) ? (Datum) 0 : PG_GETARG_DATUM(6);
	load.names = true;
	control_load_run(&load);
	if (load.by_tests)
	{
		control_test_run(&load);
		for (uint32_t n = 0; n < load.graph.node_count; n++)
			if (load.parties_read[n].seen)
				party_put(returns, &load, n);
	}
	MemoryContextDelete(load.scratch.context);
	MemoryContextDelete(load.memory.context);
	return (Datum) 0;
}

/* Solves the tests of a load. */
void
control_test_run(ControlLoad *load)
{
	AttributionNode *nodes = (AttributionNode *) load->attribution.nodes;

	for (uint32_t n = 0; n < load->graph.node_count; n++)
		if (nodes[n].trading == 0)
			nodes[n].trading = ATTRIBUTION_PRIVATE | ATTRIBUTION_PUBLIC;
	load->attribution.graph = &load->graph;
	attribution_run(&load->attribution);
}

ControlSaid
control_test_said(const ControlLoad *load, uint32_t node)
{
	if ((load->attribution.classes[0][node] & load->catching) != 0)
		return CONTROL_CERTAIN;
	return (load->attribution.classes[1][node] & load->catching) != 0 || load->parties_read[node].unknown ? CONTROL_OPEN : CONTROL_CLEAR;
}

/* Whether a test's share is one to be shown: a share of something, by a reading that decides. */
static bool
test_shows(const ControlLoad *load, uint32 class)
{
	const AttributionTest *test;

	if (!load->classes[class].own || load->classes[class].test == OWNERSHIP_NONE)
		return false;
	test = &load->attribution.tests[load->classes[class].test];
	return test->decides && !fraction_is_zero(test->threshold[0]);
}

/* The greatest shares over all tests. */
OwnershipStanding
control_test_standing(const ControlLoad *load, uint32_t node)
{
	const Attribution *attribution = &load->attribution;
	const Arena *arena = load->graph.arena;
	OwnershipStanding standing = {
		OWNERSHIP_OPEN, OWNERSHIP_NOTHING, OWNERSHIP_NOTHING, OWNERSHIP_NONE, OWNERSHIP_NONE, OWNERSHIP_NONE, OWNERSHIP_NONE,
		false, OWNERSHIP_NOTHING, OWNERSHIP_NONE, false
	};
	ControlSaid said = control_test_said(load, node);
	Fraction	most = FRACTION_ZERO;

	standing.answer = said == CONTROL_CERTAIN ? OWNERSHIP_YES : said == CONTROL_OPEN ? OWNERSHIP_OPEN : OWNERSHIP_NO;
	for (uint32 c = 0; c < load->class_count; c++)
	{
		const AttributionBest *low;
		const AttributionBest *high;
		const AttributionBest *shown;
		int			order;

		if (!test_shows(load, c))
			continue;
		low = &attribution->bests[0][(size_t) node * attribution->test_count + load->classes[c].test];
		high = &attribution->bests[1][(size_t) node * attribution->test_count + load->classes[c].test];
		if (fraction_compare(arena, low->value.value, standing.min.value) > 0)
			standing.min = low->value;
		order = fraction_compare(arena, high->value.value, standing.max.value);
		if (order > 0 || (order == 0 && standing.max.open && !high->value.open))
			standing.max = high->value;
		shown = (attribution->classes[0][node] & (UINT64CONST(1) << c)) != 0 ? low : high;
		if (shown->slot != OWNERSHIP_NONE && (standing.max_metric == OWNERSHIP_NONE || fraction_compare(arena, shown->value.value, most) > 0))
		{
			most = shown->value.value;
			standing.min_metric = standing.max_metric = attribution->slots[shown->slot].metric;
		}
	}
	return standing;
}

/* Rows of a party: its tests that find something, and its other classes that came by a contract. */
static void
party_put(ReturnSetInfo *returns, ControlLoad *load, uint32_t node)
{
	for (uint32 c = 0; c < load->class_count; c++)
	{
		uint64		class = UINT64CONST(1) << c;

		if (!load->classes[c].own)
			continue;
		if (load->classes[c].test != OWNERSHIP_NONE)
			test_put(returns, load, node, c);
		else if ((load->attribution.classes[1][node] & class & ~load->attribution.nodes[node].maybe) != 0 ||
				 (load->attribution.classes[0][node] & class & ~load->attribution.nodes[node].sure) != 0)
			class_put(returns, load, node, c);
	}
	load->graph.scratch_reset(load->graph.scratch);
}

static void
class_put(ReturnSetInfo *returns, const ControlLoad *load, uint32_t node, uint32 class)
{
	Datum		values[ATTRIBUTED_COLUMNS] = {0};
	bool		nulls[ATTRIBUTED_COLUMNS];

	memset(nulls, true, sizeof(nulls));
	values[0] = Int64GetDatum(load->parties_read[node].id);
	values[1] = Int32GetDatum((int32) class);
	values[2] = BoolGetDatum((load->attribution.classes[0][node] & (UINT64CONST(1) << class)) != 0);
	values[3] = BoolGetDatum(true);
	nulls[0] = nulls[1] = nulls[2] = nulls[3] = false;
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}

static void
test_put(ReturnSetInfo *returns, ControlLoad *load, uint32_t node, uint32 class)
{
	const Attribution *attribution = &load->attribution;
	uint32_t	test = load->classes[class].test;
	const AttributionBest *low = &attribution->bests[0][(size_t) node * attribution->test_count + test];
	const AttributionBest *high = &attribution->bests[1][(size_t) node * attribution->test_count + test];
	bool		certain = (attribution->classes[0][node] & (UINT64CONST(1) << class)) != 0;
	const AttributionBest *shown = certain ? low : high;
	OwnershipPath paths[PATHS_MAX];
	ControlText text = {0};
	uint32_t	nation;
	Datum		values[ATTRIBUTED_COLUMNS];
	bool		nulls[ATTRIBUTED_COLUMNS] = {false};

	if (high->slot == OWNERSHIP_NONE && !certain)
		return;
	control_text_make(load, NULL, attribution_paths(attribution, certain ? 0 : 1, node, test, PATHS_MAX, paths), paths, &text);
	values[0] = Int64GetDatum(load->parties_read[node].id);
	values[1] = Int32GetDatum((int32) class);
	values[2] = BoolGetDatum(certain);
	values[3] = BoolGetDatum((attribution->classes[1][node] & (UINT64CONST(1) << class)) != 0);
	values[4] = fraction_to_datum(low->value.value);
	values[5] = fraction_to_datum(high->value.value);
	values[6] = BoolGetDatum(high->value.open);
	nulls[7] = shown->slot == OWNERSHIP_NONE;
	values[7] = nulls[7] ? (Datum) 0 : CStringGetTextDatum(load->metrics[attribution->slots[shown->slot].metric]);
	/* Which of a nation's governments stands for all depends on who else is asked about. */
	nation = attribution_nation(attribution, shown->key);
	nulls[8] = shown->key >= load->graph.node_count || nation != OWNERSHIP_NONE;
	values[8] = nulls[8] ? (Datum) 0 : Int64GetDatum(load->parties_read[shown->key].id);
	nulls[9] = nation == OWNERSHIP_NONE;
	values[9] = nulls[9] ? (Datum) 0 : CStringGetTextDatum(load->nations[nation]);
	values[10] = BoolGetDatum(text.unknown);
	values[11] = Int32GetDatum(text.tiers);
	nulls[12] = text.chain == NULL;
	values[12] = nulls[12] ? (Datum) 0 : CStringGetTextDatum(text.chain);
	nulls[13] = text.facts == NULL;
	values[13] = nulls[13] ? (Datum) 0 : DirectFunctionCall1(jsonb_in, CStringGetDatum(text.facts));
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}
