/*-------------------------------------------------------------------------
 *
 * control_facts.c
 *	  Parties, interests, agreements, contracts, places and lists, as they
 *	  are read from a ledger.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "graph/control_facts.h"
#include "server/pg_compat.h"
#include "types/share_datum.h"

#define CLAIM_COMPLETE "ownership_complete"

static void party_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void role_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void claim_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void interest_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void member_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void contract_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void domicile_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void listing_read(LoadWalk *walk, const Datum *values, const bool *nulls);

#define PARTY_TEXT "SELECT p.id, p.name, p.kind, p.government_of FROM %s.party_at($3) AS p"
static const FactSource parties = {
	.everyone = {PARTY_TEXT, ABOUT_EVERYONE},
	.given = {PARTY_TEXT " WHERE p.id OPERATOR(pg_catalog.=) ANY ($5)", ABOUT_GIVEN},
	.table = "party",
	.names = "party_identity",
	.columns = {{"id", INT8OID}, {"name", TEXTOID}, {"kind", TEXTOID}, {"government_of", InvalidOid, "country"}, {"recorded_at", TIMESTAMPTZOID}},
	.corrected = CORRECTED_NEVER,
	.read = party_read
};

#define INTEREST_TEXT "SELECT i.id, i.owner_id, i.owned_id, i.metric, i.share FROM %s.interest_at($2, $3) AS i WHERE i.metric OPERATOR(pg_catalog.=) ANY ($4)"
static const FactSource interests = {
	.everyone = {INTEREST_TEXT, ABOUT_EVERYONE},
	.given = {INTEREST_TEXT " AND i.owned_id OPERATOR(pg_catalog.=) ANY ($5)", ABOUT_GIVEN},
	.table = "interest",
	.columns = {{"id", INT8OID}, {"owner_id", INT8OID}, {"owned_id", INT8OID}, {"metric", TEXTOID}, {"share", InvalidOid, "share"},
	{"valid", DATERANGEOID}, {"recorded_at", TIMESTAMPTZOID}},
	.dated = true,
	.corrected = CORRECTED_INTEREST,
	.read = interest_read
};

#define MEMBER_TEXT(whose) "SELECT c.id, c.party_id, c.regarding_id, c.agreement FROM %s.concert_at($2, $3) AS c " whose \
	"ORDER BY c.regarding_id, c.agreement COLLATE \"C\", c.party_id, c.id"
static const FactSource memberships = {
	.everyone = {MEMBER_TEXT(""), ABOUT_EVERYONE},
	.given = {MEMBER_TEXT("WHERE c.regarding_id OPERATOR(pg_catalog.=) ANY ($5) "), ABOUT_GIVEN},
	.empty = "concert",
	.read = member_read
};

#define ROLE_TEXT(whose) "SELECT r.party_id, r.id, r.government_of FROM %s.role_at($2, $3) AS r " \
	"WHERE EXISTS (SELECT FROM materials.doctrine_limb AS l WHERE l.doctrine OPERATOR(pg_catalog.=) $1 AND l.limb OPERATOR(pg_catalog.=) 'political_figure') " \
	"AND NOT EXISTS (SELECT FROM materials.doctrine_exempt_role AS x WHERE x.doctrine OPERATOR(pg_catalog.=) $1 " \
	"AND x.body OPERATOR(pg_catalog.=) r.body AND x.status OPERATOR(pg_catalog.=) r.status) " whose "ORDER BY r.party_id, r.id"
static const FactSource roles = {
	.everyone = {ROLE_TEXT(""), ABOUT_EVERYONE},
	.given = {ROLE_TEXT("AND r.party_id OPERATOR(pg_catalog.=) ANY ($5) "), ABOUT_GIVEN},
	.empty = "party_role",
	.read = role_read
};

#define CLAIM_TEXT "SELECT d.id, d.party_id, d.claim, NULL::pg_catalog.int8 FROM %s.declaration_at($2, $3) AS d WHERE d.claim OPERATOR(pg_catalog.=) '" CLAIM_COMPLETE "' AND "
static const FactSource claims = {
	.everyone = {CLAIM_TEXT "d.party_id IS NOT NULL", ABOUT_EVERYONE},
	.given = {CLAIM_TEXT "d.party_id OPERATOR(pg_catalog.=) ANY ($5)", ABOUT_GIVEN},
	.table = "declaration",
	.columns = {{"id", INT8OID}, {"party_id", INT8OID}, {"claim", TEXTOID}, {"document_id", INT8OID}, {"valid", DATERANGEOID}, {"recorded_at", TIMESTAMPTZOID}},
	.dated = true,
	.corrected = CORRECTED_DECLARATION,
	.read = claim_read
};

static const FactSource contracts = {
	.everyone = {"SELECT k.contractor_id, k.producer_id, k.scoped, k.lost IS NOT NULL FROM %s.control_contract_right($1, $2, $3) AS k WHERE NOT k.kept", ABOUT_EVERYONE},
	.empty = "control_contract",
	.read = contract_read
};

static const FactSource domiciles = {
	.everyone = {"SELECT d.id, d.party_id, d.kind, d.country FROM %s.domicile_at($2, $3) AS d", ABOUT_EVERYONE},
	.table = "party_domicile",
	.columns = {{"id", INT8OID}, {"party_id", INT8OID}, {"kind", TEXTOID}, {"country", InvalidOid, "country"}, {"valid", DATERANGEOID}, {"recorded_at", TIMESTAMPTZOID}},
	.dated = true,
	.corrected = CORRECTED_DOMICILE,
	.read = domicile_read
};

static const FactSource listings = {
	.everyone = {"SELECT l.party_id, l.decision OPERATOR(pg_catalog.=) 'confirmed' FROM %s.listing_at($2, $3) AS l "
		"JOIN materials.doctrine_list AS d ON d.doctrine OPERATOR(pg_catalog.=) $1 AND d.list OPERATOR(pg_catalog.=) l.list "
		"WHERE l.decision OPERATOR(pg_catalog.=) ANY ('{confirmed,candidate}')",
	ABOUT_EVERYONE},
	.empty = "listing",
	.read = listing_read
};

/* Reads what nodes and links are made of. */
void
control_facts_links(LoadWalk *walk)
{
	control_source_corrections(walk);
	control_source_read(walk, &parties);
	control_source_read(walk, &interests);
	if (walk->load->by_tests)
		return;
	if (walk->load->doctrine != 0)
		control_source_read(walk, &memberships);
	if (walk->load->marks)
		control_source_read(walk, &contracts);
}

