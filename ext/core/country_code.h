/*-------------------------------------------------------------------------
 *
 * country_code.h
 *	  ISO 3166-1 country codes: alpha-2, alpha-3 and numeric-3.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_COUNTRY_CODE_H
#define MATERIALS_COUNTRY_CODE_H

#include "core/code_text.h"

typedef struct CountryRow
{
	char		alpha2[3];
	char		alpha3[4];
	uint16_t	numeric;
	const char *name;			/* English, UTF-8 */
} CountryRow;

extern const CountryRow country_table[];
extern const size_t country_table_count;

extern CodeFault country_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t country_code_format(const uint64_t *code, char *text);
extern const CountryRow *country_code_row(uint64_t code);

#endif							/* MATERIALS_COUNTRY_CODE_H */
