/*-------------------------------------------------------------------------
 *
 * gate_note.c
 *	  Which contract lines of a transaction an award gate has still to check.
 *
 * Triggers of a gate fire once for each row.  So that lines are checked
 * together, each row is noted before it is written; the first trigger that
 * fires afterwards takes all that are noted, and the others find nothing
 * left.  A line that is written again is noted again.
 *
 * The notes only save work: a line that is not among them is checked.  What
 * a subtransaction checked counts no more once that is rolled back, because
 * the rows may be refused at a later time; so all lines are then taken for
 * unchecked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "storage/shmem.h"
#include "utils/array.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "server/pg_compat.h"

MATERIALS_FUNCTION(gate_note);
MATERIALS_FUNCTION(gate_take);

typedef struct NoteKey
{
	int64		gate;			/* table that is gated; wide, so that no byte is padding */
	int64		line;
} NoteKey;

typedef struct Note
{
	NoteKey		key;
	bool		checked;
} Note;

static HTAB *notes = NULL;		/* of this transaction, in its own memory */
static bool callbacks_are_set = false;

static void
forget_notes(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		notes = NULL;
}

static void
distrust_notes(SubXactEvent event, SubTransactionId mine, SubTransactionId parent, void *arg)
{
	HASH_SEQ_STATUS walk;
	Note	   *note;

	if (event != SUBXACT_EVENT_ABORT_SUB || notes == NULL)
		return;
	hash_seq_init(&walk, notes);
	while ((note = hash_seq_search(&walk)) != NULL)
		note->checked = false;
}

static Note *
find_note(Oid gate, int64 line)
{
	NoteKey		key = {gate, line};
	bool		found;
	Note	   *note;

	if (notes == NULL)
	{
		HASHCTL		form = {.keysize = sizeof(NoteKey), .entrysize = sizeof(Note), .hcxt = TopTransactionContext};

		if (!callbacks_are_set)
		{
			RegisterXactCallback(forget_notes, NULL);
			RegisterSubXactCallback(distrust_notes, NULL);
			callbacks_are_set = true;
		}
		notes = hash_create("lines of award gates", 64, &form, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	note = hash_search(notes, &key, HASH_ENTER, &found);
	if (!found)
		note->checked = false;
	return note;
}

/* gate_note(gate regclass, line_id bigint) void */
Datum
gate_note(PG_FUNCTION_ARGS)
{
	find_note(PG_GETARG_OID(0), PG_GETARG_INT64(1))->checked = false;
	PG_RETURN_VOID();
}

/* gate_take(gate regclass, line_id bigint) bigint[] */
Datum
gate_take(PG_FUNCTION_ARGS)
{
	Oid			gate = PG_GETARG_OID(0);
	HASH_SEQ_STATUS walk;
	Note	   *note;
	Datum	   *lines;
	int			count = 0;

	if (find_note(gate, PG_GETARG_INT64(1))->checked)
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(INT8OID));
	lines = palloc_extended(mul_size(hash_get_num_entries(notes), sizeof(Datum)), MCXT_ALLOC_HUGE);
	hash_seq_init(&walk, notes);
	while ((note = hash_seq_search(&walk)) != NULL)
	{
		if (note->key.gate == gate && !note->checked)
		{
			lines[count++] = Int64GetDatum(note->key.line);
			note->checked = true;
		}
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(lines, count, INT8OID, sizeof(int64), true, TYPALIGN_DOUBLE));
}
