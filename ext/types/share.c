/*-------------------------------------------------------------------------
 *
 * share.c
 *	  The share type: an exact share of a whole or a range of it, its I/O.
 *
 * Grammar, bytes and arithmetic live in core/share*.c; this file fetches
 * arguments, calls them and reports.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "server/call_arena.h"
#include "server/pg_compat.h"
#include "server/quoted_value.h"
#include "types/fraction_datum.h"
#include "types/share_datum.h"
#include "utils/builtins.h"

MATERIALS_FUNCTION(share_in);
MATERIALS_FUNCTION(share_out);
MATERIALS_FUNCTION(share_recv);
MATERIALS_FUNCTION(share_send);

/* Reads 25%, [25%,50%), 0..1, unknown; anything else is a soft error that says why. */
Datum
share_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	size_t		length = strlen(text);
	Arena		arena = call_arena();
	Share		value;
	ShareFault	fault;

	if (length > FRACTION_TEXT_MAX)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type share: \"%s\"", quoted_value(text, length)),
				 errdetail("The text has %zu bytes, the limit is %d.", length, FRACTION_TEXT_MAX)));

	fault = share_parse(&arena, text, length, FRACTION_BITS_MAX, &value);
	if (fault == SHARE_TOO_LARGE)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("value too large for type share: \"%s\"", quoted_value(text, length)),
				 errdetail("Each end of a share holds at most %d bits.", FRACTION_BITS_MAX)));
	if (fault != SHARE_OK)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type share: \"%s\"", quoted_value(text, length)),
				 errdetail("%s", share_fault_detail(fault))));

	return share_to_datum(&value);
}

/* 1/3, or [1/4,1/2) for a range. */
Datum
share_out(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();
	Share		value = share_from_datum(&arena, PG_GETARG_DATUM(0));

	PG_RETURN_CSTRING(share_format(&arena, &value));
}

/* Takes exactly the bytes that share_send writes. */
Datum
share_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			size = message->len - message->cursor;
	const char *bytes = pq_getmsgbytes(message, size);
	Arena		arena = call_arena();
	Share		value;
	ShareFault	fault;

	/* Sizes first: the check takes a gcd, whose cost grows with their square. */
	fault = share_from_bytes(&arena, (const uint8_t *) bytes, size, &value);
	if (fault == SHARE_OK)
	{
		fraction_check_size(value.min);
		fraction_check_size(value.max);
		fault = share_check_bytes(&arena, (const uint8_t *) bytes, size);
	}
	if (fault != SHARE_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary value for type share"),
				 errdetail("%s", share_fault_detail(fault))));

	return share_to_datum(&value);
}

/* The canonical bytes. */
Datum
share_send(PG_FUNCTION_ARGS)
{
	struct varlena *stored = PG_GETARG_VARLENA_PP(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbytes(&message, VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

Share
share_from_datum(const Arena *arena, Datum datum)
{
	struct varlena *stored = PG_DETOAST_DATUM_PACKED(datum);
	Share		value;

	if (share_from_bytes(arena, (const uint8_t *) VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored), &value) != SHARE_OK)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored share is damaged")));
	if ((void *) stored != DatumGetPointer(datum))
		pfree(stored);
	return value;
}

Datum
share_to_datum(const Share *a)
{
	Arena		arena = call_arena();
	size_t		size = share_byte_size(&arena, a);
	struct varlena *stored;

	fraction_check_size(a->min);
	fraction_check_size(a->max);
	stored = palloc(VARHDRSZ + size);
	SET_VARSIZE(stored, VARHDRSZ + size);
	share_to_bytes(&arena, a, (uint8_t *) VARDATA(stored));
	return PointerGetDatum(stored);
}
