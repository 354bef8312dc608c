/*-------------------------------------------------------------------------
 *
 * quantity_datum.h
 *	  How a quantity lies in a tuple.
 *
 * 17 bytes without alignment: the dimension, then the amount as 16 bytes,
 * highest first, with the sign bit turned over.  So the bytes sort as the
 * type's total order does (dimension, then amount), equal quantities are
 * equal byte by byte, and hashing needs no second form.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_QUANTITY_DATUM_H
#define MATERIALS_QUANTITY_DATUM_H

#include "postgres.h"

#include "core/quantity_code.h"
#include "fmgr.h"

#define QUANTITY_AMOUNT_SIZE	16

typedef struct QuantityBytes
{
	uint8		dimension;		/* a UnitDimension */
	uint8		amount[QUANTITY_AMOUNT_SIZE];
} QuantityBytes;

StaticAssertDecl(sizeof(QuantityBytes) == 17,
				 "the install script says INTERNALLENGTH = 17");

#define QUANTITY_SIGN_BIT ((unsigned __int128) 1 << 127)

/* Reads a stored quantity; bytes that are none mean damage on disk. */
static inline Quantity
quantity_from_bytes(const QuantityBytes *bytes)
{
	unsigned __int128 bits = 0;
	Quantity	quantity;

	if (bytes->dimension < UNIT_MASS || bytes->dimension > UNIT_DIMENSION_LAST)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored quantity has no valid dimension"),
				 errdetail("The dimension's number is %d.",
						   (int) bytes->dimension)));
	for (int i = 0; i < QUANTITY_AMOUNT_SIZE; i++)
		bits = bits << 8 | bytes->amount[i];
	quantity.dimension = (UnitDimension) bytes->dimension;
	quantity.amount = (QuantityAmount) (bits ^ QUANTITY_SIGN_BIT);
	return quantity;
}

static inline void
quantity_to_bytes(const Quantity *quantity, QuantityBytes *bytes)
{
	unsigned __int128 bits = (unsigned __int128) quantity->amount ^ QUANTITY_SIGN_BIT;

	bytes->dimension = (uint8) quantity->dimension;
	for (int i = QUANTITY_AMOUNT_SIZE - 1; i >= 0; i--)
	{
		bytes->amount[i] = (uint8) (bits & 0xFF);
		bits >>= 8;
	}
}

static inline Quantity
DatumGetQuantity(Datum datum)
{
	return quantity_from_bytes((const QuantityBytes *) DatumGetPointer(datum));
}

static inline Datum
QuantityGetDatum(const Quantity *quantity)
{
	QuantityBytes *bytes = (QuantityBytes *) palloc(sizeof(QuantityBytes));

	quantity_to_bytes(quantity, bytes);
	return PointerGetDatum(bytes);
}

#define PG_GETARG_QUANTITY(n) DatumGetQuantity(PG_GETARG_DATUM(n))
#define PG_RETURN_QUANTITY(q) return QuantityGetDatum(q)

#endif							/* MATERIALS_QUANTITY_DATUM_H */
