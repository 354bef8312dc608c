/*-------------------------------------------------------------------------
 *
 * flow_walk_fuzz.c
 *	  Exact walks through graphs of lots, against chances iterated in doubles.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "flow_test.c"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	bool		loops;
	bool		unknown;

	unit_fuzz_begin(&test, bytes, size);
	loops = random_below(2) == 0;
	unknown = random_below(2) == 0;
	bits_max = random_below(4) == 0 ? 40 : 4096;
	unit_fuzz_end(&test, random_round(loops, unknown));
	return 0;
}
