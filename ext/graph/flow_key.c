/*-------------------------------------------------------------------------
 *
 * flow_key.c
 *	  Which keys of the flow store are meant by lists of countries, parties,
 *	  sites, materials and items.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "graph/flow_store.h"
#include "server/id_array.h"
#include "server/pg_compat.h"
#include "server/table_rows.h"

MATERIALS_FUNCTION(flow_keys);

/* Columns that are read: the key and its generation, then what lists are about. */
enum
{
	COLUMN_GENERATION,
	COLUMN_KEY,
	COLUMN_COUNTRY,
	COLUMN_PRODUCER,
	COLUMN_SITE,
	COLUMN_MATERIAL,
	COLUMN_ITEM
};

static const TableColumn columns[] = {
	{"generation", INT8OID}, {"key", INT4OID}, {"country", InvalidOid, "country"}, {"producer_id", INT8OID}, {"site_id", INT8OID}, {"material", TEXTOID}, {"item_id", INT8OID}, {NULL}
};

/* A list restricts where it is there. */
typedef struct KeyList
{
	bool		given;
	int64	   *ids;			/* ascending; countries too are compared as numbers */
	Size		id_count;
	Datum	   *words;			/* of a list of texts */
	int			word_count;
} KeyList;

typedef struct KeyLists
{
	KeyList		countries;
	KeyList		producers;
	KeyList		sites;
	KeyList		materials;
	KeyList		items;
} KeyLists;

static KeyList
ids_list(FunctionCallInfo fcinfo, int argument)
{
	KeyList		list = {.given = !PG_ARGISNULL(argument)};

	if (list.given)
		list.ids = id_array_take(PG_GETARG_ARRAYTYPE_P(argument), &list.id_count);
	return list;
}

static KeyList
countries_list(FunctionCallInfo fcinfo, int argument)
{
	KeyList		list = {.given = !PG_ARGISNULL(argument)};
	IdList		codes = {0};
	Datum	   *elements;
	bool	   *nulls;
	int			n;

	if (!list.given)
		return list;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument), ARR_ELEMTYPE(PG_GETARG_ARRAYTYPE_P(argument)), sizeof(int16), true, TYPALIGN_SHORT, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		if (!nulls[i])
			id_list_add(&codes, DatumGetInt16(elements[i]));
	}
	list.ids = codes.ids;
	list.id_count = codes.count == 0 ? 0 : id_array_unique(codes.ids, codes.count);
	return list;
}

static KeyList
words_list(FunctionCallInfo fcinfo, int argument)
{
	KeyList		list = {.given = !PG_ARGISNULL(argument)};
	Datum	   *elements;
	bool	   *nulls;
	int			n;

	if (!list.given)
		return list;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	list.words = palloc(sizeof(Datum) * (n + 1));
	for (int i = 0; i < n; i++)
	{
		if (!nulls[i])
			list.words[list.word_count++] = elements[i];
	}
	return list;
}

static inline bool
id_meant(const KeyList *list, bool isnull, int64 id)
{
	return !list->given || (!isnull && id_array_find(list->ids, list->id_count, id) != NULL);
}

/* Words are told apart by their bytes, as the type's operator does under a deterministic collation. */
static bool
word_meant(const KeyList *list, bool isnull, Datum word)
{
	const text *value;

	if (!list->given || isnull)
		return !list->given;
	value = DatumGetTextPP(word);
	for (int i = 0; i < list->word_count; i++)
	{
		const text *other = DatumGetTextPP(list->words[i]);

		if (VARSIZE_ANY_EXHDR(value) == VARSIZE_ANY_EXHDR(other) && memcmp(VARDATA_ANY(value), VARDATA_ANY(other), VARSIZE_ANY_EXHDR(value)) == 0)
			return true;
	}
	return false;
}

static bool
key_meant(const TableRows *rows, const KeyLists *lists)
{
	return id_meant(&lists->countries, rows->nulls[COLUMN_COUNTRY], DatumGetInt16(rows->values[COLUMN_COUNTRY]))
		&& id_meant(&lists->producers, rows->nulls[COLUMN_PRODUCER], DatumGetInt64(rows->values[COLUMN_PRODUCER]))
		&& id_meant(&lists->sites, rows->nulls[COLUMN_SITE], DatumGetInt64(rows->values[COLUMN_SITE]))
		&& word_meant(&lists->materials, rows->nulls[COLUMN_MATERIAL], rows->values[COLUMN_MATERIAL])
		&& id_meant(&lists->items, rows->nulls[COLUMN_ITEM], DatumGetInt64(rows->values[COLUMN_ITEM]));
}

/*
 * flow_keys(flow_key regclass, generation int8, countries country[], party_ids int8[], site_ids int8[], materials text[], item_ids int8[]);
 * NULL where the table has to be asked by SQL.
 */
Datum
flow_keys(PG_FUNCTION_ARGS)
{
	KeyLists	lists;
	TableRows	rows;
	int64		generation;
	Datum	   *keys;
	int			count = 0,
				space = 256;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || !flow_store_may_scan() || !table_rows_open(&rows, PG_GETARG_OID(0), columns))
		PG_RETURN_NULL();
	generation = PG_GETARG_INT64(1);
	lists = (KeyLists) {countries_list(fcinfo, 2), ids_list(fcinfo, 3), ids_list(fcinfo, 4), words_list(fcinfo, 5), ids_list(fcinfo, 6)};
	keys = palloc(sizeof(Datum) * space);
	while (table_rows_next(&rows))
	{
		CHECK_FOR_INTERRUPTS();
		if (DatumGetInt64(rows.values[COLUMN_GENERATION]) != generation || !key_meant(&rows, &lists))
			continue;
		if (count == space)
		{
			space *= 2;
			keys = repalloc_huge(keys, sizeof(Datum) * (Size) space);
		}
		keys[count++] = rows.values[COLUMN_KEY];
	}
	table_rows_close(&rows);
	PG_RETURN_ARRAYTYPE_P(construct_array(keys, count, INT4OID, sizeof(int32), true, TYPALIGN_INT));
}
