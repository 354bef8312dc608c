/*-------------------------------------------------------------------------
 *
 * flow_late_load.h
 *	  Lots as packed rows, from their plain rows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_LATE_LOAD_H
#define MATERIALS_FLOW_LATE_LOAD_H

#include "postgres.h"

#include "graph/flow_late.h"
#include "graph/flow_pack.h"

extern uint32 flow_late_load(const FlowStore *store, FlowBasis basis, TimestampTz known_at, FlowLate *late);
extern void flow_late_pack(FlowLate *late, const FlowPack *pack, uint32 lot, const uint32 *numbers, int32 key);

#endif							/* MATERIALS_FLOW_LATE_LOAD_H */
