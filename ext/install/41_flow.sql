-- The walk through a ledger's lots.  The ledger's own functions trace_up, trace_down and origins call it.

CREATE FUNCTION materials.flow_walk(lot pg_catalog.regclass, lot_id pg_catalog.int8, direction pg_catalog.text, basis pg_catalog.text, known_at pg_catalog.timestamptz,
		OUT reached_id pg_catalog.int8, OUT tier_min pg_catalog.int4, OUT tier_max pg_catalog.int4,
		OUT share_min materials.fraction, OUT share_max materials.fraction,
		OUT gap_min materials.fraction, OUT gap_max materials.fraction, OUT gap_reason pg_catalog.text,
		OUT used_min materials.fraction, OUT used_max materials.fraction, OUT weight_reason pg_catalog.text, OUT is_end pg_catalog.bool) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 500 COST 100000;
COMMENT ON FUNCTION materials.flow_walk(regclass, bigint, text, text, timestamptz) IS
	'lots reached from a lot of the ledger whose table lot is given, up or down, with tiers, exact shares by mass, cost, count or the mass of an element, and what is lost where; is_end is true where the walk does not go on';
