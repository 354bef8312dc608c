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

extern void id_array_sort(int64 *ids, Size count);
extern const int64 *id_array_find(const int64 *ids, Size count, int64 id);
extern Datum id_array_datum(const int64 *ids, Size count);

#endif							/* MATERIALS_ID_ARRAY_H */
