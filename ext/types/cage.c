/*-------------------------------------------------------------------------
 *
 * cage.c
 *	  The cage type: commercial and government entity codes, four bytes by value.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "core/cage_code.h"

IDENTIFIER_FUNCTIONS(cage, 4);
