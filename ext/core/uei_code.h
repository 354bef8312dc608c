/*-------------------------------------------------------------------------
 *
 * uei_code.h
 *	  Unique entity identifiers of SAM.gov.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_UEI_CODE_H
#define MATERIALS_UEI_CODE_H

#include "core/code_text.h"

extern CodeFault uei_code_parse(const char *text, size_t size, uint64_t *code, CodeReport *report);
extern size_t uei_code_format(const uint64_t *code, char *text);

#endif							/* MATERIALS_UEI_CODE_H */
