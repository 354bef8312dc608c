/*-------------------------------------------------------------------------
 *
 * decimal_number.c
 *	  Decimal numbers as people and files write them, digit by digit.
 *
 * Grammar: [+-] digits [. digits] [e [+-] digits].  Digits are kept as they
 * are, so nothing is rounded; zeros before and after them cost no room, so a
 * text of any length is read in one pass.
 *
 *-------------------------------------------------------------------------
 */
#include "core/decimal_number.h"

#include <string.h>

/* Exponents beyond this are as good as infinite. */
#define EXPONENT_MAX		1000000

static size_t scan_digits(const char *text, size_t length, bool fraction,
						  DecimalNumber *number, int64_t *zeros);
static size_t scan_exponent(const char *text, size_t length, int64_t *exponent);

/* Reads sign, digits, point and exponent; used says where the number ends. */
DecimalFault
decimal_number_scan(const char *text, size_t length, DecimalNumber *number,
					size_t *used)
{
	size_t		i = 0;
	size_t		whole;
	size_t		fraction = 0;
	int64_t		zeros = 0;

	memset(number, 0, sizeof(*number));
	if (length > 0 && (text[0] == '+' || text[0] == '-'))
	{
		number->negative = text[0] == '-';
		i++;
	}
	whole = scan_digits(text + i, length - i, false, number, &zeros);
	i += whole;
	if (i < length && text[i] == '.')
	{
		fraction = scan_digits(text + i + 1, length - i - 1, true, number, &zeros);
		i += fraction + 1;
	}
	if (whole + fraction == 0)
		return DECIMAL_NONE;

	/* zeros at the end were counted, not stored */
	number->exponent += zeros;
	i += scan_exponent(text + i, length - i, &number->exponent);
	if (i < length && (text[i] == ',' || text[i] == '\'' || text[i] == '.'))
		return DECIMAL_GROUPED;
	*used = i;
	return DECIMAL_OK;
}

/*
 * Schoolbook multiplication; the product's last digit stands first.  Returns
 * how many digits it has.
 */
int
decimal_number_times(const DecimalNumber *number, uint64_t factor,
					 uint8_t *product)
{
	unsigned __int128 carry = 0;
	int			count = 0;

	for (int i = number->digit_count - 1; i >= 0 || carry != 0; i--)
	{
		if (i >= 0)
			carry += (unsigned __int128) number->digits[i] * factor;
		product[count++] = (uint8_t) (carry % 10);
		carry /= 10;
	}
	return count;
}

/*
 * Appends a run of digits to the number.  Zeros wait until another digit
 * follows them, so that neither leading nor trailing ones take room.  From
 * the first digit that finds none, all count as zeros: the number then serves
 * only to tell too large from too fine.
 */
static size_t
scan_digits(const char *text, size_t length, bool fraction,
			DecimalNumber *number, int64_t *zeros)
{
	size_t		i;

	for (i = 0; i < length && text[i] >= '0' && text[i] <= '9'; i++)
	{
		if (fraction)
			number->exponent--;
		if (text[i] == '0' || number->overlong)
		{
			(*zeros)++;
			continue;
		}
		if (number->digit_count == 0)
			*zeros = 0;
		if (number->digit_count + *zeros >= DECIMAL_DIGITS_MAX)
		{
			number->overlong = true;
			(*zeros)++;
			continue;
		}
		while (*zeros > 0)
		{
			number->digits[number->digit_count++] = 0;
			(*zeros)--;
		}
		number->digits[number->digit_count++] = (uint8_t) (text[i] - '0');
	}
	return i;
}

/* Adds an exponent, when there is one: 'e' alone begins the unit "each". */
static size_t
scan_exponent(const char *text, size_t length, int64_t *exponent)
{
	size_t		i = 1;
	bool		negative = false;
	int64_t		value = 0;

	if (length < 2 || (text[0] != 'e' && text[0] != 'E'))
		return 0;
	if (text[i] == '+' || text[i] == '-')
		negative = text[i++] == '-';
	if (i == length || text[i] < '0' || text[i] > '9')
		return 0;
	for (; i < length && text[i] >= '0' && text[i] <= '9'; i++)
	{
		if (value < EXPONENT_MAX)
			value = value * 10 + (text[i] - '0');
	}
	*exponent += negative ? -value : value;
	return i;
}
