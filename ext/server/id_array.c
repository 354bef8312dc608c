/*-------------------------------------------------------------------------
 *
 * id_array.c
 *	  Numbers of rows, ascending.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "server/id_array.h"

static int
id_compare(const void *a, const void *b)
{
	int64		left = *(const int64 *) a;
	int64		right = *(const int64 *) b;

	/* Sorting very many takes long. */
	CHECK_FOR_INTERRUPTS();
	return (left > right) - (left < right);
}

void
id_array_sort(int64 *ids, Size count)
{
	qsort(ids, count, sizeof(int64), id_compare);
}

/* Sorts the ids and leaves each once; returns how many there are then. */
Size
id_array_unique(int64 *ids, Size count)
{
	Size		unique = 0;

	id_array_sort(ids, count);
	for (Size i = 0; i < count; i++)
	{
		if (unique == 0 || ids[unique - 1] != ids[i])
			ids[unique++] = ids[i];
	}
	return unique;
}

/* The ids in a value of bigint[], ascending, each once, in the current memory context; NULLs are left out. */
int64 *
id_array_take(ArrayType *array, Size *count)
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;
	int64	   *ids;

	deconstruct_array(array, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &elements, &nulls, &n);
	ids = palloc_extended(sizeof(int64) * ((Size) n + 1), MCXT_ALLOC_HUGE);
	*count = 0;
	for (int i = 0; i < n; i++)
	{
		if (!nulls[i])
			ids[(*count)++] = DatumGetInt64(elements[i]);
	}
	*count = id_array_unique(ids, *count);
	return ids;
}

void
id_list_add(IdList *list, int64 id)
{
	if (list->count == list->space)
	{
		list->space = Max(list->space * 2, 64);
		list->ids = list->ids == NULL ? palloc(sizeof(int64) * list->space) : repalloc_huge(list->ids, sizeof(int64) * list->space);
	}
	list->ids[list->count++] = id;
}

/* Where an id stands, or NULL. */
const int64 *
id_array_find(const int64 *ids, Size count, int64 id)
{
	return count == 0 ? NULL : bsearch(&id, ids, count, sizeof(int64), id_compare);
}

/* The ids as a value of bigint[], in the current memory context. */
Datum
id_array_datum(const int64 *ids, Size count)
{
	Datum	   *elements = palloc(sizeof(Datum) * (count + 1));
	ArrayType  *array;

	for (Size i = 0; i < count; i++)
		elements[i] = Int64GetDatum(ids[i]);
	array = construct_array(elements, (int) count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
	pfree(elements);
	return PointerGetDatum(array);
}
