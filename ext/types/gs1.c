/*-------------------------------------------------------------------------
 *
 * gs1.c
 *	  The types gtin, gln and sscc: keys of GS1, eight bytes by value.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "core/gs1_code.h"

IDENTIFIER_FUNCTIONS(gtin, 8);
IDENTIFIER_FUNCTIONS(gln, 8);
IDENTIFIER_FUNCTIONS(sscc, 8);
