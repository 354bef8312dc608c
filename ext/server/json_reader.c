/*-------------------------------------------------------------------------
 *
 * json_reader.c
 *	  Reads JSON by the server's own parser, and tells a sink of it.
 *
 * The text has to be in the encoding of the server, as the parser writes
 * \u-escapes in that; names and texts are converted one by one.  The parser
 * hands its tokens over, so that what is read is given back at once.  It has
 * no way to be stopped that all versions know: the reader jumps out of it, as
 * an error would.
 *
 * Unit tests compile this file with the parser of programs (FRONTEND).
 *
 *-------------------------------------------------------------------------
 */
#include "server/pg_compat.h"

#include <setjmp.h>

#include "common/jsonapi.h"

#include "server/json_reader.h"

typedef struct JsonReader
{
	const DocumentSink *sink;
	char	   *(*to_utf8) (const char *text);	/* NULL: it is UTF-8 */
	const char *name;			/* of the member that comes next; "" in a list */
	int			depth;
	const char *fault;			/* of ours: the parser sees nothing wrong */
	sigjmp_buf	stop;
} JsonReader;

static JsonActionResult json_object_open(void *state);
static JsonActionResult json_list_open(void *state);
static JsonActionResult json_close(void *state);
static JsonActionResult json_name(void *state, char *name, bool isnull);
static JsonActionResult json_name_end(void *state, char *name, bool isnull);
static JsonActionResult json_element(void *state, bool isnull);
static JsonActionResult json_value(void *state, char *token, JsonTokenType type);
static void json_open(JsonReader *reader, DocumentKind kind);
static const char *json_utf8(const JsonReader *reader, const char *text);
static void json_forget(const char *text, const char *original);
static const char *json_words(JsonParseErrorType error, const JsonLexContext *lexer);

DocumentFault
json_read(const DocumentSink *sink, const char *text, size_t size, int encoding, char *(*to_utf8) (const char *text))
{
	JsonReader	reader = {.sink = sink, .to_utf8 = to_utf8, .name = ""};
	JsonSemAction actions = {
		.semstate = &reader,
		.object_start = json_object_open,.object_end = json_close,
		.array_start = json_list_open,.array_end = json_close,
		.object_field_start = json_name,.object_field_end = json_name_end,
		.array_element_start = json_element,
		.scalar = json_value
	};
	JsonLexContext *lexer = json_lexer(text, size, encoding);
	DocumentFault fault = {NULL, 0};

	if (sigsetjmp(reader.stop, 0) != 0)
		fault.words = reader.fault;
	else
	{
		JsonParseErrorType error = pg_parse_json(lexer, &actions);

		if (error != JSON_SUCCESS)
			fault.words = json_words(error, lexer);
	}
	fault.line = (size_t) lexer->line_number;
	json_lexer_free(lexer);
	return fault;
}

static JsonActionResult
json_object_open(void *state)
{
	json_open(state, DOCUMENT_OBJECT);
	return JSON_ACTION_DONE;
}

static JsonActionResult
json_list_open(void *state)
{
	json_open(state, DOCUMENT_LIST);
	return JSON_ACTION_DONE;
}

static JsonActionResult
json_close(void *state)
{
	JsonReader *reader = state;

	reader->depth--;
	if (!reader->sink->close(reader->sink->state))
		siglongjmp(reader->stop, 1);
	return JSON_ACTION_DONE;
}

static JsonActionResult
json_name(void *state, char *name, bool isnull)
{
	((JsonReader *) state)->name = name;
	return JSON_ACTION_DONE;
}

static JsonActionResult
json_name_end(void *state, char *name, bool isnull)
{
	pfree(name);
	return JSON_ACTION_DONE;
}

static JsonActionResult
json_element(void *state, bool isnull)
{
	((JsonReader *) state)->name = "";
	return JSON_ACTION_DONE;
}

static JsonActionResult
json_value(void *state, char *token, JsonTokenType type)
{
	JsonReader *reader = state;
	DocumentKind kind = type == JSON_TOKEN_STRING ? DOCUMENT_TEXT : type == JSON_TOKEN_NUMBER ? DOCUMENT_NUMBER :
		type == JSON_TOKEN_NULL ? DOCUMENT_NULL : DOCUMENT_BOOLEAN;

	const char *name = json_utf8(reader, reader->name);
	const char *text = json_utf8(reader, token);

	reader->sink->value(reader->sink->state, kind, name, text);
	json_forget(name, reader->name);
	json_forget(text, token);
	pfree(token);
	return JSON_ACTION_DONE;
}

static void
json_open(JsonReader *reader, DocumentKind kind)
{
	const char *name = json_utf8(reader, reader->name);

	arena_check(reader->sink->arena);
	if (reader->depth >= DOCUMENT_DEPTH_MAX)
		reader->fault = "the document is nested too deeply";
	if (reader->fault != NULL || !reader->sink->open(reader->sink->state, kind, name))
		siglongjmp(reader->stop, 1);
	json_forget(name, reader->name);
	reader->depth++;
}

static const char *
json_utf8(const JsonReader *reader, const char *text)
{
	return reader->to_utf8 == NULL ? text : reader->to_utf8(text);
}

static void
json_forget(const char *text, const char *original)
{
	if (text != original)
		pfree((char *) text);
}

/* What is wrong, in words that are the same in every language and version; a string that has no end breaks off with the document. */
static const char *
json_words(JsonParseErrorType error, const JsonLexContext *lexer)
{
	switch (error)
	{
		case JSON_EXPECTED_MORE:
			return JSON_ENDS_EARLY;
		case JSON_INVALID_TOKEN:
			return *lexer->token_start == '"' ? JSON_ENDS_EARLY : "there is a word that JSON does not have";
		case JSON_EXPECTED_ARRAY_FIRST:
		case JSON_EXPECTED_JSON:
			return JSON_VALUE_MISSING;
		case JSON_EXPECTED_ARRAY_NEXT:
			return JSON_COMMA_MISSING;
		case JSON_EXPECTED_OBJECT_NEXT:
			return "a comma or a closing brace is expected";
		case JSON_EXPECTED_OBJECT_FIRST:
		case JSON_EXPECTED_STRING:
			return "the name of a member is expected";
		case JSON_EXPECTED_COLON:
			return "a colon is expected";
		case JSON_EXPECTED_END:
			return JSON_BEHIND_END;
		case JSON_ESCAPING_INVALID:
			return "a string has an escape that JSON does not have";
		case JSON_ESCAPING_REQUIRED:
			return "a string has a control character";
		case JSON_UNICODE_CODE_POINT_ZERO:
			return "a string has a zero character";
		case JSON_UNICODE_ESCAPE_FORMAT:
			return "a hexadecimal digit is expected";
		case JSON_UNICODE_HIGH_SURROGATE:
		case JSON_UNICODE_LOW_SURROGATE:
			return "a string has half of a character";
		default:
			return "a string has a character that the server does not take";
	}
}
