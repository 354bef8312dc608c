/*-------------------------------------------------------------------------
 *
 * quantity_code_test.c
 *	  Quantities: what is read and refused, exactness, and the unit table.
 *
 *-------------------------------------------------------------------------
 */
#include "core/quantity_code.h"

#include "tap.h"

#define ROUNDS 20000

/* What a text prints as; a text that is refused prints as its fault. */
static const struct
{
	const char *text;
	const char *canonical;
	QuantityFault fault;
}			reading[] =
{
	{"12.5 kg", "12.5 kg", QUANTITY_OK},
	{"12.5kg", "12.5 kg", QUANTITY_OK},
	{"12.5 KGM", "12.5 kg", QUANTITY_OK},
	{"  12.5 \t kg  ", "12.5 kg", QUANTITY_OK},
	{"\302\24012.5\302\240kg\342\200\257", "12.5 kg", QUANTITY_OK},
	{"12.5 k\302\240g", "", QUANTITY_UNIT_UNKNOWN},
	{"+12.50 kg", "12.5 kg", QUANTITY_OK},
	{"-12.5 kg", "-12.5 kg", QUANTITY_OK},
	{".5 kg", "0.5 kg", QUANTITY_OK},
	{"5. kg", "5 kg", QUANTITY_OK},
	{"-0 kg", "0 kg", QUANTITY_OK},
	{"0e999999999999 kg", "0 kg", QUANTITY_OK},
	{"1.25e3 g", "1.25 kg", QUANTITY_OK},
	{"1.25E-3t", "1.25 kg", QUANTITY_OK},
	{"3 each", "3 each", QUANTITY_OK},
	{"3each", "3 each", QUANTITY_OK},
	{"3EA", "3 each", QUANTITY_OK},
	{"3e2each", "300 each", QUANTITY_OK},
	{"2.5 piece", "2.5 each", QUANTITY_OK},
	{"3 unit:piece", "3 each", QUANTITY_OK},
	{"1 dozen", "12 each", QUANTITY_OK},
	{"0.8 MTQ", "800 L", QUANTITY_OK},
	{"1 m\302\263", "1000 L", QUANTITY_OK},
	{"2 \302\265g", "0.000000002 kg", QUANTITY_OK},
	{"2 \316\274g", "0.000000002 kg", QUANTITY_OK},
	{"1 lb", "0.45359237 kg", QUANTITY_OK},
	{"16 oz", "0.45359237 kg", QUANTITY_OK},
	{"0.0000000001 oz", "0.0000000000028349523125 kg", QUANTITY_TOO_FINE},
	{"0.000000001 oz", "0.000000000028349523125 kg", QUANTITY_OK},
	{"1 troy oz", "0.0311034768 kg", QUANTITY_OK},
	{"1 short ton", "907.18474 kg", QUANTITY_OK},
	{"1 kWh", "1 kWh", QUANTITY_OK},
	{"3.6 MJ", "1 kWh", QUANTITY_OK},
	{"1 MJ", "1 MJ", QUANTITY_OK},
	{"9 J", "0.0000025 kWh", QUANTITY_OK},
	{"1 3B", "1 MJ", QUANTITY_OK},
	{"100 GWh", "100000000 kWh", QUANTITY_OK},
	{"3200 mAh", "3.2 Ah", QUANTITY_OK},
	{"1 C", "1 C", QUANTITY_OK},
	{"36 C", "0.01 Ah", QUANTITY_OK},
	{"1 ft", "0.3048 m", QUANTITY_OK},
	{"1 in2", "0.00064516 m2", QUANTITY_OK},
	{"0.000000000000000000001 kg", "0.000000000000000000001 kg", QUANTITY_OK},
	{"0.0000000000000000000001 kg", "", QUANTITY_TOO_FINE},
	{"99999999999999999.999999999999999999999 kg", "99999999999999999.999999999999999999999 kg", QUANTITY_OK},
	{"100000000000000000 kg", "", QUANTITY_TOO_LARGE},
	{"-100000000000000000 kg", "", QUANTITY_TOO_LARGE},
	{"1e999999999999999999999 kg", "", QUANTITY_TOO_LARGE},
	{"1e-999999999999999999999 kg", "", QUANTITY_TOO_FINE},
	{"", "", QUANTITY_NO_NUMBER},
	{"   ", "", QUANTITY_NO_NUMBER},
	{"kg", "", QUANTITY_NO_NUMBER},
	{"kg 5", "", QUANTITY_NO_NUMBER},
	{". kg", "", QUANTITY_NO_NUMBER},
	{"- 5 kg", "", QUANTITY_NO_NUMBER},
	{"--5 kg", "", QUANTITY_NO_NUMBER},
	{"NaN kg", "", QUANTITY_NO_NUMBER},
	{"Infinity kg", "", QUANTITY_NO_NUMBER},
	{"1,000 kg", "", QUANTITY_NUMBER_GROUPED},
	{"1'000 kg", "", QUANTITY_NUMBER_GROUPED},
	{"1.000.000 kg", "", QUANTITY_NUMBER_GROUPED},
	{"12,5 kg", "", QUANTITY_NUMBER_GROUPED},
	{"5", "", QUANTITY_NO_UNIT},
	{"5 ", "", QUANTITY_NO_UNIT},
	{"1 000 kg", "", QUANTITY_UNIT_UNKNOWN},
	{"0x10 kg", "", QUANTITY_UNIT_UNKNOWN},
	{"5 kgm", "", QUANTITY_UNIT_UNKNOWN},
	{"5 M", "", QUANTITY_UNIT_UNKNOWN},
	{"5 kg kg", "", QUANTITY_UNIT_UNKNOWN},
	{"5 kg 3 g", "", QUANTITY_UNIT_UNKNOWN},
	{"5 %", "", QUANTITY_UNIT_UNKNOWN},
	{"5 unit:", "", QUANTITY_UNIT_UNKNOWN},
	{"5 unit:kg", "", QUANTITY_UNIT_UNKNOWN},
	{"5 -", "", QUANTITY_UNIT_UNKNOWN},
	{"5e", "", QUANTITY_UNIT_UNKNOWN},
	{"5 ton", "", QUANTITY_UNIT_AMBIGUOUS},
	{"5 Tons", "", QUANTITY_UNIT_AMBIGUOUS},
	{"5 MT", "", QUANTITY_UNIT_AMBIGUOUS},
	{"5 ML", "", QUANTITY_UNIT_AMBIGUOUS},
	{"5 gallons", "", QUANTITY_UNIT_AMBIGUOUS}
};

