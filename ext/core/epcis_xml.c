/*-------------------------------------------------------------------------
 *
 * epcis_xml.c
 *	  An event written in XML, in the shape that it has in JSON.
 *
 * XML wraps the members of a list in elements of their own, writes the kind
 * of a business transaction and what a sensor reports as attributes, and in
 * EPCIS 1 puts what was added later into elements called extension.
 * Extensions of users have one shape in JSON too: an element with children
 * is an object, one that repeats is a list.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_event.h"

#include <string.h>

static const char schema_instance[] = "{http://www.w3.org/2001/XMLSchema-instance}";

/* The order of EPCIS 2.0; a field of no order here may stand anywhere. */
static const char *const xml_order[] = {
	"eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "errorDeclaration", "certificationInfo",
	"inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList", "transformationID", "parentID", "epcList", "childEPCs",
	"action", "bizStep", "disposition", "readPoint", "bizLocation", "quantityList", "childQuantityList", "sourceList", "destinationList",
	"sensorElementList", "persistentDisposition", "ilmd"
};

static void xml_fields(EpcisEvent *event, DocumentNode *tree, const DocumentNode *element, bool ordered, int depth);
static void xml_check_first(EpcisEvent *event, const DocumentNode *element);
static void xml_check_order(EpcisEvent *event, const DocumentNode *element);
static void xml_check_text(EpcisEvent *event, const DocumentNode *element);
static void xml_attribute(EpcisEvent *event, DocumentNode *object, const DocumentNode *element, const DocumentNode *attribute);
static DocumentNode *xml_field(EpcisEvent *event, const DocumentNode *element);
static DocumentNode *xml_list(EpcisEvent *event, const DocumentNode *element);
static DocumentNode *xml_sensor(EpcisEvent *event, const DocumentNode *element);
static DocumentNode *xml_typed(EpcisEvent *event, const DocumentNode *element);
static DocumentNode *xml_generic(EpcisEvent *event, const DocumentNode *element);
static void xml_add(EpcisEvent *event, DocumentNode *object, DocumentNode *member);
static DocumentNode *xml_text(EpcisEvent *event, const DocumentNode *element, const char *key, const char *attribute);
static bool xml_counts(const DocumentNode *node);
static bool named(const DocumentNode *node, const char *name);

DocumentNode *
epcis_reshape(EpcisEvent *event, const DocumentNode *element)
{
	DocumentNode *tree = document_node(event->arena, DOCUMENT_OBJECT, "", "");

	document_append(tree, document_node(event->arena, DOCUMENT_TEXT, "type", element->key));
	if (event->first_version)
		xml_check_first(event, element);
	xml_fields(event, tree, element, true, 0);
	return tree;
}

/* The fields of an event, or of an extension of it, which are fields of the event. */
static void
xml_fields(EpcisEvent *event, DocumentNode *tree, const DocumentNode *element, bool ordered, int depth)
{
	if (ordered && !event->first_version)
		xml_check_order(event, element);
	xml_check_text(event, element);
	for (const DocumentNode *child = element->first; child != NULL; child = child->next)
	{
		if (child->attribute)
			xml_attribute(event, tree, element, child);
		else if ((named(child, "extension") || named(child, "baseExtension")) && depth < DOCUMENT_DEPTH_MAX)
			xml_fields(event, tree, child, false, depth + 1);
		else
			xml_add(event, tree, xml_field(event, child));
	}
}

/* The schema of EPCIS 1 asks for a list of identifiers, be it empty. */
static void
xml_check_first(EpcisEvent *event, const DocumentNode *element)
{
	unsigned	type = epcis_type(element->key);
	const char *list = type == EPCIS_AGGREGATION ? "childEPCs" : "epcList";

	if ((type == EPCIS_OBJECT || type == EPCIS_AGGREGATION || type == EPCIS_TRANSACTION) && document_find(element, list) == NULL)
		epcis_fault(event, EPCIS_ODD, list, NULL, "is missing, which the schema of EPCIS 1 asks for, be it empty");
}

