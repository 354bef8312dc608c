/*-------------------------------------------------------------------------
 *
 * recorded_at.h
 *	  When rows are recorded; see recorded_at.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_SERVER_RECORDED_AT_H
#define MATERIALS_SERVER_RECORDED_AT_H

#include "fmgr.h"

extern Datum guard_recorded(PG_FUNCTION_ARGS);

#endif
