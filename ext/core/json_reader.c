/*-------------------------------------------------------------------------
 *
 * json_reader.c
 *	  Reads JSON text, a value at a time.
 *
 * A value is read into a tree or skipped, and objects and lists can be gone
 * into member by member, so that a long list never stands in memory as a
 * whole.  After a fault nothing more is read; at says where it is.
 *
 * RFC 8259, with two limits: no depth above DOCUMENT_DEPTH_MAX, and no zero
 * character, which the server cannot store.
 *
 *-------------------------------------------------------------------------
 */
#include "core/json_reader.h"

#include <stdint.h>
#include <string.h>

static bool json_pass(JsonReader *reader);
static bool json_refuse(JsonReader *reader, const char *fault);
static void json_blank(JsonReader *reader);
static int	json_word(JsonReader *reader);
static bool json_number(JsonReader *reader);
static const char *json_string(JsonReader *reader);
static bool json_string_escape(JsonReader *reader, DocumentText *text);
static bool json_unit(JsonReader *reader, uint32_t *unit);
static bool json_digits(JsonReader *reader);

static const struct
{
	const char *text;
	DocumentKind kind;
}			json_words[] = {{"true", DOCUMENT_BOOLEAN}, {"false", DOCUMENT_BOOLEAN}, {"null", DOCUMENT_NULL}};

void
json_open(JsonReader *reader, const Arena *arena, const char *text, size_t size)
{
	memset(reader, 0, sizeof(JsonReader));
	reader->arena = arena;
	reader->start = text;
	reader->at = text;
	reader->end = text + size;
	if (size >= 3 && memcmp(text, "\357\273\277", 3) == 0)
		reader->at += 3;
}

/* Reads a value into a tree; NULL after a fault. */
DocumentNode *
json_read(JsonReader *reader, const char *key)
{
	DocumentNode *node = NULL;
	char		c = json_peek(reader);

	if (reader->fault != NULL)
		return NULL;
	if (c == '"')
	{
		const char *text = json_string(reader);

		return text == NULL ? NULL : document_node(reader->arena, DOCUMENT_TEXT, key, text);
	}
	if (c == '-' || (c >= '0' && c <= '9'))
	{
		const char *from = reader->at;

		return json_number(reader) ? document_node(reader->arena, DOCUMENT_NUMBER, key, document_copy(reader->arena, from, (size_t) (reader->at - from))) : NULL;
	}
	if (c != '{' && c != '[')
	{
		int			word = json_word(reader);

		return word < 0 ? NULL : document_node(reader->arena, json_words[word].kind, key, json_words[word].text);
	}

	node = document_node(reader->arena, c == '{' ? DOCUMENT_OBJECT : DOCUMENT_LIST, key, "");
	if (!json_enter(reader, c))
		return NULL;
	if (c == '{')
	{
		const char *name = json_member(reader, true);

		for (; name != NULL; name = json_member(reader, false))
		{
			DocumentNode *child = json_read(reader, name);

			if (child == NULL)
				return NULL;
			document_append(node, child);
		}
	}
	else
	{
		for (bool more = json_element(reader, true); more; more = json_element(reader, false))
		{
			DocumentNode *child = json_read(reader, "");

			if (child == NULL)
				return NULL;
			document_append(node, child);
		}
	}
	return reader->fault == NULL ? node : NULL;
}

/* Passes a value over, checking its grammar, without any memory. */
bool
json_skip(JsonReader *reader)
{
	bool		passing = reader->passing;
	bool		whole;

	reader->passing = true;
	whole = json_pass(reader);
	reader->passing = passing;
	return whole;
}

/* Goes into an object or a list; then json_member() or json_element() says whether there is a next one. */
bool
json_enter(JsonReader *reader, char opening)
{
	if (json_peek(reader) != opening)
		return json_refuse(reader, opening == '{' ? "an object is expected" : "a list is expected");
	if (++reader->depth > DOCUMENT_DEPTH_MAX)
		return json_refuse(reader, "the document is nested too deeply");
	reader->at++;
	arena_check(reader->arena);
	return true;
}

/* The name of the next member, whose value is then to be read or skipped; NULL after the last, or after a fault. */
const char *
json_member(JsonReader *reader, bool first)
{
	char		c = json_peek(reader);
	const char *name;

	if (reader->fault != NULL)
		return NULL;
	if (c == '}')
	{
		reader->at++;
		reader->depth--;
		return NULL;
	}
	if (!first)
	{
		if (c != ',')
		{
			json_refuse(reader, "a comma or a closing brace is expected");
			return NULL;
		}
		reader->at++;
	}
	if (json_peek(reader) != '"')
	{
		json_refuse(reader, "the name of a member is expected");
		return NULL;
	}
	name = json_string(reader);
	if (name == NULL)
		return NULL;
	if (json_peek(reader) != ':')
	{
		json_refuse(reader, "a colon is expected");
		return NULL;
	}
	reader->at++;
	return name;
}

/* Whether there is a next element, which is then to be read or skipped. */
bool
json_element(JsonReader *reader, bool first)
{
	char		c = json_peek(reader);

	if (reader->fault != NULL)
		return false;
	if (c == ']')
	{
		reader->at++;
		reader->depth--;
		return false;
	}
	if (!first)
	{
		if (c != ',')
			return json_refuse(reader, "a comma or a closing bracket is expected");
		reader->at++;
	}
	return true;
}

/* The character with which the next value begins; zero at the end. */
char
json_peek(JsonReader *reader)
{
	json_blank(reader);
	return reader->at < reader->end ? *reader->at : '\0';
}

/* Whether nothing follows the value that was read. */
bool
json_finish(JsonReader *reader)
{
	json_blank(reader);
	if (reader->fault == NULL && reader->at < reader->end)
		json_refuse(reader, "something follows the end of the document");
	return reader->fault == NULL;
}

