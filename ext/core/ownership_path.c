/*-------------------------------------------------------------------------
 *
 * ownership_path.c
 *	  The paths by which a government reaches a party, greatest first.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

typedef struct PathParts
{
	OwnershipStep *steps;		/* last steps, the one that brings the most first */
	Fraction   *parts;			/* what each brings */
	uint32_t	count;
	uint32_t	count_max;
} PathParts;

static void parts_collect(const OwnershipTree *tree, uint32_t node, PathParts *parts);
static void part_insert(const OwnershipView *view, PathParts *parts, OwnershipStep step, Fraction part);
static void path_read(const OwnershipTree *tree, const OwnershipStep *last, OwnershipPath *path);

/*
 * Reads the paths to a party, the one that brings the most first, until they
 * reach the threshold together or path_max are read.  Returns how many; the
 * steps of each are the caller's to release.
 */
uint32_t
ownership_paths(const OwnershipTree *tree, uint32_t node, uint32_t path_max, OwnershipPath *paths)
{
	const OwnershipWorld *world = tree->view->world;
	const OwnershipDoctrine *doctrine = world->doctrine;
	const Arena *arena = world->graph->scratch;
	PathParts	parts = {NULL, NULL, 0, path_max};
	OwnershipBound sum = OWNERSHIP_NOTHING;
	uint32_t	read = 0;

	if (world->source[node])
		return 0;
	parts.steps = ownership_allocate(arena, path_max, sizeof(OwnershipStep));
	parts.parts = ownership_allocate(arena, path_max, sizeof(Fraction));
	parts_collect(tree, node, &parts);
	while (read < parts.count &&
		   (read == 0 || !ownership_may_reach(arena, sum, doctrine->threshold, doctrine->threshold_inclusive)))
	{
		paths[read].part = (OwnershipBound) {parts.parts[read], false};
		sum = ownership_add(arena, sum, paths[read].part);
		path_read(tree, &parts.steps[read], &paths[read]);
		read++;
	}
	arena_release(arena, parts.parts);
	arena_release(arena, parts.steps);
	return read;
}

/* All that brings something: links of parties that count, weighted ones of others, holders who are not recorded. */
static void
parts_collect(const OwnershipTree *tree, uint32_t node, PathParts *parts)
{
	const OwnershipView *view = tree->view;
	const OwnershipWorld *world = view->world;
	const OwnershipGraph *graph = world->graph;
	uint32_t	metric = ownership_view_metric(view, node);
	OwnershipStep step;

	for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
		if (world->link_counted[l] && graph->links[l].metric == metric)
		{
			step = ownership_step_link(view, l);
			part_insert(view, parts, step, ownership_step_part(view, &step));
		}
	for (uint32_t e = view->first_edge[node]; e < view->first_edge[node + 1]; e++)
	{
		const OwnershipEdge *edge = &view->edges[e];

		if (tree->reached[edge->holder])
			part_insert(view, parts, ownership_step_edge(view, edge),
						fraction_multiply(graph->scratch, edge->weight.value, view->values[edge->holder].value));
	}
	step = ownership_step_unrecorded(view, node, metric);
	part_insert(view, parts, step, ownership_step_part(view, &step));
}

/* Keeps the greatest parts; the links of one group make one step. */
static void
part_insert(const OwnershipView *view, PathParts *parts, OwnershipStep step, Fraction part)
{
	uint32_t	place = parts->count;

	if (fraction_is_zero(part))
		return;
	for (uint32_t i = 0; i < parts->count; i++)
		if (parts->steps[i].from == step.from)
			return;
	while (place > 0 && fraction_compare(view->world->graph->scratch, part, parts->parts[place - 1]) > 0)
		place--;
	if (place == parts->count_max)
		return;
	if (parts->count < parts->count_max)
		parts->count++;
	for (uint32_t i = parts->count - 1; i > place; i--)
	{
		parts->steps[i] = parts->steps[i - 1];
		parts->parts[i] = parts->parts[i - 1];
	}
	parts->steps[place] = step;
	parts->parts[place] = part;
}

/* Follows the best steps up from the last one, and turns them round. */
static void
path_read(const OwnershipTree *tree, const OwnershipStep *last, OwnershipPath *path)
{
	const OwnershipWorld *world = tree->view->world;
	const OwnershipStep *step = last;
	uint32_t	count = 1;

	while (step->from != OWNERSHIP_NONE && tree->reached[step->from] &&
		   (step->from >= world->graph->node_count || !world->source[step->from]))
	{
		step = &tree->best[step->from];
		count++;
	}
	path->step_count = count;
	path->steps = ownership_allocate(world->graph->scratch, count, sizeof(OwnershipStep));
	step = last;
	while (--count > 0)
	{
		path->steps[count] = *step;
		step = &tree->best[step->from];
	}
	path->steps[0] = *step;
}
