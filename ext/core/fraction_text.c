/*-------------------------------------------------------------------------
 *
 * fraction_text.c
 *	  Fractions as people write them, and back.
 *
 * Read: 8/21, -3, 0.25, 12.5, .5, 1e-3, 25%, 24.99 %, with blanks around.  A
 * ratio is of two integers and has no percent sign.  Written: 8/21 or -3,
 * always reduced, or a decimal with as many digits as asked for.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fraction.h"

#include <string.h>

/* An exponent is not read further than this: no size limit allows it. */
#define EXPONENT_MAX 1000000000

/* A run of digits in the text. */
typedef struct Digits
{
	const char *first;
	size_t		count;
} Digits;

/* Where the parts of a number are. */
typedef struct Scan
{
	bool		negative;
	bool		ratio;			/* den was given */
	Digits		whole;			/* before the point, or the numerator */
	Digits		part;			/* after the point */
	Digits		den;			/* after the slash */
	int64_t		exponent;		/* power of ten the number is multiplied by */
} Scan;

static FractionFault scan_number(const char *text, const char *end, Scan *scan);
static const char *scan_exponent(const char *text, const char *end, int64_t *exponent);
static const char *scan_digits(const char *text, const char *end, Digits *digits);
static const char *skip_blanks(const char *text, const char *end);
static bool is_blank(char c);
static FractionFault build_ratio(const Arena *arena, const Scan *scan, size_t digits_max, Fraction *result);
static FractionFault build_decimal(const Arena *arena, const Scan *scan, size_t digits_max, Fraction *result);
static Natural scaled_quotient(const Arena *arena, const FractionParts *parts, unsigned digits,
							   FractionRounding rounding);
static bool rounds_away(const Arena *arena, Natural rest, Natural den, bool negative,
						FractionRounding rounding);

FractionFault
fraction_parse(const Arena *arena, const char *text, size_t length, size_t bits_max, Fraction *result)
{
	Scan		scan = {0};
	Fraction	value = FRACTION_ZERO;
	FractionFault fault = scan_number(text, text + length, &scan);

	/* A decimal digit carries more than three bits. */
	if (fault == FRACTION_OK && scan.ratio)
		fault = build_ratio(arena, &scan, bits_max / 3 + 1, &value);
	else if (fault == FRACTION_OK)
		fault = build_decimal(arena, &scan, bits_max / 3 + 1, &value);
	if (fault == FRACTION_OK && fraction_bits(value) > bits_max)
		fault = FRACTION_TOO_LARGE;
	if (fault == FRACTION_OK)
		*result = value;
	return fault;
}

/* num/den, or num alone for an integer; in the arena. */
char *
fraction_format(const Arena *arena, Fraction x)
{
	FractionParts parts;
	char	   *num;
	char	   *den;
	char	   *text;

	fraction_parts(x, &parts);
	num = natural_to_digits(arena, parts.num);
	den = natural_to_digits(arena, parts.den);
	text = arena_allocate(arena, strlen(num) + strlen(den) + 3);
	text[0] = '\0';
	strcat(text, parts.negative ? "-" : "");
	strcat(text, num);
	if (!natural_is_one(parts.den))
	{
		strcat(text, "/");
		strcat(text, den);
	}
	arena_release(arena, num);
	arena_release(arena, den);
	return text;
}

/* A decimal with exactly so many digits after the point, correctly rounded; in the arena. */
char *
fraction_format_decimal(const Arena *arena, Fraction x, unsigned digits, FractionRounding rounding)
{
	FractionParts parts;
	Natural		scaled;
	char	   *figures;
	char	   *text;
	char	   *at;
	size_t		length;
	size_t		zeros;

	fraction_parts(x, &parts);
	scaled = scaled_quotient(arena, &parts, digits, rounding);
	figures = natural_to_digits(arena, scaled);
	length = strlen(figures);
	zeros = length > digits ? 0 : digits + 1 - length;
	text = at = arena_allocate(arena, length + zeros + 3);
	if (parts.negative && scaled.count > 0)
		*at++ = '-';
	memset(at, '0', zeros);
	memcpy(at + zeros, figures, length + 1);
	length += zeros;
	if (digits > 0)
	{
		memmove(at + length - digits + 1, at + length - digits, digits + 1);
		at[length - digits] = '.';
	}
	natural_release(arena, scaled);
	arena_release(arena, figures);
	return text;
}

/* A sentence for the user. */
const char *
fraction_fault_detail(FractionFault fault)
{
	switch (fault)
	{
		case FRACTION_OK:
			break;
		case FRACTION_SYNTAX:
			return "A number is written as 8/21, 0.25, 1e-3 or 25%.";
		case FRACTION_ZERO_DENOMINATOR:
			return "The denominator is zero.";
		case FRACTION_TOO_LARGE:
			return "The number has more digits than a fraction may hold.";
		case FRACTION_TRUNCATED:
			return "The value ends too early.";
		case FRACTION_NOT_CANONICAL:
			return "The value is not in its reduced form.";
	}
	return "The number is valid.";
}

