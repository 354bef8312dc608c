/*-------------------------------------------------------------------------
 *
 * element_table.h
 *	  Chemical elements by their symbols.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_ELEMENT_TABLE_H
#define MATERIALS_CORE_ELEMENT_TABLE_H

#include <stddef.h>

#define ELEMENT_COUNT 118

extern int	element_parse(const char *text, size_t length);
extern const char *element_symbol(int atomic_number);

#endif							/* MATERIALS_CORE_ELEMENT_TABLE_H */
