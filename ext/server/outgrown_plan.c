/*-------------------------------------------------------------------------
 *
 * outgrown_plan.c
 *	  Has plans made anew when a table has become much larger than it was when
 *	  they were made.
 *
 * Sessions keep their plans until a table's rows are counted again, which
 * autovacuum does within a minute or so.  A plan that was made while a table
 * was empty reads all of it for each lot that it looks something up for: what
 * costs nothing then takes many seconds when thousands of rows came at once.
 *
 * So the writer whose row is the first on a page tells all sessions, where
 * pages before it have doubled: the first, second, third, fifth, ninth page
 * and so on.  That is one message for each doubling, whoever writes, sent
 * with the commit, to standbys too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/trigger.h"
#include "fmgr.h"
#include "storage/itemptr.h"
#include "utils/inval.h"
#include "utils/rel.h"

#include "server/pg_compat.h"

MATERIALS_FUNCTION(outgrown_plan);

/* Trigger AFTER INSERT FOR EACH ROW. */
Datum
outgrown_plan(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	BlockNumber block;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigger->tg_event) || !TRIGGER_FIRED_BY_INSERT(trigger->tg_event) || !TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("outgrown_plan must be fired by a trigger AFTER INSERT FOR EACH ROW")));
	block = ItemPointerGetBlockNumberNoCheck(&trigger->tg_trigtuple->t_self);
	if (ItemPointerGetOffsetNumberNoCheck(&trigger->tg_trigtuple->t_self) == FirstOffsetNumber && (block & (block - 1)) == 0)
		CacheInvalidateRelcache(trigger->tg_relation);
	return PointerGetDatum(NULL);
}
