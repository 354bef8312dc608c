/*-------------------------------------------------------------------------
 *
 * epcis_source.c
 *	  A value of the database as an EPCIS document: read by the reader of its
 *	  form, and what its texts are in the encoding of the server.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "server/json_reader.h"
#include "server/pg_compat.h"
#include "server/xml_reader.h"
#include "types/epcis_source.h"

static DocumentFault source_xml(const DocumentSink *sink, const char *data, size_t size);
static void source_xml_close(void *reader);
static char *source_utf8(const char *text);

/*
 * Has a document read by the reader of its form.  JSON is read as the server
 * has it, for the server's parser; XML in UTF-8.
 */
void
epcis_source_read(EpcisDocument *document, const Arena *lasting, EpcisTaker taker, const text *value)
{
	const char *data = VARDATA_ANY(value);
	size_t		size = VARSIZE_ANY_EXHDR(value);
	bool		is_utf8 = GetDatabaseEncoding() == PG_UTF8;
	DocumentFault fault;

	if (is_utf8 && size >= 3 && memcmp(data, "\357\273\277", 3) == 0)
	{
		data += 3;
		size -= 3;
	}
	if (!epcis_open(document, lasting, taker, data, size))
		return;
	do
	{
		if (document->is_xml)
			fault = source_xml(&document->sink, data, size);
		else
			fault = json_read(&document->sink, data, size, GetDatabaseEncoding(), is_utf8 ? NULL : source_utf8);
	} while (epcis_again(document, fault));
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

/* What libxml2 holds is given back with the memory of the call, when an error or a cancel ends it. */
static DocumentFault
source_xml(const DocumentSink *sink, const char *data, size_t size)
{
	XmlReader  *reader = palloc0(sizeof(XmlReader));
	MemoryContextCallback *closing = palloc0(sizeof(MemoryContextCallback));
	const char *utf8 = pg_server_to_any(data, (int) size, PG_UTF8);
	DocumentFault fault;

	closing->func = source_xml_close;
	closing->arg = reader;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, closing);
	xml_open(reader, utf8, utf8 == data ? size : strlen(utf8));
	fault = xml_read(reader, sink);
	xml_close(reader);
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

static char *
source_utf8(const char *text)
{
	return pg_server_to_any(text, (int) strlen(text), PG_UTF8);
}
