/*-------------------------------------------------------------------------
 *
 * hs_code.h
 *	  Codes of the Harmonized System of goods.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_HS_CODE_H
#define MATERIALS_HS_CODE_H

#include "core/code_text.h"

extern CodeFault hs_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t hs_code_format(const uint64_t *code, char *text);
extern bool hs_code_contains(uint64_t prefix, uint64_t code);
extern uint64_t hs_code_last(uint64_t prefix);
extern bool hs_code_shorten(uint64_t code, size_t digits, uint64_t *prefix);

#endif							/* MATERIALS_HS_CODE_H */
