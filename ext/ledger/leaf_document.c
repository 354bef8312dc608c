/*-------------------------------------------------------------------------
 *
 * leaf_document.c
 *	  The bytes of a sealed row as JSON, from which they can be made again.
 *
 * Nothing is asked of the catalogue: what the bytes say is written as it
 * stands there, in one form (docs/internals/formats.md), which the verifier
 * in ext/verifier reads back without a server.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "core/leaf_bytes.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(leaf_document);

#define VALUE_HEAD 5			/* tag and size in front of a value */

/* UTF-8 as a JSON text. */
static void
add_json(StringInfo document, const uint8_t *bytes, size_t size)
{
	char	   *text = pnstrdup((const char *) bytes, size);

	escape_json(document, pg_any_to_server(text, (int) size, PG_UTF8));
	pfree(text);
}

static void
add_hex(StringInfo document, const uint8_t *bytes, size_t size)
{
	appendStringInfoChar(document, '"');
	enlargeStringInfo(document, (int) (2 * size + 1));
	document->len += (int) hex_encode((const char *) bytes, size, document->data + document->len);
	appendStringInfoChar(document, '"');
}

static int64
number_of(const uint8_t *bytes, size_t size)
{
	uint64		number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[i];
	return size == 4 ? (int32) number : (int64) number;
}

/* Texts and whole numbers as JSON has them, others behind their tag; days and instants as numbers. */
static void
add_value(StringInfo document, const LeafColumn *column)
{
	LeafTag		tag = column->value[0];
	const uint8_t *bytes = column->value + VALUE_HEAD;
	size_t		size = column->value_size - VALUE_HEAD;

	if (tag == LEAF_TEXT)
		add_json(document, bytes, size);
	else if (tag == LEAF_INTEGER)
		appendStringInfo(document, INT64_FORMAT, number_of(bytes, size));
	else
	{
		appendStringInfo(document, "[%d,", tag);
		if (tag == LEAF_DATE || tag == LEAF_INSTANT || tag == LEAF_TIMESTAMP)
			appendStringInfo(document, INT64_FORMAT, number_of(bytes, size));
		else if (tag == LEAF_NUMERIC || tag == LEAF_JSON)
			add_json(document, bytes, size);
		else
			add_hex(document, bytes, size);
		appendStringInfoChar(document, ']');
	}
}

/* leaf_document(bytes bytea): table, number and columns of a row, as elements of a JSON array; NULL where the bytes are none of a row. */
Datum
leaf_document(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	LeafReader	reader;
	LeafColumn	column;
	StringInfoData document;

	if (!leaf_bytes_read(&reader, (const uint8_t *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)))
		PG_RETURN_NULL();
	initStringInfo(&document);
	add_json(&document, reader.table, reader.table_size);
	appendStringInfo(&document, "," INT64_FORMAT ",{", reader.row_id);
	for (bool first = true; leaf_bytes_next(&reader, &column); first = false)
	{
		if (!first)
			appendStringInfoChar(&document, ',');
		add_json(&document, column.name, column.name_size);
		appendStringInfoChar(&document, ':');
		add_value(&document, &column);
	}
	if (!leaf_bytes_end(&reader))
		PG_RETURN_NULL();
	appendStringInfoChar(&document, '}');
	PG_RETURN_TEXT_P(cstring_to_text_with_len(document.data, document.len));
}
