/*-------------------------------------------------------------------------
 *
 * flow_guard.h
 *	  What the parts of the guard of consumption know of each other.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_GUARD_H
#define MATERIALS_FLOW_GUARD_H

#include "postgres.h"

#include "access/genam.h"
#include "access/relscan.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "storage/buf.h"
#include "storage/itemptr.h"
#include "storage/lockdefs.h"
#include "utils/date.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "core/quantity_code.h"

/* A table whose rows are looked up by their bigint primary key. */
typedef struct FlowProbe
{
	Relation	table;
	Relation	key;			/* index of the primary key */
	IndexScanDesc scan;
	TupleTableSlot *slot;		/* the row found last */
	Buffer		page;			/* where a place led to last; mostly the next one leads there too */
} FlowProbe;

/* How many entries the key has of a lot, as far as is known. */
typedef enum FlowPlaces
{
	PLACE_NONE,
	PLACE_ONE,
	PLACE_UNKNOWN				/* several, or not looked */
} FlowPlaces;

/* A lot that the statement's rows name. */
typedef struct FlowGuardLot
{
	int64		id;
	char		status;			/* the hash table's */
	bool		exists;
	bool		drawn_from;		/* stands as input in some row */
	bool		primary_source;
	bool		dated;
	bool		corrected;
	FlowPlaces	places;			/* of its balance */
	ItemPointerData place;		/* where its balance is, when there is one place */
	DateADT		made_on;		/* the lot's or its event's day, when dated */
	UnitDimension dimension;
	int128		made;			/* int128 is aligned as palloc aligns */
	int128		drawn;			/* by all rows of the statement */
} FlowGuardLot;

/* Rows of a statement: in a tuplestore, or where they were made. */
typedef struct FlowGuardRows
{
	Tuplestorestate *store;		/* NULL where they are in slots */
	TupleTableSlot **slots;
	int			count;
	LOCKMODE	lot_lock;		/* what lot is read with: what the caller holds already, if it does, for another one would cost */
} FlowGuardRows;

/* What is to be done with a lot of which the key has an entry: the scan of the probe stands on it. */
typedef void (*FlowEntryFound) (void *state, FlowGuardLot *lot);

extern void flow_report_unlike_ledger(Relation table, const char *detail);
extern Oid	flow_ledger_table(Relation consumption, const char *name);
extern AttrNumber flow_attribute(Relation table, const char *name);
extern AttrNumber flow_attribute_of_type(Relation table, const char *name, Oid type);
extern void flow_probe_open(FlowProbe *probe, Oid table, LOCKMODE lock);
extern void flow_probe_begin(FlowProbe *probe, Snapshot snapshot);
extern void flow_probe_restart(FlowProbe *probe, Snapshot snapshot);
extern bool flow_probe_find(FlowProbe *probe, int64 id);
extern void flow_probe_lots(FlowProbe *probe, FlowGuardLot **lots, uint32 count, FlowEntryFound found, void *state);
extern bool flow_probe_find_to_update(FlowProbe *probe, const FlowGuardLot *lot);
extern void flow_probe_close(FlowProbe *probe);

extern Datum flow_guard(PG_FUNCTION_ARGS);
extern bool flow_guard_rows(Relation consumption, FlowGuardRows rows);
extern bool flow_lots_are_corrected(Oid corrections, Oid key, FlowGuardLot **lots, uint32 count);
extern bool flow_balance_is_plain(const FlowProbe *balance);
extern void flow_balance_book(FlowProbe *balance, FlowGuardLot **lots, uint32 count);

#endif							/* MATERIALS_FLOW_GUARD_H */
