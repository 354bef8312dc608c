/*-------------------------------------------------------------------------
 *
 * memory_arena.h
 *	  A memory context as the arena that the core works in.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_MEMORY_ARENA_H
#define MATERIALS_MEMORY_ARENA_H

#include "postgres.h"

#include "core/arena.h"

/* An arena that allocates in context and honours cancel; its limit in bytes, 0 for none. */
typedef struct MemoryArena
{
	Arena		arena;
	MemoryContext context;
	Size		limit;
} MemoryArena;

extern void memory_arena_init(MemoryArena *memory, MemoryContext context, Size limit);
extern void memory_arena_reset(const Arena *arena);
extern void memory_arena_define_settings(void);
extern Size memory_arena_limit(void);

#endif							/* MATERIALS_MEMORY_ARENA_H */
