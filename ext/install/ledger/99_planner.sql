-- Questions are asked about a few rows through many small functions, and their plans are estimated high: compiling such a
-- plan takes seconds where running it takes milliseconds.  Functions that are planned by themselves, because they are
-- STRICT or in PL/pgSQL, therefore do without.

DO $$
DECLARE
	name text;
BEGIN
	FOR name IN
		SELECT p.oid::regprocedure::text FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
		WHERE p.pronamespace = current_schema()::regnamespace AND p.prorettype <> 'trigger'::regtype
			AND (l.lanname = 'plpgsql' OR l.lanname = 'sql' AND p.proisstrict AND p.proretset)
	LOOP
		EXECUTE format('ALTER FUNCTION %s SET jit = off', name);
	END LOOP;
END
$$;