/* Reads what is recorded of nodes that have their numbers. */
void
control_facts_marks(LoadWalk *walk)
{
	ControlLoad *load = walk->load;

	control_source_read(walk, &claims);
	if (load->by_tests)
	{
		control_test_facts(walk);
		return;
	}
	if (load->doctrine != 0)
		control_source_read(walk, &roles);
	if (!load->marks)
		return;
	load->party_marks = ownership_allocate(&load->memory.arena, load->graph.node_count, sizeof(uint8));
	if ((load->limbs & CONTROL_JURISDICTION) != 0)
		control_source_read(walk, &domiciles);
	if ((load->limbs & CONTROL_LIST) != 0)
		control_source_read(walk, &listings);
}

/* A stored word; where it is short, as nearly always, it is read where it stands. */
typedef struct Word
{
	const char *bytes;
	Size		length;
} Word;

static inline Word
word_of(Datum value)
{
	const text *stored = VARATT_IS_SHORT(DatumGetPointer(value)) ? (const text *) DatumGetPointer(value) : DatumGetTextPP(value);

	return (Word) {VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored)};
}

static inline bool
word_is(Word word, const char *other)
{
	return word.length == strlen(other) && memcmp(word.bytes, other, word.length) == 0;
}

/* What a kind makes of a party; its name stands for all parties of the kind. */
static ControlParty
kind_party(Datum value)
{
	static const ControlParty kinds[] = {
		{.kind = "company",.organisation = true}, {.kind = "partnership",.organisation = true}, {.kind = "natural_person",.person = true},
		{.kind = "government",.official = true}, {.kind = "government_agency",.official = true}, {.kind = "political_party",.official = true},
		{.kind = "anonymous",.unknown = true}, {.kind = "redacted",.unknown = true}, {.kind = "unknown",.unknown = true}
	};
	Word		word = word_of(value);

	for (int k = 0; k < lengthof(kinds); k++)
		if (word_is(word, kinds[k].kind))
			return kinds[k];
	return (ControlParty) {.kind = TextDatumGetCString(value)};
}

static void
party_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	ControlLoad *load = walk->load;
	ControlParty party = kind_party(values[2]);
	OwnershipNode node = {0};

	party.id = DatumGetInt64(values[0]);
	party.seen = true;
	if (load->names)
		party.name = TextDatumGetCString(values[1]);
	if (!nulls[3])
		control_doctrine_mark(load, DatumGetInt16(values[3]), &node);
	if (party.unknown)
		node.maybe = OWNERSHIP_ANY_NATION;
	/* Governments and people are held by nobody. */
	node.complete = load->closed || !(party.organisation || party.unknown);
	if (walk->party_count == walk->party_space)
	{
		walk->party_space *= 2;
		load->parties_read = repalloc_huge(load->parties_read, sizeof(ControlParty) * walk->party_space);
		walk->nodes = repalloc_huge(walk->nodes, sizeof(OwnershipNode) * walk->party_space);
	}
	walk->party_disorder = walk->party_disorder || (walk->party_count > 0 && load->parties_read[walk->party_count - 1].id > party.id);
	load->parties_read[walk->party_count] = party;
	walk->nodes[walk->party_count++] = node;
}