/* Says which field stands before one that goes first. */
static void
xml_check_order(EpcisEvent *event, const DocumentNode *element)
{
	size_t		count = sizeof(xml_order) / sizeof(xml_order[0]);
	size_t		reached = 0;
	const char *before = NULL;

	for (const DocumentNode *child = element->first; child != NULL; child = child->next)
	{
		size_t		place = 0;

		while (place < count && strcmp(child->key, xml_order[place]) != 0)
			place++;
		if (child->attribute || place == count)
			continue;
		if (before != NULL && place < reached)
		{
			epcis_fault(event, EPCIS_ODD, before, NULL, document_join(event->arena, "stands before ", child->key, ", against the order of the schema"));
			return;
		}
		reached = place;
		before = child->key;
	}
}

/* Refuses text where only elements have a meaning: what it names would be missing. */
static void
xml_check_text(EpcisEvent *event, const DocumentNode *element)
{
	if (*element->text != '\0')
		epcis_fault(event, EPCIS_VALUE, element->key, element->text, "has text where only elements may stand");
}

/* An attribute with a namespace is a field of an extension where there is an object for it; any other one would be lost, and is refused. */
static void
xml_attribute(EpcisEvent *event, DocumentNode *object, const DocumentNode *element, const DocumentNode *attribute)
{
	if (!xml_counts(attribute))
		return;
	if (object != NULL && attribute->key[0] == '{')
		xml_add(event, object, document_node(event->arena, DOCUMENT_TEXT, attribute->key, attribute->text));
	else
		epcis_fault(event, EPCIS_UNKNOWN, document_join(event->arena, element->key, ".", attribute->key), NULL, "is no attribute of EPCIS");
}

static DocumentNode *
xml_field(EpcisEvent *event, const DocumentNode *element)
{
	DocumentNode *object;

	if (epcis_is_list(element->key))
		return xml_list(event, element);
	if (named(element, "readPoint") || named(element, "bizLocation") || named(element, "ilmd"))
	{
		object = document_node(event->arena, DOCUMENT_OBJECT, element->key, "");
		xml_fields(event, object, element, false, 0);
		return object;
	}
	if (named(element, "persistentDisposition"))
	{
		object = document_node(event->arena, DOCUMENT_OBJECT, element->key, "");
		xml_check_text(event, element);
		for (const DocumentNode *child = element->first; child != NULL; child = child->next)
		{
			DocumentNode *list = document_find(object, child->key);

			if (child->attribute)
			{
				xml_attribute(event, NULL, element, child);
				continue;
			}
			if (list == NULL)
			{
				list = document_node(event->arena, DOCUMENT_LIST, child->key, "");
				document_append(object, list);
			}
			document_append(list, xml_text(event, child, "", NULL));
		}
		return object;
	}
	if (named(element, "errorDeclaration"))
	{
		object = document_node(event->arena, DOCUMENT_OBJECT, element->key, "");
		xml_check_text(event, element);
		for (const DocumentNode *child = element->first; child != NULL; child = child->next)
		{
			if (child->attribute)
				xml_attribute(event, object, element, child);
			else if (named(child, "correctiveEventIDs"))
				document_append(object, xml_list(event, child));
			else if (named(child, "extension"))
				xml_fields(event, object, child, false, 1);
			else
				xml_add(event, object, xml_generic(event, child));
		}
		return object;
	}
	return xml_generic(event, element);
}

static DocumentNode *
xml_list(EpcisEvent *event, const DocumentNode *element)
{
	DocumentNode *list = document_node(event->arena, DOCUMENT_LIST, element->key, "");

	xml_check_text(event, element);
	for (const DocumentNode *child = element->first; child != NULL; child = child->next)
	{
		if (child->attribute)
			xml_attribute(event, NULL, element, child);
		else if (named(child, "epc") || named(child, "correctiveEventID"))
			document_append(list, xml_text(event, child, "", NULL));
		else if (named(child, "quantityElement"))
		{
			DocumentNode *quantity = xml_generic(event, child);

			quantity->kind = DOCUMENT_OBJECT;
			quantity->key = "";
			document_append(list, quantity);
		}
		else if (named(child, "sensorElement"))
			document_append(list, xml_sensor(event, child));
		else if (named(child, "bizTransaction") || named(child, "source") || named(child, "destination"))
			document_append(list, xml_typed(event, child));
		else
			epcis_fault(event, EPCIS_UNKNOWN, document_join(event->arena, element->key, ".", child->key), NULL, "is no element of EPCIS");
	}
	return list;
}

