/*-------------------------------------------------------------------------
 *
 * flow_net_down_fuzz.c
 *	  Bounds of nets of what was made of a lot, against the exact walk downstream.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "flow_net_down_test.c"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Case c;
	uint32_t	lots;
	int			given_up = 0;
	bool		loops;

	unit_fuzz_begin(&test, bytes, size);
	lots = 2 + (uint32_t) random_below(16);
	loops = random_below(2) == 0;
	case_make(&c, lots, 1 + (uint32_t) random_below(4), 1 + (uint32_t) random_below(3), random_below(2) == 0, 4096);
	if (loops && c.graph.edge_count > 0)
	{
		loops_add(&c, 1 + (uint32_t) random_below(4));
		/* How wide bounds grow in a loop depends on what leaves it. */
		c.unknown = c.unknown || c.loops;
	}
	unit_fuzz_end(&test, down_good(&c, (uint32_t) random_below(lots), random_below(2) == 0, &given_up));
	return 0;
}
