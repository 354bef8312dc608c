/*-------------------------------------------------------------------------
 *
 * control_text.c
 *	  Paths of ownership as people read them, and the facts they rest on.
 *
 * A path reads from the government down:
 *
 *		Government of China —60 %→ A —50 %→ B
 *
 * and several paths are joined by " + ".  Equity is not named, other metrics
 * are.  Percentages of more than six decimals are rounded to four and say so
 * by a tilde.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "graph/control_text.h"
#include "server/pg_compat.h"

#define STEPS_SHOWN 16			/* of a longer path, the first and last half of these */
#define NAMES_SHOWN 3

static void path_write(const ControlLoad *load, const OwnershipTree *tree, const OwnershipPath *path, StringInfo chain);
static void party_write(const ControlLoad *load, uint32_t node, StringInfo chain);
static void group_write(const ControlLoad *load, const OwnershipTree *tree, uint32_t group, StringInfo chain);
static void step_write(const ControlLoad *load, const OwnershipStep *step, StringInfo chain);
static void share_write(const ControlLoad *load, const Share *share, StringInfo chain);
static void percent_write(const ControlLoad *load, Fraction value, StringInfo chain);
static void path_facts(const ControlLoad *load, const OwnershipTree *tree, const OwnershipPath *path, StringInfo facts);
static void step_facts(const ControlLoad *load, const OwnershipTree *tree, const OwnershipStep *step, StringInfo facts);
static void fact_write(StringInfo facts, const char *relation, int64 id);

/* Writes paths as text and facts; both stand in the load's memory. */
void
control_text_make(ControlLoad *load, const OwnershipTree *tree, uint32_t path_count, const OwnershipPath *paths, ControlText *text)
{
	StringInfoData chain;
	StringInfoData facts;
	MemoryContext caller;

	if (path_count == 0)
		return;
	caller = MemoryContextSwitchTo(load->scratch.context);
	initStringInfo(&chain);
	initStringInfo(&facts);
	appendStringInfoChar(&facts, '[');
	for (uint32_t i = 0; i < path_count; i++)
	{
		const OwnershipStep *first = &paths[i].steps[0];
		int32		tiers = 0;

		if (i > 0)
			appendStringInfoString(&chain, " + ");
		path_write(load, tree, &paths[i], &chain);
		path_facts(load, tree, &paths[i], &facts);
		for (uint32_t s = 0; s < paths[i].step_count; s++)
		{
			tiers += paths[i].steps[s].kind != OWNERSHIP_STEP_ACTS_WITH;
			text->concert = text->concert || paths[i].steps[s].kind == OWNERSHIP_STEP_ACTS_WITH;
		}
		text->tiers = Max(text->tiers, tiers);
		if (first->kind == OWNERSHIP_STEP_UNRECORDED)
			text->unknown = true;
		else
		{
			text->unknown = text->unknown || load->parties_read[first->from].unknown;
			text->unsettled = text->unsettled || load->graph.nodes[first->from].sure == 0;
			text->political = text->political || load->parties_read[first->from].role != 0;
		}
	}
	appendStringInfoChar(&facts, ']');
	MemoryContextSwitchTo(caller);
	text->chain = MemoryContextStrdup(load->memory.context, chain.data);
	text->facts = MemoryContextStrdup(load->memory.context, facts.data);
	pfree(chain.data);
	pfree(facts.data);
}

static void
path_write(const ControlLoad *load, const OwnershipTree *tree, const OwnershipPath *path, StringInfo chain)
{
	for (uint32_t s = 0; s < path->step_count; s++)
	{
		const OwnershipStep *step = &path->steps[s];

		if (path->step_count > STEPS_SHOWN && s >= STEPS_SHOWN / 2 && s < path->step_count - STEPS_SHOWN / 2)
		{
			if (s == STEPS_SHOWN / 2)
				appendStringInfo(chain, " … (%u more) …", path->step_count - STEPS_SHOWN);
			continue;
		}
		if (s == 0 && step->kind == OWNERSHIP_STEP_UNRECORDED)
			appendStringInfoString(chain, "unrecorded holders");
		else if (s == 0)
			party_write(load, step->from, chain);
		step_write(load, step, chain);
		if (step->to < load->graph.node_count)
			party_write(load, step->to, chain);
		else
			group_write(load, tree, step->to - load->graph.node_count, chain);
	}
}

static void
party_write(const ControlLoad *load, uint32_t node, StringInfo chain)
{
	const ControlParty *party = &load->parties_read[node];

	if (party->name != NULL)
		appendStringInfoString(chain, party->name);
	else
		appendStringInfo(chain, "party " INT64_FORMAT " (not visible)", party->id);
}

/* The parties of a group whose holdings the next step adds up. */
static void
group_write(const ControlLoad *load, const OwnershipTree *tree, uint32_t group, StringInfo chain)
{
	const OwnershipGraph *graph = &load->graph;
	uint32_t	last = OWNERSHIP_NONE;
	uint32_t	written = 0;

	for (uint32_t i = graph->first_member[group]; i < graph->first_member[group + 1]; i++)
	{
		uint32_t	node = graph->members[i].node;

		if (node == last || tree->view->world->counted[node])
			continue;
		last = node;
		if (written == NAMES_SHOWN)
		{
			appendStringInfoString(chain, " and others");
			break;
		}
		if (written++ > 0)
			appendStringInfoString(chain, ", ");
		party_write(load, node, chain);
	}
}

