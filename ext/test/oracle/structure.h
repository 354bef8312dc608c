/*-------------------------------------------------------------------------
 *
 * structure.h
 *	  A small random ownership structure: who holds how much of whom, and
 *	  what is recorded of everybody.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ORACLE_STRUCTURE_H
#define ORACLE_STRUCTURE_H

#include <stdbool.h>
#include <stdint.h>

/* Places 0 to 6 are firms, which are judged; the others stand around them in every structure. */
enum
{
	FIRMS = 7,
	GOVERNMENT_CN = FIRMS, AGENCY_CN, SEATED, LISTED, CANDIDATE, UNKNOWN, NATIONAL, GOVERNMENT_RU, NOBODY, TERRITORY, FIGURE, GOVERNMENT_HK,
	PLACES,
	UNRECORDED = PLACES,		/* of an instance: the holder that is not recorded, one a firm */
	PARTIES = PLACES + FIRMS
};

typedef enum {COMPANY, PARTNERSHIP, PERSON, GOVERNMENT, AGENCY, ANYBODY} Kind;
typedef enum {NOWHERE, CN, HK, RU, JP, DE, US} Country;
typedef enum {EQUITY, VOTING, BOARD, DEBT, APPOINTMENT, BENEFICIAL, METRICS} Metric;
typedef enum {SDN, EL, MEU, BSDN, CMIC, L1260H, UFLPA, L154, FTO, LISTS} List;
typedef enum {NOT_LISTED, MAYBE_LISTED, SURELY_LISTED} Listing;

typedef struct Party
{
	Kind		kind;
	Country		government_of;
	Country		seat;			/* of a firm; NOWHERE where it is not recorded */
	Country		nationality;	/* of a person, each NOWHERE where it is not recorded */
	Country		residence;
	Country		location;
	bool		not_us_person;	/* stated so */
	bool		figure;			/* senior political figure of CN */
	Listing		lists[LISTS];
	bool		complete;		/* nobody holds it but who is recorded */
	int			trading;		/* 0 not known, 1 public, 2 private */
	int			same_as;		/* counts as one holder with that place */
	int			payment;		/* of the year before: 0 not known, 1 paid, 2 did not */
	bool		hidden;			/* of an instance: bound by a contract that is not recorded */
} Party;

/* Ends are in units of 1 / unit. */
typedef struct Link
{
	int			owner;
	int			owned;
	Metric		metric;
	int			low;
	int			high;
	bool		low_in;
	bool		high_in;
	bool		supposed;		/* of an instance: the holder is not the one recorded */
} Link;

typedef struct Contract
{
	int			contractor;
	int			producer;
	int			rights;			/* 0 all kept, 1 one lost, 2 of one it is not recorded */
	int			paid;			/* 0 see the producer; of an instance: 1 under this one, 2 not */
} Contract;

enum {LINKS_MAX = 300, CONTRACTS_MAX = 3};

typedef struct Structure
{
	int			number;
	int			unit;
	bool		plain;			/* nothing is unknown */
	bool		single;			/* one thing is */
	Party		parties[PARTIES];
	int			link_count;
	Link		links[LINKS_MAX];
	int			contract_count;
	Contract	contracts[CONTRACTS_MAX];
	bool		pact;			/* two parties act together in an entity */
	int			pact_entity;
	int			pact_one;
	int			pact_two;
} Structure;

extern uint64_t structure_seed;

extern uint32_t structure_random(uint32_t below);
extern void structure_random_begin(uint64_t seed, uint64_t number, uint64_t turn);
extern bool structure_chance(int percent);
extern void structure_make(Structure *structure, uint64_t seed, int number);
extern bool structure_circular(const Structure *structure);
extern void structure_print(const Structure *structure, const char *what);

#endif							/* ORACLE_STRUCTURE_H */
