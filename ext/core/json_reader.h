/*-------------------------------------------------------------------------
 *
 * json_reader.h
 *	  Reads JSON text, a value at a time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_JSON_READER_H
#define MATERIALS_JSON_READER_H

#include "core/document_tree.h"

typedef struct JsonReader
{
	const Arena *arena;
	const char *start;
	const char *at;
	const char *end;
	const char *fault;			/* what is wrong, or NULL */
	int			depth;
	bool		passing;		/* texts are checked and not kept */
} JsonReader;

extern void json_open(JsonReader *reader, const Arena *arena, const char *text, size_t size);
extern DocumentNode *json_read(JsonReader *reader, const char *key);
extern bool json_skip(JsonReader *reader);
extern bool json_enter(JsonReader *reader, char opening);
extern const char *json_member(JsonReader *reader, bool first);
extern bool json_element(JsonReader *reader, bool first);
extern char json_peek(JsonReader *reader);
extern bool json_finish(JsonReader *reader);

#endif							/* MATERIALS_JSON_READER_H */