static FractionFault
scan_number(const char *text, const char *end, Scan *scan)
{
	while (end > text && is_blank(end[-1]))
		end--;
	text = skip_blanks(text, end);
	if (text < end && (*text == '-' || *text == '+'))
		scan->negative = *text++ == '-';
	text = scan_digits(text, end, &scan->whole);
	if (scan->whole.count > 0 && skip_blanks(text, end) < end && *skip_blanks(text, end) == '/')
	{
		text = skip_blanks(skip_blanks(text, end) + 1, end);
		text = scan_digits(text, end, &scan->den);
		scan->ratio = true;
		return text == end && scan->den.count > 0 ? FRACTION_OK : FRACTION_SYNTAX;
	}
	if (text < end && *text == '.')
		text = scan_digits(text + 1, end, &scan->part);
	if (scan->whole.count + scan->part.count == 0)
		return FRACTION_SYNTAX;
	if (text < end && (*text == 'e' || *text == 'E'))
	{
		text = scan_exponent(text + 1, end, &scan->exponent);
		if (text == NULL)
			return FRACTION_SYNTAX;
	}
	text = skip_blanks(text, end);
	if (text < end && *text == '%')
	{
		scan->exponent -= 2;
		text++;
	}
	return text == end ? FRACTION_OK : FRACTION_SYNTAX;
}

/* NULL when no digit follows. */
static const char *
scan_exponent(const char *text, const char *end, int64_t *exponent)
{
	bool		negative = false;
	Digits		digits;

	if (text < end && (*text == '-' || *text == '+'))
		negative = *text++ == '-';
	text = scan_digits(text, end, &digits);
	for (size_t i = 0; i < digits.count; i++)
		if (*exponent < EXPONENT_MAX)
			*exponent = *exponent * 10 + (digits.first[i] - '0');
	if (negative)
		*exponent = -*exponent;
	return digits.count > 0 ? text : NULL;
}

static const char *
scan_digits(const char *text, const char *end, Digits *digits)
{
	digits->first = text;
	while (text < end && *text >= '0' && *text <= '9')
		text++;
	digits->count = (size_t) (text - digits->first);
	return text;
}

static const char *
skip_blanks(const char *text, const char *end)
{
	while (text < end && is_blank(*text))
		text++;
	return text;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static FractionFault
build_ratio(const Arena *arena, const Scan *scan, size_t digits_max, Fraction *result)
{
	FractionFault fault = FRACTION_ZERO_DENOMINATOR;
	Natural		num;
	Natural		den;

	if (scan->whole.count > digits_max || scan->den.count > digits_max)
		return FRACTION_TOO_LARGE;
	num = natural_from_digits(arena, scan->whole.first, scan->whole.count);
	den = natural_from_digits(arena, scan->den.first, scan->den.count);
	if (den.count > 0)
	{
		*result = fraction_make(arena, scan->negative, num, den);
		fault = FRACTION_OK;
	}
	natural_release(arena, num);
	natural_release(arena, den);
	return fault;
}

/* The digits without the point, times a power of ten. */
static FractionFault
build_decimal(const Arena *arena, const Scan *scan, size_t digits_max, Fraction *result)
{
	size_t		length = scan->whole.count + scan->part.count;
	int64_t		exponent = scan->exponent - (int64_t) scan->part.count;
	size_t		shift;
	char	   *digits;
	Natural		num;
	Natural		power;

	digits = arena_allocate(arena, length);
	memcpy(digits, scan->whole.first, scan->whole.count);
	if (scan->part.count > 0)
		memcpy(digits + scan->whole.count, scan->part.first, scan->part.count);
	/* Zeros at either end say nothing about the size of the reduced value. */
	for (; length > 0 && digits[length - 1] == '0'; length--)
		exponent++;
	shift = (size_t) (exponent < 0 ? -exponent : exponent);
	if (length == 0)
		*result = FRACTION_ZERO;
	if (length == 0 || length > digits_max || shift > digits_max)
	{
		arena_release(arena, digits);
		return length == 0 ? FRACTION_OK : FRACTION_TOO_LARGE;
	}
	num = natural_from_digits(arena, digits, length);
	power = natural_power_of_ten(arena, shift);
	if (exponent < 0)
		*result = fraction_make(arena, scan->negative, num, power);
	else
	{
		static const uint32_t one_limb[1] = {1};
		Natural		product = natural_multiply(arena, num, power);

		*result = fraction_make(arena, scan->negative, product, (Natural) {one_limb, 1});
		natural_release(arena, product);
	}
	natural_release(arena, num);
	natural_release(arena, power);
	arena_release(arena, digits);
	return FRACTION_OK;
}

/* The magnitude times 10^digits, as an integer. */
static Natural
scaled_quotient(const Arena *arena, const FractionParts *parts, unsigned digits,
				FractionRounding rounding)
{
	static const uint32_t one_limb[1] = {1};
	Natural		power = natural_power_of_ten(arena, digits);
	Natural		product = natural_multiply(arena, parts->num, power);
	Natural		quotient;
	Natural		rest;

	natural_divide(arena, product, parts->den, &quotient, &rest);
	if (rounds_away(arena, rest, parts->den, parts->negative, rounding))
	{
		Natural		next = natural_add(arena, quotient, (Natural) {one_limb, 1});

		natural_release(arena, quotient);
		quotient = next;
	}
	natural_release(arena, power);
	natural_release(arena, product);
	natural_release(arena, rest);
	return quotient;
}

/* Whether a magnitude that was cut, leaving rest / den, grows by one. */
static bool
rounds_away(const Arena *arena, Natural rest, Natural den, bool negative, FractionRounding rounding)
{
	Natural		twice;
	bool		half;

	if (rest.count == 0)
		return false;
	if (rounding != FRACTION_HALF_UP)
		return (rounding == FRACTION_UP) != negative;
	twice = natural_shift_left(arena, rest, 1);
	half = natural_compare(twice, den) >= 0;
	natural_release(arena, twice);
	return half;
}
