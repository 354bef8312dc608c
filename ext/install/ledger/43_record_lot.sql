-- A lot and what it was made of, recorded by one call: one round trip, and less work than two statements.

CREATE OR REPLACE FUNCTION record_lot(code materials.code, quantity materials.quantity, inputs bigint[] DEFAULT '{}', drawn materials.quantity[] DEFAULT '{}',
		item_id bigint DEFAULT NULL, material text DEFAULT NULL, role text DEFAULT NULL, producer_id bigint DEFAULT NULL, site_id bigint DEFAULT NULL,
		country materials.country DEFAULT NULL, step text DEFAULT NULL, made_on date DEFAULT NULL, unit_mass materials.quantity DEFAULT NULL,
		event_id bigint DEFAULT NULL, primary_source boolean DEFAULT false, untraced_reason text DEFAULT NULL, custody_model text DEFAULT NULL,
		costs numeric[] DEFAULT NULL, currency text DEFAULT NULL, source text DEFAULT NULL) RETURNS bigint
	LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
	SELECT materials.flow_record('lot'::regclass, record_lot.code, record_lot.quantity, record_lot.item_id, record_lot.material, record_lot.role,
		record_lot.producer_id, record_lot.site_id, record_lot.country, record_lot.step, record_lot.made_on, record_lot.unit_mass, record_lot.event_id,
		coalesce(record_lot.primary_source, false), record_lot.untraced_reason, record_lot.custody_model, record_lot.source,
		record_lot.inputs, record_lot.drawn, record_lot.costs, record_lot.currency);
END;
COMMENT ON FUNCTION record_lot(materials.code, materials.quantity, bigint[], materials.quantity[], bigint, text, text, bigint, bigint, materials.country, text, date, materials.quantity,
	bigint, boolean, text, text, numeric[], text, text) IS
	'records a lot and what it was made of: how much was drawn from each of the input lots, in the same order; everything or nothing. It checks and refuses what INSERTs into lot and consumption would. Returns the number of the lot';
