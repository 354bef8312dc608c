-- Runs with the ledger's own schema first on the search path; safe to run again (upgrade_ledger does).

CREATE TABLE IF NOT EXISTS ledger (
	only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
	version materials.ledger_version NOT NULL,
	origin uuid NOT NULL DEFAULT gen_random_uuid(),
	created_at timestamptz NOT NULL DEFAULT transaction_timestamp(),
	upgraded_at timestamptz
);
COMMENT ON TABLE ledger IS 'one row: what this ledger is and which version of materials shaped it';
COMMENT ON COLUMN ledger.only_row IS 'always true: the table has one row';
COMMENT ON COLUMN ledger.version IS 'version of the extension that made or last upgraded the ledger';
COMMENT ON COLUMN ledger.origin IS 'identity of the ledger across dump, restore and replication';
COMMENT ON COLUMN ledger.created_at IS 'when the ledger was made';
COMMENT ON COLUMN ledger.upgraded_at IS 'when upgrade_ledger last ran';
