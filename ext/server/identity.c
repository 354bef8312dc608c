/*-------------------------------------------------------------------------
 *
 * identity.c
 *	  Whether names of withheld parties are shown to whom they are disclosed.
 *
 * Who may see a name is decided by row-level security.  This setting only
 * takes away: while it is off everybody is answered as who may see none.
 * What is stored for others to read is made so, and comes out the same
 * whoever makes it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/guc.h"

#include "server/identity.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(identities_shown);

static bool identities = true;

void
identity_define_setting(void)
{
	DefineCustomBoolVariable("materials.identities",
							 "Shows names of withheld parties that were disclosed to the role.",
							 "off answers everybody as a role to which nothing was disclosed.",
							 &identities, true, PGC_USERSET, 0, NULL, NULL, NULL);
}

bool
identity_is_shown(void)
{
	return identities;
}

Datum
identities_shown(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(identities);
}
