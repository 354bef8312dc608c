/*-------------------------------------------------------------------------
 *
 * control_graph.c
 *	  The graph of parties and links, made of the facts that were read.
 *
 * Parties are sorted by id, links and memberships by their parties: what is
 * computed does not depend on plans or on the order of rows.  Ids mostly lie
 * close together, so a party is found by its id in an array; where they do
 * not, by bisection.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "graph/control_facts.h"
#include "server/id_array.h"
#include "server/pg_compat.h"

/* An array of ids may have so many empty places for each party. */
#define ID_SPREAD 8
/* So many links of an entity are put in order one by one. */
#define LINKS_FEW 8

static void parties_sort(LoadWalk *walk);
static void ids_index(LoadWalk *walk);
static void links_number(LoadWalk *walk);
static IdList unread_collect(const LoadWalk *walk);
static void unread_merge(LoadWalk *walk, const int64 *ids, size_t count);
static void members_group(LoadWalk *walk);
static void groups_fill(LoadWalk *walk);
static void links_fill(LoadWalk *walk);

/* Numbers the parties by id; a holder that was not read becomes a party of which nothing is known. */
void
control_graph_number(LoadWalk *walk)
{
	IdList		unread;

	parties_sort(walk);
	ids_index(walk);
	links_number(walk);
	unread = unread_collect(walk);
	if (unread.count == 0)
		return;
	unread_merge(walk, unread.ids, unread.count);
	ids_index(walk);
	links_number(walk);
	pfree(unread.ids);
}

/* Makes the graph of what was read, once its parties are numbered. */
void
control_graph_fill(LoadWalk *walk)
{
	OwnershipGraph *graph = &walk->load->graph;

	graph->arena = &walk->load->memory.arena;
	graph->scratch = &walk->load->scratch.arena;
	graph->scratch_reset = memory_arena_reset;
	graph->nodes = walk->nodes;
	members_group(walk);
	groups_fill(walk);
	links_fill(walk);
	ownership_index(graph);
	for (uint32_t m = 0; m < graph->member_count; m++)
	{
		const OwnershipMember *member = &graph->members[m];

		for (uint32_t l = graph->first_link[member->entity]; l < graph->first_link[member->entity + 1]; l++)
			if (graph->links[l].holder == member->node)
				graph->links[l].group = member->group;
	}
}

typedef struct PartyPlace
{
	int64		id;
	size_t		place;			/* among the parties as read */
} PartyPlace;

static int
place_compare(const void *a, const void *b)
{
	int64		left = ((const PartyPlace *) a)->id;
	int64		right = ((const PartyPlace *) b)->id;

	return (left > right) - (left < right);
}

/* Rows of a table stand by id unless some were updated. */
static void
parties_sort(LoadWalk *walk)
{
	ControlLoad *load = walk->load;
	ControlParty *parties = load->parties_read;
	OwnershipNode *nodes = walk->nodes;
	PartyPlace *places;

	if (!walk->party_disorder)
		return;
	places = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(PartyPlace) * walk->party_count);
	for (size_t p = 0; p < walk->party_count; p++)
		places[p] = (PartyPlace) {parties[p].id, p};
	qsort(places, walk->party_count, sizeof(PartyPlace), place_compare);
	load->parties_read = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(ControlParty) * walk->party_count);
	walk->nodes = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(OwnershipNode) * walk->party_count);
	for (size_t p = 0; p < walk->party_count; p++)
	{
		load->parties_read[p] = parties[places[p].place];
		walk->nodes[p] = nodes[places[p].place];
	}
	pfree(places);
	pfree(parties);
	pfree(nodes);
}

