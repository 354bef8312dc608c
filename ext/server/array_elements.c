/*-------------------------------------------------------------------------
 *
 * array_elements.c
 *	  The elements of an array, one by one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/lsyscache.h"

#include "server/array_elements.h"

ArrayElements
array_elements_take(ArrayType *array)
{
	ArrayElements taken;
	int16		length;
	bool		by_value;
	char		align;

	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &align);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, align, &taken.values, &taken.nulls, &taken.count);
	return taken;
}

ArrayElements
array_elements_given(ArrayType *array, const char *what)
{
	ArrayElements taken = array_elements_take(array);

	for (int i = 0; i < taken.count; i++)
	{
		if (taken.nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("an array of %s has an element that is NULL", what)));
	}
	return taken;
}

void
array_elements_match(const ArrayElements *first, const ArrayElements *other, const char *what)
{
	if (first->count != other->count)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("arrays of %s have %d and %d elements", what, first->count, other->count)));
}
