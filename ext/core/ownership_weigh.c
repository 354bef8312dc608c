/*-------------------------------------------------------------------------
 *
 * ownership_weigh.c
 *	  What each holder of a party counts, as the terms of x = b + W x.
 *
 * b is what the parties that count as the government hold of it; each other
 * holder has a weight: its share, or one where the share is half or more
 * ("counts as one").  Holders that act together stand as one holder, a node
 * of its own that is fed by each of them in full.
 *
 * Upper ends: a holder cannot have more than what the others leave, and of
 * what ranges leave open those who count as the government have as much as
 * they can.  Several others who could have the rest share it when the view is
 * solved.  Where holders may be missing, what is left is given to them, who may be the
 * government, and each recorded holder keeps its lower end; only where it
 * might have half or more does it count in full all the same.
 *
 * Lower ends: a holder that counts in full, and in the upper world counts as
 * the government, brings the lesser of the two.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

/* What one holder has of one party in one metric; several links where a group acts. */
typedef struct Holding
{
	Fraction	min;
	Fraction	max;
	uint32_t	open_min;
	uint32_t	open_max;
	uint32_t	link;			/* one of the links */
	bool		any;
} Holding;

typedef struct Weighing
{
	OwnershipView *view;
	bool		high;			/* upper ends are taken */
	bool		reach;			/* as much as each holder can have, whatever the others have */
	Holding    *groups;			/* per group and metric */
	uint32_t   *touched;		/* groups that act in the party at hand */
	uint32_t	touched_count;
} Weighing;

static void node_weigh(Weighing *weighing, uint32_t node);
static void holding_add(Weighing *weighing, Holding *holdings, const OwnershipLink *link);
static void edge_emit(Weighing *weighing, uint32_t entity, uint32_t holder, const Holding *holdings);
static bool holding_bound(const Weighing *weighing, uint32_t entity, uint32_t metric,
						  const Holding *holding, OwnershipBound *share);
static void groups_feed(Weighing *weighing);
static void constant_set(OwnershipView *view, uint32_t node);

/*
 * Fills the constants and edges of a view.  With reach, the weights are
 * those that each holder could have by itself, and what counts as the
 * government is left as it is.
 */
void
ownership_weigh(OwnershipView *view, bool reach)
{
	const OwnershipGraph *graph = view->world->graph;
	const Arena *arena = graph->scratch;
	size_t		cells = (size_t) graph->group_count * graph->metric_count;
	Weighing	weighing = {view, view->world->upper || reach, reach, NULL, NULL, 0};

	view->node_count = graph->node_count + graph->group_count;
	view->constants = ownership_allocate(arena, view->node_count, sizeof(OwnershipBound));
	view->first_edge = ownership_allocate(arena, (size_t) view->node_count + 1, sizeof(uint32_t));
	view->edges = ownership_allocate(arena, (size_t) graph->link_count + graph->group_count + graph->member_count,
									 sizeof(OwnershipEdge));
	view->edge_count = 0;
	weighing.groups = ownership_allocate(arena, cells, sizeof(Holding));
	weighing.touched = ownership_allocate(arena, graph->group_count, sizeof(uint32_t));
	for (uint32_t n = 0; n < graph->node_count; n++)
	{
		if ((n & 1023) == 0)
			arena_check(arena);
		view->first_edge[n] = view->edge_count;
		constant_set(view, n);
		if (!view->world->source[n])
			node_weigh(&weighing, n);
	}
	groups_feed(&weighing);
	view->first_edge[view->node_count] = view->edge_count;
	arena_release(arena, weighing.touched);
	arena_release(arena, weighing.groups);
}

/* The metric that a view shows of a party: its own, or the one in which those who count have most. */
uint32_t
ownership_view_metric(const OwnershipView *view, uint32_t node)
{
	const OwnershipWorld *world = view->world;
	uint32_t	best = 0;

	if (!world->doctrine->largest_metric)
		return view->metric;
	for (uint32_t m = 1; m < world->graph->metric_count; m++)
	{
		OwnershipBound have = ownership_counted_share(world, node, best);
		OwnershipBound other = ownership_counted_share(world, node, m);
		int			order = fraction_compare(world->graph->scratch, other.value, have.value);

		if (order > 0 || (order == 0 && world->upper && have.open && !other.open))
			best = m;
	}
	return best;
}

static void
constant_set(OwnershipView *view, uint32_t node)
{
	const OwnershipWorld *world = view->world;
	bool		one = world->source[node];

	for (uint32_t m = 0; m < world->graph->metric_count && !one; m++)
		if (m == view->metric || world->doctrine->largest_metric)
			one = ownership_half_unsure(world, node, m);
	view->constants[node] = one ? (OwnershipBound) {FRACTION_ONE, false}
		: ownership_counted_share(world, node, ownership_view_metric(view, node));
}

/* Adds up each holder's links, which stand together, and makes an edge of them. */
static void
node_weigh(Weighing *weighing, uint32_t node)
{
	const OwnershipGraph *graph = weighing->view->world->graph;
	Holding		holdings[OWNERSHIP_METRICS_MAX] = {0};
	uint32_t	end = graph->first_link[node + 1];
	bool		any = false;

	for (uint32_t l = graph->first_link[node]; l < end; l++)
	{
		const OwnershipLink *link = &graph->links[l];

		if (!weighing->view->world->link_counted[l])
		{
			if (weighing->high && link->group != OWNERSHIP_NONE)
				holding_add(weighing, &weighing->groups[(size_t) link->group * graph->metric_count], link);
			else
			{
				holding_add(weighing, holdings, link);
				any = true;
			}
		}
		if (any && (l + 1 == end || graph->links[l + 1].holder != link->holder))
		{
			edge_emit(weighing, node, link->holder, holdings);
			for (uint32_t m = 0; m < graph->metric_count; m++)
				holdings[m].any = false;
			any = false;
		}
	}
	for (uint32_t i = 0; i < weighing->touched_count; i++)
		edge_emit(weighing, node, graph->node_count + weighing->touched[i],
				  &weighing->groups[(size_t) weighing->touched[i] * graph->metric_count]);
	weighing->touched_count = 0;
}

