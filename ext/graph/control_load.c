/*-------------------------------------------------------------------------
 *
 * control_load.c
 *	  A ledger's parties and who holds them, read by SQL.
 *
 * Everything is read through the ledger's functions for a day and an
 * instant, as the user who asks: row-level security, corrections and both
 * time axes hold by themselves.  The ledger is named by its table party.
 *
 * A holder whose row the reader may not see is a party of which nothing is
 * known, so it may be anybody: what is hidden never looks clean.
 *
 * Parties are sorted by id, links and memberships by their parties: what is
 * computed does not depend on plans or on the order of rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "graph/control_load.h"
#include "server/id_array.h"
#include "server/pg_compat.h"
#include "server/quoted_value.h"
#include "types/fraction_datum.h"
#include "types/share_datum.h"

#define BATCH_ROWS 1000

typedef struct LoadedRow
{
	HeapTuple	tuple;
	TupleDesc	shape;
} LoadedRow;

/* An interest or a membership as read; parties still by their ids. */
typedef struct LoadedLink
{
	int64		fact;
	int64		holder;
	int64		entity;
	uint32_t	metric;
	Share		share;
} LoadedLink;

typedef struct LoadedMember
{
	int64		fact;
	int64		party;
	int64		entity;
	char	   *agreement;
	uint32_t	group;
} LoadedMember;

typedef struct LoadWalk
{
	ControlLoad *load;
	const char *schema;			/* quoted */
	Datum		metric_names;	/* text[] */
	OwnershipNode *nodes;
	size_t		party_count;
	size_t		party_space;
	LoadedLink *links;
	size_t		link_count;
	size_t		link_space;
	LoadedMember *members;
	size_t		member_count;
	size_t		member_space;
} LoadWalk;

typedef void (*RowReader) (LoadWalk *walk, const LoadedRow *row);

static void query_run(LoadWalk *walk, const char *query, RowReader read);
static void doctrine_read(LoadWalk *walk, const LoadedRow *row);
static void metrics_read(LoadWalk *walk, Datum names);
static void nation_read(LoadWalk *walk, const LoadedRow *row);
static void party_read(LoadWalk *walk, const LoadedRow *row);
static void role_read(LoadWalk *walk, const LoadedRow *row);
static void interest_read(LoadWalk *walk, const LoadedRow *row);
static void member_read(LoadWalk *walk, const LoadedRow *row);
static void queries_run(LoadWalk *walk);
static void parties_complete(LoadWalk *walk);
static void members_group(LoadWalk *walk);
static void graph_fill(LoadWalk *walk);

/* Loads what a question about shares needs; it ends up in the load's memory. */
void
control_load_run(ControlLoad *load)
{
	LoadWalk	walk = {.load = load};
	MemoryContext caller;

	walk.schema = quote_identifier(get_namespace_name(get_rel_namespace(load->relation)));
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
	queries_run(&walk);
	SPI_finish();

	caller = MemoryContextSwitchTo(load->memory.context);
	parties_complete(&walk);
	members_group(&walk);
	graph_fill(&walk);
	MemoryContextSwitchTo(caller);
}

static int
party_compare(const void *a, const void *b)
{
	int64		left = ((const ControlParty *) a)->id;
	int64		right = ((const ControlParty *) b)->id;

	return (left > right) - (left < right);
}

/* The node of a party, or OWNERSHIP_NONE. */
uint32_t
control_load_find(const ControlLoad *load, int64 id)
{
	ControlParty key = {.id = id};
	ControlParty *found = bsearch(&key, load->parties_read, load->graph.node_count, sizeof(ControlParty), party_compare);

	return found == NULL ? OWNERSHIP_NONE : (uint32_t) (found - load->parties_read);
}

/*
 * The queries of a load.  $1 doctrine, $2 day, $3 instant, $4 parties to
 * load (NULL is all), $5 metrics.
 */
