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
#include "../../server/json_reader.c"
#include "../../server/xml_reader.c"

/* There without the sanitizer too. */
extern void __lsan_disable(void) __attribute__((weak));
extern void __lsan_enable(void) __attribute__((weak));

#include "mb/pg_wchar.h"

#include "tap.h"

#include "core/epcis_document.h"

/*
 * Reads a document; the fault is in it.  Where the parser of JSON ends with an
 * error, it leaves what it has allocated to the server's memory contexts, which
 * a program has not: that is no leak of ours.
 */
static inline void
epcis_reader_read(EpcisDocument *document, const Arena *lasting, EpcisTaker taker, const char *text, size_t size)
{
	DocumentFault fault;

	if (!epcis_open(document, lasting, taker, text, size))
		return;
	do
	{
		if (document->is_xml)
		{
			XmlReader	reader;

			xml_open(&reader, text, size);
			fault = xml_read(&reader, &document->sink);
			xml_close(&reader);
		}
		else
		{
			if (__lsan_disable != NULL)
				__lsan_disable();
			fault = json_read(&document->sink, text, size, PG_UTF8, NULL);
			if (__lsan_enable != NULL)
				__lsan_enable();
		}
	} while (epcis_again(document, fault));
}

#endif							/* MATERIALS_TEST_EPCIS_READER_H */
