/*-------------------------------------------------------------------------
 *
 * flow_sweep.c
 *	  What one lot was made of, from packed rows as they come, outputs first.
 *
 * Rows stand inputs first.  Seen from the end, all that wants a lot has been
 * there before the lot comes: its share is final, is handed on to its inputs
 * where the row stands, and nothing but one number a lot is kept.  So a sweep
 * costs a fraction of gathering a net (flow_net.h), which is what remains to
 * be done where rows do not stand in order.
 *
 * Lots that feed each other stand together.  The caller brings all of them
 * when one is wanted, as a small net, and they are solved at once.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_sweep.h"

#include "core/flow.h"

/* Numbers of lots in a block of what is kept of them: a FlowBounds of each, or a byte. */
#define SHARE_BITS 9
#define NEAR_BITS 13

/* How near the asked lot itself is; each step away is one less, and what is too far away for a byte is nothing. */
#define NEAREST UINT8_MAX

static inline void
want(FlowSweep *sweep, uint32_t number)
{
	sweep->wanted[number / 64] |= UINT64_C(1) << number % 64;
}

static void *
block_make(FlowSweep *sweep, uint32_t block, size_t size)
{
	arena_check(sweep->arena);
	return sweep->blocks[block] = memset(arena_allocate(sweep->arena, size), 0, size);
}

static inline void *
block_of(FlowSweep *sweep, uint32_t block, size_t size)
{
	void	   *at = sweep->blocks[block];

	return at != NULL ? at : block_make(sweep, block, size);
}

static inline FlowBounds *
share_of(FlowSweep *sweep, uint32_t number)
{
	return (FlowBounds *) block_of(sweep, number >> SHARE_BITS, sizeof(FlowBounds) << SHARE_BITS) + number % (1u << SHARE_BITS);
}

/* How near a lot is; 0 where it was not met yet. */
static inline uint8_t *
near_of(FlowSweep *sweep, uint32_t number)
{
	return (uint8_t *) block_of(sweep, number >> NEAR_BITS, sizeof(uint8_t) << NEAR_BITS) + number % (1u << NEAR_BITS);
}

void
flow_sweep_begin(FlowSweep *sweep, const Arena *arena, FlowSweepKind kind, FlowBasis basis, uint32_t lot_count, uint32_t root)
{
	size_t		words = sizeof(uint64_t) * ((size_t) lot_count / 64 + 1);
	size_t		blocks = sizeof(void *) * ((size_t) (lot_count >> (kind == FLOW_SWEEP_SHARES ? SHARE_BITS : NEAR_BITS)) + 1);

	*sweep = (FlowSweep) {.arena = arena,.kind = kind,.basis = basis,.lot_count = lot_count,.root = root};
	sweep->wanted = memset(arena_allocate(arena, words), 0, words);
	if (kind != FLOW_SWEEP_REACH)
		sweep->blocks = memset(arena_allocate(arena, blocks), 0, blocks);
	want(sweep, root);
	if (kind == FLOW_SWEEP_SHARES)
		*share_of(sweep, root) = (FlowBounds) {1, 1};
	if (kind == FLOW_SWEEP_TIERS)
		*near_of(sweep, root) = NEAREST;
}

/* How many lots were wanted. */
uint32_t
flow_sweep_count(const FlowSweep *sweep)
{
	uint32_t	count = 0;

	for (uint32_t word = 0; word <= sweep->lot_count / 64; word++)
		count += (uint32_t) __builtin_popcountll(sweep->wanted[word]);
	return count;
}

/* The largest wanted number that is not above the given one; 0 where there is none. */
uint32_t
flow_sweep_next(const FlowSweep *sweep, uint32_t below)
{
	uint64_t	word = sweep->wanted[below / 64] & (~UINT64_C(0) >> (63 - below % 64));

	for (uint32_t at = below / 64;; word = sweep->wanted[--at])
	{
		if (word != 0)
			return at * 64 + 63 - (uint32_t) __builtin_clzll(word);
		if (at == 0)
			return 0;
	}
}

