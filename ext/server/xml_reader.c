/*-------------------------------------------------------------------------
 *
 * xml_reader.c
 *	  Reads XML by libxml2, and tells a sink of it.
 *
 * Its pull reader holds the elements that are open and the node it is at.
 * Nothing is loaded and no entity replaced; a document type declaration ends
 * reading before the root does begin.  The limits of libxml2 stay in force:
 * ten megabytes for a text or a tag.  Whatever a text of the database says of
 * its encoding, it has been UTF-8 since it is one; a file is believed.
 *
 * Whoever opens a reader sees to it that it is closed, after an error too:
 * libxml2 allocates with malloc.  Nothing that may throw is called from
 * inside it: whoever gives it bytes sees to that.
 *
 * It does not say of every allocation that failed: some it takes for an
 * attribute, a prefix or a buffer that is not there, and reads on.  So its
 * allocators are watched, and a document during which one failed counts as
 * not read, whatever was said of it.
 *
 * Names come with their namespace, {space}local, or without it where the sink
 * says so.
 *
 *-------------------------------------------------------------------------
 */
#include "server/xml_reader.h"

#include <stdio.h>
#include <string.h>

#include <libxml/xmlreader.h>

/* 2.12 made errors constant. */
#if LIBXML_VERSION >= 21200
typedef const xmlError XmlError;
#else
typedef xmlError XmlError;
#endif

static void xml_watch_memory(void);
static void *xml_allocate(size_t size);
static void *xml_reallocate(void *memory, size_t size);
static char *xml_duplicate(const char *text);
static int	xml_hand_over(void *context, char *buffer, int size);
static int	xml_handed_over(void *context);
static void xml_note_error(void *context, XmlError *error);
static void xml_note(XmlReader *reader, const char *words, size_t line);
static bool xml_node(XmlReader *reader, const DocumentSink *sink, DocumentText *name);
static bool xml_element(XmlReader *reader, const DocumentSink *sink, DocumentText *name);
static const char *xml_name(const XmlReader *reader, const DocumentSink *sink, DocumentText *name);
static const char *xml_text(const xmlChar *text);

/* The allocators that libxml2 had before they were watched, and whether one failed since a reader was opened. */
static xmlFreeFunc watched_free;
static xmlMallocFunc watched_malloc;
static xmlReallocFunc watched_realloc;
static xmlStrdupFunc watched_strdup;
static bool memory_ended;

/* An encoding is believed instead of what the document says of its own; NULL: that is. */
void
xml_open(XmlReader *reader, DocumentBytes bytes, const char *encoding)
{
	memset(reader, 0, sizeof(XmlReader));
	xml_watch_memory();
	memory_ended = false;
	reader->bytes = bytes;
	reader->parser = xmlReaderForIO(xml_hand_over, xml_handed_over, reader, NULL, encoding, XML_PARSE_NONET | (encoding != NULL ? XML_PARSE_IGNORE_ENC : 0));
	if (reader->parser != NULL)
		xmlTextReaderSetStructuredErrorHandler(reader->parser, (xmlStructuredErrorFunc) xml_note_error, reader);
}

/* Tells all of the document, unless the sink has enough or the document is at fault. */
DocumentFault
xml_read(XmlReader *reader, const DocumentSink *sink)
{
	DocumentText name;
	int			status = -1;

	document_text_open(&name, sink->arena);
	if (reader->parser == NULL)
		xml_note(reader, "there is no memory to read XML with", 1);
	while (reader->line == 0 && (status = xmlTextReaderRead(reader->parser)) == 1 && reader->line == 0)
	{
		arena_check(sink->arena);
		if (!xml_node(reader, sink, &name))
			break;
	}
	reader->memory_ended = memory_ended || reader->parser == NULL;
	if (reader->line == 0 && status < 0)
		xml_note(reader, "the document cannot be read on", (size_t) xmlTextReaderGetParserLineNumber(reader->parser));
	if (reader->line == 0)
		return (DocumentFault) {NULL, 0};
	return (DocumentFault) {document_copy(sink->arena, reader->words, strlen(reader->words)), reader->line};
}

/* Gives back what libxml2 holds; may be called again. */
void
xml_close(XmlReader *reader)
{
	if (reader->parser != NULL)
		xmlFreeTextReader(reader->parser);
	reader->parser = NULL;
}

/* What they allocate is as it was, so blocks from before may be given back through either. */
static void
xml_watch_memory(void)
{
	if (watched_malloc != NULL)
		return;
	xmlMemGet(&watched_free, &watched_malloc, &watched_realloc, &watched_strdup);
	xmlMemSetup(watched_free, xml_allocate, xml_reallocate, xml_duplicate);
}