static QuantityFault
read_quantity(const char *text, Quantity *quantity)
{
	QuantitySpan unit_text = {"", 0};

	/* a copy without a zero byte, so that reading past its end is noticed */
	size_t		length = strlen(text);
	char	   *copy = malloc(length > 0 ? length : 1);
	QuantityFault fault;

	memcpy(copy, text, length);
	fault = quantity_parse(copy, length, quantity, &unit_text);
	free(copy);
	return fault;
}

static void
test_reading(void)
{
	for (size_t i = 0; i < sizeof(reading) / sizeof(reading[0]); i++)
	{
		Quantity	quantity = {0};
		char		text[QUANTITY_TEXT_SIZE];

		if (!ok(read_quantity(reading[i].text, &quantity) == reading[i].fault,
				"\"%s\" is %s", reading[i].text,
				reading[i].fault == QUANTITY_OK ? "read" : "refused for its reason"))
			continue;
		if (reading[i].fault != QUANTITY_OK)
			continue;
		quantity_format(&quantity, text);
		is(text, reading[i].canonical, "and prints canonically");
	}
}

/* A text far longer than any number is read in one pass and told apart. */
static void
test_long_text(void)
{
	size_t		length = 1 << 20;
	char	   *text = malloc(length + 8);
	Quantity	quantity;

	memset(text, '0', length);
	strcpy(text + length, "7 kg");
	ok(read_quantity(text, &quantity) == QUANTITY_OK, "a million leading zeros are read");
	text[0] = '1';
	ok(read_quantity(text, &quantity) == QUANTITY_TOO_LARGE, "a million digits are too large");
	memset(text, '3', length);
	text[1] = '.';
	ok(read_quantity(text, &quantity) == QUANTITY_TOO_FINE, "a million decimals are too fine");
	memset(text, '0', length);
	text[0] = '3';
	text[1] = '.';
	memcpy(text + length, "0 kg", 5);
	ok(read_quantity(text, &quantity) == QUANTITY_OK, "a million zeros after the point are read");
	memset(text, '-', length);
	memcpy(text, "1 k", 3);
	memcpy(text + length, "g", 2);
	ok(read_quantity(text, &quantity) == QUANTITY_UNIT_UNKNOWN, "a unit of a million letters is unknown");
	free(text);
}

