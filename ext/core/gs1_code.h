/*-------------------------------------------------------------------------
 *
 * gs1_code.h
 *	  Keys of the GS1 system: GTIN, GLN and SSCC.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_GS1_CODE_H
#define MATERIALS_GS1_CODE_H

#include "core/code_text.h"

extern CodeFault gtin_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t gtin_code_format(const uint64_t *code, char *text);
extern CodeFault gln_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t gln_code_format(const uint64_t *code, char *text);
extern CodeFault sscc_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t sscc_code_format(const uint64_t *code, char *text);

#endif							/* MATERIALS_GS1_CODE_H */
