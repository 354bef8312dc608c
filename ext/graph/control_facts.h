/*-------------------------------------------------------------------------
 *
 * control_facts.h
 *	  The facts of a ledger about who holds whom, while they are read.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CONTROL_FACTS_H
#define MATERIALS_CONTROL_FACTS_H

#include "catalog/pg_type.h"
#include "graph/control_load.h"
#include "server/id_array.h"
#include "server/ledger_plan.h"
#include "server/table_rows.h"

/* An interest or a membership as read; parties still by their ids. */
typedef struct LoadedLink
{
	int64		fact;
	int64		holder;
	int64		entity;
	uint32_t	metric;
	uint32_t	holder_node;	/* once parties have their numbers */
	uint32_t	entity_node;
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

/* Rows that were corrected, by table. */
typedef enum CorrectedTable
{
	CORRECTED_INTEREST,
	CORRECTED_DECLARATION,
	CORRECTED_DOMICILE,
	CORRECTED_TABLES,
	CORRECTED_NEVER
} CorrectedTable;

typedef struct LoadWalk
{
	ControlLoad *load;
	Datum		metric_names;	/* text[] */
	OwnershipNode *nodes;
	size_t		party_count;
	size_t		party_space;
	bool		party_disorder; /* some party came after one with a higher id */
	LoadedLink *links;
	size_t		link_count;
	size_t		link_space;
	LoadedMember *members;
	size_t		member_count;
	size_t		member_space;
	size_t		contract_space;
	IdList		corrected[CORRECTED_TABLES];	/* ascending */
	IdList		expired;		/* documents that are not valid on the day, ascending */
	bool		expired_read;
} LoadWalk;

/* Takes a row; columns are those of the source's queries. */
typedef void (*FactReader) (LoadWalk *walk, const Datum *values, const bool *nulls);

/*
 * One kind of fact: how it is asked for by SQL, about everyone or about the
 * parties given, and how its table is read where that may be.
 */
typedef struct FactSource
{
	LedgerQuery everyone;		/* $1 doctrine, $2 day, $3 instant, $4 metrics */
	LedgerQuery given;			/* $5 parties */
	const char *table;			/* NULL where it is always asked for by SQL */
	TableColumn columns[TABLE_COLUMNS_MAX];	/* those of the queries, then valid, then recorded_at */
	const char *names;			/* table that may have names for its rows, or NULL */
	const char *empty;			/* table without which there are no such facts, or NULL */
	bool		dated;			/* there is a valid */
	CorrectedTable corrected;	/* its rows have their id in the first column */
	FactReader	read;
} FactSource;

#define ABOUT_EVERYONE 4, {TEXTOID, DATEOID, TIMESTAMPTZOID, TEXTARRAYOID}
#define ABOUT_GIVEN 5, {TEXTOID, DATEOID, TIMESTAMPTZOID, TEXTARRAYOID, INT8ARRAYOID}

/* control_facts.c: what makes the graph's nodes and links, then what is recorded of the nodes. */
extern void control_facts_links(LoadWalk *walk);
extern void control_facts_marks(LoadWalk *walk);

/* control_doctrine.c */
extern void control_doctrine_read(LoadWalk *walk);
extern void control_doctrine_metrics(LoadWalk *walk, Datum names);
extern void control_doctrine_mark(const ControlLoad *load, int16 country, OwnershipNode *node);
extern const ControlNation *control_doctrine_nation(const ControlLoad *load, int16 country);

/* control_test.c */
extern void control_test_doctrine(LoadWalk *walk);
extern void control_test_facts(LoadWalk *walk);

/* control_source.c */
extern void control_source_read(LoadWalk *walk, const FactSource *source);
extern void control_source_query(LoadWalk *walk, const LedgerQuery *query, Datum *values, const char *nulls, FactReader read);
extern void control_source_corrections(LoadWalk *walk);
extern bool control_source_expired(LoadWalk *walk, int64 document);

/* control_graph.c */
extern void control_graph_number(LoadWalk *walk);
extern void control_graph_fill(LoadWalk *walk);

#endif							/* MATERIALS_CONTROL_FACTS_H */
