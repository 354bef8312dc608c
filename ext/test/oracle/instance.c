/*-------------------------------------------------------------------------
 *
 * instance.c
 *	  One way in which what a structure leaves unknown may turn out.
 *
 * Shares get a value within their range, together no more than the whole;
 * who is unknown becomes somebody; holders and contracts that nobody
 * recorded come to light or do not exist; open listings are decided.  Where
 * one thing is unknown all that it may be is gone through, otherwise ends
 * and some values between are drawn.
 *
 *-------------------------------------------------------------------------
 */
#include "verdict.h"

enum {PARTS = 4, DRAWS = 6, CASES = 32};	/* a unit is cut in so many parts, so that there is something between excluded ends */
enum {LISTED_ANEW = PARTIES};	/* somebody who stands nowhere else, and on every list */

static bool single;
static int	turn;

/* One of so many: by turns where one thing is unknown, else drawn. */
static int
pick(int count)
{
	return single ? turn % count : (int) structure_random((uint32_t) count);
}

static bool
holds(const Structure *structure, int owner, int owned, Metric metric)
{
	for (int l = 0; l < structure->link_count; l++)
		if (structure->links[l].owner == owner && structure->links[l].owned == owned && structure->links[l].metric == metric)
			return true;
	return false;
}

/* A value for each share of a firm in a metric; what is left of the whole comes back. */
static int
shares_choose(Structure *instance, int firm, Metric metric)
{
	int			left = instance->unit;
	int			first = (int) structure_random(LINKS_MAX);
	bool		excess;

	for (int l = 0; l < instance->link_count; l++)
		if (instance->links[l].owned == firm && instance->links[l].metric == metric)
			left -= instance->links[l].low + !instance->links[l].low_in;
	excess = left < 0;
	for (int i = 0; i < instance->link_count; i++)
	{
		Link	   *link = &instance->links[(first + i) % instance->link_count];
		int			least = link->low + !link->low_in;
		int			width = link->high - !link->high_in - least;
		int			more;

		if (link->owned != firm || link->metric != metric)
			continue;
		if (!excess && width > left)
			width = left;
		more = single ? (turn % 2 == 0 ? 0 : width) : structure_chance(40) ? width : structure_chance(50) ? 0 : (int) structure_random((uint32_t) width + 1);
		link->low = link->high = least + more;
		link->low_in = link->high_in = true;
		left -= more;
	}
	return left;
}

/* Makes a holder somebody: that party itself, or, where it holds there already, a firm that is wholly its own. */
static void
identity_give(Structure *instance, int holder, int identity)
{
	const Party *whom = &instance->parties[identity];
	bool		acts;

	if (identity == LISTED_ANEW)
	{
		instance->parties[holder] = (Party) {.kind = COMPANY,.seat = DE,.complete = true,.same_as = holder};
		for (int l = 0; l < LISTS; l++)
			instance->parties[holder].lists[l] = SURELY_LISTED;
		return;
	}
	/* Who acts together with others is one more party: it is not who is recorded beside it. */
	acts = instance->pact && (instance->pact_one == holder || instance->pact_two == holder);
	for (int l = 0; l < instance->link_count && !acts; l++)
		if (instance->links[l].owner == holder && !holds(instance, identity, instance->links[l].owned, instance->links[l].metric))
		{
			instance->links[l].owner = identity;
			instance->links[l].supposed = true;
		}
	for (int c = 0; c < instance->contract_count; c++)
		if (instance->contracts[c].contractor == holder && instance->contracts[c].producer != identity)
			instance->contracts[c].contractor = identity;
	instance->parties[holder] = *whom;
}

static int
identity_choose(void)
{
	static const int known[] = {GOVERNMENT_CN, AGENCY_CN, SEATED, LISTED, NATIONAL, GOVERNMENT_RU, NOBODY, FIGURE, LISTED_ANEW};
	int			of = pick(9 + FIRMS);

	return of < 9 ? known[of] : of - 9;
}

