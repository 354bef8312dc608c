/*-------------------------------------------------------------------------
 *
 * overlay_fact.c
 *	  Recorded facts as they are supposed to be: what the ledger's functions
 *	  of a day and an instant put between a row and its readers.
 *
 * Each takes the instant that is asked about and what is recorded, and gives
 * that back where nothing is supposed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "nodes/makefuncs.h"
#include "nodes/supportnodes.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "server/id_array.h"
#include "server/overlay.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(supposing);
MATERIALS_FUNCTION(supposed_rarely);
MATERIALS_FUNCTION(supposed_as_recorded);
MATERIALS_FUNCTION(supposed_change);
MATERIALS_FUNCTION(supposed_row);
MATERIALS_FUNCTION(supposed_away);
MATERIALS_FUNCTION(supposed_producer);
MATERIALS_FUNCTION(supposed_sender);
MATERIALS_FUNCTION(supposed_site);
MATERIALS_FUNCTION(supposed_country);
MATERIALS_FUNCTION(supposed_origin);
MATERIALS_FUNCTION(supposed_reason);
MATERIALS_FUNCTION(supposed_phase);

/* supposing(known_at timestamptz) */
Datum
supposing(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(overlay_stands(PG_GETARG_TIMESTAMPTZ(0)));
}

/*
 * Tells the planner about tests of what is supposed: while nothing is, they
 * are false, and it leaves out what depends on them.  Plans that were made so
 * do not outlive that: setting the overlay resets them.  While something is,
 * hardly any row is concerned; else it would expect a third to be.
 */
Datum
supposed_rarely(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);

	if (IsA(request, SupportRequestSimplify) && !overlay_is_set())
		PG_RETURN_POINTER(makeBoolConst(false, false));
	if (!IsA(request, SupportRequestSelectivity))
		PG_RETURN_POINTER(NULL);
	((SupportRequestSelectivity *) request)->selectivity = 0;
	PG_RETURN_POINTER(request);
}

/* The same for what is recorded, the last argument: while nothing is supposed it stands for the whole call. */
Datum
supposed_as_recorded(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);

	if (!IsA(request, SupportRequestSimplify) || overlay_is_set())
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(llast(((SupportRequestSimplify *) request)->fcall->args));
}

static OverlayRelation
relation_find(const text *name)
{
	for (int r = 0; r < OVERLAY_RELATIONS; r++)
	{
		if (strlen(overlay_relation_names[r]) == VARSIZE_ANY_EXHDR(name) &&
			memcmp(overlay_relation_names[r], VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)) == 0)
			return r;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("nothing can be supposed of rows of table \"%s\"", text_to_cstring(name))));
}

/* supposed_change(lot regclass, change text): the changes of one kind, in the order in which they were supposed. */
Datum
supposed_change(PG_FUNCTION_ARGS)
{
	int64		ledger = (int64) PG_GETARG_OID(0);
	char	   *kind = text_to_cstring(PG_GETARG_TEXT_PP(1));
	JsonMaking	making = {0};

	json_push(&making, WJB_BEGIN_ARRAY, NULL);
	if (overlay_stands(DT_NOEND))
	{
		JsonbContainer *changes = unconstify(JsonbContainer *, &overlay_changes()->root);
		uint32		count = JsonContainerSize(changes);

		for (uint32 i = 0; i < count; i++)
		{
			JsonbValue *change = getIthJsonbValueFromContainer(changes, i);
			JsonbValue *of = getKeyJsonValueFromContainer(change->val.binary.data, "ledger", 6, NULL);
			JsonbValue *is = getKeyJsonValueFromContainer(change->val.binary.data, "change", 6, NULL);

			if (DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(of->val.numeric))) == ledger &&
				(size_t) is->val.string.len == strlen(kind) && memcmp(is->val.string.val, kind, strlen(kind)) == 0)
				json_push(&making, WJB_ELEM, change);
		}
	}
	json_push(&making, WJB_END_ARRAY, NULL);
	PG_RETURN_JSONB_P(JsonbValueToJsonb(making.result));
}

/* supposed_row(lot regclass, relation text, away boolean): numbers of the rows that something is supposed of, ascending. */
Datum
supposed_row(PG_FUNCTION_ARGS)
{
	Size		count = 0;
	int64	   *ids = NULL;

	if (overlay_stands(DT_NOEND))
	{
		ids = overlay_row_ids(PG_GETARG_OID(0), relation_find(PG_GETARG_TEXT_PP(1)), PG_GETARG_BOOL(2), &count);
		id_array_sort(ids, count);
	}
	PG_RETURN_DATUM(id_array_datum(ids, count));
}

