/*-------------------------------------------------------------------------
 *
 * country.c
 *	  The country type: ISO 3166-1 codes, two bytes by value.
 *
 *-------------------------------------------------------------------------
 */
#include "types/identifier.h"

#include "core/country_code.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

IDENTIFIER_FUNCTIONS(country, 2);
MATERIALS_FUNCTION(country_alpha3);
MATERIALS_FUNCTION(country_numeric);
MATERIALS_FUNCTION(country_name);
MATERIALS_FUNCTION(countries);

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

/* All countries, in the order of the alpha-2 codes. */
Datum
countries(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	for (size_t i = 0; i < country_table_count; i++)
	{
		const char *alpha2 = country_table[i].alpha2;
		uint64_t	code;
		CodeReport	report;
		Datum		values[1];
		bool		nulls[1] = {false};

		if (country_code_parse(alpha2, strlen(alpha2), &code, &report) != CODE_OK)
			elog(ERROR, "country \"%s\" of the list is none", alpha2);
		values[0] = Int16GetDatum((int16) code);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
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
