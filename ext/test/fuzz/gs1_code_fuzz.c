/*-------------------------------------------------------------------------
 *
 * gs1_code_fuzz.c
 *	  Fuzz target of the grammars of GS1 keys.
 *
 *-------------------------------------------------------------------------
 */
#include "core/gs1_code.h"
#include "code_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	code_fuzz(gtin_code_parse, gtin_code_format, data, size);
	code_fuzz(gln_code_parse, gln_code_format, data, size);
	code_fuzz(sscc_code_parse, sscc_code_format, data, size);
	return 0;
}
