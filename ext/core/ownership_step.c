/*-------------------------------------------------------------------------
 *
 * ownership_step.c
 *	  Steps of a path from a government to a party: who holds how much.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

static Share group_share(const OwnershipView *view, uint32_t group, uint32_t entity, uint32_t metric);

/* A link whose holder counts; through a group, the step is the group's. */
OwnershipStep
ownership_step_link(const OwnershipView *view, uint32_t number)
{
	const OwnershipWorld *world = view->world;
	const OwnershipLink *link = &world->graph->links[number];

	if (world->counted[link->holder] || link->group == OWNERSHIP_NONE)
		return (OwnershipStep)
	{
		OWNERSHIP_STEP_HOLDS, link->holder, link->entity, number, OWNERSHIP_NONE, link->share
	};
	return (OwnershipStep)
	{
		OWNERSHIP_STEP_HOLDS, world->graph->node_count + link->group, link->entity, number, OWNERSHIP_NONE,
			group_share(view, link->group, link->entity, link->metric)
	};
}

OwnershipStep
ownership_step_unrecorded(const OwnershipView *view, uint32_t node, uint32_t metric)
{
	OwnershipBound rest = ownership_unrecorded(view->world, node, metric);

	return (OwnershipStep)
	{
		OWNERSHIP_STEP_UNRECORDED, OWNERSHIP_NONE, node, OWNERSHIP_NONE, OWNERSHIP_NONE,
		{
			FRACTION_ZERO, rest.value, true, !rest.open
		}
	};
}

OwnershipStep
ownership_step_edge(const OwnershipView *view, const OwnershipEdge *edge)
{
	const OwnershipGraph *graph = view->world->graph;
	const OwnershipLink *link = &graph->links[edge->link];

	return (OwnershipStep)
	{
		OWNERSHIP_STEP_HOLDS, edge->holder, edge->entity, edge->link, OWNERSHIP_NONE,
			edge->holder < graph->node_count ? link->share
			: group_share(view, edge->holder - graph->node_count, edge->entity, link->metric)
	};
}

OwnershipStep
ownership_step_member(const OwnershipView *view, uint32_t group, uint32_t node)
{
	const OwnershipGraph *graph = view->world->graph;
	uint32_t	member = graph->first_member[group];

	while (member + 1 < graph->first_member[group + 1] && graph->members[member].node != node)
		member++;
	return (OwnershipStep)
	{
		OWNERSHIP_STEP_ACTS_WITH, node, graph->node_count + group, OWNERSHIP_NONE, member, SHARE_UNKNOWN
	};
}

/* What a step by a party that counts brings: of what may be missing, all goes to those who are not recorded. */
Fraction
ownership_step_part(const OwnershipView *view, const OwnershipStep *step)
{
	const OwnershipWorld *world = view->world;

	if (step->kind == OWNERSHIP_STEP_UNRECORDED)
		return step->share.max;
	if (!world->upper)
		return step->share.min;
	return fraction_is_zero(ownership_unrecorded(world, step->to, world->graph->links[step->link].metric).value)
		? step->share.max : step->share.min;
}

/* What those parties of a group hold who do not count by themselves, cut to the whole. */
static Share
group_share(const OwnershipView *view, uint32_t group, uint32_t entity, uint32_t metric)
{
	const OwnershipWorld *world = view->world;
	const OwnershipGraph *graph = world->graph;
	Share		sum = {FRACTION_ZERO, FRACTION_ZERO, true, true};

	for (uint32_t l = graph->first_link[entity]; l < graph->first_link[entity + 1]; l++)
	{
		const OwnershipLink *link = &graph->links[l];

		if (link->group != group || link->metric != metric || world->counted[link->holder])
			continue;
		sum.min = fraction_add(graph->scratch, sum.min, link->share.min);
		sum.max = fraction_add(graph->scratch, sum.max, link->share.max);
		sum.min_inclusive = sum.min_inclusive && link->share.min_inclusive;
		sum.max_inclusive = sum.max_inclusive && link->share.max_inclusive;
	}
	sum.min = fraction_min(graph->scratch, sum.min, FRACTION_ONE);
	sum.max = fraction_min(graph->scratch, sum.max, FRACTION_ONE);
	return sum;
}
