/*-------------------------------------------------------------------------
 *
 * ec_code_fuzz.c
 *	  Fuzz target of the grammar of EC numbers.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ec_code.h"
#include "code_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	code_fuzz(ec_code_parse, ec_code_format, data, size);
	return 0;
}
