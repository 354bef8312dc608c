/*-------------------------------------------------------------------------
 *
 * identity_sequence.h
 *	  The sequence behind an identity column.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_IDENTITY_SEQUENCE_H
#define MATERIALS_IDENTITY_SEQUENCE_H

#include "postgres.h"

#include "utils/rel.h"

extern int64 identity_next(Relation table, AttrNumber column);

#endif							/* MATERIALS_IDENTITY_SEQUENCE_H */
