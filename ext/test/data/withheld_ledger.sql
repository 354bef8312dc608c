-- A chain with three parties whose names are withheld: a maker that a state holds through a holding, and a seller.  Who they are
-- is not in it.  The caller has begun a transaction, made the ledger and set the psql variable "ledger" to its name.
SET search_path = :"ledger", materials, public;
INSERT INTO import_party (code, name, kind, government_of, government_level, incorporated_in, headquarters_in, principal_place_in, withheld) VALUES
	('GOV', 'Government', 'government', 'CN', 'national', NULL, NULL, NULL, NULL),
	('R-1', 'Supplier R-1', 'company', NULL, NULL, 'SG', 'SG', 'SG', 'the buyer, under its agreement with the supplier'),
	('R-2', 'Holder R-2', 'company', NULL, NULL, 'SG', 'SG', 'SG', 'the buyer, under its agreement with the supplier'),
	('R-3', 'Seller R-3', 'company', NULL, NULL, 'US', 'US', 'US', 'the agency'),
	('CLEAN', 'Clean', 'company', NULL, NULL, 'US', 'US', 'US', NULL), ('MAKER', 'Maker', 'company', NULL, NULL, 'US', 'US', 'US', NULL),
	('NOBODY', 'Somebody', 'redacted', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO import_interest (owner, owned, share) VALUES ('GOV', 'R-2', '60%'), ('R-2', 'R-1', '60%'), ('NOBODY', 'CLEAN', '5%');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', u FROM unnest(ARRAY['R-1', 'R-2', 'R-3', 'CLEAN', 'MAKER']) AS u;
INSERT INTO import_listing (party, list, entry) VALUES ('R-1', '1260H', 'withheld');
INSERT INTO import_item (code, name, class, material, unit_mass) VALUES ('POWDER', 'Powder', 'component_material', 'graphite', NULL), ('CELL-1', 'Cell', 'cell', NULL, '70 g'), ('PACK-1', 'Pack', 'pack', NULL, '10 kg');
INSERT INTO import_lot (code, item, role, producer, country, quantity, primary_source) VALUES
	('OXIDE', 'POWDER', NULL, 'CLEAN', 'US', '20 kg', true), ('CATHODE', 'POWDER', 'cathode_material', 'CLEAN', 'US', '10 kg', false), ('ANODE', 'POWDER', 'anode_material', 'R-1', 'SG', '10 kg', true),
	('BATTERY', 'CELL-1', NULL, 'MAKER', 'US', '100 each', false), ('SET', 'PACK-1', NULL, 'MAKER', 'US', '1 each', false);
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES
	('CATHODE', 'OXIDE', '10 kg', 10, 'USD'), ('BATTERY', 'CATHODE', '9 kg', 90, 'USD'), ('BATTERY', 'ANODE', '1 kg', 10, 'USD'), ('SET', 'BATTERY', '100 each', 500, 'USD');
INSERT INTO import_transfer (lot, from_party, to_party, transferred_on, quantity) VALUES ('ANODE', 'R-1', 'MAKER', '2031-02-10', '1 kg');
INSERT INTO import_declaration (claim, lot) SELECT c, l FROM unnest(ARRAY['CATHODE', 'BATTERY', 'SET']) AS l, unnest(ARRAY['inputs_complete', 'no_feoc_licence']) AS c;
INSERT INTO import_contract_line (contract, seller, signed_on, line, item, quantity, procured_on, obligated_on, delivered_on, lots) VALUES
	('K', 'R-3', '2032-01-01', 'K-1', 'PACK-1', '1 each', '2032-01-01', '2032-01-01', '2032-01-01', '{SET}'), ('K', NULL, NULL, 'K-2', 'CELL-1', '9 each', '2032-01-01', '2032-01-01', '2032-01-01', '{BATTERY}');
INSERT INTO import_list_entry (list, edition, name) VALUES ('1260H', 'waiting', 'Dark Graphite');
RESET search_path;
