/*-------------------------------------------------------------------------
 *
 * epcis_value_test.c
 *	  Identifiers, times, numbers and words as EPCIS writes them, each with
 *	  the one form that is kept; examples of keys are those of GS1's Tag Data
 *	  Standard.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epc_code.h"
#include "core/epcis_value.h"

#include "tap.h"

#define GS1 "https://id.gs1.org/"
#define TEN "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN
#define PARTS "a/a/a/a/a/a/a/a/"

typedef struct Case
{
	const char *text;
	const char *form;			/* NULL: refused */
} Case;

static const Case codes[] = {
	{"urn:epc:id:sgtin:0614141.112345.400", GS1 "01/10614141123459/21/400"},
	{"urn:epc:id:sscc:0614141.1234567890", GS1 "00/106141412345678908"},
	{"urn:epc:id:sgln:0614141.12345.400", GS1 "414/0614141123452/254/400"},
	{"urn:epc:id:sgln:0614141.12345.0", GS1 "414/0614141123452"},
	{"urn:epc:id:pgln:1234567.89012", GS1 "417/1234567890128"},
	{"urn:epc:id:grai:0614141.12345.400", GS1 "8003/00614141123452400"},
	{"urn:epc:id:giai:0614141.12345400", GS1 "8004/061414112345400"},
	{"urn:epc:id:gsrn:0614141.1234567890", GS1 "8018/061414112345678902"},
	{"urn:epc:id:gsrnp:0614141.1234567890", GS1 "8017/061414112345678902"},
	{"urn:epc:id:gdti:0614141.12345.400", GS1 "253/0614141123452400"},
	{"urn:epc:id:sgcn:4012345.67890.04711", GS1 "255/401234567890104711"},
	{"urn:epc:id:cpi:0614141.123ABC.123456789", GS1 "8010/0614141123ABC/8011/123456789"},
	{"urn:epc:id:ginc:0614141.xyz3311", GS1 "401/0614141xyz3311"},
	{"urn:epc:id:gsin:0614141.123456789", GS1 "402/06141411234567890"},
	{"urn:epc:id:itip:4012345.012345.04.05.32a", GS1 "8006/040123451234560405/21/32a"},
	{"urn:epc:id:upui:1234567.089456.51qIgY", GS1 "01/01234567894560/235/51qIgY"},
	{"urn:epc:class:lgtin:4012345.012345.998877", GS1 "01/04012345123456/10/998877"},
	{"urn:epc:idpat:sgtin:4012345.012345.*", GS1 "01/04012345123456"},
	{"urn:epc:idpat:grai:0614141.12345.*", GS1 "8003/00614141123452"},
	{"urn:epc:idpat:cpi:0614141.123ABC.*", GS1 "8010/0614141123ABC"},
	{"urn:epc:idpat:itip:4012345.012345.04.05.*", GS1 "8006/040123451234560405"},
	{"urn:epc:id:sgtin:0614141.112345.a(b", GS1 "01/10614141123459/21/a%28b"},
	{"urn:epc:id:nothing:0614141.112345.400", NULL},
	{"urn:epc:id:sgtin:06141.11234567.400", NULL},
	{"urn:epc:id:sgtin:0614141061414.1.400", NULL},
	{"urn:epc:id:sgtin:0614141-112345.400", NULL},
	{"urn:epc:id:sgtin:0614141.11234.400", NULL},
	{"urn:epc:id:sgtin:0614141.112345", NULL},
	{"urn:epc:id:sgtin:0614141.112345.", NULL},
	{"urn:epc:id:sgtin:0614141.112345.a b", NULL},
	{"urn:epc:id:sgtin:0614141.112345.a/b", NULL},
	{"urn:epc:id:sgtin:0614141.112345.\xC3\xA9", NULL},
	{"urn:epc:id:sgtin:0614141.112345." SIXTY "0", NULL},
	{"urn:epc:idpat:sgtin:4012345.012345.5", NULL},
	{"urn:epc:id:sscc:0614141.1234567890.1", NULL},
	{"urn:epc:id:itip:4012345.012345.4.05.32a", NULL},
	{"urn:epc:id:itip:4012345.012345.04-05.32a", NULL},
	{"urn:epc:id:itip:4012345.012345.04.5.32a", NULL},
	{"urn:epc:id:itip:4012345.012345.04.05", NULL},
	{"urn:epc:id:cpi:0614141.123ABC", NULL},
	{"urn:epc:id:cpi:0614141.123ABC.", NULL},
	{"urn:epc:id:cpi:0614141.123ABC.12A", NULL},
	{"urn:epc:id:cpi:0614141.123ABC.1234567890123", NULL},
	{"urn:epc:id:cpi:0614141.12 BC.1", NULL},
	{"urn:epc:idpat:cpi:0614141.123ABC.1", NULL},
	{"urn:epc:id:giai:0614141.", NULL},
	{"urn:epc:id:giai:0614141." TEN TEN TEN, NULL},
	{"https://example.com/01/04012345123456/21/987", GS1 "01/04012345123456/21/987"},
	{"http://example.com/some/path/01/04012345123456", GS1 "01/04012345123456"},
	{"https://example.com/gtin/4012345123456/ser/987", GS1 "01/04012345123456/21/987"},
	{"https://example.com/01/401234512345", GS1 "01/00401234512345"},
	{"https://example.com/01/40123455", GS1 "01/00000040123455"},
	{"https://example.com/01/04012345123456/lot/L1?17=280101", GS1 "01/04012345123456/10/L1"},
	{"https://example.com/01/04012345123456/22/2A/10/L1#top", GS1 "01/04012345123456/10/L1"},
	{"https://example.com/01/04012345123456/10/L1/21/5", GS1 "01/04012345123456/21/5"},
	{"https://example.com/01/04012345123456/22/2A", GS1 "01/04012345123456"},
	{"https://example.com/00/106141412345678908", GS1 "00/106141412345678908"},
	{"https://example.com/8010/0614141123ABC/8011/12", GS1 "8010/0614141123ABC/8011/12"},
	{"https://example.com/253/0614141123452400", GS1 "253/0614141123452400"},
	{"https://example.com/01/04012345123456/21/a:b", GS1 "01/04012345123456/21/a%3Ab"},
	{"https://example.com", NULL},
	{"https://example.com/", NULL},
	{"https://example.com/about/us", NULL},
	{"https://example.com/01/123", NULL},
	{"https://example.com/01/123456789", NULL},
	{"https://example.com/01/04012345123456X", NULL},
	{"https://example.com/414/061414112345", NULL},
	{"https://example.com/253/061414112345", NULL},
	{"https://example.com/8004/" SIXTY "0", NULL},
	{"https://example.com/8004/0614141[1", NULL},
	{"https://example.com/01/04012345123456/21/" SIXTY "0", NULL},
	{"https://example.com/01/04012345123456/21/((((((((((((((((((((((((((((((((((((((((((((((((((", NULL},
	{"https://example.com/" PARTS PARTS PARTS PARTS PARTS PARTS PARTS PARTS "01/04012345123456", NULL},
	{"ftp://example.com/01/04012345123456", NULL},
	{"urn:uuid:1", NULL},
};

