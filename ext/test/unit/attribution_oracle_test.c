/*-------------------------------------------------------------------------
 *
 * attribution_oracle_test.c
 *	  Tests of holding against the oracle of ext/test/oracle, without a
 *	  server: many more structures than doctrine_random can ask a ledger for.
 *
 * The oracle's parties, marks and contracts are handed to the engine as
 * nodes, classes and edges.  Every second structure has its shares in
 * quarters, so that ends meet thresholds and each other.
 *
 * STRUCTURES=n makes it longer.
 *
 *-------------------------------------------------------------------------
 */
#include "core/attribution.h"

#include "tap.h"

#include "../oracle/attributed.c"
#include "../oracle/doctrines.c"
#include "../oracle/exact.c"
#include "../oracle/structure.c"

enum {QUARTERS = 4};

uint64_t	structure_seed;

static TestArena test;
static TestArena scratch_test;

static void
scratch_reset(const Arena *arena)
{
	(void) arena;
	test_arena_clear(&scratch_test);
}

static Fraction
fraction_of(int64_t num, int64_t den)
{
	Fraction	made = FRACTION_ZERO;

	fraction_from_ratio(&test.arena, num, den, &made);
	return made;
}

/* What the holders of a firm have at least. */
static int
least_of(const Structure *structure, int owned, Metric metric)
{
	int			least = 0;

	for (int l = 0; l < structure->link_count; l++)
		if (structure->links[l].owned == owned && structure->links[l].metric == metric)
			least += structure->links[l].low;
	return least;
}

/* Shares in quarters; what was no contradiction does not become one. */
static void
quarters_make(Structure *structure)
{
	int			kept = 0;

	for (int l = 0; l < structure->link_count; l++)
	{
		Link		link = structure->links[l];

		structure->links[l].low = link.low * QUARTERS / structure->unit;
		structure->links[l].high = link.low == link.high ? structure->links[l].low : (link.high * QUARTERS + structure->unit - 1) / structure->unit;
	}
	for (int l = 0; l < structure->link_count; l++)
	{
		Link		link = structure->links[l];

		link.low_in = link.low_in || link.low == link.high || least_of(structure, link.owned, link.metric) >= QUARTERS;
		link.high_in = link.high_in || link.low == link.high;
		structure->links[l] = link;
	}
	for (int l = 0; l < structure->link_count; l++)
		if (structure->links[l].high > 0)
			structure->links[kept++] = structure->links[l];
	structure->link_count = kept;
	structure->unit = QUARTERS;
}

/* The engine asks for links by entity, then holder and metric. */
static void
links_fill(const Structure *structure, OwnershipGraph *graph)
{
	graph->links = ownership_allocate(&test.arena, LINKS_MAX, sizeof(OwnershipLink));
	for (int f = 0; f < FIRMS; f++)
		for (int p = 0; p < PLACES; p++)
			for (Metric metric = EQUITY; metric < METRICS; metric++)
				for (int l = 0; l < structure->link_count; l++)
				{
					const Link *from = &structure->links[l];
					OwnershipLink link = {(uint32_t) f, (uint32_t) p, metric, OWNERSHIP_NONE, SHARE_UNKNOWN, l + 1};

					if (from->owned != f || from->owner != p || from->metric != metric)
						continue;
					(void) share_make(&test.arena, fraction_of(from->low, structure->unit), fraction_of(from->high, structure->unit), from->low_in, from->high_in, &link.share);
					graph->links[graph->link_count++] = link;
				}
}

