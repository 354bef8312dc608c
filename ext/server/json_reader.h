/*-------------------------------------------------------------------------
 *
 * json_reader.h
 *	  Reads JSON by the server's own parser, and tells a sink of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_JSON_READER_H
#define MATERIALS_JSON_READER_H

#include "core/document_sink.h"

/* Faults of which a part of a document makes others. */
#define JSON_ENDS_EARLY		"the document ends too early"
#define JSON_VALUE_MISSING	"a value is expected"
#define JSON_BEHIND_END		"something follows the end of the document"
#define JSON_COMMA_MISSING	"a comma or a closing bracket is expected"

extern DocumentFault json_read(const DocumentSink *sink, const char *text, size_t size, int encoding, char *(*to_utf8) (const char *text));

#endif							/* MATERIALS_JSON_READER_H */
