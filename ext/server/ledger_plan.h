/*-------------------------------------------------------------------------
 *
 * ledger_plan.h
 *	  Kept plans of the queries that the engine asks a ledger.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_LEDGER_PLAN_H
#define MATERIALS_LEDGER_PLAN_H

#include "postgres.h"

#include "executor/spi.h"

#define LEDGER_QUERY_PARAMETERS_MAX 16

/* A query of the engine; its address is its identity.  %s in text stands for the ledger's schema. */
typedef struct LedgerQuery
{
	const char *text;
	int			parameter_count;
	Oid			parameter_types[LEDGER_QUERY_PARAMETERS_MAX];
} LedgerQuery;

extern SPIPlanPtr ledger_plan_get(const LedgerQuery *query, Oid relation);
extern uint64 ledger_plan_fetch_some(const LedgerQuery *query, Oid relation, Datum *values, uint64 rows_max);
extern uint64 ledger_plan_fetch(const LedgerQuery *query, Oid relation, Datum *values);

#endif							/* MATERIALS_LEDGER_PLAN_H */
