/*-------------------------------------------------------------------------
 *
 * share.c
 *	  Shares and ranges of shares: making, order, containment, arithmetic.
 *
 *-------------------------------------------------------------------------
 */
#include "core/share.h"

/* One end of a share, as a place on the line. */
typedef struct End
{
	Fraction	at;
	int			side;			/* -1 just below the value, 0 on it, 1 just above it */
} End;

static End lower_end(const Share *a);
static End upper_end(const Share *a);
static int	end_compare(const Arena *arena, End a, End b);
static bool end_product_inclusive(Fraction a, bool a_inclusive, Fraction b, bool b_inclusive);

ShareFault
share_make(const Arena *arena, Fraction min, Fraction max,
		   bool min_inclusive, bool max_inclusive, Share *result)
{
	int			order = fraction_compare(arena, min, max);

	if (fraction_sign(min) < 0 || fraction_sign(max) < 0)
		return SHARE_NEGATIVE;
	if (fraction_compare(arena, min, FRACTION_ONE) > 0 || fraction_compare(arena, max, FRACTION_ONE) > 0)
		return SHARE_ABOVE_ONE;
	if (order > 0)
		return SHARE_ENDS_SWAPPED;
	if (order == 0 && !(min_inclusive && max_inclusive))
		return SHARE_EMPTY;
	*result = (Share) {min, max, min_inclusive, max_inclusive};
	return SHARE_OK;
}

bool
share_is_exact(const Arena *arena, const Share *a)
{
	return fraction_compare(arena, a->min, a->max) == 0;
}

/* By the lower end, then by the upper one, as ranges are ordered. */
int
share_compare(const Arena *arena, const Share *a, const Share *b)
{
	int			order = end_compare(arena, lower_end(a), lower_end(b));

	return order != 0 ? order : end_compare(arena, upper_end(a), upper_end(b));
}

bool
share_holds_value(const Arena *arena, const Share *a, Fraction x)
{
	End			at = {x, 0};

	return end_compare(arena, lower_end(a), at) <= 0 && end_compare(arena, at, upper_end(a)) <= 0;
}

/* Whether every value of b is one of a. */
bool
share_holds_share(const Arena *arena, const Share *a, const Share *b)
{
	return end_compare(arena, lower_end(a), lower_end(b)) <= 0 &&
		end_compare(arena, upper_end(b), upper_end(a)) <= 0;
}

/* Whether some value is one of both. */
bool
share_overlaps(const Arena *arena, const Share *a, const Share *b)
{
	return end_compare(arena, lower_end(a), upper_end(b)) <= 0 &&
		end_compare(arena, lower_end(b), upper_end(a)) <= 0;
}

/*
 * The sum of two parts of one whole that do not overlap.  It cannot exceed
 * the whole, so the upper end stops at 1; if even the lower end is above it,
 * the parts contradict each other (SHARE_ABOVE_ONE).
 */
ShareFault
share_add(const Arena *arena, const Share *a, const Share *b, Share *result)
{
	Share		sum;
	int			lower_order;

	sum.min = fraction_add(arena, a->min, b->min);
	sum.max = fraction_add(arena, a->max, b->max);
	sum.min_inclusive = a->min_inclusive && b->min_inclusive;
	sum.max_inclusive = a->max_inclusive && b->max_inclusive;
	lower_order = fraction_compare(arena, sum.min, FRACTION_ONE);
	if (lower_order > 0 || (lower_order == 0 && !sum.min_inclusive))
		return SHARE_ABOVE_ONE;
	if (fraction_compare(arena, sum.max, FRACTION_ONE) > 0)
	{
		sum.max = FRACTION_ONE;
		sum.max_inclusive = true;
	}
	*result = sum;
	return SHARE_OK;
}

/* A share of a share: what is held through another. */
Share
share_multiply(const Arena *arena, const Share *a, const Share *b)
{
	Share		product;

	product.min = fraction_multiply(arena, a->min, b->min);
	product.max = fraction_multiply(arena, a->max, b->max);
	product.min_inclusive = end_product_inclusive(a->min, a->min_inclusive, b->min, b->min_inclusive);
	product.max_inclusive = end_product_inclusive(a->max, a->max_inclusive, b->max, b->max_inclusive);
	return product;
}

/* Only for a share whose ends nothing else shares. */
void
share_release(const Arena *arena, const Share *a)
{
	fraction_release(arena, a->min);
	if (a->max.den != 0 || a->min.den != 0 || a->max.as.large != a->min.as.large)
		fraction_release(arena, a->max);
}

static End
lower_end(const Share *a)
{
	return (End) {a->min, a->min_inclusive ? 0 : 1};
}

static End
upper_end(const Share *a)
{
	return (End) {a->max, a->max_inclusive ? 0 : -1};
}

static int
end_compare(const Arena *arena, End a, End b)
{
	int			order = fraction_compare(arena, a.at, b.at);

	return order != 0 ? order : (a.side > b.side) - (a.side < b.side);
}

/* A product end is reached when both ends are, or when one is a zero that is. */
static bool
end_product_inclusive(Fraction a, bool a_inclusive, Fraction b, bool b_inclusive)
{
	return (a_inclusive && b_inclusive) ||
		(a_inclusive && fraction_is_zero(a)) || (b_inclusive && fraction_is_zero(b));
}
