/*-------------------------------------------------------------------------
 *
 * overlay.c
 *	  What is supposed for the time of a transaction.
 *
 * The setting materials.overlay is an array of changes in JSON, which the
 * ledger's functions suppose_... write, with the numbers of the rows that
 * each change is about.  So a question looks a row up by its number and
 * nothing is searched twice.  The text is read when it is first needed after
 * it was set; whoever supposes nothing pays for one test of a flag.
 *
 * What is supposed counts as recorded when the transaction began: questions
 * about earlier knowledge do not see it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/plancache.h"

#include "core/country_code.h"
#include "server/overlay.h"
#include "server/quoted_value.h"

#define HINT_FORM "The functions suppose_... write this setting, suppose_nothing() empties it; it is not for writing by hand."

const char *const overlay_relation_names[OVERLAY_RELATIONS] = {
	"lot", "transfer", "interest", "line_property", "item_property", "lot_property"
};

/* The setting as it was read. */
typedef struct Overlay
{
	MemoryContext context;
	const Jsonb *changes;
	HTAB	   *rows;			/* OverlayRow by OverlayKey */
	OverlayPhase *phases;
	Size		phase_count;
} Overlay;

static char *overlay_setting = NULL;
static const char *overlay_text = "";	/* the value that stands */
static Overlay *overlay_read = NULL;	/* NULL until it is needed */

static void
overlay_assign(const char *value, void *extra)
{
	const char *text = value == NULL ? "" : value;

	/* Plans for questions without suppositions leave these out. */
	if ((text[0] == '\0') != (overlay_text[0] == '\0'))
		ResetPlanCache();
	overlay_text = text;
	if (overlay_read != NULL)
	{
		MemoryContextDelete(overlay_read->context);
		overlay_read = NULL;
	}
}

void
overlay_define_setting(void)
{
	DefineCustomStringVariable("materials.overlay",
							   "What is supposed for the time of the transaction.",
							   "Written by the functions suppose_... of a ledger.",
							   &overlay_setting, "", PGC_USERSET, GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE,
							   NULL, overlay_assign, NULL);
}

static void
fault_report(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid value for parameter \"%s\": \"%s\"", "materials.overlay", quoted_value(overlay_text, strlen(overlay_text))),
			 errdetail("%s", what),
			 errhint(HINT_FORM)));
}

/* The value of a key, or NULL; a key that has no other type than the wanted one is an error. */
static JsonbValue *
field_get(JsonbContainer *change, const char *key, enum jbvType type)
{
	JsonbValue *value = getKeyJsonValueFromContainer(change, key, (int) strlen(key), NULL);

	if (value != NULL && value->type != type && value->type != jbvNull)
		fault_report(psprintf("The value of \"%s\" is of the wrong type.", key));
	return value;
}

static int64
number_get(const JsonbValue *value)
{
	if (value->type != jbvNumeric)
		fault_report("A number of a row is expected.");
	return DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(value->val.numeric)));
}

static char *
text_get(JsonbContainer *change, const char *key)
{
	JsonbValue *value = field_get(change, key, jbvString);

	if (value == NULL || value->type == jbvNull)
		fault_report(psprintf("A change lacks \"%s\".", key));
	return pnstrdup(value->val.string.val, value->val.string.len);
}

/* Reads what a change says of the rows that it names. */
static void
row_template(JsonbContainer *change, OverlayRow *row)
{
	JsonbValue *producer = field_get(change, "producer", jbvNumeric);
	JsonbValue *country = field_get(change, "country", jbvString);
	JsonbValue *origin = field_get(change, "primary_source", jbvBool);
	JsonbValue *away = field_get(change, "away", jbvBool);

	memset(row, 0, sizeof(*row));
	if (producer != NULL && producer->type == jbvNumeric)
	{
		row->has_producer = true;
		row->producer = number_get(producer);
	}
	if (country != NULL)
	{
		row->has_country = true;
		if (country->type == jbvString)
		{
			uint64_t	code = 0;
			CodeReport	report;

			if (country_code_parse(country->val.string.val, country->val.string.len, &code, &report) != CODE_OK)
				fault_report("A country is not in ISO 3166-1.");
			row->country = (int16) code;
		}
	}
	if (origin != NULL && origin->type == jbvBool)
	{
		row->has_origin = true;
		row->primary_source = origin->val.boolean;
	}
	row->away = away != NULL && away->type == jbvBool && away->val.boolean;
}

/* A later change goes before an earlier one in what it says. */
static void
row_add(Overlay *overlay, const OverlayKey *key, const OverlayRow *said)
{
	bool		known;
	OverlayRow *row = hash_search(overlay->rows, key, HASH_ENTER, &known);

	if (!known)
	{
		*row = *said;
		row->key = *key;
		return;
	}
	if (said->has_producer)
	{
		row->has_producer = true;
		row->producer = said->producer;
	}
	if (said->has_country)
	{
		row->has_country = true;
		row->country = said->country;
	}
	if (said->has_origin)
	{
		row->has_origin = true;
		row->primary_source = said->primary_source;
	}
	row->away = row->away || said->away;
}

