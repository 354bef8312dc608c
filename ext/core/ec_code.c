/*-------------------------------------------------------------------------
 *
 * ec_code.c
 *	  EC numbers of chemical substances.
 *
 * The European Union's inventories (EINECS, ELINCS, No-longer polymers) and
 * the list numbers of its chemicals agency share one form: three digits,
 * three digits, one check digit, as 231-102-5.  The check digit is the sum of
 * the other digits, each times its place counted from the left, modulo
 * eleven; digits that leave ten are not assigned.  The first number of the
 * first inventory is 200-001-8.  Stored as the number that the digits spell.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ec_code.h"

#include <stdio.h>

#define EC_DIGITS	7
#define EC_GROUPS	3
#define EC_FIRST	2000018

/* Reads an EC number with its hyphens. */
CodeFault
ec_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	CodeGroups	groups;
	char	   *digits = groups.digits;
	CodeFault	fault = code_read_groups(text, size, "an EC number has only digits and hyphens", &groups, report);
	unsigned	sum = 0;

	if (fault != CODE_OK)
		return fault;
	if (groups.count != EC_GROUPS || groups.size[0] != 3 || groups.size[1] != 3 || groups.size[2] != 1)
		return code_refuse(report, CODE_FORM, "An EC number has three digits, three digits and one digit, with hyphens between, as 231-102-5.");

	for (size_t i = 0; i + 1 < EC_DIGITS; i++)
		sum += (unsigned) (digits[i] - '0') * (unsigned) (i + 1);
	if (sum % 11 == 10)
		return code_refuse(report, CODE_CHECK_DIGIT, "No check digit fits these digits, so they are no EC number.");
	if ((unsigned) (digits[EC_DIGITS - 1] - '0') != sum % 11)
		return code_refuse(report, CODE_CHECK_DIGIT, "The check digit is %c; the other digits give %u.", digits[EC_DIGITS - 1], sum % 11);
	*code = code_number(digits, EC_DIGITS);
	if (*code < EC_FIRST)
		return code_refuse(report, CODE_UNKNOWN, "EC numbers begin at 200-001-8.");
	return CODE_OK;
}

/* Writes the three groups. */
size_t
ec_code_format(const uint64_t *code, char *text)
{
	return (size_t) snprintf(text, CODE_TEXT_SIZE, "%03u-%03u-%u",
							 (unsigned) (*code / 10000 % 1000), (unsigned) (*code / 10 % 1000), (unsigned) (*code % 10));
}
