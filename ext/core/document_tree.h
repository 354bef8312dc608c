/*-------------------------------------------------------------------------
 *
 * document_tree.h
 *	  A JSON or XML document, or a part of one, as a tree in an arena.
 *
 * Texts are UTF-8, end with a zero byte and have none inside.  Numbers keep
 * their digits.  An element of XML is an object; its attributes stand before
 * its child elements.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_DOCUMENT_TREE_H
#define MATERIALS_DOCUMENT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"

/* Deeper documents are refused: readers and writers call themselves. */
#define DOCUMENT_DEPTH_MAX 100

typedef enum DocumentKind
{
	DOCUMENT_NULL = 0,
	DOCUMENT_BOOLEAN,			/* the text is true or false */
	DOCUMENT_NUMBER,			/* the text is a JSON number */
	DOCUMENT_TEXT,
	DOCUMENT_LIST,
	DOCUMENT_OBJECT
} DocumentKind;

typedef struct DocumentNode
{
	const char *key;			/* name in its object; "" in a list */
	const char *text;			/* of values, and of XML elements; else "" */
	struct DocumentNode *first; /* members, in the document's order */
	struct DocumentNode *last;
	struct DocumentNode *next;	/* of the same object or list */
	DocumentKind kind;
	bool		attribute;		/* of an XML element */
} DocumentNode;

/* A text that grows. */
typedef struct DocumentText
{
	const Arena *arena;
	char	   *data;			/* ends with a zero byte */
	size_t		size;			/* without it */
	size_t		room;
} DocumentText;

extern DocumentNode *document_node(const Arena *arena, DocumentKind kind, const char *key, const char *text);
extern void document_append(DocumentNode *parent, DocumentNode *child);
extern void document_remove(DocumentNode *parent, DocumentNode *child);
extern DocumentNode *document_find(const DocumentNode *parent, const char *key);
extern const char *document_find_text(const DocumentNode *parent, const char *key);
extern size_t document_count(const DocumentNode *parent);
extern bool document_is_value(const DocumentNode *node);

extern char *document_copy(const Arena *arena, const char *text, size_t size);
extern char *document_join(const Arena *arena, const char *first, const char *second, const char *third);
extern bool document_begins(const char *text, const char *prefix);

extern void document_text_open(DocumentText *text, const Arena *arena);
extern void document_text_add(DocumentText *text, const char *data, size_t size);
extern void document_text_put(DocumentText *text, const char *data);
extern void document_text_json(DocumentText *text, const DocumentNode *node);

#endif							/* MATERIALS_DOCUMENT_TREE_H */
