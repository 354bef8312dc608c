/*-------------------------------------------------------------------------
 *
 * lei_code.h
 *	  Legal entity identifiers, ISO 17442.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_LEI_CODE_H
#define MATERIALS_LEI_CODE_H

#include "core/code_text.h"

extern CodeFault lei_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t lei_code_format(const uint64_t *code, char *text);

#endif							/* MATERIALS_LEI_CODE_H */
