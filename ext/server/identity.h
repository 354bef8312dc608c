/*-------------------------------------------------------------------------
 *
 * identity.h
 *	  Whether names of withheld parties are shown to whom they are disclosed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_IDENTITY_H
#define MATERIALS_IDENTITY_H

/* Declares materials.identities; called once at load. */
extern void identity_define_setting(void);

/* Whether a name that was disclosed to the user may stand in an answer. */
extern bool identity_is_shown(void);

#endif							/* MATERIALS_IDENTITY_H */
