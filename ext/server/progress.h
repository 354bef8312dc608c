/*-------------------------------------------------------------------------
 *
 * progress.h
 *	  How far calls that take long have come.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_PROGRESS_H
#define MATERIALS_PROGRESS_H

/* Declares materials.progress_every; called once at load. */
extern void progress_define_setting(void);

#endif							/* MATERIALS_PROGRESS_H */
