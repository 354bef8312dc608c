/*-------------------------------------------------------------------------
 *
 * unit_table.c
 *	  The units in which amounts are written, and their exact factors.
 *
 * Codes: UN/ECE Recommendation 20, "Codes for Units of Measure Used in
 * International Trade", common codes that are not marked as deleted.
 *
 * Factors are not taken from that list, which rounds to seven digits (and
 * gives the troy ounce ten times too small).  They are the definitions:
 * SI prefixes; the international yard and pound agreement of 1959 (yard
 * 0.9144 m, pound 0.45359237 kg) as printed in NIST Special Publication 811;
 * US gallon 231 cubic inches, petroleum barrel 42 US gallons, imperial
 * gallon 4.54609 l (UK Weights and Measures Act 1985); grain 1/7000 pound,
 * troy ounce 480 grains; hour 3600 s.
 *
 * Symbols and codes keep their case, because case carries meaning: mg is a
 * milligram and Mg a tonne, mWh a milliwatt hour and MWH the code of the
 * megawatt hour.  Upper-case forms that people write and that mean nothing
 * else (KG, LB) are listed.  Words are read in any case, and without their
 * spaces and hyphens, so that "kilowatt hour" also reads as Catena-X writes
 * it, "unit:kilowattHour".
 *
 * Some spellings mean several units (ton, gallon, MT, gr).  They are refused, and the
 * table at the end says what to write instead.
 *
 * The printed symbol is ASCII, so that every server encoding has it.
 *
 * A search compares one unit after the other, codes and symbols first: a
 * fraction of a microsecond for these, some two microseconds for a word.
 *
 *-------------------------------------------------------------------------
 */
#include "core/unit_table.h"

#include <string.h>

/* Both code points that are printed as a micro sign are in use. */
#define MICRO "\302\265"
#define MU "\316\274"
#define SQUARED "\302\262"
#define CUBED "\302\263"