static void
holding_add(Weighing *weighing, Holding *holdings, const OwnershipLink *link)
{
	const OwnershipGraph *graph = weighing->view->world->graph;
	Holding    *holding = &holdings[link->metric];

	if (weighing->high && link->group != OWNERSHIP_NONE)
	{
		bool		fresh = true;

		for (uint32_t m = 0; m < graph->metric_count; m++)
			fresh = fresh && !holdings[m].any;
		if (fresh)
			weighing->touched[weighing->touched_count++] = link->group;
	}
	if (!holding->any)
		*holding = (Holding) {FRACTION_ZERO, FRACTION_ZERO, 0, 0, OWNERSHIP_NONE, true};
	holding->min = fraction_add(graph->scratch, holding->min, link->share.min);
	holding->max = fraction_add(graph->scratch, holding->max, link->share.max);
	holding->open_min += !link->share.min_inclusive;
	holding->open_max += !link->share.max_inclusive;
	holding->link = (uint32_t) (link - graph->links);
}

/* An edge in the view's metric, or in the one in which the holder has most. */
static void
edge_emit(Weighing *weighing, uint32_t entity, uint32_t holder, const Holding *holdings)
{
	OwnershipView *view = weighing->view;
	const OwnershipDoctrine *doctrine = view->world->doctrine;
	const Arena *arena = view->world->graph->scratch;
	OwnershipEdge edge = {entity, holder, OWNERSHIP_NONE, false, false, OWNERSHIP_NOTHING, OWNERSHIP_NOTHING, FRACTION_ZERO};

	for (uint32_t m = 0; m < view->world->graph->metric_count; m++)
	{
		OwnershipBound share;
		bool		whole;
		int			order;

		if (!holdings[m].any || (!doctrine->largest_metric && m != view->metric))
			continue;
		whole = holding_bound(weighing, entity, m, &holdings[m], &share);
		order = fraction_compare(arena, share.value, edge.share.value);
		edge.whole = edge.whole || whole;
		if (order > 0 || (order == 0 && edge.share.open) || edge.link == OWNERSHIP_NONE)
		{
			edge.share = share;
			edge.link = holdings[m].link;
			edge.spare = fraction_subtract(arena, share.value, holdings[m].min);
		}
	}
	edge.limited = edge.whole && !weighing->high && view->world->other->counted[holder];
	edge.weight = edge.whole ? (OwnershipBound) {FRACTION_ONE, false} : edge.share;
	if (!fraction_is_zero(edge.weight.value))
		view->edges[view->edge_count++] = edge;
}

/* What a holder has of a party, by this world's end; returns whether they count as one. */
static bool
holding_bound(const Weighing *weighing, uint32_t entity, uint32_t metric,
			  const Holding *holding, OwnershipBound *share)
{
	const OwnershipWorld *world = weighing->view->world;
	const OwnershipDoctrine *doctrine = world->doctrine;
	const Arena *arena = world->graph->scratch;
	const OwnershipTally *tally = &world->tallies[(size_t) entity * world->graph->metric_count + metric];
	bool		excess = ownership_excess(arena, tally);
	OwnershipBound top = {holding->max, holding->open_max > 0};
	Fraction	left;
	bool		whole;

	*share = (OwnershipBound) {holding->min, holding->open_min > 0};
	if (!weighing->high)
		return doctrine->merges && ownership_must_reach(arena, *share, doctrine->merge_at, true);
	top = ownership_within(arena, top, tally, holding->min, holding->open_min);
	whole = doctrine->merges && ownership_may_reach(arena, top, doctrine->merge_at, true);
	if (excess || weighing->reach || world->graph->nodes[entity].complete)
		*share = top;
	else
		share->open = false;
	if (!weighing->reach && !doctrine->largest_metric && ownership_left(world, entity, metric, &left))
	{
		left = fraction_add(arena, holding->min, left);
		if (fraction_compare(arena, left, share->value) < 0)
			*share = (OwnershipBound) {left, false};
	}
	return whole;
}

/* Each party to an agreement feeds the group in full. */
static void
groups_feed(Weighing *weighing)
{
	OwnershipView *view = weighing->view;
	const OwnershipGraph *graph = view->world->graph;

	for (uint32_t g = 0; g < graph->group_count; g++)
	{
		uint32_t	node = graph->node_count + g;

		view->first_edge[node] = view->edge_count;
		view->constants[node] = OWNERSHIP_NOTHING;
		if (!weighing->high || view->world->group_counted[g])
			continue;
		for (uint32_t i = graph->first_member[g]; i < graph->first_member[g + 1]; i++)
			view->edges[view->edge_count++] = (OwnershipEdge)
		{
			node, graph->members[i].node, OWNERSHIP_NONE, true, false,
			{FRACTION_ONE, false}, {FRACTION_ONE, false}, FRACTION_ZERO
		};
	}
}
