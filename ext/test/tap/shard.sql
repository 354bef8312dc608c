-- Facts for shard.pl.  :ledger is where they go, :tenants which tenants' own ones; what is of no programme goes everywhere.
SET client_min_messages = warning;
SELECT set_config('search_path', format('%I, materials, public', :'ledger'), false) \g /dev/null
INSERT INTO import_party (code, name, kind, government_of, government_level) VALUES ('PRC', 'Province', 'government', 'CN', 'subnational');
INSERT INTO import_party (code, name, incorporated_in) VALUES ('MINE', 'Mine', 'AU'), ('CAM', 'Cathode works', 'KR'), ('GR', 'Graphite works', 'MY'), ('HOLD', 'Holding', 'SG'), ('CELLS', 'Cell works', 'US');
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('PRC', 'HOLD', 'equity', '60%'), ('HOLD', 'GR', 'equity', '30%');
INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'CELLS'), ('ownership_complete', 'CAM'), ('ownership_complete', 'MINE');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell');
-- Each tenant: three programmes, four lines in each; blends over two tiers, one chain that is not known, one with graphite of a holding.
CREATE TEMPORARY TABLE tenant AS SELECT t.name, ascii(t.name) AS salt FROM unnest(string_to_array(:'tenants', ',')) AS t (name);
INSERT INTO import_programme (code, name) SELECT format('%s-P%s', t.name, n), format('Programme %s of %s', n, t.name) FROM tenant AS t, generate_series(1, 3) AS n;
INSERT INTO import_lot (code, material, role, producer, country, quantity, primary_source)
	SELECT format('%s-ORE-%s', t.name, n), 'graphite', NULL, CASE WHEN n = 6 THEN 'GR' ELSE 'MINE' END, CASE WHEN n = 6 THEN 'MY' ELSE 'AU' END, '1000 kg', n <> 5 FROM tenant AS t, generate_series(1, 6) AS n;
INSERT INTO import_lot (code, material, role, producer, country, quantity)
	SELECT format('%s-AAM-%s', t.name, n), 'synthetic_graphite', 'anode_material', CASE WHEN n = 4 THEN 'GR' ELSE 'CAM' END, 'KR', '400 kg' FROM tenant AS t, generate_series(1, 4) AS n;
INSERT INTO import_consumption (output_lot, input_lot, quantity)
	SELECT format('%s-AAM-%s', t.name, a), format('%s-ORE-%s', t.name, a + o - 1), (ARRAY[100, 120, 180])[o] || ' kg' FROM tenant AS t, generate_series(1, 4) AS a, generate_series(1, 3) AS o;
INSERT INTO import_lot (code, item, producer, country, quantity) SELECT format('%s-CELLS-%s', t.name, n), 'CELL', 'CELLS', 'US', '500 each' FROM tenant AS t, generate_series(1, 6) AS n;
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency)
	SELECT format('%s-CELLS-%s', t.name, c), format('%s-AAM-%s', t.name, 1 + (c + a) % 4), (5 * a + c) || ' kg', 100 * a + t.salt, 'USD' FROM tenant AS t, generate_series(1, 6) AS c, generate_series(0, 1) AS a;
INSERT INTO import_declaration (claim, lot) SELECT k.claim, format('%s-CELLS-%s', t.name, n) FROM tenant AS t, generate_series(1, 4) AS n, (VALUES ('inputs_complete'), ('no_feoc_licence')) AS k (claim);
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', format('%s-AAM-%s', t.name, n) FROM tenant AS t, generate_series(1, 4) AS n;
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, procured_on, obligated_on, programme, lots)
	SELECT format('%s-K%s', t.name, p), '2028-01-10', format('%s-L%s-%s', t.name, p, n), 'CELL', '40 each', '2028-02-10', '2028-02-10', format('%s-P%s', t.name, p), ARRAY[format('%s-CELLS-%s', t.name, 1 + (p + n) % 6)]
	FROM tenant AS t, generate_series(1, 3) AS p, generate_series(1, 4) AS n;
