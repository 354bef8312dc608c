/*-------------------------------------------------------------------------
 *
 * leaf_value.h
 *	  A value as it stands in the bytes of a sealed row.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_LEAF_VALUE_H
#define MATERIALS_LEAF_VALUE_H

#include "postgres.h"

#include "access/tupdesc.h"

#include "core/leaf_bytes.h"

/* How values of a type are written. */
typedef struct LeafType
{
	Oid			type;			/* of the values; a domain's is the type under it */
	LeafTag		tag;
	FmgrInfo	output;			/* of what is written as text, or in its binary form */
	const char *name;			/* of what is written in its binary form */
	int16		size;
	bool		by_value;
	char		align;
	struct LeafType *element;	/* of an array, a range or a multirange */
	struct TypeCacheEntry *cache;	/* of a range or a multirange */
	struct LeafRecord *record;	/* of a row in a row */
} LeafType;

/* A column of a row. */
typedef struct LeafField
{
	const char *name;			/* UTF-8 */
	size_t		name_size;
	int			number;			/* its place in the row, from 0 */
	LeafType	type;
} LeafField;

/* The columns of a kind of row, in the order of their names' bytes. */
typedef struct LeafRecord
{
	TupleDesc	row;
	int			count;
	LeafField  *fields;
} LeafRecord;

extern const char *leaf_value_text(const char *text, size_t *size);
extern LeafRecord *leaf_value_record(TupleDesc row, bool (*left_out) (const char *name, void *state), void *state);
extern void leaf_value_add(LeafWriter *writer, LeafType *type, Datum value);

#endif							/* MATERIALS_LEAF_VALUE_H */