static inline bool
shares_pass(FlowSweep *sweep, uint32_t number, const FlowRow *row)
{
	const FlowRowBasis *basis = &row->basis[sweep->basis];
	FlowBounds	passed = flow_net_passed(flow_bounds_clamp(*share_of(sweep, number)), basis->uncertain || basis->parts == NULL);

	for (uint32_t i = 0; i < row->input_count; i++)
	{
		uint32_t	input = flow_row_number(row->inputs, i);
		double		part = basis->parts == NULL ? 1 : flow_row_double(basis->parts, i);

		if (input >= number || input == 0)
			return false;
		want(sweep, input);
		flow_bounds_add(share_of(sweep, input), (FlowBounds) {passed.min * part, passed.max * part});
	}
	return true;
}

static inline bool
tiers_pass(FlowSweep *sweep, uint32_t number, const FlowRow *row)
{
	uint8_t		near = *near_of(sweep, number) - 1;

	for (uint32_t i = 0; i < row->input_count; i++)
	{
		uint32_t	input = flow_row_number(row->inputs, i);
		uint8_t    *at;

		if (input >= number || input == 0)
			return false;
		want(sweep, input);
		at = near_of(sweep, input);
		*at = near > *at ? near : *at;
	}
	return near > 0 || row->input_count == 0;
}

static inline bool
reach_pass(FlowSweep *sweep, uint32_t number, const FlowRow *row)
{
	for (uint32_t i = 0; i < row->input_count; i++)
	{
		uint32_t	input = flow_row_number(row->inputs, i);

		if (input >= number || input == 0)
			return false;
		want(sweep, input);
	}
	return true;
}

static inline bool
row_pass(FlowSweep *sweep, FlowSweepKind kind, uint32_t number, const FlowRow *row)
{
	sweep->edge_count += row->input_count;
	if (kind == FLOW_SWEEP_SHARES)
		return shares_pass(sweep, number, row);
	if (kind == FLOW_SWEEP_TIERS)
		return tiers_pass(sweep, number, row);
	return reach_pass(sweep, number, row);
}

/*
 * Takes a row of a wanted lot; a lot with many inputs has several.  False
 * where an input does not stand before it, or is 255 steps away: then no sweep
 * tells the answer.
 */
bool
flow_sweep_row(FlowSweep *sweep, uint32_t number, const FlowRow *row)
{
	return row_pass(sweep, sweep->kind, number, row);
}

static inline void
lot_fill(FlowSweep *sweep, FlowSweepKind kind, uint32_t number, const FlowRow *row, FlowSweepLot *lot)
{
	const FlowRowBasis *basis = &row->basis[sweep->basis];
	FlowNetLot	of = {.lost = row->lost,.missing = basis->missing,.missing_uncertain = basis->missing_uncertain};

	lot->lost = row->lost;
	lot->primary_source = row->primary_source;
	lot->missing = basis->missing > 0;
	if (kind == FLOW_SWEEP_REACH)
		return;
	if (kind == FLOW_SWEEP_TIERS)
	{
		lot->tier = NEAREST - *near_of(sweep, number);
		return;
	}
	lot->share = flow_bounds_clamp(*share_of(sweep, number));
	lot->gap = flow_net_gap(&of, lot->share);
}

static inline bool
is_set(const uint8_t *bits, uint32_t number)
{
	return bits != NULL && (bits[number / 8] & 1 << number % 8) != 0;
}

static inline bool
brief_row_pass(FlowSweep *sweep, FlowSweepKind kind, const FlowBrief *brief, uint32_t at, uint32_t number, FlowRow *row)
{
	return flow_brief_inputs(brief, at, &row->inputs, &row->input_count)
		&& (kind != FLOW_SWEEP_SHARES || flow_brief_basis(brief, at, row->input_count, &row->basis[FLOW_MASS])) && row_pass(sweep, kind, number, row);
}