static void
queries_run(LoadWalk *walk)
{
	const char *schema = walk->schema;

	if (walk->load->doctrine != 0)
		query_run(walk, "SELECT d.threshold, d.threshold_inclusive, d.merge_at, d.metrics "
				  "FROM materials.doctrine AS d WHERE d.doctrine OPERATOR(pg_catalog.=) $1", doctrine_read);
	else
	{
		Datum		metric = walk->load->metric;

		metrics_read(walk, PointerGetDatum(construct_array(&metric, 1, TEXTOID, -1, false, TYPALIGN_INT)));
	}
	if (walk->load->graph.metric_count == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there is no doctrine \"%s\"", quoted_value(VARDATA_ANY(DatumGetTextPP(walk->load->doctrine)),
																	VARSIZE_ANY_EXHDR(DatumGetTextPP(walk->load->doctrine)))),
				 errhint("The table materials.doctrine lists them.")));
	if (walk->load->doctrine != 0)
		query_run(walk, "SELECT DISTINCT n.nation::pg_catalog.text FROM materials.doctrine_nation($1, $2) AS n ORDER BY 1", nation_read);
	query_run(walk, psprintf(walk->load->parties == 0 ?
							 "SELECT p.id, p.name, p.kind, n.nation::pg_catalog.text, n.treatment, s.id FROM %s.party AS p "
							 "LEFT JOIN materials.doctrine_nation($1, $2) AS n ON n.country OPERATOR(materials.=) p.government_of "
							 "LEFT JOIN (SELECT d.party_id, pg_catalog.min(d.id) AS id FROM %s.declaration_at($2, $3) AS d "
							 "WHERE d.claim OPERATOR(pg_catalog.=) 'ownership_complete' AND d.party_id IS NOT NULL GROUP BY 1) AS s ON s.party_id OPERATOR(pg_catalog.=) p.id "
							 "WHERE p.recorded_at OPERATOR(pg_catalog.<=) $3 ORDER BY p.id" :
							 "SELECT p.id, p.name, p.kind, n.nation::pg_catalog.text, n.treatment, (SELECT pg_catalog.min(d.id) FROM %2$s.declaration_at($2, $3) AS d "
							 "WHERE d.claim OPERATOR(pg_catalog.=) 'ownership_complete' AND d.party_id OPERATOR(pg_catalog.=) p.id) FROM %1$s.party AS p "
							 "LEFT JOIN materials.doctrine_nation($1, $2) AS n ON n.country OPERATOR(materials.=) p.government_of "
							 "WHERE p.recorded_at OPERATOR(pg_catalog.<=) $3 AND p.id OPERATOR(pg_catalog.=) ANY ($4) ORDER BY p.id",
							 schema, schema), party_read);
	query_run(walk, psprintf("SELECT r.party_id, pg_catalog.min(r.id), n.nation::pg_catalog.text, n.treatment "
							 "FROM %s.role_at($2, $3) AS r "
							 "JOIN materials.doctrine_nation($1, $2) AS n ON n.country OPERATOR(materials.=) r.government_of "
							 "WHERE ($4 IS NULL OR r.party_id OPERATOR(pg_catalog.=) ANY ($4)) "
							 "AND EXISTS (SELECT FROM materials.doctrine_limb AS l WHERE l.doctrine OPERATOR(pg_catalog.=) $1 AND l.limb OPERATOR(pg_catalog.=) 'political_figure') "
							 "AND NOT EXISTS (SELECT FROM materials.doctrine_exempt_role AS x WHERE x.doctrine OPERATOR(pg_catalog.=) $1 "
							 "AND x.body OPERATOR(pg_catalog.=) r.body AND x.status OPERATOR(pg_catalog.=) r.status) "
							 "GROUP BY 1, 3, 4 ORDER BY 1, 2", schema), role_read);
	query_run(walk, psprintf("SELECT i.id, i.owner_id, i.owned_id, i.metric, i.share FROM %s.interest_at($2, $3) AS i "
							 "WHERE i.metric OPERATOR(pg_catalog.=) ANY ($5) AND ($4 IS NULL OR i.owned_id OPERATOR(pg_catalog.=) ANY ($4))",
							 schema), interest_read);
	if (walk->load->doctrine != 0)
		query_run(walk, psprintf("SELECT c.id, c.party_id, c.regarding_id, c.agreement FROM %s.concert_at($2, $3) AS c "
								 "WHERE ($4 IS NULL OR c.regarding_id OPERATOR(pg_catalog.=) ANY ($4)) "
								 "ORDER BY c.regarding_id, c.agreement COLLATE \"C\", c.party_id, c.id", schema), member_read);
}

