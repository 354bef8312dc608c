/*-------------------------------------------------------------------------
 *
 * country_code.c
 *	  ISO 3166-1 country codes: alpha-2, alpha-3 and numeric-3.
 *
 * A country is stored as the number that its two letters spell in base 26
 * (AA = 0, ZZ = 675): two bytes, in the order of the text, and independent of
 * the table's length, so a later edition of the list changes no stored value.
 * What belongs to what (Hong Kong to China, say) is a matter of each rule and
 * not of this list: every code of the standard is a country of its own.
 *
 *-------------------------------------------------------------------------
 */
#include "core/country_code.h"

#include <stdio.h>
#include <string.h>

/* A hint that names more codes than this is no help. */
#define NEAREST_MAX	3

static const CountryRow *country_by_alpha2(const char *letters);
static const CountryRow *country_by_alpha3(const char *letters);
static const CountryRow *country_by_numeric(const char *digits);
static CodeFault country_refuse_unknown(const char *upper, size_t size, CodeReport *report);
static void country_advise_nearest(const char *upper, size_t size, CodeReport *report);

/* Reads a code in any of the three forms, letters of either case. */
CodeFault
country_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	char		upper[4] = {0};
	const CountryRow *row = NULL;

	for (size_t i = 0; i < size; i++)
	{
		if (!code_is_letter(text[i]) && !code_is_digit(text[i]))
			return code_refuse_character(report, text, i, "a country code has only the letters A to Z, or digits");
		if (i < 3)
			upper[i] = code_upper(text[i]);
	}
	if (size != 2 && size != 3)
		return code_refuse(report, CODE_LENGTH,
						   "A country code has two letters, three letters or three digits; the length here is %zu.", size);

	if (size == 2)
		row = country_by_alpha2(upper);
	else if (code_is_digit(upper[0]))
		row = country_by_numeric(upper);
	else
		row = country_by_alpha3(upper);
	if (row == NULL)
		return country_refuse_unknown(upper, size, report);

	*code = (uint64_t) ((row->alpha2[0] - 'A') * 26 + (row->alpha2[1] - 'A'));
	return CODE_OK;
}

/* Writes the alpha-2 code. */
size_t
country_code_format(const uint64_t *code, char *text)
{
	text[0] = (char) ('A' + *code / 26);
	text[1] = (char) ('A' + *code % 26);
	text[2] = '\0';
	return 2;
}

/* The table's row of a stored country; NULL when the list does not have it. */
const CountryRow *
country_code_row(uint64_t code)
{
	char		alpha2[CODE_TEXT_SIZE];

	country_code_format(&code, alpha2);
	return country_by_alpha2(alpha2);
}

/* Alpha-2 is the form that is read most, so the table is in its order. */
static const CountryRow *
country_by_alpha2(const char *letters)
{
	size_t		low = 0;
	size_t		high = country_table_count;

	while (low < high)
	{
		size_t		middle = (low + high) / 2;
		int			order = memcmp(letters, country_table[middle].alpha2, 2);

		if (order == 0)
			return &country_table[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static const CountryRow *
country_by_alpha3(const char *letters)
{
	for (size_t i = 0; i < country_table_count; i++)
		if (memcmp(letters, country_table[i].alpha3, 3) == 0)
			return &country_table[i];
	return NULL;
}

static const CountryRow *
country_by_numeric(const char *digits)
{
	uint64_t	number;

	if (!code_is_digit(digits[1]) || !code_is_digit(digits[2]))
		return NULL;
	number = code_number(digits, 3);
	for (size_t i = 0; i < country_table_count; i++)
		if (country_table[i].numeric == number)
			return &country_table[i];
	return NULL;
}

/* Says which list was searched, and what was perhaps meant. */
static CodeFault
country_refuse_unknown(const char *upper, size_t size, CodeReport *report)
{
	const char *form = size == 2 ? "alpha-2" : code_is_digit(upper[0]) ? "numeric" : "alpha-3";

	code_refuse(report, CODE_UNKNOWN, "ISO 3166-1 has no %s code \"%s\".", form, upper);
	if (strcmp(upper, "UK") == 0)
		code_advise(report, "The code of the United Kingdom is GB.");
	else if (strcmp(upper, "EL") == 0)
		code_advise(report, "The code of Greece is GR.");
	else if (size == 3 && code_is_letter(upper[0]))
		country_advise_nearest(upper, size, report);
	return CODE_UNKNOWN;
}

/* Names the alpha-3 codes that differ in one letter, when they are few. */
static void
country_advise_nearest(const char *upper, size_t size, CodeReport *report)
{
	const char *nearest[NEAREST_MAX];
	size_t		count = 0;

	for (size_t i = 0; i < country_table_count; i++)
	{
		size_t		same = 0;

		for (size_t j = 0; j < size; j++)
			same += upper[j] == country_table[i].alpha3[j];
		if (same + 1 < size)
			continue;
		if (count == NEAREST_MAX)
			return;
		nearest[count++] = country_table[i].alpha3;
	}

	if (count == 1)
		code_advise(report, "Perhaps %s is meant.", nearest[0]);
	else if (count == 2)
		code_advise(report, "Perhaps %s or %s is meant.", nearest[0], nearest[1]);
	else if (count == 3)
		code_advise(report, "Perhaps %s, %s or %s is meant.", nearest[0], nearest[1], nearest[2]);
}
