/*-------------------------------------------------------------------------
 *
 * epcis_hash.c
 *	  The text of an event whose hash is its identity (CBV 2.0, 8.9).
 *
 * The fields of an event stand one behind the other, name=value, in an order
 * of the standard; members of a list in the order of their bytes.  Times are
 * universal time in milliseconds, numbers have no zeros that say nothing,
 * identifiers of GS1 are Digital Links, words of CBV full addresses.  What the
 * order does not name comes at the end, sorted: business transactions,
 * sources, destinations, ilmd and extensions.  Extensions in a place, a sensor
 * element or a report stay there, behind its own fields.
 *
 * Left out are recordTime, eventID and errorDeclaration, comments, and what
 * the document says is of no account: so a repeated event, one that was
 * declared an error and one of another repository have the hash of the first.
 *
 * Where the standard leaves room, this does what the reference implementation
 * does, whose published texts are the tests (ext/test/data/epcis).
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_event.h"

#include <string.h>

#include "core/epc_code.h"
#include "core/epcis_value.h"

typedef struct HashOrder
{
	const char *name;			/* NULL ends the order */
	const struct HashOrder *members;
} HashOrder;

static const HashOrder epc_order[] = {{"epc", NULL}, {NULL, NULL}};
static const HashOrder amount_order[] = {{"epcClass", NULL}, {"quantity", NULL}, {"uom", NULL}, {NULL, NULL}};
static const HashOrder quantity_order[] = {{"quantityElement", amount_order}, {NULL, NULL}};
static const HashOrder id_order[] = {{"id", NULL}, {NULL, NULL}};
static const HashOrder disposition_order[] = {{"set", NULL}, {"unset", NULL}, {NULL, NULL}};
static const HashOrder metadata_order[] = {
	{"time", NULL}, {"startTime", NULL}, {"endTime", NULL}, {"deviceID", NULL}, {"deviceMetadata", NULL}, {"rawData", NULL},
	{"dataProcessingMethod", NULL}, {"bizRules", NULL}, {NULL, NULL}
};
static const HashOrder report_order[] = {
	{"type", NULL}, {"exception", NULL}, {"deviceID", NULL}, {"deviceMetadata", NULL}, {"rawData", NULL}, {"dataProcessingMethod", NULL}, {"time", NULL},
	{"microorganism", NULL}, {"chemicalSubstance", NULL}, {"value", NULL}, {"component", NULL}, {"stringValue", NULL}, {"booleanValue", NULL},
	{"hexBinaryValue", NULL}, {"uriValue", NULL}, {"minValue", NULL}, {"maxValue", NULL}, {"meanValue", NULL}, {"sDev", NULL}, {"percRank", NULL},
	{"percValue", NULL}, {"uom", NULL}, {"coordinateReferenceSystem", NULL}, {NULL, NULL}
};
static const HashOrder element_order[] = {{"sensorMetadata", metadata_order}, {"sensorReport", report_order}, {NULL, NULL}};
static const HashOrder sensor_order[] = {{"sensorElement", element_order}, {NULL, NULL}};
static const HashOrder event_order[] = {
	{"eventTime", NULL}, {"eventTimeZoneOffset", NULL}, {"certificationInfo", NULL}, {"parentID", NULL}, {"epcList", epc_order}, {"inputEPCList", epc_order},
	{"childEPCs", epc_order}, {"quantityList", quantity_order}, {"childQuantityList", quantity_order}, {"inputQuantityList", quantity_order},
	{"outputEPCList", epc_order}, {"outputQuantityList", quantity_order}, {"action", NULL}, {"transformationID", NULL}, {"bizStep", NULL}, {"disposition", NULL},
	{"persistentDisposition", disposition_order}, {"readPoint", id_order}, {"bizLocation", id_order}, {"sensorElementList", sensor_order}, {NULL, NULL}
};

static DocumentNode *hash_event(const EpcisEvent *event);
static bool hash_leaves_out(const EpcisEvent *event, const DocumentNode *member);
static void hash_member(const EpcisEvent *event, DocumentNode *parent, const char *name, const DocumentNode *member);
static void hash_typed(const EpcisEvent *event, DocumentNode *parent, const DocumentNode *pair);
static const char *hash_word(const Arena *arena, const char *list, const char *name, const char *text);
static const char *hash_ordered(const Arena *arena, DocumentNode *parent, const HashOrder *order, bool whole);
static const char *hash_child(const Arena *arena, DocumentNode *child, const HashOrder *members);
static const char *hash_generic(const Arena *arena, const DocumentNode *parent);
static const char *hash_value(const Arena *arena, const char *text);
static const char *hash_replaced(const Arena *arena, const char *text);
static void hash_sort(const Arena *arena, const char **texts, size_t count);

const char *
epcis_prehash(const EpcisEvent *event)
{
	DocumentNode *root = hash_event(event);
	const char *head = document_join(event->arena, "eventType=", document_find_text(event->tree, "type"), hash_ordered(event->arena, root, event_order, true));

	return document_join(event->arena, head, hash_generic(event->arena, root), "");
}

