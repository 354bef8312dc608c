/*-------------------------------------------------------------------------
 *
 * xml_reader.h
 *	  Reads XML by libxml2, and tells a sink of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_XML_READER_H
#define MATERIALS_XML_READER_H

#include "core/document_bytes.h"
#include "core/document_sink.h"

/* Longer messages of libxml2 are cut. */
#define XML_WORDS_SIZE 256

typedef struct XmlReader
{
	DocumentBytes bytes;
	struct _xmlTextReader *parser;	/* its memory is libxml2's own; NULL: there is none */
	char		words[XML_WORDS_SIZE];	/* of the first fault */
	size_t		line;			/* of it; 0: there was none */
	bool		memory_ended;	/* what was told of the document is not to be believed */
} XmlReader;

extern void xml_open(XmlReader *reader, DocumentBytes bytes, const char *encoding);
extern DocumentFault xml_read(XmlReader *reader, const DocumentSink *sink);
extern void xml_close(XmlReader *reader);

#endif							/* MATERIALS_XML_READER_H */
