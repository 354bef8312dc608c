/*-------------------------------------------------------------------------
 *
 * code_text.c
 *	  What all grammars of identifier codes share: the report of a refused
 *	  text, and reading plain runs of letters and digits.
 *
 * Characters are looked at before the length is: every character before the
 * first bad one is ASCII, so a position counted in bytes is the position the
 * user sees, and a length is only ever told of text that is all ASCII.
 *
 *-------------------------------------------------------------------------
 */
#include "core/code_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Fills in the report and gives the fault back, so that a parser can return it. */
CodeFault
code_refuse(CodeReport *report, CodeFault fault, const char *format,...)
{
	va_list		arguments;

	report->fault = fault;
	report->hint[0] = '\0';
	va_start(arguments, format);
	vsnprintf(report->detail, sizeof(report->detail), format, arguments);
	va_end(arguments);
	return fault;
}

/* Adds advice to a report that code_refuse has filled in. */
void
code_advise(CodeReport *report, const char *format,...)
{
	va_list		arguments;

	va_start(arguments, format);
	vsnprintf(report->hint, sizeof(report->hint), format, arguments);
	va_end(arguments);
}

/*
 * Names the character at a place and the rule that it breaks.  Only printable
 * ASCII is repeated: a part of a multibyte character is no valid text.
 */
CodeFault
code_refuse_character(CodeReport *report, const char *text, size_t at, const char *rule)
{
	unsigned char c = (unsigned char) text[at];

	if (c == ' ')
	{
		code_refuse(report, CODE_CHARACTER, "Character %zu is a blank; %s.", at + 1, rule);
		code_advise(report, "Write the code without blanks.");
		return CODE_CHARACTER;
	}
	if (c > ' ' && c < 0x7F)
		return code_refuse(report, CODE_CHARACTER, "Character %zu is \"%c\"; %s.", at + 1, c, rule);
	if (c >= 0x80)
		return code_refuse(report, CODE_CHARACTER, "Character %zu is not an ASCII character; %s.", at + 1, rule);
	return code_refuse(report, CODE_CHARACTER, "Character %zu is a control character; %s.", at + 1, rule);
}

/* Refuses the letter I or O where a code leaves them out for looking like digits. */
CodeFault
code_refuse_look_alike(CodeReport *report, const char *upper, size_t at, const char *noun)
{
	code_refuse(report, CODE_CHARACTER, "Character %zu is \"%c\"; %s has no I and no O.", at + 1, upper[at], noun);
	code_advise(report, "Perhaps the digit %c is meant.", upper[at] == 'I' ? '1' : '0');
	return CODE_CHARACTER;
}

bool
code_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
code_is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Folds by hand: the C library's toupper would follow the locale. */
char
code_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
}

/* Rank of a digit or capital letter in the order of ASCII: 0 to 9, then A = 10 to Z = 35. */
int
code_rank36(char c)
{
	return code_is_digit(c) ? c - '0' : c - 'A' + 10;
}

char
code_character36(int rank)
{
	return (char) (rank < 10 ? '0' + rank : 'A' + rank - 10);
}

/*
 * Reads a text that must be exactly so many letters and digits, and writes it
 * in upper case.  The noun ("A LEI") names the code in the detail.
 */
CodeFault
code_read_upper(const char *text, size_t size, size_t wanted, char *upper,
				const char *noun, CodeReport *report)
{
	char		rule[64];

	snprintf(rule, sizeof(rule), "%s has only the letters A to Z and digits", noun);
	for (size_t i = 0; i < size; i++)
	{
		if (!code_is_digit(text[i]) && !code_is_letter(text[i]))
			return code_refuse_character(report, text, i, rule);
		if (i < wanted)
			upper[i] = code_upper(text[i]);
	}
	if (size != wanted)
		return code_refuse(report, CODE_LENGTH, "%c%s has %zu characters, not %zu.",
						   code_upper(noun[0]), noun + 1, wanted, size);
	return CODE_OK;
}

/* Checks that a text has nothing but digits; the length is the caller's matter. */
CodeFault
code_read_digits(const char *text, size_t size, const char *rule, CodeReport *report)
{
	for (size_t i = 0; i < size; i++)
		if (!code_is_digit(text[i]))
			return code_refuse_character(report, text, i, rule);
	return CODE_OK;
}

/* Reads groups of digits with hyphens between; how long each may be is the caller's matter. */
CodeFault
code_read_groups(const char *text, size_t size, const char *rule, CodeGroups *groups, CodeReport *report)
{
	size_t		digit_count = 0;
	size_t		group = 0;

	memset(groups, 0, sizeof(*groups));
	for (size_t i = 0; i < size; i++)
	{
		if (text[i] == '-')
		{
			group++;
			continue;
		}
		if (!code_is_digit(text[i]))
			return code_refuse_character(report, text, i, rule);
		if (group < CODE_GROUPS_MAX)
			groups->size[group]++;
		if (digit_count < CODE_DIGITS_MAX)
			groups->digits[digit_count] = text[i];
		digit_count++;
	}
	groups->count = group + 1;
	return CODE_OK;
}

/* The number that digits spell; at most 18 of them. */
uint64_t
code_number(const char *digits, size_t size)
{
	uint64_t	number = 0;

	for (size_t i = 0; i < size; i++)
		number = number * 10 + (uint64_t) (digits[i] - '0');
	return number;
}
