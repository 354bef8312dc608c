/*-------------------------------------------------------------------------
 *
 * epcis_source.h
 *	  A text or a large object of the database as an EPCIS document.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPCIS_SOURCE_H
#define MATERIALS_EPCIS_SOURCE_H

#include "postgres.h"

#include "core/epcis_document.h"

typedef struct EpcisSource
{
	const char *text;			/* in the encoding of the server; NULL: it is a large object, in UTF-8 or what XML says of itself */
	Oid			object;
	uint64		begin;			/* behind a mark of the order of bytes */
	uint64		at;				/* where the next bytes are */
	uint64		size;
	ErrorData  *error;			/* that was thrown where libxml2 asked for bytes */
	MemoryContext context;		/* of that */
} EpcisSource;

extern EpcisSource epcis_source_of_text(const text *value);
extern EpcisSource epcis_source_of_object(Oid object);
extern DocumentBytes epcis_source_bytes(EpcisSource *source);
extern void epcis_source_read(EpcisDocument *document, const Arena *lasting, EpcisTaker taker, EpcisSource *source);
extern const char *epcis_source_fault(const EpcisDocument *document);
extern char *epcis_source_text(const char *text);

#endif							/* MATERIALS_EPCIS_SOURCE_H */
