/*-------------------------------------------------------------------------
 *
 * epcis_json.c
 *	  An EPCIS document in JSON: its head, and then its events.
 *
 * Told for the first time, everything but the events is kept; told again,
 * the events alone, be it in their place or each by itself.  A document that is one event is in its head as a whole.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_document.h"

#include <string.h>

#include "core/epcis_vocabulary.h"

static bool json_open(void *state, DocumentKind kind, const char *key);
static void json_value(void *state, DocumentKind kind, const char *key, const char *text);
static bool json_close(void *state);
static bool json_leads_on(const EpcisDocument *document, DocumentKind kind, const char *key);
static bool json_is_events(const EpcisDocument *document, const char *key);
static void json_take(EpcisDocument *document, DocumentNode *node);
static const EpcisPrefix *json_context(const Arena *arena, const EpcisPrefix *prefixes, const DocumentNode *context);
static void json_expand(const Arena *arena, const EpcisPrefix *prefixes, DocumentNode *node, bool event);

void
epcis_json_begin(EpcisDocument *document)
{
	document->sink.open = json_open;
	document->sink.value = json_value;
	document->sink.close = json_close;
}

/* Looks at the head that was read; whether there are events to be told now. */
bool
epcis_json_turn(EpcisDocument *document)
{
	const char *type = document_find_text(document->head, "type");
	const char *version = document_find_text(document->head, "schemaVersion");
	DocumentNode *context = document_find(document->head, "@context");

	if (document->headed)
		return false;
	document->headed = true;
	if (type == NULL)
		return epcis_refuse(document, "type", "is missing");
	document->prefixes = json_context(document->arena, document->prefixes, context);
	document->only_event = epcis_type(type) != 0;
	if (document->only_event)
	{
		json_take(document, document->head);
		return false;
	}
	if (strcmp(type, "EPCISDocument") != 0 && strcmp(type, "EPCISQueryDocument") != 0)
		return epcis_refuse(document, "type", "is neither EPCISDocument nor EPCISQueryDocument nor an event");
	if (context == NULL)
		return epcis_refuse(document, "@context", "is missing");
	document->first_version = version != NULL && version[0] == '1';
	for (DocumentNode *member = document->head->first; member != NULL; member = member->next)
	{
		member->key = epcis_json_name(document->arena, document->prefixes, member->key);
		epcis_take_ignored(document, member);
		epcis_take_vocabulary(document->arena, document->vocabulary, member);
	}
	return document->listed || epcis_refuse(document, "epcisBody", "has no eventList");
}

/* What is told next is a value of a list of events, told by itself. */
void
epcis_json_in_list(EpcisDocument *document)
{
	document->in_list = true;
	document->depth = 2;
}

static bool
json_open(void *state, DocumentKind kind, const char *key)
{
	EpcisDocument *document = state;

	if (document->builder.depth > 0)
		document_builder_open(&document->builder, kind, key);
	else if (document->passed > 0)
		document->passed++;
	else if (json_leads_on(document, kind, key))
		document->depth++;
	else
	{
		bool		events = !document->in_list && json_is_events(document, key);

		document->listed = document->listed || events;
		if (document->headed && events && kind == DOCUMENT_LIST)
			document->in_list = true;
		else if (document->headed != (events || document->in_list))
			document->passed++;
		else
		{
			document->part = document->headed ? EPCIS_EVENT : EPCIS_HEAD;
			document_builder_begin(&document->builder, document->headed ? document->taker.arena : document->arena);
			document_builder_open(&document->builder, kind, key);
		}
	}
	return true;
}

static void
json_value(void *state, DocumentKind kind, const char *key, const char *text)
{
	EpcisDocument *document = state;

	if (document->builder.depth > 0)
		document_builder_value(&document->builder, kind, key, text);
	else if (document->passed == 0)
	{
		bool		events = document->in_list || json_is_events(document, key);

		document->listed = document->listed || events;
		if (!document->headed && !events)
			document_append(document->head, document_leaf(document->arena, kind, key, text));
		else if (document->headed && events)
			json_take(document, document_node(document->taker.arena, kind, "", ""));
	}
}

static bool
json_close(void *state)
{
	EpcisDocument *document = state;

	if (document->builder.depth > 0)
	{
		DocumentNode *node = document_builder_close(&document->builder);

		if (node != NULL && document->part == EPCIS_HEAD)
			document_append(document->head, node);
		else if (node != NULL)
			json_take(document, node);
	}
	else if (document->passed > 0)
		document->passed--;
	else if (document->in_list)
		document->in_list = false;
	else
		document->depth--;
	return true;
}

/* The document itself, its body, and what is around the events in answers to queries. */
static bool
json_leads_on(const EpcisDocument *document, DocumentKind kind, const char *key)
{
	if (document->depth == 0)
		return true;
	if (kind != DOCUMENT_OBJECT || document->in_list)
		return false;
	return document->depth == 1 ? strcmp(key, "epcisBody") == 0 : strcmp(key, "queryResults") == 0 || strcmp(key, "resultsBody") == 0;
}

static bool
json_is_events(const EpcisDocument *document, const char *key)
{
	return document->depth > 1 && (strcmp(key, "eventList") == 0 || strcmp(key, "event") == 0);
}

/* What stands in the place of an event and is no object has no fields. */
static void
json_take(EpcisDocument *document, DocumentNode *node)
{
	EpcisEvent	event = epcis_event_begin(document);

	event.tree = node;
	if (node->kind != DOCUMENT_OBJECT)
		event.tree = document_node(event.arena, DOCUMENT_OBJECT, "", "");
	json_expand(event.arena, json_context(event.arena, document->prefixes, document_find(event.tree, "@context")), event.tree, true);
	epcis_event_take(document, &event);
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
		child->key = epcis_json_name(arena, prefixes, child->key);
		if (child->first != NULL)
			json_expand(arena, prefixes, child, false);
	}
}

const char *
epcis_json_name(const Arena *arena, const EpcisPrefix *prefixes, const char *name)
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
