/*-------------------------------------------------------------------------
 *
 * ownership_test.c
 *	  Shares through holders: known answers, circles of every size, chains
 *	  longer than any stack, paths.
 *
 *-------------------------------------------------------------------------
 */
#include "core/capped_solve.h"
#include "core/ownership.h"

#include "tap.h"

#define CHAIN_LENGTH 200000
#define RING_LENGTH 300
#define ROUNDS 300

static TestArena test;
static TestArena scratch_test;
static OwnershipGraph graph;
static OwnershipStanding *standings;

static const OwnershipDoctrine doe = {{{1}, 4}, true, true, {{1}, 2}, false};

static void
scratch_reset(const Arena *arena)
{
	(void) arena;
	test_arena_clear(&scratch_test);
}

static void
begin(uint32_t nodes, uint32_t links)
{
	graph = (OwnershipGraph) {.arena = &test.arena,.scratch = &scratch_test.arena,.scratch_reset = scratch_reset,
	.node_count = nodes,.metric_count = 1};
	graph.nodes = ownership_allocate(&test.arena, nodes, sizeof(OwnershipNode));
	graph.links = ownership_allocate(&test.arena, links, sizeof(OwnershipLink));
	graph.members = ownership_allocate(&test.arena, 8, sizeof(OwnershipMember));
	standings = ownership_allocate(&test.arena, nodes, sizeof(OwnershipStanding));
	for (uint32_t n = 0; n < nodes; n++)
		graph.nodes[n].complete = true;
	graph.nodes[0].sure = graph.nodes[0].maybe = 1;
}

/* Links are added by entity, then by holder. */
static void
hold(uint32_t holder, uint32_t entity, const char *share)
{
	OwnershipLink *link = &graph.links[graph.link_count++];

	*link = (OwnershipLink) {.entity = entity,.holder = holder,.group = OWNERSHIP_NONE,.fact = graph.link_count};
	if (share_parse(&test.arena, share, strlen(share), 1000, &link->share) != SHARE_OK)
		abort();
}

static void
judge(const OwnershipDoctrine *doctrine)
{
	ownership_index(&graph);
	ownership_judge(&graph, doctrine, standings);
}

static const char *
show(uint32_t node)
{
	static char text[8][400];
	static int	turn = 0;
	static const char *const answers[] = {"no", "open", "yes"};
	const OwnershipStanding *standing = &standings[node];
	char	   *line = text[turn = (turn + 1) % 8];

	snprintf(line, sizeof(text[0]), "%s %s %s%s%s", answers[standing->answer],
			 fraction_format(&test.arena, standing->min.value), fraction_format(&test.arena, standing->max.value),
			 standing->max.open ? " open" : "", standing->circle ? " circle" : "");
	return line;
}

static void
test_doctrine(void)
{
	begin(4, 8);
	hold(0, 1, "60%");
	hold(1, 2, "50%");
	hold(2, 3, "30%");
	judge(&doe);
	is(show(3), "yes 3/10 3/10", "60, 50, 30 counts as 30");

	begin(3, 8);
	hold(0, 1, "49%");
	hold(1, 2, "49%");
	judge(&doe);
	is(show(2), "no 2401/10000 2401/10000", "49 of 49 multiplies");

	begin(3, 8);
	hold(0, 1, "49.99%");
	hold(1, 2, "50.01%");
	judge(&doe);
	is(show(2), "yes 4999/10000 4999/10000", "a link of half or more passes all on");

	begin(2, 8);
	hold(0, 1, "[20%,25%)");
	judge(&doe);
	is(show(1), "no 1/5 1/4 open", "under 25 % is below 25 %");

	begin(2, 8);
	hold(0, 1, "[20%,25%]");
	judge(&doe);
	is(show(1), "open 1/5 1/4", "up to 25 % may be 25 %");

	begin(3, 8);
	graph.nodes[2].maybe = OWNERSHIP_ANY_NATION;
	hold(0, 1, "10%");
	hold(2, 1, "14%");
	judge(&doe);
	is(show(1), "no 1/10 6/25", "an unknown holder may be the government");

	begin(2, 8);
	graph.nodes[1].complete = false;
	hold(0, 1, "10%");
	judge(&doe);
	is(show(1), "open 1/10 1", "so may those who are not recorded");

	begin(3, 8);
	hold(0, 1, "[0%,100%]");
	hold(2, 1, "80%");
	judge(&doe);
	is(show(1), "no 0 1/5", "nobody holds what others hold");
}

