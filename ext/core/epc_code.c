/*-------------------------------------------------------------------------
 *
 * epc_code.c
 *	  Identifiers of goods, places and parties as EPCIS writes them.
 *
 * The same key of GS1 is written as an EPC URI, urn:epc:id:sgtin:4012345.011111.987,
 * or as a GS1 Digital Link, https://example.com/01/04012345111118/21/987.
 * The one form here is the Digital Link at id.gs1.org, with the finest
 * level only: a serial number makes the lot number go, a consumer product
 * variant goes always, and so do queries.  The way back would need the
 * length of the company prefix, which a Digital Link does not tell; that is
 * why the URN is not the one form.  It is also what the event hash of CBV 2.0
 * asks for.
 *
 * Check digits that a Digital Link has are not looked at: what somebody wrote
 * on a label is what it is called.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epc_code.h"

#include <stdio.h>
#include <string.h>

#define PREFIX_MIN	6
#define PREFIX_MAX	12
#define LINK_PARTS_MAX	64

/* What follows the digits of a key. */
typedef enum EpcTail
{
	EPC_NOTHING,
	EPC_SERIAL,					/* /qualifier/serial */
	EPC_EXTENSION,				/* the same, and 0 stands for none */
	EPC_JOINED,					/* the serial at once */
	EPC_PIECES,					/* two digits of two, then /qualifier/serial */
	EPC_FREE					/* no digits: company prefix and reference, letters too */
} EpcTail;

typedef struct EpcScheme
{
	const char *name;
	int			digits;			/* of company prefix and reference, without the check digit */
	bool		indicator;		/* the first digit of the reference goes to the front */
	const char *front;
	const char *key;			/* application identifier */
	EpcTail		tail;
	const char *qualifier;
} EpcScheme;

static const EpcScheme epc_schemes[] = {
	{"id:sgtin:", 13, true, "", "01", EPC_SERIAL, "21"},
	{"id:sscc:", 17, true, "", "00", EPC_NOTHING, NULL},
	{"id:sgln:", 12, false, "", "414", EPC_EXTENSION, "254"},
	{"id:pgln:", 12, false, "", "417", EPC_NOTHING, NULL},
	{"id:grai:", 12, false, "0", "8003", EPC_JOINED, NULL},
	{"id:giai:", 0, false, "", "8004", EPC_FREE, NULL},
	{"id:gsrn:", 17, false, "", "8018", EPC_NOTHING, NULL},
	{"id:gsrnp:", 17, false, "", "8017", EPC_NOTHING, NULL},
	{"id:gdti:", 12, false, "", "253", EPC_JOINED, NULL},
	{"id:sgcn:", 12, false, "", "255", EPC_JOINED, NULL},
	{"id:cpi:", 0, false, "", "8010", EPC_FREE, "8011"},
	{"id:ginc:", 0, false, "", "401", EPC_FREE, NULL},
	{"id:gsin:", 16, false, "", "402", EPC_NOTHING, NULL},
	{"id:itip:", 13, true, "", "8006", EPC_PIECES, "21"},
	{"id:upui:", 13, true, "", "01", EPC_SERIAL, "235"},
	{"class:lgtin:", 13, true, "", "01", EPC_SERIAL, "10"},
	{"idpat:sgtin:", 13, true, "", "01", EPC_SERIAL, "21"},
	{"idpat:grai:", 12, false, "0", "8003", EPC_JOINED, NULL},
	{"idpat:gdti:", 12, false, "", "253", EPC_JOINED, NULL},
	{"idpat:sgcn:", 12, false, "", "255", EPC_JOINED, NULL},
	{"idpat:cpi:", 0, false, "", "8010", EPC_FREE, "8011"},
	{"idpat:itip:", 13, true, "", "8006", EPC_PIECES, "21"},
	{"idpat:upui:", 13, true, "", "01", EPC_SERIAL, "235"},
};

typedef struct LinkKey
{
	const char *key;
	const char *word;			/* the older way to write it */
	int			digits;			/* with which the value begins */
	bool		open;			/* something may follow them */
	const char *qualifiers[3];	/* finest first; one of them is kept */
} LinkKey;

static const LinkKey link_keys[] = {
	{"01", "gtin", 14, false, {"21", "235", "10"}},
	{"8006", "itip", 18, false, {"21", "10", NULL}},
	{"8010", "cpid", 0, true, {"8011", NULL, NULL}},
	{"414", "gln", 13, false, {"254", NULL, NULL}},
	{"417", "party", 13, false, {NULL, NULL, NULL}},
	{"8017", "gsrnp", 18, false, {NULL, NULL, NULL}},
	{"8018", "gsrn", 18, false, {NULL, NULL, NULL}},
	{"255", "gcn", 13, true, {NULL, NULL, NULL}},
	{"00", "sscc", 18, false, {NULL, NULL, NULL}},
	{"253", "gdti", 13, true, {NULL, NULL, NULL}},
	{"401", "ginc", 0, true, {NULL, NULL, NULL}},
	{"402", "gsin", 17, false, {NULL, NULL, NULL}},
	{"8003", "grai", 14, true, {NULL, NULL, NULL}},
	{"8004", "giai", 0, true, {NULL, NULL, NULL}},
};

