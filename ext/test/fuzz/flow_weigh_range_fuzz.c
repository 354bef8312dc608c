/*-------------------------------------------------------------------------
 *
 * flow_weigh_range_fuzz.c
 *	  Parts of inputs whose weights are ranges, against the corners.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "flow_weigh_range_test.c"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	unit_fuzz_begin(&test, bytes, size);
	unit_fuzz_end(&test, random_below(2) == 0 ? corners_round() : points_round());
	return 0;
}
