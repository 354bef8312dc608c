/*-------------------------------------------------------------------------
 *
 * identifier_code_test.c
 *	  Every identifier grammar on random valid codes and on damaged ones.
 *
 * Valid codes are found by trying endings until the grammar agrees.  Each must
 * come back as it was written, and two of them must compare by their stored
 * words as their texts do (CAS numbers: as numbers do).  Then bytes are
 * changed, dropped and inserted: whatever is still read must be a fixed point,
 * and whatever is refused must say why in a whole sentence.
 *
 *-------------------------------------------------------------------------
 */
#include "core/cage_code.h"
#include "core/cas_code.h"
#include "core/country_code.h"
#include "core/ec_code.h"
#include "core/gs1_code.h"
#include "core/hs_code.h"
#include "core/lei_code.h"
#include "core/nsn_code.h"
#include "core/uei_code.h"
#include "tap.h"

#define CODES	2000
#define DAMAGES	5000

typedef struct Grammar
{
	const char *name;
	CodeFault	(*parse) (const char *text, size_t size, uint64_t *code, CodeReport *report);
	size_t		(*format) (const uint64_t *code, char *text);
	const char *pattern;		/* A letter or digit, C capital letter, 9 digit, 1 digit but zero; the rest as it is */
	uint64_t	code_max;		/* the stored word stays below */
} Grammar;

/* The bound of the stored size: two, four or eight bytes, signed.  A LEI's words are unsigned. */
static const Grammar grammars[] = {
	{"country", country_code_parse, country_code_format, "CC", INT16_MAX},
	{"lei", lei_code_parse, lei_code_format, "AAAAAAAAAAAAAAAAAA99", UINT64_MAX},
	{"cage", cage_code_parse, cage_code_format, "AAAAA", INT32_MAX},
	{"uei", uei_code_parse, uei_code_format, "AAAAAAAAAAAA", INT64_MAX},
	{"nsn", nsn_code_parse, nsn_code_format, "1999-99-999-9999", INT64_MAX},
	{"gtin", gtin_code_parse, gtin_code_format, "99999999999999", INT64_MAX},
	{"gln", gln_code_parse, gln_code_format, "9999999999999", INT64_MAX},
	{"sscc", sscc_code_parse, sscc_code_format, "999999999999999999", INT64_MAX},
	{"cas", cas_code_parse, cas_code_format, "199999-99-9", INT64_MAX},
	{"ec", ec_code_parse, ec_code_format, "199-999-9", INT32_MAX},
	{"hs", hs_code_parse, hs_code_format, "9999999999", INT64_MAX},
};

static char
random_character(char kind)
{
	switch (kind)
	{
		case 'A':
			return code_character36((int) random_below(36));
		case 'C':
			return (char) ('A' + random_below(26));
		case '9':
			return (char) ('0' + random_below(10));
		case '1':
			return (char) ('1' + random_below(9));
	}
	return kind;
}

/* A random text of the pattern that the grammar accepts; CAS and HS codes also come shorter. */
static size_t
random_code(const Grammar *grammar, char *text, uint64_t *code)
{
	CodeReport	report;

	for (;;)
	{
		const char *pattern = grammar->pattern;
		size_t		size = 0;

		if (strcmp(grammar->name, "cas") == 0)
			pattern += random_below(5);
		for (; *pattern != '\0'; pattern++)
			text[size++] = random_character(*pattern);
		if (strcmp(grammar->name, "hs") == 0)
			size = 2 + 2 * random_below(5);
		text[size] = '\0';
		if (grammar->parse(text, size, code, &report) == CODE_OK)
			return size;
	}
}

static int
compare_words(const uint64_t *a, const uint64_t *b)
{
	if (a[0] != b[0])
		return a[0] < b[0] ? -1 : 1;
	return (a[1] > b[1]) - (a[1] < b[1]);
}

static int
compare_texts(const Grammar *grammar, const char *a, size_t a_size, const char *b, size_t b_size)
{
	int			order;

	if (strcmp(grammar->name, "cas") == 0 && a_size != b_size)
		return a_size < b_size ? -1 : 1;
	order = strcmp(a, b);
	return (order > 0) - (order < 0);
}

