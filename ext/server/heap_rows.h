/*-------------------------------------------------------------------------
 *
 * heap_rows.h
 *	  Where a heap's pages may be, which of their rows a snapshot sees, and how rows are fetched.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_HEAP_ROWS_H
#define MATERIALS_HEAP_ROWS_H

#include "postgres.h"

#include "access/heapam.h"
#include "access/xact.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/bufpage.h"
#include "utils/snapshot.h"

/* Bytes that a processor fetches at a time. */
#define FETCHED_BYTES 64

/*
 * The buffer that another block of a table may be in: blocks that were loaded in a row are in buffers in a row, one way or the other.
 * away is how many blocks it is from the one in buffer, below zero where buffers descend.
 */
static inline Buffer
heap_buffer_guess(Buffer buffer, int64 away)
{
	int64		guess = (int64) buffer + away;

	return BufferIsValid(buffer) && !BufferIsLocal(buffer) && guess > 0 && guess <= NBuffers ? (Buffer) guess : InvalidBuffer;
}

/* Whether all rows of a page are seen; on a standby the flag may be ahead of what the snapshot sees. */
static inline bool
heap_page_is_visible(Page page, Snapshot snapshot)
{
	return PageIsAllVisible(page) && !snapshot->takenDuringRecovery;
}

/*
 * Whether a row is seen: mostly one that the same transaction wrote as those
 * before.  visible_xmin is that transaction, InvalidTransactionId at first:
 * what it wrote, and nobody deleted, is seen.
 */
static inline bool
heap_row_is_visible(HeapTuple tuple, Snapshot snapshot, Buffer buffer, TransactionId *visible_xmin)
{
	TransactionId xmin = HeapTupleHeaderGetRawXmin(tuple->t_data);
	bool		deleted = (tuple->t_data->t_infomask & HEAP_XMAX_INVALID) == 0;

	if (!deleted && xmin == *visible_xmin)
		return true;
	if (!HeapTupleSatisfiesVisibility(tuple, snapshot, buffer))
		return false;
	if (!deleted && TransactionIdIsNormal(xmin) && !TransactionIdIsCurrentTransactionId(xmin))
		*visible_xmin = xmin;
	return true;
}

#endif							/* MATERIALS_HEAP_ROWS_H */
