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
COMMENT ON COLUMN materials.shard_screen_row.shard IS 'shard that told the row';
COMMENT ON COLUMN materials.shard_screen_row.contract IS 'contract';
COMMENT ON COLUMN materials.shard_screen_row.line IS 'line of the contract';
COMMENT ON COLUMN materials.shard_screen_row.programme IS 'programme it is bought for';
COMMENT ON COLUMN materials.shard_screen_row.item IS 'part number of what is bought';
COMMENT ON COLUMN materials.shard_screen_row.item_name IS 'name of what is bought';
COMMENT ON COLUMN materials.shard_screen_row.procured_on IS 'day of the procurement act';
COMMENT ON COLUMN materials.shard_screen_row.rule IS 'rule';
COMMENT ON COLUMN materials.shard_screen_row.version IS 'version of the rule';
COMMENT ON COLUMN materials.shard_screen_row.status IS 'verdict, as in materials.verdict';
COMMENT ON COLUMN materials.shard_screen_row.share_min IS 'worst case of the share that the rule compares, rounded down at 20 digits';
COMMENT ON COLUMN materials.shard_screen_row.share_max IS 'best case of it, rounded up';
COMMENT ON COLUMN materials.shard_screen_row.threshold IS 'what it is compared with';
COMMENT ON COLUMN materials.shard_screen_row.reason IS 'why, in words';
COMMENT ON COLUMN materials.shard_screen_row.status_by_policy IS 'verdict under each reading of the question on which the rule reports all readings';
COMMENT ON COLUMN materials.shard_screen_row.confirmed IS 'false where what decides the verdict rests on a phase, gate, limb, list or reading of the doctrine that was not read in the text; it says nothing of limbs that found nothing, nor of choices between readings (policies)';

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
COMMENT ON COLUMN materials.shard_check_row.shard IS 'shard that told the row';
COMMENT ON COLUMN materials.shard_check_row.rule IS 'rule';
COMMENT ON COLUMN materials.shard_check_row.version IS 'version of the rule';
COMMENT ON COLUMN materials.shard_check_row.status IS 'verdict, as in materials.verdict';
COMMENT ON COLUMN materials.shard_check_row.share_min IS 'worst case of the share that the rule compares, 0 to 1, rounded down at 20 digits; empty where the rule was decided without it';
COMMENT ON COLUMN materials.shard_check_row.share_max IS 'best case of it, rounded up';
COMMENT ON COLUMN materials.shard_check_row.share_exact IS 'the share, exactly: a fraction or a range of fractions; decisions are made on it';
COMMENT ON COLUMN materials.shard_check_row.threshold IS 'what it is compared with';
COMMENT ON COLUMN materials.shard_check_row.citation IS 'citation of the rule';
COMMENT ON COLUMN materials.shard_check_row.reason IS 'why, in words';
COMMENT ON COLUMN materials.shard_check_row.status_by_policy IS 'verdict under each reading of the question on which the rule reports all readings';
COMMENT ON COLUMN materials.shard_check_row.confirmed IS 'false where what decides the verdict rests on a phase, gate, limb, list or reading of the doctrine that was not read in the text; it says nothing of limbs that found nothing, nor of choices between readings (policies)';

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
