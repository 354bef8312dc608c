-- Who was given what by materials.grant_ledger, so that an upgrade gives the same on what is new.
CREATE TABLE IF NOT EXISTS ledger_role (
	role text NOT NULL CHECK (role <> ''),
	kind text NOT NULL CHECK (kind IN ('reader', 'recorder', 'auditor', 'keeper', 'public', 'authorised', 'authority')),
	granted_at timestamptz NOT NULL DEFAULT transaction_timestamp(),
	granted_by text NOT NULL DEFAULT session_user,
	PRIMARY KEY (role, kind)
);
COMMENT ON TABLE ledger_role IS 'which kind of work each role may do here; written by materials.grant_ledger and materials.revoke_ledger';
COMMENT ON COLUMN ledger_role.role IS 'name of the role';
COMMENT ON COLUMN ledger_role.kind IS 'reader, recorder, auditor or keeper; public, authorised or authority for who reads publications only';
COMMENT ON COLUMN ledger_role.granted_at IS 'when it was given';
COMMENT ON COLUMN ledger_role.granted_by IS 'who gave it';
