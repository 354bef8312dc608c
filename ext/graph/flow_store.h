/*-------------------------------------------------------------------------
 *
 * flow_store.h
 *	  The flow store of a ledger: whether packed rows may be read, and by whom.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_STORE_H
#define MATERIALS_FLOW_STORE_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "graph/flow_rows.h"
#include "server/memory_arena.h"

/* Who reads the packed rows, if anybody. */
typedef enum FlowReader
{
	FLOW_READER_PLAIN,			/* nobody: the plain rows are read level by level */
	FLOW_READER_SQL,			/* a query on the store's table */
	FLOW_READER_PAGES			/* the table's pages */
} FlowReader;

typedef struct FlowStore
{
	Oid			relation;		/* the ledger's table lot */
	FlowReader	reader;
	const char *why;			/* why not a faster one; NULL for pages */
	int64		generation;
	Oid			table;			/* where the packed rows stand */
	uint32		lot_count;		/* numbers go from 1 to this */
	uint32		brief_count;	/* rows of the table that hold all rows in brief; 0 where they are not read */
	int64	   *marked;			/* lots whose plain rows have to be read, ascending */
	uint32		marked_count;
	Oid			late_table;		/* where packed rows stand of lots that were written since the store was */
	bool		has_late;		/* there are some that serve */
} FlowStore;

extern void flow_store_define_settings(void);
extern bool flow_store_may_scan(void);
extern void flow_store_open(FlowStore *store, Oid relation, TimestampTz known_at);
extern void flow_store_close(FlowStore *store, const char *why);
extern FlowRows *flow_store_rows(const FlowStore *store);
extern FlowRows *flow_store_brief(const FlowStore *store, bool parts);
extern const char *flow_store_rights(Oid relation);
extern uint64 flow_store_stale_count(const FlowStore *store);
extern const char *flow_store_reader_name(FlowReader reader);
extern void flow_store_numbers(const FlowStore *store, const int64 *lot_ids, uint32 count, uint32 *numbers);

extern const char **flow_store_key_reasons(const FlowStore *store, uint32 *count);

#endif							/* MATERIALS_FLOW_STORE_H */
