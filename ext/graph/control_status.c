/*-------------------------------------------------------------------------
 *
 * control_status.c
 *	  The status of every party under a doctrine, without reasons.
 *
 * What control_at of the ledger says with sentences, chains and facts is
 * decided here by the same limbs, all parties at once: being a government or
 * a political figure, what governments hold, where a party belongs, lists,
 * contracts.  One certain statement catches a party, an open one leaves it
 * open, and of whom nothing is said is clear.  A doctrine that is judged by
 * tests of holding is decided by these (control_test.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "graph/control_test.h"
#include "server/call_arena.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(control_status);

#define STATUS_COLUMNS 7

/* Values that many rows share. */
typedef struct StatusTexts
{
	Datum		statuses[3];
	Datum		metrics[OWNERSHIP_METRICS_MAX];
	Datum		nations[OWNERSHIP_NATIONS_MAX];
	Datum		number_zero;	/* nothing, as numeric */
	Datum		exact_zero;		/* and as text */
	HeapTuple	nothing[3];		/* per status: the row of a party of which nothing is held; made when first wanted */
} StatusTexts;

static void tests_say(ControlLoad *load, OwnershipStanding *standings, uint8 *said);
static ControlSaid government_say(const ControlLoad *load, uint32_t node, const OwnershipStanding *standing);
static ControlSaid place_say(const ControlLoad *load, uint32_t node, bool principal_required);
static ControlSaid party_say(const ControlLoad *load, uint32_t node, const OwnershipStanding *standing, bool principal_required);
static void contracts_say(const ControlLoad *load, uint8 *said, bool apart);
static void texts_make(const ControlLoad *load, StatusTexts *texts);
static void status_put(ReturnSetInfo *returns, const ControlLoad *load, uint32_t node, ControlSaid said, const OwnershipStanding *standing,
					   StatusTexts *texts);