/* The event in the shape that it has in XML, which is that of the text. */
static DocumentNode *
hash_event(const EpcisEvent *event)
{
	DocumentNode *root = document_node(event->arena, DOCUMENT_OBJECT, "", "");

	for (const DocumentNode *member = event->tree->first; member != NULL; member = member->next)
	{
		DocumentNode *list;

		if (hash_leaves_out(event, member))
			continue;
		if (!(epcis_is_list(member->key) && member->kind == DOCUMENT_LIST))
		{
			hash_member(event, root, member->key, member);
			continue;
		}
		list = document_node(event->arena, DOCUMENT_OBJECT, member->key, "");
		document_append(root, list);
		for (const DocumentNode *one = member->first; one != NULL; one = one->next)
		{
			if (document_is_value(one))
				document_append(list, document_node(event->arena, DOCUMENT_OBJECT, "epc", one->text));
			else if (strcmp(member->key, "sensorElementList") == 0)
				hash_member(event, list, "sensorElement", one);
			else if (document_find(one, "epcClass") != NULL)
				hash_member(event, list, "quantityElement", one);
			else
				hash_typed(event, list, one);
		}
	}
	return root;
}

static bool
hash_leaves_out(const EpcisEvent *event, const DocumentNode *member)
{
	static const char *const names[] = {"type", "recordTime", "eventID", "errorDeclaration", "comment", "{http://www.w3.org/2000/01/rdf-schema#}comment", "rdfs:comment"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
	{
		if (strcmp(member->key, names[i]) == 0)
			return true;
	}
	if (event->ignored == NULL)
		return false;
	for (const DocumentNode *one = event->ignored->first; one != NULL; one = one->next)
	{
		if (strcmp(one->text, member->key) == 0)
			return true;
	}
	return false;
}

/* A list is an element that repeats. */
static void
hash_member(const EpcisEvent *event, DocumentNode *parent, const char *name, const DocumentNode *member)
{
	DocumentNode *node;

	if (member->kind == DOCUMENT_LIST)
	{
		for (const DocumentNode *one = member->first; one != NULL; one = one->next)
			hash_member(event, parent, name, one);
		return;
	}
	node = document_node(event->arena, DOCUMENT_OBJECT, name, "");
	if (document_is_value(member))
		node->text = hash_word(event->arena, parent->key, name, member->text);
	else if (member->kind == DOCUMENT_OBJECT)
	{
		for (const DocumentNode *child = member->first; child != NULL; child = child->next)
		{
			if (strcmp(child->key, "#text") == 0)
				node->text = child->text;
			else if (strcmp(child->key, "comment") != 0 && strcmp(child->key, "{http://www.w3.org/2000/01/rdf-schema#}comment") != 0 && strcmp(child->key, "@context") != 0)
				hash_member(event, node, child->key, child);
		}
	}
	document_append(parent, node);
}

/* A business transaction, a source or a destination: its type first, and no name around both. */
static void
hash_typed(const EpcisEvent *event, DocumentNode *parent, const DocumentNode *pair)
{
	DocumentText text;
	DocumentNode *node;

	document_text_open(&text, event->arena);
	for (int pass = 0; pass < 2; pass++)
	{
		for (const DocumentNode *member = pair->first; member != NULL; member = member->next)
		{
			if (!document_is_value(member) || (strcmp(member->key, "type") == 0) != (pass == 0))
				continue;
			document_text_put(&text, member->key);
			document_text_put(&text, "=");
			document_text_put(&text, hash_value(event->arena, hash_word(event->arena, parent->key, member->key, member->text)));
		}
	}
	/* A text alone: it is written as it is. */
	node = document_node(event->arena, DOCUMENT_TEXT, "", text.data);
	document_append(parent, node);
}

/* The full address of a word that stands bare in the normal form. */
static const char *
hash_word(const Arena *arena, const char *list, const char *name, const char *text)
{
	static const struct
	{
		const char *list;		/* in which it stands; NULL: wherever */
		const char *name;
		const EpcisVocabulary *words;
	}			places[] = {
		{"", "bizStep", &epcis_steps}, {"", "disposition", &epcis_dispositions}, {"persistentDisposition", "set", &epcis_dispositions},
		{"persistentDisposition", "unset", &epcis_dispositions}, {"bizTransactionList", "type", &epcis_transactions}, {"sourceList", "type", &epcis_sources},
		{"destinationList", "type", &epcis_sources}, {"sensorReport", "type", &epcis_sensors}, {"sensorReport", "exception", &epcis_sensors},
		{"sensorReport", "component", &epcis_components}
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
	{
		if (strcmp(places[i].name, name) == 0 && strcmp(places[i].list, list) == 0 && strchr(text, ':') == NULL)
			return document_join(arena, places[i].words->address, text, "");
	}
	return text;
}

/*
 * What the order names, in its order.  It is taken out; what has members that
 * the order does not name stays for the end.  whole: this is the event itself,
 * whose extensions come at the end.
 */
static const char *
hash_ordered(const Arena *arena, DocumentNode *parent, const HashOrder *order, bool whole)
{
	DocumentText text;
	DocumentNode extensions = {0};
	DocumentNode *rest;

	document_text_open(&text, arena);
	if (!whole && parent->first != parent->last)
	{
		rest = parent->first;
		parent->first = parent->last = NULL;
		for (DocumentNode *next; rest != NULL; rest = next)
		{
			next = rest->next;
			document_append(strchr(rest->key, '{') != NULL && strstr(rest->key, "/}") != NULL ? &extensions : parent, rest);
		}
	}
	for (; order->name != NULL; order++)
	{
		size_t		count = 0;
		const char **texts;

		for (DocumentNode *child = parent->first; child != NULL; child = child->next)
			count += strcmp(child->key, order->name) == 0;
		if (count == 0)
			continue;
		texts = arena_allocate(arena, count * sizeof(char *));
		count = 0;
		rest = parent->first;
		parent->first = parent->last = NULL;
		for (DocumentNode *next, *child = rest; child != NULL; child = next)
		{
			next = child->next;
			if (strcmp(child->key, order->name) != 0)
				document_append(parent, child);
			else
			{
				const char *one = hash_child(arena, child, order->members);

				if (*one != '\0')
					texts[count++] = one;
				if (child->first != NULL)
					document_append(parent, child);
			}
		}
		hash_sort(arena, texts, count);
		for (size_t i = 0; i < count; i++)
			document_text_put(&text, texts[i]);
	}
	document_text_put(&text, hash_generic(arena, &extensions));
	return text.data;
}

static const char *
hash_child(const Arena *arena, DocumentNode *child, const HashOrder *members)
{
	const char *inside = members == NULL ? "" : hash_ordered(arena, child, members, false);
	const char *text = child->text;
	char		utc[EPCIS_TIME_SIZE];
	bool		time = strcmp(child->key, "time") == 0 || strcmp(child->key, "eventTime") == 0 || strcmp(child->key, "startTime") == 0 || strcmp(child->key, "endTime") == 0;

	if (*text != '\0')
	{
		if (time && epcis_time_rounded(text, utc))
			text = document_copy(arena, utc, strlen(utc));
		else
			text = hash_value(arena, text);
	}
	if (*text == '\0' && *inside == '\0')
		return "";
	return document_join(arena, child->key, *text == '\0' ? "" : document_join(arena, "=", text, ""), inside);
}

/* Everything in a node, sorted. */
static const char *
hash_generic(const Arena *arena, const DocumentNode *parent)
{
	DocumentText text;
	const char **texts;
	size_t		count = 0;

	if (parent->first == NULL)
		return "";
	for (const DocumentNode *child = parent->first; child != NULL; child = child->next)
		count++;
	texts = arena_allocate(arena, count * sizeof(char *));
	count = 0;
	for (const DocumentNode *child = parent->first; child != NULL; child = child->next)
	{
		if (child->kind == DOCUMENT_TEXT)
			texts[count++] = child->text;
		else
			texts[count++] = document_join(arena, child->key, *child->text == '\0' ? "" : document_join(arena, "=", hash_value(arena, child->text), ""),
										   hash_generic(arena, child));
	}
	hash_sort(arena, texts, count);
	document_text_open(&text, arena);
	for (size_t i = 0; i < count; i++)
		document_text_put(&text, texts[i]);
	return text.data;
}

static const char *
hash_value(const Arena *arena, const char *text)
{
	char		plain[EPCIS_NUMBER_SIZE];

	text = hash_replaced(arena, text);
	if (document_begins(text, "gs1:"))
		text = document_join(arena, epcis_sensors.address, text + 4, "");
	else if (document_begins(text, "cbv:"))
		text = document_join(arena, "https://ref.gs1.org/cbv/", text + 4, "");
	if (epcis_number_rounded(text, plain))
		return document_copy(arena, plain, strlen(plain));
	return epcis_canonical(arena, text);
}

/* The older addresses of CBV, wherever they stand. */
static const char *
hash_replaced(const Arena *arena, const char *text)
{
	static const EpcisVocabulary *const all[] = {&epcis_steps, &epcis_dispositions, &epcis_transactions, &epcis_sources, &epcis_errors};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
	{
		const char *old = all[i]->prefixes[0];
		const char *found;

		while ((found = strstr(text, old)) != NULL)
			text = document_join(arena, document_copy(arena, text, (size_t) (found - text)), all[i]->address, found + strlen(old));
	}
	return text;
}

/* By bytes, which is the order of code points; merging, as lists of identifiers are long. */
static void
hash_sort(const Arena *arena, const char **texts, size_t count)
{
	const char **spare = count > 1 ? arena_allocate(arena, count * sizeof(char *)) : NULL;

	for (size_t width = 1; width < count; width *= 2)
	{
		for (size_t begin = 0; begin < count; begin += 2 * width)
		{
			size_t		middle = begin + width < count ? begin + width : count;
			size_t		end = begin + 2 * width < count ? begin + 2 * width : count;
			size_t		left = begin;
			size_t		right = middle;

			for (size_t at = begin; at < end; at++)
				spare[at] = left < middle && (right >= end || strcmp(texts[left], texts[right]) <= 0) ? texts[left++] : texts[right++];
		}
		memcpy(texts, spare, count * sizeof(char *));
	}
}
