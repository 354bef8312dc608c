/*-------------------------------------------------------------------------
 *
 * time_axis.h
 *	  The two time axes as settings.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_TIME_AXIS_H
#define MATERIALS_TIME_AXIS_H

/* Declares materials.as_of and materials.known_at; called once at load. */
extern void time_axis_define_settings(void);

#endif							/* MATERIALS_TIME_AXIS_H */
