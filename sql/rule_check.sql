-- What check, check_all, screen and explain refuse, and how they say so; and the shape of what they answer.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('rule_check');
SET materials.as_of = '2026-11-21';

INSERT INTO rule_check.import_party (code, name, incorporated_in) VALUES ('MAKER', 'Maker Inc.', 'US'), ('NINGDE', 'Cell maker of Ningde', 'CN');
INSERT INTO rule_check.import_declaration (claim, party) VALUES ('ownership_complete', 'MAKER');
INSERT INTO rule_check.import_listing (party, list, entry) VALUES ('NINGDE', 'NDAA24-154', 'Contemporary Amperex Technology Company, Limited (CATL)');
INSERT INTO rule_check.import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('BOLT', 'Bolt', 'structure'), ('RACK', 'Rack', 'electronics'), ('SAME', 'Same code', 'cell'), ('NONE-MADE', 'Never made', 'cell');
INSERT INTO rule_check.import_lot (code, item, producer, country, step, made_on, quantity) VALUES
	('CELL-1', 'CELL', 'MAKER', 'US', 'cell_assembly', '2026-05-01', '10 each'), ('CELL-2', 'CELL', 'NINGDE', 'HU', 'cell_assembly', '2026-05-01', '10 each'),
	('BOLT-1', 'BOLT', NULL, NULL, NULL, NULL, '10 each'), ('RACK-1', 'RACK', 'MAKER', 'US', NULL, NULL, '1 each'), ('SAME', 'SAME', 'MAKER', 'US', NULL, NULL, '1 each');
INSERT INTO rule_check.import_contract_line (contract, signed_on, line, item, quantity, procured_on, obligated_on, lots) VALUES
	('C-1', '2026-06-01', 'C-1/1', 'CELL', '10 each', '2028-02-01', '2028-02-01', '{CELL-2}'),
	('C-1', NULL, 'C-1/2', 'CELL', '10 each', '2028-02-01', '2028-02-01', '{}'),
	('C-1', NULL, 'C-1/3', 'CELL', '20 each', '2028-02-01', '2028-02-01', '{CELL-1}'),
	('C-2', NULL, 'C-2/1', 'CELL', '10 each', NULL, NULL, '{CELL-2}');

-- The name: reserved as a word, free behind the schema.
SELECT rule, status FROM rule_check.check('C-1/1') WHERE rule IN ('10USC4865', 'NDAA24-154');
SELECT rule, status FROM rule_check."check"('C-1/1', 'NDAA24-154');

-- What is not there.
SELECT * FROM rule_check.check('C-1/1', 'NO-SUCH-RULE');
SELECT * FROM rule_check.check('NOWHERE');
SELECT * FROM rule_check.check('CELL-1', subject_kind => 'line');
SELECT * FROM rule_check.check('CELL-1', subject_kind => 'pallet');
SELECT * FROM rule_check.check('SAME');
SELECT kind, line_ids, cardinality(root_ids) FROM rule_check.subject_of('SAME', 'item');
SELECT * FROM rule_check.check('C-1/1', policies => '[]');
SELECT * FROM rule_check.check('C-1/1', policies => '{"reading": "mine"}');
SELECT * FROM rule_check.check('C-1/1', policies => '{"tracing": "no_trace"}');
SELECT * FROM rule_check.check('C-1/1', policies => '{"tracing": 1}');
SELECT * FROM rule_check.check_all('NOWHERE');
SELECT * FROM rule_check.explain('C-1/1', 'NO-SUCH-RULE');
SELECT * FROM rule_check.explain('NOWHERE', 'NDAA24-154');
SELECT * FROM rule_check.screen('NO-SUCH-RULE');
SELECT * FROM rule_check.screen(programme => 'NOWHERE');
SELECT * FROM rule_check.check(repeat('x', 1000000));
SELECT * FROM rule_check.check('C-1/1', repeat('x', 1000000));

-- What stays open says why.
SELECT line, rule, status, share_min, share_max, reason FROM rule_check.screen() WHERE rule IN ('10USC4865', 'NDAA24-154') ORDER BY line, rule;
SELECT rule, status, reason FROM rule_check.check_all('CELL-1', as_of => '2028-06-01') WHERE rule IN ('10USC4865', 'NDAA24-154');
SELECT rule, status, reason FROM rule_check.check_all('CELL-1') WHERE rule IN ('10USC4865', 'NDAA24-154');
SELECT rule, status, reason FROM rule_check.check_all('BOLT-1', as_of => '2028-06-01') WHERE rule IN ('10USC4865', 'NDAA24-154');
SELECT rule, status, reason FROM rule_check.check_all('RACK-1', as_of => '2028-06-01') WHERE rule IN ('10USC4865', 'NDAA24-154');
SELECT rule, status, reason FROM rule_check.check_all('CELL', 'item', as_of => '2028-06-01') WHERE rule IN ('10USC4865', 'NDAA24-154');
SELECT rule, status, reason FROM rule_check.check_all('NONE-MADE', 'item', as_of => '2028-06-01') WHERE rule IN ('10USC4865', 'NDAA24-154');
INSERT INTO rule_check.import_declaration (claim, item) VALUES ('no_battery', 'RACK');
SELECT rule, status, reason FROM rule_check.check_all('RACK-1', as_of => '2028-06-01') WHERE rule IN ('10USC4865', 'NDAA24-154');

-- A waiver needs an official with authority and a day within the time that the law gives.
INSERT INTO rule_check.import_waiver (code, rule, line, granted_by, valid_from, valid_to) VALUES
	('W-1', '10USC4865', 'C-1/1', 'Contracting officer', '2028-01-01', '2028-12-31'), ('W-2', '10USC4865', 'C-1/1', 'SecDef', '2027-01-01', '2028-12-31');
SELECT rule, status FROM rule_check.check('C-1/1', '10USC4865');
SELECT kind, effect, role, detail FROM rule_check.explain('C-1/1', '10USC4865') WHERE kind = 'waiver';
INSERT INTO rule_check.import_waiver (code, rule, item, granted_by, valid_from, valid_to) VALUES ('W-3', '10USC4865', 'CELL', 'Under Secretary of Defense for Acquisition and Sustainment', '2028-01-01', '2028-12-31');
SELECT rule, status, reason FROM rule_check.check('C-1/1', '10USC4865');

-- Every finding of a small case.
SELECT finding, kind, effect, lot, party, role, path, detail, documents FROM rule_check.explain('C-1/1', 'NDAA24-154');

DROP SCHEMA rule_check CASCADE;
