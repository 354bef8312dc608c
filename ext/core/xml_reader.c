/*-------------------------------------------------------------------------
 *
 * xml_reader.c
 *	  Reads XML text, an element at a time.
 *
 * The caller goes down with xml_child() and has an element that interests it
 * read as a whole by xml_fill(), so that a long list of elements never stands
 * in memory.  Names come with their namespace, {space}local, or without it
 * where the caller said so.  An element's text is what stands in it outside
 * its children, without blanks at its ends.
 *
 * XML 1.0 with namespaces, without document type declarations: they are
 * refused, and with them every entity that could grow or look elsewhere.
 *
 *-------------------------------------------------------------------------
 */
#include "core/xml_reader.h"

#include <string.h>

typedef enum XmlToken
{
	XML_START,
	XML_END,
	XML_CONTENT,				/* text, or a character data section */
	XML_NOTHING					/* the document's end, or a fault */
} XmlToken;

static bool xml_refuse(XmlReader *reader, const char *fault);
static bool xml_mark(XmlReader *reader, const char *fault);
static bool xml_blank(char c);
static bool xml_at(const XmlReader *reader, const char *text);
static bool xml_pass(XmlReader *reader, size_t opening, const char *closing);
static XmlToken xml_token(XmlReader *reader, DocumentText *content);
static bool xml_content(XmlReader *reader, DocumentText *content);
static bool xml_end_tag(XmlReader *reader, bool empty);
static DocumentNode *xml_start_tag(XmlReader *reader);
static bool xml_attribute(XmlReader *reader, DocumentNode *raw);
static bool xml_read_name(XmlReader *reader, XmlName *name);
static bool xml_decode(XmlReader *reader, const char *from, const char *to, DocumentText *text);
static const char *xml_expand(XmlReader *reader, const char *name, bool attribute);
static void xml_bind(XmlReader *reader, const char *prefix, const char *space);

void
xml_open(XmlReader *reader, const Arena *arena, const char *const *plain, const char *text, size_t size)
{
	memset(reader, 0, sizeof(XmlReader));
	reader->arena = arena;
	reader->plain = plain;
	reader->start = text;
	reader->at = text;
	reader->end = text + size;
	if (size >= 3 && memcmp(text, "\357\273\277", 3) == 0)
		reader->at += 3;
	xml_bind(reader, "xml", "http://www.w3.org/XML/1998/namespace");
}

/*
 * Goes to the next child of the element that is open, or to the root, and
 * opens it: its name and attributes.  NULL when there is no more, and then the
 * element that was open is closed; or after a fault.
 */
DocumentNode *
xml_child(XmlReader *reader)
{
	DocumentText content;

	document_text_open(&content, reader->arena);
	for (;;)
	{
		switch (xml_token(reader, &content))
		{
			case XML_START:
				return xml_start_tag(reader);
			case XML_END:
			case XML_NOTHING:
				return NULL;
			case XML_CONTENT:
				break;
		}
	}
}

/* Reads what is in an element that xml_child() opened, and closes it. */
bool
xml_fill(XmlReader *reader, DocumentNode *element)
{
	DocumentText content;

	document_text_open(&content, reader->arena);
	for (;;)
	{
		DocumentNode *child;

		switch (xml_token(reader, &content))
		{
			case XML_START:
				child = xml_start_tag(reader);
				if (child == NULL || !xml_fill(reader, child))
					return false;
				document_append(element, child);
				break;
			case XML_END:
				while (content.size > 0 && xml_blank(content.data[content.size - 1]))
					content.data[--content.size] = '\0';
				element->text = content.data;
				while (xml_blank(*element->text))
					element->text++;
				return true;
			case XML_CONTENT:
				break;
			case XML_NOTHING:
				return false;
		}
	}
}

