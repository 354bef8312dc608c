/*-------------------------------------------------------------------------
 *
 * quantity_report.h
 *	  The errors of the quantity type.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_QUANTITY_REPORT_H
#define MATERIALS_QUANTITY_REPORT_H

#include "postgres.h"

#include "core/quantity_code.h"

struct Node;

extern const char *quantity_to_unicode(const char *text, size_t *length);
extern bool quantity_report_fault(struct Node *context, QuantityFault fault,
								  const char *text, const QuantitySpan *unit_text);
extern const UnitDefinition *quantity_require_unit(const char *text, size_t length);
extern const UnitDefinition *quantity_unit_for(const Quantity *quantity,
											   const char *text, size_t length);
extern void quantity_require_same(const Quantity *left, const Quantity *right,
								  const char *verb);
extern void quantity_report_overflow(void);
extern void quantity_report_fraction(void);

#endif							/* MATERIALS_QUANTITY_REPORT_H */
