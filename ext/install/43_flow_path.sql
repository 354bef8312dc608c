-- Ways through a ledger's lots.  The ledger's own functions paths and evidence_path call this.

CREATE FUNCTION materials.flow_paths(lot pg_catalog.regclass, lot_id pg_catalog.int8, marked_keys pg_catalog.int4[], marked_lots pg_catalog.int8[], ends pg_catalog.bool, by_steps pg_catalog.bool,
		most pg_catalog.int4, basis pg_catalog.text, known_at pg_catalog.timestamptz,
		OUT path pg_catalog.int4, OUT tier pg_catalog.int4, OUT reached_id pg_catalog.int8, OUT part_min materials.fraction, OUT part_max materials.fraction,
		OUT share_min materials.fraction, OUT share_max materials.fraction, OUT reason pg_catalog.text) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 100 COST 100000;
COMMENT ON FUNCTION materials.flow_paths(regclass, int8, int4[], int8[], bool, bool, int4, text, timestamptz) IS
	'the ways of largest share, or of fewest steps, from a lot of the ledger whose table lot is given up to the first marked lot on each (by key of the flow store, or by number), or with ends to where the way ends: one row a lot on a way, with its part of the lot before and the share of the asked lot that came this way so far, and the reason where the way is lost';

CREATE FUNCTION materials.flow_edges(lot pg_catalog.regclass, lot_id pg_catalog.int8, direction pg_catalog.text, basis pg_catalog.text, lots_max pg_catalog.int8, known_at pg_catalog.timestamptz,
		OUT from_id pg_catalog.int8, OUT from_tier pg_catalog.int4, OUT from_lots pg_catalog.int8, OUT to_id pg_catalog.int8, OUT to_tier pg_catalog.int4, OUT to_lots pg_catalog.int8, OUT edges pg_catalog.int8,
		OUT part_min materials.fraction, OUT part_max materials.fraction, OUT share_min materials.fraction, OUT share_max materials.fraction) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 10000 COST 100000;
COMMENT ON FUNCTION materials.flow_edges(regclass, int8, text, text, int8, timestamptz) IS
	'what flows from lot to lot up or down from a lot of the ledger whose table lot is given: lots with the largest shares, at most so many, stand for themselves, the others of a tier for one place without a number';
