/*-------------------------------------------------------------------------
 *
 * custody_test.c
 *	  The weakest models in chains of custody, against a search from every
 *	  lot upwards for each strength by itself.
 *
 *-------------------------------------------------------------------------
 */
#include "core/custody.h"

#include "tap.h"

#define CASES 3000
#define LOTS_MAX 24
#define LINKS_MAX 60

static TestArena test;

typedef struct Case
{
	uint32_t	lots;
	uint32_t	links;
	uint8_t		strengths[LOTS_MAX];
	CustodyLink link[LINKS_MAX];
} Case;

/* Links lead from anywhere to anywhere: loops, links from a lot to itself and doubles among them. */
static void
case_make(Case *made)
{
	bool		loops = random_below(2) == 0;

	*made = (Case) {.lots = 1 + (uint32_t) random_below(LOTS_MAX),.links = (uint32_t) random_below(LINKS_MAX + 1)};
	for (uint32_t l = 0; l < made->lots; l++)
		made->strengths[l] = (uint8_t) (1 + random_below(CUSTODY_STRENGTH_MAX));
	for (uint32_t k = 0; k < made->links; k++)
	{
		uint32_t	output = (uint32_t) random_below(made->lots);

		made->link[k] = (CustodyLink) {.input = (uint32_t) random_below(loops ? made->lots : output + 1),.output = output};
	}
}

/* Whether a strength comes down to a lot: the lot itself has it, or one of its inputs hands it on. */
static bool
strength_comes(const Case *of, uint32_t lot, int strength, bool *seen)
{
	if (seen[lot])
		return false;
	seen[lot] = true;
	if (of->strengths[lot] == strength)
		return true;
	if (of->strengths[lot] <= strength && of->strengths[lot] != CUSTODY_NOT_STATED)
		return false;
	for (uint32_t k = 0; k < of->links; k++)
	{
		if (of->link[k].output == lot && strength_comes(of, of->link[k].input, strength, seen))
			return true;
	}
	return false;
}

static bool
case_holds(const Case *of, uint64_t *handed)
{
	CustodyChains chains = {.arena = &test.arena,.lot_count = of->lots,.strengths = of->strengths,.link_count = of->links,.links = of->link};
	bool		good = true;

	custody_chains_find(&chains);
	for (uint32_t l = 0; l < of->lots; l++)
	{
		uint8_t		met = 0;

		for (int strength = 1; strength < CUSTODY_WHOLE; strength++)
		{
			bool		seen[LOTS_MAX] = {false};

			if (strength_comes(of, l, strength, seen))
				met |= (uint8_t) (1u << strength);
		}
		good = good && met == chains.met[l];
		*handed += (met & ~(1u << of->strengths[l])) != 0;
	}
	test_arena_clear(&test);
	return good;
}

int
main(void)
{
	uint64_t	wrong = 0,
				handed = 0;
	Case		made;

	random_begin();
	test_arena_begin(&test);
	for (int c = 0; c < CASES; c++)
	{
		case_make(&made);
		wrong += !case_holds(&made, &handed);
	}
	ok(wrong == 0, "%d random chains agree with a search for each strength", CASES);
	ok(handed > CASES, "%llu lots have more than their own", (unsigned long long) handed);
	ok(custody_weakest(1 << 2 | 1 << 5, 0) == 2 && custody_weakest(1 << 2 | 1 << 5, 1 << CUSTODY_NOT_STATED) == 5 && custody_weakest(1 << 2, 1 << CUSTODY_NOT_STATED) == 0,
	   "what is not stated can be left out of account");
	return tap_finish();
}