/* Reads a query's rows in batches, so that the rows themselves never stand in memory together. */
static void
query_run(LoadWalk *walk, const char *query, RowReader read)
{
	ControlLoad *load = walk->load;
	Oid			types[5] = {TEXTOID, DATEOID, TIMESTAMPTZOID, INT8ARRAYOID, TEXTARRAYOID};
	Datum		values[5] = {load->doctrine, DateADTGetDatum(load->as_of), TimestampTzGetDatum(load->known_at), load->parties, walk->metric_names};
	char		nulls[5] = {load->doctrine == 0 ? 'n' : ' ', ' ', ' ', load->parties == 0 ? 'n' : ' ', walk->metric_names == 0 ? 'n' : ' '};
	Portal		portal = SPI_cursor_open_with_args(NULL, query, 5, types, values, nulls, true, CURSOR_OPT_NO_SCROLL);

	do
	{
		SPI_cursor_fetch(portal, true, BATCH_ROWS);
		arena_check(&load->memory.arena);
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			LoadedRow	row = {SPI_tuptable->vals[i], SPI_tuptable->tupdesc};
			MemoryContext caller = MemoryContextSwitchTo(load->memory.context);

			read(walk, &row);
			MemoryContextSwitchTo(caller);
		}
		SPI_freetuptable(SPI_tuptable);
	} while (SPI_processed == BATCH_ROWS);
	SPI_cursor_close(portal);
}

static Datum
column_get(const LoadedRow *row, int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row->tuple, row->shape, column, &isnull);

	return isnull ? (Datum) 0 : value;
}

/* Copies a column's text into the load's memory; NULL for NULL. */
static char *
text_get(const LoadedRow *row, int column)
{
	Datum		value = column_get(row, column);

	return DatumGetPointer(value) == NULL ? NULL : TextDatumGetCString(value);
}

static void
doctrine_read(LoadWalk *walk, const LoadedRow *row)
{
	ControlLoad *load = walk->load;

	load->rule.threshold = fraction_from_datum(&load->memory.arena, column_get(row, 1));
	load->rule.threshold_inclusive = DatumGetBool(column_get(row, 2));
	load->rule.merges = true;
	load->rule.merge_at = fraction_from_datum(&load->memory.arena, column_get(row, 3));
	load->rule.largest_metric = load->largest_metric;
	metrics_read(walk, column_get(row, 4));
}

static void
metrics_read(LoadWalk *walk, Datum names)
{
	MemoryContext caller = MemoryContextSwitchTo(walk->load->memory.context);
	ArrayType  *array = DatumGetArrayTypePCopy(names);
	Datum	   *elements;
	int			count;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, NULL, &count);
	if (count > OWNERSHIP_METRICS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a doctrine judges at most %d metrics", OWNERSHIP_METRICS_MAX)));
	for (int i = 0; i < count; i++)
		walk->load->metrics[i] = TextDatumGetCString(elements[i]);
	walk->load->graph.metric_count = (uint32_t) count;
	walk->metric_names = PointerGetDatum(array);
	MemoryContextSwitchTo(caller);
}

