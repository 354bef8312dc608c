/*-------------------------------------------------------------------------
 *
 * epcis_event.h
 *	  EPCIS events in one normal form, whatever they were written in.
 *
 * The normal form is the JSON form of EPCIS 2.0 with these choices made:
 * fields of extensions are named {namespace}name, words of CBV stand bare,
 * times are universal time, numbers have no zeros that say nothing, and lists
 * without members are left out.  Identifiers stand as they were written.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPCIS_EVENT_H
#define MATERIALS_EPCIS_EVENT_H

#include "core/document_tree.h"

#define EPCIS_OBJECT		1
#define EPCIS_AGGREGATION	2
#define EPCIS_TRANSACTION	4
#define EPCIS_TRANSFORMATION 8
#define EPCIS_ASSOCIATION	16
#define EPCIS_ANY			31

/* What is wrong with an event: it is refused, or only odd. */
typedef enum EpcisWrong
{
	EPCIS_ODD,					/* kept, and said */
	EPCIS_MISSING,				/* refused: a field that has to be there */
	EPCIS_VALUE,				/* refused: a value that cannot be */
	EPCIS_TIME_VALUE,			/* refused: a time that cannot be */
	EPCIS_UNKNOWN				/* refused: a field that does not exist */
} EpcisWrong;

typedef struct EpcisFault
{
	EpcisWrong	wrong;
	const char *field;			/* path from the event, sensorElementList.sensorReport.type */
	const char *value;			/* as written, or NULL */
	const char *reason;
	struct EpcisFault *next;
} EpcisFault;

/* Goods that an event names. */
typedef struct EpcisItem
{
	const char *role;			/* epc, parent, child, input or output */
	bool		instance;		/* one thing of its own; else an amount of a lot or of a class */
	const char *code;			/* in its one form */
	const char *amount;			/* number without unit, or NULL */
	const char *unit;			/* as written, or NULL */
	struct EpcisItem *next;
} EpcisItem;

typedef struct EpcisEvent
{
	const Arena *arena;
	bool		xml;			/* what has no namespace and is not known is then at fault, not only odd */
	bool		first_version;	/* EPCIS 1 */
	unsigned	type;			/* EPCIS_OBJECT or another; 0 is none */
	DocumentNode *tree;			/* in normal form */
	const DocumentNode *ignored;	/* fields that the document says are of no account, or NULL */
	EpcisFault *faults;
	EpcisFault *last_fault;
	EpcisItem  *items;
	EpcisItem  *last_item;
} EpcisEvent;

extern const char *const epcis_spaces[];

extern unsigned epcis_type(const char *name);
extern bool epcis_is_list(const char *name);
extern void epcis_fault(EpcisEvent *event, EpcisWrong wrong, const char *field, const char *value, const char *reason);
extern const char *epcis_canonical(const Arena *arena, const char *code);

/* epcis_xml.c */
extern DocumentNode *epcis_reshape(EpcisEvent *event, const DocumentNode *element);

/* epcis_event.c */
extern void epcis_normalise(EpcisEvent *event);

/* epcis_field.c */
extern void epcis_check_fields(EpcisEvent *event);

/* epcis_hash.c */
extern const char *epcis_prehash(const EpcisEvent *event);

#endif							/* MATERIALS_EPCIS_EVENT_H */
