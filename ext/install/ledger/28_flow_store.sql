-- The flow store: a packed copy of what stands in lot and consumption, in an order in which questions read it at once.
-- maintain_flow writes it.  Answers never depend on it: what it lacks or has no longer right is read from the plain rows.

CREATE TABLE IF NOT EXISTS flow_state (
	only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
	generation bigint NOT NULL,
	lot_count integer NOT NULL,
	consumption_count bigint NOT NULL,
	known_from timestamptz NOT NULL,
	file_node oid NOT NULL,
	maintained_at timestamptz NOT NULL DEFAULT transaction_timestamp(),
	late_from timestamptz
);
ALTER TABLE flow_state ADD COLUMN IF NOT EXISTS late_from timestamptz;
COMMENT ON TABLE flow_state IS 'one row: which generation of the flow store is to be read; kept by maintain_flow';
COMMENT ON COLUMN flow_state.only_row IS 'always true: the table has one row';
COMMENT ON COLUMN flow_state.generation IS 'counts the times that the store was written; even ones stand in flow_even, odd ones in flow_odd';
COMMENT ON COLUMN flow_state.lot_count IS 'lots in the store; their numbers go from 1 to this';
COMMENT ON COLUMN flow_state.consumption_count IS 'rows of consumption in the store';
COMMENT ON COLUMN flow_state.known_from IS 'when the latest row in the store was recorded: questions about earlier knowledge read the plain rows';
COMMENT ON COLUMN flow_state.file_node IS 'file that the packed rows were written into: in another one, after a restore, they need not stand in order';
COMMENT ON COLUMN flow_state.maintained_at IS 'when the store was written';
COMMENT ON COLUMN flow_state.late_from IS 'when the latest row was recorded that flow_late knows of; empty where it has none';

CREATE TABLE IF NOT EXISTS flow_even (
	number integer NOT NULL,
	key integer NOT NULL,
	lot_id bigint NOT NULL,
	part smallint NOT NULL,
	body bytea NOT NULL,
	PRIMARY KEY (lot_id, part),
	UNIQUE (number, part)
);
ALTER TABLE flow_even ALTER COLUMN body SET STORAGE PLAIN;
COMMENT ON TABLE flow_even IS 'packed flow of even generations: a row a lot, inputs before outputs, and behind them the inputs of all lots and their parts by mass once more in brief, many to a row; written by maintain_flow in one go';
COMMENT ON COLUMN flow_even.number IS 'number of the lot in this generation, known to the engine only; rows in brief have the numbers after these';
COMMENT ON COLUMN flow_even.key IS 'what is known of the lot, in flow_key; 0 where it has to be looked up; in brief the number of the first lot';
COMMENT ON COLUMN flow_even.lot_id IS 'number of the lot, as in lot; below 0 where the row holds many in brief';
COMMENT ON COLUMN flow_even.part IS 'counts the rows of a lot with many inputs, from 0; in brief the form of the body';
COMMENT ON COLUMN flow_even.body IS 'its inputs by number, and which part of it each is; in brief those of many lots, with parts by mass';

CREATE TABLE IF NOT EXISTS flow_odd (LIKE flow_even INCLUDING STORAGE INCLUDING INDEXES);
COMMENT ON TABLE flow_odd IS 'packed flow of odd generations: a row a lot, inputs before outputs, and behind them the inputs of all lots and their parts by mass once more in brief, many to a row; written by maintain_flow in one go';
COMMENT ON COLUMN flow_odd.number IS 'number of the lot in this generation, known to the engine only; rows in brief have the numbers after these';
COMMENT ON COLUMN flow_odd.key IS 'what is known of the lot, in flow_key; 0 where it has to be looked up; in brief the number of the first lot';
COMMENT ON COLUMN flow_odd.lot_id IS 'number of the lot, as in lot; below 0 where the row holds many in brief';
COMMENT ON COLUMN flow_odd.part IS 'counts the rows of a lot with many inputs, from 0; in brief the form of the body';
COMMENT ON COLUMN flow_odd.body IS 'its inputs by number, and which part of it each is; in brief those of many lots, with parts by mass';

CREATE TABLE IF NOT EXISTS flow_late (
	number integer NOT NULL,
	key integer NOT NULL,
	lot_id bigint NOT NULL,
	part smallint NOT NULL,
	body bytea NOT NULL,
	PRIMARY KEY (lot_id, part)
);
ALTER TABLE flow_late ALTER COLUMN body SET STORAGE PLAIN;
COMMENT ON TABLE flow_late IS 'packed flow of lots that were written since the store was: it stands for what the store has of them; kept by triggers, emptied by maintain_flow';
COMMENT ON COLUMN flow_late.number IS 'number of the lot in the store';
COMMENT ON COLUMN flow_late.key IS 'what is known of the lot, in flow_key';
COMMENT ON COLUMN flow_late.lot_id IS 'number of the lot, as in lot';
COMMENT ON COLUMN flow_late.part IS 'counts the rows of a lot with many inputs, from 0';
COMMENT ON COLUMN flow_late.body IS 'its inputs by number, and which part of it each is';

CREATE TABLE IF NOT EXISTS flow_key (
	generation bigint NOT NULL,
	key integer NOT NULL,
	producer_id bigint,
	site_id bigint,
	country materials.country,
	item_id bigint,
	material text,
	step text,
	primary_source boolean NOT NULL,
	reason text,
	PRIMARY KEY (generation, key)
);
COMMENT ON TABLE flow_key IS 'what lots of the flow store have in common: lots that agree in all of it share a key';
COMMENT ON COLUMN flow_key.generation IS 'generation of the store';
COMMENT ON COLUMN flow_key.key IS 'number of the key in that generation';
COMMENT ON COLUMN flow_key.producer_id IS 'party that made the lots';
COMMENT ON COLUMN flow_key.site_id IS 'site where they were made';
COMMENT ON COLUMN flow_key.country IS 'country where they were made';
COMMENT ON COLUMN flow_key.item_id IS 'item they are lots of';
COMMENT ON COLUMN flow_key.material IS 'material they consist of';
COMMENT ON COLUMN flow_key.step IS 'process step that made them';
COMMENT ON COLUMN flow_key.primary_source IS 'true where the chain begins with them';
COMMENT ON COLUMN flow_key.reason IS 'why nothing is known further up, where that is stated';

CREATE TABLE IF NOT EXISTS flow_mark (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	lot_id bigint
);
COMMENT ON TABLE flow_mark IS 'lots whose flow was written since the flow store was; kept by triggers, emptied by maintain_flow';
COMMENT ON COLUMN flow_mark.id IS 'number of the mark';
COMMENT ON COLUMN flow_mark.lot_id IS 'lot; empty marks all lots';
-- A mark makes questions read more, never answers wrong: whoever writes may leave one.
GRANT INSERT ON flow_mark TO PUBLIC;

CREATE TABLE IF NOT EXISTS flow_mark_master (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	item_id bigint,
	site_id bigint
);
COMMENT ON TABLE flow_mark_master IS 'items and sites that changed since the flow store was written: all their lots count as marked, also those that the writer did not see yet; kept by triggers, emptied by maintain_flow';
COMMENT ON COLUMN flow_mark_master.id IS 'number of the mark';
COMMENT ON COLUMN flow_mark_master.item_id IS 'number of the item, as in item';
COMMENT ON COLUMN flow_mark_master.site_id IS 'number of the site, as in site';
GRANT INSERT ON flow_mark_master TO PUBLIC;
