/*-------------------------------------------------------------------------
 *
 * doctrines.h
 *	  Doctrines that are judged by tests of holding, as the oracle has them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ORACLE_DOCTRINES_H
#define ORACLE_DOCTRINES_H

#include "verdict.h"

/* Ways to come under a doctrine, as bits; lists have the lowest. */
enum
{
	GOVERNED = 1 << LISTS, SEAT = GOVERNED << 1, LOCATED = GOVERNED << 2, FOREIGN = GOVERNED << 3, DIRECTED = GOVERNED << 4, PAID = GOVERNED << 5,
	TEST = GOVERNED << 6
};
enum {RULES_MAX = 8};
#define ON(list) (1u << (list))
#define IN(metric) (1u << (metric))

typedef struct Rule
{
	bool		each;			/* every holder by itself; else all together */
	int			carry;			/* a company passes on from this part of 100; -1 is never */
	bool		by_equity;		/* reckoned in equity; else in the metric at hand */
	unsigned	metrics;
	int			line;			/* of 100 */
	bool		above;			/* more than it, else that is enough */
	bool		above_public;	/* the same for publicly traded parties */
	bool		decides;
	bool		shown;
	unsigned	holders;
	unsigned	gives;
} Rule;

typedef struct Doctrine
{
	unsigned	own;			/* marks that catch */
	unsigned	undecided;		/* marks that only leave open */
	unsigned	directing;		/* a contractor with such a mark directs; 0 where contracts do not matter */
	unsigned	paying;			/* the same for payments */
	int			rule_count;
	Rule		rules[RULES_MAX];
} Doctrine;

extern void doctrines_make(const Question *question, Doctrine *doctrine);

#endif							/* ORACLE_DOCTRINES_H */
