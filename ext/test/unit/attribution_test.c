/*-------------------------------------------------------------------------
 *
 * attribution_test.c
 *	  Tests of holding: known answers, circles small and large, long
 *	  cascades, and paths.
 *
 *-------------------------------------------------------------------------
 */
#include "core/attribution.h"

#include "tap.h"

#define NODES_MAX 3000

static TestArena test;
static TestArena scratch_test;
static OwnershipGraph graph;
static AttributionNode nodes[NODES_MAX];

static void
scratch_reset(const Arena *arena)
{
	(void) arena;
	test_arena_clear(&scratch_test);
}

static void
graph_begin(uint32_t count)
{
	graph = (OwnershipGraph) {.arena = &test.arena,.scratch = &scratch_test.arena,.scratch_reset = scratch_reset,
	.node_count = count,.metric_count = 1};
	graph.nodes = ownership_allocate(&test.arena, count, sizeof(OwnershipNode));
	graph.links = ownership_allocate(&test.arena, (size_t) count * 4, sizeof(OwnershipLink));
	for (uint32_t n = 0; n < count; n++)
	{
		graph.nodes[n].complete = true;
		nodes[n] = (AttributionNode) {0, 0, n, false, false, ATTRIBUTION_PRIVATE | ATTRIBUTION_PUBLIC};
	}
}

/* Links have to come by entity. */
static void
hold(uint32_t holder, uint32_t entity, int64_t low, int64_t high, int64_t of)
{
	Fraction	min = FRACTION_ZERO;
	Fraction	max = FRACTION_ZERO;
	OwnershipLink link = {entity, holder, 0, OWNERSHIP_NONE, SHARE_UNKNOWN, graph.link_count + 1};

	fraction_from_ratio(&test.arena, low, of, &min);
	fraction_from_ratio(&test.arena, high, of, &max);
	(void) share_make(&test.arena, min, max, true, true, &link.share);
	graph.links[graph.link_count++] = link;
}

/* The same with ends that are left out. */
static void
hold_within(uint32_t holder, uint32_t entity, int64_t low, int64_t high, int64_t of, bool low_in, bool high_in)
{
	Share	   *share;

	hold(holder, entity, low, high, of);
	share = &graph.links[graph.link_count - 1].share;
	(void) share_make(&test.arena, share->min, share->max, low_in, high_in, share);
}

static AttributionTest
test_of(bool together, bool carries, int64_t carry_num, int64_t num, int64_t den, bool inclusive)
{
	AttributionTest of = {.holders = 1 | 2,.caught = 2,.metrics = 1,.carry_metric = OWNERSHIP_NONE,.carries = carries,.carry_at = FRACTION_ZERO,
	.together = together,.decides = true,.inclusive = {inclusive, inclusive}};

	fraction_from_ratio(&test.arena, carry_num, 2, &of.carry_at);
	fraction_from_ratio(&test.arena, num, den, &of.threshold[0]);
	of.threshold[1] = of.threshold[0];
	return of;
}

static Attribution
run(const AttributionTest *of)
{
	Attribution attribution = {.graph = &graph,.nodes = nodes,.test_count = 1,.tests = of};

	ownership_index(&graph);
	attribution_run(&attribution);
	return attribution;
}

static bool
share_is(const Attribution *attribution, int world, uint32_t node, int64_t num, int64_t den)
{
	Fraction	expected = FRACTION_ZERO;

	fraction_from_ratio(&test.arena, num, den, &expected);
	return fraction_compare(&test.arena, attribution->bests[world][node].value.value, expected) == 0;
}

static bool
caught(const Attribution *attribution, int world, uint32_t node)
{
	return (attribution->classes[world][node] & 2) != 0;
}