static void
test_valid_codes(const Grammar *grammar)
{
	char		text[64];
	char		last[64] = "";
	char		written[CODE_TEXT_SIZE];
	size_t		last_size = 0;
	uint64_t	last_code[2] = {0};
	int			changed = 0;
	int			misordered = 0;
	int			too_large = 0;

	for (int i = 0; i < CODES; i++)
	{
		uint64_t	code[2] = {0};
		size_t		size = random_code(grammar, text, code);
		size_t		written_size = grammar->format(code, written);

		changed += written_size != size || strcmp(written, text) != 0;
		too_large += code[0] > grammar->code_max;
		if (i > 0)
			misordered += compare_words(code, last_code) != compare_texts(grammar, text, size, last, last_size);
		memcpy(last, text, sizeof(last));
		memcpy(last_code, code, sizeof(code));
		last_size = size;
	}
	ok(changed == 0, "%s: %d random codes come back as they were written (%d differ)", grammar->name, CODES, changed);
	ok(misordered == 0, "%s: stored words compare as the codes do (%d do not)", grammar->name, misordered);
	ok(too_large == 0, "%s: the stored number fits its size", grammar->name);
}

/* Changes, drops or inserts one byte; the result has no final zero, so that an overrun is seen. */
static char *
damage(const char *text, size_t *size)
{
	size_t		at = random_below(*size);
	char	   *damaged = malloc(*size + 1);
	char		byte = random_below(4) == 0 ? (char) random_below(256) : "0123456789-. OIoiz"[random_below(18)];
	size_t		kind = random_below(3);

	if (damaged == NULL)
		abort();
	memcpy(damaged, text, at);
	if (kind == 0)
	{
		memcpy(damaged + at, text + at + 1, *size - at - 1);
		*size -= 1;
	}
	else
	{
		size_t		skipped = kind == 1 ? 1 : 0;

		damaged[at] = byte;
		memcpy(damaged + at + 1, text + at + skipped, *size - at - skipped);
		*size += 1 - skipped;
	}
	return realloc(damaged, *size > 0 ? *size : 1);
}

static void
test_damaged_codes(const Grammar *grammar)
{
	int			read = 0;
	int			unstable = 0;
	int			unsaid = 0;

	for (int i = 0; i < DAMAGES; i++)
	{
		char		text[64];
		char		written[CODE_TEXT_SIZE];
		uint64_t	code[2] = {0};
		uint64_t	again[2] = {0};
		CodeReport	report = {0};
		size_t		size = random_code(grammar, text, code);
		char	   *damaged = damage(text, &size);
		CodeFault	fault = grammar->parse(damaged, size, code, &report);

		if (fault == CODE_OK)
		{
			size_t		written_size = grammar->format(code, written);

			read++;
			unstable += grammar->parse(written, written_size, again, &report) != CODE_OK || compare_words(code, again) != 0;
		}
		else
			unsaid += report.fault != fault || report.detail[0] == '\0' || report.detail[strlen(report.detail) - 1] != '.';
		free(damaged);
	}
	ok(unstable == 0, "%s: what is read of %d damaged codes (%d) is a fixed point", grammar->name, DAMAGES, read);
	ok(unsaid == 0, "%s: every refusal says why, in a whole sentence", grammar->name);
}

/* The ranges of HS codes against the definition: a prefix is what the text begins with. */
static void
test_hs_ranges(void)
{
	const Grammar *hs = &grammars[sizeof(grammars) / sizeof(grammars[0]) - 1];
	int			wrong = 0;
	int			under = 0;

	for (int i = 0; i < 25 * CODES; i++)
	{
		char		a_text[64];
		char		b_text[64];
		uint64_t	a;
		uint64_t	b;
		size_t		a_size = random_code(hs, a_text, &a);
		size_t		b_size = random_code(hs, b_text, &b);
		CodeReport	report;
		bool		expected;

		/* Half of the pairs share their beginning, or few would be under one another. */
		if (i % 2 == 0)
		{
			memcpy(b_text, a_text, a_size < b_size ? a_size : b_size);
			if (hs_code_parse(b_text, b_size, &b, &report) != CODE_OK)
				continue;
		}
		expected = b_size >= a_size && memcmp(a_text, b_text, a_size) == 0;
		under += expected;
		wrong += hs_code_contains(a, b) != expected;
	}
	ok(wrong == 0 && under > CODES, "hs: containment is what the text begins with (%d pairs, %d wrong)", under, wrong);
}

int
main(void)
{
	random_begin();
	for (size_t i = 0; i < sizeof(grammars) / sizeof(grammars[0]); i++)
	{
		test_valid_codes(&grammars[i]);
		test_damaged_codes(&grammars[i]);
	}
	test_hs_ranges();
	return tap_finish();
}
