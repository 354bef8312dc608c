/*-------------------------------------------------------------------------
 *
 * huge_array.h
 *	  Arrays that are read all over.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_HUGE_ARRAY_H
#define MATERIALS_HUGE_ARRAY_H

#include "postgres.h"

extern void *huge_array_allocate(Size size);

#endif							/* MATERIALS_HUGE_ARRAY_H */