static void *
xml_allocate(size_t size)
{
	void	   *memory = watched_malloc(size);

	memory_ended |= memory == NULL;
	return memory;
}

static void *
xml_reallocate(void *memory, size_t size)
{
	void	   *larger = watched_realloc(memory, size);

	memory_ended |= larger == NULL && size > 0;
	return larger;
}

static char *
xml_duplicate(const char *text)
{
	char	   *copy = watched_strdup(text);

	memory_ended |= copy == NULL;
	return copy;
}

static int
xml_hand_over(void *context, char *buffer, int size)
{
	XmlReader  *reader = context;

	return (int) reader->bytes.take(reader->bytes.state, buffer, (size_t) size);
}

static int
xml_handed_over(void *context)
{
	return 0;
}

/* A namespace is a name: whether it is an address too is of no account. */
static void
xml_note_error(void *context, XmlError *error)
{
	if (error->level >= XML_ERR_ERROR && error->code != XML_WAR_NS_URI && error->code != XML_WAR_NS_URI_RELATIVE)
		xml_note(context, error->message == NULL ? "the document cannot be read on" : error->message, error->line > 0 ? (size_t) error->line : 1);
}

/* The first fault counts.  Words end before a character that would be cut, and before the end of their line. */
static void
xml_note(XmlReader *reader, const char *words, size_t line)
{
	size_t		size = strcspn(words, "\n");

	if (reader->line != 0)
		return;
	if (size >= XML_WORDS_SIZE)
	{
		size = XML_WORDS_SIZE - 1;
		while (size > 0 && ((unsigned char) words[size] & 0xC0) == 0x80)
			size--;
	}
	memcpy(reader->words, words, size);
	reader->words[size] = '\0';
	reader->line = line;
}

/* Tells what the parser is at; false where that is the end. */
static bool
xml_node(XmlReader *reader, const DocumentSink *sink, DocumentText *name)
{
	switch (xmlTextReaderNodeType(reader->parser))
	{
		case XML_READER_TYPE_ELEMENT:
			return xml_element(reader, sink, name);
		case XML_READER_TYPE_END_ELEMENT:
			return sink->close(sink->state);
		case XML_READER_TYPE_TEXT:
		case XML_READER_TYPE_CDATA:
		case XML_READER_TYPE_WHITESPACE:
		case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
			sink->content(sink->state, xml_text(xmlTextReaderConstValue(reader->parser)));
			return true;
		case XML_READER_TYPE_DOCUMENT_TYPE:
			xml_note(reader, "there is a document type declaration", (size_t) xmlTextReaderGetParserLineNumber(reader->parser));
			return false;
		default:
			return true;
	}
}

static bool
xml_element(XmlReader *reader, const DocumentSink *sink, DocumentText *name)
{
	bool		empty = xmlTextReaderIsEmptyElement(reader->parser) == 1;

	if (xmlTextReaderDepth(reader->parser) >= DOCUMENT_DEPTH_MAX)
	{
		xml_note(reader, "the document is nested too deeply", (size_t) xmlTextReaderGetParserLineNumber(reader->parser));
		return false;
	}
	if (!sink->open(sink->state, DOCUMENT_OBJECT, xml_name(reader, sink, name)))
		return false;
	while (xmlTextReaderMoveToNextAttribute(reader->parser) == 1)
	{
		const char *value = xml_text(xmlTextReaderConstValue(reader->parser));

		if (xmlTextReaderIsNamespaceDecl(reader->parser) == 1)
			sink->declare(sink->state, xmlTextReaderConstPrefix(reader->parser) == NULL ? "" : xml_text(xmlTextReaderConstLocalName(reader->parser)), value);
		else
			sink->attribute(sink->state, xml_name(reader, sink, name), value);
	}
	return !empty || sink->close(sink->state);
}

/* The name of an element or attribute, in the one buffer that there is for it. */
static const char *
xml_name(const XmlReader *reader, const DocumentSink *sink, DocumentText *name)
{
	const char *space = xml_text(xmlTextReaderConstNamespaceUri(reader->parser));
	const char *local = xml_text(xmlTextReaderConstLocalName(reader->parser));

	if (*space == '\0')
		return local;
	for (const char *const *plain = sink->plain; *plain != NULL; plain++)
	{
		if (strcmp(space, *plain) == 0)
			return local;
	}
	name->size = 0;
	document_text_put(name, "{");
	document_text_put(name, space);
	document_text_put(name, "}");
	document_text_put(name, local);
	return name->data;
}

static const char *
xml_text(const xmlChar *text)
{
	return text == NULL ? "" : (const char *) text;
}
