/*-------------------------------------------------------------------------
 *
 * flow_late.h
 *	  Packed rows of lots that were written since the flow store was.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_LATE_H
#define MATERIALS_FLOW_LATE_H

#include "postgres.h"

#include "fmgr.h"

#include "graph/flow_store.h"

/* They stand for the rows of the store that have their numbers. */
typedef struct FlowLate
{
	uint32		count;
	uint32		space;
	FlowStored *rows;			/* by number and part, once sorted */
	uint8	   *has;			/* a bit a number; NULL where there are none */
} FlowLate;

/* flow_late_write.c */
extern Datum flow_late_trigger(PG_FUNCTION_ARGS);

extern void flow_late_read(const FlowStore *store, FlowLate *late);
extern void flow_late_add(FlowLate *late, const FlowStored *row);
extern void flow_late_index(FlowLate *late, uint32 highest);
extern const FlowStored *flow_late_rows(const FlowLate *late, uint32 number, uint32 *count);

static inline bool
flow_late_has(const FlowLate *late, uint32 number)
{
	return late->has != NULL && (late->has[number / 8] & 1 << number % 8) != 0;
}

#endif							/* MATERIALS_FLOW_LATE_H */
