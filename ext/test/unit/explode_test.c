/*-------------------------------------------------------------------------
 *
 * explode_test.c
 *	  Bills of materials: against a listing of all choices among alternates
 *	  and all ways down, on random bills; circles.
 *
 *-------------------------------------------------------------------------
 */
#include "core/explode.h"

#include "tap.h"

#define ITEMS_MAX 8
#define EDGES_MAX (ITEMS_MAX * ITEMS_MAX)
#define ROUNDS 3000

static TestArena test;
static const Arena *const arena = &test.arena;

typedef struct Case
{
	ExplodeGraph graph;
	ExplodeEdge edges[EDGES_MAX];
	bool		used[EDGES_MAX];	/* in the choice at hand */
	uint32_t	target;
	Fraction	least;
	Fraction	most;
	uint32_t	choices;
} Case;

static void
scratch_keep(const Arena *scratch)
{
	(void) scratch;
}

static Fraction
ratio(int64_t num, int64_t den)
{
	Fraction	value = FRACTION_ZERO;

	fraction_from_ratio(arena, num, den, &value);
	return value;
}

static void
case_begin(Case *c, uint32_t items)
{
	*c = (Case) {.graph = {.arena = arena,.scratch = arena,.scratch_reset = scratch_keep,.item_count = items}};
	c->graph.edges = c->edges;
}

static void
edge_add(Case *c, uint32_t from, uint32_t to, uint32_t group, Fraction min, Fraction max)
{
	c->edges[c->graph.edge_count++] = (ExplodeEdge) {.from = from,.to = to,.group = group,.factor = {min, max, false}};
}

static void
case_make(Case *c)
{
	case_begin(c, 2 + (uint32_t) random_below(ITEMS_MAX - 1));
	for (uint32_t from = 0; from < c->graph.item_count; from++)
	{
		/* Of two groups of alternates and what is always taken, in that order. */
		for (uint32_t group = 2; group < 3; group--)
		{
			for (uint32_t to = from + 1; to < c->graph.item_count; to++)
			{
				Fraction	min = ratio(1 + (int64_t) random_below(9), 1 + (int64_t) random_below(4));

				if (random_below(4) == 0)
					edge_add(c, from, to, group, min, random_below(3) == 0 ? fraction_add(arena, min, ratio(1, 3)) : min);
			}
		}
	}
	c->target = (uint32_t) random_below(c->graph.item_count);
}

/* What one of an item takes of the target on all ways of the choice at hand. */
static Fraction
ways_sum(const Case *c, uint32_t item, bool most)
{
	Fraction	sum = item == c->target ? FRACTION_ONE : FRACTION_ZERO;

	for (uint32_t e = 0; e < c->graph.edge_count; e++)
	{
		if (c->edges[e].from == item && c->used[e])
			sum = fraction_add(arena, sum, fraction_multiply(arena, most ? c->edges[e].factor.max : c->edges[e].factor.min, ways_sum(c, c->edges[e].to, most)));
	}
	return sum;
}

/* Takes each alternate of each group in turn. */
static void
choices_list(Case *c, uint32_t edge)
{
	uint32_t	end = edge;

	if (edge == c->graph.edge_count)
	{
		Fraction	least = ways_sum(c, 0, false);
		Fraction	most = ways_sum(c, 0, true);

		c->least = c->choices == 0 ? least : fraction_min(arena, c->least, least);
		c->most = c->choices == 0 ? most : fraction_max(arena, c->most, most);
		c->choices++;
		return;
	}
	while (end < c->graph.edge_count && c->edges[end].from == c->edges[edge].from && c->edges[end].group == c->edges[edge].group)
		end++;
	for (uint32_t e = edge; e < end; e++)
		c->used[e] = c->edges[edge].group == 0;
	for (uint32_t e = edge; e < end && c->edges[edge].group != 0; e++)
	{
		c->used[e] = true;
		choices_list(c, end);
		c->used[e] = false;
	}
	if (c->edges[edge].group == 0)
		choices_list(c, end);
}

