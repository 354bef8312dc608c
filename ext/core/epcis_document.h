/*-------------------------------------------------------------------------
 *
 * epcis_document.h
 *	  An EPCIS document, read an event at a time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPCIS_DOCUMENT_H
#define MATERIALS_EPCIS_DOCUMENT_H

#include "core/epcis_event.h"
#include "core/json_reader.h"
#include "core/xml_reader.h"

/* What a prefix stands for. */
typedef struct EpcisPrefix
{
	const char *prefix;
	const char *space;
	const struct EpcisPrefix *next;
} EpcisPrefix;

typedef struct EpcisDocument
{
	const Arena *arena;			/* of what lasts as long as the document */
	bool		is_xml;
	bool		first_version;
	bool		only_event;		/* the document is one event */
	bool		begun;
	bool		ended;
	JsonReader	json;
	XmlReader	xml;
	DocumentNode *head;			/* what stands around the events */
	DocumentNode *vocabulary;	/* master data: a list of {type, id, attributes, children} */
	DocumentNode *ignored;		/* names of fields that are of no account */
	const EpcisPrefix *prefixes;
	const char *fault;			/* why the document cannot be read, or NULL */
	const char *fault_field;	/* where that is a field, or NULL */
	size_t		fault_line;		/* counted from 1 */
} EpcisDocument;

extern bool epcis_open(EpcisDocument *document, const Arena *arena, const char *text, size_t size);
extern bool epcis_next(EpcisDocument *document, const Arena *arena, EpcisEvent *event);

#endif							/* MATERIALS_EPCIS_DOCUMENT_H */
