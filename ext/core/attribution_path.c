/*-------------------------------------------------------------------------
 *
 * attribution_path.c
 *	  By which holders a party is caught, as paths.
 *
 * A path begins with a holder that counts by itself, or with somebody who is
 * not recorded, and ends with the party.  Where a holder counts because a
 * test caught it, the path goes on upward by that test.
 *
 *-------------------------------------------------------------------------
 */
#include "core/attribution.h"

#define PATH_STEPS_MAX 4096

/* A path while it is followed upward. */
typedef struct Climb
{
	const Attribution *attribution;
	int			world;
	uint32_t	test;
	uint32_t	slot;
	uint32_t	key;
	OwnershipStep *steps;		/* the last of the path first */
	uint32_t	count;
	uint32_t	space;
} Climb;

static uint32_t links_choose(const Attribution *attribution, int world, uint32_t node, const AttributionBest *best, uint32_t max, uint32_t *links);
static void climb_run(Climb *climb, uint32_t node, uint32_t link);
static void step_add(Climb *climb, uint32_t node, uint32_t link);
static bool climb_next(Climb *climb, uint32_t node, uint32_t *link);
static bool been_there(const Climb *climb, uint32_t node);
static void path_turn(Climb *climb, OwnershipPath *path);

/* The paths by which a test has most of a party; their steps stand in the scratch arena. */
uint32_t
attribution_paths(const Attribution *attribution, int world, uint32_t node, uint32_t test, uint32_t path_max, OwnershipPath *paths)
{
	const OwnershipGraph *graph = attribution->graph;
	const AttributionBest *best = &attribution->bests[world][(size_t) node * attribution->test_count + test];
	uint32_t   *links;
	uint32_t	count;

	if (best->slot == OWNERSHIP_NONE || path_max == 0)
		return 0;
	links = ownership_allocate(graph->scratch, path_max, sizeof(uint32_t));
	count = links_choose(attribution, world, node, best, path_max, links);
	for (uint32_t i = 0; i < count; i++)
	{
		Climb		climb = {attribution, world, test, best->slot, best->key, NULL, 0, 8};

		climb.steps = ownership_allocate(graph->scratch, climb.space, sizeof(OwnershipStep));
		climb_run(&climb, node, links[i]);
		path_turn(&climb, &paths[i]);
	}
	arena_release(graph->scratch, links);
	return count;
}

/* The links that bring most, greatest first; holders that are not recorded come last. */
static uint32_t
links_choose(const Attribution *attribution, int world, uint32_t node, const AttributionBest *best, uint32_t max, uint32_t *links)
{
	const OwnershipGraph *graph = attribution->graph;
	const Arena *arena = graph->scratch;
	const AttributionSlot *of = &attribution->slots[best->slot];
	Fraction   *brings = ownership_allocate(arena, max, sizeof(Fraction));
	uint32_t	count = 0;

	for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
	{
		const OwnershipLink *link = &graph->links[l];
		OwnershipBound part = attribution_part(attribution, world, of->carry, link->holder, best->key);
		Fraction	value = fraction_multiply(arena, part.value, link->share.max);
		uint32_t	place = count;

		if (link->metric != of->metric || fraction_is_zero(value))
			continue;
		while (place > 0 && fraction_compare(arena, value, brings[place - 1]) > 0)
			place--;
		if (place == max)
			continue;
		count += count < max;
		for (uint32_t i = count - 1; i > place; i--)
		{
			links[i] = links[i - 1];
			brings[i] = brings[i - 1];
		}
		links[place] = l;
		brings[place] = value;
	}
	if (count < max && attribution_unrecorded(attribution, world, of->metric, node))
		links[count++] = OWNERSHIP_NONE;
	arena_release(arena, brings);
	return count;
}

static void
climb_run(Climb *climb, uint32_t node, uint32_t link)
{
	const OwnershipGraph *graph = climb->attribution->graph;

	for (;;)
	{
		step_add(climb, node, link);
		if (link == OWNERSHIP_NONE || climb->count >= PATH_STEPS_MAX)
			return;
		node = graph->links[link].holder;
		if (been_there(climb, node) || !climb_next(climb, node, &link))
			return;
	}
}

static void
step_add(Climb *climb, uint32_t node, uint32_t link)
{
	const OwnershipGraph *graph = climb->attribution->graph;

	if (climb->count == climb->space)
	{
		OwnershipStep *steps = ownership_allocate(graph->scratch, climb->space * 2, sizeof(OwnershipStep));

		for (uint32_t i = 0; i < climb->count; i++)
			steps[i] = climb->steps[i];
		arena_release(graph->scratch, climb->steps);
		climb->steps = steps;
		climb->space *= 2;
	}
	climb->steps[climb->count] = (OwnershipStep) {OWNERSHIP_STEP_UNRECORDED, OWNERSHIP_NONE, node, OWNERSHIP_NONE, 0, SHARE_UNKNOWN};
	if (link != OWNERSHIP_NONE)
		climb->steps[climb->count] = (OwnershipStep) {OWNERSHIP_STEP_HOLDS, graph->links[link].holder, node, link, 0, graph->links[link].share};
	climb->count++;
}

/* The link by which a holder comes to count, or to pass on; false where the path begins with it. */
static bool
climb_next(Climb *climb, uint32_t node, uint32_t *link)
{
	const Attribution *attribution = climb->attribution;
	const AttributionNode *of = &attribution->nodes[node];
	uint64_t	holders = attribution->tests[climb->test].holders;
	bool		own = climb->key == ATTRIBUTION_ALL || climb->key == of->key;
	const AttributionEntry *entry;

	if (climb->world == 1 && of->unknown)
		return false;
	if (own && attribution_is_source(attribution, climb->world, climb->test, node))
	{
		if (((climb->world == 0 ? of->sure : of->maybe) & holders) != 0)
			return false;
		for (uint32_t t = 0; t < attribution->test_count; t++)
		{
			const AttributionBest *best = &attribution->bests[climb->world][(size_t) node * attribution->test_count + t];

			if ((attribution->tests[t].caught & holders & attribution->classes[climb->world][node]) == 0 || best->slot == OWNERSHIP_NONE)
				continue;
			climb->test = t;
			climb->slot = best->slot;
			climb->key = best->key;
			return links_choose(attribution, climb->world, node, best, 1, link) > 0;
		}
		return false;
	}
	climb->slot = attribution->slots[climb->slot].carry;
	if (climb->key == ATTRIBUTION_ALL)
	{
		AttributionBest best = {OWNERSHIP_NOTHING, climb->slot, climb->key};

		return links_choose(attribution, climb->world, node, &best, 1, link) > 0;
	}
	entry = attribution_entry(attribution, climb->world, climb->slot, node, climb->key);
	if (entry == NULL)
		entry = attribution_entry(attribution, climb->world, climb->slot, node, ATTRIBUTION_ANYBODY);
	if (entry == NULL)
		return false;
	*link = entry->link;
	return true;
}

static bool
been_there(const Climb *climb, uint32_t node)
{
	for (uint32_t i = 0; i < climb->count; i++)
		if (climb->steps[i].to == node)
			return true;
	return false;
}

/* From the holder down to the party. */
static void
path_turn(Climb *climb, OwnershipPath *path)
{
	for (uint32_t i = 0; i < climb->count / 2; i++)
	{
		OwnershipStep step = climb->steps[i];

		climb->steps[i] = climb->steps[climb->count - 1 - i];
		climb->steps[climb->count - 1 - i] = step;
	}
	*path = (OwnershipPath) {OWNERSHIP_NOTHING, climb->count, climb->steps};
}