static const struct
{
	const char *quantity;
	const char *unit;
	int			scale;
	const char *want;			/* NULL: the decimal does not end */
}			telling[] =
{
	{"12.5 kg", "g", QUANTITY_EXACT, "12500"},
	{"12.5 kg", "t", QUANTITY_EXACT, "0.0125"},
	{"1 lb", "oz", QUANTITY_EXACT, "16"},
	{"1 oz", "lb", QUANTITY_EXACT, "0.0625"},
	{"1 kg", "lb", QUANTITY_EXACT, NULL},
	{"1 kg", "lb", 5, "2.20462"},
	{"1 kg", "lb", 6, "2.204623"},
	{"1 kg", "lb", 40, "2.2046226218487758072297380134502703385421"},
	{"1 MJ", "kWh", QUANTITY_EXACT, NULL},
	{"1 MJ", "kWh", 3, "0.278"},
	{"-1 MJ", "kWh", 3, "-0.278"},
	{"1 each", "dozen", QUANTITY_EXACT, NULL},
	{"3 each", "dozen", QUANTITY_EXACT, "0.25"},
	{"6 each", "dozen", 0, "1"},
	{"5 each", "dozen", 0, "0"},
	{"-5 each", "dozen", 0, "0"},
	{"0.5 kg", "kg", 0, "1"},
	{"-0.5 kg", "kg", 0, "-1"},
	{"0.4999999 kg", "kg", 0, "0"},
	{"0.05 kg", "kg", 0, "0"},
	{"9.995 kg", "kg", 2, "10"},
	{"99.5 kg", "kg", 0, "100"},
	{"1.2345 kg", "kg", 10, "1.2345"},
	{"0 kg", "lb", QUANTITY_EXACT, "0"},
	{"99999999999999999.999999999999999999999 kg", "mg", QUANTITY_EXACT, "99999999999999999999999.999999999999999"},
	{"99999999999999999.999999999999999999999 kg", "kg", 20, "100000000000000000"},
	{"0.000000000000000000001 kg", "t", QUANTITY_EXACT, "0.000000000000000000000001"},
	{"0.000000000000000000001 kg", "million t", 40, "0.000000000000000000000000000001"},
	{"0.000000000000000000001 kg", "million t", 29, "0"}
};

static void
test_telling(void)
{
	for (size_t i = 0; i < sizeof(telling) / sizeof(telling[0]); i++)
	{
		Quantity	quantity = {0};
		char		text[QUANTITY_TEXT_SIZE];
		const UnitDefinition *unit = unit_find(telling[i].unit, strlen(telling[i].unit));
		bool		ends;

		if (!ok(read_quantity(telling[i].quantity, &quantity) == QUANTITY_OK && unit != NULL,
				"%s can be told in %s", telling[i].quantity, telling[i].unit))
			continue;
		ends = quantity_decimal(&quantity, unit, telling[i].scale, text);
		if (telling[i].want == NULL)
			ok(!ends, "and its decimal does not end");
		else if (ok(ends, "and its decimal ends or is rounded"))
			is(text, telling[i].want, "to the right number");
	}
}