static void
ids_index(LoadWalk *walk)
{
	ControlLoad *load = walk->load;
	size_t		count = walk->party_count;

	if (load->node_by_id != NULL)
		pfree(load->node_by_id);
	load->node_by_id = NULL;
	load->graph.node_count = (uint32_t) count;
	if (count == 0 || (uint64) load->parties_read[count - 1].id - (uint64) load->parties_read[0].id >= count * ID_SPREAD + 1024)
		return;
	load->first_id = load->parties_read[0].id;
	load->id_range = (uint32) (load->parties_read[count - 1].id - load->first_id) + 1;
	load->node_by_id = ownership_allocate(&load->memory.arena, load->id_range, sizeof(uint32));
	for (size_t p = 0; p < count; p++)
		load->node_by_id[load->parties_read[p].id - load->first_id] = (uint32) p + 1;
}

static void
links_number(LoadWalk *walk)
{
	for (size_t l = 0; l < walk->link_count; l++)
	{
		LoadedLink *link = &walk->links[l];

		link->holder_node = control_load_find(walk->load, link->holder);
		link->entity_node = control_load_find(walk->load, link->entity);
	}
}

static void
unread_add(const ControlLoad *load, int64 id, IdList *unread)
{
	if (control_load_find(load, id) == OWNERSHIP_NONE)
		id_list_add(unread, id);
}

/* Whoever is named by a fact but was not read: each once, ascending. */
static IdList
unread_collect(const LoadWalk *walk)
{
	const ControlLoad *load = walk->load;
	IdList		unread = {0};

	for (size_t l = 0; l < walk->link_count; l++)
	{
		const LoadedLink *link = &walk->links[l];

		if (link->holder_node == OWNERSHIP_NONE)
			id_list_add(&unread, link->holder);
		if (link->entity_node == OWNERSHIP_NONE)
			id_list_add(&unread, link->entity);
	}
	for (size_t m = 0; m < walk->member_count; m++)
	{
		unread_add(load, walk->members[m].party, &unread);
		unread_add(load, walk->members[m].entity, &unread);
	}
	for (size_t c = 0; c < load->contract_count; c++)
	{
		unread_add(load, load->contracts[c].contractor_id, &unread);
		unread_add(load, load->contracts[c].producer_id, &unread);
	}
	unread.count = id_array_unique(unread.ids, unread.count);
	return unread;
}

static void
unread_merge(LoadWalk *walk, const int64 *ids, size_t count)
{
	ControlLoad *load = walk->load;
	ControlParty *parties = load->parties_read;
	OwnershipNode *nodes = walk->nodes;
	size_t		read = walk->party_count;

	walk->party_count += count;
	load->parties_read = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(ControlParty) * walk->party_count);
	walk->nodes = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(OwnershipNode) * walk->party_count);
	for (size_t i = 0, known = 0, added = 0; i < walk->party_count; i++)
	{
		if (added == count || (known < read && parties[known].id < ids[added]))
		{
			load->parties_read[i] = parties[known];
			walk->nodes[i] = nodes[known++];
		}
		else
		{
			load->parties_read[i] = (ControlParty) {.id = ids[added++],.unknown = true};
			walk->nodes[i] = (OwnershipNode) {0, OWNERSHIP_ANY_NATION, true};
		}
	}
	pfree(parties);
	pfree(nodes);
}

/*
 * Makes groups of the agreements about each entity; two agreements that
 * share a party make one group.
 */
static void
members_group(LoadWalk *walk)
{
	uint32_t	groups = 0;

	for (size_t begin = 0, end; begin < walk->member_count; begin = end)
	{
		LoadedMember *members = &walk->members[begin];
		size_t		count = 0;
		bool		joined;

		while (begin + count < walk->member_count && members[count].entity == members[0].entity)
		{
			bool		same = count > 0 && strcmp(members[count].agreement, members[count - 1].agreement) == 0;

			members[count].group = same ? members[count - 1].group : (uint32_t) (begin + count);
			count++;
		}
		do
		{
			joined = false;
			arena_check(&walk->load->memory.arena);
			for (size_t i = 0; i < count; i++)
				for (size_t j = 0; j < count; j++)
					if (members[i].group < members[j].group &&
						(members[i].party == members[j].party || strcmp(members[i].agreement, members[j].agreement) == 0))
					{
						members[j].group = members[i].group;
						joined = true;
					}
		} while (joined);
		for (size_t i = 0; i < count; i++)
			if (members[i].group == begin + i)
				groups++;
		end = begin + count;
	}
	walk->load->graph.group_count = groups;
}

