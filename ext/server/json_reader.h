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

extern DocumentFault json_read(const DocumentSink *sink, const char *text, size_t size, int encoding, char *(*to_utf8) (const char *text));

#endif							/* MATERIALS_JSON_READER_H */
