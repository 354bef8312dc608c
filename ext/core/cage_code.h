/*-------------------------------------------------------------------------
 *
 * cage_code.h
 *	  Commercial and government entity codes, CAGE and NCAGE.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CAGE_CODE_H
#define MATERIALS_CAGE_CODE_H

#include "core/code_text.h"

extern CodeFault cage_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t cage_code_format(const uint64_t *code, char *text);

#endif							/* MATERIALS_CAGE_CODE_H */
