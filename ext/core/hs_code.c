/*-------------------------------------------------------------------------
 *
 * hs_code.c
 *	  Codes of the Harmonized System of goods.
 *
 * Pairs of digits, each pair narrower than the one before: chapter 85,
 * heading 8507, subheading 850760, and national lines of 8 or 10 digits.  The
 * first six are the same in all countries.  Dots may stand between pairs.
 *
 * A code is stored as its digits filled up with zeros to ten, times 16, plus
 * how many digits it has.  That is the order of the text, a prefix stands
 * directly before everything under it, and all codes under a prefix are one
 * range: for 8507 it runs from 8507000000 with 4 digits to 8507999999 with
 * 10.  This is what lets a btree index answer which goods are under a code.
 *
 *-------------------------------------------------------------------------
 */
#include "core/hs_code.h"

#include <stdio.h>

#define HS_DIGITS_MAX	10
#define HS_LENGTHS		16		/* room for the number of digits */

static CodeFault hs_scan(const char *text, size_t size, char *digits, size_t *digit_count, CodeReport *report);
static uint64_t hs_unit(size_t digit_count);
static size_t hs_digit_count(uint64_t code);

/* Reads a code of 2, 4, 6, 8 or 10 digits, with dots between pairs or without. */
CodeFault
hs_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	char		digits[HS_DIGITS_MAX];
	size_t		count = 0;
	CodeFault	fault = hs_scan(text, size, digits, &count, report);

	if (fault != CODE_OK)
		return fault;
	if (count < 2 || count > HS_DIGITS_MAX || count % 2 != 0)
	{
		code_refuse(report, CODE_LENGTH, "An HS code has 2, 4, 6, 8 or 10 digits, not %zu.", count);
		if (count % 2 != 0 && count < HS_DIGITS_MAX)
			code_advise(report, "Chapters 01 to 09 are written with their zero.");
		return CODE_LENGTH;
	}
	if (digits[0] == '0' && digits[1] == '0')
		return code_refuse(report, CODE_FORM, "There is no HS chapter 00.");

	*code = code_number(digits, count) * hs_unit(count) * HS_LENGTHS + count;
	return CODE_OK;
}

/* Writes the digits without dots. */
size_t
hs_code_format(const uint64_t *code, char *text)
{
	size_t		count = hs_digit_count(*code);
	uint64_t	number = *code / HS_LENGTHS / hs_unit(count);

	return (size_t) snprintf(text, CODE_TEXT_SIZE, "%0*llu", (int) count, (unsigned long long) number);
}

/* Whether a code is the prefix itself or stands under it. */
bool
hs_code_contains(uint64_t prefix, uint64_t code)
{
	return prefix <= code && code <= hs_code_last(prefix);
}

/* The last code that can stand under a prefix: nines to the end. */
uint64_t
hs_code_last(uint64_t prefix)
{
	uint64_t	unit = hs_unit(hs_digit_count(prefix));

	return (prefix / HS_LENGTHS + unit - 1) * HS_LENGTHS + HS_DIGITS_MAX;
}

/* The first digits of a code; false when it does not have so many. */
bool
hs_code_shorten(uint64_t code, size_t digits, uint64_t *prefix)
{
	uint64_t	unit = hs_unit(digits);

	if (hs_digit_count(code) < digits)
		return false;
	*prefix = code / HS_LENGTHS / unit * unit * HS_LENGTHS + digits;
	return true;
}

/* Collects the digits; a dot may only stand between two pairs of them. */
static CodeFault
hs_scan(const char *text, size_t size, char *digits, size_t *digit_count, CodeReport *report)
{
	size_t		count = 0;

	for (size_t i = 0; i < size; i++)
	{
		if (text[i] == '.')
		{
			if (count == 0 || count % 2 != 0 || text[i - 1] == '.' || i + 1 == size)
				return code_refuse(report, CODE_FORM, "A dot in an HS code stands between two pairs of digits, as in 8507.60.");
			continue;
		}
		if (!code_is_digit(text[i]))
			return code_refuse_character(report, text, i, "an HS code has only digits and dots");
		if (count < HS_DIGITS_MAX)
			digits[count] = text[i];
		count++;
	}
	*digit_count = count;
	return CODE_OK;
}

/* What the last of so many digits counts in ten: the size of the range under the code. */
static uint64_t
hs_unit(size_t digit_count)
{
	uint64_t	unit = 1;

	for (size_t i = digit_count; i < HS_DIGITS_MAX; i++)
		unit *= 10;
	return unit;
}

static size_t
hs_digit_count(uint64_t code)
{
	return (size_t) (code % HS_LENGTHS);
}
