/*-------------------------------------------------------------------------
 *
 * cas_code.h
 *	  CAS registry numbers of chemical substances.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CAS_CODE_H
#define MATERIALS_CAS_CODE_H

#include "core/code_text.h"

extern CodeFault cas_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t cas_code_format(const uint64_t *code, char *text);

#endif							/* MATERIALS_CAS_CODE_H */