static const UnitDefinition unit_table[] =
{
	/* mass, in kg */
	{"KGM", "kg", "kilogram", UNIT_MASS, 1, 0, "KG|Kg|kgs|KGS|Kgs", "kilograms|kilogramme|kilogrammes|kilo|kilos"},
	{"GRM", "g", "gram", UNIT_MASS, 1, -3, NULL, "grams|gramme|grammes|gramm"},
	{"TNE", "t", "tonne", UNIT_MASS, 1, 3, NULL, "tonnes|metric ton|metric tons|metric tonne|metric tonnes|tonne metric ton"},
	{"MGM", "mg", "milligram", UNIT_MASS, 1, -6, NULL, "milligrams|milligramme|milligrammes"},
	{"MC", "ug", "microgram", UNIT_MASS, 1, -9, MICRO "g|" MU "g|mcg", "micrograms|microgramme|microgrammes"},
	{NULL, "ng", "nanogram", UNIT_MASS, 1, -12, NULL, "nanograms|nanogramme|nanogrammes"},
	{"LBR", "lb", "pound", UNIT_MASS, 45359237, -8, "lbs|LB|LBS|Lb|Lbs", "pounds"},
	{"ONZ", "oz", "ounce", UNIT_MASS, 28349523125, -12, "OZ|Oz", "ounces|ounce avoirdupois"},
	{"APZ", "ozt", "troy ounce", UNIT_MASS, 311034768, -10, "oz t|troy oz|oz tr|tr oz", "troy ounces|apothecary ounce|troy ounce or apothecary ounce"},
	{"STN", "ton (US)", "short ton", UNIT_MASS, 90718474, -5, NULL, "short tons|ton US or short ton UK US"},
	{"LTN", "ton (UK)", "long ton", UNIT_MASS, 10160469088, -7, NULL, "long tons|ton UK or long ton US"},
	{"KTN", "kt", "kilotonne", UNIT_MASS, 1, 6, NULL, "kilotonnes"},
	{NULL, "million t", "million tonne", UNIT_MASS, 1, 9, NULL, "million tonnes|megatonne|megatonnes"},
	{"2U", "Mg", "megagram", UNIT_MASS, 1, 3, NULL, "megagrams"},
	{"DTN", "dt", "decitonne", UNIT_MASS, 1, 2, "dtn", "decitonnes|quintal|quintals"},
	{"HGM", "hg", "hectogram", UNIT_MASS, 1, -1, NULL, "hectograms"},
	{"DJ", "dag", "decagram", UNIT_MASS, 1, -2, NULL, "decagrams"},
	{"DG", "dg", "decigram", UNIT_MASS, 1, -4, NULL, "decigrams"},
	{"CGM", "cg", "centigram", UNIT_MASS, 1, -5, NULL, "centigrams"},
	{"CTM", "carat", "metric carat", UNIT_MASS, 2, -4, NULL, "metric carats|carat|carats"},
	{"GRN", "grain", "grain", UNIT_MASS, 6479891, -11, NULL, "grains"},
	{"CWA", "cwt (US)", "short hundredweight", UNIT_MASS, 45359237, -6, NULL, "short hundredweights|hundred pound"},
	{"CWI", "cwt (UK)", "long hundredweight", UNIT_MASS, 5080234544, -8, NULL, "long hundredweights"},

	/* count, in pieces */
	{"EA", "each", "each", UNIT_COUNT, 1, 0, "ea|Ea", NULL},
	{"H87", "pc", "piece", UNIT_COUNT, 1, 0, "pcs|PC|PCS|Pcs|PCE", "pieces"},
	{"C62", "unit", "one", UNIT_COUNT, 1, 0, NULL, "unit|units"},
	{"NAR", "article", "number of articles", UNIT_COUNT, 1, 0, NULL, "article|articles|item|items"},
	{"PR", "pair", "pair", UNIT_COUNT, 2, 0, NULL, "pairs"},
	{"DZN", "dozen", "dozen", UNIT_COUNT, 12, 0, "doz|DOZ", "dozens"},
	{"DPC", "dozen pieces", "dozen piece", UNIT_COUNT, 12, 0, NULL, "dozen pieces"},
	{"SCO", "score", "score", UNIT_COUNT, 2, 1, NULL, NULL},
	{"CEN", "hundred", "hundred", UNIT_COUNT, 1, 2, NULL, "hundreds"},
	{"HC", "hundred count", "hundred count", UNIT_COUNT, 1, 2, NULL, NULL},
	{"GRO", "gross", "gross", UNIT_COUNT, 144, 0, NULL, NULL},
	{"MIL", "thousand", "thousand", UNIT_COUNT, 1, 3, NULL, "thousands"},
	{"T3", "thousand pieces", "thousand piece", UNIT_COUNT, 1, 3, NULL, "thousand pieces"},
	{"GGR", "great gross", "great gross", UNIT_COUNT, 1728, 0, NULL, NULL},
	{"MIO", "million", "million", UNIT_COUNT, 1, 6, NULL, "millions"},

	/* volume, in litres */
	{"LTR", "L", "litre", UNIT_VOLUME, 1, 0, "l", "litres|liter|liters"},
	{"MTQ", "m3", "cubic metre", UNIT_VOLUME, 1, 3, "m" CUBED "|m^3|cbm|CBM", "cubic metres|cubic meter|cubic meters"},
	{"MLT", "mL", "millilitre", UNIT_VOLUME, 1, -3, "ml", "millilitres|milliliter|milliliters"},
	{"CMQ", "cm3", "cubic centimetre", UNIT_VOLUME, 1, -3, "cm" CUBED "|cm^3|ccm|cc", "cubic centimetres|cubic centimeter|cubic centimeters"},
	{"DMQ", "dm3", "cubic decimetre", UNIT_VOLUME, 1, 0, "dm" CUBED "|dm^3", "cubic decimetres|cubic decimeter|cubic decimeters"},
	{"MMQ", "mm3", "cubic millimetre", UNIT_VOLUME, 1, -6, "mm" CUBED "|mm^3", "cubic millimetres|cubic millimeter|cubic millimeters"},
	{"4G", "uL", "microlitre", UNIT_VOLUME, 1, -6, MICRO "L|" MICRO "l|" MU "L|" MU "l|ul", "microlitres|microliter|microliters"},
	{"CLT", "cL", "centilitre", UNIT_VOLUME, 1, -2, "cl", "centilitres|centiliter|centiliters"},
	{"DLT", "dL", "decilitre", UNIT_VOLUME, 1, -1, "dl", "decilitres|deciliter|deciliters"},
	{"HLT", "hL", "hectolitre", UNIT_VOLUME, 1, 2, "hl", "hectolitres|hectoliter|hectoliters"},
	{"K6", "kL", "kilolitre", UNIT_VOLUME, 1, 3, "kl", "kilolitres|kiloliter|kiloliters"},
	{"MAL", "megalitre", "megalitre", UNIT_VOLUME, 1, 6, NULL, "megalitres|megaliter|megaliters"},
	{"GLL", "gal (US)", "US gallon", UNIT_VOLUME, 3785411784, -9, NULL, "US gallons|gallon US"},
	{"GLI", "gal (UK)", "imperial gallon", UNIT_VOLUME, 454609, -5, NULL, "imperial gallons|gallon UK"},
	{"BLL", "bbl", "barrel (US)", UNIT_VOLUME, 158987294928, -9, NULL, "petroleum barrel|petroleum barrels"},
	{"OZA", "fl oz (US)", "US fluid ounce", UNIT_VOLUME, 295735295625, -13, NULL, "US fluid ounces|fluid ounce US"},
	{"OZI", "fl oz (UK)", "imperial fluid ounce", UNIT_VOLUME, 284130625, -10, NULL, "imperial fluid ounces|fluid ounce UK"},
	{"QTL", "liq qt (US)", "US liquid quart", UNIT_VOLUME, 946352946, -9, NULL, "US liquid quarts|liquid quart US"},
	{"PTL", "liq pt (US)", "US liquid pint", UNIT_VOLUME, 473176473, -9, NULL, "US liquid pints|liquid pint US"},
	{"INQ", "in3", "cubic inch", UNIT_VOLUME, 16387064, -9, "in" CUBED "|in^3|cu in", "cubic inches"},
	{"FTQ", "ft3", "cubic foot", UNIT_VOLUME, 28316846592, -9, "ft" CUBED "|ft^3|cu ft", "cubic feet"},
	{"YDQ", "yd3", "cubic yard", UNIT_VOLUME, 764554857984, -9, "yd" CUBED "|yd^3|cu yd", "cubic yards"},

	/* length, in m */
	{"MTR", "m", "metre", UNIT_LENGTH, 1, 0, NULL, "metres|meter|meters"},
	{"KMT", "km", "kilometre", UNIT_LENGTH, 1, 3, "KM", "kilometres|kilometer|kilometers"},
	{"CMT", "cm", "centimetre", UNIT_LENGTH, 1, -2, "CM", "centimetres|centimeter|centimeters"},
	{"MMT", "mm", "millimetre", UNIT_LENGTH, 1, -3, NULL, "millimetres|millimeter|millimeters"},
	{"4H", "um", "micrometre", UNIT_LENGTH, 1, -6, MICRO "m|" MU "m", "micrometres|micrometer|micrometers|micron|microns"},
	{"C45", "nm", "nanometre", UNIT_LENGTH, 1, -9, NULL, "nanometres|nanometer|nanometers"},
	{"DMT", "dm", "decimetre", UNIT_LENGTH, 1, -1, NULL, "decimetres|decimeter|decimeters"},
	{"FOT", "ft", "foot", UNIT_LENGTH, 3048, -4, "FT", "feet"},
	{"INH", "in", "inch", UNIT_LENGTH, 254, -4, "IN", "inches"},
	{"YRD", "yd", "yard", UNIT_LENGTH, 9144, -4, "YD", "yards"},
	{"SMI", "mi", "mile", UNIT_LENGTH, 1609344, -3, NULL, "miles|statute mile|statute miles"},

	/* area, in m2 */
	{"MTK", "m2", "square metre", UNIT_AREA, 1, 0, "m" SQUARED "|m^2|sqm", "square metres|square meter|square meters"},
	{"KMK", "km2", "square kilometre", UNIT_AREA, 1, 6, "km" SQUARED "|km^2", "square kilometres|square kilometer|square kilometers"},
	{"DMK", "dm2", "square decimetre", UNIT_AREA, 1, -2, "dm" SQUARED "|dm^2", "square decimetres|square decimeter|square decimeters"},
	{"CMK", "cm2", "square centimetre", UNIT_AREA, 1, -4, "cm" SQUARED "|cm^2", "square centimetres|square centimeter|square centimeters"},
	{"MMK", "mm2", "square millimetre", UNIT_AREA, 1, -6, "mm" SQUARED "|mm^2", "square millimetres|square millimeter|square millimeters"},
	{"H18", "ha", "hectare", UNIT_AREA, 1, 4, "hm2|hm" SQUARED "|HAR", "hectares|square hectometre|square hectometres"},
	{"INK", "in2", "square inch", UNIT_AREA, 64516, -8, "in" SQUARED "|in^2|sq in", "square inches"},
	{"FTK", "ft2", "square foot", UNIT_AREA, 9290304, -8, "ft" SQUARED "|ft^2|sq ft", "square feet"},
	{"YDK", "yd2", "square yard", UNIT_AREA, 83612736, -8, "yd" SQUARED "|yd^2|sq yd", "square yards"},

	/* energy, in MJ; a watt hour is 3600 J */
	{"KWH", "kWh", "kilowatt hour", UNIT_ENERGY, 36, -1, "kW.h|kW h", "kilowatt hours"},
	{"WHR", "Wh", "watt hour", UNIT_ENERGY, 36, -4, "W.h|W h", "watt hours"},
	{"MWH", "MWh", "megawatt hour", UNIT_ENERGY, 36, 2, "MW.h|MW h", "megawatt hours"},
	{"GWH", "GWh", "gigawatt hour", UNIT_ENERGY, 36, 5, "GW.h|GW h", "gigawatt hours"},
	{"D32", "TWh", "terawatt hour", UNIT_ENERGY, 36, 8, "TW.h|TW h|TWH", "terawatt hours"},
	{NULL, "mWh", "milliwatt hour", UNIT_ENERGY, 36, -7, NULL, "milliwatt hours"},
	{"JOU", "J", "joule", UNIT_ENERGY, 1, -6, NULL, "joules"},
	{"C15", "mJ", "millijoule", UNIT_ENERGY, 1, -9, NULL, "millijoules"},
	{"KJO", "kJ", "kilojoule", UNIT_ENERGY, 1, -3, NULL, "kilojoules"},
	{"3B", "MJ", "megajoule", UNIT_ENERGY, 1, 0, NULL, "megajoules"},
	{"GV", "GJ", "gigajoule", UNIT_ENERGY, 1, 3, NULL, "gigajoules"},
	{"D30", "TJ", "terajoule", UNIT_ENERGY, 1, 6, NULL, "terajoules"},
	{"C68", "PJ", "petajoule", UNIT_ENERGY, 1, 9, NULL, "petajoules"},

	/* charge, in coulombs; an ampere hour is 3600 C */
	{"AMH", "Ah", "ampere hour", UNIT_CHARGE, 36, 2, "A.h|A h", "ampere hours|amp hour|amp hours"},
	{"E09", "mAh", "milliampere hour", UNIT_CHARGE, 36, -1, "mA.h|mA h", "milliampere hours|milliamp hour|milliamp hours"},
	{"TAH", "kAh", "kiloampere hour", UNIT_CHARGE, 36, 5, "kA.h|kA h", "kiloampere hours"},
	{"COU", "C", "coulomb", UNIT_CHARGE, 1, 0, "A.s|A s", "coulombs|ampere second|ampere seconds"}
};

