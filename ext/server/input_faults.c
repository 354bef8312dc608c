/*-------------------------------------------------------------------------
 *
 * input_faults.c
 *	  Which texts of a row are no values of the types that they are to have.
 *
 * What a type's input function has to say is kept, word by word, and the next
 * text is looked at.  A row has one subtransaction as long as nothing is wrong
 * with it; nothing is written in it, so none has a number.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "server/pg_compat.h"
#include "server/quoted_value.h"

MATERIALS_FUNCTION(input_faults);

/* What is told of a fault: place of the text, SQLSTATE, message, detail, hint. */
#define FAULT_FIELDS 5

typedef struct InputType
{
	Oid			type;
	Oid			parameter;
	FmgrInfo	input;
} InputType;

typedef struct InputTypes
{
	int			count;
	InputType	types[FLEXIBLE_ARRAY_MEMBER];
} InputTypes;

static InputTypes *input_types(FunctionCallInfo fcinfo, ArrayType *types);
static ErrorData *input_attempt(InputTypes *types, Datum *texts, bool *nulls, int count, int *place);
static void input_fault_add(ArrayBuildState **faults, int place, ErrorData *error);
static void check_day(const char *string);

/* NULL where all are values, else a row of texts for each fault. */
Datum
input_faults(PG_FUNCTION_ARGS)
{
	ArrayType  *values = PG_GETARG_ARRAYTYPE_P(0);
	InputTypes *types = input_types(fcinfo, PG_GETARG_ARRAYTYPE_P(1));
	ArrayBuildState *faults = NULL;
	Datum	   *texts;
	bool	   *nulls;
	int			count;
	int			bounds[2];
	int			lower[2] = {1, 1};

	deconstruct_array(values, TEXTOID, -1, false, TYPALIGN_INT, &texts, &nulls, &count);
	count = Min(count, types->count);
	for (int place = 0; place < count; place++)
	{
		ErrorData  *error = input_attempt(types, texts, nulls, count, &place);

		if (error != NULL)
			input_fault_add(&faults, place + 1, error);
	}
	if (faults == NULL)
		PG_RETURN_NULL();
	bounds[0] = faults->nelems / FAULT_FIELDS;
	bounds[1] = FAULT_FIELDS;
	PG_RETURN_DATUM(makeMdArrayResult(faults, 2, bounds, lower, CurrentMemoryContext, true));
}

/* Input functions are looked up once, as long as the types stay the same. */
static InputTypes *
input_types(FunctionCallInfo fcinfo, ArrayType *types)
{
	InputTypes *known = fcinfo->flinfo->fn_extra;
	Oid		   *wanted = (Oid *) ARR_DATA_PTR(types);
	int			count = ArrayGetNItems(ARR_NDIM(types), ARR_DIMS(types));
	bool		same = known != NULL && known->count == count;

	if (array_contains_nulls(types))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("an array of types has an element that is NULL")));
	for (int i = 0; same && i < count; i++)
		same = known->types[i].type == wanted[i];
	if (same)
		return known;
	known = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, offsetof(InputTypes, types) + count * sizeof(InputType));
	known->count = count;
	for (int i = 0; i < count; i++)
	{
		Oid			function;

		known->types[i].type = wanted[i];
		getTypeInputInfo(wanted[i], &function, &known->types[i].parameter);
		fmgr_info_cxt(function, &known->types[i].input, fcinfo->flinfo->fn_mcxt);
	}
	fcinfo->flinfo->fn_extra = known;
	return known;
}

/* Reads texts from a place on, up to the first that cannot be read: what is wrong with that one, and where it is. */
static ErrorData *
input_attempt(InputTypes *types, Datum *texts, bool *nulls, int count, int *place)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;
	volatile int reached = *place;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		for (int i = *place; i < count; i++)
		{
			reached = i;
			if (!nulls[i])
			{
				InputType  *type = &types->types[i];
				char	   *string = TextDatumGetCString(texts[i]);

				if (type->type == DATEOID)
					check_day(string);
				(void) InputFunctionCall(&type->input, string, type->parameter, -1);
			}
		}
		reached = count;
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;

	/* What is no fault of the text is no news about the row. */
	if (error != NULL && (error->sqlerrcode == ERRCODE_QUERY_CANCELED || ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION ||
						  ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_INSUFFICIENT_RESOURCES || error->sqlerrcode == ERRCODE_INTERNAL_ERROR))
		ReThrowError(error);
	*place = reached;
	return error;
}

static void
input_fault_add(ArrayBuildState **faults, int place, ErrorData *error)
{
	const char *told[FAULT_FIELDS] = {
		psprintf("%d", place), unpack_sql_state(error->sqlerrcode), error->message, error->detail, error->hint
	};

	for (int i = 0; i < FAULT_FIELDS; i++)
		*faults = accumArrayResult(*faults, told[i] ? CStringGetTextDatum(told[i]) : (Datum) 0, told[i] == NULL, TEXTOID, CurrentMemoryContext);
	FreeErrorData(error);
}

/* A day in another order means another day to somebody else. */
static void
check_day(const char *string)
{
	static const char form[] = "dddd-dd-dd";

	for (int i = 0; i < (int) sizeof(form); i++)
		if (form[i] == 'd' ? string[i] < '0' || string[i] > '9' : string[i] != form[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_DATETIME_FORMAT),
					 errmsg("not a day: \"%s\"", quoted_value(string, strlen(string))),
					 errhint("Write year, month and day, such as 2026-03-31: other orders are read in two ways.")));
}