static const Case times[] = {
	{"2024-02-29T12:00:00.120Z", "2024-02-29T12:00:00.12Z"},
	{"2024-03-01T01:30:00+02:00", "2024-02-29T23:30:00Z"},
	{"2023-12-31T20:00:00.000-05:30", "2024-01-01T01:30:00Z"},
	{"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"},
	{"2026-01-01T00:00:00.1234567890123Z", "2026-01-01T00:00:00.123456789Z"},
	{"2026-01-01T00:00:00+14:00", "2025-12-31T10:00:00Z"},
	{"2023-02-29T00:00:00Z", NULL},
	{"1900-02-29T00:00:00Z", NULL},
	{"0000-01-01T00:00:00Z", NULL},
	{"2026-00-01T00:00:00Z", NULL},
	{"2026-13-01T00:00:00Z", NULL},
	{"2026-01-00T00:00:00Z", NULL},
	{"2026-04-31T00:00:00Z", NULL},
	{"2026-01-01T24:00:00Z", NULL},
	{"2026-01-01T00:60:00Z", NULL},
	{"2026-01-01T00:00:60Z", NULL},
	{"26-01-01T00:00:00Z", NULL},
	{"2026/01-01T00:00:00Z", NULL},
	{"2026-1-01T00:00:00Z", NULL},
	{"2026-01/01T00:00:00Z", NULL},
	{"2026-01-1T00:00:00Z", NULL},
	{"2026-01-01 00:00:00Z", NULL},
	{"2026-01-01T0:00:00Z", NULL},
	{"2026-01-01T00.00:00Z", NULL},
	{"2026-01-01T00:0:00Z", NULL},
	{"2026-01-01T00:00.00Z", NULL},
	{"2026-01-01T00:00:0Z", NULL},
	{"2026-01-01T00:00:00.Z", NULL},
	{"2026-01-01T00:00:00", NULL},
	{"2026-01-01T00:00:00+1:00", NULL},
	{"2026-01-01T00:00:00+01.00", NULL},
	{"2026-01-01T00:00:00+01:0", NULL},
	{"2026-01-01T00:00:00+01:60", NULL},
	{"2026-01-01T00:00:00+15:00", NULL},
	{"2026-01-01T00:00:00+01:00Z", NULL},
	{"0001-01-01T00:00:00+01:00", NULL},
	{"9999-12-31T00:00:00Z", NULL},
};

