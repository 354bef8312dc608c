/*-------------------------------------------------------------------------
 *
 * hs_code_fuzz.c
 *	  Fuzz target of the grammar of HS codes.
 *
 *-------------------------------------------------------------------------
 */
#include "core/hs_code.h"
#include "code_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	code_fuzz(hs_code_parse, hs_code_format, data, size);
	return 0;
}
