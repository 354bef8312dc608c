/*-------------------------------------------------------------------------
 *
 * flow_gather_down.h
 *	  All that was made of a lot, as a net.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_GATHER_DOWN_H
#define MATERIALS_FLOW_GATHER_DOWN_H

#include "graph/flow_gather.h"

extern void flow_gather_down(FlowGather *gather, int64 root);

#endif							/* MATERIALS_FLOW_GATHER_DOWN_H */
