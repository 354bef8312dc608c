/*-------------------------------------------------------------------------
 *
 * nsn.c
 *	  The nsn type: national stock numbers, eight bytes by value.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "core/nsn_code.h"
#include "utils/builtins.h"

IDENTIFIER_FUNCTIONS(nsn, 8);
MATERIALS_FUNCTION(nsn_fsc);
MATERIALS_FUNCTION(nsn_niin);
MATERIALS_FUNCTION(nsn_country_code);

static Datum nsn_part(Datum value, uint64_t divisor, uint64_t modulus, int digits);

/* The supply class: the first four digits. */
Datum
nsn_fsc(PG_FUNCTION_ARGS)
{
	return nsn_part(PG_GETARG_DATUM(0), UINT64CONST(1000000000), 10000, 4);
}

/* The item number: the last nine digits. */
Datum
nsn_niin(PG_FUNCTION_ARGS)
{
	return nsn_part(PG_GETARG_DATUM(0), 1, UINT64CONST(1000000000), 9);
}

/* The bureau that assigned the number: the fifth and sixth digit. */
Datum
nsn_country_code(PG_FUNCTION_ARGS)
{
	return nsn_part(PG_GETARG_DATUM(0), 10000000, 100, 2);
}

/* Some digits out of the thirteen, as text: their leading zeros belong to them. */
static Datum
nsn_part(Datum value, uint64_t divisor, uint64_t modulus, int digits)
{
	uint64_t	part = (uint64_t) DatumGetInt64(value) / divisor % modulus;

	return PointerGetDatum(cstring_to_text(psprintf("%0*u", digits, (unsigned) part)));
}