static void
nodes_fill(const Structure *structure, const Question *question, const World worlds[2], OwnershipGraph *graph, AttributionNode *nodes)
{
	static const uint8_t tradings[] = {ATTRIBUTION_PRIVATE | ATTRIBUTION_PUBLIC, ATTRIBUTION_PUBLIC, ATTRIBUTION_PRIVATE};

	graph->nodes = ownership_allocate(&test.arena, PLACES, sizeof(OwnershipNode));
	for (int p = 0; p < PLACES; p++)
	{
		const Party *party = &structure->parties[p];

		graph->nodes[p].complete = party->complete || question->ignored;
		nodes[p] = (AttributionNode) {
			.sure = marks_own(&worlds[0], party),.maybe = marks_own(&worlds[1], party),.key = (uint32_t) party->same_as,
			.unknown = party->kind == ANYBODY,.passes = party->kind == PARTNERSHIP,.trading = tradings[party->kind <= PARTNERSHIP ? party->trading : 0]
		};
	}
}

static uint32_t
tests_fill(const Doctrine *doctrine, AttributionTest *tests)
{
	for (int r = 0; r < doctrine->rule_count; r++)
	{
		const Rule *rule = &doctrine->rules[r];

		tests[r] = (AttributionTest) {
			.holders = rule->holders,.caught = rule->gives,.metrics = rule->metrics,.carry_metric = rule->by_equity ? EQUITY : OWNERSHIP_NONE,
			.carries = rule->carry >= 0,.carry_at = fraction_of(rule->carry > 0 ? rule->carry : 0, 100),.together = !rule->each,.decides = rule->decides,
			.threshold = {fraction_of(rule->line, 100), fraction_of(rule->line, 100)},.inclusive = {!rule->above, !rule->above_public}
		};
	}
	return (uint32_t) doctrine->rule_count;
}

static uint32_t
edges_fill(const Structure *structure, const Question *question, const Doctrine *doctrine, AttributionEdge *edges)
{
	uint32_t	count = 0;

	for (int c = 0; c < structure->contract_count; c++)
	{
		const Contract *contract = &structure->contracts[c];
		int			payment = structure->parties[contract->producer].payment;

		if (doctrine->directing != 0 && contract->rights != 0)
			edges[count++] = (AttributionEdge) {(uint32_t) contract->contractor, (uint32_t) contract->producer, doctrine->directing, DIRECTED, false};
		if (doctrine->paying != 0 && is_payable(structure, contract) && payment != 2)
			edges[count++] = (AttributionEdge) {(uint32_t) contract->contractor, (uint32_t) contract->producer, doctrine->paying, PAID,
				payment == 1 && payable(structure, contract->producer) == 1 && (structure->parties[contract->producer].complete || question->ignored)};
	}
	return count;
}

/* Whether an end of a share is the oracle's. */
static bool
end_is(const Attribution *attribution, int world, uint32_t firm, const Doctrine *doctrine, Near expected)
{
	OwnershipBound best = OWNERSHIP_NOTHING;
	const char *text = exact_text(expected.v);
	Fraction	value = FRACTION_ZERO;

	for (int r = 0; r < doctrine->rule_count; r++)
	{
		OwnershipBound found = attribution->bests[world][firm * attribution->test_count + (uint32_t) r].value;
		int			order = fraction_compare(&test.arena, found.value, best.value);

		if (doctrine->rules[r].shown && doctrine->rules[r].line > 0 && (order > 0 || (order == 0 && best.open && !found.open)))
			best = found;
	}
	if (world == 1 && best.open != (near_away(expected) < 0))
		return false;
	if (fraction_parse(&test.arena, text, strlen(text), SIZE_MAX, &value) != FRACTION_OK)
		return false;
	return fraction_compare(&test.arena, best.value, value) == 0;
}

static const char *
end_text(const Attribution *attribution, int world, uint32_t firm, int rule)
{
	OwnershipBound found = attribution->bests[world][firm * attribution->test_count + (uint32_t) rule].value;
	static char texts[4][80];
	static int	turn;

	turn = (turn + 1) % 4;
	snprintf(texts[turn], sizeof(texts[0]), "%s%s", fraction_format_decimal(&test.arena, found.value, 6, FRACTION_HALF_UP), found.open ? " open" : "");
	return texts[turn];
}

