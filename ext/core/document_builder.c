/*-------------------------------------------------------------------------
 *
 * document_builder.c
 *	  Makes a tree of a part of a document, as readers tell it.
 *
 * An element's text is what stands in it outside its children, without blanks
 * at its ends.  Readers see to it that nothing is deeper than trees may be.
 *
 *-------------------------------------------------------------------------
 */
#include "core/document_builder.h"

#include <string.h>

static void builder_append(DocumentBuilder *builder, DocumentNode *node);
static bool builder_blank(char c);

/* What was begun before and not closed is forgotten. */
void
document_builder_begin(DocumentBuilder *builder, const Arena *arena)
{
	builder->arena = arena;
	builder->depth = 0;
}

void
document_builder_open(DocumentBuilder *builder, DocumentKind kind, const char *key)
{
	DocumentNode *node = document_leaf(builder->arena, kind, key, "");

	builder_append(builder, node);
	builder->content[builder->depth].data = NULL;
	builder->open[builder->depth++] = node;
}

void
document_builder_value(DocumentBuilder *builder, DocumentKind kind, const char *key, const char *text)
{
	builder_append(builder, document_leaf(builder->arena, kind, key, text));
}

void
document_builder_attribute(DocumentBuilder *builder, const char *key, const char *text)
{
	DocumentNode *node = document_leaf(builder->arena, DOCUMENT_TEXT, key, text);

	node->attribute = true;
	builder_append(builder, node);
}

void
document_builder_content(DocumentBuilder *builder, const char *text)
{
	DocumentText *content = &builder->content[builder->depth - 1];

	if (content->data == NULL)
	{
		while (builder_blank(*text))
			text++;
		if (*text == '\0')
			return;
		document_text_open(content, builder->arena);
	}
	document_text_put(content, text);
}

/* Closes what was opened last; the tree, when that was its root, else NULL. */
DocumentNode *
document_builder_close(DocumentBuilder *builder)
{
	DocumentNode *node = builder->open[--builder->depth];
	DocumentText *content = &builder->content[builder->depth];

	if (content->data != NULL)
	{
		while (content->size > 0 && builder_blank(content->data[content->size - 1]))
			content->data[--content->size] = '\0';
		node->text = content->data;
	}
	return builder->depth == 0 ? node : NULL;
}

/* A node with copies of its texts. */
DocumentNode *
document_leaf(const Arena *arena, DocumentKind kind, const char *key, const char *text)
{
	return document_node(arena, kind, *key == '\0' ? "" : document_copy(arena, key, strlen(key)), *text == '\0' ? "" : document_copy(arena, text, strlen(text)));
}

static void
builder_append(DocumentBuilder *builder, DocumentNode *node)
{
	if (builder->depth > 0)
		document_append(builder->open[builder->depth - 1], node);
}

static bool
builder_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
