/*-------------------------------------------------------------------------
 *
 * epcis_slicer.c
 *	  Cuts an EPCIS document in JSON into its events and what stands around
 *	  them.
 *
 * The parser of JSON wants its text as a whole.  So that a document need not
 * be in memory as one, brackets and quotation marks alone are followed here:
 * what stands between the commas of a list of events is an event, and goes to
 * the parser by itself; all else, with empty lists in the place of events, is
 * a document of its own.  Whether each of them is JSON, the parser tells.
 *
 *	 {"epcisBody": {"eventList": [{…}, {…}]}}
 *	  around the events: {"epcisBody": {"eventList": [ ]}}
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_slicer.h"

#include <string.h>

#define BUFFER_BYTES ((size_t) 64 * 1024)

/* What a byte of the document means for how it is cut. */
typedef enum SliceStep
{
	SLICE_ON,
	SLICE_LIST,					/* a list of events begins behind it */
	SLICE_COMMA,				/* it ends an event */
	SLICE_LIST_END
} SliceStep;

static bool slicer_fill(EpcisSlicer *slicer);
static SliceStep slicer_step(EpcisSlicer *slicer, char byte);
static SliceStep slicer_open_bracket(EpcisSlicer *slicer, char byte);
static SliceStep slicer_close_bracket(EpcisSlicer *slicer);
static void slicer_text(EpcisSlicer *slicer, char byte);
static bool slicer_is_named(const EpcisSlicer *slicer, const char *name);
static void slicer_put(EpcisSlicer *slicer, size_t from, size_t to);
static void slicer_begin_event(EpcisSlicer *slicer, bool first);
static void slicer_note_gap(EpcisSlicer *slicer);

void
epcis_slicer_open(EpcisSlicer *slicer, const Arena *arena, DocumentBytes bytes)
{
	memset(slicer, 0, sizeof(EpcisSlicer));
	slicer->bytes = bytes;
	slicer->buffer = arena_allocate(arena, BUFFER_BYTES);
	document_text_open(&slicer->around, arena);
	document_text_open(&slicer->event, arena);
	slicer->line = slicer->around_line = 1;
}

/* Goes through the document once more, now for its events. */
void
epcis_slicer_rewind(EpcisSlicer *slicer)
{
	EpcisSlicer again = {.bytes = slicer->bytes, .buffer = slicer->buffer, .around = slicer->around, .event = slicer->event, .events_kept = true, .line = 1, .around_line = 1};

	again.around.size = 0;
	again.around.data[0] = '\0';
	*slicer = again;
	slicer->bytes.rewind(slicer->bytes.state);
}

/* Cuts out the next event; false where the document has ended, or is of no use. */
bool
epcis_slicer_next(EpcisSlicer *slicer)
{
	slicer->event.size = 0;
	slicer->event.data[0] = '\0';
	if (slicer->list_depth > 0)
		slicer_begin_event(slicer, false);
	while (slicer->fault == NULL && (slicer->at < slicer->filled || slicer_fill(slicer)))
	{
		size_t		from = slicer->at;

		while (slicer->at < slicer->filled)
		{
			SliceStep	step = slicer_step(slicer, slicer->buffer[slicer->at++]);
			bool		empty = slicer->blank && slicer->first && step == SLICE_LIST_END;

			if (step == SLICE_ON)
				continue;
			if (step == SLICE_LIST)
			{
				slicer_put(slicer, from, slicer->at);
				/* Lines before and behind the events are told apart. */
				document_text_put(&slicer->around, "\n");
				slicer->around_line++;
				slicer->list_depth = slicer->depth;
				slicer_begin_event(slicer, true);
				from = slicer->at;
				continue;
			}
			slicer_put(slicer, from, slicer->at - 1);
			if (step == SLICE_LIST_END)
			{
				slicer->list_depth = 0;
				slicer->depth--;
				/* The bracket, as it is: one that does not fit is a fault of the document. */
				slicer_put(slicer, slicer->at - 1, slicer->at);
			}
			if (!empty)
				return slicer->fault == NULL;
			from = slicer->at;
		}
		slicer_put(slicer, from, slicer->at);
	}
	if (slicer->list_depth > 0)
		slicer_note_gap(slicer);
	return false;
}

/* The line of the document that a line around the events is. */
size_t
epcis_slicer_line(const EpcisSlicer *slicer, size_t around_line)
{
	size_t		line = around_line;

	for (int i = 0; i < slicer->gap_count && slicer->gaps[i].line <= around_line; i++)
		line = around_line + slicer->gaps[i].missing;
	return line;
}

