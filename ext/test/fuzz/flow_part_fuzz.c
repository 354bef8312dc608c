/*-------------------------------------------------------------------------
 *
 * flow_part_fuzz.c
 *	  Parts of one output in integers, against the same in fractions.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "flow_part_test.c"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	Case		c;
	double		part[INPUTS_MAX];
	bool		certain[INPUTS_MAX];
	uint64_t	scratch[INPUTS_MAX];
	FlowParts	parts = {.part = part,.certain = certain};

	unit_fuzz_begin(&test, bytes, size);
	case_make(&c);
	unit_fuzz_end(&test, !flow_part_weigh(&c.lot, &parts, scratch) || case_agrees(&c, &parts));
	return 0;
}
