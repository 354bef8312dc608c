/*-------------------------------------------------------------------------
 *
 * fraction_compare.c
 *	  Order and hashes of fractions.
 *
 * Stored bytes are canonical: equality and hashes need no arithmetic.  Order
 * gives back all memory it takes, because a sort calls it without end.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "fmgr.h"
#include "server/call_arena.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(fraction_cmp);
MATERIALS_FUNCTION(fraction_lt);
MATERIALS_FUNCTION(fraction_le);
MATERIALS_FUNCTION(fraction_eq);
MATERIALS_FUNCTION(fraction_ne);
MATERIALS_FUNCTION(fraction_ge);
MATERIALS_FUNCTION(fraction_gt);
MATERIALS_FUNCTION(fraction_hash);
MATERIALS_FUNCTION(fraction_hash_extended);
MATERIALS_FUNCTION(fraction_smaller);
MATERIALS_FUNCTION(fraction_larger);

static int	compare_datums(Datum a, Datum b);
static bool same_bytes(FunctionCallInfo fcinfo);

Datum
fraction_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

Datum
fraction_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) < 0);
}

Datum
fraction_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) <= 0);
}

Datum
fraction_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(same_bytes(fcinfo));
}

Datum
fraction_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!same_bytes(fcinfo));
}

Datum
fraction_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) >= 0);
}

Datum
fraction_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) > 0);
}

Datum
fraction_hash(PG_FUNCTION_ARGS)
{
	struct varlena *stored = PG_GETARG_VARLENA_PP(0);
	Datum		hash = hash_any((unsigned char *) VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored));

	PG_FREE_IF_COPY(stored, 0);
	return hash;
}

Datum
fraction_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *stored = PG_GETARG_VARLENA_PP(0);
	Datum		hash = hash_any_extended((unsigned char *) VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored),
										 PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(stored, 0);
	return hash;
}

/* The transition of min. */
Datum
fraction_smaller(PG_FUNCTION_ARGS)
{
	Datum		a = PG_GETARG_DATUM(0);
	Datum		b = PG_GETARG_DATUM(1);

	return compare_datums(a, b) <= 0 ? a : b;
}

/* The transition of max. */
Datum
fraction_larger(PG_FUNCTION_ARGS)
{
	Datum		a = PG_GETARG_DATUM(0);
	Datum		b = PG_GETARG_DATUM(1);

	return compare_datums(a, b) >= 0 ? a : b;
}

static int
compare_datums(Datum a, Datum b)
{
	Arena		arena = call_arena();
	Fraction	x = fraction_from_datum(&arena, a);
	Fraction	y = fraction_from_datum(&arena, b);
	int			order = fraction_compare(&arena, x, y);

	fraction_release(&arena, x);
	fraction_release(&arena, y);
	return order;
}

static bool
same_bytes(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0);
	struct varlena *b = PG_GETARG_VARLENA_PP(1);
	bool		same = VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return same;
}
