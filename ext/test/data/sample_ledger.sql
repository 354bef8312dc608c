-- A small ledger with something of everything, for tests that carry a ledger elsewhere and ask again.
-- The caller has begun a transaction, made the ledger and set the psql variable "ledger" to its name.
SET search_path = :"ledger", materials, public;

-- Words that users add to the vocabulary belong to them and travel with a dump.
INSERT INTO materials.list (list, title, authority) VALUES ('HOUSE', 'Our own list', 'Purchasing') ON CONFLICT DO NOTHING;
INSERT INTO materials.material (material, title, part_of) VALUES ('house_blend', 'House blend', 'graphite'), ('house_blend_fine', 'House blend, fine', 'house_blend') ON CONFLICT DO NOTHING;

INSERT INTO import_party (code, name, kind, government_of, government_level, incorporated_in, headquarters_in, lei) VALUES
	('STATE', 'People''s Government', 'government', 'CN', 'national', NULL, NULL, NULL),
	('FUND', 'State Fund', 'company', NULL, NULL, 'HK', 'HK', NULL),
	('ANODE', 'Anode Maker', 'company', NULL, NULL, 'SG', 'SG', NULL),
	('CELL', 'Cell Maker', 'company', NULL, NULL, 'US', 'US', '5493001KJTIIGC8Y1R12'),
	('MINE', 'Mine Ünï "One"', 'company', NULL, NULL, 'AU', 'AU', NULL),
	('CROSS', 'Cross Holder', 'company', NULL, NULL, 'DE', 'DE', NULL);
INSERT INTO import_interest (owner, owned, metric, share, valid_from) VALUES
	('STATE', 'FUND', 'equity', '100%', NULL), ('FUND', 'ANODE', 'equity', '[30%,40%]', '2024-01-01'), ('CROSS', 'ANODE', 'equity', '1/3', NULL),
	('ANODE', 'CROSS', 'equity', '10%', NULL), ('CROSS', 'CELL', 'voting', '20%', NULL);
INSERT INTO import_listing (party, list, entry, decision) VALUES ('ANODE', 'HOUSE', 'ANODE MAKER CO', 'confirmed'), ('MINE', 'HOUSE', 'MINE', 'rejected');
INSERT INTO import_site (code, name, operator, country, kind) VALUES ('PIT', 'Pit', 'MINE', 'AU', 'mine'), ('WORKS', 'Works', 'CELL', 'US', 'plant');
INSERT INTO import_item (code, name, class, material, unit_mass, maker) VALUES
	('ORE', 'Ore', 'raw_material', 'graphite', NULL, 'MINE'), ('POWDER', 'Anode powder', 'component_material', 'house_blend_fine', NULL, 'ANODE'),
	('CELL-1', 'Cell', 'cell', NULL, '70 g', 'CELL'), ('PACK-1', 'Pack', 'pack', NULL, '10 kg', 'CELL');
INSERT INTO import_component (item, component, quantity, scrap) VALUES ('PACK-1', 'CELL-1', '100 each', '1%');
INSERT INTO import_lot (code, item, role, producer, site, made_on, quantity, primary_source, untraced_reason) VALUES
	('ORE-1', 'ORE', NULL, 'MINE', 'PIT', '2026-01-05', '10 t', true, NULL),
	('ORE-2', 'ORE', NULL, NULL, NULL, NULL, '5 t', false, 'refused'),
	('POWDER-1', 'POWDER', 'anode_material', 'ANODE', NULL, '2026-02-01', '1.2 t', false, NULL),
	('POWDER-2', 'POWDER', 'anode_material', 'ANODE', NULL, '2026-02-02', '900 kg', false, NULL),
	('CELLS-1', 'CELL-1', NULL, 'CELL', 'WORKS', '2026-03-01', '10000 each', false, NULL),
	('PACK-A', 'PACK-1', NULL, 'CELL', 'WORKS', '2026-04-01', '40 each', false, NULL),
	('PACK-B', 'PACK-1', NULL, 'CELL', 'WORKS', '2026-04-02', '50 each', false, NULL);
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES
	('POWDER-1', 'ORE-1', '1 t', 900, 'USD'), ('POWDER-1', 'ORE-2', '500 kg', 300.25, 'USD'), ('POWDER-2', 'ORE-2', '1 t', 600.5, 'USD'),
	('CELLS-1', 'POWDER-1', '300 kg', 2000, 'USD'), ('CELLS-1', 'POWDER-2', '400 kg', 2400, 'USD'),
	('PACK-A', 'CELLS-1', '4000 each', NULL, NULL), ('PACK-B', 'CELLS-1', '5000 each', NULL, NULL);
