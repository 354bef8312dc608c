/*-------------------------------------------------------------------------
 *
 * flow_mark.h
 *	  Marks of lots whose flow was written since the flow store was.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_MARK_H
#define MATERIALS_FLOW_MARK_H

extern void flow_mark_forget(void);

#endif							/* MATERIALS_FLOW_MARK_H */
