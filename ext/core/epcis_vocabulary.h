/*-------------------------------------------------------------------------
 *
 * epcis_vocabulary.h
 *	  Master data in the head of an EPCIS document.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPCIS_VOCABULARY_H
#define MATERIALS_EPCIS_VOCABULARY_H

#include "core/document_tree.h"

extern void epcis_take_vocabulary(const Arena *arena, DocumentNode *vocabulary, const DocumentNode *node);

#endif							/* MATERIALS_EPCIS_VOCABULARY_H */