static void
cascade_test(void)
{
	AttributionTest of = test_of(true, false, 0, 1, 2, true);
	Attribution attribution;
	OwnershipPath paths[4];

	graph_begin(NODES_MAX);
	nodes[0].sure = nodes[0].maybe = 1;
	for (uint32_t n = 1; n < NODES_MAX; n++)
		hold(n - 1, n, n == 2000 ? 49 : 50, n == 2000 ? 49 : 50, 100);
	attribution = run(&of);
	ok(caught(&attribution, 0, 1999) && share_is(&attribution, 0, 1999, 1, 2), "a cascade of 2000 at a half each dilutes nothing");
	ok(!caught(&attribution, 1, 2000) && share_is(&attribution, 0, 2000, 49, 100), "at 49 %% it ends");
	ok(!caught(&attribution, 1, 2001) && share_is(&attribution, 1, 2001, 0, 1), "and nothing flows on");
	ok(attribution_paths(&attribution, 0, 1500, 0, 4, paths) == 1 && paths[0].step_count == 1500 && paths[0].steps[0].from == 0, "the path begins with who is listed");
}

static void
attribution_half_test(void)
{
	AttributionTest of = test_of(false, true, 1, 1, 4, true);
	Attribution attribution;

	of.holders = 1;
	graph_begin(8);
	nodes[0].sure = nodes[0].maybe = 1;
	nodes[5].passes = true;
	hold(0, 1, 40, 40, 100);
	hold(1, 2, 60, 60, 100);
	hold(0, 3, 50, 50, 100);
	hold(3, 4, 60, 60, 100);
	hold(0, 5, 45, 45, 100);
	hold(5, 6, 60, 60, 100);
	hold(4, 7, 100, 100, 100);
	attribution = run(&of);
	ok(share_is(&attribution, 1, 2, 0, 1) && !caught(&attribution, 1, 2), "a company held to 40 %% passes nothing on");
	ok(share_is(&attribution, 0, 4, 3, 10) && caught(&attribution, 0, 4), "one held to exactly a half does: 30 %%");
	ok(share_is(&attribution, 0, 6, 27, 100) && caught(&attribution, 0, 6), "a partnership does in proportion: 27 %%");
	ok(share_is(&attribution, 0, 7, 3, 10), "and on, through a holder of half or more");
}

static void
circle_test(uint32_t size)
{
	AttributionTest of = test_of(true, true, 0, 1, 2, false);
	Attribution attribution;
	bool		between = true;
	bool		all = true;

	/* A ring, each holding half of the next; the first is held to 30 % by who counts. */
	of.holders = 1;
	graph_begin(size + 1);
	nodes[0].sure = nodes[0].maybe = 1;
	hold(0, 1, 30, 30, 100);
	hold(size, 1, 50, 50, 100);
	for (uint32_t n = 2; n <= size; n++)
		hold(n - 1, n, 50, 50, 100);
	attribution = run(&of);
	for (uint32_t n = 1; n <= size; n++)
	{
		between = between && fraction_compare(&test.arena, attribution.bests[0][n].value.value, attribution.bests[1][n].value.value) <= 0;
		all = all && !caught(&attribution, 1, n);
	}
	ok(between && all, "a ring of %u: bounds in order, nobody caught", size);
	if (size == 2)
		ok(share_is(&attribution, 0, 1, 2, 5) && share_is(&attribution, 1, 1, 2, 5) && share_is(&attribution, 0, 2, 1, 5), "and exact: 30 %% / (1 - 1/4) = 2/5");
	/* The same without anybody who counts, and closed. */
	graph_begin(size + 1);
	hold(size, 1, 100, 100, 100);
	for (uint32_t n = 2; n <= size; n++)
		hold(n - 1, n, 100, 100, 100);
	attribution = run(&of);
	ok(share_is(&attribution, 1, 1, 0, 1) && !caught(&attribution, 1, size), "a closed ring of %u that nothing flows into holds nothing", size);
}

static void
unknown_test(void)
{
	AttributionTest of = test_of(false, true, 1, 1, 2, false);
	Attribution attribution;

	graph_begin(6);
	nodes[0].sure = nodes[0].maybe = 1;
	nodes[1].maybe = 1;
	nodes[4].unknown = true;
	graph.nodes[2].complete = false;
	hold(0, 2, 30, 30, 100);
	hold(0, 3, 30, 50, 100);
	hold(1, 3, 20, 60, 100);
	hold(4, 5, 51, 51, 100);
	attribution = run(&of);
	ok(share_is(&attribution, 0, 2, 3, 10) && share_is(&attribution, 1, 2, 1, 1) && !caught(&attribution, 0, 2) && caught(&attribution, 1, 2), "what is not recorded may be the holder's own");
	ok(share_is(&attribution, 0, 3, 3, 10) && share_is(&attribution, 1, 3, 3, 5) && caught(&attribution, 1, 3), "who may count only counts in the upper world");
	ok(share_is(&attribution, 0, 5, 0, 1) && share_is(&attribution, 1, 5, 51, 100), "the unknown may be anybody");
}

