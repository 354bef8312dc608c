/*-------------------------------------------------------------------------
 *
 * epcis_document.h
 *	  An EPCIS document, as a reader tells it, an event at a time.
 *
 * The reader of JSON or of XML feeds the sink, as often as epcis_again() asks
 * for.  Each event that is whole goes to its taker in normal form.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPCIS_DOCUMENT_H
#define MATERIALS_EPCIS_DOCUMENT_H

#include "core/document_builder.h"
#include "core/document_bytes.h"
#include "core/document_sink.h"
#include "core/epcis_event.h"

/* What a prefix stands for. */
typedef struct EpcisPrefix
{
	const char *prefix;
	const char *space;
	const struct EpcisPrefix *next;
} EpcisPrefix;

/* Where an event goes.  What was built of it in the arena may be forgotten then. */
typedef struct EpcisTaker
{
	void		(*take) (void *state, const EpcisEvent *event);
	const Arena *arena;
	void	   *state;
} EpcisTaker;

/* What the part is that is being built. */
typedef enum EpcisPart
{
	EPCIS_HEAD,					/* stands around the events */
	EPCIS_EVENT
} EpcisPart;

typedef struct EpcisDocument
{
	const Arena *arena;			/* of what lasts as long as the document */
	EpcisTaker	taker;
	DocumentSink sink;
	bool		is_xml;
	bool		first_version;
	bool		only_event;		/* the document is one event */
	bool		headed;			/* JSON: its head was read */
	bool		listed;			/* JSON: there is a list of events, or an event in its place */
	bool		in_list;		/* JSON: that list is open */
	int			depth;			/* what is open and only leads to events */
	int			passed;			/* JSON: how many are open of what is passed over */
	bool		of_events[DOCUMENT_DEPTH_MAX];	/* XML: whether what is open is a list of events */
	EpcisPart	part;
	DocumentBuilder builder;
	DocumentNode *head;			/* what stands around the events */
	DocumentNode *vocabulary;	/* master data: a list of {type, id, attributes, children} */
	DocumentNode *ignored;		/* names of fields that are of no account */
	const EpcisPrefix *prefixes;
	const char *fault;			/* why the document cannot be read, or NULL */
	const char *fault_field;	/* where that is a field, or NULL */
	size_t		fault_line;		/* counted from 1 */
} EpcisDocument;

extern bool epcis_open(EpcisDocument *document, const Arena *arena, EpcisTaker taker, DocumentBytes bytes);
extern bool epcis_again(EpcisDocument *document, DocumentFault fault);

/* What the sinks of both forms share. */
extern bool epcis_refuse(EpcisDocument *document, const char *field, const char *fault);
extern EpcisEvent epcis_event_begin(const EpcisDocument *document);
extern void epcis_event_take(EpcisDocument *document, EpcisEvent *event);
extern void epcis_take_ignored(EpcisDocument *document, const DocumentNode *node);
extern void epcis_add_prefix(EpcisDocument *document, const char *prefix, const char *space);

/* epcis_json.c */
extern void epcis_json_begin(EpcisDocument *document);
extern bool epcis_json_turn(EpcisDocument *document);
extern void epcis_json_in_list(EpcisDocument *document);
extern const char *epcis_json_name(const Arena *arena, const EpcisPrefix *prefixes, const char *name);

/* epcis_element.c */
extern void epcis_element_begin(EpcisDocument *document);

#endif							/* MATERIALS_EPCIS_DOCUMENT_H */