/* control_status(party regclass, doctrine text, as_of date, known_at timestamptz, choices jsonb) */
Datum
control_status(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	Jsonb	   *choices = PG_GETARG_JSONB_P(4);
	bool		principal_required = control_choice_is(choices, "principal_place", "required");
	ControlLoad load = control_asked(fcinfo);
	OwnershipStanding *standings;
	StatusTexts texts;
	uint8	   *said;
	MemoryContext rows;
	MemoryContext caller;

	InitMaterializedSRF(fcinfo, 0);
	load.largest_metric = control_choice_is(choices, "metric_path", "largest");
	load.marks = true;
	control_load_run(&load);
	standings = arena_allocate(&load.memory.arena, sizeof(OwnershipStanding) * ((Size) load.graph.node_count + 1));
	said = ownership_allocate(&load.memory.arena, load.graph.node_count, sizeof(uint8));
	if (load.by_tests)
		tests_say(&load, standings, said);
	else
	{
		ownership_judge(&load.graph, &load.rule, standings);
		for (uint32_t n = 0; n < load.graph.node_count; n++)
			if (load.parties_read[n].seen)
				said[n] = party_say(&load, n, &standings[n], principal_required);
		contracts_say(&load, said, control_choice_is(choices, "scoped_contracts", "apart"));
	}

	texts_make(&load, &texts);
	rows = AllocSetContextCreate(load.scratch.context, "rows of status", ALLOCSET_SMALL_SIZES);
	caller = MemoryContextSwitchTo(rows);
	for (uint32_t n = 0; n < load.graph.node_count; n++)
	{
		if (load.parties_read[n].seen)
			status_put(returns, &load, n, said[n], &standings[n], &texts);
		if (n % 1024 == 0)
		{
			arena_check(&load.memory.arena);
			MemoryContextReset(rows);
		}
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(load.scratch.context);
	MemoryContextDelete(load.memory.context);
	return (Datum) 0;
}

/* The same by tests of holding. */
static void
tests_say(ControlLoad *load, OwnershipStanding *standings, uint8 *said)
{
	control_test_run(load);
	for (uint32_t n = 0; n < load->graph.node_count; n++)
	{
		standings[n] = control_test_standing(load, n);
		said[n] = control_test_said(load, n);
	}
}

/* A question whose arguments begin with party regclass, doctrine text, as_of date, known_at timestamptz, choices jsonb. */
ControlLoad
control_asked(FunctionCallInfo fcinfo)
{
	Jsonb	   *choices = PG_GETARG_JSONB_P(4);
	ControlLoad load = {.relation = PG_GETARG_OID(0),.doctrine = PG_GETARG_DATUM(1),.as_of = PG_GETARG_DATEADT(2),.known_at = PG_GETARG_TIMESTAMPTZ(3),
	.choices = JsonbPGetDatum(choices),.closed = control_choice_is(choices, "unrecorded_holders", "ignored")};

	return load;
}

/* Whether a policy is chosen so. */
bool
control_choice_is(Jsonb *choices, const char *policy, const char *choice)
{
	JsonbValue	value;

	return JB_ROOT_IS_OBJECT(choices) && getKeyJsonValueFromContainer(&choices->root, policy, strlen(policy), &value) != NULL &&
		value.type == jbvString && value.val.string.len == strlen(choice) && memcmp(value.val.string.val, choice, strlen(choice)) == 0;
}

/* All limbs but contracts, which need everybody else's. */
static ControlSaid
party_say(const ControlLoad *load, uint32_t node, const OwnershipStanding *standing, bool principal_required)
{
	const ControlParty *party = &load->parties_read[node];
	ControlSaid said = Max(government_say(load, node, standing), place_say(load, node, principal_required));

	if ((load->party_marks[node] & CONTROL_LISTED) != 0)
		return CONTROL_CERTAIN;
	/* Where no declaration says that all is recorded, there may be contracts that are not. */
	if (said == CONTROL_CLEAR &&
		((load->party_marks[node] & CONTROL_LIST_OPEN) != 0 ||
		 ((load->limbs & CONTROL_CONTRACT) != 0 && party->organisation && party->declaration == 0 && !load->closed)))
		return CONTROL_OPEN;
	return said;
}

/* Of a government nothing else is said than that it is one. */
static ControlSaid
government_say(const ControlLoad *load, uint32_t node, const OwnershipStanding *standing)
{
	const OwnershipNode *of = &load->graph.nodes[node];
	ControlLimb limb = of->maybe == 0 ? CONTROL_SHARE : load->parties_read[node].role != 0 ? CONTROL_POLITICAL_FIGURE : CONTROL_GOVERNMENT;

	if ((load->limbs & limb) == 0)
		return CONTROL_CLEAR;
	if (of->maybe != 0)
		return of->sure != 0 ? CONTROL_CERTAIN : CONTROL_OPEN;
	return standing->answer == OWNERSHIP_YES ? CONTROL_CERTAIN : standing->answer == OWNERSHIP_OPEN ? CONTROL_OPEN : CONTROL_CLEAR;
}

/*
 * People are left to their roles, but for those who live in a covered nation, or nobody records where: whether the rule means them
 * is not settled.
 */
static ControlSaid
place_say(const ControlLoad *load, uint32_t node, bool principal_required)
{
	bool		person = load->parties_read[node].person;
	uint8		marks = load->party_marks[node];

	if ((load->limbs & CONTROL_JURISDICTION) == 0 || load->parties_read[node].official)
		return CONTROL_CLEAR;
	if ((marks & CONTROL_PLACE_COVERED) != 0)
		return person ? CONTROL_OPEN : CONTROL_CERTAIN;
	if ((marks & CONTROL_PLACE_UNSETTLED) != 0)
		return CONTROL_OPEN;
	if ((marks & CONTROL_PLACED) == 0 || (!person && (marks & CONTROL_PRINCIPAL) == 0 && principal_required))
		return CONTROL_OPEN;
	return CONTROL_CLEAR;
}

/*
 * Contracts hand on what is said of the contractor: for certain where a
 * right is lost and the contract is not about one item or lot, else as open.
 * A contractor whose row may not be seen may be anybody.  Each round hands
 * on by one contract; there are at most as many as contracts, and no status
 * ever falls.
 */
static void
contracts_say(const ControlLoad *load, uint8 *said, bool apart)
{
	bool		moved = true;

	for (Size c = 0; c < load->contract_count; c++)
	{
		uint32_t	contractor = control_load_find(load, load->contracts[c].contractor_id);

		if (!load->parties_read[contractor].seen)
			said[contractor] = CONTROL_OPEN;
	}
	while (moved)
	{
		moved = false;
		arena_check(&load->memory.arena);
		for (Size c = 0; c < load->contract_count; c++)
		{
			const ControlContract *contract = &load->contracts[c];
			uint32_t	producer = control_load_find(load, contract->producer_id);
			ControlSaid from = said[control_load_find(load, contract->contractor_id)];
			ControlSaid most = contract->lost && !contract->scoped ? CONTROL_CERTAIN : contract->scoped && apart ? CONTROL_CLEAR : CONTROL_OPEN;

			if (Min(from, most) > said[producer])
			{
				said[producer] = Min(from, most);
				moved = true;
			}
		}
	}
}

static void
texts_make(const ControlLoad *load, StatusTexts *texts)
{
	MemoryContext caller = MemoryContextSwitchTo(load->memory.context);

	texts->statuses[CONTROL_CLEAR] = CStringGetTextDatum(load->word_clear);
	texts->statuses[CONTROL_OPEN] = CStringGetTextDatum("INDETERMINATE");
	texts->statuses[CONTROL_CERTAIN] = CStringGetTextDatum(load->word_caught);
	for (uint32_t m = 0; m < load->graph.metric_count; m++)
		texts->metrics[m] = CStringGetTextDatum(load->metrics[m]);
	for (uint32_t n = 0; n < load->nation_count; n++)
		texts->nations[n] = CStringGetTextDatum(load->nations[n]);
	fraction_to_bounds(FRACTION_ZERO, FRACTION_ZERO, &texts->number_zero, &texts->number_zero);
	texts->exact_zero = fraction_to_text(FRACTION_ZERO);
	memset(texts->nothing, 0, sizeof(texts->nothing));
	MemoryContextSwitchTo(caller);
}

/* The row of a party of which nothing is held: most rows, which differ in their party and status alone. */
static void
nothing_put(ReturnSetInfo *returns, const ControlLoad *load, uint32_t node, ControlSaid said, StatusTexts *texts)
{
	HeapTuple  *row = &texts->nothing[said];

	if (*row == NULL)
	{
		Datum		values[STATUS_COLUMNS] = {0, texts->statuses[said], texts->number_zero, texts->number_zero, texts->exact_zero};
		bool		nulls[STATUS_COLUMNS] = {[5] = true, [6] = true};
		MemoryContext caller = MemoryContextSwitchTo(load->memory.context);

		*row = heap_form_tuple(returns->setDesc, values, nulls);
		MemoryContextSwitchTo(caller);
	}
	/* The party comes first, so it stands where values begin. */
	memcpy((char *) (*row)->t_data + (*row)->t_data->t_hoff, &load->parties_read[node].id, sizeof(int64));
	tuplestore_puttuple(returns->setResult, *row);
}

/* Least and most share, and the share where it is one value. */
static void
shares_put(const OwnershipStanding *standing, Datum *values, bool *exact_null)
{
	Arena		arena = call_arena();

	fraction_to_bounds(standing->min.value, standing->max.value, &values[0], &values[1]);
	*exact_null = standing->max.open || fraction_compare(&arena, standing->min.value, standing->max.value) != 0;
	values[2] = *exact_null ? (Datum) 0 : fraction_to_text(standing->min.value);
}

/* A row; metric and nation are those of the greatest share, as ownership_standing gives them. */
static void
status_put(ReturnSetInfo *returns, const ControlLoad *load, uint32_t node, ControlSaid said, const OwnershipStanding *standing, StatusTexts *texts)
{
	bool		sure = standing->answer == OWNERSHIP_YES;
	uint32_t	metric = sure ? standing->min_metric : standing->together ? standing->together_metric : standing->max_metric;
	uint32_t	nation = sure ? standing->min_nation : standing->max_nation;
	Datum		values[STATUS_COLUMNS];
	bool		nulls[STATUS_COLUMNS] = {false};

	if (fraction_is_zero(standing->max.value) && !standing->max.open && metric == OWNERSHIP_NONE && nation == OWNERSHIP_NONE)
	{
		nothing_put(returns, load, node, said, texts);
		return;
	}
	values[0] = Int64GetDatum(load->parties_read[node].id);
	values[1] = texts->statuses[said];
	shares_put(standing, &values[2], &nulls[4]);
	nulls[5] = metric == OWNERSHIP_NONE;
	values[5] = nulls[5] ? (Datum) 0 : texts->metrics[metric];
	nulls[6] = nation == OWNERSHIP_NONE;
	values[6] = nulls[6] ? (Datum) 0 : texts->nations[nation];
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}
