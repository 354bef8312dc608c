/*-------------------------------------------------------------------------
 *
 * smallest_set_fuzz.c
 *	  Random monotone questions: the smallest set, and all subsets.
 *
 *-------------------------------------------------------------------------
 */
#include "unit_fuzz.h"

#include "smallest_set_test.c"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	Question	question;

	unit_fuzz_begin(&test, bytes, size);
	question_make(&question, 0, 10);
	unit_fuzz_end(&test, question_holds(&question));
	return 0;
}
