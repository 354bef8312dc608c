/*-------------------------------------------------------------------------
 *
 * epcis_source.c
 *	  A text or a large object of the database as an EPCIS document: read by
 *	  the reader of its form, and what its texts are in the encoding of the
 *	  server.
 *
 * A text is there as a whole; of a large object, which may be larger than
 * any text and than memory, a piece at a time is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/libpq-fs.h"
#include "mb/pg_wchar.h"
#include "utils/fmgrprotos.h"

#include "server/epcis_reader.h"
#include "server/pg_compat.h"
#include "server/xml_reader.h"
#include "types/epcis_source.h"

static size_t source_take(void *state, char *buffer, size_t size);
static size_t source_take_object(EpcisSource *source, char *buffer, size_t size);
static size_t source_take_quietly(void *state, char *buffer, size_t size);
static void source_rewind(void *state);
static DocumentFault source_xml(const DocumentSink *sink, EpcisSource *source);
static void source_xml_close(void *reader);
static const char *source_part(const char *part, size_t *size);
static char *source_utf8(const char *text);

EpcisSource
epcis_source_of_text(const text *value)
{
	EpcisSource source = {.text = VARDATA_ANY(value), .size = VARSIZE_ANY_EXHDR(value)};

	if (GetDatabaseEncoding() == PG_UTF8 && source.size >= 3 && memcmp(source.text, "\357\273\277", 3) == 0)
		source.at = source.begin = 3;
	return source;
}

/* Errors, as any reading of it, where there is no such large object, or it is not for the role to read. */
EpcisSource
epcis_source_of_object(Oid object)
{
	EpcisSource source = {.object = object};
	int32		opened = DatumGetInt32(DirectFunctionCall2(be_lo_open, ObjectIdGetDatum(object), Int32GetDatum(INV_READ)));
	char		mark[3];

	source.size = (uint64) DatumGetInt64(DirectFunctionCall3(be_lo_lseek64, Int32GetDatum(opened), Int64GetDatum(0), Int32GetDatum(SEEK_END)));
	DirectFunctionCall1(be_lo_close, Int32GetDatum(opened));
	if (source_take_object(&source, mark, 3) == 3 && memcmp(mark, "\357\273\277", 3) == 0)
		source.begin = 3;
	source.at = source.begin;
	return source;
}

DocumentBytes
epcis_source_bytes(EpcisSource *source)
{
	return (DocumentBytes) {source_take, source_rewind, source};
}

/* Has a document read by the reader of its form. */
void
epcis_source_read(EpcisDocument *document, const Arena *lasting, EpcisTaker taker, EpcisSource *source)
{
	bool		is_utf8 = GetDatabaseEncoding() == PG_UTF8;

	if (!epcis_open(document, lasting, taker, epcis_source_bytes(source)))
		return;
	if (document->is_xml)
		epcis_again(document, source_xml(&document->sink, source));
	else
		epcis_json_read(document, epcis_source_bytes(source),
						(JsonEncoding) {GetDatabaseEncoding(), source->text != NULL ? NULL : source_part, is_utf8 ? NULL : source_utf8});
}

/* Why a document cannot be read, with the field or the line. */
const char *
epcis_source_fault(const EpcisDocument *document)
{
	const char *fault = epcis_source_text(document->fault);

	if (document->fault_field != NULL)
		return psprintf("%s %s", epcis_source_text(document->fault_field), fault);
	return document->fault_line > 0 ? psprintf("line %zu: %s", document->fault_line, fault) : fault;
}

/* Text of the core as the server has it; what its encoding lacks is an error. */
char *
epcis_source_text(const char *text)
{
	return pg_any_to_server(text, (int) strlen(text), PG_UTF8);
}

static size_t
source_take(void *state, char *buffer, size_t size)
{
	EpcisSource *source = state;

	size = (size_t) Min((uint64) size, source->size - source->at);
	if (source->text == NULL)
		return source_take_object(source, buffer, size);
	memcpy(buffer, source->text + source->at, size);
	source->at += size;
	return size;
}

/* Opened anew for each piece, so that the server sees to its closing after an error too. */
static size_t
source_take_object(EpcisSource *source, char *buffer, size_t size)
{
	bytea	   *piece = DatumGetByteaP(DirectFunctionCall3(be_lo_get_fragment, ObjectIdGetDatum(source->object), Int64GetDatum((int64) source->at), Int32GetDatum((int32) size)));
	size_t		given = VARSIZE_ANY_EXHDR(piece);

	memcpy(buffer, VARDATA_ANY(piece), given);
	source->at += given;
	pfree(piece);
	return given;
}

/* An error would leave libxml2 in the middle: it waits until that has returned. */
static size_t
source_take_quietly(void *state, char *buffer, size_t size)
{
	EpcisSource *volatile source = state;
	volatile size_t given = 0;

	if (source->error != NULL)
		return 0;
	PG_TRY();
	{
		given = source_take(source, buffer, size);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(source->context);
		source->error = CopyErrorData();
		FlushErrorState();
	}
	PG_END_TRY();
	return given;
}

static void
source_rewind(void *state)
{
	EpcisSource *source = state;

	source->at = source->begin;
}

/* What libxml2 holds is given back with the memory of the call, when an error or a cancel ends it. */
static DocumentFault
source_xml(const DocumentSink *sink, EpcisSource *source)
{
	XmlReader  *reader = palloc0(sizeof(XmlReader));
	MemoryContextCallback *closing = palloc0(sizeof(MemoryContextCallback));
	DocumentFault fault;

	if (source->text != NULL && GetDatabaseEncoding() != PG_UTF8)
	{
		source->text = pg_server_to_any(source->text, (int) source->size, PG_UTF8);
		source->size = strlen(source->text);
	}
	source->context = CurrentMemoryContext;
	closing->func = source_xml_close;
	closing->arg = reader;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, closing);
	xml_open(reader, (DocumentBytes) {source_take_quietly, source_rewind, source}, source->text != NULL ? "UTF-8" : NULL);
	fault = xml_read(reader, sink);
	xml_close(reader);
	if (source->error != NULL)
		ReThrowError(source->error);
	if (reader->memory_ended)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory"),
				 errdetail("The reader of XML was refused memory, so nothing is known of the document.")));
	return fault;
}

static void
source_xml_close(void *reader)
{
	xml_close(reader);
}

/* A part of a file is checked, as what comes from a client is. */
static const char *
source_part(const char *part, size_t *size)
{
	const char *text;

	if (!pg_verify_mbstr(PG_UTF8, part, (int) *size, true))
		return NULL;
	text = pg_any_to_server(part, (int) *size, PG_UTF8);
	*size = text == part ? *size : strlen(text);
	return text;
}

static char *
source_utf8(const char *text)
{
	return pg_server_to_any(text, (int) strlen(text), PG_UTF8);
}
