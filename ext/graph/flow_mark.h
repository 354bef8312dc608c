/*-------------------------------------------------------------------------
 *
 * flow_mark.h
 *	  Marks of lots whose flow was written since the flow store was.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_MARK_H
#define MATERIALS_FLOW_MARK_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/rel.h"

extern Datum flow_mark(PG_FUNCTION_ARGS);
extern void flow_mark_lot(Relation lot, int64 id);
extern void flow_mark_forget(void);

#endif							/* MATERIALS_FLOW_MARK_H */