/* Whoever holds what is not recorded. */
static void
unrecorded_add(Structure *instance, int firm, Metric metric, int left)
{
	int			part = left <= 0 || single || structure_chance(50) ? left : (int) structure_random((uint32_t) left + 1);

	if (part > 0)
		instance->links[instance->link_count++] = (Link) {UNRECORDED + firm, firm, metric, part, part, true, true, true};
}

static void
contracts_choose(Structure *instance)
{
	for (int f = 0; f < FIRMS; f++)
	{
		int			able[CONTRACTS_MAX];
		int			count = 0;
		bool		lost = false;

		for (int c = 0; c < instance->contract_count; c++)
			lost = lost || (instance->contracts[c].producer == f && instance->contracts[c].rights != 0);
		for (int c = 0; c < instance->contract_count; c++)
			if (instance->contracts[c].producer == f)
			{
				instance->contracts[c].paid = 2;
				if (!lost || instance->contracts[c].rights != 0)
					able[count++] = c;
			}
		if (count > 0 && instance->parties[f].payment == 1)
			instance->contracts[able[structure_random((uint32_t) count)]].paid = 1;
		for (int i = 0; i < count && lost && instance->parties[f].payment == 0; i++)
			instance->contracts[able[i]].paid = structure_chance(50) ? 1 : 2;
	}
	for (int c = 0; c < instance->contract_count; c++)
		if (instance->contracts[c].rights == 2)
			instance->contracts[c].rights = (int) structure_random(2);
}

static void
places_choose(Structure *instance)
{
	bool		same = pick(2) == 1;	/* Hong Kong is China for the doctrine */

	for (int p = 0; p < PARTIES; p++)
	{
		Party	   *party = &instance->parties[p];

		if (party->kind <= PARTNERSHIP && party->seat == NOWHERE)
			party->seat = pick(2) == 1 ? CN : DE;
		if (party->seat == HK)
			party->seat = same ? CN : DE;
		if (party->government_of == HK && !same)
		{
			party->government_of = JP;
			party->same_as = p;
		}
		else if (party->government_of == HK)
			party->government_of = CN;
		for (int l = 0; l < LISTS; l++)
			if (party->lists[l] == MAYBE_LISTED)
				party->lists[l] = pick(2) == 1 ? SURELY_LISTED : NOT_LISTED;
		if (party->kind != PERSON)
			continue;
		if (party->residence == NOWHERE)
			party->residence = pick(2) == 1 ? CN : DE;
		if (party->location == NOWHERE)
			party->location = pick(2) == 1 ? CN : DE;
		if (!party->not_us_person && party->residence == CN && pick(2) == 1)
			party->residence = US;
		else if (party->residence == CN)
			party->not_us_person = true;
	}
}

bool
instance_make(const Structure *structure, int number, Structure *instance)
{
	if (structure->plain || number == (structure->single ? CASES : DRAWS))
		return false;
	single = structure->single;
	turn = number;
	structure_random_begin(structure_seed, (uint64_t) structure->number, 1 + (uint64_t) number);
	*instance = *structure;
	instance->plain = true;
	instance->unit *= PARTS;
	for (int l = 0; l < instance->link_count; l++)
	{
		instance->links[l].low *= PARTS;
		instance->links[l].high *= PARTS;
	}
	places_choose(instance);
	for (int f = 0; f < FIRMS; f++)
	{
		bool		complete = instance->parties[f].complete;

		for (Metric metric = EQUITY; metric < METRICS; metric++)
		{
			int			left = shares_choose(instance, f, metric);

			if (!complete)
				unrecorded_add(instance, f, metric, left);
		}
		if (!complete)
			identity_give(instance, UNRECORDED + f, identity_choose());
		instance->parties[f].hidden = !complete && (single ? turn / 16 % 2 == 1 : structure_chance(20));
		if (instance->parties[f].trading == 0)
			instance->parties[f].trading = 1 + pick(2);
	}
	contracts_choose(instance);
	identity_give(instance, UNKNOWN, identity_choose());
	for (int p = 0; p < PARTIES; p++)
		instance->parties[p].complete = true;
	return true;
}
