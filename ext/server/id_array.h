/*-------------------------------------------------------------------------
 *
 * id_array.h
 *	  Numbers of rows, ascending.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_ID_ARRAY_H
#define MATERIALS_ID_ARRAY_H

#include "postgres.h"

#include "utils/array.h"

/* Numbers that are collected one by one, in the memory context current when the first is added; {0} has none. */
typedef struct IdList
{
	int64	   *ids;
	Size		count;
	Size		space;
} IdList;

extern int64 *id_array_take(ArrayType *array, Size *count);
extern void id_list_add(IdList *list, int64 id);
extern void id_array_sort(int64 *ids, Size count);
extern Size id_array_unique(int64 *ids, Size count);
extern const int64 *id_array_find(const int64 *ids, Size count, int64 id);
extern Datum id_array_datum(const int64 *ids, Size count);

#endif							/* MATERIALS_ID_ARRAY_H */