typedef struct LinkPart
{
	const char *text;
	size_t		size;
} LinkPart;

static bool urn_normal(const char *text, char *normal);
static bool urn_free(const EpcScheme *scheme, const char *rest, bool pattern, char *normal);
static bool urn_tail(const EpcScheme *scheme, const char *rest, bool pattern, char *normal);
static bool link_normal(const char *text, char *normal);
static bool link_write(const LinkKey *key, const LinkPart *parts, size_t count, char *normal);
static bool part_is(const LinkPart *part, const char *word);
static size_t digit_run(const char *text, size_t size);
static bool append(char *normal, const char *text, size_t size);
static bool append_value(char *normal, const char *text, size_t size);

/* Writes the one form of an identifier; false, and nothing written, where it is no key of GS1. */
bool
epc_code_normal(const char *text, char *normal)
{
	bool		read = false;

	normal[0] = '\0';
	if (strncmp(text, "urn:epc:", 8) == 0)
		read = urn_normal(text + 8, normal);
	else if (strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0)
		read = link_normal(text, normal);
	if (!read)
		normal[0] = '\0';
	return read;
}

static bool
urn_normal(const char *text, char *normal)
{
	const EpcScheme *scheme = NULL;
	bool		pattern = strncmp(text, "idpat:", 6) == 0;
	char		digits[24];
	const char *rest;
	size_t		prefix;
	size_t		reference;
	unsigned	sum = 0;

	for (size_t i = 0; i < sizeof(epc_schemes) / sizeof(epc_schemes[0]); i++)
	{
		if (strncmp(text, epc_schemes[i].name, strlen(epc_schemes[i].name)) == 0)
			scheme = &epc_schemes[i];
	}
	if (scheme == NULL)
		return false;
	rest = text + strlen(scheme->name);
	prefix = digit_run(rest, strlen(rest));
	if (prefix < PREFIX_MIN || prefix > PREFIX_MAX || rest[prefix] != '.')
		return false;
	if (scheme->tail == EPC_FREE)
		return urn_free(scheme, rest, pattern, normal);

	reference = (size_t) scheme->digits - prefix;
	if (digit_run(rest + prefix + 1, strlen(rest + prefix + 1)) != reference)
		return false;
	snprintf(digits, sizeof(digits), "%s%.*s%.*s%.*s", scheme->front, scheme->indicator ? 1 : 0, rest + prefix + 1, (int) prefix, rest,
			 (int) reference - (scheme->indicator ? 1 : 0), rest + prefix + 1 + (scheme->indicator ? 1 : 0));
	for (size_t i = strlen(digits), weight = 3; i-- > 0; weight = 4 - weight)
		sum += (unsigned) (digits[i] - '0') * (unsigned) weight;

	snprintf(normal, EPC_CODE_SIZE, "https://id.gs1.org/%s/%s%u", scheme->key, digits, (10 - sum % 10) % 10);
	return urn_tail(scheme, rest + prefix + 1 + reference, pattern, normal);
}

/* A key of a company prefix and any reference, and for components a serial number. */
static bool
urn_free(const EpcScheme *scheme, const char *rest, bool pattern, char *normal)
{
	const char *reference = strchr(rest, '.') + 1;
	const char *end = scheme->qualifier == NULL ? rest + strlen(rest) : strrchr(rest, '.');

	if (end <= reference || (pattern && strcmp(end, ".*") != 0) || end - rest > 32)
		return false;
	if (scheme->qualifier != NULL && !pattern && (end[1] == '\0' || digit_run(end + 1, strlen(end + 1)) != strlen(end + 1) || strlen(end + 1) > 12))
		return false;
	snprintf(normal, EPC_CODE_SIZE, "https://id.gs1.org/%s/%.*s", scheme->key, (int) (reference - 1 - rest), rest);
	if (!append_value(normal, reference, (size_t) (end - reference)))
		return false;
	if (scheme->qualifier == NULL || pattern)
		return true;
	return append(normal, "/", 1) && append(normal, scheme->qualifier, strlen(scheme->qualifier)) && append(normal, "/", 1) && append(normal, end + 1, strlen(end + 1));
}

