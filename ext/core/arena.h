/*-------------------------------------------------------------------------
 *
 * arena.h
 *	  Where the core gets its memory from, and how it can be interrupted.
 *
 * The core never calls malloc.  In the server an arena is a memory context
 * that is deleted at the end of a walk (server/memory_arena.h); in the unit
 * tests it is a list of blocks.  allocate never returns NULL: it may leave
 * by a non-local exit instead, and so may check.  Whoever owns the arena
 * frees what such an exit leaves behind.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_ARENA_H
#define MATERIALS_CORE_ARENA_H

#include <stddef.h>

typedef struct Arena
{
	void	   *(*allocate) (void *state, size_t bytes);	/* aligned for any type */
	void		(*release) (void *state, void *block);	/* gives scratch back early; may be NULL */
	void		(*check) (void *state); /* called in long loops; may be NULL */
	void	   *state;
} Arena;

static inline void *
arena_allocate(const Arena *arena, size_t bytes)
{
	return arena->allocate(arena->state, bytes);
}

static inline void
arena_release(const Arena *arena, void *block)
{
	if (arena->release != NULL && block != NULL)
		arena->release(arena->state, block);
}

static inline void
arena_check(const Arena *arena)
{
	if (arena->check != NULL)
		arena->check(arena->state);
}

#endif							/* MATERIALS_CORE_ARENA_H */
