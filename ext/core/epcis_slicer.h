/*-------------------------------------------------------------------------
 *
 * epcis_slicer.h
 *	  Cuts an EPCIS document in JSON into its events and what stands around
 *	  them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPCIS_SLICER_H
#define MATERIALS_EPCIS_SLICER_H

#include "core/document_bytes.h"
#include "core/document_tree.h"

/* An event, and what stands around all of them, becomes jsonb, which ends there. */
#define EPCIS_PART_MAX ((size_t) 256 * 1024 * 1024)
#define EPCIS_NAME_SIZE 16
#define EPCIS_LISTS_MAX 8

/* Where a list of events was taken out: from that line around the events on, so many lines of the document are missing. */
typedef struct EpcisGap
{
	size_t		line;
	size_t		missing;
} EpcisGap;

typedef struct EpcisSlicer
{
	DocumentBytes bytes;
	char	   *buffer;
	size_t		at;				/* what of it was looked at */
	size_t		filled;
	DocumentText around;		/* all of the document but its events: its lists of events are empty */
	DocumentText event;			/* that was cut out last */
	size_t		event_line;		/* on which it begins, with what is blank before it; from 1 */
	bool		events_kept;	/* false: events are passed over */
	const char *fault;			/* why there is no use in going on, or NULL */
	/* Where in the document it is. */
	size_t		line;
	size_t		around_line;
	bool		in_text;
	bool		escaped;
	char		name[EPCIS_NAME_SIZE];	/* beginning of the last text */
	size_t		name_size;		/* EPCIS_NAME_SIZE: it is none of the names that matter */
	bool		named;			/* a colon came behind it */
	int			depth;
	int			leading;		/* how many of the outermost brackets lead to events */
	int			list_depth;		/* of the list of events that is open, or 0 */
	bool		blank;			/* nothing of the next event was there yet */
	bool		first;			/* it is the first one of its list */
	EpcisGap	gaps[EPCIS_LISTS_MAX];
	int			gap_count;
} EpcisSlicer;

extern void epcis_slicer_open(EpcisSlicer *slicer, const Arena *arena, DocumentBytes bytes);
extern void epcis_slicer_rewind(EpcisSlicer *slicer);
extern bool epcis_slicer_next(EpcisSlicer *slicer);
extern size_t epcis_slicer_line(const EpcisSlicer *slicer, size_t around_line);

#endif							/* MATERIALS_EPCIS_SLICER_H */
