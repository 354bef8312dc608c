/*-------------------------------------------------------------------------
 *
 * epcis_document_fuzz.c
 *	  Fuzz target of the readers of EPCIS documents, JSON and XML.  JSON that
 *	  is cut into its events says the same as JSON that is parsed as a whole.
 *
 *-------------------------------------------------------------------------
 */
#include "epcis_reader.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct FuzzTaken
{
	const Arena *arena;
	DocumentText json;			/* of all events */
} FuzzTaken;

static void fuzz_compare(const Arena *arena, const EpcisDocument *cut, const DocumentText *json, const char *text, size_t size);
static void fuzz_take(void *state, const EpcisEvent *event);
static void fuzz_take_whole(void *state, const EpcisEvent *event);
static void fuzz_take_again(void *state, const EpcisEvent *event);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TestArena	memory;
	EpcisDocument document;
	FuzzTaken	taken = {.arena = &memory.arena};

	test_arena_begin(&memory);
	document_text_open(&taken.json, &memory.arena);
	epcis_reader_read(&document, &memory.arena, (EpcisTaker) {fuzz_take, &memory.arena, &taken}, (const char *) data, size);
	if (!document.is_xml)
		fuzz_compare(&memory.arena, &document, &taken.json, (const char *) data, size);
	test_arena_clear(&memory);
	return 0;
}

/* Brackets within an event are counted from its own. */
static void
fuzz_compare(const Arena *arena, const EpcisDocument *cut, const DocumentText *json, const char *text, size_t size)
{
	EpcisDocument document;
	FuzzTaken	taken = {.arena = arena};

	document_text_open(&taken.json, arena);
	epcis_reader_read_whole(&document, arena, (EpcisTaker) {fuzz_take_whole, arena, &taken}, text, size);
	if (document.fault != NULL && strcmp(document.fault, "the document is nested too deeply") == 0)
		return;
	if ((document.fault == NULL) != (cut->fault == NULL) || (document.fault == NULL && strcmp(taken.json.data, json->data) != 0))
		abort();
}

/* What is written of an event can be read, as an event. */
static void
fuzz_take(void *state, const EpcisEvent *event)
{
	FuzzTaken  *taken = state;
	DocumentText json;
	EpcisDocument again;
	int			count = 0;

	fuzz_take_whole(state, event);
	document_text_open(&json, taken->arena);
	document_text_json(&json, event->tree);
	if (event->type == 0)
		return;
	epcis_reader_read(&again, taken->arena, (EpcisTaker) {fuzz_take_again, taken->arena, &count}, json.data, json.size);
	if (count != 1)
		abort();
	epcis_prehash(event);
}

static void
fuzz_take_whole(void *state, const EpcisEvent *event)
{
	document_text_json(&((FuzzTaken *) state)->json, event->tree);
}

static void
fuzz_take_again(void *state, const EpcisEvent *event)
{
	++*(int *) state;
}
