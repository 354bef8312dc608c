/*-------------------------------------------------------------------------
 *
 * ownership_count.c
 *	  Which parties count as the government: it, and whatever it holds to
 *	  half or more, directly or through others that count.
 *
 * Example: CN holds 60 % of A, A holds 30 % and CN 20 % of B.  A counts, so
 * the holders of B that count have 50 %, and B counts too.
 *
 * The least such set is found by a queue: each party that comes to count
 * adds its links to the tallies of what it holds, and a tally that reaches
 * the line puts its party into the queue.  Each link is added once.
 *
 * In the upper world whoever is not recorded counts.  Of a party that is not
 * stated to be complete, those who count may then hold everything that
 * nobody else certainly holds.
 *
 * A party that counts brings what it holds, one that does not may bring more:
 * A with 90 % of the government's and 60 % of B brings 60 % if it counts, and
 * 90 % if it does not.  So where a holder of half or more counts in one world
 * and not in the other, no sum of shares bounds what it brings from above.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

typedef struct CountQueue
{
	OwnershipWorld *world;
	uint32_t   *nodes;
	uint32_t	head;
	uint32_t	tail;
	uint32_t	group_rank;
} CountQueue;

static OwnershipBound unit_top(const OwnershipWorld *world, const OwnershipLink *link);
static void tallies_begin(OwnershipWorld *world);
static void sources_enter(CountQueue *queue);
static void node_check(CountQueue *queue, uint32_t node);
static void node_enter(CountQueue *queue, uint32_t node);
static void node_spread(CountQueue *queue, uint32_t node);
static void group_enter(CountQueue *queue, const OwnershipMember *member);
static void link_count(CountQueue *queue, uint32_t link);

void
ownership_count(OwnershipWorld *world)
{
	const OwnershipGraph *graph = world->graph;
	const Arena *arena = graph->scratch;
	CountQueue	queue = {world, ownership_allocate(arena, graph->node_count, sizeof(uint32_t)), 0, 0, 0};

	world->source = ownership_allocate(arena, graph->node_count, sizeof(bool));
	world->counted = ownership_allocate(arena, graph->node_count, sizeof(bool));
	world->link_counted = ownership_allocate(arena, graph->link_count, sizeof(bool));
	world->group_counted = ownership_allocate(arena, graph->group_count, sizeof(bool));
	world->rank = ownership_allocate(arena, (size_t) graph->node_count + graph->group_count, sizeof(uint32_t));
	tallies_begin(world);
	sources_enter(&queue);
	if (world->upper && world->doctrine->merges)
		for (uint32_t n = 0; n < graph->node_count; n++)
			if (!graph->nodes[n].complete)
				node_check(&queue, n);
	while (queue.head < queue.tail)
	{
		arena_check(arena);
		node_spread(&queue, queue.nodes[queue.head++]);
	}
	arena_release(arena, queue.nodes);
}

/*
 * What the parties that count hold of a party, at least or at most.  Nobody
 * can hold what others certainly hold, as long as the records add up to no
 * more than the whole.
 */
OwnershipBound
ownership_counted_share(const OwnershipWorld *world, uint32_t node, uint32_t metric)
{
	const Arena *arena = world->graph->scratch;
	const OwnershipTally *tally = &world->tallies[(size_t) node * world->graph->metric_count + metric];
	OwnershipBound recorded = {tally->max_counted, tally->open_max_counted > 0};
	OwnershipBound room;
	int			order;

	if (!world->upper)
		return (OwnershipBound) {tally->min_counted, tally->open_min_counted > 0};
	if (ownership_excess(arena, tally))
		return recorded;
	room.value = fraction_add(arena, fraction_subtract(arena, FRACTION_ONE, tally->min_all), tally->min_counted);
	room.open = tally->open_min_all > tally->open_min_counted;
	if (!world->graph->nodes[node].complete)
		return room;
	order = fraction_compare(arena, recorded.value, room.value);
	if (order == 0)
		recorded.open = (recorded.open || room.open) && !fraction_is_zero(recorded.value);
	return order <= 0 ? recorded : room;
}

