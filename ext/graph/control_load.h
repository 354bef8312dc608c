/*-------------------------------------------------------------------------
 *
 * control_load.h
 *	  A ledger's parties and who holds them, as a graph.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CONTROL_LOAD_H
#define MATERIALS_CONTROL_LOAD_H

#include "postgres.h"

#include "core/attribution.h"
#include "core/ownership.h"
#include "server/memory_arena.h"
#include "utils/date.h"
#include "utils/timestamp.h"

typedef struct ControlParty
{
	int64		id;
	bool		seen;			/* the reader may see its row */
	bool		unknown;		/* anonymous, redacted or not known: it may be anybody */
	bool		organisation;	/* company or partnership */
	bool		person;			/* a natural one */
	bool		official;		/* government, agency or political party */
	const char *kind;			/* NULL where it is not seen */
	char	   *name;			/* NULL where it is not seen, or names were not asked for */
	int64		role;			/* id of the role that makes it a government's; 0 where there is none */
	int64		declaration;	/* id of the claim that its holders are complete; 0 where there is none */
} ControlParty;

/* Ways in which a party comes under a doctrine, as bits. */
typedef enum ControlLimb
{
	CONTROL_GOVERNMENT = 1,
	CONTROL_POLITICAL_FIGURE = 2,
	CONTROL_LIST = 4,
	CONTROL_JURISDICTION = 8,
	CONTROL_SHARE = 16,
	CONTROL_CONTRACT = 32
} ControlLimb;

/* What is recorded of a party besides its holders, as bits. */
typedef enum ControlMark
{
	CONTROL_PLACED = 1,			/* where it belongs */
	CONTROL_PRINCIPAL = 2,		/* where it has its headquarters or principal place of business */
	CONTROL_PLACE_COVERED = 4,	/* one of these is a covered nation */
	CONTROL_PLACE_UNSETTLED = 8,	/* one may be one */
	CONTROL_LISTED = 16,		/* it is an entry of a list */
	CONTROL_LIST_OPEN = 32		/* it may be */
} ControlMark;

/* A licence or contract that may leave somebody else control of a producer. */
typedef struct ControlContract
{
	int64		contractor_id;
	int64		producer_id;
	bool		scoped;			/* about one item or lot */
	bool		lost;			/* takes a right from the producer */
} ControlContract;

typedef struct ControlNation
{
	int16		country;		/* as it is stored */
	bool		same;			/* certainly that nation; else whether it is one is not settled */
	uint32		nation;			/* place among the nations */
} ControlNation;

/* A way to come under a doctrine that is judged by tests, or under one it builds on. */
typedef struct ControlClass
{
	bool		own;			/* of the doctrine asked about */
	uint32		test;			/* number of its test; OWNERSHIP_NONE where it is none */
} ControlClass;

typedef struct ControlLoad
{
	/* What is asked. */
	Oid			relation;		/* the ledger's table party */
	Datum		doctrine;		/* text; 0 where only shares are asked for */
	Datum		metric;			/* text; without a doctrine, the metric asked for */
	Datum		choices;		/* jsonb: policies as chosen; only for doctrines that are judged by tests */
	DateADT		as_of;
	TimestampTz known_at;
	Datum		parties;		/* bigint[]: parties to load with their holders; 0 is all */
	bool		closed;			/* nobody holds anything but who is recorded */
	bool		largest_metric;
	bool		names;			/* parties are to be named */
	bool		marks;			/* marks and contracts are to be read; only with all parties */

	/* What is read. */
	MemoryArena memory;
	MemoryArena scratch;
	OwnershipGraph graph;
	OwnershipDoctrine rule;
	ControlParty *parties_read; /* by id; the nodes of the graph */
	int64		first_id;
	uint32	   *node_by_id;		/* from first_id on, node + 1; NULL where ids lie too far apart */
	uint32		id_range;
	char	   *metrics[OWNERSHIP_METRICS_MAX];
	char	   *nations[OWNERSHIP_NATIONS_MAX];
	uint32_t	nation_count;
	ControlNation *countries;	/* those that are nations, or may be */
	uint32		country_count;
	uint32		limbs;			/* of the doctrine */
	uint8	   *party_marks;	/* per node */
	ControlContract *contracts; /* those that may leave control to somebody else */
	Size		contract_count;
	char	   *word_caught;	/* status of who is caught, and of who is not */
	char	   *word_clear;
	bool		by_tests;		/* the doctrine is judged by tests of holding */
	Attribution attribution;	/* its tests, and the classes of parties */
	ControlClass classes[ATTRIBUTION_CLASSES_MAX];
	uint32		class_count;
	uint64		class_holders[ATTRIBUTION_CLASSES_MAX]; /* per class: classes whose parties bring it */
	uint64		catching;		/* classes that catch a party under the doctrine itself */
	bool		trading;		/* some test asks how a party's stock is traded */
} ControlLoad;

extern void control_load_run(ControlLoad *load);
extern uint32_t control_load_bisect(const ControlLoad *load, int64 id);

/* The node of a party, or OWNERSHIP_NONE. */
static inline uint32_t
control_load_find(const ControlLoad *load, int64 id)
{
	uint64		place = (uint64) id - (uint64) load->first_id;

	if (load->node_by_id == NULL)
		return control_load_bisect(load, id);
	return place < load->id_range ? load->node_by_id[place] - 1 : OWNERSHIP_NONE;
}

#endif							/* MATERIALS_CONTROL_LOAD_H */
