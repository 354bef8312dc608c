/*-------------------------------------------------------------------------
 *
 * epcis_field.c
 *	  Looks at the fields of an event one by one, and brings each into its
 *	  one form.
 *
 * A shape says what a field holds.  What is refused is taken out of the tree
 * with a fault; what is only odd stays.  Fields with a namespace are somebody's
 * extension and stay as they are.  In JSON a field without one, which EPCIS
 * does not know either, means nothing and stays; in XML the schema forbids it.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_event.h"

#include <string.h>

#include "core/epcis_value.h"

typedef enum FieldShape
{
	SHAPE_PLAIN,				/* a text, whatever it says */
	SHAPE_TEXT,					/* a text that is not empty */
	SHAPE_ADDRESS,				/* a URI */
	SHAPE_ADDRESS_LIKELY,		/* a URI, or kept with a word about it */
	SHAPE_ADDRESSES,
	SHAPE_ADDRESS_OR_LIST,
	SHAPE_TIME,
	SHAPE_TIME_LIKELY,			/* a time, or kept with a word about it */
	SHAPE_OFFSET,
	SHAPE_ACTION,
	SHAPE_NUMBER,
	SHAPE_AMOUNT,				/* a number not below zero */
	SHAPE_BOOLEAN,
	SHAPE_WORD,
	SHAPE_WORDS,
	SHAPE_PLACE,
	SHAPE_OBJECT,				/* of the members that are named */
	SHAPE_OBJECTS,				/* a list of these */
	SHAPE_EXTENSION				/* an object of extensions */
} FieldShape;

typedef struct FieldMember
{
	const char *name;
	FieldShape	shape;
	unsigned	types;			/* of events that have it */
	const EpcisVocabulary *words;
	const struct FieldMember *members;	/* of objects; ends with a NULL name */
	EpcisWrong	unknown;		/* what another member is */
	const char *needed;			/* member that has to be there, or NULL */
} FieldMember;

#define PLAIN(name, shape) {name, shape, EPCIS_ANY, NULL, NULL, EPCIS_ODD, NULL}
#define WORD(name, shape, words) {name, shape, EPCIS_ANY, words, NULL, EPCIS_ODD, NULL}
#define ENDING {NULL, SHAPE_PLAIN, 0, NULL, NULL, EPCIS_ODD, NULL}