/* What holders that are not recorded have of a party, at most. */
OwnershipBound
ownership_unrecorded(const OwnershipWorld *world, uint32_t node, uint32_t metric)
{
	const Arena *arena = world->graph->scratch;
	const OwnershipTally *tally = &world->tallies[(size_t) node * world->graph->metric_count + metric];

	if (!world->upper || world->graph->nodes[node].complete || world->source[node] ||
		fraction_compare(arena, tally->min_all, FRACTION_ONE) >= 0)
		return OWNERSHIP_NOTHING;
	return (OwnershipBound)
	{
		fraction_subtract(arena, FRACTION_ONE, tally->min_all), tally->open_min_all > 0
	};
}

/* Whether somebody who only may count may hold half or more of a party. */
bool
ownership_half_unsure(const OwnershipWorld *world, uint32_t node, uint32_t metric)
{
	const OwnershipGraph *graph = world->graph;
	const Arena *arena = graph->scratch;
	Fraction	half = world->doctrine->merge_at;

	if (!world->upper || !world->doctrine->merges)
		return false;
	if (ownership_may_reach(arena, ownership_unrecorded(world, node, metric), half, true))
		return true;
	for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
	{
		const OwnershipLink *link = &graph->links[l];

		if (link->metric == metric && world->link_counted[l] && !world->other->link_counted[l] &&
			(link->group != OWNERSHIP_NONE || fraction_compare(arena, link->share.max, half) >= 0) &&
			ownership_may_reach(arena, unit_top(world, link), half, true))
			return true;
	}
	return false;
}

/* What the holder of a link, or the group it acts in, can have at most. */
static OwnershipBound
unit_top(const OwnershipWorld *world, const OwnershipLink *link)
{
	const OwnershipGraph *graph = world->graph;
	const Arena *arena = graph->scratch;
	const OwnershipTally *tally = &world->tallies[(size_t) link->entity * graph->metric_count + link->metric];
	OwnershipBound top = OWNERSHIP_NOTHING;
	Fraction	low = FRACTION_ZERO;
	uint32_t	open_low = 0;

	for (uint32_t l = graph->first_link[link->entity]; l < graph->first_link[link->entity + 1]; l++)
	{
		const OwnershipLink *other = &graph->links[l];

		if (other->metric != link->metric ||
			(other != link && (link->group == OWNERSHIP_NONE || other->group != link->group)))
			continue;
		top = ownership_add(arena, top, (OwnershipBound) {other->share.max, !other->share.max_inclusive});
		low = fraction_add(arena, low, other->share.min);
		open_low += !other->share.min_inclusive;
	}
	return ownership_within(arena, top, tally, low, open_low);
}

/*
 * What is left of a party for those who do not count, once everybody has what
 * is certain and those who count have all they can; false where nothing
 * limits it.
 */
bool
ownership_left(const OwnershipWorld *world, uint32_t node, uint32_t metric, Fraction *left)
{
	const Arena *arena = world->graph->scratch;
	const OwnershipTally *tally = &world->tallies[(size_t) node * world->graph->metric_count + metric];

	if (!world->graph->nodes[node].complete || ownership_excess(arena, tally))
		return false;
	*left = fraction_subtract(arena, fraction_subtract(arena, FRACTION_ONE, tally->min_all), fraction_subtract(arena, tally->max_counted, tally->min_counted));
	if (fraction_sign(*left) < 0)
		*left = FRACTION_ZERO;
	return true;
}

/* Whether the records contradict each other: what holders certainly have is more than the whole. */
bool
ownership_excess(const Arena *arena, const OwnershipTally *tally)
{
	int			order = fraction_compare(arena, tally->min_all, FRACTION_ONE);

	return order > 0 || (order == 0 && tally->open_min_all > 0);
}

/*
 * Cuts what a holder can have, of which low is certain, to what the others
 * leave it; where the records contradict each other, they say nothing.
 */
OwnershipBound
ownership_within(const Arena *arena, OwnershipBound top, const OwnershipTally *tally, Fraction low, uint32_t open_low)
{
	OwnershipBound room;
	int			order;

	if (ownership_excess(arena, tally))
		return top;
	room.value = fraction_add(arena, fraction_subtract(arena, FRACTION_ONE, tally->min_all), low);
	room.open = tally->open_min_all > open_low;
	order = fraction_compare(arena, room.value, top.value);
	if (order == 0)
		top.open = top.open || room.open;
	return order < 0 ? room : top;
}

