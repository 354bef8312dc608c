/*-------------------------------------------------------------------------
 *
 * attribution.h
 *	  Who is caught by tests of holding, and what is attributed to whom.
 *
 * The idea stands in attribution.c, its parts in the other files
 * attribution_*.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_ATTRIBUTION_H
#define MATERIALS_CORE_ATTRIBUTION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/ownership.h"

#define ATTRIBUTION_CLASSES_MAX 64	/* ways to come under a doctrine and those it builds on */
#define ATTRIBUTION_TESTS_MAX 32
#define ATTRIBUTION_ANYBODY (UINT32_MAX - 1)	/* a holder of whom nothing is known */
#define ATTRIBUTION_ALL (UINT32_MAX - 2)	/* all holders that count, as one */

/* How a party's stock is traded, as bits: where it is not known, both. */
#define ATTRIBUTION_PRIVATE 1
#define ATTRIBUTION_PUBLIC 2

/* One test: how much of a party is held by those who count. */
typedef struct AttributionTest
{
	uint64_t	holders;		/* classes whose parties count */
	uint64_t	caught;			/* the class of those whom the test reaches */
	uint32_t	metrics;		/* bits, each judged by itself */
	uint32_t	carry_metric;	/* in which holdings pass on; OWNERSHIP_NONE is the metric judged */
	bool		carries;		/* what a party holds may count as its holders' */
	Fraction	carry_at;		/* a company passes on to holders of this share or more; 0 is all */
	bool		together;		/* all holders add up; else each is judged by itself */
	bool		decides;		/* else what reaches it is only left open */
	Fraction	threshold[2];	/* of parties privately held, and publicly traded */
	bool		inclusive[2];
} AttributionTest;

typedef struct AttributionNode
{
	uint64_t	sure;			/* classes it belongs to by itself */
	uint64_t	maybe;			/* classes it may belong to; sure included */
	uint32_t	key;			/* holders of one key are one holder */
	bool		unknown;		/* it may be anybody */
	bool		passes;			/* a partnership: passes on to each holder what that holder has of it */
	uint8_t		trading;		/* ATTRIBUTION_PRIVATE, ATTRIBUTION_PUBLIC or both */
} AttributionNode;

/* By something else than holding, a party of a class gives another one a class. */
typedef struct AttributionEdge
{
	uint32_t	from;
	uint32_t	to;
	uint64_t	holders;		/* classes of which `from` has to be one */
	uint64_t	caught;			/* class that `to` gets */
	bool		certain;		/* else it only may have it */
} AttributionEdge;

/* What one holder has of a party in one metric, directly and by attribution. */
typedef struct AttributionEntry
{
	uint32_t	key;
	uint32_t	link;			/* link that brings most of it; OWNERSHIP_NONE where that is not recorded */
	OwnershipBound held;
	OwnershipBound carried;		/* of what the party holds, the part that counts as that holder's */
} AttributionEntry;

/* What an end of a share is made of: per link of the party, and what is not recorded. */
typedef struct AttributionUse
{
	Fraction   *used;			/* share reckoned with */
	bool	   *feeds;			/* it can bring something where the greatest is reached */
	Fraction	rest;
} AttributionUse;

typedef struct AttributionList
{
	uint32_t	count;
	AttributionEntry *entries;
} AttributionList;

/* A test in one metric. */
typedef struct AttributionSlot
{
	uint32_t	test;
	uint32_t	metric;
	bool		judged;			/* else it only passes on, or limits */
	uint32_t	carry;			/* slot from which holders' parts are taken */
	bool		keyed;			/* what is held is told apart by holder; else all who count are one */
	uint32_t	limit;			/* slot whose holdings a sum over holders does not pass; OWNERSHIP_NONE */
} AttributionSlot;

/* The greatest share of a test. */
typedef struct AttributionBest
{
	OwnershipBound value;
	uint32_t	slot;
	uint32_t	key;			/* ATTRIBUTION_ALL where holders add up */
} AttributionBest;

typedef struct Attribution
{
	/* What is asked. */
	const OwnershipGraph *graph;
	const AttributionNode *nodes;
	uint32_t	test_count;
	const AttributionTest *tests;
	uint32_t	edge_count;
	const AttributionEdge *edges;

	/* What comes out, of the lower (0) and the upper world (1). */
	uint64_t   *classes[2];		/* per node */
	AttributionBest *bests[2];	/* per node and test */
	AttributionList *lists[2];	/* per node and slot */
	AttributionSlot *slots;
	uint32_t	slot_count;
} Attribution;

/* One system for one holder in a circle of parties; see attribution_circle.c. */
typedef struct AttributionCircle
{
	uint32_t	count;
	const uint32_t *members;
	uint32_t   *place;			/* per node: its place among the members, from 1 */
} AttributionCircle;

/* attribution.c */
extern void attribution_run(Attribution *attribution);
extern bool attribution_reaches_carry(const Attribution *attribution, int world, uint32_t test, OwnershipBound held);

/* attribution_key.c */
extern bool attribution_is_source(const Attribution *attribution, int world, uint32_t test, uint32_t node);
extern uint32_t attribution_key(const Attribution *attribution, uint32_t slot, uint32_t node);
extern uint32_t attribution_nation(const Attribution *attribution, uint32_t key);
extern uint32_t attribution_anybody(const Attribution *attribution, uint32_t slot);
extern uint32_t attribution_keys_add(const AttributionList *list, uint32_t *keys, uint32_t count);
extern void attribution_keys_sort(uint32_t *keys, uint32_t *count);

/* attribution_held.c */
extern OwnershipBound attribution_held(const Attribution *attribution, int world, uint32_t slot, uint32_t node, uint32_t key, bool large,
									   uint32_t *link, AttributionUse *use);
extern OwnershipBound attribution_part(const Attribution *attribution, int world, uint32_t slot, uint32_t holder, uint32_t key);
extern OwnershipBound attribution_carried(const Attribution *attribution, int world, uint32_t slot, uint32_t node, uint32_t key,
										  OwnershipBound held);
extern AttributionEntry *attribution_entry(const Attribution *attribution, int world, uint32_t slot, uint32_t node, uint32_t key);
extern bool attribution_unrecorded(const Attribution *attribution, int world, uint32_t metric, uint32_t node);
extern Fraction attribution_bits_cap(const Attribution *attribution, int world, Fraction value);

/* attribution_circle.c */
extern void attribution_circle_solve(Attribution *attribution, int world, uint32_t slot, const AttributionCircle *circle);

/* attribution_path.c */
extern uint32_t attribution_paths(const Attribution *attribution, int world, uint32_t node, uint32_t test,
								  uint32_t path_max, OwnershipPath *paths);

#endif							/* MATERIALS_CORE_ATTRIBUTION_H */
