/*-------------------------------------------------------------------------
 *
 * custody_fuzz.c
 *	  Random chains of custody: bits that spread, and a search for each.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "custody_test.c"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	Case		made;
	uint64_t	handed = 0;

	unit_fuzz_begin(&test, bytes, size);
	case_make(&made);
	unit_fuzz_end(&test, case_holds(&made, &handed));
	return 0;
}