static const FieldMember quantity_members[] = {
	PLAIN("epcClass", SHAPE_ADDRESS), PLAIN("quantity", SHAPE_AMOUNT), PLAIN("uom", SHAPE_TEXT), ENDING
};
static const FieldMember transaction_members[] = {
	WORD("type", SHAPE_WORD, &epcis_transactions), PLAIN("bizTransaction", SHAPE_TEXT), ENDING
};
static const FieldMember source_members[] = {
	WORD("type", SHAPE_WORD, &epcis_sources), PLAIN("source", SHAPE_ADDRESS), ENDING
};
static const FieldMember destination_members[] = {
	WORD("type", SHAPE_WORD, &epcis_sources), PLAIN("destination", SHAPE_ADDRESS), ENDING
};
static const FieldMember disposition_members[] = {
	WORD("set", SHAPE_WORDS, &epcis_dispositions), WORD("unset", SHAPE_WORDS, &epcis_dispositions), ENDING
};
static const FieldMember error_members[] = {
	PLAIN("declarationTime", SHAPE_TIME_LIKELY), WORD("reason", SHAPE_WORD, &epcis_errors), PLAIN("correctiveEventIDs", SHAPE_ADDRESSES), ENDING
};
static const FieldMember metadata_members[] = {
	PLAIN("time", SHAPE_TIME_LIKELY), PLAIN("startTime", SHAPE_TIME_LIKELY), PLAIN("endTime", SHAPE_TIME_LIKELY), PLAIN("deviceID", SHAPE_ADDRESS),
	PLAIN("deviceMetadata", SHAPE_ADDRESS), PLAIN("rawData", SHAPE_ADDRESS), PLAIN("dataProcessingMethod", SHAPE_ADDRESS), PLAIN("bizRules", SHAPE_ADDRESS), ENDING
};
static const FieldMember report_members[] = {
	WORD("type", SHAPE_WORD, &epcis_sensors), WORD("exception", SHAPE_WORD, &epcis_sensors), PLAIN("deviceID", SHAPE_ADDRESS), PLAIN("deviceMetadata", SHAPE_ADDRESS),
	PLAIN("rawData", SHAPE_ADDRESS), PLAIN("dataProcessingMethod", SHAPE_ADDRESS), PLAIN("time", SHAPE_TIME_LIKELY), PLAIN("microorganism", SHAPE_ADDRESS),
	PLAIN("chemicalSubstance", SHAPE_ADDRESS), PLAIN("value", SHAPE_NUMBER), WORD("component", SHAPE_WORD, &epcis_components), PLAIN("stringValue", SHAPE_PLAIN),
	PLAIN("booleanValue", SHAPE_BOOLEAN), PLAIN("hexBinaryValue", SHAPE_PLAIN), PLAIN("uriValue", SHAPE_ADDRESS), PLAIN("minValue", SHAPE_NUMBER),
	PLAIN("maxValue", SHAPE_NUMBER), PLAIN("meanValue", SHAPE_NUMBER), PLAIN("sDev", SHAPE_NUMBER), PLAIN("percRank", SHAPE_NUMBER), PLAIN("percValue", SHAPE_NUMBER),
	PLAIN("uom", SHAPE_TEXT), PLAIN("coordinateReferenceSystem", SHAPE_ADDRESS), ENDING
};
static const FieldMember sensor_members[] = {
	{"sensorMetadata", SHAPE_OBJECT, EPCIS_ANY, NULL, metadata_members, EPCIS_ODD, NULL},
	{"sensorReport", SHAPE_OBJECTS, EPCIS_ANY, NULL, report_members, EPCIS_ODD, NULL}, ENDING
};

#define QUANTITIES(name, types) {name, SHAPE_OBJECTS, types, NULL, quantity_members, EPCIS_UNKNOWN, "epcClass"}
#define IDENTIFIERS(name, types) {name, SHAPE_ADDRESSES, types, NULL, NULL, EPCIS_ODD, NULL}

static const FieldMember event_members[] = {
	PLAIN("type", SHAPE_TEXT), PLAIN("eventTime", SHAPE_TIME), PLAIN("recordTime", SHAPE_TIME_LIKELY), PLAIN("eventTimeZoneOffset", SHAPE_OFFSET), PLAIN("eventID", SHAPE_ADDRESS),
	{"errorDeclaration", SHAPE_OBJECT, EPCIS_ANY, NULL, error_members, EPCIS_ODD, "declarationTime"},
	PLAIN("certificationInfo", SHAPE_ADDRESS_OR_LIST),
	IDENTIFIERS("epcList", EPCIS_OBJECT | EPCIS_TRANSACTION), QUANTITIES("quantityList", EPCIS_OBJECT | EPCIS_TRANSACTION),
	{"parentID", SHAPE_ADDRESS, EPCIS_AGGREGATION | EPCIS_ASSOCIATION | EPCIS_TRANSACTION, NULL, NULL, EPCIS_ODD, NULL},
	IDENTIFIERS("childEPCs", EPCIS_AGGREGATION | EPCIS_ASSOCIATION), QUANTITIES("childQuantityList", EPCIS_AGGREGATION | EPCIS_ASSOCIATION),
	IDENTIFIERS("inputEPCList", EPCIS_TRANSFORMATION), QUANTITIES("inputQuantityList", EPCIS_TRANSFORMATION),
	IDENTIFIERS("outputEPCList", EPCIS_TRANSFORMATION), QUANTITIES("outputQuantityList", EPCIS_TRANSFORMATION),
	{"action", SHAPE_ACTION, EPCIS_ANY & ~EPCIS_TRANSFORMATION, NULL, NULL, EPCIS_ODD, NULL},
	{"transformationID", SHAPE_TEXT, EPCIS_TRANSFORMATION, NULL, NULL, EPCIS_ODD, NULL},
	WORD("bizStep", SHAPE_WORD, &epcis_steps), WORD("disposition", SHAPE_WORD, &epcis_dispositions),
	{"persistentDisposition", SHAPE_OBJECT, EPCIS_ANY, NULL, disposition_members, EPCIS_ODD, NULL},
	PLAIN("readPoint", SHAPE_PLACE), PLAIN("bizLocation", SHAPE_PLACE),
	{"bizTransactionList", SHAPE_OBJECTS, EPCIS_ANY, NULL, transaction_members, EPCIS_ODD, "bizTransaction"},
	{"sourceList", SHAPE_OBJECTS, EPCIS_ANY, NULL, source_members, EPCIS_ODD, "source"},
	{"destinationList", SHAPE_OBJECTS, EPCIS_ANY, NULL, destination_members, EPCIS_ODD, "destination"},
	{"sensorElementList", SHAPE_OBJECTS, EPCIS_ANY, NULL, sensor_members, EPCIS_ODD, NULL},
	{"ilmd", SHAPE_EXTENSION, EPCIS_OBJECT | EPCIS_TRANSFORMATION, NULL, NULL, EPCIS_ODD, NULL}, ENDING
};

