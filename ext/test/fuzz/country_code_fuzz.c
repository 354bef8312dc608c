/*-------------------------------------------------------------------------
 *
 * country_code_fuzz.c
 *	  Fuzz target of the grammar of country codes.
 *
 *-------------------------------------------------------------------------
 */
#include "core/country_code.h"
#include "code_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	code_fuzz(country_code_parse, country_code_format, data, size);
	return 0;
}
