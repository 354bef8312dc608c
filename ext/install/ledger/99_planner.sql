-- Questions are asked about a few rows through many small functions, and their plans are estimated high: compiling such a
-- plan takes seconds where running it takes milliseconds.  Functions that are planned by themselves, because they are
-- STRICT or have a search_path of their own, therefore do without.

DO $$
DECLARE
	name text;
BEGIN
	FOR name IN
		SELECT p.oid::regprocedure::text FROM pg_proc AS p
		WHERE p.pronamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema()) AND p.prorettype <> 'trigger'::regtype
			-- Functions that users put into the ledger's schema are theirs.
			AND (format('search_path=%I, pg_temp', current_schema()) = ANY (p.proconfig)
				OR p.prosqlbody IS NOT NULL AND p.proisstrict AND p.proretset)
	LOOP
		EXECUTE format('ALTER FUNCTION %s SET jit = off', name);
	END LOOP;
END
$$;