/* Spellings that mean more than one unit, and what to write instead. */
static const struct
{
	const char *words;
	const char *advice;
}			unit_ambiguous[] =
{
	{"ton|tons", "Write \"t\" for the metric ton, \"short ton\" or \"long ton\"."},
	{"mt|mton|mtons", "Write \"t\" for the metric ton, \"million tonnes\" for the megatonne."},
	{"ml", "Write \"mL\" for the millilitre, \"megalitre\" in full."},
	{"gr|grs", "Write \"g\" for the gram, \"grain\" or \"gross\"."},
	{"ct|cts", "Write \"carat\" or \"each\"."},
	{"cwt|hundredweight|hundredweights", "Write \"cwt (US)\" or \"cwt (UK)\"."},
	{"gal|gals|gallon|gallons", "Write \"gal (US)\" or \"gal (UK)\"."},
	{"floz|fluid ounce|fluid ounces", "Write \"fl oz (US)\" or \"fl oz (UK)\"."},
	{"pint|pints|quart|quarts|pt|qt", "Write \"liq pt (US)\", \"liq qt (US)\" or litres."},
	{"barrel|barrels", "Write \"bbl\" for the petroleum barrel of 42 US gallons, or litres."},
	{"billion|billions|bil", "Write \"thousand\" or \"million\": a billion is 10^9 or 10^12."}
};

