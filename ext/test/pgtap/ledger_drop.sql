-- A ledger goes when its schema is dropped, the extension only after all ledgers.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT plan(10);

SELECT materials.create_ledger('one'), materials.create_ledger('two') \g /dev/null
INSERT INTO one.import_party (code, name) VALUES ('P', 'P');
SELECT throws_ok(format('DROP %s', what), '2BP01', NULL, format('DROP %s is refused while a ledger exists', what))
FROM (VALUES ('EXTENSION materials'), ('SCHEMA materials'), ('TYPE materials.quantity'), ('FUNCTION materials.known_at()'), ('SCHEMA one')) AS d (what);
SELECT is((SELECT count(*) FROM one.party), 1::bigint, 'and nothing is lost');
SELECT lives_ok(format('DROP SCHEMA %I CASCADE', ledger), format('ledger %s is dropped as a schema', ledger)) FROM materials.ledgers();
SELECT lives_ok('DROP EXTENSION materials', 'DROP EXTENSION goes through once no ledger is left');
SELECT is((SELECT count(*) FROM pg_event_trigger WHERE evtname LIKE 'materials%'), 0::bigint, 'and takes its event trigger along');

SELECT * FROM finish();
ROLLBACK;