static void check_members(EpcisEvent *event, DocumentNode *object, const char *path, const FieldMember *members, EpcisWrong unknown);
static bool check_field(EpcisEvent *event, DocumentNode *node, const char *path, const FieldMember *member);
static bool check_value(EpcisEvent *event, DocumentNode *node, const char *path, const FieldMember *member);
static bool check_number(EpcisEvent *event, DocumentNode *node, const char *path, bool amount);
static bool check_list(EpcisEvent *event, DocumentNode *node, const char *path, const FieldMember *member, FieldShape shape);
static bool check_object(EpcisEvent *event, DocumentNode *node, const char *path, const FieldMember *member);
static bool check_place(EpcisEvent *event, DocumentNode *node, const char *path);
static bool refuse(EpcisEvent *event, EpcisWrong wrong, const char *path, const DocumentNode *node, const char *reason);
static bool foreign(const char *key);
static const char *trimmed(EpcisEvent *event, const char *text);

void
epcis_check_fields(EpcisEvent *event)
{
	check_members(event, event->tree, "", event_members, event->xml ? EPCIS_UNKNOWN : EPCIS_ODD);
}

static void
check_members(EpcisEvent *event, DocumentNode *object, const char *path, const FieldMember *members, EpcisWrong unknown)
{
	for (DocumentNode *next, *node = object->first; node != NULL; node = next)
	{
		const char *full = document_join(event->arena, path, *path == '\0' ? "" : ".", node->key);
		const FieldMember *member = members;
		bool		keep = true;

		next = node->next;
		while (member->name != NULL && strcmp(member->name, node->key) != 0)
			member++;
		if (strcmp(node->key, "@context") == 0 || (member->name != NULL && node->kind == DOCUMENT_NULL))
			keep = false;
		else if (document_find(object, node->key) != node)
			keep = refuse(event, EPCIS_VALUE, full, node, "stands more than once");
		else if (member->name != NULL)
		{
			if ((member->types & event->type) == 0)
				epcis_fault(event, EPCIS_ODD, full, NULL, "does not belong to an event of this type");
			keep = check_field(event, node, full, member);
		}
		else if (!foreign(node->key) && unknown == EPCIS_UNKNOWN)
			keep = refuse(event, EPCIS_UNKNOWN, full, node, "is not a field of EPCIS, and has no namespace");
		else if (!foreign(node->key) && !(strcmp(node->key, "type") == 0 || strcmp(node->key, "id") == 0))
			epcis_fault(event, EPCIS_ODD, full, NULL, "is not a field of EPCIS, and has no namespace");
		if (!keep)
			document_remove(object, node);
	}
}

