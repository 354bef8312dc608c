/*-------------------------------------------------------------------------
 *
 * flow_trace.h
 *	  The walk through a ledger's lots as a set-returning function.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_TRACE_H
#define MATERIALS_FLOW_TRACE_H

#include "core/flow.h"
#include "graph/flow_gather.h"

/* Declares materials.exact_bits; called once at load. */
extern void flow_trace_define_settings(void);
extern size_t flow_trace_bits_max(uint32 edge_count);
extern uint32 flow_trace_exact_edges(void);
extern bool flow_trace_is_up(const text *direction);
extern void flow_trace_fault(FlowFault fault);
extern bool flow_trace_gather(FlowGather *gather, int64 lot_id);

#endif							/* MATERIALS_FLOW_TRACE_H */
