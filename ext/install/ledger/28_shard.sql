-- Other ledgers that this one asks: each holds whole programmes, here or on another server.

CREATE TABLE IF NOT EXISTS shard (
	name materials.code PRIMARY KEY,
	ledger text NOT NULL CHECK (ledger <> ''),
	server text CHECK (server <> ''),
	ids int8range NOT NULL,
	origin uuid NOT NULL UNIQUE,
	attached_at timestamptz NOT NULL DEFAULT transaction_timestamp(),
	attached_by text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE shard IS 'ledgers that are asked through this one, itself among them where it holds programmes; written by shard_attach and shard_detach';
COMMENT ON COLUMN shard.name IS 'name by which people address the shard';
COMMENT ON COLUMN shard.ledger IS 'ledger (schema) there';
COMMENT ON COLUMN shard.server IS 'foreign server through which it is reached; empty for a ledger of this database';
COMMENT ON COLUMN shard.ids IS 'numbers that its rows have, as when it was attached';
COMMENT ON COLUMN shard.origin IS 'identity of the ledger: ledger.origin there';
COMMENT ON COLUMN shard.attached_at IS 'when it was attached';
COMMENT ON COLUMN shard.attached_by IS 'who attached it';

CREATE TABLE IF NOT EXISTS shard_programme (
	programme materials.code PRIMARY KEY,
	shard materials.code NOT NULL REFERENCES shard ON DELETE CASCADE
);
COMMENT ON TABLE shard_programme IS 'which shard holds which programme: one alone, so that a trace stays in one place';
COMMENT ON COLUMN shard_programme.programme IS 'code of the programme there';
COMMENT ON COLUMN shard_programme.shard IS 'shard that holds it';
