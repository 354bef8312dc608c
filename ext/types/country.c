/*-------------------------------------------------------------------------
 *
 * country.c
 *	  The country type: ISO 3166-1 codes, two bytes by value.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "core/country_code.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

IDENTIFIER_FUNCTIONS(country, 2);
MATERIALS_FUNCTION(country_alpha3);
MATERIALS_FUNCTION(country_numeric);
MATERIALS_FUNCTION(country_name);

static const CountryRow *country_row(Datum value);

/* The three-letter code. */
Datum
country_alpha3(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(country_row(PG_GETARG_DATUM(0))->alpha3));
}

/* The numeric code as text: its leading zeros belong to it. */
Datum
country_numeric(PG_FUNCTION_ARGS)
{
	char		digits[8];

	snprintf(digits, sizeof(digits), "%03d", country_row(PG_GETARG_DATUM(0))->numeric);
	PG_RETURN_TEXT_P(cstring_to_text(digits));
}

/* The short English name, in the encoding of the database. */
Datum
country_name(PG_FUNCTION_ARGS)
{
	const char *name = country_row(PG_GETARG_DATUM(0))->name;

	PG_RETURN_TEXT_P(cstring_to_text(pg_any_to_server(name, strlen(name), PG_UTF8)));
}

/* The list's row of a value; input lets nothing else in, so a miss means damage. */
static const CountryRow *
country_row(Datum value)
{
	const CountryRow *row = country_code_row((uint64_t) DatumGetInt16(value));

	if (row == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored country %d is not in ISO 3166-1", DatumGetInt16(value))));
	return row;
}
