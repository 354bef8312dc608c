/*-------------------------------------------------------------------------
 *
 * overlay.h
 *	  What is supposed for the time of a transaction: the setting
 *	  materials.overlay, read once and looked up by row.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_OVERLAY_H
#define MATERIALS_OVERLAY_H

#include "postgres.h"

#include "datatype/timestamp.h"
#include "utils/date.h"
#include "utils/jsonb.h"

/* Tables of a ledger whose rows a change may be about; overlay_relation_names has them in this order. */
typedef enum OverlayRelation
{
	OVERLAY_LOT,
	OVERLAY_TRANSFER,
	OVERLAY_INTEREST,
	OVERLAY_LINE_PROPERTY,
	OVERLAY_ITEM_PROPERTY,
	OVERLAY_LOT_PROPERTY,
	OVERLAY_RELATIONS
} OverlayRelation;

typedef struct OverlayKey
{
	int64		row_id;
	Oid			ledger;			/* table lot of the ledger */
	int32		relation;		/* OverlayRelation */
} OverlayKey;

/* What is supposed of a recorded row, all changes together. */
typedef struct OverlayRow
{
	OverlayKey	key;
	int64		producer;		/* who made the lot, or passed it on */
	int16		country;		/* where it was made; 0 is unknown */
	bool		has_producer;
	bool		has_country;	/* its site is then left out */
	bool		has_origin;
	bool		primary_source;
	bool		away;			/* as if withdrawn */
} OverlayRow;

/* A phase of a rule that begins on another day. */
typedef struct OverlayPhase
{
	const char *rule;
	const char *version;
	const char *phase;
	DateADT		effective_from;
} OverlayPhase;

extern const char *const overlay_relation_names[OVERLAY_RELATIONS];

extern void overlay_define_setting(void);
extern bool overlay_is_set(void);
extern bool overlay_stands(TimestampTz known_at);
extern const OverlayRow *overlay_row(Oid ledger, OverlayRelation relation, int64 row_id);
extern const OverlayPhase *overlay_phases(Size *count);
extern const Jsonb *overlay_changes(void);
extern int64 *overlay_row_ids(Oid ledger, OverlayRelation relation, bool away_only, Size *count);

#endif							/* MATERIALS_OVERLAY_H */
