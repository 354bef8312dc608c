-- The guard of a ledger's consumption (ext/graph/flow_guard*.c).  The ledger template makes the trigger.

CREATE FUNCTION materials.flow_guard() RETURNS pg_catalog.trigger
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.flow_guard() IS
	'checks and books what a statement consumed, as the ledger''s guard_consumption() states it, and that its lots and events exist';

CREATE FUNCTION materials.flow_guard_keys(consumption pg_catalog.regclass) RETURNS pg_catalog.int4
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 1000 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.flow_guard_keys(regclass) IS
	'lets materials.flow_guard() check the foreign keys of a ledger''s consumption in place of their row-by-row triggers, which it disables; returns how many; create_ledger and upgrade_ledger call it';

CREATE FUNCTION materials.flow_books() RETURNS pg_catalog.bool
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.flow_books() IS 'true while materials.flow_guard() writes a ledger''s lot_balance';

CREATE FUNCTION materials.flow_record(lot pg_catalog.regclass, code materials.code, quantity materials.quantity, item_id pg_catalog.int8, material pg_catalog.text, role pg_catalog.text,
		producer_id pg_catalog.int8, site_id pg_catalog.int8, country materials.country, step pg_catalog.text, made_on pg_catalog.date, unit_mass materials.quantity, event_id pg_catalog.int8,
		primary_source pg_catalog.bool, untraced_reason pg_catalog.text, custody_model pg_catalog.text, source pg_catalog.text,
		inputs pg_catalog.int8[], drawn materials.quantity[], costs pg_catalog."numeric"[] DEFAULT NULL, currency pg_catalog.text DEFAULT NULL) RETURNS pg_catalog.int8
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION materials.flow_record(regclass, materials.code, materials.quantity, int8, text, text, int8, int8, materials.country, text, date, materials.quantity, int8, bool, text, text, text, int8[], materials.quantity[], "numeric"[], text) IS
	'records a lot in the ledger whose table lot is given, and what it was made of; the ledger''s record_lot() calls it';
