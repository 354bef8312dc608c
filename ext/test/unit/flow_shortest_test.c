/*-------------------------------------------------------------------------
 *
 * flow_shortest_test.c
 *	  Shortest ways in random nets against distances that are improved until
 *	  nothing changes, from one root after another.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_shortest.h"

#include "tap.h"

#define CASES 2000
#define LOTS_MAX 24
#define EDGES_MAX 70
#define FAR UINT32_MAX

static TestArena test;

typedef struct Case
{
	FlowNet		net;
	FlowNetLot	lots[LOTS_MAX];
	uint32_t	input[EDGES_MAX];
	FlowShortest shortest;
} Case;

/* Edges lead from anywhere to anywhere, loops among them; numbers of lots do not go with their places. */
static void
case_make(Case *made)
{
	uint32_t	lots = 1 + (uint32_t) random_below(LOTS_MAX);
	uint32_t	step = (uint32_t) (random_below(2) == 0 ? 1 : 5);

	*made = (Case) {.net = {.arena = &test.arena,.lot_count = lots,.lots = made->lots,.input = made->input}};
	for (uint32_t l = 0; l < lots; l++)
	{
		FlowNetLot *lot = &made->lots[l];

		/* 5 and 29 share no factor, so that each number is there once. */
		lot->lot_id = 1 + (l * step) % 29;
		lot->begin = made->net.edge_count;
		for (uint64_t inputs = random_below(4); inputs > 0 && made->net.edge_count < EDGES_MAX; inputs--)
			made->input[made->net.edge_count++] = (uint32_t) random_below(lots);
		lot->end = made->net.edge_count;
	}
	flow_shortest_begin(&made->shortest, &made->net);
}

static void
distances_find(const Case *of, uint32_t root, uint32_t *steps)
{
	bool		changed = true;

	for (uint32_t l = 0; l < of->net.lot_count; l++)
		steps[l] = l == root ? 0 : FAR;
	while (changed)
	{
		changed = false;
		for (uint32_t l = 0; l < of->net.lot_count; l++)
		{
			for (uint32_t e = of->lots[l].begin; e < of->lots[l].end && steps[l] != FAR; e++)
			{
				if (steps[of->input[e]] <= steps[l] + 1)
					continue;
				steps[of->input[e]] = steps[l] + 1;
				changed = true;
			}
		}
	}
}

/* Whether below a lot comes, of those that are made of it and one step nearer, the one of the least number. */
static bool
below_right(const Case *of, uint32_t lot, const uint32_t *steps)
{
	uint32_t	best = FAR;

	for (uint32_t l = 0; l < of->net.lot_count; l++)
	{
		for (uint32_t e = of->lots[l].begin; e < of->lots[l].end; e++)
		{
			if (of->input[e] == lot && steps[l] != FAR && steps[l] + 1 == steps[lot] && (best == FAR || of->lots[l].lot_id < of->lots[best].lot_id))
				best = l;
		}
	}
	return of->shortest.below[lot] == best;
}

static bool
search_holds(Case *of)
{
	uint32_t	root = (uint32_t) random_below(of->net.lot_count);
	uint32_t	targets[4];
	uint32_t	count = (uint32_t) random_below(5);
	uint32_t	steps[LOTS_MAX];

	for (uint32_t t = 0; t < count; t++)
		targets[t] = (uint32_t) random_below(of->net.lot_count);
	flow_shortest_search(&of->shortest, root, targets, count);
	distances_find(of, root, steps);
	for (uint32_t t = 0; t < count; t++)
	{
		uint32_t	lot = targets[t];

		if (flow_shortest_found(&of->shortest, lot) != (steps[lot] != FAR))
			return false;
		if (steps[lot] == FAR)
			continue;
		for (; lot != root; lot = of->shortest.below[lot])
		{
			if (of->shortest.steps[lot] != steps[lot] || !below_right(of, lot, steps))
				return false;
		}
	}
	return true;
}

/* Several searches of one net, as what one leaves must not lead the next astray. */
static bool
case_holds(Case *of)
{
	bool		good = true;

	for (int search = 0; search < 6 && good; search++)
		good = search_holds(of);
	test_arena_clear(&test);
	return good;
}

int
main(void)
{
	uint64_t	wrong = 0;
	Case		made;

	random_begin();
	test_arena_begin(&test);
	for (int c = 0; c < CASES; c++)
	{
		case_make(&made);
		wrong += !case_holds(&made);
	}
	ok(wrong == 0, "six searches in each of %d random nets find the distances, and always the same way", CASES);
	return tap_finish();
}
