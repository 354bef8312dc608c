/*-------------------------------------------------------------------------
 *
 * attribution_end.c
 *	  Whether an end of what is held of a party is reached, or only come
 *	  near to.
 *
 * The least sum is exceeded where a share or a part that brings something is
 * more than its least, whatever the truth.  The greatest sum is reached where
 * some shares that the records allow bring it: those that the holder has more
 * of than of the others are at their most, those it has less of at their
 * least, and those on the level where the room ends share what is left.  A
 * part that is only come near to brings less, unless its share can be nothing.
 *
 * Example: A has over 20 % of E, B up to 60 %, both together all of it, and
 * only B counts.  B has at most 60 %, and can have that.  Where A counts half,
 * and B whole, the greatest sum is 60 % and half of 40 %; it is reached, for A
 * can have 40 %.  Were A to have under 40 %, it would not be.
 *
 *-------------------------------------------------------------------------
 */
#include "core/attribution_stake.h"

/* What a stake is where the greatest sum is reached. */
typedef enum StakeAt
{
	STAKE_LEAST,
	STAKE_LEVEL,				/* shares what is left with others of the same part */
	STAKE_MOST
} StakeAt;

/* Whether more is held than the least sum, for some share or part is more than its least. */
bool
attribution_least_exceeded(const AttributionStakes *stakes)
{
	for (uint32_t i = 0; i < stakes->count; i++)
	{
		const AttributionStake *stake = &stakes->stakes[i];
		bool		share_more = !stake->link->share.min_inclusive;

		if ((share_more && (stake->part.open || !fraction_is_zero(stake->part.value))) ||
			(stake->part.open && (share_more || !fraction_is_zero(stake->link->share.min))))
			return true;
	}
	return false;
}

/* The part on which the room ends: the least of those that were given any; NULL where nobody was. */
static const Fraction *
level_of(const AttributionStakes *stakes)
{
	const Fraction *level = NULL;

	for (uint32_t i = 0; i < stakes->count; i++)
		if (stakes->stakes[i].grown && (level == NULL || fraction_compare(stakes->arena, stakes->stakes[i].part.value, *level) < 0))
			level = &stakes->stakes[i].part.value;
	return level;
}

/* Whether somebody could have more, were there more room. */
static bool
room_exhausted(const AttributionStakes *stakes)
{
	if (stakes->excess)
		return false;
	for (uint32_t i = 0; i < stakes->count; i++)
		if (!stakes->stakes[i].full && !share_is_exact(stakes->arena, &stakes->stakes[i].link->share))
			return true;
	return false;
}

static StakeAt
stake_at(const AttributionStakes *stakes, const AttributionStake *stake)
{
	const Fraction *level;
	int			order;

	if (stakes->rest_whole)
		return fraction_compare(stakes->arena, stake->part.value, FRACTION_ONE) < 0 ? STAKE_LEAST : STAKE_LEVEL;
	if (!room_exhausted(stakes))
		return STAKE_MOST;
	level = level_of(stakes);
	if (level == NULL)
		return STAKE_LEAST;
	order = fraction_compare(stakes->arena, stake->part.value, *level);
	return order > 0 ? STAKE_MOST : order < 0 ? STAKE_LEAST : STAKE_LEVEL;
}

/* Whether those on the level can have what is left; holders that are not recorded can have any. */
static bool
level_reached(const AttributionStakes *stakes)
{
	const Arena *arena = stakes->arena;
	Fraction	left = FRACTION_ZERO;
	Fraction	most = FRACTION_ZERO;
	bool		open = false;
	int			order;

	if (stakes->rest_whole)
		return true;
	for (uint32_t i = 0; i < stakes->count; i++)
	{
		const AttributionStake *stake = &stakes->stakes[i];

		if (fraction_is_zero(stake->part.value) || stake_at(stakes, stake) != STAKE_LEVEL)
			continue;
		left = fraction_add(arena, left, stake->used);
		if (stake->part.open)
			continue;
		most = fraction_add(arena, most, stake->link->share.max);
		open = open || !stake->link->share.max_inclusive;
	}
	order = fraction_compare(arena, most, left);
	return order > 0 || (order == 0 && !open);
}

/* Whether less is held than the greatest sum, whatever the truth. */
bool
attribution_most_missed(const AttributionStakes *stakes)
{
	for (uint32_t i = 0; i < stakes->count; i++)
	{
		const AttributionStake *stake = &stakes->stakes[i];
		const Share *share = &stake->link->share;
		StakeAt		at = stake_at(stakes, stake);
		bool		brings = !fraction_is_zero(stake->part.value);

		if (brings && stake->part.open && (!share->min_inclusive || !fraction_is_zero(at == STAKE_MOST ? share->max : share->min)))
			return true;
		if ((at == STAKE_MOST && brings && !share->max_inclusive) || (at == STAKE_LEAST && !share->min_inclusive))
			return true;
	}
	return !level_reached(stakes);
}

/* Whether a stake can bring something where the greatest sum is reached. */
bool
attribution_most_feeds(const AttributionStakes *stakes, const AttributionStake *stake)
{
	if (fraction_is_zero(stake->part.value) || stake->part.open)
		return false;
	return !fraction_is_zero(stake_at(stakes, stake) == STAKE_LEAST ? stake->link->share.min : stake->link->share.max);
}