/* Has what the element that was opened last declares last as long as another arena. */
void
xml_keep(XmlReader *reader, const Arena *arena)
{
	XmlBinding *declared = reader->bindings;
	const Arena *scratch = reader->arena;

	while (reader->bindings != NULL && reader->bindings->depth == reader->depth)
		reader->bindings = reader->bindings->outer;
	reader->arena = arena;
	for (; declared->depth == reader->depth; declared = declared->outer)
		xml_bind(reader, document_copy(arena, declared->prefix, strlen(declared->prefix)), document_copy(arena, declared->space, strlen(declared->space)));
	reader->arena = scratch;
}

/* Whether nothing but comments follows the root. */
bool
xml_finish(XmlReader *reader)
{
	if (reader->fault == NULL && reader->depth == 0 && xml_child(reader) != NULL)
		xml_mark(reader, "something follows the end of the document");
	return reader->fault == NULL;
}

/* What is missing at the end of the document is its end. */
static bool
xml_refuse(XmlReader *reader, const char *fault)
{
	return xml_mark(reader, reader->at < reader->end ? fault : "the document ends too early");
}

static bool
xml_mark(XmlReader *reader, const char *fault)
{
	if (reader->fault == NULL)
		reader->fault = fault;
	return false;
}

static bool
xml_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
xml_at(const XmlReader *reader, const char *text)
{
	size_t		size = strlen(text);

	return (size_t) (reader->end - reader->at) >= size && memcmp(reader->at, text, size) == 0;
}

/* Passes over a comment or the like, up to and with its closing. */
static bool
xml_pass(XmlReader *reader, size_t opening, const char *closing)
{
	for (reader->at += opening; reader->at < reader->end; reader->at++)
	{
		if (*reader->at == *closing && xml_at(reader, closing))
		{
			reader->at += strlen(closing);
			return true;
		}
	}
	return xml_refuse(reader, "");
}

/* What comes next; a start tag is left to be read, the rest is. */
static XmlToken
xml_token(XmlReader *reader, DocumentText *content)
{
	if (reader->empty)
	{
		reader->empty = false;
		return xml_end_tag(reader, true) ? XML_END : XML_NOTHING;
	}
	while (reader->fault == NULL && reader->at < reader->end)
	{
		if (*reader->at != '<')
			return xml_content(reader, content) ? XML_CONTENT : XML_NOTHING;
		if (xml_at(reader, "<!--"))
			xml_pass(reader, 4, "-->");
		else if (xml_at(reader, "<?"))
			xml_pass(reader, 2, "?>");
		else if (xml_at(reader, "<![CDATA["))
		{
			const char *from = reader->at + 9;

			if (!xml_pass(reader, 9, "]]>"))
				return XML_NOTHING;
			document_text_add(content, from, (size_t) (reader->at - 3 - from));
			return XML_CONTENT;
		}
		else if (xml_at(reader, "<!"))
			xml_refuse(reader, "there is a document type declaration");
		else if (xml_at(reader, "</"))
			return xml_end_tag(reader, false) ? XML_END : XML_NOTHING;
		else
			return XML_START;
	}
	if (reader->depth > 0)
		xml_refuse(reader, "");
	return XML_NOTHING;
}

static bool
xml_content(XmlReader *reader, DocumentText *content)
{
	const char *from = reader->at;

	while (reader->at < reader->end && *reader->at != '<')
	{
		if (reader->depth == 0 && !xml_blank(*reader->at))
			return xml_refuse(reader, "text stands outside the root element");
		reader->at++;
	}
	return xml_decode(reader, from, reader->at, content);
}

/* Closes an element; at stands at </name> unless it was empty. */
static bool
xml_end_tag(XmlReader *reader, bool empty)
{
	const XmlName *open;

	if (reader->depth == 0)
		return xml_refuse(reader, "an element is closed that is not open");
	open = &reader->open[reader->depth - 1];
	if (!empty)
	{
		XmlName		name;

		reader->at += 2;
		if (!xml_read_name(reader, &name))
			return false;
		if (name.size != open->size || memcmp(name.text, open->text, name.size) != 0)
			return xml_mark(reader, "an end tag does not fit the element that is open");
		while (reader->at < reader->end && xml_blank(*reader->at))
			reader->at++;
		if (reader->at >= reader->end || *reader->at != '>')
			return xml_refuse(reader, "an end tag is not closed");
		reader->at++;
	}
	while (reader->bindings != NULL && reader->bindings->depth == reader->depth)
		reader->bindings = reader->bindings->outer;
	reader->depth--;
	return true;
}