/* Calls back for every way to write a unit. */
static void
each_spelling(const UnitDefinition *unit,
			  void (*visit) (const UnitDefinition *unit, const char *text, size_t length))
{
	const char *lists[] = {unit->code, unit->symbol, unit->name, unit->symbols, unit->words};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
	{
		const char *list = lists[i];
		const char *start;
		size_t		length;

		while ((list = unit_spelling_next(list, &start, &length)) != NULL)
			visit(unit, start, length);
	}
}

static size_t spelling_count;
static size_t spelling_wrong;

static void
check_spelling(const UnitDefinition *unit, const char *text, size_t length)
{
	const UnitDefinition *found = unit_find(text, length);

	spelling_count++;
	if (found == unit)
		return;
	spelling_wrong++;
	printf("# %.*s of %s reads as %s\n", (int) length, text, unit->symbol,
		   found ? found->symbol : "nothing");
}

static void
test_unit_table(void)
{
	bool		reduced = true;
	bool		few_zeros = true;
	bool		exact = true;

	for (size_t i = 0; i < unit_count(); i++)
	{
		const UnitDefinition *unit = unit_at(i);
		uint64_t	digits = unit->factor_digits;
		Quantity	one;
		int			twos = 0;
		int			fives = 0;

		each_spelling(unit, check_spelling);
		reduced = reduced && digits % 10 != 0;
		for (; digits % 2 == 0; digits /= 2)
			twos++;
		for (; digits % 5 == 0; digits /= 5)
			fives++;
		few_zeros = few_zeros && twos <= 26 && fives <= 26;
		exact = exact && quantity_parse_number("0.001", 5, unit, &one) == QUANTITY_OK;
	}
	ok(spelling_count > 300 && spelling_wrong == 0,
	   "each of %zu spellings reads as its own unit", spelling_count);
	ok(reduced, "no factor's digits end in a zero");
	ok(few_zeros, "no factor makes a number of more than 64 digits whole");
	ok(exact, "a thousandth of every unit is exact");

	for (int dimension = 1; dimension <= UNIT_DIMENSION_LAST; dimension++)
	{
		const char *symbol = unit_dimension_reference((UnitDimension) dimension);
		const UnitDefinition *unit = unit_find(symbol, strlen(symbol));

		ok(unit != NULL && unit->dimension == (UnitDimension) dimension &&
		   unit->factor_digits == 1 && unit->factor_exponent == 0,
		   "%s is the reference unit of %s", symbol,
		   unit_dimension_name((UnitDimension) dimension));
	}
	ok(unit_dimension_name((UnitDimension) 0) == NULL &&
	   unit_dimension_name((UnitDimension) (UNIT_DIMENSION_LAST + 1)) == NULL,
	   "other numbers are no dimension");
}

static void
test_suggestion(void)
{
	UnitSuggestion suggestion;

	unit_suggest("kgm", 3, &suggestion);
	ok(suggestion.count == 1 && strncmp(suggestion.text[0], "KGM", 3) == 0,
	   "kgm suggests KGM");
	unit_suggest("MG", 2, &suggestion);
	ok(suggestion.count == 2, "MG suggests both mg and Mg");
	unit_suggest("furlong", 7, &suggestion);
	ok(suggestion.count == 0, "furlong suggests nothing");
}

static QuantityAmount
random_amount(void)
{
	QuantityAmount limit = 1;
	QuantityAmount amount;

	for (uint64_t i = 1 + random_below(QUANTITY_DIGITS_MAX); i > 0; i--)
		limit *= 10;
	amount = (QuantityAmount) ((unsigned __int128) random_next() << 64 | random_next());
	amount %= limit;
	return amount;
}

