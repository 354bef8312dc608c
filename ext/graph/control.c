/*-------------------------------------------------------------------------
 *
 * control.c
 *	  Who owns and controls the parties of a ledger, as set-returning
 *	  functions.
 *
 * ownership_standing judges the parties by a doctrine, in one solution for
 * all; integrated_share multiplies one holder's shares through all others.
 * The ledger's functions control, control_all and integrated_ownership dress
 * the rows with the limbs that are no matter of shares, and with sentences.
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

#include "graph/control_load.h"
#include "graph/control_text.h"
#include "server/pg_compat.h"
#include "server/quoted_value.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(ownership_standing);
MATERIALS_FUNCTION(integrated_share);

#define STANDING_COLUMNS 21
#define SHARE_COLUMNS 3
#define PATHS_MAX 4

/* The world and metric that a party's paths are read from. */
typedef struct ControlLook
{
	uint32_t	nations;
	uint32_t	metric;
	bool		upper;
	bool		any;			/* there is something to show */
} ControlLook;

typedef struct ControlRows
{
	ControlLoad *load;
	OwnershipStanding *standings;
	ControlLook *looks;			/* per node */
	ControlText *texts;			/* per node */
} ControlRows;

static ControlLook look_choose(const ControlLoad *load, const OwnershipStanding *standing);
static void looks_read(ControlRows *rows);
static void standing_put(ReturnSetInfo *returns, const ControlRows *rows, uint32_t node);
static void metric_check(const text *metric);
static void reach_mark(const OwnershipGraph *graph, uint32_t owner, bool *reached);

/*
 * ownership_standing(party regclass, doctrine text, as_of date, known_at timestamptz,
 *					  closed boolean, largest_metric boolean, everyone boolean, parties bigint[])
 */
Datum
ownership_standing(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	ControlLoad load = {0};
	ControlRows rows = {.load = &load};

	InitMaterializedSRF(fcinfo, 0);
	load.relation = PG_GETARG_OID(0);
	load.doctrine = PG_GETARG_DATUM(1);
	load.as_of = PG_GETARG_DATEADT(2);
	load.known_at = PG_GETARG_TIMESTAMPTZ(3);
	load.closed = PG_GETARG_BOOL(4);
	load.largest_metric = PG_GETARG_BOOL(5);
	load.parties = PG_GETARG_BOOL(6) ? (Datum) 0 : PG_GETARG_DATUM(7);
	load.names = true;
	control_load_run(&load);

	rows.standings = ownership_allocate(&load.memory.arena, load.graph.node_count, sizeof(OwnershipStanding));
	rows.looks = ownership_allocate(&load.memory.arena, load.graph.node_count, sizeof(ControlLook));
	rows.texts = ownership_allocate(&load.memory.arena, load.graph.node_count, sizeof(ControlText));
	ownership_judge(&load.graph, &load.rule, rows.standings);
	for (uint32_t n = 0; n < load.graph.node_count; n++)
		rows.looks[n] = look_choose(&load, &rows.standings[n]);
	looks_read(&rows);
	for (uint32_t n = 0; n < load.graph.node_count; n++)
		if (load.parties_read[n].seen)
			standing_put(returns, &rows, n);

	MemoryContextDelete(load.scratch.context);
	MemoryContextDelete(load.memory.context);
	return (Datum) 0;
}

