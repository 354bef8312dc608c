/*-------------------------------------------------------------------------
 *
 * flow_lot_set.h
 *	  Some of a ledger's lots, as a question names them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_LOT_SET_H
#define MATERIALS_FLOW_LOT_SET_H

#include "postgres.h"

#include "core/flow_net.h"
#include "utils/array.h"

/* Lots by key of the store, and by id: those without a key at least. */
typedef struct FlowLotSet
{
	bool	   *keys;			/* per key below key_count */
	uint32		key_count;
	int64	   *lots;			/* ascending */
	uint32		lot_count;
} FlowLotSet;

extern void flow_lot_set_make(FlowLotSet *set, ArrayType *keys, ArrayType *lots);
extern bool flow_lot_set_has_id(const FlowLotSet *set, int64 lot_id);

static inline bool
flow_lot_set_has(const FlowLotSet *set, uint32 key, int64 lot_id)
{
	if (key < set->key_count && set->keys[key])
		return true;
	return set->lot_count > 0 && flow_lot_set_has_id(set, lot_id);
}

#endif							/* MATERIALS_FLOW_LOT_SET_H */
