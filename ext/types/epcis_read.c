/*-------------------------------------------------------------------------
 *
 * epcis_read.c
 *	  EPCIS documents as rows, and the identifiers of EPCIS.
 *
 * Readers of JSON and XML feed the core (core/epcis_document.c); here its
 * texts become datums.  The core speaks UTF-8, whatever the server does.  An
 * event is forgotten before the next one is read; the rows spill to disk when
 * they are many.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "core/epc_code.h"
#include "core/epcis_document.h"
#include "core/epcis_value.h"
#include "server/call_arena.h"
#include "server/memory_arena.h"
#include "server/pg_compat.h"
#include "server/quoted_value.h"
#include "types/epcis_digest.h"
#include "types/epcis_source.h"

MATERIALS_FUNCTION(digital_link);
MATERIALS_FUNCTION(epcis_read);
MATERIALS_FUNCTION(epcis_read_object);

/* Of fewer events nobody waits to hear. */
#define EVENTS_TOLD_FROM 10000

/* Texts of faults are shown, not used. */
#define FAULT_VALUE_MAX 200

enum ReadColumn
{
	READ_PART,
	READ_PLACE,
	READ_CODE,
	READ_HASH,
	READ_TYPE,
	READ_ACTION,
	READ_HAPPENED_AT,
	READ_CONTENT,
	READ_ROLES,
	READ_INSTANCES,
	READ_ITEMS,
	READ_AMOUNTS,
	READ_UNITS,
	READ_FIELD,
	READ_STATE,
	READ_MESSAGE,
	READ_COLUMNS
};

typedef struct ReadRow
{
	Datum		values[READ_COLUMNS];
	bool		nulls[READ_COLUMNS];
} ReadRow;

/* What epcis_read() makes rows of. */
typedef struct ReadState
{
	ReturnSetInfo *result;
	const EpcisSource *source;
	MemoryContext context;		/* of one event */
	int			place;
	int			tenths_told;	/* of the document, that are behind */
} ReadState;

static void read_source(FunctionCallInfo fcinfo, EpcisSource *source);
static void read_take(void *state, const EpcisEvent *event);
static void read_tell(ReadState *read);
static void read_head(ReturnSetInfo *result, const EpcisDocument *document);
static void read_event(ReturnSetInfo *result, const EpcisEvent *event, int place);
static bool read_faults(ReturnSetInfo *result, const EpcisEvent *event, int place);
static void read_items(ReadRow *row, const EpcisEvent *event);
static void read_document_fault(ReturnSetInfo *result, const EpcisDocument *document);
static ReadRow read_row(const char *part, int place);
static void read_set(ReadRow *row, enum ReadColumn column, const char *text);
static Datum read_json(const DocumentNode *node);
static const char *fault_state(EpcisWrong wrong);

/* An identifier in its one form; a text that is none stays as it is. */
Datum
digital_link(PG_FUNCTION_ARGS)
{
	char	   *code = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char		normal[EPC_CODE_SIZE];

	if (!epc_code_normal(code, normal))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	PG_RETURN_TEXT_P(cstring_to_text(normal));
}

/* The parts of a document: its head, master data, events, and what is wrong with them. */
Datum
epcis_read(PG_FUNCTION_ARGS)
{
	EpcisSource source = epcis_source_of_text(PG_GETARG_TEXT_PP(0));

	read_source(fcinfo, &source);
	return (Datum) 0;
}

Datum
epcis_read_object(PG_FUNCTION_ARGS)
{
	EpcisSource source = epcis_source_of_object(PG_GETARG_OID(0));

	read_source(fcinfo, &source);
	return (Datum) 0;
}

static void
read_source(FunctionCallInfo fcinfo, EpcisSource *source)
{
	ReadState	state = {.result = (ReturnSetInfo *) fcinfo->resultinfo, .source = source};
	Arena		lasting = call_arena();
	MemoryArena memory;
	EpcisDocument *document = palloc(sizeof(EpcisDocument));

	InitMaterializedSRF(fcinfo, 0);
	state.context = AllocSetContextCreate(CurrentMemoryContext, "EPCIS event", ALLOCSET_DEFAULT_SIZES);
	memory_arena_init(&memory, state.context, 0);
	epcis_source_read(document, &lasting, (EpcisTaker) {read_take, &memory.arena, &state}, source);
	if (document->fault != NULL)
		read_document_fault(state.result, document);
	else
		read_head(state.result, document);
	MemoryContextDelete(state.context);
}

