/*-------------------------------------------------------------------------
 *
 * xml_reader.h
 *	  Reads XML text, an element at a time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_XML_READER_H
#define MATERIALS_XML_READER_H

#include "core/document_tree.h"

/* A prefix and what it stands for, up to the end of the element that says so. */
typedef struct XmlBinding
{
	const char *prefix;
	const char *space;
	int			depth;
	struct XmlBinding *outer;
} XmlBinding;

typedef struct XmlName
{
	const char *text;			/* in the document, not terminated */
	size_t		size;
} XmlName;

typedef struct XmlReader
{
	const Arena *arena;
	const char *const *plain;	/* namespaces whose names are given without them; ends with NULL */
	const char *start;
	const char *at;
	const char *end;
	const char *fault;			/* what is wrong, or NULL */
	int			depth;			/* elements that are open */
	bool		empty;			/* the last tag was <x/> and its end is still to be told */
	XmlBinding *bindings;
	XmlName		open[DOCUMENT_DEPTH_MAX];
} XmlReader;

extern void xml_open(XmlReader *reader, const Arena *arena, const char *const *plain, const char *text, size_t size);
extern DocumentNode *xml_child(XmlReader *reader);
extern bool xml_fill(XmlReader *reader, DocumentNode *element);
extern void xml_keep(XmlReader *reader, const Arena *arena);
extern bool xml_finish(XmlReader *reader);

#endif							/* MATERIALS_XML_READER_H */