static bool
urn_tail(const EpcScheme *scheme, const char *rest, bool pattern, char *normal)
{
	const char *serial = rest + 1;

	if (scheme->tail == EPC_NOTHING)
		return *rest == '\0';
	if (*rest != '.')
		return false;
	if (scheme->tail == EPC_PIECES)
	{
		if (digit_run(serial, strlen(serial)) != 2 || serial[2] != '.' || digit_run(serial + 3, strlen(serial + 3)) != 2 || serial[5] != '.')
			return false;
		if (!append(normal, serial, 2) || !append(normal, serial + 3, 2))
			return false;
		serial += 6;
	}
	if (pattern)
		return strcmp(serial, "*") == 0;
	if (*serial == '\0' || strlen(serial) > 60)
		return false;
	if (scheme->tail == EPC_EXTENSION && strcmp(serial, "0") == 0)
		return true;
	if (scheme->tail != EPC_JOINED && !(append(normal, "/", 1) && append(normal, scheme->qualifier, strlen(scheme->qualifier)) && append(normal, "/", 1)))
		return false;
	return append_value(normal, serial, strlen(serial));
}

/* Cuts the path at its slashes and looks for the first part that names a key. */
static bool
link_normal(const char *text, char *normal)
{
	LinkPart	parts[LINK_PARTS_MAX];
	size_t		count = 0;
	const char *from = strchr(strstr(text, "//") + 2, '/');
	size_t		size;

	if (from == NULL)
		return false;
	size = strcspn(++from, "?#");
	for (size_t begin = 0; begin <= size && count < LINK_PARTS_MAX;)
	{
		size_t		part = 0;

		while (begin + part < size && from[begin + part] != '/')
			part++;
		parts[count].text = from + begin;
		parts[count++].size = part;
		begin += part + 1;
	}
	for (size_t i = 0; i + 1 < count; i++)
	{
		for (size_t k = 0; k < sizeof(link_keys) / sizeof(link_keys[0]); k++)
		{
			if (part_is(&parts[i], link_keys[k].key) || part_is(&parts[i], link_keys[k].word))
				return digit_run(parts[i + 1].text, parts[i + 1].size) >= 4 && link_write(&link_keys[k], &parts[i + 1], count - i - 1, normal);
		}
	}
	return false;
}

/* parts[0] is the key's value; qualifiers and their values follow in pairs. */
static bool
link_write(const LinkKey *key, const LinkPart *parts, size_t count, char *normal)
{
	size_t		digits = digit_run(parts[0].text, parts[0].size);
	size_t		zeros = 0;

	if (key->digits == 14 && !key->open && (digits == 8 || digits == 12 || digits == 13))
		zeros = 14 - digits;
	if (parts[0].size > 60 || (key->digits > 0 && (digits + zeros < (size_t) key->digits || (!key->open && parts[0].size + zeros != (size_t) key->digits))))
		return false;
	snprintf(normal, EPC_CODE_SIZE, "https://id.gs1.org/%s/%.*s", key->key, (int) zeros, "000000");
	if (!append_value(normal, parts[0].text, parts[0].size))
		return false;
	for (int q = 0; q < 3 && key->qualifiers[q] != NULL; q++)
	{
		const char *qualifier = key->qualifiers[q];

		for (size_t i = 1; i + 1 < count; i += 2)
		{
			if (!part_is(&parts[i], qualifier) && !(strcmp(qualifier, "21") == 0 && part_is(&parts[i], "ser")) &&
				!(strcmp(qualifier, "10") == 0 && part_is(&parts[i], "lot")))
				continue;
			return parts[i + 1].size <= 60 && append(normal, "/", 1) && append(normal, qualifier, strlen(qualifier)) && append(normal, "/", 1) &&
				append_value(normal, parts[i + 1].text, parts[i + 1].size);
		}
	}
	return true;
}

static bool
part_is(const LinkPart *part, const char *word)
{
	return part->size == strlen(word) && memcmp(part->text, word, part->size) == 0;
}

static size_t
digit_run(const char *text, size_t size)
{
	size_t		run = 0;

	while (run < size && text[run] >= '0' && text[run] <= '9')
		run++;
	return run;
}

static bool
append(char *normal, const char *text, size_t size)
{
	size_t		length = strlen(normal);

	if (length + size >= EPC_CODE_SIZE)
		return false;
	memcpy(normal + length, text, size);
	normal[length + size] = '\0';
	return true;
}

/* Letters, digits and marks of the GS1 character set, with the marks that a web address reserves written as %XX. */
static bool
append_value(char *normal, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
	{
		char		escaped[4];

		if (text[i] <= ' ' || text[i] >= 0x7F || strchr("/?#\\^`{|}~[]@$", text[i]) != NULL)
			return false;
		if (strchr("!()*+,:", text[i]) != NULL)
		{
			snprintf(escaped, sizeof(escaped), "%%%02X", (unsigned) text[i]);
			if (!append(normal, escaped, 3))
				return false;
		}
		else if (!append(normal, &text[i], 1))
			return false;
	}
	return true;
}
