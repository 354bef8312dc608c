/*-------------------------------------------------------------------------
 *
 * flow_shortest_fuzz.c
 *	  Random nets: shortest ways, and distances found otherwise.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "flow_shortest_test.c"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	Case		made;

	unit_fuzz_begin(&test, bytes, size);
	case_make(&made);
	unit_fuzz_end(&test, case_holds(&made));
	return 0;
}