static DocumentNode *
xml_sensor(EpcisEvent *event, const DocumentNode *element)
{
	DocumentNode *sensor = document_node(event->arena, DOCUMENT_OBJECT, "", "");
	DocumentNode *reports = document_node(event->arena, DOCUMENT_LIST, "sensorReport", "");

	xml_check_text(event, element);
	for (const DocumentNode *child = element->first; child != NULL; child = child->next)
	{
		DocumentNode *member;

		if (child->attribute)
		{
			xml_attribute(event, sensor, element, child);
			continue;
		}
		member = xml_generic(event, child);
		if (named(child, "sensorReport") || named(child, "sensorMetadata"))
			member->kind = DOCUMENT_OBJECT;
		if (named(child, "sensorReport"))
		{
			member->key = "";
			document_append(reports, member);
		}
		else if (named(child, "extension"))
			xml_fields(event, sensor, child, false, 1);
		else
			xml_add(event, sensor, member);
	}
	if (reports->first != NULL)
		document_append(sensor, reports);
	return sensor;
}

/* <source type="T">X</source> is {"type": T, "source": X}. */
static DocumentNode *
xml_typed(EpcisEvent *event, const DocumentNode *element)
{
	DocumentNode *object = document_node(event->arena, DOCUMENT_OBJECT, "", "");
	const char *type = document_find_text(element, "type");

	if (type != NULL)
		document_append(object, document_node(event->arena, DOCUMENT_TEXT, "type", type));
	document_append(object, xml_text(event, element, element->key, "type"));
	return object;
}

static DocumentNode *
xml_generic(EpcisEvent *event, const DocumentNode *element)
{
	DocumentNode *object = document_node(event->arena, DOCUMENT_OBJECT, element->key, "");

	for (const DocumentNode *child = element->first; child != NULL; child = child->next)
	{
		if (!xml_counts(child))
			continue;
		xml_add(event, object, child->attribute ? document_node(event->arena, DOCUMENT_TEXT, child->key, child->text) : xml_generic(event, child));
	}
	if (object->first == NULL)
		return xml_text(event, element, element->key, NULL);
	if (*element->text != '\0')
		document_append(object, document_node(event->arena, DOCUMENT_TEXT, "#text", element->text));
	return object;
}

/* A member that repeats becomes a list. */
static void
xml_add(EpcisEvent *event, DocumentNode *object, DocumentNode *member)
{
	DocumentNode *other = document_find(object, member->key);

	if (other == NULL)
	{
		document_append(object, member);
		return;
	}
	if (!other->attribute)
	{
		/* The mark says here that the list is one of ours, not an element that is a list itself. */
		DocumentNode *first = document_node(event->arena, other->kind, "", other->text);

		first->first = other->first;
		first->last = other->last;
		other->kind = DOCUMENT_LIST;
		other->text = "";
		other->first = NULL;
		other->last = NULL;
		other->attribute = true;
		document_append(other, first);
	}
	member->key = "";
	document_append(other, member);
}

/* The text of an element, which may have an attribute of its own. */
static DocumentNode *
xml_text(EpcisEvent *event, const DocumentNode *element, const char *key, const char *attribute)
{
	for (const DocumentNode *child = element->first; child != NULL; child = child->next)
	{
		if (child->attribute && attribute != NULL && named(child, attribute))
			continue;
		if (child->attribute)
			xml_attribute(event, NULL, element, child);
		else
			epcis_fault(event, EPCIS_UNKNOWN, document_join(event->arena, element->key, ".", child->key), NULL, "is no element of EPCIS");
	}
	return document_node(event->arena, DOCUMENT_TEXT, key, element->text);
}

/* What the schema language itself says of an element is no part of it. */
static bool
xml_counts(const DocumentNode *node)
{
	return !document_begins(node->key, schema_instance);
}

static bool
named(const DocumentNode *node, const char *name)
{
	return strcmp(node->key, name) == 0;
}
