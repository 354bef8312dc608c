/*-------------------------------------------------------------------------
 *
 * share_operator.c
 *	  Making and taking apart of shares, containment, arithmetic.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "server/call_arena.h"
#include "server/pg_compat.h"
#include "server/quoted_value.h"
#include "types/fraction_datum.h"
#include "types/share_datum.h"
#include "utils/builtins.h"

MATERIALS_FUNCTION(share_of_fraction);
MATERIALS_FUNCTION(share_of_int4);
MATERIALS_FUNCTION(share_of_numeric);
MATERIALS_FUNCTION(share_of_ends);
MATERIALS_FUNCTION(share_min);
MATERIALS_FUNCTION(share_max);
MATERIALS_FUNCTION(share_min_inclusive);
MATERIALS_FUNCTION(share_max_inclusive);
MATERIALS_FUNCTION(share_exact);
MATERIALS_FUNCTION(share_contains_fraction);
MATERIALS_FUNCTION(share_contains_share);
MATERIALS_FUNCTION(fraction_within_share);
MATERIALS_FUNCTION(share_within_share);
MATERIALS_FUNCTION(share_meets);
MATERIALS_FUNCTION(share_plus);
MATERIALS_FUNCTION(share_times);

static Datum make(const Arena *arena, Fraction min, Fraction max, bool min_inclusive, bool max_inclusive);
static bool holds_fraction(Datum share, Datum fraction);
static bool holds_share(Datum outer, Datum inner);

/* The cast of one exact value. */
Datum
share_of_fraction(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	Fraction	value = fraction_from_datum(&arena, PG_GETARG_DATUM(0));

	return make(&arena, value, value, true, true);
}

Datum
share_of_int4(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall1(share_of_fraction, DirectFunctionCall1(fraction_of_int4, PG_GETARG_DATUM(0)));
}

Datum
share_of_numeric(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall1(share_of_fraction, DirectFunctionCall1(fraction_of_numeric, PG_GETARG_DATUM(0)));
}

/* share(min, max, bounds), as the server's range constructors. */
Datum
share_of_ends(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	Fraction	min = fraction_from_datum(&arena, PG_GETARG_DATUM(0));
	Fraction	max = fraction_from_datum(&arena, PG_GETARG_DATUM(1));
	text	   *bounds = PG_GETARG_TEXT_PP(2);
	const char *signs = VARDATA_ANY(bounds);
	size_t		size = VARSIZE_ANY_EXHDR(bounds);

	if (size != 2 || (signs[0] != '[' && signs[0] != '(') || (signs[1] != ']' && signs[1] != ')'))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid bounds of a share: \"%s\"", quoted_value(signs, size)),
				 errdetail("Bounds are one of [], [), (] and ().")));
	return make(&arena, min, max, signs[0] == '[', signs[1] == ']');
}

Datum
share_min(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();

	return fraction_to_datum(share_from_datum(&arena, PG_GETARG_DATUM(0)).min);
}

Datum
share_max(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();

	return fraction_to_datum(share_from_datum(&arena, PG_GETARG_DATUM(0)).max);
}

Datum
share_min_inclusive(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();

	PG_RETURN_BOOL(share_from_datum(&arena, PG_GETARG_DATUM(0)).min_inclusive);
}

Datum
share_max_inclusive(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();

	PG_RETURN_BOOL(share_from_datum(&arena, PG_GETARG_DATUM(0)).max_inclusive);
}

/* Whether it is one value. */
Datum
share_exact(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	Share		value = share_from_datum(&arena, PG_GETARG_DATUM(0));

	PG_RETURN_BOOL(share_is_exact(&arena, &value));
}

Datum
share_contains_fraction(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(holds_fraction(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

Datum
share_contains_share(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(holds_share(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

Datum
fraction_within_share(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(holds_fraction(PG_GETARG_DATUM(1), PG_GETARG_DATUM(0)));
}

Datum
share_within_share(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(holds_share(PG_GETARG_DATUM(1), PG_GETARG_DATUM(0)));
}

Datum
share_meets(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	Share		a = share_from_datum(&arena, PG_GETARG_DATUM(0));
	Share		b = share_from_datum(&arena, PG_GETARG_DATUM(1));

	PG_RETURN_BOOL(share_overlaps(&arena, &a, &b));
}

/* Two parts of one whole that do not overlap. */
Datum
share_plus(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	Share		a = share_from_datum(&arena, PG_GETARG_DATUM(0));
	Share		b = share_from_datum(&arena, PG_GETARG_DATUM(1));
	Share		sum;

	if (share_add(&arena, &a, &b, &sum) != SHARE_OK)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("sum of shares exceeds the whole"),
				 errdetail("Already the lower ends give more than 1.")));
	return share_to_datum(&sum);
}

/* A share of a share. */
Datum
share_times(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	Share		a = share_from_datum(&arena, PG_GETARG_DATUM(0));
	Share		b = share_from_datum(&arena, PG_GETARG_DATUM(1));
	Share		product = share_multiply(&arena, &a, &b);

	return share_to_datum(&product);
}

/* The same conditions as in text, told as errors of arguments. */
static Datum
make(const Arena *arena, Fraction min, Fraction max, bool min_inclusive, bool max_inclusive)
{
	Share		share;
	ShareFault	fault = share_make(arena, min, max, min_inclusive, max_inclusive, &share);
	char	   *ends;

	if (fault == SHARE_OK)
		return share_to_datum(&share);
	ends = min_inclusive && max_inclusive && fraction_compare(arena, min, max) == 0 ?
		fraction_format(arena, min) :
		psprintf("%s%s,%s%s", min_inclusive ? "[" : "(", fraction_format(arena, min),
				 fraction_format(arena, max), max_inclusive ? "]" : ")");
	ereport(ERROR,
			(errcode(fault == SHARE_NEGATIVE || fault == SHARE_ABOVE_ONE ?
					 ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE : ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid share: \"%s\"", quoted_value(ends, strlen(ends))),
			 errdetail("%s", share_fault_detail(fault))));
}

static bool
holds_fraction(Datum share, Datum fraction)
{
	Arena		arena = call_arena();
	Share		a = share_from_datum(&arena, share);

	return share_holds_value(&arena, &a, fraction_from_datum(&arena, fraction));
}

static bool
holds_share(Datum outer, Datum inner)
{
	Arena		arena = call_arena();
	Share		a = share_from_datum(&arena, outer);
	Share		b = share_from_datum(&arena, inner);

	return share_holds_share(&arena, &a, &b);
}
