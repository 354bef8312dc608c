/*-------------------------------------------------------------------------
 *
 * share_text.c
 *	  Shares as people write them, and back.
 *
 * Read: a number of 0 to 1 (25%, 1/3, 0.25), a range with its ends in or out
 * ([25%,50%), (0,1]), a closed range (25%..50%), or unknown, which is [0,1].
 * Written: 1/3, or [1/4,1/2).
 *
 *-------------------------------------------------------------------------
 */
#include "core/share.h"

#include <string.h>

/* Where the parts of a share are. */
typedef struct Scan
{
	const char *min;
	size_t		min_length;
	const char *max;
	size_t		max_length;
	bool		min_inclusive;
	bool		max_inclusive;
} Scan;

static bool scan_share(const char *text, const char *end, Scan *scan);
static bool scan_brackets(const char *text, const char *end, Scan *scan);
static bool scan_dots(const char *text, const char *end, Scan *scan);
static bool is_unknown(const char *text, const char *end);
static bool is_blank(char c);
static ShareFault fault_of_fraction(FractionFault fault);

ShareFault
share_parse(const Arena *arena, const char *text, size_t length, size_t bits_max, Share *result)
{
	const char *end = text + length;
	Scan		scan;
	Fraction	min = FRACTION_ZERO;
	Fraction	max = FRACTION_ZERO;
	FractionFault fault;

	while (text < end && is_blank(*text))
		text++;
	while (text < end && is_blank(end[-1]))
		end--;
	if (is_unknown(text, end))
	{
		*result = SHARE_UNKNOWN;
		return SHARE_OK;
	}
	if (!scan_share(text, end, &scan))
		return SHARE_SYNTAX;
	fault = fraction_parse(arena, scan.min, scan.min_length, bits_max, &min);
	if (fault == FRACTION_OK && scan.max == scan.min)
		max = min;
	else if (fault == FRACTION_OK)
		fault = fraction_parse(arena, scan.max, scan.max_length, bits_max, &max);
	if (fault != FRACTION_OK)
		return fault_of_fraction(fault);
	return share_make(arena, min, max, scan.min_inclusive, scan.max_inclusive, result);
}

/* A number alone, or a range in brackets; in the arena. */
char *
share_format(const Arena *arena, const Share *a)
{
	char	   *min = fraction_format(arena, a->min);
	char	   *max;
	char	   *text;

	if (share_is_exact(arena, a))
		return min;
	max = fraction_format(arena, a->max);
	text = arena_allocate(arena, strlen(min) + strlen(max) + 4);
	strcpy(text, a->min_inclusive ? "[" : "(");
	strcat(text, min);
	strcat(text, ",");
	strcat(text, max);
	strcat(text, a->max_inclusive ? "]" : ")");
	arena_release(arena, min);
	arena_release(arena, max);
	return text;
}

/* A sentence for the user. */
const char *
share_fault_detail(ShareFault fault)
{
	switch (fault)
	{
		case SHARE_OK:
			break;
		case SHARE_SYNTAX:
			return "A share is written as 25%, 1/3 or 0.25, a range of it as [25%,50%) or 25%..50%, or unknown.";
		case SHARE_ZERO_DENOMINATOR:
			return "The denominator is zero.";
		case SHARE_TOO_LARGE:
			return "The number has more digits than a fraction may hold.";
		case SHARE_NEGATIVE:
			return "A share is not negative.";
		case SHARE_ABOVE_ONE:
			return "A share is at most 1; a percentage is written with its sign, as 25%.";
		case SHARE_ENDS_SWAPPED:
			return "The lower end of the range is above its upper end.";
		case SHARE_EMPTY:
			return "A range of one value that excludes it holds nothing.";
		case SHARE_NOT_CANONICAL:
			return "The value is not in the form that a share is stored in.";
	}
	return "The share is valid.";
}

static bool
scan_share(const char *text, const char *end, Scan *scan)
{
	if (text < end && (*text == '[' || *text == '('))
		return scan_brackets(text, end, scan);
	if (scan_dots(text, end, scan))
		return true;
	*scan = (Scan) {text, (size_t) (end - text), text, (size_t) (end - text), true, true};
	return true;
}

static bool
scan_brackets(const char *text, const char *end, Scan *scan)
{
	const char *comma = memchr(text, ',', (size_t) (end - text));

	if (comma == NULL || (end[-1] != ']' && end[-1] != ')'))
		return false;
	scan->min = text + 1;
	scan->min_length = (size_t) (comma - text - 1);
	scan->max = comma + 1;
	scan->max_length = (size_t) (end - 1 - scan->max);
	scan->min_inclusive = *text == '[';
	scan->max_inclusive = end[-1] == ']';
	return true;
}

static bool
scan_dots(const char *text, const char *end, Scan *scan)
{
	for (const char *at = text; at + 1 < end; at++)
		if (at[0] == '.' && at[1] == '.')
		{
			/* 0...1 could mean 0..1 or 0 .. .1: neither is guessed. */
			if (at + 2 < end && at[2] == '.')
				return false;
			*scan = (Scan) {text, (size_t) (at - text), at + 2, (size_t) (end - at - 2), true, true};
			return true;
		}
	return false;
}

static bool
is_unknown(const char *text, const char *end)
{
	static const char word[] = "unknown";

	if (end - text != sizeof(word) - 1)
		return false;
	for (size_t i = 0; i < sizeof(word) - 1; i++)
		if ((text[i] | 0x20) != word[i])
			return false;
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static ShareFault
fault_of_fraction(FractionFault fault)
{
	if (fault == FRACTION_ZERO_DENOMINATOR)
		return SHARE_ZERO_DENOMINATOR;
	return fault == FRACTION_TOO_LARGE ? SHARE_TOO_LARGE : SHARE_SYNTAX;
}
