/*-------------------------------------------------------------------------
 *
 * csv_read.c
 *	  The rows of a CSV file, read by the server's own reader of COPY.
 *
 * COPY cannot be told to go on after a row of too few fields, nor to take the
 * columns from the file's own header; its reader can be used without these
 * rules.  The text comes from the call, or line by line from the lines that
 * this session copied in, so that no file is in memory as a whole.  COPY's
 * reader reports what it has read to pg_stat_progress_copy.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "commands/copy.h"
#include "commands/copyfrom_internal.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "server/pg_compat.h"

MATERIALS_FUNCTION(csv_read);

/* Longer than any row that is meant so: a quotation mark that nobody closed takes in all that follows. */
#define ROW_BYTES_MAX (16 * 1024 * 1024)
#define FIELDS_MAX 1600
/* Lines are at most as long as a row, so this many stay within bounds. */
#define LINES_AT_ONCE 16

#define LINES_QUERY "SELECT l.line FROM pg_temp.csv_line AS l ORDER BY l.id"

typedef struct CsvSource
{
	Portal		lines;			/* the lines that wait; NULL where the text came with the call */
	StringInfoData text;		/* what was fetched */
	int			taken;			/* bytes of it that the reader has */
	uint64		row_bytes;		/* bytes given since the last row was complete */
	uint64		line;			/* on which the row begins that is read */
	bool		ended;
} CsvSource;

/* COPY calls back without an argument: the source of the reader that is at work. */
static CsvSource *csv_source;

static CopyFromState csv_open(CsvSource *source, Relation relation, const char *delimiter);
static void csv_rows(CopyFromState reader, ReturnSetInfo *result);
static bool csv_fields(char **fields, int count, Datum *row);
static Datum csv_text(const char *field, bool *blank);
static int	csv_give(void *buffer, int size_min, int size_max);
static bool csv_fetch(CsvSource *source);
static void csv_line_context(void *source);

/* Rows with the line on which they begin; rows without any text are left out. */
Datum
csv_read(PG_FUNCTION_ARGS)
{
	CsvSource	source = {0};
	ErrorContextCallback place;
	CopyFromState reader;
	Relation	relation;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	relation = table_open(PG_GETARG_OID(0), AccessShareLock);
	initStringInfo(&source.text);
	SPI_connect();
	if (PG_ARGISNULL(2))
		source.lines = SPI_cursor_open_with_args(NULL, LINES_QUERY, 0, NULL, NULL, NULL, true, 0);
	else
	{
		text	   *content = PG_GETARG_TEXT_PP(2);

		appendBinaryStringInfo(&source.text, VARDATA_ANY(content), VARSIZE_ANY_EXHDR(content));
	}

	reader = csv_open(&source, relation, text_to_cstring(PG_GETARG_TEXT_PP(1)));
	place.callback = csv_line_context;
	place.arg = &source;
	place.previous = error_context_stack;
	error_context_stack = &place;
	csv_rows(reader, (ReturnSetInfo *) fcinfo->resultinfo);
	error_context_stack = place.previous;
	EndCopyFrom(reader);
	if (source.lines != NULL)
		SPI_cursor_close(source.lines);
	SPI_finish();
	table_close(relation, AccessShareLock);
	return (Datum) 0;
}

/* The relation only lends its name to pg_stat_progress_copy. */
static CopyFromState
csv_open(CsvSource *source, Relation relation, const char *delimiter)
{
	List	   *options = list_make3(
									 makeDefElem("format", (Node *) makeString("csv"), -1),
									 makeDefElem("delimiter", (Node *) makeString(pstrdup(delimiter)), -1),
									 makeDefElem("encoding", (Node *) makeString(pstrdup(GetDatabaseEncodingName())), -1));

	csv_source = source;
	return BeginCopyFrom(NULL, relation, NULL, NULL, false, csv_give, NIL, options);
}

