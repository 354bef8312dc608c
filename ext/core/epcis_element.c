/*-------------------------------------------------------------------------
 *
 * epcis_element.c
 *	  An EPCIS document in XML: elements down to its events.
 *
 * Elements that only wrap others are gone into; what else stands around the
 * events is taken aside, for master data may be in it.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_document.h"

#include <string.h>

#include "core/epcis_vocabulary.h"

static bool element_open(void *state, DocumentKind kind, const char *key);
static bool element_close(void *state);
static void element_declare(void *state, const char *prefix, const char *space);
static void element_attribute(void *state, const char *key, const char *text);
static void element_content(void *state, const char *text);
static bool element_root(EpcisDocument *document, const char *key);
static bool element_wraps(const char *key);

void
epcis_element_begin(EpcisDocument *document)
{
	document->sink.open = element_open;
	document->sink.close = element_close;
	document->sink.declare = element_declare;
	document->sink.attribute = element_attribute;
	document->sink.content = element_content;
}

static bool
element_open(void *state, DocumentKind kind, const char *key)
{
	EpcisDocument *document = state;
	size_t		size = strlen(key);
	bool		root = document->depth == 0 && document->builder.depth == 0;
	bool		event;

	if (root && !element_root(document, key))
		return false;
	event = epcis_type(key) != 0 || (!root && document->builder.depth == 0 && document->of_events[document->depth - 1] && !element_wraps(key));
	if (document->builder.depth == 0 && !event && (root || element_wraps(key)))
	{
		document->of_events[document->depth++] = size >= 9 && strcmp(key + size - 9, "EventList") == 0;
		return true;
	}
	if (document->builder.depth == 0)
	{
		document->part = event ? EPCIS_EVENT : EPCIS_HEAD;
		document_builder_begin(&document->builder, event ? document->taker.arena : document->arena);
	}
	document_builder_open(&document->builder, kind, key);
	return true;
}

static bool
element_close(void *state)
{
	EpcisDocument *document = state;
	DocumentNode *element;

	if (document->builder.depth == 0)
	{
		document->depth--;
		return true;
	}
	element = document_builder_close(&document->builder);
	if (element != NULL && document->part == EPCIS_HEAD)
	{
		epcis_take_ignored(document, element);
		epcis_take_vocabulary(document->arena, document->vocabulary, element);
	}
	else if (element != NULL)
	{
		EpcisEvent	event = epcis_event_begin(document);

		event.tree = epcis_reshape(&event, element);
		epcis_event_take(document, &event);
	}
	return true;
}

/* Prefixes that the root declares are those of the document. */
static void
element_declare(void *state, const char *prefix, const char *space)
{
	EpcisDocument *document = state;

	if (document->depth + document->builder.depth == 1 && *prefix != '\0' && strcmp(prefix, "xml") != 0 && strcmp(prefix, "xsi") != 0)
		epcis_add_prefix(document, prefix, space);
}

/* An event that is all of the document says of itself what else the document would say. */
static void
element_attribute(void *state, const char *key, const char *text)
{
	EpcisDocument *document = state;
	bool		root = document->depth + document->builder.depth == 1;
	bool		version = strcmp(key, "schemaVersion") == 0;
	bool		of_document = root && (!document->only_event || version || strcmp(key, "creationDate") == 0);

	if (of_document)
		document_append(document->head, document_leaf(document->arena, DOCUMENT_TEXT, key, text));
	else if (document->builder.depth > 0)
		document_builder_attribute(&document->builder, key, text);
	if (root && version)
		document->first_version = text[0] == '1';
}

static void
element_content(void *state, const char *text)
{
	EpcisDocument *document = state;

	if (document->builder.depth > 0)
		document_builder_content(&document->builder, text);
}

static bool
element_root(EpcisDocument *document, const char *key)
{
	document->only_event = epcis_type(key) != 0;
	if (document->only_event || strcmp(key, "EPCISDocument") == 0 || strcmp(key, "EPCISQueryDocument") == 0)
		return true;
	return epcis_refuse(document, document_copy(document->arena, key, strlen(key)), "is neither EPCISDocument nor EPCISQueryDocument nor an event");
}

static bool
element_wraps(const char *key)
{
	static const char *const wrappers[] = {"EPCISBody", "EventList", "QueryResults", "resultsBody", "extension"};

	for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++)
	{
		if (strcmp(key, wrappers[i]) == 0)
			return true;
	}
	return false;
}
