/*-------------------------------------------------------------------------
 *
 * epcis_value.c
 *	  Times, numbers and words of EPCIS events in one form each.
 *
 * A time becomes universal time, which is what it says; the local offset is
 * a field of its own.  A number loses zeros that say nothing and its exponent,
 * and no digit; binary floating point comes near it in the event hash alone.  A word of CBV 2.0
 * stands bare, as JSON has it, whatever address XML put before it.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_value.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define FRACTION_DIGITS 9
#define EXPONENT_MAX 60

const EpcisVocabulary epcis_steps = {
	"https://ref.gs1.org/cbv/BizStep-",
	(const char *const[]) {"urn:epcglobal:cbv:bizstep:", "https://ref.gs1.org/cbv/BizStep-", "https://ns.gs1.org/cbv/BizStep-", "cbv:BizStep-", NULL},
	(const char *const[]) {
		"accepting", "arriving", "assembling", "collecting", "commissioning", "consigning", "creating_class_instance", "cycle_counting",
		"decommissioning", "departing", "destroying", "disassembling", "dispensing", "encoding", "entering_exiting", "holding", "inspecting",
		"installing", "killing", "loading", "other", "packing", "picking", "receiving", "removing", "repackaging", "repairing", "replacing",
		"reserving", "retail_selling", "sampling", "sensor_reporting", "shipping", "staging_outbound", "stock_taking", "stocking", "storing",
		"transporting", "unloading", "unpacking", "void_shipping", NULL
	}
};

const EpcisVocabulary epcis_dispositions = {
	"https://ref.gs1.org/cbv/Disp-",
	(const char *const[]) {"urn:epcglobal:cbv:disp:", "https://ref.gs1.org/cbv/Disp-", "https://ns.gs1.org/cbv/Disp-", "cbv:Disp-", NULL},
	(const char *const[]) {
		"active", "available", "completeness_inferred", "completeness_verified", "conformant", "container_closed", "container_open", "damaged",
		"destroyed", "dispensed", "disposed", "encoded", "expired", "in_progress", "in_transit", "inactive", "mismatch_class", "mismatch_instance",
		"mismatch_quantity", "needs_replacement", "no_pedigree_match", "non_conformant", "non_sellable_other", "partially_dispensed", "recalled",
		"reserved", "retail_sold", "returned", "sellable_accessible", "sellable_not_accessible", "stolen", "unavailable", "unknown", NULL
	}
};

const EpcisVocabulary epcis_transactions = {
	"https://ref.gs1.org/cbv/BTT-",
	(const char *const[]) {"urn:epcglobal:cbv:btt:", "https://ref.gs1.org/cbv/BTT-", "https://ns.gs1.org/cbv/BTT-", "cbv:BTT-", NULL},
	(const char *const[]) {
		"bol", "cert", "desadv", "inv", "pedigree", "po", "poc", "prodorder", "recadv", "rma", "testprd", "testres", "upevt", NULL
	}
};

const EpcisVocabulary epcis_sources = {
	"https://ref.gs1.org/cbv/SDT-",
	(const char *const[]) {"urn:epcglobal:cbv:sdt:", "https://ref.gs1.org/cbv/SDT-", "https://ns.gs1.org/cbv/SDT-", "cbv:SDT-", NULL},
	(const char *const[]) {"location", "owning_party", "possessing_party", NULL}
};

const EpcisVocabulary epcis_errors = {
	"https://ref.gs1.org/cbv/ER-",
	(const char *const[]) {"urn:epcglobal:cbv:er:", "https://ref.gs1.org/cbv/ER-", "https://ns.gs1.org/cbv/ER-", "cbv:ER-", NULL},
	(const char *const[]) {"did_not_occur", "incorrect_data", NULL}
};

const EpcisVocabulary epcis_components = {
	"https://ref.gs1.org/cbv/Comp-",
	(const char *const[]) {"https://ref.gs1.org/cbv/Comp-", "https://ns.gs1.org/cbv/Comp-", "cbv:Comp-", NULL},
	NULL
};

/* Of the GS1 Web Vocabulary: what a sensor measures, and its alarms. */
const EpcisVocabulary epcis_sensors = {
	"https://gs1.org/voc/",
	(const char *const[]) {"https://gs1.org/voc/", "https://ref.gs1.org/voc/", "https://www.gs1.org/voc/", "gs1:", NULL},
	NULL
};

