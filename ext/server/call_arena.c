/*-------------------------------------------------------------------------
 *
 * call_arena.c
 *	  The current memory context as the core's arena, for one call.
 *
 * A function that computes one value needs no context of its own: the
 * caller's goes with the row.
 *
 *-------------------------------------------------------------------------
 */
#include "server/call_arena.h"

#include "miscadmin.h"

static void *call_allocate(void *state, size_t bytes);
static void call_release(void *state, void *block);
static void call_check(void *state);

Arena
call_arena(void)
{
	return (Arena) {call_allocate, call_release, call_check, CurrentMemoryContext};
}

static void *
call_allocate(void *state, size_t bytes)
{
	return MemoryContextAlloc((MemoryContext) state, bytes);
}

static void
call_release(void *state, void *block)
{
	pfree(block);
}

static void
call_check(void *state)
{
	CHECK_FOR_INTERRUPTS();
}