/* Rows of an event; then it is forgotten. */
static void
read_take(void *state, const EpcisEvent *event)
{
	ReadState  *read = state;
	MemoryContext outer = MemoryContextSwitchTo(read->context);

	if (!read_faults(read->result, event, ++read->place))
		read_event(read->result, event, read->place);
	MemoryContextSwitchTo(outer);
	MemoryContextReset(read->context);
	read_tell(read);
}

/* Of a document of many events, each tenth that was read is told. */
static void
read_tell(ReadState *read)
{
	int			tenths = (int) (read->source->at * 10 / read->source->size);

	if (read->place < EVENTS_TOLD_FROM || tenths <= read->tenths_told)
		return;
	read->tenths_told = tenths;
	ereport(NOTICE, (errmsg("%d events read, %d %% of the document", read->place, tenths * 10)));
}

/* What stands around the events, and the elements of master data. */
static void
read_head(ReturnSetInfo *result, const EpcisDocument *document)
{
	ReadRow		row = read_row("document", 0);
	DocumentNode *head = document_node(document->arena, DOCUMENT_OBJECT, "", "");
	int			place = 0;

	for (DocumentNode *next, *member = document->only_event ? NULL : document->head->first; member != NULL; member = next)
	{
		next = member->next;
		if (document_is_value(member) || strcmp(member->key, "@context") == 0)
			document_append(head, member);
	}
	if (document->is_xml)
	{
		DocumentNode *context = document_node(document->arena, DOCUMENT_OBJECT, "@context", "");

		/* Prefixes of EPCIS itself are of no use in JSON. */
		for (const EpcisPrefix *prefix = document->prefixes; prefix != NULL; prefix = prefix->next)
		{
			if (document_find(context, prefix->prefix) == NULL && !document_begins(prefix->space, "urn:epcglobal:epcis"))
				document_append(context, document_node(document->arena, DOCUMENT_TEXT, prefix->prefix, prefix->space));
		}
		document_append(head, context);
	}
	if (document->ignored != NULL)
		document_append(head, document->ignored);
	row.values[READ_CONTENT] = read_json(head);
	row.nulls[READ_CONTENT] = false;
	tuplestore_putvalues(result->setResult, result->setDesc, row.values, row.nulls);

	for (const DocumentNode *element = document->vocabulary->first; element != NULL; element = element->next)
	{
		row = read_row("vocabulary", ++place);
		read_set(&row, READ_CODE, epcis_canonical(document->arena, document_find_text(element, "id")));
		read_set(&row, READ_TYPE, document_find_text(element, "type"));
		row.values[READ_CONTENT] = read_json(element);
		row.nulls[READ_CONTENT] = false;
		tuplestore_putvalues(result->setResult, result->setDesc, row.values, row.nulls);
	}
}