static void
nation_read(LoadWalk *walk, const LoadedRow *row)
{
	ControlLoad *load = walk->load;

	if (load->nation_count == OWNERSHIP_NATIONS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("more than %d covered nations", OWNERSHIP_NATIONS_MAX)));
	load->nations[load->nation_count++] = text_get(row, 1);
}

static void
party_add(LoadWalk *walk, ControlParty party, OwnershipNode node)
{
	if (walk->party_count == walk->party_space)
	{
		walk->party_space *= 2;
		walk->load->parties_read = repalloc_huge(walk->load->parties_read, sizeof(ControlParty) * walk->party_space);
		walk->nodes = repalloc_huge(walk->nodes, sizeof(OwnershipNode) * walk->party_space);
	}
	walk->load->parties_read[walk->party_count] = party;
	walk->nodes[walk->party_count++] = node;
}

/* Marks a node as the government of a nation, surely or perhaps. */
static void
nation_mark(const ControlLoad *load, OwnershipNode *node, const char *nation, const char *treatment)
{
	for (uint32_t i = 0; i < load->nation_count && nation != NULL; i++)
		if (strcmp(load->nations[i], nation) == 0)
		{
			node->maybe |= UINT32_C(1) << i;
			if (strcmp(treatment, "same") == 0)
				node->sure |= UINT32_C(1) << i;
		}
}

static void
party_read(LoadWalk *walk, const LoadedRow *row)
{
	ControlParty party = {.id = DatumGetInt64(column_get(row, 1)),.name = text_get(row, 2),.kind = text_get(row, 3)};
	const char *kind = party.kind;
	OwnershipNode node = {0};

	party.declaration = DatumGetInt64(column_get(row, 6));
	node.complete = walk->load->closed || party.declaration != 0;

	nation_mark(walk->load, &node, text_get(row, 4), text_get(row, 5));
	if (strcmp(kind, "anonymous") == 0 || strcmp(kind, "redacted") == 0 || strcmp(kind, "unknown") == 0)
	{
		party.unknown = true;
		node.maybe = OWNERSHIP_ANY_NATION;
	}
	/* Governments and people are held by nobody. */
	else if (strcmp(kind, "company") != 0 && strcmp(kind, "partnership") != 0)
		node.complete = true;
	party_add(walk, party, node);
}

static void
role_read(LoadWalk *walk, const LoadedRow *row)
{
	ControlParty key = {.id = DatumGetInt64(column_get(row, 1))};
	ControlParty *party = bsearch(&key, walk->load->parties_read, walk->party_count, sizeof(ControlParty), party_compare);

	if (party == NULL)
		return;
	if (party->role == 0)
		party->role = DatumGetInt64(column_get(row, 2));
	nation_mark(walk->load, &walk->nodes[party - walk->load->parties_read], text_get(row, 3), text_get(row, 4));
}

static void
interest_read(LoadWalk *walk, const LoadedRow *row)
{
	LoadedLink	link = {DatumGetInt64(column_get(row, 1)), DatumGetInt64(column_get(row, 2)), DatumGetInt64(column_get(row, 3))};
	text	   *metric = DatumGetTextPP(column_get(row, 4));

	while (strlen(walk->load->metrics[link.metric]) != VARSIZE_ANY_EXHDR(metric) ||
		   memcmp(walk->load->metrics[link.metric], VARDATA_ANY(metric), VARSIZE_ANY_EXHDR(metric)) != 0)
		link.metric++;
	link.share = share_from_datum(&walk->load->memory.arena, column_get(row, 5));
	if (walk->link_count == walk->link_space)
	{
		walk->link_space *= 2;
		walk->links = repalloc_huge(walk->links, sizeof(LoadedLink) * walk->link_space);
	}
	walk->links[walk->link_count++] = link;
}

static void
member_read(LoadWalk *walk, const LoadedRow *row)
{
	LoadedMember member = {DatumGetInt64(column_get(row, 1)), DatumGetInt64(column_get(row, 2)), DatumGetInt64(column_get(row, 3)),
	text_get(row, 4)};

	if (walk->member_count == walk->member_space)
	{
		walk->member_space *= 2;
		walk->members = repalloc_huge(walk->members, sizeof(LoadedMember) * walk->member_space);
	}
	walk->members[walk->member_count++] = member;
}

