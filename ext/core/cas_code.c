/*-------------------------------------------------------------------------
 *
 * cas_code.c
 *	  CAS registry numbers of chemical substances.
 *
 * Two to seven digits that do not begin with zero, two digits, one check
 * digit, with hyphens between: 7439-93-2.  The check digit is the sum of the
 * other digits, each times its place counted from the right, modulo ten.
 * Stored as the number that the digits spell.
 *
 *-------------------------------------------------------------------------
 */
#include "core/cas_code.h"

#include <stdio.h>

#include "core/ec_code.h"

#define CAS_GROUPS		3

static CodeFault cas_refuse_form(const char *text, size_t size, CodeReport *report);

/* Reads a registry number with its hyphens. */
CodeFault
cas_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	CodeGroups	groups;
	char	   *digits = groups.digits;
	CodeFault	fault = code_read_groups(text, size, "a CAS number has only digits and hyphens", &groups, report);
	unsigned	sum = 0;
	size_t		count;

	if (fault != CODE_OK)
		return fault;
	if (groups.count != CAS_GROUPS || groups.size[0] < 2 || groups.size[0] > 7 ||
		groups.size[1] != 2 || groups.size[2] != 1)
		return cas_refuse_form(text, size, report);
	if (digits[0] == '0')
		return code_refuse(report, CODE_FORM, "A CAS number does not begin with 0.");

	count = groups.size[0] + 3;
	for (size_t i = 0; i + 1 < count; i++)
		sum += (unsigned) (digits[i] - '0') * (unsigned) (count - 1 - i);
	if ((unsigned) (digits[count - 1] - '0') != sum % 10)
		return code_refuse(report, CODE_CHECK_DIGIT, "The check digit is %c; the other digits give %u.", digits[count - 1], sum % 10);

	*code = code_number(digits, count);
	return CODE_OK;
}

/* Writes the three groups. */
size_t
cas_code_format(const uint64_t *code, char *text)
{
	return (size_t) snprintf(text, CODE_TEXT_SIZE, "%u-%02u-%u",
							 (unsigned) (*code / 1000), (unsigned) (*code / 10 % 100), (unsigned) (*code % 10));
}

/* Sheets of substances list EC numbers next to CAS numbers, so the two are often taken for one another. */
static CodeFault
cas_refuse_form(const char *text, size_t size, CodeReport *report)
{
	uint64_t	ec;
	bool		is_ec = ec_code_parse(text, size, &ec, report) == CODE_OK;

	code_refuse(report, CODE_FORM, "A CAS number has two to seven digits, two digits and one digit, with hyphens between, as 7439-93-2.");
	if (is_ec)
		code_advise(report, "This is an EC number; its type is ec.");
	return CODE_FORM;
}
