/*-------------------------------------------------------------------------
 *
 * epcis_source.h
 *	  A value of the database as an EPCIS document.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPCIS_SOURCE_H
#define MATERIALS_EPCIS_SOURCE_H

#include "postgres.h"

#include "core/epcis_document.h"

extern void epcis_source_read(EpcisDocument *document, const Arena *lasting, EpcisTaker taker, const text *value);
extern const char *epcis_source_fault(const EpcisDocument *document);
extern char *epcis_source_text(const char *text);

#endif							/* MATERIALS_EPCIS_SOURCE_H */