/* Reads the rows of one table that a change names. */
static void
rows_add(Overlay *overlay, JsonbContainer *change, Oid ledger, OverlayRelation relation, const OverlayRow *said)
{
	JsonbValue *value = getKeyJsonValueFromContainer(change, overlay_relation_names[relation], (int) strlen(overlay_relation_names[relation]), NULL);
	OverlayKey	key = {.ledger = ledger,.relation = relation};
	uint32		count;

	if (value == NULL)
		return;
	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		fault_report(psprintf("The value of \"%s\" is not an array of numbers.", overlay_relation_names[relation]));
	count = JsonContainerSize(value->val.binary.data);
	for (uint32 i = 0; i < count; i++)
	{
		JsonbValue *id = getIthJsonbValueFromContainer(value->val.binary.data, i);

		key.row_id = number_get(id);
		row_add(overlay, &key, said);
		pfree(id);
	}
}

static void
phase_add(Overlay *overlay, JsonbContainer *change, uint32 space)
{
	OverlayPhase *phase;

	if (overlay->phases == NULL)
		overlay->phases = palloc(sizeof(OverlayPhase) * space);
	phase = &overlay->phases[overlay->phase_count++];
	phase->rule = text_get(change, "rule");
	phase->version = text_get(change, "version");
	phase->phase = text_get(change, "phase");
	phase->effective_from = DatumGetDateADT(DirectFunctionCall1(date_in, CStringGetDatum(text_get(change, "effective_from"))));
}

static void
change_add(Overlay *overlay, JsonbContainer *change, uint32 space)
{
	JsonbValue *ledger = field_get(change, "ledger", jbvNumeric);
	char	   *kind = text_get(change, "change");
	OverlayRow	said;

	if (ledger == NULL || ledger->type != jbvNumeric)
		fault_report("A change lacks \"ledger\".");
	if (strcmp(kind, "phase") == 0)
	{
		phase_add(overlay, change, space);
		return;
	}
	row_template(change, &said);
	for (int relation = 0; relation < OVERLAY_RELATIONS; relation++)
		rows_add(overlay, change, (Oid) number_get(ledger), relation, &said);
}

/* The text as JSON; what the server says against it becomes the detail. */
static Jsonb *
setting_parse(MemoryContext context)
{
	Jsonb	   *volatile changes = NULL;
	char	   *volatile against = NULL;

	PG_TRY();
	{
		changes = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(overlay_text)));
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		against = error->detail == NULL ? error->message : error->detail;
	}
	PG_END_TRY();
	if (against != NULL)
		fault_report(against);
	return changes;
}

/* Reads the setting, in a memory context of its own. */
static void
overlay_load(void)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "overlay", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	Overlay    *overlay = palloc0(sizeof(Overlay));
	HASHCTL		form = {.keysize = sizeof(OverlayKey),.entrysize = sizeof(OverlayRow),.hcxt = context};
	Jsonb	   *changes = setting_parse(context);
	uint32		count;

	overlay->context = context;
	overlay->changes = changes;
	overlay->rows = hash_create("overlay rows", 256, &form, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	if (!JB_ROOT_IS_ARRAY(changes) || JB_ROOT_IS_SCALAR(changes))
		fault_report("It is not an array of changes.");
	count = JB_ROOT_COUNT(changes);
	for (uint32 i = 0; i < count; i++)
	{
		JsonbValue *change = getIthJsonbValueFromContainer(&changes->root, i);

		if (change->type != jbvBinary || !JsonContainerIsObject(change->val.binary.data))
			fault_report("A change is not an object.");
		change_add(overlay, change->val.binary.data, count);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextSetParent(context, TopMemoryContext);
	overlay_read = overlay;
}

static const Overlay *
overlay_get(void)
{
	if (overlay_read == NULL)
		overlay_load();
	return overlay_read;
}

/* Whether the setting has a text at all. */
bool
overlay_is_set(void)
{
	return overlay_text[0] != '\0';
}

/* Whether something is supposed that a question about an instant sees. */
bool
overlay_stands(TimestampTz known_at)
{
	return overlay_is_set() && known_at >= GetCurrentTransactionStartTimestamp() && JB_ROOT_COUNT(overlay_get()->changes) > 0;
}

/* What is supposed of a recorded row, or NULL; only while something is. */
const OverlayRow *
overlay_row(Oid ledger, OverlayRelation relation, int64 row_id)
{
	OverlayKey	key = {.row_id = row_id,.ledger = ledger,.relation = relation};

	return hash_search(overlay_get()->rows, &key, HASH_FIND, NULL);
}

const OverlayPhase *
overlay_phases(Size *count)
{
	*count = overlay_get()->phase_count;
	return overlay_get()->phases;
}

const Jsonb *
overlay_changes(void)
{
	return overlay_get()->changes;
}

/* Numbers of the rows of a table that something is supposed of, in no order. */
int64 *
overlay_row_ids(Oid ledger, OverlayRelation relation, bool away_only, Size *count)
{
	HTAB	   *rows = overlay_get()->rows;
	int64	   *ids = palloc_extended(sizeof(int64) * (Size) (hash_get_num_entries(rows) + 1), MCXT_ALLOC_HUGE);
	HASH_SEQ_STATUS walk;
	const OverlayRow *row;

	*count = 0;
	hash_seq_init(&walk, rows);
	while ((row = hash_seq_search(&walk)) != NULL)
	{
		if (row->key.ledger == ledger && row->key.relation == relation && (row->away || !away_only))
			ids[(*count)++] = row->key.row_id;
	}
	return ids;
}