/* Whether the field stays. */
static bool
check_field(EpcisEvent *event, DocumentNode *node, const char *path, const FieldMember *member)
{
	switch (member->shape)
	{
		case SHAPE_ADDRESSES:
			return check_list(event, node, path, member, SHAPE_ADDRESS);
		case SHAPE_WORDS:
			return check_list(event, node, path, member, SHAPE_WORD);
		case SHAPE_ADDRESS_OR_LIST:
			if (node->kind == DOCUMENT_LIST)
				return check_list(event, node, path, member, SHAPE_ADDRESS_LIKELY);
			return check_value(event, node, path, &(FieldMember) PLAIN("", SHAPE_ADDRESS_LIKELY));
		case SHAPE_OBJECTS:
			return check_list(event, node, path, member, SHAPE_OBJECT);
		case SHAPE_OBJECT:
			return check_object(event, node, path, member);
		case SHAPE_PLACE:
			return check_place(event, node, path);
		case SHAPE_EXTENSION:
			if (node->kind == DOCUMENT_TEXT && *node->text == '\0')
				return false;
			if (node->kind != DOCUMENT_OBJECT)
				return refuse(event, EPCIS_VALUE, path, node, "is not an object");
			check_members(event, node, path, &(FieldMember) ENDING, EPCIS_ODD);
			return node->first != NULL;
		default:
			return check_value(event, node, path, member);
	}
}

static bool
check_value(EpcisEvent *event, DocumentNode *node, const char *path, const FieldMember *member)
{
	char		utc[EPCIS_TIME_SIZE];
	bool		known;

	if (!document_is_value(node))
		return refuse(event, EPCIS_VALUE, path, node, "is not a single value");
	node->text = trimmed(event, node->text);
	if (*node->text == '\0' && member->shape != SHAPE_PLAIN)
	{
		epcis_fault(event, EPCIS_ODD, path, NULL, "is empty");
		return false;
	}
	if (member->shape == SHAPE_NUMBER || member->shape == SHAPE_AMOUNT)
		return check_number(event, node, path, member->shape == SHAPE_AMOUNT);
	if (member->shape == SHAPE_BOOLEAN)
	{
		if (strcmp(node->text, "true") != 0 && strcmp(node->text, "false") != 0)
			return refuse(event, EPCIS_VALUE, path, node, "is neither true nor false");
		node->kind = DOCUMENT_BOOLEAN;
		return true;
	}
	node->kind = DOCUMENT_TEXT;
	if (member->shape == SHAPE_PLAIN)
		return true;
	switch (member->shape)
	{
		case SHAPE_TIME:
		case SHAPE_TIME_LIKELY:
			if (epcis_time(node->text, utc))
				node->text = document_copy(event->arena, utc, strlen(utc));
			else
				epcis_fault(event, member->shape == SHAPE_TIME ? EPCIS_TIME_VALUE : EPCIS_ODD, path, node->text, "is not a time with its offset from universal time");
			return true;
		case SHAPE_OFFSET:
			return epcis_offset(node->text) || refuse(event, EPCIS_TIME_VALUE, path, node, "is not an offset from universal time of the form +HH:MM");
		case SHAPE_ACTION:
			return strcmp(node->text, "ADD") == 0 || strcmp(node->text, "OBSERVE") == 0 || strcmp(node->text, "DELETE") == 0 ||
				refuse(event, EPCIS_VALUE, path, node, "is not ADD, OBSERVE or DELETE");
		case SHAPE_WORD:
			node->text = epcis_word(member->words, node->text, &known);
			if (!known)
				epcis_fault(event, EPCIS_ODD, path, node->text, "is not a word of CBV 2.0, and not a URI");
			return true;
		case SHAPE_ADDRESS:
			return strchr(node->text, ':') != NULL || refuse(event, EPCIS_VALUE, path, node, "is not a URI");
		case SHAPE_ADDRESS_LIKELY:
			if (strchr(node->text, ':') == NULL)
				epcis_fault(event, EPCIS_ODD, path, node->text, "is not a URI");
			return true;
		default:
			return true;
	}
}

