/*-------------------------------------------------------------------------
 *
 * code_fuzz.h
 *	  What the fuzz targets of the identifier grammars share.
 *
 * A target links one grammar with libFuzzer:
 *
 *	  clang -g -O1 -fsanitize=fuzzer,address,undefined -Iext
 *		  ext/test/fuzz/lei_code_fuzz.c ext/core/lei_code.c ext/core/code_text.c
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CODE_FUZZ_H
#define MATERIALS_CODE_FUZZ_H

#include <stdlib.h>
#include <string.h>

#include "core/code_text.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read must be written as a text that is read as the same; what is refused must say why. */
static inline void
code_fuzz(CodeFault (*parse) (const char *, size_t, uint64_t *, CodeReport *),
		  size_t (*format) (const uint64_t *, char *), const uint8_t *data, size_t size)
{
	uint64_t	code[2] = {0};
	uint64_t	again[2] = {0};
	char		text[CODE_TEXT_SIZE];
	CodeReport	report;
	size_t		text_size;

	if (parse((const char *) data, size, code, &report) != CODE_OK)
	{
		if (report.detail[0] == '\0' || memchr(report.detail, '\0', sizeof(report.detail)) == NULL)
			abort();
		return;
	}
	text_size = format(code, text);
	if (text_size != strlen(text) || parse(text, text_size, again, &report) != CODE_OK ||
		memcmp(code, again, sizeof(code)) != 0)
		abort();
}

#endif							/* MATERIALS_CODE_FUZZ_H */
