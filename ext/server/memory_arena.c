/*-------------------------------------------------------------------------
 *
 * memory_arena.c
 *	  A memory context as the arena that the core works in.
 *
 * What a walk allocates goes with its context, so an error or a cancel in
 * the middle leaves nothing behind.  The limit is looked at in check, which
 * long loops call every thousand steps or so: it may be passed by what one
 * such stretch allocates.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "server/memory_arena.h"

/* So much of the memory that its questions gave back a session may keep. */
#define KEPT_SIZE ((Size) 16 * 1024 * 1024)

static int	walk_memory_kb = 262144;

static void *
memory_arena_allocate(void *state, size_t bytes)
{
	MemoryArena *memory = (MemoryArena *) state;

	/* Exact arithmetic allocates with every step, so a cancel need not wait for the next check. */
	CHECK_FOR_INTERRUPTS();
	/* Callers ask for nothing that is empty; a huge array is a walk's index. */
	return MemoryContextAllocHuge(memory->context, bytes > 0 ? bytes : 1);
}

static void
memory_arena_release(void *state, void *block)
{
	pfree(block);
}

static void
memory_arena_check(void *state)
{
	MemoryArena *memory = (MemoryArena *) state;

	CHECK_FOR_INTERRUPTS();
	if (memory->limit > 0 && MemoryContextMemAllocated(memory->context, true) > memory->limit)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("walk needs more than %zu kB of memory", memory->limit / 1024),
				 errdetail("The limit is the setting materials.walk_memory."),
				 errhint("Raise materials.walk_memory for this transaction, or ask about fewer lots.")));
}

/*
 * Memory that was given back to the system comes again page by page, each with a fault that costs more than filling it.  The C library of
 * GNU gives back what is free above twice the largest block so far that was mapped by itself and freed: here such a block is, which nobody
 * touches.  So what questions of common size use stays with the session, as it does after any statement that freed such a block.
 */
static void
memory_keep(void)
{
	static bool kept = false;

	if (kept)
		return;
	kept = true;
	pfree(MemoryContextAllocHuge(CurrentMemoryContext, KEPT_SIZE / 2));
}

void
memory_arena_init(MemoryArena *memory, MemoryContext context, Size limit)
{
	memory_keep();
	memory->arena.allocate = memory_arena_allocate;
	memory->arena.release = memory_arena_release;
	memory->arena.check = memory_arena_check;
	memory->arena.state = memory;
	memory->context = context;
	memory->limit = limit;
}

/* Gives all memory of an arena back to be used again. */
void
memory_arena_reset(const Arena *arena)
{
	MemoryContextReset(((MemoryArena *) arena->state)->context);
}

void
memory_arena_define_settings(void)
{
	DefineCustomIntVariable("materials.walk_memory",
							"Memory that one walk through lots or owners may use.",
							NULL, &walk_memory_kb, 262144, 1024, MAX_KILOBYTES,
							PGC_USERSET, GUC_UNIT_KB, NULL, NULL, NULL);
}

/* The limit for one walk, in bytes. */
Size
memory_arena_limit(void)
{
	return (Size) walk_memory_kb * 1024;
}
