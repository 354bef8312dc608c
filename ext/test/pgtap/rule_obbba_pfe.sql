-- Prohibited foreign entities, asked as a rule of the party (the public cases of ownership are in control_vectors); and makers of
-- components that are sold.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('rule_pfe') \g /dev/null
SET search_path = rule_pfe, materials, public;

INSERT INTO import_party (code, name, incorporated_in) VALUES ('CN', 'Holder Co.', 'CN'), ('US', 'Maker Inc.', 'US'), ('CONTROLLED', 'Controlled', 'US'), ('HALF', 'Half held', 'US'), ('QUARTER', 'Influenced', 'US'), ('LESS', 'Below a quarter', 'US'),
	('BELOW-INFLUENCED', 'Held by an influenced one', 'US'), ('DEBTOR', 'Indebted', 'US'), ('NAMED', 'Named', 'HU'), ('OPEN', 'Undisclosed', 'US');
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('CN', 'CONTROLLED', 'equity', '50.01%'), ('CN', 'HALF', 'equity', '50%'), ('CN', 'QUARTER', 'equity', '25%'), ('CN', 'LESS', 'equity', '24.99%'), ('QUARTER', 'BELOW-INFLUENCED', 'equity', '100%'), ('CN', 'DEBTOR', 'debt', '15.01%');
INSERT INTO import_listing (party, list, entry) VALUES ('NAMED', 'NDAA24-154', 'BYD Company, Limited');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', p.code FROM party AS p WHERE p.code <> 'OPEN';
CREATE TEMPORARY TABLE who (party text, verdict text, what text);
INSERT INTO who VALUES ('CN', 'PROHIBITED_FOREIGN_ENTITY', 'organized in a covered nation'), ('US', 'NO_PROHIBITED_FOREIGN_ENTITY', 'held by nobody there'), ('CONTROLLED', 'PROHIBITED_FOREIGN_ENTITY', 'controlled'),
	('HALF', 'PROHIBITED_FOREIGN_ENTITY', 'half is influence, not control'), ('QUARTER', 'PROHIBITED_FOREIGN_ENTITY', 'a quarter is influence'), ('LESS', 'NO_PROHIBITED_FOREIGN_ENTITY', 'less is not'),
	('BELOW-INFLUENCED', 'NO_PROHIBITED_FOREIGN_ENTITY', 'influence does not run down'), ('DEBTOR', 'PROHIBITED_FOREIGN_ENTITY', 'debt'), ('NAMED', 'PROHIBITED_FOREIGN_ENTITY', 'on a list'), ('OPEN', 'INDETERMINATE', 'who holds it nobody states');
SELECT is((SELECT c.status FROM rule_pfe."check"(w.party, 'OBBBA-PFE', 'party', as_of => '2026-11-21') AS c), w.verdict, format('%s: %s', w.party, w.what)) FROM who AS w;
SELECT is((SELECT c.status FROM rule_pfe."check"('CN', 'OBBBA-PFE', 'party', as_of => '2025-07-04') AS c), 'NOT_YET_EFFECTIVE', 'not on the day of enactment');

INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('STORAGE', 'Storage', 'storage_system');
INSERT INTO import_item_property (item, property, value) VALUES ('CELL', 'technology', 'battery_component'), ('STORAGE', 'technology', 'energy_storage');
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source) SELECT 'LOT-' || w.party, 'CELL', w.party, 'US', 'cell_assembly', '2026-02-01', '1 each', true FROM who AS w;
INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source) VALUES ('LOT-STORAGE', 'STORAGE', 'CN', 'US', 'system_assembly', '2026-02-01', '1 each', true);
INSERT INTO import_contract_line (contract, line, item, quantity, lots) SELECT 'C', 'SALE-' || w.party, 'CELL', '1 each', ARRAY['LOT-' || w.party] FROM who AS w;
INSERT INTO import_contract_line (contract, line, item, quantity, lots) VALUES ('C', 'SALE-STORAGE', 'STORAGE', '1 each', '{LOT-STORAGE}');
INSERT INTO import_line_property (line, property, value) SELECT l.code, 'component_sold_on', '2026-03-01' FROM contract_line AS l;
SELECT is(s.status, w.verdict, format('a component made by %s', w.party)) FROM who AS w JOIN screen('OBBBA-PFE') AS s ON s.line = 'SALE-' || w.party;
SELECT is((SELECT s.status FROM screen('OBBBA-PFE') AS s WHERE s.line = 'SALE-STORAGE'), 'NOT_APPLICABLE', 'storage is no component');
SELECT * FROM finish();
ROLLBACK;
