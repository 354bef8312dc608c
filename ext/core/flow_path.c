/*-------------------------------------------------------------------------
 *
 * flow_path.c
 *	  Ways from a lot up to others, the best ones first, without listing
 *	  the rest.
 *
 * There may be more ways than could ever be listed: forty diamonds in a row
 * make 2^40.  What a way costs is a sum over its edges: minus the logarithm
 * of an input's part, so that the least sum is the largest share, and one
 * for each step.  One pass over the net tells for each lot what the best way
 * on to a target costs (flow_path_rest.c).  Then ways are grown lot by lot,
 * always the one whose sum so far and best way on are least together.  That
 * is never more than what it will cost, so ways come to their end in order;
 * and as the best way on is known exactly, no lot is looked at in vain: the
 * k best ways cost about k times their length.
 *
 * Costs are integers, so that sums do not depend on the order of adding, and
 * ways of equal cost come in the order of their lots' numbers, however the
 * net was gathered.  A cost is rounded at 2^-44 of a bit a step: shares that
 * differ by less than that many parts of each other may change places, and
 * ways of no share at all come in no order of their own.
 *
 * A way ends at the first target it meets, and passes no lot twice.  Where
 * lots feed each other, the best way on may lead back to a lot that the way
 * has passed; what it costs to go around those is found when it is asked.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_path.h"

static FlowPathNode *
node_make(const FlowPathSearch *search, const FlowPathNode *parent, uint32_t lot, uint32_t rank, FlowPathCost so_far)
{
	FlowPathNode *node = arena_allocate(search->arena, sizeof(FlowPathNode));

	*node = (FlowPathNode) {.parent = parent,.lot = lot,.rank = rank,.so_far = so_far};
	node->total = flow_path_join(so_far, search->rest[lot]);
	return node;
}

static uint32_t
node_depth(const FlowPathNode *node)
{
	uint32_t	depth = 0;

	while ((node = node->parent) != NULL)
		depth++;
	return depth;
}

/* The order of two different ways by the numbers of their lots, from the root on: neither begins with the whole other. */
static int
node_order(const FlowPathSearch *search, const FlowPathNode *a, const FlowPathNode *b)
{
	uint32_t	depth_a = node_depth(a);
	uint32_t	depth_b = node_depth(b);
	int64_t		id_a,
				id_b;

	for (; depth_a > depth_b; depth_a--)
		a = a->parent;
	for (; depth_b > depth_a; depth_b--)
		b = b->parent;
	while (a->parent != b->parent)
	{
		a = a->parent;
		b = b->parent;
	}
	id_a = search->net->lots[a->lot].lot_id;
	id_b = search->net->lots[b->lot].lot_id;
	return (id_a > id_b) - (id_a < id_b);
}

static bool
node_before(const FlowPathSearch *search, const FlowPathNode *a, const FlowPathNode *b)
{
	int			order = flow_path_compare(a->total, b->total);

	return order != 0 ? order < 0 : node_order(search, a, b) < 0;
}

static void
heap_push(FlowPathSearch *search, FlowPathNode *node)
{
	uint32_t	at = search->heap_count++;

	if (at == search->heap_space)
	{
		FlowPathNode **larger = arena_allocate(search->arena, sizeof(FlowPathNode *) * 2 * (size_t) at);

		memcpy(larger, search->heap, sizeof(FlowPathNode *) * (size_t) at);
		arena_release(search->arena, search->heap);
		search->heap = larger;
		search->heap_space *= 2;
	}
	for (; at > 0 && node_before(search, node, search->heap[(at - 1) / 2]); at = (at - 1) / 2)
		search->heap[at] = search->heap[(at - 1) / 2];
	search->heap[at] = node;
}

static FlowPathNode *
heap_pop(FlowPathSearch *search)
{
	FlowPathNode *top = search->heap[0];
	FlowPathNode *last = search->heap[--search->heap_count];
	uint32_t	at = 0;

	for (;;)
	{
		uint32_t	child = 2 * at + 1;

		if (child >= search->heap_count)
			break;
		if (child + 1 < search->heap_count && node_before(search, search->heap[child + 1], search->heap[child]))
			child++;
		if (!node_before(search, search->heap[child], last))
			break;
		search->heap[at] = search->heap[child];
		at = child;
	}
	search->heap[at] = last;
	return top;
}

/* Of two inputs of a lot, whether the first is the better one to go on with. */
static bool
edge_before(const FlowPathSearch *search, uint32_t a, uint32_t b)
{
	const FlowNet *net = search->net;
	int			order = flow_path_compare(flow_path_extend(search, search->rest[net->input[a]], a), flow_path_extend(search, search->rest[net->input[b]], b));

	return order != 0 ? order < 0 : net->lots[net->input[a]].lot_id < net->lots[net->input[b]].lot_id;
}

static void
edges_sift(const FlowPathSearch *search, uint32_t *edges, uint32_t count, uint32_t at)
{
	uint32_t	edge = edges[at];

	for (uint32_t child; (child = 2 * at + 1) < count; at = child)
	{
		if (child + 1 < count && edge_before(search, edges[child], edges[child + 1]))
			child++;
		if (!edge_before(search, edge, edges[child]))
			break;
		edges[at] = edges[child];
	}
	edges[at] = edge;
}

