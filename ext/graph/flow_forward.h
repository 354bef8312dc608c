/*-------------------------------------------------------------------------
 *
 * flow_forward.h
 *	  What the parts of the forward pass know of each other.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_FORWARD_H
#define MATERIALS_FLOW_FORWARD_H

#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/numeric.h"

#include "graph/flow_gather.h"
#include "graph/flow_lot_set.h"

/* Lots whose shares wait for lots that stand behind them. */
typedef struct FlowHold
{
	MemoryArena memory;
	FlowNet		net;
	uint32	   *place;			/* per number: index in the net plus one, or 0; NULL until a lot is held */
	uint32	   *numbers;		/* per lot of the net */
	uint32		number_space;
	uint32		held_count;
	uint32		awaited;		/* when the lot of this number is done, those held can be solved */
} FlowHold;

/* Is told of each asked lot: its key or FLOW_NET_NO_KEY, and bounds of its share as multiples of 10^-FLOW_FORWARD_DIGITS, rounded outward. */
typedef void (*FlowForwardTell) (void *state, uint32 key, int64 lot_id, bool reached, int64 share_min, int64 share_max);

#define FLOW_FORWARD_DIGITS 12
#define FLOW_FORWARD_ONE INT64CONST(1000000000000)

/* A row that is kept, with copies of its inputs and of their parts in the basis that is asked for. */
typedef struct FlowSaved
{
	FlowStored	stored;
	FlowRow		row;
} FlowSaved;

typedef struct FlowForward
{
	FlowGather	gather;
	FlowLotSet	marked;
	FlowLotSet	asked;
	bool		ends_only;
	FlowForwardTell tell;
	void	   *state;
	uint32		highest;		/* largest number */
	FlowBounds *share;			/* per number; the upper bound of a lot that is held is no number */
	FlowHold	hold;
	FlowSaved  *saved;			/* full rows of the lot at hand, of which more may follow */
	uint32		saved_count;
	uint32		saved_space;
} FlowForward;

/*
 * A lower bound of nothing is 0 where a marked lot is upstream, and -0 where
 * none is: products and sums keep it so.
 */
#define FLOW_FORWARD_UNREACHED ((FlowBounds) {-0.0, 0})

static inline bool
flow_forward_reached(FlowBounds share)
{
	return !signbit(share.min);
}

/* Bounds of which other arithmetic lost the sign. */
static inline FlowBounds
flow_forward_signed(FlowBounds share, bool reached)
{
	if (share.min == 0)
		share.min = reached ? 0.0 : -0.0;
	return share;
}

extern void flow_forward_put(const FlowForward *work, uint32 key, int64 lot_id, FlowBounds share);

/* The first arguments of the call are the table of lots, the keys and lots that are marked, and those that are asked. */
extern void flow_forward_run(FunctionCallInfo fcinfo, bool ends_only, const text *basis, TimestampTz known_at, FlowForwardTell tell, void *state);
extern Numeric flow_forward_share(int64 share);

/* flow_hold.c */
extern void flow_hold_add(FlowForward *work, const FlowStored *stored, const FlowRow *row);
extern void flow_hold_solve(FlowForward *work);

#endif							/* MATERIALS_FLOW_FORWARD_H */
