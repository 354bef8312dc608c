/*-------------------------------------------------------------------------
 *
 * uei.c
 *	  The uei type: unique entity identifiers of SAM.gov, eight bytes by value.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "core/uei_code.h"

IDENTIFIER_FUNCTIONS(uei, 8);
