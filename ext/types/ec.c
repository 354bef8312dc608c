/*-------------------------------------------------------------------------
 *
 * ec.c
 *	  The ec type: EC numbers of substances, four bytes by value.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "core/ec_code.h"

IDENTIFIER_FUNCTIONS(ec, 4);