static void
random_bills(void)
{
	static Case c;
	int			good = 0,
				ranges = 0;
	uint32_t	most = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		ExplodeCircle circle;
		ExplodeAmount need;

		case_make(&c);
		choices_list(&c, 0);
		if (!explode_order(&c.graph, &circle))
			continue;
		need = explode_need(&c.graph, 0, &(ExplodeWeight) {c.target, {FRACTION_ONE, FRACTION_ONE, false}}, 1);
		good += !need.unbounded && fraction_compare(arena, need.min, c.least) == 0 && fraction_compare(arena, need.max, c.most) == 0;
		ranges += fraction_compare(arena, need.min, need.max) < 0;
		most = c.choices > most ? c.choices : most;
		test_arena_clear(&test);
	}
	ok(good == ROUNDS, "%d of %d random bills give the least and the most of all choices", good, ROUNDS);
	ok(ranges > ROUNDS / 10 && most > 10, "%d of them a range, of up to %u choices", ranges, most);
}

static bool
need_is(Case *c, uint32_t target, Fraction min, Fraction max)
{
	ExplodeAmount need = explode_need(&c->graph, 0, &(ExplodeWeight) {target, {FRACTION_ONE, FRACTION_ONE, false}}, 1);

	return !need.unbounded && fraction_compare(arena, need.min, min) == 0 && fraction_compare(arena, need.max, max) == 0;
}

static void
bill_case(void)
{
	Case		c;
	ExplodeCircle circle;
	int32_t		least[5],
				most[5];
	ExplodeAmount need;
	ExplodeWeight both[2] = {{3, {FRACTION_ONE, FRACTION_ONE, false}}, {4, {FRACTION_ONE, FRACTION_ONE, false}}};

	/* A pack of two cells and a board; a cell takes 3 of powder, or 4 of another; the board 1 of the first. */
	case_begin(&c, 5);
	edge_add(&c, 0, 1, 0, ratio(2, 1), ratio(2, 1));
	edge_add(&c, 0, 2, 0, ratio(1, 1), ratio(1, 1));
	edge_add(&c, 1, 3, 7, ratio(3, 1), ratio(3, 1));
	edge_add(&c, 1, 4, 7, ratio(4, 1), ratio(4, 1));
	edge_add(&c, 2, 3, 0, ratio(1, 1), ratio(1, 1));
	ok(explode_order(&c.graph, &circle), "a bill without a circle is put in order");
	ok(need_is(&c, 3, ratio(1, 1), ratio(7, 1)) && need_is(&c, 4, ratio(0, 1), ratio(8, 1)) && need_is(&c, 1, ratio(2, 1), ratio(2, 1)), "an alternate is taken or not");
	need = explode_need(&c.graph, 0, both, 2);
	ok(fraction_compare(arena, need.min, ratio(7, 1)) == 0 && fraction_compare(arena, need.max, ratio(9, 1)) == 0, "but of both together one is taken");
	explode_levels(&c.graph, 0, least, most);
	ok(least[0] == 0 && least[3] == 2 && most[3] == 2 && most[1] == 1, "levels are counted from the top");
	c.edges[4].factor.unbounded = true;
	need = explode_need(&c.graph, 0, both, 2);
	ok(need.unbounded && fraction_compare(arena, need.min, ratio(7, 1)) == 0, "without an upper bound the lower one holds");
	ok(need_is(&c, 4, ratio(0, 1), ratio(8, 1)), "and what does not pass there has both");
	edge_add(&c, 3, 2, 0, ratio(1, 1), ratio(1, 1));
	ok(!explode_order(&c.graph, &circle) && circle.count == 2 && circle.items[0] + circle.items[1] == 5, "a circle is found and told");
	test_arena_clear(&test);
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	random_bills();
	bill_case();
	return tap_finish();
}
