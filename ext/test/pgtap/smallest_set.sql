-- smallest_set: the function that is asked, and what it refuses.  Which sets are found is tested in ext/test/unit/smallest_set_test.c.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT plan(10);

-- Enough where the weights of the members reach the threshold.
CREATE FUNCTION pg_temp.reaches(members integer[], about jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT coalesce(sum((about -> 'weights' ->> (m - 1))::integer), 0) >= (about ->> 'threshold')::integer FROM unnest(members) AS m $$;
CREATE FUNCTION pg_temp.never(members integer[], about jsonb) RETURNS boolean LANGUAGE sql AS $$ SELECT NULL::boolean $$;
CREATE FUNCTION pg_temp.faulty(members integer[], about jsonb) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE division_by_zero; END $$;
CREATE FUNCTION pg_temp.other(members bigint[], about jsonb) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;

SELECT is((s.found, s.members, s.proven), (true, '{1,2}'::integer[], true), 'the most wanted of the smallest sets')
FROM materials.smallest_set(4, 'pg_temp.reaches(integer[],jsonb)'::regprocedure, '{"weights": [50, 30, 20, 30], "threshold": 60}', true, 0) AS s;
SELECT is((s.found, s.members, s.proven), (true, '{}'::integer[], true), 'nothing, where nothing is enough')
FROM materials.smallest_set(2, 'pg_temp.reaches(integer[],jsonb)'::regprocedure, '{"weights": [1, 1], "threshold": 0}', true, 0) AS s;
SELECT is((s.found, s.members, s.proven), (false, '{}'::integer[], false), 'no set, where all are not enough')
FROM materials.smallest_set(2, 'pg_temp.reaches(integer[],jsonb)'::regprocedure, '{"weights": [1, 1], "threshold": 3}', true, 0) AS s;
SELECT is((s.found, s.questions), (false, 1::bigint), 'an empty answer is no yes')
FROM materials.smallest_set(0, 'pg_temp.never(integer[],jsonb)'::regprocedure, '{}', true, 0) AS s;
SELECT is((s.found, s.members, s.proven), (true, '{1,2,3}'::integer[], false), 'without questions to prove it the set is not proven')
FROM materials.smallest_set(6, 'pg_temp.reaches(integer[],jsonb)'::regprocedure, '{"weights": [1, 1, 1, 1, 1, 1], "threshold": 3}', false, 0) AS s;
SELECT throws_ok($$SELECT materials.smallest_set(1, 'pg_temp.faulty(integer[],jsonb)'::regprocedure, '{}', true, 0)$$, '22012', NULL, 'an error of the function that is asked is passed on');
SELECT throws_ok($$SELECT materials.smallest_set(1, 'pg_temp.other(bigint[],jsonb)'::regprocedure, '{}', true, 0)$$, '22023', 'function "other" cannot be asked about sets', 'a function with other arguments cannot be asked');
SELECT throws_ok($$SELECT materials.smallest_set(1, 0::regprocedure, '{}', true, 0)$$, '42883', NULL, 'nor one that is not there');
SELECT throws_ok($$SELECT materials.smallest_set(5000, 'pg_temp.never(integer[],jsonb)'::regprocedure, '{}', true, 0)$$, '54000', NULL, 'there is a limit of members');
CREATE ROLE smallest_set_stranger;
CREATE SCHEMA smallest_set_test;
CREATE FUNCTION smallest_set_test.secret(members integer[], about jsonb) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
REVOKE EXECUTE ON FUNCTION smallest_set_test.secret FROM PUBLIC;
GRANT USAGE ON SCHEMA smallest_set_test TO smallest_set_stranger;
SELECT set_config('test.secret', 'smallest_set_test.secret(integer[],jsonb)'::regprocedure::oid::text, true) \g /dev/null
SET LOCAL ROLE smallest_set_stranger;
SELECT set_config('test.state', '', true) \g /dev/null
DO $$ BEGIN
	PERFORM materials.smallest_set(1, current_setting('test.secret')::oid::regprocedure, '{}', true, 0);
EXCEPTION WHEN insufficient_privilege THEN PERFORM set_config('test.state', 'refused', true);
END $$;
RESET ROLE;
SELECT is(current_setting('test.state'), 'refused', 'whoever may not execute a function cannot have it asked');

SELECT * FROM finish();
ROLLBACK;