/* What is printed reads back as the same; what ends in a unit reads back too. */
static void
test_round_trip(void)
{
	size_t		wrong = 0;
	size_t		told = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		Quantity	quantity = {(UnitDimension) (1 + random_below(UNIT_DIMENSION_LAST)), random_amount()};
		const UnitDefinition *unit = unit_at(random_below(unit_count()));
		Quantity	again = {0};
		char		text[QUANTITY_TEXT_SIZE];

		quantity_format(&quantity, text);
		wrong += read_quantity(text, &again) != QUANTITY_OK || quantity_order(&quantity, &again) != 0;

		if (unit->dimension != quantity.dimension ||
			!quantity_decimal(&quantity, unit, QUANTITY_EXACT, text))
			continue;
		told++;
		wrong += quantity_parse_number(text, strlen(text), unit, &again) != QUANTITY_OK ||
			quantity_order(&quantity, &again) != 0;
	}
	ok(wrong == 0, "%d random quantities print and read back", ROUNDS);
	ok(told > ROUNDS / 20, "%zu of them also in another unit", told);
}

/* Rounding is off by at most half of the last decimal. */
static void
test_rounding(void)
{
	size_t		wrong = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		const UnitDefinition *unit = unit_find("lb", 2);
		Quantity	quantity = {UNIT_MASS, random_amount() / 1000};
		Quantity	rounded = {0};
		QuantityAmount off;
		QuantityAmount half = 453592370000000000;	/* of 0.001 lb, doubled */
		char		text[QUANTITY_TEXT_SIZE];

		quantity_decimal(&quantity, unit, 3, text);
		wrong += quantity_parse_number(text, strlen(text), unit, &rounded) != QUANTITY_OK;
		off = rounded.amount - quantity.amount;
		wrong += (off < 0 ? -off : off) * 2 > half;
	}
	ok(wrong == 0, "%d random masses round to the nearest thousandth of a pound", ROUNDS);
}

static void
test_arithmetic(void)
{
	size_t		wrong = 0;
	QuantityAmount sum;
	QuantityAmount most = 1;

	for (int round = 0; round < ROUNDS; round++)
	{
		QuantityAmount a = random_amount() / 2;
		QuantityAmount b = random_amount() / 2;
		QuantityAmount n = a;
		QuantityAmount d = b != 0 ? b : 1;

		wrong += quantity_sum(a, b, &sum) != QUANTITY_OK || sum - b != a;
		quantity_reduce_ratio(&n, &d);
		wrong += d <= 0;
		/* a/b = n/d: both are whole multiples by the same divisor */
		wrong += n != 0 && (a % n != 0 || a / n != (b != 0 ? b : 1) / d);
		wrong += n == 0 && d != 1;
	}
	ok(wrong == 0, "%d random sums and ratios hold", ROUNDS);

	for (int i = 0; i < QUANTITY_DIGITS_MAX; i++)
		most *= 10;
	most--;
	ok(quantity_in_range(most) && quantity_in_range(-most) && !quantity_in_range(most + 1) &&
	   !quantity_in_range(-most - 1), "38 digits are in range, 39 are not");
	ok(quantity_sum(most, 0, &sum) == QUANTITY_OK && quantity_sum(most, 1, &sum) == QUANTITY_TOO_LARGE &&
	   quantity_sum(most, most, &sum) == QUANTITY_TOO_LARGE &&
	   quantity_sum(-most, -1, &sum) == QUANTITY_TOO_LARGE, "a sum out of range is noticed");
}

int
main(void)
{
	random_begin();
	test_reading();
	test_long_text();
	test_telling();
	test_unit_table();
	test_suggestion();
	test_round_trip();
	test_rounding();
	test_arithmetic();
	return tap_finish();
}
