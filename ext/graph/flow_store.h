/*-------------------------------------------------------------------------
 *
 * flow_store.h
 *	  The flow store of a ledger: packed rows, read from pages.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_STORE_H
#define MATERIALS_FLOW_STORE_H

#include "postgres.h"

#include "access/htup_details.h"
#include "datatype/timestamp.h"
#include "storage/buf.h"
#include "storage/block.h"
#include "utils/relcache.h"
#include "utils/snapshot.h"

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
	int64	   *stale;			/* lots whose packed rows are out of date, ascending */
	uint32		stale_count;
} FlowStore;

/* A packed row where it stands on its page. */
typedef struct FlowStored
{
	int32		number;
	int32		key;
	int64		lot_id;
	const uint8 *body;
	Size		size;
} FlowStored;

/* One page of the store's table after the other, in any order. */
typedef struct FlowPages
{
	Relation	relation;
	Snapshot	snapshot;
	BlockNumber block_count;
	BlockNumber block;			/* the one at hand, InvalidBlockNumber at first */
	Buffer		buffer;
	int			row_count;
	const char *rows[MaxHeapTuplesPerPage];
} FlowPages;

extern void flow_store_define_settings(void);
extern void flow_store_open(FlowStore *store, Oid relation, TimestampTz known_at);
extern bool flow_store_is_stale(const FlowStore *store, int64 lot_id);
extern const char *flow_store_reader_name(FlowReader reader);
extern void flow_store_numbers(const FlowStore *store, const int64 *lot_ids, uint32 count, uint32 *numbers);

extern const char **flow_store_key_reasons(const FlowStore *store, uint32 *count);

extern void flow_pages_open(FlowPages *pages, Oid table);
extern void flow_pages_load(FlowPages *pages, BlockNumber block);
extern void flow_pages_close(FlowPages *pages);

static inline int32
flow_pages_number(const FlowPages *pages, int row)
{
	return *(const int32 *) pages->rows[row];
}

extern void flow_pages_row(const FlowPages *pages, int row, FlowStored *stored);
extern bool flow_pages_seek(FlowPages *pages, int32 number);

#endif							/* MATERIALS_FLOW_STORE_H */
