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

/* Unit tests compile what programs may use too. */
#ifdef FRONTEND
#include "postgres_fe.h"
#else
#include "postgres.h"

#include "fmgr.h"
#endif

/* 16 moved the VARDATA and VARSIZE macros out of postgres.h. */
#if PG_VERSION_NUM >= 160000 && !defined(FRONTEND)
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

/* 16 replaced the ownership check of each kind of object by one. */
#if PG_VERSION_NUM >= 160000
#define table_is_owned_by(relation, role) object_ownercheck(RelationRelationId, relation, role)
#else
#define table_is_owned_by(relation, role) pg_class_ownercheck(relation, role)
#endif

/* … and the check whether a role may execute a function. */
#if PG_VERSION_NUM >= 160000
#define function_is_executable(function, role) object_aclcheck(ProcedureRelationId, function, role, ACL_EXECUTE)
#else
#define function_is_executable(function, role) pg_proc_aclcheck(function, role, ACL_EXECUTE)
#endif

/* 16 tells which indexes an update is to be entered into; before, whether any. */
#if PG_VERSION_NUM >= 160000
#define UpdatedIndexes	TU_UpdateIndexes
#define UPDATED_NONE	TU_None
#else
#define UpdatedIndexes	bool
#define UPDATED_NONE	false
#endif

/* 16 calls the place of a table's file otherwise. */
#if PG_VERSION_NUM >= 160000
#define read_recent_buffer(table, block, buffer) ReadRecentBuffer((table)->rd_locator, MAIN_FORKNUM, block, buffer)
#else
#define read_recent_buffer(table, block, buffer) ReadRecentBuffer((table)->rd_node, MAIN_FORKNUM, block, buffer)
#endif

/* 17 wants the table itself. */
#if PG_VERSION_NUM >= 170000
#define identity_sequence_of(table, column) getIdentitySequence(table, column, false)
#else
#define identity_sequence_of(table, column) getIdentitySequence(RelationGetRelid(table), column, false)
#endif

/* 18 counts index searches for EXPLAIN; 19 takes flags of the table. */
#if PG_VERSION_NUM >= 190000
#define index_scan_begin(table, index, snapshot, key_count) index_beginscan(table, index, snapshot, NULL, key_count, 0, 0)
#elif PG_VERSION_NUM >= 180000
#define index_scan_begin(table, index, snapshot, key_count) index_beginscan(table, index, snapshot, NULL, key_count, 0)
#else
#define index_scan_begin(table, index, snapshot, key_count) index_beginscan(table, index, snapshot, key_count, 0)
#endif

/* 16 lets the actions of the JSON parser say how it went. */
#if PG_VERSION_NUM >= 160000
#define JsonActionResult	JsonParseErrorType
#define JSON_ACTION_DONE	JSON_SUCCESS
#else
#define JsonActionResult	void
#define JSON_ACTION_DONE	((void) 0)
#endif

/* 17 takes the parser's state from its caller, and gives it back whole. */
#if PG_VERSION_NUM >= 170000
#define json_lexer(text, size, encoding) makeJsonLexContextCstringLen(NULL, text, size, encoding, true)
#define json_lexer_free(lexer) freeJsonLexContext(lexer)
#else
#define json_lexer(text, size, encoding) makeJsonLexContextCstringLen((char *) (text), (int) (size), encoding, true)
#define json_lexer_free(lexer) (pfree((lexer)->strval->data), pfree((lexer)->strval), pfree(lexer))
#endif

/* 19 takes what else is asked of an update. */
#if PG_VERSION_NUM >= 190000
#define table_row_update(table, place, row, command, snapshot, failure, lock, indexes) \
	table_tuple_update(table, place, row, command, 0, snapshot, InvalidSnapshot, true, failure, lock, indexes)
#else
#define table_row_update(table, place, row, command, snapshot, failure, lock, indexes) \
	table_tuple_update(table, place, row, command, snapshot, InvalidSnapshot, true, failure, lock, indexes)
#endif

/* 19 keeps a document that is being made, and what came of it, in one place. */
#if PG_VERSION_NUM >= 190000
#define JsonMaking	JsonbInState
#define json_push(making, step, value) pushJsonbValue(making, step, value)
#else
typedef struct JsonMaking
{
	struct JsonbParseState *state;
	struct JsonbValue *result;
} JsonMaking;
#define json_push(making, step, value) ((making)->result = pushJsonbValue(&(making)->state, step, value))
#endif

/* 18 writes what never returns in front of a declaration, as C11 does. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn __attribute__((noreturn))
#endif

#endif							/* MATERIALS_PG_COMPAT_H */
