-- Settings made before the library is loaded, as by a connection pooler or ALTER ROLE: they hold, and a bad one is refused.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET client_min_messages = notice;

\c -
SET materials.as_of = '2026-11-21';
SET materials.known_at = '2026-11-21T12:00:00+01:00';
SELECT materials.as_of(), materials.known_at() AT TIME ZONE 'UTC' AS known_at;

\c -
BEGIN;
SET LOCAL materials.as_of = '2026-11-21';
SELECT materials.as_of();
COMMIT;
SELECT materials.as_of() = (now() AT TIME ZONE 'UTC')::date AS today;

-- No question is answered until the setting is put right: an answer would be about another time.
\c -
SET materials.as_of = 'yesterday';
SELECT materials.as_of();
SELECT '5 kg'::materials.quantity;
SET materials.as_of = '2026-11-20';
SELECT materials.as_of();

\c -
SET materials.known_at = '2026-11-21';
SELECT materials.known_at();
RESET materials.known_at;
SELECT materials.known_at();
SET materials.known_at = '2026-11-21';

\c -
SET materials.knwon_at = '2026-11-21T12:00:00Z';
SELECT materials.known_at();
SET materials.knwon_at = '2026-11-21T12:00:00Z';

-- One form of a day and of an instant: what is taken is what the server's own reader makes of it, the rest is refused.
\c -
CREATE FUNCTION pg_temp.known_at(written text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('materials.known_at', written, false);
	RETURN CASE WHEN materials.known_at() = written::timestamptz THEN to_char(materials.known_at() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') ELSE 'read as another instant' END;
EXCEPTION WHEN invalid_parameter_value THEN
	RETURN 'refused';
END
$$;
CREATE FUNCTION pg_temp.as_of(written text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('materials.as_of', written, false);
	RETURN CASE WHEN materials.as_of() = written::date THEN to_char(materials.as_of(), 'YYYY-MM-DD') ELSE 'read as another day' END;
EXCEPTION WHEN invalid_parameter_value THEN
	RETURN 'refused';
END
$$;
SELECT written, pg_temp.known_at(written) FROM (VALUES
	('2026-11-21T12:00:00Z'), ('2026-11-21 12:00:00Z'), ('2026-11-21T12:00:00+01'), ('2026-11-21T12:00:00-05:30'), ('2026-11-21T00:30:00+15:59'), ('2026-11-21T12:00:00.5Z'),
	('2026-11-21T12:00:00.123456+00'), ('2026-11-21T12:00:00.1234567Z'), ('2026-11-21T12:00:00.Z'), ('2026-11-21T12:00:00'), ('2026-11-21T12:00Z'), ('2026-11-21_12:00:00Z'),
	('2026-11-21T24:00:00Z'), ('2026-11-21T12:60:00Z'), ('2026-11-21T12:00:60Z'), ('2026-11-21T12:00:00+1'), ('2026-11-21T12:00:00*01'), ('2026-11-21T12:00:00+16'),
	('2026-11-21T12:00:00+01:60'), ('2026-11-21T12:00:00Z '), ('2026-11-21T12:00:00+01:00:00'), ('26-11-21T12:00:00Z')) AS instant (written);
SELECT written, pg_temp.as_of(written) FROM (VALUES
	('2028-02-29'), ('2000-02-29'), ('2026-12-31'), ('0001-01-01'), ('2026-02-29'), ('1900-02-29'), ('2026-04-31'), ('2026-13-01'), ('2026-00-01'), ('2026-01-00'), ('0000-01-01'), ('2026-1-1'),
	('2026-11-21 '), ('21.11.2026')) AS day (written);
