/*-------------------------------------------------------------------------
 *
 * share_datum.h
 *	  Shares as values of the server, for other C code.
 *
 * A stored share is a varlena of the canonical bytes of core/share_bytes.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_SHARE_DATUM_H
#define MATERIALS_SHARE_DATUM_H

#include "postgres.h"

#include "core/share.h"

/* The value stands in the arena and outlives the datum. */
extern Share share_from_datum(const Arena *arena, Datum datum);

/* A new varlena in the current context; an error (54000) when an end is above FRACTION_BITS_MAX. */
extern Datum share_to_datum(const Share *a);

#endif							/* MATERIALS_SHARE_DATUM_H */
