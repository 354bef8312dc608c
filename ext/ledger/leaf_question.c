/*-------------------------------------------------------------------------
 *
 * leaf_question.c
 *	  What SQL asks about the bytes of rows: sealed, hashed, compared.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "ledger/leaf_row.h"
#include "ledger/sha256_digest.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(leaf_bytes);
MATERIALS_FUNCTION(leaf_hash);
MATERIALS_FUNCTION(leaf_seal);
MATERIALS_FUNCTION(leaf_difference);
MATERIALS_FUNCTION(leaf_change);

/* The checks of one row of a page: a bit for each column, then what there is. */
typedef struct LeafChecks
{
	const uint8 *bits;
	const uint8 *next;			/* check of the next column that has one */
} LeafChecks;

static const LeafWriter *
row_bytes(FunctionCallInfo fcinfo, struct LeafRow **row)
{
	*row = leaf_row_of(fcinfo, 2, 3);
	return leaf_row_bytes(*row, PG_GETARG_TEXT_PP(0), PG_GETARG_INT64(1), PG_GETARG_HEAPTUPLEHEADER(2));
}

/* leaf_bytes(relation text, row_id bigint, row record, left_out text[]): what is sealed of a row. */
Datum
leaf_bytes(PG_FUNCTION_ARGS)
{
	struct LeafRow *row;
	const LeafWriter *writer = row_bytes(fcinfo, &row);
	bytea	   *result = palloc(VARHDRSZ + writer->size);

	SET_VARSIZE(result, VARHDRSZ + writer->size);
	memcpy(VARDATA(result), writer->bytes, writer->size);
	PG_RETURN_BYTEA_P(result);
}

static void
hash_leaf(const LeafWriter *writer, uint8 *hash)
{
	MerkleDigest digest;
	MerkleHash	leaf;

	sha256_digest_begin(&digest);
	digest.hash(digest.state, MERKLE_LEAF, writer->bytes, writer->size, &leaf);
	sha256_digest_end(&digest);
	memcpy(hash, leaf.bytes, MERKLE_HASH_SIZE);
}

/* leaf_hash(relation text, row_id bigint, row record, left_out text[]): the leaf of a row. */
Datum
leaf_hash(PG_FUNCTION_ARGS)
{
	struct LeafRow *row;
	const LeafWriter *writer = row_bytes(fcinfo, &row);
	bytea	   *result = palloc(VARHDRSZ + MERKLE_HASH_SIZE);

	SET_VARSIZE(result, VARHDRSZ + MERKLE_HASH_SIZE);
	hash_leaf(writer, (uint8 *) VARDATA(result));
	PG_RETURN_BYTEA_P(result);
}

/* leaf_seal(relation text, row_id bigint, row record, left_out text[]): the leaf of a row, and the checks of its columns. */
Datum
leaf_seal(PG_FUNCTION_ARGS)
{
	struct LeafRow *row;
	const LeafWriter *writer = row_bytes(fcinfo, &row);
	bytea	   *result = palloc(VARHDRSZ + MERKLE_HASH_SIZE + leaf_row_checks_size(row));
	uint8	   *bytes = (uint8 *) VARDATA(result);

	hash_leaf(writer, bytes);
	SET_VARSIZE(result, VARHDRSZ + MERKLE_HASH_SIZE + leaf_row_checks(row, bytes + MERKLE_HASH_SIZE));
	PG_RETURN_BYTEA_P(result);
}

/* --- what differs --- */

/* Goes to a row's checks among those of a page; false where they break off. */
static bool
checks_find(LeafChecks *checks, const uint8 *bytes, const uint8 *end, int columns, int place)
{
	const uint8 *next = bytes;

	for (int i = 0; i <= place; i++)
	{
		ptrdiff_t	bits_size = (columns + 7) / 8;
		int			count = 0;

		if (end - next < bits_size)
			return false;
		for (ptrdiff_t k = 0; k < bits_size; k++)
			count += __builtin_popcount(next[k]);
		*checks = (LeafChecks) {next, next + bits_size};
		next += bits_size + count * LEAF_CHECK_SIZE;
		if (next > end)
			return false;
	}
	return place >= 0;
}

/* The check of the next column; NULL where it has no value. */
static const uint8 *
checks_next(LeafChecks *checks, int column)
{
	const uint8 *check = checks->next;

	if (!(checks->bits[column / 8] >> column % 8 & 1))
		return NULL;
	checks->next += LEAF_CHECK_SIZE;
	return check;
}

static bool
names_have(Datum *names, int count, const char *name, size_t size)
{
	for (int i = 0; i < count; i++)
		if (VARSIZE_ANY_EXHDR(DatumGetPointer(names[i])) == size && memcmp(VARDATA_ANY(DatumGetPointer(names[i])), name, size) == 0)
			return true;
	return false;
}

static void
names_of(ArrayType *array, Datum **names, int *count)
{
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, names, NULL, count);
}

static Datum
names_array(Datum *names, int count)
{
	return PointerGetDatum(construct_array(names, count, TEXTOID, -1, false, TYPALIGN_INT));
}

