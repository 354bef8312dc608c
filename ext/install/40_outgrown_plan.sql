-- Plans that sessions keep, and tables that outgrow them.

CREATE FUNCTION materials.outgrown_plan() RETURNS pg_catalog.trigger
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10;
COMMENT ON FUNCTION materials.outgrown_plan() IS 'trigger of tables that questions look up lot by lot: each time the table has doubled, sessions plan anew what they ask of it, instead of keeping a plan for the few rows that there were';
