/*-------------------------------------------------------------------------
 *
 * array_elements.h
 *	  The elements of an array, one by one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_ARRAY_ELEMENTS_H
#define MATERIALS_ARRAY_ELEMENTS_H

#include "postgres.h"

#include "utils/array.h"

typedef struct ArrayElements
{
	Datum	   *values;
	bool	   *nulls;
	int			count;
} ArrayElements;

extern ArrayElements array_elements_take(ArrayType *array);

/* None of them is NULL, or it is an error that says what the array is of. */
extern ArrayElements array_elements_given(ArrayType *array, const char *what);

/* Arrays that describe one row each place are equally long, or it is an error that says what they are of. */
extern void array_elements_match(const ArrayElements *first, const ArrayElements *other, const char *what);

#endif							/* MATERIALS_ARRAY_ELEMENTS_H */
