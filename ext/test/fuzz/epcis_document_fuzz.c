/*-------------------------------------------------------------------------
 *
 * epcis_document_fuzz.c
 *	  Fuzz target of the readers of EPCIS documents, JSON and XML.
 *
 *-------------------------------------------------------------------------
 */
#include "epcis_reader.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_take(void *state, const EpcisEvent *event);
static void fuzz_take_again(void *state, const EpcisEvent *event);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TestArena	memory;
	EpcisDocument document;

	test_arena_begin(&memory);
	epcis_reader_read(&document, &memory.arena, (EpcisTaker) {fuzz_take, &memory.arena, &memory}, (const char *) data, size);
	test_arena_clear(&memory);
	return 0;
}

/* What is written of an event can be read, as an event. */
static void
fuzz_take(void *state, const EpcisEvent *event)
{
	TestArena  *memory = state;
	DocumentText json;
	EpcisDocument again;
	int			count = 0;

	document_text_open(&json, &memory->arena);
	document_text_json(&json, event->tree);
	if (event->type == 0)
		return;
	epcis_reader_read(&again, &memory->arena, (EpcisTaker) {fuzz_take_again, &memory->arena, &count}, json.data, json.size);
	if (count != 1)
		abort();
	epcis_prehash(event);
}

static void
fuzz_take_again(void *state, const EpcisEvent *event)
{
	++*(int *) state;
}
