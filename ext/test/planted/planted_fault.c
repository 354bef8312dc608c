/*-------------------------------------------------------------------------
 *
 * planted_fault.c
 *	  Faults that the instruments must find: each run of one begins with them.
 *
 * A library of its own, compiled as the extension is for that run; no part
 * of the extension.  Every function does what it should not and returns.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

PG_MODULE_MAGIC;

/* Keeps the compiler from seeing what is wrong. */
static volatile int planted_size = 24;

/* What is read goes here: valgrind drops a read whose result nobody uses before it looks at it. */
static volatile int planted_byte;

PG_FUNCTION_INFO_V1(planted_write_past);
PG_FUNCTION_INFO_V1(planted_read_freed);
PG_FUNCTION_INFO_V1(planted_read_pfreed);
PG_FUNCTION_INFO_V1(planted_shift);
PG_FUNCTION_INFO_V1(planted_uninitialised);
PG_FUNCTION_INFO_V1(planted_assertion);

/* Writes one byte past what palloc gave. */
Datum
planted_write_past(PG_FUNCTION_ARGS)
{
	char	   *memory = palloc(planted_size);

	memory[planted_size] = 1;
	pfree(memory);
	PG_RETURN_INT32(0);
}

/* Reads from memory of malloc that was given back; the compiler need not be asked what it thinks of that. */
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wuse-after-free"
Datum
planted_read_freed(PG_FUNCTION_ARGS)
{
	volatile char *memory = malloc(planted_size);

	memory[0] = 1;
	free((char *) memory);
	planted_byte = memory[0];
	PG_RETURN_INT32(0);
}

/* Reads from memory of palloc that was given back, which the server keeps: only its hooks tell valgrind. */
Datum
planted_read_pfreed(PG_FUNCTION_ARGS)
{
	volatile char *memory = palloc(planted_size);

	memory[0] = 1;
	pfree((char *) memory);
	planted_byte = memory[0];
	PG_RETURN_INT32(0);
}

/* Shifts a number by more bits than it has; that one grows too large is defined, as the server is compiled. */
Datum
planted_shift(PG_FUNCTION_ARGS)
{
	int			number = 1;

	number <<= planted_size + 20;
	PG_RETURN_INT32(number & 0);
}

/* Decides by a byte that nobody wrote. */
Datum
planted_uninitialised(PG_FUNCTION_ARGS)
{
	volatile char *memory = palloc(planted_size);
	int			answer = 1;

	if (memory[planted_size - 1] == 'x')
		answer = 2;
	PG_RETURN_INT32(answer);
}

/* Asserts what does not hold. */
Datum
planted_assertion(PG_FUNCTION_ARGS)
{
	Assert(planted_size == 25);
	PG_RETURN_INT32(0);
}
