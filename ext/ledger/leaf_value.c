/*-------------------------------------------------------------------------
 *
 * leaf_value.c
 *	  A value as it stands in the bytes of a sealed row.
 *
 * One form for each type, which no setting of the session and no property of
 * the machine changes: docs/internals/formats.md.  Types that are not known
 * here are written in their own binary form, with the type's name.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/multirangetypes.h"
#include "utils/rangetypes.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"
#include "utils/uuid.h"

#include "ledger/leaf_value.h"
#include "server/pg_compat.h"

#define RANGE_EMPTY_FLAG 1		/* in the byte before a range's ends */
#define RANGE_LOWER_FLAG 2		/* it has a lower end, which counts as LOWER_IN says */
#define RANGE_UPPER_FLAG 4
#define RANGE_LOWER_IN_FLAG 8
#define RANGE_UPPER_IN_FLAG 16

/* Text of the server in UTF-8. */
const char *
leaf_value_text(const char *text, size_t *size)
{
	char	   *converted = pg_server_to_any(text, (int) *size, PG_UTF8);

	if (converted != text)
		*size = strlen(converted);
	return converted;
}

/* --- how a type is written --- */

static LeafTag
tag_of_type(Oid type)
{
	switch (type)
	{
		case BOOLOID:
			return LEAF_BOOLEAN;
		case INT2OID:
		case INT4OID:
		case INT8OID:
			return LEAF_INTEGER;
		case BYTEAOID:
			return LEAF_BYTES;
		case NUMERICOID:
			return LEAF_NUMERIC;
		case DATEOID:
			return LEAF_DATE;
		case TIMESTAMPTZOID:
			return LEAF_INSTANT;
		case TIMESTAMPOID:
			return LEAF_TIMESTAMP;
		case UUIDOID:
			return LEAF_UUID;
		case JSONBOID:
			return LEAF_JSON;
		case FLOAT4OID:
		case FLOAT8OID:
			return LEAF_FLOAT;
		case JSONOID:
		case XMLOID:
			return LEAF_TEXT;
	}
	return LEAF_OTHER;
}

static const char *
name_of_type(Oid type)
{
	HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	char	   *name;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "there is no type %u", type);
	name = pstrdup(NameStr(((Form_pg_type) GETSTRUCT(tuple))->typname));
	ReleaseSysCache(tuple);
	return name;
}

static void
leaf_type_output(LeafType *leaf, bool binary)
{
	Oid			function;
	bool		varlena;

	if (binary)
		getTypeBinaryOutputInfo(leaf->type, &function, &varlena);
	else
		getTypeOutputInfo(leaf->type, &function, &varlena);
	fmgr_info(function, &leaf->output);
}

static void
leaf_type_init(LeafType *leaf, Oid type)
{
	char		category;
	bool		preferred;
	char		kind;

	*leaf = (LeafType) {.type = getBaseType(type)};
	type = leaf->type;
	leaf->tag = tag_of_type(type);
	get_typlenbyvalalign(type, &leaf->size, &leaf->by_value, &leaf->align);
	get_type_category_preferred(type, &category, &preferred);
	kind = get_typtype(type);
	if (leaf->tag == LEAF_OTHER)
	{
		Oid			element = InvalidOid;

		if (kind == TYPTYPE_RANGE || kind == TYPTYPE_MULTIRANGE)
		{
			leaf->cache = lookup_type_cache(type, kind == TYPTYPE_RANGE ? TYPECACHE_RANGE_INFO : TYPECACHE_MULTIRANGE_INFO);
			leaf->tag = kind == TYPTYPE_RANGE ? LEAF_RANGE : LEAF_MULTIRANGE;
			element = kind == TYPTYPE_RANGE ? leaf->cache->rngelemtype->type_id : leaf->cache->rngtype->type_id;
		}
		else if (OidIsValid(element = get_element_type(type)))
			leaf->tag = LEAF_ARRAY;
		else if (kind == TYPTYPE_COMPOSITE)
		{
			leaf->tag = LEAF_RECORD;
			leaf->record = leaf_value_record(lookup_rowtype_tupdesc_copy(type, -1), NULL, NULL);
		}
		else if (kind == TYPTYPE_ENUM || category == TYPCATEGORY_STRING)
			leaf->tag = LEAF_TEXT;
		if (OidIsValid(element))
		{
			leaf->element = palloc(sizeof(LeafType));
			leaf_type_init(leaf->element, element);
		}
	}
	if (leaf->tag == LEAF_TEXT || leaf->tag == LEAF_NUMERIC || leaf->tag == LEAF_JSON)
		leaf_type_output(leaf, false);
	else if (leaf->tag == LEAF_OTHER)
	{
		leaf_type_output(leaf, true);
		leaf->name = name_of_type(type);
	}
}

