/*-------------------------------------------------------------------------
 *
 * epcis_document.c
 *	  An EPCIS document, read an event at a time.
 *
 * JSON is gone through twice: once to see that it is whole and to have what
 * stands around the events, for the prefixes may be explained behind them;
 * then event by event.  XML explains a prefix before it is used, and is gone
 * through once.  In memory there is never more than one event, the head and
 * the master data.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_document.h"

#include <string.h>

#include "core/epcis_vocabulary.h"

static const EpcisPrefix common_prefixes[] = {
	{"cbvmda", "urn:epcglobal:cbv:mda", &common_prefixes[1]},
	{"gs1", "https://gs1.org/voc/", &common_prefixes[2]},
	{"cbv", "https://ref.gs1.org/cbv/", &common_prefixes[3]},
	{"epcis", "https://ref.gs1.org/epcis/", &common_prefixes[4]},
	{"rdfs", "http://www.w3.org/2000/01/rdf-schema#", NULL},
};

static bool document_refuse(EpcisDocument *document, const char *field, const char *fault);
static bool json_begin(EpcisDocument *document);
static bool json_body(EpcisDocument *document, const char **events);
static bool json_head(EpcisDocument *document);
static bool json_next(EpcisDocument *document, const Arena *arena, EpcisEvent *event);
static const EpcisPrefix *json_context(const Arena *arena, const EpcisPrefix *prefixes, const DocumentNode *context);
static void json_expand(const Arena *arena, const EpcisPrefix *prefixes, DocumentNode *node, bool event);
static const char *json_name(const Arena *arena, const EpcisPrefix *prefixes, const char *name);
static bool xml_begin(EpcisDocument *document);
static bool xml_next(EpcisDocument *document, const Arena *arena, EpcisEvent *event);
static void xml_aside(EpcisDocument *document, DocumentNode *element);
static void take_ignored(EpcisDocument *document, const DocumentNode *node);
static void take_fault(EpcisDocument *document);

/* Reads what stands around the events; false where the document cannot be read. */
bool
epcis_open(EpcisDocument *document, const Arena *arena, const char *text, size_t size)
{
	const char *at = text;

	memset(document, 0, sizeof(EpcisDocument));
	document->arena = arena;
	document->prefixes = common_prefixes;
	document->head = document_node(arena, DOCUMENT_OBJECT, "", "");
	document->vocabulary = document_node(arena, DOCUMENT_LIST, "", "");
	json_open(&document->json, arena, text, size);
	xml_open(&document->xml, arena, epcis_spaces, text, size);
	for (at = document->xml.at; at < text + size && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r');)
		at++;
	if (at == text + size)
		return document_refuse(document, NULL, "the document is empty");
	document->is_xml = *at == '<';
	if (!document->is_xml && *at != '{')
		return document_refuse(document, NULL, "the document is neither XML nor a JSON object");
	return document->is_xml ? xml_begin(document) : json_begin(document);
}

/* The next event in normal form; false at the end, or where the document cannot be read on, which fault says. */
bool
epcis_next(EpcisDocument *document, const Arena *arena, EpcisEvent *event)
{
	if (document->fault != NULL || document->ended)
		return false;
	memset(event, 0, sizeof(EpcisEvent));
	event->arena = arena;
	event->xml = document->is_xml;
	event->first_version = document->first_version;
	if (!(document->is_xml ? xml_next(document, arena, event) : json_next(document, arena, event)))
	{
		take_fault(document);
		document->ended = true;
		return false;
	}
	event->ignored = document->ignored;
	epcis_normalise(event);
	return true;
}

static bool
document_refuse(EpcisDocument *document, const char *field, const char *fault)
{
	document->fault = fault;
	document->fault_field = field;
	return false;
}

static void
take_fault(EpcisDocument *document)
{
	const char *fault = document->is_xml ? document->xml.fault : document->json.fault;
	const char *at = document->is_xml ? document->xml.at : document->json.at;

	if (fault == NULL || document->fault != NULL)
		return;
	document->fault = fault;
	document->fault_line = 1;
	for (const char *c = document->json.start; c < at; c++)
		document->fault_line += *c == '\n';
}

static bool
json_begin(EpcisDocument *document)
{
	JsonReader *json = &document->json;
	const char *events = NULL;
	const char *begin = json->at;

	json_enter(json, '{');
	for (const char *name = json_member(json, true); name != NULL; name = json_member(json, false))
	{
		if (strcmp(name, "epcisBody") == 0)
		{
			if (!json_body(document, &events))
				break;
		}
		else
		{
			DocumentNode *member = json_read(json, name);

			if (member == NULL)
				break;
			document_append(document->head, member);
		}
	}
	json_finish(json);
	take_fault(document);
	if (document->fault != NULL || !json_head(document))
		return false;
	if (!document->only_event && events == NULL)
		return document_refuse(document, "epcisBody", "has no eventList");
	json->at = document->only_event ? begin : events;
	json->depth = 0;
	return true;
}

/* Goes down to the list of events, in answers to queries too; events is where it begins, or an event alone. */
static bool
json_body(EpcisDocument *document, const char **events)
{
	JsonReader *json = &document->json;

	if (!json_enter(json, '{'))
		return false;
	for (const char *name = json_member(json, true); name != NULL; name = json_member(json, false))
	{
		if (strcmp(name, "queryResults") == 0 || strcmp(name, "resultsBody") == 0)
		{
			if (!json_body(document, events))
				return false;
		}
		else if (strcmp(name, "eventList") == 0 || strcmp(name, "event") == 0)
		{
			json_peek(json);
			*events = json->at;
			if (!json_skip(json))
				return false;
		}
		else
		{
			DocumentNode *member = json_read(json, name);

			if (member == NULL)
				return false;
			document_append(document->head, member);
		}
	}
	return json->fault == NULL;
}

/* Looks at what stands around the events. */
static bool
json_head(EpcisDocument *document)
{
	const char *type = document_find_text(document->head, "type");
	const char *version = document_find_text(document->head, "schemaVersion");
	DocumentNode *context = document_find(document->head, "@context");

	if (type == NULL)
		return document_refuse(document, "type", "is missing");
	document->prefixes = json_context(document->arena, document->prefixes, context);
	document->only_event = epcis_type(type) != 0;
	if (document->only_event)
		return true;
	if (strcmp(type, "EPCISDocument") != 0 && strcmp(type, "EPCISQueryDocument") != 0)
		return document_refuse(document, "type", "is neither EPCISDocument nor EPCISQueryDocument nor an event");
	if (context == NULL)
		return document_refuse(document, "@context", "is missing");
	document->first_version = version != NULL && version[0] == '1';
	for (DocumentNode *member = document->head->first; member != NULL; member = member->next)
	{
		member->key = json_name(document->arena, document->prefixes, member->key);
		take_ignored(document, member);
		epcis_take_vocabulary(document->arena, document->vocabulary, member);
	}
	return true;
}

static bool
json_next(EpcisDocument *document, const Arena *arena, EpcisEvent *event)
{
	JsonReader *json = &document->json;
	bool		list = json_peek(json) == '[' || document->begun;
	DocumentNode *node;

	json->arena = arena;
	if (!list)
		document->ended = true;
	else
	{
		bool		first = !document->begun;

		if (first && !json_enter(json, '['))
			return false;
		document->begun = true;
		if (!json_element(json, first))
			return false;
	}
	node = json_read(json, "");
	if (node == NULL)
		return false;
	if (node->kind != DOCUMENT_OBJECT)
	{
		event->tree = document_node(arena, DOCUMENT_OBJECT, "", "");
		return true;
	}
	json_expand(arena, json_context(arena, document->prefixes, document_find(node, "@context")), node, true);
	event->tree = node;
	return true;
}

/* The prefixes that a context declares, in front of those that hold already. */
static const EpcisPrefix *
json_context(const Arena *arena, const EpcisPrefix *prefixes, const DocumentNode *context)
{
	if (context == NULL || (context->kind != DOCUMENT_LIST && context->kind != DOCUMENT_OBJECT))
		return prefixes;
	for (const DocumentNode *one = context->first; one != NULL; one = one->next)
	{
		const char *space = one->kind == DOCUMENT_TEXT ? one->text : document_find_text(one, "@id");

		if (context->kind == DOCUMENT_LIST)
			prefixes = json_context(arena, prefixes, one->kind == DOCUMENT_OBJECT ? one : NULL);
		else if (space != NULL && *one->key != '@' && *space != '\0')
		{
			EpcisPrefix *prefix = arena_allocate(arena, sizeof(EpcisPrefix));

			prefix->prefix = one->key;
			prefix->space = space;
			prefix->next = prefixes;
			prefixes = prefix;
		}
	}
	return prefixes;
}

/* Gives every field of an extension its full name. */
static void
json_expand(const Arena *arena, const EpcisPrefix *prefixes, DocumentNode *node, bool event)
{
	for (DocumentNode *child = node->first; child != NULL; child = child->next)
	{
		if (event && strcmp(child->key, "@context") == 0)
			continue;
		child->key = json_name(arena, prefixes, child->key);
		if (child->first != NULL)
			json_expand(arena, prefixes, child, false);
	}
}

static const char *
json_name(const Arena *arena, const EpcisPrefix *prefixes, const char *name)
{
	const char *colon = strchr(name, ':');
	size_t		size = colon == NULL ? 0 : (size_t) (colon - name);

	if (colon == NULL || *name == '{')
		return name;
	for (; prefixes != NULL; prefixes = prefixes->next)
	{
		if (strlen(prefixes->prefix) == size && memcmp(prefixes->prefix, name, size) == 0)
			return document_join(arena, document_join(arena, "{", prefixes->space, "}"), colon + 1, "");
	}
	return name;
}

static bool
xml_begin(EpcisDocument *document)
{
	DocumentNode *root = xml_child(&document->xml);
	const char *version;

	take_fault(document);
	if (root == NULL)
		return document->fault == NULL ? document_refuse(document, NULL, "the document has no root element") : false;
	for (const XmlBinding *binding = document->xml.bindings; binding != NULL; binding = binding->outer)
	{
		EpcisPrefix *prefix;

		if (*binding->prefix == '\0' || strcmp(binding->prefix, "xml") == 0 || strcmp(binding->prefix, "xsi") == 0)
			continue;
		prefix = arena_allocate(document->arena, sizeof(EpcisPrefix));
		prefix->prefix = binding->prefix;
		prefix->space = binding->space;
		prefix->next = document->prefixes;
		document->prefixes = prefix;
	}
	version = document_find_text(root, "schemaVersion");
	document->first_version = version != NULL && version[0] == '1';
	document->only_event = epcis_type(root->key) != 0;
	document->head = root;
	if (document->only_event || strcmp(root->key, "EPCISDocument") == 0 || strcmp(root->key, "EPCISQueryDocument") == 0)
		return true;
	return document_refuse(document, root->key, "is neither EPCISDocument nor EPCISQueryDocument nor an event");
}

/* Goes through elements down to the next event; those that only wrap others are entered, the rest is taken aside. */
static bool
xml_next(EpcisDocument *document, const Arena *arena, EpcisEvent *event)
{
	static const char *const wrappers[] = {"EPCISBody", "EventList", "QueryResults", "resultsBody", "extension"};
	XmlReader  *xml = &document->xml;
	DocumentNode *element = document->only_event ? document->head : NULL;

	while (element == NULL)
	{
		bool		inside;
		bool		wraps = false;

		xml->arena = arena;
		element = xml_child(xml);
		if (element == NULL)
		{
			if (xml->fault != NULL)
				return false;
			if (xml->depth == 0)
			{
				xml_finish(xml);
				return false;
			}
			continue;
		}
		inside = xml->depth >= 2 && xml->open[xml->depth - 2].size >= 9 && memcmp(xml->open[xml->depth - 2].text + xml->open[xml->depth - 2].size - 9, "EventList", 9) == 0;
		for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++)
			wraps = wraps || strcmp(element->key, wrappers[i]) == 0;
		if (epcis_type(element->key) != 0 || (inside && !wraps))
			break;
		if (wraps)
			xml_keep(xml, document->arena);
		else
		{
			/* Kept as long as the document is. */
			xml->arena = document->arena;
			element->key = document_copy(document->arena, element->key, strlen(element->key));
			if (!xml_fill(xml, element))
				return false;
			xml_aside(document, element);
		}
		element = NULL;
	}
	xml->arena = arena;
	if (!xml_fill(xml, element))
		return false;
	document->ended = document->only_event;
	event->tree = epcis_reshape(event, element);
	return !document->only_event || xml_finish(xml);
}

static void
xml_aside(EpcisDocument *document, DocumentNode *element)
{
	take_ignored(document, element);
	epcis_take_vocabulary(document->arena, document->vocabulary, element);
}

/* {…}ignoreFields names fields that another repository has added. */
static void
take_ignored(EpcisDocument *document, const DocumentNode *node)
{
	const char *local = strrchr(node->key, '}');

	if (local == NULL || strcmp(local, "}ignoreFields") != 0)
		return;
	document->ignored = document_node(document->arena, DOCUMENT_LIST, document_copy(document->arena, node->key, strlen(node->key)), "");
	for (const DocumentNode *one = node->first; one != NULL; one = one->next)
		document_append(document->ignored, document_node(document->arena, DOCUMENT_TEXT, "",
														 document->is_xml ? one->key : json_name(document->arena, document->prefixes, one->text)));
}
