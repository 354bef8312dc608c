/*-------------------------------------------------------------------------
 *
 * fraction_numeric.c
 *	  Shares as numeric bounds, for code that gives many of them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "server/call_arena.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

/* Decimal digits after the point, as five digits of a numeric, which has four in each. */
#define DIGITS 20
#define GROUPS 5
#define HALF UINT64CONST(10000000000)

typedef unsigned __int128 UWide;

static Datum bound_of(Fraction x, FractionRounding rounding, bool *exact);
static Datum numeric_of_groups(const uint16 groups[GROUPS]);
static Datum numeric_of_text(Fraction x, FractionRounding rounding);

/* What trim_scale(round_down(min, 20)) and trim_scale(round_up(max, 20)) give. */
void
fraction_to_bounds(Fraction min, Fraction max, Datum *down, Datum *up)
{
	bool		exact;

	*down = bound_of(min, FRACTION_DOWN, &exact);
	if (exact && min.den == max.den && min.as.num == max.as.num)
		*up = *down;
	else
		*up = bound_of(max, FRACTION_UP, &exact);
}

Datum
fraction_to_text(Fraction x)
{
	char		text[64];
	int			length;
	Arena		arena;

	if (x.den == 0)
	{
		arena = call_arena();
		return CStringGetTextDatum(fraction_format(&arena, x));
	}
	length = pg_lltoa(x.as.num, text);
	if (x.den != 1)
	{
		text[length++] = '/';
		length += pg_lltoa(x.den, text + length);
	}
	return PointerGetDatum(cstring_to_text_with_len(text, length));
}

/* Large values go by way of text; exact tells whether rounding cut nothing, of others it is not known. */
static Datum
bound_of(Fraction x, FractionRounding rounding, bool *exact)
{
	uint64		high;
	uint64		low;
	UWide		rest;

	*exact = x.den == 1;
	if (x.den == 1)
		return NumericGetDatum(int64_to_numeric(x.as.num));
	if (x.den == 0 || x.as.num < 0 || x.as.num > x.den)
		return numeric_of_text(x, rounding);
	/* Twice ten digits, so that products stay below 2^96. */
	rest = (UWide) x.as.num * HALF;
	high = (uint64) (rest / (uint64) x.den);
	rest = (rest - (UWide) high * (uint64) x.den) * HALF;
	low = (uint64) (rest / (uint64) x.den);
	*exact = (UWide) low * (uint64) x.den == rest;
	if (rounding == FRACTION_UP && !*exact && ++low == HALF)
	{
		low = 0;
		if (++high == HALF)
			return NumericGetDatum(int64_to_numeric(1));
	}
	return numeric_of_groups((uint16[GROUPS])
	{
		(uint16) (high / 1000000), (uint16) (high / 100 % 10000), (uint16) (high % 100 * 100 + low / 100000000),
			(uint16) (low / 10000 % 10000), (uint16) (low % 10000)
	});
}

/* By way of the binary form that clients send, which is the one that is documented. */
static Datum
numeric_of_groups(const uint16 groups[GROUPS])
{
	uint16		sent[4 + GROUPS];
	StringInfoData message = {.data = (char *) sent,.len = sizeof(sent),.maxlen = sizeof(sent)};
	int			scale = DIGITS;

	for (int g = GROUPS - 1; g >= 0 && scale == (g + 1) * 4; g--)
		for (uint16 rest = groups[g]; scale > g * 4 && rest % 10 == 0; rest /= 10)
			scale--;
	sent[0] = pg_hton16(GROUPS);
	sent[1] = pg_hton16((uint16) -1);	/* weight of the first group: 10000 to the power of it */
	sent[2] = 0;				/* sign */
	sent[3] = pg_hton16((uint16) scale);
	for (int g = 0; g < GROUPS; g++)
		sent[4 + g] = pg_hton16(groups[g]);
	return DirectFunctionCall3(numeric_recv, PointerGetDatum(&message), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

static Datum
numeric_of_text(Fraction x, FractionRounding rounding)
{
	Arena		arena = call_arena();
	char	   *text = fraction_format_decimal(&arena, x, DIGITS, rounding);
	Datum		value = DirectFunctionCall3(numeric_in, CStringGetDatum(text), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));

	pfree(text);
	return DirectFunctionCall1(numeric_trim_scale, value);
}
