/*-------------------------------------------------------------------------
 *
 * share_compare.c
 *	  Order and hashes of shares.
 *
 * The order is that of ranges: by the lower end, then by the upper one; an
 * excluded lower end comes after the value itself, an excluded upper end
 * before it.  Stored bytes are canonical, so hashes need no arithmetic.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "fmgr.h"
#include "server/call_arena.h"
#include "server/pg_compat.h"
#include "types/share_datum.h"

MATERIALS_FUNCTION(share_cmp);
MATERIALS_FUNCTION(share_lt);
MATERIALS_FUNCTION(share_le);
MATERIALS_FUNCTION(share_eq);
MATERIALS_FUNCTION(share_ne);
MATERIALS_FUNCTION(share_ge);
MATERIALS_FUNCTION(share_gt);
MATERIALS_FUNCTION(share_hash);
MATERIALS_FUNCTION(share_hash_extended);

static int	compare_arguments(FunctionCallInfo fcinfo);

Datum
share_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_arguments(fcinfo));
}

Datum
share_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) < 0);
}

Datum
share_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) <= 0);
}

Datum
share_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) == 0);
}

Datum
share_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) != 0);
}

Datum
share_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) >= 0);
}

Datum
share_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) > 0);
}

Datum
share_hash(PG_FUNCTION_ARGS)
{
	struct varlena *stored = PG_GETARG_VARLENA_PP(0);
	Datum		hash = hash_any((unsigned char *) VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored));

	PG_FREE_IF_COPY(stored, 0);
	return hash;
}

Datum
share_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *stored = PG_GETARG_VARLENA_PP(0);
	Datum		hash = hash_any_extended((unsigned char *) VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored),
										 PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(stored, 0);
	return hash;
}

/* All memory is given back, because a sort calls this without end. */
static int
compare_arguments(FunctionCallInfo fcinfo)
{
	Arena		arena = call_arena();
	Share		a = share_from_datum(&arena, PG_GETARG_DATUM(0));
	Share		b = share_from_datum(&arena, PG_GETARG_DATUM(1));
	int			order = share_compare(&arena, &a, &b);

	share_release(&arena, &a);
	share_release(&arena, &b);
	return order;
}
