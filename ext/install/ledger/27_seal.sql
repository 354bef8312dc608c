-- Seals: a log of RFC 6962 over the rows of the ledger.  A block is what one run of seal() took; of each table it has a part,
-- and the part's rows are in pages.  Nothing of it is ever changed, and all of it can be computed again from the rows.

CREATE TABLE IF NOT EXISTS seal_block (
	id bigint PRIMARY KEY CHECK (id > 0),
	origin uuid NOT NULL,
	first_leaf bigint NOT NULL UNIQUE,
	tree_size bigint NOT NULL UNIQUE,
	content bytea NOT NULL,
	root bytea NOT NULL,
	sealed_at timestamptz NOT NULL,
	sealed_by text NOT NULL
);
COMMENT ON TABLE seal_block IS 'blocks of sealed rows; the last leaf of a block is the block itself';
COMMENT ON COLUMN seal_block.id IS 'number of the block, from 1 without gaps';
COMMENT ON COLUMN seal_block.origin IS 'identity of the ledger, as in table ledger';
COMMENT ON COLUMN seal_block.first_leaf IS 'number of its first leaf; leaves count from 0';
COMMENT ON COLUMN seal_block.tree_size IS 'leaves of the log with this block';
COMMENT ON COLUMN seal_block.content IS 'SHA-256 of the marks of its parts and pages';
COMMENT ON COLUMN seal_block.root IS 'root of the tree of that size; the only column that is not in the leaf of the block';
COMMENT ON COLUMN seal_block.sealed_at IS 'when it was sealed';
COMMENT ON COLUMN seal_block.sealed_by IS 'role that sealed it';

CREATE TABLE IF NOT EXISTS seal_part (
	block_id bigint NOT NULL,
	relation text NOT NULL,
	columns text[] NOT NULL,
	anew text[] NOT NULL,
	leaves bigint NOT NULL,
	awaited int8multirange NOT NULL,
	awaited_exact boolean NOT NULL,
	mark bytea NOT NULL,
	PRIMARY KEY (relation, block_id)
);
COMMENT ON TABLE seal_part IS 'what a block has of a table';
COMMENT ON COLUMN seal_part.block_id IS 'number of the block, as in seal_block';
COMMENT ON COLUMN seal_part.relation IS 'table of the rows';
COMMENT ON COLUMN seal_part.columns IS 'columns that its rows were sealed with, in the order of their checks';
COMMENT ON COLUMN seal_part.anew IS 'columns that came with values into rows sealed earlier: from this block on all rows are sealed once more, with them';
COMMENT ON COLUMN seal_part.leaves IS 'rows of the table in the block';
COMMENT ON COLUMN seal_part.awaited IS 'numbers of rows that may come yet: in gaps, and after the last one';
COMMENT ON COLUMN seal_part.awaited_exact IS 'false where there were too many gaps, so that awaited has numbers of sealed rows too';
COMMENT ON COLUMN seal_part.mark IS 'leaf and checks of this row, of its other columns';

CREATE TABLE IF NOT EXISTS seal_page (
	first_leaf bigint PRIMARY KEY,
	block_id bigint NOT NULL,
	relation text NOT NULL,
	id_min bigint NOT NULL,
	id_max bigint NOT NULL,
	ids bigint[] NOT NULL,
	hashes bytea NOT NULL,
	checks bytea NOT NULL,
	mark bytea NOT NULL
);
-- Hashes do not get smaller by compression, and to make numbers that follow one another smaller takes an eighth of the time of sealing.
ALTER TABLE seal_page ALTER COLUMN hashes SET STORAGE EXTERNAL, ALTER COLUMN checks SET STORAGE EXTERNAL, ALTER COLUMN ids SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS seal_page_row ON seal_page (relation, id_max);
CREATE INDEX IF NOT EXISTS seal_page_block ON seal_page (block_id);
COMMENT ON TABLE seal_page IS 'leaves: rows of one table, up to 256; no page crosses a number of leaves that 256 divides';
COMMENT ON COLUMN seal_page.first_leaf IS 'number of its first leaf';
COMMENT ON COLUMN seal_page.block_id IS 'number of the block, as in seal_block';
COMMENT ON COLUMN seal_page.relation IS 'table of the rows';
COMMENT ON COLUMN seal_page.id_min IS 'lowest number of its rows';
COMMENT ON COLUMN seal_page.id_max IS 'highest number of its rows';
COMMENT ON COLUMN seal_page.ids IS 'numbers of the rows, in the order of the leaves';
COMMENT ON COLUMN seal_page.hashes IS 'the leaves, 32 bytes each';
COMMENT ON COLUMN seal_page.checks IS 'checks of the rows'' columns, which tell what was changed and prove nothing';
COMMENT ON COLUMN seal_page.mark IS 'leaf and checks of this row, of its other columns';

CREATE TABLE IF NOT EXISTS seal_tile (
	level smallint NOT NULL,
	number bigint NOT NULL,
	root bytea NOT NULL,
	PRIMARY KEY (level, number)
);
COMMENT ON TABLE seal_tile IS 'full tiles of the tree, of height 8 as in C2SP tlog-tiles: what the 256 hashes of each come to';
COMMENT ON COLUMN seal_tile.level IS '0 for tiles of leaves, 1 for tiles of those, and so on';
COMMENT ON COLUMN seal_tile.number IS 'number of the tile in its level, from 0';
COMMENT ON COLUMN seal_tile.root IS 'hash over the tile';