static const char *const dimension_name[] =
{
	[UNIT_MASS] = "mass",
	[UNIT_COUNT] = "count",
	[UNIT_VOLUME] = "volume",
	[UNIT_LENGTH] = "length",
	[UNIT_AREA] = "area",
	[UNIT_ENERGY] = "energy",
	[UNIT_CHARGE] = "charge"
};

static const char *const dimension_reference[] =
{
	[UNIT_MASS] = "kg",
	[UNIT_COUNT] = "each",
	[UNIT_VOLUME] = "L",
	[UNIT_LENGTH] = "m",
	[UNIT_AREA] = "m2",
	[UNIT_ENERGY] = "MJ",
	[UNIT_CHARGE] = "C"
};

static bool symbol_equal(const char *symbol, size_t symbol_length,
						 const char *text, size_t length);
static bool word_equal(const char *word, size_t word_length,
					   const char *text, size_t length);
static bool word_in_list(const char *list, const char *text, size_t length);
static bool symbol_in_list(const char *list, const char *text, size_t length);
static bool unit_is_written(const UnitDefinition *unit, const char *text,
							size_t length);
static bool unit_is_named(const UnitDefinition *unit, const char *text,
						  size_t length);
static void suggest_from_list(const char *list, const char *text,
							  size_t length, UnitSuggestion *suggestion);

