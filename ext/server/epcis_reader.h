/*-------------------------------------------------------------------------
 *
 * epcis_reader.h
 *	  Reads an EPCIS document in JSON, an event at a time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPCIS_READER_H
#define MATERIALS_EPCIS_READER_H

#include "core/document_bytes.h"
#include "core/epcis_document.h"

/* In which encoding the parser of JSON reads, and how bytes and texts get into it and out of it. */
typedef struct JsonEncoding
{
	int			id;
	/* A part of the document as the parser is to have it, its size with it, or NULL where it is in no encoding; NULL: it is as it is. */
	const char *(*to_parser) (const char *part, size_t *size);
	char	   *(*to_utf8) (const char *text);	/* NULL: it is UTF-8 */
} JsonEncoding;

extern void epcis_json_read(EpcisDocument *document, DocumentBytes bytes, JsonEncoding encoding);

#endif							/* MATERIALS_EPCIS_READER_H */
