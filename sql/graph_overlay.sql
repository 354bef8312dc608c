-- What-if writes nothing: it works where nothing may be written, takes no transaction number, and ends with the transaction.
-- Then what is refused, with the whole message.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('supposed_ledger') \g /dev/null
SET search_path = supposed_ledger, materials, public;
INSERT INTO import_party (code, name, incorporated_in) VALUES ('OLD', 'Old Co', 'CN'), ('AUS', 'Aus Co', 'AU');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell');
INSERT INTO import_lot (code, material, producer, country, quantity, primary_source) VALUES ('ORE', 'natural_graphite', 'OLD', 'CN', '10 kg', true);
INSERT INTO import_lot (code, material, producer, country, quantity) VALUES ('PACK', 'battery', 'AUS', 'AU', '10 kg');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('PACK', 'ORE', '10 kg');
SELECT lots FROM maintain_flow();

BEGIN READ ONLY;
SELECT suppose_party('NEW', 'New Co', 'CA');
SELECT suppose_supplier('OLD', 'NEW');
SELECT suppose_interest('OLD', 'NEW', 'equity', '1/3');
SELECT suppose_listing('NEW', 'NDAA24-154', 'New Co');
SELECT suppose_declaration('inputs_complete', lot => 'PACK');
SELECT suppose_property('item', 'CELL', 'battery_category', 'ev');
SELECT suppose_export_stop('graphite', 'AU');
SELECT origin, country, share FROM origins('PACK', by => 'party');
SELECT count(*) > 0 AS asked FROM check_all('PACK');
SELECT status FROM control('NEW');
SELECT place, change, what, rows FROM supposed();
SELECT pg_current_xact_id_if_assigned() IS NULL AS no_transaction_number;
SAVEPOINT before;
SELECT suppose_lot('ORE', country => 'KR');
SELECT origin FROM origins('PACK', by => 'country');
ROLLBACK TO before;
SELECT origin FROM origins('PACK', by => 'country');
COMMIT;
SELECT origin, country, share FROM origins('PACK', by => 'party');
SELECT count(*) FROM supposed();
SELECT count(*) FROM party;

-- What is refused.
\set SHOW_CONTEXT never
BEGIN;
\set ON_ERROR_ROLLBACK on
SELECT suppose_supplier('NOBODY', 'AUS');
SELECT suppose_supplier('OLD', NULL);
SELECT suppose_supplier('OLD', 'AUS', material => 'unobtainium');
SELECT suppose_supplier('OLD', 'AUS', country => 'Atlantis');
SELECT suppose_party('OLD', 'Old', 'CN');
SELECT suppose_party(NULL, 'Old', 'CN');
SELECT suppose_lot('NONE', country => 'CN');
SELECT suppose_lot('ORE');
SELECT suppose_lot('PACK', primary_source => true);
SELECT suppose_interest('OLD', 'AUS', 'love', '10%');
SELECT suppose_interest('OLD', 'AUS', 'equity', '110%');
SELECT suppose_listing('AUS', 'SANTA', 'Aus Co');
SELECT suppose_listing(NULL, 'NDAA24-154');
SELECT suppose_declaration('peace');
SELECT suppose_declaration('peace', party => 'AUS');
SELECT suppose_property('lot', 'ORE', 'colour', 'red');
SELECT suppose_property('party', 'AUS', 'colour', 'red');
SELECT suppose_phase('NO-RULE', 'x', '2026-01-01');
SELECT suppose_phase('10USC4865', 'x', '2026-01-01');
SELECT suppose_phase('10USC4865', 'x', 'infinity');
SELECT suppose_export_stop('unobtainium', 'CN');
SELECT suppose_lot('ORE', country => 'KR');
SELECT maintain_flow();
SET LOCAL materials.overlay = 'nonsense';
SELECT count(*) FROM lot_at('infinity');
SET LOCAL materials.overlay = '{"change": "lot"}';
SELECT count(*) FROM lot_at('infinity');
SET LOCAL materials.overlay = '[{"change": "lot"}]';
SELECT suppose_lot('ORE', country => 'KR');
SET LOCAL materials.overlay = '[{"change": "lot", "ledger": 1, "lot": ["ORE"]}]';
SELECT supposed();
SET LOCAL materials.overlay = '[{"change": "lot", "ledger": 1, "lot": [1], "country": "ZZ"}]';
SELECT supposed();
SET LOCAL materials.overlay = '[{"change": "lot", "ledger": 1, "lot": [1], "primary_source": "yes"}]';
SELECT supposed();
SET LOCAL materials.overlay = '[{"change": "phase", "ledger": 1, "rule": "r", "version": "v"}]';
SELECT supposed();
SET LOCAL materials.overlay = '[]';
SELECT supposing('infinity');
ROLLBACK;
DROP SCHEMA supposed_ledger CASCADE;
