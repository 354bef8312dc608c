/*-------------------------------------------------------------------------
 *
 * document_sink.h
 *	  What a reader of JSON or XML tells, in the order of the document.
 *
 * The readers stand above the core (server/json_reader.c, xml_reader.c), as
 * they rest on libraries.  What they tell is UTF-8 and theirs: who keeps a
 * text copies it.  A member of an object or list comes by open, its own
 * members, and close, or by value.  An element of XML is an object; what it
 * declares and its attributes come directly behind its opening.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_DOCUMENT_SINK_H
#define MATERIALS_DOCUMENT_SINK_H

#include "core/document_tree.h"

typedef struct DocumentSink
{
	/* False: nothing more is to be told. */
	bool		(*open) (void *state, DocumentKind kind, const char *key);
	void		(*value) (void *state, DocumentKind kind, const char *key, const char *text);
	bool		(*close) (void *state);
	/* Of XML alone. */
	void		(*declare) (void *state, const char *prefix, const char *space);
	void		(*attribute) (void *state, const char *key, const char *text);
	void		(*content) (void *state, const char *text);	/* a piece of what stands between tags */
	const char *const *plain;	/* namespaces whose names are told without them; ends with NULL */
	const Arena *arena;			/* for what a reader needs itself; lasts until it is done */
	void	   *state;
} DocumentSink;

/* Where and why reading ended before the document did. */
typedef struct DocumentFault
{
	const char *words;			/* NULL: it did not */
	size_t		line;			/* counted from 1 */
} DocumentFault;

#endif							/* MATERIALS_DOCUMENT_SINK_H */
