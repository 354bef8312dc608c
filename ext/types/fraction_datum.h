/*-------------------------------------------------------------------------
 *
 * fraction_datum.h
 *	  Fractions as values of the server, for other C code.
 *
 * A stored fraction is a varlena of the canonical bytes of
 * core/fraction_bytes.c, so equal values are equal bytes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FRACTION_DATUM_H
#define MATERIALS_FRACTION_DATUM_H

#include "postgres.h"

#include "core/fraction.h"
#include "fmgr.h"

/* Numerator and denominator together; about 78,900 decimal digits. */
#define FRACTION_BITS_MAX 262144

/* Bytes of text that may spell one, or a share. */
#define FRACTION_TEXT_MAX 100000

/* The value stands in the arena and outlives the datum. */
extern Fraction fraction_from_datum(const Arena *arena, Datum datum);

/* A new varlena in the current context; an error (54000) above FRACTION_BITS_MAX. */
extern Datum fraction_to_datum(Fraction x);

/* A share rounded down and up to numerics of at most 20 digits after the point, without zeros at the end; one value where no digit is lost. */
extern void fraction_to_bounds(Fraction min, Fraction max, Datum *down, Datum *up);

/* The text of a share, as fraction_out gives it. */
extern Datum fraction_to_text(Fraction x);

/* The error itself, for code that sees the size coming. */
extern void fraction_check_size(Fraction x);

/* What makes fractions of numbers, for casts on to other types. */
extern PGDLLEXPORT Datum fraction_of_int4(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum fraction_of_numeric(PG_FUNCTION_ARGS);

#endif							/* MATERIALS_FRACTION_DATUM_H */
