/*-------------------------------------------------------------------------
 *
 * control_test.h
 *	  What a doctrine's tests of holding make of the parties of a ledger.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CONTROL_TEST_H
#define MATERIALS_CONTROL_TEST_H

#include "fmgr.h"
#include "graph/control_load.h"
#include "utils/jsonb.h"

/* What is said of a party. */
typedef enum ControlSaid
{
	CONTROL_CLEAR,
	CONTROL_OPEN,
	CONTROL_CERTAIN
} ControlSaid;

/* control_status.c */
extern ControlLoad control_asked(FunctionCallInfo fcinfo);
extern bool control_choice_is(Jsonb *choices, const char *policy, const char *choice);

/* control_test_judge.c */
extern void control_test_run(ControlLoad *load);
extern ControlSaid control_test_said(const ControlLoad *load, uint32_t node);
extern OwnershipStanding control_test_standing(const ControlLoad *load, uint32_t node);

#endif							/* MATERIALS_CONTROL_TEST_H */
