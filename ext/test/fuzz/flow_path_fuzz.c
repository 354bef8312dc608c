/*-------------------------------------------------------------------------
 *
 * flow_path_fuzz.c
 *	  Ways through a net, largest or shortest first, against a list of all.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "flow_path_test.c"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Case c;
	static Way	ways[WAYS_MAX];
	Way			way = {.share = 1,.count = 1};
	bool		loops;
	bool		power;

	unit_fuzz_begin(&test, bytes, size);
	loops = random_below(2) == 0;
	power = random_below(2) == 0;
	c.ways = ways;
	case_make(&c, loops, power);
	net_make(&c);
	way.lots[0] = c.root;
	ways_list(&c, &way);
	sorted = &c;
	qsort(c.ways, c.way_count, sizeof(Way), way_compare);
	unit_fuzz_end(&test, (!power && has_near_shares(&c)) || order_good(&c));
	return 0;
}
