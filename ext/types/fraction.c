/*-------------------------------------------------------------------------
 *
 * fraction.c
 *	  The fraction type: exact rational numbers, text and binary I/O.
 *
 * Grammar, bytes and arithmetic live in core/fraction*.c; this file fetches
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
#include "utils/builtins.h"

MATERIALS_FUNCTION(fraction_in);
MATERIALS_FUNCTION(fraction_out);
MATERIALS_FUNCTION(fraction_recv);
MATERIALS_FUNCTION(fraction_send);

/* Reads 8/21, 0.25, 25%; what is no number is a soft error. */
Datum
fraction_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	size_t		length = strlen(text);
	Arena		arena = call_arena();
	Fraction	value = FRACTION_ZERO;
	FractionFault fault;

	if (length > FRACTION_TEXT_MAX)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type fraction: \"%s\"", quoted_value(text, length)),
				 errdetail("The text has %zu bytes, the limit is %d.", length, FRACTION_TEXT_MAX)));

	fault = fraction_parse(&arena, text, length, FRACTION_BITS_MAX, &value);
	if (fault == FRACTION_TOO_LARGE)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("value too large for type fraction: \"%s\"", quoted_value(text, length)),
				 errdetail("A fraction holds at most %d bits.", FRACTION_BITS_MAX)));
	if (fault != FRACTION_OK)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type fraction: \"%s\"", quoted_value(text, length)),
				 errdetail("%s", fraction_fault_detail(fault))));

	return fraction_to_datum(value);
}

/* 8/21, or -3 for an integer. */
Datum
fraction_out(PG_FUNCTION_ARGS)
{
	Arena		arena = call_arena();

	PG_RETURN_CSTRING(fraction_format(&arena, fraction_from_datum(&arena, PG_GETARG_DATUM(0))));
}

/* Takes exactly the bytes that fraction_send writes. */
Datum
fraction_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			size = message->len - message->cursor;
	const char *bytes = pq_getmsgbytes(message, size);
	Arena		arena = call_arena();
	Fraction	value = FRACTION_ZERO;
	FractionFault fault;

	/* Before the gcd, whose cost grows with the square of the size. */
	fault = fraction_from_bytes(&arena, (const uint8_t *) bytes, size, &value);
	if (fault == FRACTION_OK)
	{
		fraction_check_size(value);
		fault = fraction_check_bytes(&arena, (const uint8_t *) bytes, size);
	}
	if (fault != FRACTION_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary value for type fraction"),
				 errdetail("%s", fraction_fault_detail(fault))));

	return fraction_to_datum(value);
}

/* The canonical bytes: sign, size of the numerator, numerator, denominator. */
Datum
fraction_send(PG_FUNCTION_ARGS)
{
	struct varlena *stored = PG_GETARG_VARLENA_PP(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbytes(&message, VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

Fraction
fraction_from_datum(const Arena *arena, Datum datum)
{
	struct varlena *stored = PG_DETOAST_DATUM_PACKED(datum);
	Fraction	value = FRACTION_ZERO;
	FractionFault fault;

	fault = fraction_from_bytes(arena, (const uint8_t *) VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored), &value);
	if (fault != FRACTION_OK)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored fraction is damaged"),
				 errdetail("%s", fraction_fault_detail(fault))));
	if ((void *) stored != DatumGetPointer(datum))
		pfree(stored);
	return value;
}

Datum
fraction_to_datum(Fraction x)
{
	size_t		size = fraction_byte_size(x);
	struct varlena *stored;

	fraction_check_size(x);
	stored = palloc(VARHDRSZ + size);
	SET_VARSIZE(stored, VARHDRSZ + size);
	fraction_to_bytes(x, (uint8_t *) VARDATA(stored));
	return PointerGetDatum(stored);
}

void
fraction_check_size(Fraction x)
{
	size_t		bits = fraction_bits(x);

	if (bits > FRACTION_BITS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("value too large for type fraction"),
				 errdetail("It takes %zu bits, a fraction holds at most %d.", bits, FRACTION_BITS_MAX)));
}
