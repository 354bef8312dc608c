/*-------------------------------------------------------------------------
 *
 * module.c
 *	  The library's magic block and its settings.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/guc.h"

#include "graph/flow_store.h"
#include "graph/flow_trace.h"
#include "server/identity.h"
#include "server/memory_arena.h"
#include "server/overlay.h"
#include "server/progress.h"
#include "server/time_axis.h"

PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	time_axis_define_settings();
	memory_arena_define_settings();
	identity_define_setting();
	overlay_define_setting();
	progress_define_setting();
	flow_trace_define_settings();
	flow_store_define_settings();
	MarkGUCPrefixReserved("materials");
}
