/*-------------------------------------------------------------------------
 *
 * hs.c
 *	  The hs type: Harmonized System codes, eight bytes by value.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "core/hs_code.h"

IDENTIFIER_FUNCTIONS(hs, 8);
MATERIALS_FUNCTION(hs_contains);
MATERIALS_FUNCTION(hs_within);
MATERIALS_FUNCTION(hs_last);
MATERIALS_FUNCTION(hs_chapter);
MATERIALS_FUNCTION(hs_heading);
MATERIALS_FUNCTION(hs_subheading);

#define ARGUMENT(number)	((uint64_t) PG_GETARG_INT64(number))

static Datum hs_shortened(FunctionCallInfo fcinfo, size_t digits);

/* Whether the second code stands under the first, or is it. */
Datum
hs_contains(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(hs_code_contains(ARGUMENT(0), ARGUMENT(1)));
}

/* Whether the first code stands under the second, or is it. */
Datum
hs_within(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(hs_code_contains(ARGUMENT(1), ARGUMENT(0)));
}

/* The upper end of the range under a code, for index conditions. */
Datum
hs_last(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) hs_code_last(ARGUMENT(0)));
}

Datum
hs_chapter(PG_FUNCTION_ARGS)
{
	return hs_shortened(fcinfo, 2);
}

Datum
hs_heading(PG_FUNCTION_ARGS)
{
	return hs_shortened(fcinfo, 4);
}

Datum
hs_subheading(PG_FUNCTION_ARGS)
{
	return hs_shortened(fcinfo, 6);
}

/* The first digits of a code; a broader code has no such part, which is NULL. */
static Datum
hs_shortened(FunctionCallInfo fcinfo, size_t digits)
{
	uint64_t	prefix;

	if (!hs_code_shorten(ARGUMENT(0), digits, &prefix))
		PG_RETURN_NULL();
	PG_RETURN_INT64((int64) prefix);
}
