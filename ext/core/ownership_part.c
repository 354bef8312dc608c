/*-------------------------------------------------------------------------
 *
 * ownership_part.c
 *	  The part of a graph that unsettled parties depend on.
 *
 * It has the unsettled parties, everybody who may hold something of them
 * through others, and at its border those who hold nothing for a government
 * but leave less to others: these keep their links into the part, and lose
 * those from above.  Shares come out as they would in the whole graph.
 *
 * Nodes, links and groups keep their order, so whatever is decided by order
 * is decided alike.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

#define BORDER 1
#define INNER 2

static void depth_mark(const OwnershipPass *pass, uint8_t *depth);
static void nodes_copy(const OwnershipGraph *whole, const uint8_t *depth, OwnershipPart *part);
static void links_copy(const OwnershipGraph *whole, const uint8_t *depth, OwnershipPart *part);
static void members_copy(const OwnershipGraph *whole, const uint8_t *depth, OwnershipPart *part);

void
ownership_part_make(const OwnershipPass *pass, OwnershipPart *part)
{
	const OwnershipGraph *whole = pass->graph;
	uint8_t    *depth = ownership_allocate(whole->arena, whole->node_count, sizeof(uint8_t));

	*part = (OwnershipPart) {.graph = {.arena = whole->arena,.scratch = whole->scratch,.scratch_reset = whole->scratch_reset,
	.metric_count = whole->metric_count}};
	depth_mark(pass, depth);
	nodes_copy(whole, depth, part);
	members_copy(whole, depth, part);
	links_copy(whole, depth, part);
	arena_release(whole->arena, depth);
	ownership_index(&part->graph);
}

void
ownership_part_release(OwnershipPart *part)
{
	OwnershipGraph *graph = &part->graph;
	const Arena *arena = graph->arena;

	arena_release(arena, graph->order);
	arena_release(arena, graph->pacts);
	arena_release(arena, graph->first_pact);
	arena_release(arena, graph->roles);
	arena_release(arena, graph->first_role);
	arena_release(arena, graph->first_member);
	arena_release(arena, graph->holdings);
	arena_release(arena, graph->first_holding);
	arena_release(arena, graph->first_link);
	arena_release(arena, graph->links);
	arena_release(arena, graph->members);
	arena_release(arena, graph->nodes);
	arena_release(arena, part->group_number);
	arena_release(arena, part->whole);
	arena_release(arena, part->number);
}

/* Takes a holder in: with its own holders where it was touched, else at the border. */
static void
holder_mark(const OwnershipPass *pass, uint8_t *depth, uint32_t *queue, uint32_t *tail, uint32_t node)
{
	if (depth[node] != 0)
		return;
	depth[node] = pass->state[node] == OWNERSHIP_UNTOUCHED ? BORDER : INNER;
	if (depth[node] == INNER)
		queue[(*tail)++] = node;
}

static void
depth_mark(const OwnershipPass *pass, uint8_t *depth)
{
	const OwnershipGraph *whole = pass->graph;
	uint32_t   *queue = ownership_allocate(whole->arena, whole->node_count, sizeof(uint32_t));
	uint32_t	tail = 0;

	for (uint32_t i = 0; i < pass->touched_count; i++)
		if (pass->state[pass->touched[i]] == OWNERSHIP_UNSETTLED)
			holder_mark(pass, depth, queue, &tail, pass->touched[i]);
	for (uint32_t head = 0; head < tail; head++)
	{
		uint32_t	node = queue[head];

		if ((head & 1023) == 0)
			arena_check(whole->arena);
		for (uint32_t l = whole->first_link[node]; l < whole->first_link[node + 1]; l++)
			holder_mark(pass, depth, queue, &tail, whole->links[l].holder);
		for (uint32_t p = whole->first_pact[node]; p < whole->first_pact[node + 1]; p++)
			holder_mark(pass, depth, queue, &tail, whole->members[whole->pacts[p]].node);
	}
	arena_release(whole->arena, queue);
}

static void
nodes_copy(const OwnershipGraph *whole, const uint8_t *depth, OwnershipPart *part)
{
	OwnershipGraph *graph = &part->graph;

	part->number = ownership_allocate(whole->arena, whole->node_count, sizeof(uint32_t));
	for (uint32_t n = 0; n < whole->node_count; n++)
		if (depth[n] != 0)
			part->number[n] = ++graph->node_count;
	part->whole = ownership_allocate(whole->arena, graph->node_count, sizeof(uint32_t));
	graph->nodes = ownership_allocate(whole->arena, graph->node_count, sizeof(OwnershipNode));
	for (uint32_t n = 0; n < whole->node_count; n++)
		if (depth[n] != 0)
		{
			part->whole[part->number[n] - 1] = n;
			graph->nodes[part->number[n] - 1] = whole->nodes[n];
		}
}

/* Groups regard one entity each, and stand by their number in the whole. */
static void
members_copy(const OwnershipGraph *whole, const uint8_t *depth, OwnershipPart *part)
{
	OwnershipGraph *graph = &part->graph;
	uint32_t	last = OWNERSHIP_NONE;

	graph->members = ownership_allocate(whole->arena, whole->member_count, sizeof(OwnershipMember));
	part->group_number = ownership_allocate(whole->arena, whole->group_count, sizeof(uint32_t));
	for (uint32_t i = 0; i < whole->member_count; i++)
	{
		OwnershipMember member = whole->members[i];

		if (depth[member.entity] != INNER)
			continue;
		if (member.group != last)
			graph->group_count++;
		last = member.group;
		member.group = part->group_number[last] = graph->group_count - 1;
		member.node = part->number[member.node] - 1;
		member.entity = part->number[member.entity] - 1;
		graph->members[graph->member_count++] = member;
	}
}

static void
links_copy(const OwnershipGraph *whole, const uint8_t *depth, OwnershipPart *part)
{
	OwnershipGraph *graph = &part->graph;
	size_t		count = 0;

	for (uint32_t i = 0; i < graph->node_count; i++)
		if (depth[part->whole[i]] == INNER)
			count += whole->first_link[part->whole[i] + 1] - whole->first_link[part->whole[i]];
	graph->links = ownership_allocate(whole->arena, count, sizeof(OwnershipLink));
	for (uint32_t i = 0; i < graph->node_count; i++)
	{
		uint32_t	node = part->whole[i];

		for (uint32_t l = whole->first_link[node]; l < whole->first_link[node + 1] && depth[node] == INNER; l++)
		{
			OwnershipLink *link = &graph->links[graph->link_count++];

			*link = whole->links[l];
			link->entity = i;
			link->holder = part->number[link->holder] - 1;
			if (link->group != OWNERSHIP_NONE)
				link->group = part->group_number[link->group];
		}
	}
}