/* Who has more than a share leaves less to those who are not recorded, but may have that himself. */
static void
open_total_test(void)
{
	AttributionTest of = test_of(true, true, 1, 2, 5, true);
	Attribution attribution;

	of.holders = 1;
	graph_begin(4);
	nodes[0].sure = nodes[0].maybe = 1;
	nodes[1].passes = true;
	graph.nodes[1].complete = false;
	hold(0, 1, 25, 100, 100);
	hold(2, 1, 60, 60, 100);
	(void) share_make(&test.arena, graph.links[0].share.min, graph.links[0].share.max, false, true, &graph.links[0].share);
	hold(1, 3, 100, 100, 100);
	attribution = run(&of);
	ok(share_is(&attribution, 1, 3, 2, 5) && !attribution.bests[1][3].value.open && caught(&attribution, 1, 3), "more than a quarter, and what is left, may be two fifths");
}

/* A range may reach a half, but not where others leave less than that. */
static void
room_test(void)
{
	AttributionTest of = test_of(false, true, 1, 1, 4, true);
	Attribution attribution;

	of.holders = 1;
	graph_begin(5);
	nodes[0].sure = nodes[0].maybe = 1;
	nodes[1].passes = true;
	hold(0, 1, 67, 67, 100);
	hold(1, 2, 32, 64, 100);
	hold(4, 2, 61, 61, 100);
	hold(2, 3, 100, 100, 100);
	attribution = run(&of);
	ok(share_is(&attribution, 1, 2, 2613, 10000) && share_is(&attribution, 1, 3, 0, 1), "whom others leave less than a half nothing passes on to");
}

static bool
most_is(const Attribution *attribution, uint32_t node, int64_t num, int64_t den, bool open)
{
	return share_is(attribution, 1, node, num, den) && attribution->bests[1][node].value.open == open;
}

/* Who holds part of itself passes on from a half; that is not reached by who has just less, whatever goes round. */
static void
end_in_circle_test(void)
{
	AttributionTest of = test_of(false, true, 1, 1, 2, false);

	of.holders = 1;
	for (int reached = 0; reached < 2; reached++)
	{
		Attribution attribution;

		graph_begin(7);
		nodes[0].sure = nodes[0].maybe = 1;
		hold_within(0, 1, 0, 50, 100, true, reached == 1);
		hold(1, 1, 25, 25, 100);
		/* By way of three of whom one is held by the firm; nobody holds a half of it. */
		nodes[2].passes = nodes[3].passes = nodes[4].passes = true;
		hold_within(0, 2, 0, 45, 100, true, reached == 1);
		hold(5, 2, 10, 10, 100);
		hold(0, 3, 70, 70, 100);
		hold(0, 4, 20, 20, 100);
		hold(2, 5, 40, 40, 100);
		hold(3, 5, 40, 40, 100);
		hold(4, 5, 20, 20, 100);
		hold(5, 6, 48, 48, 100);
		attribution = run(&of);
		ok(most_is(&attribution, 1, reached == 1 ? 2 : 1, reached == 1 ? 3 : 2, reached == 0) && caught(&attribution, 1, 1) == (reached == 1),
		   "%s a half of a firm that holds a quarter of itself", reached == 1 ? "at most" : "less than");
		ok(most_is(&attribution, 5, reached == 1 ? 25 : 1, reached == 1 ? 48 : 2, reached == 0) && most_is(&attribution, 6, reached == 1 ? 1 : 0, 4, false),
		   "%s a half of a firm that holds a tenth of one of its holders", reached == 1 ? "at most" : "less than");
	}
}

