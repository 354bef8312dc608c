-- How strong chains of custody are.  The ledger's own function custody_finding calls this.

CREATE FUNCTION materials.custody_chains(lot_ids pg_catalog.int8[], strengths pg_catalog.int4[], output_ids pg_catalog.int8[], input_ids pg_catalog.int8[],
		OUT lot_id pg_catalog.int8, OUT known_strength pg_catalog.int4, OUT strength pg_catalog.int4) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 500 COST 10000;
COMMENT ON FUNCTION materials.custody_chains(int8[], int4[], int8[], int8[]) IS
	'of lots with the strength of their chain-of-custody models (1 the weakest, 2 not stated, 6 and 7 whole) and what went into what: the weakest strength in each lot''s chain, itself included, and the weakest that is stated. A lot hands on what is weaker than its own, one that states none hands on all; lots whose chain is whole have no row';