static int
names_compare(const void *a, size_t a_size, const void *b, size_t b_size)
{
	int			order = memcmp(a, b, Min(a_size, b_size));

	return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

/* Reads the columns of a row's bytes into a list; false where they are no row's. */
static bool
columns_read(bytea *bytes, LeafReader *reader, LeafColumn **columns, int *count)
{
	LeafColumn	column;
	int			space = 16;

	*count = 0;
	if (!leaf_bytes_read(reader, (const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)))
		return false;
	*columns = palloc(sizeof(LeafColumn) * space);
	while (leaf_bytes_next(reader, &column))
	{
		if (*count == space)
			*columns = repalloc(*columns, sizeof(LeafColumn) * (space *= 2));
		(*columns)[(*count)++] = column;
	}
	return leaf_bytes_end(reader);
}

/*
 * leaf_difference(columns text[], checks bytea, place integer, bytes bytea, left_out text[]):
 * which columns of a row are not what they were when it was sealed.  Both lists of columns
 * are in the order of their names, so they are gone through side by side.
 */
Datum
leaf_difference(PG_FUNCTION_ARGS)
{
	bytea	   *page = PG_GETARG_BYTEA_PP(1);
	const uint8 *page_bytes = (const uint8 *) VARDATA_ANY(page);
	LeafReader	reader;
	LeafColumn *now;
	int			now_count;
	LeafChecks	sealed = {0};
	Datum	   *names;
	int			name_count;
	Datum	   *left_out;
	int			left_out_count;
	Datum	   *found;
	int			found_count = 0;
	int			i = 0;
	int			k = 0;

	names_of(PG_GETARG_ARRAYTYPE_P(0), &names, &name_count);
	names_of(PG_GETARG_ARRAYTYPE_P(4), &left_out, &left_out_count);
	if (!columns_read(PG_GETARG_BYTEA_PP(3), &reader, &now, &now_count) ||
		!checks_find(&sealed, page_bytes, page_bytes + VARSIZE_ANY_EXHDR(page), name_count, PG_GETARG_INT32(2)))
		PG_RETURN_NULL();
	found = palloc(sizeof(Datum) * (name_count + now_count + 1));
	while (i < name_count || k < now_count)
	{
		const char *name = i < name_count ? VARDATA_ANY(DatumGetPointer(names[i])) : NULL;
		size_t		name_size = i < name_count ? VARSIZE_ANY_EXHDR(DatumGetPointer(names[i])) : 0;
		LeafColumn *column = k < now_count ? &now[k] : NULL;
		int			order = name == NULL ? 1 : column == NULL ? -1 : names_compare(name, name_size, column->name, column->name_size);
		const uint8 *then = order <= 0 ? checks_next(&sealed, i++) : NULL;
		uint8		check[LEAF_CHECK_SIZE];
		bool		same;

		if (order > 0)
		{
			name = (const char *) column->name;
			name_size = column->name_size;
		}
		if (order >= 0)
		{
			leaf_row_check(column->value, column->value_size, check);
			same = then != NULL && memcmp(then, check, LEAF_CHECK_SIZE) == 0;
			k++;
		}
		else
			same = then == NULL;
		if (!same && !names_have(left_out, left_out_count, name, name_size))
			found[found_count++] = PointerGetDatum(cstring_to_text_with_len(name, (int) name_size));
	}
	PG_RETURN_DATUM(names_array(found, found_count));
}

/*
 * leaf_change(former bytea, latter bytea, ignored text[]): which columns two states of a row differ in.  Columns
 * that are ignored count only where the former state has them.  NULL where one of the two is no row's bytes.
 */
Datum
leaf_change(PG_FUNCTION_ARGS)
{
	LeafReader	readers[2];
	LeafColumn *columns[2];
	int			counts[2];
	Datum	   *ignored;
	int			ignored_count;
	Datum	   *found;
	int			found_count = 0;
	int			i = 0;
	int			k = 0;

	if (!columns_read(PG_GETARG_BYTEA_PP(0), &readers[0], &columns[0], &counts[0]) ||
		!columns_read(PG_GETARG_BYTEA_PP(1), &readers[1], &columns[1], &counts[1]))
		PG_RETURN_NULL();
	names_of(PG_GETARG_ARRAYTYPE_P(2), &ignored, &ignored_count);
	found = palloc(sizeof(Datum) * (counts[0] + counts[1] + 1));
	if (readers[0].row_id != readers[1].row_id)
		found[found_count++] = CStringGetTextDatum("id");
	while (i < counts[0] || k < counts[1])
	{
		LeafColumn *a = i < counts[0] ? &columns[0][i] : NULL;
		LeafColumn *b = k < counts[1] ? &columns[1][k] : NULL;
		int			order = a == NULL ? 1 : b == NULL ? -1 : names_compare(a->name, a->name_size, b->name, b->name_size);
		const LeafColumn *one = order <= 0 ? a : b;
		bool		same = order == 0 && a->value_size == b->value_size && memcmp(a->value, b->value, a->value_size) == 0;

		i += order <= 0;
		k += order >= 0;
		if (!same && !(order > 0 && names_have(ignored, ignored_count, (const char *) one->name, one->name_size)))
			found[found_count++] = PointerGetDatum(cstring_to_text_with_len((const char *) one->name, (int) one->name_size));
	}
	PG_RETURN_DATUM(names_array(found, found_count));
}
