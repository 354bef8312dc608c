/*-------------------------------------------------------------------------
 *
 * uei_code.c
 *	  Unique entity identifiers of SAM.gov.
 *
 * The public rules (GSA, "Unique Entity ID Technical Specifications"): twelve
 * letters and digits, case does not matter, no O and no I, the first is not
 * zero, and never nine digits in a row, so that none looks like a DUNS or a
 * taxpayer's number.  The last character is a checksum of the others, but how
 * it is computed is not published; it is not checked.
 *
 * Stored as the number that the characters spell in base 34, the alphabet
 * being that of base 36 without I and O: 34^12 fits in eight bytes.
 *
 *-------------------------------------------------------------------------
 */
#include "core/uei_code.h"

#define UEI_SIZE	12
#define UEI_BASE	34
#define UEI_DIGITS_IN_A_ROW	9

static CodeFault uei_check_digits_in_a_row(const char *upper, CodeReport *report);

/* Reads an identifier, letters of either case. */
CodeFault
uei_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report)
{
	char		upper[UEI_SIZE];
	CodeFault	fault = code_read_upper(text, size, UEI_SIZE, upper, "a UEI", report);

	if (fault != CODE_OK)
		return fault;
	for (size_t i = 0; i < UEI_SIZE; i++)
		if (upper[i] == 'I' || upper[i] == 'O')
			return code_refuse_look_alike(report, upper, i, "a UEI");
	if (upper[0] == '0')
		return code_refuse(report, CODE_FORM, "The first character of a UEI is not 0.");
	fault = uei_check_digits_in_a_row(upper, report);
	if (fault != CODE_OK)
		return fault;

	*code = 0;
	for (size_t i = 0; i < UEI_SIZE; i++)
		*code = *code * UEI_BASE + (uint64_t) (code_rank36(upper[i]) - (upper[i] > 'I') - (upper[i] > 'O'));
	return CODE_OK;
}

/* Writes the twelve characters. */
size_t
uei_code_format(const uint64_t *code, char *text)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	uint64_t	rest = *code;

	for (size_t i = UEI_SIZE; i-- > 0; rest /= UEI_BASE)
		text[i] = alphabet[rest % UEI_BASE];
	text[UEI_SIZE] = '\0';
	return UEI_SIZE;
}

static CodeFault
uei_check_digits_in_a_row(const char *upper, CodeReport *report)
{
	size_t		row = 0;

	for (size_t i = 0; i < UEI_SIZE; i++)
	{
		row = code_is_digit(upper[i]) ? row + 1 : 0;
		if (row == UEI_DIGITS_IN_A_ROW)
			return code_refuse(report, CODE_FORM, "A UEI never has nine digits in a row; here they begin at character %zu.",
							   i + 2 - UEI_DIGITS_IN_A_ROW);
	}
	return CODE_OK;
}
