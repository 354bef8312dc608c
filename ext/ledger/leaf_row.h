/*-------------------------------------------------------------------------
 *
 * leaf_row.h
 *	  The bytes of a sealed row, and the checks of its columns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_LEAF_ROW_H
#define MATERIALS_LEAF_ROW_H

#include "postgres.h"

#include "fmgr.h"

#include "core/leaf_bytes.h"

#define LEAF_CHECK_SIZE 4		/* bytes of a column's check */

struct LeafRow;

extern struct LeafRow *leaf_row_of(FunctionCallInfo fcinfo, int row_argument, int left_out_argument);
extern const LeafWriter *leaf_row_bytes(struct LeafRow *row, const text *table, int64 row_id, HeapTupleHeader header);
extern Size leaf_row_checks_size(const struct LeafRow *row);
extern Size leaf_row_checks(struct LeafRow *row, uint8 *checks);
extern void leaf_row_check(const uint8 *value, Size size, uint8 *check);

#endif							/* MATERIALS_LEAF_ROW_H */
