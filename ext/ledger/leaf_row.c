/*-------------------------------------------------------------------------
 *
 * leaf_row.c
 *	  The bytes of a sealed row, and the checks of its columns.
 *
 * What is known of a kind of row is kept from call to call of a function, as
 * long as rows of one kind come.  The key of a row, its column id, stands in
 * front of the columns and is none of them.
 *
 * The checks prove nothing: they tell which column is another one than it was,
 * once the hash has told that the row is.  One row's checks are a bit for each
 * column, set where it has a value, and the CRC-32C of each value that there is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "port/pg_crc32c.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "ledger/leaf_row.h"
#include "ledger/leaf_value.h"
#include "server/memory_arena.h"
#include "server/pg_compat.h"

/* What a function keeps from call to call. */
typedef struct LeafRow
{
	Oid			type;
	int32		modifier;
	ArrayType  *left_out;		/* names of columns that are left out */
	MemoryContext context;		/* of what is known of the kind of row */
	MemoryContext scratch;		/* of values while they are written; emptied after each row */
	LeafRecord *record;
	MemoryArena arena;
	LeafWriter	writer;
	size_t	   *begins;			/* where each column's value begins, 0 where it has none */
	size_t	   *ends;
	Datum	   *values;
	bool	   *nulls;
} LeafRow;

static bool
is_left_out(const char *name, void *state)
{
	ArrayType  *names = state;
	ArrayIterator iterator;
	Datum		value;
	bool		is_null;
	bool		found = false;

	if (strcmp(name, "id") == 0)
		return true;
	if (names == NULL)
		return false;
	iterator = array_create_iterator(names, 0, NULL);
	while (!found && array_iterate(iterator, &value, &is_null))
		found = !is_null && strcmp(TextDatumGetCString(value), name) == 0;
	array_free_iterator(iterator);
	return found;
}

static LeafRow *
leaf_row_new(MemoryContext parent, Oid type, int32 modifier, ArrayType *left_out)
{
	MemoryContext context = AllocSetContextCreate(parent, "sealed row", ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	LeafRow    *row = palloc0(sizeof(LeafRow));
	int			count;

	row->type = type;
	row->modifier = modifier;
	row->context = context;
	row->scratch = AllocSetContextCreate(context, "values of a sealed row", ALLOCSET_SMALL_SIZES);
	if (left_out != NULL)
	{
		row->left_out = palloc(VARSIZE(left_out));
		memcpy(row->left_out, left_out, VARSIZE(left_out));
	}
	row->record = leaf_value_record(lookup_rowtype_tupdesc_copy(type, modifier), is_left_out, row->left_out);
	count = row->record->count;
	row->begins = palloc0(sizeof(size_t) * (count + 1));
	row->ends = palloc0(sizeof(size_t) * (count + 1));
	row->values = palloc(sizeof(Datum) * (row->record->row->natts + 1));
	row->nulls = palloc(sizeof(bool) * (row->record->row->natts + 1));
	memory_arena_init(&row->arena, context, 0);
	row->writer.arena = &row->arena.arena;
	MemoryContextSwitchTo(caller);
	return row;
}

static bool
same_left_out(const ArrayType *a, const ArrayType *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0;
}

/* What is known of the row that a function is called with, and of the names it is to leave out. */
LeafRow *
leaf_row_of(FunctionCallInfo fcinfo, int row_argument, int left_out_argument)
{
	HeapTupleHeader header = PG_GETARG_HEAPTUPLEHEADER(row_argument);
	ArrayType  *left_out = PG_ARGISNULL(left_out_argument) ? NULL : PG_GETARG_ARRAYTYPE_P(left_out_argument);
	Oid			type = HeapTupleHeaderGetTypeId(header);
	int32		modifier = HeapTupleHeaderGetTypMod(header);
	LeafRow    *row = fcinfo->flinfo->fn_extra;

	if (row != NULL && row->type == type && row->modifier == modifier && same_left_out(row->left_out, left_out))
		return row;
	if (row != NULL)
		MemoryContextDelete(row->context);
	fcinfo->flinfo->fn_extra = NULL;
	row = leaf_row_new(fcinfo->flinfo->fn_mcxt, type, modifier, left_out);
	fcinfo->flinfo->fn_extra = row;
	return row;
}

/* Writes the bytes of a row; they stand until the next row. */
const LeafWriter *
leaf_row_bytes(LeafRow *row, const text *table, int64 row_id, HeapTupleHeader header)
{
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(header), .t_data = header};
	MemoryContext caller = MemoryContextSwitchTo(row->scratch);
	size_t		table_size = VARSIZE_ANY_EXHDR(table);
	const char *table_name = leaf_value_text(VARDATA_ANY(table), &table_size);

	heap_deform_tuple(&tuple, row->record->row, row->values, row->nulls);
	leaf_bytes_begin(&row->writer, table_name, table_size, row_id);
	for (int i = 0; i < row->record->count; i++)
	{
		LeafField  *field = &row->record->fields[i];

		row->begins[i] = row->ends[i] = 0;
		if (row->nulls[field->number])
			continue;
		leaf_bytes_name(&row->writer, field->name, field->name_size);
		row->begins[i] = row->writer.size;
		leaf_value_add(&row->writer, &field->type, row->values[field->number]);
		row->ends[i] = row->writer.size;
	}
	MemoryContextSwitchTo(caller);
	MemoryContextReset(row->scratch);
	return &row->writer;
}

/* The check of a value, of its tag and size too. */
void
leaf_row_check(const uint8 *value, Size size, uint8 *check)
{
	pg_crc32c	crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, value, size);
	FIN_CRC32C(crc);
	for (int i = 0; i < LEAF_CHECK_SIZE; i++)
		check[i] = (uint8) (crc >> 8 * (LEAF_CHECK_SIZE - 1 - i));
}

/* The most that the checks of a row take. */
Size
leaf_row_checks_size(const LeafRow *row)
{
	return (row->record->count + 7) / 8 + row->record->count * LEAF_CHECK_SIZE;
}

/* Writes the checks of the row that was written last; returns what they take. */
Size
leaf_row_checks(LeafRow *row, uint8 *checks)
{
	int			count = row->record->count;
	uint8	   *check = checks + (count + 7) / 8;

	memset(checks, 0, (count + 7) / 8);
	for (int i = 0; i < count; i++)
	{
		if (row->ends[i] == 0)
			continue;
		checks[i / 8] |= 1 << i % 8;
		leaf_row_check(row->writer.bytes + row->begins[i], row->ends[i] - row->begins[i], check);
		check += LEAF_CHECK_SIZE;
	}
	return check - checks;
}
