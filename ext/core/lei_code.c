/*-------------------------------------------------------------------------
 *
 * lei_code.c
 *	  Legal entity identifiers, ISO 17442.
 *
 * Twenty characters: eighteen letters and digits, then two check digits of
 * ISO 7064 MOD 97-10.  Each letter stands for two digits (A = 10 to Z = 35),
 * and the long number so spelled leaves 1 when divided by 97.
 *
 * A LEI is stored as two words: the first nine characters in base 36, and the
 * next nine in base 36 times 100 plus the check digits.  Digits come before
 * letters, as in ASCII, so the words compare as the text does.
 *
 *-------------------------------------------------------------------------
 */
#include "core/lei_code.h"

#define LEI_SIZE	20
#define LEI_HALF	9
#define LEI_BODY	(2 * LEI_HALF)

static unsigned lei_remainder(const char *upper, size_t size);
static uint64_t lei_pack(const char *upper);
static void lei_unpack(uint64_t word, char *text);

/* Reads a LEI, letters of either case. */
CodeFault
lei_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	char		upper[LEI_SIZE];
	CodeFault	fault = code_read_upper(text, size, LEI_SIZE, upper, "a LEI", report);

	if (fault != CODE_OK)
		return fault;
	if (!code_is_digit(upper[18]) || !code_is_digit(upper[19]))
		return code_refuse(report, CODE_FORM, "Characters 19 and 20 of a LEI are check digits; here they are \"%c%c\".",
						   upper[18], upper[19]);
	if (lei_remainder(upper, LEI_SIZE) != 1)
		return code_refuse(report, CODE_CHECK_DIGIT, "The check digits are %c%c; the other characters give %02u.",
						   upper[18], upper[19], 98 - lei_remainder(upper, LEI_BODY) * 100 % 97);

	code[0] = lei_pack(upper);
	code[1] = lei_pack(upper + LEI_HALF) * 100 + code_number(upper + LEI_BODY, 2);
	return CODE_OK;
}

/* Writes the twenty characters. */
size_t
lei_code_format(const uint64_t *code, char *text)
{
	unsigned	check = (unsigned) (code[1] % 100);

	lei_unpack(code[0], text);
	lei_unpack(code[1] / 100, text + LEI_HALF);
	text[18] = (char) ('0' + check / 10);
	text[19] = (char) ('0' + check % 10);
	text[20] = '\0';
	return LEI_SIZE;
}

/* The remainder by 97 of the number that the characters spell. */
static unsigned
lei_remainder(const char *upper, size_t size)
{
	unsigned	remainder = 0;

	for (size_t i = 0; i < size; i++)
	{
		unsigned	rank = (unsigned) code_rank36(upper[i]);

		remainder = (remainder * (rank < 10 ? 10 : 100) + rank) % 97;
	}
	return remainder;
}

/* Nine characters as a number below 36^9, which leaves room for two digits more. */
static uint64_t
lei_pack(const char *upper)
{
	uint64_t	word = 0;

	for (size_t i = 0; i < LEI_HALF; i++)
		word = word * 36 + (uint64_t) code_rank36(upper[i]);
	return word;
}

static void
lei_unpack(uint64_t word, char *text)
{
	for (size_t i = LEI_HALF; i-- > 0; word /= 36)
		text[i] = code_character36((int) (word % 36));
}
