/*-------------------------------------------------------------------------
 *
 * share.h
 *	  A share of a whole: an exact fraction of 0 to 1, or a range of it.
 *
 * Unlike an Interval, a share's ends may be exclusive: "less than 50 %" is a
 * fact that decides thresholds.  A share always holds at least one value.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_SHARE_H
#define MATERIALS_CORE_SHARE_H

#include "core/fraction.h"

typedef struct Share
{
	Fraction	min;			/* 0 to 1 */
	Fraction	max;			/* min to 1 */
	bool		min_inclusive;
	bool		max_inclusive;	/* a single value is inclusive at both ends */
} Share;

#define SHARE_UNKNOWN ((Share) {FRACTION_ZERO, FRACTION_ONE, true, true})

typedef enum ShareFault
{
	SHARE_OK,
	SHARE_SYNTAX,				/* text is no share of a known form */
	SHARE_ZERO_DENOMINATOR,
	SHARE_TOO_LARGE,			/* an end needs more bits than the caller allows */
	SHARE_NEGATIVE,
	SHARE_ABOVE_ONE,
	SHARE_ENDS_SWAPPED,			/* min above max */
	SHARE_EMPTY,				/* one value, and excluded */
	SHARE_NOT_CANONICAL			/* bytes that share_to_bytes would not write */
} ShareFault;

/* share.c */
extern ShareFault share_make(const Arena *arena, Fraction min, Fraction max,
							 bool min_inclusive, bool max_inclusive, Share *result);
extern bool share_is_exact(const Arena *arena, const Share *a);
extern int	share_compare(const Arena *arena, const Share *a, const Share *b);
extern bool share_holds_value(const Arena *arena, const Share *a, Fraction x);
extern bool share_holds_share(const Arena *arena, const Share *a, const Share *b);
extern bool share_overlaps(const Arena *arena, const Share *a, const Share *b);
extern ShareFault share_add(const Arena *arena, const Share *a, const Share *b, Share *result);
extern Share share_multiply(const Arena *arena, const Share *a, const Share *b);
extern void share_release(const Arena *arena, const Share *a);

/* share_text.c */
extern ShareFault share_parse(const Arena *arena, const char *text, size_t length,
							  size_t bits_max, Share *result);
extern char *share_format(const Arena *arena, const Share *a);
extern const char *share_fault_detail(ShareFault fault);

/* share_bytes.c */
extern size_t share_byte_size(const Arena *arena, const Share *a);
extern void share_to_bytes(const Arena *arena, const Share *a, uint8_t *bytes);
extern ShareFault share_from_bytes(const Arena *arena, const uint8_t *bytes, size_t size, Share *result);
extern ShareFault share_check_bytes(const Arena *arena, const uint8_t *bytes, size_t size);

#endif							/* MATERIALS_CORE_SHARE_H */