static bool
slicer_fill(EpcisSlicer *slicer)
{
	arena_check(slicer->around.arena);
	slicer->at = 0;
	slicer->filled = slicer->bytes.take(slicer->bytes.state, slicer->buffer, BUFFER_BYTES);
	return slicer->filled > 0;
}

static SliceStep
slicer_step(EpcisSlicer *slicer, char byte)
{
	bool		in_list = slicer->list_depth > 0 && slicer->depth == slicer->list_depth;

	if (byte == '\n')
	{
		slicer->line++;
		slicer->around_line += slicer->list_depth == 0;
	}
	if (slicer->in_text)
	{
		slicer_text(slicer, byte);
		return SLICE_ON;
	}
	if (in_list && byte == ',')
		return SLICE_COMMA;
	if (in_list && (byte == ']' || byte == '}'))
		return slicer_close_bracket(slicer);
	if (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n')
		slicer->blank = false;
	switch (byte)
	{
		case '"':
			slicer->in_text = true;
			slicer->name_size = 0;
			return SLICE_ON;
		case ':':
			slicer->named = true;
			return SLICE_ON;
		case ',':
			slicer->named = false;
			return SLICE_ON;
		case '{':
		case '[':
			return slicer_open_bracket(slicer, byte);
		case '}':
		case ']':
			return slicer_close_bracket(slicer);
		default:
			return SLICE_ON;
	}
}

/* Events are in a list of the document's body, or of what is around them in answers to queries. */
static SliceStep
slicer_open_bracket(EpcisSlicer *slicer, char byte)
{
	int			depth = slicer->depth++;
	bool		named = slicer->named;

	slicer->named = false;
	if (slicer->leading != depth || slicer->list_depth > 0)
		return SLICE_ON;
	if (byte == '{' && (depth == 0 || (named && (depth == 1 ? slicer_is_named(slicer, "epcisBody") :
												 slicer_is_named(slicer, "queryResults") || slicer_is_named(slicer, "resultsBody")))))
		slicer->leading = depth + 1;
	return byte == '[' && depth > 1 && named && (slicer_is_named(slicer, "eventList") || slicer_is_named(slicer, "event")) ? SLICE_LIST : SLICE_ON;
}

static SliceStep
slicer_close_bracket(EpcisSlicer *slicer)
{
	slicer->named = false;
	if (slicer->list_depth > 0 && slicer->depth == slicer->list_depth)
	{
		slicer_note_gap(slicer);
		return SLICE_LIST_END;
	}
	if (slicer->depth > 0)
		slicer->depth--;
	if (slicer->leading > slicer->depth)
		slicer->leading = slicer->depth;
	return SLICE_ON;
}

/* A byte of a text; of its beginning it is kept whether it may be a name that matters. */
static void
slicer_text(EpcisSlicer *slicer, char byte)
{
	if (slicer->escaped)
		slicer->escaped = false;
	else if (byte == '\\')
	{
		slicer->escaped = true;
		slicer->name_size = EPCIS_NAME_SIZE;
	}
	else if (byte == '"')
		slicer->in_text = false;
	else if (slicer->name_size < EPCIS_NAME_SIZE)
		slicer->name[slicer->name_size++] = byte;
}

static bool
slicer_is_named(const EpcisSlicer *slicer, const char *name)
{
	return slicer->name_size == strlen(name) && memcmp(slicer->name, name, slicer->name_size) == 0;
}

/* Puts a stretch of the buffer where it belongs. */
static void
slicer_put(EpcisSlicer *slicer, size_t from, size_t to)
{
	DocumentText *part = slicer->list_depth > 0 ? &slicer->event : &slicer->around;

	if (slicer->list_depth > 0 && !slicer->events_kept)
		return;
	if (part->size + (to - from) > EPCIS_PART_MAX)
		slicer->fault = slicer->list_depth > 0 ? "an event is larger than 256 MB" : "what stands around the events is larger than 256 MB";
	else
		document_text_add(part, slicer->buffer + from, to - from);
}

static void
slicer_begin_event(EpcisSlicer *slicer, bool first)
{
	slicer->blank = true;
	slicer->first = first;
	slicer->event_line = slicer->line;
}

/* Behind a list of events the document goes on; more lists than a document can have share the last note. */
static void
slicer_note_gap(EpcisSlicer *slicer)
{
	if (slicer->gap_count < EPCIS_LISTS_MAX)
		slicer->gap_count++;
	slicer->gaps[slicer->gap_count - 1] = (EpcisGap) {slicer->around_line, slicer->line - slicer->around_line};
}
