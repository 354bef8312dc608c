/*-------------------------------------------------------------------------
 *
 * lei_code_fuzz.c
 *	  Fuzz target of the grammar of legal entity identifiers.
 *
 *-------------------------------------------------------------------------
 */
#include "core/lei_code.h"
#include "code_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	code_fuzz(lei_code_parse, lei_code_format, data, size);
	return 0;
}
