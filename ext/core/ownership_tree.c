/*-------------------------------------------------------------------------
 *
 * ownership_tree.c
 *	  By which holder each party is best reached from the government.
 *
 * For parties that count as the government the holder must have come to
 * count earlier; for the others the greatest products are found as shortest
 * paths are, from the government down.  So going from holder to holder ends
 * at the government, whatever circles there are.
 *
 * Products decide nothing here but which path is shown, so they are plain
 * floating point, with an exponent of their own: long paths underflow.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

typedef struct Strength
{
	double		part;			/* above 2^-500, at most 1; 0 is nothing */
	int32_t		scale;			/* the strength is part times 2^(500 scale) */
} Strength;

typedef struct TreeSearch
{
	OwnershipTree *tree;
	Strength   *strengths;		/* per node */
	bool	   *settled;
	uint32_t   *first_out;		/* per node: its first entry in outs */
	uint32_t   *outs;			/* edges by holder */
	uint32_t   *heap;			/* nodes, strongest first, from 1 */
	uint32_t   *heap_place;		/* per node: where it is in the heap; 0 is not in it */
	uint32_t	heap_count;
} TreeSearch;

static void edges_by_holder(TreeSearch *search);
static void node_begin(TreeSearch *search, uint32_t node);
static bool counted_step(const OwnershipView *view, uint32_t node, bool earlier, OwnershipStep *best);
static void step_offer(const OwnershipView *view, OwnershipStep step, OwnershipStep *best, bool *found);
static void group_begin(TreeSearch *search, uint32_t group);
static void search_run(TreeSearch *search);
static Strength strength_of(const Arena *arena, Fraction value);
static Strength strength_multiply(Strength a, Strength b);
static bool strength_above(Strength a, Strength b);
static void heap_raise(TreeSearch *search, uint32_t node);
static uint32_t heap_take(TreeSearch *search);

/* Finds how each party is best reached in a solved view. */
void
ownership_tree_make(const OwnershipView *view, OwnershipTree *tree)
{
	const Arena *arena = view->world->graph->scratch;
	TreeSearch	search = {.tree = tree};

	*tree = (OwnershipTree) {.view = view};
	tree->best = ownership_allocate(arena, view->node_count, sizeof(OwnershipStep));
	tree->reached = ownership_allocate(arena, view->node_count, sizeof(bool));
	search.strengths = ownership_allocate(arena, view->node_count, sizeof(Strength));
	search.settled = ownership_allocate(arena, view->node_count, sizeof(bool));
	search.heap = ownership_allocate(arena, (size_t) view->node_count + 1, sizeof(uint32_t));
	search.heap_place = ownership_allocate(arena, view->node_count, sizeof(uint32_t));
	edges_by_holder(&search);
	for (uint32_t n = 0; n < view->world->graph->node_count; n++)
		node_begin(&search, n);
	for (uint32_t g = 0; g < view->world->graph->group_count; g++)
		group_begin(&search, g);
	search_run(&search);
}

static void
edges_by_holder(TreeSearch *search)
{
	const OwnershipView *view = search->tree->view;
	const Arena *arena = view->world->graph->scratch;
	uint32_t   *fill = ownership_allocate(arena, view->node_count, sizeof(uint32_t));

	search->first_out = ownership_allocate(arena, (size_t) view->node_count + 1, sizeof(uint32_t));
	search->outs = ownership_allocate(arena, view->edge_count, sizeof(uint32_t));
	for (uint32_t e = 0; e < view->edge_count; e++)
		search->first_out[view->edges[e].holder + 1]++;
	for (uint32_t n = 0; n < view->node_count; n++)
		search->first_out[n + 1] += search->first_out[n];
	for (uint32_t e = 0; e < view->edge_count; e++)
	{
		uint32_t	holder = view->edges[e].holder;

		search->outs[search->first_out[holder] + fill[holder]++] = e;
	}
	arena_release(arena, fill);
}

/* Parties that count, and those of which parties that count hold something, are where the search begins. */
static void
node_begin(TreeSearch *search, uint32_t node)
{
	OwnershipTree *tree = search->tree;
	const OwnershipView *view = tree->view;
	const OwnershipWorld *world = view->world;

	if (world->source[node])
	{
		tree->reached[node] = true;
		return;
	}
	if (!counted_step(view, node, world->counted[node], &tree->best[node]))
		return;
	tree->reached[node] = true;
	/* A party that counts passes nothing on by an edge: its links are in the constants of what it holds. */
	if (world->counted[node])
		return;
	search->strengths[node] = strength_of(world->graph->scratch, view->constants[node].value);
	heap_raise(search, node);
}