/* Adds a party of which nothing is known for each holder that was not read, and numbers the parties by id. */
static void
parties_complete(LoadWalk *walk)
{
	ControlLoad *load = walk->load;
	size_t		count = 0;
	size_t		read = walk->party_count;
	int64	   *ids = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(int64) * (walk->link_count * 2 + walk->member_count * 2 + 1));
	ControlParty *parties;
	OwnershipNode *nodes;

	for (size_t l = 0; l < walk->link_count; l++)
	{
		ids[count++] = walk->links[l].holder;
		ids[count++] = walk->links[l].entity;
	}
	for (size_t m = 0; m < walk->member_count; m++)
	{
		ids[count++] = walk->members[m].party;
		ids[count++] = walk->members[m].entity;
	}
	id_array_sort(ids, count);
	for (size_t i = 0; i < count; i++)
	{
		ControlParty key = {.id = ids[i],.unknown = true};

		if ((i == 0 || ids[i] != ids[i - 1]) &&
			bsearch(&key, load->parties_read, read, sizeof(ControlParty), party_compare) == NULL)
			party_add(walk, key, (OwnershipNode) {0, OWNERSHIP_ANY_NATION, true});
	}
	pfree(ids);
	load->graph.node_count = (uint32_t) walk->party_count;

	/* Those added stand behind those read, both by id: merge them. */
	parties = load->parties_read;
	nodes = walk->nodes;
	load->parties_read = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(ControlParty) * (walk->party_count + 1));
	walk->nodes = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(OwnershipNode) * (walk->party_count + 1));
	for (size_t i = 0, known = 0, added = read; i < walk->party_count; i++)
	{
		size_t		from = added == walk->party_count || (known < read && parties[known].id < parties[added].id) ? known++ : added++;

		load->parties_read[i] = parties[from];
		walk->nodes[i] = nodes[from];
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
link_compare(const void *a, const void *b)
{
	const OwnershipLink *left = (const OwnershipLink *) a;
	const OwnershipLink *right = (const OwnershipLink *) b;

	if (left->entity != right->entity)
		return left->entity > right->entity ? 1 : -1;
	if (left->holder != right->holder)
		return left->holder > right->holder ? 1 : -1;
	if (left->metric != right->metric)
		return left->metric > right->metric ? 1 : -1;
	return (left->fact > right->fact) - (left->fact < right->fact);
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

static void
graph_fill(LoadWalk *walk)
{
	ControlLoad *load = walk->load;
	OwnershipGraph *graph = &load->graph;

	graph->arena = &load->memory.arena;
	graph->scratch = &load->scratch.arena;
	graph->scratch_reset = memory_arena_reset;
	graph->nodes = walk->nodes;
	groups_fill(walk);
	graph->links = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(OwnershipLink) * (walk->link_count + 1));
	graph->link_count = (uint32_t) walk->link_count;
	for (size_t l = 0; l < walk->link_count; l++)
		graph->links[l] = (OwnershipLink)
	{
		control_load_find(load, walk->links[l].entity), control_load_find(load, walk->links[l].holder),
			walk->links[l].metric, OWNERSHIP_NONE, walk->links[l].share, walk->links[l].fact
	};
	pfree(walk->links);
	qsort(graph->links, graph->link_count, sizeof(OwnershipLink), link_compare);
	ownership_index(graph);
	for (uint32_t m = 0; m < graph->member_count; m++)
	{
		const OwnershipMember *member = &graph->members[m];

		for (uint32_t l = graph->first_link[member->entity]; l < graph->first_link[member->entity + 1]; l++)
			if (graph->links[l].holder == member->node)
				graph->links[l].group = member->group;
	}
}
