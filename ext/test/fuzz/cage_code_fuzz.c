/*-------------------------------------------------------------------------
 *
 * cage_code_fuzz.c
 *	  Fuzz target of the grammar of CAGE codes.
 *
 *-------------------------------------------------------------------------
 */
#include "core/cage_code.h"
#include "code_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	code_fuzz(cage_code_parse, cage_code_format, data, size);
	return 0;
}
