/*-------------------------------------------------------------------------
 *
 * uei_code_fuzz.c
 *	  Fuzz target of the grammar of unique entity identifiers.
 *
 *-------------------------------------------------------------------------
 */
#include "core/uei_code.h"
#include "code_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	code_fuzz(uei_code_parse, uei_code_format, data, size);
	return 0;
}
