/*-------------------------------------------------------------------------
 *
 * gs1_code.c
 *	  Keys of the GS1 system: GTIN, GLN and SSCC.
 *
 * All are digits of which the last is a check digit: counted from the right,
 * the other digits weigh 3, 1, 3, 1 ..., and with the check digit the sum is
 * a multiple of ten.  Zeros in front change nothing in that sum, which is why
 * a GTIN of 8, 12 or 13 digits is the same key as the one of 14 digits with
 * zeros in front.  Stored as one number.
 *
 *-------------------------------------------------------------------------
 */
#include "core/gs1_code.h"

#include <stdio.h>

#define GTIN_DIGITS	14
#define GLN_DIGITS	13
#define SSCC_DIGITS	18

static CodeFault gs1_read(const char *text, size_t size, uint64_t *code, CodeReport *report);
static size_t gs1_write(uint64_t code, int digits, char *text);

/* Reads a GTIN-8, GTIN-12 (UPC), GTIN-13 (EAN) or GTIN-14. */
CodeFault
gtin_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	CodeFault	fault = code_read_digits(text, size, "a GTIN has only digits", report);

	if (fault != CODE_OK)
		return fault;
	if (size != 8 && size != 12 && size != 13 && size != 14)
		return code_refuse(report, CODE_LENGTH, "A GTIN has 8, 12, 13 or 14 digits, not %zu.", size);
	return gs1_read(text, size, code, report);
}

size_t
gtin_code_format(const uint64_t *code, char *text)
{
	return gs1_write(*code, GTIN_DIGITS, text);
}

CodeFault
gln_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	CodeFault	fault = code_read_digits(text, size, "a GLN has only digits", report);

	if (fault != CODE_OK)
		return fault;
	if (size != GLN_DIGITS)
		return code_refuse(report, CODE_LENGTH, "A GLN has 13 digits, not %zu.", size);
	return gs1_read(text, size, code, report);
}

size_t
gln_code_format(const uint64_t *code, char *text)
{
	return gs1_write(*code, GLN_DIGITS, text);
}

CodeFault
sscc_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	CodeFault	fault = code_read_digits(text, size, "an SSCC has only digits", report);

	if (fault != CODE_OK)
		return fault;
	if (size != SSCC_DIGITS)
		return code_refuse(report, CODE_LENGTH, "An SSCC has 18 digits, not %zu.", size);
	return gs1_read(text, size, code, report);
}

size_t
sscc_code_format(const uint64_t *code, char *text)
{
	return gs1_write(*code, SSCC_DIGITS, text);
}

/* Checks the last of the digits against the others and packs them. */
static CodeFault
gs1_read(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	unsigned	sum = 0;
	unsigned	expected;

	for (size_t i = 0; i + 1 < size; i++)
		sum += (unsigned) (text[i] - '0') * ((size - i) % 2 == 0 ? 3 : 1);
	expected = (10 - sum % 10) % 10;
	if ((unsigned) (text[size - 1] - '0') != expected)
		return code_refuse(report, CODE_CHECK_DIGIT, "The check digit is %c; the other digits give %u.", text[size - 1], expected);

	*code = code_number(text, size);
	return CODE_OK;
}

static size_t
gs1_write(uint64_t code, int digits, char *text)
{
	return (size_t) snprintf(text, CODE_TEXT_SIZE, "%0*llu", digits, (unsigned long long) code);
}
