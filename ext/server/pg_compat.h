/*-------------------------------------------------------------------------
 *
 * pg_compat.h
 *	  The only place that asks for PG_VERSION_NUM.
 *
 * Other code reads as if written for the newest server.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_PG_COMPAT_H
#define MATERIALS_PG_COMPAT_H

#include "postgres.h"

#include "fmgr.h"

/* 16 moved the VARDATA and VARSIZE macros out of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* Before 16 there are no soft errors: an input function may only throw. */
#if PG_VERSION_NUM < 160000
#define ereturn(context, value, ...) \
	do { \
		(void) (context); \
		ereport(ERROR, __VA_ARGS__); \
		return (value); \
	} while (0)
#endif

/* 16 made extensions' symbols hidden by default and marks ours itself. */
#if PG_VERSION_NUM < 160000
#define MATERIALS_FUNCTION(name) \
	PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); \
	PG_FUNCTION_INFO_V1(name)
#else
#define MATERIALS_FUNCTION(name) PG_FUNCTION_INFO_V1(name)
#endif

#endif							/* MATERIALS_PG_COMPAT_H */