/* integrated_share(party regclass, owner bigint, as_of date, known_at timestamptz, metric text) */
Datum
integrated_share(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	ControlLoad load = {.relation = PG_GETARG_OID(0),.as_of = PG_GETARG_DATEADT(2),
	.known_at = PG_GETARG_TIMESTAMPTZ(3),.metric = PG_GETARG_DATUM(4)};
	OwnershipStanding *standings;
	uint32_t	owner;
	bool	   *reached;

	InitMaterializedSRF(fcinfo, 0);
	metric_check(PG_GETARG_TEXT_PP(4));
	control_load_run(&load);
	owner = control_load_find(&load, PG_GETARG_INT64(1));
	if (owner != OWNERSHIP_NONE)
	{
		/* The owner plays the government of the one nation there is; nothing is merged. */
		load.rule = (OwnershipDoctrine) {.threshold = FRACTION_ONE,.threshold_inclusive = true,.merge_at = FRACTION_ONE};
		load.graph.nodes[owner].sure = load.graph.nodes[owner].maybe = 1;
		standings = ownership_allocate(&load.memory.arena, load.graph.node_count, sizeof(OwnershipStanding));
		reached = ownership_allocate(&load.memory.arena, load.graph.node_count, sizeof(bool));
		ownership_judge(&load.graph, &load.rule, standings);
		reach_mark(&load.graph, owner, reached);
		for (uint32_t n = 0; n < load.graph.node_count; n++)
		{
			Datum		values[SHARE_COLUMNS];
			bool		nulls[SHARE_COLUMNS] = {false};

			if (n == owner || !reached[n] || !load.parties_read[n].seen)
				continue;
			values[0] = Int64GetDatum(load.parties_read[n].id);
			values[1] = fraction_to_datum(standings[n].min.value);
			values[2] = fraction_to_datum(standings[n].max.value);
			tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
		}
	}
	MemoryContextDelete(load.scratch.context);
	MemoryContextDelete(load.memory.context);
	return (Datum) 0;
}

static void
metric_check(const text *metric)
{
	static const char *const metrics[] = {"equity", "voting", "board", "debt", "appointment", "beneficial"};

	for (size_t i = 0; i < lengthof(metrics); i++)
		if (strlen(metrics[i]) == VARSIZE_ANY_EXHDR(metric) &&
			memcmp(metrics[i], VARDATA_ANY(metric), VARSIZE_ANY_EXHDR(metric)) == 0)
			return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("there is no metric \"%s\"", quoted_value(VARDATA_ANY(metric), VARSIZE_ANY_EXHDR(metric))),
			 errhint("Metrics are equity, voting, board, debt, appointment and beneficial.")));
}

/* Marks the parties that the owner holds something of, directly or not. */
static void
reach_mark(const OwnershipGraph *graph, uint32_t owner, bool *reached)
{
	uint32_t   *queue = ownership_allocate(graph->arena, graph->node_count, sizeof(uint32_t));
	uint32_t	head = 0;
	uint32_t	tail = 0;

	reached[owner] = true;
	queue[tail++] = owner;
	while (head < tail)
	{
		uint32_t	node = queue[head++];

		arena_check(graph->arena);
		for (uint32_t i = graph->first_holding[node]; i < graph->first_holding[node + 1]; i++)
		{
			const OwnershipLink *link = &graph->links[graph->holdings[i]];

			if (reached[link->entity] || fraction_is_zero(link->share.max))
				continue;
			reached[link->entity] = true;
			queue[tail++] = link->entity;
		}
	}
}

/* What is shown of a party: what is sure where that decides, else what is possible. */
static ControlLook
look_choose(const ControlLoad *load, const OwnershipStanding *standing)
{
	uint32_t	all = (UINT32_C(1) << load->nation_count) - 1;
	ControlLook look = {0};

	if (standing->answer == OWNERSHIP_YES)
		look = (ControlLook) {UINT32_C(1) << standing->min_nation, standing->min_metric, false, true};
	else if (standing->together)
		look = (ControlLook) {all, standing->together_metric, true, true};
	else if (!fraction_is_zero(standing->max.value))
		look = (ControlLook)
	{
		standing->max_nation == OWNERSHIP_NONE ? OWNERSHIP_NO_NATION : UINT32_C(1) << standing->max_nation,
			standing->max_metric, true, true
	};
	if (load->rule.largest_metric)
		look.metric = 0;
	return look;
}

static bool
look_same(const ControlLook *a, const ControlLook *b)
{
	return a->nations == b->nations && a->metric == b->metric && a->upper == b->upper;
}