static bool
json_pass(JsonReader *reader)
{
	char		c = json_peek(reader);

	if (reader->fault != NULL)
		return false;
	if (c == '{')
	{
		json_enter(reader, c);
		for (const char *name = json_member(reader, true); name != NULL; name = json_member(reader, false))
		{
			if (!json_pass(reader))
				return false;
		}
	}
	else if (c == '[')
	{
		json_enter(reader, c);
		for (bool more = json_element(reader, true); more; more = json_element(reader, false))
		{
			if (!json_pass(reader))
				return false;
		}
	}
	else if (c == '"')
		json_string(reader);
	else if (c == '-' || (c >= '0' && c <= '9'))
		json_number(reader);
	else
		json_word(reader);
	return reader->fault == NULL;
}

static bool
json_refuse(JsonReader *reader, const char *fault)
{
	if (reader->fault == NULL)
		reader->fault = reader->at < reader->end ? fault : "the document ends too early";
	return false;
}

static void
json_blank(JsonReader *reader)
{
	while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r'))
		reader->at++;
}

/* Which word it is, or -1. */
static int
json_word(JsonReader *reader)
{
	for (int i = 0; i < (int) (sizeof(json_words) / sizeof(json_words[0])); i++)
	{
		size_t		size = strlen(json_words[i].text);

		if ((size_t) (reader->end - reader->at) >= size && memcmp(reader->at, json_words[i].text, size) == 0)
		{
			reader->at += size;
			return i;
		}
	}
	json_refuse(reader, "a value is expected");
	return -1;
}

static bool
json_number(JsonReader *reader)
{
	if (*reader->at == '-')
		reader->at++;
	if (reader->at < reader->end && *reader->at == '0')
		reader->at++;
	else if (!json_digits(reader))
		return false;
	if (reader->at < reader->end && *reader->at == '.')
	{
		reader->at++;
		if (!json_digits(reader))
			return false;
	}
	if (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E'))
	{
		reader->at++;
		if (reader->at < reader->end && (*reader->at == '+' || *reader->at == '-'))
			reader->at++;
		return json_digits(reader);
	}
	return true;
}

static bool
json_digits(JsonReader *reader)
{
	const char *from = reader->at;

	while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
		reader->at++;
	return reader->at > from || json_refuse(reader, "a digit is expected");
}

/* Reads a string; NULL after a fault. */
static const char *
json_string(JsonReader *reader)
{
	const char *from = ++reader->at;
	DocumentText text = {0};

	while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\\' && (unsigned char) *reader->at >= 0x20)
		reader->at++;
	if (reader->at < reader->end && *reader->at == '"')
	{
		reader->at++;
		return reader->passing ? "" : document_copy(reader->arena, from, (size_t) (reader->at - 1 - from));
	}

	if (!reader->passing)
	{
		document_text_open(&text, reader->arena);
		document_text_add(&text, from, (size_t) (reader->at - from));
	}
	while (reader->at < reader->end && *reader->at != '"')
	{
		if (*reader->at == '\\')
		{
			if (!json_string_escape(reader, &text))
				return NULL;
		}
		else if ((unsigned char) *reader->at < 0x20)
		{
			json_refuse(reader, "a string has a control character");
			return NULL;
		}
		else
		{
			if (!reader->passing)
				document_text_add(&text, reader->at, 1);
			reader->at++;
		}
	}
	if (reader->at >= reader->end)
	{
		json_refuse(reader, "");
		return NULL;
	}
	reader->at++;
	return reader->passing ? "" : text.data;
}

static bool
json_string_escape(JsonReader *reader, DocumentText *text)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	const char *letter;
	uint32_t	code;

	if (++reader->at >= reader->end)
		return json_refuse(reader, "");
	letter = *reader->at == '\0' ? NULL : strchr(letters, *reader->at);
	if (letter != NULL)
	{
		reader->at++;
		if (!reader->passing)
			document_text_add(text, &meanings[letter - letters], 1);
		return true;
	}
	if (*reader->at != 'u')
		return json_refuse(reader, "there is no such escape sequence");
	if (!json_unit(reader, &code))
		return false;
	if (code >= 0xD800 && code < 0xDC00)
	{
		uint32_t	low;

		if (reader->end - reader->at < 2 || reader->at[0] != '\\' || reader->at[1] != 'u')
			return json_refuse(reader, "half of a surrogate pair stands alone");
		reader->at++;
		if (!json_unit(reader, &low))
			return false;
		if (low < 0xDC00 || low > 0xDFFF)
			return json_refuse(reader, "half of a surrogate pair stands alone");
		code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
	}
	else if (code >= 0xDC00 && code < 0xE000)
		return json_refuse(reader, "half of a surrogate pair stands alone");
	if (code == 0)
		return json_refuse(reader, "a string has a zero character");

	if (!reader->passing)
		document_text_code_point(text, code);
	return true;
}

/* Reads uXXXX. */
static bool
json_unit(JsonReader *reader, uint32_t *unit)
{
	*unit = 0;
	reader->at++;
	for (int i = 0; i < 4; i++, reader->at++)
	{
		char		c = reader->at < reader->end ? *reader->at : '\0';

		if (c >= '0' && c <= '9')
			*unit = *unit * 16 + (uint32_t) (c - '0');
		else if (c >= 'a' && c <= 'f')
			*unit = *unit * 16 + (uint32_t) (c - 'a') + 10;
		else if (c >= 'A' && c <= 'F')
			*unit = *unit * 16 + (uint32_t) (c - 'A') + 10;
		else
			return json_refuse(reader, "a hexadecimal digit is expected");
	}
	return true;
}
