/*-------------------------------------------------------------------------
 *
 * ec_code.h
 *	  EC numbers of chemical substances.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EC_CODE_H
#define MATERIALS_EC_CODE_H

#include "core/code_text.h"

extern CodeFault ec_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t ec_code_format(const uint64_t *code, char *text);

#endif							/* MATERIALS_EC_CODE_H */