static DocumentNode *
xml_start_tag(XmlReader *reader)
{
	DocumentNode *raw = document_node(reader->arena, DOCUMENT_OBJECT, "", "");
	DocumentNode *element = document_node(reader->arena, DOCUMENT_OBJECT, "", "");
	XmlName		name;

	arena_check(reader->arena);
	reader->at++;
	if (!xml_read_name(reader, &name))
		return NULL;
	if (reader->depth >= DOCUMENT_DEPTH_MAX)
	{
		xml_refuse(reader, "the document is nested too deeply");
		return NULL;
	}
	reader->open[reader->depth++] = name;
	for (;;)
	{
		while (reader->at < reader->end && xml_blank(*reader->at))
			reader->at++;
		if (reader->at < reader->end && *reader->at == '>')
		{
			reader->at++;
			break;
		}
		if (xml_at(reader, "/>"))
		{
			reader->at += 2;
			reader->empty = true;
			break;
		}
		if (!xml_attribute(reader, raw))
			return NULL;
	}
	/* An element's own declarations hold for its name and attributes, wherever they stand. */
	element->key = xml_expand(reader, document_copy(reader->arena, name.text, name.size), false);
	for (DocumentNode *next, *attribute = raw->first; attribute != NULL && element->key != NULL; attribute = next)
	{
		next = attribute->next;
		attribute->key = xml_expand(reader, attribute->key, true);
		if (attribute->key == NULL)
			return NULL;
		if (document_find(element, attribute->key) != NULL)
		{
			xml_mark(reader, "an attribute stands twice");
			return NULL;
		}
		document_append(element, attribute);
	}
	return element->key == NULL ? NULL : element;
}

/* Reads name="value"; a declaration of a namespace is bound. */
static bool
xml_attribute(XmlReader *reader, DocumentNode *raw)
{
	XmlName		name;
	DocumentText value;
	DocumentNode *attribute;
	const char *from;
	char		quote;

	if (!xml_read_name(reader, &name))
		return false;
	while (reader->at < reader->end && xml_blank(*reader->at))
		reader->at++;
	if (reader->at >= reader->end || *reader->at != '=')
		return xml_refuse(reader, "an attribute has no value");
	reader->at++;
	while (reader->at < reader->end && xml_blank(*reader->at))
		reader->at++;
	quote = reader->at < reader->end ? *reader->at : '\0';
	if (quote != '"' && quote != '\'')
		return xml_refuse(reader, "the value of an attribute is not in quotes");
	from = ++reader->at;
	while (reader->at < reader->end && *reader->at != quote && *reader->at != '<')
		reader->at++;
	if (reader->at >= reader->end || *reader->at != quote)
		return xml_refuse(reader, "the value of an attribute is not closed");
	document_text_open(&value, reader->arena);
	if (!xml_decode(reader, from, reader->at++, &value))
		return false;

	attribute = document_node(reader->arena, DOCUMENT_TEXT, document_copy(reader->arena, name.text, name.size), value.data);
	attribute->attribute = true;
	if (strcmp(attribute->key, "xmlns") == 0)
		xml_bind(reader, "", value.data);
	else if (document_begins(attribute->key, "xmlns:"))
		xml_bind(reader, attribute->key + 6, value.data);
	else
		document_append(raw, attribute);
	return true;
}

