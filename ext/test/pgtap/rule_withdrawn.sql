-- A cell withdrawn from a battery leaves the battery open: what it was is not known any more, so it may be what the rule tests.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('withdrawn') \g /dev/null
SELECT plan(3);
SET LOCAL search_path = withdrawn, materials, public;
INSERT INTO import_party (code, name, incorporated_in) VALUES ('PACKER', 'Packer', 'US'), ('OTHER', 'Other', 'US');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'PACKER'), ('ownership_complete', 'OTHER');
INSERT INTO import_item (code, name, class) VALUES ('P', 'pack', 'pack'), ('C', 'cell', 'cell'), ('H', 'housing', 'structure');
INSERT INTO import_lot (code, item, producer, country, quantity, primary_source) VALUES ('PACK-1', 'P', 'PACKER', 'US', '1 each', false), ('CELL-1', 'C', NULL, 'US', '10 each', true), ('CASE-1', 'H', 'OTHER', 'US', '1 each', true);
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('PACK-1', 'CELL-1', '10 each', 40, 'USD'), ('PACK-1', 'CASE-1', '1 each', 60, 'USD');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'PACK-1');
SELECT is((SELECT c.status FROM "check"('PACK-1', 'NDAA24-154', as_of => '2028-01-01') AS c), 'INDETERMINATE', 'a cell of an unknown maker leaves the pack open');
INSERT INTO correction (relation, row_id, reason) VALUES ('lot', lot_id('CELL-1'), 'recorded by mistake');
SELECT is((SELECT c.status FROM "check"('PACK-1', 'NDAA24-154', as_of => '2028-01-01') AS c), 'INDETERMINATE', 'withdrawing the cell does not clear the pack');
SELECT is((SELECT c.status FROM "check"('PACK-1', 'NDAA24-154', as_of => '2028-01-01', policies => '{"cells_and_pack": "topmost"}') AS c), 'NOT_PROHIBITED',
	'read as the pack alone, its maker and the maker of its majority decide');
SELECT * FROM finish();
ROLLBACK;