-- The source itself says that more was drawn than made.
INSERT INTO import_consumption (output_lot, input_lot, quantity, excess_stated) VALUES ('PACK-B', 'CELLS-1', '1500 each', true);
INSERT INTO import_transfer (lot, from_party, to_party, transferred_on, quantity) VALUES ('POWDER-1', 'ANODE', 'CELL', '2026-02-10', '300 kg');
INSERT INTO import_document (code, kind, title, sha256, issuer, valid_to) VALUES ('STATEMENT', 'declaration', 'Statement of the mine', repeat('ab', 32), 'MINE', '2027-12-31');
INSERT INTO import_declaration (claim, lot, declarant, document) VALUES ('inputs_complete', 'POWDER-2', 'ANODE', NULL);
INSERT INTO import_event (code, allocation) VALUES ('SLITTING', 'proportional');
INSERT INTO import_lot (code, material, quantity, event) VALUES ('STRIP-1', 'steel', '2 kg', 'SLITTING'), ('STRIP-2', 'steel', '1 kg', 'SLITTING');
INSERT INTO import_lot (code, material, quantity, primary_source) VALUES ('COIL', 'steel', '9 kg', true);
INSERT INTO import_event_input (event, input_lot, quantity) VALUES ('SLITTING', 'COIL', '4 kg');
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('POWDER-2', 'C', '[99%,100%]');
INSERT INTO import_declaration (claim, party, declarant, document) VALUES ('ownership_complete', 'MINE', 'MINE', 'STATEMENT');
INSERT INTO import_licence (code, contractor, producer, item, right_quantity, right_timing) VALUES ('LIC-1', 'FUND', 'CELL', 'CELL-1', true, false);
INSERT INTO evidence (relation, row_id, document_id, grade) SELECT 'lot', lot_id('ORE-1'), document_id('STATEMENT'), 'B';
INSERT INTO import_programme (code, name, milestone_b_on) VALUES ('RADIO', 'Radio', '2025-01-01');
INSERT INTO import_site_asset (programme, site, item, lot, quantity) VALUES ('RADIO', 'WORKS', 'PACK-1', 'PACK-A', '2 each');
INSERT INTO import_contract_line (contract, buyer, seller, signed_on, line, programme, item, quantity, procured_on, obligated_on, delivered_on, lots) VALUES
	('N001', NULL, 'CELL', '2027-11-01', 'N001-1', 'RADIO', 'PACK-1', '40 each', '2027-11-01', '2027-11-01', '2028-02-01', '{PACK-A}'),
	('N001', NULL, NULL, NULL, 'N001-2', 'RADIO', 'PACK-1', '50 each', '2027-11-01', '2027-11-01', '2028-02-01', '{PACK-B}');
INSERT INTO import_waiver (code, rule, line, granted_by, valid_from, valid_to) VALUES ('W-1', '10USC4865', 'N001-2', 'Secretary of Defense', '2027-10-01', '2028-09-30');

-- Corrections: a lot was weighed again, a row of consumption was wrong, an interest was another.  Recorded later than all
-- the rest, so that known_at can ask before and after.

SET CONSTRAINTS over_consumption, interest_overlap DEFERRED;
INSERT INTO lot (code, revision, item_id, role, producer_id, made_on, quantity, recorded_at)
	SELECT l.code, 1, l.item_id, l.role, l.producer_id, l.made_on, '1.3 t', materials.recorded_at('ledger') + '1 s' FROM lot AS l WHERE l.code = 'POWDER-1';
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at)
	SELECT 'lot', o.id, n.id, 'weighed again', materials.recorded_at('ledger') + '1 s' FROM lot AS o JOIN lot AS n ON n.code = o.code AND n.revision = 1 WHERE o.code = 'POWDER-1' AND o.revision = 0;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, recorded_at) VALUES (lot_id('PACK-A', 'infinity'), lot_id('CELLS-1', 'infinity'), '3900 each', materials.recorded_at('ledger') + '1 s');
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at)
	SELECT 'consumption', min(c.id), max(c.id), 'counted again', materials.recorded_at('ledger') + '1 s' FROM consumption AS c WHERE c.output_lot_id = lot_id('PACK-A');
INSERT INTO interest (owner_id, owned_id, metric, share, recorded_at) VALUES (party_id('CROSS'), party_id('CELL'), 'voting', '26%', materials.recorded_at('ledger') + '1 s');
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at)
	SELECT 'interest', min(i.id), max(i.id), 'read wrongly', materials.recorded_at('ledger') + '1 s' FROM interest AS i WHERE i.owner_id = party_id('CROSS') AND i.owned_id = party_id('CELL');
SET CONSTRAINTS over_consumption, interest_overlap IMMEDIATE;