/* A name is taken to be what stands up to a blank or a mark; bytes above 127 are letters. */
static bool
xml_read_name(XmlReader *reader, XmlName *name)
{
	const char *from = reader->at;

	while (reader->at < reader->end && ((unsigned char) *reader->at >= 0x80 || (*reader->at >= 'a' && *reader->at <= 'z') ||
										(*reader->at >= 'A' && *reader->at <= 'Z') || *reader->at == '_' || *reader->at == ':' ||
										(reader->at > from && ((*reader->at >= '0' && *reader->at <= '9') || *reader->at == '-' || *reader->at == '.'))))
		reader->at++;
	name->text = from;
	name->size = (size_t) (reader->at - from);
	return name->size > 0 || xml_refuse(reader, "a name is expected");
}

/* Appends text with its references replaced, and refuses characters that XML does not have. */
static bool
xml_decode(XmlReader *reader, const char *from, const char *to, DocumentText *text)
{
	static const char *const names[] = {"amp;", "lt;", "gt;", "quot;", "apos;"};

	for (const char *at = from; at < to;)
	{
		const char *run = at;
		uint32_t	code = 0;
		bool		hexadecimal;
		size_t		i = 0;

		while (at < to && *at != '&' && ((unsigned char) *at >= 0x20 || xml_blank(*at)))
			at++;
		document_text_add(text, run, (size_t) (at - run));
		if (at >= to)
			break;
		if (*at != '&')
			return xml_refuse(reader, "there is a control character");
		at++;
		while (i < 5 && !((size_t) (to - at) >= strlen(names[i]) && memcmp(at, names[i], strlen(names[i])) == 0))
			i++;
		if (i < 5)
		{
			document_text_add(text, &"&<>\"'"[i], 1);
			at += strlen(names[i]);
			continue;
		}
		if (at >= to || *at++ != '#')
			return xml_mark(reader, "there is a reference that is not known");
		hexadecimal = at < to && *at == 'x';
		at += hexadecimal;
		for (; at < to && *at != ';' && code < 0x110000; at++)
		{
			if (*at >= '0' && *at <= '9')
				code = code * (hexadecimal ? 16 : 10) + (uint32_t) (*at - '0');
			else if (hexadecimal && ((*at >= 'a' && *at <= 'f') || (*at >= 'A' && *at <= 'F')))
				code = code * 16 + (uint32_t) ((*at | 0x20) - 'a') + 10;
			else
				return xml_refuse(reader, "a reference to a character is not a number");
		}
		if (at >= to || *at != ';' || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) || (code < 0x20 && code != '\t' && code != '\n' && code != '\r'))
			return xml_refuse(reader, "there is a reference to a character that XML does not have");
		at++;
		document_text_code_point(text, code);
	}
	return true;
}

/* The name with what its prefix stands for; NULL after a fault. */
static const char *
xml_expand(XmlReader *reader, const char *name, bool attribute)
{
	const char *colon = strchr(name, ':');
	const char *local = colon == NULL ? name : colon + 1;
	size_t		size = colon == NULL ? 0 : (size_t) (colon - name);

	if (colon == NULL && attribute)
		return name;
	for (XmlBinding *binding = reader->bindings; binding != NULL; binding = binding->outer)
	{
		if (strlen(binding->prefix) != size || memcmp(binding->prefix, name, size) != 0)
			continue;
		for (const char *const *plain = reader->plain; *plain != NULL; plain++)
		{
			if (strcmp(binding->space, *plain) == 0)
				return local;
		}
		return *binding->space == '\0' ? local : document_join(reader->arena, document_join(reader->arena, "{", binding->space, "}"), local, "");
	}
	if (colon == NULL)
		return name;
	xml_mark(reader, "a prefix is not declared");
	return NULL;
}

static void
xml_bind(XmlReader *reader, const char *prefix, const char *space)
{
	XmlBinding *binding = arena_allocate(reader->arena, sizeof(XmlBinding));

	binding->prefix = prefix;
	binding->space = space;
	binding->depth = reader->depth;
	binding->outer = reader->bindings;
	reader->bindings = binding;
}
