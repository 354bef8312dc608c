/*-------------------------------------------------------------------------
 *
 * epcis_document_fuzz.c
 *	  Fuzz target of the readers of EPCIS documents, JSON and XML.
 *
 *-------------------------------------------------------------------------
 */
#include "tap.h"

#include "core/epcis_document.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TestArena	memory;
	EpcisDocument document;
	EpcisEvent	event;

	test_arena_begin(&memory);
	if (epcis_open(&document, &memory.arena, (const char *) data, size))
	{
		while (epcis_next(&document, &memory.arena, &event))
		{
			DocumentText json;
			JsonReader	again;

			document_text_open(&json, &memory.arena);
			document_text_json(&json, event.tree);
			/* What is written can be read. */
			json_open(&again, &memory.arena, json.data, json.size);
			if (json_read(&again, "") == NULL)
				abort();
			if (event.type != 0)
				epcis_prehash(&event);
		}
	}
	test_arena_clear(&memory);
	return 0;
}
