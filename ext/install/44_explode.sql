-- Explosion of bills of materials.  The ledger's own functions explode and explode_material call this.

CREATE FUNCTION materials.explode_needs(root pg_catalog.int8, from_items pg_catalog.int8[], to_items pg_catalog.int8[], groups pg_catalog.int4[], factors_min materials.fraction[], factors_max materials.fraction[],
		targets pg_catalog.int4[], target_items pg_catalog.int8[], weights_min materials.fraction[], weights_max materials.fraction[],
		OUT target pg_catalog.int4, OUT level_min pg_catalog.int4, OUT level_max pg_catalog.int4, OUT need_min materials.fraction, OUT need_max materials.fraction, OUT circle pg_catalog.int8[]) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100 COST 100000;
COMMENT ON FUNCTION materials.explode_needs(int8, int8[], int8[], int4[], fraction[], fraction[], int4[], int8[], fraction[], fraction[]) IS
	'what one of an item takes of each target, down through bills of materials: each takes of another a factor (an upper one that is NULL has no bound), of those in one group but one; a target is some items with weights. One row a target below the root, or one with a circle where items go into themselves';
