/*-------------------------------------------------------------------------
 *
 * cage_code.c
 *	  Commercial and government entity codes, CAGE and NCAGE.
 *
 * Five letters and digits without a check digit.  Codes of the United States
 * begin and end with a digit and have no I and no O between; codes of other
 * countries and of NATO (NCAGE) begin or end with a letter that stands for who
 * assigned them.  That division is public; which letter is whose changes, and
 * is not checked.
 *
 * Stored as the number that the characters spell in base 36.
 *
 *-------------------------------------------------------------------------
 */
#include "core/cage_code.h"

#define CAGE_SIZE	5

/* Reads a code, letters of either case. */
CodeFault
cage_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	char		upper[CAGE_SIZE];
	CodeFault	fault = code_read_upper(text, size, CAGE_SIZE, upper, "a CAGE code", report);

	if (fault != CODE_OK)
		return fault;
	if (code_is_digit(upper[0]) && code_is_digit(upper[CAGE_SIZE - 1]))
		for (size_t i = 1; i < CAGE_SIZE - 1; i++)
			if (upper[i] == 'I' || upper[i] == 'O')
				return code_refuse_look_alike(report, upper, i, "a CAGE code that begins and ends with a digit");

	*code = 0;
	for (size_t i = 0; i < CAGE_SIZE; i++)
		*code = *code * 36 + (uint64_t) code_rank36(upper[i]);
	return CODE_OK;
}

/* Writes the five characters. */
size_t
cage_code_format(const uint64_t *code, char *text)
{
	uint64_t	rest = *code;

	for (size_t i = CAGE_SIZE; i-- > 0; rest /= 36)
		text[i] = code_character36((int) (rest % 36));
	text[CAGE_SIZE] = '\0';
	return CAGE_SIZE;
}
