/*-------------------------------------------------------------------------
 *
 * identity_sequence.c
 *	  The sequence behind an identity column.
 *
 * Which one it is stands in pg_depend; looking there for each row would cost
 * more than the number.  It is remembered until something about the table
 * changes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "commands/sequence.h"
#include "utils/inval.h"

#include "server/identity_sequence.h"
#include "server/pg_compat.h"

/* Columns whose sequence is remembered; a ledger fills with numbers three. */
#define SEQUENCES_KNOWN 16

typedef struct KnownSequence
{
	Oid			table;			/* InvalidOid where the place is free */
	AttrNumber	column;
	Oid			sequence;
} KnownSequence;

static KnownSequence known[SEQUENCES_KNOWN];
static int	next_place = 0;
static bool watched = false;

static void
forget(Datum unused, Oid table)
{
	for (int k = 0; k < SEQUENCES_KNOWN; k++)
	{
		if (table == InvalidOid || known[k].table == table)
			known[k].table = InvalidOid;
	}
}

static Oid
sequence_find(Relation table, AttrNumber column)
{
	Oid			sequence;

	for (int k = 0; k < SEQUENCES_KNOWN; k++)
	{
		if (known[k].table == RelationGetRelid(table) && known[k].column == column)
			return known[k].sequence;
	}
	if (!watched)
		CacheRegisterRelcacheCallback(forget, (Datum) 0);
	watched = true;
	sequence = identity_sequence_of(table, column);
	known[next_place] = (KnownSequence) {RelationGetRelid(table), column, sequence};
	next_place = (next_place + 1) % SEQUENCES_KNOWN;
	return sequence;
}

/* The next number for an identity column, which the caller has found to be one. */
int64
identity_next(Relation table, AttrNumber column)
{
	return nextval_internal(sequence_find(table, column), false);
}