static void
tallies_begin(OwnershipWorld *world)
{
	const OwnershipGraph *graph = world->graph;
	const Arena *arena = graph->scratch;
	size_t		count = (size_t) graph->node_count * graph->metric_count;

	world->tallies = ownership_allocate(arena, count, sizeof(OwnershipTally));
	for (size_t i = 0; i < count; i++)
		world->tallies[i] = (OwnershipTally)
	{
		FRACTION_ZERO, FRACTION_ZERO, FRACTION_ZERO, 0, 0, 0
	};
	for (uint32_t l = 0; l < graph->link_count; l++)
	{
		const OwnershipLink *link = &graph->links[l];
		OwnershipTally *tally = &world->tallies[(size_t) link->entity * graph->metric_count + link->metric];

		tally->min_all = fraction_add(arena, tally->min_all, link->share.min);
		tally->open_min_all += !link->share.min_inclusive;
	}
}

static void
sources_enter(CountQueue *queue)
{
	OwnershipWorld *world = queue->world;

	for (uint32_t n = 0; n < world->graph->node_count; n++)
	{
		const OwnershipNode *node = &world->graph->nodes[n];

		world->source[n] = ((world->upper ? node->maybe : node->sure) & world->nations) != 0;
		if (world->source[n])
			node_enter(queue, n);
	}
}

static void
node_enter(CountQueue *queue, uint32_t node)
{
	queue->world->counted[node] = true;
	queue->world->rank[node] = queue->tail;
	queue->nodes[queue->tail++] = node;
}

/* Lets a party count once the holders that count have enough of it in one metric. */
static void
node_check(CountQueue *queue, uint32_t node)
{
	const OwnershipWorld *world = queue->world;
	const Arena *arena = world->graph->scratch;

	if (world->counted[node] || !world->doctrine->merges)
		return;
	for (uint32_t m = 0; m < world->graph->metric_count; m++)
	{
		OwnershipBound held = ownership_counted_share(world, node, m);

		if (world->upper ? ownership_may_reach(arena, held, world->doctrine->merge_at, true)
			: ownership_must_reach(arena, held, world->doctrine->merge_at, true))
		{
			node_enter(queue, node);
			return;
		}
	}
}

/* Counts what a party holds, and what others hold who act together with it. */
static void
node_spread(CountQueue *queue, uint32_t node)
{
	const OwnershipGraph *graph = queue->world->graph;

	for (uint32_t i = graph->first_holding[node]; i < graph->first_holding[node + 1]; i++)
		link_count(queue, graph->holdings[i]);
	for (uint32_t i = graph->first_role[node]; i < graph->first_role[node + 1]; i++)
		group_enter(queue, &graph->members[graph->roles[i]]);
}

static void
group_enter(CountQueue *queue, const OwnershipMember *member)
{
	const OwnershipGraph *graph = queue->world->graph;

	if (queue->world->group_counted[member->group])
		return;
	queue->world->group_counted[member->group] = true;
	queue->world->rank[graph->node_count + member->group] = queue->world->rank[member->node];
	for (uint32_t l = graph->first_link[member->entity]; l < graph->first_link[member->entity + 1]; l++)
		if (graph->links[l].group == member->group)
			link_count(queue, l);
}

static void
link_count(CountQueue *queue, uint32_t number)
{
	OwnershipWorld *world = queue->world;
	const OwnershipLink *link = &world->graph->links[number];
	OwnershipTally *tally = &world->tallies[(size_t) link->entity * world->graph->metric_count + link->metric];
	const Arena *arena = world->graph->scratch;

	if (world->link_counted[number])
		return;
	world->link_counted[number] = true;
	tally->min_counted = fraction_add(arena, tally->min_counted, link->share.min);
	tally->max_counted = fraction_add(arena, tally->max_counted, link->share.max);
	tally->open_min_counted += !link->share.min_inclusive;
	tally->open_max_counted += !link->share.max_inclusive;
	node_check(queue, link->entity);
}
