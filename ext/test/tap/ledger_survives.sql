-- Two ledgers for ledger_survives.pl: the case G1 with owners, documents and a correction; and one with a loop and gaps.
SET client_min_messages = warning;
SELECT materials.create_ledger('north');
SELECT materials.create_ledger('south');

SET search_path = north, materials;
INSERT INTO import_party (code, name, incorporated_in) VALUES ('S1', 'Supplier 1', 'US'), ('S2', 'Supplier 2', 'KR'), ('S3', 'Supplier 3', 'AU');
INSERT INTO import_party (code, name, kind, government_of, government_level) VALUES ('GOV', 'Government of Utopia', 'government', 'CN', 'national');
INSERT INTO import_interest (owner, owned, share, valid_from) VALUES ('GOV', 'S2', '1/3', '2025-01-01'), ('S3', 'S2', '51%', NULL);
INSERT INTO import_document (code, kind, title, issuer, issued_on, valid_to) VALUES ('DOC-1', 'declaration', 'Statement', 'S1', '2026-01-01', '2027-12-31');
INSERT INTO import_declaration (claim, party, declarant, document, valid_to) VALUES ('ownership_complete', 'S1', 'S1', 'DOC-1', '2027-12-31');
INSERT INTO import_item (code, name, class, unit_mass, maker) VALUES ('CELL', 'Cell "L"', 'cell', '0.07 kg', 'S1');
INSERT INTO import_lot (code, material, producer, country, quantity, primary_source)
SELECT code, 'assembly', producer, 'US', quantity, producer IS NOT NULL
FROM (VALUES ('A01', 'S1', '750 kg'), ('A02', 'S1', '500 kg'), ('A05', 'S1', '100 kg'), ('A06', 'S1', '200 kg'), ('A03', 'S2', '750 kg'),
	('A07', 'S2', '50 kg'), ('A04', 'S3', '500 kg'), ('A08', 'S3', '450 kg'), ('B01', NULL, '1250 kg'), ('B02', NULL, '1250 kg'),
	('B03', NULL, '300 kg'), ('B04', NULL, '500 kg'), ('C01', NULL, '1000 kg'), ('C02', NULL, '300 kg'), ('D01', NULL, '700 kg')) AS v (code, producer, quantity);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('B01', 'A01', '750 kg'), ('B01', 'A02', '500000 g'), ('B02', 'A03', '0.75 t'),
	('B02', 'A04', '500 KGM'), ('B03', 'A05', '100 kg'), ('B03', 'A06', '200 kg'), ('B04', 'A07', '50 kg'), ('B04', 'A08', '450 kg'), ('C01', 'B01', '400 kg'),
	('C01', 'B02', '600 kg'), ('D01', 'C01', '500 kg'), ('D01', 'C02', '200 kg'), ('C02', 'B03', '100 kg'), ('C02', 'B04', '200 kg');
INSERT INTO import_lot (code, material, quantity, untraced_reason) VALUES ('WRONG', 'steel', '1 kg', 'not_asked');
INSERT INTO correction (relation, row_id, reason) SELECT 'lot', id, 'typed twice' FROM lot WHERE code = 'WRONG';
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, procured_on, obligated_on, lots) VALUES ('C-1', '2028-01-10', 'L-1', 'CELL', '100 kg', '2028-01-10', '2028-01-10', '{D01}');

SET search_path = south, materials;
INSERT INTO import_lot (code, material, quantity, primary_source) VALUES ('H0', 'steel', '100 kg', false), ('H1', 'steel', '50 kg', false), ('H2', 'steel', '50 kg', true);
INSERT INTO import_lot (code, material, quantity, untraced_reason) VALUES ('H3', 'lithium', '10 kg', 'refused'), ('H4', 'lithium', '10 kg', NULL);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('H0', 'H1', '50 kg'), ('H0', 'H2', '40 kg'), ('H1', 'H0', '50 kg'), ('H4', 'H3', '5 kg');
