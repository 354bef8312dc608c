/*-------------------------------------------------------------------------
 *
 * cas.c
 *	  The cas type: CAS registry numbers, eight bytes by value.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "core/cas_code.h"

IDENTIFIER_FUNCTIONS(cas, 8);
