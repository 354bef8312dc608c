/*-------------------------------------------------------------------------
 *
 * epcis_reader.h
 *	  Reads EPCIS documents without a server: the readers of JSON and XML,
 *	  with the parser that the server lends to programs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_TEST_EPCIS_READER_H
#define MATERIALS_TEST_EPCIS_READER_H

#define FRONTEND 1
#include "../../server/epcis_reader.c"
#include "../../server/json_reader.c"
#include "../../server/xml_reader.c"

/* There without the sanitizer too. */
extern void __lsan_disable(void) __attribute__((weak));
extern void __lsan_enable(void) __attribute__((weak));

#include "mb/pg_wchar.h"

#include "tap.h"

#include "core/epcis_document.h"

typedef struct EpcisText
{
	const char *text;
	size_t		size;
	size_t		at;
} EpcisText;

static inline size_t
epcis_text_take(void *state, char *buffer, size_t size)
{
	EpcisText  *text = state;

	/* In pieces of some bytes, so that one may end anywhere. */
	if (size > 1 + text->at % 61)
		size = 1 + text->at % 61;
	if (size > text->size - text->at)
		size = text->size - text->at;
	memcpy(buffer, text->text + text->at, size);
	text->at += size;
	return size;
}

static inline void
epcis_text_rewind(void *state)
{
	((EpcisText *) state)->at = 0;
}

/*
 * Reads a document; the fault is in it.  Where the parser of JSON ends with an
 * error, it leaves what it has allocated to the server's memory contexts, which
 * a program has not: that is no leak of ours.
 */
static inline void
epcis_reader_read(EpcisDocument *document, const Arena *lasting, EpcisTaker taker, const char *text, size_t size)
{
	EpcisText	source = {text, size, 0};
	DocumentBytes bytes = {epcis_text_take, epcis_text_rewind, &source};

	if (!epcis_open(document, lasting, taker, bytes))
		return;
	if (document->is_xml)
	{
		XmlReader	reader;

		xml_open(&reader, bytes, "UTF-8");
		epcis_again(document, xml_read(&reader, &document->sink));
		xml_close(&reader);
		return;
	}
	if (__lsan_disable != NULL)
		__lsan_disable();
	epcis_json_read(document, bytes, (JsonEncoding) {PG_UTF8, NULL, NULL});
	if (__lsan_enable != NULL)
		__lsan_enable();
}

/* The same of JSON, with the document given to the parser as a whole. */
static inline void
epcis_reader_read_whole(EpcisDocument *document, const Arena *lasting, EpcisTaker taker, const char *text, size_t size)
{
	EpcisText	source = {text, size, 0};
	DocumentFault fault;

	if (!epcis_open(document, lasting, taker, (DocumentBytes) {epcis_text_take, epcis_text_rewind, &source}))
		return;
	if (__lsan_disable != NULL)
		__lsan_disable();
	do
		fault = json_read(&document->sink, text, size, PG_UTF8, NULL);
	while (epcis_again(document, fault));
	if (__lsan_enable != NULL)
		__lsan_enable();
}

#endif							/* MATERIALS_TEST_EPCIS_READER_H */
