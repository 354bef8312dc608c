-- The rulebook as the planner knows it.  Most of its tables are too small for autovacuum ever to look at them, and the planner
-- takes a small table that nobody looked at for ten pages of rows.

DO $$
BEGIN
	EXECUTE 'ANALYZE ' || (SELECT string_agg(c.oid::regclass::text, ', ' ORDER BY c.relname COLLATE "C") FROM pg_class AS c WHERE c.relnamespace = 'materials'::regnamespace AND c.relkind = 'r');
END
$$;
