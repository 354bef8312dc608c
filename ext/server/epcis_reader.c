/*-------------------------------------------------------------------------
 *
 * epcis_reader.c
 *	  Reads an EPCIS document in JSON, an event at a time.
 *
 * The parser of JSON gets what stands around the events, and then each event:
 * never the document as a whole.  Unit tests compile this file too (FRONTEND).
 *
 *-------------------------------------------------------------------------
 */
#include "server/pg_compat.h"

#include "core/epcis_slicer.h"
#include "server/epcis_reader.h"
#include "server/json_reader.h"

static DocumentFault reader_around(EpcisDocument *document, const EpcisSlicer *slicer, JsonEncoding encoding);
static DocumentFault reader_event(EpcisDocument *document, const EpcisSlicer *slicer, JsonEncoding encoding);
static DocumentFault reader_part(EpcisDocument *document, const DocumentText *part, JsonEncoding encoding);

void
epcis_json_read(EpcisDocument *document, DocumentBytes bytes, JsonEncoding encoding)
{
	EpcisSlicer slicer;
	DocumentFault fault;

	epcis_slicer_open(&slicer, document->arena, bytes);
	while (epcis_slicer_next(&slicer))
		;
	fault = reader_around(document, &slicer, encoding);
	if (!epcis_again(document, fault))
		return;
	/* An event may stand there by itself; those in lists follow. */
	fault = reader_around(document, &slicer, encoding);
	epcis_slicer_rewind(&slicer);
	while (fault.words == NULL && epcis_slicer_next(&slicer))
		fault = reader_event(document, &slicer, encoding);
	if (slicer.fault != NULL)
		fault = (DocumentFault) {slicer.fault, slicer.event_line};
	epcis_again(document, fault);
}

static DocumentFault
reader_around(EpcisDocument *document, const EpcisSlicer *slicer, JsonEncoding encoding)
{
	DocumentFault fault;

	if (slicer->fault != NULL)
		return (DocumentFault) {slicer->fault, slicer->line};
	fault = reader_part(document, &slicer->around, encoding);
	fault.line = epcis_slicer_line(slicer, fault.line);
	return fault;
}

static DocumentFault
reader_event(EpcisDocument *document, const EpcisSlicer *slicer, JsonEncoding encoding)
{
	DocumentFault fault;

	epcis_json_in_list(document);
	fault = reader_part(document, &slicer->event, encoding);
	/* The parser takes a value for the document; one that nothing is left of stood between two commas. */
	if (fault.words != NULL && strcmp(fault.words, JSON_BEHIND_END) == 0)
		fault.words = JSON_COMMA_MISSING;
	else if (fault.words != NULL && strcmp(fault.words, JSON_ENDS_EARLY) == 0)
		fault.words = JSON_VALUE_MISSING;
	fault.line += slicer->event_line - 1;
	return fault;
}

static DocumentFault
reader_part(EpcisDocument *document, const DocumentText *part, JsonEncoding encoding)
{
	size_t		size = part->size;
	DocumentFault fault;
	const char *text = encoding.to_parser == NULL ? part->data : encoding.to_parser(part->data, &size);

	if (text == NULL)
		return (DocumentFault) {"the document is not in UTF-8", 1};
	fault = json_read(&document->sink, text, size, encoding.id, encoding.to_utf8);
	if (text != part->data)
		pfree((char *) text);
	return fault;
}
