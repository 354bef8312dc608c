/*-------------------------------------------------------------------------
 *
 * control_load.h
 *	  A ledger's parties and who holds them, read by SQL.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CONTROL_LOAD_H
#define MATERIALS_CONTROL_LOAD_H

#include "postgres.h"

#include "core/ownership.h"
#include "server/memory_arena.h"
#include "utils/date.h"
#include "utils/timestamp.h"

typedef struct ControlParty
{
	int64		id;
	char	   *name;			/* NULL where the reader may not see the party */
	bool		unknown;		/* anonymous, redacted or not known: it may be anybody */
	char	   *kind;			/* NULL too */
	int64		role;			/* id of the role that makes it a government's; 0 where there is none */
	int64		declaration;	/* id of the claim that its holders are complete; 0 where there is none */
} ControlParty;

typedef struct ControlLoad
{
	/* What is asked. */
	Oid			relation;		/* the ledger's table party */
	Datum		doctrine;		/* text; 0 where only shares are asked for */
	Datum		metric;			/* text; without a doctrine, the metric asked for */
	DateADT		as_of;
	TimestampTz known_at;
	Datum		parties;		/* bigint[]: parties to load with their holders; 0 is all */
	bool		closed;			/* nobody holds anything but who is recorded */
	bool		largest_metric;

	/* What is read. */
	MemoryArena memory;
	MemoryArena scratch;
	OwnershipGraph graph;
	OwnershipDoctrine rule;
	ControlParty *parties_read; /* by id; the nodes of the graph */
	char	   *metrics[OWNERSHIP_METRICS_MAX];
	char	   *nations[OWNERSHIP_NATIONS_MAX];
	uint32_t	nation_count;
} ControlLoad;

extern void control_load_run(ControlLoad *load);
extern uint32_t control_load_find(const ControlLoad *load, int64 id);

#endif							/* MATERIALS_CONTROL_LOAD_H */
