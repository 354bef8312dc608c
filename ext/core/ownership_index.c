/*-------------------------------------------------------------------------
 *
 * ownership_index.c
 *	  Where the links and agreements of each party stand, and an order in
 *	  which holders come before what they hold.
 *
 * The order is made by peeling: a party comes once all who hold it, or act
 * together in it, have come.  What never comes is a circle, or lies below
 * one; it stands behind the others, in no order.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

#include <string.h>

static void links_index(OwnershipGraph *graph, uint32_t *held, uint32_t *fill);
static void members_index(OwnershipGraph *graph, uint32_t *fill);
static void order_make(OwnershipGraph *graph, const uint32_t *held, uint32_t *waits);

/* Makes the indexes of a graph whose links and members stand in order. */
void
ownership_index(OwnershipGraph *graph)
{
	uint32_t   *fill = ownership_allocate(graph->arena, graph->node_count, sizeof(uint32_t));
	/* Per holding the party held, so that the order is made without a look at each link. */
	uint32_t   *held = ownership_allocate(graph->arena, graph->link_count, sizeof(uint32_t));

	links_index(graph, held, fill);
	members_index(graph, fill);
	order_make(graph, held, fill);
	arena_release(graph->arena, held);
	arena_release(graph->arena, fill);
	/* Where some act together, who holds whom depends on who counts. */
	graph->circular = graph->order_count < graph->node_count || graph->group_count > 0;
}

/* Turns counts, each one place late, into where each node's entries begin. */
static void
counts_add_up(uint32_t *first, uint32_t count)
{
	for (uint32_t n = 0; n < count; n++)
		first[n + 1] += first[n];
}

static void
links_index(OwnershipGraph *graph, uint32_t *held, uint32_t *fill)
{
	const Arena *arena = graph->arena;

	graph->first_link = ownership_allocate(arena, (size_t) graph->node_count + 1, sizeof(uint32_t));
	graph->first_holding = ownership_allocate(arena, (size_t) graph->node_count + 1, sizeof(uint32_t));
	graph->holdings = ownership_allocate(arena, graph->link_count, sizeof(uint32_t));
	for (uint32_t l = 0; l < graph->link_count; l++)
	{
		graph->first_link[graph->links[l].entity + 1]++;
		graph->first_holding[graph->links[l].holder + 1]++;
	}
	counts_add_up(graph->first_link, graph->node_count);
	counts_add_up(graph->first_holding, graph->node_count);
	for (uint32_t l = 0; l < graph->link_count; l++)
	{
		uint32_t	holder = graph->links[l].holder;
		uint32_t	place = graph->first_holding[holder] + fill[holder]++;

		graph->holdings[place] = l;
		held[place] = graph->links[l].entity;
	}
	memset(fill, 0, sizeof(uint32_t) * graph->node_count);
}

static void
members_index(OwnershipGraph *graph, uint32_t *fill)
{
	const Arena *arena = graph->arena;

	graph->first_member = ownership_allocate(arena, (size_t) graph->group_count + 1, sizeof(uint32_t));
	graph->first_role = ownership_allocate(arena, (size_t) graph->node_count + 1, sizeof(uint32_t));
	graph->first_pact = ownership_allocate(arena, (size_t) graph->node_count + 1, sizeof(uint32_t));
	graph->roles = ownership_allocate(arena, graph->member_count, sizeof(uint32_t));
	graph->pacts = ownership_allocate(arena, graph->member_count, sizeof(uint32_t));
	if (graph->member_count == 0)
		return;
	for (uint32_t i = 0; i < graph->member_count; i++)
	{
		graph->first_member[graph->members[i].group + 1]++;
		graph->first_role[graph->members[i].node + 1]++;
		graph->first_pact[graph->members[i].entity + 1]++;
	}
	counts_add_up(graph->first_member, graph->group_count);
	counts_add_up(graph->first_role, graph->node_count);
	counts_add_up(graph->first_pact, graph->node_count);
	for (uint32_t i = 0; i < graph->member_count; i++)
	{
		uint32_t	node = graph->members[i].node;

		graph->roles[graph->first_role[node] + fill[node]++] = i;
	}
	memset(fill, 0, sizeof(uint32_t) * graph->node_count);
	for (uint32_t i = 0; i < graph->member_count; i++)
	{
		uint32_t	entity = graph->members[i].entity;

		graph->pacts[graph->first_pact[entity] + fill[entity]++] = i;
	}
	memset(fill, 0, sizeof(uint32_t) * graph->node_count);
}

/* One of those whom a party waits for has come. */
static void
wait_end(OwnershipGraph *graph, uint32_t *waits, uint32_t node)
{
	if (--waits[node] == 0)
		graph->order[graph->order_count++] = node;
}

static void
order_make(OwnershipGraph *graph, const uint32_t *held, uint32_t *waits)
{
	uint32_t	place;

	graph->order = ownership_allocate(graph->arena, graph->node_count, sizeof(uint32_t));
	graph->order_count = 0;
	for (uint32_t n = 0; n < graph->node_count; n++)
	{
		waits[n] = graph->first_link[n + 1] - graph->first_link[n] + graph->first_pact[n + 1] - graph->first_pact[n];
		if (waits[n] == 0)
			graph->order[graph->order_count++] = n;
	}
	for (uint32_t i = 0; i < graph->order_count; i++)
	{
		uint32_t	node = graph->order[i];

		if ((i & 1023) == 0)
			arena_check(graph->arena);
		for (uint32_t h = graph->first_holding[node]; h < graph->first_holding[node + 1]; h++)
			wait_end(graph, waits, held[h]);
		for (uint32_t r = graph->first_role[node]; r < graph->first_role[node + 1]; r++)
			wait_end(graph, waits, graph->members[graph->roles[r]].entity);
	}
	place = graph->order_count;
	for (uint32_t n = 0; n < graph->node_count && place < graph->node_count; n++)
		if (waits[n] > 0)
			graph->order[place++] = n;
}