/* What ranges leave open is handed out. */
static void
test_ranges(void)
{
	begin(3, 8);
	hold(0, 1, "10%");
	hold(0, 2, "(0%,20%)");
	hold(1, 2, "(0%,10%)");
	judge(&doe);
	is(show(2), "no 0 21/100 open", "ranges that fit into the whole do not limit each other");

	begin(4, 8);
	hold(0, 1, "10%");
	hold(0, 3, "[10%,30%]");
	hold(1, 3, "(0%,10%)");
	hold(2, 3, "[80%,90%)");
	judge(&doe);
	is(show(3), "no 1/10 1/5 open", "what ranges leave goes first to whoever counts");

	begin(5, 8);
	hold(0, 1, "40%");
	hold(0, 2, "20%");
	hold(1, 4, "[20%,45%]");
	hold(2, 4, "[20%,45%]");
	hold(3, 4, "[30%,45%]");
	judge(&doe);
	is(show(4), "no 3/25 23/100", "then to whom the government has most of");

	begin(5, 8);
	graph.nodes[4].complete = false;
	hold(0, 1, "40%");
	hold(0, 2, "20%");
	hold(1, 4, "[20%,45%]");
	hold(2, 4, "[20%,45%]");
	hold(3, 4, "[30%,45%]");
	judge(&doe);
	is(show(4), "open 3/25 21/50", "or to somebody who is not recorded");
}

static void
test_circles(void)
{
	static const OwnershipDoctrine multiply = {{{1}, 1}, true, false, {{1}, 1}, false};

	/* 0 the government, 1 A, 2 B, 3 C. */
	begin(4, 8);
	hold(0, 1, "30%");
	hold(2, 1, "20%");
	hold(1, 2, "50%");
	hold(2, 3, "60%");
	judge(&multiply);
	is(show(1), "no 1/3 1/3", "cross-holding: A is 1/3");
	is(show(2), "no 1/6 1/6", "cross-holding: B is 1/6");
	is(show(3), "no 1/10 1/10", "cross-holding: C is 1/10");

	begin(3, 8);
	hold(0, 1, "20%");
	hold(2, 1, "30%");
	hold(1, 2, "30%");
	judge(&doe);
	is(show(1), "no 20/91 20/91", "a circle is solved, not cut");

	/* Half of each other: by multiplication 1 % goes round as 1/70, counted in full without end. */
	begin(3, 8);
	hold(0, 1, "1%");
	hold(2, 1, "50%");
	hold(1, 2, "60%");
	judge(&doe);
	is(show(1), "open 1/70 1 circle", "an endless circle is open");
	is(show(2), "open 3/350 1 circle", "for all in it");

	begin(3, 8);
	hold(2, 1, "50%");
	hold(1, 2, "60%");
	judge(&doe);
	is(show(1), "no 0 0", "nothing goes round where nothing comes in");

	begin(2, 8);
	hold(0, 1, "20%");
	hold(1, 1, "20%");
	judge(&doe);
	is(show(1), "yes 1/4 1/4", "own shares count out of what is left");
}

static void
test_concert(void)
{
	begin(4, 8);
	hold(0, 1, "100%");
	hold(1, 3, "15%");
	hold(2, 3, "15%");
	graph.links[1].group = graph.links[2].group = 0;
	graph.group_count = 1;
	graph.member_count = 2;
	graph.members[0] = (OwnershipMember) {0, 1, 3, 1};
	graph.members[1] = (OwnershipMember) {0, 2, 3, 2};
	judge(&doe);
	is(show(3), "yes 3/10 3/10", "holders who act together add up");
}

/* Far more holders in a row than a call stack would take, and shares far longer than can be kept exact. */
static void
test_chain(void)
{
	begin(CHAIN_LENGTH + 1, CHAIN_LENGTH);
	for (uint32_t n = 0; n < CHAIN_LENGTH; n++)
		hold(n, n + 1, n % 2 == 0 ? "100%" : "60%");
	judge(&doe);
	is(show(CHAIN_LENGTH), "yes 3/5 3/5", "a long chain of subsidiaries passes all on");

	begin(2001, 2000);
	for (uint32_t n = 0; n < 2000; n++)
		hold(n, n + 1, "49.9%");
	judge(&doe);
	ok(standings[2000].answer == OWNERSHIP_NO &&
	   fraction_compare(&test.arena, standings[2000].min.value, standings[2000].max.value) < 0 &&
	   fraction_bits(standings[2000].max.value) <= OWNERSHIP_BITS_MAX + 8, "a long product is rounded outward");

	/* What the first two nations have of a chain are long numbers, what all have together is not; the third has nothing of it. */
	begin(2004, 4002);
	for (uint32_t nation = 0; nation < 3; nation++)
		graph.nodes[nation].sure = graph.nodes[nation].maybe = 1 << nation;
	hold(0, 3, "13%");
	hold(2, 3, "13%");
	for (uint32_t n = 4; n < 2004; n++)
	{
		if (n == 4)
			hold(0, n, "49.9%");
		hold(1, n, "1%");
		if (n > 4)
			hold(n - 1, n, "49.9%");
	}
	judge(&doe);
	ok(standings[3].answer == OWNERSHIP_OPEN && standings[3].together, "what two nations hold together is told beside long numbers too");
}