static void
csv_rows(CopyFromState reader, ReturnSetInfo *result)
{
	MemoryContext row_context = AllocSetContextCreate(CurrentMemoryContext, "CSV row", ALLOCSET_DEFAULT_SIZES);
	CsvSource  *source = csv_source;
	char	  **fields;
	int			count;

	source->line = 1;
	while (csv_source = source, NextCopyFromRawFields(reader, &fields, &count))
	{
		MemoryContext outer = MemoryContextSwitchTo(row_context);
		Datum		row[2];
		bool		nulls[2] = {false, false};

		CHECK_FOR_INTERRUPTS();
		row[0] = Int64GetDatum((int64) source->line);
		if (csv_fields(fields, count, &row[1]))
			tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
		MemoryContextSwitchTo(outer);
		MemoryContextReset(row_context);
		source->line = reader->cur_lineno + 1;
		source->row_bytes = 0;
	}
	/* A line of "\." ends a file for COPY, even where more follows. */
	if (INPUT_BUF_BYTES(reader) > 0 || source->taken < source->text.len || csv_fetch(source))
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file goes on after its end"),
				 errdetail("A line that consists of \"\\.\" ends the data of COPY."),
				 errhint("Remove the line.")));
	MemoryContextDelete(row_context);
}

/* An array of the fields, without blanks around them; false where all are empty. */
static bool
csv_fields(char **fields, int count, Datum *row)
{
	Datum	   *values;
	bool	   *nulls;
	bool		blank = true;
	int			lower = 1;

	if (count > FIELDS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_TOO_MANY_COLUMNS),
				 errmsg("a row has %d fields", count),
				 errdetail("The limit is %d.", FIELDS_MAX)));
	values = palloc(count * sizeof(Datum));
	nulls = palloc(count * sizeof(bool));
	for (int i = 0; i < count; i++)
	{
		values[i] = csv_text(fields[i], &nulls[i]);
		blank = blank && nulls[i];
	}
	*row = PointerGetDatum(construct_md_array(values, nulls, 1, &count, &lower, TEXTOID, -1, false, TYPALIGN_INT));
	return !blank;
}

/* A field without blanks at its ends, be they those that do not break lines; empty is no value. */
static Datum
csv_text(const char *field, bool *blank)
{
	static const char *const no_break = "\xC2\xA0";
	bool		utf8 = GetDatabaseEncoding() == PG_UTF8;
	const char *end;

	*blank = true;
	if (field == NULL)
		return (Datum) 0;
	end = field + strlen(field);
	for (;; field++)
	{
		if (utf8 && strncmp(field, no_break, 2) == 0)
			field++;
		else if (*field == '\0' || strchr(" \t\r\n", *field) == NULL)
			break;
	}
	for (; end > field; end--)
	{
		if (utf8 && end - field >= 2 && memcmp(end - 2, no_break, 2) == 0)
			end--;
		else if (strchr(" \t\r\n", end[-1]) == NULL)
			break;
	}
	*blank = end == field;
	return *blank ? (Datum) 0 : PointerGetDatum(cstring_to_text_with_len(field, end - field));
}

/* The reader asks for bytes. */
static int
csv_give(void *buffer, int size_min, int size_max)
{
	CsvSource  *source = csv_source;
	int			size;

	if (source->taken == source->text.len && !csv_fetch(source))
		return 0;
	if (source->row_bytes > ROW_BYTES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a row of the file is longer than %d MB", ROW_BYTES_MAX / 1024 / 1024),
				 errhint("Is there a quotation mark that is not closed?")));
	size = Min(size_max, source->text.len - source->taken);
	memcpy(buffer, source->text.data + source->taken, size);
	source->taken += size;
	source->row_bytes += size;
	return size;
}

/* The next lines that wait; false where there are none. */
static bool
csv_fetch(CsvSource *source)
{
	if (source->lines == NULL || source->ended)
		return false;
	resetStringInfo(&source->text);
	source->taken = 0;
	SPI_cursor_fetch(source->lines, true, LINES_AT_ONCE);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		bool		empty;
		Datum		line = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &empty);

		if (!empty)
		{
			text	   *packed = DatumGetTextPP(line);

			appendBinaryStringInfo(&source->text, VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed));
			if ((Pointer) packed != DatumGetPointer(line))
				pfree(packed);
		}
		appendStringInfoChar(&source->text, '\n');
	}
	source->ended = SPI_processed == 0;
	SPI_freetuptable(SPI_tuptable);
	return !source->ended;
}

/* Never translated: import_csv takes the line from it. */
static void
csv_line_context(void *source)
{
	errcontext("CSV line " UINT64_FORMAT, ((CsvSource *) source)->line);
}