static void
interest_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	LoadedLink	link = {DatumGetInt64(values[0]), DatumGetInt64(values[1]), DatumGetInt64(values[2])};
	Word		metric = word_of(values[3]);

	while (!word_is(metric, walk->load->metrics[link.metric]))
		if (++link.metric == walk->load->graph.metric_count)
			return;
	link.share = share_from_datum(&walk->load->memory.arena, values[4]);
	if (walk->link_count == walk->link_space)
	{
		walk->link_space *= 2;
		walk->links = repalloc_huge(walk->links, sizeof(LoadedLink) * walk->link_space);
	}
	walk->links[walk->link_count++] = link;
}

static void
member_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	LoadedMember member = {DatumGetInt64(values[0]), DatumGetInt64(values[1]), DatumGetInt64(values[2]), TextDatumGetCString(values[3])};

	if (walk->member_count == walk->member_space)
	{
		walk->member_space *= 2;
		walk->members = repalloc_huge(walk->members, sizeof(LoadedMember) * walk->member_space);
	}
	walk->members[walk->member_count++] = member;
}

static void
contract_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	ControlLoad *load = walk->load;

	if (load->contract_count == walk->contract_space)
	{
		walk->contract_space = Max(walk->contract_space * 2, 64);
		load->contracts = load->contracts == NULL ? palloc(sizeof(ControlContract) * walk->contract_space)
			: repalloc_huge(load->contracts, sizeof(ControlContract) * walk->contract_space);
	}
	load->contracts[load->contract_count++] = (ControlContract)
	{
		DatumGetInt64(values[0]), DatumGetInt64(values[1]), DatumGetBool(values[2]), DatumGetBool(values[3])
	};
}

/* The claim with the lowest id stands for all. */
static void
claim_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	ControlLoad *load = walk->load;
	uint32_t	node;
	int64		id = DatumGetInt64(values[0]);

	if (nulls[1] || !word_is(word_of(values[2]), CLAIM_COMPLETE) || (!nulls[3] && control_source_expired(walk, DatumGetInt64(values[3]))))
		return;
	node = control_load_find(load, DatumGetInt64(values[1]));
	if (node == OWNERSHIP_NONE || !load->parties_read[node].seen)
		return;
	if (load->parties_read[node].declaration == 0 || load->parties_read[node].declaration > id)
		load->parties_read[node].declaration = id;
	load->graph.nodes[node].complete = true;
}

static void
role_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	ControlLoad *load = walk->load;
	uint32_t	node = control_load_find(load, DatumGetInt64(values[0]));

	if (node == OWNERSHIP_NONE || !load->parties_read[node].seen || control_doctrine_nation(load, DatumGetInt16(values[2])) == NULL)
		return;
	if (load->parties_read[node].role == 0)
		load->parties_read[node].role = DatumGetInt64(values[1]);
	control_doctrine_mark(load, DatumGetInt16(values[2]), &load->graph.nodes[node]);
}

/* People belong where they live; what counts of others is where they are incorporated and do business. */
static void
domicile_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	ControlLoad *load = walk->load;
	uint32_t	node = control_load_find(load, DatumGetInt64(values[1]));
	const ControlNation *nation;
	Word		kind = word_of(values[2]);
	bool		principal;
	bool		counts;

	if (node == OWNERSHIP_NONE || !load->parties_read[node].seen)
		return;
	principal = word_is(kind, "principal_place") || word_is(kind, "headquarters");
	if (load->parties_read[node].person)
		counts = word_is(kind, "permanent_residence") || word_is(kind, "location");
	else
		counts = principal || word_is(kind, "incorporation");
	if (!counts)
		return;
	nation = control_doctrine_nation(load, DatumGetInt16(values[3]));
	load->party_marks[node] |= CONTROL_PLACED | (principal ? CONTROL_PRINCIPAL : 0) |
		(nation == NULL ? 0 : nation->same ? CONTROL_PLACE_COVERED : CONTROL_PLACE_UNSETTLED);
}

static void
listing_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	uint32_t	node = control_load_find(walk->load, DatumGetInt64(values[0]));

	if (node != OWNERSHIP_NONE)
		walk->load->party_marks[node] |= DatumGetBool(values[1]) ? CONTROL_LISTED : CONTROL_LIST_OPEN;
}
