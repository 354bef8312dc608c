/*-------------------------------------------------------------------------
 *
 * flow_path.h
 *	  Ways from a lot up to others, the best ones first.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_FLOW_PATH_H
#define MATERIALS_CORE_FLOW_PATH_H

#include "core/flow_net.h"

/* What a way is measured by: less is better, and what stands first decides. */
typedef struct FlowPathCost
{
	int64_t		first;
	int64_t		second;
} FlowPathCost;

/* Bits of a share are counted in 2^-this. */
#define FLOW_PATH_SCALE_BITS 44
/* Stands for an edge that is counted with another one, and for a lot from which no target is reached. */
#define FLOW_PATH_NONE INT64_MAX
/* Longer ways than that count as that. */
#define FLOW_PATH_MOST (INT64_MAX / 4)

/* A way that is not finished: the lots passed so far, each node one. */
typedef struct FlowPathNode
{
	const struct FlowPathNode *parent;
	uint32_t	lot;
	uint32_t	rank;			/* its place among the inputs that the parent offers */
	bool		followed;		/* the input after it is on offer too */
	bool		sharp;			/* total is what the best way through it costs, though loops bar some lots */
	FlowPathCost so_far;
	FlowPathCost total;			/* at least what the best way through it costs */
} FlowPathNode;

typedef struct FlowPathSearch
{
	const FlowNet *net;
	const Arena *arena;
	const bool *target;			/* per lot: a way ends there */
	bool		by_steps;		/* fewest steps first, then the largest share; else the other way round */
	int64_t    *bits;			/* per edge: -log2 of its part; FLOW_PATH_NONE where counted with another */
	FlowPathCost *rest;			/* per lot: the best way on to a target */
	uint32_t  **offers;			/* per lot: its edges, the best first, once asked for */
	uint32_t   *offer_count;
	FlowPathNode **heap;		/* unfinished ways, the best at the top */
	uint32_t	heap_count;
	uint32_t	heap_space;
	/* The rest only where lots feed each other. */
	uint32_t   *loop_begin;		/* per group: where its members begin in the net's sequence */
	uint32_t   *use_begin;		/* per lot: its first entry in uses; lot_count + 1 entries */
	uint32_t   *uses;			/* edges inside loops by input */
	uint32_t   *user;			/* per entry of uses: the output lot */
	FlowPathCost *around;		/* per lot: the best way on, some lots barred */
	uint32_t   *queue;			/* lots whose way on is not settled, the best at the top */
	uint32_t   *queue_place;	/* per lot: its place in the queue plus one, or 0 */
	uint32_t	queue_count;
	uint32_t   *barred;			/* per lot: barred in the round of that number */
	uint32_t	round;
} FlowPathSearch;

/* A way: its lots, first the root, last the target. */
typedef struct FlowPath
{
	uint32_t	lot_count;
	uint32_t   *lots;
} FlowPath;

extern void flow_path_begin(FlowPathSearch *search, const FlowNet *net, const bool *target, uint32_t root, bool by_steps);
extern bool flow_path_next(FlowPathSearch *search, FlowPath *path);

/* flow_path_rest.c */
extern void flow_path_rest(FlowPathSearch *search);
extern FlowPathCost flow_path_rest_around(FlowPathSearch *search, uint32_t lot);

static inline int
flow_path_compare(FlowPathCost a, FlowPathCost b)
{
	if (a.first != b.first)
		return a.first < b.first ? -1 : 1;
	return (a.second > b.second) - (a.second < b.second);
}

static inline int64_t
flow_path_sum(int64_t a, int64_t b)
{
	return a + b < FLOW_PATH_MOST ? a + b : FLOW_PATH_MOST;
}

/* A way with one more edge. */
static inline FlowPathCost
flow_path_extend(const FlowPathSearch *search, FlowPathCost way, uint32_t edge)
{
	if (search->by_steps)
		return (FlowPathCost) {way.first + 1, flow_path_sum(way.second, search->bits[edge])};
	return (FlowPathCost) {flow_path_sum(way.first, search->bits[edge]), way.second + 1};
}

static inline FlowPathCost
flow_path_join(FlowPathCost a, FlowPathCost b)
{
	return (FlowPathCost) {flow_path_sum(a.first, b.first), flow_path_sum(a.second, b.second)};
}

/* Both lots are in one loop. */
static inline bool
flow_path_same_loop(const FlowPathSearch *search, uint32_t a, uint32_t b)
{
	return search->net->group_of != NULL && search->net->group_of[a] == search->net->group_of[b];
}

#endif							/* MATERIALS_CORE_FLOW_PATH_H */
