/*-------------------------------------------------------------------------
 *
 * progress.c
 *	  How far calls that take long have come: a notice now and then.
 *
 * Nobody wants notices from calls that take a moment, so the first one comes
 * only when a statement has run for a while.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "access/xact.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

#include "server/pg_compat.h"
#include "server/progress.h"

MATERIALS_FUNCTION(tell_progress);

static int	progress_every_ms = 10000;
static TimestampTz told_at = 0;

void
progress_define_setting(void)
{
	DefineCustomIntVariable("materials.progress_every",
							"How often calls that take long tell by a notice how far they are.",
							"The first notice comes when a statement has taken that long. 0 tells every step, -1 none.",
							&progress_every_ms, 10000, -1, INT_MAX,
							PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
}

/* tell_progress(news text) */
Datum
tell_progress(PG_FUNCTION_ARGS)
{
	TimestampTz now = GetCurrentTimestamp();
	TimestampTz since = Max(told_at, GetCurrentStatementStartTimestamp());

	if (progress_every_ms >= 0 && TimestampDifferenceExceeds(since, now, progress_every_ms))
	{
		told_at = now;
		ereport(NOTICE, (errmsg_internal("%s", text_to_cstring(PG_GETARG_TEXT_PP(0)))));
	}
	PG_RETURN_VOID();
}
