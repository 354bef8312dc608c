-- Rows for a ledger of random batteries; the including test has made the ledger, set the search path and the seed, and
-- says how many contract lines it wants (lines).  Names of parties say what they are: GOOD, BAD, OPEN.

INSERT INTO import_party (code, name, kind, government_of, incorporated_in)
	SELECT 'STATE', 'Government of China', 'government', 'CN', NULL
	UNION ALL SELECT format('GOOD%s', i), format('Good maker %s', i), 'company', NULL, (ARRAY['US', 'KR', 'DE', 'JP'])[i]::country FROM generate_series(1, 4) AS i
	UNION ALL SELECT format('BAD%s', i), format('Bad maker %s', i), 'company', NULL, (ARRAY['CN', 'KR', 'HU'])[i]::country FROM generate_series(1, 3) AS i
	UNION ALL SELECT format('OPEN%s', i), format('Open maker %s', i), 'company', NULL, 'KR' FROM generate_series(1, 2) AS i;
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', p.code FROM party AS p WHERE p.code LIKE 'GOOD%' OR p.code LIKE 'BAD%';
-- One is bad by its seat, one by who holds it, one by name.
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('STATE', 'BAD2', 'equity', '40%'), ('GOOD1', 'GOOD2', 'equity', '30%');
INSERT INTO import_listing (party, list, entry) VALUES ('BAD3', 'NDAA24-154', 'BYD Company, Limited');
INSERT INTO import_programme (code, name) VALUES ('NEW', 'New programme');
INSERT INTO import_item (code, name, class) VALUES ('DRONE', 'Drone', 'end_item'), ('BOARD', 'Board without battery', 'electronics'), ('OPEN-BOARD', 'Board', 'electronics'), ('PACK', 'Pack', 'pack'), ('CELL', 'Cell', 'cell'),
	('MATERIAL', 'Material', 'component_material'), ('HARDWARE', 'Hardware', 'structure');
-- Some lots are weighed, some are counted in pieces of known mass, some in pieces of which nobody says what they weigh.
INSERT INTO import_item (code, name, class, unit_mass) SELECT i.code || '-WEIGHED', i.name, i.class, '1 kg' FROM item AS i;
INSERT INTO import_declaration (claim, item) VALUES ('no_battery', 'BOARD'), ('no_battery', 'BOARD-WEIGHED');

-- The shape of each line's goods: numbered lots, each drawing from ones of greater numbers only.
CREATE TEMPORARY TABLE node (line integer, n integer, kind text, role text, PRIMARY KEY (line, n));
CREATE TEMPORARY TABLE draw (id bigint GENERATED ALWAYS AS IDENTITY, line integer, output integer, input integer, pieces integer, cost numeric, currency text);
INSERT INTO node SELECT l, n, CASE
		WHEN n = 0 THEN CASE WHEN l % 5 = 0 THEN 'end_item' WHEN l % 5 < 3 THEN 'pack' ELSE 'cell' END
		WHEN n <= 3 THEN CASE WHEN l % 5 = 0 AND n = 1 THEN 'pack' WHEN l % 5 = 0 AND n = 2 THEN 'board' ELSE 'cell' END
		WHEN n = 4 THEN 'electrode'
		WHEN n <= 11 THEN 'component'
		WHEN n = 12 THEN 'hardware'
		WHEN n = 13 THEN 'unclear'
		ELSE 'material' END
	FROM generate_series(1, :lines) AS l, generate_series(0, 20) AS n;
UPDATE node SET role = CASE kind WHEN 'hardware' THEN 'casing' WHEN 'component' THEN
	(ARRAY['cathode_material', 'anode_material', 'separator', 'electrolyte_salt', 'binder', 'cathode_foil', 'anode_foil'])[1 + floor(random() * 7)::integer] END;
INSERT INTO draw (line, output, input, pieces, cost, currency)
	SELECT o.line, o.n, i.n, 1 + floor(random() * 9)::integer, CASE WHEN random() < 0.995 THEN 1 + floor(random() * CASE WHEN random() < 0.15 THEN 5 ELSE 200 END) END, CASE WHEN random() < 0.998 THEN 'USD' ELSE 'EUR' END
	FROM node AS o JOIN node AS i ON i.line = o.line AND i.n > o.n
	WHERE CASE
		WHEN o.kind = 'end_item' THEN i.kind = 'pack' OR i.kind = 'board' AND random() < 0.5
		WHEN o.kind = 'pack' THEN i.kind = 'cell' AND random() < 0.7 OR i.kind = 'hardware' AND random() < 0.3
		WHEN o.kind = 'cell' THEN i.kind = 'electrode' AND random() < 0.6 OR i.kind = 'component' AND random() < 0.5 OR i.kind = 'hardware' AND random() < 0.3 OR i.kind = 'unclear' AND random() < 0.03
		WHEN o.kind = 'electrode' THEN i.kind = 'component' AND random() < 0.5 OR i.kind = 'unclear' AND random() < 0.04
		WHEN o.kind = 'component' THEN i.kind = 'material' AND random() < 0.25
		WHEN o.kind = 'material' THEN i.kind = 'material' AND random() < 0.25
		ELSE false END;
UPDATE draw SET currency = NULL WHERE cost IS NULL;

