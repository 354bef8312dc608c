/*-------------------------------------------------------------------------
 *
 * ownership_pass_test.c
 *	  Parties settled in one pass against the same parties in two worlds.
 *
 * A holder who may be anybody, and holds nothing of everybody, changes no
 * share, but leaves nobody settled: then all is judged by the two worlds.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

#include "tap.h"

#define GRAPHS 3000
#define NODES 16
#define FIRST_COMPANY 6			/* 0 holds nothing; 1 to 3 are governments, 4 may be one, 5 is a person */
#define METRICS 3
#define LINKS_MAX (NODES * (NODES + 1) * METRICS)

static TestArena test;
static TestArena scratch_test;

static const OwnershipDoctrine doe = {{{1}, 4}, true, true, {{1}, 2}, false};

static void
scratch_reset(const Arena *arena)
{
	(void) arena;
	test_arena_clear(&scratch_test);
}

static Share
random_share(bool ranges)
{
	Fraction	min = FRACTION_ZERO;
	Fraction	max;
	Share		share = {FRACTION_ZERO, FRACTION_ZERO, true, true};

	fraction_from_ratio(&test.arena, (int64_t) random_below(random_below(4) == 0 ? 21 : 7), 20, &min);
	max = min;
	if (ranges && random_below(6) == 0)
	{
		fraction_from_ratio(&test.arena, (int64_t) random_below(21), 20, &max);
		max = fraction_max(&test.arena, min, max);
	}
	(void) share_make(&test.arena, min, max, true, fraction_compare(&test.arena, min, max) == 0 || random_below(2) == 0, &share);
	return share;
}

/* Chances differ from graph to graph, so that some have nothing unsettled, and some nothing else. */
static void
random_graph(OwnershipGraph *graph)
{
	bool		open = random_below(3) == 0;
	bool		ranges = random_below(2) == 0;
	bool		circles = random_below(3) == 0;
	uint64_t	density = random_below(3) + 2;

	*graph = (OwnershipGraph) {.arena = &test.arena,.scratch = &scratch_test.arena,.scratch_reset = scratch_reset,
	.node_count = NODES,.metric_count = METRICS};
	graph->nodes = ownership_allocate(&test.arena, NODES, sizeof(OwnershipNode));
	graph->links = ownership_allocate(&test.arena, LINKS_MAX, sizeof(OwnershipLink));
	graph->members = ownership_allocate(&test.arena, 2, sizeof(OwnershipMember));
	for (uint32_t n = 0; n < NODES; n++)
		graph->nodes[n].complete = n < FIRST_COMPANY || !open || random_below(5) > 0;
	graph->nodes[0].maybe = OWNERSHIP_ANY_NATION;
	graph->nodes[1].sure = graph->nodes[1].maybe = 1;
	graph->nodes[2].sure = graph->nodes[2].maybe = 2;
	graph->nodes[3].maybe = random_below(2) == 0 ? 1 : OWNERSHIP_ANY_NATION;
	graph->nodes[4].sure = graph->nodes[4].maybe = random_below(2) == 0 ? 1 : 3;
	for (uint32_t n = FIRST_COMPANY; n < NODES; n++)
		for (uint32_t h = 1; h < (circles ? NODES : n); h++)
			for (uint32_t m = 0; m < METRICS; m++)
				if (random_below(NODES) < density && (m == 0 || random_below(3) == 0) && (ranges || h != 3))
				{
					graph->links[graph->link_count] = (OwnershipLink) {n, h, m, OWNERSHIP_NONE, random_share(ranges), graph->link_count};
					graph->link_count++;
				}
	if (open && graph->link_count > 2 && graph->links[0].entity == graph->links[1].entity && graph->links[0].holder != graph->links[1].holder)
	{
		graph->group_count = 1;
		graph->links[0].group = graph->links[1].group = 0;
		for (uint32_t i = 0; i < 2; i++)
			graph->members[graph->member_count++] = (OwnershipMember) {0, graph->links[i].holder, graph->links[i].entity, i};
	}
}

/* Node 0 gets nothing of every company. */
static void
unsettle(OwnershipGraph *graph)
{
	OwnershipLink *links = ownership_allocate(&test.arena, LINKS_MAX, sizeof(OwnershipLink));
	uint32_t	count = 0;
	uint32_t	l = 0;

	for (uint32_t n = FIRST_COMPANY; n < NODES; n++)
	{
		links[count++] = (OwnershipLink) {n, 0, 0, OWNERSHIP_NONE, {FRACTION_ZERO, FRACTION_ZERO, true, true}, LINKS_MAX + n};
		for (; l < graph->link_count && graph->links[l].entity == n; l++)
			links[count++] = graph->links[l];
	}
	graph->links = links;
	graph->link_count = count;
}

static bool
bound_same(OwnershipBound a, OwnershipBound b)
{
	return fraction_compare(&test.arena, a.value, b.value) == 0 && a.open == b.open;
}

static bool
standing_same(const OwnershipStanding *a, const OwnershipStanding *b)
{
	return a->answer == b->answer && bound_same(a->min, b->min) && bound_same(a->max, b->max) &&
		a->min_nation == b->min_nation && a->max_nation == b->max_nation &&
		a->min_metric == b->min_metric && a->max_metric == b->max_metric &&
		a->together == b->together && bound_same(a->together_max, b->together_max) &&
		a->together_metric == b->together_metric && a->circle == b->circle;
}

static void
test_worlds(void)
{
	uint32_t	different = 0;
	uint32_t	counts[3] = {0};
	uint32_t	settled = 0;
	uint32_t	together = 0;

	for (int g = 0; g < GRAPHS; g++)
	{
		OwnershipGraph graph;
		OwnershipPass pass;
		OwnershipStanding *one = ownership_allocate(&test.arena, NODES, sizeof(OwnershipStanding));
		OwnershipStanding *two = ownership_allocate(&test.arena, NODES, sizeof(OwnershipStanding));

		random_graph(&graph);
		ownership_index(&graph);
		ownership_judge(&graph, &doe, one);
		ownership_pass_begin(&pass, &graph, &doe);
		if (!ownership_pass_run(&pass, 1))
			abort();
		settled += pass.touched_count - pass.unsettled_count;
		ownership_pass_end(&pass);
		unsettle(&graph);
		ownership_index(&graph);
		ownership_judge(&graph, &doe, two);
		for (uint32_t n = FIRST_COMPANY; n < NODES; n++)
		{
			different += !standing_same(&one[n], &two[n]);
			counts[one[n].answer]++;
			together += one[n].together;
		}
		scratch_reset(NULL);
		test_arena_clear(&test);
	}
	ok(different == 0, "settled in one pass, every standing is that of the two worlds");
	ok(counts[0] > GRAPHS / 10 && counts[1] > GRAPHS / 10 && counts[2] > GRAPHS / 10 && settled > GRAPHS && together > 0,
	   "of %u no, %u open and %u yes; %u were settled, %u are several nations' together", counts[0], counts[1], counts[2], settled, together);
}

int
main(void)
{
	random_begin();
	test_arena_begin(&test);
	test_arena_begin(&scratch_test);
	test_worlds();
	test_arena_clear(&scratch_test);
	test_arena_clear(&test);
	return tap_finish();
}
