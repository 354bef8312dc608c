/*-------------------------------------------------------------------------
 *
 * epc_code.h
 *	  Identifiers of goods, places and parties as EPCIS writes them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPC_CODE_H
#define MATERIALS_EPC_CODE_H

#include <stdbool.h>
#include <stddef.h>

/* Room for the canonical form with its final zero byte; what is longer is no identifier of GS1. */
#define EPC_CODE_SIZE	160

extern bool epc_code_normal(const char *text, char *normal);

#endif							/* MATERIALS_EPC_CODE_H */
