/*-------------------------------------------------------------------------
 *
 * explode.h
 *	  What some of an item takes, down through bills of materials.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_EXPLODE_H
#define MATERIALS_CORE_EXPLODE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/fraction.h"

/* An amount that is not negative, or what is known of it. */
typedef struct ExplodeAmount
{
	Fraction	min;
	Fraction	max;			/* without meaning where unbounded */
	bool		unbounded;		/* nothing says how much it is at most */
} ExplodeAmount;

#define EXPLODE_NOTHING ((ExplodeAmount) {FRACTION_ZERO, FRACTION_ZERO, false})

/* What one of an item takes of another. */
typedef struct ExplodeEdge
{
	uint32_t	from;			/* the item that is made */
	uint32_t	to;				/* what goes into it */
	uint32_t	group;			/* edges of one item with the same number are alternates of each other; 0 for none */
	ExplodeAmount factor;
} ExplodeEdge;

/* How much one of an item counts for a target. */
typedef struct ExplodeWeight
{
	uint32_t	item;
	ExplodeAmount weight;
} ExplodeWeight;

/* Edges stand by item that is made, those of one group together. */
typedef struct ExplodeGraph
{
	const Arena *arena;			/* keeps results */
	const Arena *scratch;		/* for one target's sums; emptied by scratch_reset */
	void		(*scratch_reset) (const Arena *scratch);
	uint32_t	item_count;
	uint32_t	edge_count;
	ExplodeEdge *edges;
	uint32_t   *begin;			/* per item: its first edge; item_count + 1 entries; made by explode_order */
	uint32_t   *sequence;		/* items, what goes into others first; made by explode_order */
} ExplodeGraph;

/* Items each of which goes into the one before, and the first into the last. */
typedef struct ExplodeCircle
{
	uint32_t	count;			/* 0 where there is none */
	uint32_t   *items;
} ExplodeCircle;

extern bool explode_order(ExplodeGraph *graph, ExplodeCircle *circle);
extern void explode_levels(const ExplodeGraph *graph, uint32_t root, int32_t *level_min, int32_t *level_max);
extern ExplodeAmount explode_need(const ExplodeGraph *graph, uint32_t root, const ExplodeWeight *weights, uint32_t weight_count);

#endif							/* MATERIALS_CORE_EXPLODE_H */