/* Tells of a lot by its first row, which was read last. */
static inline void
brief_lot_tell(FlowSweep *sweep, FlowSweepKind kind, const FlowBrief *brief, uint32_t at, uint32_t number, FlowRow *row, FlowSweepLot *lot, FlowSweepVisit visit, void *state)
{
	FlowBriefRow of;

	flow_brief_ending(brief, at, row);
	lot_fill(sweep, kind, number, row, lot);
	flow_brief_lot(brief, at, &of);
	lot->lot_id = of.lot_id;
	lot->key = (uint32_t) of.key;
	visit(state, lot);
}

/* How many lots the rows are of, which may begin in the middle of one. */
static uint32_t
brief_lots(const FlowBrief *brief)
{
	uint32_t	count = 1;

	for (uint32_t at = 1; at < brief->row_count; at++)
		count += (brief->flags[at] & FLOW_BRIEF_CONTINUED) == 0;
	return count;
}

/* Rows in brief that count on from number to number. */
static inline uint32_t
brief_pass(FlowSweep *sweep, const FlowBrief *brief, const uint8_t *elsewhere, uint32_t number, FlowSweepKind kind, FlowSweepVisit visit, void *state)
{
	FlowSweepLot lot = {0};
	FlowRow		row = {0};

	for (; number >= brief->first; number = flow_sweep_next(sweep, number - 1))
	{
		uint32_t	at = number - brief->first;

		if (is_set(elsewhere, number) || (brief->flags[at] & (FLOW_BRIEF_IN_LOOP | FLOW_BRIEF_CONTINUED)) != 0 || !brief_row_pass(sweep, kind, brief, at, number, &row))
			return number;
		brief_lot_tell(sweep, kind, brief, at, number, &row, &lot, visit, state);
	}
	return number;
}

/* The same of rows of which some go on with the lot of the row before: such lots are taken from their last row on. */
static inline uint32_t
uneven_pass(FlowSweep *sweep, const FlowBrief *brief, const uint8_t *elsewhere, uint32_t from, FlowSweepKind kind, FlowSweepVisit visit, void *state)
{
	FlowSweepLot lot = {0};
	FlowRow		row = {0};
	uint32_t	number = brief->first - 1 + brief_lots(brief);

	for (uint32_t at = brief->row_count, begin; at > 0; at = begin, number--)
	{
		for (begin = at - 1; begin > 0 && (brief->flags[begin] & FLOW_BRIEF_CONTINUED) != 0;)
			begin--;
		if (number > from || !flow_sweep_wants(sweep, number))
			continue;
		if (is_set(elsewhere, number) || (brief->flags[begin] & (FLOW_BRIEF_IN_LOOP | FLOW_BRIEF_CONTINUED)) != 0)
			return number;
		for (uint32_t r = at; r-- > begin;)
		{
			if (!brief_row_pass(sweep, kind, brief, r, number, &row))
				return number;
		}
		brief_lot_tell(sweep, kind, brief, begin, number, &row, &lot, visit, state);
	}
	return number == 0 ? 0 : flow_sweep_next(sweep, number);
}

static inline uint32_t
brief_take(FlowSweep *sweep, const FlowBrief *brief, const uint8_t *elsewhere, uint32_t number, FlowSweepKind kind, FlowSweepVisit visit, void *state)
{
	return brief->counted ? brief_pass(sweep, brief, elsewhere, number, kind, visit, state) : uneven_pass(sweep, brief, elsewhere, number, kind, visit, state);
}

/*
 * Takes wanted rows in brief from a number downwards, and tells of them.
 * Gives the wanted number to go on with: the next one before these rows, 0
 * where there is none, or one of these that has to be taken otherwise.  Such
 * a lot is in a loop or begins on another page, or its bit is set in
 * elsewhere, which has one a number or is NULL.  Shares are those by mass.
 */
uint32_t
flow_sweep_brief(FlowSweep *sweep, const FlowBrief *brief, const uint8_t *elsewhere, uint32_t number, FlowSweepVisit visit, void *state)
{
	if (sweep->kind == FLOW_SWEEP_SHARES)
		return brief_take(sweep, brief, elsewhere, number, FLOW_SWEEP_SHARES, visit, state);
	if (sweep->kind == FLOW_SWEEP_TIERS)
		return brief_take(sweep, brief, elsewhere, number, FLOW_SWEEP_TIERS, visit, state);
	return brief_take(sweep, brief, elsewhere, number, FLOW_SWEEP_REACH, visit, state);
}

