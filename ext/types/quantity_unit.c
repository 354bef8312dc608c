/*-------------------------------------------------------------------------
 *
 * quantity_unit.c
 *	  The table of units as a set-returning function.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "server/pg_compat.h"
#include "types/quantity_datum.h"
#include "types/quantity_number.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

MATERIALS_FUNCTION(unit);

/* Far above the longest list of the table, which a test knows. */
#define UNIT_SPELLING_MAX 32

#define UNIT_COLUMN_COUNT 7

static Datum factor_numeric(const UnitDefinition *unit);
static Datum spelling_array(const UnitDefinition *unit);
static int	add_spellings(const char *list, Datum *spellings, int count);
static bool spelling_fits(const char *spelling, size_t length);

/* All units, a row each. */
Datum
unit(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (size_t i = 0; i < unit_count(); i++)
	{
		const UnitDefinition *one = unit_at(i);
		Datum		values[UNIT_COLUMN_COUNT];
		bool		nulls[UNIT_COLUMN_COUNT] = {false};

		nulls[0] = one->code == NULL;
		values[0] = nulls[0] ? (Datum) 0 : CStringGetTextDatum(one->code);
		values[1] = CStringGetTextDatum(one->symbol);
		values[2] = CStringGetTextDatum(one->name);
		values[3] = CStringGetTextDatum(unit_dimension_name(one->dimension));
		values[4] = factor_numeric(one);
		values[5] = CStringGetTextDatum(unit_dimension_reference(one->dimension));
		values[6] = spelling_array(one);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* The factor is what one of the unit amounts to in reference units. */
static Datum
factor_numeric(const UnitDefinition *unit)
{
	const char *reference = unit_dimension_reference(unit->dimension);
	Quantity	one = {unit->dimension, 0};
	char		number[QUANTITY_TEXT_SIZE];

	if (quantity_parse_number("1", 1, unit, &one) != QUANTITY_OK ||
		!quantity_decimal(&one, unit_find(reference, strlen(reference)),
						  QUANTITY_EXACT, number))
		elog(ERROR, "unit \"%s\" has no exact factor", unit->symbol);
	return quantity_text_numeric(number);
}

/* What else the unit may be called: symbols first, then words. */
static Datum
spelling_array(const UnitDefinition *unit)
{
	Datum		spellings[UNIT_SPELLING_MAX];
	int			count = add_spellings(unit->symbols, spellings, 0);

	count = add_spellings(unit->words, spellings, count);
	return PointerGetDatum(construct_array(spellings, count, TEXTOID, -1, false,
										   TYPALIGN_INT));
}

static int
add_spellings(const char *list, Datum *spellings, int count)
{
	const char *start;
	size_t		length;

	while ((list = unit_spelling_next(list, &start, &length)) != NULL)
	{
		if (!spelling_fits(start, length))
			continue;
		if (count == UNIT_SPELLING_MAX)
			elog(ERROR, "a unit has more than %d spellings", UNIT_SPELLING_MAX);
		spellings[count++] = PointerGetDatum(cstring_to_text_with_len(start, (int) length));
	}
	return count;
}

/* The table is UTF-8; a server that is not shows what all encodings share. */
static bool
spelling_fits(const char *spelling, size_t length)
{
	if (GetDatabaseEncoding() == PG_UTF8)
		return true;
	for (size_t i = 0; i < length; i++)
	{
		if (IS_HIGHBIT_SET(spelling[i]))
			return false;
	}
	return true;
}
