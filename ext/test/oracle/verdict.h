/*-------------------------------------------------------------------------
 *
 * verdict.h
 *	  What the oracle says of a firm, and the doctrines it knows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ORACLE_VERDICT_H
#define ORACLE_VERDICT_H

#include "exact.h"
#include "structure.h"

typedef enum {CLEAR, OPEN, CAUGHT} Said;

typedef struct Verdict
{
	Said		said;
	Near		min;
	Near		max;
} Verdict;

/* A doctrine under a choice of its policies. */
typedef struct Question
{
	const char *doctrine;
	const char *policies;		/* as JSON */
	bool		ignored;		/* who is not recorded does not exist */
} Question;

extern const Question questions[];
extern const int question_count;

/* By tests of holding: whatever is unknown, both ends. */
extern void attributed_judge(const Structure *structure, const Question *question, Verdict verdicts[FIRMS]);

/*
 * By one threshold, governments: only of structures in which nothing is
 * unknown.  False where somebody supposed closes a circle without an end, of
 * which nothing is said.
 */
extern bool governed_judge(const Structure *structure, const Question *question, Verdict verdicts[FIRMS]);

/* One way the unknown may turn out; false where there are no more. */
extern bool instance_make(const Structure *structure, int turn, Structure *instance);

#endif							/* ORACLE_VERDICT_H */
