/*-------------------------------------------------------------------------
 *
 * ownership_fuzz.c
 *	  Random holders: what one pass settles, and what the two worlds say.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "ownership_pass_test.c"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	OwnershipGraph graph;
	OwnershipStanding one[NODES];
	OwnershipStanding two[NODES];
	bool		good = true;

	if (scratch_test.arena.allocate == NULL)
		test_arena_begin(&scratch_test);
	unit_fuzz_begin(&test, bytes, size);
	random_graph(&graph);
	ownership_index(&graph);
	ownership_judge(&graph, &doe, one);
	unsettle(&graph);
	ownership_index(&graph);
	ownership_judge(&graph, &doe, two);
	for (uint32_t n = FIRST_COMPANY; n < NODES; n++)
		good = good && standing_same(&one[n], &two[n]) && fraction_compare(&test.arena, one[n].min.value, one[n].max.value) <= 0;
	scratch_reset(NULL);
	unit_fuzz_end(&test, good);
	return 0;
}