static bool
check_number(EpcisEvent *event, DocumentNode *node, const char *path, bool amount)
{
	char		plain[EPCIS_NUMBER_SIZE];

	if (!epcis_number(node->text, plain))
		return refuse(event, EPCIS_VALUE, path, node, "is not a number, or has too many digits");
	if (amount && *plain == '-')
		return refuse(event, EPCIS_VALUE, path, node, "is below zero");
	node->kind = DOCUMENT_NUMBER;
	node->text = document_copy(event->arena, plain, strlen(plain));
	return true;
}

/* A list whose members are all of one shape; an empty one goes. */
static bool
check_list(EpcisEvent *event, DocumentNode *node, const char *path, const FieldMember *member, FieldShape shape)
{
	FieldMember element = *member;

	element.shape = shape;
	/* JSON-LD takes a value alone for a list of one. */
	if (node->kind == DOCUMENT_OBJECT || (document_is_value(node) && !event->xml))
	{
		DocumentNode *only = document_node(event->arena, node->kind, "", node->text);

		only->first = node->first;
		only->last = node->last;
		node->kind = DOCUMENT_LIST;
		node->first = NULL;
		node->last = NULL;
		document_append(node, only);
		epcis_fault(event, EPCIS_ODD, path, NULL, "is not a list");
	}
	if (node->kind != DOCUMENT_LIST)
		return document_is_value(node) && *node->text == '\0' ? false : refuse(event, EPCIS_VALUE, path, node, "is not a list");
	for (DocumentNode *next, *one = node->first; one != NULL; one = next)
	{
		next = one->next;
		if (!check_field(event, one, path, &element))
			document_remove(node, one);
	}
	return node->first != NULL;
}

static bool
check_object(EpcisEvent *event, DocumentNode *node, const char *path, const FieldMember *member)
{
	if (node->kind == DOCUMENT_TEXT && *node->text == '\0' && event->xml)
	{
		node->kind = DOCUMENT_OBJECT;
		node->text = "";
	}
	if (node->kind != DOCUMENT_OBJECT)
		return refuse(event, EPCIS_VALUE, path, node, "is not an object");
	check_members(event, node, path, member->members, member->unknown);
	if (member->needed != NULL && document_find(node, member->needed) == NULL)
		return refuse(event, EPCIS_MISSING, document_join(event->arena, path, ".", member->needed), NULL, "is missing");
	return node->first != NULL;
}

static bool
check_place(EpcisEvent *event, DocumentNode *node, const char *path)
{
	static const FieldMember place_members[] = {PLAIN("id", SHAPE_ADDRESS), ENDING};
	static const FieldMember place = {"", SHAPE_OBJECT, EPCIS_ANY, NULL, place_members, EPCIS_ODD, "id"};

	if (node->kind == DOCUMENT_TEXT && *node->text != '\0')
	{
		document_append(node, document_node(event->arena, DOCUMENT_TEXT, "id", node->text));
		node->kind = DOCUMENT_OBJECT;
		node->text = "";
		epcis_fault(event, EPCIS_ODD, path, NULL, "is not an object with an id");
	}
	return check_object(event, node, path, &place);
}

static bool
refuse(EpcisEvent *event, EpcisWrong wrong, const char *path, const DocumentNode *node, const char *reason)
{
	epcis_fault(event, wrong, path, node == NULL || !document_is_value(node) ? NULL : node->text, reason);
	return false;
}

/* Names with a namespace, or with a prefix that is explained elsewhere, and what JSON-LD itself says. */
static bool
foreign(const char *key)
{
	return *key == '{' || *key == '@' || strchr(key, ':') != NULL;
}

static const char *
trimmed(EpcisEvent *event, const char *text)
{
	size_t		size;

	while (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r')
		text++;
	size = strlen(text);
	while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t' || text[size - 1] == '\n' || text[size - 1] == '\r'))
		size--;
	return text[size] == '\0' ? text : document_copy(event->arena, text, size);
}
