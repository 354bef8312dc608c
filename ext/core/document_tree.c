/*-------------------------------------------------------------------------
 *
 * document_tree.c
 *	  A JSON or XML document, or a part of one, as a tree in an arena.
 *
 *-------------------------------------------------------------------------
 */
#include "core/document_tree.h"

#include <stdio.h>
#include <string.h>

#define TEXT_ROOM 256

static void text_json_string(DocumentText *text, const char *string);

DocumentNode *
document_node(const Arena *arena, DocumentKind kind, const char *key, const char *text)
{
	DocumentNode *node = arena_allocate(arena, sizeof(DocumentNode));

	memset(node, 0, sizeof(DocumentNode));
	node->kind = kind;
	node->key = key;
	node->text = text;
	return node;
}

void
document_append(DocumentNode *parent, DocumentNode *child)
{
	child->next = NULL;
	if (parent->last == NULL)
		parent->first = child;
	else
		parent->last->next = child;
	parent->last = child;
}

/* Takes a child out; its siblings keep their order. */
void
document_remove(DocumentNode *parent, DocumentNode *child)
{
	DocumentNode *before = NULL;

	for (DocumentNode *node = parent->first; node != NULL; before = node, node = node->next)
	{
		if (node != child)
			continue;
		if (before == NULL)
			parent->first = child->next;
		else
			before->next = child->next;
		if (parent->last == child)
			parent->last = before;
		child->next = NULL;
		return;
	}
}

/* The member of that name, the first if there are several, or NULL. */
DocumentNode *
document_find(const DocumentNode *parent, const char *key)
{
	if (parent == NULL)
		return NULL;
	for (DocumentNode *node = parent->first; node != NULL; node = node->next)
	{
		if (strcmp(node->key, key) == 0)
			return node;
	}
	return NULL;
}

/* The text of a member, or NULL where there is none or it is no text. */
const char *
document_find_text(const DocumentNode *parent, const char *key)
{
	DocumentNode *node = document_find(parent, key);

	return node != NULL && node->kind == DOCUMENT_TEXT ? node->text : NULL;
}

size_t
document_count(const DocumentNode *parent)
{
	size_t		count = 0;

	for (DocumentNode *node = parent->first; node != NULL; node = node->next)
		count++;
	return count;
}

bool
document_is_value(const DocumentNode *node)
{
	return node->kind == DOCUMENT_TEXT || node->kind == DOCUMENT_NUMBER || node->kind == DOCUMENT_BOOLEAN;
}

char *
document_copy(const Arena *arena, const char *text, size_t size)
{
	char	   *copy = arena_allocate(arena, size + 1);

	memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

char *
document_join(const Arena *arena, const char *first, const char *second, const char *third)
{
	size_t		first_size = strlen(first);
	size_t		second_size = strlen(second);
	size_t		third_size = strlen(third);
	char	   *joined = arena_allocate(arena, first_size + second_size + third_size + 1);

	memcpy(joined, first, first_size);
	memcpy(joined + first_size, second, second_size);
	memcpy(joined + first_size + second_size, third, third_size + 1);
	return joined;
}

bool
document_begins(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

void
document_text_open(DocumentText *text, const Arena *arena)
{
	text->arena = arena;
	text->room = TEXT_ROOM;
	text->data = arena_allocate(arena, text->room);
	text->data[0] = '\0';
	text->size = 0;
}

void
document_text_add(DocumentText *text, const char *data, size_t size)
{
	if (size >= text->room - text->size)
	{
		size_t		room = text->room;
		char	   *grown;

		while (size >= room - text->size)
			room *= 2;
		grown = arena_allocate(text->arena, room);
		memcpy(grown, text->data, text->size + 1);
		arena_release(text->arena, text->data);
		text->data = grown;
		text->room = room;
	}
	memcpy(text->data + text->size, data, size);
	text->size += size;
	text->data[text->size] = '\0';
}

void
document_text_put(DocumentText *text, const char *data)
{
	document_text_add(text, data, strlen(data));
}

/* Writes a tree as JSON. */
void
document_text_json(DocumentText *text, const DocumentNode *node)
{
	switch (node->kind)
	{
		case DOCUMENT_NULL:
			document_text_put(text, "null");
			break;
		case DOCUMENT_BOOLEAN:
		case DOCUMENT_NUMBER:
			document_text_put(text, node->text);
			break;
		case DOCUMENT_TEXT:
			text_json_string(text, node->text);
			break;
		case DOCUMENT_LIST:
			document_text_add(text, "[", 1);
			for (DocumentNode *child = node->first; child != NULL; child = child->next)
			{
				document_text_json(text, child);
				if (child->next != NULL)
					document_text_add(text, ",", 1);
			}
			document_text_add(text, "]", 1);
			break;
		case DOCUMENT_OBJECT:
			document_text_add(text, "{", 1);
			for (DocumentNode *child = node->first; child != NULL; child = child->next)
			{
				text_json_string(text, child->key);
				document_text_add(text, ":", 1);
				document_text_json(text, child);
				if (child->next != NULL)
					document_text_add(text, ",", 1);
			}
			document_text_add(text, "}", 1);
			break;
	}
}

static void
text_json_string(DocumentText *text, const char *string)
{
	const char *from = string;

	document_text_add(text, "\"", 1);
	for (const char *at = string; *at != '\0'; at++)
	{
		unsigned char c = (unsigned char) *at;
		char		escape[8];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		document_text_add(text, from, (size_t) (at - from));
		if (c < 0x20)
			snprintf(escape, sizeof(escape), "\\u%04x", c);
		else
			snprintf(escape, sizeof(escape), "\\%c", c);
		document_text_put(text, escape);
		from = at + 1;
	}
	document_text_put(text, from);
	document_text_add(text, "\"", 1);
}
