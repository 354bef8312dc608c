/*-------------------------------------------------------------------------
 *
 * share_bytes.c
 *	  The canonical bytes of a share.
 *
 *	  byte  0      1: the lower end is in, 2: the upper end is in, 4: one value
 *	  one value    the fraction's bytes, to the end; byte 0 is 7
 *	  a range      4 bytes, the size of what follows, most significant first;
 *				   the lower end's bytes; the upper end's bytes, to the end
 *
 * Equal shares have equal bytes, and only they.
 *
 *-------------------------------------------------------------------------
 */
#include "core/share.h"

#define MIN_INCLUSIVE 1
#define MAX_INCLUSIVE 2
#define ONE_VALUE 4
#define EXACT (MIN_INCLUSIVE | MAX_INCLUSIVE | ONE_VALUE)

#define RANGE_HEADER_SIZE 5

/* Where the parts of the bytes are. */
typedef struct Layout
{
	const uint8_t *min;
	size_t		min_size;
	const uint8_t *max;
	size_t		max_size;
} Layout;

static bool split_bytes(const uint8_t *bytes, size_t size, Layout *layout);

size_t
share_byte_size(const Arena *arena, const Share *a)
{
	if (share_is_exact(arena, a))
		return 1 + fraction_byte_size(a->min);
	return RANGE_HEADER_SIZE + fraction_byte_size(a->min) + fraction_byte_size(a->max);
}

/* Writes share_byte_size(a) bytes. */
void
share_to_bytes(const Arena *arena, const Share *a, uint8_t *bytes)
{
	size_t		min_size = fraction_byte_size(a->min);

	if (share_is_exact(arena, a))
	{
		bytes[0] = EXACT;
		fraction_to_bytes(a->min, bytes + 1);
		return;
	}
	bytes[0] = (uint8_t) ((a->min_inclusive ? MIN_INCLUSIVE : 0) | (a->max_inclusive ? MAX_INCLUSIVE : 0));
	for (int i = 0; i < 4; i++)
		bytes[1 + i] = (uint8_t) (min_size >> (24 - 8 * i));
	fraction_to_bytes(a->min, bytes + RANGE_HEADER_SIZE);
	fraction_to_bytes(a->max, bytes + RANGE_HEADER_SIZE + min_size);
}

/* Reads bytes that we wrote: the layout is checked, the values are not. */
ShareFault
share_from_bytes(const Arena *arena, const uint8_t *bytes, size_t size, Share *result)
{
	Layout		layout;
	Share		share;

	if (!split_bytes(bytes, size, &layout) ||
		fraction_from_bytes(arena, layout.min, layout.min_size, &share.min) != FRACTION_OK)
		return SHARE_NOT_CANONICAL;
	if (layout.max == layout.min)
		share.max = share.min;
	else if (fraction_from_bytes(arena, layout.max, layout.max_size, &share.max) != FRACTION_OK)
		return SHARE_NOT_CANONICAL;
	share.min_inclusive = (bytes[0] & MIN_INCLUSIVE) != 0;
	share.max_inclusive = (bytes[0] & MAX_INCLUSIVE) != 0;
	*result = share;
	return SHARE_OK;
}

/* Whether foreign bytes are exactly what share_to_bytes would write. */
ShareFault
share_check_bytes(const Arena *arena, const uint8_t *bytes, size_t size)
{
	Layout		layout;
	Share		share;
	ShareFault	fault;

	if (!split_bytes(bytes, size, &layout) ||
		fraction_check_bytes(arena, layout.min, layout.min_size) != FRACTION_OK ||
		fraction_check_bytes(arena, layout.max, layout.max_size) != FRACTION_OK ||
		share_from_bytes(arena, bytes, size, &share) != SHARE_OK)
		return SHARE_NOT_CANONICAL;
	fault = share_make(arena, share.min, share.max, share.min_inclusive, share.max_inclusive, &share);
	/* One value is written once. */
	if (fault == SHARE_OK && layout.max != layout.min && share_is_exact(arena, &share))
		fault = SHARE_NOT_CANONICAL;
	return fault;
}

static bool
split_bytes(const uint8_t *bytes, size_t size, Layout *layout)
{
	if (size < 2)
		return false;
	if (bytes[0] == EXACT)
	{
		*layout = (Layout) {bytes + 1, size - 1, bytes + 1, size - 1};
		return true;
	}
	if (bytes[0] > (MIN_INCLUSIVE | MAX_INCLUSIVE) || size < RANGE_HEADER_SIZE)
		return false;
	layout->min = bytes + RANGE_HEADER_SIZE;
	layout->min_size = (size_t) bytes[1] << 24 | (size_t) bytes[2] << 16 | (size_t) bytes[3] << 8 | bytes[4];
	if (layout->min_size == 0 || layout->min_size > size - RANGE_HEADER_SIZE)
		return false;
	layout->max = layout->min + layout->min_size;
	layout->max_size = size - RANGE_HEADER_SIZE - layout->min_size;
	return true;
}