static int
member_compare(const void *a, const void *b)
{
	const OwnershipMember *left = (const OwnershipMember *) a;
	const OwnershipMember *right = (const OwnershipMember *) b;

	if (left->group != right->group)
		return left->group > right->group ? 1 : -1;
	if (left->node != right->node)
		return left->node > right->node ? 1 : -1;
	return (left->fact > right->fact) - (left->fact < right->fact);
}

/* Numbers the groups, which stand by the place of their first membership. */
static void
groups_fill(LoadWalk *walk)
{
	OwnershipGraph *graph = &walk->load->graph;
	uint32_t   *numbers = palloc(sizeof(uint32_t) * (walk->member_count + 1));
	uint32_t	groups = 0;

	graph->members = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(OwnershipMember) * (walk->member_count + 1));
	graph->member_count = (uint32_t) walk->member_count;
	for (size_t m = 0; m < walk->member_count; m++)
	{
		if (walk->members[m].group == m)
			numbers[m] = groups++;
		graph->members[m] = (OwnershipMember)
		{
			numbers[walk->members[m].group],
				control_load_find(walk->load, walk->members[m].party),
				control_load_find(walk->load, walk->members[m].entity),
				walk->members[m].fact
		};
	}
	pfree(numbers);
	qsort(graph->members, graph->member_count, sizeof(OwnershipMember), member_compare);
}

/* Whether a link stands behind another of the same entity. */
static bool
link_after(const OwnershipLink *a, const OwnershipLink *b)
{
	if (a->holder != b->holder)
		return a->holder > b->holder;
	if (a->metric != b->metric)
		return a->metric > b->metric;
	return a->fact > b->fact;
}

static int
link_compare(const void *a, const void *b)
{
	return link_after(a, b) ? 1 : link_after(b, a) ? -1 : 0;
}

/* Most entities have a few links, and most of these stand in order. */
static void
links_sort(OwnershipLink *links, uint32 count)
{
	if (count > LINKS_FEW)
	{
		qsort(links, count, sizeof(OwnershipLink), link_compare);
		return;
	}
	for (uint32 l = 1; l < count; l++)
	{
		OwnershipLink link = links[l];
		uint32		place = l;

		while (place > 0 && link_after(&links[place - 1], &link))
		{
			links[place] = links[place - 1];
			place--;
		}
		if (place < l)
			links[place] = link;
	}
}

/* Puts each link to its entity, then the few of an entity in order. */
static void
links_fill(LoadWalk *walk)
{
	ControlLoad *load = walk->load;
	OwnershipGraph *graph = &load->graph;
	uint32	   *next = ownership_allocate(graph->arena, (size_t) graph->node_count + 1, sizeof(uint32));
	uint32		begin = 0;

	graph->link_count = (uint32_t) walk->link_count;
	graph->links = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(OwnershipLink) * (walk->link_count + 1));
	for (size_t l = 0; l < walk->link_count; l++)
		next[walk->links[l].entity_node + 1]++;
	for (uint32 n = 0; n < graph->node_count; n++)
		next[n + 1] += next[n];
	for (size_t l = 0; l < walk->link_count; l++)
	{
		const LoadedLink *link = &walk->links[l];
		graph->links[next[link->entity_node]++] = (OwnershipLink)
		{
			link->entity_node, link->holder_node, link->metric, OWNERSHIP_NONE, link->share, link->fact
		};
	}
	pfree(walk->links);
	/* Each entity's place has moved to its end. */
	for (uint32 n = 0; n < graph->node_count; n++)
	{
		links_sort(&graph->links[begin], next[n] - begin);
		begin = next[n];
	}
	pfree(next);
}