/* How many firms of a structure are judged otherwise than by the oracle; -1 where its numbers grow too long. */
static int
structure_judge(const Structure *structure, const Question *question)
{
	OwnershipGraph graph = {.arena = &test.arena,.scratch = &scratch_test.arena,.scratch_reset = scratch_reset,.node_count = PLACES,.metric_count = METRICS};
	AttributionNode nodes[PLACES];
	AttributionTest tests[RULES_MAX];
	AttributionEdge edges[2 * CONTRACTS_MAX];
	Attribution attribution = {.graph = &graph,.nodes = nodes,.tests = tests,.edges = edges};
	Verdict		verdicts[FIRMS];
	Doctrine	doctrine;
	World		worlds[2];
	int			wrong = 0;

	doctrines_make(question, &doctrine);
	for (int upper = 0; upper < 2; upper++)
		worlds[upper] = (World) {.structure = structure,.question = question,.doctrine = &doctrine,.upper = upper == 1};
	exact_overflowed = false;
	attributed_judge(structure, question, verdicts);
	if (exact_overflowed)
		return -1;
	nodes_fill(structure, question, worlds, &graph, nodes);
	links_fill(structure, &graph);
	attribution.test_count = tests_fill(&doctrine, tests);
	attribution.edge_count = edges_fill(structure, question, &doctrine, edges);
	ownership_index(&graph);
	attribution_run(&attribution);
	for (uint32_t f = 0; f < FIRMS; f++)
	{
		Said		said = (attribution.classes[0][f] & doctrine.own) != 0 ? CAUGHT : (attribution.classes[1][f] & doctrine.own) != 0 ? OPEN : CLEAR;

		if (said == verdicts[f].said && end_is(&attribution, 0, f, &doctrine, verdicts[f].min) && end_is(&attribution, 1, f, &doctrine, verdicts[f].max))
			continue;
		if (wrong++ > 0)
			continue;
		printf("# structure %d of seed %llu%s, %s %s, firm %u: %d, the oracle %d, from %s to %s%s\n", structure->number, (unsigned long long) structure_seed,
			   structure->unit == QUARTERS ? " in quarters" : "", question->doctrine, question->policies, f, said, verdicts[f].said,
			   exact_text(verdicts[f].min.v), exact_text(verdicts[f].max.v), near_away(verdicts[f].max) < 0 ? " open" : "");
		for (int r = 0; r < doctrine.rule_count; r++)
			printf("#   test %d: from %s to %s\n", r, end_text(&attribution, 0, f, r), end_text(&attribution, 1, f, r));
	}
	return wrong;
}

int
main(void)
{
	const char *seed = getenv("SEED");
	const char *structures = getenv("STRUCTURES");
	const char *first = getenv("FIRST");
	int			begin = first == NULL ? 0 : atoi(first);
	int			count = structures == NULL ? 20 : atoi(structures);

	test_arena_begin(&test);
	test_arena_begin(&scratch_test);
	structure_seed = seed == NULL ? (uint64_t) time(NULL) : strtoull(seed, NULL, 10);
	printf("# SEED=%llu STRUCTURES=%d\n", (unsigned long long) structure_seed, count);
	for (int q = 0; q < question_count; q++)
	{
		int			compared = 0;
		int			wrong = 0;

		if (strcmp(questions[q].doctrine, "DOE-25") == 0)
			continue;
		for (int number = begin; number < begin + count; number++)
			for (int quarters = 0; quarters < 2; quarters++)
			{
				Structure	structure;
				int			found;

				structure_make(&structure, structure_seed, number);
				if (quarters == 1)
					quarters_make(&structure);
				found = structure_judge(&structure, &questions[q]);
				compared += found < 0 ? 0 : FIRMS;
				wrong += found > 0 ? found : 0;
				test_arena_clear(&test);
				test_arena_clear(&scratch_test);
			}
		ok(wrong == 0 && compared > count * FIRMS, "%s %s: %d statuses and shares compared, %d differ", questions[q].doctrine, questions[q].policies, compared, wrong);
	}
	return tap_finish();
}
