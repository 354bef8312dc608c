/*-------------------------------------------------------------------------
 *
 * nsn_code.c
 *	  National (NATO) stock numbers.
 *
 * Thirteen digits without a check digit: the supply class (two digits of
 * group, 10 to 99, and two of class), the two digits of the bureau that
 * assigned the number, and seven digits that say nothing.  Written with
 * hyphens, 6135-01-440-7774, or as plain digits.  Stored as one number.
 *
 *-------------------------------------------------------------------------
 */
#include "core/nsn_code.h"

#include <stdio.h>

#define NSN_DIGITS	13
#define NSN_WRITTEN	16			/* with its three hyphens */

static bool nsn_hyphen_stands(size_t at);

/* Reads a stock number with all of its hyphens or with none. */
CodeFault
nsn_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	char		digits[NSN_DIGITS];
	size_t		digit_count = 0;
	size_t		hyphen_count = 0;
	bool		in_place = true;

	for (size_t i = 0; i < size; i++)
	{
		if (text[i] == '-')
		{
			hyphen_count++;
			in_place = in_place && nsn_hyphen_stands(i);
			continue;
		}
		if (!code_is_digit(text[i]))
			return code_refuse_character(report, text, i, "a stock number has only digits and hyphens");
		if (digit_count < NSN_DIGITS)
			digits[digit_count] = text[i];
		digit_count++;
	}
	if (digit_count != NSN_DIGITS)
		return code_refuse(report, CODE_LENGTH, "A stock number has 13 digits, not %zu.", digit_count);
	if (hyphen_count > 0 && (size != NSN_WRITTEN || !in_place))
		return code_refuse(report, CODE_FORM, "The hyphens of a stock number stand as in 6135-01-440-7774, or it has none.");
	if (digits[0] == '0')
		return code_refuse(report, CODE_FORM, "Supply groups are numbered 10 to 99; this one is %c%c.", digits[0], digits[1]);

	*code = code_number(digits, NSN_DIGITS);
	return CODE_OK;
}

/* Writes the form with hyphens. */
size_t
nsn_code_format(const uint64_t *code, char *text)
{
	return (size_t) snprintf(text, CODE_TEXT_SIZE, "%04u-%02u-%03u-%04u",
							 (unsigned) (*code / 1000000000 % 10000), (unsigned) (*code / 10000000 % 100),
							 (unsigned) (*code / 10000 % 1000), (unsigned) (*code % 10000));
}

static bool
nsn_hyphen_stands(size_t at)
{
	return at == 4 || at == 7 || at == 11;
}
