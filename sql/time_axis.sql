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
