-- The flow store: packed rows of a ledger's flow.  The ledger's own functions call these.

CREATE FUNCTION materials.flow_mark() RETURNS pg_catalog.trigger
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.flow_mark() IS
	'marks the lots of the rows that a statement inserted, which the flow store no longer has right; the trigger''s argument names the column of the lot';

CREATE FUNCTION materials.flow_store_write(lot pg_catalog.regclass, target pg_catalog.regclass, OUT lots pg_catalog.int8, OUT consumption pg_catalog.int8) RETURNS pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 1000000;
COMMENT ON FUNCTION materials.flow_store_write(regclass, regclass) IS 'fills the emptied table of a flow store from the rows of the ledger whose table lot is given; maintain_flow calls it';

CREATE FUNCTION materials.flow_late_write(lot pg_catalog.regclass, marks pg_catalog.int8) RETURNS pg_catalog.int8
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 1000000;
COMMENT ON FUNCTION materials.flow_late_write(regclass, bigint) IS
	'packs lots of the flow store that the newest so many marks are about, from the rows of the ledger whose table lot is given; returns how many: none where somebody else packs, or the transaction sees an old snapshot';

CREATE FUNCTION materials.flow_late_trigger() RETURNS pg_catalog.trigger
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000;
COMMENT ON FUNCTION materials.flow_late_trigger() IS 'trigger on consumption: after some thousand rows the session packs the lots that were marked last';

CREATE FUNCTION materials.flow_plan(lot pg_catalog.regclass, known_at pg_catalog.timestamptz, OUT reader pg_catalog.text, OUT why pg_catalog.text,
		OUT store_lots pg_catalog.int8, OUT stale_lots pg_catalog.int8) RETURNS pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION materials.flow_plan(regclass, timestamptz) IS 'how a question reads the flow of the ledger whose table lot is given';

