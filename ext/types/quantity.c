/*-------------------------------------------------------------------------
 *
 * quantity.c
 *	  The quantity type: text and binary input and output.
 *
 * The grammar and the units live in core/quantity_code.c and
 * core/unit_table.c, which know no server.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "server/pg_compat.h"
#include "types/quantity_datum.h"
#include "types/quantity_report.h"

MATERIALS_FUNCTION(quantity_in);
MATERIALS_FUNCTION(quantity_out);
MATERIALS_FUNCTION(quantity_recv);
MATERIALS_FUNCTION(quantity_send);

/* Reads '12.5 kg'. */
Datum
quantity_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	size_t		length = strlen(text);
	const char *unicode = quantity_to_unicode(text, &length);
	Quantity	quantity;
	QuantitySpan unit_text = {"", 0};
	QuantityFault fault = quantity_parse(unicode, length, &quantity, &unit_text);

	if (fault != QUANTITY_OK &&
		!quantity_report_fault(fcinfo->context, fault, text, &unit_text))
		PG_RETURN_NULL();
	PG_RETURN_QUANTITY(&quantity);
}

Datum
quantity_out(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);
	char	   *text = palloc(QUANTITY_TEXT_SIZE);

	quantity_format(&quantity, text);
	PG_RETURN_CSTRING(text);
}

/*
 * Binary form: the dimension in one byte, then the amount in base units as a
 * signed 16-byte integer, highest byte first.
 */
Datum
quantity_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buffer = (StringInfo) PG_GETARG_POINTER(0);
	int			dimension = pq_getmsgbyte(buffer);
	uint64		high = (uint64) pq_getmsgint64(buffer);
	uint64		low = (uint64) pq_getmsgint64(buffer);
	Quantity	quantity;

	quantity.dimension = (UnitDimension) dimension;
	quantity.amount = (QuantityAmount) ((unsigned __int128) high << 64 | low);
	if (unit_dimension_name(quantity.dimension) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid dimension in external \"quantity\" value: %d",
						dimension)));
	if (!quantity_in_range(quantity.amount))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("amount out of range in external \"quantity\" value"),
				 errdetail("An amount has at most %d digits.",
						   QUANTITY_DIGITS_MAX)));
	PG_RETURN_QUANTITY(&quantity);
}

Datum
quantity_send(PG_FUNCTION_ARGS)
{
	Quantity	quantity = PG_GETARG_QUANTITY(0);
	unsigned __int128 bits = (unsigned __int128) quantity.amount;
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendbyte(&buffer, (uint8) quantity.dimension);
	pq_sendint64(&buffer, (uint64) (bits >> 64));
	pq_sendint64(&buffer, (uint64) bits);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}
