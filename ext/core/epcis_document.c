/*-------------------------------------------------------------------------
 *
 * epcis_document.c
 *	  An EPCIS document, as a reader tells it, an event at a time.
 *
 * JSON is told twice: once to see that it is whole and to have what stands
 * around the events, for the prefixes may be explained behind them; then for
 * the events.  XML explains a prefix before it is used, and is told once.  In
 * memory there is never more than one event, the head and the master data.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_document.h"

#include <string.h>

static const EpcisPrefix common_prefixes[] = {
	{"cbvmda", "urn:epcglobal:cbv:mda", &common_prefixes[1]},
	{"gs1", "https://gs1.org/voc/", &common_prefixes[2]},
	{"cbv", "https://ref.gs1.org/cbv/", &common_prefixes[3]},
	{"epcis", "https://ref.gs1.org/epcis/", &common_prefixes[4]},
	{"rdfs", "http://www.w3.org/2000/01/rdf-schema#", NULL},
};

/* Looks in which form the document is; false where it is none.  A mark of the order of bytes has to be gone already. */
bool
epcis_open(EpcisDocument *document, const Arena *arena, EpcisTaker taker, DocumentBytes bytes)
{
	char		begin = ' ';

	memset(document, 0, sizeof(EpcisDocument));
	document->arena = arena;
	document->taker = taker;
	document->prefixes = common_prefixes;
	document->head = document_node(arena, DOCUMENT_OBJECT, "", "");
	document->vocabulary = document_node(arena, DOCUMENT_LIST, "", "");
	document->sink.arena = arena;
	document->sink.plain = epcis_spaces;
	document->sink.state = document;
	while (begin == ' ' || begin == '\t' || begin == '\n' || begin == '\r')
	{
		if (bytes.take(bytes.state, &begin, 1) == 0)
			return epcis_refuse(document, NULL, "the document is empty");
	}
	bytes.rewind(bytes.state);
	document->is_xml = begin == '<';
	if (!document->is_xml && begin != '{')
		return epcis_refuse(document, NULL, "the document is neither XML nor a JSON object");
	if (document->is_xml)
		epcis_element_begin(document);
	else
		epcis_json_begin(document);
	return true;
}

/* Whether the document, which was told to its end or to a fault, is to be told once more. */
bool
epcis_again(EpcisDocument *document, DocumentFault fault)
{
	if (document->fault != NULL)
		return false;
	if (fault.words != NULL)
	{
		document->fault_line = fault.line;
		return epcis_refuse(document, NULL, fault.words);
	}
	return !document->is_xml && epcis_json_turn(document);
}

bool
epcis_refuse(EpcisDocument *document, const char *field, const char *fault)
{
	document->fault = fault;
	document->fault_field = field;
	return false;
}

/* An event of the document, without its fields yet. */
EpcisEvent
epcis_event_begin(const EpcisDocument *document)
{
	EpcisEvent	event = {0};

	event.arena = document->taker.arena;
	event.xml = document->is_xml;
	event.first_version = document->first_version;
	event.ignored = document->ignored;
	return event;
}

void
epcis_event_take(EpcisDocument *document, EpcisEvent *event)
{
	epcis_normalise(event);
	document->taker.take(document->taker.state, event);
}

/* {…}ignoreFields names fields that another repository has added. */
void
epcis_take_ignored(EpcisDocument *document, const DocumentNode *node)
{
	const char *local = strrchr(node->key, '}');

	if (local == NULL || strcmp(local, "}ignoreFields") != 0)
		return;
	document->ignored = document_node(document->arena, DOCUMENT_LIST, node->key, "");
	for (const DocumentNode *one = node->first; one != NULL; one = one->next)
		document_append(document->ignored, document_node(document->arena, DOCUMENT_TEXT, "",
														 document->is_xml ? one->key : epcis_json_name(document->arena, document->prefixes, one->text)));
}

/* Declares a prefix for all of the document. */
void
epcis_add_prefix(EpcisDocument *document, const char *prefix, const char *space)
{
	EpcisPrefix *added = arena_allocate(document->arena, sizeof(EpcisPrefix));

	added->prefix = document_copy(document->arena, prefix, strlen(prefix));
	added->space = document_copy(document->arena, space, strlen(space));
	added->next = document->prefixes;
	document->prefixes = added;
}
