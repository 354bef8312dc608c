/*-------------------------------------------------------------------------
 *
 * smallest_set.c
 *	  smallest_set: asks a function of the ledger about sets of members.
 *
 * core/smallest_set.c decides which sets; what an answer is made of, and what
 * a member is, only the function knows that is asked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/objectaccess.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "core/member_set.h"
#include "core/smallest_set.h"
#include "server/memory_arena.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(smallest_set);

#define ANSWER_COLUMNS 4

typedef struct Asked
{
	FmgrInfo	function;
	Datum		about;			/* handed to it each time */
	uint32		member_count;
	MemoryContext question;		/* emptied after each */
} Asked;

/* Members from 1, ascending. */
static Datum
members_datum(const uint64_t *members, uint32 member_count)
{
	Datum	   *numbers = palloc(sizeof(Datum) * (member_count + 1));
	int			count = 0;

	for (uint32 m = 0; m < member_count; m++)
	{
		if (member_set_has(members, m))
			numbers[count++] = Int32GetDatum((int32) m + 1);
	}
	return PointerGetDatum(construct_array(numbers, count, INT4OID, sizeof(int32), true, TYPALIGN_INT));
}

static bool
asked_answer(void *context, const uint64_t *members)
{
	Asked	   *asked = context;
	MemoryContext caller = MemoryContextSwitchTo(asked->question);
	bool		enough;

	LOCAL_FCINFO(call, 2);
	CHECK_FOR_INTERRUPTS();
	InitFunctionCallInfoData(*call, &asked->function, 2, InvalidOid, NULL, NULL);
	call->args[0] = (NullableDatum) {members_datum(members, asked->member_count), false};
	call->args[1] = (NullableDatum) {asked->about, false};
	enough = DatumGetBool(FunctionCallInvoke(call)) && !call->isnull;
	MemoryContextSwitchTo(caller);
	MemoryContextReset(asked->question);
	return enough;
}

/* Whoever asks may execute what is asked, and it takes and gives what is to be. */
static void
asked_begin(Asked *asked, Oid function)
{
	char	   *name = get_func_name(function);
	Oid		   *types;
	int			count;

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("function with OID %u does not exist", function)));
	if (get_func_signature(function, &types, &count) != BOOLOID || get_func_retset(function) ||
		count != 2 || types[0] != INT4ARRAYOID || types[1] != JSONBOID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("function \"%s\" cannot be asked about sets", name),
				 errdetail("What is asked takes integer[] and jsonb and returns boolean.")));
	if (function_is_executable(function, GetUserId()) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_FUNCTION, name);
	InvokeFunctionExecuteHook(function);
	fmgr_info(function, &asked->function);
	asked->question = AllocSetContextCreate(CurrentMemoryContext, "question about a set", ALLOCSET_DEFAULT_SIZES);
}

/* smallest_set(member_count int4, asked regprocedure, about jsonb, exact bool, questions_max int4) */
Datum
smallest_set(PG_FUNCTION_ARGS)
{
	int32		member_count = PG_GETARG_INT32(0);
	MemoryArena memory;
	Asked		asked;
	SmallestSetTask task;
	SmallestSet set;
	TupleDesc	columns;
	Datum		values[ANSWER_COLUMNS];
	bool		nulls[ANSWER_COLUMNS] = {0};

	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (member_count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a set cannot have %d members", member_count)));
	if (member_count > SMALLEST_SET_MEMBERS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a smallest set is looked for among at most %d members, not %d", SMALLEST_SET_MEMBERS_MAX, member_count)));
	asked_begin(&asked, PG_GETARG_OID(1));
	asked.about = PG_GETARG_DATUM(2);
	asked.member_count = (uint32) member_count;
	memory_arena_init(&memory, AllocSetContextCreate(CurrentMemoryContext, "smallest set", ALLOCSET_DEFAULT_SIZES), memory_arena_limit());
	task = (SmallestSetTask) {.arena = &memory.arena,.count = (uint32) member_count,.exact = PG_GETARG_BOOL(3),
	.questions_max = (uint64) Max(PG_GETARG_INT32(4), 0),.ask = asked_answer,.context = &asked};
	set = smallest_set_find(&task);
	values[0] = BoolGetDatum(set.found);
	values[1] = members_datum(set.members, asked.member_count);
	values[2] = BoolGetDatum(set.proven);
	values[3] = Int64GetDatum((int64) set.questions);
	MemoryContextDelete(memory.context);
	MemoryContextDelete(asked.question);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(columns), values, nulls)));
}
