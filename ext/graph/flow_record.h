/*-------------------------------------------------------------------------
 *
 * flow_record.h
 *	  The foreign keys of a lot that is written without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_RECORD_H
#define MATERIALS_FLOW_RECORD_H

#include "postgres.h"

#include "executor/tuptable.h"
#include "utils/rel.h"

extern void flow_record_check_keys(Relation lot, TupleTableSlot *written);

#endif							/* MATERIALS_FLOW_RECORD_H */
