/*-------------------------------------------------------------------------
 *
 * flow_trace.h
 *	  The walk through a ledger's lots as a set-returning function.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_TRACE_H
#define MATERIALS_FLOW_TRACE_H

/* Declares materials.exact_bits; called once at load. */
extern void flow_trace_define_settings(void);

#endif							/* MATERIALS_FLOW_TRACE_H */
