/*-------------------------------------------------------------------------
 *
 * linear_solve_fuzz.c
 *	  Exact systems by elimination and by lifting: both find the same, and it fits.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "linear_solve_test.c"

static Fraction
random_ratio(uint64_t range)
{
	return ratio((int64_t) random_below(range) - (int64_t) (range / 2), (int64_t) random_below(range) + 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	Fraction	weights[64];
	Fraction	constants[16];
	Fraction	solutions[2][16];
	LinearFault faults[2];
	size_t		count;
	uint64_t	range;
	bool		good;

	unit_fuzz_begin(&test, bytes, size);
	count = random_below(8) + 1;
	range = random_below(2) == 0 ? 4 : UINT64_C(1) << (1 + random_below(59));
	for (size_t i = 0; i < count * count; i++)
		weights[i] = random_ratio(range);
	for (size_t i = 0; i < count * 2; i++)
		constants[i] = random_ratio(range);
	faults[0] = linear_eliminate(arena, count, weights, 2, constants, solutions[0]);
	faults[1] = linear_lift(arena, count, weights, 2, constants, solutions[1]);
	good = faults[0] == faults[1];
	for (size_t i = 0; i < count * 2 && faults[0] == LINEAR_OK; i++)
		good = good && fraction_compare(arena, solutions[0][i], solutions[1][i]) == 0;
	unit_fuzz_end(&test, good && (faults[0] != LINEAR_OK || count_violations(count, weights, 2, constants, solutions[0]) == 0));
	return 0;
}
