/*-------------------------------------------------------------------------
 *
 * quoted_value.h
 *	  A user's value as an error message may repeat it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_QUOTED_VALUE_H
#define MATERIALS_QUOTED_VALUE_H

#include "postgres.h"

extern const char *quoted_value(const char *text, size_t size);

#endif							/* MATERIALS_QUOTED_VALUE_H */
