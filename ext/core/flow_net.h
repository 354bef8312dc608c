/*-------------------------------------------------------------------------
 *
 * flow_net.h
 *	  What was gathered around one lot, and its shares as bounds in doubles.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_FLOW_NET_H
#define MATERIALS_CORE_FLOW_NET_H

#include "core/arena.h"
#include "core/flow_bounds.h"
#include "core/flow_row.h"

/* Stands for a lot that has no key in the store, or none that serves. */
#define FLOW_NET_NO_KEY 0

/* A lot of the net; its inputs stand together in the net's arrays. */
typedef struct FlowNetLot
{
	int64_t		lot_id;			/* 0 until its row was read */
	double		missing;		/* part for which no input is recorded, at most */
	uint32_t	begin;			/* its first input */
	uint32_t	end;
	uint32_t	key;			/* number of what is known of it, or FLOW_NET_NO_KEY */
	bool		read;			/* its row was read */
	bool		lost;			/* without inputs, and nothing says that the chain begins here */
	bool		primary_source;
	bool		uncertain;		/* its parts may be anything from nothing up to what is stated */
	bool		missing_uncertain;
} FlowNetLot;

typedef struct FlowNet
{
	const Arena *arena;
	FlowBasis	basis;
	bool		with_drawn;		/* drawn is filled */
	uint32_t	lot_count;
	uint32_t	lot_space;
	FlowNetLot *lots;
	uint32_t	edge_count;
	uint32_t	edge_space;
	uint32_t   *input;			/* per edge: index of the input lot */
	double	   *part;			/* per edge: within FLOW_PART_ERROR of the exact part */
	double	   *drawn;			/* per edge: within FLOW_PART_ERROR of the part drawn */
	uint32_t   *output;			/* per edge: index of the output lot; NULL in a net that is gathered lot by lot */
	uint32_t   *sequence;		/* lots in the order in which their rows were read */
	uint32_t	sequence_count;
	bool		ordered;		/* sequence has outputs before inputs */
	uint32_t   *group_of;		/* per lot: the loop it is in, or a number of its own; NULL where there is none */
} FlowNet;

/* Stands for visits without an upper bound. */
#define FLOW_NET_UNBOUNDED 1e300
/* Shares of the members of loops up to this size are told as sharply as all others. */
#define FLOW_NET_SHARP_MAX 256

typedef struct FlowNetShares
{
	FlowBounds *share;
	FlowBounds *gap;			/* part whose way is lost at the lot */
	FlowBounds *used;			/* as in FlowResult; below zero where it has no answer */
	int32_t    *tier_min;		/* as in FlowResult */
	int32_t    *tier_max;
} FlowNetShares;

extern void flow_net_begin(FlowNet *net, const Arena *arena, FlowBasis basis, bool with_drawn);
extern uint32_t flow_net_lot(FlowNet *net);
extern void flow_net_edges_reserve(FlowNet *net, uint32_t count);
extern void flow_net_read(FlowNet *net, uint32_t lot, const FlowRow *row);
extern void flow_net_order(FlowNet *net);
extern uint32_t flow_net_group_begin(const FlowNet *net, uint32_t end);
extern uint32_t *flow_net_places(const FlowNet *net);
/* whole needs a net with what was drawn. */
extern bool flow_net_up(const FlowNet *net, uint32_t root, bool whole, FlowNetShares *shares);

extern bool flow_net_loop_up(const FlowNet *net, const uint32_t *members, uint32_t count, uint32_t *place, uint32_t root, bool whole,
							 FlowNetShares *shares);

extern void flow_net_tiers(const FlowNet *net, uint32_t root, int32_t *tiers);
extern void flow_net_shares_make(const FlowNet *net, bool whole, FlowNetShares *shares);
extern FlowBounds flow_net_gap(const FlowNetLot *lot, FlowBounds share);

/* flow_net_down.c */
extern void flow_net_down_begin(FlowNet *net, const Arena *arena, FlowBasis basis);
extern void flow_net_down_edge(FlowNet *net, uint32_t output, uint32_t input, double part, double drawn);
extern void flow_net_down_finish(FlowNet *net);
extern bool flow_net_down(const FlowNet *net, uint32_t root, FlowNetShares *shares);

/* What is asked of many lots at once: how much of each came from marked ones. */
typedef struct FlowNetForward
{
	const bool *marked;			/* per lot */
	bool		ends_only;		/* only a marked lot where the chain ends counts, else any that it came through */
	FlowBounds *share;			/* per lot, filled; of a lot that was not read it is given */
	bool	   *reached;		/* the same: it is marked, or some lot upstream of it is */
} FlowNetForward;

extern void flow_net_forward(const FlowNet *net, FlowNetForward *forward);

extern FlowBounds flow_net_inflow(const FlowNet *net, uint32_t index, bool in_loop, const FlowNetForward *forward, bool *reached);

/* flow_net_loop.c */
extern void flow_net_loop_forward(const FlowNet *net, const uint32_t *members, uint32_t count, uint32_t *place, FlowNetForward *forward);
extern bool flow_net_loop_down(const FlowNet *net, const uint32_t *members, uint32_t count, uint32_t *place, uint32_t root, FlowNetShares *shares,
							   FlowBounds *returns);
extern bool flow_net_loop(const FlowNet *net, const uint32_t *members, uint32_t count, uint32_t *place, uint32_t root, bool whole,
						  FlowNetShares *shares, FlowBounds *visited);

/*
 * What is passed on, so that its product with any part is a number of full
 * precision: parts are nothing or at least FLOW_PART_LEAST.
 */
static inline FlowBounds
flow_net_passed(FlowBounds share, bool uncertain)
{
	FlowBounds	passed = {share.min * FLOW_BOUNDS_DOWN, share.max * FLOW_BOUNDS_UP};

	if (uncertain || passed.min < FLOW_BOUNDS_LEAST)
		passed.min = 0;
	if (passed.max < FLOW_BOUNDS_LEAST)
		passed.max = FLOW_BOUNDS_LEAST;
	return passed;
}

#endif							/* MATERIALS_CORE_FLOW_NET_H */