typedef struct Moment
{
	int64_t		second;			/* of the year 1, in universal time */
	char		fraction[FRACTION_DIGITS + 1];	/* digits behind the point */
} Moment;

static bool moment_read(const char *text, Moment *moment);
static bool moment_zone(const char *text, int *minutes);
static void moment_write(const Moment *moment, const char *fraction, char *utc);
static bool read_digits(const char **text, int count, int *number);
static int64_t day_number(int year, int month, int day);

/* Writes a time as universal time without zeros behind the second; false where it is none. */
bool
epcis_time(const char *text, char *utc)
{
	Moment		moment;
	char		fraction[FRACTION_DIGITS + 2];
	size_t		size;

	if (!moment_read(text, &moment))
		return false;
	size = strlen(moment.fraction);
	while (size > 0 && moment.fraction[size - 1] == '0')
		moment.fraction[--size] = '\0';
	snprintf(fraction, sizeof(fraction), "%s%s", size > 0 ? "." : "", moment.fraction);
	moment_write(&moment, fraction, utc);
	return true;
}

/* The same in milliseconds, half a millisecond to the even one, as the event hash wants it. */
bool
epcis_time_rounded(const char *text, char *utc)
{
	Moment		moment;
	char		fraction[16];
	int			micro = 0;
	int			milli;

	if (!moment_read(text, &moment))
		return false;
	for (size_t i = 0; i < 6; i++)
		micro = micro * 10 + (i < strlen(moment.fraction) ? moment.fraction[i] - '0' : 0);
	milli = micro / 1000;
	if (micro % 1000 > 500 || (micro % 1000 == 500 && milli % 2 == 1))
		milli++;
	moment.second += milli / 1000;
	snprintf(fraction, sizeof(fraction), ".%03d", milli % 1000);
	moment_write(&moment, fraction, utc);
	return true;
}

/* Whether a text is an offset from universal time, +HH:MM. */
bool
epcis_offset(const char *text)
{
	int			minutes;

	return strlen(text) == 6 && moment_zone(text, &minutes);
}

/* Writes a number without exponent and without zeros that say nothing; false where it is none, or too long. */
bool
epcis_number(const char *text, char *plain)
{
	const char *at = text + (*text == '-' || *text == '+');
	char		digits[EPCIS_NUMBER_SIZE];
	int			count = 0;
	int			point = -1;
	int			exponent = 0;
	int			first = 0;
	char	   *out = plain;

	if (strlen(text) >= EPCIS_NUMBER_SIZE - 1 - EXPONENT_MAX)
		return false;
	for (; (*at >= '0' && *at <= '9') || (*at == '.' && point < 0); at++)
	{
		if (*at == '.')
			point = count;
		else
			digits[count++] = *at;
	}
	if (count == 0)
		return false;
	if (point < 0)
		point = count;
	if (*at == 'e' || *at == 'E')
	{
		bool		negative = at[1] == '-';
		int			size = 0;

		at += 1 + (at[1] == '-' || at[1] == '+');
		for (; *at >= '0' && *at <= '9' && size < 4; at++, size++)
			exponent = exponent * 10 + (*at - '0');
		if (size == 0 || exponent > EXPONENT_MAX)
			return false;
		point += negative ? -exponent : exponent;
	}
	if (*at != '\0')
		return false;

	while (count > 0 && count > point && digits[count - 1] == '0')
		count--;
	while (first < count && first < point && digits[first] == '0')
		first++;
	if (first == count)
	{
		strcpy(plain, "0");
		return true;
	}
	if (*text == '-')
		*out++ = '-';
	if (point <= first)
		*out++ = '0';
	for (int i = first < point ? first : point; i < count || i < point; i++)
	{
		if (i == point)
			*out++ = '.';
		*out++ = i >= first && i < count && i >= 0 ? digits[i] : '0';
	}
	*out = '\0';
	return true;
}

/*
 * The number as the event hash has it, which was defined by a program that
 * reads numbers as binary floating point: 15 digits or so survive.  Nothing
 * but the hash uses this.
 */
