-- What ownership questions refuse, with message and hint.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('control_messages');
SET search_path = control_messages, materials, public;
INSERT INTO party (code, name) VALUES ('X', 'X Ltd.');
CREATE FUNCTION pg_temp.refusal(query text, OUT state text, OUT message text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END $$;
\pset expanded on
SELECT * FROM pg_temp.refusal($$SELECT * FROM control('NOBODY')$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control(repeat('x', 1000000))$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control('X', site => 'NOWHERE')$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control('X', 'DOE-26')$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control('X', repeat('d', 1000000))$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control('X', NULL)$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control_all('DOE-26')$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control('X', policies => '{"unknown_holders": "ignored"}')$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control('X', policies => '{"metric_path": "any"}')$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control('X', policies => '{"metric_path": null}')$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control('X', policies => '{"metric_path": 1}')$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM control('X', policies => '["metric_path"]')$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM integrated_ownership('NOBODY')$$);
SELECT * FROM pg_temp.refusal($$SELECT * FROM integrated_ownership('X', metric => 'shares')$$);
-- The engine itself, called without its ledger's functions.
SELECT * FROM pg_temp.refusal($$SELECT * FROM ownership_standing('party', 'DOE-26', '2026-11-21', 'infinity', false, false, true, '{}')$$);
-- Nobody named: an error, or nothing where a graph is given.
SELECT count(*) FROM control(NULL);
SELECT count(*) FROM integrated_ownership(NULL);
DROP SCHEMA control_messages CASCADE;