/* The greatest link by which parties that count hold a party; of those that count themselves, one that came before. */
static bool
counted_step(const OwnershipView *view, uint32_t node, bool earlier, OwnershipStep *best)
{
	const OwnershipWorld *world = view->world;
	const OwnershipGraph *graph = world->graph;
	bool		found = false;

	for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
	{
		OwnershipStep step;

		if (!world->link_counted[l] ||
			(!earlier && graph->links[l].metric != ownership_view_metric(view, node)))
			continue;
		step = ownership_step_link(view, l);
		if (!earlier || world->rank[step.from] < world->rank[node])
			step_offer(view, step, best, &found);
	}
	for (uint32_t m = 0; m < graph->metric_count; m++)
		if (earlier || m == ownership_view_metric(view, node))
			step_offer(view, ownership_step_unrecorded(view, node, m), best, &found);
	return found;
}

/* Takes a step that brings more than the best so far. */
static void
step_offer(const OwnershipView *view, OwnershipStep step, OwnershipStep *best, bool *found)
{
	Fraction	part = ownership_step_part(view, &step);

	if (fraction_is_zero(part) ||
		(*found && fraction_compare(view->world->graph->scratch, part, ownership_step_part(view, best)) <= 0))
		return;
	*best = step;
	*found = true;
}

/* A group counts through the party that came to count first. */
static void
group_begin(TreeSearch *search, uint32_t group)
{
	OwnershipTree *tree = search->tree;
	const OwnershipWorld *world = tree->view->world;
	const OwnershipGraph *graph = world->graph;
	uint32_t	first = OWNERSHIP_NONE;

	if (!world->group_counted[group])
		return;
	for (uint32_t i = graph->first_member[group]; i < graph->first_member[group + 1]; i++)
	{
		uint32_t	node = graph->members[i].node;

		if (world->counted[node] && (first == OWNERSHIP_NONE || world->rank[node] < world->rank[first]))
			first = node;
	}
	tree->best[graph->node_count + group] = ownership_step_member(tree->view, group, first);
	tree->reached[graph->node_count + group] = true;
}

/* Takes the strongest party and offers its strength to what it holds. */
static void
search_run(TreeSearch *search)
{
	OwnershipTree *tree = search->tree;
	const OwnershipView *view = tree->view;
	const OwnershipWorld *world = view->world;

	while (search->heap_count > 0)
	{
		uint32_t	node = heap_take(search);

		arena_check(world->graph->scratch);
		search->settled[node] = true;
		for (uint32_t i = search->first_out[node]; i < search->first_out[node + 1]; i++)
		{
			const OwnershipEdge *edge = &view->edges[search->outs[i]];
			Strength	offer = strength_multiply(search->strengths[node],
												  strength_of(world->graph->scratch, edge->weight.value));

			if (search->settled[edge->entity] || !strength_above(offer, search->strengths[edge->entity]) ||
				(edge->entity < world->graph->node_count && world->counted[edge->entity]))
				continue;
			search->strengths[edge->entity] = offer;
			tree->best[edge->entity] = edge->entity < world->graph->node_count ? ownership_step_edge(view, edge)
				: ownership_step_member(view, edge->entity - world->graph->node_count, node);
			tree->reached[edge->entity] = true;
			heap_raise(search, edge->entity);
		}
	}
}

static Strength
strength_of(const Arena *arena, Fraction value)
{
	if (value.den == 0)
		value = fraction_round_up(arena, value, 60);
	return (Strength) {(double) value.as.num / (double) value.den, 0};
}

static Strength
strength_multiply(Strength a, Strength b)
{
	Strength	product = {a.part * b.part, a.scale + b.scale};

	if (product.part > 0 && product.part < 0x1p-500)
	{
		product.part *= 0x1p500;
		product.scale--;
	}
	return product;
}

static bool
strength_above(Strength a, Strength b)
{
	if (a.part == 0 || b.part == 0 || a.scale == b.scale)
		return a.part > b.part;
	return a.scale > b.scale;
}

/* Puts a node into the heap, or moves it up after it became stronger; among equals the lower node is first. */
static void
heap_raise(TreeSearch *search, uint32_t node)
{
	uint32_t	place = search->heap_place[node];

	if (place == 0)
		place = ++search->heap_count;
	while (place > 1)
	{
		uint32_t	parent = search->heap[place / 2];

		if (!strength_above(search->strengths[node], search->strengths[parent]) &&
			(strength_above(search->strengths[parent], search->strengths[node]) || parent < node))
			break;
		search->heap[place] = parent;
		search->heap_place[parent] = place;
		place /= 2;
	}
	search->heap[place] = node;
	search->heap_place[node] = place;
}

static uint32_t
heap_take(TreeSearch *search)
{
	uint32_t	top = search->heap[1];
	uint32_t	last = search->heap[search->heap_count--];
	uint32_t	place = 1;

	search->heap_place[top] = 0;
	if (search->heap_count == 0)
		return top;
	while (place * 2 <= search->heap_count)
	{
		uint32_t	child = place * 2;

		if (child < search->heap_count &&
			strength_above(search->strengths[search->heap[child + 1]], search->strengths[search->heap[child]]))
			child++;
		if (!strength_above(search->strengths[search->heap[child]], search->strengths[last]))
			break;
		search->heap[place] = search->heap[child];
		search->heap_place[search->heap[child]] = place;
		place = child;
	}
	search->heap[place] = last;
	search->heap_place[last] = place;
	return top;
}
