/*-------------------------------------------------------------------------
 *
 * identifier.c
 *	  Text and binary I/O shared by all identifier types.
 *
 * An identifier is stored as a number whose order is the order of the codes:
 * two, four or eight bytes by value, or sixteen bytes, the high word first
 * and each word with its high byte first, which is the layout of a uuid.
 * Comparing and hashing are therefore the server's own functions for
 * smallint, integer, bigint and uuid, named for our types by the install
 * script; no copy of them stands here.
 *
 * The binary form is the canonical text without a final zero byte, so that a
 * client which knows nothing of the type still sees the code.  It is read by
 * the same grammar as text is.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "libpq/pqformat.h"
#include "port/pg_bswap.h"
#include "server/quoted_value.h"

#define IDENTIFIER_WORDS	2

static Datum identifier_datum(const uint64_t *code, int size);
static void identifier_code(Datum value, int size, uint64_t *code);

/* Reads the text of an identifier; whatever is wrong with it is a soft error. */
Datum
identifier_in(FunctionCallInfo fcinfo, const IdentifierKind *kind)
{
	const char *text = PG_GETARG_CSTRING(0);
	size_t		size = strlen(text);
	uint64_t	code[IDENTIFIER_WORDS] = {0};
	CodeReport	report;

	if (kind->parse(text, size, code, &report) != CODE_OK)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", kind->type_name, quoted_value(text, size)),
				 errdetail_internal("%s", report.detail),
				 report.hint[0] != '\0' ? errhint("%s", report.hint) : 0));

	return identifier_datum(code, kind->size);
}

/* Writes the canonical text. */
Datum
identifier_out(FunctionCallInfo fcinfo, const IdentifierKind *kind)
{
	char	   *text = palloc(CODE_TEXT_SIZE);

	identifier_format(PG_GETARG_DATUM(0), kind, text);
	PG_RETURN_CSTRING(text);
}

/* Reads the binary form by the grammar of the text. */
Datum
identifier_recv(FunctionCallInfo fcinfo, const IdentifierKind *kind)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			size = message->len - message->cursor;
	const char *bytes = pq_getmsgbytes(message, size);
	uint64_t	code[IDENTIFIER_WORDS] = {0};
	CodeReport	report;

	if (kind->parse(bytes, (size_t) size, code, &report) != CODE_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary value for type %s", kind->type_name),
				 errdetail_internal("%s", report.detail),
				 report.hint[0] != '\0' ? errhint("%s", report.hint) : 0));

	return identifier_datum(code, kind->size);
}

/* Writes the canonical text as the binary form. */
Datum
identifier_send(FunctionCallInfo fcinfo, const IdentifierKind *kind)
{
	char		text[CODE_TEXT_SIZE];
	size_t		size = identifier_format(PG_GETARG_DATUM(0), kind, text);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbytes(&message, text, (int) size);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* The canonical text of a value and its length, for accessors that show parts of it. */
size_t
identifier_format(Datum value, const IdentifierKind *kind, char *text)
{
	uint64_t	code[IDENTIFIER_WORDS] = {0};

	identifier_code(value, kind->size, code);
	return kind->format(code, text);
}

/* Packs the number of a code as its type stores it. */
static Datum
identifier_datum(const uint64_t *code, int size)
{
	uint64	   *words;

	switch (size)
	{
		case 2:
			return Int16GetDatum((int16) code[0]);
		case 4:
			return Int32GetDatum((int32) code[0]);
		case 8:
			return Int64GetDatum((int64) code[0]);
	}
	Assert(size == 16);
	words = palloc(16);
	words[0] = pg_hton64(code[0]);
	words[1] = pg_hton64(code[1]);
	return PointerGetDatum(words);
}

/* The other way round; a stored pair of words may stand at any address. */
static void
identifier_code(Datum value, int size, uint64_t *code)
{
	uint64		words[IDENTIFIER_WORDS];

	switch (size)
	{
		case 2:
			code[0] = (uint64_t) DatumGetInt16(value);
			return;
		case 4:
			code[0] = (uint64_t) DatumGetInt32(value);
			return;
		case 8:
			code[0] = (uint64_t) DatumGetInt64(value);
			return;
	}
	Assert(size == 16);
	memcpy(words, DatumGetPointer(value), sizeof(words));
	code[0] = pg_ntoh64(words[0]);
	code[1] = pg_ntoh64(words[1]);
}