/* supposed_away(known_at timestamptz, lot regclass, relation text, row_id bigint) */
Datum
supposed_away(PG_FUNCTION_ARGS)
{
	const OverlayRow *row;

	if (!overlay_stands(PG_GETARG_TIMESTAMPTZ(0)))
		PG_RETURN_BOOL(false);
	row = overlay_row(PG_GETARG_OID(1), relation_find(PG_GETARG_TEXT_PP(2)), PG_GETARG_INT64(3));
	PG_RETURN_BOOL(row != NULL && row->away);
}

/* What is supposed of the row in arguments (known_at, lot regclass, row_id), or NULL. */
static const OverlayRow *
argument_row(FunctionCallInfo fcinfo, OverlayRelation relation)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || !overlay_stands(PG_GETARG_TIMESTAMPTZ(0)))
		return NULL;
	return overlay_row(PG_GETARG_OID(1), relation, PG_GETARG_INT64(2));
}

/* The fourth argument: what is recorded. */
static Datum
recorded(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(3))
		PG_RETURN_NULL();
	return PG_GETARG_DATUM(3);
}

/* supposed_producer(known_at timestamptz, lot regclass, lot_id bigint, producer_id bigint) */
Datum
supposed_producer(PG_FUNCTION_ARGS)
{
	const OverlayRow *row = argument_row(fcinfo, OVERLAY_LOT);

	if (row != NULL && row->has_producer)
		PG_RETURN_INT64(row->producer);
	return recorded(fcinfo);
}

/* supposed_sender(known_at timestamptz, lot regclass, transfer_id bigint, from_id bigint) */
Datum
supposed_sender(PG_FUNCTION_ARGS)
{
	const OverlayRow *row = argument_row(fcinfo, OVERLAY_TRANSFER);

	if (row != NULL && row->has_producer)
		PG_RETURN_INT64(row->producer);
	return recorded(fcinfo);
}

/* supposed_site(known_at timestamptz, lot regclass, lot_id bigint, site_id bigint): none where another country is supposed */
Datum
supposed_site(PG_FUNCTION_ARGS)
{
	const OverlayRow *row = argument_row(fcinfo, OVERLAY_LOT);

	if (row != NULL && row->has_country)
		PG_RETURN_NULL();
	return recorded(fcinfo);
}

/* supposed_country(known_at timestamptz, lot regclass, lot_id bigint, country country) */
Datum
supposed_country(PG_FUNCTION_ARGS)
{
	const OverlayRow *row = argument_row(fcinfo, OVERLAY_LOT);

	if (row != NULL && row->has_country)
	{
		if (row->country == 0)
			PG_RETURN_NULL();
		PG_RETURN_INT16(row->country);
	}
	return recorded(fcinfo);
}

/* supposed_origin(known_at timestamptz, lot regclass, lot_id bigint, primary_source boolean) */
Datum
supposed_origin(PG_FUNCTION_ARGS)
{
	const OverlayRow *row = argument_row(fcinfo, OVERLAY_LOT);

	if (row != NULL && row->has_origin)
		PG_RETURN_BOOL(row->primary_source);
	return recorded(fcinfo);
}

/* supposed_reason(known_at timestamptz, lot regclass, lot_id bigint, untraced_reason text): none of where the chain begins */
Datum
supposed_reason(PG_FUNCTION_ARGS)
{
	const OverlayRow *row = argument_row(fcinfo, OVERLAY_LOT);

	if (row != NULL && row->has_origin && row->primary_source)
		PG_RETURN_NULL();
	return recorded(fcinfo);
}

static bool
text_is(const text *value, const char *word)
{
	return VARSIZE_ANY_EXHDR(value) == strlen(word) && memcmp(VARDATA_ANY(value), word, strlen(word)) == 0;
}

/* supposed_phase(known_at timestamptz, rule text, version text, phase text, effective_from date): the last change decides */
Datum
supposed_phase(PG_FUNCTION_ARGS)
{
	DateADT		effective_from = PG_GETARG_DATEADT(4);
	const OverlayPhase *phases;
	Size		count;

	if (!overlay_stands(PG_GETARG_TIMESTAMPTZ(0)))
		PG_RETURN_DATEADT(effective_from);
	phases = overlay_phases(&count);
	for (Size i = 0; i < count; i++)
	{
		if (text_is(PG_GETARG_TEXT_PP(1), phases[i].rule) && text_is(PG_GETARG_TEXT_PP(2), phases[i].version) && text_is(PG_GETARG_TEXT_PP(3), phases[i].phase))
			effective_from = phases[i].effective_from;
	}
	PG_RETURN_DATEADT(effective_from);
}
