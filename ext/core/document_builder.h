/*-------------------------------------------------------------------------
 *
 * document_builder.h
 *	  Makes a tree of a part of a document, as readers tell it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_DOCUMENT_BUILDER_H
#define MATERIALS_DOCUMENT_BUILDER_H

#include "core/document_tree.h"

typedef struct DocumentBuilder
{
	const Arena *arena;
	int			depth;			/* nodes that are open; 0: nothing is being built */
	DocumentNode *open[DOCUMENT_DEPTH_MAX];
	DocumentText content[DOCUMENT_DEPTH_MAX];	/* of each, in XML; data is NULL until there is any */
} DocumentBuilder;

extern void document_builder_begin(DocumentBuilder *builder, const Arena *arena);
extern void document_builder_open(DocumentBuilder *builder, DocumentKind kind, const char *key);
extern void document_builder_value(DocumentBuilder *builder, DocumentKind kind, const char *key, const char *text);
extern void document_builder_attribute(DocumentBuilder *builder, const char *key, const char *text);
extern void document_builder_content(DocumentBuilder *builder, const char *text);
extern DocumentNode *document_builder_close(DocumentBuilder *builder);
extern DocumentNode *document_leaf(const Arena *arena, DocumentKind kind, const char *key, const char *text);

#endif							/* MATERIALS_DOCUMENT_BUILDER_H */
