/*-------------------------------------------------------------------------
 *
 * starved.c
 *	  Lets the n-th allocation of the extension fail, for ext/test/starved.
 *
 * Linked into the library for that test only, with --wrap for each function
 * below: whatever of ours asks the server for memory comes here first.  The
 * server's own allocations are not touched.  libxml2 gets its memory through
 * here as well.
 *
 *-------------------------------------------------------------------------
 */
#include "server/pg_compat.h"

#include <libxml/xmlmemory.h>

#include "lib/stringinfo.h"
#include "utils/memutils.h"

/* The allocation that fails, counted from here; 0 for none. */
static int64 starved_at;
static int64 starved_count;
static bool starved_xml;

static bool
starved_now(void)
{
	return ++starved_count == starved_at;
}

/* What the server does when memory is at an end. */
static void
starved_check(void)
{
	if (starved_now())
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory"),
				 errdetail("Allocation " INT64_FORMAT " was made to fail.", starved_count)));
}

#define STARVED(type, name, parameters, arguments) \
	extern type __real_##name parameters; \
	extern type __wrap_##name parameters; \
	type __wrap_##name parameters \
	{ \
		starved_check(); \
		return __real_##name arguments; \
	}

/* These may be asked to return NULL instead. */
#define STARVED_EXTENDED(name, parameters, arguments) \
	extern void *__real_##name parameters; \
	extern void *__wrap_##name parameters; \
	void *__wrap_##name parameters \
	{ \
		if (flags & MCXT_ALLOC_NO_OOM) \
			return starved_now() ? NULL : __real_##name arguments; \
		starved_check(); \
		return __real_##name arguments; \
	}

STARVED(void *, palloc, (Size size), (size))
STARVED(void *, palloc0, (Size size), (size))
STARVED(void *, repalloc, (void *memory, Size size), (memory, size))
STARVED(void *, repalloc_huge, (void *memory, Size size), (memory, size))
STARVED(void *, MemoryContextAlloc, (MemoryContext context, Size size), (context, size))
STARVED(void *, MemoryContextAllocZero, (MemoryContext context, Size size), (context, size))
STARVED(void *, MemoryContextAllocHuge, (MemoryContext context, Size size), (context, size))
STARVED_EXTENDED(palloc_extended, (Size size, int flags), (size, flags))
STARVED_EXTENDED(MemoryContextAllocExtended, (MemoryContext context, Size size, int flags), (context, size, flags))
STARVED(char *, MemoryContextStrdup, (MemoryContext context, const char *text), (context, text))
STARVED(char *, pstrdup, (const char *text), (text))
STARVED(char *, pnstrdup, (const char *text, Size size), (text, size))
STARVED(struct varlena *, cstring_to_text, (const char *text), (text))
STARVED(struct varlena *, cstring_to_text_with_len, (const char *text, int size), (text, size))
STARVED(char *, text_to_cstring, (const struct varlena *text), (text))
STARVED(void, initStringInfo, (StringInfo text), (text))
STARVED(void, enlargeStringInfo, (StringInfo text, int more), (text, more))
STARVED(MemoryContext, AllocSetContextCreateInternal, (MemoryContext parent, const char *name, Size least, Size first, Size most),
		(parent, name, least, first, most))

/* Sets which allocation from now on fails; 0 lets none fail and counts from 0. */
MATERIALS_FUNCTION(starved_from_now);
Datum
starved_from_now(PG_FUNCTION_ARGS)
{
	starved_count = 0;
	starved_at = PG_GETARG_INT64(0);
	PG_RETURN_VOID();
}

/* How many allocations there were since. */
MATERIALS_FUNCTION(starved_allocations);
Datum
starved_allocations(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(starved_count);
}

static void *
starved_malloc(size_t size)
{
	return starved_xml && starved_now() ? NULL : malloc(size);
}

static void *
starved_realloc(void *memory, size_t size)
{
	return starved_xml && starved_now() ? NULL : realloc(memory, size);
}

static char *
starved_strdup(const char *text)
{
	return starved_xml && starved_now() ? NULL : strdup(text);
}

/* Counts libxml2's allocations too, or no longer.  The first call comes before ours looks at its allocators. */
MATERIALS_FUNCTION(starved_with_xml);
Datum
starved_with_xml(PG_FUNCTION_ARGS)
{
	static bool set_up;

	starved_xml = PG_GETARG_BOOL(0);
	if (!set_up)
		xmlMemSetup(free, starved_malloc, starved_realloc, starved_strdup);
	set_up = true;
	PG_RETURN_VOID();
}
