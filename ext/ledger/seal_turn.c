/*-------------------------------------------------------------------------
 *
 * seal_turn.c
 *	  Sealers take turns.
 *
 * LOCK TABLE in this mode asks for the right to change rows, which nobody has
 * on an append-only table but its owner.  Who may add a block may wait for
 * the one that is being added, and no more is needed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"

#include "server/pg_compat.h"

MATERIALS_FUNCTION(seal_turn);

/* seal_turn(blocks regclass): waits until nobody else seals; until the transaction ends nobody else does. */
Datum
seal_turn(PG_FUNCTION_ARGS)
{
	Oid			blocks = PG_GETARG_OID(0);

	if (pg_class_aclcheck(blocks, GetUserId(), ACL_INSERT) != ACLCHECK_OK &&
		pg_attribute_aclcheck_all(blocks, GetUserId(), ACL_INSERT, ACLMASK_ALL) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, get_relkind_objtype(get_rel_relkind(blocks)), get_rel_name(blocks));
	LockRelationOid(blocks, ShareRowExclusiveLock);
	PG_RETURN_VOID();
}
