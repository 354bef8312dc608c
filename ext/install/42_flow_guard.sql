-- The guard of a ledger's consumption (ext/graph/flow_guard*.c).  The ledger template makes the trigger.

CREATE FUNCTION materials.flow_guard() RETURNS pg_catalog.trigger
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.flow_guard() IS
	'checks and books what a statement consumed, as the ledger''s guard_consumption() states it, and that its lots and events exist';

CREATE FUNCTION materials.flow_guard_keys(consumption pg_catalog.regclass) RETURNS pg_catalog.int4
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 1000 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.flow_guard_keys(regclass) IS
	'lets materials.flow_guard() check the foreign keys of a ledger''s consumption in place of their row-by-row triggers, which it disables; returns how many; create_ledger and upgrade_ledger call it';
