/*-------------------------------------------------------------------------
 *
 * flow_sweep.h
 *	  What one lot was made of, from packed rows as they come, outputs first.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_FLOW_SWEEP_H
#define MATERIALS_CORE_FLOW_SWEEP_H

#include "core/flow_brief.h"
#include "core/flow_net.h"

/* What is computed of each lot. */
typedef enum FlowSweepKind
{
	FLOW_SWEEP_REACH,			/* that it is one of them */
	FLOW_SWEEP_SHARES,			/* which part of the root came through it */
	FLOW_SWEEP_TIERS			/* how few steps away it is */
} FlowSweepKind;

typedef struct FlowSweep
{
	const Arena *arena;
	FlowSweepKind kind;
	FlowBasis	basis;
	uint32_t	lot_count;		/* numbers go from 1 to this */
	uint32_t	root;			/* number of the asked lot */
	uint64_t   *wanted;			/* a bit a number: some lot that was swept was made of it */
	void	  **blocks;			/* FlowBounds or a byte a number, in blocks of some; NULL where none was wanted */
	uint64_t	edge_count;		/* inputs that were seen */
} FlowSweep;

/* A lot that was swept. */
typedef struct FlowSweepLot
{
	int64_t		lot_id;
	uint32_t	key;
	bool		lost;
	bool		primary_source;
	bool		missing;		/* some part of it is */
	FlowBounds	share;
	FlowBounds	gap;
	int32_t		tier;
} FlowSweepLot;

/* Is told of each lot upstream, the asked one first; the lot is gone afterwards. */
typedef void (*FlowSweepVisit) (void *state, const FlowSweepLot *lot);

extern void flow_sweep_begin(FlowSweep *sweep, const Arena *arena, FlowSweepKind kind, FlowBasis basis, uint32_t lot_count, uint32_t root);
extern uint32_t flow_sweep_count(const FlowSweep *sweep);
extern uint32_t flow_sweep_next(const FlowSweep *sweep, uint32_t below);
extern bool flow_sweep_row(FlowSweep *sweep, uint32_t number, const FlowRow *row);
extern void flow_sweep_lot(FlowSweep *sweep, uint32_t number, const FlowRow *row, FlowSweepLot *lot);
extern uint32_t flow_sweep_brief(FlowSweep *sweep, const FlowBrief *brief, const uint8_t *elsewhere, uint32_t number, FlowSweepVisit visit, void *state);
extern bool flow_sweep_loop(FlowSweep *sweep, FlowNet *net, const uint32_t *numbers, uint32_t member_count, FlowSweepLot *lots);

static inline bool
flow_sweep_wants(const FlowSweep *sweep, uint32_t number)
{
	return (sweep->wanted[number / 64] >> number % 64 & 1) != 0;
}

#endif							/* MATERIALS_CORE_FLOW_SWEEP_H */
