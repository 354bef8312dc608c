-- Who has what, and whether it is all there.
CREATE OR REPLACE VIEW ledger_grant WITH (security_invoker = true) AS
	SELECT r.role, r.kind, r.granted_at, r.granted_by,
		CASE WHEN m.oid IS NULL THEN 'no such role' WHEN p.missing > 0 THEN 'incomplete' ELSE 'in force' END AS state,
		CASE WHEN m.oid IS NOT NULL THEN p.missing END AS missing,
		ARRAY(SELECT u.rolname::text FROM pg_roles AS u WHERE u.rolcanlogin AND NOT u.rolsuper AND m.oid IS NOT NULL AND pg_has_role(u.oid, m.oid, 'USAGE') ORDER BY u.rolname) AS logins
	FROM ledger_role AS r
		LEFT JOIN pg_roles AS m ON m.rolname = r.role
		CROSS JOIN LATERAL (SELECT count(*)::integer AS missing
			FROM materials.ledger_privilege((SELECT n.nspname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = 'ledger'::regclass), r.kind) AS g
			WHERE m.oid IS NOT NULL AND NOT CASE
				WHEN g.object_type = 'SCHEMA' THEN has_schema_privilege(m.oid, g.object, g.privilege)
				WHEN g.object_type = 'ROUTINE' THEN has_function_privilege(m.oid, g.object, g.privilege)
				WHEN g.columns IS NULL THEN has_table_privilege(m.oid, g.object, g.privilege)
				ELSE (SELECT bool_and(has_column_privilege(m.oid, g.object, c.name, g.privilege)) FROM unnest(g.columns) AS c (name)) END) AS p;
COMMENT ON VIEW ledger_grant IS 'who was given which kind of work by materials.grant_ledger, whether all that belongs to it is in force, and which logins have it';
COMMENT ON COLUMN ledger_grant.role IS 'name of the role';
COMMENT ON COLUMN ledger_grant.kind IS 'reader, recorder, auditor or keeper; public, authorised or authority for who reads publications only';
COMMENT ON COLUMN ledger_grant.granted_at IS 'when it was given';
COMMENT ON COLUMN ledger_grant.granted_by IS 'who gave it';
COMMENT ON COLUMN ledger_grant.state IS 'in force; incomplete where somebody revoked a part of it; no such role where the role was dropped';
COMMENT ON COLUMN ledger_grant.missing IS 'how many of its privileges the role does not have; empty where there is no such role';
COMMENT ON COLUMN ledger_grant.logins IS 'roles that may log in and have it, themselves or as members; superusers are not named';
