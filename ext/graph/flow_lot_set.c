/*-------------------------------------------------------------------------
 *
 * flow_lot_set.c
 *	  Some of a ledger's lots, as a question names them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "graph/flow_lot_set.h"
#include "server/id_array.h"

static void
keys_take(FlowLotSet *set, ArrayType *array)
{
	Datum	   *elements;
	bool	   *nulls;
	int32		most = 0;
	int			n;

	deconstruct_array(array, INT4OID, sizeof(int32), true, TYPALIGN_INT, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
		most = nulls[i] ? most : Max(most, DatumGetInt32(elements[i]));
	set->key_count = (uint32) most + 1;
	set->keys = palloc_extended(sizeof(bool) * (Size) set->key_count, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int i = 0; i < n; i++)
	{
		if (!nulls[i] && DatumGetInt32(elements[i]) > 0)
			set->keys[DatumGetInt32(elements[i])] = true;
	}
}

/* Takes arrays of integer and of bigint. */
void
flow_lot_set_make(FlowLotSet *set, ArrayType *keys, ArrayType *lots)
{
	Size		count;

	*set = (FlowLotSet) {0};
	keys_take(set, keys);
	set->lots = id_array_take(lots, &count);
	set->lot_count = (uint32) count;
}

bool
flow_lot_set_has_id(const FlowLotSet *set, int64 lot_id)
{
	return id_array_find(set->lots, set->lot_count, lot_id) != NULL;
}