static void
step_write(const ControlLoad *load, const OwnershipStep *step, StringInfo chain)
{
	if (step->kind == OWNERSHIP_STEP_ACTS_WITH)
	{
		appendStringInfoString(chain, " —acting together with→ ");
		return;
	}
	appendStringInfoString(chain, " —");
	share_write(load, &step->share, chain);
	if (step->link != OWNERSHIP_NONE)
	{
		const char *metric = load->metrics[load->graph.links[step->link].metric];

		if (strcmp(metric, "equity") != 0)
			appendStringInfo(chain, " %s", metric);
	}
	appendStringInfoString(chain, "→ ");
}

/* 25 %, 20 to 25 %, 20 to under 25 %, over 20 to 25 %, up to 25 %. */
static void
share_write(const ControlLoad *load, const Share *share, StringInfo chain)
{
	if (share_is_exact(load->graph.scratch, share))
	{
		percent_write(load, share->min, chain);
		appendStringInfoString(chain, " %");
		return;
	}
	if (fraction_is_zero(share->min) && share->min_inclusive)
		appendStringInfoString(chain, share->max_inclusive ? "up to " : "under ");
	else
	{
		if (!share->min_inclusive)
			appendStringInfoString(chain, "over ");
		percent_write(load, share->min, chain);
		appendStringInfoString(chain, share->max_inclusive ? " to " : " to under ");
	}
	percent_write(load, share->max, chain);
	appendStringInfoString(chain, " %");
}

static void
percent_write(const ControlLoad *load, Fraction value, StringInfo chain)
{
	const Arena *arena = load->graph.scratch;
	Fraction	hundred = fraction_multiply(arena, value, fraction_from_int64(arena, 100));
	Fraction	shown = FRACTION_ZERO;
	char	   *digits = fraction_format_decimal(arena, hundred, 6, FRACTION_HALF_UP);
	size_t		length;

	(void) fraction_parse(arena, digits, strlen(digits), SIZE_MAX, &shown);
	if (fraction_compare(arena, shown, hundred) != 0)
	{
		appendStringInfoChar(chain, '~');
		pfree(digits);
		digits = fraction_format_decimal(arena, hundred, 4, FRACTION_HALF_UP);
	}
	length = strlen(digits);
	while (strchr(digits, '.') != NULL && (digits[length - 1] == '0' || digits[length - 1] == '.'))
	{
		bool		point = digits[--length] == '.';

		digits[length] = '\0';
		if (point)
			break;
	}
	appendStringInfoString(chain, digits);
	pfree(digits);
}

static void
path_facts(const ControlLoad *load, const OwnershipTree *tree, const OwnershipPath *path, StringInfo facts)
{
	const OwnershipStep *first = &path->steps[0];

	if (first->kind == OWNERSHIP_STEP_UNRECORDED)
		fact_write(facts, "party", load->parties_read[first->to].id);
	else
	{
		const ControlParty *party = &load->parties_read[first->from];

		fact_write(facts, "party", party->id);
		if (party->role != 0)
			fact_write(facts, "party_role", party->role);
	}
	for (uint32_t s = 0; s < path->step_count; s++)
		step_facts(load, tree, &path->steps[s], facts);
}

static void
step_facts(const ControlLoad *load, const OwnershipTree *tree, const OwnershipStep *step, StringInfo facts)
{
	const OwnershipGraph *graph = &load->graph;
	uint32_t	group;

	if (step->kind == OWNERSHIP_STEP_UNRECORDED)
		return;
	if (step->kind == OWNERSHIP_STEP_HOLDS && step->from < graph->node_count)
	{
		fact_write(facts, "interest", graph->links[step->link].fact);
		return;
	}
	if (step->kind == OWNERSHIP_STEP_ACTS_WITH)
	{
		group = step->to - graph->node_count;
		for (uint32_t i = graph->first_member[group]; i < graph->first_member[group + 1]; i++)
			fact_write(facts, "concert", graph->members[i].fact);
		return;
	}
	group = step->from - graph->node_count;
	for (uint32_t l = graph->first_link[step->to]; l < graph->first_link[step->to + 1]; l++)
		if (graph->links[l].group == group && graph->links[l].metric == graph->links[step->link].metric &&
			!tree->view->world->counted[graph->links[l].holder])
			fact_write(facts, "interest", graph->links[l].fact);
}

/* Adds a fact unless it is there already; a path's facts are few. */
static void
fact_write(StringInfo facts, const char *relation, int64 id)
{
	char	   *fact = psprintf("{\"relation\": \"%s\", \"id\": " INT64_FORMAT "}", relation, id);

	if (strstr(facts->data, fact) == NULL)
	{
		if (facts->len > 1)
			appendStringInfoString(facts, ", ");
		appendStringInfoString(facts, fact);
	}
	pfree(fact);
}
