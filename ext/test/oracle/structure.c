/*-------------------------------------------------------------------------
 *
 * structure.c
 *	  Draws small random ownership structures and prints them as rows.
 *
 * A third of them leaves nothing unknown, and a quarter of the others leaves
 * one thing so, which is what can be gone through case by case.
 *
 *-------------------------------------------------------------------------
 */
#include "structure.h"

#include <stdio.h>
#include <string.h>

#define STEP UINT64_C(0x9e3779b97f4a7c15)	/* odd, so that states come round after 2^64 */

static uint64_t state;

static const char *const kinds[] = {"company", "partnership", "natural_person", "government", "government_agency", "unknown"};
static const char *const countries[] = {"", "CN", "HK", "RU", "JP", "DE", "US"};
static const char *const metrics[] = {"equity", "voting", "board", "debt", "appointment", "beneficial"};
static const char *const lists[] = {"OFAC-SDN", "BIS-EL", "BIS-MEU", "BIS-SDN", "NS-CMIC", "1260H", "UFLPA", "NDAA24-154", "FTO"};

static uint64_t
mixed(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/*
 * A sequence for each structure and for each way to settle what is unknown in it (turn; 0 is the structure itself), so that each
 * can be made by itself.  Each number is mixed before the next is added: else seeds beside each other would begin at places of one
 * sequence that lie beside each other, and draw the same.
 */
void
structure_random_begin(uint64_t seed, uint64_t number, uint64_t turn)
{
	state = mixed(mixed(mixed(seed + STEP) + number + STEP) + turn + STEP);
}

uint32_t
structure_random(uint32_t below)
{
	state += STEP;
	return (uint32_t) ((mixed(state) >> 32) * below >> 32);
}

bool
structure_chance(int percent)
{
	return structure_random(100) < (uint32_t) percent;
}

/* People: a national at home; one of whom it is not stated that he is no US person; one who lives in the US; one of whom little is known. */
static void
person_make(Party *party, int sort)
{
	party->nationality = CN;
	party->residence = sort == 3 ? NOWHERE : sort == 2 ? US : CN;
	party->location = party->residence;
	party->not_us_person = sort == 0 || sort == 3;
}

static void
parties_make(Structure *structure)
{
	Party	   *all = structure->parties;
	bool		plain = structure->plain || structure->single;

	for (int p = 0; p < PARTIES; p++)
		all[p] = (Party) {.kind = COMPANY,.seat = DE,.complete = true,.same_as = p};
	for (int p = 0; p < FIRMS; p++)
	{
		if (structure_chance(30))
			all[p].kind = PARTNERSHIP;
		if (structure_chance(8))
			all[p].lists[structure_random(LISTS)] = SURELY_LISTED;
		if (structure_chance(3))
			all[p].seat = CN;
		all[p].trading = plain ? 1 + (int) structure_random(2) : (int) structure_random(3);
		all[p].payment = structure->plain ? 1 + (int) structure_random(2) : 2;
		if (plain)
			continue;
		all[p].complete = structure_chance(75);
		all[p].payment = (int) structure_random(3);
		if (structure_chance(3))
			all[p].lists[structure_random(LISTS)] = MAYBE_LISTED;
		if (structure_chance(4))
			all[p].seat = structure_chance(50) ? HK : NOWHERE;
	}
	all[GOVERNMENT_CN].kind = GOVERNMENT;
	all[AGENCY_CN].kind = AGENCY;
	all[GOVERNMENT_RU].kind = GOVERNMENT;
	all[GOVERNMENT_HK].kind = GOVERNMENT;
	all[GOVERNMENT_CN].government_of = all[AGENCY_CN].government_of = CN;
	all[GOVERNMENT_RU].government_of = RU;
	all[GOVERNMENT_HK].government_of = HK;
	all[AGENCY_CN].same_as = all[GOVERNMENT_HK].same_as = GOVERNMENT_CN;
	all[SEATED].seat = CN;
	for (int l = 0; l < LISTS; l++)
		all[LISTED].lists[l] = structure_chance(80) ? SURELY_LISTED : NOT_LISTED;
	all[CANDIDATE].lists[structure_random(2)] = MAYBE_LISTED;
	all[UNKNOWN].kind = ANYBODY;
	all[UNKNOWN].complete = false;
	all[NATIONAL].kind = all[NOBODY].kind = all[FIGURE].kind = PERSON;
	person_make(&all[NATIONAL], plain ? (structure_chance(70) ? 0 : 2) : (int) structure_random(4));
	all[NOBODY].nationality = all[NOBODY].residence = all[NOBODY].location = JP;
	person_make(&all[FIGURE], 0);
	all[FIGURE].figure = true;
	all[TERRITORY].seat = HK;
}

/* Who may hold something: where nothing is unknown, nobody of whom something is. */
static int
holder_draw(const Structure *structure)
{
	static const int known[] = {GOVERNMENT_CN, AGENCY_CN, SEATED, LISTED, LISTED, LISTED, NATIONAL, GOVERNMENT_RU, NOBODY, FIGURE};

	if (structure_chance(45))
		return (int) structure_random(FIRMS);
	if (structure->plain || structure->single)
		return known[structure_random(sizeof(known) / sizeof(known[0]))];
	return FIRMS + (int) structure_random(PLACES - FIRMS);
}

static bool
held_already(const Structure *structure, int owner, int owned, Metric metric)
{
	for (int l = 0; l < structure->link_count; l++)
		if (structure->links[l].owner == owner && structure->links[l].owned == owned && structure->links[l].metric == metric)
			return true;
	return false;
}

/* The holders of a firm in a metric; together they have no more than the whole. */
static void
links_make(Structure *structure, int owned, Metric metric)
{
	int			left = structure->unit;
	int			holders = (int) structure_random(5);
	bool		ranges = !structure->plain && !structure->single;

	for (int k = 0; k < holders; k++)
	{
		Link		link = {holder_draw(structure), owned, metric, 0, 0, true, true, false};
		int			most = structure_chance(40) && left > structure->unit / 4 ? structure->unit / 4 : left;

		link.low = (int) structure_random((uint32_t) most + 1);
		link.high = link.low;
		if (ranges && structure_chance(30))
		{
			link.high += (int) structure_random((uint32_t) (structure->unit - link.low) + 1);
			link.high_in = link.low == link.high || structure_chance(50);
			/* More than a sum that is the whole already cannot be. */
			link.low_in = link.low == link.high || link.low + 1 > left || structure_chance(50);
		}
		if (link.high == 0 || held_already(structure, link.owner, owned, metric))
			continue;
		structure->links[structure->link_count++] = link;
		left -= link.low + !link.low_in;
	}
}

static void
contracts_make(Structure *structure)
{
	structure->contract_count = structure_chance(50) ? 0 : 1 + (int) structure_random(CONTRACTS_MAX);
	for (int c = 0; c < structure->contract_count; c++)
	{
		Contract   *contract = &structure->contracts[c];

		*contract = (Contract) {holder_draw(structure), (int) structure_random(FIRMS), (int) structure_random(structure->plain || structure->single ? 2 : 3), 0};
		if (contract->contractor == contract->producer)
			contract->contractor = NOBODY;
	}
}

/* One thing that is not known: a range, a holder's identity, holders at all, a listing, a territory. */
static void
one_unknown(Structure *structure)
{
	int			firm = (int) structure_random(FIRMS);
	Link	   *link = structure->link_count > 0 ? &structure->links[structure_random((uint32_t) structure->link_count)] : NULL;
	int			sort = (int) structure_random(6);
	int			left = structure->unit;

	structure->single = true;
	if (link == NULL || sort == 0)
		structure->parties[firm].complete = false;
	else if (sort == 1)
		link->owner = UNKNOWN;
	else if (sort == 2)
		link->owner = CANDIDATE;
	else if (sort == 3)
		link->owner = GOVERNMENT_HK;
	else if (sort == 4)
		structure->parties[firm].seat = HK;
	else
	{
		for (int l = 0; l < structure->link_count; l++)
			if (structure->links[l].owned == link->owned && structure->links[l].metric == link->metric && &structure->links[l] != link)
				left -= structure->links[l].low;
		link->low = (int) structure_random((uint32_t) left + 1);
		link->high = link->low + (int) structure_random((uint32_t) (left - link->low) + 1);
		if (link->high == 0)
			link->high = left;
	}
}

/* Records that add up to more than the whole. */
static void
contradiction_make(Structure *structure)
{
	for (int l = 0; l < structure->link_count && l < 8; l += 3)
	{
		structure->links[l].high += (structure->unit - structure->links[l].high) / 2;
		structure->links[l].low = structure->links[l].high - structure->links[l].low % 2;
		structure->links[l].low_in = structure->links[l].high_in = true;
		if (structure->plain)
			structure->links[l].low = structure->links[l].high;
	}
}

void
structure_make(Structure *structure, uint64_t seed, int number)
{
	static const int units[] = {20, 20, 12, 100, 7};

	structure_random_begin(seed, (uint64_t) number, 0);
	memset(structure, 0, sizeof(*structure));
	structure->number = number;
	structure->unit = units[structure_random(5)];
	structure->plain = number % 3 == 0;
	structure->single = number % 6 == 1;
	parties_make(structure);
	for (int firm = 0; firm < FIRMS; firm++)
		for (Metric metric = EQUITY; metric < METRICS; metric++)
			if (structure_chance(metric == EQUITY ? 100 : metric == VOTING ? 50 : metric == APPOINTMENT ? 10 : 20))
				links_make(structure, firm, metric);
	contracts_make(structure);
	structure->pact = !structure->single && structure_chance(25);
	structure->pact_entity = (int) structure_random(FIRMS);
	structure->pact_one = holder_draw(structure);
	structure->pact_two = holder_draw(structure);
	structure->pact = structure->pact && structure->pact_one != structure->pact_two;
	if (structure->single)
		one_unknown(structure);
	else if (structure_chance(10) && !structure_circular(structure))
		contradiction_make(structure);
}

/* Whether some firm holds itself through others. */
bool
structure_circular(const Structure *structure)
{
	bool		over[FIRMS][FIRMS] = {{false}};

	for (int l = 0; l < structure->link_count; l++)
		if (structure->links[l].owner < FIRMS)
			over[structure->links[l].owner][structure->links[l].owned] = true;
	for (int k = 0; k < FIRMS; k++)
		for (int i = 0; i < FIRMS; i++)
			for (int j = 0; j < FIRMS; j++)
				over[i][j] = over[i][j] || (over[i][k] && over[k][j]);
	for (int i = 0; i < FIRMS; i++)
		if (over[i][i])
			return true;
	return false;
}

/* Rows separated by tabs, as COPY reads them; nothing stands for null. */
void
structure_print(const Structure *structure, const char *what)
{
	for (int p = 0; p < PLACES && strcmp(what, "party") == 0; p++)
	{
		const Party *party = &structure->parties[p];

		printf("%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\n", structure->number, p, kinds[party->kind], countries[party->government_of],
			   party->kind <= PARTNERSHIP ? countries[party->seat] : "", countries[party->nationality], countries[party->residence], countries[party->location],
			   party->not_us_person, party->figure, party->complete && party->kind <= PARTNERSHIP, party->kind <= PARTNERSHIP ? party->trading : 0, party->payment);
	}
	for (int p = 0; p < PLACES && strcmp(what, "listing") == 0; p++)
		for (int l = 0; l < LISTS; l++)
			if (structure->parties[p].lists[l] != NOT_LISTED)
				printf("%d\t%d\t%s\t%s\n", structure->number, p, lists[l], structure->parties[p].lists[l] == SURELY_LISTED ? "confirmed" : "candidate");
	for (int l = 0; l < structure->link_count && strcmp(what, "interest") == 0; l++)
	{
		const Link *link = &structure->links[l];

		printf("%d\t%d\t%d\t%s\t%d/%d\t%d/%d\t%c%c\n", structure->number, link->owner, link->owned, metrics[link->metric],
			   link->low, structure->unit, link->high, structure->unit, link->low_in ? '[' : '(', link->high_in ? ']' : ')');
	}
	for (int c = 0; c < structure->contract_count && strcmp(what, "contract") == 0; c++)
		printf("%d\t%d\t%d\t%d\t%d\n", structure->number, c, structure->contracts[c].contractor, structure->contracts[c].producer, structure->contracts[c].rights);
	if (structure->pact && strcmp(what, "pact") == 0)
		printf("%d\t%d\t%d\t%d\n", structure->number, structure->pact_entity, structure->pact_one, structure->pact_two);
}
