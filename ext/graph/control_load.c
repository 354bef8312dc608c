/*-------------------------------------------------------------------------
 *
 * control_load.c
 *	  A ledger's parties and who holds them, as a graph.
 *
 * The ledger is named by its table party.  Facts are read in two goes: first
 * what makes nodes and links, then, once the nodes are numbered, what is
 * recorded of each.
 *
 * A holder whose row the reader may not see is a party of which nothing is
 * known, so it may be anybody: what is hidden never looks clean.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/memutils.h"

#include "graph/control_facts.h"
#include "graph/control_load.h"
#include "server/pg_compat.h"

/* Loads what a question about shares needs; it ends up in the load's memory. */
void
control_load_run(ControlLoad *load)
{
	LoadWalk	walk = {.load = load};
	MemoryContext caller;

	memory_arena_init(&load->memory, AllocSetContextCreate(CurrentMemoryContext, "parties and their holders", ALLOCSET_DEFAULT_SIZES),
					  memory_arena_limit());
	memory_arena_init(&load->scratch, AllocSetContextCreate(CurrentMemoryContext, "one view of who holds what", ALLOCSET_DEFAULT_SIZES),
					  memory_arena_limit());
	caller = MemoryContextSwitchTo(load->memory.context);
	walk.party_space = walk.link_space = walk.member_space = 256;
	load->parties_read = palloc(sizeof(ControlParty) * walk.party_space);
	walk.nodes = palloc(sizeof(OwnershipNode) * walk.party_space);
	walk.links = palloc(sizeof(LoadedLink) * walk.link_space);
	walk.members = palloc(sizeof(LoadedMember) * walk.member_space);
	MemoryContextSwitchTo(caller);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	control_doctrine_read(&walk);
	control_facts_links(&walk);

	caller = MemoryContextSwitchTo(load->memory.context);
	control_graph_number(&walk);
	control_graph_fill(&walk);
	MemoryContextSwitchTo(caller);

	control_facts_marks(&walk);
	SPI_finish();
}

static int
party_compare(const void *a, const void *b)
{
	int64		left = ((const ControlParty *) a)->id;
	int64		right = ((const ControlParty *) b)->id;

	return (left > right) - (left < right);
}

/* The same where ids lie too far apart for an array. */
uint32_t
control_load_bisect(const ControlLoad *load, int64 id)
{
	ControlParty key = {.id = id};
	ControlParty *found;

	found = bsearch(&key, load->parties_read, load->graph.node_count, sizeof(ControlParty), party_compare);
	return found == NULL ? OWNERSHIP_NONE : (uint32_t) (found - load->parties_read);
}
