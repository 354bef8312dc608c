/*-------------------------------------------------------------------------
 *
 * lei.c
 *	  The lei type: ISO 17442 legal entity identifiers, sixteen bytes laid out like a uuid.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "core/lei_code.h"

IDENTIFIER_FUNCTIONS(lei, 16);