/* One ring of many: each holds 40 % of the next, the government 30 % of the first. */
static void
test_ring(void)
{
	Fraction	width;
	Fraction	limit = FRACTION_ZERO;
	Fraction	want = FRACTION_ZERO;

	begin(RING_LENGTH + 1, RING_LENGTH + 1);
	hold(0, 1, "30%");
	hold(RING_LENGTH, 1, "40%");
	for (uint32_t n = 1; n < RING_LENGTH; n++)
		hold(n, n + 1, "40%");
	judge(&doe);
	fraction_from_ratio(&test.arena, 1, INT64_C(1000000000000000), &limit);
	fraction_from_ratio(&test.arena, 12, 100, &want);
	width = fraction_subtract(&test.arena, standings[2].max.value, standings[2].min.value);
	ok(fraction_compare(&test.arena, width, limit) < 0, "a circle too large for an exact solution is approached from both sides");
	ok(fraction_compare(&test.arena, standings[2].min.value, fraction_add(&test.arena, want, limit)) <= 0 &&
	   fraction_compare(&test.arena, standings[2].max.value, want) >= 0, "and the solution lies between");
	ok(standings[1].answer == OWNERSHIP_YES && standings[2].answer == OWNERSHIP_NO, "which is enough for answers");
}

static void
test_paths(void)
{
	OwnershipWorld worlds[2];
	OwnershipView view;
	OwnershipTree tree;
	OwnershipPath paths[4];

	begin(5, 8);
	hold(0, 1, "60%");
	hold(3, 1, "40%");
	hold(1, 2, "10%");
	hold(3, 2, "40%");
	hold(0, 3, "40%");
	hold(2, 3, "30%");
	ownership_index(&graph);
	ownership_look(&graph, &doe, 1, false, 0, worlds, &view);
	ownership_tree_make(&view, &tree);
	ok(ownership_paths(&tree, 2, 4, paths) == 2, "two paths reach the line together");
	ok(paths[0].step_count == 2 && paths[0].steps[0].from == 0 && paths[0].steps[0].to == 3 && paths[0].steps[1].to == 2,
	   "the one that brings the most comes first");
	ok(paths[1].step_count == 2 && paths[1].steps[0].to == 1 && paths[1].steps[1].to == 2, "then the next");
	ok(ownership_paths(&tree, 0, 4, paths) == 0, "no path leads to the government");
	scratch_reset(NULL);
}

/* Against rounds of floating point from below. */
static void
test_capped(void)
{
	bool		same = true;

	for (int round = 0; round < ROUNDS && same; round++)
	{
		size_t		count = random_below(6) + 1;
		Fraction	weights[36];
		Fraction	constants[6];
		Fraction	caps[6];
		Fraction	solution[6];
		double		x[6] = {0};

		for (size_t i = 0; i < count; i++)
		{
			for (size_t j = 0; j < count; j++)
				fraction_from_ratio(&test.arena, (int64_t) random_below(8) + 1, 8 + (int64_t) random_below(3) * 8, &weights[i * count + j]);
			fraction_from_ratio(&test.arena, (int64_t) random_below(4), 20, &constants[i]);
			fraction_from_ratio(&test.arena, (int64_t) random_below(10) + 1, 10, &caps[i]);
		}
		capped_solve(&test.arena, count, weights, constants, caps, solution);
		for (int step = 0; step < 20000; step++)
			for (size_t i = 0; i < count; i++)
			{
				double		sum = (double) constants[i].as.num / (double) constants[i].den;
				double		cap = (double) caps[i].as.num / (double) caps[i].den;

				for (size_t j = 0; j < count; j++)
					sum += x[j] * (double) weights[i * count + j].as.num / (double) weights[i * count + j].den;
				x[i] = sum < cap ? sum : cap;
			}
		for (size_t i = 0; i < count; i++)
		{
			double		have = strtod(fraction_format_decimal(&test.arena, solution[i], 15, FRACTION_HALF_UP), NULL);

			same = same && have - x[i] < 1e-9 && x[i] - have < 1e-9;
		}
	}
	ok(same, "capped systems: %d random ones equal their rounds from below", ROUNDS);
}

int
main(void)
{
	random_begin();
	test_arena_begin(&test);
	test_arena_begin(&scratch_test);
	test_doctrine();
	test_ranges();
	test_circles();
	test_concert();
	test_paths();
	test_capped();
	test_arena_clear(&test);
	test_ring();
	test_chain();
	ok(test.checks + scratch_test.checks > 1000, "long loops ask for a cancel");
	test_arena_clear(&scratch_test);
	test_arena_clear(&test);
	return tap_finish();
}