/* What is told of a wanted lot by one of its rows. */
void
flow_sweep_lot(FlowSweep *sweep, uint32_t number, const FlowRow *row, FlowSweepLot *lot)
{
	lot_fill(sweep, sweep->kind, number, row, lot);
}

/* Fewest steps to the members of a loop, from those that are wanted from outside it; then to its inputs.  False where one is too far away. */
static bool
loop_tiers(FlowSweep *sweep, const FlowNet *net, const uint32_t *numbers, uint32_t member_count)
{
	for (bool changed = true; changed;)
	{
		arena_check(sweep->arena);
		changed = false;
		for (uint32_t m = 0; m < member_count; m++)
		{
			uint8_t		from = *near_of(sweep, numbers[m]);

			for (uint32_t e = net->lots[m].begin; e < net->lots[m].end && from != 0; e++)
			{
				uint8_t    *at = near_of(sweep, numbers[net->input[e]]);

				if (*at >= from - 1 && *at > 0)
					continue;
				if (from == 1)
					return false;
				*at = from - 1;
				changed = true;
			}
		}
	}
	return true;
}

/* Solves a loop as walks do: shares of its members, and what its inputs get; false where it does not settle. */
static bool
loop_shares(FlowSweep *sweep, FlowNet *net, const uint32_t *numbers, uint32_t member_count, FlowNetShares *shares)
{
	uint32_t   *members = arena_allocate(sweep->arena, sizeof(uint32_t) * member_count);
	uint32_t	root = UINT32_MAX;
	uint32_t   *place;

	net->group_of = arena_allocate(sweep->arena, sizeof(uint32_t) * net->lot_count);
	place = flow_net_places(net);
	flow_net_shares_make(net, false, shares);
	for (uint32_t l = 0; l < net->lot_count; l++)
		net->group_of[l] = l < member_count ? 0 : l;
	for (uint32_t m = 0; m < member_count; m++)
	{
		members[m] = m;
		shares->share[m] = *share_of(sweep, numbers[m]);
		if (numbers[m] == sweep->root)
			root = m;
	}
	if (!flow_net_loop_up(net, members, member_count, place, root, false, shares))
		return false;
	for (uint32_t l = member_count; l < net->lot_count; l++)
		flow_bounds_add(share_of(sweep, numbers[l]), shares->share[l]);
	return true;
}

/*
 * Takes the lots of one loop, of which one was wanted at least: the first
 * lots of the net, whose others are what went into it from elsewhere, with
 * the numbers of all.  Fills what is told of the members but for ids and
 * keys.  False where the loop does not settle, or is too far away.
 */
bool
flow_sweep_loop(FlowSweep *sweep, FlowNet *net, const uint32_t *numbers, uint32_t member_count, FlowSweepLot *lots)
{
	FlowNetShares shares = {0};

	sweep->edge_count += net->edge_count;
	for (uint32_t l = 0; l < net->lot_count; l++)
		want(sweep, numbers[l]);
	if (sweep->kind == FLOW_SWEEP_TIERS && !loop_tiers(sweep, net, numbers, member_count))
		return false;
	if (sweep->kind == FLOW_SWEEP_SHARES && !loop_shares(sweep, net, numbers, member_count, &shares))
		return false;
	for (uint32_t m = 0; m < member_count; m++)
	{
		const FlowNetLot *of = &net->lots[m];

		lots[m].lost = of->lost;
		lots[m].primary_source = of->primary_source;
		lots[m].missing = of->missing > 0;
		if (sweep->kind == FLOW_SWEEP_TIERS)
			lots[m].tier = NEAREST - *near_of(sweep, numbers[m]);
		if (sweep->kind == FLOW_SWEEP_SHARES)
		{
			lots[m].share = shares.share[m];
			lots[m].gap = shares.gap[m];
		}
	}
	return true;
}
