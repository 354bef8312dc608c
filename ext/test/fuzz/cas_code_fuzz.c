/*-------------------------------------------------------------------------
 *
 * cas_code_fuzz.c
 *	  Fuzz target of the grammar of CAS numbers.
 *
 *-------------------------------------------------------------------------
 */
#include "core/cas_code.h"
#include "code_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	code_fuzz(cas_code_parse, cas_code_format, data, size);
	return 0;
}
