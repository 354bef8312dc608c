-- Calls that take long tell how far they are.  With materials.progress_every at 0 each step is told.
\set SHOW_CONTEXT never
\pset format unaligned
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('progress');
SET search_path = progress, materials, public;
SET materials.as_of = '2026-11-21';
INSERT INTO import_party (code, name, incorporated_in) VALUES ('MAKER', 'Maker Inc.', 'US');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell');
INSERT INTO import_lot (code, item, material, step, producer, country, quantity, primary_source) VALUES
	('CELL-1', 'CELL', NULL, 'cell_assembly', 'MAKER', 'US', '50 kg', false), ('CELL-2', 'CELL', NULL, 'cell_assembly', 'MAKER', 'US', '50 kg', false), ('GR-1', NULL, 'graphite', 'mining', NULL, 'AU', '100 kg', true);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('CELL-1', 'GR-1', '50 kg'), ('CELL-2', 'GR-1', '50 kg');
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, procured_on, lots) VALUES ('C', '2026-06-01', 'C-1', 'CELL', '50 kg', '2028-02-01', '{CELL-1}'), ('C', NULL, 'C-2', 'CELL', '50 kg', '2028-02-01', '{CELL-2}');
SELECT count(*) FROM determine('C-1', '10USC4865');
SET client_min_messages = notice;

-- Nothing is told of what takes a moment.
SET materials.progress_every = '1h';
SELECT count(*) FROM screen();
SELECT count(*) FROM supply();

SET materials.progress_every = 0;
SELECT count(*) FROM screen('10USC4865');
SELECT count(*) FROM "check"('C-1', '10USC4865');
SELECT count(*) FROM verdict_calendar('C-1', '10USC4865', '2027-12-31', '2028-01-02');
SELECT count(*) FROM supply();
SELECT count(*) > 0 AS compared FROM world_comparison();
SELECT length(portfolio_flow('2026-11-21', 'infinity')) > 0 AS drawn;
SELECT line, rule, matches FROM replay();

-- None are wanted.
SET materials.progress_every = -1;
SELECT count(*) FROM screen('10USC4865');
