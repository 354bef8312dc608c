/*-------------------------------------------------------------------------
 *
 * time_axis.c
 *	  The two time axes as settings: materials.as_of and materials.known_at.
 *
 * Both are read in one written form only, ISO 8601 with an explicit offset
 * for the instant, so that no answer depends on DateStyle or TimeZone.  An
 * empty setting means "today in UTC" and "all that is recorded".
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "access/xact.h"
#include "datatype/timestamp.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

#include "server/pg_compat.h"
#include "server/quoted_value.h"
#include "server/time_axis.h"

MATERIALS_FUNCTION(time_axis_as_of);
MATERIALS_FUNCTION(time_axis_known_at);

/* The server knows no offset of 16 hours or more either. */
#define OFFSET_MINUTES_LIMIT (16 * 60)

static char *as_of_setting = NULL;
static char *known_at_setting = NULL;

/* Matches text against a picture: 9 is a digit, other characters stand for themselves. */
static const char *
picture_match(const char *text, const char *picture)
{
	for (; *picture != '\0'; picture++, text++)
	{
		if (*picture == '9' ? !isdigit((unsigned char) *text) : *text != *picture)
			return NULL;
	}
	return text;
}

static int
two_digits(const char *text)
{
	return (text[0] - '0') * 10 + (text[1] - '0');
}

/* Reads YYYY-MM-DD; returns what follows, or NULL. */
static const char *
day_parse(const char *text, DateADT *day)
{
	static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const char *rest = picture_match(text, "9999-99-99");
	int			year,
				month,
				mday,
				last;

	if (rest == NULL)
		return NULL;
	year = two_digits(text) * 100 + two_digits(text + 2);
	month = two_digits(text + 5);
	mday = two_digits(text + 8);
	if (year < 1 || month < 1 || month > 12)
		return NULL;
	last = month_days[month - 1];
	if (month == 2 && isleap(year))
		last++;
	if (mday < 1 || mday > last)
		return NULL;
	*day = date2j(year, month, mday) - POSTGRES_EPOCH_JDATE;
	return rest;
}

/* Reads Z, +HH, +HH:MM or the same with a minus; returns what follows, or NULL. */
static const char *
offset_parse(const char *text, int64 *offset_us)
{
	const char *rest;
	int			minutes;

	if (*text == 'Z')
	{
		*offset_us = 0;
		return text + 1;
	}
	if ((*text != '+' && *text != '-') || picture_match(text + 1, "99") == NULL)
		return NULL;
	minutes = two_digits(text + 1) * 60;
	rest = text + 3;
	if (picture_match(rest, ":99") != NULL)
	{
		if (two_digits(rest + 1) > 59)
			return NULL;
		minutes += two_digits(rest + 1);
		rest += 3;
	}
	if (minutes >= OFFSET_MINUTES_LIMIT)
		return NULL;
	*offset_us = (int64) minutes * 60 * USECS_PER_SEC * (*text == '-' ? -1 : 1);
	return rest;
}

/* Reads an instant with an explicit offset; false where it is none. */
static bool
instant_parse(const char *text, TimestampTz *instant)
{
	DateADT		day;
	int64		time_us,
				offset_us,
				unit = USECS_PER_SEC / 10;
	const char *rest = day_parse(text, &day);

	if (rest == NULL || (*rest != 'T' && *rest != ' ') || picture_match(rest + 1, "99:99:99") == NULL)
		return false;
	if (two_digits(rest + 1) > 23 || two_digits(rest + 4) > 59 || two_digits(rest + 7) > 59)
		return false;
	time_us = ((int64) two_digits(rest + 1) * 3600 + two_digits(rest + 4) * 60 + two_digits(rest + 7)) * USECS_PER_SEC;
	rest += 9;
	if (*rest == '.')
	{
		if (!isdigit((unsigned char) rest[1]))
			return false;
		for (rest++; isdigit((unsigned char) *rest) && unit > 0; rest++, unit /= 10)
			time_us += (*rest - '0') * unit;
	}
	rest = offset_parse(rest, &offset_us);
	if (rest == NULL || *rest != '\0')
		return false;
	*instant = (TimestampTz) day * USECS_PER_DAY + time_us - offset_us;
	return true;
}

#define AS_OF_FORM "A day is written as in 2026-11-21."
#define KNOWN_AT_FORM "An instant is written with its offset, as in 2026-11-21T12:00:00Z."

static bool
as_of_valid(const char *value)
{
	DateADT		day;
	const char *rest;

	if (value == NULL || *value == '\0')
		return true;
	rest = day_parse(value, &day);
	return rest != NULL && *rest == '\0';
}

static bool
known_at_valid(const char *value)
{
	TimestampTz instant;

	return value == NULL || *value == '\0' || instant_parse(value, &instant);
}

static bool
as_of_check(char **value, void **extra, GucSource source)
{
	if (as_of_valid(*value))
		return true;
	GUC_check_errdetail(AS_OF_FORM);
	return false;
}

static bool
known_at_check(char **value, void **extra, GucSource source)
{
	if (known_at_valid(*value))
		return true;
	GUC_check_errdetail(KNOWN_AT_FORM);
	return false;
}

/*
 * A setting may be made before the library is loaded, unchecked.  When the
 * library then defines it, the server drops a bad value with a warning, and
 * the answer would be about another time than the one asked for; so the
 * library refuses to load until the setting is put right.
 */
static void
early_value_check(const char *name, bool (*valid) (const char *value), const char *form)
{
	const char *value = GetConfigOption(name, true, false);

	if (!valid(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid value for parameter \"%s\": \"%s\"", name, quoted_value(value, strlen(value))),
				 errdetail_internal("%s", form)));
}

void
time_axis_define_settings(void)
{
	early_value_check("materials.as_of", as_of_valid, AS_OF_FORM);
	early_value_check("materials.known_at", known_at_valid, KNOWN_AT_FORM);
	DefineCustomStringVariable("materials.as_of",
							   "Day on which facts are asked; empty means today in UTC.",
							   NULL, &as_of_setting, "", PGC_USERSET, 0,
							   as_of_check, NULL, NULL);
	DefineCustomStringVariable("materials.known_at",
							   "Instant of knowledge; empty means all that is recorded.",
							   NULL, &known_at_setting, "", PGC_USERSET, 0,
							   known_at_check, NULL, NULL);
}

/* as_of() date */
Datum
time_axis_as_of(PG_FUNCTION_ARGS)
{
	DateADT		day;
	TimestampTz now;

	if (as_of_setting != NULL && day_parse(as_of_setting, &day) != NULL)
		PG_RETURN_DATEADT(day);
	now = GetCurrentTransactionStartTimestamp();
	PG_RETURN_DATEADT((DateADT) ((now - (now % USECS_PER_DAY + USECS_PER_DAY) % USECS_PER_DAY) / USECS_PER_DAY));
}

/* known_at() timestamptz */
Datum
time_axis_known_at(PG_FUNCTION_ARGS)
{
	TimestampTz instant;

	if (known_at_setting == NULL || !instant_parse(known_at_setting, &instant))
		instant = DT_NOEND;
	PG_RETURN_TIMESTAMPTZ(instant);
}