size_t
unit_count(void)
{
	return sizeof(unit_table) / sizeof(unit_table[0]);
}

const UnitDefinition *
unit_at(size_t position)
{
	return &unit_table[position];
}

/* Finds the unit that a text names, or NULL; the text carries no outer space. */
const UnitDefinition *
unit_find(const char *text, size_t length)
{
	static const char prefix[] = "unit:";
	bool		words_only = false;

	if (length > UNIT_TEXT_MAX)
		return NULL;
	if (length > sizeof(prefix) - 1 &&
		memcmp(text, prefix, sizeof(prefix) - 1) == 0)
	{
		/* the SAMM catalogue of Catena-X names units in words alone */
		text += sizeof(prefix) - 1;
		length -= sizeof(prefix) - 1;
		words_only = true;
	}
	/* what files mostly hold is found without reading the longer lists */
	for (size_t i = 0; !words_only && i < unit_count(); i++)
	{
		if (unit_is_written(&unit_table[i], text, length))
			return &unit_table[i];
	}
	for (size_t i = 0; i < unit_count(); i++)
	{
		if (!words_only && symbol_in_list(unit_table[i].symbols, text, length))
			return &unit_table[i];
		if (unit_is_named(&unit_table[i], text, length))
			return &unit_table[i];
	}
	return NULL;
}

/* Says what to write instead of a word that names several units, or NULL. */
const char *
unit_ambiguity(const char *text, size_t length)
{
	if (length > UNIT_TEXT_MAX)
		return NULL;
	for (size_t i = 0; i < sizeof(unit_ambiguous) / sizeof(unit_ambiguous[0]); i++)
	{
		if (word_in_list(unit_ambiguous[i].words, text, length))
			return unit_ambiguous[i].advice;
	}
	return NULL;
}

