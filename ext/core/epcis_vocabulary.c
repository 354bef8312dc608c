/*-------------------------------------------------------------------------
 *
 * epcis_vocabulary.c
 *	  Master data in the head of an EPCIS document.
 *
 * An element of a vocabulary says what a place, a party or a class of goods
 * is called, and where it is.  JSON and XML nest the same: a list of
 * vocabularies, each with its type and a list of elements, each with its id
 * and attributes.  The one form of an element is {type, id, attributes: [{id,
 * attribute}], children: [id]}.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_vocabulary.h"

#include <string.h>

static void take_one(const Arena *arena, DocumentNode *vocabulary, const DocumentNode *one);
static void take_element(const Arena *arena, DocumentNode *vocabulary, const char *type, const DocumentNode *element);
static void take_attribute(const Arena *arena, DocumentNode *attributes, const DocumentNode *attribute);
static bool named(const DocumentNode *node, const char *json, const char *xml);

/* Looks for lists of vocabularies in a tree, and appends their elements. */
void
epcis_take_vocabulary(const Arena *arena, DocumentNode *vocabulary, const DocumentNode *node)
{
	for (const DocumentNode *child = node->first; child != NULL; child = child->next)
	{
		if (named(node, "vocabularyList", "VocabularyList"))
			take_one(arena, vocabulary, child);
		else
			epcis_take_vocabulary(arena, vocabulary, child);
	}
}

/* One vocabulary: its type, and a list of elements. */
static void
take_one(const Arena *arena, DocumentNode *vocabulary, const DocumentNode *one)
{
	const char *type = document_find_text(one, "type");

	for (const DocumentNode *list = one->first; list != NULL; list = list->next)
	{
		if (!named(list, "vocabularyElementList", "VocabularyElementList"))
			continue;
		for (const DocumentNode *element = list->first; element != NULL; element = element->next)
			take_element(arena, vocabulary, type == NULL ? "" : type, element);
	}
}

static void
take_element(const Arena *arena, DocumentNode *vocabulary, const char *type, const DocumentNode *element)
{
	DocumentNode *taken = document_node(arena, DOCUMENT_OBJECT, "", "");
	DocumentNode *attributes = document_node(arena, DOCUMENT_LIST, "attributes", "");
	DocumentNode *children = document_node(arena, DOCUMENT_LIST, "children", "");
	const char *id = document_find_text(element, "id");

	if (id == NULL)
		return;
	document_append(taken, document_node(arena, DOCUMENT_TEXT, "type", type));
	document_append(taken, document_node(arena, DOCUMENT_TEXT, "id", id));
	for (const DocumentNode *part = element->first; part != NULL; part = part->next)
	{
		if (named(part, "attribute", "attribute"))
			take_attribute(arena, attributes, part);
		for (const DocumentNode *one = part->first; one != NULL; one = one->next)
		{
			if (named(part, "attributes", "attributes"))
				take_attribute(arena, attributes, one);
			else if (named(part, "children", "children") && *one->text != '\0')
				document_append(children, document_node(arena, DOCUMENT_TEXT, "", one->text));
		}
	}
	document_append(taken, attributes);
	if (children->first != NULL)
		document_append(taken, children);
	document_append(vocabulary, taken);
}

/* {"id": I, "attribute": X}, or <attribute id="I">X</attribute>. */
static void
take_attribute(const Arena *arena, DocumentNode *attributes, const DocumentNode *attribute)
{
	DocumentNode *taken = document_node(arena, DOCUMENT_OBJECT, "", "");
	const DocumentNode *value = document_find(attribute, "attribute");
	const char *id = document_find_text(attribute, "id");

	if (id == NULL)
		return;
	document_append(taken, document_node(arena, DOCUMENT_TEXT, "id", id));
	if (value == NULL)
		value = attribute;
	if (value->kind == DOCUMENT_OBJECT)
	{
		DocumentNode *copy = document_node(arena, value == attribute ? DOCUMENT_TEXT : DOCUMENT_OBJECT, "attribute", value->text);

		copy->first = value == attribute ? NULL : value->first;
		copy->last = value == attribute ? NULL : value->last;
		document_append(taken, copy);
	}
	else
		document_append(taken, document_node(arena, value->kind == DOCUMENT_LIST ? DOCUMENT_NULL : value->kind, "attribute", value->text));
	document_append(attributes, taken);
}

static bool
named(const DocumentNode *node, const char *json, const char *xml)
{
	return strcmp(node->key, json) == 0 || strcmp(node->key, xml) == 0;
}