bool
epcis_number_rounded(const char *text, char *plain)
{
	double		number;
	double		again;

	if (!epcis_number(text, plain) || sscanf(plain, "%lf", &number) != 1)
		return false;
	if (number == floor(number))
	{
		snprintf(plain, EPCIS_NUMBER_SIZE, "%.0f", number == 0 ? 0.0 : number);
		return true;
	}
	for (int digits = 1; digits <= 17; digits++)
	{
		snprintf(plain, EPCIS_NUMBER_SIZE, "%.*g", digits, number);
		if (sscanf(plain, "%lf", &again) == 1 && again == number)
			break;
	}
	return true;
}

/* The bare word, where the text is one of the vocabulary or stands under its address; else the text itself. */
const char *
epcis_word(const EpcisVocabulary *vocabulary, const char *text, bool *known)
{
	const char *word = text;

	for (const char *const *prefix = vocabulary->prefixes; *prefix != NULL; prefix++)
	{
		if (document_begins(text, *prefix))
			word = text + strlen(*prefix);
	}
	/* What is an address is somebody's own word, which the standard allows. */
	*known = vocabulary->words == NULL || (word == text && strchr(text, ':') != NULL);
	for (const char *const *one = vocabulary->words; one != NULL && *one != NULL && !*known; one++)
		*known = strcmp(*one, word) == 0;
	return word;
}

static bool
moment_read(const char *text, Moment *moment)
{
	int			year;
	int			month;
	int			day;
	int			hour;
	int			minute;
	int			second;
	int			zone;
	size_t		digits = 0;
	static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (!read_digits(&text, 4, &year) || *text++ != '-' || !read_digits(&text, 2, &month) || *text++ != '-' || !read_digits(&text, 2, &day))
		return false;
	if (*text++ != 'T' || !read_digits(&text, 2, &hour) || *text++ != ':' || !read_digits(&text, 2, &minute) || *text++ != ':' || !read_digits(&text, 2, &second))
		return false;
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > lengths[month - 1] || hour > 23 || minute > 59 || second > 59)
		return false;
	if (month == 2 && day == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)))
		return false;
	if (*text == '.')
	{
		for (text++; *text >= '0' && *text <= '9'; text++)
		{
			if (digits < FRACTION_DIGITS)
				moment->fraction[digits++] = *text;
		}
		if (digits == 0)
			return false;
	}
	moment->fraction[digits] = '\0';
	if (strcmp(text, "Z") == 0)
		zone = 0;
	else if (!moment_zone(text, &zone))
		return false;
	moment->second = ((day_number(year, month, day) * 24 + hour) * 60 + minute - zone) * 60 + second;
	return moment->second >= day_number(1, 1, 1) * 86400 && moment->second < day_number(9999, 12, 31) * 86400;
}

static bool
moment_zone(const char *text, int *minutes)
{
	int			sign = *text == '-' ? -1 : 1;
	int			hour;
	int			minute;

	if (*text != '+' && *text != '-')
		return false;
	text++;
	if (!read_digits(&text, 2, &hour) || *text++ != ':' || !read_digits(&text, 2, &minute) || *text != '\0')
		return false;
	*minutes = sign * (hour * 60 + minute);
	return hour <= 14 && minute <= 59;
}

static void
moment_write(const Moment *moment, const char *fraction, char *utc)
{
	int64_t		day = moment->second / 86400;
	int			rest = (int) (moment->second % 86400);
	int			year = (int) (day / 366) + 1;
	int			month = 12;

	while (day_number(year + 1, 1, 1) <= day)
		year++;
	while (day_number(year, month, 1) > day)
		month--;
	snprintf(utc, EPCIS_TIME_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u%sZ", (unsigned) year % 10000, (unsigned) month % 100,
			 (unsigned) (day - day_number(year, month, 1) + 1) % 100, (unsigned) (rest / 3600), (unsigned) (rest / 60 % 60), (unsigned) (rest % 60), fraction);
}

static bool
read_digits(const char **text, int count, int *number)
{
	*number = 0;
	for (; count > 0; count--, (*text)++)
	{
		if (**text < '0' || **text > '9')
			return false;
		*number = *number * 10 + (**text - '0');
	}
	return true;
}

/* Days since the first of January of the year 1, in the Gregorian calendar. */
static int64_t
day_number(int year, int month, int day)
{
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int			past = year - 1;
	bool		leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return (int64_t) past * 365 + past / 4 - past / 100 + past / 400 + before[month - 1] + (leap && month > 2 ? 1 : 0) + day - 1;
}
