/*-------------------------------------------------------------------------
 *
 * flow_sweep_rows.h
 *	  What one lot was made of, in one sweep over the store's rows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_SWEEP_ROWS_H
#define MATERIALS_FLOW_SWEEP_ROWS_H

#include "core/flow_sweep.h"
#include "graph/flow_gather.h"

extern bool flow_sweep_rows(FlowGather *gather, int64 root, FlowSweepKind kind, FlowSweepVisit visit, void *state, uint64 *edge_count);

#endif							/* MATERIALS_FLOW_SWEEP_ROWS_H */
