-- A small ledger for settle.sql, fix.sql and settle_random.sql: cells of a few components, some of them of makers of whom little is known.
INSERT INTO import_party (code, name, kind, government_of, incorporated_in) VALUES
	('STATE', 'Government of China', 'government', 'CN', NULL), ('GOOD', 'Good Maker', 'company', NULL, 'US'), ('GOOD2', 'Second Maker', 'company', NULL, 'KR'), ('BAD', 'State Maker', 'company', NULL, 'KR'), ('BAD2', 'Other State Maker', 'company', NULL, 'KR'),
	('NAMED', 'BYD', 'company', NULL, 'CN'), ('LISTED', 'Listed Maker', 'company', NULL, 'US'), ('OPEN', 'Open Maker', 'company', NULL, 'KR'), ('OPEN2', 'Other Open Maker', 'company', NULL, NULL), ('HELD', 'Held Maker', 'company', NULL, 'KR'), ('FUND', 'Fund', 'company', NULL, 'KR');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', p.code FROM party AS p WHERE p.code NOT IN ('OPEN', 'OPEN2', 'FUND', 'STATE');
INSERT INTO import_interest (owner, owned, share) VALUES ('STATE', 'BAD', '51%'), ('STATE', 'BAD2', '51%'), ('FUND', 'HELD', '60%');
INSERT INTO import_listing (party, list, entry) VALUES ('NAMED', 'NDAA24-154', 'BYD Company, Limited'), ('LISTED', '1260H', 'Listed Maker');
INSERT INTO import_programme (code, name) VALUES ('NEW', 'New');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('PACK', 'Pack', 'pack'), ('PART', 'Part', 'component_material');
INSERT INTO import_item (code, name, class) VALUES ('BOARD', 'Board', 'printed_circuit_board'), ('STORE', 'Storage', 'storage_system');
INSERT INTO import_item_property (item, property, value) VALUES ('STORE', 'technology', 'energy_storage');

-- A cell, its line L-… and its components: role, maker, cost, country (KR unless said otherwise; empty: not known).
CREATE FUNCTION pg_temp.cell(name text, parts jsonb, maker text DEFAULT 'GOOD', seller text DEFAULT 'GOOD') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	part record;
BEGIN
	INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES (name, 'CELL', maker, 'US', 'cell_assembly', '2028-02-01', '6 each');
	FOR part IN SELECT p.*, o.n FROM jsonb_array_elements(parts) WITH ORDINALITY AS o (body, n), jsonb_to_record(o.body) AS p (role text, maker text, cost numeric, country text) LOOP
		INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source)
		VALUES (format('%s.%s', name, part.n), 'PART', part.role, part.maker, nullif(coalesce(part.country, 'KR'), '')::country, 'component_making', '2028-01-01', '1 kg', true);
		INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES (name, format('%s.%s', name, part.n), '1 kg', part.cost, 'USD');
	END LOOP;
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', name), ('no_feoc_licence', name);
	INSERT INTO import_contract_line (contract, seller, signed_on, line, programme, item, quantity, procured_on, obligated_on, lots) VALUES ('C-' || name, seller, '2027-08-01', 'L-' || name, 'NEW', 'CELL', '6 each', '2028-06-01', '2028-06-01', ARRAY[name]);
END $$;

-- A storage system of parts at their direct cost.
CREATE FUNCTION pg_temp.storage(name text, parts jsonb) RETURNS void LANGUAGE sql AS $$
	INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES (name, 'STORE', 'GOOD', 'US', 'system_assembly', '2028-03-01', '1 each');
	INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, primary_source)
		SELECT format('%s.%s', name, p.n), 'PART', p.body ->> 'maker', 'US', 'component_making', '2028-02-01', '1 each', true FROM jsonb_array_elements(parts) WITH ORDINALITY AS p (body, n);
	INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) SELECT name, format('%s.%s', name, p.n), '1 each', (p.body ->> 'cost')::numeric, 'USD' FROM jsonb_array_elements(parts) WITH ORDINALITY AS p (body, n);
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', name);
	INSERT INTO import_contract_line (contract, line, item, quantity, lots) VALUES ('C-' || name, 'L-' || name, 'STORE', '1 each', ARRAY[name]);
	INSERT INTO import_line_property (line, property, value) VALUES ('L-' || name, 'construction_begins_on', '2028-05-01'), ('L-' || name, 'existing_contract_elected', 'false') $$;