CREATE TEMPORARY TABLE made AS
	SELECT n.*, format('%s.%s', n.line, n.n) AS code, (CASE WHEN n.line % 3 < 2 THEN 1 ELSE 4 END * power(2, ceil(log(2, greatest(coalesce(d.drawn, 0), 1)))))::integer AS quantity,
		CASE WHEN n.line % 3 = 0 THEN 'kg' ELSE 'each' END AS unit, n.line % 3 < 2 AND h.went_in < power(2, ceil(log(2, greatest(coalesce(d.drawn, 0), 1)))) AS short, h.output IS NOT NULL AS has_input,
		CASE WHEN n.kind = 'material' AND random() < 0.2 THEN 'recycling' WHEN n.kind IN ('component', 'material', 'unclear') THEN 'refining'
			-- Of some electrodes nobody says how they were made, so that they may be components themselves.
			WHEN n.kind <> 'electrode' OR n.line % 4 <> 3 THEN 'cell_assembly' END AS step,
		(CASE WHEN r.place < 0.975 THEN (ARRAY['US', 'KR', 'DE'])[1 + floor(random() * 3)::integer] WHEN r.place < 0.985 THEN 'CN' WHEN r.place < 0.99 THEN 'HK' END)::country AS country,
		CASE WHEN r.maker < 0.955 THEN format('GOOD%s', 1 + floor(random() * 4)::integer) WHEN r.maker < 0.985 THEN format('BAD%s', 1 + floor(random() * 3)::integer) WHEN r.maker < 0.995 THEN format('OPEN%s', 1 + floor(random() * 2)::integer) END AS producer,
		r.claim < 0.98 AS complete, r.claim > 0.1 AND r.claim < 0.97 AS licence_stated,
		CASE WHEN r.custody < 0.006 THEN 'book_and_claim' WHEN r.custody < 0.5 THEN 'segregated' END AS custody, CASE WHEN r.reason < 0.008 THEN 'refused' END AS reason
	FROM node AS n
		LEFT JOIN (SELECT x.line, x.input, sum(x.pieces) AS drawn FROM draw AS x GROUP BY 1, 2) AS d ON d.line = n.line AND d.input = n.n
		LEFT JOIN (SELECT x.line, x.output, sum(x.pieces) AS went_in FROM draw AS x GROUP BY 1, 2) AS h ON h.line = n.line AND h.output = n.n
		CROSS JOIN LATERAL (SELECT random() AS place, random() AS maker, random() AS claim, random() AS custody, random() AS reason WHERE n.n >= 0) AS r
	WHERE n.n = 0 OR d.input IS NOT NULL;
DELETE FROM draw AS d WHERE NOT EXISTS (SELECT FROM made AS m WHERE m.line = d.line AND m.n = d.output);
INSERT INTO lot (code, item_id, role, producer_id, country, step, made_on, quantity, primary_source, untraced_reason, custody_model)
	SELECT m.code, item_id(CASE m.kind WHEN 'end_item' THEN 'DRONE' WHEN 'board' THEN CASE WHEN m.line % 10 = 0 THEN 'BOARD' ELSE 'OPEN-BOARD' END WHEN 'pack' THEN 'PACK' WHEN 'cell' THEN 'CELL' WHEN 'hardware' THEN 'HARDWARE' ELSE 'MATERIAL' END || CASE WHEN m.line % 3 = 1 THEN '-WEIGHED' ELSE '' END),
		m.role, party_id(m.producer), m.country, m.step, date '2027-06-01' - m.n, quantity(m.quantity, m.unit),
		NOT m.has_input AND m.kind IN ('component', 'material', 'board', 'unclear') AND m.complete AND m.reason IS NULL, m.reason, m.custody
	FROM made AS m ORDER BY m.line, m.n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, cost, currency)
	SELECT lot_id(o.code), lot_id(i.code), quantity(d.pieces, i.unit), d.cost, d.currency
	FROM draw AS d JOIN made AS o ON o.line = d.line AND o.n = d.output JOIN made AS i ON i.line = d.line AND i.n = d.input ORDER BY d.id;
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', m.code FROM made AS m WHERE m.has_input AND m.complete;
INSERT INTO import_declaration (claim, lot) SELECT 'no_feoc_licence', m.code FROM made AS m WHERE m.kind IN ('pack', 'cell') AND m.licence_stated;
INSERT INTO import_transfer (lot, from_party) SELECT m.code, CASE WHEN random() < 0.8 THEN 'GOOD1' WHEN random() < 0.7 THEN 'BAD1' END FROM made AS m WHERE m.kind IN ('component', 'material') AND random() < 0.03;
-- A licence binds one lot; the producer keeps all rights, so that it is technology and not control.
INSERT INTO import_licence (code, contractor, producer, kind, lot, right_quantity, right_timing, right_sale, right_access, right_operation)
	SELECT 'L' || m.code, (ARRAY['BAD1', 'GOOD1', 'OPEN1', 'GOOD2'])[1 + floor(random() * 4)::integer], m.producer, 'licence', m.code, true, true, true, true, true
	FROM made AS m WHERE m.kind IN ('cell', 'component') AND m.producer LIKE 'GOOD%' AND random() < 0.02 AND m.producer NOT IN ('GOOD1', 'GOOD2');
INSERT INTO import_contract_line (contract, signed_on, line, programme, item, quantity, procured_on, obligated_on, environment)
	SELECT 'C', '2027-01-01', m.line, 'NEW', i.code, quantity(m.quantity, m.unit), '2028-06-01', '2028-06-01', 'combat' FROM made AS m JOIN lot AS l ON l.code = m.code JOIN item AS i ON i.id = l.item_id WHERE m.n = 0 ORDER BY m.line;
INSERT INTO contract_line_lot (line_id, lot_id) SELECT line_id(m.line::text), lot_id(m.code) FROM made AS m WHERE m.n = 0;