/* Room goes to others of the same part where one end is left out, and is missed where there is nobody. */
static void
end_of_room_test(void)
{
	AttributionTest of = test_of(false, true, 1, 1, 2, false);
	Attribution attribution;

	of.holders = 1;
	graph_begin(9);
	nodes[0].sure = nodes[0].maybe = 1;
	for (uint32_t n = 1; n <= 8; n++)
		nodes[n].passes = true;
	hold_within(0, 1, 0, 100, 100, true, false);
	hold(0, 2, 50, 50, 100);
	hold_within(0, 3, 0, 50, 100, true, false);
	hold(2, 3, 0, 100, 100);
	hold_within(0, 4, 0, 50, 100, true, false);
	hold(8, 4, 50, 50, 100);
	hold(2, 4, 0, 10, 100);
	hold_within(0, 5, 0, 50, 100, true, false);
	hold(0, 6, 100, 100, 100);
	hold(1, 6, 0, 100, 100);
	hold_within(0, 7, 0, 100, 100, true, false);
	hold(1, 7, 0, 100, 100);
	attribution = run(&of);
	ok(most_is(&attribution, 3, 3, 4, true), "under a half, and half of the other half");
	ok(most_is(&attribution, 4, 1, 2, true), "under a half, and nothing left for who brings less");
	ok(most_is(&attribution, 5, 1, 2, true) && most_is(&attribution, 6, 1, 1, false), "the whole is reached without who has just less of it");
	ok(most_is(&attribution, 7, 1, 1, true), "and is not by two that both have just less");
}

/* What goes round adds what is missing, unless all of it came from who has just less. */
static void
end_of_self_test(void)
{
	AttributionTest of = test_of(false, true, 1, 1, 2, false);
	Attribution attribution;

	of.holders = 1;
	graph_begin(4);
	nodes[0].sure = nodes[0].maybe = 1;
	nodes[1].passes = nodes[2].passes = nodes[3].passes = true;
	hold_within(0, 1, 0, 100, 100, true, false);
	hold(1, 1, 0, 100, 100);
	hold_within(0, 2, 0, 100, 100, true, false);
	hold(2, 3, 0, 100, 100);
	hold(3, 3, 0, 100, 100);
	attribution = run(&of);
	ok(most_is(&attribution, 1, 1, 1, false), "with what it holds of itself a holder may have the whole");
	ok(most_is(&attribution, 3, 1, 1, true), "but not through somebody of whom it has less");
}

/* More than nothing makes more than a half. */
static void
least_total_test(void)
{
	AttributionTest of = test_of(true, true, 1, 1, 2, false);
	Attribution attribution;

	of.holders = 1;
	graph_begin(4);
	nodes[0].sure = nodes[0].maybe = nodes[1].sure = nodes[1].maybe = 1;
	nodes[2].passes = true;
	hold_within(1, 2, 0, 50, 100, false, true);
	hold(0, 3, 50, 50, 100);
	hold(2, 3, 10, 10, 100);
	attribution = run(&of);
	ok(share_is(&attribution, 0, 3, 1, 2) && attribution.bests[0][3].value.open && caught(&attribution, 0, 3), "a half, and some of a tenth, is more than a half");
}

/* A limit that docs/internals/control.md tells of: what one holder has through another that counts is added twice. */
static void
added_twice_test(void)
{
	AttributionTest of = test_of(true, true, 1, 1, 2, false);
	Attribution attribution;

	of.holders = 1;
	graph_begin(4);
	nodes[0].sure = nodes[0].maybe = nodes[1].sure = nodes[1].maybe = 1;
	nodes[2].passes = true;
	hold(0, 1, 100, 100, 100);
	hold(1, 2, 50, 50, 100);
	hold(2, 3, 100, 100, 100);
	attribution = run(&of);
	ok(share_is(&attribution, 0, 2, 1, 2) && share_is(&attribution, 0, 3, 1, 2), "added up, half of a partnership that two have through each other is half of what it holds");
}

int
main(void)
{
	test_arena_begin(&test);
	test_arena_begin(&scratch_test);
	cascade_test();
	attribution_half_test();
	circle_test(2);
	circle_test(20);
	circle_test(60);
	unknown_test();
	open_total_test();
	room_test();
	end_in_circle_test();
	end_of_room_test();
	end_of_self_test();
	least_total_test();
	added_twice_test();
	test_arena_clear(&test);
	test_arena_clear(&scratch_test);
	return tap_finish();
}
