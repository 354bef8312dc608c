/*-------------------------------------------------------------------------
 *
 * epcis_document_test.c
 *	  Documents of EPCIS that break off anywhere, or have other bytes, are
 *	  read or refused; JSON that is cut into its events says what JSON says
 *	  that is parsed as a whole.  Under the checks of the sanitizers.
 *
 *-------------------------------------------------------------------------
 */
#include "epcis_reader.h"

static const char *const paths[] = {
	"ext/test/data/epcis/hash/SensorDataExamples.xml",
	"ext/test/data/epcis/hash/ralfsChaosExample.jsonld",
	"ext/test/data/epcis/hash/epcisXmlDocHavingEventWithIgnoreFields.xml",
	"ext/test/data/epcis/openepcis/1.2-xml/documents/All_eventTypes_in_single_document.xml",
	"ext/test/data/epcis/openepcis/2.0-json/documents/ObjectEvent_all_possible_fields.json",
	"ext/test/data/epcis/openepcis/2.0-xml/events/Namespace_event.xml"
};

static char *
file_text(const char *path, size_t *size)
{
	FILE	   *file = fopen(path, "rb");
	char	   *text = malloc(1 << 20);

	*size = file == NULL ? 0 : fread(text, 1, 1 << 20, file);
	if (file != NULL)
		fclose(file);
	return text;
}

typedef struct TestTaken
{
	TestArena	passing;
	int			count;
	uint64_t	sum;			/* of the bytes of the events' JSON, in their order */
} TestTaken;

static void
test_take(void *state, const EpcisEvent *event)
{
	TestTaken  *taken = state;
	DocumentText json;

	taken->count++;
	document_text_open(&json, &taken->passing.arena);
	document_text_json(&json, event->tree);
	for (size_t i = 0; i < json.size; i++)
		taken->sum = taken->sum * 31 + (unsigned char) json.data[i];
	if (event->type != 0)
		epcis_prehash(event);
	test_arena_clear(&taken->passing);
}

/* Cut into its events or not, a document says the same. */
static int	cut_otherwise;

/* How many events there are; fault says whether reading ended before the document did. */
static int
events_in(const char *text, size_t size, bool *fault)
{
	TestArena	lasting;
	TestTaken	taken = {.count = 0};
	EpcisDocument document;
	/* A copy of its very size, so that a byte read behind it is a find. */
	char	   *copy = malloc(size > 0 ? size : 1);

	memcpy(copy, text, size);
	test_arena_begin(&lasting);
	test_arena_begin(&taken.passing);
	epcis_reader_read(&document, &lasting.arena, (EpcisTaker) {test_take, &taken.passing.arena, &taken}, copy, size);
	*fault = document.fault != NULL;
	if (!document.is_xml)
	{
		TestTaken	of_whole = {.count = 0};
		EpcisDocument whole;

		test_arena_begin(&of_whole.passing);
		epcis_reader_read_whole(&whole, &lasting.arena, (EpcisTaker) {test_take, &of_whole.passing.arena, &of_whole}, copy, size);
		cut_otherwise += (whole.fault != NULL) != *fault || (!*fault && (of_whole.count != taken.count || of_whole.sum != taken.sum));
		test_arena_clear(&of_whole.passing);
	}
	test_arena_clear(&taken.passing);
	test_arena_clear(&lasting);
	free(copy);
	return taken.count;
}

int
main(void)
{
	random_begin();
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
	{
		size_t		size;
		char	   *text = file_text(paths[i], &size);
		bool		fault;
		int			whole = events_in(text, size, &fault);
		size_t		unseen = 0;
		size_t		end = size;

		ok(whole > 0 && !fault, "%s has %d events", paths[i], whole);
		while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == ' ' || text[end - 1] == '\t'))
			end--;
		for (size_t cut = 0; cut < end; cut += 1 + cut % 127)
		{
			events_in(text, cut, &fault);
			unseen += !fault;
		}
		ok(unseen == 0, "wherever it breaks off, that is seen");
		for (int n = 0; n < 40; n++)
		{
			size_t		at = random_next() % size;
			char		before = text[at];

			text[at] = (char) (n % 2 == 0 ? random_next() : (uint64_t) "\"{}[]<>&/,:\\0-"[random_next() % 14]);
			events_in(text, size, &fault);
			/* Every third change stays, so that they add up. */
			if (n % 3 != 0)
				text[at] = before;
		}
		ok(true, "whatever bytes it has, it is read or refused");
		free(text);
	}
	ok(cut_otherwise == 0, "JSON says the same whether it is parsed as a whole or cut into its events");
	return tap_finish();
}
