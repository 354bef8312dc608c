/*-------------------------------------------------------------------------
 *
 * code_text.h
 *	  What all grammars of identifier codes share: the report of a refused
 *	  text, and reading plain runs of letters and digits.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CODE_TEXT_H
#define MATERIALS_CODE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for the canonical text of any code here, with its final zero byte. */
#define CODE_TEXT_SIZE	24

/* Why a text is not a code. */
typedef enum CodeFault
{
	CODE_OK = 0,
	CODE_LENGTH,				/* too short or too long */
	CODE_CHARACTER,				/* a character that never occurs there */
	CODE_FORM,					/* the parts are not where they belong */
	CODE_CHECK_DIGIT,			/* the check digits do not fit the rest */
	CODE_UNKNOWN				/* well formed, but not assigned */
} CodeFault;

/* The fault with sentences for the user; the hint is empty when there is nothing to advise. */
typedef struct CodeReport
{
	CodeFault	fault;
	char		detail[192];
	char		hint[128];
} CodeReport;

/* The most groups and digits that a code with hyphens has here. */
#define CODE_GROUPS_MAX	3
#define CODE_DIGITS_MAX	10

/* Digits in groups with hyphens between; more groups or digits than fit are counted, not kept. */
typedef struct CodeGroups
{
	size_t		count;
	size_t		size[CODE_GROUPS_MAX];	/* digits in each group */
	char		digits[CODE_DIGITS_MAX];	/* of all groups, without the hyphens */
} CodeGroups;

extern CodeFault code_refuse(CodeReport *report, CodeFault fault, const char *format,...)
			__attribute__((format(printf, 3, 4)));
extern void code_advise(CodeReport *report, const char *format,...)
			__attribute__((format(printf, 2, 3)));
extern CodeFault code_refuse_character(CodeReport *report, const char *text, size_t at, const char *rule);
extern CodeFault code_refuse_look_alike(CodeReport *report, const char *upper, size_t at, const char *noun);

extern bool code_is_digit(char c);
extern bool code_is_letter(char c);
extern char code_upper(char c);
extern int	code_rank36(char c);
extern char code_character36(int rank);

extern CodeFault code_read_upper(const char *text, size_t size, size_t wanted, char *upper,
								 const char *noun, CodeReport *report);
extern CodeFault code_read_digits(const char *text, size_t size, const char *rule, CodeReport *report);
extern CodeFault code_read_groups(const char *text, size_t size, const char *rule, CodeGroups *groups, CodeReport *report);
extern uint64_t code_number(const char *digits, size_t size);

#endif							/* MATERIALS_CODE_TEXT_H */
