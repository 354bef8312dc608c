/*-------------------------------------------------------------------------
 *
 * call_arena.h
 *	  The current memory context as the core's arena, for one call.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CALL_ARENA_H
#define MATERIALS_CALL_ARENA_H

#include "postgres.h"

#include "core/arena.h"

/* Without a limit of its own: what it works on is bounded by the types. */
extern Arena call_arena(void);

#endif							/* MATERIALS_CALL_ARENA_H */
