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

#include "nodes/execnodes.h"

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

typedef struct FlowForward
{
	FlowGather	gather;
	FlowLotSet	marked;
	FlowLotSet	asked;
	bool		ends_only;
	ReturnSetInfo *returns;
	uint32		highest;		/* largest number */
	FlowBounds *share;			/* per number; the upper bound of a lot that is held is no number */
	bool	   *reached;		/* per number */
	FlowHold	hold;
	FlowStored *saved;			/* full rows of the lot at hand, of which more may follow */
	uint32		saved_count;
	uint32		saved_space;
} FlowForward;

extern void flow_forward_put(const FlowForward *work, int64 lot_id, bool reached, FlowBounds share);

/* flow_hold.c */
extern void flow_hold_add(FlowForward *work, const FlowStored *stored, const FlowRow *row);
extern void flow_hold_solve(FlowForward *work);

#endif							/* MATERIALS_FLOW_FORWARD_H */