static void
read_event(ReturnSetInfo *result, const EpcisEvent *event, int place)
{
	ReadRow		row = read_row("event", place);
	const char *code = document_find_text(event->tree, "eventID");
	char		hash[EPCIS_HASH_SIZE];

	epcis_hash_event(event, hash);
	read_set(&row, READ_CODE, code != NULL ? code : hash);
	read_set(&row, READ_HASH, hash);
	read_set(&row, READ_TYPE, document_find_text(event->tree, "type"));
	read_set(&row, READ_ACTION, document_find_text(event->tree, "action"));
	row.values[READ_HAPPENED_AT] = DirectFunctionCall3(timestamptz_in, CStringGetDatum(document_find_text(event->tree, "eventTime")),
													   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	row.nulls[READ_HAPPENED_AT] = false;
	row.values[READ_CONTENT] = read_json(event->tree);
	row.nulls[READ_CONTENT] = false;
	read_items(&row, event);
	tuplestore_putvalues(result->setResult, result->setDesc, row.values, row.nulls);
}

/* Whether the event is refused. */
static bool
read_faults(ReturnSetInfo *result, const EpcisEvent *event, int place)
{
	bool		refused = false;

	for (const EpcisFault *fault = event->faults; fault != NULL; fault = fault->next)
	{
		ReadRow		row = read_row(fault->wrong == EPCIS_ODD ? "oddity" : "fault", place);
		const char *value = fault->value == NULL ? NULL : epcis_source_text(fault->value);

		refused = refused || fault->wrong != EPCIS_ODD;
		read_set(&row, READ_FIELD, fault->field);
		read_set(&row, READ_STATE, fault_state(fault->wrong));
		row.values[READ_MESSAGE] = CStringGetTextDatum(value == NULL ? psprintf("%s %s", epcis_source_text(fault->field), fault->reason) :
													   psprintf("%s %s: \"%s\"", epcis_source_text(fault->field), fault->reason, quoted_value(value, strlen(value))));
		row.nulls[READ_MESSAGE] = false;
		tuplestore_putvalues(result->setResult, result->setDesc, row.values, row.nulls);
	}
	return refused;
}

static void
read_items(ReadRow *row, const EpcisEvent *event)
{
	int			count = 0;
	Datum	   *columns[5];
	bool	   *missing[5];

	for (const EpcisItem *item = event->items; item != NULL; item = item->next)
		count++;
	for (int i = 0; i < 5; i++)
	{
		columns[i] = palloc(sizeof(Datum) * Max(count, 1));
		missing[i] = palloc0(sizeof(bool) * Max(count, 1));
	}
	count = 0;
	for (const EpcisItem *item = event->items; item != NULL; item = item->next, count++)
	{
		columns[0][count] = CStringGetTextDatum(item->role);
		columns[1][count] = BoolGetDatum(item->instance);
		columns[2][count] = CStringGetTextDatum(epcis_source_text(item->code));
		missing[3][count] = item->amount == NULL;
		columns[3][count] = item->amount == NULL ? (Datum) 0 : CStringGetTextDatum(item->amount);
		missing[4][count] = item->unit == NULL;
		columns[4][count] = item->unit == NULL ? (Datum) 0 : CStringGetTextDatum(epcis_source_text(item->unit));
	}
	for (int i = 0; i < 5; i++)
	{
		int			lower = 1;
		bool		flag = READ_ROLES + i == READ_INSTANCES;

		row->nulls[READ_ROLES + i] = false;
		row->values[READ_ROLES + i] = PointerGetDatum(construct_md_array(columns[i], missing[i], 1, &count, &lower, flag ? BOOLOID : TEXTOID,
																		 flag ? 1 : -1, flag, flag ? TYPALIGN_CHAR : TYPALIGN_INT));
	}
}

static void
read_document_fault(ReturnSetInfo *result, const EpcisDocument *document)
{
	ReadRow		row = read_row("fault", 0);

	if (document->fault_field != NULL)
		read_set(&row, READ_FIELD, document->fault_field);
	read_set(&row, READ_STATE, document->fault_field != NULL && strcmp(document->fault, "is missing") == 0 ? "23502" : "22P02");
	row.values[READ_MESSAGE] = CStringGetTextDatum(epcis_source_fault(document));
	row.nulls[READ_MESSAGE] = false;
	tuplestore_putvalues(result->setResult, result->setDesc, row.values, row.nulls);
}

/* A row that says so far which part of the document it is. */
static ReadRow
read_row(const char *part, int place)
{
	ReadRow		row;

	memset(row.nulls, true, sizeof(row.nulls));
	memset(row.values, 0, sizeof(row.values));
	row.values[READ_PART] = CStringGetTextDatum(part);
	row.nulls[READ_PART] = false;
	row.values[READ_PLACE] = Int32GetDatum(place);
	row.nulls[READ_PLACE] = place == 0;
	return row;
}

static void
read_set(ReadRow *row, enum ReadColumn column, const char *text)
{
	row->nulls[column] = text == NULL;
	row->values[column] = text == NULL ? (Datum) 0 : CStringGetTextDatum(epcis_source_text(text));
}

static Datum
read_json(const DocumentNode *node)
{
	Arena		arena = call_arena();
	DocumentText text;

	document_text_open(&text, &arena);
	document_text_json(&text, node);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(epcis_source_text(text.data)));
}

static const char *
fault_state(EpcisWrong wrong)
{
	switch (wrong)
	{
		case EPCIS_MISSING:
			return "23502";
		case EPCIS_VALUE:
			return "22P02";
		case EPCIS_TIME_VALUE:
			return "22007";
		case EPCIS_UNKNOWN:
			return "22023";
		default:
			return "01000";
	}
}
