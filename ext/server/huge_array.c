/*-------------------------------------------------------------------------
 *
 * huge_array.c
 *	  Arrays that are read all over.
 *
 * Each page of memory that is touched for the first time costs a fault, and
 * one of many that are touched in any order a walk through the tables of
 * pages.  The system is asked for large pages where it hands them out on
 * demand; whether it does changes nothing but the time.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <sys/mman.h>

#include "utils/memutils.h"

#include "server/huge_array.h"

#define LARGE_PAGE ((Size) 2 * 1024 * 1024)

/* In the current memory context, and not set to anything. */
void *
huge_array_allocate(Size size)
{
	char	   *array = MemoryContextAllocHuge(CurrentMemoryContext, size);

#ifdef MADV_HUGEPAGE
	char	   *begin = (char *) TYPEALIGN(LARGE_PAGE, array);
	char	   *end = (char *) TYPEALIGN_DOWN(LARGE_PAGE, array + size);

	if (begin < end)
		(void) madvise(begin, (size_t) (end - begin), MADV_HUGEPAGE);
#endif
	return array;
}