CREATE FUNCTION materials.flow_stale(lot pg_catalog.regclass, known_at pg_catalog.timestamptz) RETURNS pg_catalog.int8[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION materials.flow_stale(regclass, timestamptz) IS 'lots of the ledger whose table lot is given that a question reads from the plain rows beside the flow store; NULL where it reads all from these';

CREATE FUNCTION materials.flow_keys(flow_key pg_catalog.regclass, generation pg_catalog.int8, countries materials.country[] DEFAULT NULL, party_ids pg_catalog.int8[] DEFAULT NULL,
		site_ids pg_catalog.int8[] DEFAULT NULL, materials pg_catalog.text[] DEFAULT NULL, item_ids pg_catalog.int8[] DEFAULT NULL) RETURNS pg_catalog.int4[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION materials.flow_keys(regclass, bigint, materials.country[], bigint[], bigint[], text[], bigint[]) IS
	'keys of a generation of the flow store that flow_is_meant would say yes to, straight from the table of keys; NULL where that may not be read so';

CREATE FUNCTION materials.flow_size(lot pg_catalog.regclass, lot_id pg_catalog.int8, known_at pg_catalog.timestamptz,
		OUT lots pg_catalog.int8, OUT consumption pg_catalog.int8, OUT lot_id_sum pg_catalog."numeric") RETURNS pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100000;
COMMENT ON FUNCTION materials.flow_size(regclass, bigint, timestamptz) IS 'how much a lot of the ledger whose table lot is given was made of: lots, rows of consumption among them, and the sum of the lots'' ids';

CREATE FUNCTION materials.flow_origin_shares(lot pg_catalog.regclass, lot_id pg_catalog.int8, basis pg_catalog.text, known_at pg_catalog.timestamptz,
		OUT key pg_catalog.int4, OUT end_id pg_catalog.int8, OUT lost pg_catalog.bool, OUT reason pg_catalog.text, OUT lots pg_catalog.int8,
		OUT share_min materials.fraction, OUT share_max materials.fraction) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 500 COST 100000;
COMMENT ON FUNCTION materials.flow_origin_shares(regclass, bigint, text, timestamptz) IS
	'where the way of a large lot''s content ends, as bounds, summed up by what the flow store knows of the lots (key), or by lot where it knows nothing; no row where the content is small enough to be told exactly, or the store does not serve';

CREATE FUNCTION materials.flow_bounds(lot pg_catalog.regclass, lot_id pg_catalog.int8, direction pg_catalog.text, basis pg_catalog.text, known_at pg_catalog.timestamptz,
		OUT reached_id pg_catalog.int8, OUT tier_min pg_catalog.int4, OUT tier_max pg_catalog.int4,
		OUT share_min materials.fraction, OUT share_max materials.fraction,
		OUT gap_min materials.fraction, OUT gap_max materials.fraction, OUT gap_reason pg_catalog.text,
		OUT used_min materials.fraction, OUT used_max materials.fraction, OUT weight_reason pg_catalog.text, OUT is_end pg_catalog.bool) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 500 COST 100000;
COMMENT ON FUNCTION materials.flow_bounds(regclass, bigint, text, text, timestamptz) IS
	'as flow_walk; shares of what has very many lots upstream, or downstream, are bounds, about 1e-14 of a share apart, computed by the flow store';

CREATE FUNCTION materials.flow_nearest(lot pg_catalog.regclass, lot_id pg_catalog.int8, marked_keys pg_catalog.int4[], marked_lots pg_catalog.int8[], known_at pg_catalog.timestamptz,
		OUT tier pg_catalog.int4, OUT lots pg_catalog.int8, OUT first_id pg_catalog.int8) RETURNS pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100000;
COMMENT ON FUNCTION materials.flow_nearest(regclass, bigint, int4[], int8[], timestamptz) IS
	'the nearest of marked lots upstream of a lot, itself included: how many tiers away, how many, and the first of them by number; lots are marked by key of the flow store, and by number; NULL where there is none';

CREATE FUNCTION materials.flow_forward(lot pg_catalog.regclass, marked_keys pg_catalog.int4[], marked_lots pg_catalog.int8[], asked_keys pg_catalog.int4[], asked_lots pg_catalog.int8[],
		ends_only pg_catalog.bool, basis pg_catalog.text, known_at pg_catalog.timestamptz,
		OUT lot_id pg_catalog.int8, OUT reached pg_catalog.bool, OUT share_min pg_catalog."numeric", OUT share_max pg_catalog."numeric") RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 10000 COST 1000000;
CREATE FUNCTION materials.flow_forward_total(lot pg_catalog.regclass, marked_keys pg_catalog.int4[], marked_lots pg_catalog.int8[], asked_keys pg_catalog.int4[], asked_lots pg_catalog.int8[],
		ends_only pg_catalog.bool, threshold pg_catalog."numeric", basis pg_catalog.text, known_at pg_catalog.timestamptz,
		OUT lots pg_catalog.int8, OUT lots_reached pg_catalog.int8, OUT lots_above pg_catalog.int8, OUT lots_maybe_above pg_catalog.int8,
		OUT share_min_sum pg_catalog."numeric", OUT share_max_sum pg_catalog."numeric", OUT reached_id_sum pg_catalog."numeric") RETURNS pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1000000;
COMMENT ON FUNCTION materials.flow_forward_total(regclass, int4[], int8[], int4[], int8[], bool, numeric, text, timestamptz) IS
	'the rows of flow_forward added up: how many there are, are reached, and are or may be above a threshold; sums of shares and of the ids of those reached';
COMMENT ON FUNCTION materials.flow_forward(regclass, int4[], int8[], int4[], int8[], bool, text, timestamptz) IS
	'how much of many lots came from marked ones, in one pass over the ledger''s flow: lots are marked and asked by key of the flow store, and by number; rounded outward at 12 digits';

CREATE FUNCTION materials.flow_forward_keys(lot pg_catalog.regclass, marked_keys pg_catalog.int4[], marked_lots pg_catalog.int8[], asked_keys pg_catalog.int4[], asked_lots pg_catalog.int8[],
		basis pg_catalog.text, known_at pg_catalog.timestamptz, OUT key pg_catalog.int4, OUT lot_id pg_catalog.int8, OUT lots_reached pg_catalog.int8, OUT lots_maybe pg_catalog.int8,
		OUT share_min pg_catalog."numeric", OUT share_max pg_catalog."numeric") RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 500 COST 1000000;
COMMENT ON FUNCTION materials.flow_forward_keys(regclass, int4[], int8[], int4[], int8[], text, timestamptz) IS
	'the rows of flow_forward with a share above 0, by what the flow store knows of the lots (key), or by lot where it knows nothing: how many are or contain marked lots, how many more may, the least share of the former and the largest of all';

CREATE FUNCTION materials.flow_reach_total(lot pg_catalog.regclass, marked_keys pg_catalog.int4[], marked_lots pg_catalog.int8[], asked_keys pg_catalog.int4[], asked_lots pg_catalog.int8[],
		known_at pg_catalog.timestamptz, OUT lots pg_catalog.int8, OUT lots_reached pg_catalog.int8, OUT reached_id_sum pg_catalog."numeric") RETURNS pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1000000;
COMMENT ON FUNCTION materials.flow_reach_total(regclass, int4[], int8[], int4[], int8[], timestamptz) IS
	'how many of many lots are marked or have a marked lot upstream, in one pass over the ledger''s flow, and the sum of their ids; lots are named as in flow_forward';

CREATE FUNCTION materials.flow_ways(lot pg_catalog.regclass, from_ids pg_catalog.int8[], to_ids pg_catalog.int8[], known_at pg_catalog.timestamptz,
		OUT from_id pg_catalog.int8, OUT to_id pg_catalog.int8, OUT lot_ids pg_catalog.int8[]) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 50 COST 100000;
COMMENT ON FUNCTION materials.flow_ways(regclass, bigint[], bigint[], timestamptz) IS
	'a shortest way from each lot up to another (pairs), where there is one: the lots on it, first the one asked from; of equally short ones that whose lots have the least numbers, looked at from above';

CREATE FUNCTION materials.flow_upstream(lot pg_catalog.regclass, lot_ids pg_catalog.int8[], known_at pg_catalog.timestamptz) RETURNS SETOF pg_catalog.int8
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 2000 COST 100000;
COMMENT ON FUNCTION materials.flow_upstream(regclass, bigint[], timestamptz) IS
	'lots that some lots of the ledger whose table lot is given were made of, these included, each once, in one walk';

CREATE FUNCTION materials.flow_drawn(lot pg_catalog.regclass, lot_ids pg_catalog.int8[], known_at pg_catalog.timestamptz,
		OUT row_id pg_catalog.int8, OUT output_id pg_catalog.int8, OUT input_id pg_catalog.int8, OUT drawn materials.fraction) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 3000 COST 100000;
COMMENT ON FUNCTION materials.flow_drawn(regclass, bigint[], timestamptz) IS
	'what went into some lots of the ledger whose table lot is given, by number of the row as the ledger''s flow_into tells it, and which part of the lot that was used that was; empty where it cannot be said';

CREATE FUNCTION materials.flow_used(lot_ids pg_catalog.int8[], output_ids pg_catalog.int8[], input_ids pg_catalog.int8[], drawn materials.fraction[],
		OUT root_id pg_catalog.int8, OUT lot_id pg_catalog.int8, OUT used materials.fraction) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 5000 COST 100000;
COMMENT ON FUNCTION materials.flow_used(bigint[], bigint[], bigint[], fraction[]) IS
	'lots that some lots were made of, these included, of a graph that is given as three arrays (output, input, which part of the input was drawn), and which part of each one''s whole quantity is in it; empty where that cannot be said';