/* Collects the symbols and codes that differ from a text only by case. */
void
unit_suggest(const char *text, size_t length, UnitSuggestion *suggestion)
{
	suggestion->count = 0;
	if (length > UNIT_TEXT_MAX)
		return;
	for (size_t i = 0; i < unit_count(); i++)
	{
		suggest_from_list(unit_table[i].symbol, text, length, suggestion);
		suggest_from_list(unit_table[i].code, text, length, suggestion);
		suggest_from_list(unit_table[i].symbols, text, length, suggestion);
	}
}

/*
 * Takes the next spelling off a list with '|' between; returns what follows,
 * NULL when the list (which may itself be NULL) is at its end.
 */
const char *
unit_spelling_next(const char *list, const char **start, size_t *length)
{
	const char *end;

	if (list == NULL || *list == '\0')
		return NULL;
	end = strchr(list, '|');
	*start = list;
	*length = end ? (size_t) (end - list) : strlen(list);
	return end ? end + 1 : list + *length;
}

/* The name of a dimension, NULL for a number that is none. */
const char *
unit_dimension_name(UnitDimension dimension)
{
	if ((int) dimension < 1 || dimension > UNIT_DIMENSION_LAST)
		return NULL;
	return dimension_name[dimension];
}

/* The symbol of the unit in which factors of this dimension are given. */
const char *
unit_dimension_reference(UnitDimension dimension)
{
	if ((int) dimension < 1 || dimension > UNIT_DIMENSION_LAST)
		return NULL;
	return dimension_reference[dimension];
}

/* By its code or its symbol. */
static bool
unit_is_written(const UnitDefinition *unit, const char *text, size_t length)
{
	return (unit->code != NULL && symbol_equal(unit->code, strlen(unit->code), text, length)) ||
		symbol_equal(unit->symbol, strlen(unit->symbol), text, length);
}

/* By its name or another word. */
static bool
unit_is_named(const UnitDefinition *unit, const char *text, size_t length)
{
	return word_equal(unit->name, strlen(unit->name), text, length) ||
		word_in_list(unit->words, text, length);
}

static bool
symbol_equal(const char *symbol, size_t symbol_length,
			 const char *text, size_t length)
{
	return symbol_length == length && memcmp(symbol, text, length) == 0;
}

static bool
symbol_in_list(const char *list, const char *text, size_t length)
{
	const char *start;
	size_t		size;

	while ((list = unit_spelling_next(list, &start, &size)) != NULL)
	{
		if (symbol_equal(start, size, text, length))
			return true;
	}
	return false;
}

static bool
word_in_list(const char *list, const char *text, size_t length)
{
	const char *start;
	size_t		size;

	while ((list = unit_spelling_next(list, &start, &size)) != NULL)
	{
		if (word_equal(start, size, text, length))
			return true;
	}
	return false;
}

/* ASCII only: the answer must not depend on the locale. */
static char
letter_fold(char letter)
{
	return (letter >= 'A' && letter <= 'Z') ? (char) (letter + 32) : letter;
}

static size_t
skip_joint(const char *text, size_t length, size_t position)
{
	while (position < length && (text[position] == ' ' || text[position] == '-'))
		position++;
	return position;
}

/* Compares in any case and without spaces and hyphens inside. */
static bool
word_equal(const char *word, size_t word_length,
		   const char *text, size_t length)
{
	size_t		i = 0;
	size_t		j = 0;

	for (;;)
	{
		i = skip_joint(word, word_length, i);
		j = skip_joint(text, length, j);
		if (i == word_length || j == length)
			return i == word_length && j == length;
		if (letter_fold(word[i]) != letter_fold(text[j]))
			return false;
		i++;
		j++;
	}
}

static void
suggest_from_list(const char *list, const char *text, size_t length,
				  UnitSuggestion *suggestion)
{
	const char *start;
	size_t		size;

	while ((list = unit_spelling_next(list, &start, &size)) != NULL)
	{
		if (suggestion->count == UNIT_SUGGESTION_MAX)
			return;
		if (!word_equal(start, size, text, length))
			continue;
		suggestion->text[suggestion->count] = start;
		suggestion->length[suggestion->count] = size;
		suggestion->count++;
	}
}
