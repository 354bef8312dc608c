-- Rows that shards answer: those of the question of that name, and which shard it was.

CREATE TYPE materials.shard_screen_row AS (
	shard text,
	contract text,
	line text,
	programme text,
	item text,
	item_name text,
	procured_on date,
	rule text,
	version text,
	status text,
	share_min numeric,
	share_max numeric,
	threshold text,
	reason text,
	status_by_policy jsonb,
	confirmed boolean
);
COMMENT ON TYPE materials.shard_screen_row IS 'the verdict on a line, and the shard that tells it: what the ledger function shard_screen answers';

CREATE TYPE materials.shard_check_row AS (
	shard text,
	rule text,
	version text,
	status text,
	share_min numeric,
	share_max numeric,
	share_exact text,
	threshold text,
	citation text,
	reason text,
	status_by_policy jsonb,
	confirmed boolean
);
COMMENT ON TYPE materials.shard_check_row IS 'a verdict, and the shard that tells it: what the ledger function shard_check answers';

-- Columns mean what they mean in the row of the question itself.
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT s.told, a.attname AS name, coalesce(col_description(y.typrelid, b.attnum), 'shard that told the row') AS meaning
		FROM (VALUES ('materials.shard_screen_row'::regtype, 'materials.screen_row'::regtype), ('materials.shard_check_row', 'materials.check_row')) AS s (told, row) JOIN pg_type AS t ON t.oid = s.told JOIN pg_type AS y ON y.oid = s.row
			JOIN pg_attribute AS a ON a.attrelid = t.typrelid LEFT JOIN pg_attribute AS b ON b.attrelid = y.typrelid AND b.attname = a.attname ORDER BY s.told, a.attnum
	LOOP
		EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', one.told, one.name, one.meaning);
	END LOOP;
END
$$;

CREATE TYPE materials.shard_trace_row AS (
	shard text,
	way text,
	lot text,
	tier_min integer,
	tier_max integer,
	share_min numeric,
	share_max numeric,
	share materials.share,
	used_share numeric,
	item text,
	material text,
	step text,
	party text,
	party_name text,
	site text,
	country text,
	made_on date,
	quantity text,
	reason text
);
COMMENT ON TYPE materials.shard_trace_row IS 'a lot upstream or downstream, and the shard that tells it: what the ledger function shard_trace answers';
COMMENT ON COLUMN materials.shard_trace_row.shard IS 'shard that told the row';
COMMENT ON COLUMN materials.shard_trace_row.way IS 'up or down from the asked lot';
COMMENT ON COLUMN materials.shard_trace_row.lot IS 'lot code';
COMMENT ON COLUMN materials.shard_trace_row.tier_min IS 'fewest tiers away';
COMMENT ON COLUMN materials.shard_trace_row.tier_max IS 'most tiers away; empty in a loop';
COMMENT ON COLUMN materials.shard_trace_row.share_min IS 'lower bound of the share, rounded down at 20 digits';
COMMENT ON COLUMN materials.shard_trace_row.share_max IS 'upper bound of it, rounded up';
COMMENT ON COLUMN materials.shard_trace_row.share IS 'the share, exactly where it is known so';
COMMENT ON COLUMN materials.shard_trace_row.used_share IS 'which share of the lot was used';
COMMENT ON COLUMN materials.shard_trace_row.item IS 'part number';
COMMENT ON COLUMN materials.shard_trace_row.material IS 'material';
COMMENT ON COLUMN materials.shard_trace_row.step IS 'process step';
COMMENT ON COLUMN materials.shard_trace_row.party IS 'code of the party that made it';
COMMENT ON COLUMN materials.shard_trace_row.party_name IS 'its name';
COMMENT ON COLUMN materials.shard_trace_row.site IS 'site where it was made';
COMMENT ON COLUMN materials.shard_trace_row.country IS 'country where it was made';
COMMENT ON COLUMN materials.shard_trace_row.made_on IS 'day on which it was made';
COMMENT ON COLUMN materials.shard_trace_row.quantity IS 'how much was made';
COMMENT ON COLUMN materials.shard_trace_row.reason IS 'why nothing, or not all, is known of it';

CREATE TYPE materials.shard_origins_row AS (
	shard text,
	kind text,
	origin text,
	origin_name text,
	country text,
	reason text,
	share_min numeric,
	share_max numeric,
	share materials.share
);
COMMENT ON TYPE materials.shard_origins_row IS 'a share of a lot by origin, and the shard that tells it: what the ledger function shard_origins answers';
COMMENT ON COLUMN materials.shard_origins_row.shard IS 'shard that told the row';
COMMENT ON COLUMN materials.shard_origins_row.kind IS 'origin or unknown';
COMMENT ON COLUMN materials.shard_origins_row.origin IS 'code of the lot, party, country, material, step or site';
COMMENT ON COLUMN materials.shard_origins_row.origin_name IS 'its name';
COMMENT ON COLUMN materials.shard_origins_row.country IS 'country, where rows are told by lot, site or country';
COMMENT ON COLUMN materials.shard_origins_row.reason IS 'why the share is unknown';
COMMENT ON COLUMN materials.shard_origins_row.share_min IS 'lower bound of the share, rounded down at 20 digits';
COMMENT ON COLUMN materials.shard_origins_row.share_max IS 'upper bound of it, rounded up';
COMMENT ON COLUMN materials.shard_origins_row.share IS 'the share, exactly where it is known so';
