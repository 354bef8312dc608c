/*-------------------------------------------------------------------------
 *
 * nsn_code_fuzz.c
 *	  Fuzz target of the grammar of stock numbers.
 *
 *-------------------------------------------------------------------------
 */
#include "core/nsn_code.h"
#include "code_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	code_fuzz(nsn_code_parse, nsn_code_format, data, size);
	return 0;
}