static void
edges_sort(const FlowPathSearch *search, uint32_t *edges, uint32_t count)
{
	for (uint32_t at = count / 2; at > 0; at--)
		edges_sift(search, edges, count, at - 1);
	for (uint32_t end = count; end > 1; end--)
	{
		uint32_t	last = edges[0];

		edges[0] = edges[end - 1];
		edges[end - 1] = last;
		edges_sift(search, edges, end - 1, 0);
	}
}

/* Puts the inputs of a lot that lead to a target in order, once. */
static void
offers_make(FlowPathSearch *search, uint32_t lot)
{
	const FlowNetLot *of = &search->net->lots[lot];
	uint32_t   *edges;
	uint32_t	count = 0;

	if (search->offers[lot] != NULL)
		return;
	arena_check(search->arena);
	edges = arena_allocate(search->arena, sizeof(uint32_t) * ((size_t) (of->end - of->begin) + 1));
	for (uint32_t e = of->begin; e < of->end; e++)
	{
		if (search->bits[e] != FLOW_PATH_NONE && search->rest[search->net->input[e]].first != FLOW_PATH_NONE)
			edges[count++] = e;
	}
	edges_sort(search, edges, count);
	search->offers[lot] = edges;
	search->offer_count[lot] = count;
}

/* The way has passed the lot; it can only where both are in one loop. */
static bool
node_passed(const FlowPathSearch *search, const FlowPathNode *node, uint32_t lot)
{
	for (; node != NULL && flow_path_same_loop(search, node->lot, lot); node = node->parent)
	{
		if (node->lot == lot)
			return true;
	}
	return false;
}

/* Puts the way on by the parent's input of that rank on offer, or by the next one that was not passed. */
static void
child_push(FlowPathSearch *search, const FlowPathNode *parent, uint32_t rank)
{
	offers_make(search, parent->lot);
	for (; rank < search->offer_count[parent->lot]; rank++)
	{
		uint32_t	edge = search->offers[parent->lot][rank];
		uint32_t	input = search->net->input[edge];

		if (node_passed(search, parent, input))
			continue;
		heap_push(search, node_make(search, parent, input, rank, flow_path_extend(search, parent->so_far, edge)));
		return;
	}
}

/* Whether the best way on leads back to a lot that the way has passed. */
static bool
node_blocked(FlowPathSearch *search, const FlowPathNode *node)
{
	uint32_t	lot = node->lot;

	while (!search->target[lot])
	{
		uint32_t	input;

		offers_make(search, lot);
		input = search->net->input[search->offers[lot][0]];
		if (!flow_path_same_loop(search, node->lot, input))
			return false;
		if (node_passed(search, node, input))
			return true;
		lot = input;
	}
	return false;
}

/* What the best way through the node costs that goes around the lots passed. */
static void
node_sharpen(FlowPathSearch *search, FlowPathNode *node)
{
	FlowPathCost rest;

	search->round++;
	for (const FlowPathNode *passed = node->parent; passed != NULL && flow_path_same_loop(search, passed->lot, node->lot); passed = passed->parent)
		search->barred[passed->lot] = search->round;
	rest = flow_path_rest_around(search, node->lot);
	node->sharp = true;
	node->total = rest.first == FLOW_PATH_NONE ? rest : flow_path_join(node->so_far, rest);
}

static void
path_make(const FlowPathSearch *search, const FlowPathNode *node, FlowPath *path)
{
	path->lot_count = node_depth(node) + 1;
	path->lots = arena_allocate(search->arena, sizeof(uint32_t) * (size_t) path->lot_count);
	for (uint32_t at = path->lot_count; at > 0; at--, node = node->parent)
		path->lots[at - 1] = node->lot;
}

/* Begins a search in a net that is in order. */
void
flow_path_begin(FlowPathSearch *search, const FlowNet *net, const bool *target, uint32_t root, bool by_steps)
{
	size_t		count = (size_t) net->lot_count + 1;

	*search = (FlowPathSearch) {.net = net,.arena = net->arena,.target = target,.by_steps = by_steps,.heap_space = 256};
	flow_path_rest(search);
	search->offers = memset(arena_allocate(net->arena, sizeof(uint32_t *) * count), 0, sizeof(uint32_t *) * count);
	search->offer_count = arena_allocate(net->arena, sizeof(uint32_t) * count);
	search->heap = arena_allocate(net->arena, sizeof(FlowPathNode *) * search->heap_space);
	if (search->rest[root].first != FLOW_PATH_NONE)
		heap_push(search, node_make(search, NULL, root, 0, (FlowPathCost) {0, 0}));
}

/* The next best way; false where there is none left. */
bool
flow_path_next(FlowPathSearch *search, FlowPath *path)
{
	for (uint32_t turn = 0; search->heap_count > 0; turn++)
	{
		FlowPathNode *node = heap_pop(search);

		if ((turn & 255) == 0)
			arena_check(search->arena);
		if (node->parent != NULL && !node->followed)
			child_push(search, node->parent, node->rank + 1);
		node->followed = true;
		if (search->target[node->lot])
		{
			path_make(search, node, path);
			return true;
		}
		if (!node->sharp && node_blocked(search, node))
		{
			node_sharpen(search, node);
			if (node->total.first != FLOW_PATH_NONE)
				heap_push(search, node);
			continue;
		}
		child_push(search, node, 0);
	}
	return false;
}