static int
field_compare(const void *a, const void *b)
{
	return strcmp(((const LeafField *) a)->name, ((const LeafField *) b)->name);
}

/* What is known of the columns of a kind of row, but for those left out; in the current memory context. */
LeafRecord *
leaf_value_record(TupleDesc row, bool (*left_out) (const char *name, void *state), void *state)
{
	LeafRecord *record = palloc0(sizeof(LeafRecord));

	record->row = row;
	record->fields = palloc(sizeof(LeafField) * Max(row->natts, 1));
	for (int i = 0; i < row->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(row, i);
		LeafField  *field = &record->fields[record->count];
		size_t		size = strlen(NameStr(column->attname));

		if (column->attisdropped)
			continue;
		field->name = pstrdup(leaf_value_text(NameStr(column->attname), &size));
		if (left_out != NULL && left_out(field->name, state))
			continue;
		field->name_size = size;
		field->number = i;
		leaf_type_init(&field->type, column->atttypid);
		record->count++;
	}
	qsort(record->fields, record->count, sizeof(LeafField), field_compare);
	return record;
}

/* --- values --- */

static void
add_text(LeafWriter *writer, LeafType *type, Datum value)
{
	const char *text;
	size_t		size;

	if (type->type == TEXTOID || type->type == VARCHAROID)
	{
		text = VARDATA_ANY(DatumGetPointer(value));
		size = VARSIZE_ANY_EXHDR(DatumGetPointer(value));
	}
	else
	{
		text = OutputFunctionCall(&type->output, value);
		size = strlen(text);
	}
	text = leaf_value_text(text, &size);
	leaf_bytes_add(writer, text, size);
}

/* The ends of a range have sizes of their own, as elements of arrays have. */
static void
add_range(LeafWriter *writer, TypeCacheEntry *cache, LeafType *element, RangeType *range)
{
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;
	uint64		flags;

	range_deserialize(cache, range, &lower, &upper, &empty);
	flags = empty ? RANGE_EMPTY_FLAG :
		(lower.infinite ? 0 : RANGE_LOWER_FLAG) | (upper.infinite ? 0 : RANGE_UPPER_FLAG) |
		(lower.inclusive ? RANGE_LOWER_IN_FLAG : 0) | (upper.inclusive ? RANGE_UPPER_IN_FLAG : 0);
	leaf_bytes_number(writer, flags, 1);
	if (flags & RANGE_LOWER_FLAG)
		leaf_value_add(writer, element, lower.val);
	if (flags & RANGE_UPPER_FLAG)
		leaf_value_add(writer, element, upper.val);
}

static void
add_multirange(LeafWriter *writer, LeafType *type, Datum value)
{
	MultirangeType *multirange = DatumGetMultirangeTypeP(value);

	for (uint32 i = 0; i < multirange->rangeCount; i++)
	{
		RangeType  *range = multirange_get_range(type->cache->rngtype, multirange, (int) i);
		size_t		opened = leaf_bytes_open(writer, LEAF_RANGE);

		add_range(writer, type->cache->rngtype, type->element->element, range);
		leaf_bytes_close(writer, opened);
	}
}