/* Makes each world that is shown of some party once more, and reads the paths of all these parties from it. */
static void
looks_read(ControlRows *rows)
{
	ControlLoad *load = rows->load;
	const OwnershipGraph *graph = &load->graph;
	bool	   *done = ownership_allocate(graph->arena, graph->node_count, sizeof(bool));

	for (uint32_t first = 0; first < graph->node_count; first++)
	{
		OwnershipWorld worlds[2];
		OwnershipView view;
		OwnershipTree tree;

		if (done[first] || !rows->looks[first].any)
			continue;
		ownership_look(graph, &load->rule, rows->looks[first].nations, rows->looks[first].upper,
					   rows->looks[first].metric, worlds, &view);
		ownership_tree_make(&view, &tree);
		for (uint32_t n = first; n < graph->node_count; n++)
		{
			OwnershipPath paths[PATHS_MAX];
			uint32_t	path_count;

			if (done[n] || !rows->looks[n].any || !look_same(&rows->looks[n], &rows->looks[first]))
				continue;
			done[n] = true;
			if (!load->parties_read[n].seen)
				continue;
			path_count = ownership_paths(&tree, n, PATHS_MAX, paths);
			control_text_make(load, &tree, path_count, paths, &rows->texts[n]);
			for (uint32_t i = 0; i < path_count; i++)
				arena_release(graph->scratch, paths[i].steps);
		}
		graph->scratch_reset(graph->scratch);
	}
}

static Datum
text_or_null(const char *value, bool *isnull)
{
	*isnull = value == NULL;
	return value == NULL ? (Datum) 0 : CStringGetTextDatum(value);
}

static Datum
id_or_null(int64 id, bool *isnull)
{
	*isnull = id == 0;
	return Int64GetDatum(id);
}

static const char *
metric_name(const ControlLoad *load, uint32_t metric)
{
	return metric == OWNERSHIP_NONE ? NULL : load->metrics[metric];
}

static const char *
nation_name(const ControlLoad *load, uint32_t nation)
{
	return nation == OWNERSHIP_NONE ? NULL : load->nations[nation];
}

static void
standing_put(ReturnSetInfo *returns, const ControlRows *rows, uint32_t node)
{
	static const char *const answers[] = {"below", "open", "reached"};
	const ControlLoad *load = rows->load;
	const OwnershipStanding *standing = &rows->standings[node];
	const OwnershipNode *of = &load->graph.nodes[node];
	const ControlText *text = &rows->texts[node];
	const ControlParty *party = &load->parties_read[node];
	bool		sure = standing->answer == OWNERSHIP_YES;
	Datum		values[STANDING_COLUMNS];
	bool		nulls[STANDING_COLUMNS] = {false};

	values[0] = Int64GetDatum(party->id);
	values[1] = CStringGetTextDatum(party->name);
	values[2] = CStringGetTextDatum(party->kind);
	values[3] = CStringGetTextDatum(of->sure != 0 ? "certain" : of->maybe != 0 ? "possible" : "none");
	values[4] = id_or_null(party->role, &nulls[4]);
	values[5] = id_or_null(party->declaration, &nulls[5]);
	values[6] = CStringGetTextDatum(answers[standing->answer]);
	values[7] = fraction_to_datum(standing->min.value);
	values[8] = fraction_to_datum(standing->max.value);
	values[9] = BoolGetDatum(standing->max.open);
	values[10] = text_or_null(metric_name(load, sure ? standing->min_metric : standing->together ? standing->together_metric
										  : standing->max_metric), &nulls[10]);
	values[11] = text_or_null(nation_name(load, sure ? standing->min_nation : standing->max_nation), &nulls[11]);
	values[12] = fraction_to_datum(standing->together_max.value);
	nulls[12] = !standing->together;
	values[13] = BoolGetDatum(standing->circle);
	values[14] = Int32GetDatum(text->tiers);
	values[15] = BoolGetDatum(text->concert);
	values[16] = BoolGetDatum(text->political);
	values[17] = BoolGetDatum(text->unknown);
	values[18] = BoolGetDatum(text->unsettled);
	values[19] = text_or_null(text->chain, &nulls[19]);
	nulls[20] = text->facts == NULL;
	values[20] = nulls[20] ? (Datum) 0 : DirectFunctionCall1(jsonb_in, CStringGetDatum(text->facts));
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}