static const Case rounded_times[] = {
	{"2026-01-01T00:00:00.0005Z", "2026-01-01T00:00:00.000Z"},
	{"2026-01-01T00:00:00.0015Z", "2026-01-01T00:00:00.002Z"},
	{"2026-01-01T00:00:00.000501Z", "2026-01-01T00:00:00.001Z"},
	{"2026-01-01T00:00:00.9996Z", "2026-01-01T00:00:01.000Z"},
	{"2026-01-01", NULL},
};

static const Case numbers[] = {
	{"0", "0"}, {"-0", "0"}, {"0.000", "0"}, {"+5", "5"}, {"-5.50", "-5.5"}, {"007", "7"}, {".5", "0.5"}, {"5.", "5"}, {"100", "100"},
	{"5e3", "5000"}, {"5E+3", "5000"}, {"1.25e1", "12.5"}, {"1e-5", "0.00001"}, {"125e-2", "1.25"}, {"0.0012e2", "0.12"},
	{"", NULL}, {".", NULL}, {"-", NULL}, {"1.2.3", NULL}, {"1e", NULL}, {"1e-", NULL}, {"1e99", NULL}, {"1 kg", NULL}, {"x", NULL},
	{SIXTY SIXTY, NULL},
};

static const Case rounded_numbers[] = {
	{"0.1", "0.1"}, {"-0.0", "0"}, {"1e3", "1000"}, {"0.30000000000000004", "0.30000000000000004"}, {"0.10000000000000000001", "0.1"}, {"x", NULL},
};

static const Case words[] = {
	{"did_not_occur", "did_not_occur"}, {"https://ref.gs1.org/cbv/ER-incorrect_data", "incorrect_data"}, {"urn:epcglobal:cbv:er:incorrect_data", "incorrect_data"},
	{"https://example.com/ours", "https://example.com/ours"}, {"ours", NULL}, {"cbv:ER-ours", NULL},
};

static bool
error_word(const char *text, char *word)
{
	bool		known;

	strcpy(word, epcis_word(&epcis_errors, text, &known));
	return known;
}

static void
check(const char *what, bool (*form) (const char *text, char *out), const Case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		char		out[256] = "";
		bool		read = form(cases[i].text, out);

		if (cases[i].form == NULL || !read)
			ok(read == (cases[i].form != NULL), "%s \"%s\" is %s", what, cases[i].text, cases[i].form == NULL ? "refused" : "read");
		else
			is(out, cases[i].form, cases[i].text);
	}
}

#define CHECK(what, form, cases) check(what, form, cases, sizeof(cases) / sizeof(cases[0]))

int
main(void)
{
	static const Case offsets[] = {{"+01:00", ""}, {"-05:30", ""}, {"+14:59", ""}, {"01:000", NULL}, {"+1:000", NULL}, {"+01:00:00", NULL}, {"Z", NULL}};

	CHECK("identifier", epc_code_normal, codes);
	CHECK("time", epcis_time, times);
	CHECK("time", epcis_time_rounded, rounded_times);
	CHECK("number", epcis_number, numbers);
	CHECK("number", epcis_number_rounded, rounded_numbers);
	CHECK("word", error_word, words);
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
		ok(epcis_offset(offsets[i].text) == (offsets[i].form != NULL), "offset \"%s\" is %s", offsets[i].text, offsets[i].form == NULL ? "refused" : "read");
	return tap_finish();
}
