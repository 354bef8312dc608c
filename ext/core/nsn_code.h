/*-------------------------------------------------------------------------
 *
 * nsn_code.h
 *	  National (NATO) stock numbers.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_NSN_CODE_H
#define MATERIALS_NSN_CODE_H

#include "core/code_text.h"

extern CodeFault nsn_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t nsn_code_format(const uint64_t *code, char *text);

#endif							/* MATERIALS_NSN_CODE_H */