/* Dimensions and their lower bounds; then the elements, where one without value has no tag. */
static void
add_array(LeafWriter *writer, LeafType *type, Datum value)
{
	ArrayType  *array = DatumGetArrayTypeP(value);
	LeafType   *element = type->element;
	Datum	   *values;
	bool	   *nulls;
	int			count;

	leaf_bytes_number(writer, (uint64) ARR_NDIM(array), 1);
	for (int i = 0; i < ARR_NDIM(array); i++)
	{
		leaf_bytes_number(writer, (uint32) ARR_DIMS(array)[i], 4);
		leaf_bytes_number(writer, (uint32) ARR_LBOUND(array)[i], 4);
	}
	deconstruct_array(array, ARR_ELEMTYPE(array), element->size, element->by_value, element->align, &values, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			leaf_bytes_number(writer, 0, 1);
		else
			leaf_value_add(writer, element, values[i]);
	}
}

static void
add_record(LeafWriter *writer, LeafType *type, Datum value)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(value);
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(header), .t_data = header};
	LeafRecord *record = type->record;

	for (int i = 0; i < record->count; i++)
	{
		LeafField  *field = &record->fields[i];
		bool		is_null;
		Datum		part = heap_getattr(&tuple, field->number + 1, record->row, &is_null);

		if (is_null)
			continue;
		leaf_bytes_name(writer, field->name, field->name_size);
		leaf_value_add(writer, &field->type, part);
	}
}

static void
add_float(LeafWriter *writer, LeafType *type, Datum value)
{
	float8		number = type->type == FLOAT4OID ? (float8) DatumGetFloat4(value) : DatumGetFloat8(value);
	uint64		bits;

	memcpy(&bits, &number, sizeof(bits));
	leaf_bytes_number(writer, bits, 8);
}

static void
add_other(LeafWriter *writer, LeafType *type, Datum value)
{
	bytea	   *binary = SendFunctionCall(&type->output, value);

	leaf_bytes_name(writer, type->name, strlen(type->name));
	leaf_bytes_add(writer, VARDATA(binary), VARSIZE(binary) - VARHDRSZ);
}

static int64
integer_of(LeafType *type, Datum value)
{
	return type->type == INT8OID ? DatumGetInt64(value) : type->type == INT4OID ? DatumGetInt32(value) : DatumGetInt16(value);
}

static void
add_plain(LeafWriter *writer, LeafType *type, Datum value)
{
	switch (type->tag)
	{
		case LEAF_BOOLEAN:
			leaf_bytes_number(writer, DatumGetBool(value) ? 1 : 0, 1);
			break;
		case LEAF_INTEGER:
			leaf_bytes_number(writer, (uint64) integer_of(type, value), 8);
			break;
		case LEAF_BYTES:
			leaf_bytes_add(writer, VARDATA_ANY(DatumGetPointer(value)), VARSIZE_ANY_EXHDR(DatumGetPointer(value)));
			break;
		case LEAF_DATE:
			leaf_bytes_number(writer, (uint32) DatumGetDateADT(value), 4);
			break;
		case LEAF_INSTANT:
		case LEAF_TIMESTAMP:
			leaf_bytes_number(writer, (uint64) DatumGetTimestamp(value), 8);
			break;
		case LEAF_UUID:
			leaf_bytes_add(writer, DatumGetUUIDP(value)->data, UUID_LEN);
			break;
		case LEAF_FLOAT:
			add_float(writer, type, value);
			break;
		default:
			elog(ERROR, "type %u has no form in a sealed row", type->type);
	}
}

/* Adds a value with its tag and size.  What it takes of memory goes with the current memory context. */
void
leaf_value_add(LeafWriter *writer, LeafType *type, Datum value)
{
	size_t		opened = leaf_bytes_open(writer, type->tag);

	if (type->size == -1)
		value = PointerGetDatum(PG_DETOAST_DATUM_PACKED(value));
	switch (type->tag)
	{
		case LEAF_TEXT:
		case LEAF_NUMERIC:
		case LEAF_JSON:
			add_text(writer, type, value);
			break;
		case LEAF_RANGE:
			add_range(writer, type->cache, type->element, DatumGetRangeTypeP(value));
			break;
		case LEAF_MULTIRANGE:
			add_multirange(writer, type, value);
			break;
		case LEAF_ARRAY:
			add_array(writer, type, value);
			break;
		case LEAF_RECORD:
			add_record(writer, type, value);
			break;
		case LEAF_OTHER:
			add_other(writer, type, value);
			break;
		default:
			add_plain(writer, type, value);
			break;
	}
	leaf_bytes_close(writer, opened);
}
