/*-------------------------------------------------------------------------
 *
 * identifier.h
 *	  Text and binary I/O shared by all identifier types.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_IDENTIFIER_H
#define MATERIALS_IDENTIFIER_H

#include "postgres.h"

#include "core/code_text.h"
#include "fmgr.h"
#include "server/pg_compat.h"

/* How a grammar in core/ becomes a type of the server. */
typedef struct IdentifierKind
{
	const char *type_name;
	int			size;			/* bytes stored: 2, 4 or 8 by value, 16 by reference */
	CodeFault	(*parse) (const char *text, size_t size, uint64_t *code, CodeReport *report);
	size_t		(*format) (const uint64_t *code, char *text);
} IdentifierKind;

extern Datum identifier_in(FunctionCallInfo fcinfo, const IdentifierKind *kind);
extern Datum identifier_out(FunctionCallInfo fcinfo, const IdentifierKind *kind);
extern Datum identifier_recv(FunctionCallInfo fcinfo, const IdentifierKind *kind);
extern Datum identifier_send(FunctionCallInfo fcinfo, const IdentifierKind *kind);
extern size_t identifier_format(Datum value, const IdentifierKind *kind, char *text);

/* The four I/O functions of a type whose grammar is NAME_code_parse and NAME_code_format. */
#define IDENTIFIER_FUNCTIONS(name, stored_size) \
	static const IdentifierKind name##_kind = { \
		#name, stored_size, name##_code_parse, name##_code_format \
	}; \
	MATERIALS_FUNCTION(name##_in); \
	MATERIALS_FUNCTION(name##_out); \
	MATERIALS_FUNCTION(name##_recv); \
	MATERIALS_FUNCTION(name##_send); \
	Datum name##_in(PG_FUNCTION_ARGS) { return identifier_in(fcinfo, &name##_kind); } \
	Datum name##_out(PG_FUNCTION_ARGS) { return identifier_out(fcinfo, &name##_kind); } \
	Datum name##_recv(PG_FUNCTION_ARGS) { return identifier_recv(fcinfo, &name##_kind); } \
	Datum name##_send(PG_FUNCTION_ARGS) { return identifier_send(fcinfo, &name##_kind); } \
	extern int no_such_variable		/* takes the semicolon */

#endif							/* MATERIALS_IDENTIFIER_H */
